"""The ledger of the receiving service: packages, answers, what lies ready for whom, and the audit that names each of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from jxdesk.store.hub.database import GENESIS, HubTransaction
from jxdesk.store.hub.tables import HubAudit, HubHead, HubMail, HubPackage, HubReceipt

PACKAGE, RECEIPT = "package", "receipt"
_PORTION = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldPackage:
    """A package that the service has taken; ``receipt`` is the statement that says so, empty for what goes down."""

    digest: str
    kind: str
    sender_org: str
    sender_name: str
    device: str
    epoch: int
    seq: int
    prev: str
    sealed_at: str
    signer: str
    size_bytes: int
    came_at: str = ""
    receipt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldReceipt:
    """An answer that one office left for another."""

    id: str
    digest: str
    sender_org: str
    receiver_org: str
    status: str
    statement: str
    came_at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLine:
    """One thing that the service did or refused."""

    n: int
    at: str
    event: str
    digest: str
    org: str
    detail: str
    prev: str
    hash: str

    def expected_hash(self) -> str:
        """The hash that follows from the line and the one before it."""
        said = [self.n, self.at, self.event, self.digest, self.org, self.detail, self.prev]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One thing that lies ready for an office, with the number by which the office reads on."""

    n: int
    what: str
    id: str


_HEAD: sa.Table = HubHead.__table__  # type: ignore[attr-defined]
_PACKAGE: sa.Table = HubPackage.__table__  # type: ignore[attr-defined]
_RECEIPT: sa.Table = HubReceipt.__table__  # type: ignore[attr-defined]
_MAIL: sa.Table = HubMail.__table__  # type: ignore[attr-defined]
_AUDIT: sa.Table = HubAudit.__table__  # type: ignore[attr-defined]


def package(tx: HubTransaction, digest: str) -> HeldPackage | None:
    """The package with this digest."""
    return next(iter(_packages(tx, _PACKAGE.c.digest == digest)), None)


def packages_of(tx: HubTransaction, org: str) -> tuple[HeldPackage, ...]:
    """All packages of one sender."""
    return _packages(tx, _PACKAGE.c.sender_org == org)


def _packages(tx: HubTransaction, which: sa.ColumnElement[bool]) -> tuple[HeldPackage, ...]:
    rows = tx.connection.execute(sa.select(_PACKAGE).where(which).order_by(_PACKAGE.c.seq)).mappings()
    return tuple(HeldPackage(**row) for row in rows)


def add_package(tx: HubTransaction, held: HeldPackage, recipients: Sequence[str]) -> bool:
    """Enters a package, lays it ready for its recipients and notes it; False where it is there already."""
    if not _add(tx, _PACKAGE, {**asdict(held), "came_at": tx.now}, "digest"):
        return False
    _lay_ready(tx, PACKAGE, held.digest, recipients)
    note(tx, "received", digest=held.digest, org=held.sender_org, detail=f"{held.kind} {held.seq}")
    return True


def receipt(tx: HubTransaction, receipt_id: str) -> HeldReceipt | None:
    """The answer with this SHA-256."""
    found = tx.connection.execute(sa.select(_RECEIPT).where(_RECEIPT.c.id == receipt_id)).mappings().first()
    return HeldReceipt(**found) if found is not None else None


def bytes_since(tx: HubTransaction, signer: str, moment: str) -> int:
    """How many bytes of packages of one key were taken since a moment."""
    which = sa.and_(_PACKAGE.c.signer == signer, _PACKAGE.c.came_at >= moment)
    return int(tx.connection.scalar(sa.select(sa.func.sum(_PACKAGE.c.size_bytes)).where(which)) or 0)


def answered_since(tx: HubTransaction, org: str, moment: str) -> int:
    """How many bytes of answers one office has left since a moment."""
    which = sa.and_(_RECEIPT.c.receiver_org == org, _RECEIPT.c.came_at >= moment)
    length = sa.func.sum(sa.func.length(_RECEIPT.c.statement))
    return int(tx.connection.scalar(sa.select(length).where(which)) or 0)


def add_receipt(tx: HubTransaction, held: HeldReceipt) -> bool:
    """Enters an answer, lays it ready for the office whose package it is about and notes it; False where it is there already."""
    if not _add(tx, _RECEIPT, {**asdict(held), "came_at": tx.now}, "id"):
        return False
    _lay_ready(tx, RECEIPT, held.id, (held.sender_org,))
    note(tx, "answered", digest=held.digest, org=held.receiver_org, detail=f"{held.status} {held.id}")
    return True


