"""The book of evidence that the program ships; read once, used where attachments are asked for."""

from __future__ import annotations

import tomllib
from functools import cache

from jxdesk.domain.sending.evidence import EvidenceBook
from jxdesk.shipped_files import resource


@cache
def evidence_book() -> EvidenceBook:
    """The shipped slots."""
    text = resource("evidence", "slots.toml").read_text(encoding="utf-8")
    return EvidenceBook.from_mapping(tomllib.loads(text))
