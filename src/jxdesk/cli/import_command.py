"""The command ``import``: forms, project lists, treasury exports and libraries, each sent to the errand that knows it, as text or as JSON."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from jxdesk.cli import import_libraries
from jxdesk.cli.answers import print_json
from jxdesk.cli.forms_text import WEIGHTS
from jxdesk.domain.errors import ExitCode, JxError
from jxdesk.domain.findings import finding_answer
from jxdesk.domain.values.row_numbers import listed

if TYPE_CHECKING:
    from jxdesk.actions.library_intake import LibraryIntake
    from jxdesk.actions.match_columns import OpenedTable
    from jxdesk.actions.take_in import Intake, IntakeForm
    from jxdesk.actions.take_lists import ListIntake
    from jxdesk.actions.workspace import Workspace
    from jxdesk.domain.lists.list_intake import ListPreview, ListRow
    from jxdesk.domain.round_trip.differences import Difference

OUTCOMES = {
    "new_project": "新项目",
    "new_filing": "新表",
    "new_figure": "新的国库数",
    "classified": "涉密，只计数",
    "changed": "有改动",
    "same": "和库里一样",
    "not_taken": "没有收",
    "missing": "库里有、表里没有",
}
KINDS = {"project_list": "项目清单", "treasury_figures": "国库支付表"}


@dataclass(slots=True)
class _Taken:
    """What one call of the command took in: forms first, then lists, treasury exports and libraries, each an import of its own."""

    forms: Intake | None = None
    lists: list[ListIntake] = field(default_factory=list)
    libraries: LibraryIntake | None = None
    not_read: list[dict[str, str]] = field(default_factory=list)
    imports: list[str] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """How many forms and rows of each outcome there are."""
        found: Counter[str] = Counter(self.forms.counts if self.forms else {})
        for one in self.lists:
            found.update(one.counts)
        if self.libraries:
            found.update(self.libraries.counts)
        return {**found, "not_read": len(self.not_read)}

    @property
    def is_empty(self) -> bool:
        """Whether nothing of what was asked for could be taken, now or earlier."""
        forms = self.forms.forms if self.forms else ()
        outcomes = [form.outcome.value for form in forms]
        outcomes += [row.outcome.value for one in self.lists for row in one.rows]
        outcomes += [one.outcome.value for one in self.libraries.libraries] if self.libraries else []
        return set(outcomes) <= {"not_taken", "missing"}


def take_in(arguments: argparse.Namespace) -> ExitCode:
    """Takes in forms and lists, or shows what would change."""
    from jxdesk.actions import intake_kinds, take_in
    from jxdesk.actions.intake_kinds import IntakeKind
    from jxdesk.actions.workspace import Workspace

    taken, dry_run = _Taken(), bool(arguments.dry_run)
    with Workspace.open_existing(arguments.home) as workspace:
        files = intake_kinds.sort_files(workspace, [Path(name) for name in arguments.files])
        taken.not_read += [_not_read(one.path.name, "", one.reason) for one in files.passed_over]
        libraries = files.libraries
        if files.forms or not (files.lists or libraries):
            taken.forms = take_in.preview(workspace, files.forms)
            taken.not_read += [
                _not_read(one.path.name, one.sheet, one.reason) for one in taken.forms.not_read
            ]
            if not dry_run:
                taken.imports.append(take_in.commit(workspace, taken.forms).id)
        for kind in (IntakeKind.PROJECT_LIST, IntakeKind.TREASURY):
            _take_lists(workspace, files.of(kind), taken, dry_run=dry_run)
        if libraries:
            taken.libraries, import_id = import_libraries.take(workspace, libraries, dry_run=dry_run)
            taken.imports.append(import_id)
    if arguments.json:
        _print_as_json(taken, dry_run=dry_run)
    else:
        _print_as_text(taken, dry_run=dry_run)
    return ExitCode.REFUSED if taken.is_empty else ExitCode.DONE


def _take_lists(workspace: Workspace, files: Sequence[Path], taken: _Taken, *, dry_run: bool) -> None:
    """Takes in lists of one kind as one import; a table whose columns are unclear is refused with their names."""
    from jxdesk.actions import match_columns, take_lists

    tables: list[OpenedTable] = []
    for path in files:
        try:
            opened = match_columns.open_tables(workspace, path)
        except JxError as fault:
            taken.not_read.append(_not_read(path.name, "", str(fault)))
            continue
        taken.not_read += [_not_read(path.name, one.sheet, one.reason) for one in opened.without]
        for table in opened.tables:
            doubts = match_columns.doubts(table)
            if doubts:
                reason = f"列对不上：{'；'.join(doubts)}。请在窗口的“从 Excel 导入”里对一次列，以后就记得；或在表头写清楚再导入"
                taken.not_read.append(_not_read(path.name, table.table.sheet, reason))
            else:
                tables.append(table)
    if not tables:
        return
    intake = take_lists.preview(workspace, [match_columns.matched(table) for table in tables])
    taken.lists.append(intake)
    if not dry_run:
        taken.imports.append(take_lists.commit(workspace, intake).id)


def _not_read(file: str, sheet: str, reason: str) -> dict[str, str]:
    return {"file": file, "sheet": sheet, "reason": reason}


# ---- JSON ---------------------------------------------------------------------------------------------------------


def _print_as_json(taken: _Taken, *, dry_run: bool) -> None:
    stored = [import_id for import_id in taken.imports if import_id]
    print_json(
        {
            "import": None if dry_run else next(iter(stored), ""),
            "imports": stored,
            "dry_run": dry_run,
            "counts": taken.counts,
            "forms": [_form_json(form) for form in taken.forms.forms] if taken.forms else [],
            "lists": [_list_json(table) for one in taken.lists for table in one.tables],
            "libraries": import_libraries.as_json(taken.libraries) if taken.libraries else [],
            "not_read": taken.not_read,
        }
    )


def _list_json(table: ListPreview) -> dict[str, object]:
    return {
        "file": table.file_name,
        "sheet": table.sheet,
        "kind": table.kind.value,
        "columns": [{"heading": heading, "field": field} for heading, field in table.columns],
        "money_unit": table.money_unit,
        "counts": dict(table.counts),
        "rows": [_row_json(row) for row in table.rows],
        "left_out": [{"row": one.row, "text": one.text, "reason": one.reason} for one in table.left_out],
        "findings": [finding_answer(finding) for finding in table.findings],
    }


def _row_json(row: ListRow) -> dict[str, object]:
    project = row.project.id if row.project else row.figure.project_id if row.figure else None
    return {
        "outcome": row.outcome.value,
        "rows": list(row.rows),
        "project": project,
        "project_name": row.name,
        "project_code": row.code,
        "unit": row.unit,
        "year": row.year,
        "period": row.period,
        "executed_fen": row.figure.executed_fen if row.figure else None,
        "reason": row.reason,
        "differences": [{"field": one.label, "old": one.old, "new": one.new} for one in row.changes],
        "findings": [finding_answer(finding) for finding in row.findings],
    }


def _form_json(form: IntakeForm) -> dict[str, object]:
    content = form.form.content
    return {
        "file": form.path.name,
        "sheet": form.form.sheet,
        "outcome": form.outcome.value,
        "form": content.form.value,
        "template": content.template_id,
        "year": content.year,
        "project_name": content.project_name,
        "filing": form.filing.id if form.filing else None,
        "reason": form.reason,
        "origin": form.origin,
        "differences": [_difference_json(one, form) for one in form.differences],
        "findings": [finding_answer(finding) for finding in form.findings],
    }


def _difference_json(one: Difference, form: IntakeForm) -> dict[str, object]:
    return {
        "line": one.line,
        "field": one.field,
        "old": one.old,
        "new": one.new,
        "key": one.key,
        "place": one.place.value,
        "line_id": one.line_id,
        "kind": one.kind.value,
        "sent": one.sent,
        "conflict": one.is_conflict,
        "taken": one.key in form.taken,
    }


# ---- text ---------------------------------------------------------------------------------------------------------


def _print_as_text(taken: _Taken, *, dry_run: bool) -> None:
    if taken.forms is not None:
        _print_forms(taken.forms)
    for one in taken.lists:
        for table in one.tables:
            _print_list(table)
    if taken.libraries is not None:
        import_libraries.print_libraries(taken.libraries)
    for missing in taken.not_read:
        sheet = f"［{missing['sheet']}］" if missing["sheet"] else ""
        print(f"{missing['file']}{sheet} 没有读：{missing['reason']}")
    stored = [import_id for import_id in taken.imports if import_id]
    if dry_run:
        print("只是预览，什么都没有存。")
    for import_id in stored:
        print(f"已导入，编号 {import_id}；要撤销用 undo {import_id}")
    if not dry_run and not stored:
        print("没有新的内容，什么都没有改。")


def _print_list(table: ListPreview) -> None:
    sheet = f"［{table.sheet}］" if table.sheet else ""
    unit = f"，单位{table.money_unit}" if table.money_unit else ""
    print(f"{table.file_name}{sheet} {KINDS[table.kind.value]}{unit}：")
    for row in table.rows:
        where = f"第 {listed(list(row.rows))} 行 " if row.rows else ""
        until = f"（{row.year} 年截至 {row.period} 月）" if row.period else ""
        reason = f"，{row.reason}" if row.reason else ""
        print(f"  {where}{row.name or '（不写名称）'}{until}：{OUTCOMES[row.outcome.value]}{reason}")
        for one in row.changes:
            print(f"    {one.label}：{one.old or '（空）'} → {one.new}")
        for finding in row.findings:
            print(f"    [{WEIGHTS[finding.severity]}] {finding.message}{finding.advice}")
    for left in table.left_out:
        print(f"  第 {left.row} 行没有收：{left.reason}{'（' + left.text + '）' if left.text else ''}")
    for finding in table.findings:
        print(f"  [{WEIGHTS[finding.severity]}] {finding.message}{finding.advice}")


def _print_forms(intake: Intake) -> None:
    for form in intake.forms:
        content = form.form.content
        print(
            f"{form.path.name}［{form.form.sheet}］{content.year or '（没写年度）'} {content.project_name or '（没写项目）'}："
            f"{OUTCOMES[form.outcome.value]}{'，' + form.reason if form.reason else ''}"
        )
        if form.origin:
            print(f"    {form.origin}")
        for one in form.differences:
            kept = "（两边都改过，保留现在的；要取文件里的，请在窗口里导入）" if one.is_conflict else ""
            print(
                f"    {one.line or '表头'} {one.field}：{one.old or '（空）'} → {one.new or '（空）'}{kept}"
            )
        for finding in form.findings:
            print(f"    [{WEIGHTS[finding.severity]}] {finding.message}")
