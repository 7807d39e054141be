"""Indicator names: what is name and what is mark, number, placeholder or unit in the words of a form. Used by reading and scoring."""

from __future__ import annotations

import re
from functools import lru_cache

from jxdesk.domain.values.lettering import fold
from jxdesk.domain.values.units import canonical_unit, is_known_unit

_MARKS = r"[★☆*●◆▲△※]"
_NUMBERING = re.compile(
    r"(?:三级)?指标\s*(?:\d{1,2}(?!\d)|[一二三四五六七八九十]{1,2}(?=\s*[:、.]))?\s*[:、.]"
    r"|指标\s*\d{1,2}(?!\d)|\(?\d{1,2}\)?[、.](?!\d)|\(\d{1,2}\)|[①-⑳]"
)
_BLANK = r"(?:\*+|×+|[xX]{2,}|_+|—{2,}|…+|\.{3,})"
_SIGN = r"(?:[≥≧≤≦><＞＜=≈]|大于|小于|等于|不低于|不少于|不超过)+"
_PLACEHOLDER = re.compile(
    rf"\(\s*(?:{_SIGN}\s*{_BLANK}?|{_BLANK})\s*[^()\d]{{0,6}}?\s*\)|{_SIGN}\s*{_BLANK}\s*[^\s\d()]{{0,4}}$|{_SIGN}\s*$"
)
_BRACKET_UNIT = re.compile(r"\s*\(\s*(?:单位\s*:?)?\s*([^()]{1,8})\s*\)\s*$")
_EDGE_MARKS = re.compile(rf"^(?:{_MARKS}|\s)+|{_MARKS}+$")
_PLACEHOLDER_SIGNS = re.compile(rf"{_SIGN}|{_BLANK}|[()\s*]")
_CORE = re.compile(r"(?:指标\s*\d*\s*:?)?\s*[★☆*]")
_LEVEL_POINTS = re.compile(r"\(?\s*(\d+(?:\.\d+)?)\s*(?:分|%)\s*\)?")
_PRINTED_POINTS = re.compile(r"\(?\d+(?:\.\d+)?(?:分|%)\)?")
_WHITE = re.compile(r"\s+")
_FILLER = re.compile(r"[…\.·—\-_/\s:、,;*]*")


# The same names stand in form after form, and are asked for by reading, scoring and every check.
@lru_cache(maxsize=16_384)
def clean_name(name: str) -> str:
    """The name without ★, ``指标1:``, placeholders such as ``(≥**亩)`` and a unit in brackets; empty for filler rows."""
    plain = _without_marks(name)
    placeholder = _PLACEHOLDER.sub("", plain)
    unit = _BRACKET_UNIT.search(placeholder)
    if unit and is_known_unit(unit.group(1)):
        placeholder = placeholder[: unit.start()]
    cleaned = placeholder.strip(" ,;:。、")
    return "" if _FILLER.fullmatch(cleaned) else cleaned


def unit_in_name(name: str) -> str:
    """The unit that stands in a name: ``带动贫困户(人)`` has 人, ``受益面积(≥**亩)`` has 亩; empty for none."""
    plain = _without_marks(name)
    placeholder = _PLACEHOLDER.search(plain)
    if placeholder:
        unit = _PLACEHOLDER_SIGNS.sub("", placeholder.group(0))
        if is_known_unit(unit):
            return canonical_unit(unit)
    bracket = _BRACKET_UNIT.search(_PLACEHOLDER.sub("", plain))
    return canonical_unit(bracket.group(1)) if bracket and is_known_unit(bracket.group(1)) else ""


@lru_cache(maxsize=4096)
def is_core_name(name: str) -> bool:
    """Whether the name carries the mark of a core indicator, which must be filled."""
    return _CORE.match(fold(name)) is not None or "★" in name


def is_part_name(name: str) -> bool:
    """Whether the row is a part of the row above it (其中…) by its name."""
    return _without_marks(name).startswith("其中")


def level_points(level: str) -> str:
    """The points that a level carries in its name: ``产出指标(50分)`` has ``50``; empty for none."""
    found = _LEVEL_POINTS.search(fold(level))
    return found.group(1) if found else ""


def clean_level(level: str) -> str:
    """The level without points and blanks: ``产出指标(50分)`` is 产出指标."""
    return _PRINTED_POINTS.sub("", _WHITE.sub("", fold(level))).strip(":、")


def _without_marks(name: str) -> str:
    plain = _WHITE.sub(" ", fold(name))
    while True:
        shorter = _EDGE_MARKS.sub("", plain)
        numbering = _NUMBERING.match(shorter)
        shorter = shorter[numbering.end() :] if numbering else shorter
        if shorter == plain:
            return plain
        plain = shorter
