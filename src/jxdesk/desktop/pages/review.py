"""审核: what came is judged filing by filing: the list, the cells side by side, remarks and findings, and the decision."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QWidget

from jxdesk.actions import undo
from jxdesk.actions.reviewing import decide, open_case, remarks, waiting
from jxdesk.actions.reviewing.decide import Decided, Decision
from jxdesk.actions.reviewing.open_case import Case
from jxdesk.actions.reviewing.waiting import CaseRow, ReviewList
from jxdesk.desktop.context import Context
from jxdesk.desktop.duty_buttons import offer
from jxdesk.desktop.furniture import EmptyState, across, button, down, label
from jxdesk.desktop.pages.page import Page
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.review.beside_card import BesideCard, BesideSteps
from jxdesk.desktop.review.case_list import CaseList
from jxdesk.desktop.review.cell_table import REMARK_KEYS, SETTLE_KEYS, CellSteps, CellView
from jxdesk.desktop.review.decision_bar import DecisionBar
from jxdesk.desktop.review.words import said_by, told_of
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.theme import Tone
from jxdesk.domain.errors import JxError
from jxdesk.domain.road.duties import Duty
from jxdesk.domain.road.outcomes import OUTCOME_WORDS, Outcome
from jxdesk.domain.road.reviews import Comment
from jxdesk.domain.road.side_by_side import CellBeside, changes_since, side_by_side, with_settled
from jxdesk.store.shipped.forms import templates


class Opened(NamedTuple):
    """A filing as it is shown, with its cells side by side."""

    case: Case
    cells: tuple[CellBeside, ...]


class ReviewPage(Page):
    """The argument of the page is the digest of a package; without one everything that waits is shown."""

    TITLE = "审核"
    HELP = "review"
    SHOWS = frozenset({Part.PACKAGES, Part.FILINGS, Part.IMPORTS})

    def __init__(self, context: Context) -> None:
        super().__init__(context, with_back=True)
        self.digest = ""
        self.opened: Opened | None = None
        self._opinions: dict[str, str] = {}
        self._wanted = ""
        self.package_label = label(role="second", name="review_package")
        self.pass_button = button(
            "全部通过",
            self.pass_chosen,
            icon="check",
            name="review_pass_all",
            tip="左边选中的几张一起通过（先按住 Ctrl 或 Shift 选）",
        )
        self.send_button = button(
            "送出审核结果", self.send, kind="primary", icon="seal", name="review_send", tip="Ctrl+Enter"
        )
        self.header_row.addSpacing(8)
        self.header_row.addWidget(self.package_label)
        self.header_row.addStretch(1)
        self.header_row.addWidget(self.pass_button)
        self.header_row.addWidget(self.send_button)
        self.list = CaseList()
        self.list.chosen.connect(self.show_filing)
        self.list.table.selectionModel().selectionChanged.connect(lambda *_: self._show_buttons())
        self.view = CellView(CellSteps(remark=self.write_remark, settle=self.settle))
        self.beside = BesideCard(
            BesideSteps(
                go=self.view.go_to,
                change=self.change_remark,
                drop=self.drop_remark,
                has=self.view.has_cell,
            )
        )
        self.bar = DecisionBar(self.decide, self.open_sheet)
        self.empty = EmptyState(
            "check",
            "没有等着审核的表",
            "下级交来的数据包在“收发箱”装入以后，要审的表都列在这里。",
            button("去收发箱", lambda: context.open_page("tray"), kind="primary", name="review_to_tray"),
            name="no_review",
        )
        self.stack = QStackedWidget()
        self.stack.addWidget(self._make_desk())
        self.stack.addWidget(self.empty)
        self.body.addWidget(self.stack, 1)
        self._bind_keys()

    def _make_desk(self) -> QWidget:
        made = QWidget()
        middle = across(self.list, self.view, self.beside, spacing=14)
        middle.setStretch(1, 1)
        box = down(middle, self.bar, spacing=10)
        box.setStretch(0, 1)
        made.setLayout(box)
        return made

    def _bind_keys(self) -> None:
        for keys, act in (
            (REMARK_KEYS, self.view.remark),
            (SETTLE_KEYS, self.view.settle),
            ("Ctrl+Return", self.send),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    # ---- loading ---------------------------------------------------------------------------------------------

    def open(self, argument: object) -> None:
        """Shows a package, or all that waits."""
        digest = argument if isinstance(argument, str) else ""
        if digest != self.digest:
            self.digest = digest
            self.bar.say(Tone.INFO, "")
        self.stale = True

    def load(self) -> None:
        """Reads the list; the filing that is looked at is read again after it."""
        workspace, digest = self.context.workspace, self.digest
        self.context.tasks.run(
            lambda: waiting.review_list(workspace, digest),
            lambda found: self.show_list(found) if digest == self.digest else None,
            lane=Lane.READ,
            owner=self,
        )

    def show_list(self, found: ReviewList) -> None:
        """Shows the filings."""
        self.stack.setCurrentIndex(0 if found.rows else 1)
        unsent = sum(found.unsent.values())
        where = found.package or "各单位报来的"
        self.package_label.setText(f"{where}　待审 {len(found.waiting)}　已定未送 {unsent}")
        self.send_button.setText(f"送出审核结果（{unsent}）" if unsent else "送出审核结果")
        wanted, self._wanted = self._wanted or self.list.current(), ""
        self.list.show_list(found)
        if wanted:
            self.list.go_to(wanted)
        self._show_buttons()

    def show_filing(self, filing_id: str) -> None:
        """Reads a filing of the list."""
        self._keep_opinion()
        if not filing_id:
            self._show_case(None)
            return
        workspace = self.context.workspace

        def work() -> Opened:
            case = open_case.open_case(workspace, filing_id)
            content = case.filing.content
            cells = side_by_side(
                templates()[content.template_id],
                content,
                accepted=case.accepted,
                last_year=case.last_year,
                changes=changes_since(case.since_accepted, case.answered),
            )
            return Opened(case, with_settled(cells, case.settled))

        self.context.tasks.run(
            work,
            lambda found: self._show_case(found) if filing_id == self.list.current() else None,
            lane=Lane.READ,
            on_error=lambda error: self.bar.say(Tone.ERROR, said_by(error)),
            owner=self,
        )

    def _show_case(self, opened: Opened | None) -> None:
        self.opened = opened
        case = opened.case if opened is not None else None
        is_viewing = self.context.workspace.is_viewing
        may_write = case is not None and bool(case.outcomes) and not is_viewing
        self.view.let_write(on=may_write)
        if opened is None or case is None:
            self.view.heading.setText("")
            self.view.told.setText("没有选中的表。")
            self.view.show_cells((), (), ())
            self.beside.show_case(None, may_write=False)
            self.bar.allow((), is_viewing=is_viewing)
            return
        self.view.heading.setText(case.name)
        self.view.told.setText(told_of(case, self.context.workspace.facts.person))
        self.view.show_cells(opened.cells, case.remarks, case.findings)
        self.beside.show_case(case, may_write=may_write, own_path=self.context.workspace.own_office.path)
        self.bar.allow(
            case.outcomes,
            is_viewing=is_viewing,
            has_sheet=(case.sheet if case.outcomes else case.sheets.written) is not None,
            settled=len(case.settled) if case.outcomes else 0,
        )
        for one in (*self.bar.buttons.values(), *([self.bar.sheet_button] if case.outcomes else [])):
            offer(one, self.context.workspace, Duty.REVIEW, when=one.isEnabled())
        if case.asked_again and not is_viewing:
            self.bar.say(Tone.WARN, f"这张表是从上级的副本找回来的，还不能定。{case.asked_again}")
        self.bar.opinion.setText(self._opinions.get(case.filing.id, ""))
        if not case.outcomes:
            self.bar.sheet_button.setText("看审核表…")
        elif case.filled is not None:
            self.bar.sheet_button.setText("审核表（已填）…")
        else:
            self.bar.sheet_button.setText("审核表（要打分）…" if case.sheets.must_be_scored else "审核表…")

    def _keep_opinion(self) -> None:
        """Keeps what was typed for a filing that is left undecided."""
        if self.opened is not None:
            self._opinions[self.opened.case.filing.id] = self.bar.opinion.text()

    def _show_buttons(self) -> None:
        is_viewing = self.context.workspace.is_viewing
        chosen = [row for row in self.list.selected() if row.waits]
        self.pass_button.setText(f"选中的 {len(chosen)} 张通过" if len(chosen) > 1 else "全部通过")
        workspace = self.context.workspace
        offer(self.pass_button, workspace, Duty.REVIEW, when=bool(chosen) and not is_viewing)
        may_send = bool(self.list.found.unsent) and not is_viewing
        offer(self.send_button, workspace, Duty.RETURN, when=may_send)

    # ---- remarks ---------------------------------------------------------------------------------------------

    def write_remark(self, cell: CellBeside, known: Comment | None = None) -> None:
        """Asks for a remark on a cell."""
        from jxdesk.desktop.review.remark_dialog import RemarkDialog

        if self.opened is None:
            return
        dialog = RemarkDialog(
            self.context,
            self.opened.case.filing,
            cell,
            self._on_remarked,
            known=known,
            parent=self.window(),
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def settle(self, cell: CellBeside, known: Comment | None = None) -> None:
        """Asks for the value that is accepted in a cell; one that was set before is set anew."""
        from jxdesk.desktop.review.settle_dialog import SettleDialog

        if self.opened is None:
            return
        case = self.opened.case
        known = known or next(
            (
                one
                for one in case.settled
                if (one.place, one.line_id, one.field) == (cell.place, cell.line_id, cell.field)
            ),
            None,
        )
        dialog = SettleDialog(
            self.context, case.filing, cell, self._on_remarked, known=known, parent=self.window()
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def change_remark(self, comment: Comment) -> None:
        """Asks for other words of a remark, or another value where the cell was set."""
        cell = CellBeside(
            place=comment.place,
            label=comment.line_name,
            line_name=comment.line_name if comment.line_id else "",
            line_id=comment.line_id,
            field=comment.field,
            now=comment.seen,
            settled=comment.answer_text if comment.is_settled else None,
        )
        if comment.is_settled:
            self.settle(cell, comment)
        else:
            self.write_remark(cell, comment)

    def drop_remark(self, comment: Comment) -> None:
        """Takes a remark back."""
        workspace = self.context.workspace
        self.context.tasks.run(
            lambda: remarks.drop_remark(workspace, comment.id),
            lambda _: self._on_remarked(),
            lane=Lane.EDIT,
            on_error=lambda error: self.bar.say(Tone.ERROR, said_by(error)),
            owner=self,
        )

    def _on_remarked(self) -> None:
        self.context.tell_saved()
        self._announce()

    def _announce(self) -> None:
        self.context.refresh.announce(Part.FILINGS, Part.PACKAGES)

    # ---- deciding --------------------------------------------------------------------------------------------

    def decide(self, outcome: Outcome) -> None:
        """Decides on the filing that is looked at; merging asks into which first."""
        if self.opened is None:
            return
        case = self.opened.case
        if outcome is Outcome.MERGED:
            from jxdesk.desktop.review.merge_dialog import MergeDialog

            others = [
                row
                for row in self.list.found.rows
                if row.filing_id != case.filing.id and row.task.form is case.filing.content.form
            ]
            MergeDialog(
                case.name, others, partial(self._decide_on, case, outcome), parent=self.window()
            ).open()
            return
        self._decide_on(case, outcome, "")

    def _decide_on(self, case: Case, outcome: Outcome, merged_into: str) -> None:
        decision = Decision(
            filing_id=case.filing.id,
            outcome=outcome,
            opinion=self.bar.opinion.text(),
            merged_into=merged_into,
        )
        following = self.list.next_waiting(case.filing.id)
        self._write([decision], f"“{case.name}”{OUTCOME_WORDS[outcome]}", following)

    def pass_chosen(self) -> None:
        """Accepts all filings that are chosen in the list, all or none."""
        chosen: Sequence[CaseRow] = [row for row in self.list.selected() if row.waits]
        decisions = [Decision(filing_id=row.filing_id, outcome=Outcome.ACCEPTED) for row in chosen]
        if decisions:
            self._write(decisions, f"{len(decisions)} 张表通过", "")

    def _write(self, decisions: Sequence[Decision], words: str, following: str) -> None:
        workspace = self.context.workspace

        def on_decided(answer: Decided) -> None:
            for one in decisions:
                self._opinions.pop(one.filing_id, None)
            self.opened = None
            self._wanted = following
            self.send_button.setEnabled(False)  # until the list says what is to be sent now
            warned = "".join(f"　请留意：{one.message}" for one in answer.warnings[:2])
            self.bar.say(
                Tone.WARN if warned else Tone.OK,
                f"{words}，记下了，还没有送出。{warned}",
                undo=partial(self._take_back, answer.errand_id),
            )
            self._announce()

        self.context.tasks.run(
            lambda: decide.decide(workspace, decisions),
            on_decided,
            lane=Lane.EDIT,
            on_error=self._on_refused,
            owner=self,
        )

    def _on_refused(self, error: JxError) -> None:
        self.bar.say(Tone.ERROR, said_by(error))
        self.bar.opinion.setFocus()

    def _take_back(self, errand_id: str) -> None:
        workspace = self.context.workspace

        def on_undone(_: object) -> None:
            self.bar.say(Tone.INFO, "刚才的审核撤销了。")
            self._announce()

        self.context.tasks.run(
            lambda: undo.undo(workspace, errand_id),
            on_undone,
            lane=Lane.EDIT,
            on_error=self._on_refused,
            owner=self,
        )

    def open_sheet(self) -> None:
        """Opens the review sheet of the filing."""
        from jxdesk.desktop.review.sheet_opening import open_sheet

        if self.opened is not None:
            open_sheet(self.context, self.opened.case, self._on_remarked, self._on_refused, owner=self)

    # ---- sending ---------------------------------------------------------------------------------------------

    def send(self) -> None:
        """Opens what writes the decisions to the stick."""
        from jxdesk.desktop.review.send_dialog import SendDialog

        if self.send_button.isEnabled():
            found = self.list.found
            dialog = SendDialog(self.context, found.unsent, found.senders, parent=self.window())
            # What was sent cannot be taken back any more, and is not "not sent yet".
            dialog.finished.connect(lambda _: self.bar.say(Tone.OK, "") if dialog.sent else None)
            dialog.open()

    def find_field(self) -> QLineEdit | None:
        """The search of the list."""
        return self.list.search if self.stack.currentIndex() == 0 else None

    def panes(self) -> list[QWidget]:
        """The list, the cells, what stands beside, the decision."""
        if self.stack.currentIndex() != 0:
            return []
        return [self.list.table, self.view.table, self.beside.area, self.bar.opinion]
