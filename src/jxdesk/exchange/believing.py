"""Believing a package by its first bytes: manifest and certificates, before the rest has come; used by the receiving service.

A stranger can make the service keep no more than these first bytes. The manifest names every member with its size, so
that it says itself where its certificates stand; where they stand behind large evidence, the sender offers them beside.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

from jxdesk.exchange import envelope
from jxdesk.exchange import manifest as manifests
from jxdesk.exchange.container import LARGEST_MANIFEST, MANIFEST, Member, Reader, local_header, package_size
from jxdesk.exchange.envelope import PACKAGE_TYPE, check_type
from jxdesk.exchange.manifest import Manifest
from jxdesk.exchange.refusals import PackageRefused, Refusal
from jxdesk.exchange.trust import Trust
from jxdesk.exchange.verifying import Front, believe_front

FIRST_BYTES = LARGEST_MANIFEST
"""What is kept of somebody who is not known yet."""
_LONGEST_HEADER = len(local_header(Member(MANIFEST, 0, 0)))


def believe(
    data: bytes,
    size: int,
    *,
    trusted: Trust | None,
    practice: bool,
    offered: Sequence[bytes] = (),
) -> Front | None:
    """Believes or refuses a package of ``size`` bytes by its first bytes; None where more of them are needed.

    ``offered`` are certificates that the sender named beside the package, from the signer's up.

    Raises: PackageRefused.
    """
    is_all = len(data) >= min(size, FIRST_BYTES)
    if len(data) < _LONGEST_HEADER and not is_all:
        return None
    reader = Reader(io.BytesIO(data), size)
    first = reader.first()
    if len(data) < first.start + first.size:
        if is_all:
            raise PackageRefused(Refusal.JSON_SIZE, MANIFEST)
        return None
    signed = envelope.from_bytes(reader.read(first), where=MANIFEST)
    check_type(signed, PACKAGE_TYPE)
    said = manifests.from_bytes(signed.payload)
    _check_size(said, first, size)
    links = [(f"证书 {number}", link) for number, link in enumerate(offered, 1)]
    if not links:
        places = [one for one in _places_of_links(said, first) if one[1] + one[2] <= FIRST_BYTES]
        if any(start + length > len(data) for _, start, length in places):
            return None
        links = [(name, data[start : start + length]) for name, start, length in places]
    return believe_front(signed, links, trusted=trusted, practice=practice)


def _check_size(said: Manifest, first: Member, size: int) -> None:
    """Refuses a file that cannot be the package whose front this is."""
    expected = package_size([(MANIFEST, first.size), *((file.name, file.size) for file in said.files)])
    if size != expected:
        refusal = Refusal.TRUNCATED if size < expected else Refusal.TRAILING
        raise PackageRefused(refusal, f"应有 {expected} 字节，报的是 {size} 字节")


def _places_of_links(said: Manifest, first: Member) -> list[tuple[str, int, int]]:
    """Name, beginning and length of each certificate that the package carries."""
    places, offset = [], first.start + first.size
    for file in said.files:
        start = offset + len(local_header(Member(file.name, file.size, 0)))
        if file.name.startswith("chain/"):
            places.append((file.name, start, file.size))
        offset = start + file.size
    return places
