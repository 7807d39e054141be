"""Monitor: the execution of all own projects up to a month, typed or pasted in one grid; a filing is made by its first figure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from jxdesk.actions.judging import judge
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.beginning.monitoring import is_blank
from jxdesk.domain.filling.editing import Cell, Change, Edit, EditKind, Restore, apply
from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.monitoring.line_rows import LineRow, keyed_lines, line_rows
from jxdesk.domain.monitoring.rows import MonitoringRow
from jxdesk.domain.monitoring.treasury_choice import keep_filled, take_treasury
from jxdesk.domain.progress import Progress
from jxdesk.domain.records.filings import Filing, FilingState, MoneyUnit
from jxdesk.domain.records.known import Known
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.values.money_words import with_unit
from jxdesk.store.engine.database import Transaction
from jxdesk.store.records import filings
from jxdesk.store.records.filing_saves import Changed, save_many
from jxdesk.store.shipped.forms import rules_for
from jxdesk.store.views import monitoring
from jxdesk.store.views.monitoring_sheets import Sheet, Sheets, there_of

EXECUTED, FORECAST, REVISED = "executed", "forecast", "revised_budget"
TYPED_FIELDS = (EXECUTED, FORECAST, REVISED)
LINE_FIELDS = ("actual", "forecast", "causes", "deviation_reason", "likelihood")
PORTION = 200
"""So many are written between two looks at the progress, so that one can stop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """All own projects up to a cut-off month, or the first of them; ``months`` are those that have figures already."""

    year: int
    period: int
    rows: Sequence[MonitoringRow]
    months: Sequence[int]
    rules: RulePack
    is_whole: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A text typed into a cell of a grid: an amount of the project, a bare one in 万元, or a cell of one of its indicators.

    ``field`` is one of ``TYPED_FIELDS``, or of ``LINE_FIELDS`` where ``line`` names an indicator by its key.
    """

    project_id: str
    field: str
    text: str
    line: str = ""

    @property
    def cell(self) -> Cell:
        """The row of its grid and the field."""
        return (f"{self.project_id}/{self.line}" if self.line else self.project_id), self.field


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A cell whose text was not taken, and why."""

    typed: Typed
    finding: Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class WayBack:
    """What takes back the change of one filing; one that was made by it goes again if nothing else was filled in."""

    filing_id: str
    changes: tuple[Change, ...]
    made: bool

    @property
    def is_about_lines(self) -> bool:
        """Whether indicators are changed by it."""
        return any(isinstance(one, Restore) and one.kind is EditKind.INDICATOR for one in self.changes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a write made of the rows it touched, what was not taken, and the way back.

    ``lines`` are the indicators of the projects in which one was touched, of each project all.
    """

    rows: tuple[MonitoringRow, ...]
    refused: tuple[Refused, ...]
    inverse: tuple[WayBack, ...]
    lines: tuple[LineRow, ...] = ()


def month(workspace: Workspace, year: int, period: int, *, most: int | None = None) -> Month:
    """All own projects up to a month, each with its light; where there are more than ``most``, so many of them."""

    def job(tx: Transaction) -> Month:
        rules = monitoring.rules_of(tx)
        rows = monitoring.rows_of(tx, year, period, rules=rules, most=None if most is None else most + 1)
        return Month(
            year=year,
            period=period,
            rows=rows[:most],
            months=monitoring.months(tx, year),
            rules=rules,
            is_whole=most is None or len(rows) <= most,
        )

    return workspace.read(job)


def lines(workspace: Workspace, year: int, period: int, project_ids: Sequence[str]) -> tuple[LineRow, ...]:
    """The indicators of these projects up to a month, project by project; those of a form not begun yet as it would begin."""
    return workspace.read(lambda tx: _lines(tx, year, period, project_ids))


def put(
    workspace: Workspace,
    year: int,
    period: int,
    typed: Sequence[Typed],
    *,
    progress: Progress | None = None,
) -> Done:
    """Saves typed or pasted figures in one transaction; a project's filing is made where it has none.

    Raises: NotFound; Cancelled, and then nothing is written.
    """
    progress = progress or Progress()

    def job(tx: Transaction) -> Done:
        by_project: dict[str, list[Typed]] = {}
        for one in typed:
            by_project.setdefault(one.project_id, []).append(one)
        there = monitoring.filing_ids(tx, year, period, tuple(by_project))
        filled = [
            project_id
            for project_id, cells in by_project.items()
            if project_id in there or any(one.text.strip() for one in cells)
        ]
        progress.start("保存监控数", len(filled))
        month = Sheets(tx, year, period, filled)
        refused: list[Refused] = []
        ways: list[WayBack] = []
        for portion in _portions(filled):
            sheets = month.sheets(portion, there)
            edits = {sheet.owner: _edits(sheet.filing, by_project[sheet.owner]) for sheet in sheets}
            for done in _write(tx, [(sheet, tuple(edits[sheet.owner].values())) for sheet in sheets]):
                owner = done.sheet.owner
                refused += [_refusal(edits[owner], by_project[owner], one) for one in done.refused]
                refused += [_gone(one) for one in by_project[owner] if one not in edits[owner]]
                ways += [done.way] if done.way is not None else []
            progress.step(len(portion))
        touched = {one.project_id for one in typed if one.line}
        return _done(tx, year, period, by_project, refused, ways, lines_of=touched)

    return workspace.transact(job, errand="monitor")


def choose(
    workspace: Workspace, year: int, period: int, project_ids: Sequence[str], *, treasury: bool, reason: str
) -> Done:
    """Chooses between the treasury's figure and the clerk's, for these projects, with the reason.

    Raises: NotFound.
    """

    def job(tx: Transaction) -> Done:
        rows = {
            row.project_id: row
            for row in monitoring.rows_of(tx, year, period, project_ids=tuple(project_ids))
        }
        paid = {row.project_id: row.treasury_fen for row in rows.values() if row.treasury_fen is not None}
        there = {row.project_id: row.filing_id for row in rows.values() if row.filing_id}
        month = Sheets(tx, year, period, list(paid))
        decide = take_treasury if treasury else keep_filled
        refused: list[Refused] = []
        ways: list[WayBack] = []
        for portion in _portions(list(paid)):
            sheets = month.sheets(portion, there)
            written = _write(
                tx, [(sheet, decide(sheet.filing.content, paid[sheet.owner], reason)) for sheet in sheets]
            )
            for one in written:
                refused += one.refusals()
                ways += [one.way] if one.way is not None else []
        return _done(tx, year, period, rows, refused, ways)

    return workspace.transact(job, errand="choose_figure")


def take_back(workspace: Workspace, year: int, period: int, inverse: Sequence[WayBack]) -> Done:
    """Takes back what ``put`` or ``choose`` did.

    Raises: NotFound.
    """

    def job(tx: Transaction) -> Done:
        found = {one.id: one for one in filings.get_many(tx, [way.filing_id for way in inverse])}
        back = {there_of(found, way.filing_id).project_id: way for way in reversed(inverse)}
        touched = list(back)
        month = Sheets(tx, year, period, touched)
        refused: list[Refused] = []
        for portion in _portions(touched):
            sheets = month.sheets(portion, {owner: back[owner].filing_id for owner in portion})
            written = _write(
                tx,
                [(sheet, back[sheet.owner].changes) for sheet in sheets],
                without_trace=frozenset(way.filing_id for way in inverse if way.made),
            )
            for one in written:
                refused += one.refusals()
        lines_of = [owner for owner, way in back.items() if way.is_about_lines]
        return _done(tx, year, period, touched, refused, [], lines_of=lines_of)

    return workspace.transact(job, errand="undo")


def filing_of(workspace: Workspace, year: int, period: int, project_id: str) -> str:
    """The monitoring filing of a project, made where it has none.

    Raises: NotFound.
    """

    def job(tx: Transaction) -> str:
        there = monitoring.filing_ids(tx, year, period, (project_id,)).get(project_id)
        if there:
            return there
        (sheet,) = Sheets(tx, year, period, (project_id,)).sheets((project_id,), {})
        return filings.add(tx, sheet.filing, summary=_summary(sheet.filing, sheet.known)).id

    return workspace.transact(job, errand="start")


# ---- steps --------------------------------------------------------------------------------------------------------


def _portions(project_ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for first in range(0, len(project_ids), PORTION):
        yield project_ids[first : first + PORTION]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    """What became of a sheet: what was not taken, and the way back where something changed."""

    sheet: Sheet
    refused: tuple[Finding, ...] = ()
    way: WayBack | None = None

    def refusals(self) -> list[Refused]:
        """What was not taken, as of the cell 执行数."""
        cell = Typed(project_id=self.sheet.owner, field=EXECUTED, text="")
        return [Refused(typed=cell, finding=finding) for finding in self.refused]


def _summary(filing: Filing, beside: Known) -> filings.Summary:
    content = filing.content
    judged = judge(content, imported=bool(filing.imported_from), known=beside)
    return filings.Summary.of(judged.scorecard, judged.findings)


def _edits(filing: Filing, cells: Sequence[Typed]) -> dict[Typed, Edit]:
    """What each typed cell changes; one whose indicator is no longer on the form changes nothing."""
    total, watched = filing.content.total_line, keyed_lines(filing.content.indicator_lines)
    found: dict[Typed, Edit] = {}
    for one in cells:
        if one.line in watched:
            line_id = watched[one.line].id
            found[one] = Edit(kind=EditKind.INDICATOR, line_id=line_id, field=one.field, text=one.text)
        elif not one.line and total is not None:
            text = _stated(one, filing)
            found[one] = Edit(kind=EditKind.MONEY, line_id=total.id, field=one.field, text=text)
    return found


def _write(
    tx: Transaction,
    changes: Iterable[tuple[Sheet, Sequence[Change]]],
    *,
    without_trace: frozenset[str] = frozenset(),
) -> list[_Written]:
    """Changes sheets and stores them together; of those ``without_trace`` the ones that are blank again go."""
    answer: list[_Written] = []
    made: list[tuple[Filing, filings.Summary | None]] = []
    changed: list[Changed] = []
    for sheet, edits in changes:
        filing = sheet.filing
        if filing.state is not FilingState.DRAFT:
            answer.append(_Written(sheet=sheet, refused=(_locked(filing),)))
            continue
        applied = apply(filing.content, edits, rules_for(filing.content))
        after = replace(filing, content=applied.content)
        if after == filing:
            answer.append(_Written(sheet=sheet, refused=applied.refused))
            continue
        if filing.id in without_trace and not applied.refused and is_blank(after.content):
            filings.delete(tx, filing.id)
        elif sheet.made:
            made.append((after, _summary(after, sheet.known)))
        else:
            changed.append(Changed(filing, after, _summary(after, sheet.known)))
        way = WayBack(filing_id=filing.id, changes=applied.inverse, made=sheet.made)
        answer.append(_Written(sheet=sheet, refused=applied.refused, way=way))
    if made:
        filings.add_many(tx, made)
    if changed:
        save_many(tx, changed)
    return answer


def _stated(typed: Typed, filing: Filing) -> str:
    """The text as the form reads it, whose own amounts may be in another unit."""
    return with_unit(typed.text, MoneyUnit.WAN, among=filing.content.money_unit)


def _locked(filing: Filing) -> Finding:
    return Finding(
        severity=Severity.ERROR,
        code="not-editable",
        message=f"“{filing.content.project_name}”的监控表已经标为填好或已封装。",
        advice="请打开这张表，点“改回填写中”以后再改。",
        field=EXECUTED,
    )


def _refusal(edits: Mapping[Typed, Edit], cells: Sequence[Typed], finding: Finding) -> Refused:
    """A refusal at the cell that it is about, else at the first of its form."""
    place = (finding.line_id, finding.field)
    cell = next((one for one, edit in edits.items() if (edit.line_id, edit.field) == place), cells[0])
    return Refused(typed=cell, finding=finding)


def _gone(cell: Typed) -> Refused:
    finding = Finding(
        severity=Severity.ERROR,
        code="line-gone",
        message="这个指标已经不在监控表上了。",
        advice="表在别处改过：请重新打开这一页再填。",
        field=cell.field,
    )
    return Refused(typed=cell, finding=finding)


def _done(
    tx: Transaction,
    year: int,
    period: int,
    project_ids: Iterable[str],
    refused: Sequence[Refused],
    ways: Sequence[WayBack],
    *,
    lines_of: Collection[str] = (),
) -> Done:
    return Done(
        rows=monitoring.rows_of(
            tx, year, period, rules=monitoring.rules_of(tx), project_ids=tuple(project_ids)
        ),
        refused=tuple(refused),
        inverse=tuple(ways),
        lines=_lines(tx, year, period, tuple(lines_of)) if lines_of else (),
    )


def _lines(tx: Transaction, year: int, period: int, project_ids: Sequence[str]) -> tuple[LineRow, ...]:
    there = monitoring.filing_ids(tx, year, period, tuple(project_ids))
    contents = Sheets(tx, year, period, project_ids).contents(project_ids, there)
    return tuple(
        row for owner, content in contents.items() for row in line_rows(owner, content, rules_for(content))
    )
