"""Template tables: reads the parts of a form template from their tables, each with its closed vocabulary. Used by templates."""

from __future__ import annotations

import re

from jxdesk.domain.declarations import Table
from jxdesk.domain.records.filings import Likelihood, MoneyKey
from jxdesk.domain.templates.parts import (
    Align,
    Answer,
    CheckName,
    FormCell,
    FormRow,
    IndicatorBlock,
    IndicatorColumn,
    IndicatorField,
    Level,
    ListBlock,
    ListColumn,
    MidTermLayout,
    MoneyBlock,
    MoneyColumn,
    MoneyField,
    MoneyRow,
    NamedCheck,
    Recognise,
    Signature,
    Span,
    TaskBlock,
    TaskColumn,
    TaskField,
)

_LIKELIHOODS = tuple(one.value for one in Likelihood if one.value)


def _read_span(table: Table, columns: int, key: str = "columns") -> Span:
    text = table.text(key)
    try:
        span = Span.parse(text)
    except ValueError:
        raise table.refuse(key, f'应写列号，如 "C" 或 "C:F"，写的是 {text!r}') from None
    if span.last >= columns:
        raise table.refuse(key, f"这张表只有 {columns} 列，写的是 {text!r}")
    return span


def _span_if_any(table: Table, columns: int, key: str = "columns") -> Span | None:
    return _read_span(table, columns, key) if table.has(key) else None


def read_rows(top: Table, key: str, fields: frozenset[str], columns: int) -> tuple[FormRow, ...]:
    """The rows of a part outside the tables.

    Raises: DeclarationError.
    """
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


def read_answer(table: Table) -> Answer:
    """One narrative field.

    Raises: DeclarationError.
    """
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


def read_mid_term(table: Table, fields: frozenset[str], columns: int) -> MidTermLayout:
    """What a target form prints where it shows its mid-term block.

    Raises: DeclarationError.
    """
    money, indicators = table.table("money"), table.table("indicators")
    if indicators is None:
        raise table.refuse("indicators", "缺少这一项")
    layout = MidTermLayout(
        money=None if money is None else read_money(money, columns),
        goals=read_rows(table, "goals", fields, columns),
        indicators=read_indicators(indicators, columns),
    )
    table.finish()
    return layout


def read_list(table: Table, fields: frozenset[str], columns: int) -> ListBlock:
    """What a list prints of each project.

    Raises: DeclarationError.
    """
    block = ListBlock(
        columns=tuple(_read_list_column(column, fields, columns) for column in table.tables("columns")),
        office_rows=table.flag("office_rows"),
        numbered=table.flag("numbered"),
    )
    table.finish()
    return block


def _read_list_column(table: Table, fields: frozenset[str], columns: int) -> ListColumn:
    name = table.text("field")
    if name not in fields:
        raise table.refuse("field", f"{name!r} 不是填报内容，也没有写在 answers 里")
    column = ListColumn(
        field=name,
        label=table.text("label"),
        span=_read_span(table, columns),
        align=table.word("align", Align, Align.LEFT),
    )
    table.finish()
    return column


def read_money(table: Table, columns: int) -> MoneyBlock:
    """The money block.

    Raises: DeclarationError.
    """
    block = MoneyBlock(
        label=table.text("label"),
        label_span=_span_if_any(table, columns, "label_columns"),
        row_span=_span_if_any(table, columns, "row_columns"),
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
        span=_span_if_any(table, columns),
        label_span=_span_if_any(table, columns, "label_columns"),
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
        mid_term_label=table.text("mid_term_label", ""),
        screen_only=table.flag("screen_only"),
    )
    table.finish()
    return row


def read_tasks(table: Table, columns: int) -> TaskBlock:
    """The table of tasks.

    Raises: DeclarationError.
    """
    block = TaskBlock(
        columns=tuple(_read_task_column(column, columns) for column in table.tables("columns")),
        label=table.text("label", ""),
        label_span=_span_if_any(table, columns, "label_columns"),
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


def read_indicators(table: Table, columns: int) -> IndicatorBlock:
    """The indicator table.

    Raises: DeclarationError.
    """
    block = IndicatorBlock(
        columns=tuple(_read_indicator_column(column, columns) for column in table.tables("columns")),
        label=table.text("label", ""),
        label_span=_span_if_any(table, columns, "label_columns"),
        blank_rows=table.whole("blank_rows", 8),
    )
    table.finish()
    return block


def _read_indicator_column(table: Table, columns: int) -> IndicatorColumn:
    column = IndicatorColumn(
        field=table.word("field", IndicatorField),
        label=table.text("label"),
        span=_span_if_any(table, columns),
        group=table.text("group", ""),
        screen_label=table.text("screen_label", ""),
        align=table.word("align", Align, Align.CENTRE),
        required=table.flag("required"),
        hint=table.text("hint", ""),
    )
    if column.group and column.field is IndicatorField.LIKELIHOOD and not ticks_likelihood(column):
        raise table.refuse("label", f"打勾的可能性栏应写“{'”“'.join(_LIKELIHOODS)}”之一")
    table.finish()
    return column


def ticks_likelihood(column: IndicatorColumn) -> bool:
    """Whether the column is one of those in which a monitoring form ticks how likely the target is, one for each word.

    Source: 财预〔2019〕136号, form of a project's monitoring: 完成目标可能性 确定能 | 有可能 | 完全不可能.
    """
    return (
        column.field is IndicatorField.LIKELIHOOD and column.span is not None and column.label in _LIKELIHOODS
    )


def read_level(table: Table) -> Level:
    """One first-level heading with those below it.

    Raises: DeclarationError.
    """
    level = Level(name=table.text("name"), children=table.texts("children"), weight=table.number("weight"))
    table.finish()
    return level


def read_signature(table: Table, fields: frozenset[str]) -> Signature:
    """One blank of the signature line.

    Raises: DeclarationError.
    """
    signature = Signature(label=table.text("label"), field=table.text("field", ""))
    if signature.field and signature.field not in fields:
        raise table.refuse("field", f"{signature.field!r} 没有写在 answers 里")
    table.finish()
    return signature


def read_check(table: Table) -> NamedCheck:
    """One named check with its parameters.

    Raises: DeclarationError.
    """
    return NamedCheck(name=table.word("name", CheckName), parameters=table.parameters("name"))


def read_recognise(table: Table) -> Recognise:
    """What tells the form from others.

    Raises: DeclarationError.
    """
    recognise = Recognise(
        titles=table.texts("titles"),
        headings=table.texts("headings"),
        absent=table.texts("absent"),
        prefer=table.whole("prefer", 0),
    )
    table.finish()
    return recognise
