"""Restore copy: what this desk holds of an office below goes back to it in one package, when that office has lost its PC.

It brings the filings as they came up, with what was decided and has gone down, which packages are here, and what this desk has
published to it; what the office never sent is not in it. Nothing is changed at this desk.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from jxdesk.actions.answering import earlier_of, signed_answer
from jxdesk.actions.handing_over.books import Entry, NotHandedOver, pack_filings
from jxdesk.actions.posting import Consignment, post
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.progress import Progress
from jxdesk.domain.records.filings import Filing
from jxdesk.domain.records.offices import Office, OfficeLevel, covers
from jxdesk.domain.records.packages import PackageKind
from jxdesk.domain.records.projects import Project
from jxdesk.domain.records.received import ReceivedPackage, ReceivedStatus
from jxdesk.domain.road.duties import Duty
from jxdesk.domain.road.outcomes import Outcome, answer_status
from jxdesk.domain.road.restoring import stands_below
from jxdesk.domain.road.reviews import Review
from jxdesk.domain.road.standings import Desk
from jxdesk.domain.sending.desk_rows import SENT, Cell, DeskRow
from jxdesk.domain.sending.past_forms import Moment, PastForms
from jxdesk.domain.sending.publications import Publication, PublicationKind
from jxdesk.domain.sending.receipts import ReceiptStatus
from jxdesk.exchange import keys, stick
from jxdesk.exchange.collector import paused_collector
from jxdesk.exchange.kept import KeptPackages
from jxdesk.exchange.packing import PackedData
from jxdesk.exchange.refusals import PackageRefused
from jxdesk.exchange.signing import Ed25519Signer
from jxdesk.exchange.verifying import open_package
from jxdesk.store.engine.database import Transaction
from jxdesk.store.records import filings, offices, packages, projects, received, reviews

_BUREAUS = frozenset({OfficeLevel.COUNTY, OfficeLevel.PREFECTURE, OfficeLevel.PROVINCE})


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreCopy:
    """A restore copy as it was written; ``packages`` are those of the office that are here, ``published`` what went down to it."""

    path: Path
    digest: str
    org: str
    name: str
    filings: int
    packages: int
    published: int

    def as_json(self) -> dict[str, object]:
        """The answer of the command line; keys are a promise and grow only by addition."""
        return {
            "file": str(self.path),
            "digest": self.digest,
            "office": self.org,
            "filings": self.filings,
            "packages": self.packages,
            "published": self.published,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    """What is held of an office: its filings and those of offices below it, what was decided and told, and its packages.

    ``office`` is None where it is in no list here: then it sent on what offices below it had filed.
    """

    org: str
    name: str
    office: Office | None
    offices: tuple[Office, ...]
    projects: tuple[Project, ...]
    filing_ids: tuple[str, ...]
    told: dict[str, tuple[Review, ...]]
    packages: tuple[ReceivedPackage, ...]
    sent_down: tuple[str, ...]
    """The digests of the packages with what was published to it, in the order in which they went."""


def write_restore_copy(
    workspace: Workspace, org: str, *, to: Path, passphrase: str = "", progress: Progress | None = None
) -> RestoreCopy:
    """Writes what is held here of the office with this path into a folder, for that office alone.

    Raises: NotHandedOver, EvidenceMissing, NotDelivered; KeyLocked, KeyFault; StickError; NotYourDuty; Cancelled.
    """
    workspace.take_up(Duty.PUBLISH)
    own = workspace.own_office
    progress = progress or Progress()
    stick.look_first(to)
    signer = keys.load(workspace.folder.keys).unlock(passphrase)
    held = workspace.read(partial(_held, own=own, org=org))
    published = _published(workspace, held)
    with paused_collector():
        packed = _pack(workspace, held, own, published, signer, progress)
    with packed as data:
        consignment = Consignment(
            kind=PackageKind.RESTORE_COPY,
            task=None,
            words=f"{held.name}恢复用副本",
            sender=own,
            recipients=(org,),
            on_sent=_nothing_more,
        )
        posted = post(workspace, data, consignment, signer, to=to, progress=progress)
    return RestoreCopy(
        path=posted.path,
        digest=posted.digest,
        org=org,
        name=held.name,
        filings=len(data.filings),
        packages=len(held.packages),
        published=len(published),
    )


def _nothing_more(tx: Transaction, digest: str) -> None:
    """Nothing is noted but the package itself."""


def _held(tx: Transaction, *, own: Office, org: str) -> _Held:
    office, came = offices.by_path(tx, org), received.from_office(tx, org)
    if not (office or came) or org == own.path or not covers(own.path, org):
        raise NotHandedOver(
            "没有这个下级单位，没有写出。",
            facts=org,
            advice="请在“单位登记”的“下级单位”里核对单位的路径。",
        )
    below = tuple(one for one in offices.all_offices(tx) if covers(org, one.path))
    own_ids = [one.id for one in below]
    ids = filings.ids(tx, office_ids=own_ids)
    told: dict[str, tuple[Review, ...]] = {}
    for review in reviews.sent_of(tx, ids):
        if review.office_path == own.path:
            told[review.filing_id] = (*told.get(review.filing_id, ()), review)
    name = office.name if office is not None else came[-1].sender_name
    went = [
        one.digest
        for one in reversed(packages.all_sent(tx))
        if one.kind is PackageKind.PUBLICATION and org in one.facts.get("recipients", ())
    ]
    if not ids and not came:
        raise NotHandedOver(
            "这个单位的数据，这里一点也没有，没有写出。",
            facts=name,
            advice="没有收到过它报的包。请让该单位从备份恢复，或者重新填。",
        )
    return _Held(
        org=org,
        name=name,
        office=office,
        offices=below,
        projects=tuple(one for one in projects.of_offices(tx, own_ids) if not one.is_classified),
        filing_ids=ids,
        told=told,
        packages=came,
        sent_down=tuple(went),
    )


# ---- what goes in ------------------------------------------------------------------------------------------------


def _published(workspace: Workspace, held: _Held) -> tuple[Publication, ...]:
    """What was published to the office, of each thing as it was handed down last, of libraries each version.

    A package whose file is not here any more says nothing: what was in it is published once more by a person.
    """
    kept = KeptPackages(workspace.folder.packages)
    found: dict[tuple[str, ...], Publication] = {}
    for digest in held.sent_down:
        with (
            contextlib.suppress(OSError, PackageRefused),
            open_package(kept.path(digest), practice=workspace.practice) as package,
        ):
            for one in package.publications():
                version = one.version if one.kind is PublicationKind.LIBRARY else ""
                said = (one.kind.value, one.name, version)
                found.pop(said, None)
                found[said] = one
    return tuple(found.values())


def _pack(
    workspace: Workspace,
    held: _Held,
    own: Office,
    published: Sequence[Publication],
    signer: Ed25519Signer,
    progress: Progress,
) -> PackedData:
    books = pack_filings(workspace, held.filing_ids, progress, told=partial(_told, held=held, own=own))
    for publication in published:
        books.packer.add_publication(publication)
    for package in held.packages:
        books.packer.add_desk_row(_sent_row(package, own))
    for statement in workspace.read(
        partial(
            _answers,
            held=held,
            own=own,
            practice=workspace.practice,
            folder=workspace.folder.keys,
            signer=signer,
        )
    ):
        books.packer.add_receipt(statement)
    return books.finish(held.offices, held.projects, progress)


def _told(entry: Entry, *, held: _Held, own: Office) -> Entry:
    """A filing as the office below may know it: with the decisions and remarks that have gone down, and no others."""
    filing, sent = entry.filing, held.told.get(entry.filing.id, ())
    of_round = [one.outcome for one in sent if one.round == entry.stands.round]
    is_filled_there = _is_filled_at(held.office, filing)
    rounds = {one.round for one in sent}
    from_below = {held.org, *(one.path for one in held.offices)}
    package = entry.noted.get("package_id", "")
    return replace(
        entry,
        stands=stands_below(
            entry.stands,
            of_round[-1] if of_round else None,
            desk=Desk.FILLING if is_filled_there else Desk.REVIEWING,
        ),
        noted={"package_id": package, "office_path": own.path}
        if is_filled_there
        else {"forwarded_in": package},
        reviews=sent,
        comments=tuple(one for one in entry.comments if one.round in rounds or one.office_path in from_below),
        past=_returned(entry, sent, own),
    )


def _is_filled_at(office: Office | None, filing: Filing) -> bool:
    """Whether a filing is the office's own, and not one that it reviewed and sent on."""
    return office is not None and (filing.office_id == office.id or office.level not in _BUREAUS)


