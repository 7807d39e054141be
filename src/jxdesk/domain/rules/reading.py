"""Rule reading: how a part of a rule pack is taken from its file, with the refusals that all parts share."""

from __future__ import annotations

from decimal import Decimal

from jxdesk.domain.declarations import Table
from jxdesk.domain.rules.basis import Basis


def required(table: Table, key: str) -> Table:
    """A table that a pack cannot do without.

    Raises: DeclarationError.
    """
    found = table.table(key)
    if found is None:
        raise table.refuse(key, "缺少这一项")
    return found


def basis(table: Table) -> Basis:
    """Where a rule comes from: its own ``source`` and ``own_choice``; a rule without either is refused.

    Raises: DeclarationError.
    """
    made = Basis(source=table.text("source"), own_choice=table.flag("own_choice"))
    if not made.source.strip():
        raise table.refuse("source", "要写明出处；没有出处的写明是谁的主张")
    return made


def number(table: Table, key: str, *, low: Decimal | None = None, high: Decimal | None = None) -> Decimal:
    """A number between two bounds, both included.

    Raises: DeclarationError.
    """
    found = table.number(key)
    if found is None:
        raise table.refuse(key, "缺少这一项")
    if (low is not None and found < low) or (high is not None and found > high):
        raise table.refuse(key, f"{found} 不在 {low} 到 {high if high is not None else '更大'} 之间")
    return found
