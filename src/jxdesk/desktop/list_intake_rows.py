"""List intake rows: the preview of a project list or a treasury export as rows of the intake table, each row of the sheet named."""

from __future__ import annotations

from jxdesk.actions.take_lists import ListIntake
from jxdesk.desktop.amounts import wan
from jxdesk.desktop.intake_rows import OUTCOMES, IntakeRow, problem_count
from jxdesk.domain.lists.list_intake import (
    CLASS_WORDS,
    STAGE_WORDS,
    FieldChange,
    ListOutcome,
    ListPreview,
    ListRow,
)
from jxdesk.domain.lists.list_rows import LeftOut
from jxdesk.domain.records.projects import Project
from jxdesk.domain.values.row_numbers import listed


def rows_of_lists(intake: ListIntake) -> list[IntakeRow]:
    """The rows of a preview, what would be stored first, then what would not, then the lines that state nothing of their own."""
    order = list(OUTCOMES)
    rows = [_row(table, row) for table in intake.tables for row in table.rows]
    rows += [_left_out(table, left) for table in intake.tables for left in table.left_out]
    return sorted(rows, key=lambda row: order.index(row.outcome))


def _row(table: ListPreview, row: ListRow) -> IntakeRow:
    project = row.project
    details = [change_words(change) for change in row.changes]
    if row.outcome is ListOutcome.NEW_PROJECT and project is not None:
        details = _project_details(project)
    if row.remark:
        details.append(row.remark)
    return IntakeRow(
        outcome=row.outcome.value,
        name=row.name or ("涉密项目（只计数）" if row.outcome is not ListOutcome.NOT_TAKEN else ""),
        unit=row.unit,
        year=str(row.year or ""),
        note=_note(row),
        problems=problem_count(row.findings),
        file=_place(table, row.rows),
        details=details,
        findings=row.findings,
    )


def _note(row: ListRow) -> str:
    if row.reason:
        return row.reason
    match row.outcome:
        case ListOutcome.NEW_PROJECT:
            return "存入项目和预算"
        case ListOutcome.NEW_FIGURE | ListOutcome.CHANGED:
            first = change_words(row.changes[0]) if row.changes else ""
            until = f"截至 {row.period} 月，" if row.period else ""
            return f"{until}{first}" + (f"，共 {len(row.changes)} 处" if len(row.changes) > 1 else "")
        case ListOutcome.SAME:
            return "与库里一样，不用存"
        case _:
            return ""


def _left_out(table: ListPreview, left: LeftOut) -> IntakeRow:
    return IntakeRow(
        outcome="left_out",
        name=left.text,
        unit="",
        year="",
        note=left.reason,
        problems="",
        file=_place(table, (left.row,)),
    )


def _place(table: ListPreview, rows: tuple[int, ...]) -> str:
    name = f"{table.file_name}〔{table.sheet}〕" if table.sheet else table.file_name
    return f"{name} 第 {listed(list(rows))} 行" if rows else name


def _project_details(project: Project) -> list[str]:
    found = [f"项目代码 {project.code}"] if project.code else []
    found.append(f"项目类别 {CLASS_WORDS[project.project_class]}")
    found += [
        f"{STAGE_WORDS[one.stage]} {wan(one.amount_fen)} 万元{'，' + one.document_number if one.document_number else ''}"
        for one in project.budgets
    ]
    found += [f"资金来源“{one.source}” {wan(one.amount_fen)} 万元" for one in project.funding]
    return found


def change_words(change: FieldChange) -> str:
    """One change in words."""
    return f"{change.label}：{change.old or '（空）'} → {change.new or '（空）'}"
