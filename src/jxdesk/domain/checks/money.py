"""Checks of the money block: amounts that cannot be read, do not add up, or do not fit the rate. Used by checks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from operator import attrgetter

from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.records.filings import (
    MONITORINGS,
    OF_THE_OFFICE,
    SELF_EVALUATIONS,
    FilingContent,
    MoneyKey,
    MoneyLine,
    Scorecard,
)
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.scoring.execution import (
    AmountsFrom,
    Execution,
    ExecutionAmounts,
    execution_amounts,
    sum_of,
)
from jxdesk.domain.values.lettering import fold, says_nothing
from jxdesk.domain.values.money import AmountState, format_fen, half_a_printed_place, parse_amount
from jxdesk.domain.values.quantities import decimal_text, read_points, read_rate
from jxdesk.domain.values.units import PERCENT


@dataclass(frozen=True, slots=True)
class _Column:
    """One column of amounts: its field, its heading and how to take amount and text out of a row."""

    field: str
    label: str
    fen: Callable[[MoneyLine], int | None]
    text: Callable[[MoneyLine], str]


_COLUMNS = tuple(
    _Column(field, label, attrgetter(f"{field}_fen"), attrgetter(f"{field}_text"))
    for field, label in (
        ("original_budget", "年初预算数"),
        ("revised_budget", "全年预算数"),
        ("executed", "全年执行数"),
        ("forecast", "全年预计执行数"),
    )
)
_FENS = attrgetter(*(f"{column.field}_fen" for column in _COLUMNS))
_TEXTS = attrgetter(*(f"{column.field}_text" for column in _COLUMNS))
_MOST_ROUNDED_FEN = 5_000
"""Half of the second place of 万元: a budget printed more coarsely is a round number and not a rounded one. Own choice."""

_LABELS = {
    MoneyKey.TOTAL: "年度资金总额",
    MoneyKey.FISCAL: "财政拨款",
    MoneyKey.CENTRAL: "中央财政资金",
    MoneyKey.LOCAL: "地方资金",
    MoneyKey.CARRY_OVER: "上年结转资金",
    MoneyKey.OTHER: "其他资金",
    MoneyKey.RECEIVED: "资金到位",
    MoneyKey.BASIC: "基本支出",
    MoneyKey.PROJECTS: "项目支出",
}


def check_money(
    content: FilingContent,
    scorecard: Scorecard,
    rules: RulePack,
    execution: Execution,
    *,
    imported: bool,
    parts: Sequence[MoneyKey] = (),
) -> Iterator[Finding]:
    """All findings of the money block; ``parts`` are the rows that a template adds up, where it says so."""
    for line in content.money_lines:
        if any(_TEXTS(line)) or min(filter(None, _FENS(line)), default=0) < 0:
            for column in _COLUMNS:
                yield from _check_amount(content, line, column)
    yield from _check_sums(content, execution, imported=imported, parts=parts)
    if content.form not in SELF_EVALUATIONS:
        return
    yield from _check_execution(content, execution)
    yield from _check_rates(content, execution.amounts, rules)
    yield from _check_execution_score(content, scorecard, execution.printed_score)


def _heading(content: FilingContent, column: _Column) -> str:
    """What a column is called: a monitoring form states what was executed so far."""
    is_so_far = column.field == "executed" and content.form in MONITORINGS
    return "执行数" if is_so_far else column.label


def place_of(line: MoneyLine) -> str:
    """How a sentence names a money row."""
    label = fold(line.label).strip(":") or _LABELS.get(line.key, "这一行")
    return f"第 {line.row} 行“{label}”" if line.row else f"“{label}”"


def _finding(
    severity: Severity, code: str, line: MoneyLine | None, field: str, message: str, advice: str
) -> Finding:
    return Finding(
        severity=severity,
        code=code,
        message=message,
        advice=advice,
        row=line.row if line else None,
        line_id=line.id if line else "",
        field=field,
    )


def _check_amount(content: FilingContent, line: MoneyLine, column: _Column) -> Iterator[Finding]:
    text, fen = column.text(line), column.fen(line)
    if not text and (fen is None or fen >= 0):
        return
    where = f"{place_of(line)}的{_heading(content, column)}"
    if fen is not None and fen < 0:
        message = (
            f"{where}是负数（{format_fen(fen, content.money_unit, at_most=6)} {content.money_unit.value}）。"
        )
        advice = "预算数和执行数不能小于 0，请核对；调减的预算请填调整后的数。"
        yield _finding(Severity.ERROR, "negative-amount", line, column.field, message, advice)
    if says_nothing(text):
        return
    reading = parse_amount(text, content.money_unit)
    if reading.state is AmountState.UNREADABLE and fen is None:
        message = f"{where}“{text.strip()}”读不成金额。"
        yield _finding(
            Severity.ERROR, "value-unreadable", line, column.field, message, "请只填数字，单位写在表头。"
        )
        return
    if reading.fen != fen:
        return
    if reading.rounded:
        message = f"{where}“{text.strip()}”小于 1 分的零头已四舍五入到分。"
        yield _finding(
            Severity.WARNING, "amount-rounded", line, column.field, message, "请核对金额，最多填到分。"
        )
    if reading.details_differ:
        message = f"{where}“{text.strip()}”中各项相加不等于前面的数。"
        yield _finding(
            Severity.WARNING, "money-parts-differ", line, column.field, message, "请核对括号里的各项金额。"
        )


# ---- sums ---------------------------------------------------------------------------------------------------------


def _check_sums(
    content: FilingContent, execution: Execution, *, imported: bool, parts: Sequence[MoneyKey]
) -> Iterator[Finding]:
    total = content.total_line
    if total is not None:
        of_template = tuple(line for line in content.money_lines if line.key in parts)
        ways = (of_template,) if of_template == execution.parts else (of_template, execution.parts)
        extra = [line for line in content.money_lines if line.key is MoneyKey.OTHER_ROW]
        for column in _COLUMNS:
            found = [
                tuple(_check_sum(content, total, chosen, extra, column, imported=imported))
                for chosen in ways
                if chosen
            ]
            # A form that only comes near a template may print other parts; it is enough that one way adds up.
            yield from min(found, key=len, default=())
    fiscal = next((line for line in content.money_lines if line.key is MoneyKey.FISCAL), None)
    sources = [line for line in content.money_lines if line.key in (MoneyKey.CENTRAL, MoneyKey.LOCAL)]
    if fiscal is not None and sources and fiscal in execution.parts:
        for column in _COLUMNS:
            if column.fen(fiscal):
                yield from _check_sum(content, fiscal, sources, [], column, imported=imported)


def _check_sum(
    content: FilingContent,
    whole: MoneyLine,
    parts: Sequence[MoneyLine],
    extra: Sequence[MoneyLine],
    column: _Column,
    *,
    imported: bool,
) -> Iterator[Finding]:
    """Whether the parts make up the whole: exact for typed amounts, within half a printed place for each part of an imported form."""
    stated, added = column.fen(whole), sum_of(parts, column.fen)
    if added is None or stated == added or (stated is None and added == 0):
        return
    tolerance = _tolerance(content, [whole, *parts], column) if imported else 0
    sums = [added, added + (sum_of(extra, column.fen) or 0)]
    if stated is not None and any(abs(stated - possible) <= tolerance for possible in sums):
        return
    unit = content.money_unit
    shown = [
        f"{place_of(line)} {format_fen(column.fen(line), unit, at_most=6)}"
        for line in parts
        if column.fen(line) is not None
    ]
    stated_text = "没有填" if stated is None else f"是 {format_fen(stated, unit, at_most=6)} {unit.value}"
    message = (
        f"{place_of(whole)}的{_heading(content, column)}{stated_text}，"
        f"各项合计是 {format_fen(added, unit, at_most=6)} {unit.value}（{' + '.join(shown)}）。"
    )
    if not stated:
        message += (
            "执行率按各项合计计算。" if execution_amounts(content).taken_from is AmountsFrom.PARTS else ""
        )
    # Basic expenditure and projects come from two books, which are reconciled later: asked about, never refused.
    is_mild = imported or content.form in OF_THE_OFFICE
    severity = Severity.WARNING if is_mild else Severity.ERROR
    yield _finding(
        severity, "money-parts-differ", whole, column.field, message, "请核对总额和各项金额，改正填错的一项。"
    )


def _tolerance(content: FilingContent, lines: Iterable[MoneyLine], column: _Column) -> int:
    """Units: 分."""
    texts = [column.text(line) for line in lines if column.fen(line) is not None]
    halves = [half_a_printed_place(text, content.money_unit) for text in texts]
    return max(halves, default=0) * max(len(halves) - 1, 1)


def _rounding_of(content: FilingContent) -> int:
    """What the printed places of the total's budget leave open; nothing where it is printed in round numbers.

    Units: 分.
    """
    total = content.total_line
    half = 0 if total is None else half_a_printed_place(total.revised_budget_text, content.money_unit)
    return half if half <= _MOST_ROUNDED_FEN else 0


# ---- execution ----------------------------------------------------------------------------------------------------


def _check_execution(content: FilingContent, execution: Execution) -> Iterator[Finding]:
    total, unit = content.total_line, content.money_unit
    amounts = execution.amounts
    budget, executed = amounts.budget_fen, amounts.executed_fen
    if budget is None or executed is None:
        if read_rate(execution.printed_rate) is not None:
            message = "只有执行率，没有预算数和执行数，得分按表上的执行率计算。"
            yield _finding(
                Severity.ADVICE,
                "rate-without-amounts",
                total,
                "rate",
                message,
                "请补填全年预算数和全年执行数。",
            )
        return
    if amounts.taken_from is AmountsFrom.ORIGINAL:
        message = "没有填全年预算数，执行率按年初预算数计算。"
        yield _finding(
            Severity.WARNING,
            "revised-budget-blank",
            total,
            "revised_budget",
            message,
            "没有调整的，全年预算数填年初预算数。",
        )
        return
    if executed > budget + _rounding_of(content) >= 0:
        message = (
            f"全年执行数 {format_fen(executed, unit, at_most=6)} {unit.value}"
            f"大于全年预算数 {format_fen(budget, unit, at_most=6)} {unit.value}。"
        )
        advice = "请核对两个数和它们的单位；年中追加过预算的，全年预算数填调整后的数。"
        yield _finding(Severity.ERROR, "executed-above-budget", total, "executed", message, advice)
    if budget == executed == 0:
        message = "全年预算数和执行数都是 0，执行率不适用。"
        advice = "确实没有预算的，在其他需要说明事项里写明；有预算的请补填。"
        yield _finding(Severity.ADVICE, "zero-budget", total, "revised_budget", message, advice)


def _check_rates(content: FilingContent, amounts: ExecutionAmounts, rules: RulePack) -> Iterator[Finding]:
    total = content.total_line
    for line in content.money_lines:
        if says_nothing(line.printed_rate):
            continue
        rate = _rate_of(line)
        if line is total and amounts.taken_from is not AmountsFrom.PARTS and amounts.rate is not None:
            rate = amounts.rate
        text = line.printed_rate
        if rate is None:
            continue
        possible = _possible_rates(text)
        if not possible:
            message = f"{place_of(line)}的执行率“{text.strip()}”读不成数。"
            yield _finding(
                Severity.ERROR, "value-unreadable", line, "rate", message, "请填百分数，如 98.5%。"
            )
        elif all(abs(one - rate) > rules.execution.rate_tolerance for one in possible):
            shown = decimal_text((rate * 100).quantize(Decimal("0.01")))
            message = f"{place_of(line)}的执行率写的是 {text.strip()}，按金额算是 {shown}%。"
            yield _finding(
                Severity.WARNING,
                "rate-differs",
                line,
                "rate",
                message,
                "请改成按金额算出的执行率，或核对金额。",
            )


def _rate_of(line: MoneyLine) -> Decimal | None:
    budget, executed = line.revised_budget_fen, line.executed_fen
    if not budget or budget < 0 or executed is None:
        return None
    return Decimal(executed) / Decimal(budget)


def _possible_rates(text: str) -> tuple[Decimal, ...]:
    """A bare number may be a ratio or a percentage; either may fit the amounts."""
    plain = fold(text)
    if plain.endswith((PERCENT, "‰")):
        rate = read_rate(text)
        return () if rate is None else (rate,)
    number = read_points(text)
    return () if number is None else (number, number.scaleb(-2))


def _check_execution_score(
    content: FilingContent, scorecard: Scorecard, printed_score: str
) -> Iterator[Finding]:
    execution = scorecard.execution
    line = content.total_line or (content.money_lines[0] if content.money_lines else None)
    printed = read_points(printed_score)
    if printed is None or execution.weight is None:
        return
    weight = execution.weight
    if printed > weight:
        message = f"预算执行得分 {decimal_text(printed)} 高于分值 {decimal_text(weight)}。"
        yield _finding(
            Severity.WARNING, "score-above-weight", line, "score", message, "得分不能高于分值，请改正。"
        )
    elif execution.computed is not None and not same_printed(printed, execution.computed):
        above = printed > execution.computed
        message = (
            f"预算执行得分写的是 {decimal_text(printed)}，"
            f"按规则是 {execution.computed}（{execution.rule}），{'多' if above else '少'}了。"
        )
        code = "score-above-rule" if above else "score-below-rule"
        yield _finding(Severity.WARNING, code, line, "score", message, "请改成按金额算出的得分。")


def same_printed(printed: Decimal, computed: Decimal) -> bool:
    """Whether a printed score is the computed one, rounded half up to the places that are printed."""
    places = min(2, max(0, -int(printed.as_tuple().exponent)))
    return computed.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) == printed
