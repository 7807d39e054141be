"""Approvals and adjustments: when a target is approved and frozen, what changing it afterwards asks for, and what does not fit.

Source: 财预〔2015〕88号: an approved target is not changed at will; a change goes the way of the first approval. The lengths
and the order of dates are this program's own choice. Used by the errands of approval and by their dialogs.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.records.filings import TARGETS, FilingState, Form
from jxdesk.domain.values.document_numbers import check_number, plain_number

SHORTEST_REASON = 6
"""A reason below so many characters says nothing; own choice."""


class AdjustmentState(StrEnum):
    """How far a request to change an approved target is."""

    REQUESTED = "requested"
    APPROVED = "approved"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalFacts:
    """What a person says of an approval: on which day, under which document, by whom."""

    approved_on: dt.date
    document_number: str = ""
    approver: str = ""
    note: str = ""

    def plain(self) -> ApprovalFacts:
        """The same as it is kept."""
        return ApprovalFacts(
            approved_on=self.approved_on,
            document_number=plain_number(self.document_number),
            approver=self.approver.strip(),
            note=self.note.strip(),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """That a target was approved; ``filing_version`` is the version of the filing that was."""

    id: str
    filing_id: str
    facts: ApprovalFacts
    filing_version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustment:
    """A request to change an approved target: ``filing_id`` is the changed copy, ``replaces_id`` the approved version."""

    id: str
    filing_id: str
    replaces_id: str
    reason: str
    requested_on: dt.date
    requested_by: str = ""
    state: AdjustmentState = AdjustmentState.REQUESTED
    approver: str = ""
    approved_on: dt.date | None = None
    document_number: str = ""


def hindrance(form: Form, state: FilingState, *, is_adjustment: bool) -> str:
    """Why a filing cannot be recorded as approved now; empty where it can."""
    if form not in TARGETS:
        return "只有绩效目标要登记批复。"
    match state:
        case FilingState.APPROVED:
            return "已经批复过了。"
        case _ if is_adjustment:
            return "这是调整申请，请在调整申请里登记批复。"
        case FilingState.DRAFT:
            return "还没有填好，请先标为“已填好”或封装送出。"
        case FilingState.FINISHED | FilingState.SEALED:
            return ""


def check_approval(facts: ApprovalFacts, *, year: int, today: dt.date) -> tuple[Finding, ...]:
    """What does not fit in an approval; an error keeps it from being recorded."""
    return (
        *_check_day(facts.approved_on, year, today),
        *check_number(facts.document_number, needed=False),
        *_check_approver(facts.approver),
    )


def check_adjustment_approval(
    facts: ApprovalFacts, adjustment: Adjustment, *, year: int, today: dt.date
) -> tuple[Finding, ...]:
    """What does not fit in the approval of an adjustment: it wants approver and document, and comes after the request."""
    found = [
        *_check_day(facts.approved_on, year, today),
        *check_number(facts.document_number, needed=True),
        *_check_approver(facts.approver),
    ]
    if facts.approved_on < adjustment.requested_on:
        found.append(
            _finding(
                Severity.ERROR,
                "approved_on",
                f"批复日期早于申请日期 {adjustment.requested_on.isoformat()}。",
                "请核对两个日期。",
            )
        )
    return tuple(found)


def check_request(
    reason: str, requested_by: str, requested_on: dt.date, *, today: dt.date
) -> tuple[Finding, ...]:
    """What does not fit in a request to change an approved target."""
    found = []
    if len(reason.strip()) < SHORTEST_REASON:
        found.append(
            _finding(
                Severity.ERROR,
                "reason",
                "没有写清为什么要调整。",
                "写明依据和原因，例如“县级追加资金 20 万元，养护里程由 12 公里增加到 15 公里”。",
            )
        )
    if not requested_by.strip():
        found.append(_finding(Severity.ERROR, "requested_by", "没有写申请人。", "写经办人的姓名。"))
    if requested_on > today:
        found.append(_finding(Severity.ERROR, "requested_on", "申请日期晚于今天。", "请核对日期。"))
    return tuple(found)


def _check_day(day: dt.date, year: int, today: dt.date) -> Iterator[Finding]:
    if day > today:
        yield _finding(
            Severity.ERROR,
            "approved_on",
            f"批复日期 {day.isoformat()} 晚于今天。",
            "请照批复文件上的日期写。",
        )
    elif not year - 1 <= day.year <= year:
        yield _finding(
            Severity.WARNING,
            "approved_on",
            f"批复日期不在 {year - 1} 年和 {year} 年里。",
            f"{year} 年度的目标一般随预算在上年底或当年批复，请核对日期和年度。",
        )


def _check_approver(name: str) -> Iterator[Finding]:
    if not name.strip():
        yield _finding(
            Severity.ERROR, "approver", "没有写批复单位。", "写批复文件上的单位，例如 练习县财政局。"
        )


def _finding(severity: Severity, field: str, message: str, advice: str) -> Finding:
    return Finding(severity=severity, code=f"approval-{field}", message=message, advice=advice, field=field)
