"""联网上传: where the receiving service is, by whose certificate it is known, the proxy, and a trial that says in words what is wrong."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QCheckBox, QFileDialog, QGridLayout, QLineEdit

from jxdesk.desktop import preferences, theme
from jxdesk.desktop.choosers import ListChooser
from jxdesk.desktop.context import Context
from jxdesk.desktop.furniture import Bar, Card, across, button, label
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.settings.section import Section
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.theme import Tone
from jxdesk.desktop.wire.words import fault_words, met_words
from jxdesk.domain.errors import JxError
from jxdesk.domain.sending.wire import NO_PROXY, SYSTEM_PROXY, WireSettings

if TYPE_CHECKING:
    from jxdesk.actions.upload import Met

ABOUT = (
    "单位的电脑连得到州市财政局的接收服务（政务外网里的就行），封装以后可以直接传，回执、退回和下发的也从那里取；断了接着传，"
    "传过的不重传。没有网的照旧用 U 盘，两条路送来同一个包只算一次。地址空着，就是不联网。"
)
OWN, EVERYBODY = "已装上州市财政局给的证书", "用电脑自带的；试连接时说不认识的，选州市财政局给的"
GIVEN = "given"
FIELD_WIDTH = 360


class WireSection(Section):
    """Everything is kept as soon as it is chosen or typed."""

    TITLE = "联网上传"
    SHOWS = frozenset({Part.PREFERENCES})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.kept = WireSettings()
        card = Card("接收服务", name="wire_card", spacing=12)
        self.address = self._field("wire_address", "接收服务的地址")
        self.address.setPlaceholderText("https://…，州市财政局给的")
        self.address.editingFinished.connect(self._keep)
        self.address.textChanged.connect(lambda _: self._show_may())
        self.authority = label(EVERYBODY, name="wire_authority")
        self.authority_button = button(
            "选证书文件", self._on_authority, icon="folder", name="wire_authority_file"
        )
        self.forget_button = button("去掉", self._on_forget, kind="link", name="wire_authority_forget")
        self.proxy = ListChooser("wire_proxy", "代理服务器")
        for word, value in (("跟随系统", SYSTEM_PROXY), ("不用代理", NO_PROXY), ("写在右边", GIVEN)):
            self.proxy.addItem(word, value)
        self.proxy.activated.connect(lambda _: self._on_proxy())
        self.proxy_address = self._field("wire_proxy_address", "代理服务器的地址")
        self.proxy_address.setPlaceholderText("地址:端口，问单位网管")
        self.proxy_address.editingFinished.connect(self._keep)
        self.automatic = QCheckBox("有网就自动：封装时先选“联网上传”，每 15 分钟取一次件、交一次回执")
        self.automatic.setObjectName("wire_automatic")
        self.automatic.clicked.connect(self._keep)
        self.try_button = button("试一下连接", self._on_try, kind="primary", icon="wire", name="wire_try")
        self.answer = Bar(Tone.INFO, name="wire_answer")
        self.answer.hide()
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(12)
        grid.setColumnStretch(1, 1)
        for row, (word, parts) in enumerate(
            (
                ("地址", across(self.address, None)),
                ("网站证书", across(self.authority, self.authority_button, self.forget_button, None)),
                ("代理", across(self.proxy, self.proxy_address, None)),
                ("自动", across(self.automatic, None)),
            )
        ):
            grid.addWidget(label(word, role="second"), row, 0)
            grid.addLayout(parts, row, 1)
        card.body.addWidget(label(ABOUT, role="second", wrap=True))
        card.body.addLayout(grid)
        card.body.addLayout(across(self.try_button, None))
        card.body.addWidget(self.answer)
        self.box.addWidget(card)
        self.box.addStretch(1)

    def _field(self, name: str, meaning: str) -> QLineEdit:
        made = QLineEdit()
        made.setObjectName(name)
        made.setAccessibleName(meaning)
        made.setFixedWidth(theme.scaled(FIELD_WIDTH))
        return made

    # ---- what is kept ------------------------------------------------------------------------------------------

    def load(self) -> None:
        """Reads what is kept."""
        from jxdesk.actions import outbox

        workspace = self.context.workspace
        self.context.tasks.run(lambda: outbox.wire(workspace), self.show_kept, lane=Lane.READ, owner=self)

    def show_kept(self, kept: WireSettings) -> None:
        """Shows it; what is being typed just now stays."""
        self.kept = kept
        is_given = kept.proxy not in (SYSTEM_PROXY, NO_PROXY)
        with QSignalBlocker(self.proxy), QSignalBlocker(self.automatic):
            if not self.address.hasFocus():
                self.address.setText(kept.address)
            self.proxy.setCurrentIndex(self.proxy.findData(GIVEN if is_given else kept.proxy))
            if is_given:
                self.proxy_address.setText(kept.proxy)
            self.automatic.setChecked(kept.is_automatic)
        self.proxy_address.setVisible(is_given)
        self.authority.setText(OWN if kept.authority else EVERYBODY)
        self.forget_button.setVisible(bool(kept.authority))
        self._show_may()

    def _show_may(self) -> None:
        may = bool(self.address.text().strip())
        self.try_button.setEnabled(may)
        self.automatic.setEnabled(may)

    def _typed(self) -> WireSettings:
        """What the fields say now."""
        proxy = str(self.proxy.currentData())
        if proxy == GIVEN:
            proxy = self.proxy_address.text().strip() or SYSTEM_PROXY
        return replace(
            self.kept, address=self.address.text(), proxy=proxy, is_automatic=self.automatic.isChecked()
        )

    def _keep(self) -> None:
        self.keep(self._typed())

    def keep(self, wanted: WireSettings) -> None:
        """Keeps settings; what is wrong with them is said below."""
        self._show_may()
        if wanted == self.kept:
            return
        from jxdesk.actions import outbox

        workspace = self.context.workspace
        self.context.tasks.run(
            lambda: outbox.set_wire(workspace, wanted),
            self._on_kept,
            lane=Lane.EDIT,
            on_error=self._say_fault,
            owner=self,
        )

    def _on_kept(self, kept: WireSettings) -> None:
        self.answer.hide()
        if kept.address:
            self.address.setText(kept.address)
        self.show_kept(kept)
        self.context.tell_saved()
        self.context.refresh.announce(Part.PREFERENCES)

    def _say_fault(self, error: JxError) -> None:
        self.answer.say(Tone.ERROR, fault_words(error))
        self.answer.show()

    def _on_proxy(self) -> None:
        is_given = self.proxy.currentData() == GIVEN
        self.proxy_address.setVisible(is_given)
        if is_given:
            self.proxy_address.setFocus()
        else:
            self._keep()

    def _on_authority(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self,
            "选州市财政局给的网站证书",
            preferences.documents_folder(),
            "证书 (*.pem *.crt *.cer);;全部文件 (*)",
        )
        if name:
            self.take_authority(Path(name))

    def take_authority(self, file: Path) -> None:
        """Takes the certificate authority of the office's own from a file."""
        from jxdesk.actions import outbox

        self.context.tasks.run(
            lambda: outbox.authority_from(file),
            lambda text: self.keep(replace(self._typed(), authority=text)),
            on_error=self._say_fault,
            owner=self,
        )

    def _on_forget(self) -> None:
        self.keep(replace(self._typed(), authority=""))

    # ---- the trial ---------------------------------------------------------------------------------------------

    def _on_try(self) -> None:
        """Asks the service who it is; nothing is sent."""
        from jxdesk.actions import outbox

        workspace, wanted = self.context.workspace, self._typed()
        self.try_button.setEnabled(False)
        self.answer.say(Tone.INFO, "正在连接…")
        self.answer.show()

        def work() -> tuple[WireSettings, Met]:
            from jxdesk.actions.upload import try_connection

            kept = outbox.set_wire(workspace, wanted)
            return kept, try_connection(workspace, kept)

        self.context.tasks.run(
            work, lambda found: self._on_met(*found), lane=Lane.WIRE, on_error=self._on_not_met, owner=self
        )

    def _on_met(self, kept: WireSettings, met: Met) -> None:
        self._on_kept(kept)
        self.answer.say(*met_words(met))
        self.answer.show()
        self.context.wire.wake()

    def _on_not_met(self, error: JxError) -> None:
        self._show_may()
        self._say_fault(error)
        self.context.refresh.announce(Part.PREFERENCES)
