"""The crash dialog: says that something went wrong in the program, that the data is safe, and gives the report to copy."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QDialog, QWidget

from jxdesk.desktop import icons, theme
from jxdesk.desktop.forms.ui_crash_dialog import Ui_CrashDialog


class CrashDialog(QDialog):
    """Shows one report."""

    def __init__(self, report: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ui = Ui_CrashDialog()
        self.ui.setupUi(self)  # type: ignore[no-untyped-call]
        self.ui.crash_title.setProperty("role", "block_title")
        self.ui.crash_text.setProperty("role", "second")
        self.ui.crash_report.setFont(theme.font(theme.sizes().second))
        self.ui.crash_report.setPlainText(report)
        self.ui.crash_copied.setProperty("tone", "ok")
        self.ui.crash_copy.setIcon(icons.icon("copy", 16))
        self.ui.crash_copy.clicked.connect(self._on_copy)
        self.ui.crash_go_on.setProperty("kind", "primary")
        self.ui.crash_go_on.clicked.connect(self.accept)
        self.ui.crash_go_on.setFocus()

    def _on_copy(self) -> None:
        QApplication.clipboard().setText(self.ui.crash_report.toPlainText())
        self.ui.crash_copied.setText("已复制")
