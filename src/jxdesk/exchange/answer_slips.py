"""Answer slips: what the 回执单 of a package prints, drawn from the opened package, whose ``k.bin`` the phone code needs."""

from __future__ import annotations

from jxdesk.domain.sending.cover import content_words
from jxdesk.domain.sending.receipt_slips import ReceiptSlip
from jxdesk.domain.sending.receipts import Receipt
from jxdesk.exchange.fingerprint import fingerprint
from jxdesk.exchange.package import VerifiedPackage
from jxdesk.exchange.phone_codes import phone_code
from jxdesk.exchange.refusals import WORDS, Refusal


def slip_of(package: VerifiedPackage, receipt: Receipt) -> ReceiptSlip:
    """The slip of the receipt that was given for an opened package."""
    manifest = package.manifest
    assert receipt.package == package.digest, "the receipt of another package"
    return ReceiptSlip(
        receipt=receipt,
        sender_name=manifest.sender_name,
        task_words=content_words(manifest.kind, manifest.known_task),
        fingerprint=fingerprint(package.digest),
        phone_code=phone_code(package.key(), package.digest, receipt.status),
        reason=reason_words(receipt.code),
    )


def reason_words(code: str) -> str:
    """Why a package was refused, in the words of the screen; empty for a code of a later release, and for none."""
    return WORDS[Refusal(code)].title if code in set(Refusal) else ""
