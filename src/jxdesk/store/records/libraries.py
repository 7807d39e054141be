"""Libraries in the database: own entries, libraries that were taken in, changes laid over shared entries, and how often entries were used."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace

from jxdesk.domain.library.entries import (
    CHANGES_LIBRARY,
    OWN_LIBRARY,
    Attribute,
    EntryKind,
    Library,
    LibraryEntry,
    Origin,
    Sector,
    guess_sector,
    retired_entries,
)
from jxdesk.domain.library.search import Uses
from jxdesk.domain.library.shelf import Shelf, shelf_of
from jxdesk.domain.records.filings import Comparator, Direction
from jxdesk.domain.records.known import RetiredEntry
from jxdesk.store.engine.columns import Values, insert, select
from jxdesk.store.engine.database import Row, Transaction
from jxdesk.store.faults import NotFound
from jxdesk.store.shipped import libraries as shipped_libraries

OWN_NAMES = {OWN_LIBRARY: "本单位自有指标", CHANGES_LIBRARY: "本单位对共享指标的改动"}
_LIBRARY = ("id", "name", "version", "source", "region", "first_year", "last_year", "origin", "taken_in_at")
# The key of a source note is told by files alone.
_ENTRY = tuple(field.name for field in fields(LibraryEntry) if field.name != "source")
_ENUMS = {"kind": EntryKind, "comparator": Comparator, "direction": Direction, "attribute": Attribute}
_FLAGS = ("is_core", "is_suggested")

# A line counts under the entry that it was made from, else under its name; a project counts once a year, whatever its
# forms: the target goes on into monitoring and self-evaluation.
_KEY = "coalesce(nullif(l.library_entry_id, ''), l.clean_name)"
_LINES = """FROM indicator_line l JOIN filing f ON f.id = l.filing_id
WHERE l.is_part = 0 AND (l.library_entry_id <> '' OR l.clean_name <> '')"""
_USED = f"""
SELECT key, count(*) FROM (
  SELECT DISTINCT {_KEY} AS key, coalesce(f.project_id, f.office_id) AS whose, f.year {_LINES}
  AND NOT (coalesce(f.project_id, '') = ?1 AND f.year IS ?2)
) GROUP BY key"""
_USED_IN_OFFICE = f"SELECT DISTINCT {_KEY}, f.project_id, f.year {_LINES} AND f.office_id = ?"


def shelf(tx: Transaction) -> Shelf:
    """Every library of this desk: what is shipped, own, and taken in, with the changes made here laid over."""
    stored = all_libraries(tx)
    own = [library for library in stored if library.origin is Origin.OWN]
    imported = [library for library in stored if library.origin is Origin.IMPORTED]
    return shelf_of((*own, *imported, *shipped_libraries.libraries()))


def all_libraries(tx: Transaction) -> tuple[Library, ...]:
    """The libraries of the database with their entries, in the order in which they came."""
    entries: dict[str, list[LibraryEntry]] = defaultdict(list)
    for row in tx.query(select(_ENTRY, "library_entry", "ORDER BY library_id, position, rowid")):
        entry = _entry(row)
        entries[entry.library_id].append(entry)
    return tuple(
        _library(row, entries[row[0]]) for row in tx.query(select(_LIBRARY, "library", "ORDER BY rowid"))
    )


def retired(tx: Transaction) -> Mapping[str, RetiredEntry]:
    """The entries that are no longer offered, by id; where none was ever retired here the shelf is not put up."""
    here = tx.value("SELECT EXISTS (SELECT 1 FROM library_entry WHERE retired_on <> '')")
    shipped = any(entry.is_retired for library in shipped_libraries.libraries() for entry in library.entries)
    return retired_entries(shelf(tx).entries) if here or shipped else {}


def add_library(tx: Transaction, library: Library) -> None:
    """Adds a library that was taken in."""
    values: Values = {name: getattr(library, name) for name in _LIBRARY}
    values["origin"] = library.origin.value
    values["taken_in_at"] = values["taken_in_at"] or tx.now()
    insert(tx, "library", [values])
    insert(
        tx,
        "library_entry",
        [_values(entry) for entry in shipped_libraries.lettered(library).entries],
    )


def get(tx: Transaction, entry_id: str) -> LibraryEntry:
    """The entry as the shelf shows it.

    Raises: NotFound.
    """
    found = shelf(tx).entries.get(entry_id)
    if found is None:
        raise NotFound("指标库里没有这条指标。", facts=entry_id)
    return found


def add_own(tx: Transaction, entry: LibraryEntry) -> LibraryEntry:
    """Adds an own entry behind the others; answers it with its place and initials."""
    _ensure_own_library(tx, OWN_LIBRARY)
    last = tx.value("SELECT max(position) FROM library_entry WHERE library_id = ?", (OWN_LIBRARY,))
    added = replace(
        entry,
        library_id=OWN_LIBRARY,
        position=0 if last is None else last + 1,
        initials=shipped_libraries.initials(entry),
    )
    insert(tx, "library_entry", [_values(added)])
    return added


def save(tx: Transaction, entry: LibraryEntry) -> None:
    """Writes a changed entry: an own one where it stands, a shared one as a change laid over it."""
    entry = replace(entry, initials=shipped_libraries.initials(entry))
    if entry.is_own:
        _update(tx, entry.id, entry)
        return
    _ensure_own_library(tx, CHANGES_LIBRARY)
    change = replace(
        entry, id=f"{CHANGES_LIBRARY}:{entry.id}", library_id=CHANGES_LIBRARY, replaces_id=entry.id
    )
    if not _update(tx, change.id, change):
        insert(tx, "library_entry", [_values(change)])


def delete_own(tx: Transaction, entry_id: str) -> None:
    """Deletes an own entry."""
    tx.execute("DELETE FROM library_entry WHERE id = ? AND library_id = ?", (entry_id, OWN_LIBRARY))


def is_used(tx: Transaction, entry_id: str) -> bool:
    """Whether a line of any filing was made from the entry."""
    return bool(tx.value("SELECT 1 FROM indicator_line WHERE library_entry_id = ? LIMIT 1", (entry_id,)))


def uses(
    tx: Transaction,
    sectors: Sequence[Sector],
    *,
    project_id: str = "",
    office_id: str = "",
    year: int | None = None,
    sector: str = "",
) -> Uses:
    """How often entries were used; with a project also by it last year, and by its kind of projects in its office."""
    everywhere: Counter[str] = Counter()
    for used, times in tx.query(_USED, (project_id or "-", year)):
        everywhere[key_of_use(used)] += times
    if not project_id:
        return Uses(everywhere=dict(everywhere))
    code, name = _code_and_name(tx, project_id)
    same = _same_project_last_year(tx, code, name, office_id, year)
    alike = _alike(tx, sectors, office_id=office_id, sector=sector, but=project_id)
    last_year: set[str] = set()
    here: Counter[str] = Counter()
    for used, of_project, _ in tx.query(_USED_IN_OFFICE, (office_id,)):
        key = key_of_use(used)
        if of_project in same:
            last_year.add(key)
        if of_project in alike:
            here[key] += 1
    return Uses(last_year=frozenset(last_year), here=dict(here), everywhere=dict(everywhere))


def _alike(
    tx: Transaction, sectors: Sequence[Sector], *, office_id: str, sector: str, but: str
) -> frozenset[str]:
    """The office's other projects of the same sector."""
    if not sector:
        return frozenset()
    return frozenset(
        project_id
        for project_id, name, said in tx.query(
            "SELECT id, name, sector FROM project WHERE office_id = ?", (office_id,)
        )
        if project_id != but and guess_sector(name, sectors, said=said) == sector
    )


