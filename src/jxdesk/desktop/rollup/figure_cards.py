"""The cards of figures: each shows its number; the one at hand says below what it rests on, and Ctrl+C takes all of it along."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from jxdesk.desktop import theme
from jxdesk.desktop.furniture import Card, clear, down, elided, label
from jxdesk.domain.rollup.figures import Figure


class FigureCard(Card):
    """One figure; ``pointed`` when it comes to hand, ``copied`` by Ctrl+C."""

    pointed = Signal(object)
    copied = Signal(object)

    def __init__(self, figure: Figure) -> None:
        super().__init__(name=f"figure_{figure.kind.value}")
        self.figure = figure
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip("\n".join(figure.lines))
        self.setAccessibleName(f"{figure.name} {figure.text}")
        self.setAccessibleDescription("；".join(figure.lines[1:]))
        self.body.setContentsMargins(14, 8, 14, 8)
        self.body.setSpacing(2)
        self.name_label = label(figure.name, role="second")
        self.value_label = label(figure.text, role="page_title", name=f"figure_{figure.kind.value}_value")
        self.note_label = elided(
            f"未计：{figure.missing}" if figure.missing else "该算的都算在内", role="hint"
        )
        self.body.addLayout(down(self.name_label, self.value_label, self.note_label, spacing=1))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Comes to hand."""
        super().focusInEvent(event)
        self.pointed.emit(self.figure)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Comes to hand by a click too."""
        super().mousePressEvent(event)
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+C takes the figure along."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copied.emit(self.figure)
            return
        super().keyPressEvent(event)


class FigureCards(QWidget):
    """The row of cards with the words of the figure at hand below it."""

    def __init__(self, copy: Callable[[str], None]) -> None:
        super().__init__()
        self.setObjectName("figure_cards")
        self._copy = copy
        self.cards: list[FigureCard] = []
        self.row = QHBoxLayout()
        self.row.setSpacing(12)
        self.words = label(role="second", wrap=True, name="figure_words")
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setLayout(down(self.row, self.words, spacing=6))

    def show_figures(self, figures: Sequence[Figure]) -> None:
        """Shows other figures; the first one is at hand."""
        kinds = [one.kind for one in figures]
        if [card.figure for card in self.cards] == list(figures):
            return
        held = next((card.figure.kind for card in self.cards if card.hasFocus()), None)
        clear(self.row)
        self.cards = [FigureCard(one) for one in figures]
        for card in self.cards:
            card.pointed.connect(self.say)
            card.copied.connect(lambda figure: self._copy("\n".join(figure.lines)))
            self.row.addWidget(card, 1)
        if held in kinds:
            self.cards[kinds.index(held)].setFocus()
        if figures:
            self.say(figures[0] if held not in kinds else figures[kinds.index(held)])

    def say(self, figure: Figure) -> None:
        """Says what a figure rests on."""
        self.words.setText(f"{figure.name}　{'　'.join(figure.lines[1:])}")
        for card in self.cards:
            theme.mark(card, chosen=card.figure == figure)
