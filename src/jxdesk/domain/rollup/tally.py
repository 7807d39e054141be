"""Tally: everything that is counted and added up of some projects or offices, in whole numbers, so that parts make the whole.

A rate is taken of sums and never of rates; what has no amount or no score is counted beside the sums and never adds 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from operator import attrgetter

from jxdesk.domain.moulds import Mould
from jxdesk.domain.reports.chart_figures import share
from jxdesk.domain.rollup.handed import DUE, HANDED_IN, Handed


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many things stand how, and the sums of those that are handed in.

    ``executed_fen`` and ``base_fen`` are of the ``with_rate`` forms that state both, ``reached_hundredths`` and
    ``points_hundredths`` of the ``with_points`` scored ones. ``budget_fen`` is of every project that is due, handed in or not,
    but for the ``without_budget`` ones. ``late`` ones are among those handed in.

    Units: ``*_fen`` 分; ``*_hundredths`` hundredths of a point.
    """

    passed: int = 0
    filed: int = 0
    returned: int = 0
    open: int = 0
    missing: int = 0
    closed: int = 0
    exempt: int = 0
    classified: int = 0
    late: int = 0
    budget_fen: int = 0
    without_budget: int = 0
    executed_fen: int = 0
    base_fen: int = 0
    with_rate: int = 0
    reached_hundredths: int = 0
    points_hundredths: int = 0
    with_points: int = 0
    scored: int = 0

    def __add__(self, other: Tally) -> Tally:
        return total((self, other))

    def __iter__(self) -> Iterator[int]:
        return iter(_values(self))

    def count(self, handed: Handed) -> int:
        """How many stand so."""
        found: int = getattr(self, handed.value)
        return found

    @property
    def due(self) -> int:
        """How many have to hand in: the denominator of coverage."""
        return sum(map(self.count, DUE))

    @property
    def handed_in(self) -> int:
        """How many have."""
        return sum(map(self.count, HANDED_IN))

    @property
    def everything(self) -> int:
        """How many there are, due or not."""
        return sum(map(self.count, Handed))

    @property
    def coverage(self) -> int | None:
        """Handed in over due.

        Units: hundredths of a percent.
        """
        return share(self.handed_in, self.due)

    @property
    def execution_rate(self) -> int | None:
        """What was executed over the budgets of the same forms.

        Units: hundredths of a percent.
        """
        return share(self.executed_fen, self.base_fen)

    @property
    def achievement(self) -> int | None:
        """The points that indicators reached over the points that they could.

        Units: hundredths of a percent.
        """
        return share(self.reached_hundredths, self.points_hundredths)


NAMES = tuple(field.name for field in fields(Tally))
"""The numbers of a tally in their order, as the store hands them over."""
_values = attrgetter(*NAMES)
_MOULD = Mould(Tally)
NOTHING = Tally()


def total(tallies: Iterable[Tally]) -> Tally:
    """Adds tallies up, number by number."""
    rows = tuple(map(_values, tallies))
    return tally_of(map(sum, zip(*rows, strict=True))) if rows else NOTHING


def tally_of(values: Iterable[int]) -> Tally:
    """A tally from its numbers in the order of ``NAMES``."""
    return _MOULD.cast(values)
