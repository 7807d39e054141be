"""Department rules: the points of the common indicators of an office as a whole, and what its tasks are held to; a part of the rule pack."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from jxdesk.domain.declarations import Table
from jxdesk.domain.rules.basis import Basis
from jxdesk.domain.rules.reading import basis, number

_ZERO, _HUNDRED = Decimal(0), Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameworkLine:
    """One common indicator with its points; ``target`` is its usual target, empty where the office states it."""

    level1: str
    level2: str
    name: str
    weight: Decimal
    target: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentRule:
    """What offices as a whole are judged by.

    A task whose name has one of ``basic_words`` stands for basic expenditure and needs no project.

    Units: ``rate_tolerance`` percentage points between a typed rate and the one its figures give.
    """

    framework: tuple[FrameworkLine, ...]
    basic_words: tuple[str, ...]
    rate_tolerance: Decimal
    basis: Basis


def read_department(table: Table) -> DepartmentRule:
    """The part of a rule pack about offices as a whole.

    Raises: DeclarationError.
    """
    rule = DepartmentRule(
        framework=tuple(_read_line(row) for row in table.tables("framework")),
        basic_words=table.texts("basic_words"),
        rate_tolerance=number(table, "rate_tolerance", low=_ZERO, high=_HUNDRED),
        basis=basis(table),
    )
    table.finish()
    total = sum((line.weight for line in rule.framework), _ZERO)
    if total != _HUNDRED:
        raise table.refuse("framework", f"各项分值合计 {total}，应是 100")
    return rule


def _read_line(table: Table) -> FrameworkLine:
    line = FrameworkLine(
        level1=table.text("level1"),
        level2=table.text("level2"),
        name=table.text("name"),
        weight=number(table, "weight", low=_ZERO, high=_HUNDRED),
        target=table.text("target", ""),
    )
    table.finish()
    return line
