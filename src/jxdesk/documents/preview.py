"""Preview: the pages of a PDF as pictures, with the places of its cells; what is shown is the file that is printed."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

import pypdfium2

from jxdesk.documents.drawable import drawing_findings
from jxdesk.documents.pdf import Placed, pdf_bytes
from jxdesk.documents.sheet import Sheet
from jxdesk.domain.findings import Finding

_drawing = threading.Lock()
"""PDFium serves one thread at a time."""


@dataclass(frozen=True, slots=True)
class PageImage:
    """A drawn page: rows of four bytes a pixel (red, green, blue, 255) without padding.

    Units: ``width`` and ``height`` pixels.
    """

    width: int
    height: int
    rgba: bytes


class Preview:
    """A finished PDF in memory, its pages drawn when they are asked for; ``findings`` say what it cannot draw.

    Units: page sizes and places in points from the upper left corner; multiply by the scale for pixels.
    """

    def __init__(
        self, pdf: bytes, places: tuple[Placed, ...] = (), findings: tuple[Finding, ...] = ()
    ) -> None:
        self.pdf = pdf
        self.places = places
        self.findings = findings
        with _drawing:
            self._document: Any = pypdfium2.PdfDocument(pdf)
            self.page_sizes: tuple[tuple[float, float], ...] = tuple(
                page.get_size() for page in self._document
            )

    def image(self, page: int, scale: float) -> PageImage:
        """One page, counted from 0, at so many pixels a point."""
        with _drawing:
            drawn = self._document[page].render(scale=scale, rev_byteorder=True, prefer_bgrx=True)
            width, height, stride = drawn.width, drawn.height, drawn.stride
            data = bytes(drawn.buffer)
        if stride != width * 4:
            data = b"".join(data[row * stride : row * stride + width * 4] for row in range(height))
        return PageImage(width, height, data)

    def cell_at(self, page: int, x: float, y: float) -> Placed | None:
        """The cell under a point, the innermost where cells overlap."""
        hits = [
            place
            for place in self.places
            if place.page == page and place.left <= x <= place.right and place.top <= y <= place.bottom
        ]
        return min(
            hits, key=lambda place: (place.right - place.left) * (place.bottom - place.top), default=None
        )

    def cells_of(self, line_id: str, field: str) -> tuple[Placed, ...]:
        """Where a field stands; a cell cut over pages stands on each of them."""
        return tuple(place for place in self.places if place.line_id == line_id and place.field == field)

    def close(self) -> None:
        """Lets go of the document."""
        with _drawing:
            self._document.close()


def preview(sheet: Sheet) -> Preview:
    """Draws a sheet as it will be printed.

    Raises: FontMissingError.
    """
    places: list[Placed] = []
    pdf = pdf_bytes(sheet, places)
    return Preview(pdf, tuple(places), drawing_findings(sheet))
