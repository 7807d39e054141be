"""自检: data folder, disk, database, fonts, key, clock, screen and input method, each with what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QVBoxLayout, QWidget

from jxdesk.desktop import preferences, theme
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
        self.told = label(role="second", wrap=True, name="self_check_told")
        self.told.hide()
        holder = QWidget()
        self.rows = QVBoxLayout(holder)
        self.rows.setContentsMargins(0, 0, 8, 0)
        self.rows.setSpacing(0)
        self.rows.addStretch(1)
        self.copy_button = button("复制结果", self._on_copy, icon="copy", name="self_check_copy")
        self.bundle_button = button(
            "存支持包…",
            self._on_bundle,
            icon="export",
            name="self_check_bundle",
            tip="自检结果和出错记录，不含数据、名称、金额；请人帮忙时交给他",
        )
        self.bundle_button.setEnabled(False)
        close = button("关上", self.accept, kind="primary", name="self_check_close")
        close.setDefault(True)
        self.setLayout(
            down(
                self.heading,
                scrolled(holder),
                self.told,
                across(
                    self.copy_button,
                    self.bundle_button,
                    None,
                    close,
                ),
                spacing=12,
                margins=(20, 16, 20, 16),
            )
        )
        self.context = context
        workspace = context.workspace

        def work() -> list[dict[str, str]]:
            from jxdesk.actions import doctor

            return [*(answer.as_dict() for answer in doctor.examine_open(workspace)), *qt_checks()]

        context.tasks.run(work, self.show_answers, lane=Lane.HEAVY, owner=self)

    def show_answers(self, answers: Sequence[dict[str, str]]) -> None:
        """Shows the answers, what wants looking after first."""
        self.answers = list(answers)
        self.bundle_button.setEnabled(True)
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

    def _on_bundle(self) -> None:
        name = QFileDialog.getExistingDirectory(self, "支持包存到哪里", preferences.documents_folder())
        if name:
            self.bundle_to(Path(name))

    def bundle_to(self, folder: Path) -> None:
        """Writes the support bundle there."""
        answers, home = self.answers, self.context.workspace.folder.root

        def work() -> Path:
            from jxdesk.actions import support

            return support.write_bundle(answers, home, folder)

        self.context.tasks.run(work, self._on_bundled, label="存支持包", owner=self)

    def _on_bundled(self, written: Path) -> None:
        self.told.setText(f"存好了：{written}\n里面没有数据、名称和金额，可以交给帮忙的人。")
        self.told.show()

    def _on_copy(self) -> None:
        lines = [
            f"{SIGNS[one['state']][2]}　{one['name']}　{one['message']}　{one['advice']}".rstrip()
            for one in self.answers
        ]
        QApplication.clipboard().setText("\n".join(lines))
