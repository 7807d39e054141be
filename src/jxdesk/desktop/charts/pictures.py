"""Pictures of charts for other programs: a bitmap at twice the size for pasting and PNG, and SVG that stays sharp."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize
from PySide6.QtGui import QColor, QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgGenerator

from jxdesk.desktop import theme
from jxdesk.desktop.charts.painter import paint_drawing, screen_look
from jxdesk.documents.charts.drawing import draw_chart
from jxdesk.documents.charts.marks import Drawing
from jxdesk.domain.reports.chart_figures import AnyFigures

SIZE = QSize(960, 560)
"""A chart in a report is as wide as its page, whatever the window is. Units: px before scaling."""
MARGIN = 20
SCALE = 2
DOTS_PER_METRE = round(96 * SCALE / 0.0254)


def picture_drawing(figures: AnyFigures, *, is_practice: bool) -> Drawing:
    """The chart as every picture of it shows it."""
    look = screen_look(SIZE.width() - 2 * MARGIN, SIZE.height() - 2 * MARGIN, is_practice=is_practice)
    return draw_chart(figures, look)


def picture_of(figures: AnyFigures, *, is_practice: bool) -> QImage:
    """The chart as a bitmap at twice the size, on white."""
    made = QImage(SIZE * SCALE, QImage.Format.Format_RGB32)
    made.setDotsPerMeterX(DOTS_PER_METRE)
    made.setDotsPerMeterY(DOTS_PER_METRE)
    made.fill(QColor(theme.SURFACE))
    painter = QPainter(made)
    painter.scale(SCALE, SCALE)
    painter.translate(MARGIN, MARGIN)
    paint_drawing(picture_drawing(figures, is_practice=is_practice), painter)
    painter.end()
    return made


def png_of(figures: AnyFigures, *, is_practice: bool) -> bytes:
    """The bitmap as a PNG file."""
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(picture_of(figures, is_practice=is_practice))
    return bytes(held.data())


def svg_of(figures: AnyFigures, *, is_practice: bool) -> bytes:
    """The chart as an SVG file; its letters are those of whoever opens it."""
    drawing = picture_drawing(figures, is_practice=is_practice)
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QSvgGenerator()
    writer.setOutputDevice(buffer)
    writer.setSize(SIZE)
    writer.setViewBox(QRectF(0, 0, SIZE.width(), SIZE.height()))
    writer.setTitle(drawing.title)
    painter = QPainter(writer)
    painter.fillRect(0, 0, SIZE.width(), SIZE.height(), QColor(theme.SURFACE))
    painter.translate(MARGIN, MARGIN)
    paint_drawing(drawing, painter)
    painter.end()
    return bytes(held.data())
