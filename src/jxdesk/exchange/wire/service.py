"""The receiving service as this desk sees it: first it proves who it is, then packages go up, and what lies ready comes down.

Source: tus.io/protocols/resumable-upload, 1.0.0; exchange format 1, transport.
"""

from __future__ import annotations

import base64
import contextlib
import datetime as dt
import json
import re
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from jxdesk.domain.records.offices import covers
from jxdesk.exchange.container import LARGEST_PACKAGE, LARGEST_RECEIPT
from jxdesk.exchange.hello import (
    LARGEST_HELLO,
    OfficeHello,
    ServiceHello,
    read_service_hello,
    sign_office_hello,
)
from jxdesk.exchange.manifest import DIGEST
from jxdesk.exchange.refusals import PackageRefused, refuse_other_kind
from jxdesk.exchange.signing import Signer
from jxdesk.exchange.trust import Trust
from jxdesk.exchange.wire import faults
from jxdesk.exchange.wire.line import Answer, Line

PACKAGES = "/v1/packages"
_TUS = {"Tus-Resumable": "1.0.0"}
_BYTES = {**_TUS, "Content-Type": "application/offset+octet-stream"}
_PLACE = re.compile(r"/v1/packages/[A-Za-z0-9_-]{1,200}")
_KIND = re.compile(r"[a-z_]{1,40}")
_ORG = re.compile(r"[A-Za-z0-9-]{1,200}")
_LONGEST_NAME = 200
_GONE = frozenset({404, 410})


class MailKind(StrEnum):
    """What lies ready."""

    PACKAGE = "package"
    RECEIPT = "receipt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lying:
    """One thing that lies ready for this office; what a package says of itself is believed when it is verified.

    ``id`` is the digest of a package or the SHA-256 of a receipt, whose bytes are ``statement``.
    """

    n: int
    what: MailKind
    id: str
    kind: str = ""
    sender_org: str = ""
    sender_name: str = ""
    seq: int = 0
    size_bytes: int = 0
    statement: bytes = b""


