"""The error box: what happened, the facts, and what to do next; the code stands last, for the help desk."""

from __future__ import annotations

from PySide6.QtWidgets import QMessageBox, QWidget

from jxdesk.desktop import icons, theme
from jxdesk.domain.errors import JxError


def error_box(parent: QWidget | None, error: JxError) -> QMessageBox:
    """The box for an error, not yet shown."""
    box = QMessageBox(parent)
    box.setObjectName("error_box")
    box.setIconPixmap(icons.pixmap("warning", 36, theme.AMBER))
    box.setWindowTitle("没有做成")
    box.setText(error.title)
    lines = [line for line in (error.facts, error.advice) if line]
    box.setInformativeText("\n\n".join([*lines, f"代号 {error.code}"]))
    box.addButton("知道了", QMessageBox.ButtonRole.AcceptRole)
    return box


def show_error(parent: QWidget | None, error: JxError) -> None:
    """Shows the box and lets the window go on."""
    box = error_box(parent, error)
    box.open()
