"""Publishing texts: libraries, rule packs, forms, lists and calendars go down as one signed package for all offices below."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from jxdesk.actions.posting import Consignment, post
from jxdesk.actions.publishing.approved import NothingToPublish, Published
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.library.entries import Library, Origin
from jxdesk.domain.library.handed_down import library_to_text
from jxdesk.domain.progress import Progress
from jxdesk.domain.records.offices import Office, covers
from jxdesk.domain.records.packages import Belongings, PackageKind
from jxdesk.domain.road.duties import Duty
from jxdesk.domain.sending.office_lists import office_text
from jxdesk.domain.sending.publications import KIND_WORDS, MOVED, Publication, PublicationKind
from jxdesk.exchange import keys, stick
from jxdesk.exchange.packing import Packer
from jxdesk.store.engine.database import Transaction
from jxdesk.store.records import enrolments, libraries, offices
from jxdesk.store.shipped.deadlines import calendar_text, timetable, timetable_text
from jxdesk.store.shipped.forms import rule_packs, rule_texts, template_texts, templates
from jxdesk.store.shipped.regions import regions_text
from jxdesk.store.views import deadlines

MARK = 12


def publish_texts(
    workspace: Workspace,
    kind: PublicationKind,
    *,
    to: Path,
    year: int | None = None,
    passphrase: str = "",
    progress: Progress | None = None,
) -> Published:
    """Writes what this desk has of a kind into one package for every office below it.

    ``year`` is the one whose moved deadlines go down. Raises: NothingToPublish, NotDelivered; KeyLocked, KeyFault;
    StickError; Cancelled.
    """
    workspace.take_up(Duty.PUBLISH)
    own = workspace.own_office
    stick.look_first(to)
    signer = keys.load(workspace.folder.keys).unlock(passphrase)
    recipients, found = workspace.read(partial(_collect, own=own, kind=kind, year=year))
    if not recipients:
        raise NothingToPublish(
            "下面还没有单位，不知道发给谁。",
            facts=own.path,
            advice="请先给下级单位发登记证书，或导入单位名单。",
        )
    if not found:
        raise NothingToPublish(
            f"没有可以下发的{KIND_WORDS[kind]}。",
            facts="随程序带的各单位都有，不用下发。",
            advice="请先导入或新建，再下发。",
        )
    packer = Packer(folder=workspace.folder.packages)
    for one in found:
        packer.add_publication(one)
    with packer.finish(Belongings(), progress=progress or Progress()) as data:
        posted = post(
            workspace,
            data,
            Consignment(
                kind=PackageKind.PUBLICATION,
                task=None,
                words=f"下发{KIND_WORDS[kind]}",
                sender=own,
                recipients=recipients,
                on_sent=_nothing,
            ),
            signer,
            to=to,
            progress=progress or Progress(),
        )
    return Published(
        path=posted.path, digest=posted.digest, recipient="、".join(recipients), count=len(found)
    )


def _nothing(tx: Transaction, digest: str) -> None:
    """What goes down twice says the same twice."""


def _collect(
    tx: Transaction, *, own: Office, kind: PublicationKind, year: int | None
) -> tuple[tuple[str, ...], tuple[Publication, ...]]:
    known = offices.all_offices(tx)
    below = {one.path for one in known if one.path != own.path and covers(own.path, one.path)}
    below |= {one.org for one in enrolments.all_of_them(tx) if one.org != own.path}
    right_below = sorted(path for path in below if path.rpartition("-")[0] == own.path)
    return tuple(right_below), tuple(_publications(tx, own, known, kind, year))


def _publications(
    tx: Transaction, own: Office, known: Sequence[Office], kind: PublicationKind, year: int | None
) -> Iterator[Publication]:
    match kind:
        case PublicationKind.FORMS:
            for one in template_texts(templates()):
                yield _one(kind, one.id, one.version, templates()[one.id].name, one.text)
        case PublicationKind.RULES:
            for one in rule_texts(rule_packs()):
                yield _one(kind, one.id, one.version, rule_packs()[one.id].name, one.text)
        case PublicationKind.LIBRARY:
            for library in libraries.all_libraries(tx):
                if library.entries:
                    yield _library(own, library)
        case PublicationKind.OFFICES:
            text = office_text(one for one in known if covers(own.path, one.path))
            yield _one(kind, f"offices-{own.path}", _mark(text), f"{own.name}单位名单", text)
        case PublicationKind.REGIONS:
            yield _one(kind, "regions", _mark(regions_text()), "行政区划", regions_text())
        case PublicationKind.HOLIDAYS:
            yield _one(kind, "calendar", _mark(calendar_text()), "节假日安排", calendar_text())
        case PublicationKind.DEADLINES:
            table = timetable()
            yield _one(kind, table.id, table.version, table.name, timetable_text())
            moved = deadlines.moved(tx, year) if year is not None else {}
            if moved:
                said = {key: {"on": one.on.isoformat(), "basis": one.basis} for key, one in moved.items()}
                text = json.dumps({"year": year, "moved": said}, ensure_ascii=False, sort_keys=True)
                yield _one(kind, f"{MOVED}{year}", _mark(text), f"{year}年改过的期限", text)


def _library(own: Office, library: Library) -> Publication:
    """A library of this desk; the office's own indicators go down under the office's name."""
    text = library_to_text(library)
    is_own = library.origin is Origin.OWN
    name = f"{library.family}-{own.path}" if is_own else library.family
    return _one(PublicationKind.LIBRARY, name, _mark(text) if is_own else library.version, library.name, text)


def _one(kind: PublicationKind, name: str, version: str, title: str, text: str) -> Publication:
    mark = hashlib.sha256(f"{kind.value}/{name}/{version}".encode()).hexdigest()[:MARK]
    return Publication(
        id=f"{kind.value}-{mark}", kind=kind, name=name, version=version, title=title, text=text
    )


def _mark(text: str) -> str:
    """The version of a text that names none: the beginning of its hash."""
    return hashlib.sha256(text.encode()).hexdigest()[:MARK]
