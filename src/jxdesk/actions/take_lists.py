"""Taking lists in: a preview of what project lists and treasury exports would add or change, and storing it as one import that can be undone."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from jxdesk.actions.workspace import NoWorkspace, Workspace
from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.lists.free_tables import FreeTable
from jxdesk.domain.lists.list_intake import (
    ListOutcome,
    ListPreview,
    ListRow,
    figure_change,
    project_from,
    project_with,
)
from jxdesk.domain.lists.list_rows import LeftOut
from jxdesk.domain.lists.matching import MatchedTable, Matching, has_money
from jxdesk.domain.lists.project_rows import ListedProject, read_projects
from jxdesk.domain.lists.table_words import TableKind
from jxdesk.domain.lists.treasury_rows import ListedFigure, read_figures
from jxdesk.domain.progress import Progress
from jxdesk.domain.records.budgets import standing
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.records.known_projects import KnownProjects
from jxdesk.domain.records.offices import Office
from jxdesk.domain.records.projects import BudgetStage, Project
from jxdesk.domain.records.treasury import TreasuryFigure
from jxdesk.store.engine.database import Transaction
from jxdesk.store.records import imports, offices, projects, treasury
from jxdesk.store.records.imports import ImportBatch, ImportResult

__all__ = ["ImportResult"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListIntake:
    """What lists would add and change: the preview of an import, which ``commit`` stores."""

    tables: tuple[ListPreview, ...]

    @property
    def counts(self) -> Mapping[str, int]:
        """How many rows there are of each outcome."""
        found: Counter[str] = Counter()
        for table in self.tables:
            found.update(table.counts)
        return dict(found)

    @property
    def rows(self) -> tuple[ListRow, ...]:
        """The rows of all tables."""
        return tuple(row for table in self.tables for row in table.rows)

    @property
    def changes_something(self) -> bool:
        """Whether there is anything to store."""
        return any(row.stores_something for row in self.rows)

    @property
    def total_fen(self) -> int:
        """The money of what would be stored, by which a person sees at once whether the unit is right.

        Units: 分.
        """
        return sum(_money_of(row) for row in self.rows)


def preview(
    workspace: Workspace, tables: Sequence[MatchedTable], progress: Progress | None = None
) -> ListIntake:
    """Reads tables and compares them with what is stored; changes nothing.

    Raises: NoWorkspace where the folder belongs to no office yet; Cancelled.
    """
    own = workspace.facts.office
    if own is None:
        raise NoWorkspace("还没有设定本单位，不能导入。", advice="请先新建本单位。")
    progress = progress or Progress()
    return workspace.read(lambda tx: _Comparison(tx, own, progress).compare(tables))


def commit(workspace: Workspace, intake: ListIntake, progress: Progress | None = None) -> ImportResult:
    """Stores a preview in one transaction, after a backup that is its restore point.

    Raises: StaleVersion where the data changed since the preview; DiskFull; Cancelled.
    """
    if not intake.changes_something:
        return ImportResult(id="", counts=intake.counts)
    progress = progress or Progress()
    names = {table.file_name for table in intake.tables if any(row.stores_something for row in table.rows)}
    batch = imports.begin(
        workspace.opened,
        who=workspace.facts.person,
        sources=tuple(sorted(names)),
        counts=intake.counts,
        progress=progress,
    )
    workspace.transact(lambda tx: _store(tx, intake, batch, progress), errand="import")
    return imports.result_of(batch)


class _Comparison:
    """Compares read tables with what is stored, and with those before them in the same import."""

    def __init__(self, tx: Transaction, own: Office, progress: Progress) -> None:
        self._tx = tx
        self._own = own
        self._progress = progress
        self._today = dt.datetime.fromisoformat(tx.now()).date()
        self._office_names: dict[str, str] = {}
        self._offices: dict[str, list[Office]] = defaultdict(list)
        for office in offices.all_offices(tx):
            self._office_names[office.id] = office.name
            self._offices[office.name].append(office)
        self._years: dict[int, KnownProjects] = {}
        self._rows_of: dict[str, str] = {}
        self._new: dict[tuple[str, str, int | None], str] = {}

    def compare(self, tables: Sequence[MatchedTable]) -> ListIntake:
        """What storing each table would do."""
        previews = []
        for one in tables:
            self._progress.check()
            match one.matching.kind:
                case TableKind.PROJECT_LIST:
                    previews.append(self._project_list(one))
                case TableKind.TREASURY_FIGURES:
                    previews.append(self._figures(one))
                case _:
                    assert_never(one.matching.kind)
        return ListIntake(tables=tuple(previews))

    def _year(self, year: int) -> KnownProjects:
        if year not in self._years:
            self._years[year] = KnownProjects(projects.of_year(self._tx, year), self._office_names)
        return self._years[year]

    # ---- project lists -------------------------------------------------------------------------------------------

    def _project_list(self, one: MatchedTable) -> ListPreview:
        reading = read_projects(one.table, one.matching, one.words, year=one.year)
        self._progress.start("与已有项目比对", len(reading.projects))
        rows: list[ListRow] = []
        for listed in reading.projects:
            rows.append(
                self._classified(listed) if listed.is_classified else self._project(listed, one.table)
            )
            self._progress.step()
        rows += self._lacking(rows)
        return _previewed(one, rows, reading.left_out, reading.findings)

    def _project(self, listed: ListedProject, table: FreeTable) -> ListRow:
        row = ListRow(
            outcome=ListOutcome.NOT_TAKEN,
            rows=listed.rows,
            name=listed.name,
            code=listed.code,
            unit=listed.unit,
            year=listed.year,
            remark=listed.remark,
            findings=listed.findings,
            reason=listed.refusal,
        )
        if listed.refusal or listed.year is None:
            return row
        stored, refusal = self._year(listed.year).find(listed.name, listed.code, listed.unit)
        if refusal:
            return replace(row, reason=refusal)
        if stored is None:
            return self._new_project(row, listed, table)
        return self._known_project(row, listed, stored, table)

    def _new_project(self, row: ListRow, listed: ListedProject, table: FreeTable) -> ListRow:
        before = self._new.get(listed.key)
        if before is not None:
            return replace(row, reason=f"{before}里已有这个项目，这里不再存")
        self._new[listed.key] = f"“{table.name}”第 {listed.rows[0]} 行"
        office = self._office_of(listed)
        project = project_from(listed, project_id=new_id(), office_id=office.id)
        return replace(row, outcome=ListOutcome.NEW_PROJECT, project=project)

    def _known_project(
        self, row: ListRow, listed: ListedProject, stored: Project, table: FreeTable
    ) -> ListRow:
        before = self._rows_of.get(stored.id)
        if before is not None:
            return replace(row, reason=f"与{before}是库里的同一个项目“{stored.name}”；请只留一行")
        self._rows_of[stored.id] = f"“{table.name}”第 {listed.rows[0]} 行"
        project, changes, doubt = project_with(stored, listed, today=self._today)
        row = replace(row, unit=listed.unit or stored.implementing_unit, expected=stored)
        if stored.withdrawn_on is not None:
            return replace(row, reason="库里这个项目已经撤项，没有改动")
        if doubt:
            return replace(row, reason=doubt)
        if not changes:
            return replace(row, outcome=ListOutcome.SAME)
        return replace(row, outcome=ListOutcome.CHANGED, changes=changes, project=project)

    def _classified(self, listed: ListedProject) -> ListRow:
        """A classified project is counted: one more than are stored already is a new count."""
        row = ListRow(
            outcome=ListOutcome.NOT_TAKEN, rows=listed.rows, year=listed.year, reason=listed.refusal
        )
        if listed.year is None:
            return row
        if self._year(listed.year).take_classified():
            return replace(row, outcome=ListOutcome.SAME, reason="涉密项目，已经计数")
        project = project_from(listed, project_id=new_id(), office_id=self._own.id)
        return replace(
            row,
            outcome=ListOutcome.CLASSIFIED,
            project=project,
            reason="涉密项目，只计 1 个；名称、代码和金额没有读进来",
        )

    def _lacking(self, rows: Iterable[ListRow]) -> list[ListRow]:
        """The stored projects of the same years and offices that the list does not name; they stay as they are."""
        named = [row for row in rows if row.project is not None or isinstance(row.expected, Project)]
        years = {row.year for row in named if row.year is not None}
        touched = {
            project.office_id for row in named if isinstance(project := row.project or row.expected, Project)
        }
        return [
            ListRow(
                outcome=ListOutcome.MISSING,
                name=project.name,
                code=project.code,
                unit=project.implementing_unit or project.department,
                year=year,
                reason="库里有、表里没有；不会因此删除",
            )
            for year in sorted(years)
            for project in self._year(year).projects
            if project.office_id in touched
            and project.id not in self._rows_of
            and not project.is_classified
            and project.withdrawn_on is None
        ]

    def _office_of(self, listed: ListedProject) -> Office:
        """The office that the list names, where exactly one is called so; else the workspace's own."""
        for name in (listed.unit, listed.department):
            found = self._offices.get(name, [])
            if len(found) == 1:
                return found[0]
        return self._own

    # ---- treasury figures ----------------------------------------------------------------------------------------

    def _figures(self, one: MatchedTable) -> ListPreview:
        reading = read_figures(one.table, one.matching, one.words, year=one.year, period=one.period)
        self._progress.start("与已有国库数比对", len(reading.figures))
        rows = []
        for listed in reading.figures:
            rows.append(self._figure(listed, one.table))
            self._progress.step()
        findings = list(reading.findings)
        if not one.unit_is_declared and has_money(one.matching, one.words.kinds[one.matching.kind]):
            findings.append(_unit_taken_for_granted(one.matching))
        return _previewed(one, rows, reading.left_out, findings)

    def _figure(self, listed: ListedFigure, table: FreeTable) -> ListRow:
        row = ListRow(
            outcome=ListOutcome.NOT_TAKEN,
            rows=listed.rows,
            name=listed.name,
            code=listed.code,
            unit=listed.unit,
            year=listed.year,
            period=listed.period,
            findings=listed.findings,
            reason=listed.refusal,
            remark=f"{listed.payments} 笔支付相加" if listed.payments > 1 else "",
        )
        year, period, executed = listed.year, listed.period, listed.executed_fen
        if listed.refusal or year is None or period is None or executed is None:
            return row
        stored, refusal = self._year(year).find(listed.name, listed.code, listed.unit)
        if stored is None:
            return replace(row, reason=refusal or "库里没有这个项目；请先导入项目清单，或核对项目代码")
        before = self._rows_of.get(f"{stored.id}/{period}")
        if before is not None:
            return replace(
                row,
                reason=f"与{before}是库里的同一个项目“{stored.name}”，没有采用；请在表里把名称或代码写一致",
            )
        self._rows_of[f"{stored.id}/{period}"] = f"“{table.name}”第 {listed.rows[0]} 行"
        known = treasury.at(self._tx, stored.id, year=year, period=period)
        row = replace(row, name=stored.name, unit=listed.unit or stored.implementing_unit, expected=known)
        if known is not None and known.executed_fen == executed:
            return replace(row, outcome=ListOutcome.SAME)
        figure = TreasuryFigure(
            id=known.id if known else new_id(),
            project_id=stored.id,
            year=year,
            period=period,
            executed_fen=executed,
            source_name=table.name,
        )
        changes = (figure_change(known.executed_fen if known else None, executed),)
        outcome = ListOutcome.CHANGED if known else ListOutcome.NEW_FIGURE
        return replace(row, outcome=outcome, figure=figure, changes=changes)


