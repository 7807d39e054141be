"""The wizard of one filing with its header, steps, pages, side panel and footer, inside the main window; any form of the year."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from jxdesk.desktop.context import Context
from jxdesk.desktop.furniture import label
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.wizard.bars import WizardFooter, WizardHeader, WizardNotices, WizardSteps, confirm_loss
from jxdesk.desktop.wizard.look import wizard_style
from jxdesk.desktop.wizard.other_forms import OtherForms
from jxdesk.desktop.wizard.output_page import OutputPage
from jxdesk.desktop.wizard.page import WizardView
from jxdesk.desktop.wizard.places import LastPlaces
from jxdesk.desktop.wizard.problems_page import ProblemsPage
from jxdesk.desktop.wizard.saver import SaveState
from jxdesk.desktop.wizard.session import FilingSession
from jxdesk.desktop.wizard.side_panel import SidePanel
from jxdesk.desktop.wizard.views import VIEWS
from jxdesk.domain.errors import JxError
from jxdesk.domain.findings import Severity
from jxdesk.domain.records.form_words import HELP_CARDS
from jxdesk.domain.records.packages import Task
from jxdesk.domain.templates.wizard_flow import (
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


class FilingWizard(QWidget):
    """One filing, from its first page to its printed form.

    ``closed`` when the clerk wants to leave and everything is on the disk, ``changed`` after each save, ``ready`` once
    the filing is open.
    """

    closed = Signal()
    changed = Signal()
    ready = Signal()

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
        self.page = WizardPage.OUTPUT
        self.place: Place | None = None
        self._back_from_preview: Place | None = None
        self._leaving = False
        self._inside: QWidget | None = None
        self.other_forms = OtherForms(
            context, self, session=lambda: self.session, changed=self._on_template_changed
        )
        self.setObjectName("wizard")
        self.setStyleSheet(wizard_style())
        self.outer = QVBoxLayout(self)
        self.outer.setContentsMargins(0, 0, 0, 0)
        self.waiting = label("正在打开…", role="second", name="wizard_waiting")
        self.waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.outer.addWidget(self.waiting, 1)
        self._bind_keys()
        self._reload(self._on_opened)

    @property
    def help_topic(self) -> str:
        """The operation card of the form that is open."""
        return HELP_CARDS[self.session.content.form] if self.session is not None else "self-evaluation"

    def _reload(self, then: Callable[[OpenFiling], None]) -> None:
        """Reads the filing from the disk."""
        workspace, filing_id = self.context.workspace, self.filing_id

        def work() -> OpenFiling:
            from jxdesk.actions import fill

            return fill.open_filing(workspace, filing_id)

        refuse = self._on_not_opened if self.session is None else None
        self.context.tasks.run(work, then, lane=Lane.READ, on_error=refuse, owner=self)

    def _on_opened(self, opened: OpenFiling) -> None:
        self._build(FilingSession(self.context, opened, self))
        kept = self.places.recall(self.filing_id)
        self.show_page(next(iter(self.views)), focus=kept is None)
        if kept is not None:
            self.go_to(kept)
        self.ready.emit()

    def _on_not_opened(self, fault: JxError) -> None:
        self.waiting.setText("\n".join(part for part in (fault.title, fault.facts, fault.advice) if part))

    # ---- building ---------------------------------------------------------------------------------------------

    def _build(self, session: FilingSession) -> None:
        """Puts everything together for the form of this filing; done again when another form is chosen."""
        before, self.session = self.session, session
        if self._inside is not None:
            self.outer.removeWidget(self._inside)
            self._inside.deleteLater()
        if before is not None:
            before.deleteLater()
        self.waiting.hide()
        form = session.content.form
        self.header, self.notices, self.footer = WizardHeader(), WizardNotices(), WizardFooter(form)
        self.steps = WizardSteps(pages(session.template), form)
        self.stepper, self.count = self.steps.stepper, self.steps.count
        self._inside = QWidget()
        box = QVBoxLayout(self._inside)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        for part in (self.header, self.steps, self.notices):
            box.addWidget(part)
        box.addWidget(self._middle(session), 1)
        box.addWidget(self.footer)
        self.outer.addWidget(self._inside, 1)
        self._inside.show()
        self._connect(session)
        self._refresh_counts()

    def _middle(self, session: FilingSession) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.stack = QStackedWidget()
        self.views = {page: VIEWS[page](session) for page in pages(session.template)}
        for view in self.views.values():
            self.stack.addWidget(view)
        self.side = SidePanel(session)
        row.addWidget(self.stack, 1)
        row.addWidget(self.side)
        return made

    def _connect(self, session: FilingSession) -> None:
        session.shown.connect(lambda *_: self._refresh_counts())
        session.checked.connect(self._refresh_counts)
        session.saving.connect(self._on_saving)
        session.wanted.connect(self.go_to)
        header, footer = self.header, self.footer
        session.stack.canUndoChanged.connect(header.undo_button.setEnabled)
        session.stack.canRedoChanged.connect(header.redo_button.setEnabled)
        for tool, action in (
            (header.template_button, partial(self.other_forms.offer, header, self.change_template)),
            (header.undo_button, self.undo),
            (header.redo_button, self.redo),
            (header.preview_button, self.toggle_preview),
            (header.leave_button, self.leave),
            (footer.back_step, self.step_back),
            (footer.next_step, self.step_on),
        ):
            tool.clicked.connect(partial(_call, action))
        self.stepper.chosen.connect(self.show_page)
        self.notices.mend_wanted.connect(self._on_mend)
        self.side.jumped.connect(self.go_to)
        for view in self.views.values():
            view.entered.connect(self._on_entered)
            view.told.connect(self.context.tell)
            view.summed.connect(self.context.tell_sums)
        problems, output = self.views[WizardPage.PROBLEMS], self._output()
        assert isinstance(problems, ProblemsPage)
        problems.jumped.connect(self.go_to)
        self.notices.reopen_wanted.connect(output.reopen)
        output.place_chosen.connect(self.go_to_field)
        output.problems_wanted.connect(lambda: self.show_page(WizardPage.PROBLEMS))
        output.seal_wanted.connect(self._on_seal_wanted)

    def _output(self) -> OutputPage:
        output = self.views[WizardPage.OUTPUT]
        assert isinstance(output, OutputPage)
        return output

    def _bind_keys(self) -> None:
        keys: list[tuple[str, Callable[[], object]]] = [
            ("Alt+Right", self.step_on),
            ("Ctrl+Z", self.undo),
            ("Ctrl+Y", self.redo),
            ("Ctrl+Shift+Z", self.redo),
            ("F8", lambda: self.step_problem(1)),
            ("Shift+F8", lambda: self.step_problem(-1)),
            ("F9", self.toggle_preview),
            ("Ctrl+P", self._on_print),
        ]
        if self.parentWidget() is None:
            # Inside the window its own Alt+← asks ``step_back``; a second one would make the keys ambiguous.
            keys.append(("Alt+Left", self.step_back))
        for sequence, action in keys:
            shortcut = QShortcut(QKeySequence(sequence), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(action)

    # ---- going from page to page ------------------------------------------------------------------------------

    def commit_pending(self) -> None:
        """Takes what is being typed anywhere on the page in sight."""
        view = self.views.get(self.page)
        if view is not None:
            view.commit_pending()

    def show_page(self, page: WizardPage, *, focus: bool = True) -> None:
        """Shows a page; what was being typed is taken first."""
        if self.session is None:
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

    def go_to_field(self, line_id: str, field: str) -> None:
        """Goes to a field of a line, or of the filing itself where there is no line."""
        if self.session is not None:
            self.go_to(place_of_field(line_id, field, self.session.content, self.session.template))

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

    def _on_entered(self, place: Place) -> None:
        self.place = place
        self.places.keep(self.filing_id, place)

    # ---- what the tools do ------------------------------------------------------------------------------------

    def undo(self) -> None:
        """Takes back the last change, on whatever page it was made."""
        if self.session is not None and self.session.editable:
            self.commit_pending()
            self.session.stack.undo()

    def redo(self) -> None:
        """Makes the change again that was taken back."""
        if self.session is not None and self.session.editable:
            self.session.stack.redo()

    def _on_print(self) -> None:
        if self.session is not None:
            self.commit_pending()
            self._output().print_form()

    def _on_seal_wanted(self) -> None:
        session = self.session
        if session is None:
            return
        from jxdesk.desktop.dialogs.seal import SealDialog

        filing, content = session.filing, session.content
        task = Task(form=content.form, year=content.year or 0, period=content.period)
        chosen = (filing.project_id or filing.id,)
        dialog = SealDialog(self.context, task=task, project_ids=chosen, parent=self.window())
        dialog.finished.connect(lambda _: self._reload(self._on_sealed))
        dialog.open()

    def _on_sealed(self, opened: OpenFiling) -> None:
        if self.session is not None:
            self.session.replay(opened)

    def change_template(self, template_id: str) -> None:
        """Fills and prints the same content on another form."""
        self.commit_pending()
        self.other_forms.change_to(template_id)

    def _on_template_changed(self, opened: OpenFiling) -> None:
        page = self.page
        self._build(FilingSession(self.context, opened, self))
        self.show_page(page if page in self.views else next(iter(self.views)))
        self.context.tell(f"已换成“{opened.template.name}”，填过的内容都还在。")

    # ---- leaving ----------------------------------------------------------------------------------------------

    def leave(self) -> None:
        """Saves and leaves; ``closed`` comes when everything is on the disk."""
        self.commit_pending()
        session = self.session
        if session is None or (session.save_state is SaveState.SAVED and not session.unsaved()):
            self._close()
            return
        self._leaving = True
        session.retry()

    def _close(self) -> None:
        self._leaving = False
        self.places.leave(self.filing_id)
        self.closed.emit()

    def may_close(self) -> bool:
        """Whether the wizard can be left now; asks where something could not be saved."""
        self.commit_pending()
        session = self.session
        if session is None or session.save_state not in (SaveState.FAILED, SaveState.STALE):
            self.places.leave(self.filing_id, come_back_to=self.place)
            return True
        return confirm_loss(self, session.unsaved())

    # ---- how it stands ----------------------------------------------------------------------------------------

    def _refresh_counts(self) -> None:
        session = self.session
        if session is None:
            return
        content, template = session.content, session.template
        self.header.show_filing(session)
        self.notices.show_state(session.filing.state, session.opened.kept_shut)
        done = filled(content, template)
        self.count.setText(f"已填 {done.done} / {done.total} 项")
        self.stepper.show_states(self.page, step_states(content, template, session.findings))
        errors = sum(1 for finding in session.findings if finding.severity is Severity.ERROR)
        self.footer.show_way(page_before(template, self.page), page_after(template, self.page), errors)

    def _on_saving(self, state: SaveState) -> None:
        session = self.session
        if session is None:
            return
        self.notices.show_saving(session, state)
        self.footer.show_saving(session, state)
        if state is SaveState.SAVED:
            self.changed.emit()
            if self._leaving:
                self._close()
        elif state in (SaveState.FAILED, SaveState.STALE):
            self._leaving = False

    def _on_mend(self) -> None:
        session = self.session
        if session is None:
            return
        if session.save_state is SaveState.FAILED:
            session.retry()
            return
        self._reload(self._on_newer)

    def _on_newer(self, opened: OpenFiling) -> None:
        if self.session is None:
            return
        lost = self.session.replay(opened)
        lines = f"已载入最新内容，{lost} 处改动所在的行已被删除，没有再做。"
        self.context.tell(lines if lost else "已载入最新内容，刚才的改动都补上了。")

    def panes(self) -> list[QWidget]:
        """The widgets that F6 walks through."""
        if self.session is None:
            return []
        found = list(self.views[self.page].panes())
        if self.side.isVisible():
            found.append(self.side.problems_tab)
        return [*found, self.footer.next_step, self.stepper]


def _call(action: object, *_: object) -> None:
    """Calls what a button does without the button's own argument."""
    if callable(action):
        action()
