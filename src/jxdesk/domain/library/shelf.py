"""The library shelf: every library of a desk side by side, with what was changed here laid over what was shipped or sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from jxdesk.domain.library.entries import CHANGES_LIBRARY, Library, LibraryEntry, Sector


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """The libraries of a desk.

    ``libraries`` are all versions, with the changes laid over their entries; ``changed`` names the shared entries that
    were changed here.
    """

    libraries: tuple[Library, ...]
    changed: frozenset[str] = frozenset()

    @cached_property
    def entries(self) -> Mapping[str, LibraryEntry]:
        """All entries by id, of every version, retired ones included."""
        return {entry.id: entry for library in self.libraries for entry in library.entries}

    @cached_property
    def by_id(self) -> Mapping[str, Library]:
        """All libraries by id."""
        return {library.id: library for library in self.libraries}

    @cached_property
    def sectors(self) -> tuple[Sector, ...]:
        """The sectors of all libraries, each name once, in the order of the shelf."""
        found: dict[str, Sector] = {}
        for library in self.libraries:
            for sector in library.sectors:
                before = found.get(sector.name)
                words = (*before.words, *sector.words) if before is not None else sector.words
                found[sector.name] = Sector(name=sector.name, words=tuple(dict.fromkeys(words)))
            for entry in library.entries:
                if entry.sector:
                    found.setdefault(entry.sector, Sector(name=entry.sector))
        return tuple(found.values())

    def in_force(self, year: int | None = None) -> tuple[Library, ...]:
        """One version of each library: the newest that covers the year, else the newest there is."""
        chosen: dict[str, Library] = {}
        for library in self.libraries:
            before = chosen.get(library.family)
            if before is None or _standing(library, year) > _standing(before, year):
                chosen[library.family] = library
        return tuple(chosen.values())

    def offered(self, year: int | None = None, *, with_retired: bool = False) -> tuple[LibraryEntry, ...]:
        """The entries of the versions in force, in the order of the shelf."""
        return tuple(
            entry
            for library in self.in_force(year)
            for entry in library.entries
            if with_retired or not entry.is_retired
        )


def shelf_of(libraries: Iterable[Library]) -> Shelf:
    """The shelf of these libraries; an entry of the library of changes stands in the place of the one it names.

    A changed entry keeps the id, the library and the place of the entry that it stands for, so that what was filled
    with it still finds it.
    """
    shown, changes = [], {}
    for library in libraries:
        if library.id == CHANGES_LIBRARY:
            changes = {entry.replaces_id: entry for entry in library.entries}
        else:
            shown.append(library)
    if not changes:
        return Shelf(libraries=tuple(shown))
    return Shelf(
        libraries=tuple(
            replace(library, entries=tuple(_laid_over(entry, changes) for entry in library.entries))
            for library in shown
        ),
        changed=frozenset(changes),
    )


def _laid_over(entry: LibraryEntry, changes: Mapping[str, LibraryEntry]) -> LibraryEntry:
    change = changes.get(entry.id)
    if change is None:
        return entry
    return replace(
        change,
        id=entry.id,
        library_id=entry.library_id,
        position=entry.position,
        code=entry.code,
        replaces_id="",
        source=entry.source,
    )


def _standing(library: Library, year: int | None) -> tuple[bool, int, tuple[tuple[int, str], ...], str]:
    """How well a version serves a year: it covers it, began later, has the higher number, came later."""
    covers = year is None or library.covers_year(year)
    return covers, library.first_year, _parts(library.version), library.taken_in_at


def _parts(version: str) -> tuple[tuple[int, str], ...]:
    """A version to compare: 2026.10 stands above 2026.9."""
    return tuple((int(part), "") if part.isdigit() else (0, part) for part in version.split("."))
