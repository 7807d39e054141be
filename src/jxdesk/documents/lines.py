"""Line breaking: cuts Chinese text into lines of a given width, by the rules of Chinese typesetting; used by both painters.

No line begins with a closing sign or ends with an opening one, and a number stays with its sign and unit
(``≥ 186 公里``). Widths are in em, so that one result serves every size.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

NO_START = frozenset("，。、；：？！）〕】》〉」』”’…—～·％‰℃°,.;:?!)]}%")
NO_END = frozenset("（〔【《〈「『“‘([{￥¥№")
_BLANKS = " \u00a0"
# A sign, a number and a short unit; a Latin word; any other single character.
_ATOM = re.compile(
    rf"(?:(?:>=|<=|[≥≤≧≦><＞＜=＝﹦═±＋+\-－])?[{_BLANKS}]?\d[\d,.]*+(?![A-Za-z_])"
    rf"(?:[{_BLANKS}]?[%％‰℃]|[{_BLANKS}]?[一-鿿]{{1,3}}(?![一-鿿])|[{_BLANKS}]?[一-鿿](?=[一-鿿]{{3}}))?)"
    r"|[A-Za-z0-9_./:@#&+\-]+|."
)
# What is left of an atom that is too wide: digits still hold together.
_SMALL = re.compile(r"\d[\d,.]*|[A-Za-z]+|.")
_PLAIN = re.compile(r"[一-鿿]*")
_MOST_KEPT = 20_000

_SHAPELESS = {"Cc", "Cf", "Zl", "Zp"}

Piece = tuple[str, float]
"""Characters that are not broken, with their width in em."""


class EmWidths(dict[str, float]):
    """Widths as Chinese workbooks show them: ASCII and half-width forms half an em, everything else one em."""

    def __missing__(self, sign: str) -> float:
        code = ord(sign)
        width = 0.5 if code < 0x300 or 0xFF61 <= code <= 0xFFDC else 1.0
        self[sign] = width
        return width


class Breaker:
    """Breaks texts by one table of character widths; what it found out about a text is kept for the next size and the next form."""

    def __init__(self, widths: Mapping[str, float]) -> None:
        self._widths = widths
        self._known_width: dict[str, float] = {}
        self._known_pieces: dict[str, list[Piece]] = {}
        self._known_lines: dict[tuple[str, float], tuple[str, ...]] = {}

    def width(self, text: str) -> float:
        """The width of a text on one line.

        Units: em.
        """
        known = self._known_width.get(text)
        if known is None:
            if len(self._known_width) > _MOST_KEPT:
                self._known_width.clear()
            widths = self._widths
            known = self._known_width[text] = sum([widths[sign] for sign in text])
        return known

    def lines(self, text: str, room: float) -> tuple[str, ...]:
        """The lines of a text; an empty text has none.

        Units: ``room`` em.
        """
        if "\n" not in text and (len(text) <= room or self.width(text) <= room):
            return (text,) if text else ()
        known = self._known_lines.get((text, room))
        if known is None:
            if len(self._known_lines) > _MOST_KEPT:
                self._known_lines.clear()
            lines: list[str] = []
            for paragraph in text.split("\n"):
                lines += (paragraph,) if self.width(paragraph) <= room else self._paragraph(paragraph, room)
            known = self._known_lines[text, room] = tuple(lines)
        return known

    def _paragraph(self, text: str, room: float) -> list[str]:
        lines: list[str] = []
        start = position = 0
        used = 0.0
        room += 1e-6
        pieces = self._pieces(text)
        if max(pieces, key=_piece_width)[1] > room:
            pieces = self._small_enough(pieces, room)
        for piece, size in pieces:
            used += size
            if used > room and not piece.isspace():
                lines.append(text[start:position].strip(_BLANKS))
                start, used = position, size
            position += len(piece)
        lines.append(text[start:].strip(_BLANKS))
        return [line for line in lines if line]

    def _pieces(self, text: str) -> list[Piece]:
        known = self._known_pieces.get(text)
        if known is None:
            if len(self._known_pieces) > _MOST_KEPT:
                self._known_pieces.clear()
            if _PLAIN.fullmatch(text):
                known = [(sign, self._widths[sign]) for sign in text]
            else:
                known = self._joined(_ATOM.findall(text))
            self._known_pieces[text] = known
        return known

    def _joined(self, atoms: list[str]) -> list[Piece]:
        """Atoms with the opening signs before them and the closing signs behind them."""
        joined: list[str] = []
        for atom in atoms:
            if joined and (atom[0] in NO_START or joined[-1][-1] in NO_END) and not joined[-1].isspace():
                joined[-1] += atom
            else:
                joined.append(atom)
        return [(piece, self.width(piece)) for piece in joined]

    def _small_enough(self, pieces: list[Piece], room: float) -> list[Piece]:
        """Pieces wider than a line give up the bond of number and unit first, then the rule about signs, then themselves."""
        result: list[Piece] = []
        for piece, size in pieces:
            if size <= room:
                result.append((piece, size))
                continue
            for part, width in self._joined(_SMALL.findall(piece)):
                if width <= room:
                    result.append((part, width))
                else:
                    result += [(sign, self._widths[sign]) for sign in part]
        return result


def is_invisible(sign: str) -> bool:
    """Whether a character has no shape of its own: controls, joiners, variation selectors."""
    code = ord(sign)
    return unicodedata.category(sign) in _SHAPELESS or 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF


def visible(text: str) -> str:
    """The text as paper can show it: line ends made plain, tabs blanks, shapeless characters left out."""
    if text.isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join([sign for sign in text if sign == "\n" or not is_invisible(sign)])


def _piece_width(piece: Piece) -> float:
    return piece[1]
