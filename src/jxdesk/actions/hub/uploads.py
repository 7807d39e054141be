"""Uploads: a package comes in pieces, is believed by its first bytes, verified when it is whole, and answered with a receipt.

Order matters when the power fails: the pieces are flushed, the whole is verified, it gets its lasting name, and only then one
transaction says that it was taken. What was cut off in between is finished at the next start.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from jxdesk.actions.hub.service import Service, no_room
from jxdesk.actions.hub.strangers import Strangers
from jxdesk.actions.hub.taking import TooMuch, refuse_by_front, refuse_by_place, take
from jxdesk.domain.errors import JxError
from jxdesk.exchange.believing import FIRST_BYTES, believe
from jxdesk.exchange.container import LARGEST_PACKAGE
from jxdesk.exchange.refusals import PackageRefused, Refusal
from jxdesk.exchange.stick import flush_folder
from jxdesk.exchange.verifying import Front, open_package
from jxdesk.exchange.whole_files import write_private
from jxdesk.store.faults import told
from jxdesk.store.hub import ledger
from jxdesk.store.hub.ledger import HeldPackage

MOST_OPEN_OF_A_KEY = 3
"""An office that begins anew again and again ends its own oldest upload, and nobody else's. Own choice."""
DAYS_KEPT = 7
"""How long an unfinished upload waits for its rest. Own choice."""
SECONDS_A_DAY = 86_400


class UploadGone(JxError):  # noqa: N818 - a state of the upload, named as people say it
    """There is no such upload, or not any more."""

    code = "JX-UPLOAD-GONE"


class UploadElsewhere(JxError):  # noqa: N818 - names what is wrong with the offset
    """The bytes do not go on where the upload stands."""

    code = "JX-UPLOAD-OFFSET"


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """An upload as its note on disk tells it; ``digest`` is set when it is whole and verified, or nearly so."""

    id: str
    size: int
    offered: tuple[str, ...]
    address: str
    began: float
    digest: str = ""


