"""Library files: reads the mapping of a declared library, shipped or sent down, into a ``Library``; validated on load."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jxdesk.domain.declarations import Table
from jxdesk.domain.library.entries import (
    Attribute,
    EntryKind,
    Library,
    LibraryEntry,
    Origin,
    Sector,
    SourceNote,
    entry_id,
)
from jxdesk.domain.records.filings import Comparator, Direction
from jxdesk.domain.rules.indicator_places import Headings, Place, headings
from jxdesk.domain.rules.parts import GoalStyle
from jxdesk.domain.values.quantities import read_sign, read_target
from jxdesk.domain.values.units import may_be_unit

QUALITATIVE_WORD = "定性"
_FILLED = ("target", "formula", "value_basis", "data_source", "value_method", "scoring_rule")
"""What an entry may leave to the defaults of its file."""


def is_library(mapping: Mapping[str, Any]) -> bool:
    """Whether the mapping of a file looks like a library; a form template and a rule pack do not."""
    return ("entries" in mapping or "sectors" in mapping) and "indicators" not in mapping


def library_from_mapping(mapping: Mapping[str, Any], *, origin: Origin = Origin.SHIPPED) -> Library:
    """A library from the mapping of its file; what it does not know is refused.

    Raises: DeclarationError.
    """
    top = Table(mapping, where=str(mapping.get("id", "指标库")))
    family, version = top.text("id"), top.text("version")
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", family):
        raise top.refuse("id", f"应是小写英文字母、数字和连字符，写的是 {family!r}")
    if not re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z.-]*", version):
        raise top.refuse("version", f"应是数字、字母和点，写的是 {version!r}")
    years = top.texts("years")
    if not 1 <= len(years) <= 2 or not re.fullmatch(r"\d{4}", years[0]):
        raise top.refuse("years", '应写起止年度，如 ["2026", ""]，未停用的后一个留空')
    notes = tuple(_read_note(table) for table in top.tables("sources"))
    file = _File(
        library_id=f"{family}@{version}",
        kind=top.word("kind", EntryKind, EntryKind.PROJECT),
        defaults=tuple(_read_default(table) for table in top.tables("defaults")),
        sources=frozenset(note.key for note in notes),
    )
    entries: list[LibraryEntry] = []
    sectors: list[Sector] = []
    for table in top.tables("sectors"):
        sector = Sector(name=table.text("name"), words=table.texts("words"))
        source = table.text("source", "")
        for one in table.tables("entries"):
            entries.append(_read_entry(one, file, sector.name, source, len(entries)))
        table.finish()
        sectors.append(sector)
    for table in top.tables("entries"):
        entries.append(_read_entry(table, file, "", "", len(entries)))
    library = Library(
        id=file.library_id,
        name=top.text("name"),
        version=version,
        source=top.text("source"),
        region=top.text("region", ""),
        first_year=int(years[0]),
        last_year=int(years[-1]) if len(years) == 2 and years[-1] else None,
        origin=origin,
        entries=tuple(entries),
        sectors=tuple(sectors),
        notes=notes,
    )
    top.finish()
    _require_distinct(top, library)
    return library


@dataclass(frozen=True, slots=True)
class _Default:
    """What an entry takes where it says nothing itself; empty conditions fit every entry."""

    place: str
    comparator: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _File:
    library_id: str
    kind: EntryKind
    defaults: tuple[_Default, ...]
    sources: frozenset[str]


def _read_note(table: Table) -> SourceNote:
    note = SourceNote(
        key=table.text("key"),
        document=table.text("document"),
        covers=table.text("covers"),
        own_choice=table.flag("own_choice"),
    )
    table.finish()
    return note


def _read_default(table: Table) -> _Default:
    place = table.word("place", Place).value if table.has("place") else ""
    comparator = table.text("comparator", "")
    values = {name: table.text(name) for name in _FILLED if table.has(name)}
    table.finish()
    return _Default(place=place, comparator=comparator, values=values)


def _read_entry(table: Table, file: _File, sector: str, source: str, position: int) -> LibraryEntry:
    code = table.text("code")
    if not re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z.-]*", code):
        raise table.refuse("code", f"应是字母、数字和连字符，写的是 {code!r}")
    old, new, place = _read_levels(table)
    comparator, unit, attribute = read_measure(table, table.text("measure"))
    filled = _filled(table, file.defaults, place, comparator, attribute)
    source = table.text("source", source)
    if source and source not in file.sources:
        raise table.refuse("source", f"{source!r} 没有写在 sources 里")
    made = LibraryEntry(
        id=entry_id(file.library_id, code),
        library_id=file.library_id,
        position=position,
        code=code,
        sector=sector or table.text("sector", ""),
        kind=table.word("kind", EntryKind, file.kind),
        style=table.word("style", GoalStyle).value if table.has("style") else "",
        level1=old.level1,
        level2=old.level2,
        new_level1=new.level1,
        new_level2=new.level2,
        name=table.text("name"),
        definition=table.text("definition", ""),
        formula=filled["formula"],
        comparator=comparator,
        direction=direction_of_measure(comparator, attribute),
        target_text=filled["target"],
        unit=unit,
        attribute=attribute,
        scoring_rule=filled["scoring_rule"],
        value_basis=filled["value_basis"],
        data_source=filled["data_source"],
        value_method=filled["value_method"],
        is_core=table.flag("is_core"),
        good_example=table.text("good", ""),
        bad_example=table.text("bad", ""),
        source=source,
    )
    table.finish()
    if not made.name.strip():
        raise table.refuse("name", "缺少三级指标的名称")
    if made.target_text and read_target(made.target_text, unit=unit).number is None:
        raise table.refuse("target", f"不是数：{made.target_text!r}")
    return made


def _read_levels(table: Table) -> tuple[Headings, Headings, Place | None]:
    """The levels in both styles: by place, or in words where the tree is another one."""
    if table.has("place"):
        place = table.word("place", Place)
        return headings(place, GoalStyle.OLD), headings(place, GoalStyle.NEW), place
    levels, new_levels = table.texts("levels"), table.texts("new_levels")
    if len(levels) != 2 or len(new_levels) not in (0, 2):
        raise table.refuse("levels", '应写一级和二级，如 ["过程", "资金管理"]，或者写 place')
    old = Headings(*levels)
    return old, Headings(*new_levels) if new_levels else old, None


def read_measure(table: Table, text: str) -> tuple[Comparator, str, Attribute]:
    """Sign, unit and attribute of a text such as ``>= 次`` or ``定性``.

    Raises: DeclarationError.
    """
    if text == QUALITATIVE_WORD:
        return Comparator.NONE, "", Attribute.QUALITATIVE
    sign, _, unit = text.partition(" ")
    comparator = read_sign(sign)
    if comparator is Comparator.NONE or not unit or not may_be_unit(unit):
        raise table.refuse("measure", f'应写符号、空格和度量单位，如 ">= 次"，写的是 {text!r}')
    return comparator, unit, Attribute.QUANTITATIVE


def direction_of_measure(comparator: Comparator, attribute: Attribute) -> Direction:
    """What better means by the sign alone; for ``=`` the rules of scoring say more.

    Source: own choice, as the published tables use the signs.
    """
    if attribute is Attribute.QUALITATIVE:
        return Direction.QUALITATIVE
    lower = comparator in (Comparator.AT_MOST, Comparator.BELOW)
    return Direction.LOWER if lower else Direction.HIGHER


def _filled(
    table: Table,
    defaults: Sequence[_Default],
    place: Place | None,
    comparator: Comparator,
    attribute: Attribute,
) -> dict[str, str]:
    sign = QUALITATIVE_WORD if attribute is Attribute.QUALITATIVE else comparator.value
    fitting = [
        one.values
        for one in defaults
        if one.place in ("", place.value if place else "") and one.comparator in ("", sign)
    ]
    found: dict[str, str] = {}
    for name in _FILLED:
        default = next((values[name] for values in fitting if name in values), "")
        found[name] = table.text(name, default)
    return found


def _require_distinct(top: Table, library: Library) -> None:
    seen: set[str] = set()
    for entry in library.entries:
        if entry.code in seen:
            raise top.refuse("code", f"编号 {entry.code} 写了两次")
        seen.add(entry.code)
