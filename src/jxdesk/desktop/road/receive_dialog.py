"""装入数据包: the packages found at the left, what the chosen one would change at the right; taken in one by one or all at once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QStackedWidget, QWidget

from jxdesk.actions import inbox, passphrases, undo
from jxdesk.actions.passphrases import KeyFacts
from jxdesk.actions.receiving import many, receive
from jxdesk.actions.receiving.arrival import Arrival
from jxdesk.actions.receiving.finding import FoundFiles, find_files
from jxdesk.actions.receiving.many import ManyReceived
from jxdesk.actions.receiving.receive import Received
from jxdesk.desktop.context import Context
from jxdesk.desktop.cover_printing import print_receipt_slip
from jxdesk.desktop.furniture import across, down, label
from jxdesk.desktop.intake_pages import WorkPage
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.road.arrival_rows import ArrivalRow, rows_of
from jxdesk.desktop.road.compare_page import ComparePage
from jxdesk.desktop.road.found_list import Found, FoundList, found_of, nothing_words
from jxdesk.desktop.road.receive_foot import At, ReceiveFoot
from jxdesk.desktop.road.result_pages import DonePage, DoneSteps, ManyPage, RefusedPage, outcome
from jxdesk.desktop.road.words import RETURNED_PAGE, REVIEW_PAGE
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.theme import Tone
from jxdesk.domain.errors import Cancelled, JxError
from jxdesk.domain.progress import Progress
from jxdesk.exchange.keys import KeyFault, KeyLocked

WORK, COMPARE, REFUSED, DONE, MANY, NOTHING = range(6)
ARRIVED = (
    *(Part.PACKAGES, Part.IMPORTS, Part.OFFICES, Part.PROJECTS, Part.FILINGS, Part.BACKUPS),
    Part.LIBRARIES,
)


class ReceiveDialog(QDialog):
    """Nothing is taken in before a person has seen what it would change, or has asked for all of them.

    ``receipts_found(files)`` where receipts lie beside the packages.
    """

    receipts_found = Signal(object)

    def __init__(self, context: Context, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.found: list[Found] = []
        self.arrival: Arrival | None = None
        self._is_taking = False
        self._looks = 0
        self.setObjectName("receive_dialog")
        self.setWindowTitle("装入数据包")
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint, True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(1240, 640)
        self.work = WorkPage(context)
        self.compare = ComparePage(context)
        self.compare.changed.connect(self._show_buttons)
        self.refused = RefusedPage(self._on_again)
        self.finish = DonePage(
            DoneSteps(
                review=self._on_review if context.has_page(REVIEW_PAGE) else None,
                correct=self._on_correct if context.has_page(RETURNED_PAGE) else None,
                print_slip=self._on_print,
                undo=self._on_undo,
            )
        )
        self.many = ManyPage()
        self.nothing = label(role="second", wrap=True, name="nothing_found")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.stack = QStackedWidget()
        for page in (self.work, self.compare, self.refused, self.finish, self.many, self.nothing):
            self.stack.addWidget(page)
        self.side = FoundList()
        self.table = self.side.table
        self.table.chosen.connect(self._on_chosen)
        self.body = across(self.side, self.stack, spacing=12)
        self.body.setStretch(1, 1)
        self.foot = ReceiveFoot(leave=self.reject, take=self._on_take, take_all=self._on_all)
        self.setLayout(down(self.body, self.foot, spacing=10, margins=(20, 14, 20, 14)))

    # ---- what there is ---------------------------------------------------------------------------------------

    def open_with(self, places: Sequence[Path]) -> None:
        """Opens, and finds the packages among files and in folders."""
        self.open()
        workspace, progress = self.context.workspace, Progress("找数据包")
        self._begin("正在找数据包", progress)

        def work() -> tuple[FoundFiles, KeyFacts]:
            return find_files(workspace, places, progress=progress), passphrases.key_facts(workspace)

        self.context.tasks.run(
            work,
            lambda answer: self.show_found(*answer),
            progress=progress,
            on_error=self._on_not_found,
            owner=self,
        )

    def _on_not_found(self, error: JxError) -> None:
        if not isinstance(error, Cancelled):
            self.context.tasks.failed.emit(error)
        self.reject()

    def show_found(self, files: FoundFiles, key: KeyFacts) -> None:
        """Lists the packages, and looks at the first."""
        self.foot.is_locked = key.is_locked
        self.found = found_of(files)
        self.side.show_others(files.for_others)
        self.side.setVisible(len(self.found) > 1 or bool(self.found and files.for_others))
        self._show_list()
        if files.receipts:
            self.receipts_found.emit(files.receipts)
        if not self.found:
            self.nothing.setText(nothing_words(files.for_others))
            self._show_page(NOTHING)
            self.foot.leave_button.setFocus()
            return
        if len(self.found) > 1:
            self.table.setFocus()
        self.table.selectRow(0)

    def _show_list(self) -> None:
        self.side.show_found(self.found)
        self._show_buttons()

    def current(self) -> Found | None:
        """The file that is chosen."""
        row = self.table.currentIndex().row()
        return self.found[row] if 0 <= row < len(self.found) else None

    def _on_chosen(self, _row: int) -> None:
        one = self.current()
        if one is None or self._is_taking:
            return
        self._drop()
        if one.done is not None:
            self._show_done(one)
        elif one.fault is not None:
            self._show_refused(one)
        else:
            self._look(one)

    # ---- looking ---------------------------------------------------------------------------------------------

    def _look(self, one: Found) -> None:
        self.work.progress.cancel()
        self._looks += 1
        number, workspace, progress = self._looks, self.context.workspace, Progress("核对")
        self._begin(f"正在核对签名、与库里比较：{one.file.name}", progress)

        def work() -> tuple[Arrival, Sequence[ArrivalRow]]:
            arrival = receive.look(workspace, one.file, progress=progress)
            return arrival, rows_of(arrival)

        def on_looked(answer: tuple[Arrival, Sequence[ArrivalRow]]) -> None:
            if number == self._looks:
                self._on_looked(one, *answer)
            else:
                self._let_go(answer[0])

        def on_error(error: JxError) -> None:
            if number == self._looks:
                self._on_not_looked(one, error)

        # Without an owner: the answer of a look that nobody waits for any more has a copy that must be let go.
        self.context.tasks.run(work, on_looked, progress=progress, on_error=on_error)

    def _on_looked(self, one: Found, arrival: Arrival, rows: Sequence[ArrivalRow]) -> None:
        self.arrival = arrival
        one.know(arrival.manifest.sender_name, arrival.manifest.chain.seq)
        one.word, one.tone = ("有冲突", Tone.WARN) if arrival.open_choices else ("可以装", Tone.INFO)
        self.compare.show_arrival(arrival, rows)
        self._show_list()
        self._show_page(COMPARE)
        if len(self.found) == 1:
            (self.compare.table if arrival.open_choices else self.foot.take_button).setFocus()

    def _on_not_looked(self, one: Found, error: JxError) -> None:
        if not isinstance(error, Cancelled):
            one.fault = error
            one.word, one.tone = "没有收下", Tone.ERROR
            self.context.refresh.announce(Part.PACKAGES)
        self._show_list()
        self._show_refused(one)

    def _show_refused(self, one: Found) -> None:
        self.refused.show_fault(one.file.name, one.fault)
        self._show_page(REFUSED)

    def _on_again(self) -> None:
        one = self.current()
        if one is not None:
            one.fault = None
            self._look(one)

    def _drop(self) -> None:
        """Lets go what was only looked at."""
        self._looks += 1
        self.work.progress.cancel()
        if self.arrival is not None:
            self._let_go(self.arrival)
            self.arrival = None

    def _let_go(self, arrival: Arrival) -> None:
        workspace = self.context.workspace
        self.context.tasks.run(lambda: receive.drop(workspace, arrival))

    # ---- taking in -------------------------------------------------------------------------------------------

    def _on_take(self) -> None:
        """Takes in what was decided, and of the rest what nobody has to decide."""
        arrival, one, choices = self.arrival, self.current(), self.compare.choices()
        if arrival is None or one is None:
            return
        workspace, passphrase = self.context.workspace, self.foot.passphrase.text()
        progress = Progress("装入")
        self._begin_taking("正在备份并装入", progress)

        def work() -> tuple[Received, tuple[str, ...]]:
            done = receive.commit(workspace, arrival, choices, passphrase=passphrase, progress=progress)
            return done, inbox.returned_of(workspace, done.package.in_reply_to)

        self.context.tasks.run(
            work,
            lambda answer: self._on_taken(one, *answer),
            label="装入数据包",
            progress=progress,
            on_error=lambda error: self._on_not_taken(one, error),
            owner=self,
        )

    def _on_taken(self, one: Found, done: Received, returned: tuple[str, ...]) -> None:
        self._is_taking, self.arrival = False, None
        one.set_done(done)
        one.returned = returned
        self.context.refresh.announce(*ARRIVED)
        self.context.tell_saved()
        self._show_list()
        self._show_done(one)

    def _on_not_taken(self, one: Found, error: JxError) -> None:
        self._is_taking = False
        if isinstance(error, KeyLocked | KeyFault):
            self._show_page(COMPARE)
            self.foot.say_fault(error)
            return
        if not isinstance(error, Cancelled):
            self.context.tasks.failed.emit(error)
        # The copy may have got its lasting name before the fault: it is looked at anew.
        self._drop()
        self._look(one)

    def _show_done(self, one: Found) -> None:
        assert one.done is not None, "shown when it was taken in"
        self.finish.show_received(one.done, may_undo=not one.is_undone, returned=len(one.returned))
        if one.is_undone:
            self.finish.show_undone()
        self._show_page(DONE)
        self._show_buttons()
        waiting = next((n for n, other in enumerate(self.found) if other.waits), None)
        (self.foot.leave_button if waiting is None else self.table).setFocus()

    # ---- all at once -----------------------------------------------------------------------------------------

    def _on_all(self) -> None:
        self._drop()
        waiting = [one for one in self.found if one.waits]
        workspace, passphrase = self.context.workspace, self.foot.passphrase.text()
        progress = Progress("装入")
        files = [one.file for one in waiting]
        self._begin_taking(f"正在备份并装入 {len(files)} 个数据包", progress)
        self.context.tasks.run(
            lambda: many.receive_many(workspace, files, passphrase=passphrase, progress=progress),
            lambda answer: self._on_all_taken(waiting, answer),
            label="装入数据包",
            progress=progress,
            on_error=self._on_none_taken,
            owner=self,
        )

    def _on_all_taken(self, waiting: Sequence[Found], answer: ManyReceived) -> None:
        self._is_taking = False
        for one, became in zip(waiting, answer.files, strict=False):
            if became.done is not None:
                one.set_done(became.done)
            else:
                one.fault = became.fault
            one.word, one.tone = outcome(became)[:2]
        self.context.refresh.announce(*ARRIVED)
        self.context.tell_saved()
        self._show_list()
        # None is chosen: each of them, the first too, shows what became of it when it is gone to.
        self.table.setCurrentIndex(QModelIndex())
        self.many.show_many(answer, len(waiting))
        self._show_page(MANY)
        self.foot.leave_button.setFocus()

    def _on_none_taken(self, error: JxError) -> None:
        self._is_taking = False
        one = self.current()
        if one is not None:
            self._look(one)
        if isinstance(error, KeyLocked | KeyFault):
            self.foot.say_fault(error)
        else:
            self.context.tasks.failed.emit(error)

    # ---- after it --------------------------------------------------------------------------------------------

    def _on_print(self) -> None:
        one = self.current()
        if one is not None and one.done is not None:
            print_receipt_slip(self.context, one.done.package.digest, parent=self)

    def _on_review(self) -> None:
        one = self.current()
        if one is not None and one.done is not None:
            digest = one.done.package.digest
            self.accept()
            self.context.open_page(REVIEW_PAGE, digest)

    def _on_correct(self) -> None:
        one = self.current()
        if one is not None and one.returned:
            self.accept()
            self.context.open_page(RETURNED_PAGE, one.returned[0])

    def _on_undo(self) -> None:
        one = self.current()
        if one is None or one.done is None:
            return
        workspace, import_id = self.context.workspace, one.done.package.import_id
        self.finish.undo_button.setEnabled(False)
        self.context.tasks.run(
            lambda: undo.undo_import(workspace, import_id),
            lambda _: self._on_undone(one),
            lane=Lane.EDIT,
            on_error=self._on_not_undone,
            owner=self,
        )

    def _on_undone(self, one: Found) -> None:
        self.finish.undo_button.setEnabled(True)
        one.is_undone = True
        one.word, one.tone = "已撤销", Tone.PLAIN
        self.context.refresh.announce(*ARRIVED)
        self._show_list()
        self.finish.show_undone()
        self.foot.leave_button.setFocus()

    def _on_not_undone(self, error: JxError) -> None:
        self.finish.undo_button.setEnabled(True)
        self.context.tasks.failed.emit(error)

    # ---- the frame of the dialog -----------------------------------------------------------------------------

    def _begin(self, words: str, progress: Progress) -> None:
        self.work.begin(words, progress)
        self._show_page(WORK)

    def _begin_taking(self, words: str, progress: Progress) -> None:
        self._is_taking = True
        self.foot.forget_fault()
        self._begin(words, progress)

    def _show_page(self, page: int) -> None:
        self.stack.setCurrentIndex(page)
        self._show_buttons()

    def _show_buttons(self) -> None:
        page = self.stack.currentIndex()
        is_comparing = page == COMPARE and self.arrival is not None
        self.foot.show_at(
            At(
                arrival=self.arrival if is_comparing else None,
                is_decided=self.compare.picking.is_done,
                found=len(self.found),
                waiting=sum(one.waits for one in self.found),
                is_working=page == WORK,
                is_taking=self._is_taking,
                is_over=page in (MANY, DONE),
                is_viewing=self.context.workspace.is_viewing,
            )
        )

    def reject(self) -> None:
        """Leaves; what is under way is stopped first."""
        if self._is_taking:
            self.work.progress.cancel()
            self.work.words.setText("正在停下…")
            return
        self._drop()
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Leaves by the window's own button."""
        if self._is_taking:
            event.ignore()
        self.reject()
