"""Taking forms in: a preview of what files would add or change, and storing it as one import that can be undone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from jxdesk.actions.workspace import NoWorkspace, Workspace, judge, rules_for
from jxdesk.documents.reading import ReadForm, read_sheets
from jxdesk.documents.reading.folder import find_forms
from jxdesk.domain.differences import Difference, differences, merged
from jxdesk.domain.errors import JxError
from jxdesk.domain.filings import Filing, FilingContent, FilingState, Form
from jxdesk.domain.finding_order import by_row
from jxdesk.domain.findings import Finding
from jxdesk.domain.identity import new_id
from jxdesk.domain.offices import Office
from jxdesk.domain.progress import Progress
from jxdesk.domain.projects import Project
from jxdesk.store import filings, imports, offices, projects
from jxdesk.store.database import Transaction
from jxdesk.store.filings import Summary
from jxdesk.store.imports import ImportBatch, ImportResult

__all__ = ["ImportResult"]

_OF_THE_OFFICE = frozenset(
    {Form.DEPARTMENT_TARGET, Form.DEPARTMENT_MONITORING, Form.DEPARTMENT_SELF_EVALUATION}
)


# Office, project (empty for the office as a whole), form, year and period: one filing each.
_Key = tuple[str, str, Form, int | None, int | None]


class Outcome(StrEnum):
    """What storing a form would do; the value is the word of the JSON answer."""

    NEW_PROJECT = "new_project"
    NEW_FILING = "new_filing"
    CHANGED = "changed"
    SAME = "same"
    NOT_TAKEN = "not_taken"


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeForm:
    """One form with what storing it would do.

    ``filing`` and ``project`` are what would be stored (a new project with its first form); ``expected_version`` is the version of the stored filing that it
    was compared with, 0 for a new one. ``reason`` says why a form is not taken.
    """

    path: Path
    form: ReadForm
    outcome: Outcome
    findings: tuple[Finding, ...] = ()
    differences: tuple[Difference, ...] = ()
    filing: Filing | None = None
    project: Project | None = None
    expected_version: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotRead:
    """A file or a sheet from which nothing was taken, and why."""

    path: Path
    sheet: str = ""
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What files would add and change: the preview of an import, which ``commit`` stores."""

    forms: tuple[IntakeForm, ...]
    not_read: tuple[NotRead, ...] = ()

    @property
    def counts(self) -> Mapping[str, int]:
        """How many forms there are of each outcome, and of what could not be read."""
        found = Counter(form.outcome for form in self.forms)
        return {outcome.value: found[outcome] for outcome in Outcome} | {"not_read": len(self.not_read)}

    @property
    def changes_something(self) -> bool:
        """Whether there is anything to store."""
        return any(form.filing is not None for form in self.forms)


def preview(workspace: Workspace, files: Sequence[Path], progress: Progress | None = None) -> Intake:
    """Reads files and whole folders and compares them with what is stored; changes nothing.

    Raises: NoWorkspace where the folder belongs to no office yet; Cancelled.
    """
    own = workspace.facts.office
    if own is None:
        raise NoWorkspace("还没有设定本单位，不能导入。", advice="请先新建本单位。")
    progress = progress or Progress()
    paths, not_read = _expand(files)
    progress.start("读取表格", len(paths))
    read: list[_Read] = []
    for path in paths:
        progress.label = path.name
        try:
            forms, without = read_sheets(path)
        except JxError as fault:
            not_read.append(NotRead(path=path, reason=str(fault)))
        else:
            read += [_judged(path, form) for form in forms]
            not_read += [NotRead(path=path, sheet=one.sheet, reason=one.reason) for one in without]
        progress.step()
    compared = workspace.read(lambda tx: _Comparison(tx, own, progress).compare(read))
    return Intake(forms=tuple(compared), not_read=tuple(not_read))


def commit(workspace: Workspace, intake: Intake, progress: Progress | None = None) -> ImportResult:
    """Stores a preview in one transaction, after a backup that is its restore point.

    Raises: StaleVersion where the data changed since the preview; DiskFull.
    """
    if not intake.changes_something:
        return ImportResult(id="", counts=intake.counts)
    progress = progress or Progress()
    summaries = {one.filing.id: _summary(one, one.filing) for one in intake.forms if one.filing is not None}
    batch = imports.begin(
        workspace.opened,
        who=workspace.facts.person,
        sources=tuple(sorted({form.path.name for form in intake.forms if form.filing is not None})),
        counts=intake.counts,
        progress=progress,
    )
    workspace.transact(lambda tx: _store(tx, intake, summaries, batch, progress), errand="import")
    return imports.result_of(batch)


