"""Identities: ids made once, when a thing is created, and never at export."""

from __future__ import annotations

import secrets


def new_id() -> str:
    """A new random identity of 128 bits, as 32 lower-case hexadecimal digits."""
    return secrets.token_hex(16)
