"""Fonts: the faces that PDF embeds, loaded once per process, with widths, per-character fallback and what cannot be drawn."""

from __future__ import annotations

import struct
import threading
from functools import cache, cached_property
from typing import Any

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics, ttfonts

from jxdesk.documents import system_fonts
from jxdesk.documents.lines import Breaker, is_invisible
from jxdesk.domain.errors import JxError
from jxdesk.shipped_files import resource

SERIF = "JXSerifSC"
KAI = "LXGWWenKai"
_FILES = {SERIF: "JXSerifSC-Regular.ttf", KAI: "LXGWWenKai-Regular.ttf"}
REPLACEMENT = "〓"
"""What is drawn for a character that no font has; the signed data keep the character itself."""

_system: dict[str, Any] = {}

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
    if name in _system:
        return _system[name]
    with drawing:
        try:
            with resource("fonts", _FILES[name]).open("rb") as file:
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


class Faces:
    """An order of faces: each character is drawn by the first that has it.

    ``role`` names the face of the system that comes before the shipped ones; empty for none.
    """

    def __init__(self, role: str = "") -> None:
        self.role = role
        self.face_of = _FaceOf(self)
        self.breaker = Breaker(_Widths(self))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The faces, looked for at the first use."""
        return (*_system_face(self.role), SERIF, KAI)

    @property
    def is_shipped(self) -> bool:
        """Whether the shipped serif stands in for a face that this machine does not have."""
        return self.names[0] == SERIF


def _system_face(role: str) -> tuple[str, ...]:
    """The face of the system for a role, registered; none where there is none that may be embedded."""
    for found in system_fonts.installed().get(role, ()) if role else ():
        name = f"System-{role}"
        try:
            with drawing, found.file.open("rb") as file:
                font = ttfonts.TTFont(name, file, shapable=False)
                pdfmetrics.registerFont(font)
        except (OSError, ttfonts.TTFError):  # not whole, or not readable for this person: the next one
            continue
        if _may_be_embedded(font.face):
            _system[name] = font
            return (name,)
    return ()


def _may_be_embedded(face: Any) -> bool:
    """Whether the maker of a font lets parts of it travel in a document; reportlab 5.1 asks this the wrong way round.

    Source: OpenType specification, 'OS/2' fsType: 2 restricted, 0x100 no subsetting, 0x200 bitmaps only.
    """
    try:
        (kind,) = struct.unpack_from(">H", face.get_table("OS/2"), 8)
    except (KeyError, struct.error):
        return True  # fonts of old makers have no such table
    return not (kind & 0xF == 0x2 or kind & 0x300)


class _FaceOf(dict[str, str]):
    """Which face draws a character; empty for none."""

    def __init__(self, faces: Faces) -> None:
        super().__init__()
        self.faces = faces

    def __missing__(self, sign: str) -> str:
        name = next((name for name in self.faces.names if draws(name, sign)), "")
        self[sign] = name
        return name


class _Widths(dict[str, float]):
    """The width of a character as it will be drawn, in em; one dictionary for all documents."""

    def __init__(self, faces: Faces) -> None:
        super().__init__()
        self.faces = faces

    def __missing__(self, sign: str) -> float:
        name = self.faces.face_of[sign]
        drawn = STAND_INS.get(sign, sign) if name else REPLACEMENT
        table = face(name or SERIF).face
        width = float(table.charWidths.get(ord(drawn), table.defaultWidth)) / 1000
        self[sign] = width
        return width


FORM = Faces()
"""What tables are printed in, the same on every machine."""
HEADING = Faces(system_fonts.TITLE)
"""What titles are printed in: 小标宋 where this machine has it."""
TEXT = Faces(system_fonts.TEXT)
"""What covers, seal pages and requests are printed in: 仿宋 where this machine has it."""
face_of = FORM.face_of
breaker = FORM.breaker
"""Breaks text by the widths of these faces; one for all documents."""


def undrawable(text: str) -> set[str]:
    """The characters of a text for which neither face has an outline; they are drawn as 〓."""
    return {sign for sign in set(text) if not (sign.isspace() or is_invisible(sign) or face_of[sign])}


# Streams as they are: the five-for-four text form of old mail gateways only costs time and room.
rl_config.useA85 = 0
