"""Whom a desk believes when a package comes: what was handed down to it, or its own key where it is the root."""

from __future__ import annotations

from pathlib import Path

from jxdesk.exchange import trust_file
from jxdesk.exchange.certificates import LARGEST_CERTIFICATE, read_certificate
from jxdesk.exchange.keys import OWN_CERTIFICATE
from jxdesk.exchange.trust import Trust


def believed(keys: Path, *, practice: bool) -> Trust | None:
    """What this desk believes; None where nobody is asked who signed, which is so in practice only.

    An office that was never enrolled and has certified nobody believes nobody yet.

    Raises: TrustDamaged; PackageRefused for a certificate of its own that cannot be read.
    """
    kept = trust_file.load(keys)
    if kept is not None:
        return kept
    if practice:
        return None
    own = keys / OWN_CERTIFICATE
    if not own.exists() or own.stat().st_size > LARGEST_CERTIFICATE:
        return Trust(certificates=())
    return Trust(certificates=(read_certificate(own.read_bytes(), where=own.name)[0],))
