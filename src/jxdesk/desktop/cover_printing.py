"""Paper on the way: a 送达单, a 回执单 or any other sheet that an errand draws, in the print preview."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from jxdesk.desktop.context import Context

if TYPE_CHECKING:
    from jxdesk.desktop.wizard.page_pictures import PagePicture
    from jxdesk.documents.preview import Preview
    from jxdesk.domain.sending.cover import CoverSheet

COVER_TITLE = "绩效数据包送达单"
SLIP_TITLE = "绩效数据包回执单"


def print_cover(context: Context, cover: Callable[[], CoverSheet], *, parent: QWidget) -> None:
    """Shows the 送达单 of a sealed package; the seal dialog and the tray open it."""
    workspace = context.workspace

    def draw() -> Preview:
        from jxdesk.actions.cover import preview_cover

        return preview_cover(workspace, cover())

    print_sheet(context, COVER_TITLE, draw, parent=parent)


def print_receipt_slip(context: Context, digest: str, *, parent: QWidget) -> None:
    """Shows the 回执单 of a package that was received."""
    workspace = context.workspace

    def draw() -> Preview:
        from jxdesk.actions.receipt_slip import preview_slip, receipt_slip

        return preview_slip(receipt_slip(workspace, digest))

    print_sheet(context, SLIP_TITLE, draw, parent=parent)


def print_sheet(context: Context, title: str, draw: Callable[[], Preview], *, parent: QWidget) -> None:
    """Draws away from the window's thread and shows the print preview over ``parent``."""

    def work() -> tuple[PagePicture, ...]:
        from jxdesk.desktop.wizard.page_pictures import pictures_of

        return pictures_of(draw())

    def on_drawn(pages: tuple[PagePicture, ...]) -> None:
        from jxdesk.desktop.wizard.printing import PrintPreview

        PrintPreview(pages, title=title, parent=parent).open()

    context.tasks.run(work, on_drawn, label="准备打印", owner=parent)
