"""Forerunners: the same projects a year before, for many at once, found as ``projects.year_before`` finds that of one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from jxdesk.domain.records.projects import Project
from jxdesk.store.engine.database import Transaction
from jxdesk.store.records import projects


def years_before(tx: Transaction, found: Sequence[Project]) -> dict[str, Project]:
    """The forerunner of each project that has one, by the project's id."""
    shelves = {year: _Shelf(projects.of_year(tx, year)) for year in {one.fiscal_year - 1 for one in found}}
    named = [one.predecessor_id for one in found if one.predecessor_id]
    by_id = {one.id: one for one in projects.get_many(tx, named)}
    answer: dict[str, Project] = {}
    for one in found:
        if one.predecessor_id:
            before = by_id.get(one.predecessor_id)
        else:
            before = shelves[one.fiscal_year - 1].forerunner(one)
        if before is not None:
            answer[one.id] = before
    return answer


class _Shelf:
    """The projects of one year by code, and by office and name."""

    def __init__(self, found: Iterable[Project]) -> None:
        self.by_code: dict[str, Project] = {}
        self.by_name: dict[tuple[str, str], list[Project]] = {}
        for one in found:
            if one.code:
                self.by_code.setdefault(one.code, one)
            self.by_name.setdefault((one.office_id, one.name), []).append(one)

    def forerunner(self, project: Project) -> Project | None:
        """The one that goes on in this project."""
        before = self.by_code.get(project.code) if project.code else None
        for name in projects.names_a_year_before(project):
            if before is None:
                possible = self.by_name.get((project.office_id, name), [])
                before = projects.of_unit(possible, project.implementing_unit)
        return before
