"""Seeded draws of the practice county: the same key gives the same ids, amounts and choices on every machine."""

from __future__ import annotations

import random
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeVar

T = TypeVar("T")
SEED = "jxdesk practice county 1"


class Draw:
    """One stream of choices that depends on nothing but its key."""

    def __init__(self, key: str) -> None:
        self._random = random.Random(f"{SEED}/{key}")
        self._bits = self._random.getrandbits

    def id(self) -> str:
        """An identity as ``identity.new_id`` makes them, only always the same one."""
        return f"{self._bits(128):032x}"

    def chance(self, percent: int) -> bool:
        """Yes in so many of a hundred draws."""
        return self._below(100) < percent

    def whole(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return low + self._below(high - low + 1)

    def pick(self, items: Sequence[T]) -> T:
        """One of the items."""
        return items[self._below(len(items))]

    def _below(self, count: int) -> int:
        """One of so many numbers, 0 first: as ``randrange`` draws it, without its questions what it was asked."""
        if count < 1:
            raise ValueError("there is nothing to draw from")
        bits = count.bit_length()
        drawn = self._bits(bits)
        while drawn >= count:
            drawn = self._bits(bits)
        return drawn

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """The items in another order."""
        return self._random.sample(items, len(items))

    def step_between(self, low: Decimal, high: Decimal, step: Decimal) -> Decimal:
        """A number on the ladder that begins at ``low``, ends at ``high`` at the latest and climbs by ``step``."""
        return low + step * self.whole(0, int((high - low) / step))

    def amount(self, low: int, high: int) -> int:
        """A whole number between two others, the small ones oftener, as budgets are."""
        return low + (high - low) * self.whole(0, 1000) * self.whole(100, 1000) // 1_000_000


def share(whole: int, percent: int) -> int:
    """So many hundredths of a whole number, rounded half up."""
    return int((Decimal(whole * percent) / 100).quantize(Decimal(1), ROUND_HALF_UP))


def apportion(total: int, weights: Sequence[int]) -> list[int]:
    """Cuts a whole number into whole parts by weight; the largest remainders get what is left, first come first."""
    base = sum(weights)
    parts = [total * weight // base for weight in weights]
    rest = sorted(range(len(weights)), key=lambda index: (-(total * weights[index] % base), index))
    for index in rest[: total - sum(parts)]:
        parts[index] += 1
    return parts
