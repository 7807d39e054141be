"""拆分单位: the dialog that makes several offices of one, each of its projects going to one of them by a digit key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QItemSelectionModel, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QCheckBox, QWidget

from jxdesk.desktop.amounts import amount, unit
from jxdesk.desktop.context import Context
from jxdesk.desktop.dialogs.form_dialog import FormDialog, day_of
from jxdesk.desktop.furniture import across, button, clear, label
from jxdesk.desktop.list_table import ListTable, PillPainter
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.rows_model import RowsModel
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.theme import Tone
from jxdesk.domain.records.budgets import revised_budget
from jxdesk.domain.records.projects import Project
from jxdesk.domain.year.office_splits import OfficePart, check_office_split, parts_of
from jxdesk.domain.year.successions import Turn

if TYPE_CHECKING:
    from jxdesk.actions.workspace import Workspace
    from jxdesk.domain.findings import Finding
    from jxdesk.domain.records.offices import Office

MOST_PARTS = 9
"""As many as there are digit keys."""
TABLE_HEIGHT, LEAST_TABLE_HEIGHT = 190, 104
"""What the title bar and a taskbar take. Units: px."""
NAMES_SHOWN, NAMES_AIR = 3, 30
STAYS = "留在原单位"
_DIGITS = {int(Qt.Key.Key_0) + number: number for number in range(MOST_PARTS + 1)}


class Split(NamedTuple):
    """What is typed: the parts with their projects, and what becomes of the old office."""

    parts: tuple[OfficePart, ...]
    turn: Turn
    withdrawing: bool
    unplaced: int


class PlacingTable(ListTable):
    """The projects; several can be chosen, and ``placed(number)`` says which digit was pressed."""

    placed = Signal(int)

    def __init__(self, model: RowsModel) -> None:
        super().__init__(model, (9, 0, 9, 5), name="split_projects", meaning="项目归到哪个单位")
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setItemDelegate(PillPainter(self, pills=0, tone_of=lambda row: model.tones[row], right=(2, 3)))
        self.setMinimumHeight(LEAST_TABLE_HEIGHT)

    def sizeHint(self) -> QSize:
        """Some rows; the rest scrolls, and a small screen may take some away."""
        return QSize(640, TABLE_HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit places what is chosen."""
        number = _DIGITS.get(event.key())
        if number is not None and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.placed.emit(number)
            return
        super().keyPressEvent(event)

    def chosen_rows(self) -> list[int]:
        """The rows that are chosen."""
        return sorted({index.row() for index in self.selectionModel().selectedRows()})


