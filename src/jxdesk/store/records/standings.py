"""Where filings stand between offices, in the database; a filing without a row has never been on the road."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from jxdesk.domain.road.standings import Standing
from jxdesk.store.engine.columns import insert, select
from jxdesk.store.engine.database import Row, Transaction

_COLUMNS = (
    "id",
    "standing",
    "round",
    "package_id",
    "office_path",
    "accepted_change",
    "returned_change",
    "reason",
    "since",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingStanding:
    """Where one filing stands.

    ``package_id`` is the package that brought it or took it away last, ``office_path`` the other office. The two changes
    are numbers of the journal: how the filing was when it was accepted last, and when it was returned last.
    """

    filing_id: str
    standing: Standing
    round: int = 1
    package_id: str = ""
    office_path: str = ""
    accepted_change: int = 0
    returned_change: int = 0
    reason: str = ""
    since: str = ""


def get(tx: Transaction, filing_id: str) -> FilingStanding | None:
    """The standing of a filing; None where it was never on the road."""
    row = tx.row(select(_COLUMNS, "filing_standing", "WHERE id = ?"), (filing_id,))
    return None if row is None else _of(row)


def get_many(tx: Transaction, filing_ids: Sequence[str]) -> dict[str, FilingStanding]:
    """The standings of those of these filings that have one."""
    rows = tx.query(
        select(_COLUMNS, "filing_standing", "WHERE id IN (SELECT value FROM json_each(?))"),
        (json.dumps(list(filing_ids)),),
    )
    return {row[0]: _of(row) for row in rows}


def put_many(tx: Transaction, standings: Sequence[FilingStanding]) -> None:
    """Writes standings, each with the moment from which it holds; only what differs is written."""
    known = get_many(tx, [one.filing_id for one in standings])
    at = tx.now()
    insert(
        tx,
        "filing_standing",
        [_values(replace(one, since=at)) for one in standings if one.filing_id not in known],
    )
    for one in standings:
        before = known.get(one.filing_id)
        if before is None or replace(one, since=before.since) == before:
            continue
        values, old = _values(replace(one, since=at)), _values(before)
        changed: Mapping[str, object] = {name: value for name, value in values.items() if old[name] != value}
        setting = ", ".join(f"{name} = ?" for name in changed)
        tx.execute(f"UPDATE filing_standing SET {setting} WHERE id = ?", (*changed.values(), one.filing_id))


def in_standings(tx: Transaction, wanted: Sequence[Standing]) -> tuple[FilingStanding, ...]:
    """The filings that stand so, the longest waiting first."""
    rows = tx.query(
        select(
            _COLUMNS,
            "filing_standing",
            "WHERE standing IN (SELECT value FROM json_each(?)) ORDER BY since, id",
        ),
        (json.dumps([one.value for one in wanted]),),
    )
    return tuple(map(_of, rows))


def _values(one: FilingStanding) -> dict[str, object]:
    return {
        "id": one.filing_id,
        "standing": one.standing.value,
        "round": one.round,
        "package_id": one.package_id,
        "office_path": one.office_path,
        "accepted_change": one.accepted_change,
        "returned_change": one.returned_change,
        "reason": one.reason,
        "since": one.since,
    }


def _of(row: Row) -> FilingStanding:
    return FilingStanding(
        filing_id=row[0],
        standing=Standing(row[1]),
        round=row[2],
        package_id=row[3],
        office_path=row[4],
        accepted_change=row[5],
        returned_change=row[6],
        reason=row[7],
        since=row[8],
    )
