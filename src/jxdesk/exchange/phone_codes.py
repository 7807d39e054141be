"""Phone codes: sixteen digits by which a receiver says on the phone, or on paper, how far a package has come.

Fifteen digits of HMAC-SHA-256 over digest and status, keyed by the package's member ``k.bin``, so that only who opened the
package can say them, and one check digit after Damm, which shows every single wrong digit and every swap of neighbours.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata

from jxdesk.domain.sending.receipt_slips import read_slip_mark
from jxdesk.domain.sending.receipts import ReceiptStatus

CODE_DIGITS = 16
GROUP = 4

OF_ANOTHER_PACKAGE = "这组数字没有听错，但不是这个包的。请和对方核对包的序号和指纹。"
_DIGITS = re.compile("[0-9]*")
_BETWEEN = frozenset(" -‐‑‒–—―−－·.,，。、")


def phone_code(key: bytes, digest: str, status: ReceiptStatus) -> str:
    """The code of 16 digits that stands for a status of a package; ``key`` are the 16 bytes of ``k.bin``."""
    mac = hmac.new(key, bytes.fromhex(digest) + status.value.encode("ascii"), hashlib.sha256).digest()
    digits = f"{int.from_bytes(mac, 'big') % 10 ** (CODE_DIGITS - 1):0{CODE_DIGITS - 1}d}"
    return digits + str(check_digit(digits))


def grouped(code: str) -> str:
    """A code as it is printed and read out, four by four: ``2675 6732 2387 4314``."""
    return " ".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def plain_digits(typed: str) -> str | None:
    """The digits of what a person typed, full-width ones and any spaces or hyphens between them; None for other signs.

    Of what a scanner read from a receipt slip they are those of its phone code.
    """
    mark = read_slip_mark(typed)
    if mark is not None:
        return mark.phone_code
    signs = [
        sign for sign in unicodedata.normalize("NFKC", typed) if not (sign.isspace() or sign in _BETWEEN)
    ]
    digits = "".join(signs)
    return digits if _DIGITS.fullmatch(digits) else None


def typing_fault(typed: str) -> str:
    """What is wrong with a typed code whichever package it may be of, in words; empty where it can be one."""
    digits = plain_digits(typed)
    if digits is None:
        return "电话码只有数字，请只输入数字。"
    if len(digits) != CODE_DIGITS:
        return f"电话码是 {CODE_DIGITS} 位数字，输入了 {len(digits)} 位。"
    if is_misheard(digits):
        return "有一位数字不对，或相邻两位颠倒了。请对方再念一遍。"
    return ""


def find_status(key: bytes, digest: str, typed: str) -> ReceiptStatus | None:
    """The status of this package that a typed code stands for; None for a code of another package or with a fault."""
    digits = plain_digits(typed) or ""
    for status in ReceiptStatus:
        if hmac.compare_digest(phone_code(key, digest, status), digits):
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
