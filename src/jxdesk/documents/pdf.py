"""PDF: draws sheets on A4 pages, straight onto reportlab's canvas for speed, and tells where every cell stands.

Text is written as content stream operators of our own; reportlab embeds the fonts and builds the file. The same sheets
give the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any, BinaryIO

from reportlab.pdfgen.canvas import Canvas

from jxdesk.documents import fonts
from jxdesk.documents.embedding import EmbeddedFont
from jxdesk.documents.lines import visible
from jxdesk.documents.pages import (
    FOOT,
    LEADING,
    LONG_SIDE,
    LONG_SIZE,
    MM,
    NOTE_GAP,
    NOTE_SIZE,
    PAD_X,
    SHORT_SIDE,
    SIGNATURE_GAP,
    SUBTITLE_SIZE,
    TABLE_OUTER,
    TITLE_SIZE,
    Page,
    Plan,
    Slot,
    plan_pages,
)
from jxdesk.documents.sheet import Cell, Sheet
from jxdesk.domain.progress import Progress
from jxdesk.domain.templates.parts import Align, Orientation

LINE_WIDTH = 0.5
BASELINE = 0.86
"""How far below the top of its line the baseline of a text stands. Units: em."""
PAGE_NUMBER_SIZE, FOOTER_SIZE = 14.0, 6.5
WATERMARK = "练习"
GRAIN = 100
"""How many grains a point has: pages are drawn in whole grains, which are quicker to write than fractions."""
MOST_KEPT = 50_000


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a cell stands, so that the preview can outline it and a click on it finds its field.

    Units: points from the upper left corner of the page; ``page`` counted from 0.
    """

    page: int
    left: float
    top: float
    right: float
    bottom: float
    line_id: str
    field: str


def write_pdf(
    sheets: Iterable[Sheet],
    target: BinaryIO,
    *,
    title: str = "",
    progress: Progress | None = None,
    places: list[Placed] | None = None,
) -> int:
    """Draws sheets into one file and answers the number of pages; ``places`` is filled where it is given.

    Raises: Cancelled, FontMissingError.
    """
    with fonts.drawing:
        painter = PdfPainter(title, places)
        for sheet in sheets:
            painter.draw(sheet)
            if progress is not None:
                progress.step()
        target.write(painter.finish())
    return painter.pages


def pdf_bytes(sheet: Sheet, places: list[Placed] | None = None) -> bytes:
    """One sheet as a file in memory: what the preview shows is what is printed."""
    buffer = BytesIO()
    write_pdf((sheet,), buffer, title=sheet.title, places=places)
    return buffer.getvalue()


Mark = Callable[[int, int, int, int], str]
"""Draws something of its own into a cell, given its edges (left, bottom, right, top) in grains."""


