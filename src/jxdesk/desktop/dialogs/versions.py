"""目标的批复和调整: every version of a project's target with its approval, each to be read, printed, corrected or adjusted."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from jxdesk.desktop.columns import STATES
from jxdesk.desktop.context import Context
from jxdesk.desktop.furniture import Row, across, button, clear, down, label, pill
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.theme import Tone
from jxdesk.domain.records.filings import Filing, FilingState
from jxdesk.domain.year.approvals import Approval

if TYPE_CHECKING:
    from jxdesk.domain.records.projects import Project


class Version(NamedTuple):
    """A version with its approval; ``is_replaced`` where an approved adjustment took its place, ``copy_id`` its adjustment."""

    filing: Filing
    approval: Approval | None
    is_replaced: bool
    copy_id: str


class VersionsDialog(QDialog):
    """The versions, the first one first."""

    def __init__(self, context: Context, project: Project, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.project = project
        self.setObjectName("versions_dialog")
        self.setWindowTitle("目标的批复和调整")
        self.setMinimumWidth(820)
        self.rows = QVBoxLayout()
        self.rows.setSpacing(0)
        close = button("关上", self.accept, kind="primary", name="versions_close")
        close.setDefault(True)
        self.setLayout(
            down(
                label(f"{project.fiscal_year} 年度绩效目标：{project.name}", role="block_title", wrap=True),
                label(
                    "每一版都留着，随时能看、能打印；填监控和自评时用正在执行的一版。",
                    role="second",
                    wrap=True,
                ),
                self.rows,
                None,
                across(None, close),
                spacing=10,
                margins=(20, 14, 20, 16),
            )
        )
        workspace = context.workspace

        def work() -> Sequence[Version]:
            from jxdesk.actions import adjust, approve

            listed = approve.candidates(workspace, project.fiscal_year, project_ids=[project.id])
            first = next((one.filing_id for one in listed if one.filing_id), "")
            if not first:
                return ()
            versions = approve.versions_of(workspace, first)
            replaced = {one.replaces_id for one in versions if one.state is FilingState.APPROVED}
            return tuple(
                Version(
                    one,
                    approve.approval_of(workspace, one.id),
                    one.id in replaced,
                    adjust.copy_of(workspace, one.id),
                )
                for one in sorted(versions, key=lambda one: bool(one.replaces_id))
            )

        context.tasks.run(work, self.show_versions, lane=Lane.READ, owner=self)

    def show_versions(self, versions: Sequence[Version]) -> None:
        """Shows them."""
        clear(self.rows)
        for number, version in enumerate(versions, 1):
            self.rows.addWidget(self._row(number, version))
        if not versions:
            self.rows.addWidget(label("还没有填这个项目的绩效目标。", role="second", name="no_versions"))

    def _row(self, number: int, version: Version) -> QWidget:
        filing, approval = version.filing, version.approval
        word, tone = STATES.get(filing.state.value, (filing.state.value, Tone.PLAIN))
        if version.is_replaced:
            word, tone = "已被调整", Tone.PLAIN
        elif filing.state is FilingState.APPROVED:
            word, tone = "正在执行", Tone.OK
        facts = approval.facts if approval is not None else None
        said = (
            "　".join(filter(None, (facts.approved_on.isoformat(), facts.approver, facts.document_number)))
            if facts is not None
            else "还没有批复"
        )
        look = button("看这一版", partial(self._open, filing.id), kind="link", name=f"version_look_{number}")
        buttons: list[QWidget] = [look]
        if filing.replaces_id:
            buttons.append(
                button(
                    "看调整",
                    partial(self._adjustment, filing.id),
                    kind="link",
                    name=f"version_change_{number}",
                )
            )
        elif facts is not None:
            buttons.append(
                button(
                    "改批复信息", partial(self._correct, version), kind="link", name=f"version_facts_{number}"
                )
            )
        if filing.state is FilingState.APPROVED and not version.copy_id:
            buttons.append(
                button("调整申请", partial(self._request, filing), name=f"version_request_{number}")
            )
        return Row(pill(word, tone), label(f"第 {number} 版"), label(said, role="second"), None, *buttons)

    def _open(self, filing_id: str) -> None:
        self.accept()
        self.context.open_page("wizard", filing_id)

    def _adjustment(self, filing_id: str) -> None:
        from jxdesk.desktop.dialogs.adjustment import AdjustmentDialog

        self.accept()
        AdjustmentDialog(self.context, filing_id, parent=self.parentWidget()).open()

    def _correct(self, version: Version) -> None:
        from jxdesk.desktop.dialogs.approvals import ApprovalFactsDialog

        if version.approval is None:
            return
        self.accept()
        ApprovalFactsDialog(
            self.context,
            version.filing.id,
            version.approval.facts,
            year=self.project.fiscal_year,
            parent=self.parentWidget(),
        ).open()

    def _request(self, filing: Filing) -> None:
        from jxdesk.desktop.dialogs.adjustment import RequestDialog

        self.accept()
        RequestDialog(self.context, filing.id, name=self.project.name, parent=self.parentWidget()).open()
