"""The news bar: a line above every page when a package was delivered, refused, or a receipt came; good news go by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from jxdesk.desktop.furniture import Bar, button
from jxdesk.desktop.theme import Tone

if TYPE_CHECKING:
    from jxdesk.desktop.context import Context

STAYS_MS = 15_000


class NewsBar(Bar):
    """In sight for a while; what went wrong stays until it was read."""

    def __init__(self, context: Context) -> None:
        super().__init__(Tone.OK, name="wire_news")
        self.context = context
        self._side = ""
        self.row.addWidget(button("看收发箱", self._on_look, name="wire_news_look"))
        self.row.addWidget(button("知道了", self.hide, kind="link", name="wire_news_close"))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(STAYS_MS)
        self._timer.timeout.connect(self.hide)
        context.wire.came_out.connect(self.show_news)
        self.hide()

    def show_news(self, tone: Tone, text: str, side: str) -> None:
        """Says how something came out, and where it is seen."""
        self._side = side
        self.say(tone, text)
        self.show()
        if tone is Tone.OK:
            self._timer.start()
        else:
            self._timer.stop()

    def _on_look(self) -> None:
        self.hide()
        self.context.open_page("tray", self._side)
