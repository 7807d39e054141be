"""The cards of notes: all of a project on its page, and what is open of a year on the first page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout

from jxdesk.desktop.context import Context
from jxdesk.desktop.furniture import Card, Row, button, clear, down, elided, icon_button, label
from jxdesk.desktop.moments import moment
from jxdesk.desktop.refresh import Changes, Part
from jxdesk.desktop.tasks import Lane

if TYPE_CHECKING:
    from jxdesk.actions.notes import Note

SHOWN_OF_YEAR = 4


class NotesCard(Card):
    """A list of notes, each with its tick; ``is_year`` shows what is open of a year, else all of a project."""

    def __init__(self, context: Context, *, is_year: bool = False) -> None:
        super().__init__("我的批注", name="notes_card", spacing=2)
        self.context = context
        self.is_year = is_year
        self._asked: Callable[[], Sequence[Note]] | None = None
        self.project_id = ""
        self.count = label(role="second", name="notes_count")
        self.title_row.addWidget(self.count)
        if not is_year:
            self.title_row.addWidget(
                button("写批注", self._on_write, kind="link", icon="plus", name="note_write")
            )
        self.rows = QVBoxLayout()
        self.rows.setSpacing(0)
        self.body.addLayout(self.rows)
        if is_year:
            self.hide()
        context.refresh.changed.connect(self._on_refresh_changed)

    def ask_project(self, project_id: str) -> None:
        """Lists the notes of a project."""
        from jxdesk.actions import notes

        self.project_id = project_id
        workspace = self.context.workspace
        self._ask(lambda: notes.of_project(workspace, project_id))

    def ask_year(self, year: int) -> None:
        """Lists what is open of a year."""
        from jxdesk.actions import notes

        workspace = self.context.workspace
        self._ask(lambda: notes.open_of_year(workspace, year))

    def _ask(self, read: Callable[[], Sequence[Note]]) -> None:
        self._asked = read
        self.context.tasks.run(read, self.show_notes, lane=Lane.READ, owner=self)

    def _on_refresh_changed(self, changes: Changes) -> None:
        if self._asked is not None and changes.touches(Part.NOTES):
            self._ask(self._asked)

    def show_notes(self, found: Sequence[Note]) -> None:
        """Shows them."""
        clear(self.rows)
        count = sum(not one.is_done for one in found)
        self.count.setText(f"{count} 条没办" if count else "")
        shown = found[:SHOWN_OF_YEAR] if self.is_year else found
        for note in shown:
            self.rows.addWidget(self._row(note))
        if len(found) > len(shown):
            self.rows.addWidget(label(f"还有 {len(found) - len(shown)} 条，在各个项目里。", role="hint"))
        if not found and not self.is_year:
            hint = "还没有批注。在填报里按 Ctrl+Shift+N，可以记在某一格上；不打印、不进数据包。"
            self.rows.addWidget(label(hint, role="second", wrap=True))
        if self.is_year:
            self.setVisible(bool(found))

    def _row(self, note: Note) -> Row:
        text = elided(note.text.replace("\n", " "), role="second" if note.is_done else "", name="note_line")
        said = " ".join(part for part in (note.written_by, moment(note.written_at)) if part)
        where = f"{note.name}　{said}" if self.is_year else said
        verb = "没办完" if note.is_done else "办好了"
        done = button(verb, partial(self._on_tick, note), kind="link", name="note_tick")
        done.setAccessibleName(f"{verb}：{note.text}")
        go = button("去看", partial(self._on_go, note), kind="link", name="note_go")
        go.setAccessibleName(f"去看 {note.name}：{note.text}")
        go.setVisible(note.is_of_filing or self.is_year)
        delete = icon_button(
            "trash", "删掉这条批注", partial(self._on_delete, note), name="note_delete", size=16
        )
        both = down(text, elided(("已办　" if note.is_done else "") + where, role="hint"), spacing=0)
        return Row(both, go, done, delete, stretch=0, air=3)

    # ---- what can be done ------------------------------------------------------------------------------------

    def _on_write(self) -> None:
        from jxdesk.actions import notes
        from jxdesk.desktop.notes.note_dialog import NoteDialog

        workspace, project_id = self.context.workspace, self.project_id
        dialog = NoteDialog(
            self.context,
            "记在这个项目上",
            lambda text: notes.write(workspace, project_id, text),
            parent=self.window(),
        )
        dialog.accepted.connect(self._announce)
        dialog.open()

    def _on_tick(self, note: Note) -> None:
        from jxdesk.actions import notes

        workspace = self.context.workspace
        self._run(lambda: notes.tick(workspace, note.id, is_done=not note.is_done))

    def _on_delete(self, note: Note) -> None:
        from jxdesk.actions import notes

        self._run(lambda: notes.delete(self.context.workspace, note.id))

    def _run(self, work: Callable[[], object]) -> None:
        self.context.tasks.run(work, lambda _: self._announce(), lane=Lane.EDIT, owner=self)

    def _announce(self) -> None:
        self.context.refresh.announce(Part.NOTES)

    def _on_go(self, note: Note) -> None:
        if note.is_of_filing:
            place = (note.line_id, note.field) if note.field else None
            self.context.open_page("wizard", (note.record_id, place))
        else:
            self.context.open_page("project", note.record_id)
