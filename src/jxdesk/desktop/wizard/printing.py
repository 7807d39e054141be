"""Printing: page pictures at 300 dpi onto a printer, by way of Qt's print preview."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QKeySequence, QPageLayout, QPageSize, QPaintEngine, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrintPreviewDialog
from PySide6.QtWidgets import QComboBox, QLineEdit, QToolButton, QVBoxLayout, QWidget

from jxdesk.desktop.furniture import Bar
from jxdesk.desktop.theme import Tone

if TYPE_CHECKING:
    from jxdesk.desktop.wizard.page_pictures import PagePicture

SIZE = (1000, 640)
PREVIEW_SHRINK = 3
"""Pages come at 300 dpi; Qt's preview would drop thin lines when it makes them as small as its window."""


class PrintPreview(QPrintPreviewDialog):
    """The print preview of finished pages; printing is the person's next click."""

    def __init__(
        self, pages: Sequence[PagePicture], *, title: str, warning: str = "", parent: QWidget | None = None
    ) -> None:
        """``warning`` says what will not be printed as it is written; it stands above the pages."""
        # Qt's dialog does not own the printer: it must live as long as the dialog.
        self._printer = _printer_for(pages, title)
        super().__init__(self._printer, parent)
        self._pages = tuple(pages)
        self.setObjectName("print_preview")
        self.setWindowTitle("打印预览")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(*SIZE)
        self._open_to_keys()
        self._warn(warning)
        self.paintRequested.connect(self._on_paint_requested)

    def _open_to_keys(self) -> None:
        """Lets Tab reach Qt's picture buttons, says what each is, and prints by Ctrl+P and by a button with its word."""
        printing = QCoreApplication.translate("QPrintPreviewDialog", "Print")
        for tool in self.findChildren(QToolButton):
            tool.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            tool.setAccessibleName(tool.text())
            if tool.text() == printing:
                tool.setObjectName("print_now")
                tool.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
                tool.defaultAction().setShortcut(QKeySequence(QKeySequence.StandardKey.Print))
                tool.setToolTip(f"{printing}（Ctrl+P）")
        for field, meaning in ((QComboBox, "显示比例"), (QLineEdit, "第几页")):
            for one in self.findChildren(field):
                one.setAccessibleName(meaning)

    def _warn(self, words: str) -> None:
        layout = self.layout()
        if words and isinstance(layout, QVBoxLayout):
            bar = Bar(Tone.WARN, name="print_warning")
            bar.say(Tone.WARN, words)
            layout.insertWidget(1, bar)

    def _on_paint_requested(self, printer: QPrinter) -> None:
        paint_pages(printer, self._pages)


def _printer_for(pages: Sequence[PagePicture], title: str) -> QPrinter:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setFullPage(True)
    is_wide = bool(pages) and pages[0].image.width() > pages[0].image.height()
    printer.setPageOrientation(
        QPageLayout.Orientation.Landscape if is_wide else QPageLayout.Orientation.Portrait
    )
    return printer


def paint_pages(printer: QPrinter, pages: Sequence[PagePicture]) -> None:
    """Draws the pages, each over its whole sheet."""
    is_preview = printer.paintEngine().type() is QPaintEngine.Type.Picture
    painter = QPainter(printer)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    for number, page in enumerate(pages):
        if number:
            printer.newPage()
        image = page.image
        if is_preview:
            small = image.width() // PREVIEW_SHRINK
            image = image.scaledToWidth(small, Qt.TransformationMode.SmoothTransformation)
        sheet = QRectF(printer.paperRect(QPrinter.Unit.DevicePixel))
        scale = min(sheet.width() / image.width(), sheet.height() / image.height())
        painter.drawImage(QRectF(0, 0, image.width() * scale, image.height() * scale), image)
    painter.end()
