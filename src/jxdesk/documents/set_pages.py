"""Set pages: a whole set of forms as one file to be bound, with cover, list of contents, running numbers and seal page.

The forms are drawn first, page after page with the existing painter, so that the list of contents knows where each begins; then
what stands in front is drawn and put there. An empty page is added where the forms would otherwise begin on a left-hand page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jxdesk.documents import fonts
from jxdesk.documents.papers import paper_sheet
from jxdesk.documents.pdf import GRAIN, PdfPainter
from jxdesk.documents.sheet import Sheet
from jxdesk.domain.templates.paper_layouts import PaperLayout

BIG = 28.0
"""The type size of the cover's title. Units: points."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPapers:
    """What goes around the forms; None leaves it out."""

    cover: PaperLayout | None = None
    contents: PaperLayout | None = None
    seals: PaperLayout | None = None


class SetPainter:
    """One set in the making; ``fonts.drawing`` is held while it is used."""

    def __init__(self, title: str, papers: SetPapers, *, is_practice: bool) -> None:
        self.papers = papers
        self.is_practice = is_practice
        self.title = title
        self.painter = PdfPainter(title, running=True, marks={"big_title": self._big_title})
        self.entries: list[Mapping[str, str]] = []

    def add(self, sheet: Sheet, *, name: str, unit: str) -> None:
        """Draws a form and notes on which page it begins."""
        self._note(name, unit)
        self.painter.draw(sheet)

    def finish(self, values: Mapping[str, str]) -> bytes:
        """The whole set, with these values on cover and seal page."""
        papers, painter = self.papers, self.painter
        if papers.seals is not None:
            self._note(papers.seals.name, "")
            painter.draw(paper_sheet(papers.seals, values, is_practice=self.is_practice))
        body = painter.pages
        if papers.cover is not None:
            painter.draw(paper_sheet(papers.cover, values, is_practice=self.is_practice), is_front=True)
            if papers.contents is not None:
                painter.draw_blank()  # the back of the cover
        if papers.contents is not None:
            sheet = paper_sheet(papers.contents, values, self.entries, is_practice=self.is_practice)
            painter.draw(sheet, is_front=True)
        if (painter.pages - body) % 2:
            painter.draw_blank()
        painter.bring_to_front(painter.pages - body)
        return painter.finish()

    def _big_title(self, *box: int) -> str:
        """The name of the set on its cover, as large as fits."""
        left, bottom, right, top = box
        room = (right - left) / GRAIN / max(1.0, fonts.breaker.width(self.title))
        return self.painter.large_text(self.title, min(BIG, room), (left, bottom, right, top))

    def _note(self, name: str, unit: str) -> None:
        self.entries.append(
            {
                "number": str(len(self.entries) + 1),
                "name": name,
                "unit": unit,
                "page": str(self.painter.numbered + 1),
            }
        )
