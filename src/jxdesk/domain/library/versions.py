"""Library versions: what a version that comes in would add, change and drop beside the one that is there. Used when libraries are taken in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from jxdesk.domain.library.entries import Library, LibraryEntry, entry_id, family_of


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionDifference:
    """The names of what is new, says something else, or is gone."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()

    @property
    def is_nothing(self) -> bool:
        """Whether both versions say the same."""
        return not (self.added or self.changed or self.dropped)


UNCHANGED = VersionDifference()


def difference(before: Library | None, after: Library) -> VersionDifference:
    """What a version changes against another one, entry by entry of the same code."""
    old = {entry.code: entry for entry in before.entries} if before is not None else {}
    new = {entry.code: entry for entry in after.entries}
    return VersionDifference(
        added=tuple(entry.name for code, entry in new.items() if code not in old),
        changed=tuple(
            entry.name for code, entry in new.items() if code in old and _plain(entry) != _plain(old[code])
        ),
        dropped=tuple(entry.name for code, entry in old.items() if code not in new),
    )


def newest_of(family: str, libraries: Iterable[Library]) -> Library | None:
    """The version of a library that came last."""
    found = [library for library in libraries if library.family == family]
    return found[-1] if found else None


def as_version(library: Library, version: str) -> Library:
    """The library under another version, with the ids of its entries."""
    library_id = f"{family_of(library.id)}@{version}"
    entries = tuple(
        replace(entry, id=entry_id(library_id, entry.code), library_id=library_id)
        for entry in library.entries
    )
    return replace(library, id=library_id, version=version, entries=entries)


def _plain(entry: LibraryEntry) -> LibraryEntry:
    """An entry to compare: what it says, without where it stands."""
    return replace(entry, id="", library_id="", position=0, initials="", source="")
