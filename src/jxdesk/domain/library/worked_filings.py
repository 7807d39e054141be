"""Worked filings: whole target forms of invented offices, filled in well and explained line by line; shown beside the library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from jxdesk.domain.declarations import Table
from jxdesk.domain.library.entries import Attribute, EntryKind, LibraryEntry, line_from_entry
from jxdesk.domain.library.files import direction_of_measure, read_measure
from jxdesk.domain.records.filings import IndicatorLine, MoneyUnit
from jxdesk.domain.rules.indicator_places import Place, headings
from jxdesk.domain.rules.parts import GoalStyle
from jxdesk.domain.values.money import AmountState, parse_amount

POINTS = Decimal(90)
"""What the indicators of a target carry together; the other ten are for budget execution. Source: 财预〔2020〕10号."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkedLine:
    """One indicator of a worked filing; ``entry_key`` names the library entry that it shows at work, ``why`` says why it is good."""

    place: Place
    entry: LibraryEntry
    weight: Decimal
    why: str
    entry_key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkedTask:
    """One task of a department with its projects.

    Units: ``amount_fen`` 分.
    """

    name: str
    content: str
    projects: tuple[str, ...]
    amount_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkedFiling:
    """A target form of one project or department, complete.

    Units: ``amount_fen`` 分.
    """

    id: str
    kind: EntryKind
    style: GoalStyle
    sector: str
    title: str
    office: str
    year: int
    amount_fen: int
    goal: str
    why: str
    lines: tuple[WorkedLine, ...]
    duties: str = ""
    tasks: tuple[WorkedTask, ...] = ()

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, Any]) -> WorkedFiling:
        """A worked filing from the mapping of its file.

        Raises: DeclarationError.
        """
        return _read(mapping)


def lines_of(worked: WorkedFiling) -> tuple[IndicatorLine, ...]:
    """The indicators of a worked filing as new lines of a filing, weights included."""
    return tuple(
        replace(line_from_entry(one.entry, worked.style), weight=one.weight, library_entry_id="")
        for one in worked.lines
    )


def _read(mapping: Mapping[str, Any]) -> WorkedFiling:
    top = Table(mapping, where=str(mapping.get("id", "范例")))
    style = top.word("style", GoalStyle)
    worked = WorkedFiling(
        id=top.text("id"),
        kind=top.word("kind", EntryKind),
        style=style,
        sector=top.text("sector", ""),
        title=top.text("title"),
        office=top.text("office"),
        year=top.whole("year"),
        amount_fen=_fen(top, "wan"),
        goal=top.text("goal"),
        why=top.text("why"),
        duties=top.text("duties", ""),
        tasks=tuple(_read_task(table) for table in top.tables("tasks")),
        lines=tuple(_read_line(table, n) for n, table in enumerate(top.tables("lines"))),
    )
    top.finish()
    total = sum((line.weight for line in worked.lines), Decimal(0))
    if total != POINTS:
        raise top.refuse("lines", f"分值合计应是 {POINTS}，现在是 {total}")
    if worked.tasks and sum(task.amount_fen for task in worked.tasks) != worked.amount_fen:
        raise top.refuse("tasks", "各任务的金额加起来不等于总额")
    return worked


def _read_task(table: Table) -> WorkedTask:
    task = WorkedTask(
        name=table.text("name"),
        content=table.text("content"),
        projects=table.texts("projects"),
        amount_fen=_fen(table, "wan"),
    )
    table.finish()
    return task


def _read_line(table: Table, position: int) -> WorkedLine:
    place = table.word("place", Place)
    comparator, unit, attribute = read_measure(table, table.text("measure"))
    old, new = headings(place, GoalStyle.OLD), headings(place, GoalStyle.NEW)
    weight = table.number("weight")
    if weight is None or weight <= 0:
        raise table.refuse("weight", "缺少分值")
    worked = WorkedLine(
        place=place,
        weight=weight,
        why=table.text("why"),
        entry_key=table.text("entry", ""),
        entry=LibraryEntry(
            id="",
            library_id="",
            position=position,
            name=table.text("name"),
            level1=old.level1,
            level2=old.level2,
            new_level1=new.level1,
            new_level2=new.level2,
            comparator=comparator,
            direction=direction_of_measure(comparator, attribute),
            attribute=attribute,
            unit=unit,
            target_text=table.text("target"),
            definition=table.text("definition", ""),
            value_basis=table.text("basis", ""),
            data_source=table.text("data", ""),
        ),
    )
    table.finish()
    if attribute is Attribute.QUANTITATIVE and not any(
        letter.isdigit() for letter in worked.entry.target_text
    ):
        raise table.refuse("target", "定量指标要有数")
    return worked


def _fen(table: Table, key: str) -> int:
    """An amount that is written in 万元."""
    reading = parse_amount(table.text(key), MoneyUnit.WAN)
    if reading.state is not AmountState.READ or reading.fen is None:
        raise table.refuse(key, "应是加引号的万元数")
    return reading.fen
