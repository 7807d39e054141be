"""What the SQLite that Python was built with can do; looked at by the self-check."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

OLDEST = (3, 34, 0)
SERIALIZED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Driver:
    """The version of SQLite and what the program needs of it.

    ``is_serialized`` is ``sqlite3.threadsafety == 3``: one connection may be handed from a starting thread to another.
    """

    version: str
    is_serialized: bool
    is_new_enough: bool
    knows_json: bool


def look() -> Driver:
    """Looks at the driver of this Python."""
    connection = sqlite3.connect(":memory:")
    try:
        knows_json = connection.execute("SELECT json_group_array(1)").fetchone() == ("[1]",)
    except sqlite3.OperationalError:
        knows_json = False
    finally:
        connection.close()
    return Driver(
        version=sqlite3.sqlite_version,
        is_serialized=sqlite3.threadsafety == SERIALIZED,
        is_new_enough=sqlite3.sqlite_version_info >= OLDEST,
        knows_json=knows_json,
    )
