"""Printing: page pictures at 300 dpi onto a printer, by way of Qt's print preview."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrintPreviewDialog
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from jxdesk.desktop.wizard.page_pictures import PagePicture


def print_dialog(
    pages: Sequence[PagePicture], *, title: str, parent: QWidget | None = None
) -> QPrintPreviewDialog:
    """The print preview of these pages; printing is the person's next click."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setFullPage(True)
    first = pages[0].image
    landscape = first.width() > first.height()
    printer.setPageOrientation(
        QPageLayout.Orientation.Landscape if landscape else QPageLayout.Orientation.Portrait
    )
    dialog = QPrintPreviewDialog(printer, parent)
    dialog.setObjectName("print_preview")
    dialog.setWindowTitle("打印预览")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.resize(1000, 640)
    dialog.paintRequested.connect(lambda target: paint_pages(target, pages))
    return dialog


def paint_pages(printer: QPrinter, pages: Sequence[PagePicture]) -> None:
    """Draws the pages, each over its whole sheet."""
    painter = QPainter(printer)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    for number, page in enumerate(pages):
        if number:
            printer.newPage()
        image = page.image
        sheet = QRectF(printer.paperRect(QPrinter.Unit.DevicePixel))
        scale = min(sheet.width() / image.width(), sheet.height() / image.height())
        painter.drawImage(QRectF(0, 0, image.width() * scale, image.height() * scale), image)
    painter.end()
