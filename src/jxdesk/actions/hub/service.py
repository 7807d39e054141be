"""The opened receiving service: its folders, its key, whom it believes, and its ledger; every errand of the service is handed it."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jxdesk.actions.hub.trusting import Trusting
from jxdesk.domain.errors import JxError
from jxdesk.domain.records.offices import Office, OfficeLevel
from jxdesk.exchange import keys, trust_file
from jxdesk.exchange.certificates import Role
from jxdesk.exchange.signing import Ed25519Signer
from jxdesk.exchange.trust import Trust
from jxdesk.store.engine.clock import Clock, local_now
from jxdesk.store.hub.database import HubDatabase

PRACTICE_OFFICE = Office(
    id="practice-hub", path="53-23", name="练习用的州财政局", level=OfficeLevel.PREFECTURE
)
"""Whose service a practice one is: it stands above the practice county."""
LEAST_FREE_SHARE = 0.1
LEAST_FREE_BYTES = 2 * 1024**3
"""Below both nothing new is taken, so that what is there can still be finished: a tenth of a large disk is plenty. Own choice."""


class NoRoom(JxError):  # noqa: N818 - a state of the disk, named as people say it
    """The server's disk is nearly full."""

    code = "JX-HUB-FULL"


def no_room() -> NoRoom:
    """The words for it."""
    return NoRoom("接收服务的磁盘快满了，暂时不收。", advice="会自动再试；请告诉州市财政局，或改用 U 盘。")


class HubNotSetUp(JxError):  # noqa: N818 - a state of the folder, named as people say it
    """The folder holds no key of a receiving service, or one that may not receive."""

    code = "JX-HUB-SETUP"


@dataclass(frozen=True, slots=True)
class HubFolder:
    """Where everything of a service lies."""

    root: Path

    @property
    def keys(self) -> Path:
        """The service's key and whom it believes."""
        return self.root / "keys"

    @property
    def incoming(self) -> Path:
        """What is still on its way in."""
        return self.root / "incoming"

    @property
    def quarantine(self) -> Path:
        """What was refused after all of it had come, with the reason beside it."""
        return self.root / "quarantine"

    @property
    def lists(self) -> Path:
        """Lists of stopped keys that were laid ready by the command line."""
        return self.root / "lists"

    @property
    def heads(self) -> Path:
        """How far the audit had come on each day, signed."""
        return self.root / "heads"

    @property
    def backups(self) -> Path:
        """Copies of the ledger."""
        return self.root / "backups"

    def object(self, digest: str) -> Path:
        """A package that was taken, written once."""
        return self.root / "objects" / digest[:2] / f"{digest}.jxpkg"

    def objects(self) -> Iterator[Path]:
        """All packages that lie here, in the order of their digests."""
        yield from sorted(self.root.glob("objects/*/*.jxpkg"), key=lambda path: path.stem)

    def free_share(self) -> float:
        """How much of the disk is free, from 0 to 1."""
        usage = shutil.disk_usage(self.root)
        return usage.free / usage.total

    def has_room(self) -> bool:
        """Whether the disk has room for more."""
        return self.free_share() >= LEAST_FREE_SHARE or shutil.disk_usage(self.root).free >= LEAST_FREE_BYTES


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One running service."""

    folder: HubFolder
    database: HubDatabase
    signer: Ed25519Signer
    chain: tuple[bytes, ...]
    office: Office
    trusting: Trusting
    clock: Clock

    @property
    def practice(self) -> bool:
        """Whether it takes practice packages, and no others."""
        return self.trusting.base is None

    def believed(self) -> Trust | None:
        """Whom it believes at this moment; None in practice, where nobody is enrolled.

        Raises: StoreError.
        """
        return self.trusting.now()

    def now(self) -> dt.datetime:
        """The moment by this server's clock; nothing is ordered by it."""
        return self.clock()

    def midnight(self) -> str:
        """When this server's day began, as the ledger writes moments."""
        return self.now().replace(hour=0, minute=0, second=0).isoformat(timespec="seconds")

    def close(self) -> None:
        """Lets go of the ledger."""
        self.database.close()


def open_service(root: Path, *, url: str = "", practice: bool = False, clock: Clock = local_now) -> Service:
    """Opens the folder of a service; a practice one makes its key itself.

    Raises: HubNotSetUp; KeyFault, TrustDamaged; StoreError for the database.
    """
    folder = HubFolder(root)
    folder.incoming.mkdir(parents=True, exist_ok=True)
    folder.quarantine.mkdir(exist_ok=True)
    if practice and keys.look(folder.keys) is None:
        keys.create(folder.keys)
    if keys.look(folder.keys) is None:
        raise HubNotSetUp(
            "这个文件夹里没有接收服务的密钥，没有启动。",
            facts=str(root),
            advice="请在本局的绩效桌面上用 jxdesk enrol hub --to 文件夹 做好，把写出的 keys 整个拷到这里；只是练习的，加 --practice。",
        )
    signer = keys.load(folder.keys).unlock("")
    trust = None if practice else trust_file.load(folder.keys)
    office = PRACTICE_OFFICE if practice else _office(folder, trust, signer)
    database = HubDatabase.open(root, url=url, clock=clock)
    return Service(
        folder=folder,
        database=database,
        signer=signer,
        chain=keys.chain_of(folder.keys, signer, office, today=clock().date()),
        office=office,
        trusting=Trusting(trust, database, folder.lists),
        clock=clock,
    )


def _office(folder: HubFolder, trust: Trust | None, signer: Ed25519Signer) -> Office:
    """Whose service it is, as its certificate says."""
    known = trust.certificates if trust is not None else ()
    own = next((one for one in known if one.public_key == signer.public_key), None)
    if own is None or Role.RECEIVE not in own.roles:
        raise HubNotSetUp(
            "接收服务的密钥没有证书，没有启动。",
            facts=str(folder.keys),
            advice="请在本局的绩效桌面上用 jxdesk enrol hub --to 文件夹 重新做一份，把写出的 keys 整个拷到这里。",
        )
    return Office(id=own.serial, path=own.org, name=own.name, level=OfficeLevel.PREFECTURE)
