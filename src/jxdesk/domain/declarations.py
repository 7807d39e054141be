"""Declared data: reads the tables of a template or rule file by name, with closed vocabularies and clear refusals."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeVar, cast

from jxdesk.domain.errors import JxError

Word = TypeVar("Word", bound=StrEnum)


class DeclarationError(JxError):
    """A declared file says something that this program does not know."""

    code = "JX-DECLARATION"


class Table:
    """One table of a declared file: each key is asked for by name, and what nobody asked for is refused."""

    def __init__(self, mapping: Mapping[str, Any], *, where: str) -> None:
        self.where = where
        self._mapping = mapping
        self._asked: set[str] = set()

    def refuse(self, key: str, complaint: str) -> DeclarationError:
        """The error that names the place and what is wrong there."""
        place = f"{self.where}.{key}" if key else self.where
        return DeclarationError(
            "表样或规则文件有一处读不懂，没有使用它。",
            facts=f"{place}：{complaint}",
            advice="请向下发这个文件的单位要一份改正过的，或先用程序自带的。",
        )

    def has(self, key: str) -> bool:
        """Whether the key is there."""
        return key in self._mapping

    def _take(self, key: str) -> Any:
        self._asked.add(key)
        return self._mapping.get(key)

    def text(self, key: str, default: str | None = None) -> str:
        """A text.

        Raises: DeclarationError when missing without default, or not a text.
        """
        value = self._take(key)
        if value is None:
            if default is None:
                raise self.refuse(key, "缺少这一项")
            return default
        if not isinstance(value, str):
            raise self.refuse(key, f"应是文字，写的是 {value!r}")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; empty when missing."""
        value = self._take(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.refuse(key, f"应是一列文字，写的是 {value!r}")
        return tuple(value)

    def flag(self, key: str) -> bool:
        """A yes or no; no when missing."""
        value = self._take(key)
        if value is None:
            return False
        if not isinstance(value, bool):
            raise self.refuse(key, f"应是 true 或 false，写的是 {value!r}")
        return value

    def whole(self, key: str, default: int | None = None) -> int:
        """A whole number."""
        value = self._take(key)
        if value is None and default is not None:
            return default
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.refuse(key, f"应是整数，写的是 {value!r}")
        return value

    def wholes(self, key: str) -> tuple[int, ...]:
        """A list of whole numbers, empty when missing."""
        value = self._take(key)
        if value is None:
            return ()
        if not isinstance(value, list) or any(
            isinstance(one, bool) or not isinstance(one, int) for one in value
        ):
            raise self.refuse(key, "应当是一串整数")
        return tuple(value)

    def number(self, key: str) -> Decimal | None:
        """An exact number, written as whole number or as text; None when missing."""
        value = self._take(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | str):
            raise self.refuse(key, f'应是整数或加引号的小数（"12.5"），写的是 {value!r}')
        try:
            return Decimal(value)
        except InvalidOperation:
            raise self.refuse(key, f"不是数：{value!r}") from None

    def word(self, key: str, words: type[Word], default: Word | None = None) -> Word:
        """One word of a closed vocabulary."""
        if default is not None and key not in self._mapping:
            return default
        return self._known(key, self.text(key), words)

    def words(self, key: str, words: type[Word]) -> tuple[Word, ...]:
        """Several words of a closed vocabulary."""
        return tuple(self._known(key, text, words) for text in self.texts(key))

    def _known(self, key: str, text: str, words: type[Word]) -> Word:
        try:
            return words(text)
        except ValueError:
            known = "、".join(word.value or "（空）" for word in words)
            raise self.refuse(key, f"不认识 {text!r}，可以写：{known}") from None

    def table(self, key: str) -> Table | None:
        """A table below this one; None when missing."""
        value = self._take(key)
        if value is None:
            return None
        if not isinstance(value, Mapping):
            raise self.refuse(key, "应是一个表")
        return Table(value, where=f"{self.where}.{key}")

    def tables(self, key: str) -> tuple[Table, ...]:
        """The list of tables below this one; empty when missing."""
        value = self._take(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
            raise self.refuse(key, "应是一列表")
        return tuple(Table(item, where=f"{self.where}.{key}[{n}]") for n, item in enumerate(value, 1))

    def parameters(self, *but: str) -> dict[str, object]:
        """Every remaining key with its plain value; for named checks, whose parameters the check knows."""
        for key in self._mapping:
            self._asked.add(key)
        return {key: cast(object, value) for key, value in self._mapping.items() if key not in but}

    def finish(self) -> None:
        """Refuses keys that nobody asked for.

        Raises: DeclarationError.
        """
        unknown = sorted(set(self._mapping) - self._asked)
        if unknown:
            raise self.refuse(unknown[0], "不认识这一项")
