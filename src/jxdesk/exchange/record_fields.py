"""The kinds of fields that records of a package are made of: which type, and which values of it are legal; used by the model."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from jxdesk.exchange import canonical

ID = re.compile(r"[0-9a-z][0-9a-z_-]{0,39}")
DECLARED_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,79}")
ENTRY_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z._@/-]{0,119}")
"""A library entry: of a shared library its name, version and code (``sectors-rural@2026.1/road-09``)."""
DECIMAL = re.compile(r"(?!-0$)-?(?:0|[1-9][0-9]{0,15})(?:\.[0-9]{0,5}[1-9])?")
SHA256 = re.compile(r"[0-9a-f]{64}")
DEVICE = re.compile(r"[0-9a-f]{1,64}")
WORD = canonical.PLAIN_KEY


@dataclass(frozen=True, slots=True)
class Field:
    """The type of one field and, where the type alone does not say it, what its values must satisfy."""

    type: type
    is_legal: Callable[[Any], bool] | None = None


def pattern(pattern: re.Pattern[str]) -> Field:
    """A text that this pattern fits as a whole."""
    return Field(str, lambda value: pattern.fullmatch(value) is not None)


def word(words: type[StrEnum]) -> Field:
    """One of these words."""
    known = frozenset(word.value for word in words)
    return Field(str, lambda value: value in known)


def whole(least: int, most: int) -> Field:
    """A whole number between these, both included."""
    return Field(int, lambda value: least <= value <= most)


def is_date(value: str) -> bool:
    """Whether a text is a day of the calendar in its one legal spelling."""
    try:
        return dt.date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def list_of(fields: Mapping[str, Field], required: frozenset[str]) -> Field:
    """A list of parts with these fields."""

    def is_legal(value: list[Any]) -> bool:
        return all(is_part(item, fields, required) for item in value)

    return Field(list, is_legal)


def object_of(fields: Mapping[str, Field], required: frozenset[str]) -> Field:
    """One part with these fields."""
    return Field(dict, lambda value: is_part(value, fields, required))


def is_part(item: Any, fields: Mapping[str, Field], required: frozenset[str]) -> bool:
    """Whether a value has these fields and says nothing illegal beside them."""
    if type(item) is not dict or not required <= item.keys():
        return False
    for name, value in item.items():
        wanted = fields.get(name)
        if wanted is None:
            if canonical.find_fault({name: value}, depth=3) is not None:
                return False
        elif type(value) is not wanted.type or (wanted.is_legal is not None and not wanted.is_legal(value)):
            return False
    return True


def is_answers(value: dict[str, Any]) -> bool:
    """Whether an object holds texts under legal names."""
    return all(
        type(text) is str and canonical.PLAIN_KEY.fullmatch(name) is not None for name, text in value.items()
    )


def is_ids(value: list[Any]) -> bool:
    """Whether all of a list are ids."""
    return all(type(one) is str and ID.fullmatch(one) is not None for one in value)


def list_of_words(words: type[StrEnum]) -> Field:
    """A list of these words."""
    known = frozenset(word.value for word in words)
    return Field(list, lambda value: all(type(one) is str and one in known for one in value))


def is_cells(value: dict[str, Any]) -> bool:
    """Whether an object holds texts and whole numbers under legal names."""
    return all(
        type(cell) in (str, int) and canonical.PLAIN_KEY.fullmatch(name) is not None
        for name, cell in value.items()
    )


def is_texts(value: list[Any]) -> bool:
    """Whether all of a list are texts."""
    return all(type(text) is str for text in value)


AN_ID = pattern(ID)
TEXT = Field(str)
FLAG = Field(bool)
FEN = Field(int)
NUMBER = pattern(DECIMAL)
POSITION = whole(0, 1_000_000)
ROW = whole(1, 2_000_000)
ROUND = whole(1, 999)
DATE = Field(str, is_date)
