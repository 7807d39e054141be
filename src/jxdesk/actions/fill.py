"""Fill: opening a filing for the wizard, changing it cell by cell, taking changes back, finishing and reopening it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from jxdesk.actions.judging import judge, judge_filing
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.errors import JxError
from jxdesk.domain.filling.editing import Applied, Change, apply
from jxdesk.domain.findings import Finding, Severity, has_errors
from jxdesk.domain.progress import Progress
from jxdesk.domain.records.filings import (
    Filing,
    FilingContent,
    FilingState,
    Scorecard,
)
from jxdesk.domain.records.known import Known
from jxdesk.domain.road.duties import Duty
from jxdesk.domain.road.reopening import kept_shut
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.templates.form import FormTemplate
from jxdesk.domain.values.bulk import BulkAnswer, NotForThis, one_by_one
from jxdesk.store.engine.database import Transaction
from jxdesk.store.faults import NotFound, StaleVersion
from jxdesk.store.records import filings, fiscal_years, standings
from jxdesk.store.shipped.forms import rules_for, templates
from jxdesk.store.views.known import known_of


class NotEditable(JxError):  # noqa: N818 - a state of the filing, named as people say it
    """The filing is finished or sealed and must be reopened before it can be changed."""

    code = "JX-NOT-EDITABLE"


class NotReady(JxError):  # noqa: N818 - a state of the filing, named as people say it
    """The filing still has errors and cannot be finished."""

    code = "JX-NOT-READY"


class UnknownTemplate(JxError):  # noqa: N818 - a state of the filing, named as people say it
    """The filing was filled on a form that this program does not hold."""

    code = "JX-NO-TEMPLATE"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenFiling:
    """A filing with everything that the wizard shows of it; ``known`` is what the desk holds beside it.

    In a year that is closed it can only be read. ``kept_shut`` says why it cannot be opened for changes again, empty where it
    can.
    """

    filing: Filing
    template: FormTemplate
    rules: RulePack
    scorecard: Scorecard
    findings: tuple[Finding, ...]
    known: Known
    year_is_closed: bool = False
    kept_shut: str = ""

    @property
    def last_year(self) -> FilingContent | None:
        """The same form of the same project a year before; of a target, where there was none, the self-evaluation."""
        before = self.known.last_year or self.known.last_result
        return before.content if before is not None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What a change made of a filing: its next version, scored and checked again, and the way back.

    ``refused`` names the cells whose text could not be read and was therefore not saved.
    """

    filing: Filing
    scorecard: Scorecard
    findings: tuple[Finding, ...]
    inverse: tuple[Change, ...]
    refused: tuple[Finding, ...]


def open_filing(workspace: Workspace, filing_id: str) -> OpenFiling:
    """Opens a filing for the wizard.

    Raises: NotFound; UnknownTemplate.
    """

    def job(tx: Transaction) -> tuple[Filing, Known, bool, str]:
        filing = _get(tx, filing_id)
        where = standings.where_is(standings.get(tx, filing.id), filing)
        is_closed = fiscal_years.is_closed(tx, filing.content.year)
        return filing, known_of(tx, filing), is_closed, kept_shut(where, filing.content.form)

    filing, known, is_closed, shut = workspace.read(job)
    content = filing.content
    judged = judge(content, imported=bool(filing.imported_from), known=known)
    if judged.template is None:
        raise UnknownTemplate(
            "这张表用的表样不在本机，不能填写。",
            facts=f"{filing.content.project_name}：{filing.content.template_id}",
            advice="请装入下发这个表样的数据包，或升级程序后再打开；表里的数据没有动。",
        )
    return OpenFiling(
        filing=filing,
        template=judged.template,
        rules=rules_for(filing.content),
        scorecard=judged.scorecard,
        findings=judged.findings,
        known=known,
        year_is_closed=is_closed,
        kept_shut=shut if filing.state in (FilingState.FINISHED, FilingState.SEALED) else "",
    )


def change(
    workspace: Workspace, filing_id: str, changes: Iterable[Change], *, expected_version: int
) -> Saved:
    """Saves typed changes: one transaction with the filing, its journal lines and the figures that lists show.

    Raises: NotFound; NotEditable; StaleVersion: somebody else saved in between, and nothing was written.
    """
    return _save(workspace, filing_id, tuple(changes), expected_version, errand="fill")


def undo(workspace: Workspace, filing_id: str, inverse: Iterable[Change], *, expected_version: int) -> Saved:
    """Takes back a change by its inverse; a change like any other, and in the journal as such.

    Raises: as ``change``.
    """
    return _save(workspace, filing_id, tuple(inverse), expected_version, errand="undo")


def redo(workspace: Workspace, filing_id: str, changes: Iterable[Change], *, expected_version: int) -> Saved:
    """Makes again a change that was taken back.

    Raises: as ``change``.
    """
    return _save(workspace, filing_id, tuple(changes), expected_version, errand="redo")


def finish(workspace: Workspace, filing_id: str, *, expected_version: int) -> Saved:
    """Marks a filing as filled, which lets it be sealed.

    Raises: NotFound; StaleVersion; NotReady: it still has errors.
    """

    def move(filing: Filing, findings: tuple[Finding, ...]) -> Filing:
        if has_errors(findings):
            raise NotReady(
                "这张表还有必须改的问题，不能标为已填好。",
                facts=filing.content.project_name,
                advice="请在“核对问题”里逐条改好再试。",
            )
        return replace(filing, state=FilingState.FINISHED)

    return _move(workspace, filing_id, expected_version, move, standings.finish, errand="finish")


