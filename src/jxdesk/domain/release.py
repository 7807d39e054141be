"""The release: when this program was made, which tells a wrong clock from a right one."""

from __future__ import annotations

import datetime as dt

BUILT = dt.date(2026, 11, 1)
"""No PC that runs this release can rightly show an earlier day; raised with each release."""
STAYS_CURRENT = dt.timedelta(days=5 * 366)
ONE_DAY = dt.timedelta(days=1)


def believable_day(today: dt.date, *, newest: dt.date = BUILT) -> dt.date:
    """The day of a PC's clock where it may be right, else ``newest``, the newest day that is known for certain.

    Source: a choice of this program; what is signed under a wrong clock would else make everybody's certificates look old.
    """
    newest = max(newest, BUILT)
    return today if newest <= today <= BUILT + STAYS_CURRENT else newest


def clock_is_plausible(now: dt.datetime, *, newest: dt.datetime | None = None) -> bool:
    """Whether a PC's clock may be right: not before this release or the newest thing known, and not years ahead.

    Source: a choice of this program; a doubtful clock is noted on packages and stops nobody.
    """
    if newest is not None and now < newest - ONE_DAY:
        return False
    return BUILT - ONE_DAY <= now.date() <= BUILT + STAYS_CURRENT
