"""Embedding: writes the used part of a TrueType face into one PDF as a single font with two-byte codes; used by ``pdf``.

reportlab cuts a Chinese face into many fonts of 256 characters, changes fonts within a line, and maps characters beyond
the first plane (𬭚) to wrong ones. One font a face is quicker to write and to read, smaller, and copies right.
"""

from __future__ import annotations

import struct
import zlib
from typing import Any

from reportlab.pdfbase import pdfdoc

# Flags of composite glyphs, OpenType 'glyf'.
_WORDS, _SCALE, _MORE, _XY_SCALE, _TWO_BY_TWO = 0x01, 0x08, 0x20, 0x40, 0x80
_HEADER = struct.Struct(">4sLLL")


class _Written(pdfdoc.PDFObject):  # type: ignore[misc]
    """An object of the file whose text is known; references in it are already resolved."""

    __RefOnly__ = True  # stands once in the file, and everywhere else as a reference

    def __init__(self, text: bytes) -> None:
        self.text = text

    def format(self, document: Any) -> bytes:
        """The text as it stands in the file."""
        del document
        return self.text


class EmbeddedFont(dict[str, str]):
    """One face in one document: maps each character to its code in hexadecimal, given out at first use."""

    def __init__(self, face: Any, internal: str) -> None:
        super().__init__()
        self.face = face
        self.internal = internal
        self.characters: list[str] = []
        self.glyphs: list[int] = [0]

    def __missing__(self, sign: str) -> str:
        self.characters.append(sign)
        self.glyphs.append(self.face.charToGlyph[ord(sign)])
        code = self[sign] = f"{len(self.characters):04X}"
        return code

    def known(self, text: str) -> str:
        """The same of a text whose characters all have their code already; empty where one has none yet."""
        codes = [self.get(sign, "") for sign in text]
        return "".join(codes) if all(codes) else ""

    def encode(self, text: str) -> str:
        """The text as a hexadecimal string of codes."""
        return "".join([self[sign] for sign in text])

    def addObjects(self, document: Any) -> None:
        """Adds the font's objects; reportlab calls it when the document is finished."""
        data = self._font_file()
        name = f"{_tag(data)}+{_plain(self.face.name)}"
        ascent, descent = self.face.ascent, self.face.descent
        box = " ".join(f"{edge:.0f}" for edge in self.face.bbox)
        file = self._stream(document, "file", data, f"/Length1 {len(data)}")
        descriptor = self._object(
            document,
            "descriptor",
            f"<</Type/FontDescriptor/FontName/{name}/Flags 4/FontBBox[{box}]/ItalicAngle 0/Ascent {ascent:.0f}"
            f"/Descent {descent:.0f}/CapHeight {ascent:.0f}/StemV 80/FontFile2 {file}>>",
        )
        widths = " ".join([f"{self.face.getCharWidth(ord(sign)):g}" for sign in self.characters])
        descendant = self._object(
            document,
            "descendant",
            f"<</Type/Font/Subtype/CIDFontType2/BaseFont/{name}/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
            f"/Supplement 0>>/FontDescriptor {descriptor}/DW 1000/W[1 [{widths}]]/CIDToGIDMap/Identity>>",
        )
        unicode_map = self._stream(document, "unicode", self._unicode_map(), "")
        font = _Written(
            f"<</Type/Font/Subtype/Type0/BaseFont/{name}/Encoding/Identity-H/DescendantFonts[{descendant}]"
            f"/ToUnicode {unicode_map}>>".encode()
        )
        document.Reference(font, f"{self.internal}:font")
        document.idToObject["BasicFonts"].dict[self.internal] = font

    def _object(self, document: Any, what: str, text: str) -> str:
        reference = document.Reference(_Written(text.encode()), f"{self.internal}:{what}")
        formatted: bytes = reference.format(document)
        return formatted.decode()

    def _stream(self, document: Any, what: str, data: bytes, more: str) -> str:
        packed = zlib.compress(data, 2)  # the quick levels win three quarters already
        head = f"<<{more}/Filter/FlateDecode/Length {len(packed)}>>\nstream\n".encode()
        reference = document.Reference(_Written(head + packed + b"\nendstream"), f"{self.internal}:{what}")
        formatted: bytes = reference.format(document)
        return formatted.decode()

    def _unicode_map(self) -> bytes:
        """What makes the text searchable: code → character, beyond the first plane as a UTF-16 pair."""
        pairs = [f"<{self[sign]}><{sign.encode('utf-16-be').hex().upper()}>" for sign in self.characters]
        lines = [
            "/CIDInit/ProcSet findresource begin 12 dict begin begincmap",
            "/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def",
            "/CMapName/Adobe-Identity-UCS def/CMapType 2 def",
            "1 begincodespacerange<0000><FFFF>endcodespacerange",
        ]
        for start in range(0, len(pairs), 100):
            block = pairs[start : start + 100]
            lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
        lines.append("endcmap CMapName currentdict/CMap defineresource pop end end")
        return "\n".join(lines).encode()

    # ---- the cut-down font file ---------------------------------------------------------------------------------

    def _font_file(self) -> bytes:
        """A TrueType file with the used glyphs only, numbered by code; the tables that PDF asks for and no others."""
        outlines, offsets, glyphs = self._outlines()
        metrics = self.face.hmetrics
        head = bytearray(self.face.get_table("head"))
        head[50:52] = struct.pack(">h", 1)  # long offsets
        hhea = bytearray(self.face.get_table("hhea"))
        hhea[34:36] = struct.pack(">H", len(glyphs))
        maxp = bytearray(self.face.get_table("maxp"))
        maxp[4:6] = struct.pack(">H", len(glyphs))
        tables = {
            b"glyf": outlines,
            b"head": bytes(head),
            b"hhea": bytes(hhea),
            b"hmtx": b"".join([struct.pack(">HH", *metrics[glyph]) for glyph in glyphs]),
            b"loca": struct.pack(f">{len(offsets)}L", *offsets),
            b"maxp": bytes(maxp),
        }
        return _packed(tables)

    def _outlines(self) -> tuple[bytes, list[int], list[int]]:
        """The outlines of the used glyphs and of the parts of composite ones, their offsets and old numbers."""
        data, positions = self.face._ttf_data, self.face.glyphPos
        start = self.face.get_table_pos("glyf")[0]
        glyphs = list(self.glyphs)
        numbers = {glyph: number for number, glyph in reversed(list(enumerate(glyphs)))}
        pieces: list[bytes] = []
        offsets = [0]
        at = 0
        for glyph in glyphs:  # grows while it is read: parts of composites come behind
            outline = data[start + positions[glyph] : start + positions[glyph + 1]]
            if outline[:1] == b"\xff":
                outline = _renumbered(outline, glyphs, numbers)
            outline += b"\0" * (-len(outline) % 4)
            pieces.append(outline)
            at += len(outline)
            offsets.append(at)
        return b"".join(pieces), offsets, glyphs


