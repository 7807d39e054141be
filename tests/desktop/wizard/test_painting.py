"""Painting: words that do not fit stand in as few lines as there is room for, none of them with a single sign."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication

from jxdesk.desktop import theme
from jxdesk.desktop.wizard.indicator_grid import IndicatorGrid
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


def test_columns_of_words_give_way_before_the_grid_scrolls_sideways(grid: IndicatorGrid) -> None:
    def widths() -> list[int]:
        return [grid.columnWidth(n) for n in range(grid.cells.columnCount()) if not grid.isColumnHidden(n)]

    frame = grid.width() - grid.viewport().width()
    grid.resize(frame + 2_000, grid.height())
    usual = grid.columnWidth(grid.cells.column_of("unit"))
    grid.resize(frame + 200, grid.height())
    least = sum(widths())
    grid.resize(frame + least - 20, grid.height())
    assert sum(widths()) <= least - 20 == grid.viewport().width()
    assert grid.columnWidth(grid.cells.column_of("unit")) < usual
    heading = QFontMetrics(theme.font(theme.sizes().second, bold=True))
    for number, column in enumerate(grid.cells.columns):
        assert grid.isColumnHidden(number) or grid.columnWidth(number) > heading.horizontalAdvance(
            column.label
        )
