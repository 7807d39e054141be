"""Department: the forms of offices as a whole, by office and year, for the page of them; nothing in the workspace changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

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
from jxdesk.store.views import first_page, office_list
from jxdesk.store.views.known import known


@dataclass(frozen=True, slots=True)
class Standing:
    """How one form of an office stands."""

    state: FilingState
    has_errors: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeRow:
    """An office with how its forms of the year stand, by stage, and what its projects come to.

    Units: ``budget_fen`` 分.
    """

    office: Office
    forms: Mapping[YearStage, Standing] = field(default_factory=dict)
    projects: int = 0
    budget_fen: int = 0

    @property
    def has_errors(self) -> bool:
        """Whether something stops one of the forms from being sent."""
        return any(form.has_errors for form in self.forms.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeTree:
    """The offices that this desk looks after, by path, the stages of their year, and the years in which anything was filed or planned.

    ``counties`` are those of the offices that are no offices here themselves, by path with their names.
    """

    rows: tuple[OfficeRow, ...]
    year: int
    years: tuple[int, ...]
    own_id: str
    stages: tuple[YearStage, ...]
    counties: Mapping[str, str] = field(default_factory=dict)


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
        forms: dict[str, dict[YearStage, Standing]] = {}
        for office_id, form, period, state, errors in office_list.forms_of_offices(tx, wanted):
            stage = YearStage(form=Form(form), period=period)
            forms.setdefault(office_id, {})[stage] = Standing(FilingState(state), bool(errors))
        projects = office_list.projects_of_offices(tx, wanted)
        rows = []
        for one in found:
            count, budget = projects.get(one.id, (0, 0))
            row = OfficeRow(office=one, forms=forms.get(one.id, {}), projects=count, budget_fen=budget)
            rows.append(row)
        return OfficeTree(
            rows=tuple(rows),
            year=wanted,
            years=years,
            own_id=own.id if own else "",
            counties=office_list.counties_without_office(
                tx, [one.path for one in found], own.path if own is not None else ""
            ),
            stages=_stages(stage.period for of_one in forms.values() for stage in of_one),
        )

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
        stages = _stages(
            one.content.period for one in found if one.content.form is Form.DEPARTMENT_MONITORING
        )
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


def _stages(periods: Iterable[int | None]) -> tuple[YearStage, ...]:
    """The stages of the year: the usual months of monitoring and those that somebody filled in."""
    usual = rule_packs()[DEFAULT_RULE_PACK].monitoring.periods
    return stages_of_offices(sorted({*usual, *(period for period in periods if period)}))


def _stage(tx: Transaction, stage: YearStage, found: Sequence[Filing]) -> OfficeStage:
    filing = form_in_force(found, stage.form, stage.period)
    if filing is None:
        return OfficeStage(stage=stage)
    return OfficeStage(stage=stage, filing=filing, judged=judge_filing(tx, filing))
