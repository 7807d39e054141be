"""Project: making a project by hand, giving it another name and correcting it; each is one step of its history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from jxdesk.actions.workspace import Workspace
from jxdesk.domain.errors import JxError
from jxdesk.domain.filling.new_project import (
    Likenesses,
    NewProject,
    check_name,
    check_new_project,
    plain_code,
    project_of,
)
from jxdesk.domain.filling.project_corrections import NAME, Correction, corrected
from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.progress import Progress
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.records.offices import Office
from jxdesk.domain.records.projects import Project, ProjectClass
from jxdesk.domain.values.bulk import BulkAnswer, NotForThis, one_by_one
from jxdesk.domain.year.successions import Event, Kind, Turn
from jxdesk.store.engine.database import Transaction
from jxdesk.store.faults import NotFound
from jxdesk.store.records import offices, projects, successions
from jxdesk.store.shipped.regions import regions


class BadProject(JxError):  # noqa: N818 - names what is wrong with what was typed
    """What was typed about a project cannot be used."""

    code = "JX-PROJECT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the dialog offers: the offices that a project can belong to, and which of them is the own one."""

    offices: tuple[Office, ...]
    own_office_id: str


def choices(workspace: Workspace) -> Choices:
    """The offices of this workspace."""
    own = workspace.facts.office
    return workspace.read(
        lambda tx: Choices(
            offices=offices.all_offices(tx),
            own_office_id=own.id if own is not None else "",
        )
    )


def check(workspace: Workspace, new: NewProject) -> tuple[Finding, ...]:
    """What does not fit in a project that is being typed."""
    return workspace.read(lambda tx: _check(tx, new))


def create(workspace: Workspace, new: NewProject) -> str:
    """Makes the project; answers its id.

    Raises: BadProject, with the first of what does not fit.
    """

    def job(tx: Transaction) -> str:
        _refuse_errors(_check(tx, new))
        project = project_of(new, new_id())
        projects.add(tx, project)
        return project.id

    return workspace.transact(job, errand="project_create")


def rename(workspace: Workspace, project_id: str, name: str) -> None:
    """Gives a project another name; its filled forms keep the one they were filled under, and the old one still finds it.

    Raises: NotFound; BadProject; Refused for a classified project.
    """
    _refuse_errors(check_name(name))

    def job(tx: Transaction) -> None:
        project = _get(tx, project_id)
        _save(tx, project, replace(project, name=name.strip()))

    workspace.transact(job, errand="project_rename")


def correct(workspace: Workspace, project_id: str, found: Sequence[Correction]) -> str:
    """Corrects a project by what a form now says of it, as one step; another name leaves its trace; answers the errand's id.

    Raises: NotFound; BadProject; Refused for a classified project or a closed year.
    """
    for one in found:
        if one.field == NAME:
            _refuse_errors(check_name(one.text))

    def job(tx: Transaction) -> str:
        project = _get(tx, project_id)
        _save(tx, project, corrected(project, found))
        return tx.errand_id

    return workspace.transact(job, errand="project_correct")


def _get(tx: Transaction, project_id: str) -> Project:
    project = projects.get(tx, project_id)
    if project is None:
        raise NotFound("没有这个项目。", facts=project_id, advice="它可能已被删除，请刷新列表。")
    return project


def _save(tx: Transaction, before: Project, after: Project) -> None:
    """Saves a project; where its name changed, the old one is kept as its trace."""
    projects.save(tx, after)
    if after.name != before.name:
        turn = Turn(happened_on=dt.datetime.fromisoformat(tx.now()).date())
        names = (before.id, before.name), (after.id, after.name)
        successions.add_many(tx, (turn.succession(new_id(), Kind.PROJECT, Event.RENAMED, *names),))


def set_sector(workspace: Workspace, project_id: str, sector: str) -> None:
    """Gives a project its sector; an empty one has it guessed from the name again.

    Raises: NotFound; Refused for a classified project or a closed year.
    """

    def job(tx: Transaction) -> None:
        project = _get(tx, project_id)
        if sector.strip() != project.sector:
            projects.save(tx, replace(project, sector=sector.strip()))

    workspace.transact(job, errand="project_sector")


@dataclass(frozen=True, slots=True, kw_only=True)
class Classing:
    """What many projects are given at once; None leaves what is there."""

    sector: str | None = None
    implementing_unit: str | None = None
    project_class: ProjectClass | None = None

    def applied(self, project: Project) -> Project:
        """The project with it."""
        said = {
            "sector": self.sector,
            "implementing_unit": self.implementing_unit,
            "project_class": self.project_class,
        }
        return replace(project, **{name: value for name, value in said.items() if value is not None})  # type: ignore[arg-type]


def class_many(
    workspace: Workspace, project_ids: Sequence[str], classing: Classing, *, progress: Progress | None = None
) -> BulkAnswer:
    """Gives many projects their sector, unit or class in one step; those that have it already are left out.

    Raises: Cancelled, and nothing was changed; Refused for a closed year.
    """
    progress = progress or Progress()
    progress.start("改项目信息", len(project_ids))

    def step(tx: Transaction, project: Project) -> None:
        if project.is_classified:
            raise NotForThis("涉密项目不保存这些内容")
        changed = classing.applied(project)
        if changed == project:
            raise NotForThis("本来就是这样")
        projects.save(tx, changed)

    def job(tx: Transaction) -> BulkAnswer:
        found = (projects.get(tx, project_id) for project_id in project_ids)
        steps = ((one.name or "涉密项目", partial(step, tx, one)) for one in found if one is not None)
        return one_by_one(steps, tx.errand_id, progress)

    return workspace.transact(job, errand="project_class")


def _check(tx: Transaction, new: NewProject) -> tuple[Finding, ...]:
    like = Likenesses(
        of_code=projects.by_code(tx, plain_code(new.code), new.fiscal_year),
        of_name=projects.by_name(tx, new.name.strip(), new.fiscal_year, office_id=new.office.id),
    )
    return check_new_project(new, like, regions())


def _refuse_errors(findings: tuple[Finding, ...]) -> None:
    for finding in findings:
        if finding.severity is Severity.ERROR:
            raise BadProject(finding.message, advice=finding.advice)
