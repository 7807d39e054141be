"""Reads libraries that somebody keeps as a workbook: columns found by their headings, merged and left-out levels filled down."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jxdesk.documents.reading.sheets import CellFault, Grid
from jxdesk.documents.reading.workbook_file import open_workbook
from jxdesk.domain.declarations import Table
from jxdesk.domain.library.texts import EntryTexts
from jxdesk.domain.lists.headings import bare_key, heading_key
from jxdesk.shipped_files import resource

HEAD_WITHIN = 20
"""The head is looked for in so many rows from the top."""
_FILLED_DOWN = ("sector", "level1", "level2")


@dataclass(frozen=True, slots=True)
class LibraryWords:
    """The headings of a library's columns, and what tells a library from a form."""

    fields: Mapping[str, str]
    needed: frozenset[str]
    among: frozenset[str]
    least: int
    absent: frozenset[str]


@cache
def library_words() -> LibraryWords:
    """The words of ``resources/reading/libraries.toml``.

    Raises: DeclarationError.
    """
    text = resource("reading", "libraries.toml").read_text(encoding="utf-8")
    top = Table(tomllib.loads(text), where="libraries.toml")
    top.text("id")
    top.text("source")
    headings, recognise = top.table("headings"), top.table("recognise")
    if headings is None or recognise is None:
        raise top.refuse("headings", "缺少这一项")
    fields: dict[str, str] = {}
    for name in EntryTexts.FIELDS:
        for heading in headings.texts(name):
            fields[_plain(heading)] = name
    headings.finish()
    words = LibraryWords(
        fields=fields,
        needed=frozenset(recognise.texts("needed")),
        among=frozenset(recognise.texts("among")),
        least=recognise.whole("least"),
        absent=frozenset(map(_plain, recognise.texts("absent"))),
    )
    recognise.finish()
    top.finish()
    return words


@dataclass(frozen=True, slots=True, kw_only=True)
class LibrarySheet:
    """The rows of one sheet, as texts, and the headings that mean nothing here."""

    name: str
    entries: tuple[EntryTexts, ...]
    unknown: tuple[str, ...] = ()


def read_library_workbook(path: Path) -> tuple[LibrarySheet, ...]:
    """The sheets of a workbook that are libraries; none where it holds something else.

    Raises: WorkbookError.
    """
    return libraries_of(open_workbook(path))


def libraries_of(grids: Iterable[Grid]) -> tuple[LibrarySheet, ...]:
    """The libraries among sheets that are open already."""
    found = (_read(grid) for grid in grids if not grid.is_hidden)
    return tuple(sheet for sheet in found if sheet is not None)


def _read(grid: Grid) -> LibrarySheet | None:
    head = _find_head(grid)
    if head is None:
        return None
    row, columns, unknown = head
    entries: list[EntryTexts] = []
    above = dict.fromkeys(_FILLED_DOWN, "")
    for number in range(row + 1, grid.row_count + 1):
        texts = {name: _text(grid, number, column) for name, column in columns.items()}
        for name in _FILLED_DOWN:
            if texts.get(name):
                if name == "level1" and texts[name] != above[name]:
                    above["level2"] = ""
                above[name] = texts[name]
            elif name in texts:
                texts[name] = above[name]
        if texts.get("name") and not _is_head_again(texts["name"]):
            entries.append(EntryTexts(row=number, **texts))
    return LibrarySheet(name=grid.name, entries=tuple(entries), unknown=unknown)


def _find_head(grid: Grid) -> tuple[int, dict[str, int], tuple[str, ...]] | None:
    words = library_words()
    for row in range(1, min(HEAD_WITHIN, grid.row_count) + 1):
        columns: dict[str, int] = {}
        unknown: list[str] = []
        is_form = False
        for cell in grid.row(row):
            plain = _plain(cell.text)
            is_form = is_form or plain in words.absent
            name = words.fields.get(plain)
            if name is not None:
                columns.setdefault(name, cell.column)
            elif plain:
                unknown.append(cell.text.strip())
        if not is_form and words.needed <= set(columns) and len(words.among & set(columns)) >= words.least:
            return row, columns, tuple(unknown)
    return None


def _is_head_again(text: str) -> bool:
    return library_words().fields.get(_plain(text)) == "name"


def _text(grid: Grid, row: int, column: int) -> str:
    cell = grid.at(row, column)
    if cell is None or cell.fault is not CellFault.NONE:
        return ""
    return re.sub(r"[ \t\u3000]*\n[ \t\u3000]*", "\n", cell.text).strip()


def _plain(heading: str) -> str:
    return bare_key(heading_key(heading))
