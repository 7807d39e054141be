"""Libraries: lines made from entries, sectors guessed from names, versions, changes laid over, retirement, and reading files."""

from __future__ import annotations

import copy
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from jxdesk.domain.declarations import DeclarationError
from jxdesk.domain.findings import Severity
from jxdesk.domain.library.entries import (
    CHANGES_LIBRARY,
    Attribute,
    EntryKind,
    Library,
    LibraryEntry,
    Sector,
    guess_sector,
    line_from_entry,
    may_change_shared,
    retired_entries,
    retired_finding,
)
from jxdesk.domain.library.files import is_library, library_from_mapping
from jxdesk.domain.library.search import LibraryQuery, Rank, Uses, look_up
from jxdesk.domain.library.shelf import shelf_of
from jxdesk.domain.records.filings import Comparator, Direction, IndicatorLine
from jxdesk.domain.records.offices import OfficeLevel
from jxdesk.domain.rules.indicator_places import Place, headings, place_of
from jxdesk.domain.rules.parts import GoalStyle

SECTORS = (
    Sector(name="农村公路", words=("公路", "养护", "硬化")),
    Sector(name="会议", words=("会议",)),
    Sector(name="维修维护", words=("维修", "维护")),
)
FILE: dict[str, Any] = {
    "id": "county-roads",
    "name": "练习县公路指标",
    "version": "2026.1",
    "source": "练习县财政局",
    "years": ["2026", ""],
    "sources": [{"key": "county", "document": "练习县文件", "covers": "全部"}],
    "defaults": [{"place": "满意度", "target": "95", "value_method": "问卷调查法"}],
    "sectors": [
        {
            "name": "农村公路",
            "words": ["公路"],
            "entries": [
                {"code": "a-1", "place": "数量", "name": "养护里程", "measure": ">= 公里"},
                {"code": "a-2", "place": "满意度", "name": "沿线群众满意度", "measure": ">= %"},
                {"code": "a-3", "place": "成本", "name": "单位养护成本", "measure": "≤ 万元/公里"},
            ],
        }
    ],
}


def declared(**changes: Any) -> dict[str, Any]:
    return copy.deepcopy(FILE) | changes


def entry(name: str = "养护里程", **changes: Any) -> LibraryEntry:
    made = LibraryEntry(
        id=f"roads@1/{name}",
        library_id="roads@1",
        code=name,
        sector="农村公路",
        name=name,
        level1="产出指标",
        level2="数量指标",
        comparator=Comparator.AT_LEAST,
        unit="公里",
    )
    return replace(made, **changes)


def library(*entries: LibraryEntry, id: str = "roads@1", **changes: Any) -> Library:
    made = Library(id=id, name="公路", version=id.split("@")[-1], first_year=2020, entries=entries)
    return replace(made, **changes)


# ---- places and lines --------------------------------------------------------------------------------------------


def test_cost_moves_to_the_first_level_in_the_new_style() -> None:
    assert headings(Place.COST, GoalStyle.OLD) == ("产出指标", "成本指标")
    assert headings(Place.COST, GoalStyle.NEW) == ("成本指标", "经济成本指标")


@pytest.mark.parametrize("style", list(GoalStyle))
@pytest.mark.parametrize("place", [place for place in Place if place is not Place.SUSTAINABLE])
def test_a_place_is_found_again_from_its_headings(place: Place, style: GoalStyle) -> None:
    found = place_of(*headings(place, style))
    is_old_cost = style is GoalStyle.OLD and place in (Place.SOCIAL_COST, Place.ECOLOGICAL_COST)
    assert found is (Place.COST if is_old_cost else place)


def test_headings_of_other_trees_have_no_place() -> None:
    assert place_of("决策", "项目立项") is None


def test_a_line_takes_levels_sign_unit_and_explanations_of_its_entry() -> None:
    made = library_from_mapping(declared()).entries[2]
    line = line_from_entry(made, GoalStyle.NEW)
    assert (line.level1, line.level2) == ("成本指标", "经济成本指标")
    assert (line.comparator, line.unit, line.direction) == (Comparator.AT_MOST, "万元/公里", Direction.LOWER)
    assert line.library_entry_id == "county-roads@2026.1/a-3"
    assert line.target is None
    assert line.weight is None


def test_a_usual_target_comes_as_a_number_with_its_sign_and_unit() -> None:
    line = line_from_entry(library_from_mapping(declared()).entries[1], GoalStyle.OLD)
    assert (line.target, line.comparator, line.unit) == (Decimal(95), Comparator.AT_LEAST, "%")
    assert line.target_text == "≥95%"
    assert line.value_method == "问卷调查法"


