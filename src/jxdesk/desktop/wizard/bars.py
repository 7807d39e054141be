"""Bars: the header above the wizard's steps, the notices below them, and the footer with the way on and the state of the disk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QMenu, QMessageBox, QVBoxLayout, QWidget

from jxdesk.desktop import theme
from jxdesk.desktop.furniture import Bar, across, button, icon_button, label
from jxdesk.desktop.theme import Tone
from jxdesk.desktop.wizard.saver import SaveState
from jxdesk.desktop.wizard.session import FilingSession
from jxdesk.desktop.wizard.stepper import Stepper
from jxdesk.domain.records.filings import FilingState, Form
from jxdesk.domain.records.form_words import FORM_NAMES, heading_of
from jxdesk.domain.templates.form import FormTemplate
from jxdesk.domain.templates.wizard_flow import WizardPage, page_title

LOCKED = {
    FilingState.FINISHED: "这张表已标为填好，只能看。",
    FilingState.SEALED: "这张表已经封装，只能看。",
    FilingState.APPROVED: "这张表已经批复，只能看；要改，请办调整申请。",
}


class WizardHeader(QFrame):
    """What is being filled, on which form, and the tools that every page has."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("page_header")
        self.setFixedHeight(theme.HEADER_HEIGHT)
        self.title = label("", role="page_title", name="wizard_title")
        self.title.setMinimumWidth(80)
        self.subtitle = label("", role="second", name="wizard_subtitle")
        self.subtitle.setMinimumWidth(40)
        self.template_button = button(
            "换表样", kind="link", name="template_button", tip="按另一种表样填和打印"
        )
        self.undo_button = button("撤销", icon="undo", name="undo_button", tip="撤销（Ctrl+Z）")
        self.redo_button = icon_button("redo", "重做（Ctrl+Y）", name="redo_button")
        self.preview_button = button("看表样", icon="eye", name="preview_button", tip="看表样（F9）")
        self.leave_button = button("存好先退出", name="leave_button")
        self.undo_button.setEnabled(False)
        self.redo_button.setEnabled(False)
        row = across(self.title, self.subtitle, self.template_button, None)
        for tool in (self.undo_button, self.redo_button, self.preview_button, self.leave_button):
            row.addWidget(tool)
        row.setContentsMargins(20, 0, 16, 0)
        self.setLayout(row)

    def show_filing(self, session: FilingSession) -> None:
        """Shows the names as they now are."""
        content = session.content
        self.title.setText(
            content.project_name or content.office_name or f"未命名的{FORM_NAMES[content.form]}"
        )
        self.subtitle.setText(f"{heading_of(content)} · {session.template.name}")
        self.subtitle.setToolTip(session.template.source)
        self.template_button.setVisible(session.editable)

    def offer_templates(self, templates: Iterable[FormTemplate], choose: Callable[[str], object]) -> None:
        """Opens the list of other forms below its button."""
        menu = QMenu(self)
        menu.setObjectName("template_menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for template in templates:
            unit = f"（{template.money_unit.value}）"
            action = menu.addAction(
                template.name if template.name.endswith(unit) else f"{template.name}{unit}"
            )
            action.triggered.connect(lambda _=False, template_id=template.id: choose(template_id))
        if menu.isEmpty():
            menu.addAction("没有别的表样").setEnabled(False)
        menu.popup(self.template_button.mapToGlobal(QPoint(0, self.template_button.height())))


class WizardSteps(QFrame):
    """The pages as steps, and how much is filled."""

    def __init__(self, pages: Sequence[WizardPage], form: Form) -> None:
        super().__init__()
        self.setObjectName("wizard_steps")
        self.setFixedHeight(theme.STEPPER_HEIGHT)
        self.stepper = Stepper(pages, form)
        self.count = label("", role="second", name="filled_count")
        self.setLayout(across(self.stepper, None, self.count, margins=(20, 0, 16, 0)))


class WizardNotices(QWidget):
    """The lines that appear when a save failed, or when the filing can only be read."""

    mend_wanted = Signal()
    reopen_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 8, 16, 0)
        box.setSpacing(6)
        self.trouble = Bar(Tone.ERROR, name="save_trouble")
        self.mend_button = button("再存一次", self.mend_wanted.emit, name="mend_button")
        self.trouble.row.addWidget(self.mend_button)
        self.locked = Bar(Tone.INFO, name="locked_bar")
        self.reopen_button = button("改回填写中", self.reopen_wanted.emit, name="locked_reopen")
        self.locked.row.addWidget(self.reopen_button)
        box.addWidget(self.trouble)
        box.addWidget(self.locked)
        self.trouble.hide()
        self.locked.hide()
        self.hide()

    def show_state(self, state: FilingState, kept_shut: str = "") -> None:
        """Says that a finished or sealed filing is only shown; ``kept_shut`` says why it cannot be opened again."""
        if state is not FilingState.DRAFT:
            self.locked.say(Tone.INFO, kept_shut or LOCKED[state])
            self.reopen_button.setVisible(state is not FilingState.APPROVED and not kept_shut)
        self.locked.setVisible(state is not FilingState.DRAFT)
        self._settle()

    def show_saving(self, session: FilingSession, state: SaveState) -> None:
        """Says what could not be saved and what to do, or is silent."""
        failed = state in (SaveState.FAILED, SaveState.STALE)
        if failed:
            fault, stale = session.fault, state is SaveState.STALE
            self.mend_button.setText("载入最新的，再做一遍" if stale else "再存一次")
            title = fault.title if fault else ""
            facts = f"（{fault.facts}）" if fault and fault.facts else ""
            kept = f"刚才的 {session.unsaved()} 处改动都在屏幕上，没有丢。{fault.advice if fault else ''}"
            self.trouble.say(Tone.ERROR, f"{title}{facts}" if stale else f"{title}{facts}{kept}")
        self.trouble.setVisible(failed)
        self._settle()

    def _settle(self) -> None:
        self.setVisible(self.trouble.isVisibleTo(self) or self.locked.isVisibleTo(self))