class Uploads:
    """All uploads of a service; any thread may call, and each upload takes one piece at a time."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._folder = service.folder.incoming
        self._guard = threading.Lock()
        self._turns: dict[str, threading.Lock] = {}
        self._fronts: dict[str, Front] = {}
        self._strangers = Strangers()
        self._last_began = 0.0

    def begin(self, size: int, *, offered: Sequence[str] = (), address: str = "") -> Upload:
        """Opens an upload; ``offered`` are certificates of the sender, for packages that carry theirs far behind.

        Nobody knows yet whose it is: where there are too many such uploads, the oldest gives way.

        Raises: PackageRefused for a size that no package has; NoRoom; DiskFull.
        """
        if size <= 0:
            raise PackageRefused(Refusal.EMPTY)
        if size > LARGEST_PACKAGE:
            raise PackageRefused(Refusal.TOO_BIG, f"{size} 字节，最多 {LARGEST_PACKAGE} 字节")
        if not self._service.folder.has_room():
            raise no_room()
        upload = Upload(
            id=secrets.token_hex(16),
            size=size,
            offered=tuple(offered),
            address=address,
            began=self._next_moment(),
        )
        with told(self._folder):
            self._write_note(upload)
            self._part(upload.id).touch()
        self._make_room(self._strangers.come(upload.id, address))
        return upload

    def stands(self, upload_id: str) -> tuple[Upload, int]:
        """An upload and how many of its bytes are here.

        Raises: UploadGone.
        """
        upload = self._note(upload_id)
        if upload.digest and not self._part(upload_id).exists():
            return upload, upload.size
        try:
            return upload, self._part(upload_id).stat().st_size
        except FileNotFoundError:
            raise _gone() from None

    def add(self, upload_id: str, offset: int, piece: bytes) -> int:
        """Adds a piece and answers how many bytes are here now; a refused front ends the upload and leaves nothing.

        Raises: UploadGone, UploadElsewhere; PackageRefused; NoRoom, DiskFull.
        """
        with self._turn(upload_id):
            upload, here = self.stands(upload_id)
            if offset != here or offset + len(piece) > upload.size:
                raise UploadElsewhere(f"上传接不上：已有 {here} 字节，来的从 {offset} 开始。")
            self._refuse_stopped(upload)
            is_believed = upload.digest or upload_id in self._fronts
            first = len(piece) if is_believed else max(0, FIRST_BYTES - here)
            self._append(upload_id, piece[:first])
            if not is_believed and self._believe(upload) and self._part(upload_id).exists():
                self._append(upload_id, piece[first:])
            here = self.stands(upload_id)[1]
        self._make_room(self._strangers.grow(upload_id, here))
        return here

    def finish(self, upload_id: str) -> HeldPackage:
        """Takes an upload that is whole; again, and after a power cut, it answers the same.

        Raises: UploadGone, UploadElsewhere; PackageRefused, and then the file lies in quarantine with the reason; StoreError.
        """
        with self._turn(upload_id):
            upload, here = self.stands(upload_id)
            if here < upload.size:
                raise UploadElsewhere(f"还没有传完：{here} / {upload.size} 字节。")
            if not (upload.digest and self._service.folder.object(upload.digest).exists()):
                upload = self._keep(upload)
            held = self._service.database.read(lambda tx: ledger.package(tx, upload.digest))
            if held is None:
                held = take(self._service, upload.digest)
            self._fronts.pop(upload_id, None)
            return held

    def end(self, upload_id: str) -> None:
        """Ends an upload that its sender does not want any more.

        Raises: UploadGone.
        """
        with self._turn(upload_id):
            self._note(upload_id)
            self._forget(upload_id)

    def recover(self, *, is_start: bool = False) -> int:
        """Finishes what was whole when the service was stopped, and clears away what nobody goes on with; answers how many were finished.

        At the start also what has not a single byte: its sender may never have heard of it, and who has begins anew.
        """
        finished = 0
        oldest = self._service.now().timestamp() - DAYS_KEPT * SECONDS_A_DAY
        for upload in self._by_age():
            self._last_began = max(self._last_began, upload.began)
            try:
                here = self.stands(upload.id)[1]
                if here == upload.size:
                    self.finish(upload.id)
                    finished += 1
                if upload.began < oldest or (is_start and not here):
                    self.end(upload.id)
                elif here < upload.size:
                    self._know_again(upload, here)
            except (UploadGone, PackageRefused):
                self._forget(upload.id)
        finished += self._enter_what_the_ledger_forgot()
        for left in self._folder.glob("*.part"):
            if not self._note_path(left.stem).exists():
                left.unlink(missing_ok=True)
        return finished

    def _next_moment(self) -> float:
        """Now, and yet later than what began before: who came first is known by it also where the clock stands."""
        with self._guard:
            self._last_began = max(self._service.now().timestamp(), self._last_began + 0.001)
            return self._last_began

    def _by_age(self) -> list[Upload]:
        """The uploads under way, the oldest first."""
        found = []
        for path in self._folder.glob("*.json"):
            with contextlib.suppress(UploadGone):
                found.append(self._note(path.stem))
        return sorted(found, key=lambda one: one.began)

    def _know_again(self, upload: Upload, here: int) -> None:
        """Believes an unfinished upload of before the last stop by the bytes that lie here, or counts it as a stranger's.

        Raises: PackageRefused, and then it has ended.
        """
        with self._turn(upload.id):
            if upload.id in self._fronts:
                return
            with contextlib.suppress(TooMuch):
                if self._believe(upload):
                    return
        self._make_room(self._strangers.come(upload.id, upload.address))
        self._make_room(self._strangers.grow(upload.id, here))

    def _make_room(self, going: Sequence[str]) -> None:
        """Ends uploads of strangers that have to give way; one that was believed meanwhile stays."""
        for upload_id in going:
            with self._turn(upload_id):
                if upload_id not in self._fronts:
                    self._forget(upload_id)

    def _append(self, upload_id: str, piece: bytes) -> None:
        with told(self._folder), self._part(upload_id).open("ab") as part:
            part.write(piece)
            part.flush()

    def _enter_what_the_ledger_forgot(self) -> int:
        """Enters packages whose files lie here and which an older copy of the ledger does not know; each is verified anew."""
        service, entered = self._service, 0
        known = set(service.database.read(ledger.digests))
        for path in service.folder.objects():
            if path.stem in known:
                continue
            with (
                contextlib.suppress(PackageRefused),
                open_package(path, trusted=service.believed(), practice=service.practice) as package,
            ):
                if package.digest == path.stem:
                    take(service, package.digest)
                    entered += 1
        return entered

    def open_count(self) -> int:
        """How many uploads are under way."""
        return sum(1 for _ in self._folder.glob("*.part"))

    def _believe(self, upload: Upload) -> bool:
        """Whether the front is there and believed; one that is refused ends the upload.

        Raises: PackageRefused.
        """
        service = self._service
        with self._part(upload.id).open("rb") as part:
            data = part.read(FIRST_BYTES)
        try:
            front = believe(
                data,
                upload.size,
                trusted=service.believed(),
                practice=service.practice,
                offered=[one.encode("ascii", "replace") for one in upload.offered],
            )
            if front is None:
                return False
            refuse_by_front(service, front, upload.size)
        except PackageRefused as refused:
            self._forget(upload.id)
            self._note_refusal(refused, front_of=upload)
            raise
        self._end_older(front, keep=upload.id)
        self._fronts[upload.id] = front
        self._strangers.go(upload.id)
        if service.database.read(lambda tx: ledger.package(tx, front.digest)) is not None:
            # It is here already, by an earlier upload: nothing of it need come again.
            self._write_note(replace(upload, digest=front.digest))
            self._part(upload.id).unlink(missing_ok=True)
        return True

    def _refuse_stopped(self, upload: Upload) -> None:
        """Ends an upload whose key was stopped since its front was believed.

        Raises: PackageRefused.
        """
        front, trust = self._fronts.get(upload.id), self._service.believed()
        if front is None or trust is None:
            return
        try:
            trust.refuse_stopped(front.signers, front.issuers, front.manifest.chain.seq)
        except PackageRefused as refused:
            refused.digest = front.digest
            self._forget(upload.id)
            self._note_refusal(refused, front_of=upload)
            raise

    def _keep(self, upload: Upload) -> Upload:
        """Verifies all of an upload and gives it its lasting name."""
        service, part = self._service, self._part(upload.id)
        try:
            with told(self._folder), part.open("rb+") as stream:
                os.fsync(stream.fileno())
            with open_package(part, trusted=service.believed(), practice=service.practice) as package:
                front = Front(
                    manifest=package.manifest,
                    digest=package.digest,
                    signers=package.signers,
                    is_confirmed=package.is_confirmed,
                )
                refuse_by_front(service, front, upload.size)
                refuse_by_place(service, front)
        except PackageRefused as refused:
            self._put_aside(upload, refused)
            raise
        whole = replace(upload, digest=package.digest)
        lasting = service.folder.object(package.digest)
        with told(self._folder):
            self._write_note(whole)  # from here on the next start finds its way, wherever it is cut off
            lasting.parent.mkdir(parents=True, exist_ok=True)
            part.replace(lasting)
            flush_folder(lasting.parent)
        return whole

    def _put_aside(self, upload: Upload, refused: PackageRefused) -> None:
        now = self._service.now()
        day = self._service.folder.quarantine / f"{now:%Y-%m-%d}"
        day.mkdir(parents=True, exist_ok=True)
        name = f"{refused.digest or 'unknown'}.{secrets.token_hex(4)}"
        reason = {"at": now.isoformat(timespec="seconds"), "code": refused.code, "title": refused.title}
        (day / f"{name}.json").write_text(
            json.dumps(reason | {"facts": refused.facts}, ensure_ascii=False), "utf-8"
        )
        self._part(upload.id).replace(day / f"{name}.refused")
        self._forget(upload.id)
        self._note_refusal(refused, front_of=upload)

    def _note_refusal(self, refused: PackageRefused, *, front_of: Upload) -> None:
        said = f"{refused.code} {refused.facts}"[:300]
        self._service.database.transact(
            lambda tx: ledger.note(tx, "refused", digest=refused.digest, detail=said)
        )

    def _end_older(self, front: Front, *, keep: str) -> None:
        """Ends the oldest uploads of a key that has too many open; one that is being written to just now stays."""
        key = front.signers[0].key
        theirs = [one for one, known in self._fronts.items() if known.signers[0].key == key and one != keep]
        for upload_id in theirs[: max(0, len(theirs) - MOST_OPEN_OF_A_KEY + 1)]:
            turn = self._turn_of(upload_id)
            if turn.acquire(blocking=False):
                try:
                    self._forget(upload_id)
                finally:
                    turn.release()

    def _forget(self, upload_id: str) -> None:
        self._fronts.pop(upload_id, None)
        self._strangers.go(upload_id)
        self._part(upload_id).unlink(missing_ok=True)
        self._note_path(upload_id).unlink(missing_ok=True)

    @contextlib.contextmanager
    def _turn(self, upload_id: str) -> Iterator[None]:
        with self._turn_of(upload_id):
            yield
        if not self._note_path(upload_id).exists():
            with self._guard:
                self._turns.pop(upload_id, None)

    def _turn_of(self, upload_id: str) -> threading.Lock:
        with self._guard:
            return self._turns.setdefault(upload_id, threading.Lock())

    def _part(self, upload_id: str) -> Path:
        return self._folder / f"{upload_id}.part"

    def _note_path(self, upload_id: str) -> Path:
        return self._folder / f"{upload_id}.json"

    def _write_note(self, upload: Upload) -> None:
        said = {
            "size": upload.size,
            "offered": list(upload.offered),
            "address": upload.address,
            "began": upload.began,
            "digest": upload.digest,
        }
        write_private(self._note_path(upload.id), json.dumps(said).encode())

    def _note(self, upload_id: str) -> Upload:
        if not upload_id.isalnum():
            raise _gone()
        try:
            said = json.loads(self._note_path(upload_id).read_bytes())
        except FileNotFoundError:
            raise _gone() from None
        return Upload(
            id=upload_id,
            size=said["size"],
            offered=tuple(said["offered"]),
            address=said.get("address", ""),
            began=said["began"],
            digest=said["digest"],
        )


def _gone() -> UploadGone:
    return UploadGone("没有这次上传，或者已经结束。", advice="请重新上传；已经收下的不会收第二遍。")
