"""Checks records against the strict model, column by column; a record that does not fit is then looked for by itself.

Records of one shape (the same keys) are laid side by side, so that the types of a column are one look, and its values
one comparison with those already found legal. That runs in C: a prefecture's year has some sixty thousand records.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from operator import itemgetter, lt
from typing import Any, NoReturn

from jxdesk.exchange import canonical
from jxdesk.exchange.record_fields import ID, Field
from jxdesk.exchange.record_model import Record, Table
from jxdesk.exchange.refusals import PackageRefused, Refusal

MOST_REMEMBERED = 100_000

_IDS = re.compile(rf"(?:{ID.pattern}\n)*")
_id = itemgetter("id")


class Accepted(set[Any]):
    """The values of a field that were found legal; an equal one costs a look-up."""

    def __init__(self, is_legal: Callable[[Any], bool]) -> None:
        super().__init__()
        self._is_legal = is_legal

    def takes(self, values: Iterable[Any]) -> bool:
        """Whether all values are legal; remembers those that were new."""
        new = set(values) - self
        if not all(map(self._is_legal, new)):
            return False
        if len(self) + len(new) >= MOST_REMEMBERED:
            self.clear()
        self.update(new)
        return True


@dataclass(frozen=True, slots=True)
class Column:
    """What one field of a shape must satisfy; ``accepted`` for plain values, ``is_legal`` for nested ones."""

    name: str
    types: frozenset[type]
    accepted: Accepted | None = None
    is_legal: Callable[[Any], bool] | None = None

    def takes(self, values: Sequence[Any]) -> bool:
        """Whether every value of the column is legal."""
        if self.types and not self.types.issuperset(map(type, values)):
            return False
        if self.accepted is not None:
            return self.accepted.issuperset(values) or self.accepted.takes(values)
        return self.is_legal is None or all(map(self.is_legal, values))


class Checker:
    """Checks the records of one table, block after block, in the order of the file.

    ``references`` are the ids that fields of these names may hold.
    """

    def __init__(self, table: Table, references: Mapping[str, frozenset[str] | set[str]]) -> None:
        self.table = table
        self.count = 0
        self._references = references
        self._shapes: dict[tuple[str, ...], tuple[Column, ...]] = {}
        self._accepted: dict[str, Accepted] = {}
        self._last_id = ""

    def check(self, records: Sequence[Any], lines: Sequence[bytes]) -> None:
        """Checks a block; afterwards every record is a dict with known types.

        Raises: PackageRefused with JX-RECORD (or JX-LIMIT, JX-JSON) and the line.
        """
        if set(map(type, records)) != {dict} or not self._fits(records):
            self._find_misfit(records)
        ids = list(map(_id, records))
        if not (self._last_id < ids[0] and all(before < after for before, after in pairwise(ids))):
            self._find_disorder(ids)
        self._last_id = ids[-1]
        self._check_sizes(records, lines)
        self.count += len(records)

    def _fits(self, records: Sequence[Record]) -> bool:
        groups: dict[tuple[str, ...], list[Iterable[Any]]] = {}
        for record in records:
            groups.setdefault(tuple(record), []).append(record.values())
        for keys, rows in groups.items():
            columns = self._shapes.get(keys)
            if columns is None:
                made = self._columns(keys)
                if isinstance(made, str):
                    return False
                if len(self._shapes) >= MOST_REMEMBERED:
                    self._shapes.clear()
                columns = self._shapes[keys] = made
            laid_out = zip(*rows, strict=True)
            if not all(column.takes(values) for column, values in zip(columns, laid_out, strict=True)):
                return False
        return self._ids_fit(records)

    def _columns(self, keys: Sequence[str]) -> tuple[Column, ...] | str:
        """The columns of a shape, or what is wrong with it."""
        missing = self.table.required.difference(keys)
        if missing:
            return f"缺少 {min(missing)}"
        odd = [key for key in keys if key not in self.table.fields and not canonical.PLAIN_KEY.fullmatch(key)]
        return ascii(odd[0][:60]) if odd else tuple(map(self._column, keys))

    def _column(self, name: str) -> Column:
        wanted = self.table.fields.get(name)
        if wanted is None:
            return Column(name, frozenset(), is_legal=_is_plain)
        types = frozenset((wanted.type,))
        is_legal = self._is_legal(name, wanted)
        if is_legal is None or name == "id":
            return Column(name, types)
        if wanted.type in (dict, list):
            return Column(name, types, is_legal=is_legal)
        return Column(name, types, accepted=self._accepted.setdefault(name, Accepted(is_legal)))

    def _is_legal(self, name: str, wanted: Field) -> Callable[[Any], bool] | None:
        known = self._references.get(name)
        return wanted.is_legal if known is None else known.__contains__

    def _ids_fit(self, records: Sequence[Record]) -> bool:
        together = "\n".join(map(_id, records)) + "\n"
        if _IDS.fullmatch(together) is not None and together.count("\n") == len(records):
            return True
        is_legal = self.table.fields["id"].is_legal
        return is_legal is not None and all(is_legal(record["id"]) for record in records)

    def _find_misfit(self, records: Sequence[Any]) -> NoReturn:
        """Names the first record that does not fit, and the field."""
        for place, record in enumerate(records):
            if type(record) is not dict:
                raise self._fault(place, "不是一个对象")
            columns = self._columns(tuple(record))
            if isinstance(columns, str):
                is_key = columns.startswith("'")
                raise self._fault(place, columns, Refusal.JSON_KEY if is_key else Refusal.RECORD)
            for column in columns:
                value = record[column.name]
                if not column.takes((value,)):
                    fault = (
                        canonical.find_fault(value, depth=2) if column.name not in self.table.fields else None
                    )
                    is_float = type(value) is float
                    raise self._fault(
                        place, column.name, fault or (Refusal.JSON_FLOAT if is_float else Refusal.RECORD)
                    )
            if not self._ids_fit((record,)):
                raise self._fault(place, "id")
        raise AssertionError("a block that does not fit has a record that does not")

    def _find_disorder(self, ids: Sequence[str]) -> NoReturn:
        for place, (before, after) in enumerate(pairwise(chain((self._last_id,), ids))):
            if not lt(before, after):
                raise self._fault(place, "编号重复或次序不对")
        raise AssertionError("ids out of order have a first one")

    def _check_sizes(self, records: Sequence[Any], lines: Sequence[bytes]) -> None:
        """Looks inside the few lines that are long enough to hold a text that is too long."""
        if max(map(len, lines)) <= canonical.MAX_TEXT_BYTES:
            return
        for place, line in enumerate(lines):
            if len(line) > canonical.MAX_TEXT_BYTES:
                fault = canonical.find_fault(records[place])
                if fault is not None:
                    raise self._fault(place, "", fault)

    def _fault(self, place: int, what: str, refusal: Refusal = Refusal.RECORD) -> PackageRefused:
        return PackageRefused(refusal, f"{self.table.member} 第 {self.count + place + 1} 行 {what}".rstrip())


def _is_plain(value: Any) -> bool:
    """Whether a value of a field that this release does not know is canonical."""
    return canonical.find_fault(value, depth=2) is None
