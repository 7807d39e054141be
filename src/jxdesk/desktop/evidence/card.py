"""The evidence card: what a form asks for, what is there, what is missing; files come by button or are dropped on it.

It stands in the wizard's side panel and output page, and on the page of a project.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QShowEvent, QUndoStack
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QVBoxLayout

from jxdesk.actions import evidence
from jxdesk.actions.evidence import LARGEST_MIB, Added, Evidence, Piece, Slot
from jxdesk.desktop import preferences, theme
from jxdesk.desktop.context import Context
from jxdesk.desktop.evidence.steps import EvidenceStep
from jxdesk.desktop.furniture import Card, across, button, clear, down, elided, icon_button, label, pill
from jxdesk.desktop.moments import size
from jxdesk.desktop.refresh import Changes, Part
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.theme import Tone
from jxdesk.domain.findings import Severity
from jxdesk.domain.sending.evidence import OTHER

CHOOSABLE = (
    "可以当附件的文件 (*.pdf *.jpg *.jpeg *.png *.ofd *.docx *.xlsx *.pptx *.doc *.xls *.ppt *.wps *.et *.dps)"
    ";;全部文件 (*)"
)
HINT = f"PDF、图片、OFD、不带宏的 Office 和 WPS 文件，每个最多 {LARGEST_MIB} MB；也可以把文件拖到那一行上。"
MISSING = {
    Severity.ERROR: ("必须附", Tone.ERROR),
    Severity.WARNING: ("还缺", Tone.WARN),
    Severity.ADVICE: ("建议附", Tone.INFO),
}


class SlotBox(QFrame):
    """One slot with its files; ``dropped`` gives the files that were let fall on it."""

    dropped = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("row", True)
        self.setAcceptDrops(True)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files are welcome."""
        if files_of(event):
            event.acceptProposedAction()
            theme.mark(self, over=True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """They went on."""
        theme.mark(self, over=False)

    def dropEvent(self, event: QDropEvent) -> None:
        """They came."""
        theme.mark(self, over=False)
        event.acceptProposedAction()
        self.dropped.emit(files_of(event))


class EvidenceCard(Card):
    """The attachments of one form; ``shown`` tells what was read, also after every change."""

    shown = Signal(object)

    def __init__(self, context: Context, *, stack: QUndoStack | None = None) -> None:
        super().__init__("附件", name="evidence_card", spacing=4)
        self.context = context
        self.stack = stack
        self.filing_id = ""
        self.evidence: Evidence | None = None
        self._stale = True
        self._removed: Piece | None = None
        self.count = label(role="second", name="evidence_count")
        self.title_row.addWidget(self.count)
        self.rows = QVBoxLayout()
        self.rows.setSpacing(0)
        self.undo_words = elided("", role="second", name="evidence_undo_words")
        self.undo_button = button("撤销", self._on_undo, kind="link", name="evidence_undo")
        self.undo_row = QFrame()
        line = across(self.undo_words, self.undo_button)
        line.setStretch(0, 1)
        self.undo_row.setLayout(line)
        self.undo_row.hide()
        self.body.addLayout(self.rows)
        self.body.addWidget(self.undo_row)
        self.body.addWidget(label(HINT, role="hint", wrap=True))
        context.refresh.changed.connect(self._on_refresh_changed)

    # ---- reading ---------------------------------------------------------------------------------------------

    def show_filing(self, filing_id: str) -> None:
        """Shows another form; none where there is no id."""
        if filing_id != self.filing_id:
            self.filing_id = filing_id
            self.evidence = None
            self._removed = None
            self.undo_row.hide()
            clear(self.rows)
        if not filing_id:
            self.hide()
        elif self.parentWidget() is not None:
            # Shown before it has its place it would be a window of its own for a moment, and take the focus.
            self.show()
        self._stale = True
        self._load_if_stale()

    def showEvent(self, event: QShowEvent) -> None:
        """Comes in sight."""
        super().showEvent(event)
        self._load_if_stale()

    def _on_refresh_changed(self, changes: Changes) -> None:
        named = changes.filing_ids
        if changes.touches(Part.FILINGS, Part.PROJECTS) and (not named or self.filing_id in named):
            self._stale = True
            self._load_if_stale()

    def _load_if_stale(self) -> None:
        if not self._stale or not self.filing_id or not self.isVisible():
            return
        self._stale = False
        workspace, filing_id = self.context.workspace, self.filing_id
        self.context.tasks.run(
            lambda: evidence.of_filing(workspace, filing_id), self.show_evidence, lane=Lane.READ, owner=self
        )

    def show_evidence(self, found: Evidence) -> None:
        """Shows what is there and what is missing."""
        if found.filing_id != self.filing_id:
            return
        self.evidence = found
        clear(self.rows)
        self.count.setText(
            f"{len(found.pieces)} 个" + (f"，缺 {len(found.missing)} 种" if found.missing else "")
        )
        for slot in found.asked:
            self._add_slot(slot.key, slot.name, slot, found.pieces)
        asked = {slot.key for slot in found.asked}
        others = [piece for piece in found.pieces if piece.slot not in asked]
        self._add_slot(OTHER, "其他材料", None, others)
        self.shown.emit(found)

    def _add_slot(self, key: str, name: str, slot: Slot | None, pieces: Sequence[Piece]) -> None:
        own = [piece for piece in pieces if slot is None or piece.slot == key]
        box = SlotBox(f"evidence_slot_{key or 'other'}")
        box.dropped.connect(lambda files: self.add_files(files, slot=key))
        add = button(
            "添加", partial(self._on_add, key, name), kind="link", name=f"evidence_add_{key or 'other'}"
        )
        add.setAccessibleName(f"添加{name}")
        title = elided(name, role="strong" if slot else "")
        line = across(title, spacing=8)
        line.setStretch(0, 1)
        if slot is not None and not own:
            words, tone = MISSING[slot.severity]
            line.addWidget(pill(words, tone, name=f"evidence_missing_{key}"))
            box.setToolTip(f"{slot.advice}\n依据：{slot.source}")
        line.addWidget(add)
        lines = down(line, spacing=2, margins=(0, 4, 0, 4))
        for piece in own:
            lines.addLayout(self._file_line(piece))
        if slot is not None and not own and slot.severity is not Severity.ADVICE:
            lines.addWidget(label(slot.advice, role="hint", wrap=True))
        box.setLayout(lines)
        self.rows.addWidget(box)

    def _file_line(self, piece: Piece) -> QHBoxLayout:
        name = piece.attachment.original_name or piece.attachment.title
        look = button("看", partial(self._on_look, piece), kind="link", name="evidence_look")
        look.setAccessibleName(f"看附件 {name}")
        take_off = icon_button(
            "trash", f"拿掉 {name}", partial(self.remove, piece), name="evidence_remove", size=16
        )
        line = across(
            elided(name, name="evidence_file"),
            label(size(piece.attachment.size), role="second"),
            look,
            take_off,
            spacing=6,
        )
        line.setStretch(0, 1)
        return line

    # ---- changing --------------------------------------------------------------------------------------------

    def _on_add(self, slot: str, name: str) -> None:
        names, _ = QFileDialog.getOpenFileNames(
            self, f"添加{name}", preferences.documents_folder(), CHOOSABLE
        )
        if names:
            preferences.LAST_FOLDER.put(str(Path(names[0]).parent))
            self.add_files([Path(one) for one in names], slot=slot)

    def add_files(self, files: Sequence[Path], *, slot: str) -> None:
        """Adds files one after the other; one that may not be added is told in words and the rest goes on."""
        workspace, filing_id = self.context.workspace, self.filing_id
        for file in files:
            self.context.tasks.run(
                partial(evidence.add, workspace, filing_id, file, slot=slot),
                self._on_added,
                lane=Lane.EDIT,
                label="添加附件",
                owner=self,
            )

    def _on_added(self, added: Added) -> None:
        name = added.piece.attachment.original_name
        if added.was_there:
            self.context.tell(f"“{name}”和已有的附件内容一样，没有重复添加。")
            return
        self.context.tell(f"添加了附件“{name}”。")
        self._push("添加附件", added.piece, again=self._put_back, back=self._take_off)
        self._announce()

    def remove(self, piece: Piece) -> None:
        """Takes a piece off; 撤销 brings it again."""
        self._run(lambda: evidence.remove(self.context.workspace, piece.attachment.id), self._on_removed)

    def _on_removed(self, piece: Piece) -> None:
        self._push("拿掉附件", piece, again=self._take_off, back=self._put_back)
        self._removed = piece
        self.undo_words.setText(f"拿掉了“{piece.attachment.original_name}”")
        self.undo_row.show()
        self._announce()

    def _on_undo(self) -> None:
        if self._removed is not None:
            self._put_back(self._removed)
            self._removed = None
            self.undo_row.hide()

    def _push(
        self, words: str, piece: Piece, *, again: Callable[[Piece], None], back: Callable[[Piece], None]
    ) -> None:
        if self.stack is not None:
            self.stack.push(EvidenceStep(words, piece, again=again, back=back))

    def _take_off(self, piece: Piece) -> None:
        self._run(
            lambda: evidence.remove(self.context.workspace, piece.attachment.id), lambda _: self._announce()
        )

    def _put_back(self, piece: Piece) -> None:
        self._run(lambda: evidence.put_back(self.context.workspace, piece), lambda _: self._announce())

    def _run(self, work: Callable[[], object], then: Callable[[Piece], None]) -> None:
        self.context.tasks.run(work, then, lane=Lane.EDIT, owner=self)

    def _announce(self) -> None:
        self.context.tell_saved()
        # An open wizard reads its form again where no project is named; what is typed does not depend on attachments.
        project_id = self.evidence.project_id if self.evidence is not None else ""
        self.context.refresh.announce(Part.FILINGS, project_ids=(project_id,), filing_ids=(self.filing_id,))

    def _on_look(self, piece: Piece) -> None:
        from jxdesk.desktop.evidence.look_dialog import LookDialog

        LookDialog(self.context, piece, parent=self.window()).open()


def files_of(event: QDropEvent) -> list[Path]:
    """The files on this machine that are being dragged."""
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