def _expand(files: Sequence[Path]) -> tuple[list[Path], list[NotRead]]:
    paths: list[Path] = []
    not_read: list[NotRead] = []
    for path in files:
        if path.is_dir():
            listing = find_forms(path)
            paths += listing.candidates
            not_read += [NotRead(path=one.path, reason=one.reason) for one in listing.passed_over]
        else:
            paths.append(path)
    return list(dict.fromkeys(paths)), not_read


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """A form as read, under the rule pack it will be scored by, with everything that does not fit."""

    path: Path
    form: ReadForm
    content: FilingContent
    findings: tuple[Finding, ...]


def _judged(path: Path, form: ReadForm) -> _Read:
    content = replace(form.content, rule_pack_id=rules_for(form.content).id)
    found = (*form.findings, *judge(content, imported=True).findings)
    return _Read(path=path, form=form, content=content, findings=by_row(content, found))


class _Comparison:
    """Compares read forms with what is stored, and with those before them in the same import."""

    def __init__(self, tx: Transaction, own: Office, progress: Progress) -> None:
        self._tx = tx
        self._own = own
        self._progress = progress
        self._offices: dict[str, list[Office]] = {}
        for office in offices.all_offices(tx):
            self._offices.setdefault(office.name, []).append(office)
        self._new_projects: dict[tuple[str, int, str, str], Project] = {}
        self._brought: set[str] = set()
        self._taken: dict[_Key, IntakeForm] = {}

    def compare(self, read: Sequence[_Read]) -> list[IntakeForm]:
        """What storing each form would do."""
        self._progress.start("与已有数据比对", len(read))
        compared = []
        for one in read:
            compared.append(self._place(one))
            self._progress.step()
        return compared

    def _place(self, read: _Read) -> IntakeForm:
        content, path = read.content, read.path
        one = IntakeForm(path=path, form=read.form, outcome=Outcome.NOT_TAKEN, findings=read.findings)
        if content.year is None:
            return replace(one, reason="表上没有年度；请在标题里写上年度再导入")
        office = self._office_of(content)
        project: Project | None = None
        is_new_project = False
        if content.form not in _OF_THE_OFFICE:
            project, is_new_project = self._project_of(content, content.year, office, path)
            if project.is_classified:
                return replace(one, reason="这是涉密项目，只登记个数，不能导入内容")
        key = (office.id, project.id if project else "", content.form, content.year, content.period)
        if (before := self._taken.get(key)) is not None:
            return self._again(one, before)
        stored = None if is_new_project else _stored(self._tx, key)
        compared = self._compared(one, content, office, project, stored, is_new_project=is_new_project)
        if compared.outcome is not Outcome.NOT_TAKEN:
            self._taken[key] = compared
        return compared

    def _compared(
        self,
        one: IntakeForm,
        content: FilingContent,
        office: Office,
        project: Project | None,
        stored: Filing | None,
        *,
        is_new_project: bool,
    ) -> IntakeForm:
        if stored is None:
            filing = Filing(
                id=new_id(),
                office_id=office.id,
                project_id=project.id if project else "",
                content=content,
                imported_from=one.path.name,
            )
            outcome = Outcome.NEW_PROJECT if is_new_project else Outcome.NEW_FILING
            return replace(one, outcome=outcome, filing=filing, project=project if is_new_project else None)
        found = differences(stored.content, content)
        if not found:
            return replace(one, outcome=Outcome.SAME)
        if stored.state is not FilingState.DRAFT:
            reason = "这张表已标为填好或已封包，内容与文件不同；要用文件的内容，请先改回填写中"
            return replace(one, differences=found, reason=reason)
        filing = replace(stored, content=merged(stored.content, content), imported_from=one.path.name)
        return replace(
            one,
            outcome=Outcome.CHANGED,
            differences=found,
            filing=filing,
            expected_version=stored.version,
        )

    def _again(self, one: IntakeForm, before: IntakeForm) -> IntakeForm:
        """The same project, form and year a second time in one import."""
        if not differences(before.form.content, one.form.content):
            return replace(one, outcome=Outcome.SAME, reason=f"与“{before.path.name}”里的表相同")
        return replace(
            one,
            differences=differences(before.form.content, one.form.content),
            reason=f"“{before.path.name}”里已有同一项目同一年的表，内容不同；请只留一份再导入",
        )

    def _office_of(self, content: FilingContent) -> Office:
        """The office that a form names, where exactly one is called so; else the workspace's own."""
        for name in (content.implementing_unit, content.office_name, content.department):
            found = self._offices.get(name.strip(), [])
            if len(found) == 1:
                return found[0]
        return self._own

    def _project_of(
        self, content: FilingContent, year: int, office: Office, path: Path
    ) -> tuple[Project, bool]:
        """The project that a form is about, and whether it is new: by code, else by name, office, unit and year."""
        code, name = content.project_code.strip(), content.project_name.strip()
        unit = content.implementing_unit.strip()
        name = (
            name or path.stem
        )  # a form that names no project is known by its file; what it prints stays blank
        stored = projects.by_code(self._tx, code, year) if code else None
        if stored is None:
            stored = projects.by_name(self._tx, name, year, office_id=office.id, unit=unit)
            if stored is not None and code and stored.code:
                stored = None  # the same name under another code is another project
        if stored is not None:
            return stored, False
        key = (code or name, year, office.id, "" if code else unit)
        known = self._new_projects.get(key)
        if known is None:
            known = Project(
                id=new_id(),
                office_id=office.id,
                fiscal_year=year,
                name=name,
                code=code,
                department=content.department.strip(),
                implementing_unit=unit,
            )
            self._new_projects[key] = known
        return known, True


