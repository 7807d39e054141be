"""Libraries by errand: own entries, limits of level, merging and retiring, taking files in and back, and export that reads back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from jxdesk.actions import fill, intake_kinds, libraries, library_intake, undo
from jxdesk.actions.intake_kinds import IntakeKind
from jxdesk.actions.library_intake import LibraryOutcome
from jxdesk.actions.workspace import NoWorkspace, Workspace
from jxdesk.domain.findings import Severity
from jxdesk.domain.library.entries import (
    Attribute,
    LibraryEntry,
    NotAllowed,
    line_from_entry,
    retired_entries,
    retired_finding,
)
from jxdesk.domain.library.search import LibraryQuery, look_up
from jxdesk.domain.records.filings import Comparator, Direction, Filing, FilingContent, FilingState, Form
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.records.offices import Office, OfficeLevel
from jxdesk.domain.records.projects import Project
from jxdesk.domain.rules.parts import GoalStyle
from jxdesk.store.engine import settings
from jxdesk.store.engine.database import Transaction
from jxdesk.store.faults import NotFound, Refused, StaleVersion
from jxdesk.store.records import filings, offices, projects
from tests.actions.year_desk import add_project, store_filing, target_of

ROAD = "sectors-rural@2026.1/road-03"
OTHER_ROAD = "sectors-rural@2026.1/road-01"
SAMPLES = Path(__file__).parents[1] / "samples"
TOML = """
id = "county-roads"
name = "练习县公路指标"
version = "{version}"
source = "练习县财政局"
years = ["2026", ""]
[[entries]]
code = "a-1"
place = "数量"
name = "清扫村道长度"
measure = ">= {unit}"
"""


def office(level: OfficeLevel) -> Office:
    return Office(id=new_id(), path="53-23-99-103", name="竹坞镇人民政府", level=level)


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "user"))
    opened: list[Workspace] = []

    def open_one(level: OfficeLevel) -> Workspace:
        workspace = Workspace.open(tmp_path / level.value)
        opened.append(workspace)
        own = office(level)

        def found(tx: Transaction) -> None:
            offices.add(tx, own)
            settings.put(tx, settings.OFFICE, own.id)

        workspace.transact(found, errand="start")
        workspace.forget_facts()
        return workspace

    yield open_one
    for workspace in opened:
        workspace.close(backup=False)


@pytest.fixture
def town(make: object) -> Workspace:
    return make(OfficeLevel.TOWNSHIP)  # type: ignore[operator, no-any-return]


@pytest.fixture
def county(make: object) -> Workspace:
    return make(OfficeLevel.COUNTY)  # type: ignore[operator, no-any-return]


def own(name: str = "清扫村道长度") -> LibraryEntry:
    return LibraryEntry(
        id="",
        library_id="",
        sector="农村公路",
        name=name,
        level1="产出指标",
        level2="数量指标",
        comparator=Comparator.AT_LEAST,
        unit="公里",
        definition="每周清扫一次的村道",
        value_basis="计划标准：保洁方案",
        data_source="保洁日志",
    )


def entry_of(workspace: Workspace, entry_id: str) -> LibraryEntry:
    return libraries.open_desk(workspace).shelf.entries[entry_id]


def project_with(workspace: Workspace, name: str, year: int, *entry_ids: str) -> Project:
    """A project of the workspace's office with a filing of these entries."""
    assert workspace.facts.office is not None
    project = Project(id=new_id(), office_id=workspace.facts.office.id, fiscal_year=year, name=name)
    shelf = libraries.open_desk(workspace).shelf
    lines = tuple(line_from_entry(shelf.entries[one], GoalStyle.OLD) for one in entry_ids)
    content = FilingContent(
        form=Form.PROJECT_TARGET,
        template_id="national-2020",
        year=year,
        project_name=name,
        indicator_lines=lines,
    )
    filing = Filing(id=new_id(), office_id=project.office_id, project_id=project.id, content=content)

    def store(tx: Transaction) -> None:
        projects.add(tx, project)
        filings.add(tx, filing)

    workspace.transact(store, errand="add")
    return project


