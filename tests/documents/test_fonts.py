"""Fonts: what the shipped faces can draw, whose names they carry, and what is said of a character that none draws."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from fontTools.subset import Subsetter
from fontTools.ttLib import TTFont

from jxdesk.documents import fonts, system_fonts
from jxdesk.documents.drawable import drawing_findings
from jxdesk.documents.pdf import pdf_bytes
from tests.documents.filled import RARE, RESOURCES, content, sheet

FONTS = RESOURCES / "fonts"
OURS = ("JXSerifSC-Regular.ttf", "JXSansSC-Regular.ttf", "JXSansSC-Bold.ttf")
# Characters of names and places that simple fonts lack, some of them beyond the first plane.
RARE_NAMES = "洱傣傈僳佤仡佬髳嶍㛃㼆㭎䶮𬭚𬱖𬸘龑喆祎"
# Sits in LXGW WenKai and not in the cut-down serif: a character of the unified block outside all standards.
ONLY_KAI = "丣"


def outlines(file: str) -> dict[int, bool]:
    """Every code point of a font, and whether it has an outline."""
    font = TTFont(FONTS / file, lazy=True)
    glyphs = font["glyf"]
    return {code: glyphs[name].numberOfContours != 0 for code, name in font.getBestCmap().items()}


@pytest.mark.parametrize("file", OURS)
def test_every_standard_character_and_region_name_has_an_outline(file: str) -> None:
    known = outlines(file)
    texts = [(RESOURCES / name).read_text(encoding="utf-8") for name in ("characters.txt", "regions.csv")]
    wanted = {sign for text in texts for sign in text if not sign.isspace()}
    assert len(wanted) > 8105
    assert {sign for sign in wanted | set(RARE) if not known.get(ord(sign), False)} == set()


@pytest.mark.parametrize("file", OURS)
def test_every_sign_of_forms_rules_and_practice_data_can_be_drawn(file: str) -> None:
    known = outlines(file)
    signs = set("≥≤≧≦═﹦★☆—…‰℃①②③⑳㎡〔〕〓√×÷±")
    for folder in ("forms", "rules", "demo", "reading"):
        for path in (RESOURCES / folder).rglob("*"):
            if path.is_file() and path.suffix != ".pdf":
                signs |= set(path.read_text(encoding="utf-8"))
    assert {sign for sign in signs if not sign.isspace() and not known.get(ord(sign), False)} == set()


@pytest.mark.parametrize("file", OURS)
def test_a_changed_font_carries_our_name_and_keeps_copyright_and_licence(file: str) -> None:
    names = TTFont(FONTS / file, lazy=True)["name"]
    said = {record.nameID: str(record) for record in names.names}
    for number in (1, 3, 4, 6):
        assert not re.search(r"noto|source|lxgw|霞鹜", said[number], re.IGNORECASE), said[number]
    assert said[1].startswith("JX ")
    assert "Adobe" in said[0]
    assert "Open Font License" in said[13]


def test_the_font_files_are_those_that_the_readme_records() -> None:
    readme = (FONTS / "README.md").read_text(encoding="utf-8")
    recorded = {name: digest for digest, name in re.findall(r"([0-9a-f]{64})  (\S+)", readme)}
    for file in (*OURS, "LXGWWenKai-Regular.ttf"):
        assert hashlib.sha256((FONTS / file).read_bytes()).hexdigest() == recorded[file]


def test_the_licences_lie_beside_the_fonts() -> None:
    for name in ("OFL-Noto-CJK.txt", "OFL-LXGW-WenKai.txt"):
        text = (FONTS / name).read_text(encoding="utf-8")
        assert "SIL OPEN FONT LICENSE Version 1.1" in text
        assert "Copyright" in text


def test_the_program_draws_with_the_shipped_files() -> None:
    serif = fonts.face(fonts.SERIF)
    assert serif.face.name == b"JXSerifSC-Regular"
    assert fonts.face(fonts.SERIF) is serif, "loaded once a process"


def test_rare_characters_are_drawn_and_emoji_are_not() -> None:
    assert fonts.undrawable(RARE) == set()
    assert fonts.undrawable("养护😀公路\n　 \u200b") == {"😀"}


def test_a_character_without_outline_counts_as_undrawable(monkeypatch: pytest.MonkeyPatch) -> None:
    face = fonts.face(fonts.SERIF).face
    glyph = face.charToGlyph[ord("养")]
    positions = list(face.glyphPos)
    positions[glyph + 1] = positions[glyph]
    monkeypatch.setattr(face, "glyphPos", positions)
    assert not fonts.draws(fonts.SERIF, "养")
    assert fonts.draws(fonts.SERIF, "护")


def test_a_character_outside_the_serif_is_drawn_by_the_other_face() -> None:
    assert fonts.face_of["养"] == fonts.SERIF
    assert fonts.face_of[ONLY_KAI] == fonts.KAI
    assert fonts.undrawable(ONLY_KAI) == set()


def test_an_undrawable_character_is_found_in_its_cell() -> None:
    named = sheet(replace(content(), project_name="幸福😀小区"))
    (finding,) = drawing_findings(named)
    assert finding.code == "undrawable-character"
    assert finding.field == "project_name"
    assert finding.message.startswith("“幸福😀小区”里的 😀（U+1F600）没有能打印的字形")
    assert finding.advice
    assert drawing_findings(sheet(content())) == ()


def test_an_undrawable_character_above_and_below_the_table_is_found_too() -> None:
    made = replace(sheet(content()), subtitle="部门：县😀局", signatures=(("填表人", "张😀"),))
    assert [one.message[:9] for one in drawing_findings(made)] == ["“部门：县😀局”里", "“张😀”里的 😀（"]


def test_every_standard_character_and_region_name_is_found_by_searching_the_pdf() -> None:
    characters = (RESOURCES / "characters.txt").read_text(encoding="utf-8").split()
    rows = (RESOURCES / "regions.csv").read_text(encoding="utf-8").splitlines()[1:]
    names = [row.split(",")[1] for row in rows]
    assert len("".join(characters)) == 8105
    assert {"者竜乡", "耈街彝族苗族乡"} <= set(names)
    written = [*characters, "、".join(names), RARE_NAMES, RARE]
    assert fonts.undrawable("".join(written)) == set()
    pdf = pypdfium2.PdfDocument(
        pdf_bytes(sheet(replace(content(), answers={"expected_goal": "。".join(written)})))
    )
    pages = [page.get_textpage() for page in pdf]
    found = "".join(page.get_text_bounded() for page in pages)
    assert set("".join(written)) - set(found) == set()
    for name in ("者竜乡", "㛃"):  # PDFium itself searches the first plane only; the others are in the text
        assert any(page.search(name).get_next() for page in pages), name


@pytest.fixture
def own_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A machine whose fonts lie in a folder of this test."""
    monkeypatch.setattr(system_fonts, "folders", lambda: (tmp_path,))
    system_fonts.installed.cache_clear()
    monkeypatch.setattr(fonts, "HEADING", fonts.Faces(system_fonts.TITLE))
    monkeypatch.setattr(fonts, "TEXT", fonts.Faces(system_fonts.TEXT))
    monkeypatch.setattr(fonts, "_system", {})
    yield tmp_path
    system_fonts.installed.cache_clear()


