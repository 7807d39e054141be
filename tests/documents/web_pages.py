"""Sheets written as web systems export them under the name of .xls: as a page with tables, and as XML Spreadsheet 2003."""

from __future__ import annotations

from html import escape
from pathlib import Path

from jxdesk.documents.reading.sheets import Grid
from jxdesk.documents.reading.workbook_file import open_workbook

PAGE = (
    '<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel">\r\n'
    '<head><meta http-equiv="Content-Type" content="text/html; charset={charset}">\r\n'
    "<style>td {{mso-number-format:'\\@';}} .num {{text-align:right}}</style></head>\r\n"
    '<body>\r\n<table border="1" cellspacing="0">\r\n{rows}</table>\r\n</body></html>\r\n'
)
BOOK = (
    '<?xml version="1.0" encoding="{charset}"?>\r\n<?mso-application progid="Excel.Sheet"?>\r\n'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">\r\n'
    '<Styles><Style ss:ID="p"><NumberFormat ss:Format="0%"/></Style></Styles>\r\n{sheets}</Workbook>\r\n'
)


def as_page(workbook: Path, page: Path, *, charset: str = "gb2312") -> Path:
    """The first sheet of a workbook as a page; the last row and cell of each table are left open, as browsers allow."""
    grid = next(grid for grid in open_workbook(workbook) if grid.cells)
    rows = "".join(f"<tr>{_page_cells(grid, row)}</tr>\r\n" for row in range(1, grid.row_count + 1))
    page.write_bytes(
        PAGE.format(charset=charset, rows=rows).encode("gb18030" if "gb" in charset else charset)
    )
    return page


def as_xml(workbook: Path, to: Path, *, charset: str = "UTF-8") -> Path:
    """The sheets of a workbook as XML Spreadsheet 2003; rows and cells that are empty are skipped by their index."""
    sheets = "".join(
        f'<Worksheet ss:Name="{escape(grid.name)}"><Table>{_xml_rows(grid)}</Table></Worksheet>'
        for grid in open_workbook(workbook)
    )
    to.write_bytes(BOOK.format(charset=charset, sheets=sheets).encode(charset))
    return to


def _page_cells(grid: Grid, row: int) -> str:
    cells = []
    for column in range(1, grid.column_count + 1):
        span = grid.span(row, column)
        if (span.top, span.left) != (row, column):
            continue
        covers = "".join(
            f" {name}='{count}'"
            for name, count in (("rowspan", span.bottom - span.top + 1), ("colspan", span.right - column + 1))
            if count > 1
        )
        text = escape(grid.text(row, column)).replace("\n", "<br>\r\n    ") or "&nbsp;"
        cells.append(f"<td{covers}>{text}</td>")
    return "".join(cells)


def _xml_rows(grid: Grid) -> str:
    rows, last = [], 0
    for row in range(1, grid.row_count + 1):
        cells = _xml_cells(grid, row)
        if cells:
            index = "" if row == last + 1 else f' ss:Index="{row}"'
            rows.append(f"<Row{index}>{cells}</Row>\r\n")
            last = row
    return "".join(rows)


def _xml_cells(grid: Grid, row: int) -> str:
    cells = []
    for cell in grid.own_row(row):
        span = grid.span(row, cell.column)
        covers = f' ss:MergeDown="{span.bottom - row}"' if span.bottom > row else ""
        covers += f' ss:MergeAcross="{span.right - cell.column}"' if span.right > cell.column else ""
        text = escape(cell.text).replace("\n", "&#10;")
        cells.append(f'<Cell ss:Index="{cell.column}"{covers}><Data ss:Type="String">{text}</Data></Cell>')
    return "".join(cells)
