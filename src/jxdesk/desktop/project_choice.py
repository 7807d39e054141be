"""Project choice: which projects of the list are chosen, read in full when something is done with them; the list's errands ask here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby

from PySide6.QtCore import QItemSelection, QItemSelectionModel
from PySide6.QtWidgets import QWidget

from jxdesk.actions import look
from jxdesk.actions.look import ProjectQuery, ProjectRow
from jxdesk.desktop.context import Context
from jxdesk.desktop.project_table import ProjectTable, ProjectTableModel
from jxdesk.desktop.tasks import Lane


class ProjectChoice:
    """The chosen rows of the table, by their numbers in the data: also those that were never scrolled to."""

    def __init__(self, context: Context, table: ProjectTable, *, query: Callable[[], ProjectQuery]) -> None:
        self.context = context
        self.table = table
        self._query = query
        self._kept: frozenset[int] = frozenset()
        self._restored: list[int] | None = None

    @property
    def _model(self) -> ProjectTableModel:
        model = self.table.model()
        assert isinstance(model, ProjectTableModel)
        return model

    @property
    def count(self) -> int:
        """How many projects are chosen."""
        return len(self.numbers())

    def numbers(self) -> list[int]:
        """The row numbers of all that are chosen, in the order of the list."""
        rows = self._model.rows
        return [rows[position] for position in self.table.chosen_positions() if position < len(rows)]

    def with_rows(self, owner: QWidget, then: Callable[[Sequence[ProjectRow]], None]) -> None:
        """Reads the chosen rows and hands them over; at once where all of them are on the screen's side already."""
        numbers = tuple(self.numbers())
        here = [self._model.row_here(position) for position in self.table.chosen_positions()]
        found = [row for row in here if row is not None]
        if len(found) == len(numbers):
            then(found)
            return
        workspace, query = self.context.workspace, self._query()
        self.context.tasks.run(
            lambda: look.project_block(workspace, query, numbers), then, lane=Lane.READ, owner=owner
        )

    def with_ids(self, owner: QWidget, then: Callable[[tuple[str, ...]], None]) -> None:
        """The same as ids; a classified project is a count and nothing can be done with it."""
        self.with_rows(owner, lambda rows: then(tuple(row.id for row in rows if not row.is_classified)))

    # ---- while the list is read again --------------------------------------------------------------------------

    def keep(self) -> None:
        """Remembers what is chosen, before the list is replaced."""
        self._kept = frozenset(self.numbers())
        self._restored = None

    def restore(self) -> None:
        """Chooses again what is still in the list: when its beginning is there, and when the rest is, unless somebody chose in between."""
        if not self._kept or self._restored not in (None, self.numbers()):
            return
        self._choose_kept()
        self._restored = self.numbers()

    def _choose_kept(self) -> None:
        rows = self._model.rows
        positions = [place for place, number in enumerate(rows) if number in self._kept]
        if not positions:
            return
        selection, last = QItemSelection(), self._model.columnCount() - 1
        for _, run in groupby(enumerate(positions), key=lambda pair: pair[1] - pair[0]):
            span = [position for _, position in run]
            selection.select(self._model.index(span[0], 0), self._model.index(span[-1], last))
        model = self.table.selectionModel()
        if not self.table.currentIndex().isValid():
            model.setCurrentIndex(
                self._model.index(positions[0], 0), QItemSelectionModel.SelectionFlag.NoUpdate
            )
        model.select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)
