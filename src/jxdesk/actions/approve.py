"""Approve: recording that targets were approved, which freezes them, many at once; correcting and taking back such a record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from jxdesk.actions.workspace import Workspace
from jxdesk.domain.errors import JxError
from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.records.filing_versions import in_force
from jxdesk.domain.records.filings import Filing, FilingState
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.road.duties import Duty
from jxdesk.domain.year.approvals import Approval, ApprovalFacts, check_approval, hindrance
from jxdesk.store.engine.database import Transaction
from jxdesk.store.faults import NotFound, Refused
from jxdesk.store.records import approvals, filings, fiscal_years, offices, projects, standings
from jxdesk.store.views import known


class BadApproval(JxError):  # noqa: N818 - names what is wrong with what was typed
    """What was typed about an approval cannot be recorded."""

    code = "JX-APPROVAL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A project's or an office's target, and why its approval cannot be recorded, empty where it can; ``approval`` where it was."""

    filing_id: str
    project_id: str
    name: str
    unit: str
    state: FilingState | None
    hindrance: str
    approval: Approval | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """What was recorded; undoing ``errand_id`` takes all of it back."""

    errand_id: str
    count: int


def candidates(
    workspace: Workspace, year: int, *, project_ids: Sequence[str] = (), with_offices: bool = False
) -> tuple[Candidate, ...]:
    """The targets of some projects, or of all of a year; ``with_offices`` adds those of the offices as a whole."""

    def job(tx: Transaction) -> tuple[Candidate, ...]:
        names = {office.id: office.name for office in offices.all_offices(tx)}
        wanted = set(project_ids)
        targets = _targets_of_year(tx, year)
        recorded = {
            one.filing_id: one for one in approvals.of_filings(tx, [head.id for head in targets.values()])
        }
        found = [
            _candidate(
                targets.get(project.id),
                recorded,
                project_id=project.id,
                name=project.name,
                unit=project.implementing_unit or names.get(project.office_id, ""),
            )
            for project in projects.of_year(tx, year)
            if not project.is_classified and (not wanted or project.id in wanted)
        ]
        if with_offices and not wanted:
            found += [
                _candidate(targets[office_id], recorded, name=f"{name}（部门整体）", unit=name)
                for office_id, name in names.items()
                if office_id in targets
            ]
        return tuple(found)

    return workspace.read(job)


def _targets_of_year(tx: Transaction, year: int) -> dict[str, approvals.TargetHead]:
    """The version that counts of each target, by project or office; a requested adjustment does not count yet."""
    by_owner: dict[str, list[approvals.TargetHead]] = {}
    for head in approvals.heads_of_year(tx, year):
        by_owner.setdefault(head.project_id or head.office_id, []).append(head)
    return {owner: in_force(versions) for owner, versions in by_owner.items()}


def _candidate(
    head: approvals.TargetHead | None,
    recorded: Mapping[str, Approval],
    *,
    name: str,
    unit: str,
    project_id: str = "",
) -> Candidate:
    if head is None:
        why = "还没有填绩效目标。"
        return Candidate(filing_id="", project_id=project_id, name=name, unit=unit, state=None, hindrance=why)
    return Candidate(
        filing_id=head.id,
        project_id=project_id,
        name=name,
        unit=unit,
        state=head.state,
        hindrance=hindrance(head.form, head.state, is_adjustment=bool(head.replaces_id)),
        approval=recorded.get(head.id),
    )


def check(workspace: Workspace, facts: ApprovalFacts, *, year: int) -> tuple[Finding, ...]:
    """What does not fit in an approval that is being typed."""
    return workspace.read(lambda tx: check_approval(facts, year=year, today=tx.today()))


def approve(workspace: Workspace, filing_ids: Sequence[str], facts: ApprovalFacts) -> Approved:
    """Records that targets were approved and freezes them; all or none.

    Raises: NotFound; BadApproval: what was typed does not fit, or one of the targets cannot be approved now; MoveError: it
    came from another office and was not reviewed; Refused: the year is closed.
    """
    workspace.take_up(Duty.APPROVE)

    def job(tx: Transaction) -> Approved:
        found = filings.get_many(tx, filing_ids)
        if not found or len(found) < len(set(filing_ids)):
            raise NotFound("有一张目标表不在了。", advice="它可能已被删除，请刷新列表。")
        for filing in found:
            _refuse(filing, facts, tx)
        fiscal_years.refuse_closed(tx, {filing.content.year for filing in found})
        plain = facts.plain()
        approvals.add_many(
            tx,
            [
                Approval(id=new_id(), filing_id=filing.id, facts=plain, filing_version=filing.version)
                for filing in found
            ],
        )
        for filing in found:
            standings.approve(tx, filing)
        approvals.set_states(tx, [filing.id for filing in found], FilingState.APPROVED)
        return Approved(errand_id=tx.errand_id, count=len(found))

    return workspace.transact(job, errand="approve")


