"""Which backups stay: the ten latest, and the last of each of 14 days, 8 weeks and 24 months; pinned ones always.

Source: a choice of this program.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Sequence
from typing import NamedTuple

LATEST, DAILY, WEEKLY, MONTHLY = 10, 14, 8, 24


class Dated(NamedTuple):
    """A backup by its name, the time it was made, and whether it is pinned."""

    name: str
    at: dt.datetime
    pinned: bool


def keepers(backups: Sequence[Dated]) -> frozenset[str]:
    """The names of the backups that stay."""
    newest_first = sorted(backups, key=lambda backup: (backup.at, backup.name), reverse=True)
    loose = [backup for backup in newest_first if not backup.pinned]
    kept = {backup.name for backup in backups if backup.pinned}
    kept |= {backup.name for backup in loose[:LATEST]}
    kept |= _last_of_each(loose, DAILY, lambda at: at.date())
    kept |= _last_of_each(loose, WEEKLY, lambda at: at.isocalendar()[:2])
    kept |= _last_of_each(loose, MONTHLY, lambda at: (at.year, at.month))
    return frozenset(kept)


def _last_of_each(
    newest_first: Sequence[Dated], count: int, period: Callable[[dt.datetime], Hashable]
) -> set[str]:
    last: dict[Hashable, str] = {}
    for backup in newest_first:
        if len(last) == count:
            break
        last.setdefault(period(backup.at), backup.name)
    return set(last.values())
