"""Totals: the points, the total and the grade that a form prints in its last row or above its table."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jxdesk.documents.reading.areas import FormArea
from jxdesk.documents.reading.heads import TableHead
from jxdesk.documents.reading.sheets import GridCell
from jxdesk.documents.reading.words import vocabulary
from jxdesk.domain.values.lettering import fold, says_nothing
from jxdesk.domain.values.quantities import read_points

_GRADE = re.compile(
    r"(?:等级|等次|评定|结论)?[:：]?\s*[\"“]?(优秀|良好|优|良|中|差|合格|不合格|较好|一般)[\"”]?"
)
_INLINE_NUMBER = re.compile(r"(?:总分|总得分|合计|总计|自评得分)(?:\([^()]*\))?[:：]?(\d+(?:\.\d+)?)分?")
_INLINE_POINTS = re.compile(r"\((\d+(?:\.\d+)?)分\)")


@dataclass(slots=True)
class Totals:
    """Printed texts; empty where the form has none."""

    weights_total: str = ""
    total: str = ""
    grade: str = ""


def read_totals(area: FormArea, head: TableHead, rows: list[int]) -> Totals:
    """What the total rows say; of several the first, unless a later one is larger: 合计 of the indicators, then 总分."""
    totals = Totals()
    for row in rows:
        of_row = Totals()
        _read_row(area, head, row, of_row)
        if _is_larger(of_row, totals):
            totals.weights_total, totals.total = of_row.weights_total or totals.weights_total, of_row.total
        totals.weights_total = totals.weights_total or of_row.weights_total
        totals.total = totals.total or of_row.total
        totals.grade = totals.grade or of_row.grade
    return totals


def _is_larger(later: Totals, earlier: Totals) -> bool:
    """Whether the later row gives out more points, or as many and has a higher score."""
    points, before = read_points(later.weights_total), read_points(earlier.weights_total)
    score, score_before = read_points(later.total), read_points(earlier.total)
    if score is None or score_before is None or score <= score_before:
        return False
    return points is None or before is None or points > before


def _read_row(area: FormArea, head: TableHead, row: int, totals: Totals) -> None:
    weights, score = "", ""
    unplaced: list[str] = []
    for cell in area.grid.own_row(row):
        folded = re.sub(r"\s+", "", fold(cell.text))
        grade = _GRADE.fullmatch(folded)
        if grade:
            totals.grade = totals.grade or grade.group(1)
        elif vocabulary("tail").role_of(cell.text) or vocabulary("particular").role_of(cell.text):
            points = _INLINE_POINTS.search(folded)
            weights = weights or (points.group(1) if points else "")
        elif inline := _INLINE_NUMBER.search(folded):
            score = score or inline.group(1)
            named = re.search(r"等级[:：]?(优|良|中|差)", folded)
            totals.grade = totals.grade or (named.group(1) if named else "")
        elif read_points(cell.text) is not None:
            role = _role_at(area, head, cell)
            if role == "weight" and not weights:
                weights = cell.text.strip()
            elif role in ("score", "converted_score") and not score:
                score = cell.text.strip()
            else:
                unplaced.append(cell.text.strip())
        elif not says_nothing(cell.text):
            continue
        area.take(cell)
    _place_strays(unplaced, head, totals, weights, score)


def _place(totals: Totals, weights: str, score: str) -> None:
    totals.weights_total = totals.weights_total or weights
    totals.total = totals.total or score


def _place_strays(strays: list[str], head: TableHead, totals: Totals, weights: str, score: str) -> None:
    """Numbers that stand under neither column: the last is the total, one in front of it the points."""
    has_points = "weight" in head.columns and not weights
    if strays and not score and not (has_points and strays == ["100"]):
        score = strays.pop()
    if strays and has_points:
        weights = strays.pop(0)
    _place(totals, weights, score)


def _role_at(area: FormArea, head: TableHead, cell: GridCell) -> str:
    """The column a total stands under; a merged cell counts for the last column that it covers."""
    span = area.grid.span(cell.row, cell.column)
    for role in ("score", "weight", "converted_score"):
        column = head.columns.get(role)
        if column is not None and column.left <= span.right and span.left <= column.right:
            return role
    return ""
