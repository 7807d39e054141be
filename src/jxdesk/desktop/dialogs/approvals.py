"""登记批复: which targets were approved, on which day, by whom and under which document; several at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from jxdesk.desktop.context import Context
from jxdesk.desktop.dialogs.approval_fields import ApprovalFields
from jxdesk.desktop.dialogs.form_dialog import FormDialog
from jxdesk.desktop.duty_buttons import offer
from jxdesk.desktop.furniture import across, button, label
from jxdesk.desktop.list_table import ListTable
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.tick_model import TickModel
from jxdesk.domain.errors import JxError
from jxdesk.domain.findings import Finding
from jxdesk.domain.road.duties import Duty
from jxdesk.domain.year.approvals import ApprovalFacts

if TYPE_CHECKING:
    from jxdesk.actions.approve import Approved, Candidate
    from jxdesk.actions.workspace import Workspace

Typed = tuple[tuple[str, ...], ApprovalFacts]


class ApprovalsDialog(FormDialog):
    """Records the approval of the targets that are ticked."""

    DUTY = Duty.APPROVE

    def __init__(
        self, context: Context, *, year: int, project_ids: Sequence[str] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(
            context,
            title="登记批复",
            heading=f"{year} 年度绩效目标批复",
            go="登记批复",
            icon="check",
            name="approvals_dialog",
            parent=parent,
        )
        self.year = year
        self.setMinimumWidth(820)
        self.note = label(
            "登记以后目标就定下来不能直接改；要改，办调整申请，原来的一版会一直留着。",
            role="second",
            wrap=True,
        )
        self.model = TickModel(("项目（单位）", "实施单位", "能不能登记"))
        self.table = ListTable(self.model, (0, 12, 17), name="approval_table", meaning="绩效目标")
        self.table.setMinimumHeight(220)
        self.model.ticks_changed.connect(self._show_count)
        self.above.addWidget(self.note)
        self.above.addWidget(self.table)
        self.above.addLayout(
            across(
                button("全选", lambda: self.model.tick_all(on=True), kind="link", name="approval_all"),
                button("全不选", lambda: self.model.tick_all(on=False), kind="link", name="approval_none"),
                None,
            )
        )
        self.fields = ApprovalFields(self, name="approval", number_hint="照文件抄，例如 练财预〔2026〕12号")
        self.let_go(when=False)
        workspace = context.workspace

        def work() -> tuple[Candidate, ...]:
            from jxdesk.actions import approve

            return approve.candidates(workspace, year, project_ids=project_ids, with_offices=True)

        context.tasks.run(work, self.show_candidates, lane=Lane.READ, owner=self)

    def show_candidates(self, found: Sequence[Candidate]) -> None:
        """Takes the targets; those that can be approved are ticked."""
        ready = frozenset(one.filing_id for one in found if not one.hindrance)
        ordered = sorted(found, key=lambda one: bool(one.hindrance))
        self.model.show_choices(
            [one.filing_id or f"-{one.project_id}" for one in ordered],
            [(one.name, one.unit, _state_words(one)) for one in ordered],
            tickable=ready,
            ticked=ready,
        )
        self.fields.number.setFocus()

    def _show_count(self) -> None:
        count = len(self.model.ticked)
        self.go.setText(f"登记 {count} 张的批复" if count else "登记批复")
        self.let_go(when=bool(count))

    def typed(self) -> Typed | None:
        """The ticked targets and what is said of their approval."""
        ids = tuple(key for key in self.model.keys if key in self.model.ticked)
        return (ids, self.fields.facts()) if ids else None

    def check(self, workspace: Workspace, typed: Typed) -> Sequence[Finding]:
        """Checks the day, the number and the approver."""
        from jxdesk.actions import approve

        return approve.check(workspace, typed[1], year=self.year)

    def carry_out(self, workspace: Workspace, typed: Typed) -> Approved:
        """Records them."""
        from jxdesk.actions import approve

        return approve.approve(workspace, *typed)

    def on_done(self, answer: Approved) -> None:
        """Says how many."""
        self.context.refresh.announce(Part.FILINGS)
        self.context.tell(f"登记了 {answer.count} 张目标的批复，目标已经定下来。")

    def _on_refused(self, error: JxError) -> None:
        super()._on_refused(error)
        self.let_go()


def _state_words(one: Candidate) -> str:
    if one.approval is not None:
        facts = one.approval.facts
        return f"已批复 {facts.approved_on.isoformat()} {facts.document_number}".rstrip()
    return one.hindrance or "可以登记"


class ApprovalFactsDialog(FormDialog):
    """改批复信息: corrects day, number and approver of one approval, or takes it back."""

    DUTY = Duty.APPROVE

    def __init__(
        self,
        context: Context,
        filing_id: str,
        facts: ApprovalFacts,
        *,
        year: int,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            context,
            title="批复信息",
            heading="这张目标的批复",
            go="改好",
            icon="check",
            name="approval_facts_dialog",
            parent=parent,
        )
        self.filing_id = filing_id
        self.year = year
        self.fields = ApprovalFields(self, name="fact", known=facts)
        take_back = button("登记错了，撤销批复", self._on_take_back, kind="danger", name="fact_take_back")
        offer(take_back, context.workspace, self.DUTY)
        self.buttons.insertWidget(0, take_back)

    def typed(self) -> ApprovalFacts:
        """What is said of the approval."""
        return self.fields.facts()

    def check(self, workspace: Workspace, typed: ApprovalFacts) -> Sequence[Finding]:
        """Checks it as when it was recorded."""
        from jxdesk.actions import approve

        return approve.check(workspace, typed, year=self.year)

    def carry_out(self, workspace: Workspace, typed: ApprovalFacts) -> None:
        """Corrects it."""
        from jxdesk.actions import approve

        approve.correct(workspace, self.filing_id, typed)

    def on_done(self, answer: object) -> None:
        """Says so."""
        self.context.refresh.announce(Part.FILINGS)
        self.context.tell("批复信息改好了。")

    def _on_take_back(self) -> None:
        workspace, filing_id = self.context.workspace, self.filing_id

        def work() -> None:
            from jxdesk.actions import approve

            approve.take_back(workspace, filing_id)

        self.context.tasks.run(
            work, self._on_taken_back, lane=Lane.EDIT, on_error=self._on_refused, owner=self
        )

    def _on_taken_back(self, _: object) -> None:
        self.accept()
        self.context.refresh.announce(Part.FILINGS)
        self.context.tell("批复已撤销，目标回到批复以前的状态。")
