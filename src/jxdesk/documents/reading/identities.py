"""Identities: takes the marks of this program out of a sheet before it is read, and puts them to the lines that were read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from jxdesk.documents.identity import SentForm, forms_of, is_mark, lines_of
from jxdesk.documents.reading.read_form import ReadForm
from jxdesk.documents.reading.sheets import Grid


@dataclass(frozen=True, slots=True)
class Identities:
    """The forms that a sheet names, and by row the lines that stand on it with the place of their form."""

    forms: tuple[SentForm | None, ...] = ()
    rows: Mapping[int, tuple[tuple[str, ...], int]] = field(default_factory=dict)


def has_marks(grid: Grid) -> bool:
    """Whether this program wrote the sheet, as a form that may come back."""
    return any(forms_of(cell.text) for cell in grid.own_row(1))


def taken_out(grid: Grid) -> tuple[Grid, Identities]:
    """The sheet without its marks, and the marks; a sheet without any is answered as it is."""
    marks = [cell for cell in grid.cells.values() if is_mark(cell.text)]
    if not marks:
        return grid, Identities()
    places = {(cell.row, cell.column) for cell in marks}
    columns = {cell.column for cell in marks}
    rest = {place: cell for place, cell in grid.cells.items() if place not in places}
    clean = Grid.of(grid.name, rest, sorted(grid.merged))
    clean.is_hidden, clean.unread_from_row = grid.is_hidden, grid.unread_from_row
    clean.hidden_rows, clean.hidden_columns = grid.hidden_rows, grid.hidden_columns - columns
    named = {forms for cell in marks if (forms := forms_of(cell.text))}
    rows = {cell.row: lines for cell in marks if (lines := lines_of(cell.text))[0]}
    # Two sheets copied onto one would name two sets of forms: then none is believed.
    return clean, Identities(named.pop() if len(named) == 1 else (), rows)


def with_identity(form: ReadForm, found: Identities, *, is_alone: bool) -> ReadForm:
    """The form with what its sheet says of where it came from; one whose rows name several forms comes from none."""
    content = form.content
    lines: dict[str, str] = {}
    given: set[str] = set()
    places: set[int] = set()
    read = [(line.id, line.row) for line in content.money_lines]
    read += [(line.id, line.row) for line in content.indicator_lines]
    read += [(line.id, line.row) for line in content.task_lines]
    for line_id, row in read:
        ids, place = found.rows.get(row or 0, ((), 0))
        named = [one for one in ids if one not in given]
        if named:
            lines[line_id] = named[0]
            given.add(named[0])
            places.add(place)
    if not places and is_alone and len(found.forms) == 1:
        places.add(0)
    if len(places) != 1 or max(places) >= len(found.forms):
        return form
    sent = found.forms[places.pop()]
    return form if sent is None else replace(form, sent=sent, sent_lines=lines)
