"""Findings about single cells: values that cannot be used, with the row and the way to mend it."""

from __future__ import annotations

from jxdesk.documents.reading.sheets import CellFault, GridCell
from jxdesk.domain.findings import Finding, Severity

FIELD_NAMES = {
    "name": "指标名称",
    "target": "指标值",
    "actual": "实际完成值",
    "weight": "分值",
    "score": "得分",
    "original_budget": "年初预算数",
    "revised_budget": "全年预算数",
    "executed": "全年执行数",
    "rate": "执行率",
    "project_code": "项目代码",
    "project_name": "项目名称",
}


def broken_cell(cell: GridCell, field: str, *, row: int, line_id: str = "") -> Finding:
    """A cell with an error value, or with a formula whose result was never stored."""
    label = FIELD_NAMES.get(field, "内容")
    if cell.fault is CellFault.NO_CACHED_VALUE:
        message = f"第 {row} 行的{label}是公式，但文件里没有保存计算结果。"
        advice = "请在 WPS 或 Excel 里打开这个文件，保存一次再读，或直接把数填进去。"
    else:
        message = f"第 {row} 行的{label}是错误值 {cell.text}，读不出数。"
        advice = "请改正这个单元格的公式，或直接填上数。"
    return Finding(
        severity=Severity.ERROR,
        code="value-unreadable",
        message=message,
        advice=advice,
        row=row,
        line_id=line_id,
        field=field,
    )


def unreadable(text: str, field: str, *, row: int, line_id: str = "") -> Finding:
    """A text where a number is expected."""
    label = FIELD_NAMES.get(field, "内容")
    return Finding(
        severity=Severity.ERROR if any(char.isdigit() for char in text) else Severity.WARNING,
        code="value-unreadable",
        message=f"第 {row} 行的{label}“{text}”读不成数。",
        advice="请只填数字（单位写在表头或单位栏）。",
        row=row,
        line_id=line_id,
        field=field,
    )
