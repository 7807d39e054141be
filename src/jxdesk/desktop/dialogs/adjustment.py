"""调整申请: asking to change an approved target, then what the changed one says otherwise, its paper, and its approval."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QWidget

from jxdesk.desktop import preferences
from jxdesk.desktop.context import Context
from jxdesk.desktop.dialogs.approval_fields import ApprovalFields
from jxdesk.desktop.dialogs.form_dialog import FormDialog, day_of
from jxdesk.desktop.furniture import button, label
from jxdesk.desktop.list_table import ListTable
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.rows_model import RowsModel
from jxdesk.desktop.tasks import Lane
from jxdesk.domain.beginning.adjusting import TURN_WORDS
from jxdesk.domain.findings import Finding
from jxdesk.domain.records.filings import FilingState
from jxdesk.domain.road.duties import Duty
from jxdesk.domain.values.file_names import clean_name
from jxdesk.domain.year.approvals import ApprovalFacts

if TYPE_CHECKING:
    from jxdesk.actions.adjust import AdjustmentFacts
    from jxdesk.actions.workspace import Workspace

Asked = tuple[str, str, dt.date]


class RequestDialog(FormDialog):
    """Asks who wants to change the target, and why; the wizard then opens on the copy."""

    def __init__(self, context: Context, filing_id: str, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(
            context,
            title="调整申请",
            heading=f"申请调整绩效目标：{name}",
            go="开始调整",
            icon="edit",
            name="request_dialog",
            parent=parent,
        )
        self.filing_id = filing_id
        self.above.addWidget(
            label(
                "会照原来的目标复制一份给您改，原来批复的一版不动、一直留着；调整批复以后，监控和自评才按新的来。",
                role="second",
                wrap=True,
            )
        )
        self.reason = self.text_field(
            "为什么调整", "request_reason", "例如：县级追加资金 20 万元，养护里程由 12 公里增加到 15 公里"
        )
        self.by = self.line_field("申请人", "request_by", "经办人姓名", context.workspace.facts.person)
        self.on = self.day_field("申请日期", "request_on")
        self.reason.setFocus()

    def typed(self) -> Asked:
        """Reason, person and day."""
        return self.reason.toPlainText(), self.by.text(), day_of(self.on)

    def check(self, workspace: Workspace, typed: Asked) -> Sequence[Finding]:
        """Checks the request."""
        from jxdesk.actions import adjust

        return adjust.check(workspace, *typed)

    def carry_out(self, workspace: Workspace, typed: Asked) -> str:
        """Makes the copy."""
        from jxdesk.actions import adjust

        reason, by, on = typed
        return adjust.request(workspace, self.filing_id, reason=reason, requested_by=by, requested_on=on)

    def on_done(self, answer: str) -> None:
        """Opens the copy."""
        self.context.refresh.announce(Part.FILINGS)
        self.context.open_page("wizard", answer)


class AdjustmentDialog(FormDialog):
    """Shows old beside new; prints the request, records its approval, or withdraws it."""

    DUTY = Duty.ADJUST_APPROVE

    def __init__(self, context: Context, filing_id: str, *, parent: QWidget | None = None) -> None:
        super().__init__(
            context,
            title="调整申请",
            heading="正在读取…",
            go="登记调整批复",
            icon="check",
            name="adjustment_dialog",
            parent=parent,
        )
        self.filing_id = filing_id
        self.facts: AdjustmentFacts | None = None
        self.setMinimumWidth(960)
        self.reason = label(role="second", wrap=True, name="adjustment_reason")
        self.model = RowsModel(("", "位置", "项目", "原批复", "调整后"))
        self.table = ListTable(
            self.model, (2, 13, 6, 0, 16), name="adjustment_table", meaning="原来与调整后对照"
        )
        self.table.setMinimumHeight(200)
        self.state = label(role="second", wrap=True, name="adjustment_state")
        self.above.addWidget(self.reason)
        self.above.addWidget(self.table)
        self.above.addWidget(self.state)
        self.fields = ApprovalFields(
            self, name="adjusted", number_hint="照批复文件抄写，必须有", has_note=False
        )
        self.print_button = button("打印申请表", self._on_print, icon="print", name="adjustment_print")
        self.withdraw_button = button(
            "撤回申请", self._on_withdraw, kind="danger", icon="trash", name="adjustment_withdraw"
        )
        self.buttons.insertWidget(0, self.withdraw_button)
        self.buttons.insertWidget(0, self.print_button)
        self.leave.setText("关上")
        self.let_go(when=False)
        self._read()

    def _read(self) -> None:
        workspace, filing_id = self.context.workspace, self.filing_id

        def work() -> AdjustmentFacts | None:
            from jxdesk.actions import adjust

            return adjust.facts_of(workspace, filing_id)

        self.context.tasks.run(work, self.show_facts, lane=Lane.READ, owner=self)

    def show_facts(self, facts: AdjustmentFacts | None) -> None:
        """Shows the request."""
        if facts is None:
            self.heading.setText("这张表不是调整申请。")
            return
        self.facts = facts
        adjustment, content = facts.adjustment, facts.changed.content
        self.heading.setText(f"调整绩效目标：{content.project_name or content.office_name}")
        self.reason.setText(
            f"{adjustment.requested_on.isoformat()} {adjustment.requested_by} 申请。原因：{adjustment.reason}"
        )
        self.model.show_rows(
            [
                (TURN_WORDS[one.turn], one.place, one.what or "指标", one.old or "—", one.new or "—")
                for one in facts.changes
            ]
        )
        state = facts.changed.state
        is_over = state is FilingState.APPROVED
        if is_over:
            said = f"已批复：{adjustment.approver} {adjustment.document_number}，现在按调整后的来。"
        elif not facts.changes:
            said = "还没有改动；改好、标为“已填好”，再登记批复。"
        elif state is FilingState.DRAFT:
            said = f"改了 {len(facts.changes)} 处，还在填写中；标为“已填好”以后才能登记批复。"
        else:
            said = f"改了 {len(facts.changes)} 处，已填好。批复下来以后在这里登记。"
        self.state.setText(said)
        can = not is_over and bool(facts.changes) and state is not FilingState.DRAFT
        self.fields.let_type(on=can)
        self.let_go(when=can)
        self.withdraw_button.setVisible(not is_over)

    def typed(self) -> ApprovalFacts | None:
        """What is said of the approval; None where it cannot be approved yet."""
        return self.fields.facts() if self.fields.number.isEnabled() else None

    def check(self, workspace: Workspace, typed: ApprovalFacts) -> Sequence[Finding]:
        """Checks the approval."""
        from jxdesk.actions import adjust

        return adjust.check_facts(workspace, self.filing_id, typed)

    def carry_out(self, workspace: Workspace, typed: ApprovalFacts) -> str:
        """Records it."""
        from jxdesk.actions import adjust

        return adjust.approve(workspace, self.filing_id, typed)

    def on_done(self, answer: str) -> None:
        """Says what holds now."""
        self.context.refresh.announce(Part.FILINGS)
        self.context.tell("调整批复登记好了；填监控和自评时会提示把新的指标带入。")

    def _on_print(self) -> None:
        if self.facts is None:
            return
        content = self.facts.changed.content
        name = clean_name(f"绩效目标调整申请表_{content.project_name or content.office_name}", longest=60)
        place = Path(preferences.documents_folder()) / f"{name}.pdf"
        chosen, _ = QFileDialog.getSaveFileName(
            self, "申请表存到哪里", str(place), "PDF (*.pdf);;Excel (*.xlsx)"
        )
        if chosen:
            self.write_to(Path(chosen))

    def write_to(self, path: Path) -> None:
        """Writes the paper."""
        workspace, filing_id = self.context.workspace, self.filing_id

        def work() -> Path:
            from jxdesk.actions import print_request

            return print_request.write_request(workspace, filing_id, path)

        self.context.tasks.run(
            work,
            lambda written: self.context.tell(f"申请表存好了：{written}"),
            label="打印申请表",
            on_error=self._on_refused,
            owner=self,
        )

    def _on_withdraw(self) -> None:
        workspace, filing_id = self.context.workspace, self.filing_id

        def work() -> None:
            from jxdesk.actions import adjust

            adjust.withdraw(workspace, filing_id)

        self.context.tasks.run(
            work, self._on_withdrawn, lane=Lane.EDIT, on_error=self._on_refused, owner=self
        )

    def _on_withdrawn(self, _: object) -> None:
        self.accept()
        self.context.refresh.announce(Part.FILINGS)
        self.context.tell("调整申请已撤回，原来批复的目标没有动。")
        self.done_with_copy()

    def done_with_copy(self) -> None:
        """The copy is gone: what showed it goes back."""
        self.context.go_back()
