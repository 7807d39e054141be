"""Destinations: the sticks that are plugged in, looked for every two seconds, a folder on this machine, or the wire where it is offered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QButtonGroup, QFileDialog, QRadioButton, QVBoxLayout, QWidget

from jxdesk.desktop import preferences
from jxdesk.desktop.furniture import across, button, clear, elided, label, picture
from jxdesk.desktop.moments import size
from jxdesk.desktop.tasks import Tasks
from jxdesk.exchange.drives import Drive, find_drives

LOOK_MS = 2_000


class Destinations(QWidget):
    """One choice among the sticks, a folder and, after ``offer_wire``, the wire; ``settings_wanted`` where that is not set up yet."""

    changed = Signal()
    settings_wanted = Signal()

    def __init__(self, tasks: Tasks, *, find: Callable[[], Sequence[Drive]] = find_drives) -> None:
        super().__init__()
        self._tasks = tasks
        self._is_looking = False
        self.setObjectName("destinations")
        self._find = find
        self._drives: Sequence[Drive] = ()
        self._chosen_root: Path | None = None
        self._wants_folder = True
        self._folder = Path(preferences.documents_folder())
        self.choices = QButtonGroup(self)
        self.sticks = QVBoxLayout()
        self.sticks.setSpacing(4)
        self.none_line = label("没有插 U 盘；插上以后这里会自己出现。", role="second", name="no_stick")
        self.folder_choice = QRadioButton("本机文件夹")
        self.folder_choice.setObjectName("folder_choice")
        self.folder_choice.setChecked(True)
        self.folder_choice.toggled.connect(self._on_folder_toggled)
        self.choices.addButton(self.folder_choice)
        self.folder_line = elided(str(self._folder), role="second", name="folder_line")
        self.folder_button = button("换个文件夹", self._on_folder, icon="folder", name="destination_folder")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        box.addLayout(self.sticks)
        box.addWidget(self.none_line)
        row = across(self.folder_choice, self.folder_line, self.folder_button, spacing=10)
        row.setStretch(1, 1)
        box.addLayout(row)
        box.addWidget(self._make_wire())
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)

    def _make_wire(self) -> QWidget:
        self.wire_choice = QRadioButton("联网上传")
        self.wire_choice.setObjectName("wire_choice")
        self.wire_choice.toggled.connect(lambda _: self.changed.emit())
        self.choices.addButton(self.wire_choice)
        self.wire_line = elided("", role="second", name="wire_line")
        self.wire_set = button("去设置", self.settings_wanted.emit, kind="link", name="wire_set")
        row = across(self.wire_choice, picture("wire"), self.wire_line, self.wire_set, spacing=8)
        row.setStretch(2, 1)
        self._wire_row = QWidget()
        self._wire_row.setLayout(row)
        self._wire_row.hide()
        return self._wire_row

    def offer_wire(self, words: str, *, is_set: bool) -> None:
        """Offers the wire, with how it stands; one that is not set up can only be set up."""
        self.wire_line.setText(words)
        self.wire_choice.setEnabled(is_set)
        self.wire_set.setVisible(not is_set)
        self._wire_row.show()

    def look(self) -> None:
        """Looks which sticks are there, in the background: a bad stick may take seconds to answer."""
        if not self._is_looking:
            self._is_looking = True
            self._tasks.run(self._find, self.show_drives, owner=self)

    def show_drives(self, found: Sequence[Drive]) -> None:
        """Shows the sticks; one that comes is chosen, one that goes is not chosen any more."""
        self._is_looking = False
        drives = tuple(found)
        if drives == self._drives and self.sticks.count():
            return
        came = {drive.root for drive in drives} - {drive.root for drive in self._drives}
        self._drives = drives
        usable = [drive for drive in drives if not drive.is_read_only]
        if self._chosen_root not in {drive.root for drive in usable}:
            self._chosen_root = None
        if came and self._chosen_root is None and usable:
            self._chosen_root, self._wants_folder = usable[0].root, False
        if self._chosen_root is None:
            self._wants_folder = True
        is_wire = self.is_wire()
        self._show_drives()
        self.wire_choice.setChecked(is_wire)
        self.changed.emit()

    def _show_drives(self) -> None:
        for choice in self.choices.buttons():
            if choice not in (self.folder_choice, self.wire_choice):
                self.choices.removeButton(choice)
        clear(self.sticks)
        self.none_line.setVisible(not self._drives)
        for drive in self._drives:
            choice = QRadioButton(f"U 盘 {drive.label}")
            choice.setObjectName(f"stick_{drive.label}")
            choice.setEnabled(not drive.is_read_only)
            choice.setChecked(drive.root == self._chosen_root)
            choice.toggled.connect(lambda on, root=drive.root: self._on_stick_toggled(on, root))
            self.choices.addButton(choice)
            note = f"{drive.root}　{drive.file_system}　剩 {size(drive.free_bytes)}"
            if drive.is_read_only:
                note += "　写保护，不能写"
            self.sticks.addLayout(
                across(choice, picture("stick"), label(note, role="second"), None, spacing=8)
            )
        if self._wants_folder:
            self.folder_choice.setChecked(True)

    def _on_stick_toggled(self, on: bool, root: Path) -> None:
        if on:
            self._chosen_root, self._wants_folder = root, False
            self.changed.emit()

    def _on_folder_toggled(self, on: bool) -> None:
        if on:
            self._wants_folder = True
            self.changed.emit()

    def _on_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, "存到哪个文件夹", str(self._folder))
        if name:
            self.set_folder(Path(name))

    def set_folder(self, folder: Path) -> None:
        """Chooses a folder on this machine."""
        self._folder = folder
        self.folder_line.setText(str(folder))
        preferences.LAST_FOLDER.put(str(folder))
        self._wants_folder = True
        self.folder_choice.setChecked(True)
        self.changed.emit()

    def folder(self) -> Path | None:
        """Where to write, None while nothing is chosen, or the wire is."""
        if self.is_wire():
            return None
        return self._folder if self._wants_folder else self._chosen_root

    def is_stick(self) -> bool:
        """Whether a stick is chosen."""
        return not self.is_wire() and not self._wants_folder and self._chosen_root is not None

    def is_wire(self) -> bool:
        """Whether the wire is chosen."""
        return self.wire_choice.isChecked()

    def showEvent(self, event: QShowEvent) -> None:
        """Begins to look."""
        super().showEvent(event)
        self.look()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stops looking."""
        super().hideEvent(event)
        self._timer.stop()
