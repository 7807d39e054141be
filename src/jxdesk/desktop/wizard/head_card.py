"""The head of a form as fields in two columns: names, codes and units; used by the first page of each wizard."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from jxdesk.desktop.furniture import Card, label
from jxdesk.desktop.wizard.fields import LineField
from jxdesk.desktop.wizard.look import mark
from jxdesk.desktop.wizard.session import FilingSession
from jxdesk.domain.filling.editing import Edit, EditKind, text_of
from jxdesk.domain.templates.wizard_flow import Place, WizardPage, header_fields

PLAIN_LABELS = {
    "project_name": "项目名称",
    "project_code": "项目编码",
    "office_name": "部门（单位）",
    "department": "主管部门",
    "implementing_unit": "实施单位",
    "execution_weight": "预算执行分值",
}


class HeadFields:
    """Fields of the filing itself, each committed where it is left; a page lays them out."""

    def __init__(self, session: FilingSession, page: WizardPage) -> None:
        self.session = session
        self.page = page
        self.by_name: dict[str, LineField] = {}

    def words(self, name: str) -> str:
        """What the form calls a field."""
        answer = self.session.template.answer(name)
        return answer.label if answer else PLAIN_LABELS.get(name, self.session.template.label_of(name))

    def label_for(self, name: str) -> QWidget:
        """The label that stands left of a field."""
        made = label(self.words(name), role="second")
        made.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return made

    def make(self, name: str, *, width: int = 0) -> LineField:
        """A field for a name."""
        answer = self.session.template.answer(name)
        field = LineField(name=f"head_{name}", hint=answer.hint if answer else "", width=width)
        field.setAccessibleName(self.words(name))
        field.committed.connect(lambda text: self._commit(name, text))
        self.by_name[name] = field
        return field

    def _kind(self, name: str) -> EditKind:
        return EditKind.ANSWER if self.session.template.answer(name) else EditKind.HEADER

    def _commit(self, name: str, text: str) -> None:
        edit = Edit(kind=self._kind(name), field=name, text=text)
        place = Place(page=self.page, field=name)
        self.session.commit((edit,), label=f"填写{self.words(name)}", place=place)

    def refresh(self) -> None:
        """Shows what the filing now holds."""
        session = self.session
        wrong = {finding.field for finding in session.findings if not finding.line_id}
        for name, field in self.by_name.items():
            refused = session.refused.get(("", name))
            field.show_text(refused[0] if refused else text_of(session.content, self._kind(name), "", name))
            field.setReadOnly(not session.editable)
            mark(field, bad=name in wrong)

    def commit_pending(self) -> None:
        """Takes what stands in the fields."""
        for field in self.by_name.values():
            field.commit()

    def focus(self, name: str) -> LineField | None:
        """Puts the cursor into a field; answers it where there is one."""
        field = self.by_name.get(name)
        if field is not None:
            field.setFocus(Qt.FocusReason.OtherFocusReason)
            field.selectAll()
        return field


def head_card(fields: HeadFields, names: Iterable[str] | None = None, *, title: str = "基本信息") -> Card:
    """A card with the head's fields, the project's name over the whole width and the others two in a row."""
    card = Card(title, name="head_card")
    grid = QGridLayout()
    grid.setHorizontalSpacing(10)
    grid.setVerticalSpacing(8)
    grid.setColumnStretch(1, 1)
    grid.setColumnStretch(3, 1)
    shown = tuple(header_fields(fields.session.template) if names is None else names)
    wide = [name for name in shown if name == "project_name"]
    row = 0
    for name in wide:
        grid.addWidget(fields.label_for(name), row, 0)
        grid.addWidget(fields.make(name), row, 1, 1, 3)
        row += 1
    for place, name in enumerate(name for name in shown if name not in wide):
        line, column = row + place // 2, place % 2 * 2
        grid.addWidget(fields.label_for(name), line, column)
        grid.addWidget(fields.make(name), line, column + 1)
    card.body.addLayout(grid)
    return card
