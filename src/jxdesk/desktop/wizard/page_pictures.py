"""Page pictures: the pages of the very PDF that is printed, drawn on a worker's thread for the preview and the printer."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage

from jxdesk.actions.export import preview_form
from jxdesk.actions.workspace import Workspace
from jxdesk.documents.preview import Preview
from jxdesk.domain.findings import Finding
from jxdesk.domain.progress import Progress
from jxdesk.domain.records.filings import FilingContent

PRINT_DPI = 300
POINTS_PER_INCH = 72


@dataclass(frozen=True, slots=True)
class Spot:
    """One cell on a page picture, as parts of the page's width and height."""

    area: QRectF
    line_id: str
    field: str


@dataclass(frozen=True, slots=True)
class PagePicture:
    """One page and the places of its cells."""

    image: QImage
    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A form as it is printed: its pages, and what of it no font of the program can draw."""

    pages: tuple[PagePicture, ...]
    findings: tuple[Finding, ...]


def draw_form(
    workspace: Workspace, content: FilingContent, *, width_px: int = 0, progress: Progress | None = None
) -> Drawn:
    """The pages so many px wide, or at a printer's fineness where no width is given.

    Raises: ReadingOnlyError, FontMissingError, Cancelled.
    """
    preview = preview_form(workspace, content)
    return Drawn(pictures_of(preview, width_px=width_px, progress=progress), preview.findings)


def pictures_of(
    drawn: Preview, *, width_px: int = 0, progress: Progress | None = None
) -> tuple[PagePicture, ...]:
    """The pages of a finished document, which is closed afterwards; widths as for ``draw_form``.

    Raises: Cancelled.
    """
    pictures = []
    try:
        for number, (width, height) in enumerate(drawn.page_sizes):
            if progress is not None:
                progress.check()
            scale = width_px / width if width_px else PRINT_DPI / POINTS_PER_INCH
            page = drawn.image(number, scale)
            image = QImage(
                page.rgba, page.width, page.height, page.width * 4, QImage.Format.Format_RGBX8888
            ).copy()
            spots = tuple(
                Spot(
                    QRectF(
                        place.left / width,
                        place.top / height,
                        (place.right - place.left) / width,
                        (place.bottom - place.top) / height,
                    ),
                    place.line_id,
                    place.field,
                )
                for place in drawn.places
                if place.page == number and place.field
            )
            pictures.append(PagePicture(image, spots))
    finally:
        drawn.close()
    return tuple(pictures)
