"""Packing: turns filings, one after the other, into the sorted records of a package; the filings need not stay in memory.

What answers them, is handed down or rides along (approvals, publications, receipts) is added beside them.
"""

from __future__ import annotations

import hashlib
import tempfile
import zlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path
from typing import IO

from jxdesk.domain.progress import Progress
from jxdesk.domain.records.filings import Filing, MoneyKey
from jxdesk.domain.records.packages import Attachment, Belongings, Totals
from jxdesk.domain.road.reviews import Comment, Review
from jxdesk.domain.road.standings import Whereabouts
from jxdesk.domain.sending.desk_rows import DeskRow
from jxdesk.domain.sending.past_forms import PastForms
from jxdesk.domain.sending.publications import Publication
from jxdesk.domain.year.approvals import Adjustment, Approval
from jxdesk.exchange import attachments, container, records, road_records
from jxdesk.exchange.collector import paused_collector
from jxdesk.exchange.container import Member
from jxdesk.exchange.manifest import FileEntry
from jxdesk.exchange.past_forms import past_rows
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
    Table,
)
from jxdesk.exchange.records import Line, Unsendable
from jxdesk.exchange.refusals import PackageRefused, Refusal

KEPT_IN_MEMORY = 32 * 1024 * 1024
PIECE_BYTES = 1024 * 1024
LINES_AT_ONCE = 4096

