"""The cupboard: SQLModel tables, mappers and the database file; the only room that knows SQL.

Nothing is imported here, so that opening the file and reading the first screen load neither SQLModel nor pydantic.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType


def models() -> ModuleType:
    """The module ``tables``, and with it SQLModel, loaded at the first call."""
    from jxdesk.store import tables

    return tables
