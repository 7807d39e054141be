"""The bar below 审核: the opinion, and a button for everything that may be decided on the filing now."""

from __future__ import annotations

from collections.abc import Callable, Collection

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QWidget

from jxdesk.desktop.furniture import Bar, across, button, down
from jxdesk.desktop.review.words import ACT_KEYS, ACT_WORDS, VIEWING
from jxdesk.desktop.theme import Tone
from jxdesk.domain.road.outcomes import Outcome

ICONS = {
    Outcome.ACCEPTED: "check",
    Outcome.ACCEPTED_WITH_CHANGES: "edit",
    Outcome.RETURNED: "back",
    Outcome.REJECTED: "close",
    Outcome.MERGED: "merge",
}

_WITH_SETTLED = frozenset({Outcome.ACCEPTED_WITH_CHANGES, Outcome.RETURNED})


class DecisionBar(QWidget):
    """What is pressed goes to ``on_decide``; what was refused or done is said above the buttons."""

    def __init__(self, on_decide: Callable[[Outcome], object], on_sheet: Callable[[], object]) -> None:
        super().__init__()
        self.told = Bar(Tone.INFO, name="review_answer")
        self.told.hide()
        self.undo_button = button("撤销", kind="link", icon="undo", name="review_undo")
        self.told.row.addWidget(self.undo_button)
        self.undo_button.hide()
        self.opinion = QLineEdit()
        self.opinion.setObjectName("review_opinion")
        self.opinion.setAccessibleName("审核意见")
        self.opinion.setPlaceholderText("总的审核意见（不予通过必须写；退回可以只写格子里的意见）")
        self.sheet_button = button("审核表…", on_sheet, icon="table", name="review_sheet")
        self.buttons = {
            outcome: button(
                word,
                lambda chosen=outcome: on_decide(chosen),  # type: ignore[misc]
                kind="primary" if outcome is Outcome.ACCEPTED else "",
                icon=ICONS[outcome],
                name=f"review_{outcome.value}",
                tip=f"{word.rstrip('…')}（{ACT_KEYS[outcome]}）",
            )
            for outcome, word in ACT_WORDS.items()
        }
        for outcome, keys in ACT_KEYS.items():
            QShortcut(QKeySequence(keys), self).activated.connect(self.buttons[outcome].click)
        row = across(self.opinion, self.sheet_button, *self.buttons.values(), spacing=8)
        row.setStretch(0, 1)
        self.setLayout(down(self.told, row, spacing=8))
        self.undo_button.clicked.connect(self._on_undo)
        self._undo: Callable[[], object] | None = None

    def allow(
        self,
        outcomes: Collection[Outcome],
        *,
        is_viewing: bool,
        has_sheet: bool = False,
        settled: int = 0,
    ) -> None:
        """Lets be pressed what may be decided now; values that are set pass with the form or are proposed with its return.

        The sheet of a form that is decided can still be looked at.
        """
        for outcome, one in self.buttons.items():
            one.setEnabled(
                outcome in outcomes and not is_viewing and (not settled or outcome in _WITH_SETTLED)
            )
        changes = ACT_WORDS[Outcome.ACCEPTED_WITH_CHANGES]
        self.buttons[Outcome.ACCEPTED_WITH_CHANGES].setText(
            f"{changes}（改 {settled} 处）" if settled else changes
        )
        is_open = bool(outcomes) and not is_viewing
        self.opinion.setEnabled(is_open)
        self.sheet_button.setVisible(has_sheet)
        self.sheet_button.setEnabled(is_open or not outcomes)
        if is_viewing:
            self.say(Tone.INFO, VIEWING)

    def say(self, tone: Tone, text: str, *, undo: Callable[[], object] | None = None) -> None:
        """Says how something came out; with ``undo`` it can be taken back right there."""
        self._undo = undo
        self.told.say(tone, text)
        self.told.setVisible(bool(text))
        self.undo_button.setVisible(undo is not None)

    def _on_undo(self) -> None:
        if self._undo is not None:
            self._undo()
