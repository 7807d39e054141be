"""Preview: the pages of the PDF itself as pictures, problem cells outlined; a click on a cell goes to its field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QScrollArea, QToolTip, QWidget

from jxdesk.desktop import theme
from jxdesk.desktop.wizard.grid_cells import FIELD_COLUMNS
from jxdesk.domain.findings import Finding, Severity

if TYPE_CHECKING:
    from jxdesk.desktop.wizard.page_pictures import PagePicture, Spot

GAP = 14
EDGE = 12
OUTLINES = {Severity.ERROR: theme.ERROR, Severity.WARNING: theme.AMBER, Severity.ADVICE: theme.INFO}


class PageSheet(QWidget):
    """All pages one below the other."""

    chosen = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("preview_sheet")
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.images: list[QImage] = []
        self.spots: list[list[Spot]] = []
        self.marked: dict[tuple[str, str], Finding] = {}
        self.width_px = 600
        self.message = "正在画表样…"

    def show_pages(self, pages: Sequence[PagePicture]) -> None:
        """Takes new pictures."""
        self.images = [page.image for page in pages]
        self.spots = [list(page.spots) for page in pages]
        self.message = ""
        self._resize()

    def say(self, message: str) -> None:
        """Shows a sentence where the pages would be."""
        self.message = message
        self.images, self.spots = [], []
        self._resize()

    def mark(self, findings: Sequence[Finding]) -> None:
        """Outlines the cells of these problems."""
        self.marked = {}
        for finding in reversed(findings):
            for field in (finding.field, *FIELD_COLUMNS.get(finding.field, ())):
                self.marked[finding.line_id, field] = finding
        self.update()

    def fit(self, width: int) -> None:
        """Makes the pages this wide."""
        if width != self.width_px:
            self.width_px = width
            self._resize()

    def _resize(self) -> None:
        height = sum(self._height(image) + GAP for image in self.images) + EDGE * 2
        self.setFixedSize(QSize(self.width_px + EDGE * 2, max(height, 200)))
        self.update()

    def _height(self, image: QImage) -> int:
        return round(self.width_px * image.height() / max(1, image.width()))

    def is_upright(self) -> bool:
        """Whether the pages are higher than wide."""
        return any(image.height() > image.width() for image in self.images)

    def _areas(self) -> list[QRectF]:
        areas, top = [], float(EDGE)
        for image in self.images:
            height = self._height(image)
            areas.append(QRectF(EDGE, top, self.width_px, height))
            top += height + GAP
        return areas

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws the pages and the outlines."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self.message:
            painter.setPen(QColor(theme.SECOND))
            painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), self.message)
        for area, image, spots in zip(self._areas(), self.images, self.spots, strict=True):
            if not area.toRect().intersects(event.rect()):
                continue
            painter.drawImage(area, image)
            painter.setPen(QPen(QColor(theme.LINE), 1))
            painter.drawRect(area)
            for spot in spots:
                finding = self.marked.get((spot.line_id, spot.field))
                if finding is not None:
                    self._outline(painter, self._on_page(area, spot), finding)
        painter.end()

    def _outline(self, painter: QPainter, area: QRectF, finding: Finding) -> None:
        colour = QColor(OUTLINES[finding.severity])
        painter.setPen(QPen(colour, 2))
        colour.setAlpha(28)
        painter.setBrush(colour)
        painter.drawRect(area.adjusted(1, 1, -1, -1))
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _on_page(self, page: QRectF, spot: Spot) -> QRectF:
        return QRectF(
            page.left() + spot.area.left() * page.width(),
            page.top() + spot.area.top() * page.height(),
            spot.area.width() * page.width(),
            spot.area.height() * page.height(),
        )

    def spot_at(self, place: QPoint | QPointF) -> Spot | None:
        """The cell under a point."""
        point = QPointF(place)
        for area, spots in zip(self._areas(), self.spots, strict=True):
            if area.contains(point):
                return next((spot for spot in spots if self._on_page(area, spot).contains(point)), None)
        return None

    def centre_of(self, line_id: str, field: str) -> QPoint | None:
        """The middle of a cell on the screen."""
        for area, spots in zip(self._areas(), self.spots, strict=True):
            for spot in spots:
                if (spot.line_id, spot.field) == (line_id, field):
                    return self._on_page(area, spot).center().toPoint()
        return None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A hand over cells that lead to a field."""
        spot = self.spot_at(event.position())
        self.setCursor(Qt.CursorShape.PointingHandCursor if spot else Qt.CursorShape.ArrowCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Goes to the field of the cell."""
        spot = self.spot_at(event.position())
        if spot is not None:
            self.chosen.emit(spot.line_id, spot.field)

    def event(self, event: QEvent) -> bool:
        """Shows what is wrong with the cell under the mouse."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            spot = self.spot_at(event.pos())
            finding = self.marked.get((spot.line_id, spot.field)) if spot else None
            QToolTip.showText(
                event.globalPos(), f"{finding.message}{finding.advice}" if finding else "", self
            )
            return True
        return super().event(event)


class PreviewArea(QScrollArea):
    """The pages, as wide as the room or larger, scrolled by wheel and keys; ``resized(px)`` asks for sharper pictures."""

    resized = Signal(int)
    WIDEST = 1100
    WIDEST_UPRIGHT = 800
    ZOOMS = (1.0, 1.35, 1.8)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("preview_area")
        self.zoom = 0
        self.sheet = PageSheet()
        self.setWidget(self.sheet)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.setFocusProxy(self.sheet)
        self.sheet.installEventFilter(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fits the pages to the room."""
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Makes the pages as wide as the room, an upright page no wider than is good to read."""
        widest = self.WIDEST_UPRIGHT if self.sheet.is_upright() else self.WIDEST
        # The room without the scroll bar that a long page brings, so that showing it does not start anew.
        room = self.width() - self.verticalScrollBar().sizeHint().width() - EDGE * 2 - 4
        width = round(min(widest, room) * self.ZOOMS[self.zoom])
        if width > 100:
            self.sheet.fit(width)
            self.resized.emit(width)

    def zoom_by(self, step: int) -> None:
        """Makes the pages larger or smaller."""
        self.zoom = max(0, min(len(self.ZOOMS) - 1, self.zoom + step))
        self.fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Scrolls by the arrow and page keys, zooms by Ctrl++ and Ctrl+-."""
        if watched is self.sheet and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event) or super().eventFilter(watched, event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
                self.zoom_by(-1 if event.key() == Qt.Key.Key_Minus else 1)
                return True
            return False
        if event.modifiers() & Qt.KeyboardModifier.AltModifier:
            return False
        down, across = self.verticalScrollBar(), self.horizontalScrollBar()
        steps = {
            Qt.Key.Key_Down: (down, down.singleStep() * 3),
            Qt.Key.Key_Up: (down, -down.singleStep() * 3),
            Qt.Key.Key_PageDown: (down, down.pageStep()),
            Qt.Key.Key_PageUp: (down, -down.pageStep()),
            Qt.Key.Key_Right: (across, across.singleStep() * 3),
            Qt.Key.Key_Left: (across, -across.singleStep() * 3),
        }
        found = steps.get(Qt.Key(event.key()))
        if found is None:
            return False
        bar, step = found
        bar.setValue(bar.value() + step)
        return True
