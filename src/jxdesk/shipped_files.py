"""Where the files that the program ships lie, in the sources and in a program that was built; every room that reads one asks here."""

from __future__ import annotations

import sys
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

BUILT_FOLDER = "r"
"""Their folder in a program that was built: Windows has room for 259 characters in all, and most of it is the clerk's."""


def resource(*parts: str) -> Traversable:
    """A file or a folder that the program ships."""
    return _shipped().joinpath(*parts)


def _shipped() -> Traversable:
    libraries = getattr(sys, "_MEIPASS", "")
    return Path(libraries, BUILT_FOLDER) if libraries else files("jxdesk").joinpath("resources")
