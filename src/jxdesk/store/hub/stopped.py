"""Stopped keys in the ledger of the receiving service: of each issuer its newest list, and never an older one again."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import sqlalchemy as sa

from jxdesk.store.hub import ledger
from jxdesk.store.hub.database import HubTransaction
from jxdesk.store.hub.tables import HubStopped

STOPPED = "stopped"
"""The event by which the audit names a list that was taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldList:
    """The list of one issuer, with the certificate by which it was believed."""

    issuer: str
    org: str
    version: int
    statement: str
    certificate: str
    came_at: str = ""


_STOPPED: sa.Table = HubStopped.__table__  # type: ignore[attr-defined]


def put(tx: HubTransaction, held: HeldList, *, detail: str) -> HeldList:
    """Keeps a list that is newer than the one of its issuer, and notes it; answers the one that counts then."""
    of_issuer = _STOPPED.c.issuer == held.issuer
    known = tx.connection.execute(sa.select(_STOPPED).where(of_issuer)).mappings().first()
    if known is not None and known["version"] >= held.version:
        return HeldList(**known)
    tx.connection.execute(sa.delete(_STOPPED).where(of_issuer))
    tx.connection.execute(sa.insert(_STOPPED).values({**asdict(held), "came_at": tx.now}))
    ledger.note(tx, STOPPED, org=held.org, detail=detail)
    return held


def marks(tx: HubTransaction) -> tuple[tuple[str, int], ...]:
    """Issuer and number of each list, by which a change is seen."""
    rows = tx.connection.execute(sa.select(_STOPPED.c.issuer, _STOPPED.c.version).order_by(_STOPPED.c.issuer))
    return tuple((issuer, version) for issuer, version in rows)


def all_lists(tx: HubTransaction) -> tuple[HeldList, ...]:
    """The newest list of each issuer."""
    rows = tx.connection.execute(sa.select(_STOPPED).order_by(_STOPPED.c.issuer)).mappings()
    return tuple(HeldList(**row) for row in rows)
