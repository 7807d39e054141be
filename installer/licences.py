"""Licences: which one a wheel is under, and its text for 关于 → 许可原文; a part without a text is never shipped."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Iterable
from pathlib import Path

import dev
import wheels

KEPT = Path(__file__).resolve().parent / "licences"
"""Texts that no wheel carries: of Qt and of Python."""
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


def lay_out(shipped: Iterable[Path], into: Path) -> None:
    """Writes one text for each part that is shipped, under the part's name.

    Raises: ValueError for a part without a text.
    """
    into.mkdir(parents=True)
    for kept in sorted(KEPT.glob("*.txt")):
        shutil.copyfile(kept, into / kept.name)
    fonts = sorted((dev.ROOT / "resources/fonts").glob("OFL-*.txt"))
    for text in fonts:
        shutil.copyfile(text, into / text.name)
    for wheel in shipped:
        name = wheels.metadata_of(wheel)["Name"]
        with zipfile.ZipFile(wheel) as packed:
            found = [packed.read(text).decode("utf-8", "replace") for text in texts(wheel)]
        if name in _CHOSEN:
            found = [
                f"{name}: {_CHOSEN[name]}, see LGPL-3.0 and GPL-3.0. The libraries may be replaced by your own.\n"
            ]
        if not found:
            raise ValueError(f"没有许可原文：{wheel.name}")
        (into / f"{name}.txt").write_text("\n\n".join(found), encoding="utf-8")
