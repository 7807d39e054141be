"""File names: made from Chinese words so that every file system of a county accepts them, and never trusted."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

LONGEST = 80

_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
_INVISIBLE = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def clean_name(text: str, *, longest: int = LONGEST) -> str:
    """A part of a file name without what Windows, sticks and archives refuse; never empty.

    Source: Microsoft's naming rules (reserved characters and device names, trailing dots and spaces).
    """
    plain = unicodedata.normalize("NFC", text)
    plain = "".join(" " if sign.isspace() else sign for sign in plain)
    plain = "".join(sign for sign in plain if unicodedata.category(sign) not in _INVISIBLE)
    plain = re.sub(" +", " ", _FORBIDDEN.sub("", plain)).strip(" .")[:longest].rstrip(" .")
    if _RESERVED.fullmatch(plain):
        plain = f"_{plain}"[:longest]
    return plain or "未命名"


def unused_name(of: Iterable[str], task: str, ending: str, taken: Iterable[str]) -> str:
    """The name of a document: ``白岩镇人民政府_农村公路养护补助_2022绩效自评.pdf``, with a number where that is taken."""
    head = "_".join(clean_name(part, longest=30) for part in of if part) or "未命名"
    stem = f"{head}_{task}"
    used = {name.casefold() for name in taken}
    name, number = f"{stem}.{ending}", 1
    while name.casefold() in used:
        number += 1
        name = f"{stem}({number}).{ending}"
    return name


def package_name(*, sender: str, task: str, seq: int, short: str) -> str:
    """The name of a package file: ``练习县白岩镇财政所_2026绩效自评_第0017号_K7Q2.jxpkg``, 80 characters at most."""
    tail = f"_{clean_name(task, longest=30)}_第{seq:04d}号_{short}.jxpkg"
    return clean_name(sender, longest=LONGEST - len(tail)) + tail
