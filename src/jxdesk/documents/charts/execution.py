"""Execution against time: the rate of each cut-off month beside the months gone by, and the amounts as bars behind it."""

from __future__ import annotations

from jxdesk.documents.charts.axes import Axis, amount_axis, rate_axis
from jxdesk.documents.charts.marks import Box, Drawing, Ink, Shape, Spot, Stop
from jxdesk.documents.charts.plot import LegendEntry, Look, Plot
from jxdesk.domain.reports.chart_figures import (
    FULL_RATE,
    PAID_WORDS,
    ExecutionFigures,
    MonthFigure,
    PaidSource,
    tenths,
)
from jxdesk.domain.rules.monitoring import MONTHS

YEAR_END = MONTHS + 0.7
"""The axis of time goes a little beyond December, so that its bar has room. Units: months."""
BAR = 0.26
"""Half of the room of a month's bars. Units: months."""
INKS = {PaidSource.FILED: Ink.ACCENT, PaidSource.TREASURY: Ink.AMBER}
SHAPES = {PaidSource.FILED: Shape.CIRCLE, PaidSource.TREASURY: Shape.SQUARE}
DASHES: dict[PaidSource, tuple[float, ...]] = {PaidSource.FILED: (), PaidSource.TREASURY: (2.5, 2.0)}
HATCHES = {PaidSource.FILED: 0, PaidSource.TREASURY: 1}


def draw_execution(figures: ExecutionFigures, look: Look) -> Drawing:
    """Draws execution against time."""
    sources = [source for source in PaidSource if any(one.source is source for one in figures.months)]
    legend = [LegendEntry("时间进度（右轴）", Ink.HINT, dash=(look.one * 0.4, look.one * 0.3))]
    for source in sources:
        words = PAID_WORDS[source]
        dash = tuple(part * look.one * 0.2 for part in DASHES[source])
        legend.append(LegendEntry(f"{words}执行率（右轴）", INKS[source], shape=SHAPES[source], dash=dash))
        legend.append(
            LegendEntry(f"{words}累计（左轴）", _bar_ink(source), hatch=HATCHES[source], is_bar=True)
        )
    plot = Plot(look, figures.scope, legend)
    if not figures.months:
        return plot.say_instead("还没有执行数：填了监控表或导入了国库支付表，这里就有图。")
    rates = rate_axis(figure.rate or 0 for figure in figures.months)
    unit = figures.money_unit
    amounts = amount_axis(max(figure.executed_fen for figure in figures.months), rates.intervals, unit)
    plot.frame(amounts, "", left_words=f"累计支出（{unit.value}）", right=rates)
    below = plot.area.bottom + look.one * 1.4
    months = [(f"{month}月", plot.at_x(month, YEAR_END)) for month in range(1, MONTHS + 1)]
    plot.write_along((words, x - look.measure(words, look.one) / 2, below) for words, x in months)
    _bars(plot, figures, amounts)
    plot.base_line()
    year = (
        (plot.area.left, plot.area.bottom),
        (plot.at_x(MONTHS, YEAR_END), plot.at_y(FULL_RATE, rates)),
    )
    plot.stroke(year, Ink.HINT, look.one * 0.1, (look.one * 0.4, look.one * 0.3))
    for source in sources:
        _line(plot, [one for one in figures.months if one.source is source], rates)
    _labels(plot, figures, rates)
    plot.stops.sort(key=lambda stop: stop.x)
    return plot.finished()


def _bar_ink(source: PaidSource) -> Ink:
    """Bars stand behind lines: pale where they are filled, lines of their own colour where they are hatched."""
    return Ink.PALE if HATCHES[source] == 0 else INKS[source]


def _bars(plot: Plot, figures: ExecutionFigures, amounts: Axis) -> None:
    """The amounts, side by side where both sources have one for a month."""
    wide = plot.area.width / YEAR_END * BAR
    for figure in figures.months:
        beside = [one.source for one in figures.months if one.month == figure.month]
        left = plot.at_x(figure.month, YEAR_END) + wide * (beside.index(figure.source) - len(beside) / 2)
        top = plot.at_y(figure.executed_fen, amounts)
        box = Box(left, top, left + wide, plot.area.bottom)
        plot.bar(box, _bar_ink(figure.source), HATCHES[figure.source])


def _line(plot: Plot, months: list[MonthFigure], rates: Axis) -> None:
    """The rates of one source, with a spot at each month; a month without a rate breaks nothing and has no spot."""
    if not months:
        return
    ink, one = INKS[months[0].source], plot.one
    placed = [
        (figure, plot.at_x(figure.month, YEAR_END), plot.at_y(rate, rates), rate)
        for figure in months
        if (rate := figure.rate) is not None
    ]
    if len(placed) > 1:
        dash = tuple(part * one * 0.2 for part in DASHES[months[0].source])
        plot.stroke(tuple((x, y) for _, x, y, _ in placed), ink, one * 0.16, dash)
    for figure, x, y, rate in placed:
        radius = one * 0.4
        shape = SHAPES[figure.source]
        if not 0 <= rate <= rates.last:
            shape = Shape.TRIANGLE if rate > 0 else Shape.DIAMOND
        plot.marks.append(Spot(x, y, shape, radius, ink))
        box = Box(x - radius, y - radius, x + radius, y + radius)
        plot.taken.append(box)
        plot.stops.append(Stop(x, y, box.grown(one * 0.25), figure.words, figure.project_ids))


def _labels(plot: Plot, figures: ExecutionFigures, rates: Axis) -> None:
    for figure in figures.months:
        rate = figure.rate
        x = plot.at_x(figure.month, YEAR_END)
        if rate is None:
            words = "预算为 0"
            plot.label(words, plot.around(words, x, plot.area.bottom - plot.one, 0.0), ink=Ink.SECOND)
            continue
        words = f"{tenths(rate)}%"
        places = plot.around(words, x, plot.at_y(rate, rates), plot.one * 0.4)
        plot.label(words, places, ink=INKS[figure.source], backed=True)
