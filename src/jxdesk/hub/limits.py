"""Limits: how often one address may begin something before it is known whose it is."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

from starlette.requests import Request

MINUTE_SECONDS = 60.0


class PerMinute:
    """Counts what each address began in the last minute; ``clock`` only ever goes forward."""

    def __init__(self, most: int, clock: Callable[[], float]) -> None:
        self._most, self._clock = most, clock
        self._guard = threading.Lock()
        self._began: dict[str, deque[float]] = {}

    def wait(self, address: str) -> float:
        """0 where the address may begin now, and that counts; else after how many seconds it may."""
        now = self._clock()
        with self._guard:
            for one in [one for one, times in self._began.items() if times[-1] <= now - MINUTE_SECONDS]:
                del self._began[one]
            times = self._began.setdefault(address, deque())
            while times and times[0] <= now - MINUTE_SECONDS:
                times.popleft()
            if len(times) < self._most:
                times.append(now)
                return 0.0
            return times[0] + MINUTE_SECONDS - now


def address_of(request: Request) -> str:
    """Where a request comes from, as far as the line tells it."""
    return request.client.host if request.client else ""
