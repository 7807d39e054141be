"""Eject: lets go of a stick after something was written to it, so that it can be pulled out."""

from __future__ import annotations

from pathlib import Path

from jxdesk.exchange import ejecting


def eject(root: Path) -> None:
    """Asks the system to let go of the stick that is mounted here.

    Raises: NotEjected.
    """
    ejecting.eject(root)
