"""The page of charts: the same geometry in the window as on paper, walked through by keys, taken along as picture and file."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPolygonF
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from jxdesk.desktop import theme
from jxdesk.desktop.charts.painter import paint_drawing
from jxdesk.desktop.charts.pictures import SCALE, SIZE, picture_of, png_of, svg_of
from jxdesk.desktop.charts.view import INSET
from jxdesk.desktop.pages.charts import ChartsPage
from jxdesk.desktop.pages.project import ProjectPage
from jxdesk.desktop.pages.projects import ProjectsPage
from jxdesk.desktop.shell import Shell
from jxdesk.documents import fonts
from jxdesk.documents.charts.drawing import draw_chart
from jxdesk.documents.charts.marks import Fill, Ink, Shape, Spot, Stroke, Text
from jxdesk.documents.charts.pdf_painter import paper_look
from jxdesk.domain.reports.chart_figures import ChartFilter, ChartKind

from .conftest import child, settled


class Recorder(QPainter):
    """A painter that notes where it was asked to paint what."""

    def __init__(self, image: QImage) -> None:
        super().__init__(image)
        self.texts: list[tuple[float, float, str]] = []
        self.circles: list[tuple[float, float, float]] = []
        self.shapes: list[tuple[float, float]] = []
        self.lines: list[list[tuple[float, float]]] = []
        self.boxes: list[tuple[float, float, float, float]] = []

    def drawText(self, where: QPointF, text: str) -> None:  # type: ignore[override]
        self.texts.append((where.x(), where.y(), text))
        super().drawText(where, text)

    def drawEllipse(self, where: QPointF, rx: float, ry: float) -> None:  # type: ignore[override]
        self.circles.append((where.x(), where.y(), rx))
        super().drawEllipse(where, rx, ry)

    def drawPolygon(self, corners: QPolygonF) -> None:  # type: ignore[override]
        box = corners.boundingRect()
        self.shapes.append((box.center().x(), box.center().y()))
        super().drawPolygon(corners)

    def drawPolyline(self, points: QPolygonF) -> None:  # type: ignore[override]
        self.lines.append([(one.x(), one.y()) for one in points.toList()])
        super().drawPolyline(points)

    def drawRect(self, box: QRectF) -> None:  # type: ignore[override]
        self.boxes.append((box.left(), box.top(), box.right(), box.bottom()))
        super().drawRect(box)


@pytest.fixture
def page(qtbot: QtBot, shell: Shell) -> ChartsPage:
    """The page on the finished year."""
    shell.go("charts", ChartFilter(year=2025))
    settled(qtbot, shell)
    found = shell.pages["charts"]
    assert isinstance(found, ChartsPage)
    assert found.data is not None
    return found


def shown(qtbot: QtBot, shell: Shell, page: ChartsPage, kind: ChartKind) -> None:
    page.show_kind(kind)
    settled(qtbot, shell)
    assert page.data is not None
    assert page.data.figures.kind is kind


def test_the_window_paints_every_mark_where_the_geometry_of_the_paper_puts_it(
    qtbot: QtBot, shell: Shell, page: ChartsPage
) -> None:
    for kind in ChartKind:
        shown(qtbot, shell, page, kind)
        assert page.data is not None
        with fonts.drawing:
            drawing = draw_chart(page.data.figures, paper_look())
        image = QImage(900, 700, QImage.Format.Format_RGB32)
        recorder = Recorder(image)
        paint_drawing(drawing, recorder)
        recorder.end()
        marks = drawing.marks
        assert recorder.texts == [(m.left, m.baseline, m.text) for m in marks if isinstance(m, Text)]
        assert recorder.lines == [list(m.points) for m in marks if isinstance(m, Stroke)]
        circles = [m for m in marks if isinstance(m, Spot) and m.shape is Shape.CIRCLE]
        assert recorder.circles == [(m.x, m.y, m.radius) for m in circles]
        others = [m for m in marks if isinstance(m, Spot) and m.shape is not Shape.CIRCLE]
        assert len(recorder.shapes) == len(others)
        for (x, y), mark in zip(recorder.shapes, others, strict=True):
            assert abs(x - mark.x) < mark.radius * 0.3
            assert abs(y - mark.y) < mark.radius * 0.3
        boxes = [m.box for m in marks if isinstance(m, Fill)]
        assert recorder.boxes == [pytest.approx((box.left, box.top, box.right, box.bottom)) for box in boxes]


def test_the_colours_of_charts_are_those_of_the_theme() -> None:
    tokens = {
        Ink.SURFACE: theme.SURFACE,
        Ink.TEXT: theme.TEXT,
        Ink.SECOND: theme.SECOND,
        Ink.HINT: theme.HINT,
        Ink.GRID: theme.GRID,
        Ink.AXIS: theme.INPUT_LINE,
        Ink.ACCENT: theme.ACCENT,
        Ink.PALE: theme.SELECTION,
        Ink.OK: theme.OK,
        Ink.INFO: theme.INFO,
        Ink.AMBER: theme.AMBER,
        Ink.ERROR: theme.ERROR,
        Ink.PRACTICE: theme.WARN,
    }
    assert {ink: ink.value for ink in Ink} == tokens


def test_arrow_keys_walk_through_the_points_and_enter_opens_the_project(
    qtbot: QtBot, shell: Shell, page: ChartsPage
) -> None:
    shown(qtbot, shell, page, ChartKind.ACHIEVEMENT)
    view = page.view
    assert view.drawing is not None
    said = []
    for _ in view.drawing.stops:
        qtbot.keyClick(view, Qt.Key.Key_Right)
        said.append(view.accessibleDescription())
    assert said == [stop.words for stop in view.drawing.stops]
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.at == len(said) - 1
    qtbot.keyClick(view, Qt.Key.Key_Home)
    assert view.at == 0
    alone, wanted = next(
        (n, stop.project_ids[0]) for n, stop in enumerate(view.drawing.stops) if len(stop.project_ids) == 1
    )
    for _ in range(alone):
        qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert shell.current == "project"
    assert getattr(shell.pages["project"], "project_id", "") == wanted


def test_a_bar_lists_its_projects_and_one_of_them_opens(qtbot: QtBot, shell: Shell, page: ChartsPage) -> None:
    shown(qtbot, shell, page, ChartKind.GRADES)
    stop = page.view.drawing.stops[0] if page.view.drawing else None
    assert stop is not None
    middle = QPoint(INSET + round(stop.x), INSET + round((stop.box.top + stop.box.bottom) / 2))
    qtbot.mouseClick(page.view, Qt.MouseButton.LeftButton, pos=middle)
    assert page.list_title.text() == stop.words
    assert sorted(page.listed) == sorted(stop.project_ids)
    scores = [float(row[1]) for row in page.model.rows]
    assert scores == sorted(scores)
    page.table.selectRow(0)
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert shell.current == "project"


def test_the_projects_of_the_chosen_unit_are_a_button_away(
    qtbot: QtBot, shell: Shell, page: ChartsPage
) -> None:
    unit = page.unit_choice.itemData(1)
    shell.go("charts", ChartFilter(year=2025, unit=unit))
    page.load()
    settled(qtbot, shell)
    assert page.filter() == ChartFilter(year=2025, unit=unit)
    assert page.data is not None
    assert unit in page.data.figures.scope.filter
    page.projects_button.click()
    settled(qtbot, shell)
    listed = shell.pages["projects"]
    assert isinstance(listed, ProjectsPage)
    assert (listed.query.year, listed.query.unit) == (2025, unit)


def test_a_chart_is_copied_and_saved_in_every_form(
    qtbot: QtBot, shell: Shell, page: ChartsPage, tmp_path: Path
) -> None:
    shown(qtbot, shell, page, ChartKind.SCORES)
    page.saving.copy_button.click()
    copied = QApplication.clipboard().image()
    assert copied.size() == SIZE * SCALE
    assert copied.pixelColor(0, 0) == QColor(theme.SURFACE)
    assert page.data is not None
    begins = {".png": b"\x89PNG", ".svg": b"<?xml", ".pdf": b"%PDF", ".xlsx": b"PK"}
    for ending, first in begins.items():
        page.saving.write(page.data, tmp_path / f"图{ending}")
        settled(qtbot, shell)
        assert (tmp_path / f"图{ending}").read_bytes().startswith(first)


def test_pictures_show_ink_and_the_words_of_practice(page: ChartsPage) -> None:
    assert page.data is not None
    figures = page.data.figures
    image = picture_of(figures, is_practice=True)
    colours = {image.pixelColor(x, y).name() for x in range(0, image.width(), 3) for y in range(0, 700, 3)}
    assert {Ink.PRACTICE.value.lower(), Ink.PALE.value.lower()} <= colours
    assert "练习数据".encode() in svg_of(figures, is_practice=True)
    assert "练习数据".encode() not in svg_of(figures, is_practice=False)
    assert QImage.fromData(png_of(figures, is_practice=False)).size() == image.size()


def test_a_year_without_projects_says_so_instead_of_a_frame(
    qtbot: QtBot, shell: Shell, page: ChartsPage
) -> None:
    from jxdesk.actions import charts

    data = charts.chart(shell.context.workspace, ChartKind.EXECUTION, ChartFilter(year=2031))
    page._on_read(data)
    assert page.view.drawing is not None
    assert page.view.drawing.stops == ()
    qtbot.keyClick(page.view, Qt.Key.Key_Right)
    qtbot.keyClick(page.view, Qt.Key.Key_Return)
    assert page.list_title.text() == "图上的 0 个项目"


def test_the_first_page_and_a_project_lead_to_the_charts(qtbot: QtBot, shell: Shell) -> None:
    link = child(shell.pages["dashboard"], "dashboard_charts")
    assert isinstance(link, QPushButton)
    link.click()
    settled(qtbot, shell)
    page = shell.pages["charts"]
    assert shell.current == "charts"
    assert isinstance(page, ChartsPage)
    assert page.data is not None
    wanted = next(one for one in page.data.projects.values() if one.unit)
    shell.go("project", wanted.id)
    settled(qtbot, shell)
    project = shell.pages["project"]
    assert isinstance(project, ProjectPage)
    project.menu.open_charts()
    settled(qtbot, shell)
    assert page.filter() == ChartFilter(year=2026, unit=wanted.unit)
