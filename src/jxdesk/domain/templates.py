"""Form templates: what one dated variant of an official form prints and asks for, read from ``resources/forms``.

The wizard's pages and grid headings, the required marks, both directions of Excel and the PDF are all read from
here. A template is data with a closed vocabulary; it holds no formulas, and checks are named with parameters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from jxdesk.domain.declarations import Table
from jxdesk.domain.filings import Form, MoneyKey, MoneyUnit
from jxdesk.domain.template_parts import (
    CONTENT_FIELDS,
    Align,
    Answer,
    CheckName,
    FormCell,
    FormRow,
    IndicatorBlock,
    IndicatorColumn,
    IndicatorField,
    Level,
    MoneyBlock,
    MoneyColumn,
    MoneyField,
    MoneyRow,
    NamedCheck,
    Orientation,
    Part,
    Recognise,
    Shape,
    Signature,
    Span,
    TaskBlock,
    TaskColumn,
    TaskField,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FormTemplate:
    """One dated variant of one official form.

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

    def covers_year(self, year: int) -> bool:
        """Whether the form was in use for this fiscal year."""
        return self.first_year <= year and (self.last_year is None or year <= self.last_year)


def _read_template(mapping: Mapping[str, Any]) -> FormTemplate:
    top = Table(mapping, where=str(mapping.get("id", "表样")))
    widths = tuple(Decimal(text) for text in _numbers(top, "widths"))
    columns = len(widths)
    answers = tuple(_read_answer(table) for table in top.tables("answers"))
    fields = CONTENT_FIELDS | {answer.name for answer in answers}
    money = top.table("money")
    tasks = top.table("tasks")
    indicators = top.table("indicators")
    if indicators is None:
        raise top.refuse("indicators", "缺少这一项")
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
        caption=_read_rows(top, "caption", fields, columns),
        header=_read_rows(top, "header", fields, columns),
        money=None if money is None else _read_money(money, columns),
        goals=_read_rows(top, "goals", fields, columns),
        tasks=None if tasks is None else _read_tasks(tasks, columns),
        indicators=_read_indicators(indicators, columns),
        tail=_read_rows(top, "tail", fields, columns),
        answers=answers,
        notes=top.texts("notes"),
        signatures=tuple(_read_signature(table, fields) for table in top.tables("signatures")),
        execution_weight=top.number("execution_weight"),
        levels=tuple(_read_level(table) for table in top.tables("levels")),
        checks=tuple(_read_check(table) for table in top.tables("checks")),
        recognise=Recognise() if recognise is None else _read_recognise(recognise),
    )
    top.finish()
    if not template.reading_only:
        _require_no_holes(top, template)
    return template


def _numbers(table: Table, key: str) -> tuple[str, ...]:
    texts = table.texts(key)
    for text in texts:
        if not re.fullmatch(r"\d+(\.\d+)?", text):
            raise table.refuse(key, f"不是宽度：{text!r}")
    if not texts:
        raise table.refuse(key, "缺少各列的宽度（毫米）")
    return texts


def _read_span(table: Table, columns: int, key: str = "columns") -> Span:
    text = table.text(key)
    try:
        span = Span.parse(text)
    except ValueError:
        raise table.refuse(key, f'应写列号，如 "C" 或 "C:F"，写的是 {text!r}') from None
    if span.last >= columns:
        raise table.refuse(key, f"这张表只有 {columns} 列，写的是 {text!r}")
    return span


def _read_rows(top: Table, key: str, fields: frozenset[str], columns: int) -> tuple[FormRow, ...]:
    return tuple(_read_row(table, fields, columns) for table in top.tables(key))


def _read_row(table: Table, fields: frozenset[str], columns: int) -> FormRow:
    row = FormRow(
        cells=tuple(_read_cell(cell, fields, columns) for cell in table.tables("cells")),
        height=table.number("height"),
    )
    table.finish()
    ends = -1
    for cell in row.cells:
        if cell.span.first <= ends:
            raise table.refuse("cells", "同一行的格子重叠，或没有从左到右写")
        ends = cell.span.last
    return row


def _read_cell(table: Table, fields: frozenset[str], columns: int) -> FormCell:
    name = table.text("field", "")
    if name and name not in fields:
        raise table.refuse("field", f"{name!r} 不是填报内容，也没有写在 answers 里")
    cell = FormCell(
        span=_read_span(table, columns),
        label=table.text("label", ""),
        field=name,
        rows=table.whole("rows", 1),
        align=table.word("align", Align) if table.has("align") else None,
        bordered=not table.flag("open"),
        required=table.flag("required"),
    )
    table.finish()
    return cell


def _read_answer(table: Table) -> Answer:
    name = table.text("name")
    if not re.fullmatch(r"[a-z][a-z_]*", name):
        raise table.refuse("name", f"应是小写英文名，写的是 {name!r}")
    length = table.whole("max_length", 0)
    answer = Answer(
        name=name,
        label=table.text("label"),
        required=table.flag("required"),
        max_length=length or None,
        hint=table.text("hint", ""),
    )
    table.finish()
    return answer


