"""Charts in workbooks: the numbers of a chart on a sheet, and beside them a chart of Excel's own that reads them."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any, assert_never

import xlsxwriter

from jxdesk.documents.charts.achievement import GRADES, sign_of
from jxdesk.documents.charts.marks import Ink, Shape
from jxdesk.documents.charts.plot import PRACTICE
from jxdesk.documents.workbook_text import CREATED, FONT, SIZE, without_controls
from jxdesk.domain.reports.chart_figures import (
    FULL_RATE,
    PAID_WORDS,
    AchievementFigures,
    AnyFigures,
    ExecutionFigures,
    PaidSource,
    ScoreFigures,
    share,
    time_share,
)
from jxdesk.domain.rules.monitoring import MONTHS
from jxdesk.domain.values.money import as_decimal

HEAD = 5
"""The row of the headings, below title and scope."""
MARKERS = {
    Shape.CIRCLE: "circle",
    Shape.SQUARE: "square",
    Shape.TRIANGLE: "triangle",
    Shape.DIAMOND: "diamond",
    Shape.PLUS: "plus",
}
SHEET = "图表"
RATE, AMOUNT, COUNT, TEXT = "0.0%", "#,##0.00", "0", "@"


def chart_workbook(figures: AnyFigures, *, is_practice: bool = False) -> bytes:
    """The workbook of a chart."""
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(buffer, options)
    made = _Sheet(book, figures, is_practice=is_practice)
    match figures:
        case ExecutionFigures():
            _execution(made, figures)
        case AchievementFigures():
            _achievement(made, figures)
        case ScoreFigures():
            _scores(made, figures)
        case _:
            assert_never(figures)
    book.set_properties({"title": figures.scope.title, "author": "", "created": CREATED})
    book.close()
    return buffer.getvalue()


class _Sheet:
    """The one sheet in the making."""

    def __init__(self, book: Any, figures: AnyFigures, *, is_practice: bool) -> None:
        self.book = book
        self.page = book.add_worksheet(SHEET)
        self.title = figures.scope.title
        self._look = {"font_name": FONT, "font_size": SIZE, "valign": "vcenter"}
        self._formats: dict[str, Any] = {}
        plain = book.add_format(self._look)
        self.page.write_string(0, 0, self.title, book.add_format({**self._look, "bold": True}))
        for row, line in enumerate(figures.scope.lines, 1):
            self.page.write_string(row, 0, without_controls(line), plain)
        if is_practice:
            self.page.write_string(4, 0, PRACTICE, plain)
        self.page.set_landscape()
        self.page.set_paper(9)
        self.page.fit_to_pages(1, 0)

    def table(
        self, headings: Sequence[tuple[str, int, str]], rows: Sequence[Sequence[str | float | None]]
    ) -> None:
        """Headings (word, width, number format) and rows."""
        bold = self.book.add_format(
            {**self._look, "bold": True, "border": 1, "align": "center", "bg_color": "#F1F4F6"}
        )
        for column, (word, width, number_format) in enumerate(headings):
            self.page.set_column(column, column, width)
            self.page.write_string(HEAD, column, word, bold)
            cell = self.book.add_format({**self._look, "border": 1, "num_format": number_format})
            for row, values in enumerate(rows, HEAD + 1):
                value = values[column]
                if isinstance(value, str):
                    self.page.write_string(row, column, without_controls(value), cell)
                elif value is None:
                    self.page.write_blank(row, column, None, cell)
                else:
                    self.page.write_number(row, column, value, cell)
        self.page.freeze_panes(HEAD + 1, 0)

    def column(self, column: int, first: int, count: int) -> list[str | int]:
        """A column of the table as a chart names it; ``first`` counts from the first row of data."""
        start = HEAD + 1 + first
        return [SHEET, start, column, start + count - 1, column]

    def insert(self, chart: Any, row: int, column: int) -> None:
        """Puts the chart beside or below the table."""
        chart.set_title({"name": self.title, "name_font": {"size": 12}})
        chart.set_size({"width": 760, "height": 420})
        chart.set_legend({"position": "bottom"})
        self.page.insert_chart(row, column, chart)


def _execution(sheet: _Sheet, figures: ExecutionFigures) -> None:
    """A row for each month; the rates as lines over the amounts as columns."""
    by_place = {(one.source, one.month): one for one in figures.months}
    unit = figures.money_unit
    rows: list[list[str | float | None]] = []
    for month in range(1, MONTHS + 1):
        row: list[str | float | None] = [f"{month}月", time_share(month) / 10_000]
        for source in PaidSource:
            one = by_place.get((source, month))
            rate = one.rate if one else None
            row += (
                [None, None, None, None]
                if one is None
                else [
                    len(one.project_ids),
                    float(as_decimal(one.executed_fen, unit)),
                    float(as_decimal(one.base_fen, unit)),
                    None if rate is None else rate / 10_000,
                ]
            )
        rows.append(row)
    headings = [("月份", 8, TEXT), ("时间进度", 10, RATE)]
    for source in PaidSource:
        word = PAID_WORDS[source]
        headings += [
            (f"{word}·项目数", 13, COUNT),
            (f"{word}·累计支出（{unit.value}）", 20, AMOUNT),
            (f"{word}·同批项目预算（{unit.value}）", 24, AMOUNT),
            (f"{word}·执行率", 13, RATE),
        ]
    sheet.table(headings, rows)
    months = sheet.column(0, 0, MONTHS)
    bars = sheet.book.add_chart({"type": "column"})
    lines = sheet.book.add_chart({"type": "line"})
    lines.add_series(
        {
            "name": "时间进度",
            "categories": months,
            "values": sheet.column(1, 0, MONTHS),
            "y2_axis": True,
            "line": {"color": Ink.HINT.value, "dash_type": "dash"},
        }
    )
    for number, source in enumerate(PaidSource):
        first = 2 + 4 * number
        ink = (Ink.ACCENT, Ink.AMBER)[number]
        bars.add_series(
            {
                "name": f"{PAID_WORDS[source]}累计（{unit.value}）",
                "categories": months,
                "values": sheet.column(first + 1, 0, MONTHS),
                "fill": {"color": (Ink.PALE, Ink.SURFACE)[number].value},
                "border": {"color": ink.value},
            }
        )
        lines.add_series(
            {
                "name": f"{PAID_WORDS[source]}执行率",
                "categories": months,
                "values": sheet.column(first + 3, 0, MONTHS),
                "y2_axis": True,
                "line": {"color": ink.value},
                "marker": {"type": ("circle", "square")[number], "size": 7, "fill": {"color": ink.value}},
            }
        )
    bars.combine(lines)
    bars.show_blanks_as("span")
    bars.set_y_axis({"name": f"累计支出（{unit.value}）", "min": 0})
    is_beyond = any((one.rate or 0) > FULL_RATE for one in figures.months)
    lines.set_y2_axis({"num_format": "0%", "min": 0} | ({} if is_beyond else {"max": 1}))
    sheet.insert(bars, HEAD + MONTHS + 2, 0)


def _achievement(sheet: _Sheet, figures: AchievementFigures) -> None:
    """A row for each project, grade by grade, so that each grade is one series with its own marker."""
    order = [*GRADES, *sorted({spot.grade for spot in figures.spots if spot.grade not in GRADES})]
    spots = sorted(figures.spots, key=lambda spot: order.index(spot.grade))
    sheet.table(
        [
            ("项目名称", 40, TEXT),
            ("单位", 24, TEXT),
            ("等级", 8, TEXT),
            ("执行率", 10, RATE),
            ("目标完成", 10, RATE),
        ],
        [(spot.name, spot.unit, spot.grade, spot.rate / 10_000, spot.achievement / 10_000) for spot in spots],
    )
    chart = sheet.book.add_chart({"type": "scatter"})
    for grade in order:
        places = [place for place, spot in enumerate(spots) if spot.grade == grade]
        if not places:
            continue
        ink, shape = sign_of(grade)
        chart.add_series(
            {
                "name": grade or "没有等级",
                "categories": sheet.column(3, places[0], len(places)),
                "values": sheet.column(4, places[0], len(places)),
                "marker": {
                    "type": MARKERS[shape],
                    "size": 6,
                    "fill": {"color": ink.value},
                    "border": {"color": Ink.SURFACE.value},
                },
            }
        )
    chart.set_x_axis({"name": "预算执行率", "num_format": "0%", "min": 0})
    chart.set_y_axis({"name": "目标完成", "num_format": "0%", "min": 0, "max": 1})
    if spots:
        sheet.insert(chart, HEAD, 6)


def _scores(sheet: _Sheet, figures: ScoreFigures) -> None:
    """A row for each bar."""
    sheet.table(
        [("得分", 12, TEXT), ("范围", 18, TEXT), ("项目数", 10, COUNT), ("占比", 10, RATE)],
        [
            (band.label, band.reach, band.count, (share(band.count, band.of) or 0) / 10_000)
            for band in figures.bands
        ],
    )
    count = len(figures.bands)
    chart = sheet.book.add_chart({"type": "column"})
    chart.add_series(
        {
            "name": "项目数",
            "categories": sheet.column(0, 0, count),
            "values": sheet.column(2, 0, count),
            "fill": {"color": Ink.ACCENT.value},
            "data_labels": {"value": True},
            "gap": 80,
        }
    )
    chart.set_y_axis({"name": "项目数（个）", "min": 0, "num_format": "0"})
    sheet.insert(chart, HEAD, 5)