def _renumbered(outline: bytes, glyphs: list[int], numbers: dict[int, int]) -> bytes:
    """A composite glyph whose parts go by their new numbers; parts not yet there are appended to ``glyphs``."""
    changed = bytearray(outline)
    at = 10
    while True:
        flags, part = struct.unpack_from(">HH", changed, at)
        if part not in numbers:
            numbers[part] = len(glyphs)
            glyphs.append(part)
        struct.pack_into(">H", changed, at + 2, numbers[part])
        at += 8 if flags & _WORDS else 6
        at += 2 if flags & _SCALE else 4 if flags & _XY_SCALE else 8 if flags & _TWO_BY_TWO else 0
        if not flags & _MORE:
            return bytes(changed)


def _packed(tables: dict[bytes, bytes]) -> bytes:
    """A font file of these tables. Checksums are left at zero: readers of PDF do not look at them."""
    count = len(tables)
    power = count.bit_length() - 1
    directory = struct.pack(">LHHHH", 0x00010000, count, 16 << power, power, 16 * (count - (1 << power)))
    at = len(directory) + _HEADER.size * count
    body: list[bytes] = []
    for tag, table in sorted(tables.items()):
        directory += _HEADER.pack(tag, 0, at, len(table))
        padded = table + b"\0" * (-len(table) % 4)
        body.append(padded)
        at += len(padded)
    return directory + b"".join(body)


def _plain(name: bytes) -> str:
    """A font's name as a PDF may write it; fonts of the system name themselves with spaces and Chinese too."""
    return "".join(chr(byte) for byte in name if (chr(byte).isalnum() and byte < 128) or byte == 45) or "Font"


def _tag(data: bytes) -> str:
    """Six capital letters that name a subset, from its bytes, so that joined files do not mix up their fonts."""
    number = zlib.crc32(data)
    letters = ""
    for _ in range(6):
        number, rest = divmod(number, 26)
        letters += chr(ord("A") + rest)
    return letters
