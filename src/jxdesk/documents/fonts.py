"""Fonts: the two faces that PDF embeds, loaded once per process, with widths, per-character fallback and what cannot be drawn."""

from __future__ import annotations

import threading
from functools import cache
from importlib.resources import files
from typing import Any

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics, ttfonts

from jxdesk.documents.lines import Breaker, is_invisible
from jxdesk.domain.errors import JxError

SERIF = "JXSerifSC"
KAI = "LXGWWenKai"
_FILES = {SERIF: "JXSerifSC-Regular.ttf", KAI: "LXGWWenKai-Regular.ttf"}
REPLACEMENT = "〓"
"""What is drawn for a character that no font has; the signed data keep the character itself."""

drawing = threading.RLock()
"""Held while a document is made: reportlab's font objects serve one document at a time."""

STAND_INS = {"═": "＝", "﹦": "＝"}
"""Signs that offices type for an equals sign and that print like a dash; paper shows the sign that is meant."""


class FontMissingError(JxError):
    """A font file of the program is not there or not whole; drawing without it would print boxes."""

    code = "JX-FONT"


@cache
def face(name: str) -> Any:
    """A face, loaded and registered at its first use.

    Raises: FontMissingError.
    """
    with drawing:
        try:
            with (files("jxdesk") / "resources" / "fonts" / _FILES[name]).open("rb") as file:
                font = ttfonts.TTFont(name, file, shapable=False)
        except (OSError, ttfonts.TTFError) as error:
            raise FontMissingError(
                "程序自带的字体文件不在或已损坏，不能生成 PDF。",
                facts=f"{_FILES[name]}：{error}",
                advice="请重新安装程序；杀毒软件隔离过文件的，先恢复。",
            ) from error
        pdfmetrics.registerFont(font)
    return font


def draws(name: str, sign: str) -> bool:
    """Whether a face has an outline for the character; a code point without one would print empty."""
    table = face(name).face
    glyph = table.charToGlyph.get(ord(sign))
    if not glyph:
        return False
    if sign.isspace():
        return True
    return bool(table.glyphPos[glyph + 1] > table.glyphPos[glyph])


class _FaceOf(dict[str, str]):
    """Which face draws a character; empty for none."""

    def __missing__(self, sign: str) -> str:
        name = next((name for name in (SERIF, KAI) if draws(name, sign)), "")
        self[sign] = name
        return name


class _Widths(dict[str, float]):
    """The width of a character as it will be drawn, in em; one dictionary for all documents."""

    def __missing__(self, sign: str) -> float:
        name = face_of[sign]
        drawn = STAND_INS.get(sign, sign) if name else REPLACEMENT
        table = face(name or SERIF).face
        width = float(table.charWidths.get(ord(drawn), table.defaultWidth)) / 1000
        self[sign] = width
        return width


face_of = _FaceOf()
breaker = Breaker(_Widths())
"""Breaks text by the widths of these faces; one for all documents."""


def undrawable(text: str) -> set[str]:
    """The characters of a text for which neither face has an outline; they are drawn as 〓."""
    return {sign for sign in set(text) if not (sign.isspace() or is_invisible(sign) or face_of[sign])}


# Streams as they are: the five-for-four text form of old mail gateways only costs time and room.
rl_config.useA85 = 0