# ---- the desk ----------------------------------------------------------------------------------------------------


def test_the_desk_of_a_project_guesses_its_sector_and_knows_what_it_used(town: Workspace) -> None:
    project_with(town, "2025年农村公路养护补助", 2025, ROAD)
    now = project_with(town, "2026年农村公路养护补助", 2026)
    desk = libraries.open_desk(town, project_id=now.id, year=2026)
    assert desk.sector == "农村公路"
    offered = look_up(desk.shelf.offered(2026), LibraryQuery(near=desk.sector), desk.uses)
    assert offered[0].entry.id == ROAD
    assert {one.entry.sector for one in offered[:12]} == {"农村公路"}
    chosen = libraries.open_desk(town, project_id=now.id, year=2026, sector="会议")
    assert chosen.sector == "会议"
    assert len(desk.worked) == 20


# ---- own entries -------------------------------------------------------------------------------------------------


def test_an_own_entry_is_added_edited_suggested_and_deleted_by_a_township(town: Workspace) -> None:
    made = libraries.add_own(town, own())
    kept = entry_of(town, made.entry_id)
    assert kept.is_own
    libraries.save(town, replace(kept, name="清扫村道里程"))
    libraries.suggest(town, made.entry_id, is_suggested=True)
    shelf = libraries.open_desk(town).shelf
    assert [one.name for one in libraries.suggestions(shelf)] == ["清扫村道里程"]
    libraries.delete_own(town, made.entry_id)
    assert made.entry_id not in libraries.open_desk(town).shelf.entries


def test_adding_can_be_undone_by_its_errand(town: Workspace) -> None:
    made = libraries.add_own(town, own())
    undo.undo(town, made.errand_id)
    assert made.entry_id not in libraries.open_desk(town).shelf.entries


def test_an_entry_that_has_to_be_mended_is_refused_with_advice(town: Workspace) -> None:
    for spoilt in (own(""), replace(own(), unit=""), replace(own(), comparator=Comparator.NONE)):
        with pytest.raises(Refused) as refused:
            libraries.add_own(town, spoilt)
        assert refused.value.advice


def test_an_own_entry_in_use_is_not_deleted_but_can_be_retired(town: Workspace) -> None:
    made = libraries.add_own(town, own())
    project_with(town, "村道保洁", 2026, made.entry_id)
    with pytest.raises(Refused, match="不能删除"):
        libraries.delete_own(town, made.entry_id)
    libraries.retire(town, made.entry_id)
    assert entry_of(town, made.entry_id).is_retired


# ---- shared entries ----------------------------------------------------------------------------------------------


def test_a_township_may_not_change_shared_entries(town: Workspace) -> None:
    shared = entry_of(town, ROAD)
    for change in (
        lambda: libraries.save(town, shared),
        lambda: libraries.retire(town, ROAD),
        lambda: libraries.merge(town, ROAD, OTHER_ROAD),
        lambda: libraries.bring_back(town, ROAD),
    ):
        with pytest.raises(NotAllowed) as refused:
            change()
        assert "建议入库" in refused.value.advice
    with pytest.raises(Refused):
        libraries.delete_own(town, ROAD)


def test_a_shared_entry_is_not_suggested_because_it_is_in_a_library_already(county: Workspace) -> None:
    with pytest.raises(Refused, match="已经在指标库里"):
        libraries.suggest(county, ROAD, is_suggested=True)


def test_a_county_merges_and_what_used_the_old_one_is_told_the_new_one(county: Workspace) -> None:
    made = libraries.merge(county, ROAD, OTHER_ROAD)
    desk = libraries.open_desk(county)
    gone = desk.shelf.entries[ROAD]
    assert gone.is_retired
    assert ROAD not in {one.id for one in desk.shelf.offered()}
    finding = retired_finding(line_from_entry(gone, GoalStyle.OLD), retired_entries(desk.shelf.entries))
    assert finding is not None
    assert "新建/改建里程" in finding.advice
    with pytest.raises(Refused):
        libraries.retire(county, ROAD)
    undo.undo(county, made.errand_id)
    assert not entry_of(county, ROAD).is_retired


