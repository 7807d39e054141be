"""Axes: where the ticks of an axis stand, at round numbers from zero on, and how they are written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from jxdesk.domain.records.filings import MoneyUnit
from jxdesk.domain.values.money import as_decimal

_ROUND = tuple(Decimal(text) for text in ("1", "2", "2.5", "5", "10"))
# An axis that must take over the steps of another one has fewer choices, so more numbers count as round.
_FINE = tuple(Decimal(text) for text in ("1", "1.2", "1.5", "2", "2.5", "3", "4", "5", "6", "8", "10"))
MOST_RATE = 15_000
"""An axis of rates ends here, and what lies beyond is drawn at its edge; this program's own choice. Units: hundredths of a percent."""
FULL = 10_000


@dataclass(frozen=True, slots=True)
class Tick:
    """A number on an axis and how it is written."""

    value: float
    label: str


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis from zero to its last tick."""

    ticks: tuple[Tick, ...]

    @property
    def last(self) -> float:
        """The value at its far end."""
        return self.ticks[-1].value

    @property
    def intervals(self) -> int:
        """How many steps it has."""
        return len(self.ticks) - 1


def round_step(least: Decimal, among: Sequence[Decimal] = _ROUND) -> Decimal:
    """The smallest round number times a power of ten that is not smaller; 1 where nothing is asked for."""
    if least <= 0:
        return Decimal(1)
    power = Decimal(1).scaleb(least.adjusted())
    return next(one * power for one in among if one * power >= least)


def rate_axis(rates: Iterable[int]) -> Axis:
    """An axis of rates: up to 100 %, and up to 150 % where one is beyond.

    Units: hundredths of a percent.
    """
    most = max(rates, default=0)
    step, last = (2_000, FULL) if most <= FULL else (2_500, MOST_RATE)
    return Axis(tuple(Tick(value, f"{value // 100}%") for value in range(0, last + 1, step)))


def amount_axis(most_fen: int, intervals: int, unit: MoneyUnit = MoneyUnit.WAN) -> Axis:
    """An axis of amounts with as many steps as another one, so that both share the lines across.

    Units: ``most_fen`` and the values 分, the labels ``unit``.
    """
    step = round_step(as_decimal(max(most_fen, 0), unit) / intervals, _FINE)
    one_fen = as_decimal(1, unit)
    return Axis(tuple(Tick(float(step * n / one_fen), _plain(step * n, step)) for n in range(intervals + 1)))


def count_axis(most: int) -> Axis:
    """An axis of whole numbers that ends at or above ``most``."""
    step = int(max(Decimal(1), round_step(Decimal(max(most, 1)) / 5).to_integral_value(ROUND_CEILING)))
    steps = -(-max(most, 1) // step)
    return Axis(tuple(Tick(float(step * n), f"{step * n:,}") for n in range(steps + 1)))


def _plain(value: Decimal, step: Decimal) -> str:
    """A tick with as many decimals as the step has."""
    exponent = step.normalize().as_tuple().exponent
    places = max(0, -exponent) if isinstance(exponent, int) else 0
    return f"{value:,.{places}f}"
