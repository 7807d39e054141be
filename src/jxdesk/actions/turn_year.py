"""Turn year: opening a fiscal year from the one before, closing it, opening it again, and what holds in each, side by side.

Opening and closing make a pinned backup first and can be undone; a closed year is read only.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from jxdesk.actions.workspace import Workspace
from jxdesk.domain.progress import Progress
from jxdesk.domain.records.filing_versions import without_replaced
from jxdesk.domain.records.filings import SELF_EVALUATIONS
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.records.projects import Project
from jxdesk.domain.road.duties import Duty
from jxdesk.domain.year.fiscal_years import (
    Fate,
    FiscalYear,
    OpenItem,
    Proposal,
    YearState,
    carried,
    propose,
    still_open,
)
from jxdesk.store.engine import settings
from jxdesk.store.engine.database import Transaction
from jxdesk.store.faults import NotFound, Refused
from jxdesk.store.records import filings, fiscal_years, libraries, projects, undoing
from jxdesk.store.shipped.forms import DEFAULT_RULE_PACK, rule_packs, templates
from jxdesk.store.views.spending import spending_of

OPENING, CLOSING, REOPENING = "year_open", "year_close", "year_reopen"


@dataclass(frozen=True, slots=True, kw_only=True)
class YearRow:
    """A year as 设置 lists it; ``fiscal_year`` says what holds in it, ``is_turned`` whether it was opened or closed here.

    ``rule_pack`` and ``forms`` are the names and versions of what holds in it.
    """

    fiscal_year: FiscalYear
    projects: int
    filings: int
    rule_pack: str
    forms: tuple[str, ...]
    is_turned: bool
    can_undo_opening: bool
    can_undo_closing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What opening a year would do: a proposal for each project of the year before."""

    year: int
    proposals: tuple[Proposal, ...]

    @property
    def going_on(self) -> frozenset[str]:
        """The ids of the projects that are proposed to go on."""
        return frozenset(one.project.id for one in self.proposals if one.fate is Fate.GOES_ON)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned:
    """A turn that was made: undoing ``errand_id`` takes it back, ``restore_point`` is the backup made before it."""

    year: int
    projects: int
    errand_id: str
    restore_point: str


def years(workspace: Workspace) -> tuple[YearRow, ...]:
    """All years that have projects or were opened here, newest first."""

    def job(tx: Transaction) -> tuple[YearRow, ...]:
        known = {one.year: one for one in fiscal_years.all_years(tx)}
        listed = sorted({*known, *projects.years(tx)}, reverse=True)
        return tuple(_row(tx, year, known.get(year)) for year in listed)

    return workspace.read(job)


def _row(tx: Transaction, year: int, known: FiscalYear | None) -> YearRow:
    shown = known or FiscalYear(id="", year=year, rule_pack_id=_rule_pack_id(tx))
    pack = rule_packs().get(shown.rule_pack_id)
    project_count, filing_count = fiscal_years.size(tx, year)
    return YearRow(
        fiscal_year=shown,
        projects=project_count,
        filings=filing_count,
        rule_pack=f"{pack.name} {pack.version} 版" if pack is not None else shown.rule_pack_id,
        forms=tuple(
            f"{templates()[name].name if name in templates() else name} {version} 版"
            for name, version in sorted(shown.templates.items())
        ),
        is_turned=known is not None,
        can_undo_opening=known is not None
        and known.state is YearState.OPEN
        and bool(fiscal_years.errand_that(tx, known, OPENING)),
        can_undo_closing=known is not None and known.state is YearState.CLOSED,
    )


# ---- opening ----------------------------------------------------------------------------------------------------


def preview_opening(workspace: Workspace, year: int) -> Opening:
    """What opening a year from the one before would do; changes nothing.

    Raises: Refused: the year was opened already and holds all of them, or there is nothing to open it from.
    """

    def job(tx: Transaction) -> Opening:
        old = projects.of_year(tx, year - 1)
        if not old:
            raise Refused(
                f"{year - 1} 年度没有项目，没有可以延续的。",
                advice=f"直接新建或导入 {year} 年度的项目就行。",
            )
        return Opening(year=year, proposals=_proposals(tx, year, old))

    return workspace.read(job)


def open_year(
    workspace: Workspace, year: int, project_ids: Collection[str], *, progress: Progress | None = None
) -> Turned:
    """Opens a year: the chosen projects of the year before go on without money, and what holds in the year is noted.

    Raises: Refused; DiskFull: the backup could not be made, and nothing was changed.
    """
    preview_opening(workspace, year)
    point = workspace.opened.backups.make(workspace.database, reason="year", pinned=True, progress=progress)

    def job(tx: Transaction) -> Turned:
        fiscal_years.refuse_closed(tx, {year})
        chosen = [
            one.project
            for one in _proposals(tx, year, projects.of_year(tx, year - 1))
            if one.project.id in project_ids
            and one.fate is not Fate.IS_THERE
            and not one.project.is_classified
        ]
        projects.add_many(tx, [carried(project, new_id()) for project in chosen])
        known = fiscal_years.get(tx, year)
        fiscal_years.put(tx, replace(_holding(tx, year), id=known.id if known is not None else new_id()))
        fiscal_years.keep_restore_point(tx, new_id(), reason=OPENING, backup_name=point.name)
        return Turned(year=year, projects=len(chosen), errand_id=tx.errand_id, restore_point=point.name)

    return workspace.transact(job, errand=OPENING)


