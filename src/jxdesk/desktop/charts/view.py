"""The view of a chart: paints it to fit, says what the mouse or the arrow keys point at, and opens what is chosen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from jxdesk.desktop import theme
from jxdesk.desktop.charts.painter import paint_drawing, screen_look
from jxdesk.documents.charts.drawing import draw_chart
from jxdesk.documents.charts.marks import Drawing, Stop
from jxdesk.documents.charts.plot import LEAST_HEIGHT, LEAST_WIDTH
from jxdesk.domain.reports.chart_figures import AnyFigures

REACH = 24.0
"""How far from a point the mouse still means it. Units: px."""
TIP_WIDTH, TIP_AIR = 320, 8
INSET = 12
"""Between the edge of the view, where its focus shows, and the chart. Units: px."""


class ChartView(QWidget):
    """One chart. ``pointed`` tells the stop at hand, None for none; ``chosen`` that Enter or a click means it."""

    pointed = Signal(object)
    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("chart_view")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        one = theme.sizes().second
        self.setMinimumSize(LEAST_WIDTH * one + 2 * INSET, LEAST_HEIGHT * one + 2 * INSET)
        self.figures: AnyFigures | None = None
        self.is_practice = False
        self.drawing: Drawing | None = None
        self.at = -1
        self._picture: QPixmap | None = None

    def show_figures(self, figures: AnyFigures, *, is_practice: bool) -> None:
        """Shows another chart."""
        self.figures, self.is_practice = figures, is_practice
        self._draw()
        self.point_at(-1)

    @property
    def stop(self) -> Stop | None:
        """What is pointed at."""
        drawing = self.drawing
        return drawing.stops[self.at] if drawing is not None and 0 <= self.at < len(drawing.stops) else None

    def point_at(self, number: int) -> None:
        """Points at a stop; -1 at none."""
        self.at = number
        stop = self.stop
        words = self.drawing.words if self.drawing is not None else ""
        self.setAccessibleName(self.drawing.title if self.drawing is not None else "")
        self.setAccessibleDescription(stop.words if stop is not None else words)
        self.pointed.emit(stop)
        self.update()

    def point_at_project(self, project_id: str) -> None:
        """Points at the first stop that has this project."""
        stops = self.drawing.stops if self.drawing is not None else ()
        found = next((n for n, stop in enumerate(stops) if project_id in stop.project_ids), -1)
        if found != self.at:
            self.at = found
            self.update()

    def _draw(self) -> None:
        self._picture = None
        if self.figures is not None and self.width() > 0:
            width, height = self.width() - 2 * INSET, self.height() - 2 * INSET
            self.drawing = draw_chart(self.figures, screen_look(width, height, is_practice=self.is_practice))
        self.update()

    # ---- painting --------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draws the chart anew for its room."""
        super().resizeEvent(event)
        self._draw()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the chart, kept as a picture, and over it what is pointed at."""
        del event
        painter = QPainter(self)
        if self.drawing is not None:
            painter.drawPixmap(0, 0, self._kept())
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            if (stop := self.stop) is not None:
                painter.translate(INSET, INSET)
                self._paint_stop(painter, stop)
                painter.resetTransform()
        else:
            painter.setPen(QColor(theme.SECOND))
            painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), "正在读取…")
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.ACCENT), 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()

    def _kept(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        if self._picture is None or self._picture.devicePixelRatio() != ratio:
            made = QPixmap(round(self.width() * ratio), round(self.height() * ratio))
            made.setDevicePixelRatio(ratio)
            made.fill(QColor(theme.SURFACE))
            painter = QPainter(made)
            painter.translate(INSET, INSET)
            assert self.drawing is not None
            paint_drawing(self.drawing, painter)
            painter.end()
            self._picture = made
        return self._picture

    def _paint_stop(self, painter: QPainter, stop: Stop) -> None:
        """An outline around the stop and its words beside it."""
        box = stop.box
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.TEXT), 2))
        painter.drawRoundedRect(QRectF(box.left, box.top, box.width, max(box.height, 4.0)), 4, 4)
        painter.setFont(theme.font(theme.sizes().second))
        flags = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft)
        room = painter.fontMetrics().boundingRect(QRect(0, 0, TIP_WIDTH, 400), flags, stop.words)
        tip = room.adjusted(0, 0, 2 * TIP_AIR, 2 * TIP_AIR)
        right = stop.x + 14 + tip.width() <= self.width() - 2 * INSET
        left = stop.x + 14 if right else stop.x - 14 - tip.width()
        top = min(max(stop.y - tip.height() - 10, 2), self.height() - tip.height() - 2 * INSET)
        tip.moveTo(round(max(left, 2)), round(top))
        painter.setPen(QColor(theme.INPUT_LINE))
        painter.setBrush(QColor(theme.SURFACE))
        painter.drawRoundedRect(tip, 5, 5)
        painter.setPen(QColor(theme.TEXT))
        painter.drawText(tip.adjusted(TIP_AIR, TIP_AIR, -TIP_AIR, -TIP_AIR), flags, stop.words)

    # ---- pointing --------------------------------------------------------------------------------------------

    def nearest(self, x: float, y: float) -> int:
        """The stop that a place of the view means: the one whose box is hit, else the nearest within reach; -1 for none."""
        x, y = x - INSET, y - INSET
        best, found = REACH * REACH, -1
        for number, stop in enumerate(self.drawing.stops if self.drawing is not None else ()):
            distance = (stop.x - x) ** 2 + (stop.y - y) ** 2
            box = stop.box
            if distance >= best and box.left <= x <= box.right and box.top <= y <= box.bottom:
                distance = best - 1e-6
            if distance < best:
                best, found = distance, number
        return found

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Points at what is near."""
        found = self.nearest(event.position().x(), event.position().y())
        if found != self.at:
            self.point_at(found)
        shape = Qt.CursorShape.PointingHandCursor if found >= 0 else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Chooses what is near."""
        super().mousePressEvent(event)
        self.point_at(self.nearest(event.position().x(), event.position().y()))
        if self.stop is not None:
            self.chosen.emit(self.stop)

    def leaveEvent(self, event: QEvent) -> None:
        """Points at nothing any more, unless the keys do."""
        super().leaveEvent(event)
        if self.at >= 0 and not self.hasFocus():
            self.point_at(-1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk from stop to stop, Enter chooses, Esc points at nothing."""
        count = len(self.drawing.stops) if self.drawing is not None else 0
        at = self.at
        match event.key():
            case Qt.Key.Key_Right | Qt.Key.Key_Down:
                at = min(at + 1, count - 1)
            case Qt.Key.Key_Left | Qt.Key.Key_Up:
                at = max(at - 1, 0) if count else -1
            case Qt.Key.Key_Home:
                at = 0 if count else -1
            case Qt.Key.Key_End:
                at = count - 1
            case Qt.Key.Key_Escape if at >= 0:
                at = -1
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if self.stop is not None:
                self.chosen.emit(self.stop)
                return
            case _:
                super().keyPressEvent(event)
                return
        self.point_at(at)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Shows where the focus is."""
        super().focusInEvent(event)
        self.update()

    def sizeHint(self) -> QSize:
        """Takes the room there is."""
        return QSize(900, 560)
