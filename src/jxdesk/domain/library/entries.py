"""Libraries: indicators to choose from, with what they mean, how they are measured and how they are written well.

A library is data of one version; an older year keeps the version that it was filled with. Used by the target wizards,
the picker, the library page and whatever checks what was picked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import assert_never

from jxdesk.domain.errors import JxError
from jxdesk.domain.filling.typed_cells import SIGNS
from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.records.filings import Comparator, Direction, IndicatorLine
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.records.known import RetiredEntry
from jxdesk.domain.records.offices import OfficeLevel
from jxdesk.domain.rules.indicator_places import Headings
from jxdesk.domain.rules.parts import GoalStyle
from jxdesk.domain.values.indicator_names import clean_name
from jxdesk.domain.values.quantities import read_target

CORE_MARK = "★"
OWN_LIBRARY = "own"
"""The library of an office's own indicators."""
CHANGES_LIBRARY = "changes"
"""The library of what was changed here of shared entries: each names the entry that it stands for."""


class EntryKind(StrEnum):
    """What an entry speaks of: a project's target, a department as a whole, a locality's finances, or an evaluation."""

    PROJECT = "project"
    DEPARTMENT = "department"
    LOCALITY = "locality"
    EVALUATION = "evaluation"


class Attribute(StrEnum):
    """Whether a number or words say what was reached (指标属性); the value is the word on the forms."""

    QUANTITATIVE = "定量指标"
    QUALITATIVE = "定性指标"


class Origin(StrEnum):
    """Where a library comes from."""

    SHIPPED = "shipped"
    OWN = "own"
    IMPORTED = "imported"


class NotAllowed(JxError):  # noqa: N818 - a limit of an office's level, named as people say it
    """A change that only a level above may make."""

    code = "JX-LIBRARY-LEVEL"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceNote:
    """A document that a part of a library stands on; ``own_choice`` marks a proposal that no document gives."""

    key: str
    document: str
    covers: str
    own_choice: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sector:
    """A field of work, with the words in a project's name that speak for it."""

    name: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryEntry:
    """One indicator of a library.

    The levels stand in both styles side by side; ``style`` is empty for an entry that fits both. ``source`` is the key
    of a ``SourceNote`` where the library tells entry by entry. ``initials`` are the pinyin initials of name and sector.
    ``replaces_id`` names the shared entry that an entry of ``CHANGES_LIBRARY`` stands for.
    """

    id: str
    library_id: str
    position: int = 0
    code: str = ""
    sector: str = ""
    kind: EntryKind = EntryKind.PROJECT
    style: str = ""
    level1: str = ""
    level2: str = ""
    new_level1: str = ""
    new_level2: str = ""
    name: str = ""
    definition: str = ""
    formula: str = ""
    comparator: Comparator = Comparator.NONE
    direction: Direction = Direction.HIGHER
    target_text: str = ""
    unit: str = ""
    attribute: Attribute = Attribute.QUANTITATIVE
    scoring_rule: str = ""
    value_basis: str = ""
    data_source: str = ""
    value_method: str = ""
    is_core: bool = False
    good_example: str = ""
    bad_example: str = ""
    is_suggested: bool = False
    retired_on: str = ""
    merged_into: str = ""
    replaces_id: str = ""
    initials: str = ""
    source: str = ""

    @property
    def key(self) -> str:
        """What stays the same from version to version: the library without its version, and the code."""
        return f"{family_of(self.library_id)}/{self.code}" if self.code else self.id

    @property
    def is_retired(self) -> bool:
        """Whether it is no longer offered."""
        return bool(self.retired_on)

    @property
    def is_own(self) -> bool:
        """Whether this office made it."""
        return self.library_id == OWN_LIBRARY

    def fits(self, style: GoalStyle) -> bool:
        """Whether it may be used in a form of this style."""
        return self.style in ("", style.value)

    def headings(self, style: GoalStyle) -> Headings:
        """Its first and second level in a style."""
        match style:
            case GoalStyle.OLD:
                return Headings(self.level1, self.level2)
            case GoalStyle.NEW:
                return Headings(self.new_level1 or self.level1, self.new_level2 or self.level2)
            case _:
                assert_never(style)

    @property
    def measure(self) -> str:
        """Sign and unit in one text, such as ``≥ %``; 定性 where words say it."""
        if self.attribute is Attribute.QUALITATIVE:
            return "定性"
        return f"{SIGNS[self.comparator]} {self.unit}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """One version of a library, with its entries.

    ``id`` carries the version (``sectors-general@2026.1``); ``last_year`` None = still in force.
    """

    id: str
    name: str
    version: str = ""
    source: str = ""
    region: str = ""
    first_year: int = 0
    last_year: int | None = None
    origin: Origin = Origin.SHIPPED
    entries: tuple[LibraryEntry, ...] = ()
    sectors: tuple[Sector, ...] = ()
    notes: tuple[SourceNote, ...] = ()
    taken_in_at: str = ""

    @property
    def family(self) -> str:
        """The library whatever its version."""
        return family_of(self.id)

    def covers_year(self, year: int) -> bool:
        """Whether this version holds for a fiscal year."""
        return self.first_year <= year and (self.last_year is None or year <= self.last_year)

    def note_of(self, entry: LibraryEntry) -> SourceNote | None:
        """Where an entry comes from, where the library says so."""
        return next((note for note in self.notes if note.key == entry.source), None)


def family_of(library_id: str) -> str:
    """A library's id without its version."""
    return library_id.split("@", 1)[0]


