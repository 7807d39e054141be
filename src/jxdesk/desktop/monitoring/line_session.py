"""Line session: the indicators of the month's projects in the window, read in portions; what is typed goes through the month's session."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from PySide6.QtCore import QObject, Signal

from jxdesk.actions import monitor
from jxdesk.actions.monitor import FORECAST, Typed
from jxdesk.desktop.monitoring.session import MonitoringSession
from jxdesk.desktop.tasks import Lane
from jxdesk.domain.monitoring.line_rows import LineFilter, LineRow, line_fits
from jxdesk.domain.values.lettering import says_nothing

PORTION = 300
"""So many projects are read at once, so that the first are there soon and nothing else waits long."""


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
        self._by_project: dict[str, tuple[LineRow, ...]] = {}
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
        self._by_project = {key: rows for key, rows in self._by_project.items() if key in self.month.rows}
        self._round += 1
        self.is_reading = True
        self.refill()
        wanted = [key for key in self.month.rows if not self.only or key in self.only]
        self._read(self._round, wanted)

    def _read(self, number: int, rest: Sequence[str]) -> None:
        year, period, workspace = self.month.year, self.month.period, self.month.context.workspace
        portion = tuple(rest[:PORTION])

        def done(rows: tuple[LineRow, ...]) -> None:
            if number != self._round:
                return
            self._put(rows, portion)
            if len(rest) > PORTION:
                self._read(number, rest[PORTION:])
                self.refill()
                return
            self.is_reading = False
            self.refill()
            self.read_all.emit()

        self.month.context.tasks.run(
            lambda: monitor.lines(workspace, year, period, portion), done, lane=Lane.READ, owner=self
        )

    def _put(self, rows: Sequence[LineRow], project_ids: Collection[str]) -> None:
        found: dict[str, list[LineRow]] = {key: [] for key in project_ids}
        for row in rows:
            found.setdefault(row.project_id, []).append(row)
        self._by_project |= {key: tuple(lines) for key, lines in found.items()}

    # ---- what is in sight -------------------------------------------------------------------------------------

    def show_only(self, wanted: LineFilter) -> None:
        """Filters the list; a row that no longer fits after typing stays until the next choice."""
        self.wanted = wanted
        self.refill()

    def refill(self) -> None:
        """Picks the rows that the filter shows."""
        self.rows = {row.id: row for row in self._in_scope()}
        found = set(self.month.shown) if self.month.text else None
        words = self.month.text.lower().split()
        self.shown = tuple(
            row.id
            for row in self.rows.values()
            if line_fits(row, self.wanted)
            and (found is None or row.project_id in found or all(word in row.name.lower() for word in words))
        )
        self.refilled.emit()

    def _in_scope(self) -> Iterator[LineRow]:
        for key in self.month.rows:
            if not self.only or key in self.only:
                yield from self._by_project.get(key, ())

    def counts(self) -> Counter[LineFilter]:
        """How many rows each filter would show."""
        return Counter(one for row in self.rows.values() for one in LineFilter if line_fits(row, one))

    def shown_rows(self) -> tuple[LineRow, ...]:
        """The rows in sight."""
        return tuple(self.rows[key] for key in self.shown)

    @property
    def projects_without(self) -> int:
        """How many of the chosen projects have no indicator at all, because they have no target yet."""
        chosen = (key for key in self.month.rows if not self.only or key in self.only)
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
        projects = dict.fromkeys(row.project_id for row in rows)
        before = [row.id for key in projects for row in self._by_project.get(key, ())]
        self._put(rows, projects)
        if before == [row.id for row in rows]:
            self.rows |= {row.id: row for row in rows if row.id in self.rows}
        else:
            self.refill()

    def _on_changed(self, project_ids: frozenset[str]) -> None:
        self.changed.emit([row.id for key in project_ids for row in self._by_project.get(key, ())])

    def _on_searched(self) -> None:
        if self._by_project:
            self.refill()
