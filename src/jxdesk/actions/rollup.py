"""Roll-up: reads who has handed in and what it adds up to, for an office and everything below it; nothing in the workspace changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from jxdesk.actions.workspace import Workspace
from jxdesk.domain.errors import ExitCode, JxError
from jxdesk.domain.records.filings import OF_THE_OFFICE, Form, MoneyUnit
from jxdesk.domain.records.offices import Office, OfficeLevel
from jxdesk.domain.records.stages import YearStage, stages_of_offices, stages_of_projects
from jxdesk.domain.reports.chart_figures import BAND
from jxdesk.domain.rollup.charts import BANDS
from jxdesk.domain.rollup.figures import Basis, Figure, figures_of
from jxdesk.domain.rollup.grouping import BY_WORDS, By, Part, by_key, parts_of
from jxdesk.domain.rollup.handed import OUTSTANDING, Handed
from jxdesk.domain.rollup.shown import RolledItem
from jxdesk.domain.rollup.tally import Tally
from jxdesk.domain.rollup.tree import OfficeForest, RolledUp, forest_of, roll_up
from jxdesk.store.engine.database import Transaction
from jxdesk.store.faults import DiskFull
from jxdesk.store.shipped.forms import DEFAULT_RULE_PACK, rule_packs
from jxdesk.store.views import deadlines, first_page, monitoring, office_list, rollup, rollup_kept
from jxdesk.store.views.rollup_sql import Asked, Sums

__all__ = ["Sums"]

OF_OFFICES_TOO = frozenset({By.OFFICE, By.GRADE})
"""By what forms of offices as a whole can be divided; the other words are those of projects."""


class NotRolledUp(JxError):  # noqa: N818 - names what is wrong with what was asked
    """What was asked for cannot be rolled up."""

    code = "JX-USAGE"
    exit_code = ExitCode.USAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a person asks: a year and a stage (None for the newest and for the one at hand), and an office of the desk.

    The office is named by its id or, where that is empty, by its path; by neither it is the desk's own.
    """

    year: int | None = None
    stage: YearStage | None = None
    office_id: str = ""
    path: str = ""
    by: By = By.OFFICE
    money_unit: MoneyUnit = MoneyUnit.WAN


