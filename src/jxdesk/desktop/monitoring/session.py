"""Monitoring session: one cut-off month in the window, each committed cell saved at once, with its undo. Used by the page and its grid."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from jxdesk.actions import monitor
from jxdesk.actions.monitor import Done, Month, Typed, WayBack
from jxdesk.desktop.context import Context
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.tasks import Lane
from jxdesk.domain.errors import JxError
from jxdesk.domain.findings import Finding
from jxdesk.domain.monitoring.rows import MonitoringFilter, MonitoringRow, filters_of
from jxdesk.domain.progress import Progress
from jxdesk.domain.records.filings import MoneyUnit
from jxdesk.domain.records.office_nodes import county_of
from jxdesk.domain.records.offices import covers
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.values.money import exact_text
from jxdesk.store.shipped.first_letters import found_by_letters

FIRST_PORTION = 200
"""So many projects are read before all others: more than a screen holds, and every one of most offices."""
AFTER_PAINT_MS = 0
"""Timers are looked at when everything that waits to be painted is painted."""
MANY = 40
"""From so many projects on a write shows its progress and can be cancelled."""
Cell = tuple[str, str]


@dataclass(slots=True)
class Step:
    """One step that can be taken back and made again."""

    label: str
    again: Callable[[], Done]
    inverse: Sequence[WayBack] = ()


class MonitoringSession(QObject):
    """The rows of a month.

    ``begun`` when the first rows of a month are here, ``loaded`` when all are, ``refilled`` when the list in sight changed, ``changed(ids)`` when rows did,
    ``lined(rows)`` when indicators of projects did, ``stepped`` when something can be taken back or made again.
    """

    begun = Signal()
    loaded = Signal()
    refilled = Signal()
    changed = Signal(object)
    lined = Signal(object)
    stepped = Signal()

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.year = 0
        self.period = 0
        self.months: Sequence[int] = ()
        self.is_whole = False
        """Whether all projects of the month are here; nothing is added up and counted before."""
        self.rules: RulePack | None = None
        self.rows: dict[str, MonitoringRow] = {}
        self.shown: tuple[str, ...] = ()
        self.wanted = MonitoringFilter.ALL
        self.text = ""
        self.scope = self.scope_name = ""
        self.counties: Mapping[str, str] = {}
        """The counties by path with their names, where rows are of several."""
        self.pending: dict[Cell, str] = {}
        self.refused: dict[Cell, tuple[str, Finding]] = {}
        self._letters: dict[str, str] = {}
        self._places: dict[str, frozenset[MonitoringFilter]] = {}
        self._undo: list[Step] = []
        self._redo: list[Step] = []
        self._own_writes = 0
        self._is_begun = False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(AFTER_PAINT_MS)
        self._rest.timeout.connect(self._read)

    # ---- reading ----------------------------------------------------------------------------------------------

    def load(self, year: int, period: int) -> None:
        """Reads a month, its first rows before all of them; what could be taken back belongs to the one before."""
        if (year, period) != (self.year, self.period):
            self._undo, self._redo = [], []
            self.refused, self.pending, self._letters = {}, {}, {}
            self.is_whole = False
        self.year, self.period = year, period
        # Of the first rows a filter may show none.
        is_narrowed = self.wanted is not MonitoringFilter.ALL or self.text or self.scope
        self._read(None if self.is_whole or is_narrowed else FIRST_PORTION)

    def _read(self, most: int | None = None) -> None:
        year, period, workspace = self.year, self.period, self.context.workspace
        self.context.tasks.run(
            lambda: monitor.month(workspace, year, period, most=most),
            self._on_read,
            lane=Lane.READ,
            owner=self,
        )

    def _on_read(self, month: Month) -> None:
        if (month.year, month.period) != (self.year, self.period) or (self.is_whole and not month.is_whole):
            return
        self.is_whole = month.is_whole
        self.rules, self.months = month.rules, month.months
        self.rows = {row.project_id: row for row in month.rows}
        self._places = {row.project_id: filters_of(row) for row in month.rows}
        self.refill()
        if not self._is_begun:
            self.begun.emit()
        self._is_begun = not month.is_whole
        if month.is_whole:
            self.loaded.emit()
        else:
            self._rest.start()
        self.stepped.emit()

    def show_only(
        self, *, wanted: MonitoringFilter | None = None, text: str | None = None, scope: str | None = None
    ) -> None:
        """Filters the list, of an office and what is below it; a row that no longer fits after typing stays until the next choice."""
        self.wanted = self.wanted if wanted is None else wanted
        self.text = self.text if text is None else text
        self.scope = self.scope if scope is None else scope
        self.refill()

    def refill(self) -> None:
        """Picks the rows that the filter shows."""
        kept = [key for key, places in self._places.items() if self.wanted in places and self._is_theirs(key)]
        for word in self.text.lower().split():
            kept = [key for key in kept if self._has(self.rows[key], word)]
        self.shown = tuple(kept)
        self.refilled.emit()

    def _is_theirs(self, key: str) -> bool:
        return not self.scope or covers(self.scope, self.rows[key].office_path)

    def _has(self, row: MonitoringRow, word: str) -> bool:
        if word in f"{row.name} {row.code} {row.unit}".lower():
            return True
        if not word.isascii():
            return False
        letters = self._letters.get(row.project_id)
        if letters is None:
            letters = self._letters[row.project_id] = found_by_letters(f"{row.name} {row.unit}")
        return word in letters

    def unit_of(self, row: MonitoringRow) -> str:
        """The unit of a row, with its county before it where rows are of several."""
        county = self.counties.get(county_of(row.office_path), "")
        return row.unit if county in ("", row.unit) else f"{county} · {row.unit}"

    def shown_rows(self) -> tuple[MonitoringRow, ...]:
        """The rows in sight."""
        return tuple(self.rows[project_id] for project_id in self.shown)

    def counts(self) -> Counter[MonitoringFilter]:
        """How many rows of the month each filter would show, of the office that is looked at; rows that stand alike are counted together."""
        found: Counter[MonitoringFilter] = Counter()
        theirs = (places for key, places in self._places.items() if self._is_theirs(key))
        for places, count in Counter(theirs).items():
            found.update(dict.fromkeys(places, count))
        return found

    # ---- writing ----------------------------------------------------------------------------------------------

    def type(self, cells: Sequence[Typed], label: str) -> None:
        """Saves typed cells; they are shown at once, and in red where they are not taken."""
        year, period, workspace = self.year, self.period, self.context.workspace
        typed = tuple(cells)
        for one in typed:
            self.pending[one.cell] = one.text
            self.refused.pop(one.cell, None)
        self.changed.emit(frozenset(one.project_id for one in typed))
        progress = Progress() if len({one.project_id for one in typed}) >= MANY else None
        step = Step(label, lambda: monitor.put(workspace, year, period, typed, progress=progress))
        self._run(step, typed, progress)

    def fill_forecasts(self) -> None:
        """Fills the year's budget in as forecast where a begun form has none; one step to take back."""
        typed = [
            Typed(
                project_id=row.project_id,
                field=monitor.FORECAST,
                text=exact_text(row.budget_fen, MoneyUnit.WAN),
            )
            for row in self.shown_rows()
            if row.filing_id and row.is_open and row.forecast_fen is None and row.budget_fen is not None
        ]
        if typed:
            self.type(typed, f"填全年预计 {len(typed)} 格")

    def choose(self, project_ids: Sequence[str], *, treasury: bool, reason: str) -> None:
        """Chooses between two figures."""
        year, period, workspace = self.year, self.period, self.context.workspace
        chosen = tuple(project_ids)
        step = Step(
            "用国库数" if treasury else "用填报数",
            lambda: monitor.choose(workspace, year, period, chosen, treasury=treasury, reason=reason),
        )
        self._run(step, (), None)

    def undo(self) -> None:
        """Takes the last step back."""
        if not self._undo:
            return
        step = self._undo.pop()
        year, period, workspace, inverse = self.year, self.period, self.context.workspace, step.inverse
        self._redo.append(step)
        self._write(
            lambda: monitor.take_back(workspace, year, period, inverse),
            f"已撤销：{step.label}",
            lambda _: None,
        )

    def redo(self) -> None:
        """Makes again the step that was taken back last."""
        if self._redo:
            step = self._redo.pop()
            self._write(step.again, f"已重做：{step.label}", lambda done: self._keep(step, done))

    @property
    def can_undo(self) -> bool:
        """Whether something can be taken back."""
        return bool(self._undo)

    @property
    def can_redo(self) -> bool:
        """Whether something can be made again."""
        return bool(self._redo)

    def _run(self, step: Step, typed: Sequence[Typed], progress: Progress | None) -> None:
        def done(answer: Done) -> None:
            self._redo = []
            self._keep(step, answer)

        self._write(step.again, "", done, typed=typed, progress=progress)

    def _keep(self, step: Step, done: Done) -> None:
        if done.inverse:
            step.inverse = done.inverse
            self._undo.append(step)

    def _write(
        self,
        work: Callable[[], Done],
        said: str,
        then: Callable[[Done], None],
        *,
        typed: Sequence[Typed] = (),
        progress: Progress | None = None,
    ) -> None:
        def done(answer: Done) -> None:
            then(answer)
            self._take(answer, typed)
            if said:
                self.context.tell(said)

        def failed(error: JxError) -> None:
            for one in typed:
                self.pending.pop(one.cell, None)
            self.changed.emit(frozenset(one.project_id for one in typed))
            self.context.tasks.failed.emit(error)

        self.context.tasks.run(
            work,
            done,
            lane=Lane.EDIT,
            label="保存监控数" if progress is not None else "",
            progress=progress,
            on_error=failed,
            owner=self,
        )

    def _take(self, done: Done, typed: Sequence[Typed]) -> None:
        for one in typed:
            self.pending.pop(one.cell, None)
        for refused in done.refused:
            self.refused[refused.typed.cell] = (refused.typed.text, refused.finding)
        if done.lines:
            self.lined.emit(done.lines)
        for row in done.rows:
            if row.project_id in self.rows:
                self.rows[row.project_id] = row
                self._places[row.project_id] = filters_of(row)
        ids = frozenset(row.project_id for row in done.rows)
        self.changed.emit(ids | {one.project_id for one in typed})
        self.stepped.emit()
        self.context.tell_saved()
        self._own_writes += 1
        self.context.refresh.announce(Part.FILINGS, project_ids=ids)
        self._own_writes -= 1

    @property
    def is_writing(self) -> bool:
        """Whether the change that is told just now is this grid's own."""
        return self._own_writes > 0

    def drop_refused(self, cell: Cell) -> bool:
        """Gives up a text that was not taken; answers whether there was one."""
        if self.refused.pop(cell, None) is None:
            return False
        self.changed.emit(frozenset((cell[0].partition("/")[0],)))
        return True
