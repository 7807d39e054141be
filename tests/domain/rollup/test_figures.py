"""Figures of the roll-up: sums over sums, never averages of averages; what is missing is named and never counted as 0."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jxdesk.domain.records.filings import Form, MoneyUnit
from jxdesk.domain.records.stages import YearStage
from jxdesk.domain.road.standings import Standing
from jxdesk.domain.rollup.figures import Basis, Figure, FigureKind, figure_of, figures_of, named
from jxdesk.domain.rollup.grouping import By, by_key, parts_of
from jxdesk.domain.rollup.handed import DUE, NOT_DUE, Handed, handed_of
from jxdesk.domain.rollup.tally import Tally, total

BASIS = Basis(
    year=2025,
    stage=YearStage(form=Form.PROJECT_SELF_EVALUATION),
    office_name="练习县财政局",
    as_of=dt.date(2026, 4, 2),
    due_on=dt.date(2026, 3, 31),
)
COUNTS = st.integers(min_value=0, max_value=10_000)


def figure(kind: FigureKind, tally: Tally, basis: Basis = BASIS) -> Figure:
    found = figure_of(kind, figures_of(tally, basis))
    assert found is not None
    return found


def test_every_standing_has_its_place_in_coverage() -> None:
    assert {handed_of(one) for one in Standing} == set(Handed) - {Handed.EXEMPT, Handed.CLASSIFIED}
    assert set(DUE).isdisjoint(NOT_DUE)
    assert {*DUE, *NOT_DUE} == set(Handed)


@pytest.mark.parametrize(
    ("standing", "handed"),
    [
        (Standing.WAITING, Handed.FILED),
        (Standing.ADJUSTING, Handed.PASSED),
        (Standing.AMENDED, Handed.RETURNED),
        (Standing.WITHDRAWN, Handed.OPEN),
        (Standing.REJECTED, Handed.CLOSED),
    ],
)
def test_what_a_standing_counts_as(standing: Standing, handed: Handed) -> None:
    assert handed_of(standing) is handed


def test_coverage_leaves_out_what_is_not_due_and_says_so() -> None:
    tally = Tally(passed=6, filed=2, returned=1, open=1, missing=2, exempt=3, classified=1, closed=1, late=2)
    found = figure(FigureKind.COVERAGE, tally)
    assert (found.part, found.whole, found.text) == (8, 12, "66.7%")
    assert (
        found.denominator
        == "已报的 8 ÷ 应报的 12 个项目；不在应报数内：不再要求 1 个项目，免报 3 个项目，涉密 1 个项目"
    )
    assert found.missing == "退回未重报 1 个项目，填写中 1 个项目，没有交 2 个项目"
    assert found.filter == "2025年度，练习县财政局，绩效自评"
    assert found.cut_off == "全年；本机 2026年4月2日 的数据"
    late = figure(FigureKind.ON_TIME, tally)
    assert (late.part, late.whole, late.text) == (6, 12, "50.0%")
    assert late.missing == "迟报 2 个项目，退回未重报 1 个项目，填写中 1 个项目，没有交 2 个项目"


def test_a_rate_is_taken_of_sums_and_not_of_rates() -> None:
    small = Tally(filed=1, executed_fen=100, base_fen=100, with_rate=1)
    large = Tally(filed=1, executed_fen=0, base_fen=9_900, with_rate=1)
    assert figure(FigureKind.EXECUTION_RATE, small + large).text == "1.0%"
    assert small.execution_rate == 10_000


def test_what_has_no_amount_is_named_and_leaves_both_sums() -> None:
    tally = Tally(filed=3, missing=1, executed_fen=50, base_fen=100, with_rate=2, scored=2, with_points=2)
    found = figure(FigureKind.EXECUTION_RATE, tally)
    assert (found.part, found.whole, found.text) == (50, 100, "50.0%")
    assert found.missing == "没有交 1 个项目，没有执行数或预算数的 1 个项目"
    assert figure(FigureKind.SCORED, tally).missing == "没有交 1 个项目，没有得分的 1 个项目"


def test_a_rate_without_anything_below_it_is_blank_and_not_zero() -> None:
    for kind in (FigureKind.COVERAGE, FigureKind.EXECUTION_RATE, FigureKind.ACHIEVEMENT):
        found = figure(kind, Tally())
        assert (found.value, found.text) == (None, "—")
        assert found.as_json()["value"] is None
    undated = Basis(year=2025, stage=BASIS.stage, office_name="甲", as_of=BASIS.as_of)
    assert figure(FigureKind.ON_TIME, Tally(filed=1), undated).text == "—"


def test_offices_as_a_whole_are_counted_as_offices_and_have_no_budget_of_projects() -> None:
    basis = Basis(
        year=2026,
        stage=YearStage(form=Form.DEPARTMENT_MONITORING, period=7),
        office_name="某市财政局",
        as_of=BASIS.as_of,
    )
    found = figures_of(Tally(filed=1, missing=1), basis)
    assert FigureKind.BUDGET not in {one.kind for one in found}
    assert found[0].filter == "2026年度，某市财政局，7月部门整体监控"
    assert found[0].cut_off.startswith("7月底；")
    assert found[0].missing == "没有交 1 个单位"


def test_parts_by_money_state_a_budget_and_nothing_else() -> None:
    (found,) = figures_of(Tally(filed=2, budget_fen=123_400), BASIS, By.SOURCE)
    assert (found.kind, found.text) == (FigureKind.BUDGET, "0.12 万元")
    yuan = Basis(year=2025, stage=BASIS.stage, office_name="甲", as_of=BASIS.as_of, money_unit=MoneyUnit.YUAN)
    assert figures_of(Tally(budget_fen=123_456), yuan, By.SOURCE)[0].text == "1,234.56 元"


def test_the_lines_of_a_figure_say_all_that_must_be_known_of_it() -> None:
    lines = figure(FigureKind.COVERAGE, Tally(filed=1, missing=1)).lines
    assert [line.partition("：")[0] for line in lines] == ["覆盖率", "范围", "截止", "口径", "没有算在内"]


def test_many_names_become_some_names_and_a_count() -> None:
    assert named(["甲", "乙", "丙"], "个单位") == "甲、乙、丙"
    assert named("甲乙丙丁", "个单位") == "甲、乙、丙等 4 个单位"


def test_parts_stand_in_the_order_that_people_know_and_the_unnamed_one_last() -> None:
    tallies = {"": Tally(filed=9), "差": Tally(filed=5), "优": Tally(filed=1), "丁": Tally(filed=7)}
    parts = parts_of(By.GRADE, tallies, ("优", "良", "中", "差"))
    assert [part.label for part in parts] == ["优", "差", "丁", "没有等级"]
    books = {"outside": Tally(), "general": Tally(), "": Tally()}
    assert [part.label for part in parts_of(By.BUDGET, books)] == [
        "一般公共预算",
        "四本预算以外",
        "没有写明哪本预算",
    ]
    sources = {"小": Tally(budget_fen=1), "大": Tally(budget_fen=2)}
    assert [part.label for part in parts_of(By.SOURCE, sources)] == ["大", "小"]


@given(st.lists(st.tuples(st.sampled_from("甲乙"), st.sampled_from(["", "本级", "上级"]), COUNTS)))
def test_parts_by_a_word_add_up_to_the_whole(cells: list[tuple[str, str, int]]) -> None:
    tallies = [(office, key, Tally(filed=count, budget_fen=count * 7)) for office, key, count in cells]
    parts = parts_of(By.TIER, by_key(tallies))
    assert total(part.tally for part in parts) == total(tally for _, _, tally in tallies)
