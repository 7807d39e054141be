"""What is done with packages that came: opening the way in, conflicts, paper, receipts again, undoing, and refused files seen to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from jxdesk.actions import inbox, undo
from jxdesk.actions.receiving import many, receive
from jxdesk.desktop import icons, preferences, theme
from jxdesk.desktop.context import Context
from jxdesk.desktop.cover_printing import print_receipt_slip
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.road.received_view import ReceivedSteps
from jxdesk.desktop.road.words import RETURNED_PAGE, REVIEW_PAGE
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.theme import Tone
from jxdesk.domain.records.packages import PackageKind
from jxdesk.domain.records.received import ReceivedPackage, RefusedFile
from jxdesk.exchange.phone_codes import grouped

Say = Callable[[Tone, str], None]


class ReceivedErrands:
    """The errands behind the buttons of 收件; ``on_told`` says above the list how one came out."""

    def __init__(self, context: Context, page: QWidget, *, on_told: Say) -> None:
        self.context = context
        self.page = page
        self._say = on_told

    def steps(self) -> ReceivedSteps:
        """The errands, as the view asks for them."""
        correct = self.correcting()
        return ReceivedSteps(
            review=self._review if self.context.has_page(REVIEW_PAGE) else None,
            correct=(lambda package: correct(package.in_reply_to)) if correct is not None else None,
            choose=self._choose,
            print_slip=self._print_slip,
            receipt_again=self._receipt_again,
            phone_code=self._phone_code,
            undo=self._ask_undo,
            settle=self._settle,
        )

    def receive(
        self, places: Sequence[Path], *, on_receipts: Callable[[Sequence[Path]], None] | None = None
    ) -> None:
        """Opens what leads through taking packages in."""
        from jxdesk.desktop.road.receive_dialog import ReceiveDialog

        dialog = ReceiveDialog(self.context, parent=self.page.window())
        if on_receipts is not None:
            dialog.receipts_found.connect(on_receipts)
        dialog.open_with(places)

    def _review(self, package: ReceivedPackage) -> None:
        """What is judged of a return from above are the filings of the package that it answers."""
        is_return = package.kind is PackageKind.RETURN
        self.context.open_page(REVIEW_PAGE, package.in_reply_to if is_return else package.digest)

    def correcting(self) -> Callable[[str], None] | None:
        """What opens the first filing that was sent back of a package that went up from here; None where there is no such page."""
        workspace = self.context.workspace

        def correct(sent: str) -> None:
            self.context.tasks.run(
                lambda: inbox.returned_of(workspace, sent),
                lambda found: self.context.open_page(RETURNED_PAGE, found[0] if found else None),
                lane=Lane.READ,
                owner=self.page,
            )

        return correct if self.context.has_page(RETURNED_PAGE) else None

    def _choose(self, package: ReceivedPackage) -> None:
        self.receive([many.kept_package(self.context.workspace, package.digest)])

    def _print_slip(self, package: ReceivedPackage) -> None:
        print_receipt_slip(self.context, package.digest, parent=self.page)

    def _receipt_again(self, package: ReceivedPackage) -> None:
        name = QFileDialog.getExistingDirectory(
            self.page, "把回执写到哪里（U 盘或文件夹）", preferences.documents_folder()
        )
        if name:
            preferences.LAST_FOLDER.put(name)
            self.write_receipt(package, Path(name))

    def write_receipt(self, package: ReceivedPackage, to: Path) -> None:
        """Writes the receipt of a package once more."""
        workspace = self.context.workspace

        def on_written(answer: tuple[Path | None, str]) -> None:
            file, fault = answer
            if file is not None:
                self._say(Tone.OK, f"回执写好了：{file}")
            else:
                self._say(Tone.ERROR, f"回执没有写成：{fault}")

        self.context.tasks.run(
            lambda: many.write_receipt_again(workspace, package.digest, to),
            on_written,
            label="写回执",
            owner=self.page,
        )

    def _phone_code(self, package: ReceivedPackage) -> None:
        workspace = self.context.workspace

        def on_known(code: str) -> None:
            said = f"{package.sender_name} 第 {package.position.seq} 号"
            if code:
                self._say(Tone.INFO, f"{said}的电话码：{grouped(code)}　四个一组念给对方。")
            else:
                self._say(Tone.ERROR, f"{said}的文件不在了，算不出电话码。请从备份恢复 packages 文件夹。")

        self.context.tasks.run(lambda: receive.phone_code_of(workspace, package), on_known, owner=self.page)

    # ---- undoing ---------------------------------------------------------------------------------------------

    def _ask_undo(self, package: ReceivedPackage) -> None:
        box = QMessageBox(self.page.window())
        box.setObjectName("undo_receive_question")
        box.setWindowTitle("撤销此次导入")
        box.setIconPixmap(icons.pixmap("undo", 36, theme.ACCENT))
        box.setText(f"撤销装入“{package.sender_name} 第 {package.position.seq} 号”？")
        box.setInformativeText(
            "这个包带来的表和改动都拿掉，库里和装入前一样；已经在上面接着审、接着改的，不会动，先告诉您。"
            "给过的回执请告诉对方作废。"
        )
        go = box.addButton("撤销", QMessageBox.ButtonRole.AcceptRole)
        stay = box.addButton("不撤销", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(stay)
        box.setEscapeButton(stay)
        box.buttonClicked.connect(lambda clicked: self.take_back(package) if clicked is go else None)
        box.open()

    def take_back(self, package: ReceivedPackage) -> None:
        """Takes an import back as long as nothing was built on it."""
        workspace = self.context.workspace
        self.context.tasks.run(
            lambda: undo.undo_import(workspace, package.import_id),
            lambda _: self._on_undone(package),
            lane=Lane.EDIT,
            owner=self.page,
        )

    def _on_undone(self, package: ReceivedPackage) -> None:
        self.context.refresh.announce(Part.PACKAGES, Part.IMPORTS, Part.OFFICES, Part.PROJECTS, Part.FILINGS)
        self._say(
            Tone.OK, f"撤销了：{package.sender_name} 第 {package.position.seq} 号。同一个包还可以再装。"
        )

    # ---- refused files ---------------------------------------------------------------------------------------

    def _settle(self, refused: RefusedFile) -> None:
        workspace = self.context.workspace
        self.context.tasks.run(
            partial(inbox.settle, workspace, refused.id),
            lambda _: self.context.refresh.announce(Part.PACKAGES),
            lane=Lane.EDIT,
            owner=self.page,
        )
