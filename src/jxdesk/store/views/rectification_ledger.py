"""The ledger of rectifications as ``domain.monitoring.ledger`` rows: those of all offices of this desk, with the names they go by."""

from __future__ import annotations

from jxdesk.domain.monitoring.ledger import LedgerRow
from jxdesk.domain.records.offices import covers
from jxdesk.store.engine.database import Transaction
from jxdesk.store.records import rectifications


def ledger_rows(tx: Transaction, *, own_path: str = "") -> tuple[LedgerRow, ...]:
    """The rectifications of the office at a path and of those below it, of all years; of every office where no path is given."""
    found = rectifications.all_of_them(tx)
    if not found:
        return ()
    names = {row[0]: (row[1], row[2]) for row in tx.query("SELECT id, name, path FROM office")}
    projects = {
        row[0]: (row[1], row[2])
        for row in tx.query(
            "SELECT id, name, code FROM project WHERE id IN (SELECT project_id FROM rectification)"
        )
    }
    rows = []
    for about in found:
        office, path = names.get(about.office_id, ("", ""))
        if own_path and not covers(own_path, path):
            continue
        project, code = projects.get(about.project_id, ("", ""))
        rows.append(LedgerRow(about=about, project=project, project_code=code, office=office))
    return tuple(rows)
