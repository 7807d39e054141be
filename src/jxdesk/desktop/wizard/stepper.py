"""Stepper: the pages of the wizard in a row, each with its number, its tick or its problem."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from jxdesk.desktop import icons, theme
from jxdesk.domain.records.filings import Form
from jxdesk.domain.templates.wizard_flow import StepState, WizardPage, page_title

CIRCLE = 24
GAP = 7
LINK = 22
LINK_GAP = 9
WORDS = {StepState.OPEN: "", StepState.DONE: "已填好", StepState.WRONG: "有必须改的问题"}


class Stepper(QWidget):
    """The steps; a click or Enter on one goes there."""

    chosen = Signal(object)

    def __init__(self, pages: Sequence[WizardPage], form: Form) -> None:
        super().__init__()
        self.setObjectName("stepper")
        self.pages = tuple(pages)
        self.titles = {page: page_title(page, form) for page in self.pages}
        self.current = self.pages[0]
        self.states: Mapping[WizardPage, StepState] = dict.fromkeys(self.pages, StepState.OPEN)
        self._lit = 0
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setMouseTracking(True)

    def show_states(self, current: WizardPage, states: Mapping[WizardPage, StepState]) -> None:
        """Shows where the wizard is and how each page stands."""
        if current is not self.current:
            self._lit = self.pages.index(current)
        self.current, self.states = current, dict(states)
        words = "，".join(
            f"{self.titles[page]} {WORDS[states.get(page, StepState.OPEN)]}".strip() for page in self.pages
        )
        self.setAccessibleName(f"第 {self.pages.index(current) + 1} 步 {self.titles[current]}；{words}")
        self.updateGeometry()
        self.update()

    def _areas(self) -> list[QRectF]:
        areas, left = [], 0.0
        for page in self.pages:
            metrics = self._metrics(page)
            width = CIRCLE + GAP + metrics
            areas.append(QRectF(left, 0, width, self.height()))
            left += width + LINK_GAP * 2 + LINK
        return areas

    def _metrics(self, page: WizardPage) -> int:
        from PySide6.QtGui import QFontMetrics

        return QFontMetrics(theme.font(theme.sizes().body, bold=page is self.current)).horizontalAdvance(
            self.titles[page]
        )

    def sizeHint(self) -> QSize:
        """As wide as the words."""
        return QSize(int(self._areas()[-1].right()) + 4, 32)

    def minimumSizeHint(self) -> QSize:
        """Never narrower."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws the steps."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        areas = self._areas()
        for number, (page, area) in enumerate(zip(self.pages, areas, strict=True)):
            self._paint_step(painter, number, page, area)
            if number + 1 < len(areas):
                middle = area.center().y()
                painter.setPen(QPen(QColor(theme.LINE), 1.4))
                start = area.right() + LINK_GAP
                painter.drawLine(QPointF(start, middle), QPointF(start + LINK, middle))
        painter.end()

    def _paint_step(self, painter: QPainter, number: int, page: WizardPage, area: QRectF) -> None:
        is_current = page is self.current
        state = self.states.get(page, StepState.OPEN)
        circle = QRectF(area.left() + 1, area.center().y() - CIRCLE / 2 + 1, CIRCLE - 2, CIRCLE - 2)
        fill, edge, ink = theme.SURFACE, theme.INPUT_LINE, theme.SECOND
        if state is StepState.DONE:
            fill, edge, ink = theme.ACCENT_SOFT, theme.ACCENT, theme.ACCENT
        if state is StepState.WRONG:
            fill, edge, ink = theme.ERROR_TINT, theme.ERROR, theme.ERROR
        if is_current:
            fill, edge, ink = theme.ACCENT, theme.ACCENT, theme.SURFACE
        painter.setPen(QPen(QColor(edge), 1.4))
        painter.setBrush(QColor(fill))
        painter.drawEllipse(circle)
        if state is StepState.DONE and not is_current:
            painter.drawPixmap(circle.center() - QPointF(7, 7), icons.pixmap("check", 14, ink))
        else:
            painter.setPen(QColor(ink))
            painter.setFont(theme.font(theme.sizes().second, bold=is_current))
            mark = "!" if state is StepState.WRONG and not is_current else str(number + 1)
            painter.drawText(circle, int(Qt.AlignmentFlag.AlignCenter), mark)
        painter.setPen(QColor(theme.TEXT if is_current else theme.SECOND))
        painter.setFont(theme.font(theme.sizes().body, bold=is_current))
        words = QRectF(area.left() + CIRCLE + GAP, 0, area.width(), self.height())
        painter.drawText(
            words, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), self.titles[page]
        )
        if self.hasFocus() and number == self._lit:
            painter.setPen(QPen(QColor(theme.ACCENT), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), 5, 5)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Goes to the step under the mouse."""
        for page, area in zip(self.pages, self._areas(), strict=True):
            if area.contains(event.position()):
                self.chosen.emit(page)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right choose, Enter goes."""
        if event.modifiers() & Qt.KeyboardModifier.AltModifier:
            event.ignore()
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            step = 1 if event.key() == Qt.Key.Key_Right else -1
            self._lit = max(0, min(len(self.pages) - 1, self._lit + step))
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit(self.pages[self._lit])
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Shows the ring."""
        self._lit = self.pages.index(self.current)
        super().focusInEvent(event)
        self.update()
