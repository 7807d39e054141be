"""Adjust: changing an approved target by request and approval, with both versions kept, and telling the forms that answer it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from jxdesk.actions.judging import judge_anew, judge_filing
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.beginning.adjusting import TargetChange, begin_adjustment, target_changes
from jxdesk.domain.beginning.following import Offer, is_untied, offers, take_over
from jxdesk.domain.checks.following import FOLLOWING
from jxdesk.domain.errors import JxError
from jxdesk.domain.filling.editing import Change
from jxdesk.domain.findings import Finding, Severity, has_errors
from jxdesk.domain.records.filings import TARGETS, Filing, FilingContent, FilingState, Form
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.road.duties import Duty
from jxdesk.domain.year.approvals import (
    Adjustment,
    AdjustmentState,
    Approval,
    ApprovalFacts,
    check_adjustment_approval,
    check_request,
)
from jxdesk.store.engine.database import Transaction
from jxdesk.store.faults import NotFound, Refused
from jxdesk.store.records import approvals, filings, fiscal_years, offices, projects, standings
from jxdesk.store.views import known


class BadAdjustment(JxError):  # noqa: N818 - names what is wrong with what was typed
    """What was typed about an adjustment cannot be recorded."""

    code = "JX-ADJUSTMENT"


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustmentFacts:
    """A request with both versions of the target, and what the new one says otherwise."""

    adjustment: Adjustment
    approved: Filing
    changed: Filing
    first_approval: Approval | None
    changes: tuple[TargetChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """What a target says otherwise than a form that answers it; empty ``offers`` where nothing.

    ``came_later`` tells that the form was begun before there was a target.
    """

    filing_id: str
    offers: tuple[Offer, ...]
    versions: tuple[FilingContent, ...] = ()
    document_number: str = ""
    approved_on: dt.date | None = None
    came_later: bool = False

    def changes(self, content: FilingContent, chosen: Collection[str]) -> tuple[Change, ...]:
        """The changes that bring the offers of the chosen keys into the form."""
        return take_over(content, self.versions, chosen, document_number=self.document_number)


def check(workspace: Workspace, reason: str, requested_by: str, requested_on: dt.date) -> tuple[Finding, ...]:
    """What does not fit in a request that is being typed."""
    return workspace.read(lambda tx: check_request(reason, requested_by, requested_on, today=tx.today()))


def request(
    workspace: Workspace, filing_id: str, *, reason: str, requested_by: str, requested_on: dt.date
) -> str:
    """Starts the changed copy of an approved target and answers its id; the approved one stays in force until the copy is approved.

    Raises: NotFound; BadAdjustment; Refused: it is not approved, was replaced, is being changed already, or its year is closed.
    """

    def job(tx: Transaction) -> str:
        approved = _get(tx, filing_id)
        if approved.content.form not in TARGETS or approved.state is not FilingState.APPROVED:
            raise Refused(
                "只有已经批复的目标才要办调整申请。",
                facts=_named(approved),
                advice="没有批复的目标，直接改就行。",
            )
        there = approvals.adjustment_replacing(tx, filing_id)
        if there is not None:
            raise Refused(
                "这张目标已经有调整申请了。",
                facts=f"{_named(approved)}：{there.requested_on.isoformat()}，{there.reason}",
                advice="请接着填那一份；已经批复过的，在新的一版上再申请调整。",
                code="JX-ADJUSTED",
            )
        _refuse_errors(check_request(reason, requested_by, requested_on, today=tx.today()))
        fiscal_years.refuse_closed(tx, {approved.content.year})
        copy = begin_adjustment(approved, new_id())
        judged = judge_filing(tx, copy)
        filings.add(tx, copy, summary=filings.Summary.of(judged.scorecard, judged.findings))
        approvals.add_adjustment(
            tx,
            Adjustment(
                id=new_id(),
                filing_id=copy.id,
                replaces_id=filing_id,
                reason=reason.strip(),
                requested_on=requested_on,
                requested_by=requested_by.strip(),
            ),
        )
        standings.ask_adjustment(tx, _get(tx, filing_id))
        return copy.id

    return workspace.transact(job, errand="adjust")


def withdraw(workspace: Workspace, filing_id: str) -> None:
    """Drops a request that is not approved, with its changed copy; the journal keeps what it said.

    Raises: NotFound; Refused: it is approved, or its year is closed.
    """

    def job(tx: Transaction) -> None:
        adjustment = _adjustment(tx, filing_id)
        if adjustment.state is AdjustmentState.APPROVED:
            raise Refused("调整已经批复，不能撤回。", advice="要改回去，请再办一次调整申请。")
        filing = _get(tx, filing_id)
        fiscal_years.refuse_closed(tx, {filing.content.year})
        if filing.state is FilingState.SEALED:
            raise Refused(
                "调整申请已经封包报出，不能撤回。", facts=_named(filing), advice="请和收件单位联系。"
            )
        approvals.delete_adjustment(tx, adjustment.id)
        filings.delete(tx, filing_id)
        standings.drop_adjustment(tx, _get(tx, adjustment.replaces_id))

    workspace.transact(job, errand="adjust_withdraw")


def check_facts(workspace: Workspace, filing_id: str, facts: ApprovalFacts) -> tuple[Finding, ...]:
    """What does not fit in the approval of an adjustment that is being typed.

    Raises: NotFound.
    """
    return workspace.read(lambda tx: _check_facts(tx, _get(tx, filing_id), _adjustment(tx, filing_id), facts))


def approve(workspace: Workspace, filing_id: str, facts: ApprovalFacts) -> str:
    """Records that an adjustment was approved: from now on the changed version is in force; answers the errand's id.

    Raises: NotYourDuty; NotFound; BadAdjustment; Refused: it is not filled in, still has errors, changes nothing, or its year is closed.
    """
    workspace.take_up(Duty.ADJUST_APPROVE)

    def job(tx: Transaction) -> str:
        filing, adjustment = _get(tx, filing_id), _adjustment(tx, filing_id)
        _refuse_unready(tx, filing, adjustment)
        for finding in _check_facts(tx, filing, adjustment, facts):
            if finding.severity is Severity.ERROR:
                raise BadAdjustment(finding.message, advice=finding.advice)
        plain = facts.plain()
        approvals.save_adjustment(
            tx,
            replace(
                adjustment,
                state=AdjustmentState.APPROVED,
                approver=plain.approver,
                approved_on=plain.approved_on,
                document_number=plain.document_number,
            ),
        )
        approvals.add_many(
            tx, [Approval(id=new_id(), filing_id=filing_id, facts=plain, filing_version=filing.version)]
        )
        approvals.set_states(tx, [filing_id], FilingState.APPROVED)
        standings.approve(tx, filing)
        standings.replaced(tx, _get(tx, adjustment.replaces_id))
        judge_anew(tx, _followers(tx, filing))
        return tx.errand_id

    return workspace.transact(job, errand="adjust_approve")


def _followers(tx: Transaction, target: Filing) -> tuple[Filing, ...]:
    """The forms that follow a target: what they owe changes with it, also where they were filled in already."""
    office = offices.get(tx, target.office_id)
    project = projects.get(tx, target.project_id) if target.project_id else None
    if office is None:
        return ()
    return tuple(
        one
        for form in FOLLOWING
        for one in known.filings_of(tx, form, project, office)
        if one.content.year == target.content.year and one.state is not FilingState.SEALED
    )


def _refuse_unready(tx: Transaction, filing: Filing, adjustment: Adjustment) -> None:
    fiscal_years.refuse_closed(tx, {filing.content.year})
    if filing.state not in (FilingState.FINISHED, FilingState.SEALED):
        state = "已经批复过了" if filing.state is FilingState.APPROVED else "还没有标为“已填好”"
        raise Refused(f"这份调整{state}。", facts=_named(filing), advice="填好调整后的目标，再登记批复。")
    if has_errors(judge_filing(tx, filing).findings):
        raise Refused(
            "调整后的目标还有必须改的问题。", facts=_named(filing), advice="请改好、标为“已填好”再登记批复。"
        )
    if not target_changes(_get(tx, adjustment.replaces_id).content, filing.content):
        raise Refused(
            "调整后的目标和原来的一样。", facts=_named(filing), advice="不用调整的，请撤回这份申请。"
        )


def facts_of(workspace: Workspace, filing_id: str) -> AdjustmentFacts | None:
    """The request whose changed copy a filing is; None for a filing that is none.

    Raises: NotFound.
    """

    def job(tx: Transaction) -> AdjustmentFacts | None:
        adjustment = approvals.adjustment_of(tx, filing_id)
        if adjustment is None:
            return None
        approved, changed = _get(tx, adjustment.replaces_id), _get(tx, filing_id)
        return AdjustmentFacts(
            adjustment=adjustment,
            approved=approved,
            changed=changed,
            first_approval=approvals.of_filing(tx, approved.id),
            changes=target_changes(approved.content, changed.content),
        )

    return workspace.read(job)


def copy_of(workspace: Workspace, filing_id: str) -> str:
    """The id of the changed copy of an approved target; empty where nobody asked for one."""
    found = workspace.read(lambda tx: approvals.adjustment_replacing(tx, filing_id))
    return found.filing_id if found is not None else ""


def following(workspace: Workspace, filing_id: str) -> Following:
    """What the year's target says otherwise than a monitoring or self-evaluation form that answers an earlier version, or none.

    Raises: NotFound.
    """

    def job(tx: Transaction) -> Following:
        filing = _get(tx, filing_id)
        if filing.content.form in TARGETS:
            return Following(filing_id=filing_id, offers=())
        versions = _approved_versions(tx, filing)
        if not versions or (len(versions) < 2 and not is_untied(filing.content)):
            return Following(filing_id=filing_id, offers=())
        newest = approvals.of_filing(tx, versions[-1].id)
        contents = tuple(version.content for version in versions)
        return Following(
            filing_id=filing_id,
            offers=offers(filing.content, contents),
            versions=contents,
            document_number=newest.facts.document_number if newest is not None else "",
            approved_on=newest.facts.approved_on if newest is not None else None,
            came_later=is_untied(filing.content),
        )

    return workspace.read(job)


def _approved_versions(tx: Transaction, filing: Filing) -> tuple[Filing, ...]:
    """The approved versions of the target that a form answers, the first one first."""
    form = Form.PROJECT_TARGET if filing.project_id else Form.DEPARTMENT_TARGET
    project = projects.get(tx, filing.project_id) if filing.project_id else None
    office = offices.get(tx, filing.office_id)
    if office is None:
        return ()
    approved = {
        one.replaces_id: one
        for one in known.filings_of(tx, form, project, office)
        if one.state is FilingState.APPROVED and one.content.year == filing.content.year
    }
    chain: list[Filing] = []
    following_one = approved.get("")
    while following_one is not None:
        chain.append(following_one)
        following_one = approved.get(following_one.id)
    return tuple(chain)


def _check_facts(
    tx: Transaction, filing: Filing, adjustment: Adjustment, facts: ApprovalFacts
) -> tuple[Finding, ...]:
    year = filing.content.year or 0
    return check_adjustment_approval(facts, adjustment, year=year, today=tx.today())


def _adjustment(tx: Transaction, filing_id: str) -> Adjustment:
    found = approvals.adjustment_of(tx, filing_id)
    if found is None:
        raise NotFound("没有这份调整申请。", facts=filing_id, advice="它可能已被撤回，请刷新列表。")
    return found


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
            raise BadAdjustment(finding.message, advice=finding.advice)
