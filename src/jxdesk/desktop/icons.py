"""Icons: our own stroke drawings, tinted and drawn at the screen's own resolution."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from jxdesk.desktop import theme


@lru_cache(maxsize=64)
def _drawing(name: str) -> str:
    return theme.resource_path("icons", f"{name}.svg").read_text(encoding="utf-8")


def _ratio() -> float:
    app = QGuiApplication.instance()
    return app.devicePixelRatio() if isinstance(app, QGuiApplication) else 1.0


@lru_cache(maxsize=256)
def _pixmap(name: str, size: int, colour: str, ratio: float) -> QPixmap:
    """Draws one icon; the drawings say ``currentColor`` and Qt's SVG does not know that word."""
    made = QPixmap(round(size * ratio), round(size * ratio))
    made.fill(Qt.GlobalColor.transparent)
    renderer = QSvgRenderer(QByteArray(_drawing(name).replace("currentColor", colour).encode()))
    painter = QPainter(made)
    renderer.render(painter, QRectF(0, 0, made.width(), made.height()))
    painter.end()
    made.setDevicePixelRatio(ratio)
    return made


def pixmap(name: str, size: int = 18, colour: str = theme.TEXT) -> QPixmap:
    """An icon as a picture of ``size`` logical px."""
    return _pixmap(name, size, colour, _ratio())


@lru_cache(maxsize=256)
def _icon(name: str, size: int, colour: str, active: str, ratio: float) -> QIcon:
    made = QIcon()
    made.addPixmap(_pixmap(name, size, colour, ratio))
    if active != colour:
        made.addPixmap(_pixmap(name, size, active, ratio), QIcon.Mode.Normal, QIcon.State.On)
    return made


def icon(name: str, size: int = 18, colour: str = theme.TEXT, active: str = "") -> QIcon:
    """An icon for a button; ``active`` is its colour while the button is switched on."""
    return _icon(name, size, colour, active or colour, _ratio())


def app_icon() -> QIcon:
    """The program's own icon."""
    return QIcon(str(theme.resource_path("icons", "app.svg")))
