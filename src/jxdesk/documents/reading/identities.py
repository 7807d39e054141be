"""Identities: takes the marks of this program out of a sheet before it is read, and puts them to the lines that were read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from jxdesk.documents.identity import SentForm, form_of, is_mark, lines_of
from jxdesk.documents.reading.read_form import ReadForm
from jxdesk.documents.reading.sheets import Grid


@dataclass(frozen=True, slots=True)
class Identities:
    """The forms that a sheet names, and the lines by the row that they stand on."""

    forms: tuple[SentForm, ...] = ()
    rows: Mapping[int, tuple[str, ...]] = field(default_factory=dict)


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
    forms = tuple(dict.fromkeys(form for cell in marks if (form := form_of(cell.text)) is not None))
    rows = {cell.row: lines for cell in marks if (lines := lines_of(cell.text))}
    return clean, Identities(forms, rows)


def with_identity(form: ReadForm, found: Identities) -> ReadForm:
    """The form with what its sheet says of where it came from; a sheet that names several forms names none."""
    if len(found.forms) != 1:
        return form
    content = form.content
    lines: dict[str, str] = {}
    given: set[str] = set()
    read = [(line.id, line.row) for line in content.money_lines]
    read += [(line.id, line.row) for line in content.indicator_lines]
    read += [(line.id, line.row) for line in content.task_lines]
    for line_id, row in read:
        named = [one for one in found.rows.get(row or 0, ()) if one not in given]
        if named:
            lines[line_id] = named[0]
            given.add(named[0])
    return replace(form, sent=found.forms[0], sent_lines=lines)
