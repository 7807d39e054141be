"""The strict object: one object of a signed statement, whose keys are asked for with their types; used by everything that is signed.

What is missing, of another type or odd is refused, and nothing of a statement is used before it was asked for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from jxdesk.exchange import canonical
from jxdesk.exchange.refusals import PackageRefused, Refusal

LONGEST_TEXT = 200
MOST_OF_A_LIST = 1000


class StrictObject:
    """One object of a statement; ``where`` names it in refusals."""

    def __init__(self, value: dict[str, Any], where: str) -> None:
        self._value = value
        self._where = where
        self._asked: set[str] = set()

    def _fault(self, name: str) -> PackageRefused:
        return PackageRefused(Refusal.MANIFEST, f"{self._where}：{name}")

    def _take(self, name: str) -> Any:
        self._asked.add(name)
        if name not in self._value:
            raise self._fault(name)
        return self._value[name]

    def text(self, name: str, pattern: re.Pattern[str]) -> str:
        """A text of this shape."""
        value = self._take(name)
        if type(value) is not str or pattern.fullmatch(value) is None:
            raise self._fault(name)
        return value

    def text_or_null(self, name: str, pattern: re.Pattern[str]) -> str:
        """A text of this shape, or empty for null."""
        return "" if self._take(name) is None else self.text(name, pattern)

    def words(self, name: str) -> str:
        """A text for people, never empty."""
        value = self._take(name)
        if type(value) is not str or not 0 < len(value) <= LONGEST_TEXT:
            raise self._fault(name)
        return value

    def flag(self, name: str) -> bool:
        """A yes or no."""
        value = self._take(name)
        if type(value) is not bool:
            raise self._fault(name)
        return value

    def whole(self, name: str, *, least: int = 0, most: int = canonical.MAX_INTEGER) -> int:
        """A whole number within these bounds."""
        value = self._take(name)
        if type(value) is not int or not least <= value <= most:
            raise self._fault(name)
        return value

    def whole_or_null(self, name: str, *, least: int, most: int) -> int | None:
        """A whole number within these bounds, or None for null."""
        return None if self._take(name) is None else self.whole(name, least=least, most=most)

    def texts(self, name: str, pattern: re.Pattern[str]) -> tuple[str, ...]:
        """A list of different texts of this shape."""
        value = self._take(name)
        if type(value) is not list or len(value) > MOST_OF_A_LIST or len(set(map(str, value))) != len(value):
            raise self._fault(name)
        if not all(type(item) is str and pattern.fullmatch(item) is not None for item in value):
            raise self._fault(name)
        return tuple(value)

    def part(self, name: str, keys: set[str]) -> StrictObject:
        """An object with exactly these keys."""
        value = self._take(name)
        if type(value) is not dict or value.keys() != keys:
            raise self._fault(name)
        return StrictObject(value, f"{self._where}.{name}")

    def parts(
        self, name: str, keys: set[str], *, also: set[str] | None = None, most: int = MOST_OF_A_LIST
    ) -> list[StrictObject]:
        """A list of objects with these keys, and perhaps the others named."""
        value = self._take(name)
        if type(value) is not list:
            raise self._fault(name)
        if len(value) > most:
            raise PackageRefused(Refusal.LIMIT, f"{self._where}.{name}：超过 {most} 项")
        for item in value:
            if type(item) is not dict or not keys <= item.keys() <= keys | (also or set()):
                raise self._fault(name)
        return [StrictObject(item, f"{self._where}.{name}[{place}]") for place, item in enumerate(value)]

    def rest(self) -> Mapping[str, Any]:
        """What nobody asked for."""
        left = {name: value for name, value in self._value.items() if name not in self._asked}
        return MappingProxyType(left)
