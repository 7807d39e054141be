"""An opened package: what its records say, read block by block from the file that was verified."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from jxdesk.domain.records.filings import Filing
from jxdesk.domain.records.offices import Office
from jxdesk.domain.records.packages import Attachment, DeclaredText
from jxdesk.domain.records.projects import Project
from jxdesk.domain.road.reviews import Comment, Review
from jxdesk.domain.road.standings import Whereabouts
from jxdesk.domain.sending.desk_rows import PAST, PEN, DeskRow
from jxdesk.domain.sending.past_forms import PastForms
from jxdesk.domain.sending.publications import Publication
from jxdesk.domain.year.approvals import Adjustment, Approval
from jxdesk.exchange import canonical, records, road_records
from jxdesk.exchange.certificates import Certificate
from jxdesk.exchange.container import Member, Reader
from jxdesk.exchange.manifest import Manifest
from jxdesk.exchange.past_forms import past_forms
from jxdesk.exchange.record_model import (
    ADJUSTMENT,
    APPROVAL,
    ATTACHMENT,
    DESK_ROW,
    FILING,
    INDICATOR_LINE,
    MONEY_LINE,
    OFFICE,
    PROJECT,
    PUBLICATION,
    REVIEW,
    REVIEW_COMMENT,
    RULE_PACK,
    TASK_LINE,
    TEMPLATE,
    Record,
    Table,
)

_FILING_ID = re.compile(rb'"filing_id":"([0-9a-z_-]*)"')
PIECE_BYTES = 1024 * 1024
PORTION = 250
ProjectForm = tuple[str, str, int | None, int | None]
"""What a filing is about: its project (empty for the office as a whole), form, year and period."""


class _Head(NamedTuple):
    """What is asked of a filing before it is read whole."""

    about: ProjectForm
    vector: dict[str, int]
    round: int
    where: Whereabouts | None


@dataclass(kw_only=True)
class VerifiedPackage:
    """A package that passed; its records may be read as long as it is open.

    ``signers`` are the certificates whose signatures were checked, ``other_signatures`` counts those of unknown keys.
    """

    manifest: Manifest
    digest: str
    signers: tuple[Certificate, ...]
    other_signatures: int
    is_confirmed: bool
    counts: dict[str, int] = field(default_factory=dict)
    reader: Reader
    members: dict[str, Member]

    def key(self) -> bytes:
        """The bytes from which phone codes are made."""
        return self.reader.read(self.members["k.bin"])

    def read(self, name: str) -> bytes:
        """The bytes of a small member."""
        return self.reader.read(self.members[name])

    def lines(self, table: Table) -> Iterator[tuple[list[Record], list[bytes]]]:
        """The records of a table, block by block, with their bytes; the checker decides whether they may be used."""
        member = self.members.get(table.member)
        if member is None:
            return
        first = 1
        pieces = self.reader.chunks(member, largest=PIECE_BYTES)
        for lines in canonical.blocks(pieces, where=member.name):
            yield canonical.decode_lines(lines, where=member.name, first=first), lines
            first += len(lines)

    def records(self, table: Table) -> Iterator[Record]:
        """The records of a table that was checked; its lines are canonical, and are read without looking at that again."""
        member = self.members.get(table.member)
        if member is not None:
            for lines in canonical.blocks(self.reader.chunks(member, largest=PIECE_BYTES), where=member.name):
                yield from canonical.read_lines(lines)

    def evidence(self, sha256: str) -> bytes:
        """The bytes of a piece of evidence."""
        return self.reader.read(self.members[f"att/{sha256}"])

    def offices(self) -> tuple[Office, ...]:
        """The offices that the package names."""
        return tuple(records.to_office(record) for record in self.records(OFFICE))

    def projects(self) -> tuple[Project, ...]:
        """The projects of the package."""
        return tuple(records.to_project(record) for record in self.records(PROJECT))

    def attachments(self) -> tuple[Attachment, ...]:
        """The index of the evidence."""
        return tuple(records.to_attachment(record) for record in self.records(ATTACHMENT))

    def templates(self) -> tuple[DeclaredText, ...]:
        """The form templates under which the filings were filled."""
        return tuple(records.to_declared(record) for record in self.records(TEMPLATE))

    def rule_packs(self) -> tuple[DeclaredText, ...]:
        """The rule packs under which the filings were filled."""
        return tuple(records.to_declared(record) for record in self.records(RULE_PACK))

    def reviews(self) -> tuple[Review, ...]:
        """The decisions on the package's filings."""
        return tuple(map(road_records.to_review, self.records(REVIEW)))

    def comments(self) -> tuple[Comment, ...]:
        """The remarks on them, as far as they were answered with their answers, in the order in which they were written."""
        found = map(road_records.to_comment, self.records(REVIEW_COMMENT))
        return tuple(sorted(found, key=lambda one: (one.filing_id, one.round, one.position, one.id)))

    def adjustments(self) -> tuple[Adjustment, ...]:
        """The requests of which filings of the package are the changed copies."""
        return tuple(map(road_records.to_adjustment, self.records(ADJUSTMENT)))

    def approvals(self) -> tuple[Approval, ...]:
        """The approvals of the package's filings."""
        return tuple(map(road_records.to_approval, self.records(APPROVAL)))

    def publications(self) -> tuple[Publication, ...]:
        """What is handed down."""
        return tuple(map(road_records.to_publication, self.records(PUBLICATION)))

    def receipts(self) -> tuple[bytes, ...]:
        """The receipts that ride along, each to be read as one that came by itself: whom to believe is not asked yet."""
        return self._statements("receipts/")

    def sources(self) -> tuple[bytes, ...]:
        """The signed manifests of what was merged."""
        return self._statements("src/")

    def _statements(self, folder: str) -> tuple[bytes, ...]:
        return tuple(self.read(name) for name in self.members if name.startswith(folder))

    def filings(self, *, bare: Container[str] = ()) -> Iterator[Filing]:
        """The filings with their lines, in the order of their ids; those named in ``bare`` come without."""
        money, indicators, tasks = (
            self._by_filing(table, bare) for table in (MONEY_LINE, INDICATOR_LINE, TASK_LINE)
        )
        for record in self.records(FILING):
            identity = record["id"]
            yield records.to_filing(
                record,
                canonical.read_lines(money.pop(identity, [])),
                canonical.read_lines(indicators.pop(identity, [])),
                canonical.read_lines(tasks.pop(identity, [])),
            )

    def forms(self) -> dict[str, ProjectForm]:
        """Of each filing its project, form, year and period."""
        return {identity: head.about for identity, head in self._heads.items()}

    def vectors(self) -> dict[str, dict[str, int]]:
        """The version vector of each filing."""
        return {identity: head.vector for identity, head in self._heads.items()}

    def rounds(self) -> dict[str, int]:
        """How often each filing was sealed to go up, this time counted."""
        return {identity: head.round for identity, head in self._heads.items()}

    def whereabouts(self) -> dict[str, Whereabouts]:
        """Where each filing stands at the sending desk, as far as the package says; round 0 where it was never on the road."""
        return {identity: head.where for identity, head in self._heads.items() if head.where is not None}

    @cached_property
    def _heads(self) -> dict[str, _Head]:
        """What is asked of all filings at once, read once."""
        return {
            record["id"]: _Head(
                about=(
                    record.get("project_id", ""),
                    record["form"],
                    record["year"],
                    record.get("period"),
                ),
                vector=records.to_vector(record),
                round=record.get("round", 1),
                where=road_records.to_whereabouts(record),
            )
            for record in self.records(FILING)
        }

    def desk_rows(self) -> tuple[DeskRow, ...]:
        """The rows of the office's books but for the pen and for how its forms were before."""
        rows = map(road_records.to_desk_row, self.records(DESK_ROW))
        return tuple(row for row in rows if row.table not in (PEN, PAST))

    def past_forms(self) -> dict[str, PastForms]:
        """How forms were when they were returned or accepted last, by filing, as far as the package says."""
        rows = map(road_records.to_desk_row, self.records(DESK_ROW))
        return past_forms(row for row in rows if row.table == PAST)

    def pen_turn(self) -> int:
        """The turn of the pen that the package hands over; 0 where it hands over none."""
        rows = map(road_records.to_desk_row, self.records(DESK_ROW))
        return next((int(row.cells.get("turn", 0)) for row in rows if row.table == PEN), 0)

    def _by_filing(self, table: Table, bare: Container[str]) -> dict[str, list[bytes]]:
        """The lines of a table by their filing, as they are written: read, they take eight times the room."""
        found: dict[str, list[bytes]] = {}
        member = self.members.get(table.member)
        if member is None:
            return found
        for lines in canonical.blocks(self.reader.chunks(member, largest=PIECE_BYTES), where=member.name):
            for line in lines:
                filing_id = _filing_of(line)
                if filing_id not in bare:
                    found.setdefault(filing_id, []).append(line)
        return found


def _filing_of(line: bytes) -> str:
    """The filing that a line names; where the name stands in it more than once it is read, for a text cannot hold it so."""
    named = _FILING_ID.findall(line)
    if len(named) == 1:
        return str(named[0], "ascii")
    return str(canonical.read_lines([line])[0]["filing_id"])


def in_portions(found: Iterable[Filing]) -> Iterator[list[Filing]]:
    """Filings as they are read, so many at a time that other readers of the database come in between."""
    portion: list[Filing] = []
    for one in found:
        portion.append(one)
        if len(portion) == PORTION:
            yield portion
            portion = []
    if portion:
        yield portion
