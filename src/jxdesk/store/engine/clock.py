"""The clock of the store: the one thing here that tests replace; times are shown to people and order nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

Clock = Callable[[], dt.datetime]


def local_now() -> dt.datetime:
    """The time on this desk, with its offset."""
    return dt.datetime.now().astimezone()
