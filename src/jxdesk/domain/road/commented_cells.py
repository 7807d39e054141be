"""Commented cells: what a cell says as a person reads it, found by the place that a remark names; used to write and to answer remarks."""

from __future__ import annotations

from jxdesk.domain.filling.typed_cells import header_text, indicator_text
from jxdesk.domain.filling.typed_money import MONEY_AMOUNTS, amount_text
from jxdesk.domain.filling.typed_tasks import TASK_AMOUNTS
from jxdesk.domain.records.filings import FilingContent, IndicatorLine, MoneyLine, TaskLine
from jxdesk.domain.road.reviews import Comment
from jxdesk.domain.templates.cell_words import leading_cell
from jxdesk.domain.templates.form_cells import (
    HEAD_CELLS,
    LINES,
    AnyLine,
    Place,
    lines_of,
    name_of,
    value_text,
)


def place_of(content: FilingContent, line_id: str, field: str) -> Place:
    """In which part of the form a line or field stands, as findings and editors name it.

    Raises: KeyError: the form has no such line.
    """
    if not line_id:
        is_head = not field or leading_cell(Place.HEAD, field) in HEAD_CELLS
        return Place.HEAD if is_head else Place.ANSWERS
    for place in LINES:
        if line_at(content, place, line_id) is not None:
            return place
    raise KeyError(line_id)


def remark_on(
    content: FilingContent, *, filing_id: str, number: int, line_id: str, field: str, id: str, label: str = ""
) -> Comment:
    """A remark that has still to be written, on a cell as it stands now; ``label`` is what the form prints there.

    Raises: KeyError: the form has no such line.
    """
    place = place_of(content, line_id, field)
    line = line_at(content, place, line_id)
    return Comment(
        id=id,
        filing_id=filing_id,
        round=number,
        place=place,
        line_id=line_id,
        line_name=label or _printed_name(line),
        field=field,
        seen=said_at(content, place, line_id, field),
    )


def _printed_name(line: AnyLine | None) -> str:
    """What a row is called on paper; a money row without a label of its own is called by its cell alone."""
    if line is None:
        return ""
    return line.label if isinstance(line, MoneyLine) else name_of(line)


def line_at(content: FilingContent, place: Place, line_id: str) -> AnyLine | None:
    """The row that a remark names; None outside the tables, and where it is gone."""
    return next((line for line in lines_of(content, place) if line.id == line_id), None) if line_id else None


def said_at(content: FilingContent, place: Place, line_id: str, field: str) -> str:
    """What a cell says, amounts in the unit of the form; empty for a whole row or form, and where the row is gone."""
    if not field:
        return ""
    if place is Place.ANSWERS:
        return content.answers.get(field, "")
    if place is Place.HEAD:
        cell = leading_cell(place, field)
        return header_text(content, cell) if cell in HEAD_CELLS else ""
    line = line_at(content, place, line_id)
    return "" if line is None else _said(line, place, field, content)


def _said(line: AnyLine, place: Place, field: str, content: FilingContent) -> str:
    amount = field.removesuffix("_fen")
    match line:
        case MoneyLine() if amount in MONEY_AMOUNTS:
            return amount_text(line, amount, content.money_unit)
        case TaskLine() if amount in TASK_AMOUNTS:
            return amount_text(line, amount, content.money_unit)
        case IndicatorLine():
            return indicator_text(line, field)
        case _:
            return value_text(getattr(line, leading_cell(place, field), ""))
