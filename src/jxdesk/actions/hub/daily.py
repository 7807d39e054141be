"""What the receiving service does once a day: signs how far its audit has come, and copies its ledger, read back and counted."""

from __future__ import annotations

import contextlib
import datetime as dt
from pathlib import Path

from jxdesk.actions.hub.service import Service
from jxdesk.exchange.audit_heads import AuditHead, sign_head
from jxdesk.exchange.whole_files import write_private
from jxdesk.store.hub import ledger

COPIES_KEPT = 30


def do_daily(service: Service) -> bool:
    """Does it where it was not done today; False where it was.

    Raises: StoreError; OSError.
    """
    today = service.now().date()
    place = service.folder.heads / f"{today.isoformat()}.json"
    if place.exists():
        return False
    number, mark = service.database.read(ledger.head)
    _copy(service, today)
    head = AuditHead(org=service.office.path, day=today, n=number, hash=mark)
    place.parent.mkdir(exist_ok=True)
    write_private(place, sign_head(head, service.signer))
    return True


def copies(service: Service) -> tuple[Path, ...]:
    """The copies of the ledger, oldest first."""
    return tuple(sorted(service.folder.backups.glob("hub-*.db")))


def _copy(service: Service, today: dt.date) -> None:
    """Copies a ledger that lies in the service's folder; one in PostgreSQL is copied by PostgreSQL's own means."""
    service.folder.backups.mkdir(exist_ok=True)
    if service.database.copy_to(service.folder.backups / f"hub-{today.isoformat()}.db"):
        for old in copies(service)[:-COPIES_KEPT]:
            with contextlib.suppress(OSError):
                old.unlink()
