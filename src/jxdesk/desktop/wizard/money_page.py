"""Page 1, money: the head of the form, the money block with its execution rate, and the reason where little was spent."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from jxdesk.desktop.furniture import Bar, Card, label
from jxdesk.desktop.theme import Tone
from jxdesk.desktop.wizard.fields import CountedText, LineField
from jxdesk.desktop.wizard.look import mark
from jxdesk.desktop.wizard.money_grid import EXECUTION_WEIGHT, MoneyGrid
from jxdesk.desktop.wizard.page import WizardView
from jxdesk.desktop.wizard.session import FilingSession
from jxdesk.domain.editing import Edit, EditKind, text_of
from jxdesk.domain.template_parts import CheckName, MoneyField
from jxdesk.domain.wizard_flow import Place, WizardPage, header_fields

REASON = "reason"
PLAIN_LABELS = {
    "project_name": "项目名称",
    "project_code": "项目编码",
    "office_name": "部门（单位）",
    "department": "主管部门",
    "implementing_unit": "实施单位",
    "execution_weight": "预算执行分值",
}


class MoneyPage(WizardView):
    """The first page."""

    name = WizardPage.MONEY

    def __init__(self, session: FilingSession) -> None:
        super().__init__(session)
        self.fields: dict[str, LineField] = {}
        self.grid: MoneyGrid | None = None
        column = self.scrolling_body()
        column.addWidget(self._head())
        if session.template.money is not None:
            column.addWidget(self._money(), 0)
        column.addStretch(1)
        session.shown.connect(lambda *_: self.refresh())
        session.checked.connect(self.refresh)
        self.refresh()

    def _head(self) -> QWidget:
        card = Card("基本信息", name="head_card")
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        names = header_fields(self.session.template)
        wide = [name for name in names if name == "project_name"]
        row = 0
        for name in wide:
            grid.addWidget(self._field_label(name), row, 0)
            grid.addWidget(self._field(name), row, 1, 1, 3)
            row += 1
        for place, name in enumerate(name for name in names if name not in wide):
            line, column = row + place // 2, place % 2 * 2
            grid.addWidget(self._field_label(name), line, column)
            grid.addWidget(self._field(name), line, column + 1)
        card.body.addLayout(grid)
        return card

    def _words(self, name: str) -> str:
        answer = self.session.template.answer(name)
        return answer.label if answer else PLAIN_LABELS.get(name, self.session.template.label_of(name))

    def _field_label(self, name: str) -> QWidget:
        made = label(self._words(name), role="second")
        made.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return made

    def _field(self, name: str, *, width: int = 0) -> LineField:
        answer = self.session.template.answer(name)
        field = LineField(name=f"head_{name}", hint=answer.hint if answer else "", width=width)
        field.setAccessibleName(self._words(name))
        field.committed.connect(lambda text: self._commit_head(name, text))
        self.fields[name] = field
        return field

    def _money(self) -> QWidget:
        session = self.session
        card = Card("项目资金", name="money_card")
        card.title_row.addWidget(
            label(f"金额单位：{session.content.money_unit.value}；写明“元”或“万元”会自动换算", role="hint")
        )
        if session.template.money is not None and session.template.money.column(MoneyField.WEIGHT) is None:
            # The form prints no column of points for execution; they are asked for all the same.
            card.title_row.addWidget(label("预算执行分值", role="second"))
            card.title_row.addWidget(self._field(EXECUTION_WEIGHT, width=72))
        self.grid = MoneyGrid(session)
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
        card.body.addWidget(self.reason)
        return card

    # ---- showing ----------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Shows what the filing now holds."""
        session = self.session
        wrong = {finding.field for finding in session.findings if not finding.line_id}
        for name, field in self.fields.items():
            kind = EditKind.ANSWER if session.template.answer(name) else EditKind.HEADER
            refused = session.refused.get(("", name))
            field.show_text(refused[0] if refused else text_of(session.content, kind, "", name))
            field.setReadOnly(not session.editable)
            mark(field, bad=name in wrong)
        if self.grid is None:
            return
        execution = session.scorecard.execution
        self.sentence.say(Tone.INFO, execution.rule or "填好全年预算数和全年执行数，这里会算出执行率和得分。")
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

    def _commit_head(self, name: str, text: str) -> None:
        kind = EditKind.ANSWER if self.session.template.answer(name) else EditKind.HEADER
        edit = Edit(kind=kind, field=name, text=text)
        self.session.commit(
            (edit,), label=f"填写{self._words(name)}", place=Place(page=self.name, field=name)
        )

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
        for field in self.fields.values():
            field.commit()

    def go_to(self, place: Place) -> bool:
        """Puts the cursor at a place."""
        if place.field == REASON and self.grid is not None and self.reason.isVisibleTo(self):
            self.reason.area.setFocus(Qt.FocusReason.OtherFocusReason)
            self.show_widget(self.reason)
            return True
        field = self.fields.get(place.field) if not place.line_id else None
        if field is not None:
            field.setFocus(Qt.FocusReason.OtherFocusReason)
            field.selectAll()
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
            next(iter(self.fields.values())).setFocus()

    def panes(self) -> list[QWidget]:
        """Head, money, reason."""
        found: list[QWidget] = [*list(self.fields.values())[:1]]
        if self.grid is not None:
            found += [self.grid, self.reason.area]
        return found
