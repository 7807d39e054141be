"""The data folder of one workspace: where it lies, what lies in it, and whether it is fit to hold a live database."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

import appdirs

from jxdesk.store.faults import DiskFull, FolderUnfit, told
from jxdesk.store.safety.atomic import write_whole
from jxdesk.store.safety.drives import DriveKind, drive_kind, fixed_drives, long_name

APP_NAME = "jxdesk"
HOME_VARIABLE = "JXDESK_HOME"
LEAST_FREE_BYTES = 64 * 2**20
_PROBE = ".echo-"
BALLAST_BYTES = 32 * 2**20
BALLAST_BELOW_BYTES = 4096 * 2**20


@dataclass(frozen=True, slots=True)
class DataFolder:
    """The paths of one data folder; nothing is made before ``prepare``."""

    root: Path

    @property
    def database(self) -> Path:
        """The live database."""
        return self.root / "jxdesk.db"

    @property
    def attachments(self) -> Path:
        """Kept files, each under its hash."""
        return self.root / "attachments"

    @property
    def packages(self) -> Path:
        """Sealed and received packages, write-once."""
        return self.root / "packages"

    @property
    def keys(self) -> Path:
        """The locked key file of the office."""
        return self.root / "keys"

    @property
    def backups(self) -> Path:
        """Verified backups."""
        return self.root / "backups"

    @property
    def journal(self) -> Path:
        """The mirror of the change log."""
        return self.root / "journal"

    @property
    def moved_aside(self) -> Path:
        """Databases that were replaced by a restore or a migration; never deleted by the program."""
        return self.root / "aside"

    @property
    def lock_file(self) -> Path:
        """Names who has the folder open."""
        return self.root / "jxdesk.lock"

    @property
    def ledger(self) -> Path:
        """The list of packages sent, kept outside the database so that a restore cannot forget it."""
        return self.packages / "sent.ndjson"

    @property
    def ballast(self) -> Path:
        """Room that is given back when the disk is full; laid when it begins to fill."""
        return self.root / "ballast"

    @property
    def places(self) -> Path:
        """Where second copies go."""
        return self.root / "places.json"

    def attachment(self, sha256: str) -> Path:
        """Where the attachment with this hash lies."""
        return self.attachments / sha256[:2] / sha256

    def prepare(self) -> None:
        """Makes the folders.

        Raises: FolderUnfit, ReadOnly.
        """
        refuse_unfit_drive(self.root)
        places = (self.attachments, self.packages, self.keys, self.backups, self.journal, self.moved_aside)
        with told(self.root):
            for place in (self.root, *places):
                place.mkdir(parents=True, exist_ok=True)

    def prove(self) -> None:
        """Sweeps away what a killed program left half-written, and proves that files written here can be read back.

        Called by who holds the lock. Raises: FolderUnfit, ReadOnly, DiskFull, DiskFailed.
        """
        with told(self.root):
            self._sweep()
            self._echo()
        free = shutil.disk_usage(self.root).free
        if free < LEAST_FREE_BYTES and not self.free_ballast():
            raise DiskFull(
                "磁盘快满了，没有打开。",
                facts=f"{self.root}：只剩 {free // 2**20} MB",
                advice=f"请至少腾出 {LEAST_FREE_BYTES // 2**20} MB，再打开。",
            )
        if LEAST_FREE_BYTES + BALLAST_BYTES < free < BALLAST_BELOW_BYTES and not self.ballast.exists():
            self._lay_ballast()

    def free_ballast(self) -> bool:
        """Gives the reserved room back; answers whether there was any."""
        try:
            self.ballast.unlink()
        except OSError:
            return False
        return True

    def second_place(self) -> Path | None:
        """The folder on another drive where backups and the mirror journal go too, if one was chosen."""
        try:
            chosen = json.loads(self.places.read_text(encoding="utf-8")).get("second", "")
        except (OSError, ValueError, AttributeError):
            return None
        return Path(chosen) if chosen else None

    def set_second_place(self, place: Path | None) -> None:
        """Chooses the second place, or none."""
        text = json.dumps({"second": "" if place is None else str(place)}, ensure_ascii=False)
        write_whole(self.places, text.encode())

    def _sweep(self) -> None:
        """Removes half-written files; a backup without its name is none, and a sum without its backup is nothing."""
        halves = (
            self.root.glob(f"{_PROBE}*"),
            self.root.glob("*.json.tmp"),
            self.backups.glob("*.tmp"),
            (sums for sums in self.backups.glob("*.sha256") if not sums.with_suffix("").exists()),
        )
        for leftover in [path for found in halves for path in found]:
            leftover.unlink()

    def _echo(self) -> None:
        sent = secrets.token_bytes(4096)
        probe = self.root / f"{_PROBE}{os.getpid()}"
        try:
            write_whole(probe, sent)
            answered = probe.read_bytes()
        finally:
            with contextlib.suppress(FileNotFoundError):
                probe.unlink()
        if answered != sent:
            raise FolderUnfit(
                "数据文件夹写入的内容读不回来。",
                facts=str(self.root),
                advice="这块盘可能坏了，请换一个文件夹。",
            )

    def _lay_ballast(self) -> None:
        # Real bytes, not a sparse file: a sparse one would give nothing back.
        with self.ballast.open("wb") as file:
            for _ in range(BALLAST_BYTES // 2**20):
                file.write(b"\0" * 2**20)


def refuse_unfit_drive(root: Path) -> None:
    """Keeps the live database off network drives and sticks.

    Raises: FolderUnfit. A write-ahead log needs one host, and sticks lie about syncing.
    """
    kind = drive_kind(root)
    if kind is DriveKind.NETWORK:
        raise FolderUnfit(
            "数据文件夹在网络盘上，容易损坏数据，没有打开。",
            facts=str(root),
            advice="请改用本机硬盘上的文件夹；换电脑请用“交接”。",
        )
    if kind is DriveKind.REMOVABLE:
        raise FolderUnfit(
            "数据文件夹在U盘等移动盘上，容易损坏数据，没有打开。",
            facts=str(root),
            advice="请把文件夹复制到本机硬盘再打开；带数据走请用“交接”或备份。",
        )


def user_folder() -> Path:
    """The program's own folder of this user on this PC."""
    place = Path(appdirs.user_data_dir(APP_NAME, appauthor=False))
    return long_name(place.parent) / place.name


def default_home() -> Path:
    """The data folder when none is named: the environment, the one chosen at first run, else the user's own."""
    named = os.environ.get(HOME_VARIABLE, "")
    if named:
        return Path(named)
    try:
        chosen = _choice_file().read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        chosen = ""
    return Path(chosen) if chosen else user_folder() / "workspace"


def offered_home() -> Path:
    """The data folder to offer at first run: a fixed second drive where there is one, since a reinstalled system wipes the first."""
    for drive in fixed_drives():
        return drive / "绩效桌面数据"
    return default_home()


def choose_home(root: Path) -> None:
    """Remembers the data folder chosen at first run."""
    user_folder().mkdir(parents=True, exist_ok=True)
    write_whole(_choice_file(), str(root).encode())


def home_is_chosen() -> bool:
    """Whether there is a data folder already, so that the first-run assistant need not ask."""
    return DataFolder(default_home()).database.exists()


def _choice_file() -> Path:
    return user_folder() / "home.txt"
