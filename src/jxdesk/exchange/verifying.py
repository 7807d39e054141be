"""Verifying: reads a package in the one safe order, and uses nothing of it before the step that allows it.

Size → first header → members → envelope → signature → certificate and scope → manifest → hashes of every member →
records, line by line, under the strict model → what they add up to.
"""

from __future__ import annotations

import contextlib
import hashlib
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from jxdesk.domain.progress import Progress
from jxdesk.domain.records.offices import covers
from jxdesk.domain.records.packages import PackageKind
from jxdesk.exchange import envelope
from jxdesk.exchange import manifest as manifests
from jxdesk.exchange.certificates import Certificate, Chain, Role, has_signature, read_chain
from jxdesk.exchange.container import MANIFEST, Member, Reader, package_size
from jxdesk.exchange.contents import check_records
from jxdesk.exchange.envelope import PACKAGE_TYPE, Envelope, check_type
from jxdesk.exchange.manifest import Manifest
from jxdesk.exchange.package import PIECE_BYTES, VerifiedPackage
from jxdesk.exchange.record_model import PUBLICATION
from jxdesk.exchange.refusals import PackageRefused, Refusal, refuse_other_kind
from jxdesk.exchange.trust import Trust

_ROLES = {
    PackageKind.SUBMISSION: Role.SUBMIT,
    PackageKind.MERGE: Role.SUBMIT,
    PackageKind.HANDOVER: Role.SUBMIT,
    PackageKind.RETURN: Role.REVIEW,
    PackageKind.APPROVAL: Role.REVIEW,
    PackageKind.RESTORE_COPY: Role.REVIEW,
    PackageKind.PUBLICATION: Role.ISSUE,
    PackageKind.TRUST: Role.ISSUE,
    PackageKind.UPDATE: Role.ISSUE,
}


@contextlib.contextmanager
def open_package(
    path: Path,
    *,
    trusted: Trust | None = None,
    practice: bool | None = None,
    with_records: bool = True,
    progress: Progress | None = None,
) -> Iterator[VerifiedPackage]:
    """Opens a package and verifies all of it.

    ``trusted`` None asks for no known signer; ``practice`` says which kind of workspace asks (None: no workspace).
    ``with_records`` False stops after signature and hashes.

    Raises: PackageRefused; OSError where the file cannot be read; Cancelled.
    """
    with path.open("rb") as stream:
        package = read_package(
            stream, path.stat().st_size, trusted=trusted, practice=practice, progress=progress
        )
        try:
            if with_records:
                check_records(package, progress=progress)
        except PackageRefused as refused:
            refused.digest = package.digest
            raise
        yield package


