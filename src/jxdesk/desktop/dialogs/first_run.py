"""第一次打开: four pages in under three minutes: who am I, the office, where to begin, and a try of Chinese and backups."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFileDialog,
    QLineEdit,
    QRadioButton,
    QStackedWidget,
    QWidget,
)

from jxdesk.actions import start
from jxdesk.actions.passphrases import SHORTEST_PASSPHRASE
from jxdesk.actions.start import Started
from jxdesk.desktop import practice_home, preferences
from jxdesk.desktop.dialogs.chinese_try import ChineseTry
from jxdesk.desktop.dialogs.office_form import LEVELS, OfficeForm
from jxdesk.desktop.furniture import Bar, across, button, down, elided, label
from jxdesk.desktop.life_cycle import LifeCycle, Stage
from jxdesk.desktop.tasks import Tasks
from jxdesk.desktop.theme import Tone
from jxdesk.domain.errors import JxError
from jxdesk.domain.progress import Progress
from jxdesk.domain.road.duties import Duty
from jxdesk.store.safety.folder import DataFolder, choose_home, default_home, offered_home
from jxdesk.store.shipped.duties import duty_book

STEPS = ("我是谁", "单位", "数据和口令", "试一试")
WHO, OFFICE, BEGIN, TRY = range(4)
BEGINNINGS = {
    False: "建好以后是空的：把单位往年的自评表（Excel）导入进来就有项目了。想先练练手，左边“练习”里有练习县。",
    True: "建好以后先到“工作台”的“下级报送”：导入单位名册、给下级发登记证书，下级的数据包从那里装入。"
    "想先练练手，左边“练习”里有练习县。",
}
"""Where to begin: offices that others file with begin with them."""


class FirstRunDialog(QDialog):
    """Leads through the first start; ``home`` is the folder that was set up."""

    def __init__(self, root: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.home = root
        self._is_named = root != default_home()
        self.tasks = Tasks(self)
        self.setObjectName("first_run_dialog")
        self.setWindowTitle("第一次打开绩效桌面")
        self.setMinimumSize(760, 600)
        self.steps = LifeCycle()
        self.note = Bar(Tone.ERROR, name="first_run_note")
        self.note.hide()
        self.pages = QStackedWidget()
        for page in (self._make_who(), self._make_office(), self._make_begin(), self._make_try()):
            self.pages.addWidget(page)
        self.back_button = button("上一步", self._on_back, name="first_back")
        self.leave_button = button("退出", self.reject, name="first_leave")
        self.next_button = button("下一步", self._on_next, kind="primary", name="first_next")
        self.next_button.setDefault(True)
        self.setLayout(
            down(
                self.steps,
                self.note,
                self.pages,
                across(self.back_button, None, self.leave_button, self.next_button),
                spacing=12,
                margins=(28, 12, 28, 20),
            )
        )
        self._show_page(WHO)

    # ---- the four pages --------------------------------------------------------------------------------------

    def _make_who(self) -> QWidget:
        self.roles = QButtonGroup(self)
        box = down(
            label("您是哪一级的？", role="page_title"),
            label("以后在“设置”里能看到；填错了也可以从头再来。", role="second"),
            4,
            spacing=8,
        )
        for number, (level, words) in enumerate(LEVELS):
            choice = QRadioButton(words)
            choice.setObjectName(f"role_{level.value}")
            choice.setChecked(number == 0)
            self.roles.addButton(choice, number)
            box.addWidget(choice)
        self.person = QLineEdit()
        self.person.setObjectName("first_person")
        self.person.setAccessibleName("您的姓名")
        self.person.setFixedWidth(280)
        self.person.setPlaceholderText("可以先空着")
        box.addSpacing(12)
        box.addLayout(across(label("您的姓名", role="second"), self.person, None, spacing=16))
        box.addSpacing(12)
        box.addWidget(
            label(
                "不得用来处理国家秘密。涉密的项目只登记个数，不录名称、金额和内容。", role="hint", wrap=True
            )
        )
        box.addSpacing(8)
        self.practice_button = button(
            "先不填，打开练习县看看", self._on_practice, icon="practice", name="first_practice"
        )
        box.addLayout(across(self.practice_button, None))
        box.addStretch(1)
        made = QWidget()
        made.setLayout(box)
        return made

    def _make_office(self) -> QWidget:
        self.office = OfficeForm()
        self.office.changed.connect(self._show_buttons)
        made = QWidget()
        made.setLayout(down(label("您的单位", role="page_title"), self.office, None, spacing=12))
        return made

    def _make_begin(self) -> QWidget:
        self.folder = self.home if self._is_named else offered_home()
        self.folder_line = elided(str(self.folder), name="first_folder")
        self.folder_button = button("换个地方", self._on_folder, icon="folder", name="first_folder_button")
        self.passphrase = self._secret("first_passphrase", "密钥口令")
        self.passphrase.setPlaceholderText(f"至少 {SHORTEST_PASSPHRASE} 个字，可以先空着，以后在“设置”里设")
        self.again = self._secret("first_passphrase_again", "再写一遍口令")
        self.again.setPlaceholderText("再写一遍")
        self.passphrase_note = label(role="second", tone=Tone.WARN, name="first_passphrase_note")
        self.begin_words = label(role="second", wrap=True, name="first_begin")
        folder_row = across(self.folder_line, self.folder_button, spacing=10)
        folder_row.setStretch(0, 1)
        made = QWidget()
        made.setLayout(
            down(
                label("数据放在哪里", role="page_title"),
                label(
                    "数据都在这台电脑上，不上网。最好放在不是系统盘的硬盘上，重装系统时不会丢；不能放在 U 盘和网络盘上。",
                    role="second",
                    wrap=True,
                ),
                folder_row,
                16,
                label("单位密钥的口令", role="block_title"),
                label("封装数据包时用它签名。口令忘了谁也找不回来。", role="second", wrap=True),
                self.passphrase,
                self.again,
                self.passphrase_note,
                8,
                label("从哪里开始", role="block_title"),
                self.begin_words,
                None,
                spacing=8,
            )
        )
        return made

    def _secret(self, name: str, meaning: str) -> QLineEdit:
        made = QLineEdit()
        made.setObjectName(name)
        made.setAccessibleName(meaning)
        made.setEchoMode(QLineEdit.EchoMode.Password)
        made.setFixedWidth(420)
        made.textChanged.connect(lambda _: self._show_buttons())
        return made

    def _make_try(self) -> QWidget:
        self.chinese = ChineseTry()
        self.second_line = elided("还没有选", role="second", name="first_second")
        self.second: Path | None = None
        second_row = across(
            self.second_line,
            button("选个地方", self._on_second, icon="folder", name="first_second_button"),
            spacing=10,
        )
        second_row.setStretch(0, 1)
        made = QWidget()
        made.setLayout(
            down(
                label("试打一行中文", role="page_title"),
                self.chinese,
                16,
                label("备份再放一份到哪里", role="block_title"),
                label(
                    "程序每半小时和退出时自动备份。另一块硬盘上再放一份，硬盘坏了也不怕。可以以后再选。",
                    role="second",
                    wrap=True,
                ),
                second_row,
                None,
                spacing=8,
            )
        )
        return made

    # ---- going through ---------------------------------------------------------------------------------------

    def _show_page(self, page: int) -> None:
        self.pages.setCurrentIndex(page)
        self.note.hide()
        self.steps.show_stages(
            [
                Stage(word, is_done=number < page, is_current=number == page)
                for number, word in enumerate(STEPS)
            ]
        )
        self._show_buttons()
        receives = duty_book().exists(Duty.RECEIVE, self.office.chosen_level())
        self.begin_words.setText(BEGINNINGS[receives])
        first: dict[int, QWidget] = {
            WHO: self.roles.checkedButton(),
            OFFICE: self.office.first_field(),
            BEGIN: self.passphrase,
            TRY: self.chinese.line,
        }
        first[page].setFocus()

    def _show_buttons(self) -> None:
        page = self.pages.currentIndex()
        self.back_button.setVisible(page > WHO)
        self.next_button.setText("建好，开始用" if page == TRY else "下一步")
        fault = self._passphrase_fault()
        self.passphrase_note.setText(fault)
        self.again.setEnabled(bool(self.passphrase.text()))
        self.next_button.setEnabled(
            (page != OFFICE or self.office.is_complete()) and not (page == BEGIN and fault)
        )

    def _passphrase_fault(self) -> str:
        """What is wrong with the passphrase; it may be left out, but not be mistyped: nobody could find it again."""
        first, again = self.passphrase.text(), self.again.text()
        if 0 < len(first) < SHORTEST_PASSPHRASE:
            return f"口令还差 {SHORTEST_PASSPHRASE - len(first)} 个字。"
        if first and not again:
            return "请再写一遍，免得写错了自己不知道。"
        return "两遍写的不一样。" if first and first != again else ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back a page; what is typed is lost only by the button that says so."""
        if event.key() == Qt.Key.Key_Escape:
            if self.back_button.isVisible() and self.back_button.isEnabled():
                self._on_back()
            return
        super().keyPressEvent(event)

    def _on_back(self) -> None:
        self._show_page(self.pages.currentIndex() - 1)

    def _on_next(self) -> None:
        page = self.pages.currentIndex()
        if page == WHO:
            self.office.level.setCurrentIndex(self.roles.checkedId())
        if page < TRY:
            self._show_page(page + 1)
            return
        self._make()

    def _make(self) -> None:
        folder, second = self.folder, self.second
        form, person, passphrase = self.office, self.person.text().strip(), self.passphrase.text()
        name, level, code, credit = form.name.text(), form.chosen_level(), form.path(), form.credit.text()
        is_named = self._is_named
        self._set_busy(True, "正在建…")

        def work() -> Started:
            made = start.start(
                folder,
                name=name,
                level=level,
                code=code,
                credit_code=credit,
                passphrase=passphrase,
                person=person,
            )
            if second is not None:
                DataFolder(folder).set_second_place(second)
            if not is_named:
                choose_home(folder)
            return made

        self.tasks.run(work, self._on_made, on_error=self._on_refused, owner=self)

    def _on_made(self, made: Started) -> None:
        self.home = made.home
        self.accept()

    def _on_practice(self) -> None:
        move = practice_home.opening(anew=False, large=False)
        self._set_busy(True, "正在准备练习县…")

        def work() -> Path:
            if move.before is not None:
                move.before(Progress("练习县"))
            return move.home

        self.tasks.run(work, self._on_practice_made, on_error=self._on_refused, owner=self)

    def _on_practice_made(self, home: Path) -> None:
        self.home = home
        self.accept()

    def _on_refused(self, error: JxError) -> None:
        self._set_busy(False, "")
        self.note.say(Tone.ERROR, " ".join(part for part in (error.title, error.facts, error.advice) if part))
        self.note.show()

    def _set_busy(self, busy: bool, words: str) -> None:
        for one in (self.pages, self.back_button, self.next_button):
            one.setEnabled(not busy)
        if busy:
            self.note.say(Tone.INFO, words)
        self.note.setVisible(busy)

    # ---- small choices ---------------------------------------------------------------------------------------

    def _on_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, "数据放在哪里", str(self.folder.parent))
        if name:
            chosen = Path(name)
            self.folder = chosen if not any(chosen.iterdir()) else chosen / "绩效桌面数据"
            self.folder_line.setText(str(self.folder))

    def _on_second(self) -> None:
        name = QFileDialog.getExistingDirectory(self, "备份再放一份到哪里", preferences.documents_folder())
        if name:
            self.second = Path(name)
            self.second_line.setText(name)