def _stored(tx: Transaction, key: _Key) -> Filing | None:
    """The stored filing of an office or project, form, year and period."""
    office_id, project_id, form, year, period = key
    if project_id:
        found = filings.of_project(tx, project_id, form=form)
    else:
        found = filings.of_office(tx, office_id, form=form)
    same = [one for one in found if (one.content.year, one.content.period) == (year, period)]
    return next((one for one in reversed(same) if one.project_id == project_id), None)


def _summary(form: IntakeForm, filing: Filing) -> Summary:
    return Summary.of(judge(filing.content, imported=True).scorecard, form.findings)


def _reading(form: IntakeForm) -> dict[str, Any]:
    """What is kept beside the filing of what reading said."""
    return {
        "file": form.path.name,
        "sheet": form.form.sheet,
        "findings": [
            {
                "severity": finding.severity.value,
                "code": finding.code,
                "message": finding.message,
                "advice": finding.advice,
                "row": finding.row,
                "field": finding.field,
            }
            for finding in form.form.findings
        ],
        "unplaced": [
            {"row": one.row, "column": one.column, "label": one.label, "text": one.text}
            for one in form.form.unplaced
        ],
    }


def _store(
    tx: Transaction,
    intake: Intake,
    summaries: Mapping[str, Summary],
    batch: ImportBatch,
    progress: Progress,
) -> None:
    taken = [form for form in intake.forms if form.filing is not None]
    progress.start("存入数据库", len(taken))
    new_projects = {form.project.id: form.project for form in taken if form.project is not None}
    for project in new_projects.values():
        imports.refuse_if_it_came_meanwhile(tx, project)
    projects.add_many(tx, tuple(new_projects.values()))
    added = [
        (form.filing, summaries[form.filing.id])
        for form in taken
        if form.filing is not None and form.outcome is not Outcome.CHANGED
    ]
    for filing, _ in added:
        _refuse_if_a_filing_came_meanwhile(tx, filing)
    filings.add_many(tx, added)
    progress.step(len(added))
    for form in taken:
        if form.filing is not None and form.outcome is Outcome.CHANGED:
            summary = summaries[form.filing.id]
            filings.save(tx, form.filing, expected_version=form.expected_version, summary=summary)
            progress.step()
    filings.keep_readings(tx, {form.filing.id: _reading(form) for form in taken if form.filing is not None})
    imports.finish(tx, batch)


def _refuse_if_a_filing_came_meanwhile(tx: Transaction, filing: Filing) -> None:
    content = filing.content
    key = (filing.office_id, filing.project_id, content.form, content.year, content.period)
    if _stored(tx, key) is not None:
        raise imports.changed_meanwhile(content.project_name or content.title)
