"""Monitor: the execution of all own projects up to a month, typed or pasted in one grid; a filing is made by its first figure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
from jxdesk.store.shipped.forms import DEFAULT_RULE_PACK, rule_packs, rules_for, templates
from jxdesk.store.views import monitoring
from jxdesk.store.views.known import known, known_of

EXECUTED, FORECAST, REVISED = "executed", "forecast", "revised_budget"
TYPED_FIELDS = (EXECUTED, FORECAST, REVISED)


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
        progress.start("保存执行数", len(by_project))
        refused: list[Refused] = []
        ways: list[WayBack] = []
        for project_id, cells in by_project.items():
            progress.step()
            if project_id not in there and not any(one.text.strip() for one in cells):
                continue
            filing, known_, made = _filing(tx, year, period, project_id, there.get(project_id, ""))
            total = filing.content.total_line
            edits = [
                Edit(kind=EditKind.MONEY, line_id=total.id, field=one.field, text=_stated(one, filing))
                for one in cells
                if total is not None
            ]
            findings, way = _change(tx, filing, known_, edits, made=made)
            refused += [_refusal(cells, finding) for finding in findings]
            ways += [way] if way is not None else []
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
        refused: list[Refused] = []
        ways: list[WayBack] = []
        for row in rows.values():
            if row.treasury_fen is None:
                continue
            filing, known_, made = _filing(tx, year, period, row.project_id, row.filing_id)
            decide = take_treasury if treasury else keep_filled
            changes = decide(filing.content, row.treasury_fen, reason)
            findings, way = _change(tx, filing, known_, changes, made=made)
            cell = Typed(project_id=row.project_id, field=EXECUTED, text="")
            refused += [Refused(typed=cell, finding=finding) for finding in findings]
            ways += [way] if way is not None else []
        return _done(tx, year, period, rows, refused, ways)

    return workspace.transact(job, errand="choose_figure")


def take_back(workspace: Workspace, year: int, period: int, inverse: Sequence[WayBack]) -> Done:
    """Takes back what ``put`` or ``choose`` did.

    Raises: NotFound.
    """

    def job(tx: Transaction) -> Done:
        touched: list[str] = []
        refused: list[Refused] = []
        for way in reversed(inverse):
            filing = _get(tx, way.filing_id)
            touched.append(filing.project_id)
            findings, _ = _change(tx, filing, known_of(tx, filing), way.changes, made=False)
            if way.made and not findings and is_blank(_get(tx, filing.id).content):
                filings.delete(tx, filing.id)
            cell = Typed(project_id=filing.project_id, field=EXECUTED, text="")
            refused += [Refused(typed=cell, finding=finding) for finding in findings]
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
        filing, beside, _ = _filing(tx, year, period, project_id, "")
        return filings.add(tx, filing, summary=_summary(filing, beside)).id

    return workspace.transact(job, errand="start")


# ---- steps --------------------------------------------------------------------------------------------------------


def _rules(tx: Transaction) -> RulePack:
    packs = rule_packs()
    return packs.get(settings.get(tx, settings.RULE_PACK, DEFAULT_RULE_PACK)) or packs[DEFAULT_RULE_PACK]


def _lit(rows: Iterable[MonitoringRow], period: int, rules: RulePack) -> tuple[MonitoringRow, ...]:
    return tuple(replace(row, light=light_of(row, period=period, rules=rules)) for row in rows)


def _get(tx: Transaction, filing_id: str) -> Filing:
    filing = filings.get(tx, filing_id)
    if filing is None:
        raise NotFound("没有这张监控表。", facts=filing_id, advice="它可能已被删除，请刷新列表。")
    return filing


def _filing(
    tx: Transaction, year: int, period: int, project_id: str, filing_id: str
) -> tuple[Filing, Known, bool]:
    """The filing of a project's month, what stands beside it, and whether it is a new one that is not stored yet."""
    if filing_id:
        filing = _get(tx, filing_id)
        return filing, known_of(tx, filing), False
    project = projects.get(tx, project_id)
    office = offices.get(tx, project.office_id) if project is not None else None
    if project is None or office is None:
        raise NotFound("没有这个项目。", facts=project_id, advice="它可能已被删除，请刷新列表。")
    template = template_for(year)
    wish = Wish(
        form=Form.PROJECT_MONITORING,
        year=year,
        period=period,
        template_id=template.id,
        project_id=project_id,
    )
    beside = known(tx, Form.PROJECT_MONITORING, year, project=project, office=office, period=period)
    content = begin_monitoring(wish, template, beside)
    content = replace(content, rule_pack_id=settings.get(tx, settings.RULE_PACK, DEFAULT_RULE_PACK))
    filing = Filing(id=new_id(), office_id=office.id, project_id=project_id, content=content)
    return filing, beside, True


def _summary(filing: Filing, beside: Known) -> filings.Summary:
    content = filing.content
    judged = judge(content, imported=bool(filing.imported_from), known=beside)
    return filings.Summary.of(judged.scorecard, judged.findings)


def _change(
    tx: Transaction, filing: Filing, beside: Known, changes: Sequence[Change], *, made: bool
) -> tuple[tuple[Finding, ...], WayBack | None]:
    """Changes a filing; answers what was not taken, and the way back where something changed."""
    if filing.state is not FilingState.DRAFT:
        return (_locked(filing),), None
    applied = apply(filing.content, changes, rules_for(filing.content))
    changed = replace(filing, content=applied.content)
    if changed == filing:
        return applied.refused, None
    summary = _summary(changed, beside)
    if made:
        filings.add(tx, changed, summary=summary)
    else:
        filings.save(tx, changed, expected_version=filing.version, summary=summary)
    way = WayBack(filing_id=filing.id, changes=applied.inverse, made=made)
    return applied.refused, way


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
