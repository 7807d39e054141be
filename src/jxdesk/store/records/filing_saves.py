"""Saving many filings at once at the driver's speed: of each only the columns that changed, as ``filings.save`` writes one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from jxdesk.domain.records.filings import Filing, IndicatorLine, MoneyLine, TaskLine
from jxdesk.store.engine.columns import Values, insert
from jxdesk.store.engine.database import Transaction
from jxdesk.store.records.filing_rows import head_values, indicator_values, money_values, task_values
from jxdesk.store.records.filings import Summary, next_version, set_summaries
from jxdesk.store.records.fiscal_years import refuse_closed

Line = TypeVar("Line", MoneyLine, IndicatorLine, TaskLine)


@dataclass(frozen=True, slots=True)
class Changed:
    """A filing as it was read in this very transaction, what it becomes, and the fresh check of it."""

    before: Filing
    after: Filing
    summary: Summary


class _Sheet:
    """Changes of one table, gathered by the columns that they set."""

    def __init__(self, table: str) -> None:
        self.table = table
        self.new: list[Values] = []
        self.gone: list[tuple[str]] = []
        self.updates: defaultdict[tuple[str, ...], list[tuple[object, ...]]] = defaultdict(list)

    def put(self, record_id: str, before: Values | None, after: Values) -> None:
        """A record that is to stand as ``after``; without ``before`` it is new."""
        if before is None:
            self.new.append(after)
            return
        changed = {name: value for name, value in after.items() if before.get(name, ...) != value}
        if changed:
            self.updates[tuple(changed)].append((*changed.values(), record_id))

    def write(self, tx: Transaction) -> None:
        """Writes what was gathered."""
        insert(tx, self.table, self.new)
        for names, rows in self.updates.items():
            setting = ", ".join(f"{name} = ?" for name in names)
            tx.executemany(f"UPDATE {self.table} SET {setting} WHERE id = ?", rows)
        if self.gone:
            tx.executemany(f"DELETE FROM {self.table} WHERE id = ?", self.gone)


def save_many(tx: Transaction, changes: Sequence[Changed]) -> tuple[Filing, ...]:
    """Writes changed filings and answers them with their next versions.

    Raises: Refused in a closed year.
    """
    refuse_closed(tx, {one.content.year for change in changes for one in (change.before, change.after)})
    at, saved = tx.now(), []
    heads, money, indicators, tasks = map(_Sheet, ("filing", "money_line", "indicator_line", "task_line"))
    for change in changes:
        before = change.before
        after = next_version(tx, replace(change.after, version=before.version, vector=before.vector))
        head = head_values(after) | {"saved_at": at}
        heads.put(after.id, head_values(before), head)
        _put_lines(money, before.content.money_lines, after.content.money_lines, _money(before.id))
        _put_lines(tasks, before.content.task_lines, after.content.task_lines, _task(before.id))
        _put_lines(
            indicators,
            before.content.indicator_lines,
            after.content.indicator_lines,
            _indicator(before.id),
        )
        saved.append(after)
    for sheet in (heads, money, indicators, tasks):
        sheet.write(tx)
    set_summaries(tx, {change.after.id: change.summary for change in changes})
    return tuple(saved)


def _put_lines(
    sheet: _Sheet, before: Sequence[Line], after: Sequence[Line], values: Callable[[int, Line], Values]
) -> None:
    """Gathers what changed between two lists of lines; a line that is the very same at its place costs nothing."""
    if before is after:
        return
    places = {line.id: place for place, line in enumerate(before)}
    for place, line in enumerate(after):
        old = places.pop(line.id, None)
        if old == place and before[old] is line:
            continue
        sheet.put(line.id, None if old is None else values(old, before[old]), values(place, line))
    sheet.gone += [(line_id,) for line_id in places]


def _money(filing_id: str) -> Callable[[int, MoneyLine], Values]:
    return lambda place, line: money_values(filing_id, place, line)


def _task(filing_id: str) -> Callable[[int, TaskLine], Values]:
    return lambda place, line: task_values(filing_id, place, line)


def _indicator(filing_id: str) -> Callable[[int, IndicatorLine], Values]:
    return lambda place, line: indicator_values(filing_id, place, line)
