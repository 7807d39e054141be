"""A package taken apart, so that one thing in it can be made wrong and the rest signed and packed as it should be."""

from __future__ import annotations

import base64
import copy
import hashlib
import json
import zlib
from collections.abc import Callable, Sequence
from typing import Any

import orjson
from package_builder import certificate, signer

from jxdesk.exchange import container
from jxdesk.exchange.container import MANIFEST, Member
from jxdesk.exchange.envelope import PACKAGE_TYPE, signed_bytes
from jxdesk.exchange.signing import Ed25519Signer, key_id


def plain(value: Any) -> bytes:
    """Canonical bytes without any of the product's checks, for values that the product would refuse to write."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode(
        "utf-8", "surrogatepass"
    )


def seal(
    payload: bytes, signers: Sequence[Ed25519Signer], payload_type: str = PACKAGE_TYPE
) -> dict[str, Any]:
    """An envelope as a plain value."""
    return {
        "payload": base64.b64encode(payload).decode(),
        "payloadType": payload_type,
        "signatures": [
            {
                "alg": one.suite,
                "keyid": key_id(one.suite, one.public_key),
                "sig": base64.b64encode(one.sign(signed_bytes(payload_type, payload))).decode(),
            }
            for one in signers
        ],
    }


class Draft:
    """The parts of a package; ``build`` makes the list of files, signs, and packs."""

    def __init__(self, package: bytes) -> None:
        members = split(package)
        front = orjson.loads(members.pop(MANIFEST))
        self.members = members
        self.manifest: dict[str, Any] = orjson.loads(base64.b64decode(front["payload"]))
        self.signers: list[Ed25519Signer] = [signer()]
        self.payload_type = PACKAGE_TYPE
        self.list_files = True
        self.payload: bytes | None = None
        self.change_front: Callable[[dict[str, Any]], Any] | None = None
        self.front: bytes | None = None

    def copy(self) -> Draft:
        return copy.deepcopy(self)

    def records(self, table: str) -> list[dict[str, Any]]:
        return [orjson.loads(line) for line in self.members[f"data/{table}.ndjson"].splitlines()]

    def set_records(self, table: str, records: Sequence[Any]) -> None:
        self.members[f"data/{table}.ndjson"] = b"".join(plain(record) + b"\n" for record in records)

    def set_chain(self, *certificates: bytes) -> None:
        for name in [name for name in self.members if name.startswith("chain/")]:
            del self.members[name]
        for number, data in enumerate(certificates):
            self.members[f"chain/{number:02}.dsse.json"] = data

    def sign_as(self, one: Ed25519Signer, **said: Any) -> None:
        self.signers = [one]
        self.set_chain(certificate(one, **said))

    def build_front(self) -> bytes:
        if self.front is not None:
            return self.front
        if self.list_files:
            self.manifest["files"] = [
                {"name": name, "sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
                for name, data in sorted(self.members.items())
            ]
        payload = plain(self.manifest) if self.payload is None else self.payload
        envelope: Any = seal(payload, self.signers, self.payload_type)
        if self.change_front is not None:
            envelope = self.change_front(envelope)
        return envelope if isinstance(envelope, bytes) else plain(envelope)

    def listed(self) -> list[tuple[str, bytes]]:
        return [(MANIFEST, self.build_front()), *sorted(self.members.items())]

    def build(self) -> bytes:
        return join(self.listed())


def split(package: bytes) -> dict[str, bytes]:
    """The members of a legal package."""
    members, at = {}, 0
    while package[at : at + 4] == b"PK\x03\x04":
        size = int.from_bytes(package[at + 18 : at + 22], "little")
        length = int.from_bytes(package[at + 26 : at + 28], "little")
        name = package[at + 30 : at + 30 + length].decode("ascii")
        at += 30 + length
        members[name] = package[at : at + size]
        at += size
    return members


def join(members: Sequence[tuple[str, bytes]]) -> bytes:
    """A container around these members in this order, legal or not."""
    heads = [Member(name, len(data), zlib.crc32(data)) for name, data in members]
    body = b"".join(
        container.local_header(head) + data for head, (_, data) in zip(heads, members, strict=True)
    )
    return body + container.directory(heads)
