"""Project facts: what the page of one project shows, with the filings of its year judged anew and what was done to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from jxdesk.actions.judging import Judged, judge_filing
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.findings import has_errors
from jxdesk.domain.records.budgets import standing
from jxdesk.domain.records.filing_versions import form_in_force
from jxdesk.domain.records.filings import Filing, Form
from jxdesk.domain.records.packages import Task
from jxdesk.domain.records.projects import BudgetStage, Project
from jxdesk.domain.records.stages import YearStage, stages_of_projects
from jxdesk.domain.templates.form import FormTemplate
from jxdesk.store.engine.database import Transaction
from jxdesk.store.faults import NotFound
from jxdesk.store.records import filings, offices, projects
from jxdesk.store.shipped.coach import sector_of
from jxdesk.store.shipped.forms import DEFAULT_RULE_PACK, rule_packs, templates
from jxdesk.store.views import project_history


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something that was done to a project: one errand, or a run of like ones by one person on one day.

    ``values`` counts the single values that changed.
    """

    at: str
    who: str
    errand: str
    values: int
    errand_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedValue:
    """One value that changed; texts as the journal keeps them, as JSON."""

    at: str
    who: str
    table: str
    field: str
    line: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StageFacts:
    """A stage of the project's year with the filing that is in force; both last ones None where there is none yet."""

    stage: YearStage
    filing: Filing | None = None
    judged: Judged | None = None

    @property
    def has_errors(self) -> bool:
        """Whether something stops the filing from being sent."""
        return self.judged is not None and has_errors(self.judged.findings)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectFacts:
    """A project with the stages of its year; ``shown`` is the number of the one that is looked at.

    ``sector`` is the one that counts: what the project says, else what its name speaks for.
    At first that is the last one in which something was filled; where nothing was, the target of a year that is under
    way or to come, and the self-evaluation of a year that is over.
    """

    project: Project
    office: str
    sector: str
    stages: tuple[StageFacts, ...]
    shown: int
    history: Sequence[Step]

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

    def budget(self, stage: BudgetStage) -> int | None:
        """The amount of a stage: its newest version, of several adjustments their sum.

        Units: 分.
        """
        return standing(self.project.budgets, stage)


def project_facts(workspace: Workspace, project_id: str) -> ProjectFacts:
    """Everything that the page of a project shows.

    Raises: NotFound.
    """

    def job(tx: Transaction) -> tuple[Project, str, tuple[StageFacts, ...], tuple[Step, ...], int]:
        project = projects.get(tx, project_id)
        if project is None:
            raise NotFound("没有这个项目。", facts=project_id, advice="它可能已被删除，请刷新列表。")
        office = offices.get(tx, project.office_id)
        found = filings.of_project(tx, project_id)
        history = _steps(project_history.project_history(tx, project_id))
        this_year = dt.datetime.fromisoformat(tx.now()).year
        stages = tuple(_stage_facts(tx, stage, found) for stage in _stages(found))
        return project, office.name if office else "", stages, history, this_year

    project, office, stages, history, this_year = workspace.read(job)
    first = 0 if project.fiscal_year >= this_year else len(stages) - 1
    filled = [number for number, one in enumerate(stages) if one.filing is not None]
    return ProjectFacts(
        project=project,
        office=office,
        sector=sector_of(project.name, project.sector),
        stages=stages,
        shown=filled[-1] if filled else first,
        history=history,
    )


def _stages(found: Sequence[Filing]) -> tuple[YearStage, ...]:
    """The stages by the rules that hold now, and those months in which something was filled all the same."""
    usual = rule_packs()[DEFAULT_RULE_PACK].monitoring.periods
    filled = {
        filing.content.period
        for filing in found
        if filing.content.form is Form.PROJECT_MONITORING and filing.content.period is not None
    }
    return stages_of_projects(sorted({*usual, *filled}))


def _stage_facts(tx: Transaction, stage: YearStage, found: Sequence[Filing]) -> StageFacts:
    filing = form_in_force(found, stage.form, stage.period)
    if filing is None:
        return StageFacts(stage=stage)
    return StageFacts(stage=stage, filing=filing, judged=judge_filing(tx, filing))


def changed_values(workspace: Workspace, project_id: str, step: Step) -> tuple[ChangedValue, ...]:
    """What a step of the history changed, newest first."""
    rows = workspace.read(lambda tx: project_history.project_changes(tx, project_id, step.errand_ids))
    return tuple(
        ChangedValue(at=at, who=who, table=table, field=field, line=line, old=old, new=new)
        for at, who, table, field, old, new, line in rows
    )


def fillable_templates(task: Task, region_code: str) -> tuple[FormTemplate, ...]:
    """The forms on which a task can be filled and printed, those of the own province first."""
    province = region_code[:2]
    fitting = [
        template
        for template in templates().values()
        if template.form is task.form and not template.reading_only and template.covers_year(task.year)
    ]
    return tuple(
        sorted(
            fitting,
            key=lambda one: (one.region != province, one.region != "", -one.first_year, one.id),
        )
    )


def _steps(rows: Sequence[Sequence[object]]) -> tuple[Step, ...]:
    """Runs of like errands by one person on one day as one step: a cell typed is an errand of its own."""
    steps: list[Step] = []
    for errand_id, at, who, errand, count in rows:
        step = Step(
            at=str(at), who=str(who), errand=str(errand), values=int(str(count)), errand_ids=(str(errand_id),)
        )
        last = steps[-1] if steps else None
        if last is not None and (last.errand, last.who, _day(last.at)) == (
            step.errand,
            step.who,
            _day(step.at),
        ):
            steps[-1] = Step(
                at=last.at,
                who=last.who,
                errand=last.errand,
                values=last.values + step.values,
                errand_ids=(*last.errand_ids, *step.errand_ids),
            )
        else:
            steps.append(step)
    return tuple(steps)


def _day(at: str) -> dt.date:
    return dt.datetime.fromisoformat(at).date()