def finish_many(
    workspace: Workspace, filing_ids: Sequence[str], *, progress: Progress | None = None
) -> BulkAnswer:
    """Marks many filings as filled in one step; those with errors or finished already are left out.

    Raises: NotFound; Cancelled, and nothing was marked; Refused for a closed year.
    """
    progress = progress or Progress()
    progress.start("标为已填好", len(filing_ids))

    def step(tx: Transaction, filing: Filing) -> None:
        if filing.state is not FilingState.DRAFT:
            raise NotForThis("早已标为填好")
        findings = judge_filing(tx, filing).findings
        errors = sum(one.severity is Severity.ERROR for one in findings)
        if errors:
            raise NotForThis(f"还有 {errors} 处必须改")
        standings.finish(tx, filing)
        _store(tx, replace(filing, state=FilingState.FINISHED), filing, None)

    def job(tx: Transaction) -> BulkAnswer:
        found = (_get(tx, filing_id) for filing_id in filing_ids)
        steps = ((one.content.project_name, partial(step, tx, one)) for one in found)
        return one_by_one(steps, tx.errand_id, progress)

    return workspace.transact(job, errand="finish")


def reopen(workspace: Workspace, filing_id: str, *, expected_version: int) -> Saved:
    """Opens a finished or sealed filing for changes again; what was sealed stays as it is in its package.

    Raises: NotFound; StaleVersion; NotEditable: it is approved; MoveError where the office above has decided on it, or
    where it came from another office.
    """

    def move(filing: Filing, _: tuple[Finding, ...]) -> Filing:
        if filing.state is FilingState.APPROVED:
            raise NotEditable(
                "这张表已经批复，不能改回填写中。",
                facts=filing.content.project_name or filing.content.office_name,
                advice="要改已批复的内容，请办调整申请；原来批复的一版会留着。",
            )
        return replace(filing, state=FilingState.DRAFT)

    return _move(workspace, filing_id, expected_version, move, standings.reopen, errand="reopen")


def other_templates(content: FilingContent) -> tuple[FormTemplate, ...]:
    """The forms that this filing could also be filled and printed on: of its kind and year, printable, and another one."""
    year = content.year
    return tuple(
        template
        for template in templates().values()
        if template.form is content.form
        and not template.reading_only
        and template.id != content.template_id
        and (year is None or template.covers_year(year))
    )


def change_template(
    workspace: Workspace, filing_id: str, template_id: str, *, expected_version: int
) -> OpenFiling:
    """Puts a filing on another form; everything that was filled stays, also what the new form does not print.

    Raises: NotFound; NotEditable; StaleVersion.
    """
    template = templates()[template_id]

    def job(tx: Transaction) -> None:
        filing = _read_for_change(tx, filing_id, expected_version)
        _refuse_locked(filing)
        content = filing.content
        weight = template.execution_weight if content.execution_weight is None else content.execution_weight
        title = template.title.replace("{year}", str(content.year or ""))
        changed = replace(content, template_id=template_id, title=title, execution_weight=weight)
        _store(tx, replace(filing, content=changed), filing, None)

    workspace.transact(job, errand="change_template")
    return open_filing(workspace, filing_id)


# ---- saving -----------------------------------------------------------------------------------------------------


def _get(tx: Transaction, filing_id: str) -> Filing:
    filing = filings.get(tx, filing_id)
    if filing is None:
        raise NotFound("没有这张表。", facts=filing_id, advice="它可能已被删除，请刷新列表。")
    return filing


def _read_for_change(tx: Transaction, filing_id: str, expected_version: int) -> Filing:
    filing = _get(tx, filing_id)
    if filing.version != expected_version:
        raise StaleVersion(
            "这张表在别处已经改过，刚才的改动还没有保存，也没有丢。",
            facts=f"{filing.content.project_name}：这里读到第 {expected_version} 版，现在是第 {filing.version} 版",
            advice="先载入最新内容，再把刚才的改动做一遍；界面上可以一步完成。",
        )
    return filing


def _refuse_locked(filing: Filing) -> None:
    if filing.state is not FilingState.DRAFT:
        raise NotEditable(
            "这张表已经标为填好或已封装，不能直接改。",
            facts=filing.content.project_name,
            advice="请先点“改回填写中”。",
        )


def _save(
    workspace: Workspace, filing_id: str, changes: tuple[Change, ...], expected_version: int, *, errand: str
) -> Saved:
    workspace.take_up(Duty.FILL)

    def job(tx: Transaction) -> Saved:
        filing = _read_for_change(tx, filing_id, expected_version)
        _refuse_locked(filing)
        applied = apply(filing.content, changes, rules_for(filing.content))
        return _store(tx, replace(filing, content=applied.content), filing, applied)

    return workspace.transact(job, errand=errand)


def _move(
    workspace: Workspace,
    filing_id: str,
    expected_version: int,
    move: Callable[[Filing, tuple[Finding, ...]], Filing],
    stand: Callable[[Transaction, Filing], None],
    *,
    errand: str,
) -> Saved:
    workspace.take_up(Duty.FILL)

    def job(tx: Transaction) -> Saved:
        filing = _read_for_change(tx, filing_id, expected_version)
        moved = move(filing, judge_filing(tx, filing).findings)
        if moved.state is not filing.state:
            stand(tx, filing)
        return _store(tx, moved, filing, None)

    return workspace.transact(job, errand=errand)


def _store(tx: Transaction, changed: Filing, before: Filing, applied: Applied | None) -> Saved:
    """Saves what differs and answers it scored and checked; nothing is written where nothing changed."""
    judged = judge_filing(tx, changed)
    if changed != before:
        summary = filings.Summary.of(judged.scorecard, judged.findings)
        changed = filings.save(tx, changed, expected_version=before.version, summary=summary)
    return Saved(
        filing=changed,
        scorecard=judged.scorecard,
        findings=judged.findings,
        inverse=applied.inverse if applied else (),
        refused=applied.refused if applied else (),
    )