def read_package(
    stream: IO[bytes],
    size: int,
    *,
    trusted: Trust | None = None,
    practice: bool | None = None,
    progress: Progress | None = None,
) -> VerifiedPackage:
    """Verifies container, signature, manifest and hashes; the records are still to be checked.

    Raises: PackageRefused; Cancelled.
    """
    reader = Reader(stream, size)
    first = reader.first()
    try:
        members = reader.members()
    except PackageRefused as refused:
        raise _with_expected_size(refused, reader, first) from None
    signed = envelope.from_bytes(reader.read(first), where=MANIFEST)
    check_type(signed, PACKAGE_TYPE)
    front = believe_front(signed, _links(reader, members), trusted=trusted, practice=practice)
    try:
        _check_members(front.manifest, members, reader, progress or Progress())
    except PackageRefused as refused:
        refused.digest = front.digest
        raise
    return VerifiedPackage(
        manifest=front.manifest,
        digest=front.digest,
        signers=front.signers,
        other_signatures=len(signed.signatures) - len(front.signers),
        is_confirmed=front.is_confirmed,
        reader=reader,
        members={member.name: member for member in members},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """What the front of a package says, once its signature is known to be that of somebody who may say it.

    ``issuers`` are those who vouch for the signers.
    """

    manifest: Manifest
    digest: str
    signers: tuple[Certificate, ...]
    is_confirmed: bool
    issuers: tuple[Certificate, ...] = ()


def believe_front(
    signed: Envelope,
    links: Sequence[tuple[str, bytes]],
    *,
    trusted: Trust | None,
    practice: bool | None,
) -> Front:
    """Checks who signed a manifest and whether he may; ``links`` are the certificates that came with it.

    Raises: PackageRefused.
    """
    chain = read_chain(links, None if trusted is None else trusted.certificates)
    signers = _check_signatures(signed, chain)
    digest = hashlib.sha256(signed.payload).hexdigest()
    try:
        manifest = manifests.from_bytes(signed.payload)
        _check_sender(manifest, signers)
        issuers = tuple(one for one in chain.certificates if one not in signers)
        if trusted is not None:
            trusted.refuse_stopped(signers, issuers, manifest.chain.seq)
        if practice is not None:
            refuse_other_kind(manifest.sender_name, practice=manifest.practice, here=practice)
    except PackageRefused as refused:
        refused.digest = digest
        raise
    return Front(
        manifest=manifest, digest=digest, signers=signers, is_confirmed=chain.is_confirmed, issuers=issuers
    )


def _with_expected_size(refused: PackageRefused, reader: Reader, first: Member) -> PackageRefused:
    """Names the size that a cut file should have, as far as its unverified manifest can say it."""
    if refused.refusal is not Refusal.TRUNCATED or "应有" in refused.facts:
        return refused
    try:
        manifest = manifests.from_bytes(envelope.from_bytes(reader.read(first), where=MANIFEST).payload)
    except PackageRefused:
        return refused
    expected = package_size([(MANIFEST, first.size), *((file.name, file.size) for file in manifest.files)])
    return PackageRefused(Refusal.TRUNCATED, f"应有 {expected} 字节，实有 {reader.size} 字节")


def _links(reader: Reader, members: Sequence[Member]) -> list[tuple[str, bytes]]:
    """The certificates that a package carries, in their order."""
    links = [member for member in members if member.name.startswith("chain/")]
    if [link.name for link in links] != [f"chain/{number:02}.dsse.json" for number in range(len(links))]:
        raise PackageRefused(Refusal.MANIFEST, "证书没有连号")
    return [(link.name, reader.read(link)) for link in links]


def _check_signatures(signed: Envelope, chain: Chain) -> tuple[Certificate, ...]:
    """The known keys that signed; a wrong signature by a known key refuses the package."""
    if not signed.signatures:
        raise PackageRefused(Refusal.SIG_BAD, "没有签名")
    signers = []
    for signature in signed.signatures:
        certificate = chain.find(signature.key)
        if certificate is None or certificate in signers:
            continue
        if not has_signature(signed, certificate):
            raise PackageRefused(Refusal.SIG_BAD, f"{certificate.name}（{certificate.org}）")
        signers.append(certificate)
    if not signers:
        raise PackageRefused(Refusal.SIG_UNKNOWN)
    return tuple(signers)


def _check_sender(manifest: Manifest, signers: Sequence[Certificate]) -> None:
    needed = {_ROLES[manifest.kind]}
    if manifest.kind is PackageKind.RESTORE_COPY and any(
        file.name == PUBLICATION.member for file in manifest.files
    ):
        needed.add(Role.ISSUE)
    able = [
        signer
        for signer in signers
        if needed.issubset(signer.roles) and covers(signer.scope, manifest.sender_org)
    ]
    if not able:
        signer = signers[0]
        raise PackageRefused(
            Refusal.SENDER_SCOPE, f"签名 {signer.name}（{signer.scope}），送出 {manifest.sender_org}"
        )
    if all(signer.suite != manifest.suite for signer in able):
        raise PackageRefused(Refusal.SIG_ALG, f"{manifest.suite} ≠ {able[0].suite}")


def _check_members(manifest: Manifest, members: Sequence[Member], reader: Reader, progress: Progress) -> None:
    """Compares the members with the manifest's list, first by name and size, then by their bytes."""
    listed = {file.name: file for file in manifest.files}
    found = [member.name for member in members[1:]]
    if found != list(listed):
        odd = sorted(set(found) ^ set(listed))[0]
        raise PackageRefused(Refusal.CONTAINER, f"{odd}：多出或缺少")
    if "k.bin" not in listed:
        raise PackageRefused(Refusal.MANIFEST, "缺少 k.bin")
    for member in members[1:]:
        if member.size != listed[member.name].size:
            raise PackageRefused(Refusal.DAMAGED, member.name)
    progress.start("校验", sum(member.size for member in members))
    for member in members[1:]:
        digest, crc = hashlib.sha256(), 0
        for piece in reader.chunks(member, largest=PIECE_BYTES):
            digest.update(piece)
            crc = zlib.crc32(piece, crc)
            progress.step(len(piece))
        if digest.hexdigest() != listed[member.name].sha256:
            raise PackageRefused(Refusal.DAMAGED, member.name)
        if crc != member.crc:
            raise PackageRefused(Refusal.CONTAINER, f"{member.name}：校验码不符")
