"""Monitor: the execution of all own projects up to a month, typed or pasted in one grid; a filing is made by its first figure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from jxdesk.actions.judging import judge
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.beginning.content import Wish
from jxdesk.domain.beginning.monitoring import begin_monitoring, is_blank
from jxdesk.domain.filling.editing import Change, Edit, EditKind, apply
from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.monitoring.rows import MonitoringRow, MonitoringTodo, light_of, todos_of
from jxdesk.domain.monitoring.treasury_choice import keep_filled, take_treasury
from jxdesk.domain.progress import Progress
from jxdesk.domain.records.filings import Filing, FilingState, Form, MoneyUnit
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.records.known import Known
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.templates.form import FormTemplate
from jxdesk.domain.values.money_words import with_unit
from jxdesk.store.engine import settings
from jxdesk.store.engine.database import Transaction
from jxdesk.store.faults import NotFound
from jxdesk.store.records import filings, offices, projects
from jxdesk.store.records.filing_saves import Changed, save_many
from jxdesk.store.shipped.forms import DEFAULT_RULE_PACK, rule_packs, rules_for, templates
from jxdesk.store.views import monitoring
from jxdesk.store.views.known import known, known_of
from jxdesk.store.views.known_many import MonitoringShelf

EXECUTED, FORECAST, REVISED = "executed", "forecast", "revised_budget"
TYPED_FIELDS = (EXECUTED, FORECAST, REVISED)
MANY = 24
"""From so many projects on what stands beside them is read together."""
PORTION = 200
"""So many are written between two looks at the progress, so that one can stop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """All own projects up to a cut-off month; ``months`` are those that have figures already."""

    year: int
    period: int
    rows: Sequence[MonitoringRow]
    months: Sequence[int]
    rules: RulePack


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A text typed into a cell of the grid; ``field`` is one of ``TYPED_FIELDS``, a bare amount is in 万元."""

    project_id: str
    field: str
    text: str


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a write made of the rows it touched, what was not taken, and the way back."""

    rows: tuple[MonitoringRow, ...]
    refused: tuple[Refused, ...]
    inverse: tuple[WayBack, ...]


def template_for(year: int) -> FormTemplate:
    """The form on which a project's monitoring of a year is filled."""
    return next(
        template
        for template in templates().values()
        if template.form is Form.PROJECT_MONITORING
        and not template.reading_only
        and template.covers_year(year)
    )


def month(workspace: Workspace, year: int, period: int) -> Month:
    """All own projects up to a month, each with its light."""

    def job(tx: Transaction) -> Month:
        rules = _rules(tx)
        rows = _lit(monitoring.rows_of(tx, year, period), period, rules)
        return Month(year=year, period=period, rows=rows, months=monitoring.months(tx, year), rules=rules)

    return workspace.read(job)


def todos(workspace: Workspace, year: int) -> tuple[MonitoringTodo, ...]:
    """What is to be done about the newest month of a year that has figures; nothing where none has."""

    def job(tx: Transaction) -> tuple[MonitoringTodo, ...]:
        months = monitoring.months(tx, year)
        if not months:
            return ()
        rules, period = _rules(tx), months[-1]
        rows = _lit(monitoring.rows_of(tx, year, period), period, rules)
        return todos_of(rows, period=period, rules=rules)

    return workspace.read(job)


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
        progress.start("保存执行数", len(filled))
        month = _Reading(tx, year, period, filled)
        refused: list[Refused] = []
        ways: list[WayBack] = []
        for portion in _portions(filled):
            sheets = month.sheets(portion, there)
            written = _write(tx, [(sheet, _edits(sheet.filing, by_project[sheet.owner])) for sheet in sheets])
            for done in written:
                refused += [_refusal(by_project[done.sheet.owner], finding) for finding in done.refused]
                ways += [done.way] if done.way is not None else []
            progress.step(len(portion))
        return _done(tx, year, period, by_project, refused, ways)

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
        month = _Reading(tx, year, period, list(paid))
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
        back = {_there(found, way.filing_id).project_id: way for way in reversed(inverse)}
        touched = list(back)
        month = _Reading(tx, year, period, touched)
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
        return _done(tx, year, period, touched, refused, [])

    return workspace.transact(job, errand="undo")


def filing_of(workspace: Workspace, year: int, period: int, project_id: str) -> str:
    """The monitoring filing of a project, made where it has none.

    Raises: NotFound.
    """

    def job(tx: Transaction) -> str:
        there = monitoring.filing_ids(tx, year, period, (project_id,)).get(project_id)
        if there:
            return there
        (sheet,) = _Reading(tx, year, period, (project_id,)).sheets((project_id,), {})
        return filings.add(tx, sheet.filing, summary=_summary(sheet.filing, sheet.known)).id

    return workspace.transact(job, errand="start")


# ---- steps --------------------------------------------------------------------------------------------------------


def _rules(tx: Transaction) -> RulePack:
    packs = rule_packs()
    return packs.get(settings.get(tx, settings.RULE_PACK, DEFAULT_RULE_PACK)) or packs[DEFAULT_RULE_PACK]


