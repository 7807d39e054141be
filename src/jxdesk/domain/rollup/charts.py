"""Charts of the roll-up: the same figures as those of the page of charts, of an office and everything below it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from jxdesk.domain.reports.chart_figures import (
    BAND,
    FULL_SCORE,
    AchievementFigures,
    ChartFilter,
    ChartKind,
    ChartProject,
    ProjectSpot,
    Scope,
    ScoreBand,
    ScoreFigures,
)
from jxdesk.domain.rollup.figures import Basis
from jxdesk.domain.rollup.grouping import Part
from jxdesk.domain.rollup.handed import HANDED_IN
from jxdesk.domain.rollup.shown import RolledItem
from jxdesk.domain.rollup.tally import Tally

BANDS = FULL_SCORE // BAND
DRAWN_SINGLY = 10_000
"""So many projects are drawn one by one; of more each office is a spot, and a bar knows only how many it holds."""


def filter_of(basis: Basis) -> ChartFilter:
    """The filter of a chart, in the words of the roll-up."""
    return ChartFilter(year=basis.year, unit=basis.office_name, money_unit=basis.money_unit)


def chart_projects(items: Iterable[RolledItem]) -> list[ChartProject]:
    """The things of a roll-up as charts know them; what a form says counts once it is handed in."""
    return [
        ChartProject(
            id=one.id,
            name=one.name,
            unit=one.office_name,
            budget_fen=one.budget_fen,
            base_fen=one.base_fen,
            executed_fen=one.executed_fen if one.handed in HANDED_IN else None,
            reached_hundredths=one.reached_hundredths,
            points_hundredths=one.reachable_hundredths,
            score_hundredths=one.score_hundredths if one.handed in HANDED_IN else None,
            grade=one.grade,
        )
        for one in items
    ]


def parts_achieved(basis: Basis, parts: Sequence[Part], whole: Tally) -> AchievementFigures:
    """Each office with everything below it as one spot, where there are too many projects for one each."""
    spots = []
    for part in parts:
        rate, achievement = part.tally.execution_rate, part.tally.achievement
        if rate is not None and achievement is not None:
            spots.append(
                ProjectSpot(
                    project_id=part.key,
                    name=part.label,
                    unit=part.label,
                    rate=rate,
                    achievement=achievement,
                    grade="",
                )
            )
    left_out = len(parts) - len(spots)
    said = f"{basis.filter_words}，画出 {len(spots):,} 个单位，一个点是一个单位和它下面的全部项目，共 {whole.due:,} 个项目"
    return AchievementFigures(
        scope=Scope(
            title=f"{basis.year}年执行率和目标完成",
            filter=f"{said}；没有画：没有得分或没有执行数的 {left_out:,} 个" if left_out else said,
            cut_off=basis.cut_off_words,
            denominator="执行率 = 执行数合计 ÷ 同一批表的全年预算数合计；目标完成 = 各指标得分合计 ÷ 这些指标的分值合计；都不是各家的平均",
        ),
        spots=tuple(spots),
    )


def bands_counted(basis: Basis, counts: Mapping[int, int], whole: Tally) -> ScoreFigures:
    """The distribution by ten points from counts alone."""
    bands = tuple(
        ScoreBand(
            label=f"{number * 10}—{number * 10 + 10}",
            reach="满分在内" if number == BANDS - 1 else f"不含 {number * 10 + 10} 分",
            project_ids=(),
            of=whole.scored,
            counted=counts.get(number, 0),
        )
        for number in range(BANDS)
    )
    return ScoreFigures(
        kind=ChartKind.SCORES,
        scope=Scope(
            title=f"{basis.year}年自评得分分布",
            filter=f"{basis.filter_words}，有得分的 {whole.scored:,} 个，应报的 {whole.due:,} 个",
            cut_off=basis.cut_off_words,
            denominator="占比按有得分的个数算；每段包括下限、不包括上限，满分 100 在最后一段",
        ),
        bands=bands,
    )


def band_reach(number: int) -> tuple[int, int]:
    """From where to below where a band of scores goes; the first and the last take what lies outside.

    Units: hundredths of a point.
    """
    low = number * BAND if number else -FULL_SCORE
    return low, (number + 1) * BAND if number < BANDS - 1 else 10 * FULL_SCORE
