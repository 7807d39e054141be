"""Look: what the window's pages ask for, read and never changed; each answer is a plain value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from jxdesk.domain.records.filings import Form
from jxdesk.domain.records.packages import Task
from jxdesk.domain.records.stages import YearStage, stages_of_projects
from jxdesk.store.records import packages
from jxdesk.store.records.packages import SentPackage
from jxdesk.store.shipped.forms import DEFAULT_RULE_PACK, rule_packs
from jxdesk.store.views import first_page, list_stages, project_sheet, screens, year_screens
from jxdesk.store.views.list_stages import ListStage
from jxdesk.store.views.screens import ProjectQuery

if TYPE_CHECKING:
    from jxdesk.actions.workspace import Workspace
    from jxdesk.domain.rules.pack import RulePack
    from jxdesk.store.engine.database import Transaction

__all__ = ["BLOCK", "ListStage", "ProjectQuery", "SentPackage"]

BLOCK = screens.BLOCK
NEXT_PROJECTS = 8


class ProjectRow(NamedTuple):
    """One row of the project list, as the screen reads it.

    Units: ``*_fen`` 分; ``rate`` hundredths of a percent; ``score`` hundredths of a point.
    """

    row: int
    id: str
    name: str
    code: str
    department: str
    implementing_unit: str
    office: str
    budget_fen: int | None
    executed_fen: int | None
    rate: int | None
    score: int | None
    grade: str | None
    state: str
    errors: int | None
    warnings: int | None
    is_classified: int
    filing_id: str | None
    county: str | None = None


class SendRow(NamedTuple):
    """One filing that could be exported or sealed; counts are None where it was never checked.

    A form of an office as a whole has no project; ``project`` then is the office's name.

    Units: ``amount_fen`` 分.
    """

    filing_id: str
    project_id: str
    project: str
    unit: str
    state: str
    errors: int | None
    warnings: int | None
    amount_fen: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The sums of a list or of a selection.

    Units: ``*_fen`` 分; ``rate`` hundredths of a percent, None where nothing was executed against a budget.
    """

    count: int = 0
    budget_fen: int = 0
    executed_fen: int = 0
    base_fen: int = 0

    @property
    def rate(self) -> int | None:
        """Executed against the revised budget of those that state both."""
        return self.executed_fen * 10000 // self.base_fen if self.base_fen > 0 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectList:
    """The beginning of a list: its first row numbers in their order, and those rows; ``is_whole`` when there are no more."""

    query: ProjectQuery
    rows: Sequence[int]
    first: Sequence[ProjectRow]

    @property
    def is_whole(self) -> bool:
        """Whether this is all."""
        return len(self.rows) < BLOCK


@dataclass(frozen=True, slots=True, kw_only=True)
class YearFacts:
    """What stands around the lists of a year and a scope, whatever else is filtered: how many stand where, and what can be chosen."""

    year: int
    stage: ListStage
    counts: Mapping[str, int]
    units: Sequence[str]
    books: Sequence[str]
    scope: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class YearList:
    """The years there are, and the list of the newest."""

    years: Sequence[int]
    projects: ProjectList


@dataclass(frozen=True, slots=True, kw_only=True)
class StageProgress:
    """How many projects of a year have a stage begun, done, and with errors in it."""

    stage: YearStage
    begun: int = 0
    done: int = 0
    wrong: int = 0

    @property
    def key(self) -> ListStage:
        """The stage as lists name it."""
        return ListStage(self.stage.form.value, self.stage.period)


@dataclass(frozen=True, slots=True, kw_only=True)
class Morning:
    """What the first page says beside its numbers; ``low_percent`` is the rate below which the rules ask for a reason."""

    low_count: int
    low_percent: int
    rules: str
    next_projects: Sequence[ProjectRow]
    stages: Sequence[StageProgress] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupFacts:
    """How safe the data is.

    Units: ``at`` text with offset, empty where there is no backup yet.
    """

    at: str
    count: int
    second_place: str
    second_trouble: str
    paused: bool


