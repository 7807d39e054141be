"""Screen fonts: the window draws every standard and rare character by the fonts that it brings along, whatever the machine has."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QFont, QTextLayout
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox
from pytestqt.qtbot import QtBot

from jxdesk.desktop import theme

RESOURCES = Path(__file__).parents[2] / "resources"
# Characters of names and places that simple fonts lack, some of them beyond the first plane.
RARE_NAMES = "洱傣傈僳佤仡佬髳嶍㛃㼆㭎䶮𬭚𬱖𬸘龑喆祎"
# These sit in the second of the two fonts only.
ONLY_KAI = "丣靁龘"


def drawn(text: str) -> Iterator[tuple[str, int, bool]]:
    """The family that draws each glyph of a text in the window's own font, the glyph, and whether it has an outline."""
    layout = QTextLayout(text, theme.font(theme.sizes().body))
    layout.beginLayout()
    layout.createLine().setLineWidth(1e9)
    layout.endLayout()
    for run in layout.glyphRuns():
        font = run.rawFont()
        for glyph in run.glyphIndexes():
            yield font.familyName(), glyph, not font.pathForGlyph(glyph).isEmpty()


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> None:
    theme.load_own_fonts()


def test_every_standard_character_region_name_and_rare_name_is_drawn_by_a_shipped_font() -> None:
    texts = [(RESOURCES / name).read_text(encoding="utf-8") for name in ("characters.txt", "regions.csv")]
    signs = sorted({sign for text in (*texts, RARE_NAMES) for sign in text if not sign.isspace()})
    assert len(signs) > 8105
    seen = list(drawn("".join(signs)))
    assert len(seen) == len(signs)
    assert {family for family, _, _ in seen} <= {"JX Sans SC", "LXGW WenKai"}
    assert all(glyph and outlined for _, glyph, outlined in seen)


def test_a_character_outside_the_window_font_is_drawn_by_the_font_that_paper_uses_for_it() -> None:
    assert {family for family, _, _ in drawn(ONLY_KAI)} == {"LXGW WenKai"}
    assert {family for family, _, _ in drawn("预算绩效")} == {"JX Sans SC"}


def test_a_message_box_speaks_in_the_windows_font_where_the_system_has_one_of_its_own_for_it(
    qtbot: QtBot, qapp: QApplication
) -> None:
    theme.apply_theme(qapp)
    qapp.setFont(QFont("Tahoma", 8), "QMessageBox")
    box = QMessageBox()
    qtbot.addWidget(box)
    box.setText("没有封回U盘")
    box.setInformativeText("今天填的都在这台电脑上")
    box.show()
    names = ("qt_msgbox_label", "qt_msgbox_informativelabel")
    seen = {box.findChild(QLabel, name).font().families()[0] for name in names}
    theme.apply_theme(qapp)
    assert seen == {"JX Sans SC"}
