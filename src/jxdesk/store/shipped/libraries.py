"""The libraries and worked filings that the program ships, read once with the pinyin initials of their names; used by ``libraries``."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from functools import cache

from jxdesk.domain.library.entries import Library, LibraryEntry
from jxdesk.domain.library.files import library_from_mapping
from jxdesk.domain.library.worked_filings import WorkedFiling
from jxdesk.shipped_files import resource
from jxdesk.store.shipped.first_letters import found_by_letters

# The order of the shelf: what a clerk fills most stands first.
_ORDER = (
    "sectors-general",
    "sectors-welfare",
    "sectors-rural",
    "department-framework",
    "project-framework",
    "project-list",
    "locality-framework",
)


@cache
def libraries() -> tuple[Library, ...]:
    """The shipped libraries, in the order of the shelf."""
    shipped = [lettered(library_from_mapping(declared)) for declared in _declared("libraries")]
    known = {family: place for place, family in enumerate(_ORDER)}
    return tuple(sorted(shipped, key=lambda one: (known.get(one.family, len(known)), one.id)))


@cache
def worked_filings() -> tuple[WorkedFiling, ...]:
    """The shipped worked filings, projects first."""
    shipped = [WorkedFiling.from_mapping(declared) for declared in _declared("examples")]
    return tuple(sorted(shipped, key=lambda one: (one.kind.value != "project", one.sector, one.id)))


def lettered(library: Library) -> Library:
    """The library with the initials of each entry, by which it is found."""
    return replace(
        library, entries=tuple(replace(entry, initials=initials(entry)) for entry in library.entries)
    )


def initials(entry: LibraryEntry) -> str:
    """The pinyin initials of an entry's name and sector."""
    return f"{found_by_letters(entry.name)} {found_by_letters(entry.sector)}".strip()


def _declared(folder: str) -> list[dict[str, object]]:
    found = sorted(
        (one for one in resource(folder).iterdir() if one.name.endswith(".toml")), key=lambda one: one.name
    )
    return [tomllib.loads(one.read_text(encoding="utf-8")) for one in found]
