"""Page 2, goals: the expected and the actual overall target side by side, and the other words that a form asks for."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from jxdesk.desktop.furniture import Card, across, button, down, label
from jxdesk.desktop.wizard.fields import CountedText
from jxdesk.desktop.wizard.page import WizardView
from jxdesk.desktop.wizard.session import FilingSession
from jxdesk.domain.records.filings import Form
from jxdesk.domain.templates.wizard_flow import Place, WizardPage, goal_answers
from jxdesk.domain.values.money import format_fen
from jxdesk.domain.values.periods import LONG_TERM_GOAL, has_mid_term
from jxdesk.store.shipped.coach import coach_book

PAIR = ("expected_goal", "actual_goal")
PAIR_OF_TARGET = (LONG_TERM_GOAL, "expected_goal")
"""As the official form has them: the whole period at the left, the year at the right."""
LOWEST = 84


class GoalsPage(WizardView):
    """The second page."""

    name = WizardPage.GOALS

    def __init__(self, session: FilingSession) -> None:
        super().__init__(session)
        self.texts: dict[str, CountedText] = {}
        column = self.scrolling_body()
        names = goal_answers(session.template)
        is_target = session.content.form is Form.PROJECT_TARGET
        pair = [name for name in (PAIR_OF_TARGET if is_target else PAIR) if name in names]
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
            if is_target:
                card.body.addLayout(self._starters(), 0)
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

    def _starters(self) -> QVBoxLayout:
        """Three sentences to begin with; one click puts one where the cursor stands."""
        content = self.session.content
        total = content.total_line
        fen = total.original_budget_fen if total is not None else None
        unit = content.money_unit
        amount = f"{format_fen(fen, unit, at_most=6)} {unit.value}" if fen is not None else "……万元"
        box = down(label("不知道怎么开头？点一句放进去，再把……换成自己的数：", role="hint"), spacing=2)
        for number, sentence in enumerate(coach_book().starters):
            words = sentence.replace("{amount}", amount).replace("{project}", content.project_name)
            link = button(words, lambda w=words: self._begin_with(w), kind="link", name=f"starter_{number}")  # type: ignore[misc]
            box.addLayout(across(link, None))
        return box

    def _begin_with(self, words: str) -> None:
        if not self.session.editable:
            return
        area = self.texts[PAIR[0]].area
        area.setFocus(Qt.FocusReason.OtherFocusReason)
        cursor = area.textCursor()
        cursor.insertText(words)
        start = area.toPlainText().find("……")
        if start >= 0:
            cursor.setPosition(start)
            cursor.setPosition(start + 2, QTextCursor.MoveMode.KeepAnchor)
            area.setTextCursor(cursor)

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
        if PAIR[0] in self.texts:
            before = self._before()
            self.before.setText(before)
            self.before.setVisible(bool(before))
        if LONG_TERM_GOAL in self.texts and self.session.content.form is Form.PROJECT_TARGET:
            self.texts[LONG_TERM_GOAL].setVisible(has_mid_term(self.session.content))

    def _before(self) -> str:
        """Last year's words: what was aimed at and, where it is known, what was reached."""
        last, known = self.session.last_year, self.session.known
        if self.session.content.form is Form.PROJECT_TARGET:
            aimed = known.last_year.content.answers.get(PAIR[0], "") if known.last_year else ""
            reached = known.last_result.content.answers.get(PAIR[1], "") if known.last_result else ""
            parts = [f"上年目标：{aimed}" if aimed else "", f"上年实际：{reached}" if reached else ""]
            return "\n".join(part for part in parts if part)
        before = last.answers.get(PAIR[1], "") if last else ""
        return f"上年实际完成情况：{before}" if before else ""

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
        shown = [text for text in self.texts.values() if text.isVisibleTo(self)]
        empty = next((text for text in shown if not text.area.toPlainText().strip()), None)
        chosen = empty or self.texts.get(PAIR[1]) or shown[-1]
        chosen.area.setFocus(Qt.FocusReason.OtherFocusReason)

    def panes(self) -> list[QWidget]:
        """The texts in sight."""
        return [text.area for text in self.texts.values() if text.isVisibleTo(self)]
