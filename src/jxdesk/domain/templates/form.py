"""Form templates: what one dated variant of an official form prints and asks for, read from ``resources/forms``.

The wizard's pages and grid headings, the required marks, both directions of Excel and the PDF are all read from
here. A template is data with a closed vocabulary; it holds no formulas, and checks are named with parameters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from jxdesk.domain.declarations import Table
from jxdesk.domain.records.filings import FilingContent, Form, MoneyUnit
from jxdesk.domain.rules.parts import GoalStyle
from jxdesk.domain.templates.parts import (
    CONTENT_FIELDS,
    Answer,
    FormCell,
    FormRow,
    IndicatorBlock,
    Level,
    ListBlock,
    MidTermLayout,
    MoneyBlock,
    NamedCheck,
    Orientation,
    Part,
    Recognise,
    Shape,
    Signature,
    Span,
    TaskBlock,
)
from jxdesk.domain.templates.tables import (
    read_answer,
    read_check,
    read_indicators,
    read_level,
    read_list,
    read_mid_term,
    read_money,
    read_recognise,
    read_rows,
    read_signature,
    read_tasks,
)
from jxdesk.domain.values.periods import has_mid_term


@dataclass(frozen=True, slots=True, kw_only=True)
class FormTemplate:
    """One dated variant of one official form.

    ``levels`` is the tree of indicators that the form prints by itself, ``new_levels`` the one with 成本 as a first level,
    where the form serves both; which of them a filing follows, its lines say.

    Units: ``widths`` millimetres of each grid column on paper. ``last_year`` None = still in force.
    """

    id: str
    form: Form
    name: str
    version: str
    source: str
    region: str
    first_year: int
    last_year: int | None
    reading_only: bool
    shape: Shape
    title: str
    subtitle: str
    table_number: str
    money_unit: MoneyUnit
    orientation: Orientation
    widths: tuple[Decimal, ...]
    parts: tuple[Part, ...]
    caption: tuple[FormRow, ...]
    header: tuple[FormRow, ...]
    money: MoneyBlock | None
    goals: tuple[FormRow, ...]
    tasks: TaskBlock | None
    indicators: IndicatorBlock
    tail: tuple[FormRow, ...]
    answers: tuple[Answer, ...]
    notes: tuple[str, ...]
    signatures: tuple[Signature, ...]
    execution_weight: Decimal | None
    levels: tuple[Level, ...]
    new_levels: tuple[Level, ...]
    mid_term: MidTermLayout | None
    list_block: ListBlock | None
    checks: tuple[NamedCheck, ...]
    recognise: Recognise

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, Any]) -> FormTemplate:
        """A template from the mapping of its file.

        Raises: DeclarationError.
        """
        return _read_template(mapping)

    def answer(self, name: str) -> Answer | None:
        """The narrative field of this name, where the form asks for it."""
        return next((answer for answer in self.answers if answer.name == name), None)

    def cells(self) -> Iterator[FormCell]:
        """Every cell outside the money block and the indicator table."""
        for row in (*self.caption, *self.header, *self.goals, *self.tail):
            yield from row.cells

    def label_of(self, name: str) -> str:
        """What the form calls a field of the filing; empty where it does not show it."""
        answer = self.answer(name)
        if answer is not None:
            return answer.label
        for row in (*self.caption, *self.header, *self.goals, *self.tail):
            before = ""
            for cell in row.cells:
                if cell.field == name:
                    return (cell.label or before).strip("：: ")
                before = cell.label
        return ""

    def printed_for(self, content: FilingContent) -> FormTemplate:
        """The form as it is printed for this filing: a project of one year has no mid-term block."""
        if self.mid_term is None or not has_mid_term(content):
            return self
        parts = self.mid_term
        return replace(self, money=parts.money, goals=parts.goals, indicators=parts.indicators)

    def levels_of(self, style: GoalStyle) -> tuple[Level, ...]:
        """The tree of indicators in a style; the form's own one where it has no other."""
        return self.new_levels if style is GoalStyle.NEW and self.new_levels else self.levels

    def covers_year(self, year: int) -> bool:
        """Whether the form was in use for this fiscal year."""
        return self.first_year <= year and (self.last_year is None or year <= self.last_year)


