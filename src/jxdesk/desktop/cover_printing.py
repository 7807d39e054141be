"""Cover printing: the 送达单 of a sealed package in the print preview; the seal dialog and the tray open it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from jxdesk.desktop.context import Context

if TYPE_CHECKING:
    from jxdesk.desktop.wizard.page_pictures import PagePicture
    from jxdesk.domain.sending.cover import CoverSheet

TITLE = "绩效数据包送达单"


def print_cover(context: Context, cover: Callable[[], CoverSheet], *, parent: QWidget) -> None:
    """Draws the sheet away from the window's thread and shows the print preview over ``parent``."""
    workspace = context.workspace

    def work() -> tuple[PagePicture, ...]:
        from jxdesk.actions.cover import preview_cover
        from jxdesk.desktop.wizard.page_pictures import pictures_of

        return pictures_of(preview_cover(workspace, cover()))

    context.tasks.run(work, lambda pages: _show(pages, parent), label="准备打印", owner=parent)


def _show(pages: tuple[PagePicture, ...], parent: QWidget) -> None:
    from jxdesk.desktop.wizard.printing import PrintPreview

    PrintPreview(pages, title=TITLE, parent=parent).open()
