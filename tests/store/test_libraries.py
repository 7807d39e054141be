"""Libraries in the database: own entries, changes over shared ones, versions side by side, and uses counted from lines."""

from __future__ import annotations

from dataclasses import fields, replace

from jxdesk.domain.library.entries import (
    CHANGES_LIBRARY,
    OWN_LIBRARY,
    Library,
    LibraryEntry,
    Origin,
    line_from_entry,
)
from jxdesk.domain.library.search import Uses
from jxdesk.domain.records.filings import Comparator
from jxdesk.domain.records.offices import Office
from jxdesk.domain.records.projects import Project
from jxdesk.domain.rules.parts import GoalStyle
from jxdesk.store.engine.database import Database
from jxdesk.store.records import filings, libraries, offices, projects
from jxdesk.store.shipped import libraries as shipped_libraries

from .conftest import Builder

ROAD = "sectors-rural@2026.1/road-03"


def own(name: str = "清扫村道长度") -> LibraryEntry:
    return LibraryEntry(
        id=f"own-{name}",
        library_id=OWN_LIBRARY,
        sector="农村公路",
        name=name,
        level1="产出指标",
        level2="数量指标",
        comparator=Comparator.AT_LEAST,
        unit="公里",
    )


def with_entry(build: Builder, office: Office, project: Project, *entries: LibraryEntry, year: int) -> object:
    """A target filing of these entries."""
    made = build.filing(office, project)
    lines = tuple(line_from_entry(entry, GoalStyle.OLD) for entry in entries)
    return replace(made, content=replace(made.content, year=year, indicator_lines=lines))


def test_the_tables_have_a_column_for_everything_an_entry_says(database: Database) -> None:
    columns = {name for _, name, *_ in database.read(lambda tx: tx.query("PRAGMA table_info(library_entry)"))}
    assert columns == {field.name for field in fields(LibraryEntry)} - {"source"}


def test_shipped_entries_carry_the_initials_of_name_and_sector() -> None:
    entries = {entry.id: entry for library in shipped_libraries.libraries() for entry in library.entries}
    assert entries[ROAD].initials.split()[0] == "yhlc"
    assert "ncgl" in entries[ROAD].initials
    assert len(shipped_libraries.worked_filings()) == 20


def test_an_own_entry_comes_back_as_it_was_and_stands_first_on_the_shelf(database: Database) -> None:
    added = database.run(lambda tx: libraries.add_own(tx, own()), errand="add")
    shelf = database.read(libraries.shelf)
    assert shelf.offered()[0] == added
    assert added.initials == "qscdzd qscdcz ncgl"  # 长 is read both ways
    assert shelf.by_id[OWN_LIBRARY].origin is Origin.OWN


def test_an_own_entry_is_changed_in_place_and_a_shared_one_is_laid_over(database: Database) -> None:
    database.run(lambda tx: libraries.add_own(tx, own()), errand="add")
    shared = database.read(lambda tx: libraries.get(tx, ROAD))

    def change(tx: object) -> None:
        libraries.save(tx, replace(own(), name="清扫道路长度"))  # type: ignore[arg-type]
        libraries.save(tx, replace(shared, retired_on="2026-03-02"))  # type: ignore[arg-type]
        libraries.save(tx, replace(shared, retired_on="2026-03-02", unit="千米"))  # type: ignore[arg-type]

    database.run(change, errand="edit")
    shelf = database.read(libraries.shelf)
    assert shelf.entries[own().id].name == "清扫道路长度"
    assert shelf.entries[ROAD].unit == "千米"
    assert shelf.entries[ROAD].is_retired
    assert shelf.changed == {ROAD}
    assert (
        database.read(
            lambda tx: tx.value("SELECT count(*) FROM library_entry WHERE library_id = ?", (CHANGES_LIBRARY,))
        )
        == 1
    )


def test_versions_of_an_imported_library_stand_side_by_side(database: Database) -> None:
    for year, unit in ((2025, "公里"), (2026, "千米")):
        version = Library(
            id=f"county@{year}",
            name="县库",
            version=str(year),
            first_year=year,
            origin=Origin.IMPORTED,
            entries=(
                replace(own(), id=f"county@{year}/a", library_id=f"county@{year}", code="a", unit=unit),
            ),
        )
        database.run(lambda tx, version=version: libraries.add_library(tx, version), errand="import")  # type: ignore[misc]
    shelf = database.read(libraries.shelf)
    offered = {year: {entry.id for entry in shelf.offered(year)} for year in (2025, 2026)}
    assert "county@2025/a" in offered[2025]
    assert "county@2026/a" in offered[2026]
    assert "county@2025/a" not in offered[2026]
    assert shelf.entries["county@2025/a"].unit == "公里"


def test_uses_are_counted_per_project_and_year_by_entry_and_by_name(
    database: Database, build: Builder
) -> None:
    office = build.office()
    mine = build.project(office, name="2026年农村公路养护补助")
    before = replace(build.project(office, name="2025年农村公路养护补助"), fiscal_year=2025)
    other = build.project(office, name="村道养护")
    road = database.read(lambda tx: libraries.get(tx, ROAD))
    people = database.read(lambda tx: libraries.get(tx, "sectors-rural@2026.1/road-09"))
    by_hand = replace(road, id="", name="受益人口")

    def fill(tx: object) -> None:
        offices.add(tx, office)  # type: ignore[arg-type]
        for project in (mine, before, other):
            projects.add(tx, project)  # type: ignore[arg-type]
        filings.add(tx, with_entry(build, office, before, road, year=2025))  # type: ignore[arg-type]
        filings.add(tx, with_entry(build, office, before, road, year=2025))  # type: ignore[arg-type]
        filings.add(tx, with_entry(build, office, other, by_hand, year=2026))  # type: ignore[arg-type]
        filings.add(tx, with_entry(build, office, mine, road, year=2026))  # type: ignore[arg-type]

    database.run(fill, errand="add")
    sectors = database.read(libraries.shelf).sectors

    def count(**asked: object) -> Uses:
        return database.read(lambda tx: libraries.uses(tx, sectors, **asked))  # type: ignore[arg-type]

    uses = count()
    assert uses.times(road) == 2
    assert uses.times(people) == 1
    near = count(project_id=mine.id, office_id=office.id, year=2026, sector="农村公路")
    assert near.was_used_last_year(road)
    assert not near.was_used_last_year(people)
    assert near.times_here(people) == 1
    assert near.times(road) == 1
    assert database.read(lambda tx: libraries.is_used(tx, ROAD))


def test_a_use_counts_whatever_version_the_entry_was_of() -> None:
    assert libraries.key_of_use("sectors-rural@2026.1/road-03") == "sectors-rural/road-03"
    assert libraries.key_of_use("种植面积/株数") == "种植面积/株数"
