"""The mistakes in the practice county's July forms, made on purpose in faultless ones; each is named by its finding."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from jxdesk.domain.monitoring.standing import grows_with_the_year
from jxdesk.domain.practice.draw import share
from jxdesk.domain.records.filings import (
    DeviationCause,
    FilingContent,
    IndicatorLine,
    Likelihood,
    MoneyKey,
    MoneyLine,
)
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.values.money import exact_text
from jxdesk.domain.values.quantities import decimal_text

Maker = Callable[[FilingContent, RulePack], FilingContent | None]
"""Spoils a form; answers None where it has nothing to do it with."""
_REASON = "设备到货晚了一个月，已催供货单位 8 月底前安装完。"


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitoringMistake:
    """A kind of mistake; ``code`` is the finding that names it."""

    code: str
    make: Maker


# ---- money ------------------------------------------------------------------------------------------------------


def _with_money(content: FilingContent, **fields: tuple[int | None, int | None]) -> FilingContent:
    """The form with other amounts of the total row and, beside each, of the appropriation, so that the parts go on adding up."""

    def changed(line: MoneyLine, place: int) -> MoneyLine:
        values: dict[str, Any] = {}
        for name, amounts in fields.items():
            values |= {
                f"{name}_fen": amounts[place],
                f"{name}_text": exact_text(amounts[place], content.money_unit),
            }
        return replace(line, **values)

    places = {MoneyKey.TOTAL: 0, MoneyKey.FISCAL: 1}
    lines = tuple(
        changed(line, places[line.key]) if line.key in places else line for line in content.money_lines
    )
    return replace(content, money_lines=lines)


def _rows(content: FilingContent) -> tuple[MoneyLine, MoneyLine]:
    by_key = {line.key: line for line in content.money_lines}
    return by_key[MoneyKey.TOTAL], by_key[MoneyKey.FISCAL]


def _moved(content: FilingContent, field: str, to_fen: int) -> FilingContent:
    """The total brought to an amount, and the appropriation moved by as much."""
    total, fiscal = _rows(content)
    step = to_fen - (getattr(total, f"{field}_fen") or 0)
    return _with_money(content, **{field: (to_fen, (getattr(fiscal, f"{field}_fen") or 0) + step)})


def _above_budget(content: FilingContent, rules: RulePack) -> FilingContent | None:
    """More was paid than there is; last year's invoice was counted here."""
    del rules
    total, _ = _rows(content)
    to_fen = share(total.revised_budget_fen or 0, 112)
    return _moved(_moved(content, "executed", to_fen), "forecast", to_fen)


def _forecast_above_budget(content: FilingContent, rules: RulePack) -> FilingContent | None:
    """More will be paid than there is."""
    del rules
    total, _ = _rows(content)
    return _moved(content, "forecast", share(total.revised_budget_fen or 0, 106))