class SplitOfficeDialog(FormDialog):
    """Asks into which offices one is split and where each project goes."""

    def __init__(self, context: Context, office: Office, *, parent: QWidget | None = None) -> None:
        super().__init__(
            context,
            title="拆分单位",
            heading=f"拆分单位：{office.name}",
            go="拆开",
            icon="office",
            name="split_office_dialog",
            parent=parent,
        )
        self.office = office
        self.roster: Sequence[Office] = ()
        self.projects: Sequence[Project] = ()
        self.place: dict[str, int] = {}
        """The number of the part that a project goes to, by its id; one that stays is not in it."""
        self.setMinimumWidth(720)
        self.above.addWidget(
            label(
                "没填好的表跟着项目走；已填好、报出的表和往年的数留在原单位名下。"
                "名册里没有的会新建，路径先顺着编，上级下发了单位表的以下发的为准。",
                role="second",
                wrap=True,
            )
        )
        self.names = self.text_field("拆成哪几个", "split_offices", "一行一个单位的名称；名册里已有的写全称")
        self.names.setFixedHeight(NAMES_SHOWN * self.names.fontMetrics().lineSpacing() + NAMES_AIR)
        self.names.textChanged.connect(self._show_parts)
        self.withdrawing = QCheckBox("撤销原单位")
        self.withdrawing.setObjectName("split_withdrawing")
        own = context.workspace.facts.office
        is_own = own is not None and own.id == office.id
        self.withdrawing.setChecked(not is_own)
        self.withdrawing.setEnabled(not is_own)
        self.withdrawing.setToolTip("本单位的撤销，由上级下发新的单位表。" if is_own else "")
        self.withdrawing.toggled.connect(self._on_withdrawing_toggled)
        self.day = self.day_field("从哪一天起", "turn_day")
        row = self.grid.rowCount() - 1
        self.grid.addWidget(self.withdrawing, row, 1, Qt.AlignmentFlag.AlignRight)
        self.day.dateChanged.connect(lambda _: self._ask_projects())
        self.reason = self.line_field("原因", "turn_reason", "例如 机构改革")
        self.number = self.line_field("文号", "turn_number", "有文件的照抄，没有可以不填")
        self.model = RowsModel(("归到", "项目", f"预算（{unit()}）", "年度"), right=(2, 3))
        self.table = PlacingTable(self.model)
        self.table.placed.connect(self.place_chosen)
        self.hint = label(role="second", wrap=True, name="split_hint")
        self.keys = across(spacing=6)
        self.below.addWidget(self.hint)
        self.below.addLayout(self.keys)
        self.below.addWidget(self.table)
        self._show_parts()
        workspace = context.workspace

        def work() -> Sequence[Office]:
            from jxdesk.actions import succession

            return succession.all_offices(workspace)

        context.tasks.run(work, self._on_roster, lane=Lane.READ, owner=self)
        self._ask_projects()
        self.names.setFocus()

    # ---- reading ---------------------------------------------------------------------------------------------

    def _on_roster(self, roster: Sequence[Office]) -> None:
        self.roster = roster
        self._show_parts()

    def _ask_projects(self) -> None:
        workspace, office_id, year = self.context.workspace, self.office.id, day_of(self.day).year

        def work() -> Sequence[Project]:
            from jxdesk.actions import succession

            return succession.projects_to_place(workspace, office_id, year)

        self.context.tasks.run(work, self.show_projects, lane=Lane.READ, owner=self)

    def show_projects(self, projects: Sequence[Project]) -> None:
        """Takes the projects of the year and later."""
        self.projects = projects
        self.place = {one.id: self.place[one.id] for one in projects if one.id in self.place}
        self._show_rows()
        if projects:
            self.table.selectRow(0)

    # ---- placing ---------------------------------------------------------------------------------------------

    def parts(self) -> tuple[OfficePart, ...]:
        """The offices that are typed, without their projects."""
        return parts_of(self.office, self.names.toPlainText().splitlines()[:MOST_PARTS], self.roster)

    def place_chosen(self, number: int) -> None:
        """Sends the chosen projects to an office by its number; 0 lets them stay. The cursor goes on to the next one."""
        parts, rows = self.parts(), self.table.chosen_rows()
        if number > len(parts) or not rows:
            return
        for row in rows:
            if number:
                self.place[self.projects[row].id] = number
            else:
                self.place.pop(self.projects[row].id, None)
        self._show_rows()
        following = min(rows[-1] + 1, len(self.projects) - 1)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.table.selectionModel().setCurrentIndex(self.model.index(following, 0), flags)
        self.touched()

    def _show_parts(self) -> None:
        """A button for each office, named with its key; what is new is told with its path."""
        parts = self.parts()
        self.place = {key: number for key, number in self.place.items() if number <= len(parts)}
        clear(self.keys)
        for number, part in enumerate(parts, start=1):
            made = button(
                f"{number} {part.office.name}",
                lambda number=number: self.place_chosen(number),  # type: ignore[misc]
                name=f"split_to_{number}",
            )
            made.setToolTip(
                f"新建，路径 {part.office.path}" if part.is_new else f"名册里的 {part.office.path}"
            )
            self.keys.addWidget(made)
        if parts:
            self.keys.addWidget(
                button(f"0 {STAYS}", lambda: self.place_chosen(0), kind="link", name="split_to_0")
            )
        self.keys.addStretch(1)
        self._show_rows()
        self.fit()

    def _on_withdrawing_toggled(self) -> None:
        self._show_rows()
        self.touched()

    def _show_rows(self) -> None:
        parts = self.parts()
        rows, tones = [], []
        for one in self.projects:
            number = self.place.get(one.id)
            where = f"{number} {parts[number - 1].office.name}" if number else STAYS
            missing = number is None and self.withdrawing.isChecked()
            name = "涉密项目（只计数）" if one.is_classified else one.name
            rows.append(
                (
                    "还没有定" if missing else where,
                    name,
                    amount(revised_budget(one.budgets)),
                    str(one.fiscal_year),
                )
            )
            tones.append(Tone.WARN if missing else (Tone.OK if number else Tone.PLAIN))
        chosen = self.table.chosen_rows()
        self.model.show_rows(rows, tones)
        flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        for row in chosen:
            if row < len(rows):
                self.table.selectionModel().select(self.model.index(row, 0), flags)
        left = len(self.projects) - len(self.place)
        new = [f"{part.office.name}（{part.office.path}）" for part in parts if part.is_new]
        said = (
            f"共 {len(self.projects)} 个项目，还有 {left} 个没有定。" if self.projects else "没有要定的项目。"
        )
        said += "选中项目（Ctrl+A 全选），按单位前面的数字键。" if self.projects and parts else ""
        self.hint.setText(said + (f"\n新建：{'、'.join(new)}。" if new else ""))

    # ---- the form --------------------------------------------------------------------------------------------

    def typed(self) -> Split:
        """What is typed."""
        parts = tuple(
            OfficePart(
                office=part.office,
                is_new=part.is_new,
                project_ids=tuple(one.id for one in self.projects if self.place.get(one.id) == number),
            )
            for number, part in enumerate(self.parts(), start=1)
        )
        turn = Turn(
            happened_on=day_of(self.day), reason=self.reason.text(), document_number=self.number.text()
        )
        left = len(self.projects) - len(self.place)
        return Split(parts, turn, self.withdrawing.isChecked(), left)

    def check(self, workspace: Workspace, typed: Split) -> Sequence[Finding]:
        """Names that do not fit are said at once; what is still missing waits for the button."""
        found = check_office_split(
            self.office, typed.parts, withdrawing=typed.withdrawing, unplaced=typed.unplaced
        )
        return [one for one in found if typed.parts and one.field == "names" and not _waits(one, typed)]

    def carry_out(self, workspace: Workspace, typed: Split) -> str:
        """Splits it."""
        from jxdesk.actions import succession

        return succession.split_office(
            workspace, self.office.id, typed.parts, typed.turn, withdrawing=typed.withdrawing
        )

    def on_done(self, answer: str) -> None:
        """Tells the pages."""
        self.context.refresh.announce(Part.OFFICES, Part.PROJECTS, Part.FILINGS)
        self.context.tell("拆分单位办好了。")


def _waits(finding: Finding, typed: Split) -> bool:
    """Whether somebody who is still typing the second name should not be told yet."""
    return typed.withdrawing and len(typed.parts) < 2 and "至少" in finding.message
