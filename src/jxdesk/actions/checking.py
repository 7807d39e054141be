"""Check: every finding about the filings of a workspace, as ``jxdesk check`` and the list of problems show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from jxdesk.actions.judging import Judged, judge_filing
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.errors import ExitCode, JxError
from jxdesk.domain.findings import Finding, finding_answer
from jxdesk.domain.progress import Progress
from jxdesk.domain.records.filings import Filing, Form
from jxdesk.store.engine.database import Transaction
from jxdesk.store.records import filings, offices, projects

PORTION = 500


class NoSuchProject(JxError):  # noqa: N818 - a state of the data, named as people say it
    """No project of the workspace has that code."""

    code = "JX-NO-PROJECT"
    exit_code = ExitCode.USAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedFinding:
    """A finding with the filing it belongs to."""

    office: str
    project: str
    project_code: str
    form: str
    year: int | None
    filing_id: str
    finding: Finding

    def as_json(self) -> dict[str, object]:
        """The finding as the command line answers it."""
        return {
            "office": self.office,
            "project": self.project,
            "project_code": self.project_code,
            "form": self.form,
            "year": self.year,
            **finding_answer(self.finding),
        }


@dataclass(frozen=True, slots=True)
class Checked:
    """Everything that was found, and in which years was looked."""

    years: tuple[int, ...]
    filings: int
    findings: tuple[PlacedFinding, ...]


def check_filings(
    workspace: Workspace,
    *,
    project_code: str = "",
    form: Form | None = None,
    year: int | None = None,
    period: int | None = None,
    progress: Progress | None = None,
) -> Checked:
    """Checks every filing, or those of one project, form, year or cut-off month; nothing is changed.

    Raises: NoSuchProject, Cancelled.
    """
    progress = progress or Progress()

    def job(tx: Transaction) -> tuple[tuple[str, ...], dict[str, str], dict[str, str]]:
        names = {office.id: office.name for office in offices.all_offices(tx)}
        return filings.ids(tx, year=year, form=form), names, projects.codes(tx)

    wanted, names, codes = workspace.read(job)
    progress.start("核对", len(wanted))
    found: list[PlacedFinding] = []
    years: set[int] = set()
    count = 0
    for first in range(0, len(wanted), PORTION):
        portion = wanted[first : first + PORTION]
        for filing, judged in workspace.read(partial(_judged, ids=portion)):
            progress.step()
            code = codes.get(filing.project_id, filing.content.project_code)
            if (project_code and code != project_code) or period not in (None, filing.content.period):
                continue
            count += 1
            if filing.content.year is not None:
                years.add(filing.content.year)
            found.extend(_placed(filing, judged, names.get(filing.office_id, ""), code))
    if project_code and not count:
        raise NoSuchProject(
            "没有找到这个项目的表。",
            facts=f"项目代码 {project_code}" + (f"，{year} 年" if year else ""),
            advice="请核对项目代码；它是文字，不要少了前面的 0。",
        )
    return Checked(tuple(sorted(years)), count, tuple(found))


def _judged(tx: Transaction, *, ids: Sequence[str]) -> list[tuple[Filing, Judged]]:
    return [(filing, judge_filing(tx, filing)) for filing in filings.get_many(tx, ids)]


def _placed(filing: Filing, judged: Judged, office_name: str, code: str) -> list[PlacedFinding]:
    content = filing.content
    return [
        PlacedFinding(
            office=office_name,
            project=content.project_name,
            project_code=code,
            form=content.form.value,
            year=content.year,
            filing_id=filing.id,
            finding=finding,
        )
        for finding in judged.findings
    ]
