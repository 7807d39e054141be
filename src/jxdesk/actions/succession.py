"""Succession: renaming, withdrawing, deleting, merging and splitting projects and offices, each with its trace."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from jxdesk.actions.workspace import Workspace
from jxdesk.domain.errors import JxError
from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.progress import Progress
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.records.offices import Office
from jxdesk.domain.records.projects import Project
from jxdesk.domain.values.bulk import BulkAnswer, NotForThis, one_by_one
from jxdesk.domain.year.office_splits import OfficePart, check_office_split
from jxdesk.domain.year.successions import (
    Event,
    Kind,
    Succession,
    Turn,
    check_new_name,
    check_offices_merged,
    check_projects_merged,
    check_split,
    check_turn,
    former_names,
)
from jxdesk.store.engine.database import Transaction
from jxdesk.store.faults import NotFound, Refused
from jxdesk.store.records import fiscal_years, offices, projects, successions


class BadSuccession(JxError):  # noqa: N818 - names what is wrong with what was typed
    """What was typed about a change of name or shape cannot be done."""

    code = "JX-SUCCESSION"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """Where a project or an office comes from and what became of it."""

    steps: tuple[Succession, ...]
    former_names: tuple[str, ...]


def trace(workspace: Workspace, thing_id: str) -> Trace:
    """The steps of a project or an office."""
    steps = workspace.read(lambda tx: successions.of(tx, thing_id))
    return Trace(steps=steps, former_names=former_names(steps, thing_id))


def office_steps(workspace: Workspace) -> tuple[Succession, ...]:
    """What happened to the offices, newest first."""
    return workspace.read(lambda tx: successions.all_of(tx, Kind.OFFICE))


def all_offices(workspace: Workspace) -> tuple[Office, ...]:
    """All offices, those that are no more included."""
    return workspace.read(offices.all_offices)


def projects_of_year(workspace: Workspace, year: int) -> tuple[Project, ...]:
    """The projects of a year that can be merged with each other."""
    return tuple(
        one
        for one in workspace.read(lambda tx: projects.of_year(tx, year))
        if not one.is_classified and one.withdrawn_on is None
    )


# ---- projects ---------------------------------------------------------------------------------------------------


def rename_project(workspace: Workspace, project_id: str, name: str, turn: Turn) -> str:
    """Gives a project another name from a day on; forms that were filled keep the old one; answers the errand's id.

    Raises: NotFound; BadSuccession; Refused: a classified project, or a closed year.
    """

    def job(tx: Transaction) -> str:
        project = _project(tx, project_id)
        _refuse((*check_new_name(name, project.name), *check_turn(turn, today=tx.today())))
        projects.save(tx, replace(project, name=name.strip()))
        step = turn.succession(
            new_id(),
            Kind.PROJECT,
            Event.RENAMED,
            (project.id, project.name),
            (project.id, name.strip()),
        )
        successions.add_many(tx, (step,))
        return tx.errand_id

    return workspace.transact(job, errand="project_rename")


def withdraw_project(workspace: Workspace, project_id: str, turn: Turn) -> str:
    """Withdraws a project from a day on: it stays with its figures and is not asked for any more; answers the errand's id.

    Raises: NotFound; BadSuccession; Refused: withdrawn already, or a closed year.
    """

    def job(tx: Transaction) -> str:
        project = _project(tx, project_id)
        if project.withdrawn_on is not None:
            raise Refused(
                "这个项目已经取消过了。",
                facts=f"{project.name}：{project.withdrawn_on.isoformat()}",
                advice="请刷新列表。",
            )
        said = _said(tx, project, turn)
        _withdraw(tx, project, said, said.reason.strip())
        step = said.succession(new_id(), Kind.PROJECT, Event.WITHDRAWN, (project.id, project.name))
        successions.add_many(tx, (step,))
        return tx.errand_id

    return workspace.transact(job, errand="project_withdraw")


def withdraw_many(
    workspace: Workspace, project_ids: Sequence[str], turn: Turn, *, progress: Progress | None = None
) -> BulkAnswer:
    """Withdraws many projects from one day on in one step; those that are withdrawn already are left out.

    Raises: BadSuccession; Cancelled, and none was withdrawn; Refused for a closed year.
    """
    progress = progress or Progress()
    progress.start("取消项目", len(project_ids))

    def step(tx: Transaction, project: Project) -> None:
        if project.withdrawn_on is not None:
            raise NotForThis(f"{project.withdrawn_on.isoformat()} 已经取消")
        said = _said(tx, project, turn)
        _withdraw(tx, project, said, said.reason.strip())
        made = said.succession(new_id(), Kind.PROJECT, Event.WITHDRAWN, (project.id, project.name))
        successions.add_many(tx, (made,))

    def job(tx: Transaction) -> BulkAnswer:
        _refuse(check_turn(turn, today=tx.today()))
        found = (_project(tx, project_id) for project_id in project_ids)
        steps = ((one.name or "涉密项目", partial(step, tx, one)) for one in found)
        return one_by_one(steps, tx.errand_id, progress)

    return workspace.transact(job, errand="project_withdraw")


def delete_project(workspace: Workspace, project_id: str, turn: Turn) -> str:
    """Deletes a project without forms; its name and the reason stay; answers the errand's id.

    Raises: NotFound; BadSuccession; Refused: forms hang on it, or a closed year.
    """

    def job(tx: Transaction) -> str:
        project = _project(tx, project_id)
        said = _said(tx, project, turn)
        projects.delete(tx, project_id)
        step = said.succession(new_id(), Kind.PROJECT, Event.DELETED, (project.id, project.name))
        successions.add_many(tx, (step,))
        return tx.errand_id

    return workspace.transact(job, errand="project_delete")


def merge_projects(workspace: Workspace, project_ids: Sequence[str], into_id: str, turn: Turn) -> str:
    """Merges projects into another one of the same year: they are withdrawn with their figures; answers the errand's id.

    Money does not move by itself: what is moved is cut here and added there, by its document.
    Raises: NotFound; BadSuccession; Refused: a closed year.
    """

    def job(tx: Transaction) -> str:
        into = _project(tx, into_id)
        merged = [_project(tx, project_id) for project_id in project_ids]
        _refuse((*check_projects_merged(merged, into), *check_turn(turn, today=tx.today())))
        for project in merged:
            _withdraw(tx, project, turn, f"并入“{into.name}”：{turn.reason.strip()}")
        successions.add_many(
            tx,
            [
                turn.succession(
                    new_id(), Kind.PROJECT, Event.MERGED, (project.id, project.name), (into.id, into.name)
                )
                for project in merged
            ],
        )
        return tx.errand_id

    return workspace.transact(job, errand="project_merge")


def split_project(workspace: Workspace, project_id: str, names: Sequence[str], turn: Turn) -> str:
    """Splits a project into new ones of the same year, without money; the old one is withdrawn; answers the errand's id.

    Raises: NotFound; BadSuccession; Refused: a closed year.
    """

    def job(tx: Transaction) -> str:
        project = _project(tx, project_id)
        _refuse((*check_split(project, names), *check_turn(turn, today=tx.today())))
        plain = [name.strip() for name in names if name.strip()]
        made = [
            replace(project, id=new_id(), name=name, code="", budgets=(), funding=(), predecessor_id="")
            for name in plain
        ]
        projects.add_many(tx, made)
        _withdraw(tx, project, turn, f"拆分为{'、'.join(plain)}：{turn.reason.strip()}")
        successions.add_many(
            tx,
            [
                turn.succession(
                    new_id(), Kind.PROJECT, Event.SPLIT, (project.id, project.name), (one.id, one.name)
                )
                for one in made
            ],
        )
        return tx.errand_id

    return workspace.transact(job, errand="project_split")


def _said(tx: Transaction, project: Project, turn: Turn) -> Turn:
    """What is kept of day, reason and document; of a classified project the day alone."""
    if project.is_classified:
        turn = Turn(happened_on=turn.happened_on)
        _refuse(one for one in check_turn(turn, today=tx.today()) if one.field != "reason")
    else:
        _refuse(check_turn(turn, today=tx.today()))
    return turn


def _withdraw(tx: Transaction, project: Project, turn: Turn, reason: str) -> None:
    projects.save(tx, replace(project, withdrawn_on=turn.happened_on, withdrawn_reason=reason))


# ---- offices ----------------------------------------------------------------------------------------------------


def rename_office(workspace: Workspace, office_id: str, name: str, turn: Turn) -> str:
    """Gives an office another name from a day on; forms that were filled keep the old one; answers the errand's id.

    Raises: NotFound; BadSuccession.
    """

    def job(tx: Transaction) -> str:
        office = _office(tx, office_id)
        _refuse((*check_new_name(name, office.name), *check_turn(turn, today=tx.today())))
        offices.save(tx, replace(office, name=name.strip()))
        step = turn.succession(
            new_id(), Kind.OFFICE, Event.RENAMED, (office.id, office.name), (office.id, name.strip())
        )
        successions.add_many(tx, (step,))
        return tx.errand_id

    errand_id = workspace.transact(job, errand="office_rename")
    workspace.forget_facts()
    return errand_id


def withdraw_office(workspace: Workspace, office_id: str, turn: Turn) -> str:
    """Marks an office as no more from a day on; it stays with its projects and figures; answers the errand's id.

    Raises: NotFound; BadSuccession; Refused: it is the own one, or no more already.
    """

    own = workspace.facts.office

    def job(tx: Transaction) -> str:
        office = _living(tx, office_id, own)
        _refuse(check_turn(turn, today=tx.today()))
        offices.save(tx, replace(office, valid_to=turn.happened_on.isoformat()))
        step = turn.succession(new_id(), Kind.OFFICE, Event.WITHDRAWN, (office.id, office.name))
        successions.add_many(tx, (step,))
        return tx.errand_id

    return workspace.transact(job, errand="office_withdraw")


def merge_offices(
    workspace: Workspace, office_id: str, into_id: str, turn: Turn, *, with_projects: bool
) -> str:
    """Merges an office into another one; ``with_projects`` puts its projects of the year and later, and their drafts, under it.

    Finished forms stay where they were filed, and earlier years keep their figures. Answers the errand's id.
    Raises: NotFound; BadSuccession; Refused: it is the own one, or a closed year.
    """

    own = workspace.facts.office

    def job(tx: Transaction) -> str:
        office, into = _living(tx, office_id, own), _office(tx, into_id)
        _refuse((*check_offices_merged(office, into), *check_turn(turn, today=tx.today())))
        _move(tx, office, into, turn, with_projects=with_projects)
        offices.save(tx, replace(office, valid_to=turn.happened_on.isoformat()))
        step = turn.succession(
            new_id(), Kind.OFFICE, Event.MERGED, (office.id, office.name), (into.id, into.name)
        )
        successions.add_many(tx, (step,))
        return tx.errand_id

    return workspace.transact(job, errand="office_merge")


def projects_to_place(workspace: Workspace, office_id: str, from_year: int) -> tuple[Project, ...]:
    """The projects of an office in a year and later, which a split has to place; classified ones are counts among them."""

    return workspace.read(lambda tx: _to_place(tx, office_id, from_year))


def split_office(
    workspace: Workspace, office_id: str, parts: Sequence[OfficePart], turn: Turn, *, withdrawing: bool
) -> str:
    """Splits an office into others, those of the roster or new ones, each with some of its projects and their drafts.

    ``withdrawing`` marks the old one as no more; finished forms stay where they were filed. Answers the errand's id.
    Raises: NotFound; BadSuccession; Refused: the own office, a project of another office, or a closed year.
    """

    own = workspace.facts.office

    def job(tx: Transaction) -> str:
        office = _living(tx, office_id, own) if withdrawing else _office(tx, office_id)
        going = {key for part in parts for key in part.project_ids}
        present = {one.id: one for one in _to_place(tx, office.id, turn.happened_on.year)}
        unplaced = len(present.keys() - going)
        findings = check_office_split(office, parts, withdrawing=withdrawing, unplaced=unplaced)
        _refuse((*findings, *check_turn(turn, today=tx.today())))
        if going - present.keys():
            raise Refused("有项目不是这个单位的，或者是往年的。", facts=office.name, advice="请重新选项目。")
        fiscal_years.refuse_closed(tx, sorted({present[key].fiscal_year for key in going}))
        for part in parts:
            _split_off(tx, office, part, turn)
        if withdrawing:
            offices.save(tx, replace(office, valid_to=turn.happened_on.isoformat()))
        return tx.errand_id

    return workspace.transact(job, errand="office_split")


def _to_place(tx: Transaction, office_id: str, from_year: int) -> tuple[Project, ...]:
    years = sorted(year for year in projects.years(tx) if year >= from_year)
    return tuple(one for year in years for one in projects.of_year(tx, year, office_id=office_id))


def _split_off(tx: Transaction, office: Office, part: OfficePart, turn: Turn) -> None:
    into = part.office
    if part.is_new:
        into = replace(into, id=new_id(), valid_from=turn.happened_on.isoformat())
        offices.add(tx, into)
    successions.place_projects(tx, part.project_ids, into.id)
    step = turn.succession(new_id(), Kind.OFFICE, Event.SPLIT, (office.id, office.name), (into.id, into.name))
    successions.add_many(tx, (step,))


def _move(tx: Transaction, office: Office, into: Office, turn: Turn, *, with_projects: bool) -> None:
    if not with_projects:
        return
    year = turn.happened_on.year
    fiscal_years.refuse_closed(tx, [one for one in projects.years(tx) if one >= year])
    successions.move_projects(tx, office.id, into.id, from_year=year)


def _living(tx: Transaction, office_id: str, own: Office | None) -> Office:
    office = _office(tx, office_id)
    if own is not None and own.id == office.id:
        raise Refused(
            "这是本单位，不能在自己的电脑上撤销或并走。",
            facts=office.name,
            advice="单位撤销、合并的，由上级下发新的单位表。",
        )
    if office.valid_to:
        raise Refused("这个单位已经撤销过了。", facts=f"{office.name}：{office.valid_to}", advice="请刷新。")
    return office


def _project(tx: Transaction, project_id: str) -> Project:
    project = projects.get(tx, project_id)
    if project is None:
        raise NotFound("没有这个项目。", facts=project_id, advice="它可能已被删除，请刷新列表。")
    return project


def _office(tx: Transaction, office_id: str) -> Office:
    office = offices.get(tx, office_id)
    if office is None:
        raise NotFound("没有这个单位。", facts=office_id, advice="它可能已被删除，请刷新列表。")
    return office


def _refuse(findings: Iterable[Finding]) -> None:
    for finding in findings:
        if finding.severity is Severity.ERROR:
            raise BadSuccession(finding.message, advice=finding.advice)
