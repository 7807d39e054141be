"""Publications in the database, each version once; the one that came last of a name is in force, the others stay readable."""

from __future__ import annotations

from dataclasses import dataclass

from jxdesk.domain.sending.publications import Publication, PublicationKind
from jxdesk.store.engine.columns import insert, select
from jxdesk.store.engine.database import Row, Transaction

_COLUMNS = (
    "id",
    "kind",
    "name",
    "title",
    "version",
    "office_path",
    "package_id",
    "text",
    "taken_at",
    "replaced_at",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenPublication:
    """A publication as it was taken in: from whom, with which package, when, and when a newer one took its place."""

    publication: Publication
    office_path: str = ""
    package_id: str = ""
    taken_at: str = ""
    replaced_at: str = ""

    @property
    def kind(self) -> PublicationKind:
        """What it is."""
        return self.publication.kind

    @property
    def name(self) -> str:
        """Its name, the same over its versions."""
        return self.publication.name

    @property
    def text(self) -> str:
        """What it says."""
        return self.publication.text


def add(tx: Transaction, publication: Publication, *, office_path: str, package_id: str) -> bool:
    """Enters a version and puts the one before it aside; answers whether it was not here yet."""
    if get(tx, publication.kind, publication.name, publication.version) is not None:
        return False
    tx.execute(
        "UPDATE publication SET replaced_at = ? WHERE kind = ? AND name = ? AND replaced_at = ''",
        (tx.now(), publication.kind.value, publication.name),
    )
    insert(
        tx,
        "publication",
        [
            {
                "id": publication.id,
                "kind": publication.kind.value,
                "name": publication.name,
                "title": publication.title,
                "version": publication.version,
                "office_path": office_path,
                "package_id": package_id,
                "text": publication.text,
                "taken_at": tx.now(),
                "replaced_at": "",
            }
        ],
    )
    return True


def get(tx: Transaction, kind: PublicationKind, name: str, version: str) -> TakenPublication | None:
    """The publication of this version."""
    row = tx.row(
        select(_COLUMNS, "publication", "WHERE kind = ? AND name = ? AND version = ?"),
        (kind.value, name, version),
    )
    return None if row is None else _of(row)


def in_force(tx: Transaction) -> tuple[TakenPublication, ...]:
    """What holds now, in the order in which it came."""
    rows = tx.query(select(_COLUMNS, "publication", "WHERE replaced_at = '' ORDER BY rowid"))
    return tuple(map(_of, rows))


def all_taken(tx: Transaction) -> tuple[TakenPublication, ...]:
    """Everything that was taken in, newest first."""
    return tuple(map(_of, tx.query(select(_COLUMNS, "publication", "ORDER BY rowid DESC"))))


def _of(row: Row) -> TakenPublication:
    known = dict(zip(_COLUMNS, row, strict=True))
    return TakenPublication(
        publication=Publication(
            id=known["id"],
            kind=PublicationKind(known["kind"]),
            name=known["name"],
            version=known["version"],
            title=known["title"],
            text=known["text"],
        ),
        office_path=known["office_path"],
        package_id=known["package_id"],
        taken_at=known["taken_at"],
        replaced_at=known["replaced_at"],
    )
