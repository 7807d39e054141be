"""Editing: changes to what a filing says, each with its inverse, as pure functions. Used by the wizard and its errands.

A change is a value. ``apply`` answers the new content, the changes that bring the old one back exactly, and what could
not be read; a refused text changes nothing, and the caller keeps it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeVar, assert_never

from jxdesk.domain.filling.typed_cells import header_text, header_values, indicator_text, indicator_values
from jxdesk.domain.filling.typed_money import SCORED_AMOUNTS, money_text, money_values
from jxdesk.domain.filling.typed_tasks import task_text, task_values
from jxdesk.domain.filling.typed_text import Unreadable, Values
from jxdesk.domain.findings import Finding
from jxdesk.domain.records.filing_lines import index_of, indicator_line, money_line, task_line
from jxdesk.domain.records.filings import FilingContent, IndicatorLine, MoneyLine, TaskLine
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.rules.pack import RulePack


class EditKind(StrEnum):
    """Which part of a filing a change is about."""

    MONEY = "money"
    INDICATOR = "indicator"
    TASK = "task"
    ANSWER = "answer"
    HEADER = "header"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A text typed into one cell; ``line_id`` is empty for answers and the head of the form."""

    kind: EditKind
    field: str
    text: str
    line_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restore:
    """Values put back exactly as they were: the inverse of an edit."""

    kind: EditKind
    values: Values
    line_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InsertLine:
    """A line put in at a place, counted from 0; ``exact`` puts it back and leaves the printed totals alone."""

    line: MoneyLine | IndicatorLine | TaskLine
    index: int
    exact: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveLine:
    """A line taken out; ``exact`` takes back an insertion and leaves the printed totals alone."""

    line_id: str
    exact: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveLine:
    """An indicator line moved to a place, counted from 0 without it."""

    line_id: str
    index: int


Line = TypeVar("Line", MoneyLine, IndicatorLine, TaskLine)
Change = Edit | Restore | InsertLine | RemoveLine | MoveLine
Cell = tuple[str, str]
"""A line's id (empty for the filing itself) and the field that was asked to change."""


SCORE_RESTS_ON = frozenset(
    {
        *SCORED_AMOUNTS,
        "execution_weight",
        "comparator",
        "target",
        "target_text",
        "unit",
        "actual",
        "weight",
        "score",
        "manual_score",
        "judged_percent",
        "direction",
        "is_part",
        "marked_exact",
        "not_applicable",
    }
)
"""The fields whose change makes a printed score hold no longer."""

