"""Agreement: whether the forms of a year say the same; each disagreement names two places, and a person goes to either.

Compared are the target, the monitorings, the self-evaluation, the versions of the budget, the treasury's figures and
the final accounts of one project, and of an office their sums and counts. Nothing is corrected here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from jxdesk.domain.findings import Severity
from jxdesk.domain.records.accounts import AccountItem
from jxdesk.domain.records.filings import Filing
from jxdesk.domain.records.form_words import heading_of
from jxdesk.domain.records.offices import Office
from jxdesk.domain.records.projects import Project
from jxdesk.domain.records.treasury import TreasuryFigure


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """One of the two places of a disagreement: what stands there, and how a window gets to it.

    ``filing_id`` with ``line_id`` and ``field`` leads into a form, ``project_id`` alone to the project's page; with neither
    the figure came from outside (the treasury, the final accounts).
    """

    words: str
    value: str
    filing_id: str = ""
    project_id: str = ""
    line_id: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """Two places that should say the same and do not."""

    severity: Severity
    code: str
    message: str
    advice: str
    here: Seat
    there: Seat
    office_id: str = ""
    project_id: str = ""
    project_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectYear:
    """Everything that one year says of a project; of each form the version in force, monitorings by month."""

    project: Project
    target: Filing | None = None
    replaced_targets: Sequence[Filing] = ()
    monitorings: Sequence[Filing] = ()
    result: Filing | None = None
    treasury: Sequence[TreasuryFigure] = ()
    final_accounts_fen: int | None = None

    @property
    def filings(self) -> Iterator[Filing]:
        """The forms in the order of the year."""
        if self.target is not None:
            yield self.target
        yield from self.monitorings
        if self.result is not None:
            yield self.result


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeYear:
    """What one year says of an office as a whole, beside the years of its projects.

    Units: ``final_accounts`` and ``approved_budget`` 分, as far as they are known.
    """

    office: Office
    projects: Sequence[ProjectYear]
    target: Filing | None = None
    result: Filing | None = None
    final_accounts: Mapping[AccountItem, int] = field(default_factory=dict)
    approved_budget: Mapping[AccountItem, int] = field(default_factory=dict)

    def accounts_fen(self, item: AccountItem) -> int | None:
        """A figure of the office's final accounts, where it is known.

        Units: 分.
        """
        return self.final_accounts.get(item)

    def approved_fen(self, item: AccountItem) -> int | None:
        """A figure of the office's approved budget, where it is known.

        Units: 分.
        """
        return self.approved_budget.get(item)


def seat(filing: Filing, value: str, *, line_id: str = "", field: str = "", words: str = "") -> Seat:
    """A place in a form."""
    name = f"{heading_of(filing.content)}{f' {words}' if words else ''}"
    return Seat(
        words=name,
        value=value,
        filing_id=filing.id,
        project_id=filing.project_id,
        line_id=line_id,
        field=field,
    )


def disagreement(
    year: ProjectYear, severity: Severity, code: str, message: str, advice: str, *, here: Seat, there: Seat
) -> Disagreement:
    """A disagreement of a project."""
    return Disagreement(
        severity=severity,
        code=code,
        message=message,
        advice=advice,
        here=here,
        there=there,
        office_id=year.project.office_id,
        project_id=year.project.id,
        project_name=year.project.name,
    )


def of_office(
    year: OfficeYear, code: str, message: str, advice: str, *, here: Seat, there: Seat
) -> Disagreement:
    """A disagreement of an office as a whole."""
    return Disagreement(
        severity=Severity.WARNING,
        code=code,
        message=message,
        advice=advice,
        here=here,
        there=there,
        office_id=year.office.id,
        project_name=year.office.name,
    )