def test_a_core_indicator_carries_its_mark_and_a_qualitative_one_its_direction() -> None:
    core = line_from_entry(entry(is_core=True), GoalStyle.OLD)
    assert (core.name, core.clean_name, core.is_core) == ("★养护里程", "养护里程", True)
    words = entry("减轻负担", attribute=Attribute.QUALITATIVE, comparator=Comparator.NONE, unit="")
    line = line_from_entry(words, GoalStyle.OLD)
    assert line.direction is Direction.QUALITATIVE
    assert line.direction_chosen


# ---- sectors -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "said", "sector"),
    [
        ("2026年竹坞镇农村公路养护补助", "", "农村公路"),
        ("全县工作会议", "", "会议"),
        ("公路养护会议", "", "农村公路"),
        ("办公楼屋面维修", "", "维修维护"),
        ("其他工作", "", ""),
        ("其他工作", "会议", "会议"),
        ("公路养护", "会议", "会议"),
        ("其他工作", "交通公路", "农村公路"),
    ],
)
def test_the_sector_is_guessed_from_the_name_and_what_the_project_says_comes_first(
    name: str, said: str, sector: str
) -> None:
    assert guess_sector(name, SECTORS, said=said) == sector


# ---- files -------------------------------------------------------------------------------------------------------


def test_a_file_becomes_a_library_of_its_version() -> None:
    made = library_from_mapping(declared())
    assert made.id == "county-roads@2026.1"
    assert made.family == "county-roads"
    assert made.last_year is None
    assert [one.key for one in made.entries] == ["county-roads/a-1", "county-roads/a-2", "county-roads/a-3"]
    assert is_library(FILE)
    assert not is_library({"id": "national-2020", "indicators": {}})


def test_entries_may_stand_in_another_tree() -> None:
    one = {"code": "x", "levels": ["过程", "资金管理"], "name": "资金到位率", "measure": ">= %"}
    made = library_from_mapping(declared(sectors=[], entries=[one], kind="evaluation")).entries[0]
    assert made.headings(GoalStyle.OLD) == made.headings(GoalStyle.NEW) == ("过程", "资金管理")
    assert made.kind is EntryKind.EVALUATION


@pytest.mark.parametrize(
    "spoilt",
    [
        {"measure": "很多"},
        {"measure": ">= "},
        {"place": "投入"},
        {"target": "若干"},
        {"code": "含 空格"},
        {"code": "a-2"},
        {"source": "无此来源"},
        {"colour": "red"},
        {"name": " "},
        {"style": "middle"},
    ],
)
def test_what_a_file_says_and_nobody_knows_is_refused_with_its_place(spoilt: dict[str, str]) -> None:
    file = declared()
    file["sectors"][0]["entries"][0] |= spoilt
    with pytest.raises(DeclarationError) as refused:
        library_from_mapping(file)
    assert "county-roads" in refused.value.facts


@pytest.mark.parametrize("change", [{"id": "含空格 "}, {"version": ""}, {"years": []}, {"years": ["明年"]}])
def test_a_file_without_a_usable_name_version_or_year_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(DeclarationError):
        library_from_mapping(declared(**change))


# ---- versions and changes ----------------------------------------------------------------------------------------


def test_a_year_is_served_by_the_newest_version_that_covers_it() -> None:
    old = library(entry(), id="roads@2025.1", first_year=2025, last_year=2025)
    new = library(entry(), id="roads@2026.9", first_year=2026)
    newer = library(entry(), id="roads@2026.10", first_year=2026)
    shelf = shelf_of((old, new, newer))
    assert [one.id for one in shelf.in_force(2025)] == ["roads@2025.1"]
    assert [one.id for one in shelf.in_force(2026)] == ["roads@2026.10"]
    assert [one.id for one in shelf.in_force()] == ["roads@2026.10"]
    assert [one.id for one in shelf.in_force(2019)] == ["roads@2026.10"]


def test_an_older_version_is_still_found_by_the_id_that_an_older_year_was_filled_with() -> None:
    old = library(entry(id="roads@1/x", library_id="roads@1"), id="roads@1")
    new = library(entry(id="roads@2/x", library_id="roads@2"), id="roads@2", first_year=2026)
    shelf = shelf_of((old, new))
    assert [one.id for one in shelf.offered(2026)] == ["roads@2/x"]
    assert "roads@1/x" in shelf.entries


def test_a_change_made_here_stands_in_the_place_of_the_shared_entry_and_keeps_its_id() -> None:
    shared = entry(source="published")
    change = replace(
        shared, id="c1", library_id=CHANGES_LIBRARY, name="养护总里程", replaces_id=shared.id, source=""
    )
    changes = Library(id=CHANGES_LIBRARY, name="改动", entries=(change,))
    shelf = shelf_of((library(shared), changes))
    found = shelf.entries[shared.id]
    assert (found.name, found.library_id, found.source) == ("养护总里程", "roads@1", "published")
    assert shelf.changed == {shared.id}
    assert "c1" not in shelf.entries


# ---- retirement --------------------------------------------------------------------------------------------------


