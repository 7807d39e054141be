"""To-do bar: the most pressing thing to do about the month, above the grid, with the way to the rows that it is about."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal

from jxdesk.desktop.furniture import Bar, button
from jxdesk.desktop.monitoring.session import MonitoringSession
from jxdesk.desktop.theme import Tone
from jxdesk.domain.monitoring.rows import MonitoringFilter, todos_of
from jxdesk.domain.monitoring.standing import period_words

BAR_MS = 120
"""What is most pressing is looked for when the keys are at rest: it looks at every project."""


class TodoBar(Bar):
    """The bar; ``wanted(filter)`` when its rows are to be shown. It stays away while ``is_in_sight`` says so."""

    wanted = Signal(object)

    def __init__(self, session: MonitoringSession, is_in_sight: Callable[[], bool]) -> None:
        super().__init__(name="monitoring_bar")
        self._session = session
        self._is_in_sight = is_in_sight
        self._filter = MonitoringFilter.ALL
        self.button = button("", lambda: self.wanted.emit(self._filter), name="monitoring_bar_button")
        self.row.addWidget(self.button)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(BAR_MS)
        self._timer.timeout.connect(self._look)
        self.hide()

    def look_soon(self) -> None:
        """Looks again what is most pressing, as soon as the keys are at rest."""
        self._timer.start()

    def _look(self) -> None:
        """The most pressing thing to do, unless the list shows it already."""
        session = self._session
        if session.wanted is not MonitoringFilter.ALL or not session.is_whole or not self._is_in_sight():
            self.hide()
            return
        rules = session.rules
        rows = tuple(session.rows.values())
        todos = todos_of(rows, period=session.period, rules=rules) if rules is not None else ()
        pressing = next(
            (one for one in todos if one.wanted not in (MonitoringFilter.BLANK, MonitoringFilter.ALL)), None
        )
        self.setVisible(pressing is not None)
        if pressing is not None:
            self._filter = pressing.wanted
            self.say(Tone.WARN, f"{period_words(pressing.period)}：{pressing.count} {pressing.words}。")
            self.button.setText(f"只看这 {pressing.count} 个")
