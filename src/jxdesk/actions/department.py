"""Department: the forms of offices as a whole, by office and year, for the page of them; nothing in the workspace changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from jxdesk.actions.judging import Judged, judge_filing
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.departments.beside import DepartmentBeside, department_beside
from jxdesk.domain.findings import has_errors
from jxdesk.domain.records.filing_versions import form_in_force
from jxdesk.domain.records.filings import Filing, FilingState, Form
from jxdesk.domain.records.offices import Office, covers
from jxdesk.domain.records.stages import YearStage, stages_of_offices
from jxdesk.store.engine.database import Transaction
from jxdesk.store.faults import NotFound
from jxdesk.store.records import filings, offices
from jxdesk.store.shipped.forms import DEFAULT_RULE_PACK, rule_packs
from jxdesk.store.views import first_page, year_screens
from jxdesk.store.views.known import known


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeRow:
    """An office of the tree with how its two yearly forms stand; None where there is none yet."""

    office: Office
    target: FilingState | None = None
    evaluation: FilingState | None = None
    has_errors: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeTree:
    """The offices that this desk looks after, by path, and the years in which anything was filed or planned."""

    rows: tuple[OfficeRow, ...]
    years: tuple[int, ...]
    own_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeStage:
    """A stage of the office's year with the filing that is in force; both last ones None where there is none yet."""

    stage: YearStage
    filing: Filing | None = None
    judged: Judged | None = None

    @property
    def has_errors(self) -> bool:
        """Whether something stops the filing from being sent."""
        return self.judged is not None and has_errors(self.judged.findings)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeFacts:
    """An office as a whole in one year; ``shown`` is the number of the stage that is looked at."""

    office: Office
    year: int
    stages: tuple[OfficeStage, ...]
    shown: int
    beside: DepartmentBeside

    @property
    def stage(self) -> YearStage:
        """The stage that is looked at."""
        return self.stages[self.shown].stage

    @property
    def filing(self) -> Filing | None:
        """The filing that is looked at."""
        return self.stages[self.shown].filing

    @property
    def judged(self) -> Judged | None:
        """The filing that is looked at, scored and checked."""
        return self.stages[self.shown].judged


def office_tree(workspace: Workspace, year: int | None = None) -> OfficeTree:
    """The offices below the one that keeps this desk, and itself, with how their forms of the year stand.

    Without a year it is the newest one.
    """
    own = workspace.facts.office

    def job(tx: Transaction) -> OfficeTree:
        years = tuple(first_page.years(tx)) or (dt.datetime.fromisoformat(tx.now()).year,)
        wanted = year or max(years)
        found = [one for one in offices.all_offices(tx) if own is None or covers(own.path, one.path)]
        standing: dict[tuple[str, Form], tuple[FilingState, bool]] = {}
        for form in (Form.DEPARTMENT_TARGET, Form.DEPARTMENT_SELF_EVALUATION):
            for filing_id, office_id, state, errors in year_screens.of_offices(tx, form, wanted):
                del filing_id
                standing[office_id, form] = (FilingState(state), bool(errors))
        rows = []
        for one in found:
            target = standing.get((one.id, Form.DEPARTMENT_TARGET))
            evaluation = standing.get((one.id, Form.DEPARTMENT_SELF_EVALUATION))
            rows.append(
                OfficeRow(
                    office=one,
                    target=target[0] if target else None,
                    evaluation=evaluation[0] if evaluation else None,
                    has_errors=any(found[1] for found in (target, evaluation) if found),
                )
            )
        return OfficeTree(rows=tuple(rows), years=years, own_id=own.id if own else "")

    return workspace.read(job)


def office_facts(workspace: Workspace, office_id: str, year: int) -> OfficeFacts:
    """Everything that the page shows of one office and year.

    Raises: NotFound.
    """

    def job(tx: Transaction) -> tuple[Office, tuple[OfficeStage, ...], DepartmentBeside]:
        office = offices.get(tx, office_id)
        if office is None:
            raise NotFound("没有这个单位。", facts=office_id, advice="它可能已被删除，请刷新列表。")
        found = tuple(
            one for one in filings.of_office(tx, office_id) if not one.project_id and one.content.year == year
        )
        periods = {
            one.content.period
            for one in found
            if one.content.form is Form.DEPARTMENT_MONITORING and one.content.period
        }
        usual = rule_packs()[DEFAULT_RULE_PACK].monitoring.periods
        stages = stages_of_offices(sorted({*usual, *periods}))
        held = known(tx, Form.DEPARTMENT_TARGET, year, project=None, office=office)
        return (
            office,
            tuple(_stage(tx, one, found) for one in stages),
            department_beside(held, Form.DEPARTMENT_TARGET),
        )

    office, stages, beside = workspace.read(job)
    filled = [number for number, one in enumerate(stages) if one.filing is not None]
    return OfficeFacts(
        office=office, year=year, stages=stages, shown=filled[-1] if filled else 0, beside=beside
    )


def _stage(tx: Transaction, stage: YearStage, found: Sequence[Filing]) -> OfficeStage:
    filing = form_in_force(found, stage.form, stage.period)
    if filing is None:
        return OfficeStage(stage=stage)
    return OfficeStage(stage=stage, filing=filing, judged=judge_filing(tx, filing))
