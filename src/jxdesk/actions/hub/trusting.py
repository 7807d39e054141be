"""Trusting: whom the service believes now; lists of stopped keys come by wire or by file and count from that moment on.

They lie in the ledger, so that two services with one database know the same. A file is laid into the folder ``lists``
by the command line, also while the service runs, and is taken in before anything is believed again.
"""

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass
from pathlib import Path

from jxdesk.exchange import trust_file
from jxdesk.exchange.list_taking import LARGEST_LISTS, believable_lists, read_kept, with_lists
from jxdesk.exchange.refusals import PackageRefused, Refusal
from jxdesk.exchange.trust import ListFromBelow, Trust, read_trust
from jxdesk.exchange.whole_files import write_private
from jxdesk.store.faults import Refused
from jxdesk.store.hub import stopped
from jxdesk.store.hub.database import HubDatabase, HubTransaction
from jxdesk.store.hub.stopped import HeldList

SUFFIX = ".jxtrust"
_MARK = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenList:
    """One list as it was given to the service, and the number of the one that counts now: an older one changes nothing."""

    org: str
    name: str
    version: int
    counts: int
    stopped: int

    def as_json(self) -> dict[str, object]:
        """The answer of the service and of the command line; keys are a promise and grow only by addition."""
        return {
            "org": self.org,
            "name": self.name,
            "version": self.version,
            "counts": self.counts,
            "stopped": self.stopped,
        }


class Trusting:
    """Whom one service believes; any thread may ask. ``base`` is its trust file, None in practice, where nobody is enrolled."""

    def __init__(self, base: Trust | None, database: HubDatabase, lists: Path) -> None:
        self.base = base
        self._database, self._folder = database, lists
        self._guard = threading.Lock()
        self._marks: tuple[tuple[str, int], ...] = ()
        self._trust = base

    def now(self) -> Trust | None:
        """Whom the service believes at this moment.

        Raises: StoreError.
        """
        if self.base is None:
            return None
        self._take_laid()
        return self._read()[0]

    def mark(self) -> bytes:
        """Differs after every change of whom the service believes."""
        if self.base is None:
            return b""
        return hashlib.sha256(repr(self._read()[1]).encode()).digest()

    def take(self, data: bytes, *, where: str) -> tuple[TakenList, ...]:
        """Takes the lists of a trust file; each counts from now on, and an older one than the service has changes nothing.

        Raises: PackageRefused; Refused in practice, or for two lists of one number; StoreError.
        """
        trust = self._read()[0]
        if trust is None:
            raise Refused("练习用的接收服务没有停用名单。", advice="正式的接收服务才用得着。")
        return tuple(self._keep(one) for one in lists_of(trust, data, where=where))

    def _keep(self, one: ListFromBelow) -> TakenList:
        held = HeldList(
            issuer=one.list.issuer,
            org=one.issuer.org,
            version=one.list.version,
            statement=one.list.envelope.decode("ascii"),
            certificate=one.issuer.envelope.decode("ascii"),
        )

        def job(tx: HubTransaction) -> HeldList:
            return stopped.put(tx, held, detail=f"第{held.version}版，{len(one.list.entries)} 把密钥")

        counts = self._database.transact(job)
        if counts.version == held.version and counts.statement != held.statement:
            raise Refused(
                "同一版号的停用名单，内容和已有的不一样，没有收。",
                facts=f"{one.issuer.name}（{one.issuer.org}）第 {held.version} 版",
                advice="签发的电脑可能恢复过旧备份：请在那里再停用一次，名单会换一个新的版号。",
            )
        return TakenList(
            org=one.issuer.org,
            name=one.issuer.name,
            version=held.version,
            counts=counts.version,
            stopped=len(one.list.entries),
        )

    def _read(self) -> tuple[Trust | None, tuple[tuple[str, int], ...]]:
        """What is believed, made anew where the ledger has newer lists."""
        if self.base is None:
            return None, ()
        marks = self._database.read(stopped.marks)
        with self._guard:
            if marks != self._marks:
                lists = self._database.read(stopped.all_lists)
                kept = tuple(
                    read_kept(one.certificate.encode("ascii"), one.statement.encode("ascii")) for one in lists
                )
                self._trust = with_lists(self.base, kept)
                self._marks = tuple((one.issuer, one.version) for one in lists)
            return self._trust, self._marks

    def _take_laid(self) -> None:
        """Takes the files that the command line has laid ready; one that is refused is put aside."""
        for path in sorted(self._folder.glob(f"*{SUFFIX}")):
            try:
                self.take(path.read_bytes(), where=path.name)
            except FileNotFoundError:
                continue  # another thread was faster
            except (PackageRefused, Refused):
                path.replace(path.with_suffix(".refused"))
            else:
                path.unlink(missing_ok=True)


def lists_of(trust: Trust, data: bytes, *, where: str) -> tuple[ListFromBelow, ...]:
    """The lists of a trust file, where each of them is believed.

    Raises: PackageRefused; Refused where there is none in it.
    """
    if len(data) > LARGEST_LISTS:
        raise PackageRefused(Refusal.TOO_BIG, where)
    found = believable_lists(trust, read_trust(data, where=where))
    if not found:
        raise Refused(
            "文件里没有停用名单。",
            facts=where,
            advice="请在签发的电脑上用“停用名单”（enrol stopped）写出一份，再给接收服务。",
        )
    return found


def lay_ready(keys: Path, lists: Path, file: Path) -> tuple[ListFromBelow, ...]:
    """Checks a file by the trust file of a service, and lays it where the service, running or not, will take it.

    Raises: PackageRefused, Refused, TrustDamaged; OSError where the file cannot be read.
    """
    trust = trust_file.load(keys)
    if trust is None:
        raise Refused(
            "这个文件夹里没有接收服务的密钥和信任文件。",
            facts=str(keys),
            advice="请核对 --home 是不是接收服务的文件夹；练习用的没有停用名单。",
        )
    data = file.read_bytes()
    found = lists_of(trust, data, where=file.name)
    lists.mkdir(mode=0o700, exist_ok=True)
    write_private(lists / f"{hashlib.sha256(data).hexdigest()[:_MARK]}{SUFFIX}", data)
    return found
