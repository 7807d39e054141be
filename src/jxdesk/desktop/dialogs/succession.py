"""改名、取消、删除、合并、拆分: what becomes of a project or an office, with its day, reason and document."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from jxdesk.desktop.context import Context
from jxdesk.desktop.dialogs.form_dialog import FormDialog, day_of
from jxdesk.desktop.furniture import label
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.tasks import Lane
from jxdesk.domain.findings import Finding
from jxdesk.domain.year.successions import Event, Turn

if TYPE_CHECKING:
    from jxdesk.actions.workspace import Workspace
    from jxdesk.domain.records.offices import Office
    from jxdesk.domain.records.projects import Project


class Said(NamedTuple):
    """What is typed: the new name, or the names it is split into, the other one, and when and why."""

    turn: Turn
    name: str = ""
    names: tuple[str, ...] = ()
    other: str = ""
    with_projects: bool = True


class Words(NamedTuple):
    """The words of one kind of change: what the dialog is called, its verb, its icon and what it does."""

    title: str
    go: str
    icon: str
    note: str


PROJECT_WORDS = {
    Event.RENAMED: Words(
        "改项目名称", "改好", "edit", "已填的表上，名称还是填的时候那个；用旧名称也查得到。"
    ),
    Event.WITHDRAWN: Words(
        "取消项目", "取消这个项目", "minus", "项目和它的金额、表格都留着，只是不再要求填；新年度也不延续。"
    ),
    Event.DELETED: Words(
        "删除项目", "删除", "trash", "只有还没有填过表的项目能删；名称和原因会留在记录里，可以撤销。"
    ),
    Event.MERGED: Words(
        "并入别的项目",
        "并过去",
        "projects",
        "这个项目标为取消，它的表和金额留在它名下；钱要划过去的，请在两边分别登记调减和追加。",
    ),
    Event.SPLIT: Words(
        "拆分项目",
        "拆开",
        "plus",
        "会建几个没有预算的新项目，这个标为取消；钱要划过去的，请分别登记调减和追加。",
    ),
}
OFFICE_WORDS = {
    Event.RENAMED: Words("改单位名称", "改好", "edit", "已填的表上，名称还是填的时候那个。"),
    Event.WITHDRAWN: Words("撤销单位", "撤销这个单位", "minus", "单位和它各年的数都留着，只是标为已撤销。"),
    Event.MERGED: Words("并入别的单位", "并过去", "office", "已填好、报出的表留在原单位名下，往年的数不动。"),
}


class SuccessionDialog(FormDialog):
    """One change of a project or an office."""

    def __init__(
        self,
        context: Context,
        *,
        name: str,
        event: Event,
        words: Words,
        act: Callable[[Workspace, Said], str],
        parts: Sequence[Part],
        choices: Callable[[Workspace], Sequence[tuple[str, str]]] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            context,
            title=words.title,
            heading=f"{words.title}：{name}",
            go=words.go,
            icon=words.icon,
            name="succession_dialog",
            parent=parent,
        )
        self.event_kind = event
        self._act = act
        self._parts = tuple(parts)
        self.done_text = f"{words.title}办好了。"
        self.above.addWidget(label(words.note, role="second", wrap=True))
        self.new_name = self.line_field("新的名称", "new_name", text=name) if event is Event.RENAMED else None
        self.names = (
            self.text_field("拆成哪几个", "split_names", "一行一个新项目的名称")
            if event is Event.SPLIT
            else None
        )
        self.other = QComboBox() if event is Event.MERGED else None
        self.with_projects: QCheckBox | None = None
        if self.other is not None:
            self.other.setMaxVisibleItems(16)
            self.other.setMinimumWidth(420)
            self.other.currentIndexChanged.connect(self.touched)
            self.add_field("并入", self.other, "merge_into")
        self.day = self.day_field("从哪一天起", "turn_day")
        self.reason = self.line_field("原因", "turn_reason", "例如 机构改革；县级未下达资金")
        self.number = self.line_field("文号", "turn_number", "有文件的照抄，没有可以不填")
        if choices is not None:
            workspace = context.workspace
            context.tasks.run(lambda: choices(workspace), self.show_choices, lane=Lane.READ, owner=self)

    def offer_projects(self) -> None:
        """Asks whether the projects under way go along."""
        self.with_projects = QCheckBox("本年度和以后的项目，连同没填好的表，转到那个单位名下")
        self.with_projects.setChecked(True)
        self.with_projects.setObjectName("with_projects")
        self.below.addWidget(self.with_projects)

    def show_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Takes what can be merged into."""
        if self.other is not None:
            for key, words in choices:
                self.other.addItem(words, key)
            self.go.setEnabled(bool(choices))

    def typed(self) -> Said:
        """What is typed."""
        return Said(
            turn=Turn(
                happened_on=day_of(self.day), reason=self.reason.text(), document_number=self.number.text()
            ),
            name=self.new_name.text() if self.new_name is not None else "",
            names=tuple(self.names.toPlainText().splitlines()) if self.names is not None else (),
            other=str(self.other.currentData() or "") if self.other is not None else "",
            with_projects=self.with_projects is None or self.with_projects.isChecked(),
        )

    def check(self, workspace: Workspace, typed: Said) -> Sequence[Finding]:
        """Nothing is checked while it is typed: the errand names what is missing."""
        return ()

    def carry_out(self, workspace: Workspace, typed: Said) -> str:
        """Does it."""
        return self._act(workspace, typed)

    def on_done(self, answer: str) -> None:
        """Tells the pages."""
        self.context.refresh.announce(*self._parts)
        self.context.tell(self.done_text)


