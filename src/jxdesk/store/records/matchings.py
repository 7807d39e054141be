"""Matchings in the database: how the columns of each source were matched, so that its next table is matched by itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from jxdesk.domain.records.identity import new_id
from jxdesk.store.engine.columns import insert, mapping_text
from jxdesk.store.engine.database import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptMatching:
    """A choice that was made for the tables of one source; ``mapping`` names the field of each column by its place."""

    kind: str
    signature: str
    source_name: str
    mapping: Mapping[str, str]
    money_unit: str = ""
    used_at: str = ""


def keep(tx: Transaction, matching: KeptMatching) -> None:
    """Keeps a choice in the place of the one that was kept for the same source."""
    text = mapping_text(matching.mapping)
    known = tx.value(
        "SELECT id FROM column_matching WHERE kind = ? AND signature = ?", (matching.kind, matching.signature)
    )
    if known is not None:
        tx.execute(
            "UPDATE column_matching SET source_name = ?, mapping = ?, money_unit = ?, used_at = ? WHERE id = ?",
            (matching.source_name, text, matching.money_unit, tx.now(), known),
        )
        return
    insert(
        tx,
        "column_matching",
        [
            {
                "id": new_id(),
                "kind": matching.kind,
                "signature": matching.signature,
                "source_name": matching.source_name,
                "mapping": text,
                "money_unit": matching.money_unit,
                "used_at": tx.now(),
            }
        ],
    )


def of_source(tx: Transaction, signature: str, *, kind: str = "") -> KeptMatching | None:
    """The choice that was last used for tables of this signature, of one kind where it is given."""
    row = tx.row(
        "SELECT kind, signature, source_name, mapping, money_unit, used_at FROM column_matching"
        " WHERE signature = ?1 AND ?2 IN ('', kind) ORDER BY used_at DESC, rowid DESC LIMIT 1",
        (signature, kind),
    )
    if row is None:
        return None
    return KeptMatching(
        kind=row[0],
        signature=row[1],
        source_name=row[2],
        mapping=json.loads(row[3]),
        money_unit=row[4],
        used_at=row[5],
    )


def kinds(tx: Transaction) -> dict[str, str]:
    """The kind of each known source by its signature."""
    rows = tx.query("SELECT signature, kind FROM column_matching ORDER BY used_at, rowid")
    return {str(signature): str(kind) for signature, kind in rows}