def _totals(values: Sequence[int]) -> Totals:
    count, budget, executed, base = values
    return Totals(count=count, budget_fen=budget, executed_fen=executed, base_fen=base)


def _block(tx: Transaction, rows: Sequence[int], stage: ListStage) -> tuple[ProjectRow, ...]:
    return tuple(ProjectRow._make(cells) for cells in screens.project_block(tx, rows, stage))


def _stage(tx: Transaction, query: ProjectQuery) -> ListStage:
    """The stage of a list, the one at hand where it names none."""
    return query.stage or first_page.stage_at_hand(tx, query.year)


def first_list(workspace: Workspace, stage: ListStage | None = None) -> YearList:
    """The newest year's projects; needs neither the models nor the sheet."""

    def job(tx: Transaction) -> YearList:
        years = first_page.years(tx)
        query = ProjectQuery(year=years[0] if years else 0, stage=stage)
        query = query._replace(stage=_stage(tx, query))
        rows = screens.project_rows(tx, query, limit=BLOCK) if years else []
        first = _block(tx, rows, _stage(tx, query))
        return YearList(years=years, projects=ProjectList(query=query, rows=rows, first=first))

    return workspace.read(job)


def morning(workspace: Workspace, year: int, stage: ListStage | None = None, *, scope: str = "") -> Morning:
    """What the first page says of a scope once the rules are read; the next projects are those with errors, then begun, then new ones."""
    pack = rule_packs()[DEFAULT_RULE_PACK]

    def job(tx: Transaction) -> Morning:
        followed = stage or first_page.stage_at_hand(tx, year)
        percent = int(100 * _low_below(followed, pack))
        project_sheet.bring_sheet_up(tx, followed, with_letters=False)
        wanted: list[int] = []
        for state in ("problem", "draft", "none"):
            if len(wanted) < NEXT_PROJECTS:
                rows = screens.project_rows(tx, ProjectQuery(year=year, state=state, scope=scope))
                wanted += [row for row in rows if row not in wanted]
        return Morning(
            low_count=screens.project_totals(tx, ProjectQuery(year=year, rate_below=percent, scope=scope))[0],
            low_percent=percent,
            rules=f"{pack.name} {pack.version} 版",
            next_projects=_block(tx, wanted[:NEXT_PROJECTS], followed),
            stages=_progress(tx, year, scope),
        )

    return workspace.transact(job)


def _low_below(stage: ListStage, pack: RulePack) -> Decimal:
    """The rate of execution below which the rules ask for a reason or send a notice; nought where they say nothing yet."""
    if stage == list_stages.SELF_EVALUATION:
        return pack.execution.reason_below
    notice = pack.monitoring.notice
    return notice.below if stage.period is not None and stage.period >= notice.from_month else Decimal(0)


def _progress(tx: Transaction, year: int, scope: str = "") -> tuple[StageProgress, ...]:
    """How far each stage of a year is, in the order of the year."""
    found = {
        ListStage(form, period): (begun, done, wrong)
        for form, period, begun, done, wrong in year_screens.stage_counts(tx, year, scope)
    }
    months = {stage.period for stage in found if stage.period is not None}
    usual = rule_packs()[DEFAULT_RULE_PACK].monitoring.periods
    answers = []
    for stage in stages_of_projects(sorted({*usual, *months})):
        begun, done, wrong = found.get(ListStage(stage.form, stage.period), (0, 0, 0))
        answers.append(StageProgress(stage=stage, begun=begun, done=done, wrong=wrong))
    return tuple(answers)


def stages_of_year(workspace: Workspace, year: int, *, scope: str = "") -> tuple[StageProgress, ...]:
    """The stages of the projects of a year and a scope, by the rules and by what was filled, and how far each is."""
    return workspace.read(lambda tx: _progress(tx, year, scope))


def backup_facts(workspace: Workspace) -> BackupFacts:
    """When the data was last backed up, and where."""
    backups, second = workspace.opened.backups, workspace.folder.second_place()
    listed = backups.listed()
    return BackupFacts(
        at=listed[0].contents.at if listed else "",
        count=len(listed),
        second_place=str(second) if second is not None else "",
        second_trouble=backups.second_place_trouble,
        paused=backups.paused,
    )


