"""Project facts: what the page of one project shows, with its self-evaluation judged anew and what was done to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from jxdesk.actions.workspace import Judged, Workspace, judge, templates
from jxdesk.domain.budgets import standing
from jxdesk.domain.filings import Filing, Form
from jxdesk.domain.projects import BudgetStage, Project
from jxdesk.domain.templates import FormTemplate
from jxdesk.store import filings, offices, projects, screens
from jxdesk.store.database import Transaction
from jxdesk.store.faults import NotFound


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
class ProjectFacts:
    """A project with its last self-evaluation; ``judged`` is None where there is none yet."""

    project: Project
    office: str
    filing: Filing | None
    judged: Judged | None
    earlier: Sequence[Filing]
    history: Sequence[Step]

    def budget(self, stage: BudgetStage) -> int | None:
        """The amount of a stage: its newest version, of several adjustments their sum.

        Units: 分.
        """
        return standing(self.project.budgets, stage)


def project_facts(workspace: Workspace, project_id: str) -> ProjectFacts:
    """Everything that the page of a project shows.

    Raises: NotFound.
    """

    def job(tx: Transaction) -> tuple[Project, str, tuple[Filing, ...], tuple[Step, ...]]:
        project = projects.get(tx, project_id)
        if project is None:
            raise NotFound("没有这个项目。", facts=project_id, advice="它可能已被删除，请刷新列表。")
        office = offices.get(tx, project.office_id)
        found = filings.of_project(tx, project_id, form=Form.PROJECT_SELF_EVALUATION)
        return project, office.name if office else "", found, _steps(screens.project_history(tx, project_id))

    project, office, found, history = workspace.read(job)
    filing = found[-1] if found else None
    return ProjectFacts(
        project=project,
        office=office,
        filing=filing,
        judged=judge(filing.content, imported=bool(filing.imported_from)) if filing else None,
        earlier=found[:-1],
        history=history,
    )


def changed_values(workspace: Workspace, project_id: str, step: Step) -> tuple[ChangedValue, ...]:
    """What a step of the history changed, newest first."""
    rows = workspace.read(lambda tx: screens.project_changes(tx, project_id, step.errand_ids))
    return tuple(
        ChangedValue(at=at, who=who, table=table, field=field, line=line, old=old, new=new)
        for at, who, table, field, old, new, line in rows
    )


def fillable_templates(year: int, region_code: str) -> tuple[FormTemplate, ...]:
    """The self-evaluation forms that can be filled and printed for a year, those of the own province first."""
    province = region_code[:2]
    fitting = [
        template
        for template in templates().values()
        if template.form is Form.PROJECT_SELF_EVALUATION
        and not template.reading_only
        and template.covers_year(year)
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
