"""Sealed filings: what may be sealed by its last check, and the mark of what was, many at once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from jxdesk.domain.records.filings import FilingState
from jxdesk.store.engine.database import Transaction
from jxdesk.store.faults import StaleVersion


def error_counts(tx: Transaction, filing_ids: Sequence[str]) -> dict[str, int | None]:
    """How many errors the last check of each filing found; every save checks, None where nobody has checked yet."""
    rows = tx.query(
        "SELECT id, error_count FROM filing WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(filing_ids)),),
    )
    return {row[0]: row[1] for row in rows}


def mark(tx: Transaction, versions: Mapping[str, int]) -> None:
    """Marks filings as sealed, each in the version that was packed; the mark is no new version of its content.

    Raises: StaleVersion where one was changed or deleted since it was read.
    """
    wanted = json.dumps([[filing_id, version] for filing_id, version in versions.items()])
    unchanged = tx.value(
        "SELECT count(*) FROM json_each(?) AS wanted JOIN filing ON filing.id = json_extract(wanted.value, '$[0]')"
        " WHERE filing.version = json_extract(wanted.value, '$[1]')",
        (wanted,),
    )
    if unchanged != len(versions):
        raise StaleVersion(
            "封装的时候有表被改动，这次没有封装。",
            facts=f"{len(versions) - unchanged} 张表",
            advice="请等正在填的人改完，再封装一次。",
        )
    sealed = FilingState.SEALED.value
    tx.executemany(
        "UPDATE filing SET state = ? WHERE id = ? AND state <> ?",
        [(sealed, filing_id, sealed) for filing_id in versions],
    )
