"""Safety: the data folder and its lock, whole files or none, backups, restoring, mirror and migrations.

Opening a folder loads nothing of what backups and migrations need before it is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jxdesk.store.engine.clock import Clock
    from jxdesk.store.safety.backups import Backups
    from jxdesk.store.safety.folder import DataFolder


def backups_of(folder: DataFolder, clock: Clock) -> Backups:
    """The backups of a data folder."""
    from jxdesk.store.safety.backups import Backups

    return Backups(folder, clock=clock)


def migrate(folder: DataFolder, clock: Clock) -> None:
    """Brings an older database to the newest schema.

    Raises: MigrationFailed, DiskFull, DiskFailed.
    """
    from jxdesk.store.safety import migrations

    migrations.migrate(folder, backups_of(folder, clock))
