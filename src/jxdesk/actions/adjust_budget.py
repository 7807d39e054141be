"""Adjust budget: money added to a project or cut in mid-year, with day and document; every version of the budget stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from jxdesk.actions.workspace import Workspace
from jxdesk.domain.errors import JxError
from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.records.projects import BudgetVersion, Project
from jxdesk.domain.year.budget_changes import BudgetChange, check_change, revised_now, with_change
from jxdesk.store.engine.database import Transaction
from jxdesk.store.faults import NotFound
from jxdesk.store.records import fiscal_years, projects


class BadBudgetChange(JxError):  # noqa: N818 - names what is wrong with what was typed
    """What was typed about a change of the budget cannot be recorded."""

    code = "JX-BUDGET-CHANGE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """A project's budget as it stands, with all its versions.

    Units: ``revised_fen`` 分.
    """

    name: str
    year: int
    revised_fen: int
    versions: Sequence[BudgetVersion]


def budget_of(workspace: Workspace, project_id: str) -> Budget:
    """The budget of a project.

    Raises: NotFound.
    """

    def job(tx: Transaction) -> Budget:
        project = _get(tx, project_id)
        return Budget(
            name=project.name,
            year=project.fiscal_year,
            revised_fen=revised_now(project.budgets),
            versions=project.budgets,
        )

    return workspace.read(job)


def check(workspace: Workspace, project_id: str, change: BudgetChange) -> tuple[Finding, ...]:
    """What does not fit in a change that is being typed.

    Raises: NotFound.
    """
    return workspace.read(lambda tx: _check(tx, _get(tx, project_id), change))


def adjust_budget(workspace: Workspace, project_id: str, change: BudgetChange) -> str:
    """Records the change; answers the errand's id, by which it can be taken back.

    Raises: NotFound; BadBudgetChange; Refused: a classified project, or a closed year.
    """

    def job(tx: Transaction) -> str:
        project = _get(tx, project_id)
        fiscal_years.refuse_closed(tx, {project.fiscal_year})
        for finding in _check(tx, project, change):
            if finding.severity is Severity.ERROR:
                raise BadBudgetChange(finding.message, advice=finding.advice)
        projects.save(tx, replace(project, budgets=with_change(project.budgets, change)))
        return tx.errand_id

    return workspace.transact(job, errand="adjust_budget")


def _check(tx: Transaction, project: Project, change: BudgetChange) -> tuple[Finding, ...]:
    return check_change(project.budgets, change, year=project.fiscal_year, today=tx.today())


def _get(tx: Transaction, project_id: str) -> Project:
    project = projects.get(tx, project_id)
    if project is None:
        raise NotFound("没有这个项目。", facts=project_id, advice="它可能已被删除，请刷新列表。")
    return project