def test_a_target_that_uses_a_retired_entry_is_told_what_replaces_it(county: Workspace) -> None:
    target = target_of(add_project(county), state=FilingState.DRAFT)
    first, *rest = target.content.indicator_lines
    lines = (replace(first, library_entry_id=ROAD), *rest)
    target = store_filing(county, replace(target, content=replace(target.content, indicator_lines=lines)))

    def told() -> list[tuple[Severity, str, str]]:
        found = fill.open_filing(county, target.id).findings
        return [
            (one.severity, one.line_id, one.advice) for one in found if one.code == "library-entry-retired"
        ]

    assert told() == []
    made = libraries.merge(county, ROAD, OTHER_ROAD)
    assert [(severity, line_id) for severity, line_id, _ in told()] == [(Severity.ADVICE, first.id)]
    assert "新建/改建里程" in told()[0][2]
    undo.undo(county, made.errand_id)
    assert told() == []


def test_a_county_edits_retires_and_brings_back_a_shared_entry(county: Workspace) -> None:
    libraries.save(county, replace(entry_of(county, ROAD), target_text="100", unit="千米"))
    libraries.retire(county, ROAD)
    libraries.bring_back(county, ROAD)
    kept = entry_of(county, ROAD)
    assert (kept.target_text, kept.unit, kept.is_retired) == ("100", "千米", False)
    assert kept.library_id == "sectors-rural@2026.1"


@pytest.mark.parametrize(
    "into",
    [ROAD, "project-framework@2020/process-01", "sectors-welfare@2026.1/education-10"],
)
def test_an_entry_merges_only_into_another_one_of_its_kind(county: Workspace, into: str) -> None:
    with pytest.raises(Refused):
        libraries.merge(county, ROAD, into)


def test_an_entry_that_is_not_there_is_not_found(county: Workspace) -> None:
    with pytest.raises(NotFound):
        libraries.retire(county, "nothing@1/here")


# ---- taking files in ---------------------------------------------------------------------------------------------


def toml(tmp_path: Path, *, version: str = "2026.1", unit: str = "公里") -> Path:
    path = tmp_path / f"县库{version}-{unit}.toml"
    path.write_text(TOML.format(version=version, unit=unit), encoding="utf-8")
    return path


def workbook(tmp_path: Path, *rows: tuple[str, ...], name: str = "县级指标库.xlsx") -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["练习县指标库（2026年）"])
    sheet.append(
        [
            "序号",
            "一级指标",
            "二级指标",
            "三级指标",
            "指标性质",
            "指标值",
            "度量单位",
            "指标解释",
            "设定依据",
            "数据来源",
        ]
    )
    for n, row in enumerate(rows, 1):
        sheet.append([n, *row])
    path = tmp_path / name
    book.save(path)
    return path


ROWS = (
    ("产出指标", "数量指标", "清扫村道长度", ">=", "12", "公里", "每周清扫的村道", "计划标准", "保洁日志"),
    ("", "", "★清运垃圾（≥**吨）", "", "", "吨", "全年清运", "", "过磅单"),
    ("", "成本指标", "每公里保洁成本", "≤", "", "元/公里", "", "支出标准", ""),
    ("效益指标", "社会效益指标", "村容改善", "定性", "明显改善", "", "看照片", "", ""),
    ("满意度指标", "服务对象满意度指标", "村民满意度", "≥", "95", "%", "", "", "问卷"),
)


def import_(workspace: Workspace, *files: Path) -> library_intake.LibraryImport:
    return library_intake.commit(workspace, library_intake.preview(workspace, files))


