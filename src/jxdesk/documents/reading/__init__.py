"""Reading: workbooks as offices write them, found by heading text, turned into typed forms with findings."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from jxdesk.documents.reading.faults import WorkbookError
from jxdesk.documents.reading.forms import read_sheet
from jxdesk.documents.reading.identities import taken_out, with_identity
from jxdesk.documents.reading.read_form import ReadForm, SheetWithoutForm, Unplaced
from jxdesk.documents.reading.sheets import Grid
from jxdesk.documents.reading.workbook_file import open_workbook

__all__ = [
    "ReadForm",
    "SheetWithoutForm",
    "Unplaced",
    "WorkbookError",
    "read_grids",
    "read_sheets",
    "read_workbook",
]


def read_sheets(path: Path) -> tuple[tuple[ReadForm, ...], tuple[SheetWithoutForm, ...]]:
    """The forms of a workbook in the order of its sheets, and the sheets in which none was found.

    Raises: WorkbookError.
    """
    return read_grids(open_workbook(path), path)


def read_grids(
    grids: Iterable[Grid], path: Path
) -> tuple[tuple[ReadForm, ...], tuple[SheetWithoutForm, ...]]:
    """The forms of sheets that are open already, and the sheets in which none was found."""
    forms: list[ReadForm] = []
    without: list[SheetWithoutForm] = []
    for grid in grids:
        clean, identities = taken_out(grid)
        found, skipped = read_sheet(clean, path)
        forms += [with_identity(form, identities, is_alone=len(found) == 1) for form in found]
        without += skipped
    return tuple(forms), tuple(without)


def read_workbook(path: Path) -> tuple[ReadForm, ...]:
    """The forms of a workbook.

    Raises: WorkbookError.
    """
    return read_sheets(path)[0]
