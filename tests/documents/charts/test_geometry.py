"""The geometry of charts: everything within its room, no text over another, axes at round numbers, nothing left out."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from jxdesk.documents.charts.axes import amount_axis, count_axis, rate_axis, round_step
from jxdesk.documents.charts.drawing import draw_chart
from jxdesk.documents.charts.marks import Box, Drawing, Fill, Ink, Shape, Spot, Stroke, Text
from jxdesk.documents.charts.plot import LEAST_HEIGHT, LEAST_WIDTH, Look, slanted
from jxdesk.documents.lines import EmWidths
from jxdesk.domain.records.filings import MoneyUnit
from jxdesk.domain.reports.chart_figures import AnyFigures, ExecutionFigures

from .made import CASES, YUXI, cloud, year

WIDTHS = EmWidths()
SMALLEST = tuple((LEAST_WIDTH * one, LEAST_HEIGHT * one, one) for one in (13, 16))
SIZES = (*SMALLEST, (860, 520, 13), (1700, 1000, 13))


def measure(text: str, size: float) -> float:
    return sum(WIDTHS[sign] for sign in text) * size


def drawn(figures: AnyFigures, width: float = 860, height: float = 520, one: float = 13) -> Drawing:
    look = Look(width=width, height=height, one=one, measure=measure, is_practice=True)
    return draw_chart(figures, look)


def texts(drawing: Drawing) -> list[Text]:
    return [mark for mark in drawing.marks if isinstance(mark, Text)]


def spots(drawing: Drawing) -> list[Spot]:
    """The spots of data, without those of the legend."""
    return [mark for mark in drawing.marks if isinstance(mark, Spot) and mark.y > drawing.plot.top - 6]


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("case", CASES)
def test_no_text_lies_over_another_and_all_is_within_the_room(case: str, size: tuple[int, int, int]) -> None:
    width, height, one = size
    drawing = drawn(CASES[case], width, height, one)
    boxes = [text.box for text in texts(drawing)]
    assert boxes
    over = [(a, b) for n, a in enumerate(boxes) for b in boxes[n + 1 :] if a.overlaps(b)]
    assert over == []
    room = Box(-0.01, -0.01, width + 0.01, height + 0.01)
    assert [text.text for text in texts(drawing) if not room.holds(text.box)] == []
    for mark in drawing.marks:
        if isinstance(mark, Fill):
            assert room.grown(2).holds(mark.box)
        if isinstance(mark, Stroke):
            assert all(room.grown(1).holds(Box(x, y, x, y)) for x, y in mark.points)


@pytest.mark.parametrize("case", CASES)
def test_every_chart_says_its_title_its_scope_and_that_it_is_practice(case: str) -> None:
    written = "".join(text.text for text in texts(drawn(CASES[case])))
    for words in (CASES[case].scope.title, "范围：", "截止：", "口径：", "练习数据，不得报送"):
        assert words in written


@pytest.mark.parametrize("case", ["no months", "no projects", "no scores"])
def test_nothing_to_draw_is_said_in_a_sentence_instead_of_an_empty_frame(case: str) -> None:
    drawing = drawn(CASES[case])
    assert (drawing.stops, spots(drawing)) == ((), [])
    assert any("这里就有图" in text.text or "还没有" in text.text for text in texts(drawing))


def test_every_project_of_a_prefecture_has_its_spot_and_its_stop() -> None:
    drawing = drawn(cloud(YUXI))
    assert len(spots(drawing)) == YUXI
    assert sorted(key for stop in drawing.stops for key in stop.project_ids) == sorted(
        f"p{n}" for n in range(YUXI)
    )
    assert [stop.x for stop in drawing.stops] == sorted(stop.x for stop in drawing.stops)


def test_projects_on_one_point_share_a_stop_that_counts_them() -> None:
    same = replace(cloud(1).spots[0], project_id="other", name="另一个")
    figures = replace(cloud(1), spots=(*cloud(1).spots, same))
    (stop,) = drawn(figures).stops
    assert stop.project_ids == ("p0", "other")
    assert stop.words.startswith("这一点上有 2 个项目")


def test_what_is_beyond_the_axis_lies_on_its_edge_in_a_shape_of_its_own_and_is_counted() -> None:
    drawing = drawn(cloud(40, least=-0.5, most=9.0))
    arrows = [spot for spot in spots(drawing) if spot.shape in (Shape.ARROW_LEFT, Shape.ARROW_RIGHT)]
    assert arrows
    for arrow in arrows:
        edge = drawing.plot.right if arrow.shape is Shape.ARROW_RIGHT else drawing.plot.left
        assert arrow.x == pytest.approx(edge)
    assert any(f"超出坐标 {len(arrows)} 个" in text.text for text in texts(drawing))


def test_spots_stand_where_their_figures_say() -> None:
    drawing = drawn(year(6))
    plot = drawing.plot
    filed = next(spot for spot in spots(drawing) if spot.shape is Shape.CIRCLE)
    assert (plot.bottom - filed.y) / plot.height == pytest.approx(6 / 13, abs=1e-3)
    assert (filed.x - plot.left) / plot.width == pytest.approx(6 / 12.7)


def test_sources_and_grades_differ_in_shape_as_well_as_colour() -> None:
    looks = {(spot.shape, spot.ink) for spot in spots(drawn(cloud(99)))}
    assert len({shape for shape, _ in looks}) == len({ink for _, ink in looks}) == 5
    assert {spot.shape for spot in spots(drawn(year(7, 10)))} == {Shape.CIRCLE, Shape.SQUARE}
    dashed = [mark for mark in drawn(year(7, 10)).marks if isinstance(mark, Stroke) and mark.dash]
    assert {mark.ink for mark in dashed} == {Ink.HINT, Ink.AMBER}


def test_a_month_without_a_budget_has_a_bar_and_words_but_no_spot() -> None:
    figures = CASES["without a budget"]
    assert isinstance(figures, ExecutionFigures)
    drawing = drawn(figures)
    assert spots(drawing) == []
    assert any(text.text == "预算为 0" for text in texts(drawing))


def test_axes_start_at_zero_and_end_at_a_round_number_at_or_above_the_greatest() -> None:
    for most in (0, 1, 3, 7, 12, 26, 99, 101, 5_326):
        axis = count_axis(most)
        values = [tick.value for tick in axis.ticks]
        assert (values[0], axis.last >= most, axis.intervals <= 6) == (0, True, True)
        assert all(tick.label == f"{int(tick.value):,}" for tick in axis.ticks)
    for fen in (0, 1, 999, 123_456, 13_748_530_000, 10**15):
        axis = amount_axis(fen, 5)
        assert (axis.intervals, axis.ticks[0].value) == (5, 0)
        assert axis.last >= fen
        # What is written is what is meant, to the last decimal.
        assert all(
            Decimal(tick.label.replace(",", "")) * 1_000_000 == Decimal(repr(tick.value))
            for tick in axis.ticks
        )


def test_an_axis_in_yuan_says_the_same_amounts_in_its_own_unit() -> None:
    for fen in (1, 999, 123_456, 13_748_530_000):
        axis = amount_axis(fen, 5, MoneyUnit.YUAN)
        assert axis.last >= fen
        assert all(
            Decimal(tick.label.replace(",", "")) * 100 == Decimal(repr(tick.value)) for tick in axis.ticks
        )


def test_rates_go_to_a_hundred_per_cent_and_further_only_where_one_does() -> None:
    assert [tick.label for tick in rate_axis((3_000, 10_000)).ticks] == [
        "0%",
        "20%",
        "40%",
        "60%",
        "80%",
        "100%",
    ]
    assert rate_axis((10_001,)).ticks[-1].label == "150%"


def test_steps_are_round() -> None:
    steps = [round_step(Decimal(text)) for text in ("0.3", "1", "1.1", "2.2", "4", "5.1", "777")]
    assert steps == [Decimal(text) for text in ("0.5", "1", "2", "2.5", "5", "10", "1000")]


def test_hatching_stays_within_its_bar() -> None:
    for box in (Box(0, 0, 30, 100), Box(5, 5, 95, 12), Box(0, 0, 3, 3)):
        lines = slanted(box, 6)
        assert all(box.holds(Box(x, y, x, y)) for line in lines for x, y in line)
        assert all(x2 - x1 == pytest.approx(y1 - y2) for (x1, y1), (x2, y2) in lines)