def _returned(entry: Entry, sent: Sequence[Review], own: Office) -> PastForms:
    """How the form was when it was returned last, if that return has gone down."""
    returns = [
        one for one in entry.reviews if one.office_path == own.path and one.outcome is Outcome.RETURNED
    ]
    is_told = bool(returns) and returns[-1] in sent
    return {Moment.RETURNED: entry.past[Moment.RETURNED]} if is_told and Moment.RETURNED in entry.past else {}


def _sent_row(package: ReceivedPackage, own: Office) -> DeskRow:
    """A package of the office as its own list of sent ones would hold it."""
    position, facts = package.position, package.facts
    known = {
        name: facts[name] for name in ("people", "amount_fen", "indicators", "projects") if name in facts
    }
    cells: dict[str, Cell | None] = {
        "id": package.digest,
        "device": position.device,
        "epoch": position.epoch,
        "seq": position.seq,
        "previous_id": position.prev,
        "kind": package.kind.value,
        "form": package.form,
        "year": package.year,
        "period": package.period,
        "sender_path": package.sender_path,
        "file_name": package.file_name,
        "size_bytes": package.size_bytes,
        "sealed_at": package.sealed_at,
        "facts": json.dumps({**known, "recipients": [own.path]}, ensure_ascii=False, sort_keys=True),
    }
    return DeskRow(table=SENT, cells={name: cell for name, cell in cells.items() if cell not in (None, "")})


def _answers(
    tx: Transaction, *, held: _Held, own: Office, practice: bool, folder: Path, signer: Ed25519Signer
) -> list[bytes]:
    """A receipt for each package of the office, as far as it has come; each names the newest that are here."""
    decided: dict[str, set[Outcome]] = {}
    for review in (one for sent in held.told.values() for one in sent):
        decided.setdefault(review.package_id, set()).add(review.outcome)
    return [
        signed_answer(
            tx,
            digest=one.digest,
            position=one.position,
            sender=one.sender_path,
            practice=practice,
            status=_status(one, decided.get(one.digest, set())),
            own=own,
            folder=folder,
            signer=signer,
            earlier=earlier_of(one.facts),
        )
        for one in held.packages
    ]


def _status(package: ReceivedPackage, decided: Collection[Outcome]) -> ReceiptStatus:
    if package.status is ReceivedStatus.OLDER:
        return ReceiptStatus.RECEIVED
    return answer_status(decided) if decided else ReceiptStatus.IMPORTED
