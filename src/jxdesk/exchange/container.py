"""The container of a package: a ZIP with every member stored and exactly one legal byte string per list of members.

The reader rebuilds each header, the directory and the end record from name, size and CRC-32 and asks for equal bytes.
So links, overlaps, double names, prefixes, comments, descriptors, zip64 and a second archive cannot exist.
"""

from __future__ import annotations

import itertools
import re
import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO

from jxdesk.exchange.refusals import PackageRefused, Refusal

MANIFEST = "manifest.dsse.json"

LARGEST_PACKAGE = 512 * 1024 * 1024
LARGEST_MEMBER = 64 * 1024 * 1024
LARGEST_MANIFEST = 2 * 1024 * 1024
LARGEST_ATTACHMENT = 20 * 1024 * 1024
LARGEST_CHAIN_MEMBER = 64 * 1024
LARGEST_RECEIPT = 256 * 1024
KEY_BYTES = 16
MOST_MEMBERS = 5000
LONGEST_NAME = 121

_NAME = re.compile(r"[a-z0-9][a-z0-9._/-]{0,120}")
_MEMBER = re.compile(
    r"att/[0-9a-f]{64}"
    r"|chain/[0-9]{2}\.dsse\.json"
    r"|data/[a-z0-9_]{1,40}\.ndjson"
    r"|k\.bin"
    r"|manifest\.dsse\.json"
    r"|(?:receipts|src)/[0-9a-f]{64}\.dsse\.json"
)
_DEVICE = re.compile(r"(?:.*/)?(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.[^/]*)?", re.DOTALL)

_VERSION, _FLAGS, _METHOD, _TIME, _DATE = 10, 0, 0, 0, 0x0021
_LOCAL = struct.Struct("<4sHHHHHIIIHH")
_CENTRAL = struct.Struct("<4sHHHHHHIIIHHHHHII")
_END = struct.Struct("<4sHHHHIIH")
_LOCAL_MARK, _CENTRAL_MARK, _END_MARK = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"


@dataclass(frozen=True, slots=True)
class Member:
    """One member as its headers describe it; ``start`` is where its bytes begin in the file."""

    name: str
    size: int
    crc: int
    start: int = 0


def is_member_name(name: str) -> bool:
    """Whether a member may have this name."""
    return _MEMBER.fullmatch(name) is not None and _DEVICE.fullmatch(name) is None


def size_limit(name: str) -> int:
    """How large a member of this name may be."""
    if name.startswith("att/"):
        return LARGEST_ATTACHMENT
    if name.startswith("chain/"):
        return LARGEST_CHAIN_MEMBER
    if name.startswith("receipts/"):
        return LARGEST_RECEIPT
    if name == MANIFEST or name.startswith("src/"):
        return LARGEST_MANIFEST
    return KEY_BYTES if name == "k.bin" else LARGEST_MEMBER


def local_header(member: Member) -> bytes:
    """The one legal header before a member's bytes."""
    name = member.name.encode("ascii")
    fixed = (_VERSION, _FLAGS, _METHOD, _TIME, _DATE, member.crc, member.size, member.size, len(name), 0)
    return _LOCAL.pack(_LOCAL_MARK, *fixed) + name


def directory(members: Sequence[Member]) -> bytes:
    """The one legal directory and end record behind the members."""
    records = []
    offset = 0
    for member in members:
        name = member.name.encode("ascii")
        fixed = (_VERSION, _VERSION, _FLAGS, _METHOD, _TIME, _DATE, member.crc, member.size, member.size)
        records.append(_CENTRAL.pack(_CENTRAL_MARK, *fixed, len(name), 0, 0, 0, 0, 0, offset) + name)
        offset += _LOCAL.size + len(name) + member.size
    central = b"".join(records)
    count = len(members)
    return central + _END.pack(_END_MARK, 0, 0, count, count, len(central), offset, 0)


def package_size(members: Sequence[tuple[str, int]]) -> int:
    """How large the file with these members (name, size) is, in bytes."""
    names = sum(len(name) for name, _ in members)
    fixed = (_LOCAL.size + _CENTRAL.size) * len(members) + _END.size
    return fixed + 2 * names + sum(size for _, size in members)


def in_order(names: Sequence[str]) -> bool:
    """Whether member names stand in the one legal order: the manifest, then the rest strictly ascending."""
    return names[:1] == [MANIFEST] and all(before < after for before, after in itertools.pairwise(names[1:]))


