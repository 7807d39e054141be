"""Handing over: all books of a desk and the pen go into one package for the office's other PC; from then on this PC only looks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from jxdesk.actions.handing_over.books import NotHandedOver, pack_filings
from jxdesk.actions.posting import Consignment, post
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.progress import Progress
from jxdesk.domain.records.offices import Office
from jxdesk.domain.records.packages import PackageKind
from jxdesk.domain.records.projects import Project
from jxdesk.domain.road.duties import Duty
from jxdesk.domain.road.pen import Pen, PenEvent
from jxdesk.domain.sending.desk_rows import PEN, SENT, DeskRow
from jxdesk.exchange import keys, stick
from jxdesk.exchange.collector import paused_collector
from jxdesk.exchange.kept import KeptPackages
from jxdesk.exchange.packing import PackedData
from jxdesk.store.engine import journal
from jxdesk.store.engine.database import Transaction
from jxdesk.store.faults import StaleVersion
from jxdesk.store.records import desk_rows, filings, offices, packages, pens, projects, publications


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver:
    """A handover as it was written; ``classified`` projects are only counted and were left out."""

    path: Path
    digest: str
    turn: int
    filings: int
    rows: int
    classified: int

    def as_json(self) -> dict[str, object]:
        """The answer of the command line; keys are a promise and grow only by addition."""
        return {
            "file": str(self.path),
            "digest": self.digest,
            "turn": self.turn,
            "filings": self.filings,
            "rows": self.rows,
            "classified": self.classified,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Packed:
    """What was packed, from which state of the journal, and what it carries."""

    data: PackedData
    head: int
    turn: int
    rows: int
    classified: int


def hand_over(
    workspace: Workspace,
    *,
    to: Path,
    receiver: str = "",
    passphrase: str = "",
    progress: Progress | None = None,
) -> HandedOver:
    """Writes all books with the pen into a folder; in the same transaction the pen is put down here.

    ``receiver`` are words that say to whom. Where the file could not be written, it is kept and can be exported again.

    Raises: NotHandedOver, NotDelivered; KeyLocked, KeyFault; StickError; StaleVersion where something was changed
    meanwhile; PenElsewhere; Cancelled.
    """
    workspace.take_up(Duty.HAND_OVER)
    own = workspace.own_office
    progress = progress or Progress()
    stick.look_first(to)
    signer = keys.load(workspace.folder.keys).unlock(passphrase)
    with paused_collector():
        packed = _pack(workspace, progress)
    with packed.data as data:
        consignment = Consignment(
            kind=PackageKind.HANDOVER,
            task=None,
            words="换电脑交接",
            sender=own,
            recipients=(own.path,),
            on_sent=partial(_put_down, own=own, packed=packed, receiver=receiver.strip()),
        )
        try:
            posted = post(workspace, data, consignment, signer, to=to, progress=progress)
        finally:
            workspace.look_for_pen()
    return HandedOver(
        path=posted.path,
        digest=posted.digest,
        turn=packed.turn,
        filings=len(data.filings),
        rows=packed.rows,
        classified=packed.classified,
    )


def take_pen_back(workspace: Workspace, reason: str) -> Pen:
    """Takes the pen back that was handed over from here: what was handed over did not arrive, or the other PC is gone.

    Raises: NotHandedOver where the pen is here, or no reason is given; ViewOnly.
    """
    if workspace.pen_elsewhere is None:
        raise NotHandedOver("笔就在这台电脑上，不用收回。", advice="可以直接填。")
    return _take(workspace, PenEvent.TAKEN_BACK, reason)


def seize_pen(workspace: Workspace, reason: str) -> Pen:
    """Takes the pen by force, as the PC that holds it is broken or gone; logged with its reason.

    Raises: NotHandedOver where no reason is given; ViewOnly.
    """
    return _take(workspace, PenEvent.SEIZED, reason)


def pen_history(workspace: Workspace) -> tuple[Pen, ...]:
    """Each time that the pen changed hands as this desk knows it, the last one first."""
    return workspace.read(pens.history)


def _take(workspace: Workspace, event: PenEvent, reason: str) -> Pen:
    workspace.refuse_others(Duty.TAKE_OVER)
    own, reason = workspace.own_office, reason.strip()
    if not reason:
        raise NotHandedOver(
            "没有写原因，没有接管。",
            advice="请写一句原因，例如“旧电脑硬盘坏了，打不开”。原因会留在记录里。",
        )

    def job(tx: Transaction) -> Pen:
        known = pens.newest(tx)
        turn = known.turn + 1 if known is not None else 1
        return pens.note(
            tx, event, office_path=own.path, turn=turn, who=workspace.facts.person, reason=reason
        )

    pen = workspace.transact(job, errand="pen", moves_pen=True)
    workspace.look_for_pen()
    return pen


def _pack(workspace: Workspace, progress: Progress) -> _Packed:
    """Packs the books as one state of the journal says; whether it still says so is asked when the pen is put down."""
    head, pen, ids, found, known = workspace.read(
        lambda tx: (
            journal.head(tx)[0],
            pens.newest(tx),
            filings.ids(tx),
            _all_projects(tx),
            offices.all_offices(tx),
        )
    )
    turn = pen.turn + 1 if pen is not None else 1
    books = pack_filings(workspace, ids, progress)
    rows, handed_down = workspace.read(lambda tx: (desk_rows.read_all(tx), publications.in_force(tx)))
    kept = KeptPackages(workspace.folder.packages)
    for row in rows:
        books.packer.add_desk_row(_with_key(row, kept) if row.table == SENT else row)
    books.packer.add_desk_row(DeskRow(table=PEN, cells={"id": PEN, "turn": turn}))
    for one in handed_down:
        books.packer.add_publication(one.publication)
    open_ones = [project for project in found if not project.is_classified]
    return _Packed(
        data=books.finish(known, open_ones, progress),
        head=head,
        turn=turn,
        rows=len(rows),
        classified=len(found) - len(open_ones),
    )


def _with_key(row: DeskRow, kept: KeptPackages) -> DeskRow:
    """A sent package with what its phone codes are made from: its file stays on this PC."""
    key = kept.key(str(row.cells["id"]))
    if key is None:
        return row
    return replace(row, cells={**row.cells, "facts": packages.with_key(str(row.cells["facts"]), key)})


def _put_down(tx: Transaction, digest: str, *, own: Office, packed: _Packed, receiver: str) -> None:
    if journal.head(tx)[0] != packed.head:
        raise StaleVersion(
            "写出的时候又有改动，这次没有交接。",
            advice="请先停下别的改动（关掉正在填的表），再点一次交接。",
        )
    pens.note(
        tx,
        PenEvent.HANDED_OVER,
        office_path=own.path,
        turn=packed.turn,
        who=tx.who,
        package_id=digest,
        reason=receiver,
    )


def _all_projects(tx: Transaction) -> tuple[Project, ...]:
    return tuple(one for year in projects.years(tx) for one in projects.of_year(tx, year))
