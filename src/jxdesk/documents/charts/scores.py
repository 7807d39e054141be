"""Distributions of scores: a bar for each grade or each ten points, with the count and its share written above it."""

from __future__ import annotations

from jxdesk.documents.charts.achievement import GRADES, sign_of
from jxdesk.documents.charts.axes import count_axis
from jxdesk.documents.charts.marks import Box, Drawing, Ink, Stop
from jxdesk.documents.charts.plot import Look, Plot
from jxdesk.domain.reports.chart_figures import ChartKind, ScoreBand, ScoreFigures, share, tenths

BAR = 0.56
"""The part of its room that a bar takes."""


def draw_scores(figures: ScoreFigures, look: Look) -> Drawing:
    """Draws a distribution."""
    plot = Plot(look, figures.scope, ())
    if not any(band.count for band in figures.bands):
        return plot.say_instead("还没有得分：自评表填完、每个指标都有得分以后，这里就有图。")
    counts = count_axis(max(band.count for band in figures.bands))
    bottom = "得分等级" if figures.kind is ChartKind.GRADES else "得分（分）"
    plot.frame(counts, bottom, left_words="项目数（个）")
    room = plot.area.width / len(figures.bands)
    for number, band in enumerate(figures.bands):
        middle = plot.area.left + room * (number + 0.5)
        top = plot.at_y(band.count, counts)
        box = Box(middle - room * BAR / 2, top, middle + room * BAR / 2, plot.area.bottom)
        ink, hatch = _dress(figures.kind, band)
        if band.count:
            plot.bar(box, ink, hatch)
            plot.taken.append(box)
        _label(plot, band, middle, top, room)
        plot.stops.append(Stop(middle, top, box.grown(look.one * 0.2), band.words, band.project_ids))
    plot.base_line()
    _name_bars(plot, figures, room)
    return plot.finished()


def _name_bars(plot: Plot, figures: ScoreFigures, room: float) -> None:
    """What each bar is, with its range where all of them fit."""
    measure, one = plot.look.measure, plot.one
    names = [band.label for band in figures.bands]
    if figures.kind is ChartKind.GRADES:
        whole = [f"{band.label}（{band.reach}）" for band in figures.bands]
        names = whole if max(measure(words, one) for words in whole) < room else names
    middles = [plot.area.left + room * (number + 0.5) for number in range(len(names))]
    below = plot.area.bottom + one * 1.35
    plot.write_along(
        (words, x - measure(words, one) / 2, below) for words, x in zip(names, middles, strict=True)
    )


def _dress(kind: ChartKind, band: ScoreBand) -> tuple[Ink, int]:
    """Colour and hatch: grades differ in both, so that a copy in black and white can be read."""
    if kind is not ChartKind.GRADES:
        return Ink.ACCENT, 0
    hatch = GRADES.index(band.label) if band.label in GRADES else 1
    return sign_of(band.label)[0], hatch


def _label(plot: Plot, band: ScoreBand, middle: float, top: float, room: float) -> None:
    """Count and share above the bar; the share only where both fit."""
    rate = share(band.count, band.of) or 0
    with_share = (f"{band.count:,} 个 {tenths(rate)}%",) if band.count else ()
    for words in (*with_share, f"{band.count:,} 个", str(band.count)):
        wide = plot.look.measure(words, plot.one)
        if wide <= room and plot.label(words, ((middle - wide / 2, top - plot.one * 0.5),)):
            return
