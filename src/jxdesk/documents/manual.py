"""Manual: operation cards written in Markdown as one PDF with contents and page numbers, for those who like paper."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby
from typing import Any, BinaryIO

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from jxdesk.documents import fonts
from jxdesk.domain.progress import Progress

WIDTH, HEIGHT = A4
LEFT, RIGHT, TOP, BOTTOM = 64.0, WIDTH - 60.0, HEIGHT - 64.0, 62.0
BODY, SMALL = 11.0, 9.0
LEADING = 1.65
INDENT = 16.0
HEADING_SIZES = {1: 20.0, 2: 14.5, 3: 12.0}
_MARKS = re.compile(r"\*\*|`|(?<!\w)\*(?=\S)|(?<=\S)\*(?!\w)")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_ITEM = re.compile(r"(\s*)([-*+]|\d+[.、)])\s+(.*)")


@dataclass(frozen=True, slots=True)
class ManualCard:
    """One operation card: its title and its Markdown below it."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class _Line:
    """A line on paper.

    Units: points; ``before`` the gap above it.
    """

    text: str
    size: float = BODY
    indent: float = 0.0
    before: float = 0.0
    is_heading: bool = False


def write_manual(
    title: str,
    subtitle: str,
    cards: Sequence[ManualCard],
    target: BinaryIO,
    *,
    progress: Progress | None = None,
) -> int:
    """Writes the cards, each beginning on a page of its own, behind a cover and contents; answers the number of pages.

    Raises: Cancelled, FontMissingError.
    """
    with fonts.drawing:
        fonts.face(fonts.SERIF)
        laid = []
        for card in cards:
            laid.append(_pages([_Line(card.title, HEADING_SIZES[1], is_heading=True), *_lines(card.text)]))
            if progress is not None:
                progress.step()
        first, numbers = 1, []
        for pages in laid:
            numbers.append(first)
            first += len(pages)
        book = _Book(title)
        book.cover(title, subtitle)
        book.contents([(card.title, number) for card, number in zip(cards, numbers, strict=True)])
        for card, pages in zip(cards, laid, strict=True):
            for place, page in enumerate(pages):
                book.page(page, card.title, is_first=place == 0)
        target.write(book.finish())
        return book.pages


# ---- Markdown to lines ------------------------------------------------------------------------------------------


def _lines(text: str) -> Iterator[_Line]:
    """The lines of a card, cut to the width of the paper."""
    for is_table, rows in groupby(text.splitlines(), key=lambda row: row.lstrip().startswith("|")):
        if is_table:
            yield from _table(list(rows))
            continue
        for row in rows:
            yield from _row(row)


