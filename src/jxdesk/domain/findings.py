"""Findings: what a check says about data, with its place and the way to mend it. Used by every room."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs: an error stops sending (never saving), a warning goes with a note."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that does not fit, where it is and how to mend it.

    ``row`` is the row of the sheet that was read, ``line_id`` the money or indicator line of a filing,
    ``field`` the field of that line (or of the filing, where ``line_id`` is empty).
    """

    severity: Severity
    code: str
    message: str
    advice: str = ""
    row: int | None = None
    line_id: str = ""
    field: str = ""


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether any of the findings stops sending."""
    return any(finding.severity is Severity.ERROR for finding in findings)


def finding_answer(finding: Finding) -> dict[str, object]:
    """The finding as every JSON of the program says it; a place that it does not name is null."""
    return {
        "severity": finding.severity.value,
        "code": finding.code,
        "row": finding.row,
        "field": finding.field or None,
        "message": finding.message,
        "advice": finding.advice,
    }
