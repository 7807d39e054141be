"""遇到变动怎么办: the steps of one situation, in their order, with who does them and the button that does them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from jxdesk.actions.enrolled import OwnEnrolment, own_enrolment
from jxdesk.desktop import theme
from jxdesk.desktop.context import Context
from jxdesk.desktop.enrolment.situations import SITUATIONS, Act, Situation, Step, Who
from jxdesk.desktop.enrolment.words import own_state
from jxdesk.desktop.furniture import Card, Row, SideList, across, button, clear, label, pill, scrolled
from jxdesk.desktop.moments import moment
from jxdesk.desktop.pages.page import Page
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.theme import Tone
from jxdesk.domain.errors import JxError

if TYPE_CHECKING:
    from jxdesk.actions.look import SentPackage

TONES = {Who.SUPERIOR: Tone.WARN, Who.OFFICE: Tone.INFO}


class EnrolmentGuidePage(Page):
    """The situations at the left, the steps of one at the right."""

    TITLE = "遇到变动怎么办"
    HELP = "enrolment"
    SHOWS = frozenset({Part.ENROLMENT, Part.PACKAGES})

    def __init__(self, context: Context) -> None:
        super().__init__(context, with_back=True)
        self.own: OwnEnrolment | None = None
        self.forgotten: Sequence[SentPackage] = ()
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
        """Reads how the desk stands, and what a restored database has forgotten."""
        workspace = self.context.workspace

        def work() -> tuple[OwnEnrolment | None, Sequence[SentPackage]]:
            from jxdesk.actions.backup import sent_and_forgotten

            try:
                own = own_enrolment(workspace)
            except JxError:
                own = None  # a damaged key is the very thing that brings somebody here
            return own, sent_and_forgotten(workspace)

        self.context.tasks.run(work, lambda found: self.show_all(*found), lane=Lane.READ, owner=self)

    def show_all(self, own: OwnEnrolment | None, forgotten: Sequence[SentPackage]) -> None:
        """Shows the steps for a desk that stands so."""
        self.own, self.forgotten = own, forgotten
        self._show()

    def _show(self) -> None:
        clear(self.box)
        one = self.situation
        card = Card(one.title, name="guide_card_body", spacing=4)
        if self.own is not None:
            word, tone = own_state(self.own)
            card.title_row.addWidget(label("本单位现在", role="second"))
            card.title_row.addWidget(pill(word, tone, name="guide_state"))
        card.body.addWidget(label(one.first, role="second", wrap=True))
        for number, step in enumerate(one.steps, 1):
            card.body.addWidget(self._row(number, step))
        self.box.addWidget(card)
        if one.shows_forgotten:
            self.box.addWidget(self._make_forgotten())
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
            items.append(go)
        return Row(*items, stretch=2, air=7)

    def _offers(self, step: Step) -> bool:
        """Whether this desk can do a step: what the superior does has its button only at an office that is one."""
        return step.who is not Who.SUPERIOR or (self.own is not None and self.own.certifies)

    def _make_forgotten(self) -> Card:
        card = Card("送出过、恢复的数据里没有的包", name="forgotten_card", spacing=4)
        if not self.forgotten:
            card.body.addWidget(label("没有。送出过的包，数据里都有。", role="second", name="forgotten_none"))
        for package in self.forgotten:
            card.body.addWidget(
                Row(
                    label(f"第 {package.position.seq} 号", role="strong"),
                    label(moment(package.sealed_at), role="second"),
                    label(package.file_name, wrap=True),
                    stretch=2,
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
            case Act.KEY_LOST:
                self.open(act.value)
            case Act.REQUEST | Act.FORM | Act.INSTALL | Act.BELOW:
                self.context.open_page("enrolment", act.value)
            case Act.PASSPHRASE:
                from jxdesk.desktop.dialogs.passphrase import PassphraseDialog

                PassphraseDialog(self.context, holder="", parent=self.window()).open()
            case Act.RENEW:
                from jxdesk.desktop.enrolment.asking import RenewDialog

                person = self.context.workspace.facts.person
                RenewDialog(self.context, holder=person, parent=self.window()).open()

    def _on_card(self) -> None:
        self.context.open_help(self.help_topic)

    def panes(self) -> list[QWidget]:
        """The situations, then the steps."""
        return [self.list]
