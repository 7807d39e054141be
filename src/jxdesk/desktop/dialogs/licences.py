"""许可原文: the licence texts of everything that the program stands on, read from the files that came with it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QListWidget, QPlainTextEdit, QWidget

from jxdesk.desktop.furniture import across, button, down, label
from jxdesk.store.safety.program_files import running_program

_TEXT = re.compile(r"(licen[cs]e|copying)[^/]*$|/licen[cs]es/", re.IGNORECASE)


class LicencesDialog(QDialog):
    """The names at the left, the text at the right."""

    def __init__(self, names: Iterable[str], *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("licences_dialog")
        self.setWindowTitle("许可原文")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(900, 600)
        self._texts = texts_of(names)
        self.names = QListWidget()
        self.names.setObjectName("licence_names")
        self.names.setAccessibleName("软件")
        self.names.setFixedWidth(230)
        self.names.addItems(list(self._texts))
        self.text = QPlainTextEdit()
        self.text.setObjectName("licence_text")
        self.text.setAccessibleName("许可原文")
        self.text.setReadOnly(True)
        self.names.currentTextChanged.connect(self._on_name_chosen)
        close = button("关上", self.accept, kind="primary", name="licences_close")
        close.setDefault(True)
        self.setLayout(
            down(
                label("所用软件的许可原文，是各自作者写的，没有译成中文。", role="second", wrap=True),
                across(self.names, self.text, spacing=12),
                across(None, close),
                spacing=12,
                margins=(20, 16, 20, 16),
            )
        )
        self.names.setCurrentRow(0)

    def _on_name_chosen(self, name: str) -> None:
        self.text.setPlainText(self._texts.get(name, ""))


def texts_of(names: Iterable[str]) -> dict[str, str]:
    """Each text under its name: what the installer laid beside the libraries, else what the installed packages carry."""
    program = running_program()
    if program is not None:
        files = sorted((program.libraries / "licences").glob("*.txt"), key=lambda file: file.name.lower())
        return {file.stem: _read(file) for file in files}
    return {name: text for name in names if (text := _text_of_package(name))}


def _text_of_package(name: str) -> str:
    try:
        files = metadata.files(name) or []
    except metadata.PackageNotFoundError:
        return ""
    found = [
        Path(str(file.locate())) for file in files if _TEXT.search(file.as_posix()) and file.suffix != ".py"
    ]
    return "\n\n".join(_read(path) for path in found if path.is_file())


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")