_PRINTED_TOTALS_GONE = Restore(
    kind=EditKind.HEADER,
    values=MappingProxyType({"printed_total": "", "printed_grade": "", "printed_weights_total": ""}),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What came of a list of changes.

    ``inverse`` brings the old content back when applied in its order. ``refused`` names the cells whose text could
    not be read; ``changed`` the cells that now say something else; ``reshaped`` whether lines came, went or moved.
    """

    content: FilingContent
    inverse: tuple[Change, ...]
    refused: tuple[Finding, ...] = ()
    changed: frozenset[Cell] = frozenset()
    reshaped: bool = False


def apply(content: FilingContent, changes: Iterable[Change], rules: RulePack) -> Applied:
    """The content after the changes, in their order.

    What the paper printed stays as long as nothing it rests on is changed: a typed value clears the printed score of
    its line and the printed total, so that the computed ones count from then on.
    """
    inverse: list[Change] = []
    refused: list[Finding] = []
    changed: set[Cell] = set()
    reshaped = False
    for change in changes:
        try:
            steps = _steps(content, change, rules)
        except Unreadable as refusal:
            assert isinstance(change, Edit)
            refused.append(refusal.finding(change.line_id, change.field))
            continue
        for step in steps:
            content, back = _apply_step(content, step)
            if back is None:
                continue
            inverse.insert(0, back)
            reshaped = reshaped or not isinstance(step, Restore)
            changed |= _cells(change, step)
    return Applied(
        content=content,
        inverse=tuple(inverse),
        refused=tuple(refused),
        changed=frozenset(changed),
        reshaped=reshaped,
    )


Step = Restore | InsertLine | RemoveLine | MoveLine


def _steps(content: FilingContent, change: Change, rules: RulePack) -> tuple[Step, ...]:
    """A change as exact steps: the typed text as values, with what was printed and no longer holds cleared.

    Raises: Unreadable.
    """
    match change:
        case Edit():
            return _steps_of_edit(content, change, _values_of(content, change, rules))
        case InsertLine(exact=False):
            return replace(change, exact=True), _PRINTED_TOTALS_GONE
        case RemoveLine(exact=False):
            return replace(change, exact=True), _PRINTED_TOTALS_GONE
        case Restore() | InsertLine() | RemoveLine() | MoveLine():
            return (change,)
        case _:
            assert_never(change)


def _steps_of_edit(content: FilingContent, edit: Edit, values: Values) -> tuple[Step, ...]:
    typed = Restore(kind=edit.kind, line_id=edit.line_id, values=values)
    if edit.kind is EditKind.ANSWER or edit.field not in SCORE_RESTS_ON or not _differs(content, typed):
        return (typed,)
    gone: dict[str, object] = {"printed_score": ""}
    match edit.kind:
        case EditKind.MONEY:
            gone["printed_rate"] = ""
            return replace(typed, values={**values, **gone}), _PRINTED_TOTALS_GONE
        case EditKind.INDICATOR:
            return replace(typed, values={**values, **gone}), _PRINTED_TOTALS_GONE
        case _:
            total = content.total_line
            if total is None:
                return typed, _PRINTED_TOTALS_GONE
            gone["printed_weight"] = ""
            execution = Restore(kind=EditKind.MONEY, line_id=total.id, values=gone)
            return typed, execution, _PRINTED_TOTALS_GONE


def _differs(content: FilingContent, step: Restore) -> bool:
    return _set(content, step.kind, step.line_id, step.values)[1] is not None


def _cells(change: Change, step: Step) -> set[Cell]:
    """The cells that a step changed; a typed text names the one it was typed into."""
    if not isinstance(step, Restore):
        return set()
    named = {(step.line_id, name) for name in step.values}
    return named | {(change.line_id, change.field)} if isinstance(change, Edit) else named


def _apply_step(content: FilingContent, step: Step) -> tuple[FilingContent, Step | None]:
    """The content after one step and its inverse; None where nothing changed."""
    match step:
        case Restore():
            return _set(content, step.kind, step.line_id, step.values)
        case InsertLine():
            return _insert(content, step), RemoveLine(line_id=step.line.id, exact=True)
        case RemoveLine():
            return _remove(content, step)
        case MoveLine():
            return _move(content, step)
        case _:
            assert_never(step)


def _values_of(content: FilingContent, edit: Edit, rules: RulePack) -> Values:
    match edit.kind:
        case EditKind.MONEY:
            return money_values(money_line(content, edit.line_id), edit.field, edit.text, content.money_unit)
        case EditKind.INDICATOR:
            return indicator_values(indicator_line(content, edit.line_id), edit.field, edit.text, rules)
        case EditKind.TASK:
            return task_values(edit.field, edit.text, content.money_unit)
        case EditKind.ANSWER:
            return {edit.field: edit.text.strip()}
        case EditKind.HEADER:
            return header_values(content, edit.field, edit.text)
        case _:
            assert_never(edit.kind)


def _set(
    content: FilingContent, kind: EditKind, line_id: str, values: Values
) -> tuple[FilingContent, Step | None]:
    """Sets attributes; the inverse holds only those that differ."""
    after: FilingContent
    match kind:
        case EditKind.MONEY:
            line = money_line(content, line_id)
            old = _differing(line, values)
            lines = _replaced(content.money_lines, line_id, replace(line, **_named(values)))
            after = replace(content, money_lines=lines)
        case EditKind.INDICATOR:
            indicator = indicator_line(content, line_id)
            old = _differing(indicator, values)
            indicators = _replaced(content.indicator_lines, line_id, replace(indicator, **_named(values)))
            after = replace(content, indicator_lines=indicators)
        case EditKind.TASK:
            task = task_line(content, line_id)
            old = _differing(task, values)
            tasks = _replaced(content.task_lines, line_id, replace(task, **_named(values)))
            after = replace(content, task_lines=tasks)
        case EditKind.ANSWER:
            old = {name: content.answers.get(name, "") for name, value in values.items()}
            old = {name: value for name, value in old.items() if value != values[name]}
            kept = {name: str(value) for name, value in {**content.answers, **values}.items() if value}
            after = replace(content, answers=MappingProxyType(kept))
        case EditKind.HEADER:
            old = _differing(content, values)
            after = replace(content, **_named(values))
        case _:
            assert_never(kind)
    if not old:
        return content, None
    return after, Restore(kind=kind, values=MappingProxyType(old), line_id=line_id)


def _differing(thing: object, values: Values) -> dict[str, object]:
    """The present values of the attributes that are about to change."""
    return {name: getattr(thing, name) for name, value in values.items() if getattr(thing, name) != value}


def _named(values: Values) -> dict[str, Any]:
    return dict(values)


def _replaced(lines: Sequence[Line], line_id: str, new: Line) -> tuple[Line, ...]:
    return tuple(new if line.id == line_id else line for line in lines)


def _insert(content: FilingContent, change: InsertLine) -> FilingContent:
    line = change.line
    if isinstance(line, MoneyLine):
        money = content.money_lines
        return replace(content, money_lines=(*money[: change.index], line, *money[change.index :]))
    if isinstance(line, TaskLine):
        tasks = content.task_lines
        return replace(content, task_lines=(*tasks[: change.index], line, *tasks[change.index :]))
    lines = content.indicator_lines
    return replace(content, indicator_lines=(*lines[: change.index], line, *lines[change.index :]))


def _remove(content: FilingContent, change: RemoveLine) -> tuple[FilingContent, Step]:
    for index, money in enumerate(content.money_lines):
        if money.id == change.line_id:
            rest = content.money_lines[:index] + content.money_lines[index + 1 :]
            return replace(content, money_lines=rest), InsertLine(line=money, index=index, exact=True)
    for index, task in enumerate(content.task_lines):
        if task.id == change.line_id:
            others = content.task_lines[:index] + content.task_lines[index + 1 :]
            return replace(content, task_lines=others), InsertLine(line=task, index=index, exact=True)
    index = index_of(content, change.line_id)
    lines = content.indicator_lines
    rest_lines = lines[:index] + lines[index + 1 :]
    return replace(content, indicator_lines=rest_lines), InsertLine(
        line=lines[index], index=index, exact=True
    )


def _move(content: FilingContent, change: MoveLine) -> tuple[FilingContent, Step | None]:
    index = index_of(content, change.line_id)
    lines = content.indicator_lines
    rest = lines[:index] + lines[index + 1 :]
    place = max(0, min(change.index, len(rest)))
    if place == index:
        return content, None
    moved = (*rest[:place], lines[index], *rest[place:])
    return replace(content, indicator_lines=moved), MoveLine(line_id=change.line_id, index=index)


# ---- making lists of changes ------------------------------------------------------------------------------------


def text_of(content: FilingContent, kind: EditKind, line_id: str, field: str) -> str:
    """What an editor shows for a cell."""
    match kind:
        case EditKind.MONEY:
            return money_text(money_line(content, line_id), field, content.money_unit)
        case EditKind.INDICATOR:
            return indicator_text(indicator_line(content, line_id), field)
        case EditKind.TASK:
            return task_text(task_line(content, line_id), field, content.money_unit)
        case EditKind.ANSWER:
            return content.answers.get(field, "")
        case EditKind.HEADER:
            return header_text(content, field)
        case _:
            assert_never(kind)


def new_indicator(content: FilingContent, index: int) -> IndicatorLine:
    """An empty line for this place; it takes the levels of the line before it."""
    before = content.indicator_lines[index - 1] if 0 < index <= len(content.indicator_lines) else None
    return IndicatorLine(
        id=new_id(),
        level1=before.level1 if before else "",
        level2=before.level2 if before else "",
    )


def fill_down(
    content: FilingContent, kind: EditKind, line_ids: Sequence[str], fields: Sequence[str]
) -> tuple[Edit, ...]:
    """Copies the first of these lines into the others, field by field."""
    first, *others = line_ids
    return tuple(
        Edit(kind=kind, line_id=line_id, field=field, text=text_of(content, kind, first, field))
        for line_id in others
        for field in fields
    )


def clear(kind: EditKind, cells: Iterable[Cell]) -> tuple[Edit, ...]:
    """Empties cells."""
    return tuple(Edit(kind=kind, line_id=line_id, field=field, text="") for line_id, field in cells)


def merged_run(content: FilingContent, index: int, field: str) -> range:
    """The neighbouring lines that share one merged level cell with this line.

    A second level ends where its first level ends.
    """
    lines = content.indicator_lines

    def shared(line: IndicatorLine) -> tuple[str, ...]:
        return (line.level1,) if field == "level1" else (line.level1, line.level2)

    wanted = shared(lines[index])
    if not wanted[-1]:
        return range(index, index + 1)
    first = last = index
    while first > 0 and shared(lines[first - 1]) == wanted:
        first -= 1
    while last + 1 < len(lines) and shared(lines[last + 1]) == wanted:
        last += 1
    return range(first, last + 1)


def level_edits(content: FilingContent, index: int, field: str, text: str) -> tuple[Edit, ...]:
    """A text typed into a merged level cell goes to every line that shares it."""
    return tuple(
        Edit(kind=EditKind.INDICATOR, line_id=content.indicator_lines[row].id, field=field, text=text)
        for row in merged_run(content, index, field)
    )