def _lit(rows: Iterable[MonitoringRow], period: int, rules: RulePack) -> tuple[MonitoringRow, ...]:
    return tuple(replace(row, light=light_of(row, period=period, rules=rules)) for row in rows)


def _there(found: Mapping[str, Filing], filing_id: str) -> Filing:
    if filing_id not in found:
        raise NotFound("没有这张监控表。", facts=filing_id, advice="它可能已被删除，请刷新列表。")
    return found[filing_id]


def _portions(project_ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for first in range(0, len(project_ids), PORTION):
        yield project_ids[first : first + PORTION]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    """The filing of a project's month with what stands beside it; ``made`` where it is new and not stored yet."""

    filing: Filing
    known: Known
    made: bool

    @property
    def owner(self) -> str:
        """The project."""
        return self.filing.project_id


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    """What became of a sheet: what was not taken, and the way back where something changed."""

    sheet: _Sheet
    refused: tuple[Finding, ...] = ()
    way: WayBack | None = None

    def refusals(self) -> list[Refused]:
        """What was not taken, as of the cell 执行数."""
        cell = Typed(project_id=self.sheet.owner, field=EXECUTED, text="")
        return [Refused(typed=cell, finding=finding) for finding in self.refused]


class _Reading:
    """Reads the sheets of a month: those of many projects together, of a few one by one, because shelves cost time too."""

    def __init__(self, tx: Transaction, year: int, period: int, project_ids: Sequence[str]) -> None:
        self.tx = tx
        self.year = year
        self.period = period
        self.template = template_for(year)
        self.rule_pack_id = settings.get(tx, settings.RULE_PACK, DEFAULT_RULE_PACK)
        self.shelf: MonitoringShelf | None = None
        if len(project_ids) >= MANY:
            self.shelf = MonitoringShelf.of(tx, project_ids, year=year, period=period)

    def sheets(self, project_ids: Sequence[str], there: Mapping[str, str]) -> list[_Sheet]:
        """The sheets of these projects; ``there`` names the filings that some of them have.

        Raises: NotFound.
        """
        wanted = {one: there[one] for one in project_ids if one in there}
        stored = {one.id: one for one in filings.get_many(self.tx, list(wanted.values()))}
        present = {one: _there(stored, filing_id) for one, filing_id in wanted.items()}
        absent = [one for one in project_ids if one not in there]
        if self.shelf is None:
            beside = {one: known_of(self.tx, filing) for one, filing in present.items()}
            beside |= {one: self._known(one) for one in absent}
        else:
            beside = {**self.shelf.known_of(present), **self.shelf.known(absent)}
        made = {one: self._begun(one, beside.get(one)) for one in absent}
        return [
            _Sheet(filing=present.get(one) or made[one], known=beside[one], made=one not in present)
            for one in project_ids
        ]

    def _begun(self, project_id: str, beside: Known | None) -> Filing:
        """The new filing of a project's month, not stored yet."""
        if beside is None:
            raise NotFound("没有这个项目。", facts=project_id, advice="它可能已被删除，请刷新列表。")
        wish = Wish(
            form=Form.PROJECT_MONITORING,
            year=self.year,
            period=self.period,
            template_id=self.template.id,
            project_id=project_id,
        )
        content = begin_monitoring(wish, self.template, beside)
        content = replace(content, rule_pack_id=self.rule_pack_id)
        return Filing(id=new_id(), office_id=beside.office.id, project_id=project_id, content=content)

    def _known(self, project_id: str) -> Known:
        project = projects.get(self.tx, project_id)
        office = offices.get(self.tx, project.office_id) if project is not None else None
        if project is None or office is None:
            raise NotFound("没有这个项目。", facts=project_id, advice="它可能已被删除，请刷新列表。")
        return known(
            self.tx, Form.PROJECT_MONITORING, self.year, project=project, office=office, period=self.period
        )


def _summary(filing: Filing, beside: Known) -> filings.Summary:
    content = filing.content
    judged = judge(content, imported=bool(filing.imported_from), known=beside)
    return filings.Summary.of(judged.scorecard, judged.findings)


def _edits(filing: Filing, cells: Sequence[Typed]) -> list[Edit]:
    total = filing.content.total_line
    return [
        Edit(kind=EditKind.MONEY, line_id=total.id, field=one.field, text=_stated(one, filing))
        for one in cells
        if total is not None
    ]


def _write(
    tx: Transaction,
    changes: Iterable[tuple[_Sheet, Sequence[Change]]],
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


def _refusal(cells: Sequence[Typed], finding: Finding) -> Refused:
    cell = next((one for one in cells if one.field == finding.field), cells[0])
    return Refused(typed=cell, finding=finding)


def _done(
    tx: Transaction,
    year: int,
    period: int,
    project_ids: Iterable[str],
    refused: Sequence[Refused],
    ways: Sequence[WayBack],
) -> Done:
    rows = monitoring.rows_of(tx, year, period, project_ids=tuple(project_ids))
    return Done(rows=_lit(rows, period, _rules(tx)), refused=tuple(refused), inverse=tuple(ways))
