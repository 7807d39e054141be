"""收发箱: what came and is taken in, what was sent and how far it is, and who has not filed; verifying any package."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QButtonGroup, QFileDialog, QLineEdit, QStackedWidget, QWidget

from jxdesk.actions import inbox, look, sent_ledger, verify
from jxdesk.actions.inbox import Inbox
from jxdesk.actions.receipts import Told
from jxdesk.actions.receiving.finding import PACKAGE_SUFFIX
from jxdesk.actions.sent_ledger import Ledger, SentPackage
from jxdesk.actions.verify import VerifyAnswer
from jxdesk.desktop import preferences
from jxdesk.desktop.amounts import amount, unit
from jxdesk.desktop.context import Context
from jxdesk.desktop.furniture import Bar, across, button
from jxdesk.desktop.pages.page import Page
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.road import receipt_taking
from jxdesk.desktop.road.late_view import LateView
from jxdesk.desktop.road.receipt_taking import TakenReceipts
from jxdesk.desktop.road.received_errands import ReceivedErrands
from jxdesk.desktop.road.received_view import CONFLICTS, REFUSED, RETURNED, WAITING, ReceivedView
from jxdesk.desktop.road.sent_view import SentView
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.theme import Tone
from jxdesk.desktop.wire.brought_bar import BroughtBar
from jxdesk.domain.progress import Progress
from jxdesk.domain.records.offices import OfficeLevel, with_path
from jxdesk.domain.records.packages import Task
from jxdesk.exchange.receipts import SUFFIX as RECEIPT_SUFFIX

CAME, SENT, LATE = range(3)
SIDES = {CAME: "收件", SENT: "送出", LATE: "谁没报"}
RECEIVING = frozenset({OfficeLevel.COUNTY, OfficeLevel.PREFECTURE, OfficeLevel.PROVINCE})
"""Levels that offices below file with; the others send first of all."""
PLACES = {"waiting": WAITING, "returned": RETURNED, "conflicts": CONFLICTS, "refused": REFUSED}
"""What waits for somebody here: arguments of the page that lead to a filter of 收件."""


class TrayPage(Page):
    """Three sides on one page; an office below which nobody files has two."""

    TITLE = "收发箱"
    HELP = "inbox"
    SHOWS = frozenset({Part.PACKAGES, Part.IMPORTS, Part.FILINGS, Part.OFFICES, Part.PREFERENCES})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        own = context.workspace.facts.office
        receives = own is not None and own.level in RECEIVING
        self.errands = ReceivedErrands(context, self, on_told=self.say)
        self._make_header(receives=receives)
        self.answer_bar = Bar(Tone.OK, name="verify_answer")
        self.answer_bar.row.addWidget(button("知道了", self.answer_bar.hide, name="verify_answer_close"))
        self.answer_bar.hide()
        self._make_offer_bar()
        self.received = ReceivedView(
            context,
            self.errands.steps(),
            button("装入数据包", self._on_receive, kind="primary", icon="import", name="empty_receive"),
        )
        self.sent_view = SentView(
            context,
            verify=self.verify,
            take_receipts=self._on_receipts,
            type_code=self.type_code,
            seal=self._on_seal,
            correct=self.errands.correcting(),
        )
        self.late = LateView(context)
        self.late.opened.connect(self._on_office)
        self.stack = QStackedWidget()
        for one in (self.received, self.sent_view, self.late):
            one.layout().setContentsMargins(0, 0, 0, 0)  # type: ignore[union-attr]
            self.stack.addWidget(one)
        self.body.addWidget(self.answer_bar)
        self.body.addWidget(self.offer_bar)
        self.body.addWidget(self.brought_bar)
        self.body.addWidget(self.stack, 1)
        self.show_side(CAME if receives else SENT)
        self.setAcceptDrops(True)

    def _make_header(self, *, receives: bool) -> None:
        self.sides = QButtonGroup(self)
        last = LATE if receives else SENT
        for number, word in SIDES.items():
            side = button(word, kind="segment", name=f"tray_side_{number}")
            side.setProperty("edge", "left" if number == CAME else ("right" if number == last else "middle"))
            side.setCheckable(True)
            self.sides.addButton(side, number)
        self.sides.idClicked.connect(self._on_side)
        self.header_row.addSpacing(12)
        self.header_row.addLayout(across(*self.sides.buttons(), spacing=0))
        self.sides.button(LATE).setVisible(receives)
        self.header_row.addStretch(1)
        self.verify_button = button(
            "验证数据包",
            self._on_verify_file,
            icon="shield",
            name="verify_file",
            tip="只看一个 .jxpkg 文件是不是完好、是谁签的，不装入",
        )
        self.receive_button = button(
            "装入数据包",
            self._on_receive,
            kind="primary" if receives else "",
            icon="import",
            name="receive_package",
            tip="装入下级报来、上级退回的 .jxpkg 文件；也可以把文件拖进来",
        )
        self.stick_button = button(
            "装入整个U盘",
            self._on_receive_folder,
            icon="stick",
            name="receive_stick",
            tip="把一个 U 盘或文件夹里的数据包和回执一次收完",
        )
        self.seal_button = button(
            "封装送出", self._on_seal, kind="" if receives else "primary", icon="seal", name="tray_seal"
        )
        enrol = button(
            "单位登记", lambda: self.context.open_page("enrolment"), icon="key", name="tray_enrolment"
        )
        self.brought_bar = BroughtBar(self.context, receive=self.receive)
        for one in (
            enrol,
            self.verify_button,
            self.brought_bar.fetch_button,
            self.stick_button,
            self.receive_button,
            self.seal_button,
        ):
            self.header_row.addWidget(one)

    def _make_offer_bar(self) -> None:
        self._offered: tuple[Path, ...] = ()
        self.offer_bar = Bar(Tone.INFO, name="receipt_offer")
        self.offer_bar.row.addWidget(
            button("收下回执", self._on_offer, kind="primary", icon="check", name="take_offered")
        )
        self.offer_bar.row.addWidget(button("先不收", self.offer_bar.hide, kind="link", name="leave_offered"))
        self.offer_bar.hide()

    # ---- loading ---------------------------------------------------------------------------------------------

    def open(self, argument: object) -> None:
        """Takes packages and receipts that were given, or goes to a filter; looks whether a stick brings receipts."""
        match argument:
            case Path():
                self.take([argument])
            case tuple() | list():
                self.take([one for one in argument if isinstance(one, Path)])
            case str() if argument in PLACES:
                self.show_side(CAME)
                self.received.show_only(PLACES[argument])
            case "late":
                self.show_side(LATE)
            case "sent":
                self.show_side(SENT)
            case "came":
                self.show_side(CAME)
            case _:
                pass
        workspace = self.context.workspace
        self.context.tasks.run(
            lambda: receipt_taking.on_sticks(workspace),
            self._on_sticks_seen,
            on_error=lambda _: None,
            owner=self,
        )

    def load(self) -> None:
        """Reads what came and what was sent."""
        workspace = self.context.workspace

        def work() -> tuple[Inbox, Ledger, Task]:
            return inbox.inbox(workspace), sent_ledger.ledger(workspace), look.newest_task(workspace)

        self.context.tasks.run(work, lambda found: self.show_all(*found), lane=Lane.READ, owner=self)
        self.brought_bar.look()

    def show_all(self, came: Inbox, sent: Ledger, newest: Task) -> None:
        """Shows it."""
        self.received.show_inbox(came)
        self.sent_view.show_ledger(sent)
        waits = sum(came.counts[state] for state in PLACES)
        self.sides.button(CAME).setText(f"收件 {waits}" if waits else "收件")
        self.sides.button(CAME).setToolTip("等着办的：待审、待重报、有冲突、没有收下" if waits else "")
        if self.sides.button(LATE).isVisibleTo(self):
            self.late.load(newest)

    def _on_side(self, side: int) -> None:
        self.answer_bar.hide()
        self.show_side(side)

    def show_side(self, side: int) -> None:
        """Shows one of the sides."""
        self.sides.button(side).setChecked(True)
        self.stack.setCurrentIndex(side)

    def _on_office(self, name: str) -> None:
        """Shows what an office has filed."""
        self.show_side(CAME)
        self.received.show_sender(name)

    def say(self, tone: Tone, text: str) -> None:
        """Says how something came out, above the sides."""
        self.answer_bar.say(tone, text)
        self.answer_bar.show()

    @property
    def sent(self) -> Sequence[SentPackage]:
        """What was sealed here."""
        return self.sent_view.sent

    # ---- receiving -------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Takes packages, receipts and folders that are dragged here; anything else is for the window."""
        files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if files and all(
            one.is_dir() or one.suffix.lower() in (PACKAGE_SUFFIX, RECEIPT_SUFFIX) for one in files
        ):
            event.acceptProposedAction()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        """Takes what was dropped."""
        event.acceptProposedAction()
        self.take([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])

    def take(self, files: Sequence[Path]) -> None:
        """Takes what was given: receipts are written down, packages shown before they are taken in.

        A single package that is not for this desk, or not whole, is only verified.
        """
        answers = [one for one in files if one.suffix.lower() == RECEIPT_SUFFIX]
        places = [one for one in files if one not in answers]
        if answers:
            self.take_receipts(answers)
        if len(places) == 1 and not places[0].is_dir():
            self.verify(places[0], offers=True)
        elif places:
            self.receive(places)

    def receive(self, places: Sequence[Path]) -> None:
        """Opens what leads through taking packages in."""
        self.show_side(CAME)
        self.errands.receive(places, on_receipts=self.offer_receipts)

    def _on_receive(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(
            self, "选要装入的数据包（可以选多个）", preferences.documents_folder(), "绩效数据包 (*.jxpkg)"
        )
        if names:
            preferences.LAST_FOLDER.put(str(Path(names[0]).parent))
            self.receive([Path(name) for name in names])

    def _on_receive_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, "选U盘或文件夹", preferences.documents_folder())
        if name:
            preferences.LAST_FOLDER.put(name)
            self.receive([Path(name)])

    # ---- receipts --------------------------------------------------------------------------------------------

    def _on_receipts(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(
            self, "选回执（可以选多个）", preferences.documents_folder(), "回执 (*.jxrcpt)"
        )
        if names:
            preferences.LAST_FOLDER.put(str(Path(names[0]).parent))
            self.take_receipts([Path(name) for name in names])

    def take_receipts(self, files: Sequence[Path]) -> None:
        """Writes down what receipts say."""
        workspace, progress = self.context.workspace, Progress("收回执")
        self.offer_bar.hide()
        self.context.tasks.run(
            lambda: receipt_taking.take_files(workspace, files, progress),
            self._on_receipts_taken,
            lane=Lane.EDIT,
            label="收回执",
            progress=progress,
            owner=self,
        )

    def _on_receipts_taken(self, taken: TakenReceipts) -> None:
        self.show_side(SENT)
        self.say(*receipt_taking.taken_words(taken))
        if taken.told:
            self.context.refresh.announce(Part.PACKAGES, Part.FILINGS)
            self.sent_view.choose(taken.told[-1].package.digest)

    def offer_receipts(self, files: Sequence[Path]) -> None:
        """Looks which of these receipts say something new, and offers to take them."""
        workspace = self.context.workspace
        self.context.tasks.run(
            lambda: sent_ledger.unread_receipts(workspace, files), self._on_sticks_seen, owner=self
        )

    def _on_sticks_seen(self, files: tuple[Path, ...]) -> None:
        self._offered = files
        self.offer_bar.setVisible(bool(files))
        if files:
            where = files[0].parent
            self.offer_bar.say(Tone.INFO, f"{where} 里有 {len(files)} 份没收过的回执，是给本单位的。")

    def _on_offer(self) -> None:
        self.take_receipts(self._offered)

    def type_code(self) -> None:
        """Asks for the digits that were said on the phone."""
        from jxdesk.desktop.road.code_dialog import CodeDialog

        CodeDialog(self.context, on_told=self._on_told, parent=self.window()).open()

    def _on_told(self, told: Told) -> None:
        known = "" if told.is_new else "（以前登记过）"
        self.say(Tone.OK, f"{told.words}{known}。签名的回执来了，再点“收回执”。")
        self.context.refresh.announce(Part.PACKAGES, Part.FILINGS)
        self.sent_view.choose(told.package.digest)

    # ---- verifying -------------------------------------------------------------------------------------------

    def _on_verify_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self, "选要验证的数据包", preferences.documents_folder(), "绩效数据包 (*.jxpkg);;全部文件 (*)"
        )
        if name:
            self.verify(Path(name))

    def verify(self, file: Path, name: str = "", *, offers: bool = False) -> None:
        """Verifies a file in the background and says how it is; with ``offers`` one for this desk goes on to be taken in."""
        workspace, progress = self.context.workspace, Progress("验证")
        shown = name or file.name

        def work() -> tuple[VerifyAnswer, tuple[str, ...]]:
            answer = verify.verify(file, practice=workspace.practice, progress=progress)
            said = answer.manifest
            return answer, tuple(map(workspace.named, said.recipients)) if said is not None else ()

        def on_verified(found: tuple[VerifyAnswer, tuple[str, ...]]) -> None:
            own, said = workspace.facts.office, found[0].manifest
            if offers and own is not None and said is not None and own.path in said.recipients:
                self.receive([file])
            else:
                self.show_answer(shown, *found)

        self.context.tasks.run(work, on_verified, label="验证数据包", progress=progress, owner=self)

    def show_answer(self, name: str, answer: VerifyAnswer, recipients: Sequence[str] = ()) -> None:
        """Says how a package is, who sent it and to whom."""
        if answer.is_whole:
            tone = Tone.OK
            said = answer.manifest
            facts = ""
            if said is not None:
                receivers = f"　送 {'、'.join(recipients)}" if recipients else ""
                facts = (
                    f"\n{with_path(said.sender_name, said.sender_org)}{receivers}　第 {said.chain.seq} 号　{said.totals.projects} 个项目"
                    f"　{amount(said.totals.amount_fen)} {unit()}　指纹 {answer.fingerprint}"
                )
            text = f"{name}：{answer.title}{answer.advice}{facts}"
        else:
            tone = Tone.ERROR
            details = "　".join(part for part in (answer.facts, f"代号 {answer.code}") if part)
            text = f"{name}：{answer.title}{answer.advice}\n{details}"
        self.say(tone, text)

    # ---- sealing and the rest --------------------------------------------------------------------------------

    def _on_seal(self) -> None:
        from jxdesk.desktop.dialogs.seal import SealDialog

        workspace = self.context.workspace
        self.context.tasks.run(
            lambda: look.newest_task(workspace),
            lambda task: SealDialog(self.context, task=task, parent=self.window()).open(),
            lane=Lane.READ,
            owner=self,
        )

    def find_field(self) -> QLineEdit | None:
        """The search of the side in sight."""
        match self.stack.currentIndex():
            case number if number == CAME:
                return self.received.search
            case number if number == LATE:
                return self.late.offices.search
            case _:
                return None

    def panes(self) -> list[QWidget]:
        """The list of the side in sight, then what can be done with the chosen one."""
        match self.stack.currentIndex():
            case number if number == CAME:
                return [*self.received.panes(), self.receive_button]
            case number if number == SENT:
                return [*self.sent_view.panes(), self.seal_button]
            case _:
                return self.late.panes()
