"""Makes resources/fonts: the two Noto CJK faces cut down, turned into TrueType and renamed, and LXGW WenKai as it is.

Run once on Debian 12 by whoever changes the fonts; neither the build nor the program needs it::

    apt-get install fonts-noto-cjk fonts-lxgw-wenkai
    python installer/fonts/convert.py

reportlab refuses PostScript outlines, so the cubic curves become quadratic ones. Names are changed because a
same-named font installed on the clerk's computer would fight with ours.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont, newTable

ROOT = Path(__file__).resolve().parents[2]
NOTO = Path("/usr/share/fonts/opentype/noto")
WENKAI = Path("/usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf")
RESOURCES = ROOT / "resources"
# Largest distance between a cubic curve and its quadratic replacement, in units of 1/1000 em.
TOLERANCE = 1.0

# Two Yunnan townships (者竜乡, 耈街), rare characters of names, and three that the designs test with.
NAMES = "竜耈㛃䶮㼆㭎𬭚𬱖𬸘洱傣傈僳佤仡佬髳嶍龑喆祎勐"
SIGNS = (
    "≥≤≧≦≠≈＝﹦═±×÷∶°′″‰％℃√∞∑∏∈∵∴⊥∥∠⌒⊙★☆○●◎◇◆□■△▲▽▼→←↑↓↗↘⇒√✓✔✗✘☑☐〓※§¶†‡•…—–―‖·￥¥€£¢©®™№℡"
    "㎎㎏㎜㎝㎞㎡㎥㏄㏎㏑㏒㏕²³¹½¼¾㈱㊣〇〈〉《》「」『』【】〔〕〖〗〝〞“”‘’、。！？；：（），．－～｜＋＜＞＃＆＊＠"
)
BLOCKS = (
    (0x20, 0x7E),
    (0xA0, 0xFF),
    (0x100, 0x17F),
    (0x1CD, 0x1DC),
    (0x2C6, 0x2DC),
    (0x391, 0x3C9),
    (0x401, 0x451),
    (0x2010, 0x2027),
    (0x2030, 0x203B),
    (0x2070, 0x208E),
    (0x2150, 0x217F),
    (0x2190, 0x21FF),
    (0x2200, 0x22FF),
    (0x2460, 0x24FF),
    (0x2500, 0x25FF),
    (0x2600, 0x2613),
    (0x2776, 0x2793),
    (0x3000, 0x303F),
    (0x3105, 0x3129),
    (0x3220, 0x3243),
    (0x3280, 0x32B0),
    (0x3300, 0x33FF),
    (0xFE30, 0xFE6B),
    (0xFF01, 0xFFEE),
)


@dataclass(frozen=True)
class Face:
    """One font to make: where it comes from, what it is called."""

    collection: str
    source_family: str
    file: str
    family: str
    style: str


FACES = (
    Face("NotoSerifCJK-Regular.ttc", "Noto Serif CJK SC", "JXSerifSC-Regular.ttf", "JX Serif SC", "Regular"),
    Face("NotoSansCJK-Regular.ttc", "Noto Sans CJK SC", "JXSansSC-Regular.ttf", "JX Sans SC", "Regular"),
    Face("NotoSansCJK-Bold.ttc", "Noto Sans CJK SC", "JXSansSC-Bold.ttf", "JX Sans SC", "Bold"),
)


def gb2312() -> Iterable[str]:
    """Every character of GB 2312: what older documents can contain."""
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                yield bytes((high, low)).decode("gb2312")
            except UnicodeDecodeError:
                continue


def wanted() -> set[int]:
    """The code points that the cut-down faces keep."""
    keep = {ord(character) for character in (*gb2312(), *NAMES, *SIGNS)}
    for first, last in BLOCKS:
        keep.update(range(first, last + 1))
    for name in ("characters.txt", "regions.csv"):
        keep.update(map(ord, (RESOURCES / name).read_text(encoding="utf-8").replace("\n", "")))
    return keep


def cut(face: Face, keep: set[int]) -> TTFont:
    """The face of a collection with only these code points and no layout features."""
    collection = TTCollection(NOTO / face.collection, lazy=True)
    font = next(each for each in collection.fonts if each["name"].getDebugName(1) == face.source_family)
    options = subset.Options()
    options.layout_features = []
    options.notdef_outline = True
    options.name_IDs = ["*"]
    options.hinting = False
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "vhea", "vmtx", "VORG", "DSIG"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=keep)
    subsetter.subset(font)
    return font


def to_truetype(font: TTFont) -> None:
    """Replaces the PostScript outlines by quadratic ones, in place."""
    order = font.getGlyphOrder()
    glyph_set = font.getGlyphSet()
    glyphs = {}
    for name in order:
        pen = TTGlyphPen(glyph_set)
        glyph_set[name].draw(Cu2QuPen(pen, TOLERANCE, reverse_direction=True))
        glyphs[name] = pen.glyph()
    font["loca"] = newTable("loca")
    font["glyf"] = glyf = newTable("glyf")
    glyf.glyphOrder = order
    glyf.glyphs = glyphs
    for glyph in glyphs.values():
        glyph.recalcBounds(glyf)
    metrics = font["hmtx"].metrics
    for name, glyph in glyphs.items():
        metrics[name] = (metrics[name][0], getattr(glyph, "xMin", 0))
    maxp = font["maxp"]
    maxp.tableVersion = 0x00010000
    maxp.maxZones = 1
    for field in ("TwilightPoints", "Storage", "FunctionDefs", "InstructionDefs", "StackElements"):
        setattr(maxp, f"max{field}", 0)
    maxp.maxSizeOfInstructions = 0
    maxp.maxComponentElements = 0
    font["post"].formatType = 3.0
    del font["CFF "]
    font.sfntVersion = "\000\001\000\000"


def rename(font: TTFont, face: Face) -> None:
    """Gives the face our name; keeps copyright and licence, drops what speaks for the original."""
    names = font["name"]
    postscript = face.file.removesuffix(".ttf")
    version = names.getDebugName(5).split(";")[0]
    full = face.family if face.style == "Regular" else f"{face.family} {face.style}"
    new = {1: face.family, 2: face.style, 3: f"{version};JX;{postscript}", 4: full, 5: version, 6: postscript}
    kept = {number: names.getDebugName(number) for number in (0, 8, 9, 13, 14)}
    names.names = []
    for number, text in sorted({**kept, **new}.items()):
        names.setName(text, number, 3, 1, 0x409)
    font["OS/2"].achVendID = "JX  "


def make(face: Face, keep: set[int], folder: Path) -> None:
    """Makes one face and writes it."""
    font = cut(face, keep)
    to_truetype(font)
    rename(font, face)
    font.recalcTimestamp = False
    target = folder / face.file
    font.save(target)
    print(f"{target.name}: {len(font.getBestCmap())} characters, {target.stat().st_size:,} bytes")


def main() -> None:
    """Makes all faces, or those named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", help="only these files")
    parser.add_argument("--to", type=Path, default=RESOURCES / "fonts")
    arguments = parser.parse_args()
    keep = wanted()
    for face in FACES:
        if not arguments.files or face.file in arguments.files:
            make(face, keep, arguments.to)
    if not arguments.files or WENKAI.name in arguments.files:
        shutil.copyfile(WENKAI, arguments.to / WENKAI.name)


if __name__ == "__main__":
    main()
