"""Lights: how a monitoring light looks wherever it is shown, always as sign and word."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter

from jxdesk.desktop import icons
from jxdesk.desktop.theme import TONES, Tone
from jxdesk.domain.monitoring.standing import LIGHT_ICONS, LIGHT_WORDS, LightColour

LIGHT_TONES = {
    LightColour.RED: Tone.ERROR,
    LightColour.YELLOW: Tone.WARN,
    LightColour.GREEN: Tone.OK,
    LightColour.GREY: Tone.PLAIN,
}
SIGN = 15
_BY_WORD = {word: colour for colour, word in LIGHT_WORDS.items()}


def paint_light(painter: QPainter, inner: QRect, word: str) -> None:
    """Draws the light of this word; nothing for another text."""
    colour = _BY_WORD.get(word)
    if colour is None:
        return
    ink = TONES[LIGHT_TONES[colour]][0]
    painter.drawPixmap(
        inner.left(), inner.center().y() - SIGN // 2, icons.pixmap(LIGHT_ICONS[colour], SIGN, ink)
    )
    painter.setPen(QColor(ink))
    words = inner.adjusted(SIGN + 4, 0, SIGN, 0)
    painter.drawText(words, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), word)