class HubService:
    """One service on an open line; nothing is sent to it before ``meet``."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._hello: ServiceHello | None = None
        self._token = ""

    @property
    def host(self) -> str:
        """Its name, for people."""
        return self._line.host

    @property
    def office(self) -> ServiceHello:
        """Who it is; after ``meet``."""
        assert self._hello is not None, "it was not asked who it is"
        return self._hello

    # ---- who it is ----------------------------------------------------------------------------------------------------

    def meet(self, trust: Trust | None, *, org: str, practice: bool) -> ServiceHello:
        """Asks the service to prove that it receives for this office.

        Raises: WireTrouble; what it is where it is a login page or a stranger.
        """
        nonce = secrets.token_urlsafe(24)
        answer = self._line.ask("GET", f"/v1/hello?n={nonce}", largest=LARGEST_HELLO)
        if answer.json() is None:
            raise faults.login_page(self.host, "没有签名的应答")
        try:
            hello = read_service_hello(answer.body, trust, nonce=nonce, practice=practice)
            refuse_other_kind(hello.name, practice=hello.practice, here=practice)
        except PackageRefused as refused:
            raise faults.strange_service(self.host, f"{refused.title}{refused.facts}") from refused
        if not covers(hello.org, org):
            raise faults.strange_service(self.host, f"它是 {hello.name}（{hello.org}）的，不管 {org}")
        self._hello = hello
        return hello

    def hours_apart(self, now: dt.datetime) -> float:
        """How many hours this PC's clock is ahead of the service's, negative where it is behind; after ``meet``."""
        return (now - dt.datetime.fromisoformat(self.office.created)).total_seconds() / 3600

    def let_in(self, signer: Signer, *, org: str, chain: Sequence[bytes]) -> None:
        """Proves who this office is by signing the challenge; what lies ready is shown after that.

        Raises: WireTrouble; HubRefused.
        """
        said = OfficeHello(org=org, challenge=self.office.challenge, practice=self.office.practice)
        answer = self._line.ask("POST", "/v1/session", body=sign_office_hello(said, signer, chain=chain))
        match answer.json():
            case {"token": str(token)} if token.isascii() and token.isprintable():
                self._token = token
            case _:
                raise faults.not_a_hub(self.host, "没有给通行码")

    # ---- up -----------------------------------------------------------------------------------------------------------

    def begin(self, size: int, *, chain: Sequence[bytes]) -> str:
        """Begins an upload and answers where it stands; the certificates go beside it, so that it is known by its first bytes.

        Raises: WireTrouble; HubRefused.
        """
        headers = {**_TUS, "Upload-Length": str(size)}
        if chain:
            lines = base64.b64encode(b"\n".join(chain)).decode("ascii")
            headers["Upload-Metadata"] = f"chain {lines}"
        answer = self._line.ask("POST", PACKAGES, headers=headers)
        place = urlsplit(answer.headers.get("location", "")).path
        if _PLACE.fullmatch(place) is None:
            raise faults.not_a_hub(self.host, "没有说传到哪里")
        return place

    def stands(self, place: str) -> int | None:
        """How many bytes of an upload are there; None where there is no such upload any more.

        Raises: WireTrouble.
        """
        answer = self._line.ask("HEAD", place, headers=_TUS, passes=_GONE)
        return None if answer.status in _GONE else self._offset(answer)

    def send(self, place: str, offset: int, pieces: Iterator[bytes], length: int) -> int | None:
        """Sends the next bytes of an upload; answers how many are there then, None where it must be asked first.

        Raises: WireTrouble; HubRefused.
        """
        headers = {**_BYTES, "Upload-Offset": str(offset), "Content-Length": str(length)}
        answer = self._line.ask("PATCH", place, headers=headers, body=pieces, passes=_GONE | {409})
        return None if answer.status in _GONE or answer.status == 409 else self._offset(answer)

    def receipt(self, place: str) -> bytes | None:
        """The signed answer for an upload that is whole; None where nobody signs one, since it goes down.

        Raises: WireTrouble; HubRefused where all of it has come and is refused.
        """
        answer = self._line.ask("GET", f"{place}/receipt", largest=LARGEST_RECEIPT)
        return answer.body or None

    def leave(self, statement: bytes) -> None:
        """Leaves a receipt of this desk for the office that it answers.

        Raises: WireTrouble; HubRefused.
        """
        self._line.ask("POST", "/v1/receipts", body=statement)

    # ---- down ---------------------------------------------------------------------------------------------------------

    def mail(self, *, beyond: int) -> tuple[Lying, ...]:
        """What lies ready beyond a number, oldest first; a part of it where it is much.

        Raises: WireTrouble.
        """
        answer = self._line.ask("GET", f"/v1/mail?after={beyond}", headers=self._bearer())
        match answer.json():
            case {"mail": list(found)}:
                return tuple(self._lying(one) for one in found)
            case _:
                raise faults.not_a_hub(self.host, "没有给出收件的清单")

    @contextlib.contextmanager
    def package(self, one: Lying, *, offset: int) -> Iterator[tuple[int, Iterator[bytes]]]:
        """The bytes of a package from an offset on, with where they begin: at its start where a part is not given.

        Raises: WireTrouble.
        """
        headers = self._bearer() | ({"Range": f"bytes={offset}-"} if offset else {})
        asked = self._line.stream("GET", f"/v1/mail/{one.id}", headers=headers)
        with asked as (answer, pieces):
            yield (offset if answer.status == 206 else 0), pieces

    def _bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token}"}

    def _offset(self, answer: Answer) -> int:
        text = answer.headers.get("upload-offset", "")
        if not (text.isascii() and text.isdigit() and len(text) < 16):
            raise faults.not_a_hub(self.host, "没有说传到了哪里")
        return int(text)

    def _lying(self, said: Any) -> Lying:
        """One thing of the mail; a service that proved who it is may still be of a later version, or broken."""
        match said:
            case {"n": int(n), "what": "receipt", "id": str(identity), "statement": str(statement)} if (
                DIGEST.fullmatch(identity) and len(statement) <= LARGEST_RECEIPT and statement.isascii()
            ):
                return Lying(n=n, what=MailKind.RECEIPT, id=identity, statement=statement.encode("ascii"))
            case {
                "n": int(n),
                "what": "package",
                "id": str(identity),
                "kind": str(kind),
                "sender_org": str(org),
                "sender_name": str(name),
                "seq": int(seq),
                "size_bytes": int(size),
            } if DIGEST.fullmatch(identity) and _KIND.fullmatch(kind) and 0 < size <= LARGEST_PACKAGE:
                return Lying(
                    n=n,
                    what=MailKind.PACKAGE,
                    id=identity,
                    kind=kind,
                    sender_org=org if _ORG.fullmatch(org) else "",
                    sender_name=name[:_LONGEST_NAME],
                    seq=seq,
                    size_bytes=size,
                )
            case _:
                raise faults.not_a_hub(self.host, f"收件的清单看不懂：{json.dumps(said)[:200]}")
