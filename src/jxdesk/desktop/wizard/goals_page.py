"""Page 2, goals: the expected and the actual overall target side by side, and the other words that a form asks for."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from jxdesk.desktop.furniture import Card, label
from jxdesk.desktop.wizard.fields import CountedText
from jxdesk.desktop.wizard.page import WizardView
from jxdesk.desktop.wizard.session import FilingSession
from jxdesk.domain.wizard_flow import Place, WizardPage, goal_answers

PAIR = ("expected_goal", "actual_goal")
LOWEST = 84


class GoalsPage(WizardView):
    """The second page."""

    name = WizardPage.GOALS

    def __init__(self, session: FilingSession) -> None:
        super().__init__(session)
        self.texts: dict[str, CountedText] = {}
        column = self.scrolling_body()
        names = goal_answers(session.template)
        pair = [name for name in PAIR if name in names]
        others = [name for name in names if name not in pair]
        if pair:
            card = Card("年度总体目标", name="goals_card")
            row = QHBoxLayout()
            row.setSpacing(16)
            for name in pair:
                text = self._text(name)
                text.area.setMinimumHeight(LOWEST)
                row.addWidget(text, 1)
            card.body.addLayout(row, 1)
            self.before = label("", role="hint", wrap=True, name="goals_before")
            card.body.addWidget(self.before)
            column.addWidget(card, 3)
        if others:
            card = Card("其他说明", name="notes_card")
            box = QVBoxLayout()
            box.setSpacing(8)
            for name in others:
                text = self._text(name)
                text.area.setMinimumHeight(LOWEST)
                box.addWidget(text, 1)
            card.body.addLayout(box, 1)
            column.addWidget(card, 2)
        session.shown.connect(lambda *_: self.refresh())
        session.checked.connect(self.refresh)
        self.refresh()

    def _text(self, name: str) -> CountedText:
        answer = self.session.template.answer(name)
        assert answer is not None
        made = CountedText(
            answer.label,
            name=f"answer_{name}",
            hint=answer.hint,
            longest=answer.max_length,
            required=answer.required,
        )
        made.area.committed.connect(lambda text: self._commit(name, text))
        self.texts[name] = made
        return made

    def refresh(self) -> None:
        """Shows what the filing now holds."""
        wrong = {finding.field for finding in self.session.findings if not finding.line_id}
        for name, text in self.texts.items():
            text.area.show_text(self.session.content.answers.get(name, ""))
            text.area.setReadOnly(not self.session.editable)
            text.mark_wrong(name in wrong)
        before = self.session.last_year.answers.get("actual_goal", "") if self.session.last_year else ""
        if PAIR[0] in self.texts:
            self.before.setText(f"上年实际完成情况：{before}" if before else "")
            self.before.setVisible(bool(before))

    def _commit(self, name: str, text: str) -> None:
        self.session.type_answer(name, text, Place(page=self.name, field=name))

    def commit_pending(self) -> None:
        """Takes what stands in the texts."""
        for text in self.texts.values():
            text.area.commit()

    def go_to(self, place: Place) -> bool:
        """Puts the cursor into a text."""
        text = self.texts.get(place.field)
        if text is None:
            return False
        text.area.setFocus(Qt.FocusReason.OtherFocusReason)
        self.show_widget(text)
        return True

    def focus_first(self) -> None:
        """The first text that is still empty, else the actual results."""
        empty = next((text for text in self.texts.values() if not text.area.toPlainText().strip()), None)
        chosen = empty or self.texts.get(PAIR[1]) or next(iter(self.texts.values()))
        chosen.area.setFocus(Qt.FocusReason.OtherFocusReason)

    def panes(self) -> list[QWidget]:
        """The texts."""
        return [text.area for text in self.texts.values()]
