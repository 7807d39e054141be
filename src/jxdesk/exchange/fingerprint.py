"""Fingerprints and phone codes: what people read out, compare and type instead of digests."""

from __future__ import annotations

import hashlib
import hmac
from enum import StrEnum

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PRINTED_BYTES = 10
TYPED_AT_LEAST = 8

_AS_TYPED = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None, "—": None, "－": None})


class ReceiptStatus(StrEnum):
    """What a receiver answers for a package; the value is the word of the receipt."""

    RECEIVED = "received"
    IMPORTED = "imported"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    MERGED = "merged"
    REFUSED = "refused"


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


def _plain(text: str) -> str:
    return text.upper().translate(_AS_TYPED)


def phone_code(key: bytes, digest: str, status: ReceiptStatus) -> str:
    """The code of 16 digits that a receiver says on the phone: 15 digits and a check digit.

    ``key`` are the 16 bytes of the package's member ``k.bin``: only who opened the package can say the code.
    """
    mac = hmac.new(key, bytes.fromhex(digest) + status.value.encode("ascii"), hashlib.sha256).digest()
    digits = f"{int.from_bytes(mac, 'big') % 10**15:015d}"
    return digits + str(check_digit(digits))


def read_phone_code(key: bytes, digest: str, typed: str) -> ReceiptStatus | None:
    """The status that a typed code stands for; None when it belongs to another package or was misheard."""
    digits = "".join(str(int(sign)) for sign in typed if sign.isdecimal())
    for status in ReceiptStatus:
        if hmac.compare_digest(phone_code(key, digest, status).encode(), digits.encode()):
            return status
    return None


# A quasigroup of order 10 that is totally anti-symmetric: every single wrong digit and every swap of neighbours shows.
# Source: H. Michael Damm, "Total anti-symmetrische Quasigruppen", 2004.
_DAMM = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)


def check_digit(digits: str) -> int:
    """The check digit of a row of digits."""
    state = 0
    for digit in digits:
        state = int(_DAMM[state][int(digit)])
    return state


def is_misheard(code: str) -> bool:
    """Whether a code of digits fails its own check digit."""
    return not (code.isascii() and code.isdecimal() and check_digit(code) == 0)