class PdfPainter:
    """One file in the making; ``fonts.drawing`` is held while it is used.

    ``marks`` draw into the cells whose field they are named after. With ``running`` the numbers run on from sheet to
    sheet instead of beginning again.
    """

    def __init__(
        self,
        title: str,
        places: list[Placed] | None = None,
        *,
        marks: Mapping[str, Mark] | None = None,
        running: bool = False,
    ) -> None:
        fonts.face(fonts.SERIF)
        self.buffer = BytesIO()
        self.canvas: Any = Canvas(
            self.buffer, invariant=1, pageCompression=1, initialFontName=fonts.SERIF, initialFontSize=9
        )
        self.canvas.setTitle(title or "绩效表")
        self.canvas.setAuthor("")
        self.canvas.setSubject("")
        self.canvas.setCreator("jxdesk")
        self.canvas.setProducer("jxdesk")
        self.canvas.setCatalogEntry("Lang", "zh-CN")
        self.places = places
        self.marks = marks or {}
        self.running = running
        self.pages = 0
        self.numbered = 0
        self.fonts: dict[str, EmbeddedFont] = {}
        self.runs: dict[tuple[str, float], tuple[str, float]] = {}
        self.faces = fonts.FORM

    def draw(self, sheet: Sheet, *, is_front: bool = False) -> None:
        """Draws one sheet on as many pages as it needs; pages of the front matter bear no number and no bookmark."""
        if self.pages == 0 and sheet.subject:
            self.canvas.setSubject(sheet.subject)
        sheet = _visible(sheet)
        faces = fonts.TEXT if sheet.is_paper else fonts.FORM
        if faces is not self.faces:
            self.faces = faces
            self.runs.clear()
        plan = plan_pages(sheet, faces.breaker)
        for number, page in enumerate(plan.pages, 1):
            self.canvas.setPageSize((plan.area.page_width, plan.area.page_height))
            if number == 1 and not is_front:
                key = f"f{self.pages}"
                self.canvas.bookmarkPage(key)
                self.canvas.addOutlineEntry(sheet.subject or sheet.name, key)
            code = [f"{1 / GRAIN:g} 0 0 {1 / GRAIN:g} 0 0 cm"]
            if sheet.is_practice:
                code.append(self._watermark(plan))
            code.append(self._page(sheet, plan, page))
            if not is_front:
                self.numbered += 1
            shown = self.numbered if self.running else number
            code.append(self._furniture(sheet, plan, None if is_front else shown))
            self.canvas._code.append("\n".join(code))
            self.canvas.showPage()
            self.pages += 1

    def draw_blank(self) -> None:
        """An empty page, so that what follows begins on a right-hand one."""
        self.canvas.setPageSize((SHORT_SIDE, LONG_SIDE))
        self.canvas.showPage()
        self.pages += 1

    def draw_own(self, code: str, *, width: float, height: float) -> None:
        """A page of operators of the caller's own, in grains; the size in points."""
        self.canvas.setPageSize((width, height))
        self.canvas._code.append(f"{1 / GRAIN:g} 0 0 {1 / GRAIN:g} 0 0 cm\n{code}")
        self.canvas.showPage()
        self.pages += 1

    def bring_to_front(self, count: int) -> None:
        """Puts the last pages before all others: what stands in front is known when the rest is drawn."""
        pages: list[object] = self.canvas._doc.Pages.pages
        pages[:] = [*pages[len(pages) - count :], *pages[: len(pages) - count]]

    def large_text(self, text: str, size: float, box: tuple[int, int, int, int]) -> str:
        """A text in the middle of a box (left, bottom, right, top, in grains), stroked as a title is; for a ``Mark``."""
        run, wide = self._encode(text, size, fonts.HEADING), fonts.HEADING.breaker.width(text) * size * GRAIN
        left, bottom, right, top = box
        y = (top + bottom) / 2 + size * (0.5 - BASELINE) * GRAIN
        start = f"1 0 0 1 {(left + right - wide) / 2:.0f} {y:.0f} Tm"
        return f"q BT {_stroked(0.6)} {start} {run} 0 Tr ET Q"

    def finish(self) -> bytes:
        """The finished file."""
        if self.pages == 0:
            self.canvas.showPage()
        self.canvas.save()
        return self.buffer.getvalue()

    def _encode(self, text: str, size: float, faces: fonts.Faces) -> str:
        usual = self.fonts.get(faces.names[0])
        if usual is not None and (codes := usual.known(text)):
            return f"/{usual.internal} {size * GRAIN:g} Tf <{codes}> Tj"
        parts: list[str] = []
        for name, piece in _by_face(text, faces):
            font = self.fonts.get(name) or self._embed(name)
            parts.append(f"/{font.internal} {size * GRAIN:g} Tf <{font.encode(piece)}> Tj")
        return " ".join(parts)

    def _embed(self, name: str) -> EmbeddedFont:
        font = self.fonts[name] = EmbeddedFont(fonts.face(name).face, f"J{len(self.fonts)}")
        self.canvas._doc.delayedFonts.append(font)
        return font

    def run(self, text: str, size: float) -> tuple[str, float]:
        """The operators that show a text at the current point, and its width in grains; encoded once a document."""
        key = (text, size)
        run = self.runs.get(key)
        if run is None:
            if len(self.runs) > MOST_KEPT:
                self.runs.clear()
            wide = self.faces.breaker.width(text) * size * GRAIN
            run = self.runs[key] = (self._encode(text, size, self.faces), wide)
        return run

    def _text(self, text: str, x: float, y: float, size: float) -> str:
        return f"1 0 0 1 {x * GRAIN:.0f} {y * GRAIN:.0f} Tm {self.run(text, size)[0]}"

    # ---- the table ----------------------------------------------------------------------------------------------

    def _page(self, sheet: Sheet, plan: Plan, page: Page) -> str:
        tops, bottoms, cuts = _row_edges(plan, page)
        rows = sorted(tops)
        edges = [round((plan.area.left + edge) * GRAIN) for edge in plan.edges]
        pad = round(PAD_X * GRAIN)
        size, drop = plan.size, plan.size * (0.5 - BASELINE) * GRAIN
        boxes: list[str] = []
        texts: list[str] = [f"{plan.leading * GRAIN:.0f} TL"]
        for cell, lines in zip(sheet.cells, plan.lines, strict=True):
            row, span = cell.row, cell.row_span
            if span == 1:
                if row not in tops:
                    continue
                first = last = row
            else:
                covered = [number for number in rows if row <= number < row + span]
                if not covered:
                    continue
                first, last = covered[0], covered[-1]
            top, bottom = tops[first], bottoms[last]
            left, right = edges[cell.column], edges[cell.column + cell.column_span]
            if cell.is_bordered:
                boxes.append(f"{left} {bottom} {right - left} {top - bottom} re")
            if lines:
                if first in cuts or span > 1:
                    lines = self._lines_here(plan, cell, lines, cuts.get(first), top - bottom)
                run, wide = "", 0.0
                if len(lines) == 1 and cell.align is Align.CENTRE:
                    run, wide = self.runs.get((lines[0], size)) or self.run(lines[0], size)
                if run and (cell.number is None or wide <= right - left - 2 * pad):
                    # Most cells of a form: written out here for speed.
                    middle = (left + right - wide) / 2
                    texts.append(f"1 0 0 1 {middle:.0f} {(top + bottom) / 2 + drop:.0f} Tm {run}")
                else:
                    self._lines(plan, cell, lines, left + pad, right - pad, (top + bottom) / 2, texts)
            if self.marks and cell.field in self.marks:
                boxes.append(f"S {self.marks[cell.field](left, bottom, right, top)}")
            if self.places is not None and (cell.field or cell.line_id):
                self._place(plan, cell, left, top, right, bottom)
        if page.is_first:
            texts += self._heading(sheet, plan)
        if page.end_top is not None:
            texts += self._end(sheet, plan, page.end_top)
        return f"{LINE_WIDTH * GRAIN:g} w {' '.join(boxes)} S\nBT {' '.join(texts)} ET"

    def _place(self, plan: Plan, cell: Cell, left: int, top: int, right: int, bottom: int) -> None:
        assert self.places is not None
        high = plan.area.page_height
        self.places.append(
            Placed(
                self.pages,
                left / GRAIN,
                high - top / GRAIN,
                right / GRAIN,
                high - bottom / GRAIN,
                cell.line_id,
                cell.field,
            )
        )

    def _lines_here(
        self, plan: Plan, cell: Cell, lines: tuple[str, ...], cut: Slot | None, height: int
    ) -> tuple[str, ...]:
        """The lines of a cell that belong to this page.

        Units: ``height`` grains.
        """
        if cell.row_span == 1:
            return (
                lines
                if cut is None or cut.lines is None
                else lines[cut.first_line : cut.first_line + cut.lines]
            )
        if len(lines) * plan.leading * GRAIN <= height:
            return lines
        # A label that lay over rows now cut apart: written flat, and shortened if even that does not fit.
        room = (plan.edges[cell.last_column + 1] - plan.edges[cell.column] - 2) / plan.size
        flat = fonts.breaker.lines("".join(lines), max(1.0, room))
        return flat[: max(1, int(height // (plan.leading * GRAIN)))]

    def _lines(
        self,
        plan: Plan,
        cell: Cell,
        lines: tuple[str, ...],
        left: int,
        right: int,
        middle: float,
        texts: list[str],
    ) -> None:
        """The lines of a cell between two edges, centred on its middle.

        Units: grains.
        """
        size, align = plan.size, cell.align
        leading = plan.leading * GRAIN
        base = middle + (len(lines) - 1) * leading / 2 + size * (0.5 - BASELINE) * GRAIN
        if align is Align.LEFT and cell.number is None:
            runs = " T* ".join([self.run(line, size)[0] for line in lines])
            texts.append(f"1 0 0 1 {left} {base:.0f} Tm {runs}")
            return
        for line in lines:
            run, wide = self.run(line, size)
            if cell.number is not None and wide > right - left:
                run, wide = self.run(line, size * (right - left) / wide)
            start = (left + right - wide) / 2 if align is Align.CENTRE else right - wide
            texts.append(f"1 0 0 1 {start:.0f} {base:.0f} Tm {run}")
            base -= leading

    # ---- above and below the table ------------------------------------------------------------------------------

    def _heading(self, sheet: Sheet, plan: Plan) -> list[str]:
        """Title and subtitle, centred; the title stroked as well as filled, which is how it gets its weight."""
        area, texts = plan.area, []
        top = area.top
        if sheet.title:
            x = area.left + (area.width - fonts.HEADING.breaker.width(sheet.title) * TITLE_SIZE) / 2
            y = top - TITLE_SIZE * BASELINE
            run = self._encode(sheet.title, TITLE_SIZE, fonts.HEADING)
            texts += [_stroked(0.4), f"1 0 0 1 {x * GRAIN:.0f} {y * GRAIN:.0f} Tm {run}", "0 Tr"]
            top -= TITLE_SIZE * 1.2
        if sheet.subtitle:
            x = area.left + (area.width - self.faces.breaker.width(sheet.subtitle) * SUBTITLE_SIZE) / 2
            texts.append(self._text(sheet.subtitle, x, top - SUBTITLE_SIZE * BASELINE - 1, SUBTITLE_SIZE))
        return texts

    def _end(self, sheet: Sheet, plan: Plan, top: float) -> list[str]:
        """The signature line and the notes below the last row."""
        area, texts = plan.area, []
        y = area.top - top
        if sheet.signatures:
            y -= SIGNATURE_GAP + LONG_SIZE
            step = area.width / len(sheet.signatures)
            for number, (label, value) in enumerate(sheet.signatures):
                texts.append(self._text(f"{label}：{value}", area.left + number * step, y, LONG_SIZE))
            y -= LONG_SIZE * 0.5
        if plan.notes:
            y -= NOTE_GAP
            for line in plan.notes:
                y -= NOTE_SIZE * LEADING
                texts.append(self._text(line, area.left, y + NOTE_SIZE * 0.3, NOTE_SIZE))
        return texts

    def _furniture(self, sheet: Sheet, plan: Plan, number: int | None) -> str:
        """Page number and footer. Source: GB/T 9704-2012 7.5: outer side, 7 mm below the type area, on a landscape
        table where the portrait page has it."""
        text = "" if number is None else f"— {number} —"
        run, grains = self.run(text, PAGE_NUMBER_SIZE)
        wide = grains / GRAIN
        is_odd = number is None or number % 2 == 1
        below = FOOT - 7 * MM - PAGE_NUMBER_SIZE * BASELINE
        one = PAGE_NUMBER_SIZE
        area = plan.area
        if sheet.orientation is Orientation.PORTRAIT:
            x = area.left + area.width - wide - one if is_odd else area.left + one
            place = f"1 0 0 1 {x * GRAIN:.0f} {below * GRAIN:.0f}"
            footer_y = FOOT - 17 * MM - FOOTER_SIZE
        else:
            # The portrait page turned clockwise: its foot is the left side here, its right side the bottom.
            y = TABLE_OUTER + one + wide if is_odd else area.top - one
            place = f"0 -1 1 0 {below * GRAIN:.0f} {y * GRAIN:.0f}"
            footer_y = TABLE_OUTER - 4 * MM - FOOTER_SIZE
        footer = self._text(sheet.footer, area.left, footer_y, FOOTER_SIZE)
        return f"BT {place} Tm {run} 0.45 g {footer} 0 g ET"

    def _watermark(self, plan: Plan) -> str:
        """The mark of practice data across the page, below everything else."""
        size = plan.area.width * 0.3
        wide = fonts.breaker.width(WATERMARK) * size
        cos, sin = 0.866, 0.5
        x = plan.area.page_width / 2 - wide / 2 * cos + size * 0.35 * sin
        y = plan.area.page_height / 2 - wide / 2 * sin - size * 0.35 * cos
        run, _ = self.run(WATERMARK, size)
        place = f"{cos} {sin} -{sin} {cos} {x * GRAIN:.0f} {y * GRAIN:.0f}"
        return f"BT 0.92 g {place} Tm {run} 0 g ET"


def _visible(sheet: Sheet) -> Sheet:
    """The sheet with texts as paper can show them; the data keep every character."""
    shown = [one if one.text.isprintable() else one._replace(text=visible(one.text)) for one in sheet.cells]
    signatures = tuple((label, visible(value).replace("\n", " ")) for label, value in sheet.signatures)
    return replace(sheet, cells=tuple(shown), signatures=signatures)


def _row_edges(plan: Plan, page: Page) -> tuple[dict[int, int], dict[int, int], dict[int, Slot]]:
    """Upper and lower edge of every row on a page in grains, and the rows that were cut."""
    tops: dict[int, int] = {}
    bottoms: dict[int, int] = {}
    cuts: dict[int, Slot] = {}
    for slot in page.slots:
        tops[slot.row] = round((plan.area.top - slot.top) * GRAIN)
        bottoms[slot.row] = round((plan.area.top - slot.top - slot.height) * GRAIN)
        if slot.lines is not None:
            cuts[slot.row] = slot
    return tops, bottoms, cuts


def _stroked(width: float) -> str:
    """How a title gets its weight: filled and stroked, where no face of the system has the weight itself.

    Units: ``width`` points.
    """
    return f"2 Tr {width * GRAIN:g} w" if fonts.HEADING.is_shipped else "0 Tr"


def _by_face(text: str, faces: fonts.Faces) -> list[tuple[str, str]]:
    """A text cut into pieces of one face each; what no face draws becomes 〓."""
    used = {faces.face_of[sign] for sign in text}
    if len(used) == 1 and "" not in used and not fonts.STAND_INS.keys() & set(text):
        return [(used.pop(), text)]
    pieces: list[tuple[str, str]] = []
    for sign in text:
        name = faces.face_of[sign]
        drawn = fonts.STAND_INS.get(sign, sign) if name else fonts.REPLACEMENT
        name = name or fonts.SERIF
        if pieces and pieces[-1][0] == name:
            pieces[-1] = (name, pieces[-1][1] + drawn)
        else:
            pieces.append((name, drawn))
    return pieces
