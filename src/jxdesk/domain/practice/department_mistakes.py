"""The mistakes in the practice county's targets of offices as a whole: tasks, their projects and their money do not fit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from jxdesk.domain.departments.task_sums import joined
from jxdesk.domain.practice.plan import UNIT_FEN
from jxdesk.domain.records.filings import FilingContent, TaskLine

Maker = Callable[[FilingContent], FilingContent | None]
_FORGOTTEN = 300 * UNIT_FEN


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentMistake:
    """A kind of mistake; ``codes`` are all findings that it makes."""

    codes: frozenset[str]
    make: Maker


def _with_task(content: FilingContent, task: TaskLine, changed: TaskLine) -> FilingContent:
    return replace(content, task_lines=tuple(changed if one is task else one for one in content.task_lines))


def _too_little(content: FilingContent) -> FilingContent | None:
    """V3: a task costs less than its projects, and all tasks together less than the office has."""
    for task in content.task_lines:
        if task.project_ids and (task.fiscal_fen or 0) > _FORGOTTEN:
            less = replace(
                task,
                budget_fen=(task.budget_fen or 0) - _FORGOTTEN,
                fiscal_fen=(task.fiscal_fen or 0) - _FORGOTTEN,
            )
            return _with_task(content, task, less)
    return None


def _loose_project(content: FilingContent) -> FilingContent | None:
    """A project hangs on no task; the money of its task still counts it."""
    for task in content.task_lines:
        names = task.project_names.split("\n")
        if len(task.project_ids) > 1:
            fewer = replace(task, project_ids=task.project_ids[:-1], project_names=joined(names[:-1]))
            return _with_task(content, task, fewer)
    return None


def _empty_task(content: FilingContent) -> FilingContent | None:
    """A task of duties on which nothing hangs: its projects hang on the one beside it."""
    own = [task for task in content.task_lines if task.project_ids]
    if len(own) < 2:
        return None
    first, second = own[:2]
    both = replace(
        first,
        project_ids=(*first.project_ids, *second.project_ids),
        project_names=joined([*first.project_names.split("\n"), *second.project_names.split("\n")]),
        budget_fen=(first.budget_fen or 0) + (second.budget_fen or 0) - UNIT_FEN,
        fiscal_fen=(first.fiscal_fen or 0) + (second.fiscal_fen or 0) - UNIT_FEN,
        other_fen=(first.other_fen or 0) + (second.other_fen or 0),
    )
    bare = replace(
        second, project_ids=(), project_names="", budget_fen=UNIT_FEN, fiscal_fen=UNIT_FEN, other_fen=0
    )
    return _with_task(_with_task(content, first, both), second, bare)


DEPARTMENT_MISTAKES = (
    DepartmentMistake(codes=frozenset({"task-total-differs", "task-below-projects"}), make=_too_little),
    DepartmentMistake(codes=frozenset({"project-without-task"}), make=_loose_project),
    DepartmentMistake(codes=frozenset({"task-without-projects", "task-below-projects"}), make=_empty_task),
)
