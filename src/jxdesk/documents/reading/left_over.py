"""Left over: texts on a form that no field took are kept, listed and told of."""

from __future__ import annotations

from collections import Counter

from jxdesk.documents.reading.areas import FormArea
from jxdesk.documents.reading.read_form import Unplaced
from jxdesk.documents.reading.sheets import GridCell
from jxdesk.domain.findings import Finding, Severity

_NAMED_AT_MOST = 8


def left_over(area: FormArea) -> tuple[Unplaced, ...]:
    """The texts of the form that nothing took, each with the heading over it."""
    return tuple(
        Unplaced(row=cell.row, column=cell.column, label=_heading_over(area, cell), text=cell.text.strip())
        for cell in area.left_over()
    )


def _heading_over(area: FormArea, cell: GridCell) -> str:
    """The heading of the column that the cell stands in; empty outside the tables."""
    head = next((head for head in reversed(area.heads) if head.bottom < cell.row), None)
    if head is None:
        return ""
    columns = (*head.columns.values(), *head.others)
    label = next((column.label for column in columns if column.left <= cell.column <= column.right), "")
    return " ".join(label.split())


def left_over_answer(unplaced: tuple[Unplaced, ...]) -> dict[str, str]:
    """The texts as one answer of the filing, so that they stay with it."""
    if not unplaced:
        return {}
    lines = [f"第{part.row}行{' ' + part.label if part.label else ''}：{part.text}" for part in unplaced]
    return {"unplaced": "\n".join(lines)}


def left_over_findings(unplaced: tuple[Unplaced, ...]) -> list[Finding]:
    """One advice that says where to look."""
    if not unplaced:
        return []
    places = [part.label or f"第 {part.row} 行" for part in unplaced]
    named = [f"{place}（{count} 处）" if count > 1 else place for place, count in Counter(places).items()]
    return [
        Finding(
            severity=Severity.ADVICE,
            code="text-unplaced",
            message=f"有 {len(unplaced)} 处内容没有对应的栏目，原样保留：{'、'.join(named[:_NAMED_AT_MOST])}{'等' if len(named) > _NAMED_AT_MOST else ''}。",
            advice="请看一下是否需要填到别的栏目。",
            row=unplaced[0].row,
        )
    ]
