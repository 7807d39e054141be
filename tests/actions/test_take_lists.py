"""Taking lists in: project lists and treasury exports, previewed, stored, compared, remembered and taken back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from jxdesk.actions import intake_kinds, look, match_columns, take_lists, undo
from jxdesk.actions.intake_kinds import IntakeKind
from jxdesk.actions.project_facts import project_facts
from jxdesk.actions.take_lists import ListIntake
from jxdesk.actions.workspace import NoWorkspace, Workspace
from jxdesk.domain.errors import Cancelled
from jxdesk.domain.lists.list_intake import ListOutcome
from jxdesk.domain.lists.table_words import TableField, TableKind
from jxdesk.domain.progress import Progress
from jxdesk.domain.records.filings import MoneyUnit
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.records.offices import Office, OfficeLevel
from jxdesk.domain.records.projects import BudgetStage, Project
from jxdesk.store.engine import journal, settings
from jxdesk.store.faults import Refused, StaleVersion
from jxdesk.store.records import offices, projects, treasury

from ..documents.lists_drawn import CODES, double_head, payments, progress_csv, single_head

SAMPLES = Path(__file__).parents[1] / "samples"
COUNTY = Office(id=new_id(), path="53-23-29", name="练习县财政局", level=OfficeLevel.COUNTY)
WATER = Office(
    id=new_id(), path="53-23-29-d155", name="县水务局", level=OfficeLevel.UNIT, parent_id=COUNTY.id
)


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "user"))
    with Workspace.open(tmp_path / "home") as opened:

        def found(tx: object) -> None:
            offices.add_many(tx, (COUNTY, WATER))  # type: ignore[arg-type]
            settings.put(tx, settings.OFFICE, COUNTY.id)  # type: ignore[arg-type]

        opened.transact(found, errand="start")
        yield opened


def previewed(workspace: Workspace, *files: Path, period: int | None = None) -> ListIntake:
    tables = [one for path in files for one in match_columns.open_tables(workspace, path).tables]
    assert [match_columns.doubts(one) for one in tables] == [()] * len(tables)
    chosen = [replace(match_columns.matched(one), period=period or one.period) for one in tables]
    return take_lists.preview(workspace, chosen)


def imported(workspace: Workspace, *files: Path, period: int | None = None) -> take_lists.ImportResult:
    return take_lists.commit(workspace, previewed(workspace, *files, period=period))


def outcomes(intake: ListIntake) -> list[ListOutcome]:
    return [row.outcome for row in intake.rows]


def stored(workspace: Workspace) -> dict[str, Project]:
    return {project.name: project for project in workspace.read(lambda tx: projects.of_year(tx, 2026))}


def changed(path: Path, **cells: object) -> Path:
    book = openpyxl.load_workbook(path)
    for cell, value in cells.items():
        book.active[cell] = value
    book.save(path)
    return path


@pytest.fixture(name="listing")
def _listing(tmp_path: Path) -> Path:
    return single_head(tmp_path / "清单.xlsx")


def test_a_preview_changes_nothing(workspace: Workspace, listing: Path) -> None:
    before = workspace.read(journal.head)
    intake = previewed(workspace, listing)
    assert outcomes(intake) == [ListOutcome.NEW_PROJECT] * 3
    assert intake.counts["left_out"] == 2
    assert workspace.read(journal.head) == before
    assert workspace.opened.backups.listed() == ()


def test_a_list_is_stored_once_and_taken_back_whole(workspace: Workspace, listing: Path) -> None:
    result = imported(workspace, listing)
    assert result.counts["new_project"] == 3
    assert result.restore_point
    water = stored(workspace)["小型水库维修养护"]
    assert (water.office_id, water.code, water.implementing_unit) == (WATER.id, CODES[1], "县水务局")
    assert stored(workspace)["农村公路养护补助"].office_id == COUNTY.id
    again = imported(workspace, listing)
    assert (again.id, again.counts["same"]) == ("", 3)
    undo.undo_import(workspace, result.id)
    assert stored(workspace) == {}
    assert outcomes(previewed(workspace, listing)) == [ListOutcome.NEW_PROJECT] * 3


def test_a_budget_that_differs_becomes_a_new_version_and_the_newest_counts(
    workspace: Workspace, listing: Path
) -> None:
    imported(workspace, listing)
    intake = previewed(workspace, changed(listing, H4=150, G4="一次性项目"))
    assert outcomes(intake) == [ListOutcome.CHANGED, ListOutcome.SAME, ListOutcome.SAME]
    assert [(one.label.partition("（")[0], one.old, one.new) for one in intake.rows[0].changes] == [
        ("新增或延续", "延续项目", "一次性项目"),
        ("年初预算数", "128.40", "150.00"),
    ]
    result = take_lists.commit(workspace, intake)
    road = stored(workspace)["农村公路养护补助"]
    assert [one.amount_fen for one in road.budgets] == [128_400_000, 150_000_000]
    assert road.budgets[1].dated is not None
    assert project_facts(workspace, road.id).budget(BudgetStage.ORIGINAL) == 150_000_000
    row = look.projects(workspace, look.ProjectQuery(year=2026, text="公路")).first[0]
    assert row.budget_fen == 150_000_000
    assert outcomes(previewed(workspace, listing)) == [ListOutcome.SAME] * 3
    undo.undo_import(workspace, result.id)
    assert [one.amount_fen for one in stored(workspace)["农村公路养护补助"].budgets] == [128_400_000]


def test_a_list_that_lacks_a_project_names_it_and_deletes_nothing(
    workspace: Workspace, listing: Path
) -> None:
    imported(workspace, listing)
    book = openpyxl.load_workbook(listing)
    book.active.unmerge_cells("A8:I8")
    book.active.delete_rows(6)
    book.save(listing)
    intake = previewed(workspace, listing)
    assert outcomes(intake) == [ListOutcome.SAME, ListOutcome.SAME, ListOutcome.MISSING]
    assert intake.rows[-1].name == "办公楼物业管理"
    assert not intake.changes_something
    take_lists.commit(workspace, intake)
    assert len(stored(workspace)) == 3


def test_a_list_in_the_wrong_unit_is_refused_row_by_row(
    workspace: Workspace, listing: Path, tmp_path: Path
) -> None:
    imported(workspace, listing)
    wrong = single_head(tmp_path / "错.xlsx", unit="元")
    intake = previewed(workspace, wrong)
    assert outcomes(intake)[:2] == [ListOutcome.NOT_TAKEN] * 2
    assert "差一万倍" in intake.rows[0].reason
    assert outcomes(intake)[2] is ListOutcome.SAME


def test_projects_are_found_by_name_and_unit_where_the_list_has_no_codes(
    workspace: Workspace, listing: Path, tmp_path: Path
) -> None:
    imported(workspace, listing)
    book = openpyxl.Workbook()
    for row in (
        ["2026年项目清单（万元）"],
        ["项目名称", "实施单位", "年初预算数"],
        ["小型水库维修养护", "水务局", 150.5],
        ["小型水库维修养护", "县交通局", 7],
    ):
        book.active.append(row)
    book.save(tmp_path / "无码.xlsx")
    found = previewed(workspace, tmp_path / "无码.xlsx")
    assert [(row.outcome, row.unit) for row in found.rows[:2]] == [
        (ListOutcome.CHANGED, "水务局"),
        (ListOutcome.NEW_PROJECT, "县交通局"),
    ]


def test_classified_projects_are_counted_and_nothing_of_them_is_stored(
    workspace: Workspace, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    for row in (
        ["2026年项目清单（万元）"],
        ["项目名称", "年初预算数", "是否涉密"],
        ["不能说的名字", 10, "是"],
        ["平常的名字", 20, "否"],
    ):
        book.active.append(row)
    book.save(tmp_path / "清单.xlsx")
    intake = previewed(workspace, tmp_path / "清单.xlsx")
    assert outcomes(intake) == [ListOutcome.NEW_PROJECT, ListOutcome.CLASSIFIED]
    assert "不能说的名字" not in repr(intake)
    take_lists.commit(workspace, intake)
    assert outcomes(previewed(workspace, tmp_path / "清单.xlsx")) == [ListOutcome.SAME] * 2
    dump = workspace.read(lambda tx: tx.query("SELECT old, new FROM change_log"))
    assert "不能说的名字" not in repr(dump)
    assert sum(one.is_classified for one in workspace.read(lambda tx: projects.of_year(tx, 2026))) == 1


def test_treasury_payments_become_one_figure_for_each_project_and_month(
    workspace: Workspace, listing: Path, tmp_path: Path
) -> None:
    imported(workspace, listing)
    export = payments(tmp_path / "支付.xlsx")
    intake = previewed(workspace, export, period=7)
    assert outcomes(intake) == [ListOutcome.NEW_FIGURE, ListOutcome.NEW_FIGURE, ListOutcome.NOT_TAKEN]
    assert "没有这个项目" in intake.rows[2].name
    assert any(one.code == "money-unit-unclear" for one in intake.tables[0].findings)
    result = take_lists.commit(workspace, intake)
    water = stored(workspace)["小型水库维修养护"]
    figure = workspace.read(lambda tx: treasury.at(tx, water.id, year=2026, period=7))
    assert figure is not None
    assert (figure.executed_fen, figure.import_id, figure.source_name) == (
        76_000_000,
        result.id,
        "支付.xlsx〔国库集中支付明细〕",
    )
    assert figure.taken_in_at
    assert outcomes(previewed(workspace, export, period=7))[:2] == [ListOutcome.SAME] * 2
    undo.undo_import(workspace, result.id)
    assert workspace.read(lambda tx: treasury.of_year(tx, 2026)) == ()


def test_another_export_of_the_same_month_shows_both_figures_before_it_changes_one(
    workspace: Workspace, listing: Path, tmp_path: Path
) -> None:
    imported(workspace, listing)
    imported(workspace, payments(tmp_path / "支付.xlsx"), period=7)
    intake = previewed(workspace, progress_csv(tmp_path / "进度.csv"))
    assert outcomes(intake) == [ListOutcome.SAME, ListOutcome.CHANGED]
    (change,) = intake.rows[1].changes
    assert (change.old, change.new) == ("76.00", "76.80")
    result = take_lists.commit(workspace, intake)
    (road, water) = workspace.read(lambda tx: treasury.of_year(tx, 2026, period=7))
    assert {road.executed_fen, water.executed_fen} == {110_680_050, 76_800_000}
    undo.undo_import(workspace, result.id)
    assert {one.executed_fen for one in workspace.read(lambda tx: treasury.of_year(tx, 2026))} == {
        110_680_050,
        76_000_000,
    }


def test_the_projects_of_an_import_stay_as_long_as_treasury_figures_stand_on_them(
    workspace: Workspace, listing: Path, tmp_path: Path
) -> None:
    result = imported(workspace, listing)
    imported(workspace, payments(tmp_path / "支付.xlsx"), period=7)
    with pytest.raises(Refused) as refused:
        undo.undo_import(workspace, result.id)
    assert "国库数“小型水库维修养护”" in refused.value.facts


def test_sources_and_adjustments_of_a_list_are_stored_and_the_same_again_afterwards(
    workspace: Workspace, tmp_path: Path
) -> None:
    imported(workspace, double_head(tmp_path / "清单.xlsx"))
    river = stored(workspace)["河道清淤"]
    assert [line.source for line in river.funding] == ["县级资金"]
    assert project_facts(workspace, river.id).budget(BudgetStage.ADJUSTED) == -400_000
    assert outcomes(previewed(workspace, tmp_path / "清单.xlsx")) == [ListOutcome.SAME] * 3


def test_data_that_changed_since_the_preview_is_not_overwritten(workspace: Workspace, listing: Path) -> None:
    imported(workspace, listing)
    intake = previewed(workspace, changed(listing, H4=150))
    road = stored(workspace)["农村公路养护补助"]
    workspace.transact(lambda tx: projects.save(tx, replace(road, leader="赵六")), errand="edit")
    with pytest.raises(StaleVersion):
        take_lists.commit(workspace, intake)
    assert stored(workspace)["农村公路养护补助"].leader == "赵六"
    assert len(undo.all_imports(workspace)) == 1


def test_a_new_project_that_came_meanwhile_is_not_doubled(workspace: Workspace, listing: Path) -> None:
    intake = previewed(workspace, listing)
    imported(workspace, listing)
    with pytest.raises(StaleVersion):
        take_lists.commit(workspace, intake)
    assert len(stored(workspace)) == 3


def test_a_cancelled_import_stores_nothing(workspace: Workspace, listing: Path) -> None:
    intake = previewed(workspace, listing)
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        take_lists.commit(workspace, intake, progress)
    assert stored(workspace) == {}


def test_without_an_office_nothing_is_previewed(tmp_path: Path, listing: Path) -> None:
    with Workspace.open(tmp_path / "empty") as empty:
        opened = match_columns.open_tables(empty, listing).tables[0]
        with pytest.raises(NoWorkspace):
            take_lists.preview(empty, [match_columns.matched(opened)])


def test_what_a_person_chose_for_a_source_holds_for_its_next_table(
    workspace: Workspace, tmp_path: Path
) -> None:
    def export(name: str, year: int) -> Path:
        book = openpyxl.Workbook()
        for row in ([f"{year}年项目表"], ["项目名称", "用钱的地方", "钱"], ["甲项目", "县水务局", 10]):
            book.active.append(row)
        book.save(tmp_path / name)
        return tmp_path / name

    (first,) = match_columns.open_tables(workspace, export("甲.xlsx", 2025)).tables
    assert not first.is_remembered
    words = first.words
    chosen = first.matching.with_field(1, TableField.UNIT, words).with_field(2, TableField.REVISED, words)
    match_columns.remember(workspace, replace(first, matching=replace(chosen, unit=MoneyUnit.WAN)))
    (second,) = match_columns.open_tables(workspace, export("乙.xlsx", 2026)).tables
    assert second.is_remembered
    assert second.matching.fields == (TableField.NAME, TableField.UNIT, TableField.REVISED)
    assert (second.matching.unit, second.year) == (MoneyUnit.WAN, 2026)
    assert match_columns.doubts(second) == ()
    assert intake_kinds.sort_files(workspace, [tmp_path / "乙.xlsx"]).of(IntakeKind.PROJECT_LIST) == (
        tmp_path / "乙.xlsx",
    )


def test_what_cannot_be_told_is_said_with_its_columns(workspace: Workspace, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["2026年项目表"], ["项目名称", "实施单位", "金额"], ["甲项目", "县水务局", 10]):
        book.active.append(row)
    book.save(tmp_path / "表.xlsx")
    (opened,) = match_columns.open_tables(workspace, tmp_path / "表.xlsx").tables
    (said,) = match_columns.doubts(opened)
    assert said.startswith("“金额”一列可能是申报数、年初预算数、全年预算数")
    chosen = replace(opened, matching=opened.matching.with_field(2, TableField.ORIGINAL, opened.words))
    assert match_columns.doubts(chosen, decided={2}) == ("没有写金额单位（元还是万元）",)
    as_treasury = match_columns.as_kind(workspace, opened, TableKind.TREASURY_FIGURES)
    assert as_treasury.kind is TableKind.TREASURY_FIGURES


def test_files_are_sorted_by_what_they_hold(workspace: Workspace, tmp_path: Path) -> None:
    folder = tmp_path / "去年"
    folder.mkdir()
    single_head(folder / "a.xlsx")
    payments(folder / "b.xlsx")
    progress_csv(folder / "c.csv")
    shutil.copy(SAMPLES / "self-evaluation-yongde-mingliang-2022.xlsx", folder / "d.xlsx")
    (folder / "e.xlsx").write_bytes(b"not a workbook")
    (folder / "f.pdf").write_bytes(b"%PDF-1.4")
    found = intake_kinds.sort_files(workspace, [folder])
    assert [path.name for path in found.lists] == ["a.xlsx", "b.xlsx", "c.csv"]
    assert [path.name for path in found.forms] == ["d.xlsx", "e.xlsx"]
    assert [one.path.name for one in found.passed_over] == ["f.pdf"]


@pytest.mark.parametrize("sample", sorted(path.name for path in SAMPLES.glob("*.xls*")))
def test_every_published_form_stays_a_form(sample: str) -> None:
    assert intake_kinds.kind_of(SAMPLES / sample) is IntakeKind.FORM


def test_the_beginning_of_a_long_sheet_tells_what_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "支付.csv"
    head = "国库集中支付明细（元）\n预算单位,项目代码,项目名称,支付金额,支付日期\n"
    rows = "".join(f"县水务局,{CODES[0]},河道清淤,{n}.5,2026-07-15\n" for n in range(3_000))
    path.write_text(head + rows, encoding="utf-8")
    assert intake_kinds.kind_of(path) is IntakeKind.TREASURY
    book = openpyxl.Workbook()
    book.active.append(["2026年项目清单（万元）"])
    book.active.append(["项目名称", "实施单位", "年初预算数"])
    for n in range(1_000):
        book.active.append([f"项目{n}", "县水务局", n])
    book.active.merge_cells("B3:B1002")
    book.save(tmp_path / "清单.xlsx")
    assert intake_kinds.kind_of(tmp_path / "清单.xlsx") is IntakeKind.PROJECT_LIST
