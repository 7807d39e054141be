"""File names: made from Chinese words so that every file system of a county accepts them, and never trusted."""

from __future__ import annotations

import re
import unicodedata

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


def package_name(*, sender: str, task: str, seq: int, short: str) -> str:
    """The name of a package file: ``练习县白岩镇财政所_2026绩效自评_第0017号_K7Q2.jxpkg``, 80 characters at most."""
    tail = f"_{clean_name(task, longest=30)}_第{seq:04d}号_{short}.jxpkg"
    return clean_name(sender, longest=LONGEST - len(tail)) + tail
