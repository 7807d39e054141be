"""Connecting: from how a desk reaches the service to a service that has proved who it is; the first step of every errand by wire."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from jxdesk.domain.sending.wire import NoHub, WireSettings
from jxdesk.exchange.desk_trust import believed
from jxdesk.exchange.wire.line import Line
from jxdesk.exchange.wire.service import HubService


@contextlib.contextmanager
def connected(wire: WireSettings, keys: Path, *, org: str, practice: bool) -> Iterator[HubService]:
    """A service that has proved that it receives for this office; ``keys`` is the key folder, with whom this desk believes.

    Raises: NoHub; WireTrouble; TrustDamaged.
    """
    if not wire.address:
        raise NoHub
    trust = believed(keys, practice=practice)
    with Line(wire) as line:
        service = HubService(line)
        service.meet(trust, org=org, practice=practice)
        yield service
