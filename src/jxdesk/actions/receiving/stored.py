"""Stored: one filing of an arrival as it will be written, made before the transaction that writes it."""

from __future__ import annotations

from dataclasses import dataclass

from jxdesk.actions.receiving.arrival import ArrivedFiling
from jxdesk.domain.records.filings import Filing
from jxdesk.domain.road.standings import Whereabouts
from jxdesk.store.records.filings import Summary


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """One filing as it will be stored; ``expected_version`` 0 for a new one, ``drops`` a draft that it takes the place of, ``where`` it stands where the own books came."""

    filing: Filing
    summary: Summary
    planned: ArrivedFiling
    expected_version: int = 0
    keeps_vector: bool = True
    drops: str = ""
    where: Whereabouts | None = None
