"""The crash dialog: says that something went wrong in the program, that the data is safe, and gives the report to copy."""

from __future__ import annotations

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QDialog, QPlainTextEdit, QWidget

from jxdesk.desktop import theme
from jxdesk.desktop.furniture import across, button, down, label, picture
from jxdesk.desktop.theme import Tone


class CrashDialog(QDialog):
    """Shows one report."""

    def __init__(self, report: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("crash_dialog")
        self.setWindowTitle("程序出了问题")
        self.setMinimumSize(620, 420)
        self.report = QPlainTextEdit(report)
        self.report.setObjectName("crash_report")
        self.report.setAccessibleName("问题报告")
        self.report.setReadOnly(True)
        plain = QFont("monospace")
        plain.setStyleHint(QFont.StyleHint.Monospace)
        plain.setPixelSize(theme.sizes().least)
        self.report.setFont(plain)
        self.copied = label(role="second", tone=Tone.OK, name="crash_copied")
        self.copy_button = button("复制问题报告", self._on_copy, icon="copy", name="crash_copy")
        self.go_on = button("继续使用", self.accept, kind="primary", name="crash_go_on")
        self.setLayout(
            down(
                across(
                    picture("error", size=28, colour=theme.ERROR, meaning="错误"),
                    down(
                        label("程序出了问题，刚才这一步没有做成。", role="block_title"),
                        label(
                            "已经保存的数据没有受影响。下面的报告只有错误的种类、程序自己的代码位置和版本号，"
                            "没有项目、单位和金额，可以放心发给技术支持。",
                            role="second",
                            wrap=True,
                        ),
                        spacing=4,
                    ),
                    spacing=12,
                ),
                self.report,
                across(self.copied, None, self.copy_button, self.go_on),
                spacing=12,
                margins=(20, 18, 20, 16),
            )
        )
        self.go_on.setFocus()

    def _on_copy(self) -> None:
        QApplication.clipboard().setText(self.report.toPlainText())
        self.copied.setText("已复制")
