"""Letterforms: folds the full-width digits, odd blanks and look-alike signs that offices type. Used by money and quantities.

Unicode's own compatibility folding is not used: it would turn ``①`` into 1 and ``10²`` into 102.
"""

from __future__ import annotations

import re
from functools import lru_cache

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_BLANKS = dict.fromkeys(
    map(
        ord,
        "\u3000\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\t\r\n\v\f",
    ),
    " ",
)
_INVISIBLE: dict[int, None] = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"))
_LOOK_ALIKES = {
    ord("\u2212"): "-",
    ord("﹣"): "-",
    ord("﹢"): "+",
    ord("﹪"): "%",
    ord("﹐"): ",",
    ord("﹒"): ".",
    ord("﹙"): "(",
    ord("﹚"): ")",
    ord("﹕"): ":",
    ord("﹔"): ";",
    ord("﹡"): "*",
    ord("∗"): "*",
    ord("︰"): ":",
    ord("￥"): "¥",
    ord("〔"): "(",
    ord("〕"): ")",
    ord("【"): "(",
    ord("】"): ")",
    ord("〜"): "~",
    ord("∼"): "~",
    ord("∶"): ":",
}
_TABLE: dict[int, int | str | None] = {**_FULL_WIDTH, **_BLANKS, **_INVISIBLE, **_LOOK_ALIKES}

_NOTHING = re.compile(r"[-—–―─_/\\*.…~、·。\s]*|无|暂无|空|[Nn]/?[Aa]|不适用|不涉及")
_ERRORS = re.compile(r"#(REF!|DIV/0!|VALUE!|NAME\?|N/A|NUM!|NULL!|SPILL!|CALC!)|#+", re.IGNORECASE)


# Checks and scores ask the same few short texts again and again: names, units, blank cells.
@lru_cache(maxsize=16_384)
def fold(text: str) -> str:
    """The text with full-width letters, odd blanks and look-alike punctuation made plain, and trimmed."""
    return text.translate(_TABLE).strip()


@lru_cache(maxsize=16_384)
def says_nothing(text: str) -> bool:
    """Whether a cell says nothing: empty, ``-``, ``—``, ``/``, ``……``, ``无``, ``不适用`` and the like."""
    return _NOTHING.fullmatch(fold(text)) is not None


@lru_cache(maxsize=16_384)
def is_error_value(text: str) -> bool:
    """Whether a cell holds a spreadsheet's error value (``#DIV/0!``, ``#REF!``) or its overflow mark (``####``)."""
    return _ERRORS.fullmatch(fold(text)) is not None
