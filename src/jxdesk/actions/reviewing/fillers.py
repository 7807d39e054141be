"""Fillers: the names under which a filing was filled in, so that a reviewer of the same name is told."""

from __future__ import annotations

from jxdesk.domain.records.filings import Filing
from jxdesk.store.engine import journal
from jxdesk.store.engine.database import Transaction
from jxdesk.store.records import received
from jxdesk.store.records.standings import FilingStanding

_FILLING = frozenset({"fill", "redo", "finish", "import", "monitor"})
"""Errands of the journal that say something in a form."""


def filled_by(tx: Transaction, filing: Filing, standing: FilingStanding) -> frozenset[str]:
    """Who filled a filing in: who signed for the package that brought it, and who worked on it at this desk."""
    package = received.get(tx, standing.package_id) if standing.package_id else None
    signed = {str(name) for name, _ in package.facts.get("people", ())} if package is not None else set()
    here = {one.who for one in journal.history(tx, "filing", filing.id) if one.errand in _FILLING}
    return frozenset(name for name in signed | here if name)
