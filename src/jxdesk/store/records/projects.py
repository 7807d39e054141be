"""Projects in the database, with their budget versions and funding lines, as ``domain.records.projects`` values."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any, Protocol, TypeVar

from jxdesk.domain.records.projects import (
    BudgetBook,
    BudgetStage,
    BudgetVersion,
    FundingLine,
    Project,
    ProjectClass,
    can_be_one_unit,
)
from jxdesk.store.engine.columns import Values, assign, insert, select
from jxdesk.store.engine.database import Row, Transaction
from jxdesk.store.engine.wholes import Sheet, add_wholes, columns_of
from jxdesk.store.faults import NotFound, Refused
from jxdesk.store.records.fiscal_years import refuse_closed
from jxdesk.store.schema import models

_COLUMNS = (
    "id",
    "office_id",
    "fiscal_year",
    "name",
    "code",
    "project_class",
    "sector",
    "tier",
    "continuity",
    "recurrence",
    "department",
    "implementing_unit",
    "leader",
    "phone",
    "is_classified",
    "basis",
    "basis_number",
    "overview",
    "starts_on",
    "ends_on",
    "function_code",
    "major_new",
    "predecessor_id",
    "withdrawn_on",
    "withdrawn_reason",
)
_PLACE = ("id", "project_id", "position")
_BUDGET = ("stage", "amount_fen", "dated", "document_number")
_FUNDING = ("source", "book", "amount_fen", "document_number")
# One call reads all cells of a value; a prefecture has tens of thousands of budgets.
_CELLS, _BUDGET_CELLS, _FUNDING_CELLS = attrgetter(*_COLUMNS), attrgetter(*_BUDGET), attrgetter(*_FUNDING)
_WRITERS: Mapping[str, Callable[[Any], Any]] = {
    "stage": str,
    "book": str,
    "dated": lambda day: day.isoformat() if day else "",
}
_DATES = ("starts_on", "ends_on", "withdrawn_on")
_FLAGS = ("is_classified", "major_new")
_TEXTS_OF_CONTENT = (
    "name",
    "code",
    "sector",
    "tier",
    "continuity",
    "recurrence",
    "department",
    "implementing_unit",
    "leader",
    "phone",
    "basis",
    "basis_number",
    "overview",
    "function_code",
)


def add(tx: Transaction, project: Project) -> None:
    """Adds a project.

    Raises: Refused for a classified project that says anything, and in a closed year.
    """
    add_many(tx, (project,))


def add_many(tx: Transaction, projects: Sequence[Project]) -> None:
    """Adds projects at the driver's speed.

    Raises: Refused for a classified project that says anything, and in a closed year.
    """
    for project in projects:
        _refuse_classified_content(project)
    refuse_closed(tx, {project.fiscal_year for project in projects})
    if not projects:
        return
    add_wholes(
        tx,
        Sheet("project", columns_of(_COLUMNS, [tuple(_values(one).values()) for one in projects])),
        _line_sheet(
            "budget_version", _BUDGET, [(one.id, map(_BUDGET_CELLS, one.budgets)) for one in projects]
        ),
        _line_sheet(
            "funding_line", _FUNDING, [(one.id, map(_FUNDING_CELLS, one.funding)) for one in projects]
        ),
    )


def _line_sheet(
    table: str, names: Sequence[str], found: Iterable[tuple[str, Iterable[tuple[Any, ...]]]]
) -> Sheet:
    """The rows of new projects in one table of lines."""
    rows: list[tuple[Any, ...]] = []
    counts = []
    for project_id, lines in found:
        before = len(rows)
        for place, cells in enumerate(lines):
            rows.append((_line_id(table, project_id, place), project_id, place, *cells))
        counts.append(len(rows) - before)
    columns = columns_of((*_PLACE, *names), rows)
    for name, write in _WRITERS.items():
        if name in columns:
            columns[name] = tuple(map(write, columns[name]))
    return Sheet(table, columns, counts)


def save(tx: Transaction, project: Project) -> None:
    """Writes a changed project.

    Raises: NotFound; Refused for a classified project that says anything, and where the mark is set afterwards.
    """
    _refuse_classified_content(project)
    tables = models()
    row = tx.session.get(tables.ProjectRow, project.id)
    if row is None:
        raise NotFound("没有这个项目。", facts=project.name or project.id)
    refuse_closed(tx, {row.fiscal_year, project.fiscal_year})
    if project.is_classified and not row.is_classified:
        raise Refused(
            "不能把已录入内容的项目改为涉密项目。",
            facts="修改记录和备份里仍会留有它的内容。",
            advice="请按单位保密规定处理这台电脑，并另行登记涉密项目的个数。",
        )
    assign(row, _values(project))
    budgets = [_budget_values(project, n) for n in _places(project.budgets)]
    funding = [_funding_values(project, n) for n in _places(project.funding)]
    _save_lines(tx, tables.BudgetVersionRow, "budget_version", project.id, budgets)
    _save_lines(tx, tables.FundingLineRow, "funding_line", project.id, funding)


def get(tx: Transaction, project_id: str) -> Project | None:
    """The project with this id."""
    return _first(tx, "WHERE project.id = ?", (project_id,))


def get_many(tx: Transaction, project_ids: Sequence[str]) -> tuple[Project, ...]:
    """The projects with these ids, in this order; an id without a project is left out."""
    wanted = "WHERE project.id IN (SELECT value FROM json_each(?))"
    found = {one.id: one for one in _load(tx, wanted, (json.dumps(list(project_ids)),))}
    return tuple(found[project_id] for project_id in project_ids if project_id in found)


def of_offices(tx: Transaction, office_ids: Iterable[str]) -> tuple[Project, ...]:
    """The projects of these offices, of all years, by code and name."""
    wanted = "WHERE office_id IN (SELECT value FROM json_each(?))"
    return _load(tx, wanted, (json.dumps(sorted(office_ids)),))


def by_code(tx: Transaction, code: str, fiscal_year: int, *, office_id: str = "") -> Project | None:
    """The project with this code in this year, of one office where it is given."""
    return _first(
        tx,
        "WHERE code = ?1 AND code <> '' AND fiscal_year = ?2 AND ?3 IN ('', office_id)",
        (code, fiscal_year, office_id),
    )


def by_name(
    tx: Transaction, name: str, fiscal_year: int, *, office_id: str, unit: str = ""
) -> Project | None:
    """The project with this name, of this office, in this year, and of this unit where one is given.

    An office holds projects of one name that several of its units carry out.
    """
    found = _load(
        tx,
        "WHERE name = ? AND name <> '' AND fiscal_year = ? AND office_id = ?",
        (name, fiscal_year, office_id),
    )
    return of_unit(found, unit)


class _Carried(Protocol):
    """Something that a unit carries out."""

    @property
    def implementing_unit(self) -> str: ...


Carried = TypeVar("Carried", bound=_Carried)


def of_unit(found: Iterable[Carried], unit: str) -> Carried | None:
    """Of projects of one name that of this unit, else the first that may be its."""
    possible = [project for project in found if can_be_one_unit(project.implementing_unit, unit)]
    exact = [project for project in possible if project.implementing_unit == unit]
    return next(iter(exact or possible), None)


def year_before(tx: Transaction, project: Project) -> Project | None:
    """The same project a year before: the one that it names, else by its code, else by name and unit."""
    year = project.fiscal_year - 1
    if project.predecessor_id:
        return get(tx, project.predecessor_id)
    before = by_code(tx, project.code, year) if project.code else None
    for name in names_a_year_before(project):
        if before is None:
            before = by_name(tx, name, year, office_id=project.office_id, unit=project.implementing_unit)
    return before


def names_a_year_before(project: Project) -> tuple[str, ...]:
    """What a project may have been called: many names carry their year, 2026年农村公路养护 goes on from 2025年农村公路养护."""
    this, last = str(project.fiscal_year), str(project.fiscal_year - 1)
    return tuple(name for name in dict.fromkeys((project.name, project.name.replace(this, last))) if name)


def of_year(tx: Transaction, fiscal_year: int, *, office_id: str = "") -> tuple[Project, ...]:
    """The projects of a year, of one office where it is given, by code and name."""
    return _load(tx, "WHERE fiscal_year = ?1 AND ?2 IN ('', office_id)", (fiscal_year, office_id))


def years(tx: Transaction) -> tuple[int, ...]:
    """The years that have projects, newest first."""
    return tuple(row[0] for row in tx.query("SELECT DISTINCT fiscal_year FROM project ORDER BY 1 DESC"))


def codes(tx: Transaction) -> dict[str, str]:
    """The codes of all projects by their ids."""
    return {str(project_id): str(code) for project_id, code in tx.query("SELECT id, code FROM project")}


def delete(tx: Transaction, project_id: str) -> None:
    """Deletes a project that has no filings.

    Raises: Refused.
    """
    if tx.value("SELECT count(*) FROM filing WHERE project_id = ?", (project_id,)):
        raise Refused("这个项目下还有填报的表，不能删除。", advice="请先删除这些表。")
    refuse_closed(tx, {tx.value("SELECT fiscal_year FROM project WHERE id = ?", (project_id,))})
    tx.execute("DELETE FROM project WHERE id = ?", (project_id,))


def _refuse_classified_content(project: Project) -> None:
    if project.is_classified and (
        any(getattr(project, name) for name in _TEXTS_OF_CONTENT) or project.budgets or project.funding
    ):
        raise Refused(
            "涉密项目只登记个数，不能录入名称、文字和金额。",
            advice="请清空这个项目的内容，只保留“涉密”标记。",
            code="JX-CLASSIFIED",
        )


def _first(tx: Transaction, where: str, params: tuple[object, ...]) -> Project | None:
    return next(iter(_load(tx, where, params)), None)


def _load(tx: Transaction, where: str, params: tuple[object, ...]) -> tuple[Project, ...]:
    rows = tx.query(
        select(_COLUMNS, "project", f"{where} ORDER BY code = '', code, name, project.id"), params
    )
    of_these = f"WHERE project_id IN (SELECT id FROM project {where}) ORDER BY project_id, position"
    budgets, funding = defaultdict(list), defaultdict(list)
    for project_id, stage, amount, dated, number in tx.query(
        f"SELECT project_id, stage, amount_fen, dated, document_number FROM budget_version {of_these}", params
    ):
        date = dt.date.fromisoformat(dated) if dated else None
        budgets[project_id].append(
            BudgetVersion(stage=BudgetStage(stage), amount_fen=amount, dated=date, document_number=number)
        )
    for project_id, source, book, amount, number in tx.query(
        f"SELECT project_id, source, book, amount_fen, document_number FROM funding_line {of_these}", params
    ):
        funding[project_id].append(
            FundingLine(source=source, book=BudgetBook(book), amount_fen=amount, document_number=number)
        )
    return tuple(_project(row, budgets[row[0]], funding[row[0]]) for row in rows)


def _project(row: Row, budgets: list[BudgetVersion], funding: list[FundingLine]) -> Project:
    values: Values = dict(zip(_COLUMNS, row, strict=True))
    values["project_class"] = ProjectClass(values["project_class"])
    for name in _FLAGS:
        values[name] = bool(values[name])
    for name in _DATES:
        values[name] = dt.date.fromisoformat(values[name]) if values[name] else None
    return Project(**values, budgets=tuple(budgets), funding=tuple(funding))


def _values(project: Project) -> Values:
    values: Values = dict(zip(_COLUMNS, _CELLS(project), strict=True))
    values["project_class"] = project.project_class.value
    for name in _DATES:
        values[name] = values[name].isoformat() if values[name] else ""
    return values


def _budget_values(project: Project, place: int) -> Values:
    return _line_values("budget_version", _BUDGET, project, place, _BUDGET_CELLS(project.budgets[place]))


def _funding_values(project: Project, place: int) -> Values:
    return _line_values("funding_line", _FUNDING, project, place, _FUNDING_CELLS(project.funding[place]))


def _line_values(
    table: str, names: Sequence[str], project: Project, place: int, cells: Iterable[Any]
) -> Values:
    written = (_WRITERS.get(name, _as_it_is)(cell) for name, cell in zip(names, cells, strict=True))
    row = (_line_id(table, project.id, place), project.id, place, *written)
    return dict(zip((*_PLACE, *names), row, strict=True))


def _line_id(table: str, project_id: str, place: int) -> str:
    # b for a budget, f for funding: so they have been called in every database.
    return f"{project_id}-{table[0]}{place}"


def _as_it_is(cell: Any) -> Any:
    return cell


def _places(lines: Sequence[object]) -> Iterable[int]:
    return range(len(lines))


def _save_lines(tx: Transaction, row_class: type, table: str, project_id: str, wanted: list[Values]) -> None:
    present = {row[0] for row in tx.query(f"SELECT id FROM {table} WHERE project_id = ?", (project_id,))}
    for values in wanted:
        if values["id"] in present:
            assign(tx.session.get(row_class, values["id"]), values)
    insert(tx, table, [values for values in wanted if values["id"] not in present])
    gone = present - {values["id"] for values in wanted}
    tx.executemany(f"DELETE FROM {table} WHERE id = ?", [(line_id,) for line_id in sorted(gone)])
