"""The schema: frozen SQL step by step, and the SQLModel tables that equal it; SQLModel is loaded when it is first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType


def models() -> ModuleType:
    """The module ``tables``, and with it SQLModel, loaded at the first call."""
    from jxdesk.store.schema import tables

    return tables


def year_models() -> ModuleType:
    """The module ``year_tables``, loaded at the first call; the first screen needs none of it."""
    from jxdesk.store.schema import year_tables

    return year_tables