def newest_year(workspace: Workspace) -> int:
    """The newest year that has projects; nought where none has."""
    return next(iter(workspace.read(first_page.years)), 0)


def newest_task(workspace: Workspace) -> Task:
    """The latest form of the newest year in which anything was filled; its self-evaluation where nothing was."""
    year = newest_year(workspace)
    return next(reversed(tasks_of_year(workspace, year)), Task(form=Form.PROJECT_SELF_EVALUATION, year=year))


def projects(workspace: Workspace, query: ProjectQuery) -> ProjectList:
    """The beginning of a list; ``project_rows`` has the rest."""

    def job(tx: Transaction) -> ProjectList:
        stage = _stage(tx, query)
        if not query.is_plain:
            project_sheet.bring_sheet_up(tx, stage)
        rows = screens.project_rows(tx, query, limit=BLOCK)
        return ProjectList(query=query._replace(stage=stage), rows=rows, first=_block(tx, rows, stage))

    return workspace.transact(job)


def project_rows(workspace: Workspace, query: ProjectQuery) -> list[int]:
    """All row numbers of a list, in its order."""

    def job(tx: Transaction) -> list[int]:
        if not query.is_plain:
            project_sheet.bring_sheet_up(tx, _stage(tx, query))
        return screens.project_rows(tx, query)

    return workspace.transact(job)


def project_block(workspace: Workspace, query: ProjectQuery, rows: Sequence[int]) -> tuple[ProjectRow, ...]:
    """Another block of a list."""
    return workspace.read(lambda tx: _block(tx, rows, _stage(tx, query)))


def list_totals(workspace: Workspace, query: ProjectQuery) -> Totals:
    """The sums of a list."""

    def job(tx: Transaction) -> Totals:
        project_sheet.bring_sheet_up(tx, _stage(tx, query))
        return _totals(screens.project_totals(tx, query))

    return workspace.transact(job)


def year_facts(
    workspace: Workspace, year: int, stage: ListStage | None = None, *, scope: str = ""
) -> YearFacts:
    """What stands around the lists of a year, a stage and a scope."""

    def job(tx: Transaction) -> YearFacts:
        followed = stage or first_page.stage_at_hand(tx, year)
        project_sheet.bring_sheet_up(tx, followed)
        units, books = screens.choices(tx, year)
        counts = screens.state_counts(tx, year, scope)
        return YearFacts(year=year, stage=followed, counts=counts, units=units, books=books, scope=scope)

    return workspace.transact(job)


def selected_totals(workspace: Workspace, query: ProjectQuery, rows: Sequence[int]) -> Totals:
    """The sums of the chosen rows of a list."""

    def job(tx: Transaction) -> Totals:
        project_sheet.bring_sheet_up(tx, _stage(tx, query))
        return _totals(screens.sums(tx, rows))

    return workspace.transact(job)


def filings_to_send(workspace: Workspace, task: Task) -> tuple[SendRow, ...]:
    """The filings of a task, for exporting and sealing."""
    rows = workspace.read(lambda tx: year_screens.filings_of_task(tx, task.form, task.year, task.period))
    return tuple(map(SendRow._make, rows))


def tasks_of_year(workspace: Workspace, year: int) -> tuple[Task, ...]:
    """The forms and periods of a year that were filled, in the order of the year."""
    counts = workspace.read(lambda tx: year_screens.task_counts(tx, year))
    found = {Task(form=Form(form), year=year, period=period) for form, period, *_ in counts}
    order = list(Form)
    return tuple(sorted(found, key=lambda task: (order.index(task.form), task.period or 0)))


def has_filing(workspace: Workspace, filing_id: str) -> bool:
    """Whether this workspace holds a filing."""
    return workspace.read(lambda tx: year_screens.has_filing(tx, filing_id))


def sent_packages(workspace: Workspace) -> tuple[SentPackage, ...]:
    """The packages that were sealed here, newest first."""
    return workspace.read(packages.all_sent)
