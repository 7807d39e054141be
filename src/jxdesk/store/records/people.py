"""People in the database, their PINs as salted scrypt hashes, and how often a wrong one was typed."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence

from jxdesk.domain.records.people import Person, Role, Tries
from jxdesk.store.engine import settings
from jxdesk.store.engine.columns import insert
from jxdesk.store.engine.database import Row, Transaction

_TRIES = "pin_tries"
_SCRYPT_N, _SCRYPT_R, _SCRYPT_P, _LENGTH = 2**14, 8, 1, 32
"""About 16 MB and 50 ms for each try; the wait after wrong ones does the rest."""


def everybody(tx: Transaction) -> tuple[Person, ...]:
    """All people in the order in which they came, those who left included."""
    return tuple(
        map(_person, tx.query("SELECT id, name, role, pin_hash <> '', left_on FROM person ORDER BY rowid"))
    )


def add(tx: Transaction, person: Person) -> None:
    """Adds a person, without a PIN."""
    insert(tx, "person", [{"id": person.id, "name": person.name, "role": person.role.value}])


def change(tx: Transaction, person: Person) -> None:
    """Writes name, role and the day of leaving; the PIN stays."""
    tx.execute(
        "UPDATE person SET name = ?, role = ?, left_on = ? WHERE id = ?",
        (person.name, person.role.value, person.left_on, person.id),
    )


def set_pin(tx: Transaction, person_id: str, pin: str) -> None:
    """Keeps the salted hash of a PIN, or none where the PIN is empty; wrong tries are forgotten."""
    salt = secrets.token_bytes(16) if pin else b""
    tx.execute(
        "UPDATE person SET pin_salt = ?, pin_hash = ? WHERE id = ?",
        (salt.hex(), _hash(pin, salt) if pin else "", person_id),
    )
    keep_tries(tx, person_id, Tries())


def is_pin(tx: Transaction, person_id: str, pin: str) -> bool:
    """Whether this is the PIN of a person who has one."""
    row = tx.row("SELECT pin_salt, pin_hash FROM person WHERE id = ?", (person_id,))
    if row is None or not row[1]:
        return False
    return hmac.compare_digest(_hash(pin, bytes.fromhex(row[0])), row[1])


def tries(tx: Transaction, person_id: str) -> Tries:
    """How often a wrong PIN was typed for a person."""
    known: Sequence[object] | None = json.loads(settings.get(tx, _TRIES, "{}")).get(person_id)
    if not known:
        return Tries()
    count, last = known
    return Tries(count=int(str(count)), last=dt.datetime.fromisoformat(str(last)))


def keep_tries(tx: Transaction, person_id: str, found: Tries) -> None:
    """Keeps how often it was wrong, so that closing the program does not shorten the wait."""
    known = json.loads(settings.get(tx, _TRIES, "{}"))
    known.pop(person_id, None)
    if found.last is not None:
        known[person_id] = [found.count, found.last.isoformat()]
    settings.put(tx, _TRIES, json.dumps(known, sort_keys=True))


def _hash(pin: str, salt: bytes) -> str:
    return hashlib.scrypt(pin.encode(), salt=salt, n=_SCRYPT_N, r=_SCRYPT_R, p=_SCRYPT_P, dklen=_LENGTH).hex()


def _person(row: Row) -> Person:
    known = {role.value for role in Role}
    role = Role(row[2]) if row[2] in known else Role.FILLS
    return Person(id=row[0], name=row[1], role=role, has_pin=bool(row[3]), left_on=row[4])
