"""Tasks page: the tasks of an office with the projects that hang on them; what hangs nowhere and what is missing is seen at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu, QWidget

from jxdesk.desktop.furniture import Bar, across, button, elided
from jxdesk.desktop.theme import Tone
from jxdesk.desktop.wizard.page import WizardView
from jxdesk.desktop.wizard.session import FilingSession
from jxdesk.desktop.wizard.task_panel import TaskPanel
from jxdesk.desktop.wizard.task_tree import TaskTree
from jxdesk.domain.departments.beside import OfficeProject, department_beside, listed
from jxdesk.domain.departments.task_hanging import coverage, hang, moved, new_task, sum_projects
from jxdesk.domain.filling.editing import Change, RemoveLine
from jxdesk.domain.records.filings import Form
from jxdesk.domain.scoring.execution import execution_amounts
from jxdesk.domain.templates.wizard_flow import Place, WizardPage
from jxdesk.domain.values.money import format_fen

KEYS = "项目上按数字键挂到那项任务，0 取下"


class TasksPage(WizardView):
    """The page of tasks."""

    name = WizardPage.TASKS

    def __init__(self, session: FilingSession) -> None:
        super().__init__(session)
        self.coverage_bar = Bar(Tone.INFO, name="task_coverage")
        self.coverage_bar.setMinimumHeight(40)
        self.tree = TaskTree(session)
        self.panel = TaskPanel(session)
        self.add_button = button("添加任务", self.add_task, icon="plus", name="task_add", tip="Ctrl++")
        self.remove_button = button(
            "删除任务", self.remove_task, icon="trash", name="task_remove", tip="Ctrl+-"
        )
        self.hang_button = button("挂到任务", self.offer_tasks, icon="down", name="task_hang", tip="Ctrl+H")
        self.sum_button = button(
            "按项目合计", self.sum_all, icon="check", name="task_sum", tip="Ctrl+J：金额等于所挂项目的合计"
        )
        self.figures_button = button(
            "基础数据",
            self.show_figures,
            icon="table",
            name="task_figures",
            tip="Ctrl+B：人数、三公经费等，用来算共性指标",
        )
        tools = across(
            self.add_button, self.remove_button, self.hang_button, self.sum_button, self.figures_button, None
        )
        tools.addWidget(elided(KEYS, role="hint", name="task_keys"))
        self.body.addLayout(tools)
        self.body.addWidget(self.coverage_bar)
        self.body.addWidget(self.tree, 1)
        self.body.addWidget(self.panel)
        self.figures_button.setVisible(session.content.form is Form.DEPARTMENT_SELF_EVALUATION)
        self.tree.hang_wanted.connect(self.hang)
        self.tree.current_changed.connect(self._on_current_changed)
        self.tree.itemActivated.connect(lambda *_: self.panel.go_to("name"))
        session.shown.connect(lambda *_: self.refresh())
        session.checked.connect(self.panel.refresh)
        self.refresh()

    # ---- what the desk knows ----------------------------------------------------------------------------------

    def projects(self) -> Sequence[OfficeProject]:
        """The projects that may hang: neither classified nor withdrawn."""
        return department_beside(self.session.known, self.session.content.form).projects

    def spent(self) -> Mapping[str, int | None]:
        """What the projects' own forms of the year say was spent.

        Units: 分 by project.
        """
        filings = self.session.known.of_projects
        return {one.project_id: execution_amounts(one.content).executed_fen for one in filings}

    # ---- showing ----------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Shows what the filing now holds."""
        session = self.session
        self.tree.show_tasks(self.projects(), self.spent())
        self.panel.show_task(self.tree.current_task())
        for tool in (self.add_button, self.remove_button, self.hang_button, self.sum_button):
            tool.setEnabled(session.editable)
        self._show_coverage()

    def _show_coverage(self) -> None:
        session = self.session
        found = coverage(session.content, self.projects())
        unit = session.content.money_unit
        parts = [f"{found.projects} 个项目挂上了 {found.hanging} 个"]
        if found.loose:
            parts[0] += f"，还差 {listed([one.name for one in found.loose])}"
        if found.tasks_fen is not None:
            parts.append(f"任务合计 {format_fen(found.tasks_fen, unit)} {unit.value}")
        if found.missing_fen is not None:
            words = "部门预算和任务合计一致"
            if found.missing_fen:
                more = "还差" if found.missing_fen > 0 else "多出"
                words = f"部门预算 {format_fen(found.office_fen, unit)}，{more} {format_fen(abs(found.missing_fen), unit)}"
            parts.append(words)
        tone = Tone.OK if found.is_whole else Tone.ERROR if found.loose else Tone.WARN
        self.coverage_bar.say(tone, "；".join(parts) + "。")

    def _on_current_changed(self, task_id: str) -> None:
        self.panel.show_task(task_id)
        self.entered.emit(Place(page=self.name, line_id=task_id))

    # ---- what can be done -------------------------------------------------------------------------------------

    def _commit(self, changes: Sequence[Change], words: str) -> None:
        if changes and self.session.editable:
            self.session.commit(
                changes, label=words, place=Place(page=self.name, line_id=self.tree.current_task())
            )

    def hang(self, project_ids: Sequence[str], task_id: str) -> None:
        """Hangs projects on a task, or takes them off."""
        names = {one.id: one.name for one in self.projects()}
        self._commit(
            hang(self.session.content, project_ids, task_id, names), "挂项目" if task_id else "取下项目"
        )
        if project_ids:
            self.tree.put_cursor(project_ids[0], is_project=True)

    def offer_tasks(self) -> None:
        """A list of the tasks to hang the selected projects on; it is walked through with the arrows."""
        projects = self.tree.chosen_projects()
        if not projects:
            self.told.emit("先选一个或几个项目，再挂到任务。")
            return
        menu = QMenu(self)
        menu.setObjectName("task_menu")
        for number, line in enumerate(self.session.content.task_lines, 1):
            made = menu.addAction(f"{number}. {line.name or '（还没有名称）'}")
            made.triggered.connect(lambda _=False, task_id=line.id: self.hang(projects, task_id))
        menu.addAction("从任务取下").triggered.connect(lambda: self.hang(projects, ""))
        menu.popup(self.hang_button.mapToGlobal(self.hang_button.rect().bottomLeft()))
        if menu.actions():
            menu.setActiveAction(menu.actions()[0])

    def add_task(self) -> None:
        """Puts an empty task behind the current one and begins to name it."""
        self.commit_pending()
        made = new_task(self.session.content, self.tree.current_task())
        self._commit((made,), "添加任务")
        self.tree.put_cursor(made.line.id)
        self.panel.go_to("name")

    def remove_task(self) -> None:
        """Takes the current task out; its projects hang nowhere then."""
        task_id = self.tree.current_task()
        if task_id:
            self._commit((RemoveLine(line_id=task_id),), "删除任务")
            self.tree.setFocus(Qt.FocusReason.OtherFocusReason)

    def move_task(self, step: int) -> None:
        """Moves the current task up or down."""
        task_id = self.tree.current_task()
        self._commit(moved(self.session.content, task_id, step), "移动任务")
        self.tree.put_cursor(task_id)

    def sum_all(self) -> None:
        """Puts the sums of the hanging projects into every task that has any."""
        self.commit_pending()
        content = self.session.content
        tasks = [line.id for line in content.task_lines]
        changes = sum_projects(content, tasks, self.projects(), self.spent())
        self._commit(changes, "按项目合计")
        self.told.emit(f"改了 {len(changes)} 个金额。" if changes else "金额和项目合计已经一致。")

    def show_figures(self) -> None:
        """Opens the base figures of the common indicators."""
        from jxdesk.desktop.wizard.figures_dialog import FiguresDialog

        self.commit_pending()
        FiguresDialog(self.session, parent=self.window()).open()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of the tools, and Alt+Shift with an arrow, which moves a task."""
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        wanted = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
        moves = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == wanted
        if control and event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.add_task()
        elif control and event.key() == Qt.Key.Key_Minus:
            self.remove_task()
        elif control and event.key() == Qt.Key.Key_H:
            self.offer_tasks()
        elif control and event.key() == Qt.Key.Key_J:
            self.sum_all()
        elif control and event.key() == Qt.Key.Key_B and self.figures_button.isVisible():
            self.show_figures()
        elif moves and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.move_task(-1 if event.key() == Qt.Key.Key_Up else 1)
        else:
            super().keyPressEvent(event)

    # ---- what the frame asks ----------------------------------------------------------------------------------

    def commit_pending(self) -> None:
        """Takes what stands in the panel."""
        self.panel.commit_pending()

    def go_to(self, place: Place) -> bool:
        """Puts the cursor on a task, and into an editor of it."""
        if place.line_id and not self.tree.put_cursor(place.line_id):
            return False
        if not (place.field and self.panel.go_to(place.field)):
            self.tree.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def focus_first(self) -> None:
        """The tree; a form without tasks begins with its first."""
        self.tree.setFocus(Qt.FocusReason.OtherFocusReason)

    def panes(self) -> list[QWidget]:
        """Tree, then the panel."""
        return [self.tree, *self.panel.panes()]
