"""Task sums: what the tasks of an office add up to, and how much of each was spent; used by checks, screen and paper."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from jxdesk.domain.records.filings import TaskLine
from jxdesk.domain.templates.parts import TaskField

TASK_AMOUNTS = frozenset({TaskField.BUDGET, TaskField.FISCAL, TaskField.OTHER, TaskField.EXECUTED})
"""The columns of a table of tasks that hold money."""


def task_sum(lines: Iterable[TaskLine], field: TaskField) -> int | None:
    """The sum of a column of amounts; None where no task has one.

    Units: 分.
    """
    amounts = [amount for line in lines if (amount := task_amount(line, field)) is not None]
    return sum(amounts) if amounts else None


def task_amount(line: TaskLine, field: TaskField) -> int | None:
    """The amount of a task in a column of money.

    Units: 分.
    """
    amount: int | None = getattr(line, f"{field.value}_fen")
    return amount


def task_rate(line: TaskLine) -> Decimal | None:
    """What was spent of the amount that was approved; None without both, or where nothing was approved.

    Units: ratio 0–1 and above.
    """
    if not line.budget_fen or line.executed_fen is None:
        return None
    return Decimal(line.executed_fen) / Decimal(line.budget_fen)


def names_of(line: TaskLine) -> tuple[str, ...]:
    """The projects that a form prints beside a task, one name each."""
    return tuple(name.strip() for name in line.project_names.splitlines() if name.strip())


def joined(names: Iterable[str]) -> str:
    """Names as a form prints them beside a task, one below the other: names themselves hold commas."""
    return "\n".join(names)