def project_dialog(
    context: Context, project: Project, event: Event, *, parent: QWidget | None = None
) -> SuccessionDialog:
    """The dialog of one change of a project."""

    def act(workspace: Workspace, said: Said) -> str:
        from jxdesk.actions import succession

        match event:
            case Event.RENAMED:
                return succession.rename_project(workspace, project.id, said.name, said.turn)
            case Event.WITHDRAWN:
                return succession.withdraw_project(workspace, project.id, said.turn)
            case Event.DELETED:
                return succession.delete_project(workspace, project.id, said.turn)
            case Event.MERGED:
                return succession.merge_projects(workspace, [project.id], said.other, said.turn)
            case Event.SPLIT:
                return succession.split_project(workspace, project.id, said.names, said.turn)

    def choices(workspace: Workspace) -> Sequence[tuple[str, str]]:
        from jxdesk.actions import succession

        return [
            (one.id, f"{one.name}　{one.implementing_unit}".rstrip())
            for one in succession.projects_of_year(workspace, project.fiscal_year)
            if one.id != project.id
        ]

    return SuccessionDialog(
        context,
        name=project.name,
        event=event,
        words=PROJECT_WORDS[event],
        act=act,
        parts=(Part.PROJECTS, Part.FILINGS),
        choices=choices if event is Event.MERGED else None,
        parent=parent,
    )


def office_dialog(
    context: Context, office: Office, event: Event, *, parent: QWidget | None = None
) -> SuccessionDialog:
    """The dialog of one change of an office."""

    def act(workspace: Workspace, said: Said) -> str:
        from jxdesk.actions import succession

        if event is Event.RENAMED:
            return succession.rename_office(workspace, office.id, said.name, said.turn)
        if event is Event.MERGED:
            return succession.merge_offices(
                workspace, office.id, said.other, said.turn, with_projects=said.with_projects
            )
        return succession.withdraw_office(workspace, office.id, said.turn)

    def choices(workspace: Workspace) -> Sequence[tuple[str, str]]:
        from jxdesk.actions import succession

        return [
            (one.id, f"{one.name}（{one.path}）")
            for one in succession.all_offices(workspace)
            if one.id != office.id and not one.valid_to
        ]

    dialog = SuccessionDialog(
        context,
        name=office.name,
        event=event,
        words=OFFICE_WORDS[event],
        act=act,
        parts=(Part.OFFICES, Part.PROJECTS, Part.FILINGS),
        choices=choices if event is Event.MERGED else None,
        parent=parent,
    )
    if event is Event.MERGED:
        dialog.offer_projects()
    return dialog
