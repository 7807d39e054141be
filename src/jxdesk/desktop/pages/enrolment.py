"""单位登记: this desk's certificate and how to get one, the offices below that ask here, and what to do when things change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QButtonGroup, QFileDialog, QStackedWidget, QWidget

from jxdesk.actions import enrol
from jxdesk.actions.enrol import Installed, Stopped
from jxdesk.actions.enrolled import Below, OwnEnrolment, offices_below, own_enrolment
from jxdesk.desktop import preferences
from jxdesk.desktop.context import Context
from jxdesk.desktop.enrolment import asking
from jxdesk.desktop.enrolment.below_view import BelowSteps, BelowView
from jxdesk.desktop.enrolment.own_card import OwnCard, OwnSteps
from jxdesk.desktop.enrolment.situations import SITUATIONS
from jxdesk.desktop.furniture import Bar, Card, across, button, down, label, scrolled
from jxdesk.desktop.pages.page import Page
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.theme import Tone
from jxdesk.domain.errors import JxError
from jxdesk.domain.records.enrolments import Enrolment
from jxdesk.domain.values.file_names import clean_name
from jxdesk.exchange.enrolment import Request

if TYPE_CHECKING:
    from jxdesk.desktop.wizard.page_pictures import PagePicture
    from jxdesk.documents.preview import Preview

REQUEST_FILES = "登记申请 (*.jxreq);;全部文件 (*)"
OWN, BELOW = 0, 1


class EnrolmentPage(Page):
    """Two sides on one page; an office that gives no certificates sees only its own."""

    TITLE = "单位登记"
    HELP = "enrolment"
    SHOWS = frozenset({Part.ENROLMENT, Part.OFFICES})

    def __init__(self, context: Context) -> None:
        super().__init__(context, with_back=True)
        self.own: OwnEnrolment | None = None
        self._wanted: object = None
        self._is_first = True
        self._steps: dict[str, Callable[[], object]] = {
            "request": self.request,
            "form": self.print_form,
            "install": self._on_install,
        }
        self.sides = QButtonGroup(self)
        for number, word in ((OWN, "本单位"), (BELOW, "下级单位")):
            side = button(word, kind="segment", name=f"enrolment_side_{number}")
            side.setProperty("edge", "right" if number else "left")
            side.setCheckable(True)
            side.setChecked(number == OWN)
            side.hide()
            self.sides.addButton(side, number)
        self.sides.idClicked.connect(self.show_side)
        self.header_row.addSpacing(12)
        self.header_row.addLayout(across(*self.sides.buttons(), spacing=0))
        self.header_row.addStretch(1)
        self.bar = Bar(Tone.OK, name="enrolment_bar")
        self.bar.row.addWidget(button("知道了", self.bar.hide, name="enrolment_bar_close"))
        self.bar.hide()
        self.body.addWidget(self.bar)
        self.own_card = OwnCard(
            OwnSteps(
                request=self.request,
                print_form=self.print_form,
                save_form=self._on_save_form,
                install=self._on_install,
                print_slip=self._on_own_slip,
            )
        )
        self.below = BelowView(
            context.workspace,
            BelowSteps(
                certify=self._on_certify,
                hand_out=self._on_hand_out,
                again=self._on_again,
                give_back=self._on_give_back,
                stop=self.stop,
                print_slip=self.print_slip,
            ),
        )
        holder = QWidget()
        columns = across(
            down(self.own_card, None, spacing=0), down(self._make_situations(), None, spacing=0), spacing=12
        )
        columns.setStretch(0, 5)
        columns.setStretch(1, 2)
        holder.setLayout(columns)
        self.stack = QStackedWidget()
        self.stack.addWidget(scrolled(holder, name="own_side"))
        self.stack.addWidget(self.below)
        self.body.addWidget(self.stack, 1)

    def _make_situations(self) -> Card:
        card = Card("遇到变动怎么办", name="situations_card", spacing=4)
        card.body.addWidget(
            label("每一种都写好了谁办、先后顺序，按钮就在步骤旁边。", role="second", wrap=True)
        )
        for one in SITUATIONS:
            go = button(
                one.title,
                partial(self.context.open_page, "enrolment_guide", one.card),
                icon=one.icon,
                name=f"situation_{one.card}",
            )
            card.body.addWidget(go)
            card.body.addWidget(label(one.when, role="hint", wrap=True))
        return card

    # ---- loading ---------------------------------------------------------------------------------------------

    def open(self, argument: object) -> None:
        """Takes a request or a trust package that was given, or the name of a step."""
        self._wanted = argument
        if self.own is not None:
            self._take_wanted()

    def load(self) -> None:
        """Reads how everybody stands."""
        workspace = self.context.workspace

        def work() -> tuple[OwnEnrolment | None, Sequence[Below]]:
            own = own_enrolment(workspace)
            return own, offices_below(workspace) if own is not None and own.certifies else ()

        self.context.tasks.run(
            work, lambda found: self.show_all(*found), lane=Lane.READ, on_error=self._on_unread, owner=self
        )

    def show_all(self, own: OwnEnrolment | None, below: Sequence[Below]) -> None:
        """Shows it."""
        self.own = own
        if own is None:
            self.say(Tone.WARN, "这个数据文件夹还没有单位，先设立本单位再登记。")
            return
        self.own_card.show_own(own)
        self.below.show_offices(below)
        for side in self.sides.buttons():
            side.setVisible(own.certifies)
        if self._is_first and own.certifies:
            self.show_side(BELOW)
        self._is_first = False
        self._take_wanted()

    def _on_unread(self, error: JxError) -> None:
        """A key or trust file that cannot be read: the steps that mend it stay in reach."""
        self.say(Tone.ERROR, f"{error.title}{error.facts}\n{error.advice}")

    def show_side(self, side: int) -> None:
        """Shows one of the two sides."""
        self.sides.button(side).setChecked(True)
        self.stack.setCurrentIndex(side)

    def say(self, tone: Tone, text: str) -> None:
        """Says how something came out, above both sides."""
        self.bar.say(tone, text)
        self.bar.show()

    def _take_wanted(self) -> None:
        wanted, self._wanted = self._wanted, None
        match wanted:
            case Path() if wanted.suffix.lower() == enrol.REQUEST_SUFFIX:
                self.take_request(wanted)
            case Path():
                self.install(wanted)
            case "below":
                self.show_side(BELOW)
            case str() if wanted in self._steps:
                self.show_side(OWN)
                # A moment later: the page is not in sight yet.
                QTimer.singleShot(0, self, self._steps[wanted])
            case _:
                pass

    # ---- the side of who asks --------------------------------------------------------------------------------

    def request(self) -> None:
        """Writes the request."""
        if self.own is not None:
            asking.RequestDialog(
                self.context, self.own, print_form=self.print_form, parent=self.window()
            ).open()

    def _on_install(self) -> None:
        asking.choose_and_install(self.context, self, on_installed=self._on_installed)

    def install(self, file: Path) -> None:
        """Installs a trust package."""
        asking.install(self.context, self, file, on_installed=self._on_installed)

    def _on_installed(self, done: Installed) -> None:
        self.context.refresh.announce(Part.ENROLMENT)
        self.show_side(OWN)
        self.say(Tone.WARN if done.stopped else Tone.OK, asking.installed_words(done))

    # ---- the side of who answers -----------------------------------------------------------------------------

    def _on_certify(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self, "选下级交来的登记申请", preferences.documents_folder(), REQUEST_FILES
        )
        if name:
            self.take_request(Path(name))

    def take_request(self, file: Path) -> None:
        """Reads a request that was handed in, and asks for the fingerprint on its paper."""
        workspace = self.context.workspace
        self.context.tasks.run(
            lambda: enrol.take_request(workspace, file),
            partial(self._on_taken, file),
            lane=Lane.EDIT,
            owner=self,
        )

    def _on_taken(self, file: Path, asked: Request) -> None:
        from jxdesk.desktop.enrolment.answering import CertifyDialog

        known = next((one for one in self.below.offices if one.org == asked.org), None)
        self.context.refresh.announce(Part.ENROLMENT)
        self.show_side(BELOW)
        self.below.choose(asked.org)
        if self.own is not None:
            CertifyDialog(
                self.context,
                self.own,
                file,
                asked,
                known,
                stop=self.stop,
                print_slip=self.print_slip,
                parent=self.window(),
            ).open()

    def stop(self, given: Enrolment) -> None:
        """Stops a key."""
        from jxdesk.desktop.enrolment.answering import RevokeDialog

        if self.own is not None:
            RevokeDialog(
                self.context, self.own, given, on_stopped=self._on_stopped, parent=self.window()
            ).open()

    def _on_stopped(self, stopped: Stopped) -> None:
        one = stopped.enrolment
        self.say(
            Tone.OK,
            f"{one.name} 的密钥 {one.fingerprint[:4]}… 停用了，停用名单是第 {stopped.version} 版。"
            "要让别的单位马上知道，点“发停用名单”；以后发的证书里也带着。",
        )

    def _on_again(self, chosen: Sequence[Below]) -> None:
        from jxdesk.desktop.enrolment.answering import AgainDialog

        serials = [one.enrolment.serial for one in chosen if one.enrolment is not None]
        if self.own is not None and serials:
            whose = chosen[0].name if len(chosen) == 1 else f"{len(serials)} 个单位"
            AgainDialog(self.context, self.own, serials, whose, parent=self.window()).open()

    def _on_give_back(self, below: Below) -> None:
        from jxdesk.desktop.enrolment.moving import RestoreCopyDialog

        if self.own is not None:
            RestoreCopyDialog(self.context, self.own, below, parent=self.window()).open()

    def _on_hand_out(self) -> None:
        from jxdesk.desktop.enrolment.answering import ListDialog

        if self.own is not None:
            ListDialog(self.context, self.own, parent=self.window()).open()

    # ---- paper -----------------------------------------------------------------------------------------------

    def print_form(self) -> None:
        """Shows the form in the print preview."""
        from jxdesk.actions.enrolment_papers import preview_form

        self._print("绩效桌面单位登记表", partial(preview_form, self.context.workspace))

    def print_slip(self, serial: str) -> None:
        """Shows the slip of a certificate in the print preview."""
        from jxdesk.actions.enrolment_papers import preview_slip

        self._print("绩效桌面单位登记凭证", partial(preview_slip, self.context.workspace, serial))

    def _on_own_slip(self) -> None:
        if self.own is not None:
            self.print_slip(self.own.serial)

    def _print(self, title: str, draw: Callable[[], Preview]) -> None:
        def work() -> tuple[PagePicture, ...]:
            from jxdesk.desktop.wizard.page_pictures import pictures_of

            return pictures_of(draw())

        def on_drawn(pages: tuple[PagePicture, ...]) -> None:
            from jxdesk.desktop.wizard.printing import PrintPreview

            PrintPreview(pages, title=title, parent=self.window()).open()

        self.context.tasks.run(work, on_drawn, label="准备打印", owner=self)

    def _on_save_form(self) -> None:
        name = clean_name(f"登记表_{self.own.office.name}.pdf" if self.own is not None else "登记表.pdf")
        start = str(Path(preferences.documents_folder()) / name)
        chosen, _ = QFileDialog.getSaveFileName(self, "存到哪里", start, "PDF (*.pdf)")
        if chosen:
            self.save_form(Path(chosen))

    def save_form(self, to: Path) -> None:
        """Writes the form as a PDF."""
        from jxdesk.actions import enrolment_papers

        workspace = self.context.workspace
        preferences.LAST_FOLDER.put(str(to.parent))
        self.context.tasks.run(
            lambda: enrolment_papers.save_form(workspace, to),
            lambda path: self.context.tell(f"登记表存好了：{path.name}"),
            label="存登记表",
            owner=self,
        )

    def panes(self) -> list[QWidget]:
        """What can be done first on the side in sight."""
        if self.stack.currentIndex() == BELOW:
            return [self.below.certify_button, self.below.list.table]
        return [self.own_card.request_button]
