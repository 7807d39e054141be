"""Licences: which one a wheel is under and where its text stands; a part without a text is never shipped."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable
from pathlib import Path

import wheels

# Wheels whose own words do not name the licence that this program takes them under, or carry no text of it.
_CHOSEN = {
    "PySide6_Essentials": "LGPL-3.0-only",
    "shiboken6": "LGPL-3.0-only",
}
_TEXT = re.compile(r"(licen[cs]e|copying|notice)", re.IGNORECASE)
_PROSE = re.compile(r"\.(py|pyi|pyc)$")
_LONGEST_NAME = 60


def of(wheel: Path) -> str:
    """The licence of a wheel, as an SPDX expression where it gives one."""
    told = wheels.metadata_of(wheel)
    if chosen := _CHOSEN.get(told["Name"]):
        return chosen
    if expression := told.get("License-Expression"):
        return str(expression)
    named = str(told.get("License") or "").strip().splitlines()
    if named and len(named[0]) <= _LONGEST_NAME:
        return named[0]
    classes = [
        line.rpartition(" :: ")[2] for line in told.get_all("Classifier", []) if line.startswith("License")
    ]
    return "; ".join(classes) or "see its text"


def texts(wheel: Path) -> tuple[str, ...]:
    """The names of the licence texts inside a wheel."""
    with zipfile.ZipFile(wheel) as packed:
        names = [name for name in packed.namelist() if not name.endswith("/")]
    return tuple(name for name in names if _TEXT.search(name) and not _PROSE.search(name))


def refuse_without_text(shipped: Iterable[Path]) -> None:
    """Stops a build that would ship something without the text of its licence.

    Raises: ValueError.
    """
    bare = [
        wheel.name
        for wheel in shipped
        if not texts(wheel) and wheels.metadata_of(wheel)["Name"] not in _CHOSEN
    ]
    if bare:
        raise ValueError(f"没有许可原文：{'、'.join(bare)}")
