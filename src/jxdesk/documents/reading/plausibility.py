"""Plausibility: what the reader of a form would wonder about, said as findings; nothing is changed by it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from jxdesk.documents.reading.areas import FormArea
from jxdesk.documents.reading.cell_findings import FIELD_NAMES
from jxdesk.documents.reading.particulars import Particulars
from jxdesk.documents.reading.recognise import year_of
from jxdesk.documents.reading.sheets import Grid
from jxdesk.domain.filling.unit_doubt import unit_doubt
from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.records.filings import FilingContent, MoneyLine, MoneyUnit
from jxdesk.domain.values.lettering import fold
from jxdesk.domain.values.row_numbers import listed

_LONG_CODE = re.compile(r"\d+(?:\.\d+)?[Ee]\+?\d{1,2}")
_CODE_DIGITS = 12


def fiscal_year(texts: Iterable[str], path: Path, *, row: int) -> tuple[int | None, list[Finding]]:
    """The fiscal year that the form's captions name; the name of the file only if they name none."""
    year = year_of(texts)
    if year is not None:
        return year, []
    year = year_of([path.stem.replace("_", "-")])
    if year is None:
        finding = Finding(
            severity=Severity.WARNING,
            code="year-missing",
            message="表上没有写年度。",
            advice="请在表题或表题下一行写上年度，如（2023年度）。",
            row=row,
            field="year",
        )
    else:
        finding = Finding(
            severity=Severity.ADVICE,
            code="year-from-file-name",
            message=f"表上没有写年度，按文件名读作 {year} 年度。",
            advice="请核对年度。",
            row=row,
            field="year",
        )
    return year, [finding]


def hidden_findings(area: FormArea) -> list[Finding]:
    """Rows, columns or a sheet that the reader of the file did not see."""
    grid = area.grid
    rows = [row for row in range(area.top, area.bottom + 1) if row in grid.hidden_rows and grid.own_row(row)]
    findings = []
    if rows:
        findings.append(
            Finding(
                severity=Severity.ADVICE,
                code="hidden-rows",
                message=f"第 {listed(rows)} 行在表里是隐藏的，也一并读取了。",
                advice="请在表里取消隐藏核对一下，不要的行请删除。",
                row=rows[0],
            )
        )
    columns = [column for column in sorted(grid.hidden_columns) if _has_content(area, column)]
    if columns:
        findings.append(
            Finding(
                severity=Severity.ADVICE,
                code="hidden-columns",
                message=f"第 {listed(columns)} 列在表里是隐藏的，也一并读取了。",
                advice="请在表里取消隐藏核对一下，不要的列请删除。",
            )
        )
    if grid.is_hidden:
        findings.append(
            Finding(
                severity=Severity.ADVICE,
                code="hidden-sheet",
                message=f"工作表“{grid.name}”是隐藏的，也一并读取了。",
                advice="如果不要这张表，请在表格里删除它再读。",
            )
        )
    return findings


def unread_finding(grid: Grid) -> list[Finding]:
    """Content behind thousands of empty rows."""
    if grid.unread_from_row is None:
        return []
    return [
        Finding(
            severity=Severity.WARNING,
            code="rows-not-read",
            message=f"工作表“{grid.name}”在大段空行之后，从第 {grid.unread_from_row} 行起还有内容，没有读取。",
            advice="请删掉中间的空行，保存后再读。",
            row=grid.unread_from_row,
        )
    ]


def _has_content(area: FormArea, column: int) -> bool:
    return any((row, column) in area.grid.cells for row in range(area.top, area.bottom + 1))


def code_findings(found: Particulars) -> list[Finding]:
    """Codes that a spreadsheet has turned into numbers; a code so lost is taken out of ``found``."""
    findings = []
    for name in ("project_code", "project_name", "department", "implementing_unit", "office_name"):
        cell = found.cells.get(name)
        if cell is None:
            continue
        text = found.texts.get(name, "")
        digits = re.sub(r"\D", "", text)
        is_long_number = cell.number is not None and len(digits) >= _CODE_DIGITS
        if not is_long_number and not _LONG_CODE.fullmatch(fold(text)):
            continue
        seen = f"{cell.number:.2E}" if cell.number is not None else text
        findings.append(
            Finding(
                severity=Severity.ERROR,
                code="code-as-number",
                message=f"第 {cell.row} 行的{FIELD_NAMES.get(name, '代码')}在表里成了数字 {seen}，末尾几位可能已经丢失，没有采用。",
                advice="请先把单元格格式设为“文本”，再按原文件重新填写代码。",
                row=cell.row,
                field=name,
            )
        )
        found.texts[name] = "" if name == "project_code" else text
    return findings


def money_findings(
    content: FilingContent, *, page_unit: MoneyUnit | None, heading_unit: MoneyUnit | None
) -> list[Finding]:
    """Amounts below zero, and units that the amounts contradict."""
    findings = [finding for line in content.money_lines for finding in _negative(line)]
    if page_unit is not None and heading_unit is not None and page_unit is not heading_unit:
        findings.append(
            Finding(
                severity=Severity.WARNING,
                code="money-unit-unclear",
                message=f"表头上写“单位：{page_unit.value}”，资金栏写“{heading_unit.value}”，按资金栏读取。",
                advice="请核对金额单位。",
                field="money_unit",
            )
        )
    doubt = unit_doubt(content)
    if doubt is not None:
        findings.append(doubt)
    return findings


def _negative(line: MoneyLine) -> Iterable[Finding]:
    for name, fen in (
        ("original_budget", line.original_budget_fen),
        ("revised_budget", line.revised_budget_fen),
        ("executed", line.executed_fen),
    ):
        if fen is not None and fen < 0:
            yield Finding(
                severity=Severity.ERROR,
                code="negative-amount",
                message=f"第 {line.row} 行的{FIELD_NAMES[name]}是负数。",
                advice="预算数和执行数不能小于零，请核对；调减的预算请填调整后的数。",
                row=line.row,
                line_id=line.id,
                field=name,
            )
