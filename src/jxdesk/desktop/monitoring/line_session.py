"""Line session: the indicators of the month's projects in the window, read in portions; what is typed goes through the month's session."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from PySide6.QtCore import QObject, Signal

from jxdesk.actions import monitor
from jxdesk.actions.monitor import FORECAST, Typed
from jxdesk.desktop.monitoring.session import MonitoringSession
from jxdesk.desktop.tasks import Lane
from jxdesk.domain.monitoring.line_rows import LineFilter, LineRow, line_filters
from jxdesk.domain.values.lettering import says_nothing

FIRST_PORTION, PORTION = 40, 300
"""So many projects are read at once: first what a screen holds, then so few that nothing else waits long."""


class LineSession(QObject):
    """The indicators of a month.

    ``refilled`` when the list in sight changed, ``changed(ids)`` when rows did, ``read_all`` when the last portion is here.
    """

    refilled = Signal()
    changed = Signal(object)
    read_all = Signal()

    def __init__(self, month: MonitoringSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.month = month
        self.only: frozenset[str] = frozenset()
        """The projects that were chosen; none means all."""
        self.wanted = LineFilter.ALL
        self.shown: tuple[str, ...] = ()
        self.rows: dict[str, LineRow] = {}
        self.is_reading = False
        self._filters: dict[str, frozenset[LineFilter]] = {}
        self._names: dict[str, str] = {}
        self._alike: Counter[frozenset[LineFilter]] = Counter()
        """How many rows stand alike."""
        self._by_project: dict[str, tuple[LineRow, ...]] = {}
        self._order: dict[str, int] = {}
        self._of: tuple[int, int] = (0, 0)
        self._round = 0
        month.lined.connect(self._on_lined)
        month.changed.connect(self._on_changed)
        month.refilled.connect(self._on_searched)

    # ---- reading ----------------------------------------------------------------------------------------------

    def open(self, only: Collection[str] = ()) -> None:
        """Shows the indicators of these projects, of all where none are named."""
        self.only = frozenset(only)
        self.load()

    def load(self) -> None:
        """Reads the indicators again; those of another month go at once."""
        month = (self.month.year, self.month.period)
        if month != self._of:
            self._by_project, self._of = {}, month
        self._order = {key: place for place, key in enumerate(self.month.rows)}
        self._by_project = {key: rows for key, rows in self._by_project.items() if key in self._order}
        self._round += 1
        self.is_reading = True
        self._list_anew()
        self._read(self._round, list(filter(self._is_chosen, self._order)))

    def _read(self, number: int, rest: Sequence[str], size: int = FIRST_PORTION) -> None:
        year, period, workspace = self.month.year, self.month.period, self.month.context.workspace
        portion, later = tuple(rest[:size]), rest[size:]

        def done(rows: tuple[LineRow, ...]) -> None:
            if number != self._round:
                return
            self.is_reading = bool(later)
            if self.is_reading:
                self._read(number, later, PORTION)
            self._take(rows, portion)
            self.refilled.emit()
            if not self.is_reading:
                self.read_all.emit()

        self.month.context.tasks.run(
            lambda: monitor.lines(workspace, year, period, portion), done, lane=Lane.READ, owner=self
        )

    # ---- the rows ---------------------------------------------------------------------------------------------

    def _take(self, rows: Sequence[LineRow], project_ids: Collection[str]) -> None:
        """Takes over the indicators of these projects: in place where none came or went, behind all others where they end the list.

        Portions are of the latter kind: a list of 50,000 must not be made anew for each of them.
        """
        before = [row.id for key in project_ids for row in self._by_project.get(key, ())]
        last = max((self._order.get(key, -1) for key in self._by_project), default=-1)
        found: dict[str, list[LineRow]] = {key: [] for key in project_ids}
        for row in rows:
            found.setdefault(row.project_id, []).append(row)
        self._by_project |= {key: tuple(lines) for key, lines in found.items()}
        if before == [row.id for row in rows]:
            self._keep([row for row in rows if row.id in self.rows])
        elif all(self._order.get(key, -1) > last and self._is_chosen(key) for key in project_ids):
            self._keep(rows)
            self.shown += self._fitting([row.id for row in rows])
        else:
            self._list_anew()

    def _list_anew(self) -> None:
        """Lists the rows of the chosen projects from the first to the last."""
        self.rows, self._filters, self._names, self._alike = {}, {}, {}, Counter()
        for key in filter(self._is_chosen, self._order):
            self._keep(self._by_project.get(key, ()))
        self.refill()

    def _is_chosen(self, project_id: str) -> bool:
        return not self.only or project_id in self.only

    def _keep(self, rows: Sequence[LineRow]) -> None:
        """Keeps rows under their ids, and which filters show them."""
        for row in rows:
            key, filters = row.id, line_filters(row)
            if key in self._filters:
                self._alike[self._filters[key]] -= 1
            self._alike[filters] += 1
            self.rows[key], self._filters[key], self._names[key] = row, filters, row.name.lower()

    # ---- what is in sight -------------------------------------------------------------------------------------

    def show_only(self, wanted: LineFilter) -> None:
        """Filters the list; a row that no longer fits after typing stays until the next choice."""
        self.wanted = wanted
        self.refill()

    def refill(self) -> None:
        """Picks the rows that the filter shows."""
        self.shown = self._fitting(self.rows)
        self.refilled.emit()

    def _fitting(self, ids: Collection[str]) -> tuple[str, ...]:
        """Those of these rows that fit the filter, and the search by the project or by all words in the indicator's name."""
        if self.wanted is not LineFilter.ALL:
            ids = [key for key in ids if self.wanted in self._filters[key]]
        if not self.month.text:
            return tuple(ids)
        projects, words = set(self.month.shown), self.month.text.lower().split()
        # Thousands of projects have the same few hundred indicators: each name is looked at once.
        names = {name for name in set(self._names.values()) if all(word in name for word in words)}
        rows, named = self.rows, self._names
        return tuple(key for key in ids if named[key] in names or rows[key].project_id in projects)

    def counts(self) -> Counter[LineFilter]:
        """How many rows each filter would show."""
        found: Counter[LineFilter] = Counter()
        for filters, count in self._alike.items():
            found.update(dict.fromkeys(filters, count))
        return found

    def shown_rows(self) -> tuple[LineRow, ...]:
        """The rows in sight."""
        return tuple(self.rows[key] for key in self.shown)

    @property
    def projects_without(self) -> int:
        """How many of the chosen projects have no indicator at all, because they have no target yet."""
        chosen = filter(self._is_chosen, self.month.rows)
        return sum(not self._by_project.get(key) for key in chosen) if not self.is_reading else 0

    # ---- writing ----------------------------------------------------------------------------------------------

    def fill_forecasts(self) -> None:
        """Fills the target in as forecast where something was reached and no forecast stands yet; one step to take back."""
        typed = [
            Typed(project_id=row.project_id, field=FORECAST, text=row.line.target_text, line=row.key)
            for row in self.shown_rows()
            if self.month.rows[row.project_id].is_open
            and says_nothing(row.line.forecast_text)
            and not says_nothing(row.line.actual_text)
            and not says_nothing(row.line.target_text)
        ]
        if typed:
            self.month.type(typed, f"填全年预计 {len(typed)} 格")
        else:
            self.month.context.tell("填了完成情况的指标，都有全年预计了。")

    def _on_lined(self, rows: tuple[LineRow, ...]) -> None:
        """Takes over what a write made of indicators; a form that changed its lines is listed anew."""
        self._take(rows, dict.fromkeys(row.project_id for row in rows))

    def _on_changed(self, project_ids: frozenset[str]) -> None:
        self.changed.emit([row.id for key in project_ids for row in self._by_project.get(key, ())])

    def _on_searched(self) -> None:
        if self._by_project:
            self.refill()
