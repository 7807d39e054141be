"""Drawable: what of a sheet no font of the program can draw, with the place of each; said before anything is printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields

from jxdesk.documents import fonts
from jxdesk.documents.sheet import Cell, Sheet
from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.records.filings import FilingContent, IndicatorLine, MoneyLine, TaskLine

CODE = "undrawable-character"
SHOWN_AROUND = 6
"""So many characters before and after an undrawable one are quoted, so that it can be found."""


def drawing_findings(sheet: Sheet) -> tuple[Finding, ...]:
    """The cells, and the lines above and below the table, with characters that no font of the program can draw."""
    around = [sheet.title, sheet.subtitle, sheet.footer, *sheet.notes]
    around += [part for signature in sheet.signatures for part in signature]
    if not fonts.undrawable("".join([*around, *(cell.text for cell in sheet.cells)])):
        return ()
    places = [*sheet.cells, *(Cell(0, 0, text) for text in around)]
    return tuple(_finding(cell, missing) for cell in places if (missing := fonts.undrawable(cell.text)))


def may_lack_glyphs(content: FilingContent) -> bool:
    """Whether a filing says anything that no font can draw; only then its sheet has to be laid out to name the places."""
    return bool(fonts.undrawable("".join(_texts(content))))


def _texts(said: object) -> Iterator[str]:
    """Every text of a filing's content and of its lines."""
    if isinstance(said, str):
        yield said
    elif isinstance(said, Mapping):
        yield from (str(value) for value in said.values())
    elif isinstance(said, tuple):
        for one in said:
            yield from _texts(one)
    elif isinstance(said, FilingContent | MoneyLine | IndicatorLine | TaskLine):
        for field in fields(said):
            yield from _texts(getattr(said, field.name))


def _finding(cell: Cell, missing: set[str]) -> Finding:
    signs = "、".join(f"{sign}（U+{ord(sign):04X}）" for sign in sorted(missing))
    return Finding(
        severity=Severity.WARNING,
        code=CODE,
        message=f"“{_quoted(cell.text, missing)}”里的 {signs}没有能打印的字形，纸上印成{fonts.REPLACEMENT}。",
        advice="表情符号请删去；人名地名用字请核对写法，数据里的原字不变。",
        line_id=cell.line_id,
        field=cell.field,
    )


def _quoted(text: str, missing: set[str]) -> str:
    """The text around the first of them, on one line."""
    flat = " ".join(text.split())
    at = min(flat.index(sign) for sign in missing)
    start, end = max(0, at - SHOWN_AROUND), at + 1 + SHOWN_AROUND
    return f"{'…' if start else ''}{flat[start:end]}{'…' if end < len(flat) else ''}"
