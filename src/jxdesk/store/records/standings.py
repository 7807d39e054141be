"""Where filings stand between offices, in the database; a filing without a row has never been on the road."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from jxdesk.domain.records.filings import Filing, FilingState
from jxdesk.domain.road.moves import Move, after, moves_open
from jxdesk.domain.road.standings import Desk, Standing, Whereabouts, standing_of
from jxdesk.store.engine.columns import insert, select
from jxdesk.store.engine.database import Row, Transaction

_COLUMNS = (
    "id",
    "desk",
    "standing",
    "held",
    "round",
    "package_id",
    "forwarded_in",
    "office_path",
    "accepted_change",
    "returned_change",
    "reason",
    "since",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingStanding:
    """Where one filing stands.

    ``package_id`` is the package that brought it from below or, where it is filled in, took it up last; ``forwarded_in``
    the one in which a reviewing desk passed it on; ``office_path`` the office below, or the one it goes to. The two changes
    are numbers of the journal: how the filing was when it was accepted last, and when it was returned last.
    """

    filing_id: str
    where: Whereabouts
    package_id: str = ""
    forwarded_in: str = ""
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


def where_is(known: FilingStanding | None, filing: Filing) -> Whereabouts:
    """Where a filing stands; one that was never on the road stands as its own state says, at the desk that fills it in.

    What was sealed before standings were written down counts as sent once.
    """
    if known is not None:
        return known.where
    standing = standing_of(filing.state)
    is_sent = filing.state in (FilingState.SEALED, FilingState.APPROVED)
    return Whereabouts(
        desk=Desk.FILLING,
        standing=standing,
        round=1 if is_sent else 0,
    )


def move(tx: Transaction, filing: Filing, *moves: Move) -> None:
    """Moves a filing that has been on the road; of one that never was nothing is written down.

    Raises: MoveError.
    """
    known = get(tx, filing.id)
    if known is None:
        return
    name = filing.content.project_name or filing.content.title
    where = known.where
    for one in moves:
        where = after(where, one, record=name, since=known.since[:10])
    put_many(tx, [replace(known, where=where)])


def finish(tx: Transaction, filing: Filing) -> None:
    """Notes that a filing is filled: after a return it is amended.

    Raises: MoveError.
    """
    move(tx, filing, Move.FINISH)


def reopen(tx: Transaction, filing: Filing) -> None:
    """Notes that a filing is open again; what is on the road is withdrawn by it.

    Raises: MoveError.
    """
    known = get(tx, filing.id)
    is_sent = (
        known is not None
        and Move.WITHDRAW in moves_open(known.where)
        and (Move.REOPEN not in moves_open(known.where))
    )
    move(tx, filing, *((Move.WITHDRAW, Move.REOPEN) if is_sent else (Move.REOPEN,)))


def approve(tx: Transaction, filing: Filing) -> None:
    """Notes that an approval was recorded: given here, or heard of on paper.

    Raises: MoveError.
    """
    known = get(tx, filing.id)
    if known is not None:
        is_given_here = known.where.desk is Desk.REVIEWING
        move(tx, filing, Move.APPROVE if is_given_here else Move.HEAR_APPROVED)


def ask_adjustment(tx: Transaction, filing: Filing) -> None:
    """Notes that an adjustment of a passed or approved filing is asked for.

    Raises: MoveError.
    """
    move(tx, filing, Move.REQUEST_ADJUSTMENT)


def drop_adjustment(tx: Transaction, filing: Filing) -> None:
    """Notes that the adjustment of a filing is not asked for any more.

    Raises: MoveError.
    """
    move(tx, filing, Move.DROP_ADJUSTMENT)


def replaced(tx: Transaction, filing: Filing) -> None:
    """Notes that an approved adjustment stands in a filing's place; nothing where that is known already."""
    known = get(tx, filing.id)
    if known is None or known.where.standing is Standing.REPLACED:
        return
    is_asked = known.where.standing is Standing.ADJUSTING
    move(tx, filing, *((Move.REPLACE,) if is_asked else (Move.REQUEST_ADJUSTMENT, Move.REPLACE)))


def take_approval_back(tx: Transaction, filing_id: str) -> None:
    """Puts a filing back to before an approval that was recorded by mistake: passed where it was reviewed, else sent."""
    known = get(tx, filing_id)
    if known is not None:
        is_given_here = known.where.desk is Desk.REVIEWING
        standing = Standing.ACCEPTED if is_given_here else Standing.SENT
        put_many(tx, [replace(known, where=replace(known.where, standing=standing))])


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


def hear_of_package(tx: Transaction, package_id: str, move: Move) -> None:
    """Moves every filing that stands by a package, as its receipt says; news that comes too late moves nothing."""
    went_up = "WHERE (desk = 'filling' AND package_id = ?1) OR (desk = 'reviewing' AND forwarded_in = ?1)"
    rows = tx.query(select(_COLUMNS, "filing_standing", went_up), (package_id,))
    known = [_of(row) for row in rows]
    put_many(
        tx,
        [replace(one, where=after(one.where, move)) for one in known if move in moves_open(one.where)],
    )


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
        "desk": one.where.desk.value,
        "standing": one.where.standing.value,
        "held": one.where.held.value if one.where.held else "",
        "round": one.where.round,
        "package_id": one.package_id,
        "forwarded_in": one.forwarded_in,
        "office_path": one.office_path,
        "accepted_change": one.accepted_change,
        "returned_change": one.returned_change,
        "reason": one.reason,
        "since": one.since,
    }


def _of(row: Row) -> FilingStanding:
    known = dict(zip(_COLUMNS, row, strict=True))
    return FilingStanding(
        filing_id=known["id"],
        where=Whereabouts(
            desk=Desk(known["desk"]),
            standing=Standing(known["standing"]),
            round=known["round"],
            held=Standing(known["held"]) if known["held"] else None,
        ),
        package_id=known["package_id"],
        forwarded_in=known["forwarded_in"],
        office_path=known["office_path"],
        accepted_change=known["accepted_change"],
        returned_change=known["returned_change"],
        reason=known["reason"],
        since=known["since"],
    )
