"""The page of money: the head of the form where it has no page of its own, the money block with its execution rate, and the reason where little was spent."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from jxdesk.desktop.furniture import Bar, Card, label
from jxdesk.desktop.theme import Tone
from jxdesk.desktop.wizard.fields import CountedText
from jxdesk.desktop.wizard.head_card import HeadFields, head_card
from jxdesk.desktop.wizard.money_grid import EXECUTION_WEIGHT, MoneyGrid
from jxdesk.desktop.wizard.page import WizardView
from jxdesk.desktop.wizard.session import FilingSession
from jxdesk.desktop.wizard.target_money_grid import TargetMoneyGrid
from jxdesk.domain.filling.editing import Edit, EditKind
from jxdesk.domain.records.filings import OF_THE_OFFICE, SELF_EVALUATIONS, Form
from jxdesk.domain.templates.parts import CheckName, MoneyField
from jxdesk.domain.templates.wizard_flow import Place, WizardPage, has_basics
from jxdesk.domain.values.funding import funding_sum

REASON = "reason"


class MoneyPage(WizardView):
    """The page of money."""

    name = WizardPage.MONEY

    def __init__(self, session: FilingSession) -> None:
        super().__init__(session)
        self.head = HeadFields(session, self.name)
        self.grid: MoneyGrid | None = None
        column = self.scrolling_body()
        if not has_basics(session.template):
            column.addWidget(head_card(self.head))
        if session.template.money is not None:
            column.addWidget(self._money(), 0)
        column.addStretch(1)
        session.shown.connect(lambda *_: self.refresh())
        session.checked.connect(self.refresh)
        self.refresh()

    def _money(self) -> QWidget:
        session = self.session
        is_office = session.content.form in OF_THE_OFFICE
        card = Card("部门资金" if is_office else "项目资金", name="money_card")
        card.title_row.addWidget(
            label(f"金额单位：{session.content.money_unit.value}；写明“元”或“万元”会自动换算", role="hint")
        )
        is_target = session.content.form is Form.PROJECT_TARGET
        is_scored = session.content.form in SELF_EVALUATIONS
        if is_scored and session.template.money and not session.template.money.column(MoneyField.WEIGHT):
            # The form prints no column of points for execution; they are asked for all the same.
            card.title_row.addWidget(label("预算执行分值", role="second"))
            card.title_row.addWidget(self.head.make(EXECUTION_WEIGHT, width=72))
        self.grid = TargetMoneyGrid(session) if is_target else MoneyGrid(session)
        self.grid.entered.connect(self.entered)
        self.grid.told.connect(self.told)
        self.grid.summed.connect(self.summed)
        self.sentence = Bar(Tone.INFO, name="execution_sentence")
        self.sentence.setMinimumHeight(40)
        self.reason = CountedText(
            "执行率偏低的原因和改进措施",
            name="money_reason",
            hint="没有执行完的原因，准备怎么改进。",
            longest=500,
            required=False,
        )
        self.reason.area.setFixedHeight(76)
        self.reason.area.committed.connect(self._commit_reason)
        card.body.addWidget(self.grid)
        card.body.addWidget(self.sentence)
        if not is_target and not is_scored:
            self.sentence.hide()
        card.body.addWidget(self.reason)
        return card

    # ---- showing ----------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Shows what the filing now holds."""
        session = self.session
        self.head.refresh()
        if self.grid is None:
            return
        execution = session.scorecard.execution
        if session.content.form is Form.PROJECT_TARGET:
            told = funding_sum(session.content)
            tone = Tone.INFO if told.adds_up is None else Tone.OK if told.adds_up else Tone.ERROR
            self.sentence.say(tone, told.words)
            self.grid.fit_columns()
        elif session.content.form in SELF_EVALUATIONS:
            words = "填好全年预算数和全年执行数，这里会算出执行率和得分。"
            self.sentence.say(Tone.INFO, execution.rule or words)
        self._refresh_reason()

    def _refresh_reason(self) -> None:
        session, total = self.session, self.session.content.total_line
        block = session.template.money
        own_column = block is not None and block.column(MoneyField.REASON) is not None
        asked = any(one.name is CheckName.REASON_WHEN_UNSPENT for one in session.template.checks)
        rate = session.scorecard.execution.rate
        low = rate is not None and rate < session.rules.execution.reason_below
        written = total is not None and bool(total.reason)
        self.reason.setVisible(total is not None and not own_column and (written or (asked and low)))
        self.reason.area.show_text(total.reason if total else "")
        self.reason.area.setReadOnly(not session.editable)
        self.reason.mark_wrong(any(finding.code == "unspent-without-reason" for finding in session.findings))

    # ---- typing -----------------------------------------------------------------------------------------------

    def _commit_reason(self, text: str) -> None:
        total = self.session.content.total_line
        if total is not None:
            edit = Edit(kind=EditKind.MONEY, line_id=total.id, field=REASON, text=text)
            place = Place(page=self.name, line_id=total.id, field=REASON)
            self.session.commit((edit,), label="填写原因", place=place)

    def commit_pending(self) -> None:
        """Takes what stands in the open editor and the fields."""
        if self.grid is not None:
            self.grid.commit_open_editor()
            self.reason.area.commit()
        self.head.commit_pending()

    def go_to(self, place: Place) -> bool:
        """Puts the cursor at a place."""
        if place.field == REASON and self.grid is not None and self.reason.isVisibleTo(self):
            self.reason.area.setFocus(Qt.FocusReason.OtherFocusReason)
            self.show_widget(self.reason)
            return True
        field = self.head.focus(place.field) if not place.line_id else None
        if field is not None:
            self.show_widget(field)
            return True
        if self.grid is None:
            return False
        total = self.session.content.total_line
        if not place.line_id and total is not None:
            place = Place(page=place.page, line_id=total.id, field=place.field)
        return self.grid.go_to(place)

    def focus_first(self) -> None:
        """The money, which is what changes each year."""
        if self.grid is not None:
            self.grid.focus_first()
        else:
            next(iter(self.head.by_name.values())).setFocus()

    def panes(self) -> list[QWidget]:
        """Head, money, reason."""
        found: list[QWidget] = [*list(self.head.by_name.values())[:1]]
        if self.grid is not None:
            found += [self.grid, self.reason.area]
        return found
