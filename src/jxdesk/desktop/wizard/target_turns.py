"""Target turns: what the wizard offers around the approval of a target, and what it says when an adjusted one came into force.

On a target: recording its approval, asking to change it, what a change says otherwise. On a form that answers one: the bar that
offers the changed indicators. It hangs on the wizard from outside, so that the wizard knows nothing of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QBoxLayout, QPushButton

from jxdesk.desktop.furniture import Bar, button
from jxdesk.desktop.refresh import Changes, Part
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.theme import Tone
from jxdesk.domain.errors import JxError
from jxdesk.domain.records.filings import TARGETS, FilingState

if TYPE_CHECKING:
    from jxdesk.actions.adjust import Following
    from jxdesk.actions.fill import OpenFiling
    from jxdesk.desktop.wizard.filing_wizard import FilingWizard


class TargetTurns(QObject):
    """The buttons and the bar of one wizard."""

    def __init__(self, wizard: FilingWizard) -> None:
        super().__init__(wizard)
        self.wizard = wizard
        self.context = wizard.context
        self.buttons: list[QPushButton] = []
        self.bar: Bar | None = None
        self.closed_bar: Bar | None = None
        self.following: Following | None = None
        wizard.ready.connect(self.refresh)
        wizard.changed.connect(self._show_buttons)
        wizard.context.refresh.changed.connect(self._on_changes)

    def _on_changes(self, changes: Changes) -> None:
        """What the wizard saves itself names its project; another errand on filings may have changed this one."""
        if not changes.touches(Part.FILINGS) or changes.project_ids or self.wizard.session is None:
            return
        workspace, filing_id = self.context.workspace, self.wizard.filing_id

        def work() -> OpenFiling:
            from jxdesk.actions import fill

            return fill.open_filing(workspace, filing_id)

        self.context.tasks.run(work, self._on_reread, lane=Lane.READ, on_error=self._on_gone, owner=self)

    def _on_reread(self, opened: OpenFiling) -> None:
        session = self.wizard.session
        if session is not None and not session.unsaved():
            session.replay(opened)
            self.refresh()

    def _on_gone(self, fault: JxError) -> None:
        """The filing was taken away: whoever did it says so and leads on."""

    def refresh(self) -> None:
        """Looks again at what can be offered."""
        session = self.wizard.session
        if session is None:
            return
        session.checked.connect(self._show_buttons, Qt.ConnectionType.UniqueConnection)
        self._show_buttons()
        if session.opened.year_is_closed:
            self._show_closed(session.content.year or 0)
        elif session.content.form not in TARGETS:
            self._ask_following()

    def _show_closed(self, year: int) -> None:
        """Says that nothing can be typed because the year is closed."""
        if self.closed_bar is None:
            self.closed_bar = Bar(Tone.INFO, name="closed_bar")
            self._put_above(self.closed_bar)
        self.closed_bar.say(
            Tone.INFO, f"{year} 年度已经结账，只能看、能打印。确实要改，在“设置”的“年度”里写明原因重新打开。"
        )

    def _put_above(self, bar: Bar) -> None:
        box = self.wizard.layout()
        assert isinstance(box, QBoxLayout)
        box.insertWidget(0, bar)

    # ---- on a target -----------------------------------------------------------------------------------------

    def _show_buttons(self) -> None:
        """The buttons that fit where the target stands, in the header before the way out."""
        session = self.wizard.session
        wanted: list[tuple[str, Callable[[], object], str]] = []
        if session is not None and session.content.form in TARGETS:
            filing = session.filing
            if filing.replaces_id:
                wanted.append(("看调整前后", self.open_adjustment, "adjustment_button"))
            elif filing.state in (FilingState.FINISHED, FilingState.SEALED):
                wanted.append(("登记批复", self.open_approval, "approval_button"))
            if filing.state is FilingState.APPROVED:
                wanted.append(("调整申请", self.open_request, "request_button"))
        if [one.objectName() for one in self.buttons] == [name for _, _, name in wanted]:
            return
        for old in self.buttons:
            old.hide()
            old.deleteLater()
        self.buttons = []
        for words, act, name in wanted:
            self._add(words, act, name)

    def _add(self, words: str, act: Callable[[], object], name: str) -> None:
        made = button(words, act, name=name)
        row = self.wizard.header.layout()
        assert isinstance(row, QBoxLayout)
        row.insertWidget(row.count() - 1, made)
        self.buttons.append(made)

    def open_approval(self) -> None:
        """Records the approval of this target."""
        session = self.wizard.session
        if session is not None:
            from jxdesk.desktop.dialogs.approvals import ApprovalsDialog

            year, ids = session.content.year or 0, tuple(filter(None, (session.filing.project_id,)))
            ApprovalsDialog(self.context, year=year, project_ids=ids, parent=self.wizard.window()).open()

    def open_request(self) -> None:
        """Asks to change this target, or goes on where it was asked already."""
        workspace, filing_id = self.context.workspace, self.wizard.filing_id

        def work() -> str:
            from jxdesk.actions import adjust

            return adjust.copy_of(workspace, filing_id)

        self.context.tasks.run(work, self._on_copy_known, lane=Lane.READ, owner=self)

    def _on_copy_known(self, copy_id: str) -> None:
        session = self.wizard.session
        if copy_id:
            self.context.open_page("wizard", copy_id)
        elif session is not None:
            from jxdesk.desktop.dialogs.adjustment import RequestDialog

            content = session.content
            name = content.project_name or content.office_name
            RequestDialog(self.context, session.filing.id, name=name, parent=self.wizard.window()).open()

    def open_adjustment(self) -> None:
        """Shows old beside new."""
        from jxdesk.desktop.dialogs.adjustment import AdjustmentDialog

        AdjustmentDialog(self.context, self.wizard.filing_id, parent=self.wizard.window()).open()

    # ---- on a form that answers a target ---------------------------------------------------------------------

    def _ask_following(self) -> None:
        workspace, filing_id = self.context.workspace, self.wizard.filing_id

        def work() -> Following:
            from jxdesk.actions import adjust

            return adjust.following(workspace, filing_id)

        self.context.tasks.run(work, self.show_following, lane=Lane.READ, owner=self)

    def show_following(self, following: Following) -> None:
        """Shows the bar where the target says something else, and takes it away where it does not."""
        self.following = following
        if not following.offers:
            if self.bar is not None:
                self.bar.hide()
            return
        if self.bar is None:
            self.bar = Bar(Tone.WARN, name="following_bar")
            self.bar.row.addWidget(button("看变化、带入", self.open_following, name="following_open"))
            self._put_above(self.bar)
        number = f"（{following.document_number}）" if following.document_number else ""
        happened = (
            "这张表开始填的时候没有目标，现在目标已经批复" if following.came_later else "目标调整已经批复"
        )
        self.bar.say(
            Tone.WARN,
            f"{happened}{number}，有 {len(following.offers)} 处和这张表不一样，请看一看要不要带入。",
        )
        self.bar.show()

    def open_following(self) -> None:
        """Offers the changed lines one by one."""
        session = self.wizard.session
        if self.following is None or session is None:
            return
        if not session.editable:
            self.context.tell("这张表已经填好或报出，先改回填写中，再带入。")
            return
        from jxdesk.desktop.dialogs.following import FollowingDialog

        dialog = FollowingDialog(self.following, parent=self.wizard.window())
        dialog.chosen.connect(self.take_over)
        dialog.open()

    def take_over(self, keys: frozenset[str]) -> None:
        """Brings the chosen ones into the form, as one step that can be taken back."""
        session = self.wizard.session
        if session is None or self.following is None:
            return
        self.wizard.commit_pending()
        changes = self.following.changes(session.content, keys)
        session.commit(changes, label="带入调整后的目标")
        session.when_saved(self._ask_following)
