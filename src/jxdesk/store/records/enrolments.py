"""Enrolments in the database, as ``domain.records.enrolments`` values."""

from __future__ import annotations

import datetime as dt
from typing import Any

from jxdesk.domain.records.enrolments import Enrolment
from jxdesk.store.engine.columns import insert, select
from jxdesk.store.engine.database import Transaction

_COLUMNS = (
    "id",
    "org",
    "name",
    "fingerprint",
    "issued_on",
    "not_after",
    "statement",
    "revoked_on",
    "revoked_after_seq",
    "revoked_reason",
)


def add(tx: Transaction, enrolment: Enrolment) -> None:
    """Enters a certificate that was given out."""
    values = {
        "id": enrolment.serial,
        "org": enrolment.org,
        "name": enrolment.name,
        "fingerprint": enrolment.fingerprint,
        "issued_on": enrolment.issued_on.isoformat(),
        "not_after": enrolment.not_after.isoformat(),
        "statement": enrolment.statement,
    }
    insert(tx, "enrolment", [values])


def stop(tx: Transaction, serial: str, *, on: dt.date, after_seq: int, reason: str) -> None:
    """Notes that a key was stopped."""
    tx.execute(
        "UPDATE enrolment SET revoked_on = ?, revoked_after_seq = ?, revoked_reason = ? WHERE id = ?",
        (on.isoformat(), after_seq, reason, serial),
    )


def get(tx: Transaction, serial: str) -> Enrolment | None:
    """The enrolment of this serial."""
    return next(iter(_load(tx, "WHERE id = ?", (serial,))), None)


def of_org(tx: Transaction, org: str) -> tuple[Enrolment, ...]:
    """Those of an office, the oldest first."""
    return _load(tx, "WHERE org = ? ORDER BY rowid", (org,))


def all_of_them(tx: Transaction) -> tuple[Enrolment, ...]:
    """The whole register, by office path, of one office the oldest first."""
    return _load(tx, "ORDER BY org, rowid", ())


def _load(tx: Transaction, where: str, params: tuple[object, ...]) -> tuple[Enrolment, ...]:
    return tuple(_of(row) for row in tx.query(select(_COLUMNS, "enrolment", where), params))


def _of(row: Any) -> Enrolment:
    serial, org, name, fingerprint, issued_on, not_after, statement, revoked_on, after_seq, reason = row
    return Enrolment(
        serial=serial,
        org=org,
        name=name,
        fingerprint=fingerprint,
        issued_on=dt.date.fromisoformat(issued_on),
        not_after=dt.date.fromisoformat(not_after),
        statement=statement,
        revoked_on=dt.date.fromisoformat(revoked_on) if revoked_on else None,
        revoked_after_seq=after_seq,
        revoked_reason=reason,
    )