def _read_money(table: Table, columns: int) -> MoneyBlock:
    block = MoneyBlock(
        label=table.text("label"),
        label_span=_read_span(table, columns, "label_columns"),
        row_span=_read_span(table, columns, "row_columns"),
        columns=tuple(_read_money_column(column, columns) for column in table.tables("columns")),
        rows=tuple(_read_money_row(row) for row in table.tables("rows")),
        with_headings=not table.flag("without_headings"),
    )
    table.finish()
    return block


def _read_money_column(table: Table, columns: int) -> MoneyColumn:
    column = MoneyColumn(
        field=table.word("field", MoneyField),
        label=table.text("label", ""),
        span=_read_span(table, columns),
        required=table.flag("required"),
        hint=table.text("hint", ""),
    )
    table.finish()
    return column


def _read_money_row(table: Table) -> MoneyRow:
    row = MoneyRow(
        key=table.word("key", MoneyKey),
        label=table.text("label"),
        dashes=table.words("dashes", MoneyField),
    )
    table.finish()
    return row


def _read_tasks(table: Table, columns: int) -> TaskBlock:
    block = TaskBlock(
        columns=tuple(_read_task_column(column, columns) for column in table.tables("columns")),
        label=table.text("label", ""),
        label_span=_read_span(table, columns, "label_columns") if table.has("label_columns") else None,
        total_label=table.text("total_label", ""),
        blank_rows=table.whole("blank_rows", 3),
    )
    table.finish()
    return block


def _read_task_column(table: Table, columns: int) -> TaskColumn:
    column = TaskColumn(
        field=table.word("field", TaskField),
        label=table.text("label"),
        span=_read_span(table, columns),
        group=table.text("group", ""),
        screen_label=table.text("screen_label", ""),
        align=table.word("align", Align, Align.CENTRE),
        required=table.flag("required"),
        hint=table.text("hint", ""),
    )
    table.finish()
    return column


def _read_indicators(table: Table, columns: int) -> IndicatorBlock:
    block = IndicatorBlock(
        columns=tuple(_read_indicator_column(column, columns) for column in table.tables("columns")),
        label=table.text("label", ""),
        label_span=_read_span(table, columns, "label_columns") if table.has("label_columns") else None,
        blank_rows=table.whole("blank_rows", 8),
    )
    table.finish()
    return block


def _read_indicator_column(table: Table, columns: int) -> IndicatorColumn:
    column = IndicatorColumn(
        field=table.word("field", IndicatorField),
        label=table.text("label"),
        span=_read_span(table, columns) if table.has("columns") else None,
        group=table.text("group", ""),
        screen_label=table.text("screen_label", ""),
        align=table.word("align", Align, Align.CENTRE),
        required=table.flag("required"),
        hint=table.text("hint", ""),
    )
    table.finish()
    return column


def _read_level(table: Table) -> Level:
    level = Level(name=table.text("name"), children=table.texts("children"), weight=table.number("weight"))
    table.finish()
    return level


def _read_signature(table: Table, fields: frozenset[str]) -> Signature:
    signature = Signature(label=table.text("label"), field=table.text("field", ""))
    if signature.field and signature.field not in fields:
        raise table.refuse("field", f"{signature.field!r} 没有写在 answers 里")
    table.finish()
    return signature


def _read_check(table: Table) -> NamedCheck:
    return NamedCheck(name=table.word("name", CheckName), parameters=table.parameters("name"))


def _read_recognise(table: Table) -> Recognise:
    recognise = Recognise(
        titles=table.texts("titles"),
        headings=table.texts("headings"),
        absent=table.texts("absent"),
        prefer=table.whole("prefer", 0),
    )
    table.finish()
    return recognise


def _require_no_holes(top: Table, template: FormTemplate) -> None:
    """Every printed row of a form that is printed must cover the grid from the first column to the last."""
    count = len(template.widths)
    for part, rows in (("header", template.header), ("goals", template.goals), ("tail", template.tail)):
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
    money, indicators = template.money, template.indicators
    if money is not None:
        spans = [money.label_span, money.row_span, *(column.span for column in money.columns)]
        _require_tiles(top, "money", spans, count)
    tasks = template.tasks
    if tasks is not None:
        labelled = [tasks.label_span] if tasks.label_span else []
        _require_tiles(top, "tasks", [*labelled, *(column.span for column in tasks.columns)], count)
    printed = [column.span for column in indicators.printed if column.span is not None]
    _require_tiles(
        top, "indicators", [*([indicators.label_span] if indicators.label_span else []), *printed], count
    )


def _require_tiles(top: Table, part: str, spans: list[Span], count: int) -> None:
    expected = 0
    for span in spans:
        if span.first != expected:
            raise top.refuse(part, f"各列没有从左到右一列接一列（第 {expected + 1} 列）")
        expected = span.last + 1
    if expected != count:
        raise top.refuse(part, f"没有盖满 {count} 列")
