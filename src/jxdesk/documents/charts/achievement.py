"""Execution and achievement: each project as a spot, execution rate across and achieved share of the targets upwards."""

from __future__ import annotations

from collections.abc import Sequence

from jxdesk.documents.charts.axes import FULL, Axis, Tick, rate_axis
from jxdesk.documents.charts.marks import Box, Drawing, Ink, Point, Shape, Spot, Stop
from jxdesk.documents.charts.plot import LegendEntry, Look, Plot
from jxdesk.domain.reports.chart_figures import AchievementFigures, ProjectSpot, short_name

SIGNS = (
    (Ink.OK, Shape.CIRCLE),
    (Ink.INFO, Shape.SQUARE),
    (Ink.AMBER, Shape.TRIANGLE),
    (Ink.ERROR, Shape.DIAMOND),
)
OTHER = (Ink.SECOND, Shape.PLUS)
GRADES = ("优", "良", "中", "差")
NAMED = 6
"""So many projects far from both goals bear their name."""
NAME_LENGTH = 12
SIZES = ((200, 0.42), (1_000, 0.3))
SMALLEST = 0.2
"""The more spots, the smaller they are. Units: type sizes."""


def sign_of(grade: str) -> tuple[Ink, Shape]:
    """Colour and shape of a grade; a grade of other rules has the last ones."""
    return SIGNS[GRADES.index(grade)] if grade in GRADES else OTHER


def draw_achievement(figures: AchievementFigures, look: Look) -> Drawing:
    """Draws execution and achievement."""
    spots = figures.spots
    plot = Plot(look, figures.scope, _legend(spots, look))
    if not spots:
        return plot.say_instead("还没有可以画的项目：自评表有得分、预算不为 0 的项目才有点。")
    across = rate_axis(spot.rate for spot in spots)
    upwards = rate_axis(())
    plot.frame(upwards, "预算执行率", left_words="目标完成")
    for tick in across.ticks:
        _line_up(plot, tick, across)
    below = plot.area.bottom + look.one * 1.35
    plot.write_along(
        (tick.label, plot.at_x(tick.value, across.last) - look.measure(tick.label, look.one) / 2, below)
        for tick in across.ticks
    )
    plot.base_line()
    end = (plot.at_x(FULL, across.last), plot.at_y(FULL, upwards))
    plot.stroke(
        ((plot.area.left, plot.area.bottom), end), Ink.HINT, look.one * 0.09, (look.one * 0.4, look.one * 0.3)
    )
    radius = look.one * next((size for most, size in SIZES if len(spots) <= most), SMALLEST)
    # The better grades below, so that a dense cloud does not hide what matters.
    order = sorted(spots, key=lambda spot: GRADES.index(spot.grade) if spot.grade in GRADES else -1)
    together: dict[Point, list[ProjectSpot]] = {}
    for spot in order:
        together.setdefault(_spot(plot, spot, across, upwards, radius), []).append(spot)
    for (x, y), same in together.items():
        box = Box(x - radius, y - radius, x + radius, y + radius).grown(look.one * 0.25)
        plot.stops.append(Stop(x, y, box, _words(same), tuple(spot.project_id for spot in same)))
    _names(plot, spots, across, upwards, radius)
    _corners(plot)
    plot.stops.sort(key=lambda stop: (stop.x, -stop.y))
    return plot.finished()


def _legend(spots: Sequence[ProjectSpot], look: Look) -> list[LegendEntry]:
    entries = []
    for grade in (*GRADES, ""):
        count = sum(spot.grade == grade if grade else spot.grade not in GRADES for spot in spots)
        if count:
            ink, shape = sign_of(grade)
            entries.append(LegendEntry(f"{grade or '没有等级'} {count:,} 个", ink, shape=shape))
    if any(spot.rate > FULL * 1.5 or spot.rate < 0 for spot in spots):
        beyond = sum(spot.rate > FULL * 1.5 or spot.rate < 0 for spot in spots)
        entries.append(LegendEntry(f"超出坐标 {beyond:,} 个，画在边上", Ink.SECOND, shape=Shape.ARROW_RIGHT))
    if spots:
        entries.append(LegendEntry("执行率和目标完成一样高", Ink.HINT, dash=(look.one * 0.4, look.one * 0.3)))
    return entries


def _line_up(plot: Plot, tick: Tick, across: Axis) -> None:
    """The line upwards from a tick; those at zero and at 100 % stand out."""
    x = plot.at_x(tick.value, across.last)
    ink = Ink.AXIS if tick.value in (0, FULL) else Ink.GRID
    plot.stroke(((x, plot.area.top), (x, plot.area.bottom)), ink, plot.one * 0.08)


def _spot(plot: Plot, spot: ProjectSpot, across: Axis, upwards: Axis, radius: float) -> Point:
    """Draws a project and answers where."""
    ink, shape = sign_of(spot.grade)
    if spot.rate > across.last:
        shape = Shape.ARROW_RIGHT
    elif spot.rate < 0:
        shape = Shape.ARROW_LEFT
    x, y = plot.at_x(spot.rate, across.last), plot.at_y(spot.achievement, upwards)
    plot.marks.append(Spot(x, y, shape, radius, ink))
    return x, y


def _words(same: Sequence[ProjectSpot]) -> str:
    """A project in words; where several lie one on another, how many and the first of them."""
    if len(same) == 1:
        return same[0].words
    return f"这一点上有 {len(same):,} 个项目，如{same[0].words}"


def _names(plot: Plot, spots: Sequence[ProjectSpot], across: Axis, upwards: Axis, radius: float) -> None:
    """Names those that are farthest from having spent and achieved everything, where there is room for it."""
    farthest = sorted(spots, key=lambda spot: min(spot.rate, FULL) + min(spot.achievement, FULL))[:NAMED]
    plot.taken += [stop.box for stop in plot.stops]
    for spot in farthest:
        name = short_name(spot.name)
        name = name if len(name) <= NAME_LENGTH else f"{name[: NAME_LENGTH - 1]}…"
        x, y = plot.at_x(spot.rate, across.last), plot.at_y(spot.achievement, upwards)
        plot.label(name, plot.around(name, x, y, radius + plot.one * 0.25), ink=Ink.TEXT, backed=True)


def _corners(plot: Plot) -> None:
    """What the two sides of the diagonal mean, only where there is room."""
    one, area = plot.one, plot.area
    upper, lower = "目标完成得多，钱花得少", "钱花得多，目标完成得少"
    wide = plot.look.measure(lower, one)
    plot.label(upper, ((area.left + one * 0.5, area.top + one * 1.1),), ink=Ink.HINT)
    plot.label(lower, ((area.right - wide - one * 0.5, area.bottom - one * 0.6),), ink=Ink.HINT)
