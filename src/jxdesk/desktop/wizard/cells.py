"""Cells: what every grid of the wizard shows and takes, over one filing session; the money and indicator grids fill it in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt

from jxdesk.desktop.wizard.columns import Column
from jxdesk.desktop.wizard.editors import CHOICES_ROLE
from jxdesk.desktop.wizard.grid_cells import (
    LOOK_ROLE,
    NO_INDEX,
    SHOWN,
    TYPED,
    GridCells,
    Index,
    Look,
    Role,
)
from jxdesk.desktop.wizard.session import FilingSession
from jxdesk.domain.filling.editing import Cell, Change, Edit, EditKind, text_of
from jxdesk.domain.filling.pasting import PasteTarget, PlannedCell
from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.templates.wizard_flow import Place, WizardPage, asked_places


class CellModel(GridCells):
    """A table of one part of a filing; rows are lines, columns come from the form's template."""

    kind: EditKind
    page: WizardPage

    def __init__(
        self, session: FilingSession, columns: Sequence[Column], parent: QObject | None = None
    ) -> None:
        super().__init__(columns, parent)
        self.session = session
        self.marks: dict[Cell, list[Finding]] = {}
        self._known = self.line_ids()
        self.collect_marks()
        self._looks = self._look()
        session.shown.connect(self._on_session_shown)
        session.checked.connect(self._on_session_checked)

    # ---- what a grid must say ---------------------------------------------------------------------------------

    def choices(self, row: int, column: Column) -> Sequence[tuple[str, str]]:
        """The usual answers for the cell."""
        del row, column
        return ()

    def note(self, row: int, column: Column) -> str:
        """A small word at the left of the cell."""
        del row, column
        return ""

    def hint(self, row: int, column: Column) -> str:
        """A grey word where the cell is empty."""
        del row, column
        return ""

    def changes_for(self, row: int, column: Column, text: str) -> tuple[Change, ...]:
        """What typing this text into the cell changes."""
        return (Edit(kind=self.kind, line_id=self.line_ids()[row], field=column.field, text=text),)

    @property
    def may_grow(self) -> bool:
        """Whether rows can be put in."""
        return False

    # ---- for the view -----------------------------------------------------------------------------------------

    def line_id(self, row: int) -> str:
        """The line of a row; empty below the last line."""
        return self._known[row] if row < len(self._known) else ""

    def place(self, index: Index) -> Place:
        """The place of a cell in the wizard."""
        line_id, field = self.cell(index)
        return Place(page=self.page, line_id=line_id, field=field)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """What the view asks for."""
        if not index.isValid():
            return None
        if role == LOOK_ROLE:
            return self._looks[index.row()][index.column()]
        row, column = index.row(), self.columns[index.column()]
        match role:
            case Role.DisplayRole:
                return self._display(self.cell(index), row, column)
            case Role.EditRole:
                return self.edit_text(row, column)
            case Role.TextAlignmentRole:
                return int(column.align | Qt.AlignmentFlag.AlignVCenter)
            case Role.ToolTipRole:
                noted = self.noted.get(self.cell(index), "")
                return f"批注：{noted}" if noted else self._tip(index)
            case Role.AccessibleTextRole:
                return f"{column.label} {self.shown_text(row, column)}"
            case _:
                pass
        if role == CHOICES_ROLE:
            return self.choices(row, column)
        return None

    def _display(self, cell: Cell, row: int, column: Column) -> str:
        """What the cell shows: a text that could not be read in the place of the value."""
        refused = self.session.refused.get(cell)
        return refused[0] if refused else self.shown_text(row, column)

    def edit_text(self, row: int, column: Column) -> str:
        """What an editor starts with: a refused text again, else the value as typed."""
        line_id = self.line_id(row)
        if not line_id:
            return ""
        refused = self.session.refused.get((line_id, column.field))
        return refused[0] if refused else text_of(self.session.content, self.kind, line_id, column.field)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Whether the cell can be typed into."""
        typed = index.isValid() and self.is_typed(index.row(), self.columns[index.column()])
        return TYPED if typed and self.session.editable else SHOWN

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        """Takes a typed text."""
        if role != Role.EditRole or not (self.flags(index) & Qt.ItemFlag.ItemIsEditable):
            return False
        column = self.columns[index.column()]
        changes = self.changes_for(index.row(), column, str(value))
        self.session.commit(changes, label=f"填写{column.label}", place=self.place(index))
        return True

    def _tip(self, index: Index) -> str | None:
        found = self.marks.get(self.cell(index), [])
        text = self.shown_text(index.row(), self.columns[index.column()])
        parts = [f"{finding.message}{finding.advice}" for finding in found]
        return "\n".join(part for part in (*parts, text) if part) or None

    # ---- refreshing -------------------------------------------------------------------------------------------

    def collect_marks(self) -> None:
        """Sorts the problems by their cells."""
        self.marks = {}
        for finding in self.session.findings:
            number = self.column_of(finding.field)
            field = self.columns[number].field if number >= 0 else finding.field
            self.marks.setdefault((finding.line_id, field), []).append(finding)

    def _on_session_shown(self, cells: object, reshaped: bool) -> None:
        del cells
        before, self._known = self._known, self.line_ids()
        self.collect_marks()
        appended = len(self._known) - len(before)
        if not reshaped:
            self._repaint()
        elif appended > 0 and self._known[: len(before)] == before:
            # The empty row became a line while its editor was still open: it keeps its place, new rows come below it.
            last = self.rowCount() - 1
            self.beginInsertRows(NO_INDEX, last - appended + 1, last)
            self.endInsertRows()
            self._repaint()
        else:
            self._looks = self._look()
            self.beginResetModel()
            self.endResetModel()

    def _on_session_checked(self) -> None:
        self.collect_marks()
        self._repaint()

    def _repaint(self) -> None:
        """Has the rows painted anew that look different now: a grid costs far more to paint than to compare."""
        before, self._looks = self._looks, self._look()
        changed = [row for row, look in enumerate(self._looks) if row >= len(before) or look != before[row]]
        if changed:
            last = self.index(changed[-1], self.columnCount() - 1)
            self.dataChanged.emit(self.index(changed[0], 0), last)

    def _look(self) -> list[list[Look]]:
        """How each row looks, cell by cell."""
        columns = range(len(self.columns))
        return [[self._look_of(row, number) for number in columns] for row in range(self.rowCount())]

    def _look_of(self, row: int, number: int) -> Look:
        cell, column = self.cell_at(row, number), self.columns[number]
        text, found = self._display(cell, row, column), self.marks.get(cell)
        hint = "" if text else self.hint(row, column)
        return Look(text, hint, self.note(row, column), found[0].severity if found else None)

    def keep_refused(self, cells: Sequence[PlannedCell]) -> None:
        """Keeps pasted texts that were not taken: in red in their cell, in the list where they have none."""
        for cell in cells:
            if cell.line_id and cell.field:
                self.session.keep_refused((cell.line_id, cell.field), cell.text, cell.refusal)
        homeless = [(cell.text, cell.refusal) for cell in cells if not (cell.line_id and cell.field)]
        if homeless:
            self.session.keep_leftovers(homeless)

    def first_cell(self) -> tuple[int, int]:
        """Where typing begins: the first cell that is still asked for, else the first result."""
        asked = (
            place for place, done in asked_places(self.session.content, self.session.template) if not done
        )
        empty = next((place for place in asked if place.page is self.page), None)
        ids = self.line_ids()
        if empty is not None and empty.line_id in ids and self.column_of(empty.field) >= 0:
            return ids.index(empty.line_id), self.column_of(empty.field)
        result = max(self.column_of("actual"), self.column_of("executed"), 0)
        return 0, result

    def paste_target(self, row: int, column: int) -> PasteTarget:
        """Where a block goes that is put at this cell."""
        fields = tuple(one.field if one.is_typed else "" for one in self.columns)
        return PasteTarget(
            kind=self.kind,
            line_ids=self.line_ids()[row:],
            columns=fields[column:],
            labels=tuple(one.label for one in self.columns[column:]),
            all_columns=fields,
            all_labels=tuple(one.label for one in self.columns),
            may_grow=self.may_grow,
        )


SEVERITY_WORDS = {Severity.ERROR: "必须改", Severity.WARNING: "请核实", Severity.ADVICE: "建议"}
