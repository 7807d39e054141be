"""The strip of the wire above 送出: what is going up, what waits and until when, and what a person can do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QProgressBar

from jxdesk.desktop import icons, theme
from jxdesk.desktop.furniture import Card, across, button, down, elided, label, picture
from jxdesk.desktop.moments import size
from jxdesk.desktop.wire.words import fault_words

if TYPE_CHECKING:
    from jxdesk.desktop.context import Context
    from jxdesk.desktop.wire.keeper import WireKeeper

REPEAT_MS = 5_000
"""So often the time until the next try is said anew."""
SIGN = 22
BAR_WIDTH = 150


class WireStrip(Card):
    """In sight only where a receiving service is set."""

    def __init__(self, context: Context) -> None:
        super().__init__(name="wire_strip")
        self.context = context
        self.keeper: WireKeeper = context.wire
        self.sign = picture("wire", size=SIGN, colour=theme.ACCENT)
        self.title = label(role="strong", name="wire_title")
        self.words = elided("", role="second", name="wire_words")
        self.bar = QProgressBar()
        self.bar.setObjectName("wire_bar")
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(theme.scaled(BAR_WIDTH))
        self.send_button = button("现在就传", self.keeper.send_now, icon="upload", name="wire_send")
        self.pause_button = button("暂停", self.keeper.pause, icon="pause", name="wire_pause")
        self.set_button = button(
            "联网设置", lambda: context.open_page("settings", "wire"), kind="link", name="wire_settings"
        )
        self.body.setContentsMargins(14, 8, 10, 8)
        row = across(
            self.sign,
            down(self.title, self.words, spacing=1),
            self.bar,
            self.send_button,
            self.pause_button,
            self.set_button,
            spacing=10,
        )
        row.setStretch(1, 1)
        self.body.addLayout(row)
        self._repeat = QTimer(self)
        self._repeat.setInterval(REPEAT_MS)
        self._repeat.timeout.connect(self.show_state)
        self.keeper.changed.connect(self.show_state)
        context.tasks.polled.connect(self._on_tasks_polled)
        self.hide()

    def show_state(self) -> None:
        """Shows how the wire is."""
        keeper = self.keeper
        self.setVisible(bool(keeper.address))
        if not keeper.address:
            return
        is_busy, waits = keeper.is_busy, keeper.waiting or keeper.answers
        title, words = self._said()
        self.title.setText(title)
        self.words.setText(words)
        sign, meaning, colour = "wire", "联网", theme.ACCENT
        if keeper.is_paused and waits:
            sign, meaning, colour = "pause", "已暂停", theme.AMBER
        elif keeper.trouble is not None and not is_busy:
            sign, meaning, colour = "warning", "提醒", theme.AMBER
        self.sign.setPixmap(icons.pixmap(sign, SIGN, colour))
        self.sign.setAccessibleName(meaning)
        self.bar.setVisible(is_busy)
        self.send_button.setVisible(bool(waits) and not is_busy)
        self.send_button.setEnabled(not self.context.workspace.is_viewing)
        self.send_button.setText("继续上传" if keeper.is_paused else "现在就传")
        self.pause_button.setVisible(is_busy or bool(keeper.waiting and not keeper.is_paused))
        self.pause_button.setText("停下" if is_busy and not waits else "暂停")

    def _said(self) -> tuple[str, str]:
        """The two lines."""
        keeper, host = self.keeper, urlsplit(self.keeper.address).netloc
        progress = keeper.progress
        if progress is not None:
            gone = f"{size(progress.done)} / {size(progress.total)}　" if progress.total > 1 else ""
            return f"正在{progress.label}", f"{gone}{host}"
        trouble = fault_words(keeper.trouble) if keeper.trouble is not None else ""
        if keeper.waiting:
            what = f"{keeper.waiting} 个包等着上传"
            if keeper.is_paused:
                return f"已暂停，{what}", "传过的部分不会重传；点“继续上传”接着传。"
            if keeper.network.is_offline:
                return f"现在没网，{what}", "网络一接通就自动接着传；急用的，选中后点“改用 U 盘”。"
            if keeper.network.wants_login:
                return f"网络要先登录认证，{what}", "请打开浏览器，在跳出来的页面上登录，再点“现在就传”。"
            return f"{what}，{keeper.next_words()}", trouble or host
        if trouble:
            return "上一次没有连上", trouble
        if keeper.answers:
            return (
                f"给下级的 {keeper.answers} 份回执还没有交到接收服务",
                "点“现在就传”，下级从网上就能取到；不联网的，回执照旧随 U 盘走。",
            )
        return "联网上传：没有等着的包", f"接收服务 {host}"

    def _on_tasks_polled(self) -> None:
        progress = self.keeper.progress
        if progress is None or not self.isVisible():
            return
        self.bar.setRange(0, progress.total)
        self.bar.setValue(min(progress.done, progress.total))
        title, words = self._said()
        self.title.setText(title)
        self.words.setText(words)

    def showEvent(self, event: QShowEvent) -> None:
        """Says the time anew from now on."""
        super().showEvent(event)
        self._repeat.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Is out of sight."""
        super().hideEvent(event)
        self._repeat.stop()