def _read_template(mapping: Mapping[str, Any]) -> FormTemplate:
    top = Table(mapping, where=str(mapping.get("id", "表样")))
    widths = tuple(Decimal(text) for text in _numbers(top, "widths"))
    columns = len(widths)
    answers = tuple(read_answer(table) for table in top.tables("answers"))
    fields = CONTENT_FIELDS | {answer.name for answer in answers}
    money = top.table("money")
    tasks = top.table("tasks")
    indicators = top.table("indicators")
    if indicators is None:
        raise top.refuse("indicators", "缺少这一项")
    mid_term, list_block = top.table("mid_term"), top.table("list")
    recognise = top.table("recognise")
    years = top.texts("years")
    if not 1 <= len(years) <= 2 or not all(re.fullmatch(r"\d{4}|", year) for year in years) or not years[0]:
        raise top.refuse("years", '应写起止年度，如 ["2022", ""]，未停用的后一个留空')
    template = FormTemplate(
        id=top.text("id"),
        form=top.word("form", Form),
        name=top.text("name"),
        version=top.text("version"),
        source=top.text("source"),
        region=top.text("region", ""),
        first_year=int(years[0]),
        last_year=int(years[-1]) if years[-1] else None,
        reading_only=top.flag("reading_only"),
        shape=top.word("shape", Shape, Shape.FORM),
        title=top.text("title"),
        subtitle=top.text("subtitle", ""),
        table_number=top.text("table_number", ""),
        money_unit=top.word("money_unit", MoneyUnit),
        orientation=top.word("orientation", Orientation),
        widths=widths,
        parts=top.words("parts", Part) or tuple(Part),
        caption=read_rows(top, "caption", fields, columns),
        header=read_rows(top, "header", fields, columns),
        money=None if money is None else read_money(money, columns),
        goals=read_rows(top, "goals", fields, columns),
        tasks=None if tasks is None else read_tasks(tasks, columns),
        indicators=read_indicators(indicators, columns),
        tail=read_rows(top, "tail", fields, columns),
        answers=answers,
        notes=top.texts("notes"),
        signatures=tuple(read_signature(table, fields) for table in top.tables("signatures")),
        execution_weight=top.number("execution_weight"),
        levels=tuple(read_level(table) for table in top.tables("levels")),
        new_levels=tuple(read_level(table) for table in top.tables("new_levels")),
        mid_term=None if mid_term is None else read_mid_term(mid_term, fields, columns),
        list_block=None if list_block is None else read_list(list_block, fields, columns),
        checks=tuple(read_check(table) for table in top.tables("checks")),
        recognise=Recognise() if recognise is None else read_recognise(recognise),
    )
    top.finish()
    if not template.reading_only:
        _require_no_holes(top, template)
        if template.mid_term is not None:
            parts = template.mid_term
            _require_no_holes(
                top, replace(template, money=parts.money, goals=parts.goals, indicators=parts.indicators)
            )
    return template


def _numbers(table: Table, key: str) -> tuple[str, ...]:
    texts = table.texts(key)
    for text in texts:
        if not re.fullmatch(r"\d+(\.\d+)?", text):
            raise table.refuse(key, f"不是宽度：{text!r}")
    if not texts:
        raise table.refuse(key, "缺少各列的宽度（毫米）")
    return texts


def _require_no_holes(top: Table, template: FormTemplate) -> None:
    """Every printed row of a form that is printed must cover the grid from the first column to the last."""
    count = len(template.widths)
    rows_of = {Part.HEADER: template.header, Part.GOALS: template.goals, Part.TAIL: template.tail}
    for part, rows in rows_of.items():
        if part in template.parts:
            _require_covered(top, part, rows, count)
    money = template.money
    if money is not None and Part.MONEY in template.parts:
        if money.label_span is None or money.row_span is None:
            raise top.refuse("money", "缺少 label_columns 或 row_columns")
        spans = [money.label_span, money.row_span]
        for column in money.printed:
            spans += [span for span in (column.label_span, column.span) if span is not None]
        _require_tiles(top, "money", spans, count)
    tasks = template.tasks
    if tasks is not None:
        labelled = [tasks.label_span] if tasks.label_span else []
        _require_tiles(top, "tasks", [*labelled, *(column.span for column in tasks.columns)], count)
    before = [] if template.list_block is None else [column.span for column in template.list_block.columns]
    indicators = template.indicators
    before += [indicators.label_span] if indicators.label_span else []
    printed = [column.span for column in indicators.printed if column.span is not None]
    _require_tiles(top, "indicators", [*before, *printed], count)


def _require_covered(top: Table, part: Part, rows: tuple[FormRow, ...], count: int) -> None:
    covered: list[set[int]] = [set() for _ in rows]
    for n, row in enumerate(rows):
        for cell in row.cells:
            for below in range(n, n + cell.rows):
                if below >= len(rows):
                    raise top.refuse(part, f"第 {n + 1} 行有格子跨到表外")
                covered[below].update(range(cell.span.first, cell.span.last + 1))
    for n, columns in enumerate(covered, 1):
        if len(columns) != count:
            raise top.refuse(part, f"第 {n} 行没有盖满 {count} 列")


def _require_tiles(top: Table, part: str, spans: list[Span], count: int) -> None:
    expected = 0
    for span in spans:
        if span.first != expected:
            raise top.refuse(part, f"各列没有从左到右一列接一列（第 {expected + 1} 列）")
        expected = span.last + 1
    if expected != count:
        raise top.refuse(part, f"没有盖满 {count} 列")
