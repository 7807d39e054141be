"""Start: opens the workspace on a thread while the first page is built, brings the frame to life, and ends it all."""

from __future__ import annotations

import gc
import importlib
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from jxdesk.desktop.frame import Frame

if TYPE_CHECKING:
    from jxdesk.actions.glance import Dashboard, Whose
    from jxdesk.actions.workspace import Workspace
    from jxdesk.desktop.context import Move
    from jxdesk.desktop.handover import Receiver
    from jxdesk.desktop.shell import Shell
    from jxdesk.store.safety.opening import Opened
    from jxdesk.store.safety.stick import Stick

SETTLE_MS = 60
SWITCH_SECONDS = 0.0005
"""How long a thread keeps the interpreter during the start: each step of a query waits so long for the window's thread."""
ASKED_NEXT = (
    *(
        "jxdesk.actions.look",
        "jxdesk.actions.first_todos",
        "jxdesk.actions.deadlines",
        "jxdesk.actions.notes",
    ),
    *("jxdesk.desktop.year_todos", "jxdesk.desktop.review.reminder", "jxdesk.desktop.enrolment.reminder"),
    *("jxdesk.desktop.undo_keeper", "jxdesk.desktop.dialogs.who", "jxdesk.desktop.wizard.places"),
)
"""What the first page asks for in a moment: imported on the start's own thread, else the window would stand still for it."""


