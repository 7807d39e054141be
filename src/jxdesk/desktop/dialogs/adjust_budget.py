"""追加、调减预算: an amount, its day and its document; the versions there are stand below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QButtonGroup, QRadioButton, QWidget

from jxdesk.desktop.amounts import wan
from jxdesk.desktop.context import Context
from jxdesk.desktop.dialogs.form_dialog import FormDialog, day_of
from jxdesk.desktop.furniture import across, label
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.tasks import Lane
from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.records.project_words import STAGE_WORDS
from jxdesk.domain.year.budget_changes import BudgetChange

if TYPE_CHECKING:
    from jxdesk.actions.adjust_budget import Budget
    from jxdesk.actions.workspace import Workspace

SHOWN_VERSIONS = 6


class AdjustBudgetDialog(FormDialog):
    """Records one change of a project's budget."""

    def __init__(self, context: Context, project_id: str, *, parent: QWidget | None = None) -> None:
        super().__init__(
            context,
            title="追加、调减预算",
            heading="追加、调减预算",
            go="登记",
            icon="check",
            name="budget_dialog",
            parent=parent,
        )
        self.project_id = project_id
        self.present = label(role="second", wrap=True, name="budget_present")
        self.above.addWidget(self.present)
        self.added, self.cut = QRadioButton("追加"), QRadioButton("调减")
        self.added.setObjectName("budget_added")
        self.cut.setObjectName("budget_cut")
        self.added.setChecked(True)
        self.kinds = QButtonGroup(self)
        holder = QWidget()
        holder.setLayout(across(self.added, self.cut, None, spacing=16))
        for one in (self.added, self.cut):
            self.kinds.addButton(one)
            one.toggled.connect(self.touched)
        self.add_field("追加还是调减", holder, "budget_kind")
        self.amount = self.line_field("金额（万元）", "budget_amount", "只写数字，例如 20.5")
        self.day = self.day_field("下达日期", "budget_day")
        self.number = self.line_field("文号", "budget_number", "例如 练财预〔2026〕30号")
        self.versions = label(role="second", wrap=True, name="budget_versions")
        self.below.addWidget(self.versions)
        workspace = context.workspace

        def work() -> Budget:
            from jxdesk.actions import adjust_budget

            return adjust_budget.budget_of(workspace, project_id)

        context.tasks.run(work, self.show_budget, lane=Lane.READ, owner=self)

    def show_budget(self, budget: Budget) -> None:
        """Shows what there is."""
        self.heading.setText(budget.name)
        self.present.setText(
            f"{budget.year} 年度现在的全年预算 {wan(budget.revised_fen)} 万元。登记以后自动算出新的全年预算数，原来的各版都留着。"
        )
        lines = [
            "　".join(
                filter(
                    None,
                    (
                        f"· {STAGE_WORDS[one.stage]} {wan(one.amount_fen)} 万元",
                        one.dated.isoformat() if one.dated else "",
                        one.document_number,
                    ),
                )
            )
            for one in budget.versions[-SHOWN_VERSIONS:]
        ]
        self.versions.setText("\n".join(["已登记的：", *lines]) if lines else "还没有登记过预算。")
        self.amount.setFocus()

    def typed(self) -> BudgetChange | None:
        """The change; None before an amount is typed."""
        if not self.amount.text().strip():
            return None
        return BudgetChange(
            amount_text=self.amount.text(),
            is_cut=self.cut.isChecked(),
            dated=day_of(self.day),
            document_number=self.number.text(),
        )

    def missing(self) -> Finding:
        """No amount."""
        return Finding(
            severity=Severity.ERROR,
            code="no-amount",
            message="没有写金额。",
            advice="写追加或调减了多少万元，例如 20.5；调减也写正数。",
        )

    def check(self, workspace: Workspace, typed: BudgetChange) -> Sequence[Finding]:
        """Checks it against the versions there are."""
        from jxdesk.actions import adjust_budget

        return adjust_budget.check(workspace, self.project_id, typed)

    def carry_out(self, workspace: Workspace, typed: BudgetChange) -> str:
        """Records it."""
        from jxdesk.actions import adjust_budget

        return adjust_budget.adjust_budget(workspace, self.project_id, typed)

    def on_done(self, answer: str) -> None:
        """Says what to do next."""
        self.context.refresh.announce(Part.PROJECTS, project_ids=[self.project_id])
        self.context.tell("预算调整登记好了。目标也要变的，请办目标的调整申请。")