def installed_font(folder: Path, family: str, *, characters: str, may_be_embedded: bool = True) -> None:
    """A small font under another family's name, as an office has bought or been given it."""
    font = TTFont(FONTS / "JXSansSC-Bold.ttf")
    keeper = Subsetter()
    keeper.populate(text=characters)
    keeper.subset(font)
    for record in font["name"].names:
        if record.nameID in (1, 4, 16):
            record.string = family
    if not may_be_embedded:
        font["OS/2"].fsType = 2
    font.save(folder / f"{len(list(folder.iterdir()))}.ttf")


def faces_in(pdf: bytes) -> set[str]:
    """The names of the fonts in a file, without the tag of the subset."""
    return {found.decode() for found in re.findall(rb"/BaseFont/[A-Z]{6}\+([\w-]+)", pdf)}


def test_titles_are_printed_in_the_systems_face_and_missing_characters_in_ours(own_system: Path) -> None:
    made = sheet(replace(content(), project_name="幸福小区"))
    installed_font(own_system, "方正小标宋_GBK", characters="项目支出")
    installed_font(own_system, "Times", characters="项目支出绩效自评表")
    after = pdf_bytes(made)
    assert len(faces_in(after)) == 2
    assert "JXSerifSC-Regular" in faces_in(after)
    page = pypdfium2.PdfDocument(after)[0].get_textpage().get_text_bounded()
    assert made.title in page
    assert "幸福小区" in page
    assert system_fonts.installed()[system_fonts.TITLE][0].family == "方正小标宋_GBK"


def test_a_face_that_may_not_be_embedded_or_is_broken_is_passed_over(own_system: Path) -> None:
    installed_font(own_system, "仿宋_GB2312", characters="县财政局", may_be_embedded=False)
    (own_system / "坏的.ttf").write_bytes(b"\x00\x01\x00\x00\x00\x09quarantined")
    assert [found.family for found in system_fonts.installed()[system_fonts.TEXT]] == ["仿宋_GB2312"]
    assert fonts.TEXT.names == (fonts.SERIF, fonts.KAI)
    installed_font(own_system, "仿宋", characters="县财政局")
    system_fonts.installed.cache_clear()
    assert fonts.Faces(system_fonts.TEXT).names == ("System-text", fonts.SERIF, fonts.KAI)


def test_tables_are_printed_the_same_whatever_the_system_has(own_system: Path) -> None:
    installed_font(own_system, "仿宋", characters="幸福小区项目名称")
    made = replace(sheet(content()), title="")
    assert faces_in(pdf_bytes(made)) == {"JXSerifSC-Regular"}
    assert len(faces_in(pdf_bytes(replace(made, is_paper=True)))) == 2


def test_a_missing_font_file_is_said_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "fonts"
    broken.mkdir(parents=True)
    (broken / "JXSerifSC-Regular.ttf").write_bytes(b"quarantined")
    monkeypatch.setattr(fonts, "resource", tmp_path.joinpath)
    fonts.face.cache_clear()
    try:
        with pytest.raises(fonts.FontMissingError) as refused:
            fonts.face(fonts.SERIF)
        assert "JXSerifSC-Regular.ttf" in refused.value.facts
        with pytest.raises(fonts.FontMissingError):
            fonts.face(fonts.KAI)
    finally:
        fonts.face.cache_clear()


def test_the_template_titles_can_be_drawn_bold_by_stroking() -> None:
    for path in (RESOURCES / "forms").glob("*.toml"):
        assert fonts.undrawable(tomllib.loads(path.read_text(encoding="utf-8"))["title"]) == set()