def key_of_use(used: str) -> str:
    """The key under which a use counts: an entry's id without the version, or a name."""
    return re.sub(r"^([a-z0-9-]+)@[^/]*/", r"\1/", used)


def _code_and_name(tx: Transaction, project_id: str) -> tuple[str, str]:
    row = tx.row("SELECT code, name FROM project WHERE id = ?", (project_id,)) if project_id else None
    return ("", "") if row is None else (row[0], row[1])


def _same_project_last_year(
    tx: Transaction, code: str, name: str, office_id: str, year: int | None
) -> frozenset[str]:
    """The ids of last year's project of the same code, else of the same name in the same office.

    The year that many offices write into a name (2026年…) does not tell projects apart.
    """
    if year is None or not (code or name):
        return frozenset()
    plain = _without_year(name)
    return frozenset(
        found_id
        for found_id, found_code, found_name in tx.query(
            "SELECT id, code, name FROM project WHERE fiscal_year = ? AND ? IN ('', office_id)",
            (year - 1, office_id),
        )
        if (code and found_code == code) or (plain and _without_year(found_name) == plain)
    )


def _without_year(name: str) -> str:
    return re.sub(r"20\d\d\s*年?度?", "", name).strip()


def _ensure_own_library(tx: Transaction, library_id: str) -> None:
    if tx.value("SELECT 1 FROM library WHERE id = ?", (library_id,)) is None:
        own = Library(id=library_id, name=OWN_NAMES[library_id], origin=Origin.OWN)
        add_library(tx, own)


def _update(tx: Transaction, row_id: str, entry: LibraryEntry) -> int:
    values = _values(entry)
    named = [name for name in _ENTRY if name != "id"]
    sets = ", ".join(f"{name} = ?" for name in named)
    return tx.execute(
        f"UPDATE library_entry SET {sets} WHERE id = ?", (*(values[name] for name in named), row_id)
    )


def _values(entry: LibraryEntry) -> Values:
    values: Values = {name: getattr(entry, name) for name in _ENTRY}
    for name in _ENUMS:
        values[name] = values[name].value
    return values


def _entry(row: Row) -> LibraryEntry:
    values: Values = dict(zip(_ENTRY, row, strict=True))
    for name, enum in _ENUMS.items():
        values[name] = enum(values[name])
    for name in _FLAGS:
        values[name] = bool(values[name])
    return LibraryEntry(**values)


def _library(row: Row, entries: Sequence[LibraryEntry]) -> Library:
    values: Values = dict(zip(_LIBRARY, row, strict=True))
    values["origin"] = Origin(values["origin"])
    return Library(**values, entries=tuple(entries))
