"""Library search: which entries a text or a filter means, and in which order they are offered. Used by the page and the picker."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from functools import lru_cache
from types import MappingProxyType

from jxdesk.domain.library.entries import EntryKind, LibraryEntry, family_of
from jxdesk.domain.rules.indicator_places import Place, place_of
from jxdesk.domain.rules.parts import GoalStyle
from jxdesk.domain.values.indicator_names import clean_name
from jxdesk.domain.values.lettering import fold

_NONE: Mapping[str, int] = MappingProxyType({})


class Rank(IntEnum):
    """Why an entry is offered where it is, the nearest first."""

    SAME_PROJECT = 0
    SAME_KIND_HERE = 1
    SHARED_SECTOR = 2
    OTHER = 3


RANK_WORDS = {
    Rank.SAME_PROJECT: "本项目上年用过",
    Rank.SAME_KIND_HERE: "本单位同类项目用过",
    Rank.SHARED_SECTOR: "本类共用",
    Rank.OTHER: "",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Uses:
    """How often entries were used, by their keys, and by the clean names of lines that name no entry.

    ``last_year`` are the keys and names in last year's filings of the same project, ``here`` counts the filings of
    this kind of project in this office, ``everywhere`` those of all projects.
    """

    last_year: frozenset[str] = frozenset()
    here: Mapping[str, int] = field(default_factory=lambda: _NONE)
    everywhere: Mapping[str, int] = field(default_factory=lambda: _NONE)

    def times(self, entry: LibraryEntry) -> int:
        """How many filings used the entry, or a line of its name."""
        return _count(self.everywhere, entry)

    def times_here(self, entry: LibraryEntry) -> int:
        """How many filings of this kind in this office used it."""
        return _count(self.here, entry)

    def was_used_last_year(self, entry: LibraryEntry) -> bool:
        """Whether the same project used it last year."""
        return entry.key in self.last_year or _plain_name(entry.name) in self.last_year


@lru_cache(maxsize=4096)
def _plain_name(name: str) -> str:
    """The name without marks; kept, because every keystroke asks for all of them."""
    return clean_name(name)


@lru_cache(maxsize=8192)
def _folded(text: str) -> str:
    return fold(text).lower()


def _count(counts: Mapping[str, int], entry: LibraryEntry) -> int:
    return counts.get(entry.key, 0) + counts.get(_plain_name(entry.name), 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryQuery:
    """What is looked for; empty fields do not filter.

    ``sector`` filters, ``near`` only puts its entries first. ``kinds`` are the kinds of entries that may be offered.
    """

    text: str = ""
    sector: str = ""
    place: Place | None = None
    style: GoalStyle | None = None
    family: str = ""
    kinds: frozenset[EntryKind] = frozenset()
    near: str = ""
    only_used: bool = False
    only_suggested: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """An entry with why it stands where it does, and how often it was used."""

    entry: LibraryEntry
    rank: Rank
    times: int


def rank_of(entry: LibraryEntry, uses: Uses, *, near: str) -> Rank:
    """How near an entry is: same project last year, same kind in this office, shared set of the sector, all others.

    Source: own choice.
    """
    if uses.was_used_last_year(entry):
        return Rank.SAME_PROJECT
    if uses.times_here(entry):
        return Rank.SAME_KIND_HERE
    if near and entry.sector == near:
        return Rank.SHARED_SECTOR
    return Rank.OTHER


def look_up(entries: Iterable[LibraryEntry], query: LibraryQuery, uses: Uses) -> tuple[Offered, ...]:
    """The entries that fit, nearest first; a text puts the better match before the nearer one."""
    words = tuple(fold(query.text).lower().split())
    found: list[tuple[tuple[int, int, int, int], int, Offered]] = []
    for place, entry in enumerate(entries):
        if not _passes(entry, query):
            continue
        match = match_of(entry, words)
        if match is None:
            continue
        times = uses.times(entry)
        if query.only_used and not times:
            continue
        rank = rank_of(entry, uses, near=query.near or query.sector)
        often = uses.times_here(entry) * 1000 + times
        found.append(
            ((match, rank, -often, not entry.is_core), place, Offered(entry=entry, rank=rank, times=times))
        )
    found.sort(key=lambda one: one[:2])
    return tuple(offered for _, _, offered in found)


def match_of(entry: LibraryEntry, words: tuple[str, ...]) -> int | None:
    """How well all the words fit, 0 best; None where one does not fit at all."""
    worst = 0
    for word in words:
        match = _match(entry, word)
        if match is None:
            return None
        worst = max(worst, match)
    return worst


def _match(entry: LibraryEntry, word: str) -> int | None:
    name = _folded(entry.name)
    if name.startswith(word):
        return 0
    if word in name:
        return 1
    initials = entry.initials.split()
    if any(one.startswith(word) for one in initials):
        return 1
    if word in entry.initials:
        return 2
    if word in entry.sector or word in entry.unit or word in entry.code:
        return 3
    rest = f"{entry.definition} {entry.formula} {entry.data_source} {entry.level1} {entry.level2}"
    return 4 if word in _folded(rest) else None


def _passes(entry: LibraryEntry, query: LibraryQuery) -> bool:
    if query.sector and entry.sector != query.sector:
        return False
    if query.family and family_of(entry.library_id) != query.family:
        return False
    if query.kinds and entry.kind not in query.kinds:
        return False
    if query.only_suggested and not entry.is_suggested:
        return False
    if query.style is not None and not entry.fits(query.style):
        return False
    return query.place is None or place_of(entry.level1, entry.level2) is query.place
