"""The receipt slip 回执单: a receipt on paper, for offices that no stick goes back to; the press draws it, a scanner reads it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jxdesk.domain.sending.receipts import Receipt, ReceiptStatus

_MARK = re.compile(
    rf"JXR1\|(?P<package>[0-9a-f]{{64}})\|(?P<status>{'|'.join(ReceiptStatus)})\|(?P<code>[0-9]{{16}})"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptSlip:
    """What the slip prints beside the receipt itself.

    ``task_words`` say what was handed in, ``fingerprint`` is the package for people, ``phone_code`` its sixteen digits (empty
    where the package could not be opened), ``reason`` why it was refused, in the words of the screen.
    """

    receipt: Receipt
    sender_name: str
    task_words: str
    fingerprint: str
    phone_code: str = ""
    reason: str = ""

    @property
    def title(self) -> str:
        """The heading of the slip."""
        return "绩效数据包回执单（练习）" if self.receipt.practice else "绩效数据包回执单"

    @property
    def qr_text(self) -> str:
        """The text of the QR code: ``JXR1|<digest>|<status>|<phone code>``; empty without a code, as it would prove nothing."""
        if not self.phone_code:
            return ""
        return f"JXR1|{self.receipt.package}|{self.receipt.status}|{self.phone_code}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipMark:
    """What a scanner reads from a slip; only the phone code in it proves anything."""

    package: str
    status: ReceiptStatus
    phone_code: str


def read_slip_mark(text: str) -> SlipMark | None:
    """The mark of a slip as a scanner types it; None for any other text."""
    found = _MARK.fullmatch(text.strip())
    if found is None:
        return None
    return SlipMark(package=found["package"], status=ReceiptStatus(found["status"]), phone_code=found["code"])
