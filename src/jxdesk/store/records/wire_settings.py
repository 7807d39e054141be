"""How this desk reaches the receiving service, kept among its settings, and how far it has read what lies ready there."""

from __future__ import annotations

from dataclasses import dataclass

from jxdesk.domain.sending.wire import SYSTEM_PROXY, WireSettings
from jxdesk.store.engine import settings
from jxdesk.store.engine.database import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadTo:
    """The newest thing of the mail that is dealt with.

    ``id`` tells a service whose numbering began anew, after it was put back to an older state.
    """

    n: int = 0
    id: str = ""


def get(tx: Transaction) -> WireSettings:
    """How the service is reached."""
    return WireSettings(
        address=settings.get(tx, settings.HUB_ADDRESS),
        authority=settings.get(tx, settings.HUB_AUTHORITY),
        proxy=settings.get(tx, settings.HUB_PROXY, SYSTEM_PROXY),
        is_automatic=settings.get(tx, settings.HUB_AUTOMATIC) == "1",
    )


def put(tx: Transaction, wire: WireSettings) -> None:
    """Keeps how the service is reached."""
    settings.put(tx, settings.HUB_ADDRESS, wire.address)
    settings.put(tx, settings.HUB_AUTHORITY, wire.authority)
    settings.put(tx, settings.HUB_PROXY, wire.proxy)
    settings.put(tx, settings.HUB_AUTOMATIC, "1" if wire.is_automatic else "")


def read_to(tx: Transaction, hub: str) -> ReadTo:
    """How far the mail at a service was read; of another one than the last time nothing was."""
    number, _, rest = settings.get(tx, settings.HUB_READ_TO).partition(" ")
    identity, _, at = rest.partition(" ")
    return ReadTo(n=int(number), id=identity) if at == hub else ReadTo()


def put_read_to(tx: Transaction, hub: str, place: ReadTo) -> None:
    """Notes how far the mail at a service was read."""
    settings.put(tx, settings.HUB_READ_TO, f"{place.n} {place.id} {hub}")
