"""改领域: the dialog that gives a project its sector, which ranks the library, the recommended indicators and the examples."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from jxdesk.actions import project
from jxdesk.actions.workspace import Workspace
from jxdesk.desktop.context import Context
from jxdesk.desktop.dialogs.form_dialog import FormDialog
from jxdesk.desktop.furniture import label
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.sector_field import SectorField
from jxdesk.domain.findings import Finding
from jxdesk.domain.records.projects import Project


class SectorDialog(FormDialog):
    """Asks for the sector of one project."""

    def __init__(self, context: Context, found: Project, *, parent: QWidget) -> None:
        super().__init__(
            context,
            title="改领域",
            heading=found.name,
            go="改好",
            icon="check",
            name="sector_dialog",
            parent=parent,
        )
        self.project = found
        self.above.addWidget(
            label(
                "指标库先列哪些指标、推荐什么、举什么例子，都看领域。空着就按项目名称猜。",
                role="second",
                wrap=True,
            )
        )
        self.sector = SectorField(context, name="project_sector", text=found.sector)
        self.sector.show_name(found.name)
        self.sector.textChanged.connect(self.touched)
        self.add_field("领域", self.sector, "project_sector")
        self.sector.selectAll()
        self.sector.setFocus()

    def typed(self) -> str:
        """The sector; empty to have it guessed."""
        return self.sector.text().strip()

    def check(self, workspace: Workspace, typed: str) -> Sequence[Finding]:
        """Any words will do."""
        return ()

    def carry_out(self, workspace: Workspace, typed: str) -> str:
        """Keeps the sector."""
        project.set_sector(workspace, self.project.id, typed)
        return typed

    def on_done(self, answer: str) -> None:
        """Tells everybody who shows it."""
        self.context.refresh.announce(Part.PROJECTS, project_ids=(self.project.id,))
        self.context.tell(f"领域改成了“{answer}”。" if answer else "领域空着，按项目名称猜。")
