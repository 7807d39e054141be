"""Made figures for tests of charts: few, many, none, and those that lie outside of every axis."""

from __future__ import annotations

import random

from jxdesk.domain.reports.chart_figures import (
    AchievementFigures,
    AnyFigures,
    ChartFilter,
    ChartKind,
    ChartProject,
    Paid,
    PaidSource,
    achievement_figures,
    execution_figures,
    score_figures,
)

YUXI = 5_326
YEAR = ChartFilter(year=2026)
GRADES = ("优", "良", "中", "差", "")
NAMES = ("农村公路养护补助", "衔接资金·咖啡初加工设备购置和冷链仓储一期", "A", "小型水库维修养护")


def projects(count: int, *, least: float = 0.2, most: float = 1.1) -> list[ChartProject]:
    """Scored projects, spread by chance but the same every time."""
    draw = random.Random(5)
    return [
        ChartProject(
            id=f"p{n}",
            name=f"2026年{NAMES[n % len(NAMES)]}{n}",
            unit="白岩镇",
            budget_fen=1_000_000_00,
            base_fen=1_000_000_00,
            executed_fen=round(1_000_000_00 * draw.uniform(least, most)),
            reached_hundredths=round(9_000 * min(1.0, draw.uniform(0.4, 1.2))),
            points_hundredths=9_000,
            score_hundredths=min(10_000, round(draw.gauss(8_600, 900))),
            grade=GRADES[draw.randrange(len(GRADES))],
        )
        for n in range(count)
    ]


def cloud(count: int, *, least: float = 0.2, most: float = 1.1) -> AchievementFigures:
    """Execution and achievement of so many projects."""
    return achievement_figures(YEAR, projects(count, least=least, most=most))


def year(*months: int, factor: float = 1.0, budget: int = 1_000_000_00) -> AnyFigures:
    """Execution of both sources in these months."""
    paid = [
        Paid(
            project_id="p0", month=month, source=source, executed_fen=round(budget * month / 13 * factor) + n
        )
        for month in months
        for n, source in enumerate(PaidSource)
    ]
    return execution_figures(YEAR, [ChartProject(id="p0", name="一", unit="", budget_fen=budget)], paid)


def zero_budget() -> AnyFigures:
    """A month whose projects have no budget."""
    paid = [Paid(project_id="p0", month=7, source=PaidSource.FILED, executed_fen=500)]
    return execution_figures(YEAR, [ChartProject(id="p0", name="一", unit="", budget_fen=0)], paid)


CASES: dict[str, AnyFigures] = {
    "no months": year(),
    "one month": year(7),
    "two months": year(7, 10),
    "every month": year(*range(1, 13)),
    "beyond the budget": year(3, 7, 10, factor=2.5),
    "without a budget": zero_budget(),
    "nothing paid": year(7, factor=0.0),
    "no projects": cloud(0),
    "one project": cloud(1),
    "thirty projects": cloud(30),
    "a county": cloud(99),
    "a prefecture": cloud(YUXI),
    "far beyond": cloud(40, least=-0.5, most=9.0),
    "no scores": score_figures(YEAR, ()),
    "one score": score_figures(YEAR, projects(1)),
    "a prefecture's scores": score_figures(YEAR, projects(YUXI)),
}
assert {figures.kind for figures in CASES.values()} == {
    ChartKind.EXECUTION,
    ChartKind.ACHIEVEMENT,
    ChartKind.SCORES,
}
