"""Department beside: what a form of an office as a whole is held against, and how its findings are made; used by its checks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.records.budgets import revised_budget, standing
from jxdesk.domain.records.filings import FilingContent, FilingState, Form, TaskLine
from jxdesk.domain.records.known import Known
from jxdesk.domain.records.projects import BudgetStage, Project
from jxdesk.domain.values.money import exact_text

TASKS = "task_lines"
_NAMED_AT_MOST = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeProject:
    """A project of the office as a task needs it.

    Units: ``budget_fen`` 分.
    """

    id: str
    name: str
    budget_fen: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentBeside:
    """What stands beside a form of the office as a whole: its projects of the year, and the target that it answers."""

    projects: tuple[OfficeProject, ...] = ()
    classified: int = 0
    withdrawn: Mapping[str, str]
    is_exempt: bool = False
    target: FilingContent | None = None
    target_approved: bool = False


def department_beside(known: Known, form: Form) -> DepartmentBeside:
    """What a form of the office as a whole is held against, from what the desk knows; classified projects are only counted.

    A target is held against the budget that opened the year, every later form against the budget as it stands.
    """
    shown = [one for one in known.projects if not one.is_classified]
    target = known.target
    return DepartmentBeside(
        projects=tuple(
            OfficeProject(id=one.id, name=one.name, budget_fen=_budget(one, form))
            for one in shown
            if one.withdrawn_on is None
        ),
        classified=len(known.projects) - len(shown),
        withdrawn={one.id: one.name for one in shown if one.withdrawn_on is not None},
        is_exempt=known.office.is_exempt,
        target=target.content if target is not None else None,
        target_approved=target is not None and target.state is FilingState.APPROVED,
    )


def _budget(project: Project, form: Form) -> int | None:
    opening = standing(project.budgets, BudgetStage.ORIGINAL)
    return (
        opening if form is Form.DEPARTMENT_TARGET and opening is not None else revised_budget(project.budgets)
    )


@dataclass(frozen=True, slots=True)
class Making:
    """What every check of an office needs to say where and how much."""

    content: FilingContent
    imported: bool

    def finding(
        self,
        severity: Severity,
        code: str,
        message: str,
        advice: str,
        *,
        line: TaskLine | None = None,
        line_id: str = "",
        field: str = TASKS,
        row: int | None = None,
    ) -> Finding:
        """A finding; what an imported form says is never an error here."""
        milder = Severity.WARNING if self.imported and severity is Severity.ERROR else severity
        return Finding(
            severity=milder,
            code=code,
            message=message,
            advice=advice,
            row=line.row if line is not None else row,
            line_id=line.id if line is not None else line_id,
            field=field,
        )

    def amount(self, fen: int | None) -> str:
        """An amount with its unit, as a sentence says it."""
        unit = self.content.money_unit
        return f"{exact_text(fen, unit)} {unit.value}"


def listed(names: list[str]) -> str:
    """Names in a sentence, the first few of many."""
    more = f"等 {len(names)} 个" if len(names) > _NAMED_AT_MOST else ""
    return "、".join(names[:_NAMED_AT_MOST]) + more
