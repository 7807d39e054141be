"""Forerunners: the same projects a year before, for many at once, found as ``projects.year_before`` finds that of one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from jxdesk.domain.records.projects import Project
from jxdesk.store.engine.database import Transaction
from jxdesk.store.records import projects


def years_before(tx: Transaction, found: Sequence[Project]) -> dict[str, Project]:
    """The forerunner of each project that has one, by the project's id."""
    shelves = {year: _Shelf(_cards(tx, year)) for year in {one.fiscal_year - 1 for one in found}}
    named: dict[str, str] = {}
    for one in found:
        card = None if one.predecessor_id else shelves[one.fiscal_year - 1].forerunner(one)
        before = one.predecessor_id or (card.id if card is not None else "")
        if before:
            named[one.id] = before
    by_id = {one.id: one for one in projects.get_many(tx, list(named.values()))}
    return {project_id: by_id[before] for project_id, before in named.items() if before in by_id}


class _Card(NamedTuple):
    """What a project is known by; a year has thousands, of which a portion asks for few."""

    id: str
    code: str
    office_id: str
    name: str
    implementing_unit: str


def _cards(tx: Transaction, year: int) -> Iterable[_Card]:
    """The projects of a year in the order of ``projects.of_year``."""
    return map(
        _Card._make,
        tx.query(
            "SELECT id, code, office_id, name, implementing_unit FROM project WHERE fiscal_year = ?"
            " ORDER BY code = '', code, name, id",
            (year,),
        ),
    )


class _Shelf:
    """The projects of one year by code, and by office and name."""

    def __init__(self, found: Iterable[_Card]) -> None:
        self.by_code: dict[str, _Card] = {}
        self.by_name: dict[tuple[str, str], list[_Card]] = {}
        for one in found:
            if one.code:
                self.by_code.setdefault(one.code, one)
            self.by_name.setdefault((one.office_id, one.name), []).append(one)

    def forerunner(self, project: Project) -> _Card | None:
        """The one that goes on in this project."""
        before = self.by_code.get(project.code) if project.code else None
        for name in projects.names_a_year_before(project):
            if before is None:
                possible = self.by_name.get((project.office_id, name), [])
                before = projects.of_unit(possible, project.implementing_unit)
        return before
