"""Fingerprints: what people read out, compare and type instead of digests."""

from __future__ import annotations

import unicodedata

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PRINTED_BYTES = 10
TYPED_AT_LEAST = 8

_AS_TYPED = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None, "—": None, "－": None})


def fingerprint(digest: str) -> str:
    """A digest for people: its first 80 bits in Crockford's base 32, four by four (``K7Q2-9XDM-4T0V-8ABC``)."""
    number = int.from_bytes(bytes.fromhex(digest)[:PRINTED_BYTES], "big")
    signs = [CROCKFORD[(number >> shift) & 31] for shift in range(PRINTED_BYTES * 8 - 5, -1, -5)]
    text = "".join(signs)
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))


def short_fingerprint(digest: str) -> str:
    """The first four signs, for file names."""
    return fingerprint(digest)[:4]


def matches(printed: str, typed: str, *, at_least: int = TYPED_AT_LEAST) -> bool:
    """Whether what a person typed is the beginning of a printed fingerprint; O, I and L are read as digits."""
    wanted = _plain(printed)
    given = _plain(typed)
    return len(given) >= at_least and wanted.startswith(given)


def signs_typed(typed: str) -> int:
    """How many signs of a fingerprint a person has typed, dashes and gaps aside."""
    return len(_plain(typed))


def _plain(text: str) -> str:
    # A Chinese input method gives full-width letters and digits at will.
    return unicodedata.normalize("NFKC", text).upper().translate(_AS_TYPED)
