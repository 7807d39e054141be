"""导入指标库: shows what a library file would bring before anything is stored, stores it, and can take it back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from jxdesk.actions import library_intake, undo
from jxdesk.actions.library_intake import IntakeLibrary, LibraryImport, LibraryIntake, LibraryOutcome
from jxdesk.desktop.context import Context
from jxdesk.desktop.furniture import Bar, Card, across, button, clear, down, label, pill, scrolled
from jxdesk.desktop.problem_card import problem_card
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.theme import Tone
from jxdesk.domain.errors import JxError
from jxdesk.domain.progress import Progress

ENDINGS = "指标库 (*.toml *.xlsx *.xls *.et);;全部文件 (*)"
OUTCOMES = {
    LibraryOutcome.NEW_LIBRARY: ("新的库", Tone.OK),
    LibraryOutcome.NEW_VERSION: ("新的一版", Tone.INFO),
    LibraryOutcome.SAME: ("没有变化", Tone.PLAIN),
    LibraryOutcome.NOT_TAKEN: ("不取", Tone.WARN),
}
SHOWN_NAMES = 12
SHOWN_FINDINGS = 20


class LibraryIntakeDialog(QDialog):
    """Leads through one import of libraries."""

    def __init__(self, context: Context, files: Sequence[Path], *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.intake: LibraryIntake | None = None
        self.import_id = ""
        self.setObjectName("library_intake")
        self.setWindowTitle("导入指标库")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(760, 520)
        self.note = Bar(Tone.INFO, name="library_intake_note")
        self.note.say(Tone.INFO, "正在读取…")
        holder = QWidget()
        self.rows = QVBoxLayout(holder)
        self.rows.setContentsMargins(0, 0, 8, 0)
        self.rows.setSpacing(10)
        self.undo_button = button("撤销这次导入", self._on_undo, icon="undo", name="library_intake_undo")
        self.undo_button.hide()
        self.leave = button("不存，关上", self.reject, name="library_intake_leave")
        self.store_button = button(
            "存入", self._on_store, kind="primary", icon="check", name="library_intake_store"
        )
        self.store_button.setEnabled(False)
        box = down(
            self.note,
            scrolled(holder, name="library_intake_scroll"),
            across(self.undo_button, None, self.leave, self.store_button),
            spacing=12,
            margins=(20, 16, 20, 14),
        )
        box.setStretch(1, 1)
        self.setLayout(box)
        workspace = context.workspace
        context.tasks.run(
            lambda: library_intake.preview(workspace, files),
            self.show_intake,
            on_error=self._on_fault,
            owner=self,
        )

    def show_intake(self, intake: LibraryIntake) -> None:
        """Shows what was read."""
        self.intake = intake
        clear(self.rows)
        for one in intake.libraries:
            self.rows.addWidget(_card(one))
        self.rows.addStretch(1)
        takes = sum(one.is_taken for one in intake.libraries)
        if takes:
            count = intake.counts["library_entries"]
            self.note.say(
                Tone.INFO, f"还没有存。共 {count} 条指标；旧的一版留着，往年的表仍按往年的库。存了也能撤销。"
            )
        else:
            self.note.say(Tone.WARN, "没有要存的，原因写在下面。")
        self.store_button.setEnabled(bool(takes))
        (self.store_button if takes else self.leave).setFocus()

    def _on_store(self) -> None:
        intake, workspace, progress = self.intake, self.context.workspace, Progress("存入指标库")
        if intake is None:
            return
        self.store_button.setEnabled(False)
        self.context.tasks.run(
            lambda: library_intake.commit(workspace, intake, progress),
            self._on_stored,
            progress=progress,
            on_error=self._on_fault,
            owner=self,
        )

    def _on_stored(self, result: LibraryImport) -> None:
        self.import_id = result.id
        self.context.refresh.announce(Part.LIBRARIES, Part.IMPORTS, Part.BACKUPS)
        self.note.say(Tone.OK, f"存好了，{result.counts['library_entries']} 条指标可以用了。")
        self.store_button.hide()
        self.undo_button.show()
        self.leave.setText("关上")
        self.leave.setFocus()

    def _on_undo(self) -> None:
        workspace, import_id = self.context.workspace, self.import_id
        self.undo_button.setEnabled(False)
        self.context.tasks.run(
            lambda: undo.undo_import(workspace, import_id),
            self._on_undone,
            on_error=self._on_fault,
            owner=self,
        )

    def _on_undone(self, _: object) -> None:
        self.context.refresh.announce(Part.LIBRARIES, Part.IMPORTS)
        self.note.say(Tone.OK, "已经撤销，指标库和导入前一样。")
        self.undo_button.hide()

    def _on_fault(self, error: JxError) -> None:
        self.undo_button.setEnabled(True)
        self.note.say(Tone.ERROR, f"{error.title}{error.advice}")


def _card(one: IntakeLibrary) -> Card:
    library = one.library
    made = Card()
    name = f"{library.name} {library.version}版" if library is not None else one.path.name
    word, tone = OUTCOMES[one.outcome]
    made.body.addLayout(across(label(name, role="block_title"), pill(word, tone), None))
    if library is not None:
        made.body.addWidget(
            label(
                f"{one.path.name}　{len(library.entries)} 条指标　{library.source}", role="second", wrap=True
            )
        )
    if one.reason:
        made.body.addWidget(label(one.reason, wrap=True))
    for words, names in (
        ("新增", one.difference.added),
        ("改动", one.difference.changed),
        ("去掉", one.difference.dropped),
    ):
        if names:
            more = f" 等 {len(names)} 条" if len(names) > SHOWN_NAMES else ""
            text = f"{words} {len(names)} 条：{'、'.join(names[:SHOWN_NAMES])}{more}"
            made.body.addWidget(label(text, role="second", wrap=True))
    for finding in one.findings[:SHOWN_FINDINGS]:
        made.body.addWidget(problem_card(finding))
    return made
