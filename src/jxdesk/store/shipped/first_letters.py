"""First letters of names, so that 县农业农村局 is found by ``xnyncj``; read from a table of single characters for ``screens``.

A character with several readings counts under its two commonest ones: a place name such as 长水 is found both ways.
"""

from __future__ import annotations

from functools import cache

from jxdesk.shipped_files import resource

Table = dict[int, str]


@cache
def _tables() -> tuple[Table, Table]:
    """The commonest and the second reading of each character, as tables for ``str.translate``."""
    text = resource("initials.txt").read_text(encoding="utf-8")
    first: Table = {}
    second: Table = {}
    for line in text.splitlines():
        letter, common, other = line.split("\t")
        first.update(dict.fromkeys(map(ord, common), letter))
        second.update(dict.fromkeys(map(ord, other), letter))
    return first, first | second


def first_letters(text: str) -> str:
    """The pinyin initials in lower case; what is no Chinese character stays as it is."""
    return text.translate(_tables()[0]).lower()


def found_by_letters(text: str) -> str:
    """The initials, and once more by second readings where those say something else."""
    common, other = first_letters(text), text.translate(_tables()[1]).lower()
    return common if common == other else f"{common} {other}"