def _row(row: str) -> Iterator[_Line]:
    plain = row.strip()
    if not plain or plain.startswith("```") or set(plain) <= {"-"}:
        return
    heading = re.match(r"(#{1,6})\s+(.*)", plain)
    if heading is not None:
        size = HEADING_SIZES[min(3, len(heading[1]))]
        for line in _cut(_words(heading[2]), size, 0):
            yield _Line(line, size, before=10, is_heading=True)
        return
    item = _ITEM.match(row)
    if item is not None:
        indent = INDENT * (1 + len(item[1]) // 2)
        sign = "· " if item[2] in "-*+" else f"{item[2]} "
        for number, line in enumerate(_cut(_words(item[3]), BODY, indent + INDENT)):
            yield _Line(f"{sign if number == 0 else ''}{line}", indent=indent + (INDENT if number else 0))
        return
    for number, line in enumerate(_cut(_words(plain.lstrip("> ")), BODY, 0)):
        yield _Line(line, before=0 if number else 4)


def _table(rows: list[str]) -> Iterator[_Line]:
    """A table as lines: the first cell of a row, then what stands beside it under the heading it belongs to."""
    cells = [[_words(cell) for cell in row.strip().strip("|").split("|")] for row in rows]
    body = [row for row in cells if not all(set(cell) <= {"-", ":", " "} for cell in row)]
    for row in body[1:]:
        head, rest = row[0], "；".join(cell for cell in row[1:] if cell)
        for number, line in enumerate(_cut(f"{head}：{rest}" if rest else head, BODY, INDENT)):
            yield _Line(line, indent=INDENT, before=0 if number else 3)


def _words(text: str) -> str:
    """The text without the marks of Markdown."""
    return _MARKS.sub("", _LINK.sub(r"\1", text)).strip()


def _cut(text: str, size: float, indent: float) -> tuple[str, ...]:
    return fonts.breaker.lines(text, (RIGHT - LEFT - indent) / size)


def _pages(lines: Sequence[_Line]) -> list[list[_Line]]:
    """The lines page by page; a heading never stands last on a page."""
    pages: list[list[_Line]] = [[]]
    left = TOP - BOTTOM
    for place, line in enumerate(lines):
        need = line.before + line.size * LEADING
        following = lines[place + 1].size * LEADING * 2 if line.is_heading and place + 1 < len(lines) else 0
        if need + following > left and pages[-1]:
            pages.append([])
            left = TOP - BOTTOM
        pages[-1].append(line)
        left -= need
    return pages


# ---- drawing ----------------------------------------------------------------------------------------------------


class _Book:
    """The file in the making."""

    def __init__(self, title: str) -> None:
        self.buffer = BytesIO()
        self.canvas: Any = Canvas(
            self.buffer, pagesize=A4, invariant=1, initialFontName=fonts.SERIF, initialFontSize=BODY
        )
        self.canvas.setTitle(title)
        self.canvas.setCreator("jxdesk")
        self.canvas.setCatalogEntry("Lang", "zh-CN")
        self.pages = 0
        self.numbered = 0

    def cover(self, title: str, subtitle: str) -> None:
        """The title in the middle of a page."""
        for text, size, height in ((title, 30.0, 0.62), (subtitle, 13.0, 0.56)):
            wide = fonts.breaker.width(text) * size
            self._text(text, (WIDTH - wide) / 2, HEIGHT * height, size)
        self._end()

    def contents(self, entries: Sequence[tuple[str, int]]) -> None:
        """The titles with their pages, joined by dots."""
        top = TOP - 56
        self._text("目录", LEFT, TOP - HEADING_SIZES[1], HEADING_SIZES[1], is_bold=True)
        for title, number in entries:
            if top < BOTTOM:
                self._end()
                top = TOP
            wide = fonts.breaker.width(title) * BODY
            page = str(number)
            right = RIGHT - fonts.breaker.width(page) * BODY
            dots = int((right - LEFT - wide - 12) / (fonts.breaker.width("·") * BODY))
            self._text(title, LEFT, top, BODY)
            self._text("·" * max(0, dots), LEFT + wide + 6, top, BODY)
            self._text(page, right, top, BODY)
            top -= BODY * LEADING
        self._end()

    def page(self, lines: Sequence[_Line], card: str, *, is_first: bool) -> None:
        """One page of a card, with its number and the card's name at its foot."""
        if is_first:
            key = f"c{self.numbered}"
            self.canvas.bookmarkPage(key)
            self.canvas.addOutlineEntry(card, key)
        top = TOP
        for line in lines:
            top -= line.before + line.size * LEADING
            self._text(line.text, LEFT + line.indent, top, line.size, is_bold=line.is_heading)
        self.numbered += 1
        number = f"— {self.numbered} —"
        self._text(number, (WIDTH - fonts.breaker.width(number) * SMALL) / 2, 36, SMALL)
        self._text(card, LEFT, 36, SMALL)
        self._end()

    def finish(self) -> bytes:
        """The bytes of the file."""
        self.canvas.save()
        return self.buffer.getvalue()

    def _end(self) -> None:
        self.canvas.showPage()
        self.pages += 1

    def _text(self, text: str, left: float, bottom: float, size: float, *, is_bold: bool = False) -> None:
        """A text by runs of one face; a bold one is stroked as well."""
        written = self.canvas.beginText(left, bottom)
        written.setTextRenderMode(2 if is_bold else 0)
        self.canvas.setLineWidth(0.35)
        for name, signs in groupby(text, key=lambda sign: fonts.face_of[sign] or fonts.SERIF):
            written.setFont(name, size)
            run = "".join(signs)
            written.textOut("".join(sign if fonts.face_of[sign] else fonts.REPLACEMENT for sign in run))
        written.setTextRenderMode(0)
        self.canvas.drawText(written)
