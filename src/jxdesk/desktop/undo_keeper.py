"""The undo keeper: 撤销 on lists and dialogs, for errands that have no undo of their own; it says first what it takes back.

It hears from the database which errands were done in this window. Grids with their own Ctrl+Z keep it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMessageBox

from jxdesk.desktop import icons, theme
from jxdesk.desktop.context import Context
from jxdesk.desktop.errand_words import errand_words
from jxdesk.desktop.furniture import button
from jxdesk.desktop.moments import moment
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.tasks import Lane

if TYPE_CHECKING:
    from jxdesk.actions.undo import Undoable, Undone
    from jxdesk.desktop.frame import Frame
    from jxdesk.store.engine.changes import Change

KEPT = 30
NAMED = 3
PAGES_WITH_OWN_UNDO = frozenset({"wizard_page", "monitoring_page"})
UNDOABLE = frozenset(
    {
        *("project_create", "project_rename", "project_correct", "project_sector", "project_class"),
        *("project_withdraw", "project_delete"),
        *(
            "project_merge",
            "project_split",
            "office_rename",
            "office_withdraw",
            "office_merge",
            "office_split",
        ),
        *("import", "approve", "approval_correct", "approval_undo", "adjust", "adjust_withdraw"),
        *("adjust_approve", "adjust_budget", "account_figure", "choose_figure", "rectify"),
        *("survey", "survey_delete", "survey_take_over", "evidence_add", "evidence_remove"),
        *("library_add", "library_edit", "library_import", "library_retire", "library_bring_back"),
        *("library_merge", "library_delete", "library_suggest", "note", "note_done", "note_delete"),
        *("deadline_move", "start", "monitor"),
    }
)
TAKEN_BACK_ELSEWHERE = {
    "receive": "刚装入的数据包不用 Ctrl+Z 撤销，没有动它。要撤销，到“收发箱 → 收件”选中它，点“撤销此次导入”。",
    "undo_import": "撤销了的导入，重新导入或者重新装入就回来了；Ctrl+Z 没有动它。",
}
"""What Ctrl+Z says after an errand that is taken back as a whole in its own place, with its receipt and its number."""


class UndoKeeper(QObject):
    """The errands of this window that can be taken back, newest last, and the button that does it."""

    _done = Signal(str, str)

    def __init__(self, context: Context, frame: Frame) -> None:
        super().__init__(frame)
        self.context = context
        self.frame = frame
        self.done: deque[tuple[str, str]] = deque(maxlen=KEPT)
        self.undone: deque[tuple[str, str]] = deque(maxlen=KEPT)
        self._elsewhere = ""
        self.button = button("撤销", self.ask, kind="link", icon="undo", name="desk_undo_button")
        self.button.setFocusPolicy(
            Qt.FocusPolicy.NoFocus
        )  # Ctrl+Z does it; Enter on a page must not land here
        self.button.hide()
        frame.task_place.addWidget(self.button)
        self.keys = []
        for keys, act in (("Ctrl+Z", self._on_undo_keys), ("Ctrl+Y", self.redo)):
            shortcut = QShortcut(QKeySequence(keys), frame)
            shortcut.activated.connect(act)
            self.keys.append(shortcut)
        self._done.connect(self._on_done)
        context.opened.database.listeners.append(self._hear)
        frame.pages.currentChanged.connect(lambda _: self._show())
        self._show()

    def _hear(self, changes: Sequence[Change]) -> None:
        """On the database thread: which errand has just been committed."""
        first = changes[0]
        is_ours = first.errand in UNDOABLE or first.errand in TAKEN_BACK_ELSEWHERE
        if is_ours and any(change.table_name != "event" for change in changes):
            self._done.emit(first.errand_id, first.errand)

    def _on_done(self, errand_id: str, errand: str) -> None:
        self._elsewhere = TAKEN_BACK_ELSEWHERE.get(errand, "")
        if self._elsewhere:
            return
        self.done.append((errand_id, errand))
        self.undone.clear()
        self._show()

    def _show(self) -> None:
        page = self.frame.pages.currentWidget()
        has_own = page is not None and page.objectName() in PAGES_WITH_OWN_UNDO
        for shortcut in self.keys:
            shortcut.setEnabled(not has_own)
        self.button.setVisible(bool(self.done) and not has_own)
        if self.done:
            words = errand_words(self.done[-1][1])
            self.button.setText(f"撤销：{words}")
            self.button.setToolTip(f"撤销“{words}”（Ctrl+Z），撤销以前先给您看会改回什么")

    # ---- taking back -----------------------------------------------------------------------------------------

    def _on_undo_keys(self) -> None:
        """Says once where the newest errand is taken back, if not here; the keys then mean the one before it, which is named."""
        if self._elsewhere:
            self.context.tell(self._elsewhere)
            self._elsewhere = ""
        else:
            self.ask()

    def ask(self) -> None:
        """Says what the newest errand changed and asks whether to take it back."""
        if not self.done:
            self.context.tell("没有可以撤销的操作。")
            return
        from jxdesk.actions import undo

        workspace, errand_id = self.context.workspace, self.done[-1][0]
        self.context.tasks.run(
            lambda: undo.describe(workspace, errand_id), self._on_described, lane=Lane.READ, owner=self
        )

    def _on_described(self, found: Undoable) -> None:
        box = QMessageBox(self.frame)
        box.setObjectName("undo_question")
        box.setWindowTitle("撤销")
        box.setIconPixmap(icons.pixmap("undo", 36, theme.ACCENT))
        box.setText(f"撤销“{errand_words(found.errand)}”？")
        box.setInformativeText(what_it_takes_back(found))
        go = box.addButton("撤销", QMessageBox.ButtonRole.AcceptRole)
        stay = box.addButton("不撤销", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(go)
        box.setEscapeButton(stay)
        box.buttonClicked.connect(lambda clicked: self.take_back() if clicked is go else None)
        box.open()

    def take_back(self) -> None:
        """Takes the newest errand back; where something was built on it, the refusal names it."""
        if self.done:
            errand_id, errand = self.done[-1]
            self._run(
                errand_id,
                errand,
                self.done,
                self.undone,
                f"撤销了“{errand_words(errand)}”。Ctrl+Y 再做一遍。",
            )

    def redo(self) -> None:
        """Does again what was taken back last."""
        if self.undone:
            errand_id, errand = self.undone[-1]
            self._run(errand_id, errand, self.undone, self.done, f"又做了“{errand_words(errand)}”。")

    def _run(
        self,
        errand_id: str,
        errand: str,
        source: deque[tuple[str, str]],
        target: deque[tuple[str, str]],
        words: str,
    ) -> None:
        from jxdesk.actions import undo

        workspace = self.context.workspace

        def on_done(answer: Undone) -> None:
            source.pop()
            target.append((answer.errand_id, errand))
            self._show()
            self.context.tell(words)
            self.context.refresh.announce(*Part)

        self.context.tasks.run(
            lambda: undo.take_back(workspace, errand_id), on_done, lane=Lane.EDIT, owner=self
        )


def what_it_takes_back(found: Undoable) -> str:
    """Who did it when, on what, and in how many places."""
    named = "、".join(found.names[:NAMED])
    more = f" 等 {len(found.names)} 个" if len(found.names) > NAMED else ""
    said = f"{found.who} {moment(found.at)}做的".strip()
    where = f"：{named}{more}" if named else ""
    return f"{said}{where}。会改回 {found.changes} 处；后来又改过的不会动，先告诉您。"