class Reader:
    """Walks over the members of a file, touching headers only.

    Raises: PackageRefused, from every method.
    """

    def __init__(self, stream: IO[bytes], size: int) -> None:
        self._stream = stream
        self.size = size
        if size == 0:
            raise PackageRefused(Refusal.EMPTY)
        if size > LARGEST_PACKAGE:
            raise PackageRefused(Refusal.TOO_BIG, f"{size} 字节，最多 {LARGEST_PACKAGE} 字节")

    def first(self) -> Member:
        """The manifest's member, which every package begins with."""
        member = self._header(0)
        assert member is not None, "a directory never stands at the start"
        return member

    def members(self) -> tuple[Member, ...]:
        """Every member, with the directory compared byte for byte."""
        found: list[Member] = []
        offset = 0
        while (member := self._header(offset)) is not None:
            found.append(member)
            if len(found) > MOST_MEMBERS:
                raise PackageRefused(Refusal.LIMIT, f"超过 {MOST_MEMBERS} 个成员")
            offset = member.start + member.size
        names = [member.name for member in found]
        if not in_order(names):
            raise PackageRefused(Refusal.CONTAINER, "成员的次序不对或有重名")
        self._compare_directory(found, offset)
        return tuple(found)

    def read(self, member: Member) -> bytes:
        """The bytes of a small member, as its header says them."""
        self._stream.seek(member.start)
        data = self._stream.read(member.size)
        if len(data) != member.size:
            raise PackageRefused(Refusal.TRUNCATED, member.name)
        if zlib.crc32(data) != member.crc:
            raise PackageRefused(Refusal.CONTAINER, f"{member.name}：校验码不符")
        return data

    def chunks(self, member: Member, *, largest: int) -> Iterator[bytes]:
        """The bytes of a member, piece by piece; others may read in between."""
        left = member.size
        while left:
            self._stream.seek(member.start + member.size - left)
            data = self._stream.read(min(largest, left))
            if not data:
                raise PackageRefused(Refusal.TRUNCATED, member.name)
            left -= len(data)
            yield data

    def _header(self, offset: int) -> Member | None:
        """The member whose header stands here, or None where the directory begins."""
        self._stream.seek(offset)
        data = self._stream.read(_LOCAL.size + LONGEST_NAME)
        if data[:4] == _CENTRAL_MARK and offset:
            return None
        if len(data) < _LOCAL.size:
            raise self._cut(data, offset)
        fields = _LOCAL.unpack_from(data)
        if fields[0] != _LOCAL_MARK:
            raise PackageRefused(Refusal.CONTAINER, f"第 {offset} 字节处不是成员")
        crc, size, name_length = fields[6], fields[7], fields[9]
        if name_length > LONGEST_NAME and offset:
            raise PackageRefused(Refusal.NAME, f"第 {offset} 字节处的名称过长")
        raw = data[_LOCAL.size : _LOCAL.size + name_length]
        if len(raw) < name_length:
            raise self._cut(data, offset)
        if offset == 0 and raw != MANIFEST.encode("ascii"):
            raise PackageRefused(Refusal.CONTAINER, "开头不是清单")
        member = Member(_member_name(raw), size, crc, offset + _LOCAL.size + name_length)
        if local_header(member) != data[: _LOCAL.size + name_length]:
            raise PackageRefused(Refusal.CONTAINER, f"{member.name}：压缩、加密或带有附加内容")
        limit = size_limit(member.name)
        if size > limit:
            refusal = Refusal.JSON_SIZE if member.name == MANIFEST else Refusal.TOO_BIG
            raise PackageRefused(refusal, f"{member.name}：{size} 字节，最多 {limit} 字节")
        if member.start + size > self.size:
            raise self._cut(b"", self.size)
        return member

    def _cut(self, data: bytes, offset: int) -> PackageRefused:
        """The refusal for a file that ends where a member should go on."""
        if offset == 0 and not _LOCAL_MARK.startswith(data[:4]):
            return PackageRefused(Refusal.CONTAINER)
        if self.ends_properly():
            return PackageRefused(Refusal.CONTAINER, "成员的大小不对")
        return PackageRefused(Refusal.TRUNCATED, f"实有 {self.size} 字节")

    def ends_properly(self) -> bool:
        """Whether an end record stands at the end of the file, which no cut copy has."""
        if self.size < _END.size:
            return False
        self._stream.seek(self.size - _END.size)
        return self._stream.read(4) == _END_MARK

    def _compare_directory(self, members: Sequence[Member], offset: int) -> None:
        wanted = directory(members)
        self._stream.seek(offset)
        found = self._stream.read(len(wanted) + 1)
        if found == wanted:
            return
        if found.startswith(wanted):
            raise PackageRefused(Refusal.TRAILING, f"多出 {self.size - offset - len(wanted)} 字节")
        if wanted.startswith(found):
            expected = offset + len(wanted)
            raise PackageRefused(Refusal.TRUNCATED, f"应有 {expected} 字节，实有 {self.size} 字节")
        raise PackageRefused(Refusal.CONTAINER, "目录不对")


def _member_name(raw: bytes) -> str:
    name = raw.decode("latin-1")
    if not is_member_name(name):
        shown = ascii(name[:60])
        raise PackageRefused(Refusal.NAME, shown)
    return name
