"""Sending: which filings are asked for, which of them may leave the desk, and the words for those that may not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.records.filings import Filing, FilingState
from jxdesk.domain.records.offices import Office, covers
from jxdesk.domain.records.packages import Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which filings are asked for; ``filing_ids`` or ``project_code`` choose among those of the task.

    ``drafts`` takes in filings without errors that nobody has marked as filled yet.
    """

    task: Task
    project_code: str = ""
    filing_ids: tuple[str, ...] | None = None
    drafts: bool = True
    with_attachments: bool = True

    def asks_for(self, filing: Filing) -> bool:
        """Whether a filing is one of those meant."""
        content, task = filing.content, self.task
        return (content.form, content.year, content.period) == (
            task.form,
            task.year,
            task.period,
        ) and self.project_code in ("", content.project_code)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A filing that was asked for and did not go, and why."""

    filing_id: str
    office: str
    project: str
    reasons: tuple[str, ...]


def left_out(filing: Filing, office_name: str, reasons: Iterable[str]) -> LeftOut:
    """A filing that stays behind, as a list names it."""
    content = filing.content
    return LeftOut(
        filing_id=filing.id,
        office=office_name or content.office_name,
        project=content.project_name or content.title,
        reasons=tuple(reasons),
    )


def place_reasons(filing: Filing, choice: Choice, *, sender: Office, office_path: str) -> tuple[str, ...]:
    """Why a filing stays behind for what it is, whatever it says; empty where it may go."""
    if filing.state is FilingState.DRAFT and not choice.drafts:
        return ("还没有标为“已填好”。",)
    if not covers(sender.path, office_path):
        return (f"填报单位 {office_path or '未知'} 不在 {sender.path} 的范围内。",)
    return ()


def error_reasons(findings: Iterable[Finding]) -> tuple[str, ...]:
    """Why a filing stays behind for what it says: its findings of severity error."""
    return tuple(finding.message for finding in findings if finding.severity is Severity.ERROR)
