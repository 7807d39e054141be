"""Intake rows: an import's preview as rows of a table: what would be stored of each form, and what would not and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from jxdesk.actions.take_in import Intake, IntakeForm, Outcome
from jxdesk.desktop.amounts import wan
from jxdesk.desktop.journal_words import CAUSE_WORDS, FIELDS
from jxdesk.desktop.theme import Tone
from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.round_trip.differences import Difference
from jxdesk.domain.templates.cell_words import cell_word
from jxdesk.domain.templates.form_cells import Place

AnyIndex = QModelIndex | QPersistentModelIndex
NOT_READ = "not_read"
OUTCOMES: dict[str, tuple[str, Tone]] = {
    Outcome.NEW_PROJECT: ("新项目", Tone.OK),
    Outcome.NEW_FILING: ("新的表", Tone.OK),
    "new_figure": ("新的数", Tone.OK),
    "classified": ("只计数", Tone.OK),
    Outcome.CHANGED: ("有改动", Tone.INFO),
    Outcome.SAME: ("没有变化", Tone.PLAIN),
    Outcome.NOT_TAKEN: ("不取", Tone.WARN),
    "missing": ("表里没有", Tone.PLAIN),
    "left_out": ("合计等行", Tone.PLAIN),
    NOT_READ: ("没读", Tone.ERROR),
}
HEADINGS = ("结果", "项目 / 文件", "单位", "年度", "说明", "问题")
WIDTHS = (5, 0, 9, 3, 12, 5)


class IntakeRow(NamedTuple):
    """One form or project, or one file, sheet or line that gave none; ``details`` and ``findings`` stand beside the chosen row."""

    outcome: str
    name: str
    unit: str
    year: str
    note: str
    problems: str
    file: str
    details: Sequence[str] = ()
    findings: Sequence[Finding] = ()
    form: IntakeForm | None = None


def rows_of(intake: Intake) -> list[IntakeRow]:
    """The rows of a preview, what would be stored first."""
    order = list(OUTCOMES)
    rows = [_form_row(form) for form in intake.forms]
    rows += [
        IntakeRow(NOT_READ, "", "", "", one.reason, "", _file(one.path.name, one.sheet))
        for one in intake.not_read
    ]
    return sorted(rows, key=lambda row: order.index(row.outcome))


def _form_row(form: IntakeForm) -> IntakeRow:
    content = form.form.content
    return IntakeRow(
        outcome=form.outcome.value,
        name=content.project_name or (form.project.name if form.project else ""),
        unit=content.implementing_unit or content.office_name or content.department,
        year=str(content.year or ""),
        note=_note(form),
        problems=problem_count(form.findings),
        file=_file(form.path.name, form.form.sheet),
        details=_details(form),
        findings=form.findings,
        form=form,
    )


def _details(form: IntakeForm) -> list[str]:
    """Where the file comes from, and the differences of a form that cannot be chosen one by one."""
    origin = [form.origin] if form.origin else []
    return origin if form.comparison else [*origin, *map(difference_text, form.differences)]


def problem_count(findings: Sequence[Finding]) -> str:
    """How many errors and doubts there are, in words; empty where there are none."""
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    warnings = sum(finding.severity is Severity.WARNING for finding in findings)
    told = (f"必须改 {errors}" if errors else "", f"请核实 {warnings}" if warnings else "")
    return "，".join(part for part in told if part)


def _note(form: IntakeForm) -> str:
    if form.reason:
        return form.reason
    match form.outcome:
        case Outcome.CHANGED:
            conflicts = sum(one.is_conflict for one in form.differences)
            return f"{len(form.differences)} 处不同" + (f"，{conflicts} 处两边都改了" if conflicts else "")
        case Outcome.SAME:
            return "与已有的表一样，不用存"
        case Outcome.NEW_PROJECT:
            return "存入项目和这张表"
        case Outcome.NEW_FILING:
            return "存入这张表"
        case _:
            return ""


def _file(name: str, sheet: str) -> str:
    return f"{name}〔{sheet}〕" if sheet else name


def cell_words(difference: Difference) -> str:
    """What a cell is called."""
    if difference.place is Place.ANSWERS:
        return FIELDS.get(difference.field, difference.field)
    return cell_word(difference.place, difference.field)


def shown_value(field: str, text: str) -> str:
    """A value of a cell as people read it; empty where there is none."""
    if field.endswith("_fen") and text.lstrip("-").isdecimal():
        return f"{wan(int(text))} 万元"
    if field == "causes":
        words = {cause.value: word for cause, word in CAUSE_WORDS.items()}
        return "、".join(words.get(cause, cause) for cause in text.split("、") if cause)
    if field == "is_core":
        return "是" if text == "True" else "否"
    return text


def difference_text(difference: Difference) -> str:
    """One difference in words."""
    where = f"“{difference.line}”" if difference.line else ""
    if not difference.field:
        return f"{where}{'整行新增' if difference.new and not difference.old else '整行去掉'}"
    old, new = (shown_value(difference.field, text) or "（空）" for text in (difference.old, difference.new))
    return f"{where}{cell_words(difference)}：{old} → {new}"


class IntakeModel(QAbstractTableModel):
    """The rows that the chosen filter lets through."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: Sequence[IntakeRow] = ()

    def show_rows(self, rows: Sequence[IntakeRow]) -> None:
        """Replaces the rows."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """How many rows there are."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """How many columns there are."""
        return 0 if parent.isValid() else len(HEADINGS)

    def data(self, index: AnyIndex, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """The text of a cell; the whole text as tip."""
        if role not in (int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.ToolTipRole)):
            return None
        row, column = self.rows[index.row()], index.column()
        match column:
            case 0:
                return OUTCOMES[row.outcome][0]
            case 1:
                return row.name or row.file
            case _:
                return row[column]

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> object:
        """The headings."""
        if role == int(Qt.ItemDataRole.TextAlignmentRole):
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if role != int(Qt.ItemDataRole.DisplayRole):
            return None
        return HEADINGS[section] if orientation is Qt.Orientation.Horizontal else str(section + 1)
