"""Cell notes: a note to oneself at a cell (Ctrl+Shift+N), the history of a cell (Ctrl+Shift+H), by key and by right click.

Made by the page of filling beside each wizard; the wizard itself knows nothing of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QMenu, QPlainTextEdit, QWidget

from jxdesk.desktop.journal_words import FIELDS
from jxdesk.desktop.refresh import Changes, Part
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.wizard.block_grid import BlockGrid
from jxdesk.domain.templates.wizard_flow import Place

if TYPE_CHECKING:
    from jxdesk.actions.notes import Note
    from jxdesk.desktop.wizard.filing_wizard import FilingWizard

NOTE_KEYS, HISTORY_KEYS = "Ctrl+Shift+N", "Ctrl+Shift+H"


class CellNotes(QObject):
    """Notes and history at the cells of one wizard."""

    def __init__(self, wizard: FilingWizard) -> None:
        super().__init__(wizard)
        self.wizard = wizard
        self.context = wizard.context
        self.notes: Sequence[Note] = ()
        for keys, act in ((NOTE_KEYS, self.write_note), (HISTORY_KEYS, self.show_history)):
            shortcut = QShortcut(QKeySequence(keys), wizard)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        wizard.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        wizard.customContextMenuRequested.connect(lambda point: self._menu_at(wizard, point))
        wizard.ready.connect(self._on_ready)
        self.context.refresh.changed.connect(self._on_changes)

    def _on_ready(self) -> None:
        """Fields have a menu of their own for copying: what belongs to the cell is added to it."""
        for view in self.wizard.views.values():
            for field in (*view.findChildren(QLineEdit), *view.findChildren(QPlainTextEdit)):
                field.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
                field.customContextMenuRequested.connect(partial(self._menu_at, field))
        self._ask()

    # ---- the menu --------------------------------------------------------------------------------------------

    def menu(self, widget: QWidget) -> QMenu:
        """The menu of a cell or field."""
        if isinstance(widget, QLineEdit | QPlainTextEdit):
            made = widget.createStandardContextMenu()
            made.addSeparator()
        else:
            made = QMenu(self.wizard)
        made.setObjectName("cell_menu")
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for note in self._here():
            done = made.addAction(f"办好了：{note.text[:24]}")
            done.triggered.connect(partial(self._tick, note))
        made.addAction("批注给自己…\t" + NOTE_KEYS).triggered.connect(self.write_note)
        made.addAction("这一格的修改记录\t" + HISTORY_KEYS).triggered.connect(self.show_history)
        return made

    def _menu_at(self, widget: QWidget, point: QPoint) -> None:
        if self.wizard.session is None or (widget is self.wizard and self._cell() is None):
            return
        self.menu(widget).popup(widget.mapToGlobal(point))

    # ---- what can be done ------------------------------------------------------------------------------------

    def write_note(self) -> None:
        """Takes down a note at the cell under the cursor, at the form itself where there is none."""
        from jxdesk.actions import notes
        from jxdesk.desktop.notes.note_dialog import NoteDialog

        session = self.wizard.session
        if session is None:
            return
        line_id, field = self._cell() or ("", "")
        workspace, filing_id = self.context.workspace, self.wizard.filing_id
        dialog = NoteDialog(
            self.context,
            f"记在：{self._words(line_id, field)}",
            lambda text: notes.write(workspace, filing_id, text, line_id=line_id, field=field),
            parent=self.wizard.window(),
        )
        dialog.accepted.connect(self._announce)
        dialog.open()

    def show_history(self) -> None:
        """Shows who changed the cell under the cursor."""
        from jxdesk.desktop.dialogs.field_history import FieldHistoryDialog

        cell = self._cell()
        if self.wizard.session is None or cell is None:
            self.context.tell("先点到一格，再看它的修改记录。")
            return
        self.wizard.commit_pending()
        line_id, field = cell
        self.wizard.session.when_saved(
            lambda: FieldHistoryDialog(
                self.context,
                self.wizard.filing_id,
                line_id=line_id,
                field=field,
                words=self._words(line_id, field),
                parent=self.wizard.window(),
            ).open()
        )

    def _tick(self, note: Note) -> None:
        from jxdesk.actions import notes

        workspace = self.context.workspace
        self.context.tasks.run(
            lambda: notes.tick(workspace, note.id, is_done=True),
            lambda _: self._announce(),
            lane=Lane.EDIT,
            owner=self,
        )

    def _announce(self) -> None:
        self.context.refresh.announce(Part.NOTES)

    # ---- what is noted where ---------------------------------------------------------------------------------

    def _on_changes(self, changes: Changes) -> None:
        if changes.touches(Part.NOTES) and self.wizard.session is not None:
            self._ask()

    def _ask(self) -> None:
        from jxdesk.actions import notes

        workspace, filing_id = self.context.workspace, self.wizard.filing_id
        self.context.tasks.run(
            lambda: notes.of_filing(workspace, filing_id), self.show_notes, lane=Lane.READ, owner=self
        )

    def show_notes(self, found: Sequence[Note]) -> None:
        """Marks the cells that have an open note, with its text as their tip."""
        self.notes = [note for note in found if not note.is_done]
        noted: dict[tuple[str, str], str] = {}
        for note in self.notes:
            cell = (note.line_id, note.field)
            noted[cell] = "\n".join(filter(None, (noted.get(cell, ""), note.text)))
        for view in self.wizard.views.values():
            for grid in view.findChildren(BlockGrid):
                grid.cells.noted = noted
                grid.viewport().update()

    def _here(self) -> list[Note]:
        cell = self._cell() or ("", "")
        return [note for note in self.notes if (note.line_id, note.field) == cell]

    def _cell(self) -> tuple[str, str] | None:
        place: Place | None = self.wizard.place
        if place is None or place.page is not self.wizard.page or not place.field:
            return None
        return place.line_id, place.field

    def _words(self, line_id: str, field: str) -> str:
        """The cell as a person says it."""
        session = self.wizard.session
        if session is None or not field:
            return "整张表"
        content = session.content
        names = {line.id: line.label for line in content.money_lines}
        names |= {line.id: line.name for line in content.indicator_lines}
        names |= {line.id: line.name for line in content.task_lines}
        shown = self._heading(field) if line_id else session.template.label_of(field)
        shown = shown or FIELDS.get(field) or "这一格"
        name = names.get(line_id, "")
        return f"{name}　{shown}" if name else shown

    def _heading(self, field: str) -> str:
        """What the grid in sight calls a column."""
        for grid in self.wizard.views[self.wizard.page].findChildren(BlockGrid):
            number = grid.cells.column_of(field)
            if number >= 0:
                return grid.cells.columns[number].label.replace("\n", "")
        return ""
