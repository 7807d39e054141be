"""Signing: the one suite of this release, and the shape that every back-end of a key has."""

from __future__ import annotations

import hashlib
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519_SHA256 = "ed25519-sha256"
SUITES = frozenset({ED25519_SHA256})
PUBLIC_KEY_BYTES = 32
SIGNATURE_BYTES = 64


class Signer(Protocol):
    """A key that can sign; the algorithm is fixed by the key's certificate and never negotiated."""

    @property
    def suite(self) -> str:
        """The suite's id, as the certificate says it."""
        ...

    @property
    def public_key(self) -> bytes:
        """The raw public key."""
        ...

    def sign(self, message: bytes) -> bytes:
        """The raw signature of a message."""
        ...


class Ed25519Signer:
    """A key of the suite ``ed25519-sha256`` in the memory of this process."""

    suite = ED25519_SHA256

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public_key = self._key.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """The raw signature of a message; the same message gives the same bytes."""
        return self._key.sign(message)


def key_id(suite: str, public_key: bytes) -> str:
    """The name of a key in envelopes: a hint for finding the key, which decides nothing."""
    return hashlib.sha256(suite.encode("ascii") + b"\x00" + public_key).hexdigest()


def is_signed(suite: str, public_key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether the signature is this key's over this message."""
    if suite != ED25519_SHA256:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