# By id; a dict of texts and bytes is nothing that Python's garbage collector walks through.
Lines = dict[str, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedFiling:
    """What is remembered of a filing that was packed."""

    id: str
    version: int
    office_id: str
    project_id: str
    template_id: str
    rule_pack_id: str


@dataclass(kw_only=True)
class PackedData:
    """The members of a package but for the manifest and the chain; they do not depend on the package's number.

    The bytes lie in memory or, when they are many, in a temporary file: close it after use.
    """

    members: list[Member] = field(default_factory=list)
    entries: list[FileEntry] = field(default_factory=list)
    sources: dict[str, Path] = field(default_factory=dict)
    spool: IO[bytes]
    totals: Totals
    filings: tuple[PackedFiling, ...]

    def close(self) -> None:
        """Gives the temporary bytes back."""
        self.spool.close()

    def __enter__(self) -> PackedData:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Packer:
    """Takes filings in, and at the end what they name.

    ``classified`` are ids of projects of which nothing may travel; ``folder`` is where many bytes may lie meanwhile.
    """

    def __init__(self, *, classified: Collection[str] = (), folder: Path | None = None) -> None:
        self.filings: list[PackedFiling] = []
        self._classified = classified
        self._folder = folder
        self._heads: Lines = {}
        self._money: Lines = {}
        self._indicators: Lines = {}
        self._tasks: Lines = {}
        self._beside: dict[Table, Lines] = {}
        self._said: set[tuple[str, ...]] = set()
        self._statements: dict[str, bytes] = {}
        self._amount_fen = 0

    def add(self, filing: Filing, *, round_: int = 1, stands: Whereabouts | None = None) -> None:
        """Packs a filing; ``round_`` counts how often it was sealed to go up; ``stands`` where it stands, said only
        where a desk is handed over or given back.

        Raises: Unsendable where it cannot travel; nothing of it was taken in.
        """
        if filing.project_id in self._classified:
            raise Unsendable("涉密项目不装入数据包。")
        lines = records.filing_lines(filing, round_=round_, stands=road_records.stands_words(stands))
        before = self._line_count()
        self._heads.update((lines.filing,))
        self._money.update(lines.money)
        self._indicators.update(lines.indicators)
        self._tasks.update(lines.tasks)
        added = self._line_count() - before
        assert added == len(lines.money) + len(lines.indicators) + len(lines.tasks), "two lines with one id"
        self._amount_fen += budget_of(filing)
        self.filings.append(
            PackedFiling(
                id=filing.id,
                version=filing.version,
                office_id=filing.office_id,
                project_id=filing.project_id,
                template_id=filing.content.template_id,
                rule_pack_id=filing.content.rule_pack_id,
            )
        )

    def add_review(self, review: Review) -> None:
        """Packs the decision on a filing that was packed.

        Raises: Unsendable.
        """
        said = (review.filing_id, review.office_path, str(review.round))
        self._add_beside(REVIEW, review.filing_id, road_records.review_line(review), said)

    def add_comment(self, comment: Comment) -> None:
        """Packs a remark on a filing that was packed, on the way back as on the way up with its answer.

        Raises: Unsendable.
        """
        self._add_beside(REVIEW_COMMENT, comment.filing_id, road_records.comment_line(comment), (comment.id,))

    def add_adjustment(self, adjustment: Adjustment) -> None:
        """Packs the request whose changed copy was packed; whether it is approved is said from above.

        Raises: Unsendable.
        """
        filing_id = adjustment.filing_id
        self._add_beside(ADJUSTMENT, filing_id, road_records.adjustment_line(adjustment), (filing_id,))

    def add_approval(self, approval: Approval) -> None:
        """Packs the approval of a filing that was packed.

        Raises: Unsendable.
        """
        filing_id = approval.filing_id
        self._add_beside(APPROVAL, filing_id, road_records.approval_line(approval), (filing_id,))

    def add_publication(self, publication: Publication) -> None:
        """Packs something that is handed down.

        Raises: Unsendable where it is too long for one record.
        """
        said = (publication.kind.value, publication.name, publication.version)
        self._add_line(PUBLICATION, road_records.publication_line(publication), said)

    def add_desk_row(self, row: DeskRow) -> None:
        """Packs a row of the office's books that no other record says.

        Raises: Unsendable where it is too long for one record.
        """
        self._add_line(DESK_ROW, road_records.desk_row_line(row), (row.table, str(row.cells["id"])))

    def add_past(self, filing: Filing, past: PastForms) -> None:
        """Packs how a filing that was packed was before.

        Raises: Unsendable where a text in it is too long.
        """
        assert filing.id in self._heads, "what is said of a filing travels with it"
        for row in past_rows(filing, past):
            self.add_desk_row(row)

    def add_receipt(self, statement: bytes) -> None:
        """Lets a signed receipt ride along; the same one again changes nothing."""
        self._add_statement("receipts", statement)

    def add_source(self, manifest: bytes) -> None:
        """Shows a package from which this one was merged: the bytes of its member ``manifest.dsse.json``."""
        self._add_statement("src", manifest)

    def _add_beside(self, table: Table, filing_id: str, line: Line, said: tuple[str, ...]) -> None:
        assert filing_id in self._heads, "what is said of a filing travels with it"
        self._add_line(table, line, said)

    def _add_line(self, table: Table, line: Line, said: tuple[str, ...]) -> None:
        """Adds a record; ``said`` is what it speaks of, of which nothing is said twice."""
        lines = self._beside.setdefault(table, {})
        if line[0] in lines or (table.name, *said) in self._said:
            raise Unsendable("同一件事说了两遍，不能装入数据包。", facts=f"{table.name}：{'、'.join(said)}")
        self._said.add((table.name, *said))
        lines[line[0]] = line[1]

    def _add_statement(self, folder: str, statement: bytes) -> None:
        self._statements[f"{folder}/{hashlib.sha256(statement).hexdigest()}.dsse.json"] = statement

    def _line_count(self) -> int:
        return len(self._indicators) + len(self._money) + len(self._tasks)

    def finish(
        self,
        belongings: Belongings,
        *,
        evidence: Mapping[str, Path] | None = None,
        with_all: bool = False,
        progress: Progress | None = None,
    ) -> PackedData:
        """Packs what the filings name and leaves the rest of it; ``evidence`` is the file of each attachment's SHA-256.

        ``with_all`` packs the offices and projects that no filing names as well.

        Raises: PackageRefused for evidence that is not taken; Cancelled.
        """
        progress = progress or Progress()
        progress.start("整理数据", 0)
        with paused_collector():
            tables, rows = self._tables(belongings, with_all=with_all)
            packed = PackedData(
                spool=tempfile.SpooledTemporaryFile(  # noqa: SIM115 - closed by whoever seals
                    max_size=KEPT_IN_MEMORY, dir=str(self._folder) if self._folder else None
                ),
                totals=Totals(
                    amount_fen=self._amount_fen,
                    indicators=len(self._indicators),
                    projects=len(tables[PROJECT]),
                ),
                filings=tuple(self.filings),
            )
            _add_evidence(packed, rows, evidence or {}, progress)
            for table in sorted(tables, key=attrgetter("name")):
                if tables[table]:
                    _add_table(packed, table, tables[table])
                    progress.check()
            for name, statement in self._statements.items():
                _add_statement(packed, name, statement)
        return packed

    def _tables(
        self, belongings: Belongings, *, with_all: bool
    ) -> tuple[dict[Table, Lines], list[Attachment]]:
        filings = self._heads.keys()
        named = {name: {getattr(one, name) for one in self.filings} for name in PackedFiling.__slots__}
        chosen = [project for project in belongings.projects if with_all or project.id in named["project_id"]]
        offices = named["office_id"] | {project.office_id for project in chosen}
        rows = [row for row in belongings.attachments if row.filing_id in filings]
        templates = [one for one in belongings.templates if one.id in named["template_id"]]
        packs = [one for one in belongings.rule_packs if one.id in named["rule_pack_id"]]
        return {
            OFFICE: dict(
                records.office_line(one) for one in belongings.offices if with_all or one.id in offices
            ),
            PROJECT: dict(map(records.project_line, chosen)),
            TEMPLATE: dict(map(records.declared_line, templates)),
            RULE_PACK: dict(map(records.declared_line, packs)),
            FILING: self._heads,
            MONEY_LINE: self._money,
            INDICATOR_LINE: self._indicators,
            TASK_LINE: self._tasks,
            ATTACHMENT: dict(map(records.attachment_line, rows)),
            **self._beside,
        }, rows


def budget_of(filing: Filing) -> int:
    """What a filing adds to the totals.

    Units: 分; the 全年预算数 of the row 年度资金总额, where blank its 年初预算数.
    """
    total = 0
    for line in filing.content.money_lines:
        if line.key is MoneyKey.TOTAL:
            amount = line.original_budget_fen if line.revised_budget_fen is None else line.revised_budget_fen
            total += amount or 0
    return total


def _add_evidence(
    packed: PackedData, rows: Iterable[Attachment], evidence: Mapping[str, Path], progress: Progress
) -> None:
    for row in sorted({row.sha256: row for row in rows}.values(), key=attrgetter("sha256")):
        name = f"att/{row.sha256}"
        path = evidence[row.sha256]
        digest, crc, size = hashlib.sha256(), 0, 0
        with path.open("rb") as stream:
            while piece := stream.read(PIECE_BYTES):
                digest.update(piece)
                crc = zlib.crc32(piece, crc)
                size += len(piece)
                progress.check()
            if digest.hexdigest() != row.sha256:
                raise PackageRefused(Refusal.DAMAGED, f"附件 {row.original_name}")
            if size > container.LARGEST_ATTACHMENT:
                raise PackageRefused(Refusal.TOO_BIG, f"附件 {row.original_name}：{size} 字节")
            if attachments.type_of(stream) is not row.type:
                raise PackageRefused(Refusal.ATT_TYPE, f"附件 {row.original_name}")
        packed.members.append(Member(name, size, crc))
        packed.entries.append(FileEntry(name=name, sha256=row.sha256, size=size))
        packed.sources[name] = path


def _add_table(packed: PackedData, table: Table, lines: Lines) -> None:
    order = sorted(lines)
    start = packed.spool.tell()
    digest, crc, size = hashlib.sha256(), 0, 0
    for at in range(0, len(order), LINES_AT_ONCE):
        block = b"".join([lines[identity] for identity in order[at : at + LINES_AT_ONCE]])
        digest.update(block)
        crc = zlib.crc32(block, crc)
        size += len(block)
        packed.spool.write(block)
    if size > container.LARGEST_MEMBER:
        raise PackageRefused(Refusal.TOO_BIG, f"{table.member}：{size} 字节")
    packed.members.append(Member(table.member, size, crc, start))
    packed.entries.append(FileEntry(name=table.member, sha256=digest.hexdigest(), size=size))


def _add_statement(packed: PackedData, name: str, statement: bytes) -> None:
    if len(statement) > container.size_limit(name):
        raise PackageRefused(Refusal.TOO_BIG, f"{name}：{len(statement)} 字节")
    packed.members.append(Member(name, len(statement), zlib.crc32(statement), packed.spool.tell()))
    packed.entries.append(
        FileEntry(name=name, sha256=hashlib.sha256(statement).hexdigest(), size=len(statement))
    )
    packed.spool.write(statement)
