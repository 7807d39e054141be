"""Drawing: the geometry of any chart of a year; the window, PDF and pictures are all painted from it."""

from __future__ import annotations

from typing import assert_never

from jxdesk.documents.charts.achievement import draw_achievement
from jxdesk.documents.charts.execution import draw_execution
from jxdesk.documents.charts.marks import Drawing
from jxdesk.documents.charts.plot import Look
from jxdesk.documents.charts.scores import draw_scores
from jxdesk.domain.reports.chart_figures import AchievementFigures, AnyFigures, ExecutionFigures, ScoreFigures


def draw_chart(figures: AnyFigures, look: Look) -> Drawing:
    """Draws a chart to fit its room."""
    match figures:
        case ExecutionFigures():
            return draw_execution(figures, look)
        case AchievementFigures():
            return draw_achievement(figures, look)
        case ScoreFigures():
            return draw_scores(figures, look)
        case _:
            assert_never(figures)
