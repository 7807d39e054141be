"""What is asked before an errand on many projects: the form they begin on, what they are given, when and why they are withdrawn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QComboBox, QWidget

from jxdesk.actions.project import Classing
from jxdesk.actions.workspace import Workspace
from jxdesk.desktop.context import Context
from jxdesk.desktop.dialogs.begin import BeginDialog
from jxdesk.desktop.dialogs.form_dialog import FormDialog, day_of
from jxdesk.desktop.furniture import label
from jxdesk.desktop.sector_field import SectorField
from jxdesk.domain.beginning.content import BeginFrom, Wish
from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.records.packages import Task
from jxdesk.domain.records.project_words import CLASS_WORDS
from jxdesk.domain.year.successions import Turn, check_turn

Wanted = Callable[[Any], None]


class BeginManyDialog(BeginDialog):
    """The form on which a stage of many projects begins."""

    def __init__(
        self, context: Context, task: Task, project_ids: Sequence[str], wanted: Wanted, *, parent: QWidget
    ) -> None:
        super().__init__(context, task, name=f"选中的 {len(project_ids)} 个项目", parent=parent)
        self.setObjectName("begin_many_dialog")
        self.project_ids = tuple(project_ids)
        self._wanted = wanted

    def _on_go(self) -> None:
        """Hands the wishes over; the errand reports by itself."""
        task, template = self.task, self.templates[self.choices.checkedId()]
        wishes = tuple(
            Wish(
                form=task.form,
                period=task.period,
                year=task.year,
                template_id=template.id,
                project_id=project_id,
                begin_from=self.beginnings.begin_from if self.beginnings else BeginFrom.BEST,
                style=self.beginnings.style_of_levels if self.beginnings else None,
            )
            for project_id in self.project_ids
        )
        self.accept()
        self._wanted(wishes)


class _BulkForm(FormDialog):
    """Fields for many projects; what they say is handed over, and the errand reports by itself."""

    def __init__(
        self,
        context: Context,
        count: int,
        wanted: Wanted,
        *,
        title: str,
        note: str,
        go: str,
        icon: str,
        name: str,
        parent: QWidget,
    ) -> None:
        heading = f"{title}：选中的 {count} 个项目"
        super().__init__(context, title=title, heading=heading, go=go, icon=icon, name=name, parent=parent)
        self._wanted = wanted
        self.above.addWidget(label(note, role="second", wrap=True))

    def _on_go(self) -> None:
        typed = self.typed()
        if typed is None:
            self.tell_missing()
            return
        findings = self.check(self.context.workspace, typed)
        if findings:
            self.show_findings(findings)
            return
        self.accept()
        self._wanted(typed)


class ClassManyDialog(_BulkForm):
    """Sector, unit and class of many projects."""

    def __init__(self, context: Context, count: int, wanted: Wanted, *, parent: QWidget) -> None:
        super().__init__(
            context,
            count,
            wanted,
            title="改项目信息",
            note="只改填了的几样，空着的照旧。可以一次全部撤销。",
            go="都改成这样",
            icon="edit",
            name="class_many",
            parent=parent,
        )
        self.sector = SectorField(context, name="many_sector", hint="按 ↓ 选，可用拼音首字母；空着就不改")
        self.sector.textChanged.connect(self.touched)
        self.add_field("领域", self.sector, "many_sector")
        self.unit = self.line_field("实施单位", "many_unit", "空着就不改")
        self.class_box = QComboBox()
        self.class_box.addItem("不改", None)
        for project_class, words in CLASS_WORDS.items():
            self.class_box.addItem(words, project_class)
        self.class_box.currentIndexChanged.connect(self.touched)
        self.add_field("项目类别", self.class_box, "many_class")

    def typed(self) -> Classing | None:
        """What is typed; None where nothing is."""
        said = Classing(
            sector=self.sector.text().strip() or None,
            implementing_unit=self.unit.text().strip() or None,
            project_class=self.class_box.currentData(),
        )
        return None if said == Classing() else said

    def missing(self) -> Finding:
        """Nothing is given that could be changed."""
        return Finding(
            severity=Severity.ERROR,
            code="nothing-typed",
            message="一样都没有填，没有可改的。",
            advice="领域、实施单位、项目类别，至少填一样。",
        )

    def check(self, workspace: Workspace, typed: Classing) -> Sequence[Finding]:
        """Any words will do."""
        return ()


class WithdrawManyDialog(_BulkForm):
    """From which day on many projects are withdrawn, and why."""

    def __init__(self, context: Context, count: int, wanted: Wanted, *, parent: QWidget) -> None:
        super().__init__(
            context,
            count,
            wanted,
            title="取消项目",
            note="项目和它的金额、表格都留着，只是不再要求填；新年度也不延续。可以一次全部撤销。",
            go="取消这些项目",
            icon="minus",
            name="withdraw_many",
            parent=parent,
        )
        self.day = self.day_field("从哪一天起", "many_day")
        self.reason = self.line_field("原因", "many_reason", "例如 县级未下达资金")
        self.number = self.line_field("文号", "many_number", "有文件的照抄，没有可以不填")

    def typed(self) -> Turn:
        """What is typed."""
        return Turn(
            happened_on=day_of(self.day), reason=self.reason.text(), document_number=self.number.text()
        )

    def check(self, workspace: Workspace, typed: Turn) -> Sequence[Finding]:
        """Whether day, reason and document can be kept."""
        return tuple(check_turn(typed, today=dt.datetime.fromisoformat(workspace.database.now()).date()))
