"""Selection sums: 求和, 平均 and 计数 of the chosen rows of the project list, in words for the status bar."""

from __future__ import annotations

from jxdesk.actions.look import Totals
from jxdesk.desktop.amounts import amount, percent, unit


def sums_text(totals: Totals) -> str:
    """求和, 平均 and 计数 of a selection, for the status bar.

    What was executed has no mean: the projects that have not said it yet would count as nought.
    """
    count = totals.count
    if count == 1:
        parts = [
            "已选 1 行",
            f"预算 {amount(totals.budget_fen)} {unit()}",
            f"执行 {amount(totals.executed_fen)} {unit()}",
        ]
    else:
        parts = [
            f"计数 {count:,}",
            f"预算求和 {amount(totals.budget_fen)}  平均 {amount(totals.budget_fen // count)}",
            f"执行求和 {amount(totals.executed_fen)} {unit()}",
        ]
    if totals.rate is not None:
        parts.append(f"执行率 {percent(totals.rate)}")
    return "     ".join(parts)