class Start(QObject):
    """One run of the window on one data folder."""

    _opened = Signal(object, object)
    _read = Signal(object)
    _refused = Signal(object)
    _missing = Signal(object)
    _handed = Signal()
    _made = Signal(object)
    _ready = Signal()
    _complained = Signal(object)

    def __init__(
        self,
        frame: Frame,
        home: Path | None,
        *,
        file: Path | None = None,
        move: Move | None = None,
        stick: Stick | None = None,
    ) -> None:
        super().__init__()
        self._stick = stick
        self.frame = frame
        self.home = home
        self.shell: Shell | None = None
        self.exit_code = 0
        self.next: Move | None = None
        self._file = file
        self._move = move
        if move is not None and move.words:
            frame.opening.say(f"{move.words}…")
        self._numbers: Dashboard | None = None
        self._handle: Opened | None = None
        self._is_ended = False
        self._receiver: Receiver | None = None
        self._is_shown = threading.Event()
        for signal, slot in (
            (self._opened, self._on_opened),
            (self._read, self._on_read),
            (self._refused, self._on_refused),
            (self._missing, self._on_missing),
            (self._handed, self.frame.close),
            (self._made, self._on_made),
            (self._ready, self._on_ready),
            (self._complained, self._on_complained),
        ):
            signal.connect(slot, Qt.ConnectionType.QueuedConnection)
        # After the first paint: both threads would else take turns with the interpreter and the paint would wait.
        frame.opening.painted.connect(self._begin)

    def _begin(self) -> None:
        self._usual_switch = sys.getswitchinterval()
        sys.setswitchinterval(SWITCH_SECONDS)
        threading.Thread(target=self._open, name="jxdesk-start", daemon=True).start()
        from jxdesk.desktop.pages import dashboard  # noqa: F401 - built a moment later, imported while the file opens
        from jxdesk.desktop.shell import Shell  # noqa: F401 - likewise

    def _open(self) -> None:
        """On its own thread: opens the folder, then reads the numbers of the first page."""
        from jxdesk.actions import glance
        from jxdesk.desktop.followed import followed_stage
        from jxdesk.store.safety.folder import DataFolder, default_home
        from jxdesk.store.safety.opening import open_folder

        try:
            root = self.home or default_home()
            self._do_before()
            if not DataFolder(root).database.exists():
                self._missing.emit(root)
                return
            opened = open_folder(root, check=False)
        except BaseException as fault:  # carried to the window's thread
            if self._is_taken_over(fault):
                self._handed.emit()
            else:
                self._refused.emit(fault)
            return
        try:
            self._opened.emit(opened, glance.whose(opened.database))
            self._read.emit(glance.dashboard(opened.database, stage=followed_stage()))
            self._is_shown.wait()  # else the window would share the interpreter with these imports while it paints
            from jxdesk.actions.workspace import Workspace

            workspace = Workspace(opened)
            self._made.emit(workspace)
            # One after the other: two threads that import at the same time take longer than both.
            opened.database.warm().join()
            for name in ASKED_NEXT:
                importlib.import_module(name)
            self._ready.emit()
        except BaseException as fault:
            self._refused.emit(fault)

    def _is_taken_over(self, fault: BaseException) -> bool:
        """Whether the folder is open in another window of this person, which comes forward with our file instead."""
        from jxdesk.store.faults import FolderLocked
        from jxdesk.store.safety.folder import default_home

        if not isinstance(fault, FolderLocked):
            return False
        from jxdesk.desktop.handover import hand_over

        return hand_over(self.home or default_home(), self._file)

    def _do_before(self) -> None:
        """What has to be done while no workspace is open; after a bearable fault the folder is as it was and is opened."""
        from jxdesk.domain.progress import Progress

        if self._move is None or self._move.before is None:
            return
        try:
            self._move.before(Progress(self._move.words))
        except self._move.bearable as fault:
            self._complained.emit(fault)

    def _on_complained(self, fault: BaseException) -> None:
        from jxdesk.desktop.dialogs.error import error_box
        from jxdesk.domain.errors import JxError

        if isinstance(fault, JxError):
            error_box(self.frame, fault).open()

    def _on_opened(self, opened: Opened, whose: Whose) -> None:
        from jxdesk.desktop.context import Context
        from jxdesk.desktop.shell import Shell

        self._handle = opened
        context = Context(opened)
        context.is_warm = False
        self.shell = Shell(
            self.frame,
            context,
            practice=whose.practice,
            office=whose.office,
            person=whose.person,
        )
        self.shell.page("dashboard")
        if self._numbers is not None:
            self._complete()

    def _on_read(self, numbers: Dashboard) -> None:
        self._numbers = numbers
        if self.shell is not None:
            self._complete()

    def _on_made(self, workspace: Workspace) -> None:
        if self.shell is not None:
            self.shell.context.take_workspace(workspace)

    def _on_ready(self) -> None:
        if self.shell is not None and not self._is_ended:
            self.shell.ask_more()
            from jxdesk.desktop.dialogs.who import ask_who, follow_who
            from jxdesk.desktop.rounds import Rounds
            from jxdesk.desktop.undo_keeper import UndoKeeper

            UndoKeeper(self.shell.context, self.frame)
            follow_who(self.shell.context, self.frame.status_office)
            self._reopen_wizard()
            ask_who(self.shell.context, self.frame)
            Rounds(self.shell.context).start()
            self.shell.begin_wire()

    def _complete(self) -> None:
        assert self.shell is not None
        self.shell.show_first(self._numbers)
        QTimer.singleShot(SETTLE_MS, self.frame, self._settle)
        if self._file is not None:
            self.shell.offer_files([self._file])

    def _settle(self) -> None:
        """What is not needed for the first page: Qt's words in Chinese, the crash keeper with its log, the icon."""
        from jxdesk.desktop import crash, icons, words
        from jxdesk.desktop.garbage import GarbageRounds

        gc.freeze()
        GarbageRounds(self.frame)
        sys.setswitchinterval(self._usual_switch)
        words.speak_chinese()
        self.frame.setWindowIcon(icons.app_icon())
        keeper = crash.install()
        if self._handle is not None:
            keeper.keep_log(self._handle.folder.root)
            self._receive(self._handle.folder.root)
        self._is_shown.set()

    def _receive(self, home: Path) -> None:
        """Listens for second starts on the folder."""
        from PySide6.QtWidgets import QApplication

        from jxdesk.desktop.handover import Receiver

        self._receiver = Receiver(home, self)
        self._receiver.is_busy = lambda: QApplication.activeModalWidget() is not None
        self._receiver.received.connect(self._on_received)

    def _on_received(self, file: Path | None) -> None:
        """Comes forward, and offers the file of the second start."""
        frame = self.frame
        frame.setWindowState(frame.windowState() & ~Qt.WindowState.WindowMinimized)
        frame.raise_()
        frame.activateWindow()
        if file is not None and self.shell is not None:
            self.shell.offer_files([file])

    def _reopen_wizard(self) -> None:
        """Goes back to the form that was open when the power failed, at the cell that was typed into."""
        if self.shell is None or self._file is not None:
            return
        from jxdesk.desktop.wizard.places import LastPlaces

        filing_id = LastPlaces().left_open()
        if filing_id:
            self.shell.reopen_wizard(filing_id)

    def _on_missing(self, root: Path) -> None:
        """Leads through the first start, and opens what it has set up."""
        self._settle()
        from jxdesk.desktop.dialogs.first_run import FirstRunDialog

        dialog = FirstRunDialog(root, parent=self.frame)
        dialog.accepted.connect(lambda: self._open_made(dialog.home))
        dialog.rejected.connect(self.frame.close)
        dialog.open()

    def _open_made(self, home: Path) -> None:
        self.home = home
        threading.Thread(target=self._open, name="jxdesk-start", daemon=True).start()

    def _on_refused(self, fault: BaseException) -> None:
        if self._is_ended:
            return  # the window was closed while its folder was still being made ready, and the folder with it
        from jxdesk.domain.errors import JxError

        if not isinstance(fault, JxError):
            raise fault
        from jxdesk.desktop.dialogs.error import error_box

        self.exit_code = int(fault.exit_code)
        box = error_box(self.frame, fault)
        box.finished.connect(lambda _: self.frame.close())
        box.open()

    def end(self) -> None:
        """Lets the edits finish, makes the backup of the day's end and lets go of the folder; a second call does nothing."""
        if self._is_ended:
            return
        self._is_ended = True
        if self._receiver is not None:
            self._receiver.close()
        if self.shell is not None:
            self.next = self.shell.context.move
            self.shell.context.tasks.finish()
        if self._handle is not None:
            self._let_go(self._handle)
            self._handle = None
        self.frame.hide()
        self.frame.deleteLater()

    def _let_go(self, opened: Opened) -> None:
        if self._stick is not None:
            from jxdesk.desktop.portable import seal_back

            seal_back(self.frame, self._stick, opened)
        opened.close()
