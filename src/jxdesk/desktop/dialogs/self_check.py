"""自检: data folder, disk, database, fonts, key, clock, screen and input method, each with what to do about it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QVBoxLayout, QWidget

from jxdesk.desktop import theme
from jxdesk.desktop.context import Context
from jxdesk.desktop.doctor_qt import qt_checks
from jxdesk.desktop.furniture import Row, across, button, clear, down, label, picture, scrolled
from jxdesk.desktop.tasks import Lane

SIGNS = {
    "ok": ("done", theme.OK, "正常"),
    "warning": ("warning", theme.AMBER, "提醒"),
    "error": ("error", theme.ERROR, "错误"),
}


class SelfCheckDialog(QDialog):
    """Shows the answers line by line."""

    def __init__(self, context: Context, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("self_check_dialog")
        self.setWindowTitle("自检")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(720, 560)
        self.answers: list[dict[str, str]] = []
        self.heading = label("正在检查…", role="block_title", name="self_check_heading")
        holder = QWidget()
        self.rows = QVBoxLayout(holder)
        self.rows.setContentsMargins(0, 0, 8, 0)
        self.rows.setSpacing(0)
        self.rows.addStretch(1)
        self.copy_button = button("复制结果", self._on_copy, icon="copy", name="self_check_copy")
        close = button("关上", self.accept, kind="primary", name="self_check_close")
        close.setDefault(True)
        self.setLayout(
            down(
                self.heading,
                scrolled(holder),
                across(
                    self.copy_button,
                    None,
                    close,
                ),
                spacing=12,
                margins=(20, 16, 20, 16),
            )
        )
        workspace = context.workspace

        def work() -> list[dict[str, str]]:
            from jxdesk.actions import doctor

            return [*(answer.as_dict() for answer in doctor.examine_open(workspace)), *qt_checks()]

        context.tasks.run(work, self.show_answers, lane=Lane.HEAVY, owner=self)

    def show_answers(self, answers: Sequence[dict[str, str]]) -> None:
        """Shows the answers, what wants looking after first."""
        self.answers = list(answers)
        clear(self.rows)
        troubles = sum(answer["state"] != "ok" for answer in self.answers)
        self.heading.setText(f"{troubles} 处要看一看" if troubles else "都正常")
        for answer in sorted(self.answers, key=lambda one: list(SIGNS).index(one["state"]), reverse=True):
            icon, colour, meaning = SIGNS[answer["state"]]
            words = down(label(f"{answer['name']}　{answer['message']}", wrap=True), spacing=2)
            if answer["advice"]:
                words.addWidget(label(answer["advice"], role="second", wrap=True))
            self.rows.addWidget(Row(picture(icon, colour=colour, meaning=meaning), words, stretch=1))
        self.rows.addStretch(1)

    def _on_copy(self) -> None:
        lines = [
            f"{SIGNS[one['state']][2]}　{one['name']}　{one['message']}　{one['advice']}".rstrip()
            for one in self.answers
        ]
        QApplication.clipboard().setText("\n".join(lines))