class WizardFooter(QFrame):
    """The way back and on, whether everything is on the disk, and what still stands in the way."""

    def __init__(self, form: Form) -> None:
        super().__init__()
        self.form = form
        self.setObjectName("footer")
        self.setFixedHeight(theme.FOOTER_HEIGHT)
        self.back_step = button("上一步　Alt+←", name="back_step")
        self.next_step = button("下一步　Alt+→", kind="primary", name="next_step")
        self.saved = label("每填一格自动保存", role="second", name="save_state")
        self.outlook = label("", role="second", name="wizard_outlook")
        row = across(self.back_step, self.saved, None, self.outlook, self.next_step)
        row.setContentsMargins(20, 0, 16, 0)
        self.setLayout(row)

    def show_way(self, before: WizardPage | None, following: WizardPage | None, errors: int) -> None:
        """Shows where the buttons lead."""
        self.back_step.setEnabled(before is not None)
        self.next_step.setText(
            f"下一步：{page_title(following, self.form)}　Alt+→" if following else "存好，返回"
        )
        self.outlook.setText(f"还有 {errors} 个必须改的问题，可以先往下走" if errors else "")

    def show_saving(self, session: FilingSession, state: SaveState) -> None:
        """Shows how the disk stands to what is on the screen."""
        match state:
            case SaveState.SAVED:
                self.saved.setText(f"已自动保存 {dt.datetime.now().astimezone():%H:%M:%S}")
            case SaveState.SAVING:
                self.saved.setText("正在保存…")
            case SaveState.FAILED | SaveState.STALE:
                self.saved.setText(f"{session.unsaved()} 处改动还没有存上")


def confirm_loss(parent: QWidget, count: int) -> bool:
    """Asks whether to leave although changes could not be saved."""
    box = QMessageBox(parent)
    box.setObjectName("unsaved_question")
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle("还没有存好")
    box.setText(f"有 {count} 处改动没有存上。")
    box.setInformativeText("留下可以再存一次；现在离开，这些改动就没有了。")
    stay = box.addButton("留下", QMessageBox.ButtonRole.RejectRole)
    leave = box.addButton("不要这些改动，离开", QMessageBox.ButtonRole.DestructiveRole)
    box.setDefaultButton(stay)
    box.exec()
    return box.clickedButton() is leave