def mail(tx: HubTransaction, org: str, *, after: int, most: int) -> tuple[Mail, ...]:
    """What lies ready for an office beyond a number, oldest first."""
    rows = tx.connection.execute(
        sa.select(_MAIL.c.n, _MAIL.c.what, _MAIL.c.id)
        .where(_MAIL.c.org == org, _MAIL.c.n > after)
        .order_by(_MAIL.c.n)
        .limit(most)
    )
    return tuple(Mail(n=n, what=what, id=identity) for n, what, identity in rows)


def is_for(tx: HubTransaction, org: str, what: str, identity: str) -> bool:
    """Whether this lies ready for that office."""
    found = sa.select(_MAIL.c.n).where(_MAIL.c.org == org, _MAIL.c.what == what, _MAIL.c.id == identity)
    return tx.connection.scalar(found) is not None


def note(tx: HubTransaction, event: str, *, digest: str = "", org: str = "", detail: str = "") -> AuditLine:
    """Adds a line to the audit."""
    newest = tx.connection.execute(sa.select(_HEAD.c.audit_n, _HEAD.c.audit_hash)).one()
    said: dict[str, Any] = {
        "n": newest.audit_n + 1,
        "at": tx.now,
        "event": event,
        "digest": digest,
        "org": org,
        "detail": detail,
        "prev": newest.audit_hash,
    }
    line = AuditLine(**said, hash=AuditLine(**said, hash="").expected_hash())
    tx.connection.execute(sa.insert(_AUDIT).values(asdict(line)))
    tx.connection.execute(sa.update(_HEAD).values(audit_n=line.n, audit_hash=line.hash))
    return line


def head(tx: HubTransaction) -> tuple[int, str]:
    """The number and the hash of the newest line of the audit."""
    row = tx.connection.execute(sa.select(_HEAD.c.audit_n, _HEAD.c.audit_hash)).one()
    return row.audit_n, row.audit_hash


def hash_of(tx: HubTransaction, n: int) -> str:
    """The hash of a line of the audit; before the first one stands the beginning, and empty means that there is no such line."""
    if n == 0:
        return GENESIS
    return tx.connection.scalar(sa.select(_AUDIT.c.hash).where(_AUDIT.c.n == n)) or ""


def first_broken_line(tx: HubTransaction) -> int | None:
    """The number of the first line of the audit that does not follow from the one before, None for a whole audit."""
    number, previous = 0, GENESIS
    while lines := audit(tx, after=number, most=_PORTION):
        for line in lines:
            if line.n != number + 1 or line.prev != previous or line.hash != line.expected_hash():
                return number + 1
            number, previous = line.n, line.hash
    return None if (number, previous) == head(tx) else number + 1


def audit(tx: HubTransaction, *, after: int = 0, most: int = _PORTION) -> tuple[AuditLine, ...]:
    """Lines of the audit beyond a number, oldest first."""
    rows = tx.connection.execute(
        sa.select(_AUDIT).where(_AUDIT.c.n > after).order_by(_AUDIT.c.n).limit(most)
    ).mappings()
    return tuple(AuditLine(**row) for row in rows)


def count(tx: HubTransaction) -> int:
    """How many packages were taken."""
    return int(tx.connection.scalar(sa.select(sa.func.count()).select_from(_PACKAGE)) or 0)


def digests(tx: HubTransaction) -> tuple[str, ...]:
    """Of all packages that were taken."""
    return tuple(tx.connection.scalars(sa.select(_PACKAGE.c.digest).order_by(_PACKAGE.c.digest)))


def _lay_ready(tx: HubTransaction, what: str, identity: str, orgs: Sequence[str]) -> None:
    newest = tx.connection.scalar(sa.select(_HEAD.c.mail_n)) or 0
    for org in orgs:
        if _add(tx, _MAIL, {"n": newest + 1, "org": org, "what": what, "id": identity}, "org", "what", "id"):
            newest += 1
    tx.connection.execute(sa.update(_HEAD).values(mail_n=newest))


def _add(tx: HubTransaction, table: sa.Table, values: dict[str, Any], *keys: str) -> bool:
    """Adds a row; False where one with the same key is there."""
    insert = postgresql.insert if tx.connection.dialect.name == "postgresql" else sqlite.insert
    statement = insert(table).values(values).on_conflict_do_nothing(index_elements=keys)
    return tx.connection.execute(statement.returning(table.c[keys[0]])).first() is not None
