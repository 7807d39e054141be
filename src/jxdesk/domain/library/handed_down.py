"""Libraries handed down: a library of this desk as one text that a publication carries, and read strictly again.

A library file is written by people in another form (``files``); this one is written and read by the program alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from jxdesk.domain.declarations import DeclarationError
from jxdesk.domain.library.entries import (
    Attribute,
    EntryKind,
    Library,
    LibraryEntry,
    Origin,
    entry_id,
)
from jxdesk.domain.records.filings import Comparator, Direction

_LEFT_OUT = frozenset({"id", "library_id", "position", "initials", "replaces_id", "is_suggested"})
_WORDS = {"kind": EntryKind, "comparator": Comparator, "direction": Direction, "attribute": Attribute}
_FIELDS = {one.name: one for one in fields(LibraryEntry) if one.name not in _LEFT_OUT}
_HEAD = ("name", "source", "region", "first_year", "last_year")
MOST_ENTRIES = 20_000


def library_to_text(library: Library) -> str:
    """A library as a publication carries it; defaults are left out."""
    entries = [_entry_value(entry, number) for number, entry in enumerate(library.entries, start=1)]
    head = {name: getattr(library, name) for name in _HEAD}
    return json.dumps({**head, "entries": entries}, ensure_ascii=False, sort_keys=True, indent=1)


def library_from_text(text: str, *, family: str, version: str) -> Library:
    """The library that a publication of this name and version carries.

    Raises: DeclarationError.
    """
    try:
        said = json.loads(text)
    except json.JSONDecodeError as fault:
        raise _bad(str(fault)) from fault
    if not isinstance(said, dict) or set(said) - {*_HEAD, "entries"}:
        raise _bad("有不认识的项")
    entries = said.get("entries")
    if not isinstance(entries, list) or len(entries) > MOST_ENTRIES:
        raise _bad("entries")
    library_id = f"{family}@{version}"
    read = tuple(_entry(one, library_id, position) for position, one in enumerate(entries))
    codes = [one.code for one in read]
    if len(set(codes)) < len(codes) or "" in codes:
        raise _bad("指标的编号缺少或重复")
    first, last = said.get("first_year", 0), said.get("last_year")
    if type(first) is not int or (last is not None and type(last) is not int):
        raise _bad("年度")
    return Library(
        id=library_id,
        name=_text(said, "name"),
        version=version,
        source=_text(said, "source"),
        region=_text(said, "region"),
        first_year=first,
        last_year=last,
        origin=Origin.IMPORTED,
        entries=read,
    )


def _entry_value(entry: LibraryEntry, number: int) -> Mapping[str, Any]:
    coded = entry if entry.code else replace(entry, code=f"n{number:04}")
    return {
        name: getattr(value, "value", value)
        for name, field in _FIELDS.items()
        if (value := getattr(coded, name)) != field.default
    }


def _entry(said: object, library_id: str, position: int) -> LibraryEntry:
    if not isinstance(said, dict) or set(said) - _FIELDS.keys():
        raise _bad(f"第 {position + 1} 条有不认识的项")
    values: dict[str, Any] = {}
    for name, value in said.items():
        default = _FIELDS[name].default
        wanted = bool if isinstance(default, bool) else str
        if type(value) is not wanted:
            raise _bad(f"第 {position + 1} 条的 {name}")
        try:
            values[name] = _WORDS[name](str(value)) if name in _WORDS else value
        except ValueError:
            raise _bad(f"第 {position + 1} 条的 {name}：{value}") from None
    code = values.get("code", "")
    return LibraryEntry(id=entry_id(library_id, code), library_id=library_id, position=position, **values)


def _text(said: Mapping[str, Any], name: str) -> str:
    value = said.get(name, "")
    if not isinstance(value, str):
        raise _bad(name)
    return value


def _bad(facts: str) -> DeclarationError:
    return DeclarationError(
        "下发的指标库读不懂，没有使用它。", facts=facts, advice="请向下发的单位重新要一份。"
    )
