"""The shipped libraries and worked filings: complete, without doubles, and consistent with the rules they serve."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from jxdesk.domain.library.entries import Attribute, EntryKind, Library, LibraryEntry
from jxdesk.domain.library.files import library_from_mapping
from jxdesk.domain.library.worked_filings import WorkedFiling, lines_of
from jxdesk.domain.records.filings import Direction
from jxdesk.domain.rules.indicator_places import HEADINGS, Place
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.rules.parts import GoalStyle
from jxdesk.domain.values.units import is_known_unit

LIBRARIES = Path(__file__).parents[2] / "resources" / "libraries"
SECTORS = {"sectors-general": 52, "sectors-welfare": 35, "sectors-rural": 38}
FRAMEWORKS = {
    "project-framework": 17,
    "project-list": 20,
    "department-framework": 28,
    "locality-framework": 36,
}


@cache
def libraries() -> tuple[Library, ...]:
    return tuple(
        library_from_mapping(tomllib.loads(path.read_text(encoding="utf-8")))
        for path in sorted(LIBRARIES.glob("*.toml"))
    )


@cache
def worked_filings() -> tuple[WorkedFiling, ...]:
    return tuple(
        WorkedFiling.from_mapping(tomllib.loads(path.read_text(encoding="utf-8")))
        for path in sorted((LIBRARIES.parent / "examples").glob("*.toml"))
    )


def entries() -> Iterator[LibraryEntry]:
    return (entry for library in libraries() for entry in library.entries)


def test_all_frameworks_and_the_125_sector_indicators_are_there() -> None:
    counts = {library.family: len(library.entries) for library in libraries()}
    assert counts == SECTORS | FRAMEWORKS
    assert sum(SECTORS.values()) == 125


def test_no_id_is_given_twice_on_the_whole_shelf() -> None:
    doubled = [key for key, count in Counter(entry.id for entry in entries()).items() if count > 1]
    assert doubled == []


def test_no_indicator_stands_twice_in_the_same_place() -> None:
    places = Counter(
        (entry.library_id, entry.sector, entry.level1, entry.level2, entry.name) for entry in entries()
    )
    assert [place for place, count in places.items() if count > 1] == []


def test_every_sector_indicator_stands_in_the_trees_of_both_styles() -> None:
    old, new = set(HEADINGS[GoalStyle.OLD].values()), set(HEADINGS[GoalStyle.NEW].values())
    sectoral = [entry for entry in entries() if entry.sector]
    assert len(sectoral) == 125
    assert {entry.headings(GoalStyle.OLD) for entry in sectoral} <= old
    assert {entry.headings(GoalStyle.NEW) for entry in sectoral} <= new
    cost = [entry for entry in sectoral if entry.level2 == "成本指标"]
    assert cost
    assert {entry.headings(GoalStyle.NEW).level1 for entry in cost} == {"成本指标"}


def test_the_levels_of_the_old_style_are_those_of_the_national_form() -> None:
    form = tomllib.loads((LIBRARIES.parent / "forms" / "national-2020.toml").read_text(encoding="utf-8"))
    tree = {(level["name"], child) for level in form["levels"] for child in level["children"]}
    assert set(HEADINGS[GoalStyle.OLD].values()) == tree


def test_every_entry_is_explained_and_says_where_its_figure_comes_from() -> None:
    silent = [
        entry.id
        for entry in entries()
        if not (
            entry.definition
            and entry.value_basis
            and entry.data_source
            and entry.value_method
            and entry.scoring_rule
        )
    ]
    assert silent == []


def test_every_rate_has_a_formula_or_an_explanation_of_its_parts() -> None:
    unexplained = [
        entry.id
        for entry in entries()
        if entry.unit in ("%", "‰") and not entry.formula and "比例" not in entry.definition
    ]
    assert unexplained == []


def test_sector_indicators_and_the_project_framework_have_a_good_and_a_bad_example() -> None:
    bare = [
        entry.id
        for entry in entries()
        if (entry.sector or entry.library_id.startswith("project-framework"))
        and not (entry.good_example and entry.bad_example)
    ]
    assert bare == []


def test_signs_units_and_attributes_agree() -> None:
    wrong = []
    for entry in entries():
        if entry.attribute is Attribute.QUALITATIVE:
            agrees = entry.direction is Direction.QUALITATIVE and not entry.unit and not entry.comparator
        else:
            agrees = bool(entry.comparator) and (is_known_unit(entry.unit) or entry.unit == "倍")
        if not agrees:
            wrong.append(entry.id)
    assert wrong == []


def test_usual_targets_are_given_for_acceptance_timeliness_and_satisfaction_only() -> None:
    given = {entry.name: entry.target_text for entry in entries() if entry.target_text}
    odd = {
        name: value
        for name, value in given.items()
        if not (
            (value == "95" and "满意度" in name)
            or (value == "100" and any(word in name for word in ("验收", "及时", "按期")))
        )
    }
    assert odd == {}


def test_every_library_names_the_document_it_stands_on_and_what_is_its_own_proposal() -> None:
    for library in libraries():
        assert any(note.own_choice for note in library.notes), library.id
        assert any(not note.own_choice for note in library.notes), library.id
        assert library.source


def test_the_formulas_that_differ_between_forms_are_told_apart() -> None:
    execution = next(entry for entry in entries() if entry.code == "process-02")
    assert execution.name == "预算执行率"
    assert "实际到位资金" in execution.formula
    quality = {
        entry.library_id.split("@")[0]: entry.formula for entry in entries() if entry.name == "质量达标率"
    }
    assert "实际产出数" in quality["project-framework"]
    assert "计划工作数" in quality["department-framework"]


# ---- worked filings ----------------------------------------------------------------------------------------------


def test_there_are_eight_departments_and_twelve_projects() -> None:
    kinds = Counter(worked.kind for worked in worked_filings())
    assert kinds == {EntryKind.DEPARTMENT: 8, EntryKind.PROJECT: 12}


@pytest.mark.parametrize("worked", worked_filings(), ids=lambda worked: worked.id)
def test_a_worked_filing_keeps_the_points_of_its_style(worked: WorkedFiling, rules: RulePack) -> None:
    scheme = rules.weights_of(worked.style)
    expected = {"产出指标": scheme.output, "效益指标": scheme.outcome, "满意度指标": scheme.satisfaction}
    if scheme.cost is not None:
        expected["成本指标"] = scheme.cost
    given: dict[str, Decimal] = {}
    for line in lines_of(worked):
        assert line.weight is not None
        given[line.level1] = given.get(line.level1, Decimal(0)) + line.weight
    assert given == expected


@pytest.mark.parametrize("worked", worked_filings(), ids=lambda worked: worked.id)
def test_a_worked_filing_is_complete(worked: WorkedFiling) -> None:
    keys = {entry.key for entry in entries()}
    sectors = {sector.name for library in libraries() for sector in library.sectors}
    assert 6 <= len(worked.lines) <= 10
    assert {Place.QUANTITY, Place.QUALITY, Place.TIMELINESS, Place.COST} <= {
        line.place for line in worked.lines
    }
    assert worked.sector in sectors
    assert worked.goal
    assert worked.why
    assert worked.office.startswith("练习县")
    assert worked.amount_fen > 0
    assert len({line.entry.name for line in worked.lines}) == len(worked.lines)
    for line in worked.lines:
        assert line.why
        assert line.entry.value_basis
        assert line.entry.data_source
        assert line.entry_key in keys | {""}
        assert is_known_unit(line.entry.unit)
    if worked.kind is EntryKind.DEPARTMENT:
        assert worked.duties
        assert sum(task.amount_fen for task in worked.tasks) == worked.amount_fen
        assert all(task.projects for task in worked.tasks)


def test_the_targets_of_worked_filings_become_numbers() -> None:
    unread = [
        (worked.id, line.name)
        for worked in worked_filings()
        for line in lines_of(worked)
        if line.target is None
    ]
    assert unread == []
