"""Sealing: turns filings into the bytes of a signed package; the same data and heading give the same bytes."""

from __future__ import annotations

import hashlib
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path
from typing import IO

from jxdesk.domain.filings import Filing, MoneyKey
from jxdesk.domain.packages import Attachment, ChainPosition, Contents, PackageKind, Task, Totals
from jxdesk.domain.progress import Progress
from jxdesk.exchange import attachments, container, envelope, records
from jxdesk.exchange.collector import paused_collector
from jxdesk.exchange.container import MANIFEST, Member
from jxdesk.exchange.envelope import PACKAGE_TYPE
from jxdesk.exchange.manifest import FileEntry, Manifest, Person, Seen
from jxdesk.exchange.manifest import to_bytes as manifest_bytes
from jxdesk.exchange.record_model import (
    ATTACHMENT,
    FILING,
    INDICATOR_LINE,
    MONEY_LINE,
    OFFICE,
    PROJECT,
    RULE_PACK,
    TEMPLATE,
    Table,
)
from jxdesk.exchange.records import Unsendable
from jxdesk.exchange.refusals import PackageRefused, Refusal
from jxdesk.exchange.signing import Signer

KEPT_IN_MEMORY = 32 * 1024 * 1024
PIECE_BYTES = 1024 * 1024
LINES_AT_ONCE = 4096

