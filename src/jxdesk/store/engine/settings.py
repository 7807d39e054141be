"""Settings of a workspace: small facts under a name, kept in the database with everything else."""

from __future__ import annotations

from jxdesk.store.engine.database import Transaction

OFFICE = "office"
PRACTICE = "practice"
PERSON = "person"
RULE_PACK = "rule_pack"
STICK_COPY = "stick_copy"
"""When the data was last copied to a stick."""
STICK_EVERY = "stick_every"
STICK_SNOOZED = "stick_snoozed"
ENROL_ASKED = "enrol_asked"
"""When a certificate was last asked for, and for which key; with an office path behind it, what that office has asked for here."""

HUB_ADDRESS = "hub_address"
HUB_AUTHORITY = "hub_authority"
HUB_PROXY = "hub_proxy"
HUB_AUTOMATIC = "hub_automatic"
HUB_READ_TO = "hub_read_to"
"""How far the mail at the receiving service was read: the number, what lies there under it, and at which service."""


def get(tx: Transaction, name: str, default: str = "") -> str:
    """The value of a setting, or the default."""
    value = tx.value("SELECT value FROM setting WHERE id = ?", (name,))
    return default if value is None else str(value)


def put(tx: Transaction, name: str, value: str) -> None:
    """Keeps a setting; one that is the same already leaves no journal line."""
    if not tx.execute("UPDATE setting SET value = ? WHERE id = ? AND value <> ?", (value, name, value)):
        tx.execute("INSERT OR IGNORE INTO setting (id, value) VALUES (?, ?)", (name, value))


def everything(tx: Transaction) -> dict[str, str]:
    """All settings."""
    return {str(name): str(value) for name, value in tx.query("SELECT id, value FROM setting")}
