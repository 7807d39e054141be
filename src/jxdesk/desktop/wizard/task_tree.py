"""Task tree: the tasks of an office with the projects that hang on them, their amounts, and the projects that hang nowhere yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QDropEvent, QIcon, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem

from jxdesk.desktop import icons, theme
from jxdesk.desktop.wizard.session import FilingSession
from jxdesk.domain.departments.beside import OfficeProject
from jxdesk.domain.departments.task_sums import task_rate
from jxdesk.domain.records.filings import MONITORINGS, SELF_EVALUATIONS, TaskLine
from jxdesk.domain.values.money import format_fen
from jxdesk.domain.values.quantities import decimal_text

LOOSE = "loose"
"""The id of the node above the projects that hang on no task."""
_ID = int(Qt.ItemDataRole.UserRole)
_IS_PROJECT = _ID + 1
_AMOUNT_WIDTH = 118
_DIGITS = {int(Qt.Key.Key_0) + number: number for number in range(10)}
PAGE_KEYS = (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus, Qt.Key.Key_H, Qt.Key.Key_J, Qt.Key.Key_B)
"""With Ctrl these belong to the page and not to the tree, which would open and close its nodes."""


class TaskTree(QTreeWidget):
    """Shows tasks and projects; ``hang_wanted(project_ids, task_id)`` when somebody drags, presses a number or takes one off."""

    hang_wanted = Signal(object, str)
    current_changed = Signal(str)

    def __init__(self, session: FilingSession) -> None:
        super().__init__()
        self.session = session
        self.setObjectName("task_tree")
        self.setAccessibleName("重点任务和对应项目")
        self._with_spending = session.content.form in SELF_EVALUATIONS | MONITORINGS
        self._spent: Mapping[str, int | None] = {}
        headings = ["任务 / 对应项目", f"总额（{session.content.money_unit.value}）"]
        headings += ["实际支出", "执行率"] if self._with_spending else []
        self.setColumnCount(len(headings))
        self.setHeaderLabels(headings)
        for column in range(1, len(headings)):
            self.headerItem().setTextAlignment(
                column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            )
        header = self.header()
        header.setStretchLastSection(False)
        header.setFixedHeight(theme.HEADING_HEIGHT)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in range(1, len(headings)):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(column, _AMOUNT_WIDTH if column < 3 else 84)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setUniformRowHeights(True)
        self.setIndentation(22)
        self.currentItemChanged.connect(lambda *_: self.current_changed.emit(self.current_task()))

    # ---- showing ----------------------------------------------------------------------------------------------

    def show_tasks(self, projects: Sequence[OfficeProject], spent: Mapping[str, int | None]) -> None:
        """Shows what the filing now holds; the cursor stays where it was."""
        at, was_project = self._current_key()
        self._spent = spent
        by_id = {one.id: one for one in projects}
        hung = {one for line in self.session.content.task_lines for one in line.project_ids}
        self.blockSignals(True)
        self.clear()
        for number, line in enumerate(self.session.content.task_lines, 1):
            node = self._task(number, line)
            for project_id in line.project_ids:
                node.addChild(self._project(by_id.get(project_id), project_id))
            node.setExpanded(True)
        loose = [one for one in projects if one.id not in hung]
        if loose:
            node = self._loose(len(loose))
            for one in loose:
                node.addChild(self._project(one, one.id))
            node.setExpanded(True)
        self.blockSignals(False)
        self.put_cursor(at, is_project=was_project)

    def _item(self, texts: Sequence[str], key: str, *, is_project: bool) -> QTreeWidgetItem:
        made = QTreeWidgetItem(list(texts))
        made.setData(0, _ID, key)
        made.setData(0, _IS_PROJECT, is_project)
        made.setToolTip(0, texts[0])
        made.setSizeHint(0, QSize(0, theme.sizes().row))
        for column in range(1, len(texts)):
            made.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return made

    def _task(self, number: int, line: TaskLine) -> QTreeWidgetItem:
        texts = [f"{number}. {line.name or '（还没有名称）'}", self._amount(line.budget_fen)]
        if self._with_spending:
            rate = task_rate(line)
            shown = "" if rate is None else f"{decimal_text(round(rate * 100, 2))}%"
            texts += [self._amount(line.executed_fen), shown]
        made = self._item(texts, line.id, is_project=False)
        bold = self.font()
        bold.setBold(True)
        made.setFont(0, bold)
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDropEnabled
        made.setFlags(flags)
        self.addTopLevelItem(made)
        return made

    def _loose(self, count: int) -> QTreeWidgetItem:
        made = self._item([f"还没有挂到任务的项目（{count} 个）"], LOOSE, is_project=False)
        made.setForeground(0, QBrush(QColor(theme.ERROR)))
        made.setIcon(0, icons.icon("warning", 16, theme.ERROR))
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDropEnabled
        made.setFlags(flags)
        self.addTopLevelItem(made)
        return made

    def _project(self, project: OfficeProject | None, project_id: str) -> QTreeWidgetItem:
        name = project.name if project is not None else "（已不在本单位今年的项目里）"
        texts = [name, self._amount(project.budget_fen) if project is not None else ""]
        if self._with_spending:
            texts += [self._amount(self._spent.get(project_id)), ""]
        made = self._item(texts, project_id, is_project=True)
        made.setIcon(0, QIcon(icons.icon("document", 16, theme.SECOND)))
        if project is None:
            made.setForeground(0, QBrush(QColor(theme.ERROR)))
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled
        made.setFlags(flags)
        return made

    def _amount(self, fen: int | None) -> str:
        return "" if fen is None else format_fen(fen, self.session.content.money_unit)

    # ---- where one is -----------------------------------------------------------------------------------------

    def _current_key(self) -> tuple[str, bool]:
        item = self.currentItem()
        return (str(item.data(0, _ID)), bool(item.data(0, _IS_PROJECT))) if item is not None else ("", False)

    def current_task(self) -> str:
        """The task that the cursor is on, or on one of whose projects it is; empty for none."""
        item = self.currentItem()
        while item is not None and item.parent() is not None:
            item = item.parent()
        key = str(item.data(0, _ID)) if item is not None else ""
        return "" if key == LOOSE else key

    def chosen_projects(self) -> tuple[str, ...]:
        """The projects that are selected."""
        return tuple(str(item.data(0, _ID)) for item in self.selectedItems() if item.data(0, _IS_PROJECT))

    def put_cursor(self, key: str, *, is_project: bool = False) -> bool:
        """Puts the cursor on a task or project; on the first row where it is gone."""
        found = None
        for place in range(self.topLevelItemCount()):
            node = self.topLevelItem(place)
            assert node is not None
            nodes = [node] if not is_project else [node.child(n) for n in range(node.childCount())]
            found = next((one for one in nodes if one.data(0, _ID) == key), found)
        target = found or self.topLevelItem(0)
        if target is not None:
            self.setCurrentItem(target)
        return found is not None

    # ---- hanging ----------------------------------------------------------------------------------------------

    def dropEvent(self, event: QDropEvent) -> None:
        """Projects let go over a task, or over one of its projects, hang on it."""
        item = self.itemAt(event.position().toPoint())
        projects = self.chosen_projects()
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.accept()
        if item is None or not projects:
            return
        node = item.parent() or item
        key = str(node.data(0, _ID))
        self.hang_wanted.emit(projects, "" if key == LOOSE else key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A number hangs the selected projects on the task of that number; 0 and Delete take them off."""
        modifiers = event.modifiers()
        if modifiers & Qt.KeyboardModifier.AltModifier or (
            modifiers & Qt.KeyboardModifier.ControlModifier and event.key() in PAGE_KEYS
        ):
            event.ignore()
            return
        projects = self.chosen_projects()
        number = _DIGITS.get(event.key())
        if projects and event.key() == Qt.Key.Key_Delete:
            number = 0
        if not projects or number is None or modifiers & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
            return
        lines = self.session.content.task_lines
        if number <= len(lines):
            self.hang_wanted.emit(projects, lines[number - 1].id if number else "")