def entry_id(library_id: str, code: str) -> str:
    """The id of an entry of a library that came as a file."""
    return f"{library_id}/{code}"


def line_from_entry(entry: LibraryEntry, style: GoalStyle) -> IndicatorLine:
    """A new line of a filing, made from an entry: levels of the style, sign, unit and the usual target filled in."""
    level1, level2 = entry.headings(style)
    name = f"{CORE_MARK}{entry.name}" if entry.is_core else entry.name
    is_words = entry.attribute is Attribute.QUALITATIVE
    blank = IndicatorLine(
        id=new_id(),
        level1=level1,
        level2=level2,
        name=name,
        clean_name=clean_name(name),
        comparator=entry.comparator,
        direction=Direction.QUALITATIVE if is_words else entry.direction,
        direction_chosen=is_words or entry.direction is Direction.EXACT,
        unit=entry.unit,
        description=entry.definition,
        formula=entry.formula,
        scoring_rule=entry.scoring_rule,
        value_basis=entry.value_basis,
        data_source=entry.data_source,
        value_method=entry.value_method,
        is_core=entry.is_core,
        library_entry_id=entry.id,
    )
    if is_words or not entry.target_text:
        return replace(blank, target_text=entry.target_text)
    read = read_target(entry.target_text, sign=SIGNS[entry.comparator], unit=entry.unit, name=entry.name)
    return replace(blank, target_text=read.text, target=read.number, target_high=read.high)


def guess_sector(project_name: str, sectors: Iterable[Sector], *, said: str = "") -> str:
    """The sector that a project's name speaks for; empty where none does.

    What was ``said`` (the project's own field 领域) counts first. The longest word wins, then the number of words.
    """
    known = tuple(sectors)
    if said and any(sector.name == said for sector in known):
        return said
    for text in (project_name, said):
        best, best_weight = "", (0, 0)
        for sector in known:
            found = [len(word) for word in (*sector.words, sector.name) if word and word in text]
            weight = (max(found, default=0), len(found))
            if weight > best_weight:
                best, best_weight = sector.name, weight
        if best:
            return best
    return ""


def may_change_shared(level: OfficeLevel | None) -> bool:
    """Whether an office of this level may edit, merge and retire shared entries; everybody may do so with own ones."""
    return level in (OfficeLevel.COUNTY, OfficeLevel.PREFECTURE, OfficeLevel.PROVINCE)


def retired_entries(entries: Mapping[str, LibraryEntry]) -> dict[str, RetiredEntry]:
    """What is no longer offered, by id; ``entries`` are all entries by id, retired ones included."""
    found = {}
    for entry in entries.values():
        if entry.is_retired:
            successor = successor_of(entry, entries)
            found[entry.id] = RetiredEntry(
                name=entry.name,
                retired_on=entry.retired_on,
                successor=successor.name if successor is not None else "",
            )
    return found


def retired_finding(line: IndicatorLine, retired: Mapping[str, RetiredEntry]) -> Finding | None:
    """The advice about a line that was made from an entry which is no longer offered; None where all is well.

    A line that answers the line of a target keeps to it, whatever became of the entry.
    """
    entry = retired.get(line.library_entry_id)
    if entry is None or line.answers_line_id:
        return None
    if entry.successor:
        advice = f"建议换成“{entry.successor}”；已经批复的目标可以照旧，不用改。"
    else:
        advice = "新填的请换一个指标；已经批复的目标可以照旧，不用改。"
    return Finding(
        severity=Severity.ADVICE,
        code="library-entry-retired",
        message=f"指标“{entry.name}”在指标库里已于 {entry.retired_on[:10]} 停用。",
        advice=advice,
        line_id=line.id,
        field="name",
    )


def successor_of(entry: LibraryEntry, entries: Mapping[str, LibraryEntry]) -> LibraryEntry | None:
    """The entry in force that a retired one was merged into, however many steps away; None where there is none."""
    seen = {entry.id}
    found: LibraryEntry | None = entry
    while found is not None and found.is_retired:
        found = entries.get(found.merged_into)
        if found is None or found.id in seen:
            return None
        seen.add(found.id)
    return found
