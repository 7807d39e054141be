"""The begin dialog: on which official form a stage of the year is filled; then the wizard opens."""

from __future__ import annotations

from PySide6.QtWidgets import QButtonGroup, QDialog, QRadioButton, QWidget

from jxdesk.actions import begin
from jxdesk.actions.project_facts import fillable_templates
from jxdesk.desktop import preferences, theme
from jxdesk.desktop.context import Context
from jxdesk.desktop.dialogs.target_beginnings import TargetBeginnings
from jxdesk.desktop.furniture import across, button, down, label
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.tasks import Lane
from jxdesk.domain.beginning.content import BeginFrom, Wish
from jxdesk.domain.errors import JxError
from jxdesk.domain.records.filings import Form
from jxdesk.domain.records.form_words import FORM_NAMES
from jxdesk.domain.records.packages import Task, task_words


class BeginDialog(QDialog):
    """Asks for the form, with the one used last already chosen."""

    def __init__(
        self,
        context: Context,
        task: Task,
        *,
        name: str,
        project_id: str = "",
        office_id: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """``name`` is what the project, or the office whose form it is, is called."""
        super().__init__(parent)
        self.context = context
        self.task = task
        self.project_id, self.office_id = project_id, office_id
        self.setObjectName("begin_dialog")
        self.setWindowTitle(f"开始填{FORM_NAMES[task.form]}")
        self.setMinimumWidth(40 * theme.sizes().body)
        office = context.workspace.facts.office
        self.templates = fillable_templates(task, office.region_code if office else "")
        # Several kinds of forms, each with the one used last: names of templates are never the same in two kinds.
        used = set(preferences.TEMPLATE.get().split())
        chosen = next((template.id for template in self.templates if template.id in used), "")
        self.choices = QButtonGroup(self)
        rows = down(spacing=4)
        for number, template in enumerate(self.templates):
            choice = QRadioButton(f"{template.name}　金额单位：{template.money_unit.value}")
            choice.setObjectName(f"template_{template.id}")
            choice.setToolTip(template.source)
            choice.setChecked(template.id == chosen or (number == 0 and not chosen))
            self.choices.addButton(choice, number)
            rows.addWidget(choice)
        if self.choices.checkedId() < 0 and self.templates:
            self.choices.button(0).setChecked(True)
        self.beginnings = TargetBeginnings() if task.form is Form.PROJECT_TARGET else None
        self.go = button("开始填", self._on_go, kind="primary", icon="edit", name="begin_go")
        self.go.setDefault(True)
        self.setLayout(
            down(
                label(f"{task_words(task)}：{name}", role="block_title", wrap=True),
                label("选县里要求的表样。以后还能在设置里看到每种表样的出处。", role="second", wrap=True),
                rows,
                *filter(None, (self.beginnings,)),
                across(None, button("先不填", self.reject, name="begin_leave"), self.go),
                spacing=12,
                margins=(20, 16, 20, 16),
            )
        )

    def _on_go(self) -> None:
        template = self.templates[self.choices.checkedId()]
        others = {one.id for one in self.templates}
        kept = [name for name in preferences.TEMPLATE.get().split() if name not in others]
        preferences.TEMPLATE.put(" ".join((*kept, template.id)))
        self.go.setEnabled(False)
        task = self.task
        self.context.tasks.run(
            lambda: begin.begin(
                self.context.workspace,
                Wish(
                    form=task.form,
                    period=task.period,
                    year=task.year,
                    template_id=template.id,
                    project_id=self.project_id,
                    office_id=self.office_id,
                    begin_from=self.beginnings.begin_from if self.beginnings else BeginFrom.BEST,
                    style=self.beginnings.style_of_levels if self.beginnings else None,
                ),
            ),
            self._on_started,
            lane=Lane.EDIT,
            on_error=self._on_refused,
            owner=self,
        )

    def _on_started(self, filing_id: str) -> None:
        self.accept()
        self.context.refresh.announce(Part.FILINGS, project_ids=filter(None, (self.project_id,)))
        self.context.open_page("wizard", filing_id)

    def _on_refused(self, error: JxError) -> None:
        self.reject()
        self.context.tasks.failed.emit(error)
