"""Score columns: decides which scores count where a form prints two of them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from jxdesk.documents.reading.indicator_rows import IndicatorRows
from jxdesk.domain.values.quantities import read_points


def choose_score(
    rows: IndicatorRows, *, printed_total: Decimal | None, execution_score: Decimal | None
) -> None:
    """Decides between 单项得分 and 折算得分 where a form prints both.

    The scores that make the printed total are the scores; without a total those are that stay within the weights, the
    single ones first. (A form that asks for single × weight gets, from clerks, single scores out of the weight.)
    """
    if not rows.converted:
        return
    single = {line.id: read_points(line.printed_score) for line in rows.lines}
    converted = {line_id: read_points(text) for line_id, text in rows.converted.items()}
    if printed_total is not None:
        rest = printed_total - (execution_score or Decimal(0))
        if _sum(converted) in (rest, printed_total) and _sum(single) not in (rest, printed_total):
            _use_converted(rows)
            return
        if _sum(single) in (rest, printed_total):
            return
    weights = {line.id: line.weight for line in rows.lines}
    if not all(_within(single[line_id], weights[line_id]) for line_id in single):
        _use_converted(rows)


def _sum(scores: dict[str, Decimal | None]) -> Decimal:
    return sum((score for score in scores.values() if score is not None), Decimal(0))


def _within(score: Decimal | None, weight: Decimal | None) -> bool:
    return score is None or weight is None or score <= weight


def _use_converted(rows: IndicatorRows) -> None:
    rows.lines = [
        replace(line, printed_score=rows.converted.get(line.id, line.printed_score)) for line in rows.lines
    ]