def test_a_declared_library_is_taken_in_and_taken_back_whole(town: Workspace, tmp_path: Path) -> None:
    intake = library_intake.preview(town, [toml(tmp_path)])
    assert intake.libraries[0].outcome is LibraryOutcome.NEW_LIBRARY
    assert intake.libraries[0].difference.added == ("清扫村道长度",)
    done = library_intake.commit(town, intake)
    assert done.counts == {"new_library": 1, "library_entries": 1}
    assert "county-roads@2026.1/a-1" in libraries.open_desk(town).shelf.entries
    undo.undo_import(town, done.id)
    assert "county-roads@2026.1/a-1" not in libraries.open_desk(town).shelf.entries


def test_a_new_version_stands_beside_the_old_one_and_the_same_one_changes_nothing(
    town: Workspace, tmp_path: Path
) -> None:
    import_(town, toml(tmp_path))
    again = library_intake.preview(town, [toml(tmp_path)])
    assert again.libraries[0].outcome is LibraryOutcome.SAME
    assert import_(town, toml(tmp_path)).id == ""
    newer = library_intake.preview(town, [toml(tmp_path, version="2026.2", unit="千米")])
    assert newer.libraries[0].outcome is LibraryOutcome.NEW_VERSION
    assert newer.libraries[0].difference.changed == ("清扫村道长度",)
    library_intake.commit(town, newer)
    shelf = libraries.open_desk(town).shelf
    assert shelf.entries["county-roads@2026.1/a-1"].unit == "公里"
    assert shelf.entries["county-roads@2026.2/a-1"].unit == "千米"


def test_one_version_with_two_contents_is_not_taken(town: Workspace, tmp_path: Path) -> None:
    import_(town, toml(tmp_path))
    other = library_intake.preview(town, [toml(tmp_path, unit="千米")])
    assert other.libraries[0].outcome is LibraryOutcome.NOT_TAKEN
    assert "版本号" in other.libraries[0].reason
    assert not other.changes_something


def test_a_library_that_came_after_the_preview_is_not_stored_twice(town: Workspace, tmp_path: Path) -> None:
    intake = library_intake.preview(town, [toml(tmp_path)])
    library_intake.commit(town, intake)
    with pytest.raises(StaleVersion):
        library_intake.commit(town, intake)


def test_a_library_that_is_in_use_is_not_taken_back(town: Workspace, tmp_path: Path) -> None:
    done = import_(town, toml(tmp_path))
    project_with(town, "村道保洁", 2026, "county-roads@2026.1/a-1")
    with pytest.raises(Refused, match="不能撤销"):
        undo.undo_import(town, done.id)


def test_a_workbook_is_read_by_its_headings_with_levels_filled_down(town: Workspace, tmp_path: Path) -> None:
    import_(town, workbook(tmp_path, *ROWS))
    library = next(one for one in libraries.open_desk(town).shelf.libraries if one.name == "县级指标库")
    found = {entry.name: entry for entry in library.entries}
    assert list(found) == ["清扫村道长度", "清运垃圾", "每公里保洁成本", "村容改善", "村民满意度"]
    first = found["清扫村道长度"]
    assert (first.comparator, first.target_text, first.unit) == (Comparator.AT_LEAST, "12", "公里")
    waste = found["清运垃圾"]
    assert (waste.level1, waste.level2, waste.is_core, waste.unit) == ("产出指标", "数量指标", True, "吨")
    cost = found["每公里保洁成本"]
    assert (cost.direction, cost.headings(GoalStyle.NEW)) == (Direction.LOWER, ("成本指标", "经济成本指标"))
    words = found["村容改善"]
    assert (words.attribute, words.target_text, words.direction) == (
        Attribute.QUALITATIVE,
        "明显改善",
        Direction.QUALITATIVE,
    )


