"""The pen of an office in the database: each time that it changed hands; the highest turn counts."""

from __future__ import annotations

from jxdesk.domain.records.identity import new_id
from jxdesk.domain.road.pen import Pen, PenEvent
from jxdesk.store.engine.columns import insert, select
from jxdesk.store.engine.database import Row, Transaction

_COLUMNS = ("id", "office_path", "turn", "event", "device", "epoch", "package_id", "reason", "who", "at")


def newest(tx: Transaction) -> Pen | None:
    """What happened to the pen last; None where it was never given away and every PC may write."""
    row = tx.row(select(_COLUMNS, "pen", "ORDER BY turn DESC, rowid DESC LIMIT 1"))
    return None if row is None else _of(row)


def history(tx: Transaction) -> tuple[Pen, ...]:
    """Each time that the pen changed hands, the last one first."""
    return tuple(map(_of, tx.query(select(_COLUMNS, "pen", "ORDER BY turn DESC, rowid DESC"))))


def note(
    tx: Transaction,
    event: PenEvent,
    *,
    office_path: str,
    turn: int,
    who: str,
    package_id: str = "",
    reason: str = "",
) -> Pen:
    """Writes down that the pen changed hands, here and now."""
    pen = Pen(
        id=new_id(),
        office_path=office_path,
        turn=turn,
        event=event,
        device=tx.device,
        epoch=tx.epoch,
        package_id=package_id,
        reason=reason,
        who=who,
        at=tx.now(),
    )
    insert(tx, "pen", [{name: getattr(pen, name) for name in _COLUMNS} | {"event": event.value}])
    return pen


def _of(row: Row) -> Pen:
    known = dict(zip(_COLUMNS, row, strict=True))
    return Pen(**known | {"event": PenEvent(known["event"])})