def test_a_retired_entry_that_is_used_is_advice_that_names_its_successor() -> None:
    gone = entry("旧指标", retired_on="2026-03-01", merged_into="roads@1/中间")
    between = entry("中间", retired_on="2026-04-01", merged_into="roads@1/养护里程")
    entries = {one.id: one for one in (gone, between, entry())}
    line = IndicatorLine(id="line", library_entry_id=gone.id)
    finding = retired_finding(line, retired_entries(entries))
    assert finding is not None
    assert finding.severity is Severity.ADVICE
    assert "旧指标" in finding.message
    assert "2026-03-01" in finding.message
    assert "养护里程" in finding.advice
    assert finding.line_id == "line"


def test_a_retired_entry_without_or_with_a_circular_successor_gives_plain_advice() -> None:
    one = entry("甲", retired_on="2026-03-01", merged_into="roads@1/乙")
    other = entry("乙", retired_on="2026-03-01", merged_into="roads@1/甲")
    finding = retired_finding(
        IndicatorLine(id="line", library_entry_id=one.id), retired_entries({one.id: one, other.id: other})
    )
    assert finding is not None
    assert "换一个指标" in finding.advice


def test_an_entry_in_force_or_a_line_without_entry_gives_no_finding() -> None:
    known = retired_entries({entry().id: entry()})
    assert known == {}
    assert retired_finding(IndicatorLine(id="line", library_entry_id=entry().id), known) is None
    assert retired_finding(IndicatorLine(id="line"), known) is None


def test_a_line_that_answers_a_target_keeps_to_it_whatever_became_of_the_entry() -> None:
    gone = entry("旧指标", retired_on="2026-03-01")
    line = IndicatorLine(id="line", library_entry_id=gone.id, answers_line_id="promised")
    assert retired_finding(line, retired_entries({gone.id: gone})) is None


def test_a_retired_entry_is_not_offered_any_more() -> None:
    shelf = shelf_of((library(entry(), entry("旧指标", retired_on="2026-03-01")),))
    assert [one.name for one in shelf.offered()] == ["养护里程"]
    assert len(shelf.offered(with_retired=True)) == 2


def test_shared_entries_are_changed_by_the_county_and_above() -> None:
    allowed = [level for level in OfficeLevel if may_change_shared(level)]
    assert allowed == [OfficeLevel.PROVINCE, OfficeLevel.PREFECTURE, OfficeLevel.COUNTY]
    assert not may_change_shared(None)


# ---- looking up --------------------------------------------------------------------------------------------------

ROADS = (
    entry("养护里程", initials="yhlc ncgl"),
    entry("改建里程", initials="gjlc ncgl", definition="建成通车的里程"),
    entry("会议次数", initials="hycs hy", sector="会议", unit="次", level2="数量指标"),
    entry("优良中等路率", initials="ylzdll ncgl", level2="质量指标", unit="%"),
)


def found(query: LibraryQuery, uses: Uses | None = None) -> list[str]:
    return [one.entry.name for one in look_up(ROADS, query, uses or Uses())]


def test_a_text_finds_names_before_explanations_and_initials_count_as_names() -> None:
    assert found(LibraryQuery(text="里程")) == ["养护里程", "改建里程"]
    assert found(LibraryQuery(text="通车")) == ["改建里程"]
    assert found(LibraryQuery(text="yhlc")) == ["养护里程"]
    assert found(LibraryQuery(text="YH")) == ["养护里程"]
    assert found(LibraryQuery(text="里程 gj")) == ["改建里程"]
    assert found(LibraryQuery(text="没有的词")) == []


def test_filters_by_sector_place_kind_and_library_hold_together() -> None:
    assert found(LibraryQuery(sector="会议")) == ["会议次数"]
    assert found(LibraryQuery(place=Place.QUALITY)) == ["优良中等路率"]
    assert found(LibraryQuery(family="other")) == []
    assert found(LibraryQuery(kinds=frozenset({EntryKind.DEPARTMENT}))) == []
    assert len(found(LibraryQuery(family="roads"))) == 4


def test_last_years_own_come_first_then_this_offices_then_the_sectors_then_all() -> None:
    uses = Uses(
        last_year=frozenset({"会议次数"}),
        here={"roads/优良中等路率": 2},
        everywhere={"roads/优良中等路率": 2, "roads/改建里程": 9},
    )
    offered = look_up(ROADS, LibraryQuery(near="农村公路"), uses)
    assert [one.entry.name for one in offered] == ["会议次数", "优良中等路率", "改建里程", "养护里程"]
    assert [one.rank for one in offered] == [
        Rank.SAME_PROJECT,
        Rank.SAME_KIND_HERE,
        Rank.SHARED_SECTOR,
        Rank.SHARED_SECTOR,
    ]
    assert offered[2].times == 9


def test_only_used_ones_are_shown_where_asked_for() -> None:
    assert found(LibraryQuery(only_used=True), Uses(everywhere={"养护里程": 1})) == ["养护里程"]