def _forecast_below(content: FilingContent, rules: RulePack) -> FilingContent | None:
    """The rest of the year instead of the whole of it."""
    del rules
    total, fiscal = _rows(content)
    if not total.executed_fen or not fiscal.executed_fen:
        return None
    return _moved(content, "forecast", total.executed_fen - fiscal.executed_fen // 2)


def _executed_blank(content: FilingContent, rules: RulePack) -> FilingContent | None:
    """Nobody wrote what was paid."""
    del rules
    lines = tuple(replace(line, executed_fen=None, executed_text="") for line in content.money_lines)
    return replace(content, money_lines=lines)


def _forecast_blank(content: FilingContent, rules: RulePack) -> FilingContent | None:
    """Nobody wrote what will be paid."""
    del rules
    lines = tuple(replace(line, forecast_fen=None, forecast_text="") for line in content.money_lines)
    return replace(content, money_lines=lines)


def _sound(content: FilingContent, rules: RulePack) -> FilingContent | None:
    """The form stays as it is: what is wrong stands in another one."""
    del rules
    return content


# ---- indicators -------------------------------------------------------------------------------------------------


def _with_line(content: FilingContent, line: IndicatorLine | None, **fields: Any) -> FilingContent | None:
    if line is None:
        return None
    lines = tuple(
        replace(line, **fields) if other.id == line.id else other for other in content.indicator_lines
    )
    return replace(content, indicator_lines=lines)


def _growing(content: FilingContent, rules: RulePack) -> IndicatorLine | None:
    """The first line that grows with the months and has grown."""
    return next(
        (
            line
            for line in content.indicator_lines
            if grows_with_the_year(line, rules) and line.actual and line.target and line.target >= 2
        ),
        None,
    )


def _missing(line: IndicatorLine | None) -> dict[str, Any]:
    """What a line says that will be missed, with everything that is owed."""
    if line is None or line.target is None:
        return {}
    forecast = max(line.actual or Decimal(0), line.target * 8 // 10)
    return {
        "forecast": forecast,
        "forecast_text": decimal_text(forecast),
        "causes": (DeviationCause.HARDWARE,),
        "deviation_reason": _REASON,
        "likelihood": Likelihood.POSSIBLE,
    }


def _lacking(**fields: Any) -> Maker:
    """A line that will be missed, without one of the things that are owed."""

    def make(content: FilingContent, rules: RulePack) -> FilingContent | None:
        line = _growing(content, rules)
        return _with_line(content, line, **(_missing(line) | fields))

    return make


def _cause_alone(content: FilingContent, rules: RulePack) -> FilingContent | None:
    """A tick, and no word about it."""
    return _with_line(content, _growing(content, rules), causes=(DeviationCause.RULES,))


def _blank_actual(content: FilingContent, rules: RulePack) -> FilingContent | None:
    """Nobody wrote how far it is."""
    return _with_line(content, _growing(content, rules), actual=None, actual_text="")


def _far_above(content: FilingContent, rules: RulePack) -> FilingContent | None:
    """Twice the year's target in July; the unit is another one."""
    line = _growing(content, rules)
    if line is None or line.target is None:
        return None
    actual = line.target * 2
    return _with_line(
        content,
        line,
        actual=actual,
        actual_text=decimal_text(actual),
        **(
            _missing(line)
            | {
                "forecast": actual,
                "forecast_text": decimal_text(actual),
                "likelihood": Likelihood.CERTAIN,
            }
        ),
    )


def _shrinking(content: FilingContent, rules: RulePack) -> FilingContent | None:
    """What is still to come instead of what it will be altogether."""
    line = _growing(content, rules)
    if line is None or line.actual is None:
        return None
    forecast = line.actual // 2
    return _with_line(
        content,
        line,
        **(_missing(line) | {"forecast": forecast, "forecast_text": decimal_text(forecast)}),
    )


EXECUTED_BELOW_EARLIER = MonitoringMistake(code="executed-below-earlier", make=_sound)
"""April said more than July; the April form is made where this is."""

MONITORING_MISTAKES = (
    (
        MonitoringMistake(code="executed-above-budget", make=_above_budget),
        MonitoringMistake(code="forecast-above-budget", make=_sound),
        MonitoringMistake(code="deviation-without-cause", make=_lacking(causes=())),
    ),
    (
        MonitoringMistake(code="forecast-above-budget", make=_forecast_above_budget),
        MonitoringMistake(code="deviation-without-reason", make=_lacking(deviation_reason="")),
    ),
    (
        MonitoringMistake(code="forecast-below-executed", make=_forecast_below),
        MonitoringMistake(code="likelihood-blank", make=_lacking(likelihood=Likelihood.UNSAID)),
    ),
    (
        MonitoringMistake(code="executed-blank", make=_executed_blank),
        MonitoringMistake(code="cause-without-words", make=_cause_alone),
    ),
    (
        MonitoringMistake(code="forecast-blank", make=_forecast_blank),
        MonitoringMistake(code="likelihood-differs", make=_lacking(likelihood=Likelihood.CERTAIN)),
    ),
    (EXECUTED_BELOW_EARLIER, MonitoringMistake(code="blank-actual", make=_blank_actual)),
    (MonitoringMistake(code="progress-above-target", make=_far_above),),
    (MonitoringMistake(code="forecast-below-actual", make=_shrinking),),
)
"""What is wrong in each spoilt form, the money first."""


def spoil_monitoring(
    content: FilingContent, mistakes: tuple[MonitoringMistake, ...], rules: RulePack
) -> FilingContent | None:
    """The form with these mistakes; None where it has nothing to make one of them with."""
    spoilt: FilingContent | None = content
    for mistake in mistakes:
        spoilt = mistake.make(spoilt, rules) if spoilt is not None else None
    return spoilt