def test_a_workbook_taken_in_again_becomes_a_version_where_it_changed(
    town: Workspace, tmp_path: Path
) -> None:
    import_(town, workbook(tmp_path, *ROWS))
    assert (
        library_intake.preview(town, [workbook(tmp_path, *ROWS)]).libraries[0].outcome is LibraryOutcome.SAME
    )
    again = library_intake.preview(town, [workbook(tmp_path, *ROWS[:-1])])
    assert again.libraries[0].outcome is LibraryOutcome.NEW_VERSION
    assert again.libraries[0].difference.dropped == ("村民满意度",)
    library_intake.commit(town, again)
    versions = [one.version for one in libraries.open_desk(town).shelf.libraries if one.name == "县级指标库"]
    assert versions == ["1", "2"]


def test_doubled_rows_rows_without_unit_and_unknown_columns_are_named(
    town: Workspace, tmp_path: Path
) -> None:
    path = workbook(tmp_path, ROWS[0], ROWS[0], ("产出指标", "质量指标", "合格率", "≥", "90", "", "", "", ""))
    found = library_intake.preview(town, [path]).libraries[0]
    assert {finding.code for finding in found.findings} == {
        "library-entry-twice",
        "library-entry-without-unit",
        "library-columns-unknown",
    }


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("坏.toml", b"id = "),
        ("半截.toml", b'id = "x"\nversion = "1"\n[[entries]]\n'),
        ("乱码.toml", b"\xff\xfe\x00"),
        ("没有.xlsx", None),
        ("空.xlsx", b""),
    ],
)
def test_broken_files_are_named_with_the_reason_and_change_nothing(
    town: Workspace, tmp_path: Path, name: str, content: bytes | None
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    intake = library_intake.preview(town, [path])
    assert intake.libraries[0].outcome is LibraryOutcome.NOT_TAKEN
    assert intake.libraries[0].reason
    assert library_intake.commit(town, intake).id == ""


def test_a_folder_without_an_office_takes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "user"))
    with Workspace.open(tmp_path / "home") as workspace, pytest.raises(NoWorkspace):
        library_intake.preview(workspace, [toml(tmp_path)])


def test_a_library_is_told_from_forms_and_lists(tmp_path: Path) -> None:
    assert intake_kinds.kind_of(toml(tmp_path)) is IntakeKind.LIBRARY
    assert intake_kinds.kind_of(workbook(tmp_path, *ROWS)) is IntakeKind.LIBRARY
    for sample in ("self-evaluation-yongde-mingliang-2022.xlsx", "target-nanyue-fupin-2018.xlsx"):
        assert intake_kinds.kind_of(SAMPLES / sample) is IntakeKind.FORM


# ---- suggestions -------------------------------------------------------------------------------------------------


def test_suggestions_go_out_as_a_workbook_that_the_county_takes_in(
    town: Workspace, county: Workspace, tmp_path: Path
) -> None:
    path = tmp_path / "建议入库.xlsx"
    with pytest.raises(Refused):
        libraries.export_suggestions(town, path)
    made = libraries.add_own(town, own())
    words = replace(
        own("村容改善"),
        attribute=Attribute.QUALITATIVE,
        comparator=Comparator.NONE,
        unit="",
        target_text="照片",
    )
    second = libraries.add_own(town, words)
    for one in (made, second):
        libraries.suggest(town, one.entry_id, is_suggested=True)
    assert libraries.export_suggestions(town, path) == 2
    import_(county, path)
    taken = next(one for one in libraries.open_desk(county).shelf.libraries if one.name == "建议入库")
    back = taken.entries[0]
    for name in ("name", "sector", "level1", "level2", "comparator", "unit", "definition", "value_basis"):
        assert getattr(back, name) == getattr(own(), name)
    assert taken.entries[1].attribute is Attribute.QUALITATIVE


def test_a_line_of_a_filing_keeps_the_entry_that_it_was_made_from(town: Workspace) -> None:
    project = project_with(town, "农村公路养护", 2026, ROAD)
    stored = town.read(lambda tx: filings.of_project(tx, project.id))
    assert stored[0].content.indicator_lines[0].library_entry_id == ROAD
