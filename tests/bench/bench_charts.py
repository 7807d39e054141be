"""A chart of 5,326 projects, as many as a prefecture has: laid out, painted and printed, beside 5,326 bare points.

The floor is what Qt takes for that many round points on a picture of the same size with the same pen and brush, and nothing
else. Pointing is measured against no floor: it must stay below a frame.
"""

from __future__ import annotations

import os
import random
from pathlib import Path

import floors

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage, QPainter, QPen
from PySide6.QtWidgets import QApplication

from jxdesk.desktop import theme
from jxdesk.desktop.charts.painter import paint_drawing, screen_look
from jxdesk.desktop.charts.view import ChartView
from jxdesk.documents.charts.drawing import draw_chart
from jxdesk.documents.charts.pdf_painter import chart_pdf
from jxdesk.domain.reports.chart_figures import (
    AchievementFigures,
    ChartFilter,
    ChartProject,
    achievement_figures,
)

YUXI = 5_326
WIDTH, HEIGHT = 900, 560
TURNS = 5
BARE = f"{YUXI:,} bare round points painted"


def figures() -> AchievementFigures:
    """So many scored projects, the same in every run."""
    draw = random.Random(11)
    return achievement_figures(
        ChartFilter(year=2026),
        [
            ChartProject(
                id=f"p{n}",
                name=f"2026年农村公路养护补助{n}",
                unit="白岩镇",
                base_fen=100_000_000,
                executed_fen=round(100_000_000 * draw.uniform(0.2, 1.1)),
                reached_hundredths=round(9_000 * min(1.0, draw.uniform(0.4, 1.2))),
                points_hundredths=9_000,
                score_hundredths=8_000,
                grade="优良中差"[draw.randrange(4)],
            )
            for n in range(YUXI)
        ],
    )


def open_application() -> QApplication:
    """The application with the program's look."""
    app = QApplication([])
    theme.apply_theme(app)
    return app


def canvas() -> QImage:
    """A white picture."""
    made = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    made.fill(QColor(theme.SURFACE))
    return made


def bare(work: Path) -> float:
    """The floor."""
    del work
    _app = open_application()
    draw = random.Random(11)
    points = [QPointF(draw.uniform(0, WIDTH), draw.uniform(0, HEIGHT)) for _ in range(YUXI)]
    started = floors.now()
    for _ in range(TURNS):
        image = canvas()
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(QPen(QColor(theme.SURFACE), 0.75))
        painter.setBrush(QColor(theme.OK))
        for point in points:
            painter.drawEllipse(point, 2.6, 2.6)
        painter.end()
    return (floors.now() - started) / TURNS


def painted(work: Path) -> float:
    """The chart painted from its drawing."""
    del work
    _app = open_application()
    drawing = draw_chart(figures(), screen_look(WIDTH, HEIGHT, is_practice=False))
    started = floors.now()
    for _ in range(TURNS):
        image = canvas()
        painter = QPainter(image)
        paint_drawing(drawing, painter)
        painter.end()
    return (floors.now() - started) / TURNS


def laid_out_and_painted(work: Path) -> float:
    """What a resized window costs: the geometry anew, then painted."""
    del work
    _app = open_application()
    found = figures()
    started = floors.now()
    for _ in range(TURNS):
        drawing = draw_chart(found, screen_look(WIDTH, HEIGHT, is_practice=False))
        image = canvas()
        painter = QPainter(image)
        paint_drawing(drawing, painter)
        painter.end()
    return (floors.now() - started) / TURNS


def pointed_at(work: Path) -> float:
    """One move of the mouse."""
    del work
    _app = open_application()
    view = ChartView()
    view.resize(WIDTH, HEIGHT)
    view.show_figures(figures(), is_practice=False)
    places = [(x, y) for x in range(50, WIDTH, 90) for y in range(50, HEIGHT, 90)]
    started = floors.now()
    for x, y in places:
        view.nearest(x, y)
    return (floors.now() - started) / len(places)


def printed(work: Path) -> float:
    """The whole PDF, fonts loaded."""
    del work
    found = figures()
    chart_pdf(found)
    started = floors.now()
    chart_pdf(found)
    return floors.now() - started


CASES = [
    floors.Case(name=BARE, run=bare),
    floors.Case(name=f"chart of {YUXI:,} projects painted", run=painted, against=BARE, goal=3.0),
    floors.Case(name="laid out and painted", run=laid_out_and_painted, against=BARE, goal=8.0),
    floors.Case(name="one move of the mouse over it", run=pointed_at, against=BARE, goal=0.3),
    floors.Case(name="printed as PDF", run=printed, against=BARE, goal=15.0),
]


if __name__ == "__main__":
    floors.main(__file__, "Charts", CASES)
