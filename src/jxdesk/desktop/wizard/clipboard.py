"""Clipboard: a block of cells from and to Excel or WPS, as tab-separated text and as a small HTML table."""

from __future__ import annotations

import html
from collections.abc import Collection, Sequence

from PySide6.QtCore import QMimeData

Block = tuple[tuple[str, ...], ...]


def block_from_mime(mime: QMimeData | None) -> Block:
    """The cells on the clipboard; the text wins over HTML, which carries #### for narrow columns."""
    return read_block(mime.text()) if mime is not None and mime.hasText() else ()


def read_block(text: str) -> Block:
    """Tab-separated text as cells; a quoted cell may hold tabs, line breaks and doubled quotes.

    A cell that merely begins with a quotation mark (``"三公"经费``) keeps its marks, which the csv module would lose.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    rows: list[tuple[str, ...]] = []
    row: list[str] = []
    at = 0
    while at < len(text):
        quoted = _quoted_cell(text, at)
        if quoted is None:
            end = min(
                (found for found in (text.find("\t", at), text.find("\n", at)) if found >= 0),
                default=len(text),
            )
            row.append(text[at:end])
        else:
            cell, end = quoted
            row.append(cell)
        if end >= len(text) or text[end] == "\n":
            rows.append(tuple(row))
            row = []
        elif end + 1 == len(text):
            row.append("")
            rows.append(tuple(row))
            row = []
        at = end + 1
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    width = max((len(cells) for cells in rows), default=0)
    return tuple(cells + ("",) * (width - len(cells)) for cells in rows)


def _quoted_cell(text: str, at: int) -> tuple[str, int] | None:
    """The quoted cell that starts here and the place after it, or None where the mark is part of the words."""
    if not text.startswith('"', at):
        return None
    parts: list[str] = []
    start = at + 1
    while True:
        end = text.find('"', start)
        if end < 0:
            return None
        parts.append(text[start:end])
        if text.startswith('""', end):
            parts.append('"')
            start = end + 2
            continue
        if end + 1 == len(text) or text[end + 1] in "\t\n":
            return "".join(parts), end + 1
        return None


def mime_from_block(block: Sequence[Sequence[str]], *, text_columns: Collection[int] = ()) -> QMimeData:
    """The cells for Excel and WPS; columns of codes and words are marked as text, so no code turns into 5.3E+20."""
    mime = QMimeData()
    mime.setText("\r\n".join("\t".join(_tsv_cell(cell) for cell in row) for row in block))
    mime.setHtml(_html_table(block, text_columns))
    return mime


def _tsv_cell(cell: str) -> str:
    if any(mark in cell for mark in "\t\n\r") or cell.startswith('"'):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def _html_table(block: Sequence[Sequence[str]], text_columns: Collection[int]) -> str:
    rows = []
    for row in block:
        cells = []
        for column, cell in enumerate(row):
            style = " style='mso-number-format:\"\\@\"'" if column in text_columns else ""
            broken = html.escape(cell).replace("\n", "<br style='mso-data-placement:same-cell'>")
            cells.append(f"<td{style}>{broken}</td>")
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f"<html><head><meta charset='utf-8'></head><body><table>{''.join(rows)}</table></body></html>"
