"""Painting: words that do not fit stand in as few lines as there is room for, none of them with a single sign."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication

from jxdesk.desktop import theme
from jxdesk.desktop.wizard.painting import even_lines


@pytest.mark.parametrize(
    ("text", "signs", "lines"),
    [
        ("服务对象满意度", 6, ["服务对象", "满意度"]),
        ("服务对象满意度", 7, ["服务对象满意度"]),
        ("采购计划按期完成率", 8, ["采购计划按", "期完成率"]),
    ],
)
def test_words_break_into_even_lines(qapp: QApplication, text: str, signs: int, lines: list[str]) -> None:
    theme.apply_theme(qapp)
    font = theme.font(theme.sizes().least)
    width = QFontMetrics(font).horizontalAdvance("字") * signs
    found = even_lines(text, font, width)
    assert found == lines
