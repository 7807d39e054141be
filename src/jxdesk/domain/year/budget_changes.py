"""Budget changes in mid-year (追加, 调减): what a person types, what does not fit, and the versions it adds to a project's budget.

Source: 预算法 art. 67–72 and domain practice: every version stays with its day and document. Used by the errand and its dialog.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.records.budgets import standing
from jxdesk.domain.records.filings import MoneyUnit
from jxdesk.domain.records.projects import BudgetStage, BudgetVersion
from jxdesk.domain.values.document_numbers import check_number, plain_number
from jxdesk.domain.values.money import AmountState, exact_text, parse_amount


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetChange:
    """What was typed: an amount in 万元 unless it names its unit, never with a sign, and whether it is cut."""

    amount_text: str
    is_cut: bool
    dated: dt.date
    document_number: str = ""

    @property
    def amount_fen(self) -> int | None:
        """The amount, a cut below nought; None where it cannot be read.

        Units: 分.
        """
        fen = parse_amount(self.amount_text, MoneyUnit.WAN).fen
        return -fen if fen is not None and self.is_cut else fen


def revised_now(budgets: Sequence[BudgetVersion]) -> int:
    """The whole year's budget as it stands: the revised one, else the original one with its adjustments.

    Units: 分.
    """
    revised = standing(budgets, BudgetStage.REVISED)
    if revised is not None:
        return revised
    return (standing(budgets, BudgetStage.ORIGINAL) or 0) + (standing(budgets, BudgetStage.ADJUSTED) or 0)


def with_change(budgets: Sequence[BudgetVersion], change: BudgetChange) -> tuple[BudgetVersion, ...]:
    """The versions with the adjustment and the revised budget it makes behind them; nothing is overwritten."""
    fen = change.amount_fen
    assert fen is not None
    number = plain_number(change.document_number)
    adjusted = BudgetVersion(
        stage=BudgetStage.ADJUSTED, amount_fen=fen, dated=change.dated, document_number=number
    )
    revised = BudgetVersion(
        stage=BudgetStage.REVISED,
        amount_fen=revised_now(budgets) + fen,
        dated=change.dated,
        document_number=number,
    )
    return (*budgets, adjusted, revised)


def check_change(
    budgets: Sequence[BudgetVersion], change: BudgetChange, *, year: int, today: dt.date
) -> tuple[Finding, ...]:
    """What does not fit; an error keeps the change from being recorded."""
    reading = parse_amount(change.amount_text, MoneyUnit.WAN)
    if reading.state is not AmountState.READ or reading.fen is None:
        return (
            _finding(
                Severity.ERROR,
                "amount",
                "没有写金额，或者读不成金额。",
                "只写数字，如 20.5；按万元读，写明“元”也可以。",
            ),
        )
    found = [*_check_amount(budgets, change, reading.fen), *_check_day(change.dated, year, today)]
    found += check_number(change.document_number, needed=False)
    number = plain_number(change.document_number)
    if any(
        one.stage is BudgetStage.ADJUSTED
        and one.amount_fen == change.amount_fen
        and one.document_number == number
        for one in budgets
    ):
        found.append(
            _finding(
                Severity.WARNING,
                "twice",
                "同一文号、同样金额的调整已经登记过一次。",
                "确实下达了两次的可以照登；重复的请不要再登。",
            )
        )
    return tuple(found)


def _check_amount(
    budgets: Sequence[BudgetVersion], change: BudgetChange, typed_fen: int
) -> Sequence[Finding]:
    if typed_fen <= 0:
        return [
            _finding(
                Severity.ERROR, "amount", "金额要大于 0。", "追加还是调减用上面的选项来选，金额不写负号。"
            )
        ]
    present = revised_now(budgets)
    if change.is_cut and typed_fen > present:
        had = exact_text(present, MoneyUnit.WAN)
        return [
            _finding(
                Severity.ERROR,
                "amount",
                f"调减的比现有预算还多：现在是 {had} 万元。",
                "请核对金额和单位；全部收回的，就写现有的数。",
            )
        ]
    return []


def _check_day(day: dt.date, year: int, today: dt.date) -> Sequence[Finding]:
    if day > today:
        return [_finding(Severity.ERROR, "dated", "日期晚于今天。", "请照文件上的日期写。")]
    if day.year != year:
        return [
            _finding(
                Severity.WARNING,
                "dated",
                f"日期不在 {year} 年里。",
                "请核对日期，或换到那个年度的项目上登记。",
            )
        ]
    return []


def _finding(severity: Severity, field: str, message: str, advice: str) -> Finding:
    return Finding(
        severity=severity, code=f"budget-change-{field}", message=message, advice=advice, field=field
    )
