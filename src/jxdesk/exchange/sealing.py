"""Sealing: signs packed data under a heading; the same data and heading give the same bytes of a package."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from jxdesk.domain.records.packages import ChainPosition, PackageKind, Seen, Task, Totals
from jxdesk.domain.sending.receipts import Gap
from jxdesk.exchange import container, envelope
from jxdesk.exchange.container import MANIFEST, Member
from jxdesk.exchange.envelope import PACKAGE_TYPE
from jxdesk.exchange.manifest import FileEntry, Manifest, Person
from jxdesk.exchange.manifest import to_bytes as manifest_bytes
from jxdesk.exchange.packing import PIECE_BYTES, PackedData
from jxdesk.exchange.refusals import PackageRefused, Refusal
from jxdesk.exchange.signing import Signer


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What the manifest says beyond the data: who sends what to whom, and where it stands in the sender's chain.

    ``task`` is None for what is about no form and year, such as a publication; the manifest then names its kind.
    """

    app_version: str
    platform: str
    chain: ChainPosition
    created: str
    clock_ok: bool = True
    task: Task | None
    kind: PackageKind = PackageKind.SUBMISSION
    in_reply_to: str = ""
    journal_head: str = ""
    practice: bool
    knows: tuple[Seen, ...] = ()
    earlier: tuple[Gap, ...] | None = None
    people: tuple[Person, ...] = ()
    recipients: tuple[str, ...]
    sender_name: str
    sender_org: str


@dataclass(frozen=True, kw_only=True)
class SealedPackage:
    """A signed package, ready to be written."""

    manifest: Manifest
    digest: str
    key: bytes
    size: int
    chunks: Callable[[], Iterator[bytes]]


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
    chain, task = heading.chain, heading.task
    own = Seen(device=chain.device, epoch=chain.epoch, seq=chain.seq)
    return Manifest(
        app_name="jxdesk",
        app_version=heading.app_version,
        platform=heading.platform,
        chain=chain,
        created=heading.created,
        clock_ok=heading.clock_ok,
        form=task.form.value if task else heading.kind.value,
        year=task.year if task else None,
        period=task.period if task else None,
        files=entries,
        kind=heading.kind,
        in_reply_to=heading.in_reply_to,
        journal_head=heading.journal_head,
        practice=heading.practice,
        knows=(*(one for one in heading.knows if (one.device, one.epoch) != (own.device, own.epoch)), own),
        people=heading.people,
        recipients=heading.recipients,
        sender_name=heading.sender_name,
        sender_org=heading.sender_org,
        suite=suite,
        totals=totals,
        earlier=heading.earlier,
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
