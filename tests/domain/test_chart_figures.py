"""Chart figures: what is added up, what is left out and said, and what each share is measured by."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from jxdesk.domain.records.filings import MoneyUnit
from jxdesk.domain.reports.chart_figures import (
    ChartFilter,
    ChartKind,
    ChartProject,
    Paid,
    PaidSource,
    achievement_figures,
    execution_figures,
    figures_of,
    grade_figures,
    score_figures,
    share,
    tenths,
    time_share,
)
from jxdesk.domain.rules.parts import GradeBand

YEAR = ChartFilter(year=2026)
BANDS = tuple(
    GradeBand(at_least=Decimal(low), grade=grade)
    for low, grade in ((90, "优"), (80, "良"), (60, "中"), (0, "差"))
)


def project(number: int, **more: object) -> ChartProject:
    values: dict[str, object] = {"budget_fen": 1_000_000, "base_fen": 1_000_000} | more
    return ChartProject(id=f"p{number}", name=f"项目{number}", unit="白岩镇", **values)  # type: ignore[arg-type]


def scored(
    number: int, score: int, grade: str = "", *, executed: int = 500_000, reached: int = 4_500
) -> ChartProject:
    return project(
        number,
        executed_fen=executed,
        reached_hundredths=reached,
        points_hundredths=9_000,
        score_hundredths=score,
        grade=grade,
    )


def paid(
    number: int, month: int, fen: int, source: PaidSource = PaidSource.FILED, *, budget: int | None = None
) -> Paid:
    return Paid(project_id=f"p{number}", month=month, source=source, executed_fen=fen, budget_fen=budget)


def test_a_rate_is_measured_by_the_budgets_of_those_projects_only_that_have_a_figure() -> None:
    rows = [paid(1, 7, 400_000), paid(2, 7, 100_000), paid(1, 10, 600_000)]
    figures = execution_figures(YEAR, [project(1), project(2), project(3)], rows)
    july, october = figures.months
    assert (july.executed_fen, july.base_fen, july.rate) == (500_000, 2_000_000, 2_500)
    assert (october.base_fen, october.rate, october.project_ids) == (1_000_000, 6_000, ("p1",))
    assert (
        july.words
        == "7月填报数：2 个项目执行 0.50 万元，占这些项目预算 2.00 万元的 25.0%，比时间进度慢 33.3 个百分点"
    )
    assert "共 3 个项目" in figures.scope.filter
    assert figures.scope.cut_off.startswith("10月底")


def test_the_words_of_a_month_are_in_the_unit_that_was_asked_for() -> None:
    asked = replace(YEAR, money_unit=MoneyUnit.YUAN)
    figures = execution_figures(asked, [project(1)], [paid(1, 7, 400_000)])
    assert figures.money_unit is MoneyUnit.YUAN
    assert "执行 4,000.00 元，占这些项目预算 10,000.00 元的 40.0%" in figures.months[0].words


def test_a_budget_that_the_form_states_itself_goes_before_the_project_s() -> None:
    figures = execution_figures(YEAR, [project(1)], [paid(1, 7, 500_000, budget=2_000_000)])
    assert figures.months[0].rate == 2_500


def test_sources_stay_apart_and_figures_of_projects_elsewhere_are_not_counted() -> None:
    rows = [paid(1, 7, 1), paid(1, 7, 2, PaidSource.TREASURY), paid(9, 7, 5)]
    figures = execution_figures(YEAR, [project(1)], rows)
    assert [(one.source, one.executed_fen) for one in figures.months] == [
        (PaidSource.FILED, 1),
        (PaidSource.TREASURY, 2),
    ]


def test_without_a_budget_there_is_no_rate_and_the_words_say_so() -> None:
    (month,) = execution_figures(YEAR, [project(1, budget_fen=0)], [paid(1, 7, 5)]).months
    assert month.rate is None
    assert month.words.endswith("预算为 0，算不出执行率")


def test_no_figures_at_all_say_that_there_are_none() -> None:
    figures = execution_figures(YEAR, [project(1)], [])
    assert (figures.months, figures.scope.cut_off) == ((), "还没有执行数")


def test_achievement_is_the_share_of_the_indicators_points_and_what_is_not_drawn_is_counted() -> None:
    of_year = [scored(1, 9_000, "优"), project(2), scored(3, 8_000, executed=0), scored(4, 7_000)]
    of_year[3] = ChartProject(
        id="p4",
        name="项目4",
        unit="",
        base_fen=0,
        executed_fen=0,
        reached_hundredths=1,
        points_hundredths=1,
        score_hundredths=7_000,
    )
    figures = achievement_figures(YEAR, of_year)
    first, third = figures.spots
    assert (first.rate, first.achievement) == (5_000, 5_000)
    assert (third.project_id, third.rate) == ("p3", 0)
    assert figures.scope.filter.endswith(
        "没有画：自评还没填好或没有得分的 1 个，预算为 0 或没有执行数的 1 个"
    )
    assert first.words == "项目1：执行率 50.0%，目标完成 50.0%，优"


def test_more_than_the_budget_stays_more_than_a_hundred_per_cent() -> None:
    (spot,) = achievement_figures(YEAR, [scored(1, 9_000, executed=2_500_000)]).spots
    assert spot.rate == 25_000


def test_ten_points_take_their_lower_bound_and_a_hundred_belongs_to_the_last() -> None:
    of_year = [scored(n, score) for n, score in enumerate((0, 999, 1_000, 8_999, 9_000, 10_000, 10_050))]
    counts = [band.count for band in score_figures(YEAR, of_year).bands]
    assert counts == [2, 1, 0, 0, 0, 0, 0, 0, 1, 3]


def test_grades_are_those_of_the_forms_and_a_strange_one_is_not_lost() -> None:
    of_year = [scored(1, 9_500, "优"), scored(2, 8_950, "良"), scored(3, 6_000, "合格"), project(4)]
    figures = grade_figures(YEAR, of_year, BANDS)
    assert [(band.label, band.count) for band in figures.bands] == [
        ("优", 1),
        ("良", 1),
        ("中", 0),
        ("差", 0),
        ("合格", 1),
    ]
    assert [band.reach for band in figures.bands] == [
        "90分及以上",
        "80—90分",
        "60—80分",
        "60分以下",
        "别的规则包的等级",
    ]
    assert figures.bands[0].words == "优（90分及以上）：1 个项目，占有得分项目的 33.3%"
    assert "有得分的 3 个项目，共 4 个" in figures.scope.filter


def test_every_chart_says_its_range_its_cut_off_and_its_denominator() -> None:
    chosen = ChartFilter(year=2026, unit="白岩镇")
    for kind in ChartKind:
        figures = figures_of(kind, chosen, [scored(1, 9_000, "优")], [paid(1, 7, 1)], BANDS)
        assert figures.kind is kind
        assert "白岩镇" in figures.scope.filter
        assert [line[:3] for line in figures.scope.lines] == ["范围：", "截止：", "口径："]
        assert all(len(line) > 6 for line in figures.scope.lines)


def test_shares_are_rounded_half_up() -> None:
    assert (share(1, 3), share(2, 3), share(1, 20_000), share(1, 0), share(1, -5)) == (
        3_333,
        6_667,
        1,
        None,
        None,
    )
    assert (time_share(7), time_share(12)) == (5_833, 10_000)
    assert (tenths(9_995), tenths(-1_234), tenths(4)) == ("100.0", "-12.3", "0.0")
