"""Workbook text: what a workbook can hold, and the looks that written workbooks share; known without loading a writer."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from jxdesk.documents.sheet import Sheet
from jxdesk.domain.findings import Finding, Severity

FONT = "宋体"
SIZE = 10
MOST_CHARACTERS = 32_767
LONGEST_NAME = 31
# Workbooks carry no clock: the same content gives the same file.
CREATED = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - the format knows no zones
# XML has no place for these, whatever program reads it: controls, halves of a character, and two that are none.
_IMPOSSIBLE = re.compile(r"[\x00-\x09\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


def workbook_findings(sheet: Sheet) -> tuple[Finding, ...]:
    """The cells whose text is longer than a workbook's cell can hold."""
    return tuple(
        Finding(
            severity=Severity.WARNING,
            code="text-too-long",
            message=f"文字有 {len(cell.text)} 个字，Excel 一格最多 {MOST_CHARACTERS} 个，表里只写到这里为止。",
            advice="请缩短这一格的文字，或导出 PDF。",
            line_id=cell.line_id,
            field=cell.field,
        )
        for cell in sheet.cells
        if len(cell.text) > MOST_CHARACTERS
    )


def without_controls(text: str) -> str:
    """The text without the characters that a workbook cannot hold; line breaks stay."""
    return _IMPOSSIBLE.sub(" ", text)


def storable(text: str) -> str:
    """The text as a cell holds it: without what a workbook cannot hold, cut where a cell ends."""
    if not text.isprintable():
        text = without_controls(text)
    if len(text) > MOST_CHARACTERS // 2:  # Excel counts a character beyond the first plane as two
        text = text.encode("utf-16-le")[: MOST_CHARACTERS * 2].decode("utf-16-le", "ignore")
    return text


def sheet_name(wanted: str, taken: Iterable[str]) -> str:
    """A sheet name that Excel accepts and that no other sheet has, as near as possible to the wanted one."""
    plain = _cut(without_controls(_NOT_IN_NAMES.sub(" ", wanted)).strip(" '"), LONGEST_NAME) or "表"
    if plain.casefold() == "history":
        plain = "表 History"
    used = {name.casefold() for name in taken}
    name, number = plain, 1
    while name.casefold() in used:
        number += 1
        tail = f"({number})"
        name = _cut(plain, LONGEST_NAME - len(tail)) + tail
    return name


def _cut(text: str, longest: int) -> str:
    """The beginning of a text; Excel counts a character beyond the first plane as two."""
    while len(text.encode("utf-16-le")) // 2 > longest:
        text = text[:-1]
    return text.strip(" '")
