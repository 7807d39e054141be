"""Budget execution: which amounts the rate is taken from, and its points. Used by scoring and checks.

Source: 财预〔2020〕10号: 全年执行数 ÷ 全年预算数; the rate is never taken from print while there are amounts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from jxdesk.domain.records.filings import (
    OF_THE_OFFICE,
    ExecutionScore,
    FilingContent,
    MoneyKey,
    MoneyLine,
    ScoreSource,
)
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.rules.parts import ZeroBudget
from jxdesk.domain.values.money import format_fen
from jxdesk.domain.values.quantities import decimal_text, read_points, read_rate

_HUNDREDTH = Decimal("0.01")
_RATE_PLACES = Decimal("0.0001")
_FULL_TOTAL = Decimal(100)
_MOST_FOR_EXECUTION = Decimal(30)
"""More points than this were never seen for execution; own choice."""


class AmountsFrom(StrEnum):
    """Where the two amounts of the rate were found."""

    TOTAL = "total"
    PARTS = "parts"
    ORIGINAL = "original"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutionAmounts:
    """The amounts of the rate.

    Units: 分; None where the form says nothing.
    """

    budget_fen: int | None
    executed_fen: int | None
    taken_from: AmountsFrom

    @property
    def rate(self) -> Decimal | None:
        """Executed over budget, rounded to four decimals for print; None without a positive budget."""
        if self.budget_fen is None or self.executed_fen is None or self.budget_fen <= 0:
            return None
        return (Decimal(self.executed_fen) / Decimal(self.budget_fen)).quantize(_RATE_PLACES, ROUND_HALF_UP)


def parts_of(content: FilingContent) -> tuple[MoneyLine, ...]:
    """The rows that add up to the total: 财政拨款, 上年结转 and 其他, or 中央 and 地方 where no 财政拨款 has an amount.

    Of an office as a whole they are 基本支出 and 项目支出.
    """
    by_key = {line.key: line for line in content.money_lines}
    of_office = [by_key[key] for key in (MoneyKey.BASIC, MoneyKey.PROJECTS) if key in by_key]
    if content.form in OF_THE_OFFICE and any(_has_amounts(line) for line in of_office):
        return tuple(of_office)
    fiscal = by_key.get(MoneyKey.FISCAL)
    heads = [fiscal] if fiscal is not None and _has_amounts(fiscal) else []
    if not heads:
        heads = [by_key[key] for key in (MoneyKey.CENTRAL, MoneyKey.LOCAL) if key in by_key] or (
            [fiscal] if fiscal is not None else []
        )
    rest = [by_key[key] for key in (MoneyKey.CARRY_OVER, MoneyKey.OTHER) if key in by_key]
    return (*heads, *rest)


def _has_amounts(line: MoneyLine) -> bool:
    return any((line.original_budget_fen, line.revised_budget_fen, line.executed_fen))


def sum_of(lines: Iterable[MoneyLine], amount: Callable[[MoneyLine], int | None]) -> int | None:
    """The sum of one column over rows; None where every row is blank.

    Units: 分.
    """
    amounts = [found for line in lines if (found := amount(line)) is not None]
    return sum(amounts) if amounts else None


def execution_amounts(content: FilingContent) -> ExecutionAmounts:
    """The amounts of the rate: the total row's, else those of its parts, else the original budget.

    A total row of 0/0 over parts with money was not filled in; the parts then say more than it does.
    """
    return _amounts(content, parts_of(content))


def _amounts(content: FilingContent, parts: Sequence[MoneyLine]) -> ExecutionAmounts:
    total = content.total_line
    budget = total.revised_budget_fen if total else None
    executed = total.executed_fen if total else None
    if budget and executed:
        return ExecutionAmounts(budget_fen=budget, executed_fen=executed, taken_from=AmountsFrom.TOTAL)
    parts_budget = sum_of(parts, lambda line: line.revised_budget_fen)
    parts_executed = sum_of(parts, lambda line: line.executed_fen)
    taken_from = AmountsFrom.TOTAL
    if not budget and not executed and (parts_budget or parts_executed):
        budget, executed, taken_from = parts_budget, parts_executed, AmountsFrom.PARTS
    elif executed is None and budget is not None and parts_executed is not None:
        executed, taken_from = parts_executed, AmountsFrom.PARTS
    elif budget is None and executed is not None and parts_budget is not None:
        budget, taken_from = parts_budget, AmountsFrom.PARTS
    if budget is None and executed is not None:
        original = total.original_budget_fen if total else None
        if original is None:
            original = sum_of(parts, lambda line: line.original_budget_fen)
        if original is not None:
            budget, taken_from = original, AmountsFrom.ORIGINAL
    return ExecutionAmounts(budget_fen=budget, executed_fen=executed, taken_from=taken_from)


def printed_execution(content: FilingContent) -> tuple[str, str]:
    """The printed rate and score; of a total row that leaves them out, those of 财政拨款, never both added up."""
    return _printed(content, execution_amounts(content))


def _printed(content: FilingContent, amounts: ExecutionAmounts) -> tuple[str, str]:
    total = content.total_line
    others = [line for line in content.money_lines if line is not total]
    lines = ([total] if total else []) + others
    if total is not None and amounts.taken_from is AmountsFrom.PARTS:
        # A total row left at zero says nothing where the row that has the money says it.
        lines = [*(line for line in others if _has_amounts(line)), *lines]
    rate = next((line.printed_rate for line in lines if read_rate(line.printed_rate) is not None), "")
    score = next((line.printed_score for line in lines if read_points(line.printed_score) is not None), "")
    return rate, score


@dataclass(frozen=True, slots=True)
class Execution:
    """All that a form says of budget execution: the rows that add up to its total, the amounts of the rate, what it prints."""

    parts: tuple[MoneyLine, ...]
    amounts: ExecutionAmounts
    printed_rate: str
    printed_score: str


def execution_of(content: FilingContent) -> Execution:
    """What a form says of budget execution."""
    parts = parts_of(content)
    amounts = _amounts(content, parts)
    return Execution(parts, amounts, *_printed(content, amounts))


def execution_weight_of(content: FilingContent, execution: Execution | None = None) -> Decimal | None:
    """The points for budget execution: what the form prints; else, where a score for it is printed, what the lines leave.

    Some forms print a score for execution and its points nowhere but in the total of 100.
    """
    if content.execution_weight is not None:
        return content.execution_weight
    score = read_points((execution or execution_of(content)).printed_score)
    weights = [line.weight for line in content.indicator_lines if line.weight is not None]
    if score is None or not weights:
        return None
    left = (read_points(content.printed_weights_total) or _FULL_TOTAL) - sum(weights, Decimal(0))
    return left if score <= left <= _MOST_FOR_EXECUTION else None


def score_execution(
    content: FilingContent, rules: RulePack, execution: Execution | None = None, *, worded: bool = True
) -> ExecutionScore:
    """The points of budget execution: the rate, at most 1, times the weight that the form gives it."""
    execution = execution or execution_of(content)
    amounts, printed_score = execution.amounts, execution.printed_score
    weight = execution_weight_of(content, execution)
    budget, executed = amounts.budget_fen, amounts.executed_fen
    rate = amounts.rate
    if rate is not None and budget and executed is not None:
        return _scored(content, amounts, weight, rate, worded=worded)
    if budget == 0 and executed == 0:
        return _without_budget(rules, weight)
    if budget is not None and budget <= 0 and executed:
        words = "全年预算数不是正数，算不出执行率，请先改正金额"
        return ExecutionScore(
            rate=None, weight=weight, computed=None, source=ScoreSource.JUDGEMENT, rule=words
        )
    from_print = read_rate(execution.printed_rate)
    if from_print is not None:
        return _from_printed_rate(weight, from_print)
    if budget and executed is None:
        words = "没有填全年执行数，得 0 分"
        computed = None if weight is None else Decimal("0.00")
        return ExecutionScore(
            rate=None, weight=weight, computed=computed, source=ScoreSource.RULE, rule=words
        )
    words = "没有金额也没有执行率，无法按规则计分"
    if printed_score:
        words += f"，采用表上得分 {decimal_text(read_points(printed_score))} 分"
    return ExecutionScore(rate=None, weight=weight, computed=None, source=ScoreSource.JUDGEMENT, rule=words)


def _scored(
    content: FilingContent, amounts: ExecutionAmounts, weight: Decimal | None, rate: Decimal, *, worded: bool
) -> ExecutionScore:
    budget, executed = amounts.budget_fen or 0, max(amounts.executed_fen or 0, 0)
    # The exact amounts are multiplied before the one division, so that nothing is rounded twice.
    computed = None if weight is None else half_up(weight * min(executed, budget), Decimal(budget))
    return ExecutionScore(
        rate=rate,
        weight=weight,
        computed=computed,
        source=ScoreSource.NOT_APPLICABLE if weight is None else ScoreSource.RULE,
        rule=_words(content, amounts, weight, computed, rate) if worded else "",
    )


def _words(
    content: FilingContent,
    amounts: ExecutionAmounts,
    weight: Decimal | None,
    computed: Decimal | None,
    rate: Decimal,
) -> str:
    budget, executed = amounts.budget_fen or 0, max(amounts.executed_fen or 0, 0)
    unit = content.money_unit
    fraction = f"{_amount(executed, content)} ÷ {_amount(budget, content)} {unit.value} = {_percent(rate)}"
    if amounts.taken_from is AmountsFrom.PARTS:
        fraction = f"年度资金总额没有填，按各项资金合计：{fraction}"
    if amounts.taken_from is AmountsFrom.ORIGINAL:
        fraction = f"全年预算数没有填，按年初预算数：{fraction}"
    if weight is None:
        return f"{fraction}；表上没有这一项的分值"
    if executed == budget:
        return f"{fraction}，满分"
    if executed > budget:
        return f"{fraction}，执行数超过预算数，按 100% 计"
    return f"{fraction}，× {decimal_text(weight)} 分 = {computed} 分"


def _amount(fen: int, content: FilingContent) -> str:
    return format_fen(fen, content.money_unit, at_most=6)


def _without_budget(rules: RulePack, weight: Decimal | None) -> ExecutionScore:
    if rules.execution.zero_budget is ZeroBudget.FULL and weight is not None:
        words = "全年预算数和执行数都是 0，按满分计"
        return ExecutionScore(
            rate=None,
            weight=weight,
            computed=half_up(weight, Decimal(1)),
            source=ScoreSource.RULE,
            rule=words,
        )
    words = "全年预算数和执行数都是 0，执行率不适用，其他指标得分折算成百分制"
    return ExecutionScore(
        rate=None, weight=weight, computed=None, source=ScoreSource.NOT_APPLICABLE, rule=words
    )


def _from_printed_rate(weight: Decimal | None, rate: Decimal) -> ExecutionScore:
    shown = rate.quantize(_RATE_PLACES, ROUND_HALF_UP)
    words = f"没有金额，按表上的执行率 {_percent(shown)}"
    if weight is None:
        return ExecutionScore(
            rate=shown, weight=None, computed=None, source=ScoreSource.NOT_APPLICABLE, rule=words
        )
    computed = half_up(weight * min(max(rate, Decimal(0)), Decimal(1)), Decimal(1))
    return ExecutionScore(
        rate=shown,
        weight=weight,
        computed=computed,
        source=ScoreSource.RULE,
        rule=f"{words}，× {decimal_text(weight)} 分 = {computed} 分",
    )


def half_up(numerator: Decimal, denominator: Decimal) -> Decimal:
    """A quotient of exact numbers, rounded once, half up, to 1/100."""
    top, top_of = numerator.as_integer_ratio()
    bottom, bottom_of = denominator.as_integer_ratio()
    part, whole = top * bottom_of * 100, top_of * bottom
    hundredths = (2 * abs(part) + whole) // (2 * whole)
    return Decimal(hundredths if part >= 0 else -hundredths).scaleb(-2)


def _percent(rate: Decimal) -> str:
    return f"{decimal_text((rate * 100).quantize(_HUNDREDTH))}%"
