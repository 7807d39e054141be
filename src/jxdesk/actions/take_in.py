"""Taking forms in: a preview of what files would add or change, and storing it as one import that can be undone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from jxdesk.actions.judging import judge
from jxdesk.actions.workspace import NoWorkspace, Workspace
from jxdesk.documents.echo import echo, with_ids
from jxdesk.documents.reading import ReadForm, read_sheets
from jxdesk.documents.reading.folder import find_forms
from jxdesk.domain.errors import JxError
from jxdesk.domain.findings import Finding, finding_answer
from jxdesk.domain.progress import Progress
from jxdesk.domain.records.filings import OF_THE_OFFICE, Filing, FilingContent, FilingState
from jxdesk.domain.records.finding_order import by_row
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.records.offices import Office
from jxdesk.domain.records.projects import Project
from jxdesk.domain.round_trip.differences import Comparison, Difference, compare, differences
from jxdesk.domain.round_trip.printed_cells import PrintedCells
from jxdesk.store.engine import journal
from jxdesk.store.engine.database import Transaction
from jxdesk.store.records import filings, imports, projects
from jxdesk.store.records.filings import Summary
from jxdesk.store.records.imports import ImportBatch, ImportResult
from jxdesk.store.shipped.forms import rules_for, templates
from jxdesk.store.views.form_places import FilingKey, FormPlaces, stored_filing
from jxdesk.store.views.past_versions import filing_at

__all__ = ["ImportResult"]

_FIXED = {
    FilingState.FINISHED: "这张表已标为填好，导入不改它；要用文件的内容，请在项目页先改回填写中，再导入",
    FilingState.SEALED: "这张表已封包报出，导入不改它；要用文件的内容，请在项目页先改回填写中，改好后再次报送",
    FilingState.APPROVED: "这张表已批复，导入不改它；要改已批复的内容，请办调整申请，在调整的那一版里再导入",
}


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
    was compared with, 0 for a new one. ``reason`` says why a form is not taken, ``origin`` what the file says of where
    it came from. ``taken`` are the keys of the differences that would be stored: conflicts only where a person chose.
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
    origin: str = ""
    comparison: Comparison | None = None
    taken: frozenset[str] = frozenset()

    def with_taken(self, keys: Collection[str]) -> IntakeForm:
        """The form with other differences chosen; without any, nothing of it is stored."""
        if self.comparison is None or self.filing is None:
            return self
        known = frozenset(one.key for one in self.differences)
        content = self.comparison.merged(known & set(keys))
        return replace(self, taken=known & set(keys), filing=replace(self.filing, content=content))

    @property
    def stores_something(self) -> bool:
        """Whether storing would write this form."""
        return self.filing is not None and (self.comparison is None or bool(self.taken))


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
        return any(form.stores_something for form in self.forms)


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


def commit(
    workspace: Workspace, intake: Intake, progress: Progress | None = None, *, reason: str = ""
) -> ImportResult:
    """Stores what is chosen of a preview in one transaction, after a backup that is its restore point.

    ``reason`` says why, and stands in the history of each form that is changed.

    Raises: StaleVersion where the data changed since the preview; DiskFull.
    """
    counts = intake.counts
    if not intake.changes_something:
        return ImportResult(id="", counts=counts)
    progress = progress or Progress()
    intake = replace(intake, forms=tuple(form for form in intake.forms if form.stores_something))
    summaries = {one.filing.id: _summary(one, one.filing) for one in intake.forms if one.filing is not None}
    batch = imports.begin(
        workspace.opened,
        who=workspace.facts.person,
        sources=tuple(sorted({form.path.name for form in intake.forms if form.filing is not None})),
        counts=counts,
        progress=progress,
    )
    workspace.transact(lambda tx: _store(tx, intake, summaries, batch, progress, reason), errand="import")
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
        self._progress = progress
        self._places = FormPlaces(tx, own)
        self._taken: dict[FilingKey | str, IntakeForm] = {}

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
        marked, origin = self._marked(read)
        one = replace(one, origin=origin)
        if marked is not None:
            if (before := self._taken.get(marked.id)) is not None:
                return self._again(one, before)
            return self._kept(marked.id, self._changed(one, content, marked, is_marked=True))
        if content.year is None:
            return replace(one, reason="表上没有年度；请在标题里写上年度再导入")
        office = self._places.office_of(content)
        project: Project | None = None
        is_new = False
        if content.form not in OF_THE_OFFICE:
            project, is_new = self._places.project_of(content, content.year, office, path.stem)
            if project.is_classified:
                return replace(one, reason="这是涉密项目，只登记个数，不能导入内容")
        key = (office.id, project.id if project else "", content.form, content.year, content.period)
        stored = None if is_new else stored_filing(self._tx, key)
        known = stored.id if stored is not None else key
        if (before := self._taken.get(known)) is not None:
            return self._again(one, before)
        if stored is not None:
            return self._kept(known, self._changed(one, content, stored, is_marked=False))
        filing = Filing(
            id=new_id(),
            office_id=office.id,
            project_id=project.id if project else "",
            content=content,
            imported_from=path.name,
        )
        outcome = Outcome.NEW_PROJECT if is_new else Outcome.NEW_FILING
        return self._kept(
            known, replace(one, outcome=outcome, filing=filing, project=project if is_new else None)
        )

    def _kept(self, known: FilingKey | str, compared: IntakeForm) -> IntakeForm:
        if compared.outcome is not Outcome.NOT_TAKEN:
            self._taken[known] = compared
        return compared

    def _marked(self, read: _Read) -> tuple[Filing | None, str]:
        """The filing that the file names, where it is stored here and the form is still about it; and words about that."""
        sent, content = read.form.sent, read.content
        if sent is None:
            return None, ""
        stored = filings.get(self._tx, sent.filing_id)
        if stored is None:
            return (
                None,
                "文件里的编号不是这里的（别的数据文件夹发出的，或者那张表已删除），按表上写的单位、项目和年度对",
            )
        known = stored.content
        other_time = content.year not in (None, known.year) or content.period not in (None, known.period)
        if (
            content.form is not known.form
            or other_time
            or self._places.names_another_project(content, stored)
        ):
            return (
                None,
                f"文件是从“{known.project_name or known.title}”{known.year} 年的表改来的，按表上写的项目和年度对",
            )
        return stored, ""

    def _sent_out(self, read: ReadForm, stored: Filing) -> tuple[Filing | None, str]:
        """The filing as it was when the file was written, from the journal; and words about that."""
        sent = read.sent
        if sent is None:
            lost = "文件里没有本软件的编号（另存时丢了，或者不是这里发出的），按项目、年度和指标名称对"
            return None, "" if stored.imported_from else lost
        line = journal.line(self._tx, sent.change)
        if line is None or not line.hash.startswith(sent.hash):
            return (
                None,
                f"文件发出（第 {sent.version} 版）以后，这里换回过备份，查不到发出时的内容，只和现在的比",
            )
        before = filing_at(self._tx, stored.id, sent.change)
        if before is None or before.version == stored.version:
            return before, f"按文件里的编号对上，发出后这里没有改过（第 {stored.version} 版）"
        return (
            before,
            f"按文件里的编号对上；发出时是第 {sent.version} 版，现在是第 {stored.version} 版，两边都改了的要您选",
        )

    def _changed(
        self, one: IntakeForm, content: FilingContent, stored: Filing, *, is_marked: bool
    ) -> IntakeForm:
        """What a form that comes back says otherwise, cell by cell."""
        if is_marked:
            sent, origin = self._sent_out(one.form, stored)
        else:
            sent, origin = None, one.origin or self._sent_out(replace(one.form, sent=None), stored)[1]
        if not differences(stored.content, with_ids(content, one.form.sent_lines)):
            return replace(one, outcome=Outcome.SAME, origin=origin)
        base = (sent or stored).content
        template = templates().get(base.template_id)
        of_paper = template if is_marked else templates().get(content.template_id)
        found = compare(
            stored.content,
            with_ids(content, one.form.sent_lines) if is_marked else content,
            sent=None if sent is None else sent.content,
            echo=None if template is None else echo(base, template, rules_for(base)),
            printed=None if of_paper is None else PrintedCells.of(of_paper, content),
        )
        one = replace(one, origin=origin, differences=found.differences)
        if not found.differences:
            return replace(one, outcome=Outcome.SAME)
        if stored.state is not FilingState.DRAFT:
            return replace(one, reason=_FIXED[stored.state])
        one = replace(
            one,
            outcome=Outcome.CHANGED,
            comparison=found,
            filing=replace(stored, imported_from=stored.imported_from if is_marked else one.path.name),
            expected_version=stored.version,
        )
        return one.with_taken({each.key for each in found.differences if not each.is_conflict})

    def _again(self, one: IntakeForm, before: IntakeForm) -> IntakeForm:
        """The same project, form and year a second time in one import."""
        found = differences(before.form.content, one.form.content)
        if not found:
            return replace(one, outcome=Outcome.SAME, reason=f"与“{before.path.name}”里的表相同")
        reason = f"“{before.path.name}”里已有同一项目同一年的表，内容不同；请只留一份再导入"
        return replace(one, differences=found, reason=reason)


def _summary(form: IntakeForm, filing: Filing) -> Summary:
    if form.comparison is None:
        return Summary.of(judge(filing.content, imported=True).scorecard, form.findings)
    judged = judge(filing.content, imported=bool(filing.imported_from))
    return Summary.of(judged.scorecard, (*form.form.findings, *judged.findings))


def _reading(form: IntakeForm) -> dict[str, Any]:
    """What is kept beside the filing of what reading said."""
    return {
        "file": form.path.name,
        "sheet": form.form.sheet,
        "findings": [finding_answer(finding) for finding in form.form.findings],
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
    reason: str,
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
            if reason.strip():
                journal.record(
                    tx, journal.Entry(event="import", record_id=form.filing.id, text=reason.strip())
                )
            progress.step()
    filings.keep_readings(tx, {form.filing.id: _reading(form) for form in taken if form.filing is not None})
    imports.finish(tx, batch)


def _refuse_if_a_filing_came_meanwhile(tx: Transaction, filing: Filing) -> None:
    content = filing.content
    key = (filing.office_id, filing.project_id, content.form, content.year, content.period)
    if stored_filing(tx, key) is not None:
        raise imports.changed_meanwhile(content.project_name or content.title)
