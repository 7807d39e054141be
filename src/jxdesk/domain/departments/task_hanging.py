"""Task hanging: which projects hang on which task of an office, what that adds up to, and the changes that hang, move and sum. Used by the wizard."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jxdesk.domain.departments.beside import OfficeProject
from jxdesk.domain.departments.task_sums import joined, task_sum
from jxdesk.domain.filling.editing import Change, Edit, EditKind, InsertLine, RemoveLine
from jxdesk.domain.records.filings import FilingContent, TaskLine
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.templates.parts import TaskField
from jxdesk.domain.values.money import exact_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How far the projects of an office hang on its tasks.

    Units: ``*_fen`` 分, None where nothing says it; ``missing_fen`` is the office's budget less its tasks.
    """

    projects: int
    hanging: int
    loose: tuple[OfficeProject, ...]
    tasks_fen: int | None
    office_fen: int | None

    @property
    def missing_fen(self) -> int | None:
        """What the tasks lack of the office's budget; negative where they have more."""
        if self.tasks_fen is None or self.office_fen is None:
            return None
        return self.office_fen - self.tasks_fen

    @property
    def is_whole(self) -> bool:
        """Whether every project hangs and the sums agree as far as they are known."""
        return not self.loose and not self.missing_fen


def coverage(content: FilingContent, projects: Sequence[OfficeProject]) -> Coverage:
    """The projects that hang and those that do not, and what the tasks add up to beside the office's budget."""
    hung = {project_id for line in content.task_lines for project_id in line.project_ids}
    loose = tuple(one for one in projects if one.id not in hung)
    total = content.total_line
    stated = None
    if total is not None:
        original, revised = total.original_budget_fen, total.revised_budget_fen
        stated = original if original is not None else revised
    return Coverage(
        projects=len(projects),
        hanging=len(projects) - len(loose),
        loose=loose,
        tasks_fen=task_sum(content.task_lines, TaskField.BUDGET),
        office_fen=stated,
    )


def hang(
    content: FilingContent, project_ids: Sequence[str], task_id: str, names: Mapping[str, str]
) -> tuple[Change, ...]:
    """Hangs projects on a task and takes them off every other; with an empty ``task_id`` they hang nowhere.

    The names that the form prints follow.
    """
    moving = tuple(dict.fromkeys(project_ids))
    changes: list[Change] = []
    for line in content.task_lines:
        kept = tuple(one for one in line.project_ids if one not in moving)
        after = (*kept, *moving) if line.id == task_id else kept
        if after != line.project_ids:
            changes += _with_projects(line, after, names)
    return tuple(changes)


def _with_projects(line: TaskLine, project_ids: Sequence[str], names: Mapping[str, str]) -> list[Change]:
    printed = joined(names[one] for one in project_ids if one in names)
    ids = json.dumps(list(project_ids)) if project_ids else ""
    return [
        Edit(kind=EditKind.TASK, line_id=line.id, field="project_ids", text=ids),
        Edit(kind=EditKind.TASK, line_id=line.id, field="projects", text=printed),
    ]


def sum_projects(
    content: FilingContent,
    task_ids: Sequence[str],
    projects: Sequence[OfficeProject],
    spent: Mapping[str, int | None],
) -> tuple[Change, ...]:
    """Puts what the hanging projects add up to into the amounts of tasks: their budgets, and what each has spent.

    A task of whose projects nothing is known keeps what it says.

    Units: ``spent`` 分 by project.
    """
    budgets = {one.id: one.budget_fen for one in projects}
    changes: list[Change] = []
    for line in content.task_lines:
        if line.id not in task_ids:
            continue
        for field, amounts, before in (
            ("budget", budgets, line.budget_fen),
            ("executed", spent, line.executed_fen),
        ):
            known = [fen for one in line.project_ids if (fen := amounts.get(one)) is not None]
            if known and sum(known) != before:
                text = exact_text(sum(known), content.money_unit)
                changes.append(Edit(kind=EditKind.TASK, line_id=line.id, field=field, text=text))
    return tuple(changes)


def new_task(content: FilingContent, after: str) -> InsertLine:
    """An empty task behind another one, or at the end."""
    places = [line.id for line in content.task_lines]
    index = places.index(after) + 1 if after in places else len(places)
    return InsertLine(line=TaskLine(id=new_id()), index=index)


def moved(content: FilingContent, task_id: str, step: int) -> tuple[Change, ...]:
    """Moves a task so many places; nothing at the ends."""
    lines = content.task_lines
    place = next((n for n, line in enumerate(lines) if line.id == task_id), None)
    if place is None or not 0 <= place + step < len(lines):
        return ()
    line = lines[place]
    return RemoveLine(line_id=task_id, exact=True), InsertLine(line=line, index=place + step, exact=True)
