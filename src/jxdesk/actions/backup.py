"""Backing up and restoring: making, listing and copying verified backups, looking into one, and putting one back.

Restoring works on a closed folder, by its path: the live database may be the very thing that is broken.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from jxdesk.actions.workspace import Workspace
from jxdesk.domain.progress import Progress
from jxdesk.domain.road.duties import Duty
from jxdesk.store.engine import settings
from jxdesk.store.engine.clock import Clock, local_now
from jxdesk.store.faults import FolderLocked, StoreError
from jxdesk.store.records import packages
from jxdesk.store.records.packages import SentPackage
from jxdesk.store.safety import restoring
from jxdesk.store.safety.archive import Contents
from jxdesk.store.safety.backups import Backup, Backups
from jxdesk.store.safety.drives import DriveKind, drive_kind
from jxdesk.store.safety.folder import DataFolder
from jxdesk.store.safety.opening import check_integrity, open_folder
from jxdesk.store.safety.restoring import Preview

__all__ = ["Backup", "Contents", "Preview"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupFacts:
    """What the window shows about backups.

    ``paused`` is true after a restore, until somebody says that the state is the right one.
    """

    newest: Backup | None
    paused: bool
    second_place: Path | None
    trouble: str


def backup(
    workspace: Workspace, *, to: Path | None = None, pinned: bool = False, progress: Progress | None = None
) -> Backup:
    """Makes a verified backup in the workspace's own place, or in another folder such as a stick.

    Raises: DiskFull, ReadOnly, BackupDamaged.
    """
    # The line comes first, so that it is in the backup and does not count as a change after it.
    workspace.transact(lambda tx: tx.note("backup", text=str(to or "")), errand="backup")
    made = workspace.opened.backups.make(
        workspace.database, reason="asked", pinned=pinned, to=to, progress=progress
    )
    if to is not None and drive_kind(to) is DriveKind.REMOVABLE:
        workspace.transact(lambda tx: settings.put(tx, settings.STICK_COPY, tx.now()), errand="backup")
    return made


def back_up_if_due(workspace: Workspace) -> Backup | None:
    """Makes a backup where something changed and the newest one is 30 minutes old; a timer of the window asks this."""
    return workspace.opened.backups.make_if_due(workspace.database)


def backups(home: Path, *, clock: Clock = local_now) -> tuple[Backup, ...]:
    """The backups of a data folder, newest first, whether it can be opened or not."""
    return Backups(DataFolder(home), clock=clock).listed()


def facts(workspace: Workspace) -> BackupFacts:
    """What the window shows about backups."""
    own = workspace.opened.backups
    troubles = [own.second_place_trouble, *workspace.opened.mirror.troubles.values()]
    return BackupFacts(
        newest=own.newest(),
        paused=own.paused,
        second_place=workspace.folder.second_place(),
        trouble="；".join(filter(None, troubles)),
    )


def choose_second_place(workspace: Workspace, place: Path | None) -> None:
    """Chooses where second copies of backups, attachments and packages go; the journal joins them at the next start."""
    workspace.refuse_viewing()
    workspace.folder.set_second_place(place)
    workspace.opened.backups.copy_to_second_place()


def check(workspace: Workspace) -> None:
    """Looks at every page of the database.

    Raises: DatabaseDamaged.
    """
    check_integrity(workspace.database).result()


def preview(home: Path, file: Path, *, workspace: Workspace | None = None) -> Preview:
    """What restoring a backup file would bring back and what it would replace; changes nothing.

    Raises: BackupDamaged.
    """
    return restoring.preview(home, file, database=workspace.database if workspace else None)


def restore(
    home: Path,
    file: Path,
    *,
    with_later_changes: bool = False,
    who: str = "",
    clock: Clock = local_now,
    progress: Progress | None = None,
) -> Contents:
    """Puts a backup in the place of the live database of a closed folder; the old one is moved aside and kept.

    Raises: NotYourDuty, ViewOnly; BackupDamaged, ReplayFailed, FolderLocked, DatabaseNewer, DiskFull; the folder is then as it was.
    """
    _take_up(home, clock=clock)
    return restoring.restore(home, file, replay=with_later_changes, who=who, clock=clock, progress=progress)


def _take_up(home: Path, *, clock: Clock) -> None:
    """Asks the desk that is to be replaced whether its person restores; where it cannot be read any more there is nobody to ask.

    Raises: NotYourDuty, ViewOnly, FolderLocked.
    """
    if not DataFolder(home).database.exists():
        return
    try:
        opened = open_folder(home, clock=clock, check=False)
    except FolderLocked:
        raise
    except StoreError:
        return
    try:
        with suppress(StoreError):
            Workspace(opened).take_up(Duty.RESTORE)
    finally:
        opened.close(backup=False)


def recover(
    home: Path, *, who: str = "", clock: Clock = local_now, progress: Progress | None = None
) -> Backup | None:
    """Brings a broken folder back to its newest state: the newest whole backup and every change since.

    Raises: NotFound where there is nothing to go by.
    """
    return restoring.recover(home, who=who, clock=clock, progress=progress)


def confirm_restored(workspace: Workspace) -> None:
    """Notes that the restored state is the right one, so that automatic backups and thinning go on."""
    workspace.opened.backups.resume()
    workspace.transact(lambda tx: tx.note("restore_confirmed"), errand="confirm_restored")


def sent_and_forgotten(workspace: Workspace) -> tuple[SentPackage, ...]:
    """Packages that were sent and that a restored database does not know: shown before anything is sent again."""
    return workspace.read(lambda tx: packages.only_in_ledger(tx, workspace.folder))