def _refuse(filing: Filing, facts: ApprovalFacts, tx: Transaction) -> None:
    why = hindrance(filing.content.form, filing.state, is_adjustment=bool(filing.replaces_id))
    if why:
        raise BadApproval("这张表不能登记批复。", facts=_named(filing), advice=why)
    _refuse_errors(check_approval(facts, year=filing.content.year or 0, today=tx.today()))


def correct(workspace: Workspace, filing_id: str, facts: ApprovalFacts) -> None:
    """Corrects what was recorded of an approval; the target stays frozen.

    Raises: NotFound; BadApproval; Refused: the year is closed.
    """
    workspace.take_up(Duty.APPROVE)

    def job(tx: Transaction) -> None:
        filing = _get(tx, filing_id)
        approval = approvals.of_filing(tx, filing_id)
        if approval is None:
            raise NotFound("这张表没有登记过批复。", facts=_named(filing), advice="请刷新列表。")
        _refuse_errors(check_approval(facts, year=filing.content.year or 0, today=tx.today()))
        fiscal_years.refuse_closed(tx, {filing.content.year})
        approvals.save(tx, replace(approval, facts=facts.plain()))

    workspace.transact(job, errand="approval_correct")


def take_back(workspace: Workspace, filing_id: str) -> None:
    """Takes back an approval that was recorded by mistake; the target is again what it was before.

    Raises: NotFound; Refused, naming what was built on it: an adjustment, or forms that answer it; the year is closed.
    """
    workspace.take_up(Duty.APPROVE)

    def job(tx: Transaction) -> None:
        filing = _get(tx, filing_id)
        if filing.state is not FilingState.APPROVED or filing.replaces_id:
            raise Refused(
                "这张表没有可以撤销的批复。",
                facts=_named(filing),
                advice="经调整批复的，请另办一次调整申请改回去。" if filing.replaces_id else "请刷新列表。",
            )
        fiscal_years.refuse_closed(tx, {filing.content.year})
        built = list(approvals.answering(tx, filing_id))
        if approvals.adjustment_replacing(tx, filing_id) is not None:
            built.insert(0, "调整申请")
        if built:
            raise Refused(
                "不能撤销批复：后面的表已经按它填了。",
                facts=f"{_named(filing)}：{'、'.join(built[:4])}",
                advice="日期、文号写错了，用“改批复信息”改；目标要改的，办调整申请。",
                code="JX-UNDO-BUILT-ON",
            )
        before = approvals.state_before(tx, filing_id)
        approvals.delete(tx, filing_id)
        approvals.set_states(tx, [filing_id], before)
        standings.take_approval_back(tx, filing_id)

    workspace.transact(job, errand="approval_undo")


def approval_of(workspace: Workspace, filing_id: str) -> Approval | None:
    """The approval of a target."""
    return workspace.read(lambda tx: approvals.of_filing(tx, filing_id))


def versions_of(workspace: Workspace, filing_id: str) -> tuple[Filing, ...]:
    """All versions of a target, the first one first; each can be read and printed for ever.

    Raises: NotFound.
    """

    def job(tx: Transaction) -> tuple[Filing, ...]:
        filing = _get(tx, filing_id)
        project = projects.get(tx, filing.project_id) if filing.project_id else None
        office = offices.get(tx, filing.office_id)
        if office is None:
            raise NotFound("没有这个单位。", facts=filing.office_id, advice="它可能已被删除，请刷新列表。")
        content = filing.content
        return tuple(
            one
            for one in known.filings_of(tx, content.form, project, office)
            if one.content.year == content.year
        )

    return workspace.read(job)


def _get(tx: Transaction, filing_id: str) -> Filing:
    filing = filings.get(tx, filing_id)
    if filing is None:
        raise NotFound("没有这张表。", facts=filing_id, advice="它可能已被删除，请刷新列表。")
    return filing


def _named(filing: Filing) -> str:
    return filing.content.project_name or filing.content.office_name or filing.content.title


def _refuse_errors(findings: Sequence[Finding]) -> None:
    for finding in findings:
        if finding.severity is Severity.ERROR:
            raise BadApproval(finding.message, advice=finding.advice)