# By id; a dict of texts and bytes is nothing that Python's garbage collector walks through.
Lines = dict[str, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What the manifest says beyond the data: who sends what to whom, and where it stands in the sender's chain."""

    app_version: str
    platform: str
    chain: ChainPosition
    created: str
    clock_ok: bool = True
    task: Task
    kind: PackageKind = PackageKind.SUBMISSION
    in_reply_to: str = ""
    journal_head: str = ""
    practice: bool
    knows: tuple[Seen, ...] = ()
    people: tuple[Person, ...] = ()
    recipients: tuple[str, ...]
    sender_name: str
    sender_org: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A filing that could not travel, and why in words."""

    filing: Filing
    reason: str


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
    left_out: tuple[LeftOut, ...]
    kept: tuple[Filing, ...]

    def close(self) -> None:
        """Gives the temporary bytes back."""
        self.spool.close()

    def __enter__(self) -> PackedData:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@dataclass(frozen=True, kw_only=True)
class SealedPackage:
    """A signed package, ready to be written."""

    manifest: Manifest
    digest: str
    key: bytes
    size: int
    chunks: Callable[[], Iterator[bytes]]


def pack(
    contents: Contents,
    *,
    evidence: Mapping[str, Path] | None = None,
    folder: Path | None = None,
    progress: Progress | None = None,
) -> PackedData:
    """Turns domain values into sorted records.

    ``evidence`` names the file of each attachment's SHA-256, ``folder`` is where many bytes may lie meanwhile. A filing
    that cannot travel is left out and named, with what only it needed.

    Raises: PackageRefused for an attachment that is not taken; Cancelled.
    """
    with paused_collector():
        return _pack(contents, evidence or {}, folder, progress or Progress())


def _pack(
    contents: Contents, evidence: Mapping[str, Path], folder: Path | None, progress: Progress
) -> PackedData:
    progress.start("整理数据", len(contents.filings))
    classified = {project.id for project in contents.projects if project.is_classified}
    kept: list[Filing] = []
    left_out: list[LeftOut] = []
    heads: Lines = {}
    money: Lines = {}
    indicators: Lines = {}
    amount_fen = line_count = 0
    for filing in contents.filings:
        progress.step()
        try:
            if filing.project_id in classified:
                raise Unsendable("涉密项目不装入数据包。")
            lines = records.filing_lines(filing)
        except Unsendable as reason:
            left_out.append(LeftOut(filing=filing, reason=str(reason)))
            continue
        kept.append(filing)
        line_count += len(lines.indicators)
        heads.update((lines.filing,))
        money.update(lines.money)
        indicators.update(lines.indicators)
        amount_fen += budget_of(filing)
    assert line_count == len(indicators), "two lines with one id"
    tables, rows = _what_they_name(contents, kept)
    tables[FILING] = heads
    tables[MONEY_LINE] = money
    tables[INDICATOR_LINE] = indicators
    packed = PackedData(
        spool=tempfile.SpooledTemporaryFile(max_size=KEPT_IN_MEMORY, dir=str(folder) if folder else None),  # noqa: SIM115
        totals=Totals(amount_fen=amount_fen, indicators=len(indicators), projects=len(tables[PROJECT])),
        left_out=tuple(left_out),
        kept=tuple(kept),
    )
    _add_evidence(packed, rows, evidence, progress)
    for table in sorted(tables, key=attrgetter("name")):
        if tables[table]:
            _add_table(packed, table, tables[table])
            progress.check()
    return packed


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


def _what_they_name(
    contents: Contents, kept: Sequence[Filing]
) -> tuple[dict[Table, Lines], list[Attachment]]:
    """The lines of the offices, projects, templates and rules that the kept filings name, and their attachments."""
    filings = {filing.id for filing in kept}
    projects = {filing.project_id for filing in kept}
    chosen = [project for project in contents.projects if project.id in projects]
    offices = {filing.office_id for filing in kept} | {project.office_id for project in chosen}
    templates = {filing.content.template_id for filing in kept}
    packs = {filing.content.rule_pack_id for filing in kept}
    rows = [row for row in contents.attachments if row.filing_id in filings]
    return {
        OFFICE: dict(records.office_line(office) for office in contents.offices if office.id in offices),
        PROJECT: dict(records.project_line(project) for project in chosen),
        TEMPLATE: dict(records.declared_line(text) for text in contents.templates if text.id in templates),
        RULE_PACK: dict(records.declared_line(text) for text in contents.rule_packs if text.id in packs),
        ATTACHMENT: dict(records.attachment_line(row) for row in rows),
    }, rows


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


def seal(
    data: PackedData,
    heading: Heading,
    signers: tuple[Signer, ...],
    *,
    chain: Sequence[bytes],
    key: bytes,
) -> SealedPackage:
    """Signs packed data under a heading.

    ``signers`` are the office's key and, where there is one, that of whoever checked; ``chain`` the certificates from
    the first signer up; ``key`` the 16 random bytes from which phone codes are made.

    Raises: PackageRefused where the package would be too large.
    """
    small = {f"chain/{number:02}.dsse.json": certificate for number, certificate in enumerate(chain)}
    small["k.bin"] = key
    members = [*data.members, *(Member(name, len(raw), zlib.crc32(raw)) for name, raw in small.items())]
    entries = [
        *data.entries,
        *(
            FileEntry(name=name, sha256=hashlib.sha256(raw).hexdigest(), size=len(raw))
            for name, raw in small.items()
        ),
    ]
    members.sort(key=attrgetter("name"))
    entries.sort(key=attrgetter("name"))
    manifest = _manifest(heading, tuple(entries), data.totals, signers[0].suite)
    payload = manifest_bytes(manifest)
    front = envelope.to_bytes(envelope.sign(PACKAGE_TYPE, payload, signers))
    everything = [Member(MANIFEST, len(front), zlib.crc32(front)), *members]
    size = container.package_size([(member.name, member.size) for member in everything])
    if size > container.LARGEST_PACKAGE:
        raise PackageRefused(Refusal.TOO_BIG, f"{size} 字节")
    if len(everything) > container.MOST_MEMBERS:
        raise PackageRefused(Refusal.LIMIT, f"{len(everything)} 个成员")

    def chunks() -> Iterator[bytes]:
        yield container.local_header(everything[0]) + front
        for member in members:
            yield container.local_header(member)
            yield from _bytes_of(member, data, small)
        yield container.directory(everything)

    return SealedPackage(
        manifest=manifest, digest=hashlib.sha256(payload).hexdigest(), key=key, size=size, chunks=chunks
    )


def _manifest(heading: Heading, entries: tuple[FileEntry, ...], totals: Totals, suite: str) -> Manifest:
    chain = heading.chain
    own = Seen(device=chain.device, epoch=chain.epoch, seq=chain.seq)
    return Manifest(
        app_name="jxdesk",
        app_version=heading.app_version,
        platform=heading.platform,
        chain=chain,
        created=heading.created,
        clock_ok=heading.clock_ok,
        form=heading.task.form.value,
        year=heading.task.year,
        period=heading.task.period,
        files=entries,
        kind=heading.kind,
        in_reply_to=heading.in_reply_to,
        journal_head=heading.journal_head,
        practice=heading.practice,
        knows=heading.knows if own in heading.knows else (*heading.knows, own),
        people=heading.people,
        recipients=heading.recipients,
        sender_name=heading.sender_name,
        sender_org=heading.sender_org,
        suite=suite,
        totals=totals,
    )


def _bytes_of(member: Member, data: PackedData, small: Mapping[str, bytes]) -> Iterator[bytes]:
    if member.name in small:
        yield small[member.name]
        return
    if member.name in data.sources:
        with data.sources[member.name].open("rb") as stream:
            while piece := stream.read(PIECE_BYTES):
                yield piece
        return
    data.spool.seek(member.start)
    left = member.size
    while left:
        piece = data.spool.read(min(PIECE_BYTES, left))
        left -= len(piece)
        yield piece
