"""The page of basics: who and what a target is about, why it exists and how long it runs, before any money."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from jxdesk.desktop.furniture import Card, across, button, label
from jxdesk.desktop.wizard.fields import CountedText
from jxdesk.desktop.wizard.head_card import HeadFields, head_card
from jxdesk.desktop.wizard.page import WizardView
from jxdesk.desktop.wizard.project_bar import ProjectBar
from jxdesk.desktop.wizard.session import FilingSession
from jxdesk.domain.templates.wizard_flow import Place, WizardPage, basic_answers, header_fields
from jxdesk.domain.values.periods import PERIOD

ATTRIBUTE = "project_attribute"
ATTRIBUTES = ("新增项目", "延续项目")
LONG = ("project_basis", "project_content")
LOWEST = 76


class BasicsPage(WizardView):
    """The first page of a target."""

    name = WizardPage.BASICS

    def __init__(self, session: FilingSession) -> None:
        super().__init__(session)
        self.fields = HeadFields(session, self.name)
        self.texts: dict[str, CountedText] = {}
        column = self.scrolling_body()
        more = basic_answers(session.template)
        names = (*header_fields(session.template), *(name for name in more if name not in LONG))
        card = head_card(self.fields, names, title="基本信息")
        card.title_row.addWidget(label("从项目资料带来，可以改；要不要同时改项目资料，改了会问", role="hint"))
        card.body.addLayout(self._usual())
        self.project_bar = ProjectBar(session)
        column.addWidget(self.project_bar)
        column.addWidget(card)
        texts = [name for name in more if name in LONG]
        if texts:
            column.addWidget(self._texts(texts))
        column.addStretch(1)
        session.shown.connect(lambda *_: self.refresh())
        session.checked.connect(self.refresh)
        self.refresh()

    def _usual(self) -> QHBoxLayout:
        """What is said most often, as buttons: the attribute, and a period of one year or three."""
        year = self.session.content.year or 0
        periods = (
            (f"{year}年一年", f"{year}年1月—{year}年12月"),
            (f"{year}—{year + 2}年三年", f"{year}年1月—{year + 2}年12月"),
        )
        chips = [(words, ATTRIBUTE, words) for words in ATTRIBUTES]
        chips += [(words, PERIOD, text) for words, text in periods]
        self.chips = []
        row = across(label("点一下就填", role="hint"), spacing=8)
        for number, (words, field, text) in enumerate(chips):
            chip = button(words, lambda f=field, t=text: self._say(f, t), kind="link", name=f"usual_{number}")  # type: ignore[misc]
            self.chips.append(chip)
            row.addWidget(chip)
        row.addStretch(1)
        return row

    def _say(self, field: str, text: str) -> None:
        self.commit_pending()
        self.session.type_answer(field, text, Place(page=self.name, field=field))

    def _texts(self, names: list[str]) -> Card:
        card = Card("立项依据和概况", name="why_card")
        row = QHBoxLayout()
        row.setSpacing(16)
        for name in names:
            answer = self.session.template.answer(name)
            assert answer is not None
            made = CountedText(
                answer.label,
                name=f"answer_{name}",
                hint=answer.hint,
                longest=answer.max_length,
                required=answer.required,
            )
            made.area.setMinimumHeight(LOWEST)
            made.area.committed.connect(lambda text, name=name: self._say_text(name, text))
            self.texts[name] = made
            row.addWidget(made, 1)
        card.body.addLayout(row)
        return card

    def _say_text(self, name: str, text: str) -> None:
        self.session.type_answer(name, text, Place(page=self.name, field=name))

    def refresh(self) -> None:
        """Shows what the filing now holds."""
        self.fields.refresh()
        session = self.session
        wrong = {finding.field for finding in session.findings if not finding.line_id}
        for name, text in self.texts.items():
            text.area.show_text(session.content.answers.get(name, ""))
            text.area.setReadOnly(not session.editable)
            text.mark_wrong(name in wrong)
        for chip in self.chips:
            chip.setEnabled(session.editable)

    def commit_pending(self) -> None:
        """Takes what stands in the fields."""
        self.fields.commit_pending()
        for text in self.texts.values():
            text.area.commit()

    def go_to(self, place: Place) -> bool:
        """Puts the cursor into a field."""
        text = self.texts.get(place.field)
        if text is not None:
            text.area.setFocus(Qt.FocusReason.OtherFocusReason)
            self.show_widget(text)
            return True
        field = self.fields.focus(place.field) if not place.line_id else None
        if field is None:
            return False
        self.show_widget(field)
        return True

    def focus_first(self) -> None:
        """The first field that is still empty, else the first."""
        fields = self.fields.by_name
        empty = next((name for name, field in fields.items() if not field.text().strip()), next(iter(fields)))
        self.fields.focus(empty)

    def panes(self) -> list[QWidget]:
        """The first field, then the texts."""
        return [*list(self.fields.by_name.values())[:1], *(text.area for text in self.texts.values())]
