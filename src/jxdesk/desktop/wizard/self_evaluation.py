"""Self-evaluation: the wizard with its header, steps, pages, side panel and footer, inside the main window."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMessageBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from jxdesk.desktop import theme
from jxdesk.desktop.context import Context
from jxdesk.desktop.furniture import Bar, across, button, icon_button, label
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.theme import Tone
from jxdesk.desktop.wizard.goals_page import GoalsPage
from jxdesk.desktop.wizard.indicators_page import IndicatorsPage
from jxdesk.desktop.wizard.look import wizard_style
from jxdesk.desktop.wizard.money_page import MoneyPage
from jxdesk.desktop.wizard.output_page import OutputPage
from jxdesk.desktop.wizard.page import WizardView
from jxdesk.desktop.wizard.places import LastPlaces
from jxdesk.desktop.wizard.problems_page import ProblemsPage
from jxdesk.desktop.wizard.session import FilingSession, SaveState
from jxdesk.desktop.wizard.side_panel import SidePanel
from jxdesk.desktop.wizard.stepper import Stepper
from jxdesk.domain.errors import JxError
from jxdesk.domain.filings import FilingState
from jxdesk.domain.findings import Severity
from jxdesk.domain.wizard_flow import (
    TITLES,
    Place,
    WizardPage,
    filled,
    page_after,
    page_before,
    pages,
    place_of_field,
    step_states,
)

if TYPE_CHECKING:
    from jxdesk.actions.fill import OpenFiling

VIEWS: dict[WizardPage, type[WizardView]] = {
    WizardPage.MONEY: MoneyPage,
    WizardPage.GOALS: GoalsPage,
    WizardPage.INDICATORS: IndicatorsPage,
    WizardPage.PROBLEMS: ProblemsPage,
    WizardPage.OUTPUT: OutputPage,
}


class SelfEvaluationWizard(QWidget):
    """One self-evaluation, from its money to its printed form.

    ``closed`` when the clerk wants to leave and everything is on the disk, ``changed`` after each save, ``ready`` once
    the filing is open.
    """

    closed = Signal()
    changed = Signal()
    ready = Signal()
    HELP = "self-evaluation"

    def __init__(
        self,
        context: Context,
        filing_id: str,
        *,
        places: LastPlaces | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.context = context
        self.filing_id = filing_id
        self.places = places or LastPlaces()
        self.session: FilingSession | None = None
        self.views: dict[WizardPage, WizardView] = {}
        self.page = WizardPage.MONEY
        self.place: Place | None = None
        self._back_from_preview: Place | None = None
        self._leaving = False
        self.setObjectName("wizard")
        self.setStyleSheet(wizard_style())
        self.outer = QVBoxLayout(self)
        self.outer.setContentsMargins(0, 0, 0, 0)
        self.outer.setSpacing(0)
        self.waiting = label("正在打开…", role="second", name="wizard_waiting")
        self.waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.outer.addWidget(self.waiting, 1)
        self._open()

    def _open(self) -> None:
        workspace, filing_id = self.context.workspace, self.filing_id

        def work() -> OpenFiling:
            from jxdesk.actions import fill

            return fill.open_filing(workspace, filing_id)

        self.context.tasks.run(
            work, self._on_opened, lane=Lane.READ, on_error=self._on_not_opened, owner=self
        )

    def _on_not_opened(self, fault: JxError) -> None:
        self.waiting.setText("\n".join(part for part in (fault.title, fault.facts, fault.advice) if part))

    # ---- building ---------------------------------------------------------------------------------------------

    def _on_opened(self, opened: OpenFiling) -> None:
        self.session = session = FilingSession(self.context, opened, self)
        self.waiting.hide()
        self.outer.addWidget(self._header(session))
        self.outer.addWidget(self._steps(session))
        self.outer.addWidget(self._bars())
        self.outer.addWidget(self._middle(session), 1)
        self.outer.addWidget(self._footer())
        session.shown.connect(lambda *_: self._refresh_counts())
        session.checked.connect(self._refresh_counts)
        session.saving.connect(self._on_saving)
        session.wanted.connect(self.go_to)
        session.stack.canUndoChanged.connect(self.undo_button.setEnabled)
        session.stack.canRedoChanged.connect(self.redo_button.setEnabled)
        self._bind_keys()
        self._refresh_counts()
        self._on_saving(session.save_state)
        kept = self.places.recall(self.filing_id)
        first = pages(session.template)[0]
        self.show_page(first, focus=kept is None)
        if kept is not None:
            self.go_to(kept)
        self.ready.emit()

    def _header(self, session: FilingSession) -> QWidget:
        made = QFrame()
        made.setObjectName("page_header")
        made.setFixedHeight(theme.HEADER_HEIGHT)
        content = session.content
        self.title = label(
            content.project_name or content.office_name, role="page_title", name="wizard_title"
        )
        self.title.setMinimumWidth(80)
        self.subtitle = label("", role="second", name="wizard_subtitle")
        self.undo_button = button("撤销", self.undo, icon="undo", name="undo_button", tip="撤销（Ctrl+Z）")
        self.redo_button = icon_button("redo", "重做（Ctrl+Y）", self.redo, name="redo_button")
        self.preview_button = button(
            "看表样", self.toggle_preview, icon="eye", name="preview_button", tip="看表样（F9）"
        )
        self.leave_button = button("存好先退出", self.leave, name="leave_button")
        self.undo_button.setEnabled(False)
        self.redo_button.setEnabled(False)
        row = across(
            self.title,
            self.subtitle,
            None,
            self.undo_button,
            self.redo_button,
            self.preview_button,
            self.leave_button,
        )
        row.setContentsMargins(20, 0, 16, 0)
        made.setLayout(row)
        return made

    def _steps(self, session: FilingSession) -> QWidget:
        made = QFrame()
        made.setObjectName("wizard_steps")
        made.setFixedHeight(theme.STEPPER_HEIGHT)
        self.stepper = Stepper(pages(session.template))
        self.stepper.chosen.connect(self.show_page)
        self.count = label("", role="second", name="filled_count")
        row = across(self.stepper, None, self.count, margins=(18, 0, 16, 0))
        made.setLayout(row)
        return made

    def _bars(self) -> QWidget:
        made = QWidget()
        box = QVBoxLayout(made)
        box.setContentsMargins(16, 8, 16, 0)
        box.setSpacing(6)
        self.trouble = Bar(Tone.ERROR, name="save_trouble")
        self.mend_button = button("再存一次", self._on_mend, name="mend_button")
        self.trouble.row.addWidget(self.mend_button)
        self.locked = Bar(Tone.INFO, name="locked_bar")
        self.locked.row.addWidget(button("改回填写中", self._on_reopen, name="locked_reopen"))
        box.addWidget(self.trouble)
        box.addWidget(self.locked)
        self.bars = made
        return made

    def _middle(self, session: FilingSession) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.stack = QStackedWidget()
        for page in pages(session.template):
            view = VIEWS[page](session)
            view.entered.connect(self._on_entered)
            view.told.connect(self.context.tell)
            view.summed.connect(self.context.tell_sums)
            self.views[page] = view
            self.stack.addWidget(view)
        problems, output = self.views[WizardPage.PROBLEMS], self.views[WizardPage.OUTPUT]
        assert isinstance(problems, ProblemsPage)
        assert isinstance(output, OutputPage)
        problems.jumped.connect(self.go_to)
        output.place_chosen.connect(self._on_preview_chosen)
        output.problems_wanted.connect(lambda: self.show_page(WizardPage.PROBLEMS))
        output.seal_wanted.connect(self._on_seal_wanted)
        self.side = SidePanel(session)
        self.side.jumped.connect(self.go_to)
        row.addWidget(self.stack, 1)
        row.addWidget(self.side)
        return made

    def _footer(self) -> QWidget:
        made = QFrame()
        made.setObjectName("footer")
        made.setFixedHeight(theme.FOOTER_HEIGHT)
        self.back_step = button("上一步　Alt+←", self.step_back, name="back_step")
        self.next_step = button("下一步　Alt+→", self.step_on, kind="primary", name="next_step")
        self.saved = label("", role="second", name="save_state")
        self.outlook = label("", role="second", name="wizard_outlook")
        row = across(self.back_step, self.saved, None, self.outlook, self.next_step)
        row.setContentsMargins(16, 0, 16, 0)
        made.setLayout(row)
        return made

    def _bind_keys(self) -> None:
        for keys, action in (
            ("Alt+Right", self.step_on),
            ("Ctrl+Z", self.undo),
            ("Ctrl+Y", self.redo),
            ("Ctrl+Shift+Z", self.redo),
            ("F8", lambda: self.step_problem(1)),
            ("Shift+F8", lambda: self.step_problem(-1)),
            ("F9", self.toggle_preview),
            ("Ctrl+P", self._on_print),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(action)
        if self.parentWidget() is None:
            # Inside the window its own Alt+← asks ``step_back``; a second one would make the keys ambiguous.
            QShortcut(QKeySequence("Alt+Left"), self).activated.connect(self.step_back)

    # ---- going from page to page ------------------------------------------------------------------------------

    def view(self) -> WizardView | None:
        """The page in sight."""
        return self.views.get(self.page)

    def commit_pending(self) -> None:
        """Takes what is being typed anywhere on the page in sight."""
        view = self.view()
        if view is not None:
            view.commit_pending()

    def show_page(self, page: WizardPage, *, focus: bool = True) -> None:
        """Shows a page; what was being typed is taken first."""
        session = self.session
        if session is None:
            return
        self.commit_pending()
        self.page = page
        view = self.views[page]
        self.stack.setCurrentWidget(view)
        self.side.setVisible(view.has_side_panel)
        self.context.tell_sums("")
        self._refresh_counts()
        view.come_in_sight()
        if page is not WizardPage.OUTPUT:
            self._back_from_preview = None
        if focus:
            view.focus_first()
            self._on_entered(Place(page=page))

    def go_to(self, place: Place) -> None:
        """Goes to a cell or field, wherever it is."""
        if self.session is None or place.page not in self.views:
            return
        if place.page is not self.page:
            self.show_page(place.page, focus=False)
        else:
            self.commit_pending()
        view = self.views[place.page]
        if not view.go_to(place):
            view.focus_first()
        self._on_entered(place)

    def step_on(self) -> None:
        """Alt+→: the next page; past the last one the wizard is left."""
        if self.session is None:
            return
        following = page_after(self.session.template, self.page)
        if following is not None:
            self.show_page(following)
        else:
            self.leave()

    def step_back(self) -> bool:
        """Alt+←: the page before; answers False on the first one."""
        before = page_before(self.session.template, self.page) if self.session is not None else None
        if before is None:
            return False
        self.show_page(before)
        return True

    def step_problem(self, step: int) -> None:
        """F8 and Shift+F8: the next problem and the one before."""
        if self.session is not None:
            self.commit_pending()
            self.session.check_now()
            self.side.problems.step(self.place, step)

    def toggle_preview(self) -> None:
        """F9: the form as it will be printed, and back to where one was."""
        if self.session is None:
            return
        if self.page is WizardPage.OUTPUT and self._back_from_preview is not None:
            back, self._back_from_preview = self._back_from_preview, None
            self.go_to(back)
            return
        came_from = self.place or Place(page=self.page)
        self.show_page(WizardPage.OUTPUT)
        if came_from.page is not WizardPage.OUTPUT:
            self._back_from_preview = came_from

    def _on_preview_chosen(self, line_id: str, field: str) -> None:
        if self.session is not None:
            self.go_to(place_of_field(line_id, field, self.session.content, self.session.template))

    def _on_entered(self, place: Place) -> None:
        self.place = place
        self.places.keep(self.filing_id, place)

    # ---- what the buttons do ----------------------------------------------------------------------------------

    def undo(self) -> None:
        """Takes back the last change, on whatever page it was made."""
        if self.session is not None and self.session.editable:
            self.commit_pending()
            self.session.stack.undo()

    def redo(self) -> None:
        """Makes the change again that was taken back."""
        if self.session is not None and self.session.editable:
            self.session.stack.redo()

    def leave(self) -> None:
        """Saves and leaves; ``closed`` comes when everything is on the disk."""
        self.commit_pending()
        if self.session is None or (
            self.session.save_state is SaveState.SAVED and not self.session.unsaved()
        ):
            self._close()
            return
        self._leaving = True
        self.session.retry()
        if self.session.save_state in (SaveState.FAILED, SaveState.STALE):
            self._leaving = False

    def _close(self) -> None:
        self._leaving = False
        self.places.leave(self.filing_id)
        self.closed.emit()

    def may_close(self) -> bool:
        """Whether the wizard can be left now; asks where something could not be saved."""
        self.commit_pending()
        session = self.session
        if session is None or session.save_state not in (SaveState.FAILED, SaveState.STALE):
            self.places.leave(self.filing_id)
            return True
        return self._confirm_loss(session.unsaved())

    def _confirm_loss(self, count: int) -> bool:
        box = QMessageBox(self)
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

    def _on_print(self) -> None:
        output = self.views.get(WizardPage.OUTPUT)
        if isinstance(output, OutputPage):
            self.commit_pending()
            output.print_form()

    def _on_reopen(self) -> None:
        output = self.views.get(WizardPage.OUTPUT)
        if isinstance(output, OutputPage):
            output.reopen()

    def _on_seal_wanted(self) -> None:
        self.commit_pending()
        self.context.open_page("tray", self.filing_id)

    # ---- how it stands ----------------------------------------------------------------------------------------

    def _refresh_counts(self) -> None:
        session = self.session
        if session is None:
            return
        content, template = session.content, session.template
        year = f"{content.year} 年绩效自评" if content.year else "绩效自评"
        self.title.setText(content.project_name or content.office_name or "未命名项目")
        self.subtitle.setText(f"{year} · {template.name}")
        done = filled(content, template)
        self.count.setText(f"已填 {done.done} / {done.total} 项")
        self.stepper.show_states(self.page, step_states(content, template, session.findings))
        errors = sum(1 for finding in session.findings if finding.severity is Severity.ERROR)
        self.outlook.setText(f"还有 {errors} 个必须改的问题，可以先往下走" if errors else "")
        before, following = page_before(template, self.page), page_after(template, self.page)
        self.back_step.setEnabled(before is not None)
        words = f"下一步：{TITLES[following]}　Alt+→" if following else "存好，返回"
        self.next_step.setText(words)
        locked = session.filing.state is not FilingState.DRAFT
        if locked:
            sealed = session.filing.state is FilingState.SEALED
            self.locked.say(Tone.INFO, "这张表已经封装，只能看。" if sealed else "这张表已标为填好，只能看。")
        self.locked.setVisible(locked)
        self.bars.setVisible(locked or self.trouble.isVisibleTo(self.bars))

    def _on_saving(self, state: SaveState) -> None:
        session = self.session
        if session is None:
            return
        self.trouble.hide()
        match state:
            case SaveState.SAVED:
                self.saved.setText(f"已自动保存 {dt.datetime.now().astimezone():%H:%M:%S}")
                self.changed.emit()
            case SaveState.SAVING:
                self.saved.setText("正在保存…")
            case SaveState.FAILED | SaveState.STALE:
                self._show_trouble(session, state)
        if not session.stack.count() and state is SaveState.SAVED:
            self.saved.setText("每填一格自动保存")
        self.bars.setVisible(self.trouble.isVisibleTo(self.bars) or self.locked.isVisibleTo(self.bars))
        if self._leaving and state is SaveState.SAVED:
            self._close()
        elif state in (SaveState.FAILED, SaveState.STALE):
            self._leaving = False

    def _show_trouble(self, session: FilingSession, state: SaveState) -> None:
        fault = session.fault
        count = session.unsaved()
        self.saved.setText(f"{count} 处改动还没有存上")
        stale = state is SaveState.STALE
        words = "载入最新的，再做一遍" if stale else "再存一次"
        self.mend_button.setText(words)
        title = fault.title if fault else ""
        facts = f"（{fault.facts}）" if fault and fault.facts else ""
        advice = "" if stale or fault is None else fault.advice
        self.trouble.say(Tone.ERROR, f"{title}{facts} 刚才的 {count} 处改动都在屏幕上，没有丢。{advice}")
        self.trouble.show()

    def _on_mend(self) -> None:
        session = self.session
        if session is None:
            return
        if session.save_state is SaveState.FAILED:
            session.retry()
            return
        workspace, filing_id = self.context.workspace, self.filing_id

        def work() -> OpenFiling:
            from jxdesk.actions import fill

            return fill.open_filing(workspace, filing_id)

        self.context.tasks.run(work, self._on_newer, lane=Lane.READ, owner=self)

    def _on_newer(self, opened: OpenFiling) -> None:
        if self.session is None:
            return
        lost = self.session.replay(opened)
        self.context.tell(
            f"已载入最新内容，{lost} 处改动所在的行已被删除，没有再做。"
            if lost
            else "已载入最新内容，刚才的改动都补上了。"
        )

    # ---- for the window ---------------------------------------------------------------------------------------

    def panes(self) -> list[QWidget]:
        """The widgets that F6 walks through."""
        if self.session is None:
            return []
        view = self.view()
        found: list[QWidget] = list(view.panes()) if view is not None else []
        if self.side.isVisible():
            found.append(self.side.problems_tab)
        return [*found, self.next_step, self.stepper]
