"""Task panel: the words and amounts of one task of an office, below the tree; asked for as the form's template says."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from jxdesk.desktop.furniture import Card, label
from jxdesk.desktop.wizard.columns import plain_label
from jxdesk.desktop.wizard.fields import LineField, TextArea
from jxdesk.desktop.wizard.look import mark
from jxdesk.desktop.wizard.session import FilingSession
from jxdesk.domain.departments.task_sums import TASK_AMOUNTS
from jxdesk.domain.filling.editing import Edit, EditKind, text_of
from jxdesk.domain.records.filings import TaskLine
from jxdesk.domain.templates.parts import TaskColumn, TaskField
from jxdesk.domain.templates.wizard_flow import Place, WizardPage

_LONG = (TaskField.CONTENT, TaskField.REASON, TaskField.PROGRESS)
_TEXT_HEIGHT = 54
Editor = LineField | TextArea


class TaskPanel(Card):
    """The editors of the current task."""

    def __init__(self, session: FilingSession) -> None:
        super().__init__("这项任务", name="task_panel", spacing=6)
        self.session = session
        self.task_id = ""
        self.editors: dict[str, Editor] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        block = session.template.tasks
        columns = tuple(block.columns) if block is not None else ()
        typed = [one for one in columns if one.field not in (TaskField.PROJECTS, TaskField.RATE)]
        words = [one for one in typed if one.field in (TaskField.NAME, TaskField.TIER)]
        long = [one for one in typed if one.field in _LONG]
        amounts = [one for one in typed if one.field in TASK_AMOUNTS]
        self._row(grid, 0, words)
        self._row(grid, 1, long)
        self._row(grid, 2, amounts)
        self.body.addLayout(grid)

    def _row(self, grid: QGridLayout, row: int, columns: list[TaskColumn]) -> None:
        """One row of editors; those of a row share its width."""
        width = 12 // max(1, len(columns))
        for place, column in enumerate(columns):
            words = plain_label(column.screen_label or column.label, self.session.content)
            if column.field in TASK_AMOUNTS and column.group:
                words = plain_label(column.label, self.session.content)
            title = label(words, role="second")
            title.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            editor = self._editor(column, words)
            grid.addWidget(title, row, place * width, 1, 1)
            grid.addWidget(editor, row, place * width + 1, 1, width - 1)
            for inner in range(1, width):
                grid.setColumnStretch(place * width + inner, 1)

    def _editor(self, column: TaskColumn, words: str) -> Editor:
        name = f"task_{column.field.value}"
        made: Editor
        if column.field in _LONG:
            made = TextArea(name=name, hint=column.hint)
            made.setFixedHeight(_TEXT_HEIGHT)
        else:
            made = LineField(name=name, hint=column.hint)
            if column.field in TASK_AMOUNTS:
                made.setAlignment(Qt.AlignmentFlag.AlignRight)
        made.setAccessibleName(words)
        made.committed.connect(lambda text, field=column.field.value: self._commit(field, text))
        self.editors[column.field.value] = made
        return made

    # ---- showing and typing -----------------------------------------------------------------------------------

    def show_task(self, task_id: str) -> None:
        """Shows another task; what was being typed in the one before is taken first."""
        if task_id != self.task_id:
            self.commit_pending()
            self.task_id = task_id
        self.refresh()

    def _line(self) -> TaskLine | None:
        lines = self.session.content.task_lines
        return next((line for line in lines if line.id == self.task_id), None)

    def refresh(self) -> None:
        """Shows what the filing now holds of the task."""
        session, line = self.session, self._line()
        self.setEnabled(line is not None)
        wrong = {finding.field for finding in session.findings if line and finding.line_id == line.id}
        for field, editor in self.editors.items():
            refused = session.refused.get((self.task_id, field))
            text = refused[0] if refused else ""
            if line is not None and not refused:
                text = text_of(session.content, EditKind.TASK, line.id, field)
            editor.show_text(text)
            editor.setReadOnly(not session.editable)
            mark(editor, bad=field in wrong)

    def _commit(self, field: str, text: str) -> None:
        if self._line() is None:
            return
        edit = Edit(kind=EditKind.TASK, line_id=self.task_id, field=field, text=text)
        place = Place(page=WizardPage.TASKS, line_id=self.task_id, field=field)
        self.session.commit((edit,), label="填写任务", place=place)

    def commit_pending(self) -> None:
        """Takes what stands in the editors."""
        for editor in self.editors.values():
            editor.commit()

    def go_to(self, field: str) -> bool:
        """Puts the cursor into an editor."""
        editor = self.editors.get(field)
        if editor is None:
            return False
        editor.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(editor, LineField):
            editor.selectAll()
        return True

    def panes(self) -> list[QWidget]:
        """The first editor."""
        return [*list(self.editors.values())[:1]]