@dataclass(frozen=True, slots=True, kw_only=True)
class RollUp:
    """The answer: the parts that make the whole, and what stands above and beside them.

    ``way`` leads from the office of this desk down to the one that is shown; ``years`` and ``stages`` are what else can be
    asked. ``rolled`` holds every office, so that a tree can be drawn of it.
    """

    basis: Basis
    by: By
    office: Office
    way: tuple[Office, ...]
    parts: tuple[Part, ...]
    whole: Tally
    rolled: RolledUp
    years: tuple[int, ...]
    stages: tuple[YearStage, ...]
    is_practice: bool = False

    @property
    def asked(self) -> Asked:
        """What was asked of the store, for errands that go behind the sums."""
        return Asked(
            year=self.basis.year,
            stage=self.basis.stage,
            scope=self.office.path,
            due_on=self.basis.due_on,
        )

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The figures of the whole."""
        return figures_of(self.whole, self.basis, self.by)

    @property
    def forest(self) -> OfficeForest:
        """The offices of this desk."""
        return self.rolled.forest

    def outstanding_offices(self) -> tuple[Office, ...]:
        """The single offices with something outstanding, by path; each is named."""
        return tuple(
            one
            for one in self.forest.under(self.office.id)
            if (own := self.rolled.own.get(one.id)) is not None and any(map(own.count, OUTSTANDING))
        )

    def outstanding_parts(self) -> tuple[Part, ...]:
        """The same offices, each with what it has of its own."""
        return tuple(
            Part(key=one.id, label=one.name, tally=self.rolled.own[one.id])
            for one in self.outstanding_offices()
        )


def rolled_up(workspace: Workspace, wanted: Wanted) -> RollUp:
    """Rolls up one form of one year from the sums that are kept; what is not kept yet is added up and kept.

    Raises: NoWorkspace; NotRolledUp.
    """
    job = partial(_rolled, wanted=wanted, own=workspace.own_office, practice=workspace.practice)
    answer = workspace.read(job)
    if answer is None:
        try:
            answer = workspace.transact(job)
        except DiskFull:  # nobody is kept from looking: it is added up again at each look
            answer = workspace.read(partial(job, may_keep=False))
    assert answer is not None
    return answer


def _rolled(
    tx: Transaction, *, wanted: Wanted, own: Office, practice: bool, may_keep: bool = True
) -> RollUp | None:
    """The roll-up as it is kept; None where something is not kept yet and this transaction may not write."""
    years = tuple(first_page.years(tx)) or (tx.today().year,)
    year = wanted.year or max(years)
    stage = wanted.stage or _stage_at_hand(tx, year)
    forest = forest_of(_offices(tx, own))
    office = forest.offices.get(wanted.office_id) if wanted.office_id else forest.at(wanted.path or own.path)
    if office is None:
        raise NotRolledUp("这个单位不归本单位汇总。", advice="请在单位树里重新选一个。")
    asked = Asked(year=year, stage=stage, scope=office.path, due_on=deadlines.due_on(tx, year, stage))
    by = wanted.by
    if stage.form in OF_THE_OFFICE and by not in OF_OFFICES_TOO:
        raise NotRolledUp(
            f"部门整体的表没有{BY_WORDS[by]}，不能按它分。", advice="请按单位或等级分，或改看项目的表。"
        )
    if may_keep and not rollup_kept.is_whole(tx, asked):
        if not tx.write:
            return None
        rollup_kept.keep(tx, asked)
    # A project stands in several parts of its money, and is one project of the whole: the tree is always of offices.
    cells = rollup_kept.cells(tx, asked) if may_keep else rollup.cells(tx, asked)
    rolled = roll_up(forest, [(office_id, tally) for office_id, _, tally in cells])
    if by is By.OFFICE:
        parts = rolled.parts(office.id)
    else:
        grades = tuple(band.grade for band in rule_packs()[DEFAULT_RULE_PACK].grades)
        words = rollup_kept.parts(tx, asked, by) if may_keep else by_key(rollup.cells(tx, asked, by))
        parts = parts_of(by, words, grades)
    return RollUp(
        basis=_basis(tx, asked, office, wanted.money_unit),
        by=by,
        office=office,
        way=_way(forest, office),
        parts=parts,
        whole=rolled.of(office.id),
        rolled=rolled,
        years=years,
        stages=_stages(tx, year),
        is_practice=practice,
    )


def _offices(tx: Transaction, own: Office) -> tuple[Office, ...]:
    """The offices below this one, each county among them that is no office here by its path, as on every other list."""
    found = rollup.offices_below(tx, own.path)
    counties = office_list.counties_without_office(tx, [one.path for one in found], own.path)
    return (
        *found,
        *(Office(id=path, path=path, name=name, level=OfficeLevel.COUNTY) for path, name in counties.items()),
    )


def items_of(
    workspace: Workspace,
    answer: RollUp,
    *,
    handed: Sequence[Handed] = tuple(Handed),
    scores: tuple[int, int] | None = None,
    part: Part | None = None,
    own_only: bool = False,
    sums: Sums = Sums.ALL,
) -> tuple[RolledItem, ...]:
    """The single projects or offices behind a roll-up: all of them, of some standings, of a band of scores, or of one part."""
    asked, word = answer.asked, None
    if part is not None and answer.by is By.OFFICE:
        asked = replace(asked, scope=answer.forest.offices[part.key].path)
        own_only = own_only or not part.opens
    elif part is not None:
        word = part.key
    return workspace.read(
        lambda tx: rollup.items(
            tx,
            asked,
            handed=handed,
            scores=scores,
            by=answer.by,
            word=word,
            own_only=own_only,
            sums=sums,
        )
    )


def score_bands(workspace: Workspace, answer: RollUp) -> dict[int, int]:
    """How many scored forms lie in each band of ten points."""
    asked = answer.asked

    def job(tx: Transaction) -> dict[int, int]:
        if rollup_kept.is_whole(tx, asked):
            return rollup_kept.score_bands(tx, asked)
        return rollup.score_bands(tx, asked, BAND, BANDS)

    return workspace.read(job)


def office_named(workspace: Workspace, path: str) -> str:
    """The id of an office by its path.

    Raises: NotRolledUp.
    """
    own = workspace.own_office
    found = workspace.read(lambda tx: rollup.offices_below(tx, own.path))
    for one in found:
        if one.path == path:
            return one.id
    raise NotRolledUp("没有这个单位，或者它不归本单位汇总。", facts=path, advice="请核对单位编码。")


def _basis(tx: Transaction, asked: Asked, office: Office, unit: MoneyUnit) -> Basis:
    return Basis(
        year=asked.year,
        stage=asked.stage,
        office_name=office.name,
        as_of=tx.today(),
        due_on=asked.due_on,
        money_unit=unit,
    )


def _stage_at_hand(tx: Transaction, year: int) -> YearStage:
    form, period = first_page.stage_at_hand(tx, year)
    return YearStage(form=Form(form), period=period)


def _stages(tx: Transaction, year: int) -> tuple[YearStage, ...]:
    """The stages of projects, then of offices as a whole, with the usual months and those that somebody filled in."""
    usual = rule_packs()[DEFAULT_RULE_PACK].monitoring.periods
    months = sorted({*usual, *monitoring.months(tx, year)})
    return (*stages_of_projects(months), *stages_of_offices(months))


def _way(forest: OfficeForest, office: Office) -> tuple[Office, ...]:
    """From the desk's own office down to one of its offices."""
    above = [one for one in forest.offices.values() if office.path.startswith(f"{one.path}-")]
    return (*sorted(above, key=lambda one: len(one.path)), office)