def _money_of(row: ListRow) -> int:
    """The last approved budget of a row's project, or its treasury figure."""
    if row.figure is not None:
        return row.figure.executed_fen
    budgets = row.project.budgets if row.project is not None else ()
    amounts = (
        standing(budgets, stage)
        for stage in (BudgetStage.REVISED, BudgetStage.ORIGINAL, BudgetStage.REVIEWED, BudgetStage.REQUESTED)
    )
    return next((amount for amount in amounts if amount is not None), 0)


def _previewed(
    one: MatchedTable, rows: Sequence[ListRow], left_out: Sequence[LeftOut], findings: Sequence[Finding]
) -> ListPreview:
    matching = one.matching
    uses_money = has_money(matching, one.words.kinds[matching.kind])
    columns = zip(one.table.headings, matching.fields, strict=True)
    return ListPreview(
        file_name=one.table.file_name,
        sheet=one.table.sheet,
        kind=matching.kind,
        columns=tuple((heading, "" if field is None else field.value) for heading, field in columns),
        money_unit=matching.unit.value if uses_money and matching.unit else "",
        rows=tuple(rows),
        left_out=tuple(left_out),
        findings=tuple(findings),
    )


def _unit_taken_for_granted(matching: Matching) -> Finding:
    unit = "元" if matching.unit is None else matching.unit.value
    return Finding(
        severity=Severity.WARNING,
        code="money-unit-unclear",
        message=f"表上没有写金额单位，按{unit}读取（国库的表按元记账）。",
        advice="请核对一两行金额；不对的话请在对列时改单位。",
    )


def _store(tx: Transaction, intake: ListIntake, batch: ImportBatch, progress: Progress) -> None:
    taken = [row for row in intake.rows if row.stores_something]
    progress.start("存入数据库", len(taken))
    new, figures = [], []
    for row in taken:
        if row.project is not None and row.expected is None:
            if not row.project.is_classified:
                imports.refuse_if_it_came_meanwhile(tx, row.project)
            new.append(row.project)
        elif row.project is not None:
            if projects.get(tx, row.project.id) != row.expected:
                raise imports.changed_meanwhile(row.name)
            projects.save(tx, row.project)
        elif row.figure is not None:
            figure = row.figure
            known = treasury.at(tx, figure.project_id, year=figure.year, period=figure.period)
            if known != row.expected:
                raise imports.changed_meanwhile(row.name)
            figures.append(replace(figure, taken_in_at=tx.now(), import_id=batch.id))
        progress.step()
    projects.add_many(tx, new)
    treasury.put_many(tx, figures)
    imports.finish(tx, batch)
