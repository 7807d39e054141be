"""The cupboard: SQLModel tables, mappers and the database file; the only room that knows SQL.

Nothing is imported here before it is asked for: opening the file and reading the first screen load neither SQLModel
nor what backups and migrations need.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType

    from jxdesk.store.backups import Backups
    from jxdesk.store.clock import Clock
    from jxdesk.store.folder import DataFolder


def models() -> ModuleType:
    """The module ``tables``, and with it SQLModel, loaded at the first call."""
    from jxdesk.store import tables

    return tables


def year_models() -> ModuleType:
    """The module ``year_tables``, loaded at the first call; the first screen needs none of it."""
    from jxdesk.store import year_tables

    return year_tables


def backups_of(folder: DataFolder, clock: Clock) -> Backups:
    """The backups of a data folder."""
    from jxdesk.store.backups import Backups

    return Backups(folder, clock=clock)


def migrate(folder: DataFolder, clock: Clock) -> None:
    """Brings an older database to the newest schema.

    Raises: MigrationFailed, DiskFull, DiskFailed.
    """
    from jxdesk.store import migrations

    migrations.migrate(folder, backups_of(folder, clock))
