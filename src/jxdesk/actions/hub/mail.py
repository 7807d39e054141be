"""Mail: an office proves by its key who it is, sees what lies ready for it, takes packages and receipts, and leaves answers."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import threading
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from jxdesk.actions.hub.service import Service, no_room
from jxdesk.actions.hub.taking import TooMuch
from jxdesk.actions.hub.trusting import TakenList
from jxdesk.domain.errors import JxError
from jxdesk.domain.records.offices import covers
from jxdesk.exchange.hello import ServiceHello, read_office_hello, sign_service_hello
from jxdesk.exchange.receipts import read_receipt
from jxdesk.exchange.refusals import PackageRefused, Refusal, refuse_other_kind
from jxdesk.store.hub import ledger
from jxdesk.store.hub.database import HubTransaction
from jxdesk.store.hub.ledger import PACKAGE, RECEIPT, HeldPackage, HeldReceipt

CHALLENGE_SECONDS = 5 * 60
TOKEN_SECONDS = 30 * 60
MOST_AT_ONCE = 200
MOST_ANSWERED_A_DAY = 16 * 1024**2
"""Bytes of answers of one office; a county that answers all its offices leaves a fiftieth of it. Own choice."""


class NotKnown(JxError):  # noqa: N818 - a verdict on who asks
    """Who asks has no valid token, or asks for what is not his."""

    code = "JX-HUB-TOKEN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """One thing that lies ready: a package or a receipt, with the number by which the office reads on."""

    n: int
    what: str
    id: str
    package: HeldPackage | None = None
    receipt: HeldReceipt | None = None


class Counter:
    """Where offices come to fetch; tokens live as long as this process, and whoever has lost one asks for another."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._secret = secrets.token_bytes(32)
        self._guard = threading.Lock()
        self._used: dict[str, float] = {}

    def hello(self, nonce: str) -> bytes:
        """The service's signed statement about itself, with the challenge that the office is to sign."""
        service = self._service
        challenge = self._sealed(
            {"until": service.now().timestamp() + CHALLENGE_SECONDS, "salt": secrets.token_hex(8)}
        )
        said = ServiceHello(
            org=service.office.path,
            name=service.office.name,
            nonce=nonce,
            challenge=challenge,
            created=service.now().isoformat(timespec="seconds"),
            practice=service.practice,
        )
        return sign_service_hello(said, service.signer, chain=service.chain)

    def let_in(self, statement: bytes) -> str:
        """The token of an office that signed a challenge of this service, which counts once.

        Raises: PackageRefused for the statement; NotKnown for the challenge.
        """
        service = self._service
        said = read_office_hello(statement, service.believed())
        refuse_other_kind(said.org, practice=said.practice, here=service.practice)
        self._opened(said.challenge)
        self._use_up(said.challenge)
        return self._sealed({"until": service.now().timestamp() + TOKEN_SECONDS, "org": said.org})

    def who(self, token: str) -> str:
        """The office whose token this is.

        Raises: NotKnown.
        """
        org = self._opened(token).get("org")
        if not isinstance(org, str):
            raise _not_known()
        return org

    def ready(self, org: str, *, after: int = 0) -> tuple[Ready, ...]:
        """What lies ready for an office beyond a number, oldest first, at most some at once."""

        def job(tx: HubTransaction) -> tuple[Ready, ...]:
            return tuple(
                Ready(
                    n=one.n,
                    what=one.what,
                    id=one.id,
                    package=ledger.package(tx, one.id) if one.what == PACKAGE else None,
                    receipt=ledger.receipt(tx, one.id) if one.what == RECEIPT else None,
                )
                for one in ledger.mail(tx, org, after=after, most=MOST_AT_ONCE)
            )

        return self._service.database.read(job)

    def package(self, org: str, digest: str) -> Path:
        """The file of a package that lies ready for an office.

        Raises: NotKnown where it does not.
        """
        if not self._service.database.read(partial(ledger.is_for, org=org, what=PACKAGE, identity=digest)):
            raise _not_known()
        return self._service.folder.object(digest)

    def leave(self, statement: bytes) -> HeldReceipt:
        """Keeps the answer of an office for the one that it answers; the same again changes nothing.

        The package that it answers may have come by wire or by stick. Raises: PackageRefused; TooMuch, NoRoom; StoreError.
        """
        service = self._service
        signed = read_receipt(statement, service.believed(), practice=service.practice, where="回执")
        said = signed.receipt
        refuse_other_kind(said.receiver_name, practice=said.practice, here=service.practice)
        if not covers(service.office.path, said.receiver_org):
            raise PackageRefused(Refusal.SENDER_SCOPE, f"{said.receiver_org} 不在 {service.office.path} 里")
        held = HeldReceipt(
            id=signed.id,
            digest=said.package,
            sender_org=said.sender_org,
            receiver_org=said.receiver_org,
            status=said.status.value,
            statement=statement.decode("ascii"),
        )
        if service.database.read(partial(ledger.receipt, receipt_id=held.id)) is None:
            self._refuse_too_much(held)
            service.database.transact(partial(ledger.add_receipt, held=held))
        return held

    def _refuse_too_much(self, held: HeldReceipt) -> None:
        service = self._service
        if not service.folder.has_room():
            raise no_room()
        day = service.midnight()
        left = service.database.read(partial(ledger.answered_since, org=held.receiver_org, moment=day))
        if left + len(held.statement) > MOST_ANSWERED_A_DAY:
            raise TooMuch(
                "今天放的回执太多了，明天再放。",
                facts=held.receiver_org,
                advice="急用的请把回执用 U 盘带去；不是本单位放的，请马上告诉州市财政局。",
            )

    def stop(self, statements: bytes) -> tuple[TakenList, ...]:
        """Takes lists of stopped keys; each counts from now on.

        Raises: PackageRefused; Refused.
        """
        return self._service.trusting.take(statements, where="停用名单")

    def _use_up(self, challenge: str) -> None:
        now = self._service.now().timestamp()
        with self._guard:
            self._used = {one: until for one, until in self._used.items() if until > now}
            if challenge in self._used:
                raise _not_known()
            self._used[challenge] = now + CHALLENGE_SECONDS

    def _sealed(self, value: dict[str, object]) -> str:
        said = base64.urlsafe_b64encode(json.dumps(value).encode()).decode("ascii").rstrip("=")
        return f"{said}.{self._mark(said)}"

    def _opened(self, sealed: str) -> dict[str, object]:
        said, _, mark = sealed.partition(".")
        if not hmac.compare_digest(mark.encode(), self._mark(said).encode()):
            raise _not_known()
        value: dict[str, object] = json.loads(base64.urlsafe_b64decode(said + "=" * (-len(said) % 4)))
        until = value.get("until")
        if not isinstance(until, float) or until < self._service.now().timestamp():
            raise _not_known()
        return value

    def _mark(self, said: str) -> str:
        # What was given out before a key was stopped counts no more: everybody asks again, and that key in vain.
        secret = self._secret + self._service.trusting.mark()
        return hmac.new(secret, said.encode(), hashlib.sha256).hexdigest()


def _not_known() -> NotKnown:
    return NotKnown(
        "接收服务没有认出是哪个单位，或者这一份不是给它的。", advice="请重新连接；会自动再试一次。"
    )
