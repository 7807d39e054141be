"""Chart figures: what the charts of a year show, from plain rows, each with its filter, cut-off and denominator in words.

Used by ``actions.charts`` and by the geometry of ``documents.charts``. Nothing is left out in silence: what cannot be
drawn is counted in the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from jxdesk.domain.records.filings import MoneyUnit
from jxdesk.domain.rules.monitoring import MONTHS
from jxdesk.domain.rules.parts import GradeBand
from jxdesk.domain.values.money import format_fen
from jxdesk.domain.values.quantities import decimal_text

FULL_RATE = 10_000
"""A rate of 100 %. Units: hundredths of a percent."""
FULL_SCORE = 10_000
"""A hundred points. Units: hundredths of a point."""
BAND = 1_000
"""Ten points. Units: hundredths of a point."""
_YEAR = re.compile(r"^20\d\d年度?")


class ChartKind(StrEnum):
    """The charts there are."""

    EXECUTION = "execution"
    ACHIEVEMENT = "achievement"
    GRADES = "grades"
    SCORES = "scores"


CHART_WORDS = {
    ChartKind.EXECUTION: "执行进度",
    ChartKind.ACHIEVEMENT: "执行率和目标完成",
    ChartKind.GRADES: "得分等级",
    ChartKind.SCORES: "得分分布",
}


class PaidSource(StrEnum):
    """Who says what was executed up to a month."""

    FILED = "filed"
    TREASURY = "treasury"


PAID_WORDS = {PaidSource.FILED: "填报数", PaidSource.TREASURY: "国库数"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartProject:
    """One project of a year with what its last self-evaluation says; classified and withdrawn ones are not among them.

    Units: ``*_fen`` 分; ``*_hundredths`` hundredths of a point, of the indicator lines that count; ``score_hundredths``
    of the whole form, None until it is filled in and every line has its points.
    """

    id: str
    name: str
    unit: str
    budget_fen: int | None = None
    base_fen: int | None = None
    executed_fen: int | None = None
    reached_hundredths: int | None = None
    points_hundredths: int | None = None
    score_hundredths: int | None = None
    grade: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """What was executed for a project up to a month, as one source says; ``budget_fen`` where that source states it.

    Units: 分.
    """

    project_id: str
    month: int
    source: PaidSource
    executed_fen: int
    budget_fen: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartFilter:
    """Of which year and which unit, an empty one for all of them; and in which unit its amounts are written."""

    year: int
    unit: str = ""
    money_unit: MoneyUnit = MoneyUnit.WAN

    @property
    def words(self) -> str:
        """The filter as a chart states it."""
        return f"{self.year}年度，{self.unit or '全部单位'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a chart is of, in words: which projects, up to when, and by what its shares are measured."""

    title: str
    filter: str
    cut_off: str
    denominator: str

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines below the chart."""
        return (f"范围：{self.filter}", f"截止：{self.cut_off}", f"口径：{self.denominator}")


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthFigure:
    """The projects with a figure up to a month, added up.

    Units: ``*_fen`` 分; ``rate`` hundredths of a percent, None without a positive budget.
    """

    month: int
    source: PaidSource
    executed_fen: int
    base_fen: int
    project_ids: tuple[str, ...]
    money_unit: MoneyUnit = MoneyUnit.WAN

    @property
    def rate(self) -> int | None:
        """Executed over the budget of the same projects."""
        return share(self.executed_fen, self.base_fen)

    @property
    def words(self) -> str:
        """The figure as one sentence, with its distance from the months gone by."""
        said = f"{self.month}月{PAID_WORDS[self.source]}：{len(self.project_ids):,} 个项目执行 {self._amount(self.executed_fen)}"
        rate = self.rate
        if rate is None:
            return f"{said}，预算为 0，算不出执行率"
        ahead = rate - time_share(self.month)
        pace = f"{'快' if ahead >= 0 else '慢'} {tenths(abs(ahead))} 个百分点"
        return f"{said}，占这些项目预算 {self._amount(self.base_fen)}的 {tenths(rate)}%，比时间进度{pace}"

    def _amount(self, fen: int) -> str:
        return f"{format_fen(fen, self.money_unit)} {self.money_unit.value}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutionFigures:
    """Execution against time, month by month."""

    kind = ChartKind.EXECUTION
    scope: Scope
    months: tuple[MonthFigure, ...]
    money_unit: MoneyUnit = MoneyUnit.WAN


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectSpot:
    """A project by execution and achievement.

    Units: hundredths of a percent.
    """

    project_id: str
    name: str
    unit: str
    rate: int
    achievement: int
    grade: str

    @property
    def words(self) -> str:
        """The project as one sentence."""
        grade = f"，{self.grade}" if self.grade else ""
        return f"{self.name}：执行率 {tenths(self.rate)}%，目标完成 {tenths(self.achievement)}%{grade}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AchievementFigures:
    """Each scored project by its execution rate and the share of its indicators' points that it reached."""

    kind = ChartKind.ACHIEVEMENT
    scope: Scope
    spots: tuple[ProjectSpot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreBand:
    """A bar of a distribution and the projects in it; ``of`` is how many have a score at all.

    ``counted`` is how many there are where they are too many to be named.
    """

    label: str
    reach: str
    project_ids: tuple[str, ...]
    of: int
    counted: int | None = None

    @property
    def count(self) -> int:
        """How many projects."""
        return len(self.project_ids) if self.counted is None else self.counted

    @property
    def words(self) -> str:
        """The bar as one sentence."""
        part = f"，占有得分项目的 {tenths(rate)}%" if (rate := share(self.count, self.of)) is not None else ""
        return f"{self.label}（{self.reach}）：{self.count:,} 个项目{part}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreFigures:
    """How the scores are spread, by grades or by ten points."""

    kind: ChartKind
    scope: Scope
    bands: tuple[ScoreBand, ...]


AnyFigures = ExecutionFigures | AchievementFigures | ScoreFigures


def share(part: int, whole: int) -> int | None:
    """A part of a positive whole, rounded half up; None where there is no whole.

    Units: hundredths of a percent.
    """
    return (2 * part * FULL_RATE + whole) // (2 * whole) if whole > 0 else None


def time_share(month: int) -> int:
    """The share of the year that is over at the end of a month.

    Units: hundredths of a percent.
    """
    return (2 * month * FULL_RATE + MONTHS) // (2 * MONTHS)


def tenths(rate: int) -> str:
    """A rate with one decimal, without its sign %.

    Units: ``rate`` hundredths of a percent.
    """
    tens = (abs(rate) + 5) // 10
    return f"{'-' if rate < 0 and tens else ''}{tens // 10}.{tens % 10}"


def short_name(name: str) -> str:
    """A project's name without the year before it, which the chart says once for all."""
    return _YEAR.sub("", name) or name


def figures_of(
    kind: ChartKind,
    chosen: ChartFilter,
    projects: Sequence[ChartProject],
    paid: Iterable[Paid],
    grades: Sequence[GradeBand],
) -> AnyFigures:
    """The figures of one chart."""
    match kind:
        case ChartKind.EXECUTION:
            return execution_figures(chosen, projects, paid)
        case ChartKind.ACHIEVEMENT:
            return achievement_figures(chosen, projects)
        case ChartKind.GRADES:
            return grade_figures(chosen, projects, grades)
        case ChartKind.SCORES:
            return score_figures(chosen, projects)
        case _:
            assert_never(kind)


def execution_figures(
    chosen: ChartFilter, projects: Sequence[ChartProject], paid: Iterable[Paid]
) -> ExecutionFigures:
    """Adds up what each source says for each month; the rate counts only the budgets of projects with a figure."""
    budgets = {project.id: project.budget_fen or 0 for project in projects}
    sums: dict[tuple[PaidSource, int], list[Paid]] = {}
    for one in paid:
        if one.project_id in budgets:
            sums.setdefault((one.source, one.month), []).append(one)
    sources = list(PaidSource)
    months = tuple(
        MonthFigure(
            month=month,
            source=source,
            executed_fen=sum(one.executed_fen for one in found),
            base_fen=sum(
                one.budget_fen if one.budget_fen is not None else budgets[one.project_id] for one in found
            ),
            project_ids=tuple(one.project_id for one in found),
            money_unit=chosen.money_unit,
        )
        for (source, month), found in sorted(
            sums.items(), key=lambda item: (sources.index(item[0][0]), item[0][1])
        )
    )
    last = max((figure.month for figure in months), default=None)
    scope = Scope(
        title=f"{chosen.year}年预算执行进度",
        filter=f"{chosen.words}，共 {len(projects):,} 个项目（不含涉密和已撤销的）",
        cut_off="还没有执行数" if last is None else f"{last}月底；12月的填报数取自自评表，填写中的表也算",
        denominator="执行率 = 有数的项目的执行数合计 ÷ 同一批项目的全年预算数合计；没有数的项目两头都不算",
    )
    return ExecutionFigures(scope=scope, months=months, money_unit=chosen.money_unit)


def achievement_figures(chosen: ChartFilter, projects: Sequence[ChartProject]) -> AchievementFigures:
    """Places each project whose self-evaluation is scored and whose budget is not zero."""
    spots, unscored, without_rate = [], 0, 0
    for project in projects:
        achievement = (
            share(project.reached_hundredths or 0, project.points_hundredths or 0)
            if project.score_hundredths is not None
            else None
        )
        if achievement is None:
            unscored += 1
            continue
        rate = None if project.executed_fen is None else share(project.executed_fen, project.base_fen or 0)
        if rate is None:
            without_rate += 1
            continue
        spots.append(
            ProjectSpot(
                project_id=project.id,
                name=project.name,
                unit=project.unit,
                rate=rate,
                achievement=achievement,
                grade=project.grade,
            )
        )
    left_out = [f"自评还没填好或没有得分的 {unscored:,} 个"] if unscored else []
    left_out += [f"预算为 0 或没有执行数的 {without_rate:,} 个"] if without_rate else []
    said = f"{chosen.words}，画出 {len(spots):,} 个项目，共 {len(projects):,} 个"
    scope = Scope(
        title=f"{chosen.year}年执行率和目标完成",
        filter=f"{said}；没有画：{'，'.join(left_out)}" if left_out else said,
        cut_off="全年，取自已填好的最近一次自评表",
        denominator="执行率 = 全年执行数 ÷ 全年预算数；目标完成 = 各指标得分合计 ÷ 这些指标的分值合计，不含预算执行的分",
    )
    return AchievementFigures(scope=scope, spots=tuple(spots))


def grade_figures(
    chosen: ChartFilter, projects: Sequence[ChartProject], grades: Sequence[GradeBand]
) -> ScoreFigures:
    """Counts the projects of each grade, as each form's own rules gave it."""
    scored = _scored(projects)
    names = [band.grade for band in grades]
    names += sorted({project.grade for project in scored if project.grade not in names and project.grade})
    lowest = {band.grade: decimal_text(band.at_least) for band in grades}
    bands = tuple(
        ScoreBand(
            label=name,
            reach=_reach(name, names, lowest),
            project_ids=tuple(project.id for project in scored if project.grade == name),
            of=len(scored),
        )
        for name in names
    )
    return ScoreFigures(
        kind=ChartKind.GRADES,
        scope=_score_scope(
            f"{chosen.year}年自评得分等级", chosen, projects, scored, "各档包括下限，等级按各表自己的规则包定"
        ),
        bands=bands,
    )


def _reach(name: str, names: Sequence[str], lowest: dict[str, str]) -> str:
    """From where to where a grade goes."""
    if name not in lowest:
        return "别的规则包的等级"
    before = names.index(name) - 1
    if before < 0:
        return f"{lowest[name]}分及以上"
    above = lowest[names[before]]
    return f"{above}分以下" if lowest[name] == "0" else f"{lowest[name]}—{above}分"


def score_figures(chosen: ChartFilter, projects: Sequence[ChartProject]) -> ScoreFigures:
    """Counts the projects by ten points; a hundred belongs to the last band, and what lies outside to the nearest."""
    scored = _scored(projects)
    last = FULL_SCORE // BAND - 1
    found: list[list[str]] = [[] for _ in range(last + 1)]
    for project in scored:
        found[min(max((project.score_hundredths or 0) // BAND, 0), last)].append(project.id)
    bands = tuple(
        ScoreBand(
            label=f"{number * 10}—{number * 10 + 10}",
            reach="满分在内" if number == last else f"不含 {number * 10 + 10} 分",
            project_ids=tuple(ids),
            of=len(scored),
        )
        for number, ids in enumerate(found)
    )
    return ScoreFigures(
        kind=ChartKind.SCORES,
        scope=_score_scope(
            f"{chosen.year}年自评得分分布",
            chosen,
            projects,
            scored,
            "每段包括下限、不包括上限，满分 100 在最后一段",
        ),
        bands=bands,
    )


def _scored(projects: Iterable[ChartProject]) -> list[ChartProject]:
    return [project for project in projects if project.score_hundredths is not None]


def _score_scope(
    title: str,
    chosen: ChartFilter,
    projects: Sequence[ChartProject],
    scored: Sequence[ChartProject],
    bounds: str,
) -> Scope:
    return Scope(
        title=title,
        filter=f"{chosen.words}，有得分的 {len(scored):,} 个项目，共 {len(projects):,} 个",
        cut_off="全年，取自已填好的最近一次自评表",
        denominator=f"占比按有得分的项目个数算；{bounds}",
    )