def _proposals(tx: Transaction, year: int, old: Sequence[Project]) -> tuple[Proposal, ...]:
    return propose(old, projects.of_year(tx, year), spent=spending_of(tx, year - 1))


def _holding(tx: Transaction, year: int) -> FiscalYear:
    """The year as it is opened today, with the versions in force."""
    pack_id = _rule_pack_id(tx)
    shelf = libraries.shelf(tx)
    return FiscalYear(
        id="",
        year=year,
        opened_on=tx.today(),
        rule_pack_id=pack_id,
        libraries=tuple((library.name, library.version) for library in shelf.in_force(year)),
        templates={
            template.id: template.version
            for template in templates().values()
            if template.covers_year(year) and not template.reading_only
        },
    )


# ---- closing ----------------------------------------------------------------------------------------------------


def preview_closing(workspace: Workspace, year: int) -> tuple[OpenItem, ...]:
    """What is still open in a year; a year can be closed all the same."""

    def job(tx: Transaction) -> tuple[OpenItem, ...]:
        current = without_replaced(filings.of_year(tx, year))
        evaluated = frozenset(
            one.project_id for one in current if one.content.form in SELF_EVALUATIONS and one.project_id
        )
        return still_open(projects.of_year(tx, year), current, evaluated=evaluated)

    return workspace.read(job)


def close_year(workspace: Workspace, year: int, *, progress: Progress | None = None) -> Turned:
    """Closes a year: from then on it can be read and printed, and not changed.

    Raises: Refused: it is closed already, or nothing stands in it; DiskFull: the backup could not be made, and nothing was changed.
    """
    workspace.take_up(Duty.CLOSE_YEAR)
    point = workspace.opened.backups.make(workspace.database, reason="year", pinned=True, progress=progress)

    def job(tx: Transaction) -> Turned:
        count = len(projects.of_year(tx, year))
        known = fiscal_years.get(tx, year) or replace(_holding(tx, year), id=new_id(), opened_on=None)
        if known.state is YearState.CLOSED:
            raise Refused(f"{year} 年度已经结过账了。", advice="请刷新列表。")
        if not count:
            raise Refused(f"{year} 年度没有项目，不用结账。", advice="请核对年度。")
        fiscal_years.put(tx, replace(known, state=YearState.CLOSED, closed_on=tx.today(), closed_by=tx.who))
        fiscal_years.keep_restore_point(tx, new_id(), reason=CLOSING, backup_name=point.name)
        return Turned(year=year, projects=count, errand_id=tx.errand_id, restore_point=point.name)

    return workspace.transact(job, errand=CLOSING)


def reopen_year(workspace: Workspace, year: int, reason: str) -> None:
    """Opens a closed year again; the reason stays in the journal.

    Raises: NotFound: the year is not closed; Refused: no reason is given.
    """
    workspace.take_up(Duty.CLOSE_YEAR)
    if not reason.strip():
        raise Refused("没有写重新打开的原因。", advice="写明为什么要改已经结账的年度。")

    def job(tx: Transaction) -> None:
        known = _closed(tx, year)
        tx.note(REOPENING, table="fiscal_year", record_id=known.id, text=reason.strip())
        fiscal_years.put(tx, replace(known, state=YearState.OPEN, closed_on=None, closed_by=""))

    workspace.transact(job, errand=REOPENING)


# ---- taking back ------------------------------------------------------------------------------------------------


def undo_opening(workspace: Workspace, year: int) -> int:
    """Takes the opening of a year back, as long as nothing was built on the projects that it made; answers how many values changed.

    Raises: NotFound; Refused, naming what was built on it.
    """
    return _undo(workspace, year, OPENING)


def undo_closing(workspace: Workspace, year: int) -> int:
    """Takes the closing of a year back.

    Raises: NotFound; Refused.
    """
    workspace.take_up(Duty.CLOSE_YEAR)
    return _undo(workspace, year, CLOSING)


def _undo(workspace: Workspace, year: int, errand: str) -> int:
    def job(tx: Transaction) -> int:
        known = fiscal_years.get(tx, year)
        errand_id = fiscal_years.errand_that(tx, known, errand) if known is not None else ""
        if not errand_id:
            raise NotFound("没有可以撤销的操作。", facts=f"{year} 年度", advice="请刷新列表。")
        return undoing.undo(tx, errand_id)

    return workspace.transact(job, errand="undo")


def _closed(tx: Transaction, year: int) -> FiscalYear:
    known = fiscal_years.get(tx, year)
    if known is None or known.state is not YearState.CLOSED:
        raise NotFound(f"{year} 年度没有结账。", advice="请刷新列表。")
    return known


def _rule_pack_id(tx: Transaction) -> str:
    return settings.get(tx, settings.RULE_PACK, DEFAULT_RULE_PACK)
