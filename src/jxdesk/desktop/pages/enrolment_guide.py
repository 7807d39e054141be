"""遇到变动怎么办: the steps of one situation, in their order, with who does them and the button that does them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QFileDialog, QPushButton, QVBoxLayout, QWidget

from jxdesk.actions.enrolled import OwnEnrolment, own_enrolment
from jxdesk.desktop import preferences, theme
from jxdesk.desktop.context import Context
from jxdesk.desktop.duty_buttons import offer
from jxdesk.desktop.enrolment.situations import SITUATIONS, Act, Situation, Step, Who
from jxdesk.desktop.enrolment.words import own_state
from jxdesk.desktop.furniture import Card, Row, SideList, across, button, clear, label, pill, scrolled
from jxdesk.desktop.moments import moment
from jxdesk.desktop.pages.page import Page
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.theme import Tone
from jxdesk.domain.errors import JxError
from jxdesk.domain.road.duties import Duty
from jxdesk.domain.road.pen import PEN_WORDS, Pen

if TYPE_CHECKING:
    from jxdesk.actions.look import SentPackage

TONES = {Who.SUPERIOR: Tone.WARN, Who.OFFICE: Tone.INFO}
PACKAGES = "绩效数据包 (*.jxpkg)"


class _Found(NamedTuple):
    """How the desk stands: its certificate, what a restored database has forgotten, and who had the pen."""

    own: OwnEnrolment | None
    forgotten: Sequence[SentPackage] = ()
    pens: Sequence[Pen] = ()


class EnrolmentGuidePage(Page):
    """The situations at the left, the steps of one at the right."""

    TITLE = "遇到变动怎么办"
    HELP = "enrolment"
    SHOWS = frozenset({Part.ENROLMENT, Part.PACKAGES})

    def __init__(self, context: Context) -> None:
        super().__init__(context, with_back=True)
        self.found = _Found(None)
        self.header_row.addStretch(1)
        self.header_row.addWidget(button("看操作卡", self._on_card, icon="help", name="guide_card"))
        self.list = SideList(name="situation_list", meaning="遇到的变动", width=180)
        for one in SITUATIONS:
            self.list.add(one.title, one.card)
        self.list.currentRowChanged.connect(lambda _: self._show())
        holder = QWidget()
        self.box = QVBoxLayout(holder)
        self.box.setContentsMargins(0, 0, 8, 0)
        self.box.setSpacing(12)
        self.body.addLayout(across(self.list, scrolled(holder, name="guide_steps"), spacing=12), 1)
        with QSignalBlocker(self.list):
            self.list.setCurrentRow(0)

    @property
    def situation(self) -> Situation:
        """The situation that is shown."""
        return SITUATIONS[max(0, self.list.currentRow())]

    @property
    def help_topic(self) -> str:
        """The card of the situation."""
        return self.situation.card

    def open(self, argument: object) -> None:
        """Shows a situation by the name of its card."""
        names = [one.card for one in SITUATIONS]
        if argument in names:
            self.list.setCurrentRow(names.index(str(argument)))

    def load(self) -> None:
        """Reads how the desk stands, what a restored database has forgotten, and who had the pen."""
        workspace = self.context.workspace

        def work() -> _Found:
            from jxdesk.actions.backup import sent_and_forgotten
            from jxdesk.actions.handing_over.hand_over import pen_history

            try:
                own = own_enrolment(workspace)
            except JxError:
                own = None  # a damaged key is the very thing that brings somebody here
            return _Found(own, sent_and_forgotten(workspace), pen_history(workspace))

        self.context.tasks.run(work, self.show_found, lane=Lane.READ, owner=self)

    def show_found(self, found: _Found) -> None:
        """Shows the steps for a desk that stands so."""
        self.found = found
        self._show()

    def _show(self) -> None:
        clear(self.box)
        one = self.situation
        card = Card(one.title, name="guide_card_body", spacing=4)
        if self.found.own is not None:
            word, tone = own_state(self.found.own)
            card.title_row.addWidget(label("本单位现在", role="second"))
            card.title_row.addWidget(pill(word, tone, name="guide_state"))
        if one.shows_pen:
            is_away = self.context.workspace.pen_elsewhere is not None
            words = "笔交出去了，只能看" if is_away else "笔在这台电脑"
            card.title_row.addWidget(pill(words, Tone.WARN if is_away else Tone.OK, name="guide_pen"))
        card.body.addWidget(label(one.first, role="second", wrap=True))
        for number, step in enumerate(one.steps, 1):
            card.body.addWidget(self._row(number, step))
        self.box.addWidget(card)
        if one.shows_forgotten:
            self.box.addWidget(self._make_forgotten())
        if one.shows_pen and self.found.pens:
            self.box.addWidget(self._make_pens())
        self.box.addStretch(1)

    def _row(self, number: int, step: Step) -> Row:
        sign = label(str(number), role="block_title", tone=Tone.INFO)
        sign.setFixedWidth(24)
        sign.setAlignment(Qt.AlignmentFlag.AlignCenter)
        who = pill(step.who.value, TONES.get(step.who, Tone.PLAIN))
        place = QWidget()
        place.setLayout(across(who, None))
        place.setFixedWidth(theme.scaled(96))
        items: list[QWidget] = [sign, place, label(step.text, wrap=True)]
        if step.act is not None and self._offers(step):
            go = button(step.verb, partial(self.do, step.act), name=f"guide_{number}")
            go.setMinimumWidth(theme.scaled(144))
            self._allow(go, step.act)
            items.append(go)
        return Row(*items, stretch=2, air=7)

    def _allow(self, go: QPushButton, act: Act) -> None:
        """Lets the pen be moved by whom it concerns, from where it is."""
        workspace = self.context.workspace
        is_away = workspace.pen_elsewhere is not None
        match act:
            case Act.HAND_OVER:
                offer(go, workspace, Duty.HAND_OVER, when=not is_away)
            case Act.TAKE_BACK:
                offer(go, workspace, Duty.TAKE_OVER, when=is_away)
            case Act.SEIZE:
                offer(go, workspace, Duty.TAKE_OVER)
            case _:
                pass

    def _offers(self, step: Step) -> bool:
        """Whether this desk can do a step: what the superior does has its button only at an office that is one."""
        return step.who is not Who.SUPERIOR or (self.found.own is not None and self.found.own.certifies)

    def _make_forgotten(self) -> Card:
        card = Card("送出过、恢复的数据里没有的包", name="forgotten_card", spacing=4)
        if not self.found.forgotten:
            card.body.addWidget(label("没有。送出过的包，数据里都有。", role="second", name="forgotten_none"))
        for package in self.found.forgotten:
            card.body.addWidget(
                Row(
                    label(f"第 {package.position.seq} 号", role="strong"),
                    label(moment(package.sealed_at), role="second"),
                    label(package.file_name, wrap=True),
                    button("再写一份", partial(self._on_write_again, package), icon="stick"),
                    stretch=2,
                    air=4,
                )
            )
        return card

    def _make_pens(self) -> Card:
        card = Card("笔换过手", name="pens_card", spacing=4)
        for pen in self.found.pens:
            card.body.addWidget(
                Row(
                    label(f"第 {pen.turn} 次", role="strong"),
                    label(moment(pen.at), role="second"),
                    label(" ".join(part for part in (pen.who, PEN_WORDS[pen.event]) if part)),
                    label(pen.reason, role="second", wrap=True),
                    stretch=3,
                    air=4,
                )
            )
        return card

    # ---- what the buttons do ---------------------------------------------------------------------------------

    def do(self, act: Act) -> None:
        """Opens what a step is done with."""
        match act:
            case Act.PEOPLE:
                self.context.open_page("settings", "people")
            case Act.KEY:
                self.context.open_page("settings", "office")
            case Act.BACKUPS:
                self.context.open_page("settings", "backups")
            case Act.TRAY:
                self.context.open_page("tray")
            case Act.KEY_LOST | Act.BROKEN:
                self.open(act.value)
            case Act.RETURNED:
                self.context.open_page("returned")
            case Act.RECEIVE:
                self._on_receive()
            case Act.HAND_OVER | Act.TAKE_BACK | Act.SEIZE:
                self._move_pen(act)
            case Act.REQUEST | Act.FORM | Act.INSTALL | Act.BELOW:
                self.context.open_page("enrolment", act.value)
            case Act.PASSPHRASE:
                from jxdesk.desktop.dialogs.passphrase import PassphraseDialog

                PassphraseDialog(self.context, holder="", parent=self.window()).open()
            case Act.RENEW:
                from jxdesk.desktop.enrolment.asking import RenewDialog

                person = self.context.workspace.facts.person
                RenewDialog(self.context, holder=person, parent=self.window()).open()

    def _move_pen(self, act: Act) -> None:
        from jxdesk.desktop.enrolment.moving import HandOverDialog, PenDialog

        own, window = self.found.own, self.window()
        if act is Act.HAND_OVER:
            is_locked = own is not None and own.is_locked
            HandOverDialog(self.context, is_locked=is_locked, parent=window).open()
        elif act is Act.TAKE_BACK:
            PenDialog.take_back(self.context, parent=window).open()
        else:
            PenDialog.seize(self.context, parent=window).open()

    def _on_receive(self) -> None:
        """Asks for the package; the tray shows what it would change before it is taken in."""
        name, _ = QFileDialog.getOpenFileName(
            self, "选交接包或恢复用副本", preferences.documents_folder(), PACKAGES
        )
        if name:
            preferences.LAST_FOLDER.put(str(Path(name).parent))
            self.context.open_page("tray", Path(name))

    def _on_write_again(self, package: SentPackage) -> None:
        from jxdesk.desktop.dialogs.deliver import DeliverDialog

        DeliverDialog(self.context, package, parent=self.window()).open()

    def _on_card(self) -> None:
        self.context.open_help(self.help_topic)

    def panes(self) -> list[QWidget]:
        """The situations, then the steps."""
        return [self.list]
