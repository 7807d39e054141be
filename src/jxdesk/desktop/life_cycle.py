"""The strip of stages of a project or of a task in several steps: each with its word, its note and its state."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from jxdesk.desktop import icons, theme

CIRCLE = 24
GAP = 8
LINK = 28
NOTE_GAP = 8


class Stage(NamedTuple):
    """One stage: its word, a short note (date, result, who), and whether it is done or the one at hand."""

    word: str
    note: str = ""
    is_done: bool = False
    is_current: bool = False
    is_wrong: bool = False


class LifeCycle(QWidget):
    """Draws the stages in a row; where they may be chosen, a click or a key on one says so by ``chosen(number)``."""

    chosen = Signal(int)

    def __init__(self, *, choosable: bool = False) -> None:
        super().__init__()
        self.setObjectName("life_cycle")
        self.choosable = choosable
        self.shown = -1
        self._areas: list[QRectF] = []
        if choosable:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedHeight(theme.STEPPER_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.stages: Sequence[Stage] = ()

    def show_stages(self, stages: Sequence[Stage], *, shown: int = -1) -> None:
        """Shows other stages; ``shown`` is the one that is looked at, where they may be chosen."""
        self.stages = stages
        self.shown = shown
        said = []
        for stage in stages:
            state = (
                "有问题"
                if stage.is_wrong
                else "已完成"
                if stage.is_done
                else "正在办"
                if stage.is_current
                else "未到"
            )
            said.append(f"{stage.word} {state} {stage.note}".strip())
        self.setAccessibleName("，".join(said))
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(600, theme.STEPPER_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws circles, words, notes and the lines between them."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        sizes = theme.sizes()
        left, middle = 4.0 if self.choosable else 0.0, self.height() / 2
        self._areas = []
        for number, stage in enumerate(self.stages, start=1):
            begins = left
            left = self._draw_circle(painter, left, middle, number, stage)
            word_font = theme.font(sizes.body, bold=stage.is_current)
            left = _draw_text(
                painter,
                word_font,
                theme.TEXT if stage.is_current or stage.is_done else theme.HINT,
                left,
                stage.word,
                self.height(),
            )
            if stage.note:
                colour = theme.ERROR if stage.is_wrong else theme.SECOND
                left = _draw_text(
                    painter, theme.font(sizes.second), colour, left + NOTE_GAP, stage.note, self.height()
                )
            self._areas.append(QRectF(begins, 0, left - begins, self.height()))
            if number - 1 == self.shown:
                self._draw_shown(painter, self._areas[-1])
            if number < len(self.stages):
                painter.setPen(QPen(QColor(theme.LINE), 1.5))
                painter.drawLine(QPointF(left + GAP, middle), QPointF(left + GAP + LINK, middle))
                left += LINK + 2 * GAP
        painter.end()

    def _draw_shown(self, painter: QPainter, area: QRectF) -> None:
        """A line below the stage that is looked at, and a ring where it has the focus."""
        painter.fillRect(QRectF(area.left(), self.height() - 3, area.width(), 3), QColor(theme.ACCENT))
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme.ACCENT), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area.adjusted(-3, 5, 4, -6), 5, 5)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Chooses the stage under the mouse."""
        for number, area in enumerate(self._areas):
            if self.choosable and area.adjusted(-GAP, 0, GAP, 0).contains(event.position()):
                self.chosen.emit(number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right choose the neighbour."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        number = self.shown + step
        if not self.choosable or not step or event.modifiers() & Qt.KeyboardModifier.AltModifier:
            super().keyPressEvent(event)
        elif 0 <= number < len(self.stages):
            self.chosen.emit(number)

    def _draw_circle(self, painter: QPainter, left: float, middle: float, number: int, stage: Stage) -> float:
        circle = QRectF(left + 1, middle - CIRCLE / 2, CIRCLE, CIRCLE)
        if stage.is_wrong:
            edge, fill, text = theme.ERROR, theme.ERROR_TINT, theme.ERROR
        elif stage.is_done:
            edge, fill, text = theme.ACCENT, theme.ACCENT_SOFT, theme.ACCENT
        elif stage.is_current:
            edge, fill, text = theme.ACCENT, theme.ACCENT, theme.SURFACE
        else:
            edge, fill, text = theme.INPUT_LINE, theme.SURFACE, theme.HINT
        painter.setPen(QPen(QColor(edge), 1.5))
        painter.setBrush(QColor(fill))
        painter.drawEllipse(circle)
        if stage.is_wrong or stage.is_done:
            sign = icons.pixmap("error" if stage.is_wrong else "check", 16, text)
            painter.drawPixmap(QPointF(circle.left() + 4, circle.top() + 4), sign)
        else:
            painter.setPen(QColor(text))
            painter.setFont(theme.font(theme.sizes().second, bold=stage.is_current))
            painter.drawText(circle, int(Qt.AlignmentFlag.AlignCenter), str(number))
        return circle.right() + GAP


def _draw_text(painter: QPainter, font: QFont, colour: str, left: float, text: str, height: int) -> float:
    painter.setFont(font)
    painter.setPen(QColor(colour))
    width = QFontMetrics(font).horizontalAdvance(text)
    area = QRectF(left, 0, width + 2, height)
    painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), text)
    return left + width
