"""How values stand in columns: decimals as canonical text, points as whole hundredths, mappings as sorted JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from jxdesk.store.faults import Refused

if TYPE_CHECKING:
    from jxdesk.store.engine.database import Transaction

Values = dict[str, Any]

_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


# Equal decimals have one canonical text, and the same few stand in line after line.
@lru_cache(maxsize=8192)
def decimal_text(value: Decimal | None) -> str | None:
    """The canonical text of a decimal: no exponent, no trailing zeros, never ``-0``."""
    if value is None:
        return None
    if not value:
        return "0"
    return format(value.normalize(), "f")


@lru_cache(maxsize=8192)
def read_decimal(text: str | None) -> Decimal | None:
    """The decimal of a canonical text."""
    return None if text is None else Decimal(text)


def hundredths(points: Decimal | None, *, what: str = "得分") -> int | None:
    """Points as whole hundredths.

    Raises: Refused for points with more than two decimals.
    """
    if points is None:
        return None
    whole, parts = _in_hundredths(points)
    if parts != 1:
        raise Refused(f"{what}最多保留两位小数。", facts=f"填的是 {points}", advice="请四舍五入到两位小数。")
    return whole


@lru_cache(maxsize=8192)
def _in_hundredths(points: Decimal) -> tuple[int, int]:
    return (points * 100).as_integer_ratio()


def read_hundredths(value: int | None) -> Decimal | None:
    """The points that a number of hundredths stands for."""
    return None if value is None else Decimal(value).scaleb(-2)


def mapping_text(mapping: Mapping[str, Any]) -> str:
    """A mapping as JSON with sorted keys."""
    return _JSON.encode(dict(mapping))


def insert(tx: Transaction, table: str, rows: Sequence[Values]) -> None:
    """Inserts rows of one shape at the driver's speed."""
    if rows:
        insert_cells(tx, table, list(rows[0]), [tuple(row.values()) for row in rows])


def insert_cells(tx: Transaction, table: str, names: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Inserts rows whose cells stand in the order of ``names``; the way of rows that are many."""
    if not rows:
        return
    marks = ", ".join("?" * len(names))
    tx.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", rows)


def select(names: Sequence[str], table: str, rest: str = "") -> str:
    """A SELECT of named columns; ``rest`` is what follows the table."""
    return f"SELECT {', '.join(names)} FROM {table} {rest}"


def assign(row: Any, values: Values) -> None:
    """Sets on a row of a session only what differs, so that only that is written and recorded."""
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
