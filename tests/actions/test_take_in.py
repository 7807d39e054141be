"""Taking forms in: real files, previewed, stored, compared, taken back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from jxdesk.actions import take_in, undo
from jxdesk.actions.take_in import Outcome
from jxdesk.actions.workspace import NoWorkspace, Workspace
from jxdesk.domain.errors import Cancelled
from jxdesk.domain.progress import Progress
from jxdesk.domain.records.filings import FilingState, Form
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.records.offices import Office, OfficeLevel
from jxdesk.domain.records.projects import Project
from jxdesk.store.engine import journal, settings
from jxdesk.store.faults import NotFound, Refused, StaleVersion
from jxdesk.store.records import filings, offices, projects
from jxdesk.store.shipped.forms import templates

SAMPLES = Path(__file__).parents[1] / "samples"
YONGDE = SAMPLES / "self-evaluation-yongde-mingliang-2022.xlsx"
LIJIANG = SAMPLES / "self-evaluation-lijiang-weipian-2020.xlsx"
BATCH = SAMPLES / "batch-self-evaluation-2-forms.xlsx"
OFFICE = Office(id=new_id(), path="53-23-29-103", name="白岩镇财政所", level=OfficeLevel.TOWNSHIP)
TABLES = ("project", "filing", "money_line", "indicator_line", "office")


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "user"))
    with Workspace.open(tmp_path / "home") as opened:

        def found(tx: object) -> None:
            offices.add(tx, OFFICE)  # type: ignore[arg-type]
            settings.put(tx, settings.OFFICE, OFFICE.id)  # type: ignore[arg-type]

        opened.transact(found, errand="start")
        yield opened


def counts(workspace: Workspace) -> dict[str, int]:
    return {
        table: workspace.read(lambda tx, table=table: tx.value(f"SELECT count(*) FROM {table}"))  # type: ignore[misc]
        for table in TABLES
    }


def import_(workspace: Workspace, *files: Path) -> take_in.ImportResult:
    return take_in.commit(workspace, take_in.preview(workspace, files))


def outcomes(intake: take_in.Intake) -> list[Outcome]:
    return [form.outcome for form in intake.forms]


def edited(tmp_path: Path, source: Path, changes: dict[str, object], name: str = "改过.xlsx") -> Path:
    book = openpyxl.load_workbook(source)
    for cell, value in changes.items():
        book.worksheets[0][cell] = value
    book.save(tmp_path / name)
    return tmp_path / name


def cell_of(source: Path, text: str) -> str:
    sheet = openpyxl.load_workbook(source).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if str(cell.value or "").strip() == text]
    return str(cells[0].coordinate)


def test_a_preview_changes_nothing(workspace: Workspace) -> None:
    before = workspace.read(journal.head)
    intake = take_in.preview(workspace, [YONGDE])
    assert outcomes(intake) == [Outcome.NEW_PROJECT]
    assert workspace.read(journal.head) == before
    assert workspace.opened.backups.listed() == ()


def test_an_import_stores_the_form_as_it_was_printed_with_its_scores_for_lists(workspace: Workspace) -> None:
    result = import_(workspace, YONGDE)
    assert len(result.id) == 32
    assert result.counts["new_project"] == 1
    (project,) = workspace.read(lambda tx: projects.of_year(tx, 2022))
    assert (project.name, project.implementing_unit) == ("义务教育营养改善计划专项资金", "永德县明朗中学")
    (filing,) = workspace.read(lambda tx: filings.of_project(tx, project.id))
    assert filing.office_id == OFFICE.id
    assert filing.state is FilingState.DRAFT
    assert filing.imported_from == YONGDE.name
    assert (filing.content.printed_total, filing.content.printed_grade) == ("96", "优")
    assert filing.content.template_id in templates()
    assert filing.content.rule_pack_id
    computed = workspace.read(
        lambda tx: tx.row("SELECT computed_hundredths, computed_grade, error_count FROM filing")
    )
    assert computed is not None
    assert computed[:2] == (9980, "优")


def test_the_same_file_again_changes_nothing_and_makes_no_import(workspace: Workspace) -> None:
    import_(workspace, YONGDE)
    before = counts(workspace)
    again = import_(workspace, YONGDE)
    assert again.id == ""
    assert (again.counts["same"], again.counts["changed"]) == (1, 0)
    assert counts(workspace) == before
    assert len(undo.all_imports(workspace)) == 1


def test_the_legacy_file_of_the_same_form_says_the_same(workspace: Workspace) -> None:
    import_(workspace, YONGDE)
    assert outcomes(
        take_in.preview(workspace, [SAMPLES / "self-evaluation-yongde-mingliang-2022-wps.xls"])
    ) == [Outcome.SAME]


def test_the_same_form_twice_in_one_import_is_taken_once(workspace: Workspace) -> None:
    intake = take_in.preview(workspace, [YONGDE, BATCH])
    assert outcomes(intake) == [Outcome.NEW_PROJECT, Outcome.SAME, Outcome.NEW_PROJECT]
    assert YONGDE.name in intake.forms[1].reason


def test_two_different_forms_of_one_project_in_one_import_are_named(
    workspace: Workspace, tmp_path: Path
) -> None:
    other = edited(tmp_path, YONGDE, {cell_of(YONGDE, "96"): "97"})
    intake = take_in.preview(workspace, [YONGDE, other])
    assert outcomes(intake) == [Outcome.NEW_PROJECT, Outcome.NOT_TAKEN]
    assert "只留一份" in intake.forms[1].reason
    assert intake.forms[1].differences


def test_a_changed_file_shows_each_field_and_keeps_what_a_person_set(
    workspace: Workspace, tmp_path: Path
) -> None:
    import_(workspace, YONGDE)
    (filing,) = workspace.read(lambda tx: filings.of_year(tx, 2022))
    first, *rest = filing.content.indicator_lines
    by_hand = replace(first, manual_score=Decimal("9.5"), manual_reason="现场核实")
    content = replace(filing.content, indicator_lines=(by_hand, *rest))
    workspace.transact(lambda tx: filings.save(tx, replace(filing, content=content), expected_version=1))
    changed = edited(tmp_path, YONGDE, {cell_of(YONGDE, "96"): "97"})
    intake = take_in.preview(workspace, [changed])
    assert outcomes(intake) == [Outcome.CHANGED]
    (difference,) = intake.forms[0].differences
    assert (difference.line, difference.field, difference.old, difference.new) == (
        "",
        "printed_total",
        "96",
        "97",
    )
    take_in.commit(workspace, intake)
    stored = workspace.read(lambda tx: filings.get(tx, filing.id))
    assert stored is not None
    assert stored.content.printed_total == "97"
    assert stored.content.indicator_lines[0] == by_hand
    assert [line.id for line in stored.content.indicator_lines] == [
        line.id for line in content.indicator_lines
    ]


def test_a_finished_form_is_not_written_over(workspace: Workspace, tmp_path: Path) -> None:
    import_(workspace, YONGDE)
    (filing,) = workspace.read(lambda tx: filings.of_year(tx, 2022))
    done = replace(filing, state=FilingState.FINISHED)
    workspace.transact(lambda tx: filings.save(tx, done, expected_version=1))
    intake = take_in.preview(workspace, [edited(tmp_path, YONGDE, {cell_of(YONGDE, "96"): "97"})])
    assert outcomes(intake) == [Outcome.NOT_TAKEN]
    assert "先改回填写中" in intake.forms[0].reason
    assert outcomes(take_in.preview(workspace, [YONGDE])) == [Outcome.SAME]


def test_a_project_is_found_by_name_office_and_year(workspace: Workspace) -> None:
    known = Project(id=new_id(), office_id=OFFICE.id, fiscal_year=2022, name="义务教育营养改善计划专项资金")
    other_year = replace(known, id=new_id(), fiscal_year=2021)
    workspace.transact(lambda tx: projects.add_many(tx, (known, other_year)))
    intake = take_in.preview(workspace, [YONGDE])
    assert outcomes(intake) == [Outcome.NEW_FILING]
    take_in.commit(workspace, intake)
    assert len(workspace.read(lambda tx: filings.of_project(tx, known.id))) == 1
    assert counts(workspace)["project"] == 2


def test_projects_of_one_name_in_two_units_of_an_office_are_two_projects(
    workspace: Workspace, tmp_path: Path
) -> None:
    another = edited(tmp_path, YONGDE, {}, "另一所.xlsx")
    book = openpyxl.load_workbook(another)
    for row in book.worksheets[0].iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and "明朗中学" in cell.value:
                cell.value = cell.value.replace("明朗中学", "小勐统中学")
    book.save(another)
    intake = take_in.preview(workspace, [YONGDE, another])
    assert outcomes(intake) == [Outcome.NEW_PROJECT, Outcome.NEW_PROJECT]
    take_in.commit(workspace, intake)
    units = {project.implementing_unit for project in workspace.read(lambda tx: projects.of_year(tx, 2022))}
    assert units == {"永德县明朗中学", "永德县小勐统中学"}
    assert outcomes(take_in.preview(workspace, [another, YONGDE])) == [Outcome.SAME, Outcome.SAME]


def test_a_form_goes_to_the_office_that_it_names(workspace: Workspace) -> None:
    school = Office(id=new_id(), path="53-23-29-d155-001", name="永德县明朗中学", level=OfficeLevel.UNIT)
    workspace.transact(lambda tx: offices.add(tx, school))
    import_(workspace, YONGDE)
    (filing,) = workspace.read(lambda tx: filings.of_year(tx, 2022))
    assert filing.office_id == school.id


def test_a_form_about_a_whole_department_belongs_to_the_office(workspace: Workspace) -> None:
    file = SAMPLES / "department-self-evaluation-chongqing-rongmeiti-2021.xlsx"
    result = import_(workspace, file)
    assert (result.counts["new_filing"], counts(workspace)["project"]) == (1, 0)
    (filing,) = workspace.read(
        lambda tx: filings.of_office(tx, OFFICE.id, form=Form.DEPARTMENT_SELF_EVALUATION)
    )
    assert filing.project_id == ""
    kept = workspace.read(lambda tx: filings.reading_of(tx, filing.id))
    assert kept["file"] == file.name
    assert kept["unplaced"]
    assert outcomes(take_in.preview(workspace, [file])) == [Outcome.SAME]


def test_a_form_without_a_project_name_is_known_by_its_file(workspace: Workspace) -> None:
    file = SAMPLES / "self-evaluation-daying-single-indicator-2023.xlsx"
    import_(workspace, file)
    (project,) = workspace.read(lambda tx: projects.of_year(tx, 2023))
    assert project.name == file.stem
    (filing,) = workspace.read(lambda tx: filings.of_project(tx, project.id))
    assert filing.content.project_name == ""
    assert outcomes(take_in.preview(workspace, [file])) == [Outcome.SAME]


def test_a_whole_folder_is_taken_in_with_a_list_of_what_was_not_and_why(
    workspace: Workspace, tmp_path: Path
) -> None:
    folder = tmp_path / "去年的表" / "乡镇"
    folder.mkdir(parents=True)
    shutil.copy(YONGDE, folder)
    shutil.copy(LIJIANG, folder.parent)
    (folder / "坏.xlsx").write_bytes(YONGDE.read_bytes()[:3000])
    (folder / "通知.docx").write_bytes(b"PK")
    progress = Progress()
    intake = take_in.preview(workspace, [folder.parent], progress)
    assert intake.counts["new_project"] == 2
    assert {one.path.name for one in intake.not_read} == {"坏.xlsx", "通知.docx"}
    assert all(one.reason for one in intake.not_read)
    take_in.commit(workspace, intake, progress)
    assert progress.done == progress.total
    assert counts(workspace)["filing"] == 2


def test_a_cancelled_preview_or_import_leaves_everything_as_it_was(workspace: Workspace) -> None:
    cancelled = Progress()
    cancelled.cancel()
    with pytest.raises(Cancelled):
        take_in.preview(workspace, [YONGDE], cancelled)
    intake = take_in.preview(workspace, [YONGDE])
    with pytest.raises(Cancelled):
        take_in.commit(workspace, intake, cancelled)
    assert counts(workspace)["filing"] == 0


def test_an_import_has_its_own_restore_point_and_is_listed(workspace: Workspace) -> None:
    result = import_(workspace, YONGDE)
    (backup,) = workspace.opened.backups.listed()
    assert (backup.name, backup.contents.reason, backup.contents.pinned) == (
        result.restore_point,
        "import",
        True,
    )
    assert backup.contents.state.projects == 0
    (batch,) = undo.all_imports(workspace)
    assert (batch.id, batch.sources, batch.restore_point) == (result.id, (YONGDE.name,), backup.name)
    assert batch.counts["new_project"] == 1


def test_an_import_is_taken_back_whole_and_once(workspace: Workspace) -> None:
    before = counts(workspace)
    result = import_(workspace, SAMPLES)
    undone = undo.undo_import(workspace, result.id[:8])
    assert undone.changes > 100
    assert counts(workspace) == before
    with pytest.raises(Refused, match="已经撤销"):
        undo.undo_import(workspace, result.id)
    undo.undo(workspace, undone.errand_id)
    assert counts(workspace)["filing"] == result.counts["new_project"] + result.counts["new_filing"]
    undo.undo_import(workspace, result.id)
    assert counts(workspace) == before


def test_taking_back_an_import_that_changed_a_form_brings_the_old_words(
    workspace: Workspace, tmp_path: Path
) -> None:
    import_(workspace, YONGDE)
    (before,) = workspace.read(lambda tx: filings.of_year(tx, 2022))
    result = import_(workspace, edited(tmp_path, YONGDE, {cell_of(YONGDE, "96"): "97"}))
    undo.undo_import(workspace, result.id)
    (after,) = workspace.read(lambda tx: filings.of_year(tx, 2022))
    assert after.content == before.content
    assert after.version == before.version + 2


def test_an_import_that_was_built_on_is_not_taken_back_and_the_records_are_named(
    workspace: Workspace,
) -> None:
    result = import_(workspace, YONGDE, LIJIANG)
    (filing,) = workspace.read(lambda tx: filings.of_year(tx, 2022))
    changed = replace(filing, content=replace(filing.content, title="改过"))
    workspace.transact(lambda tx: filings.save(tx, changed, expected_version=1), errand="fill")
    (blocker,) = undo.built_on_import(workspace, result.id)
    assert (blocker.table, blocker.record_id, blocker.errand) == ("filing", filing.id, "fill")
    before = counts(workspace)
    with pytest.raises(Refused, match="后来又改过") as refused:
        undo.undo_import(workspace, result.id)
    assert "义务教育营养改善计划专项资金" in refused.value.facts
    assert counts(workspace) == before


def test_an_unknown_import_is_said_in_words(workspace: Workspace) -> None:
    with pytest.raises(NotFound, match="没有这次导入"):
        undo.undo_import(workspace, "123456")


def test_data_that_changed_after_the_preview_stops_the_import(workspace: Workspace, tmp_path: Path) -> None:
    intake = take_in.preview(workspace, [YONGDE])
    import_(workspace, YONGDE)
    with pytest.raises(StaleVersion, match="预览之后"):
        take_in.commit(workspace, intake)
    (filing,) = workspace.read(lambda tx: filings.of_year(tx, 2022))
    second = take_in.preview(workspace, [edited(tmp_path, YONGDE, {cell_of(YONGDE, "96"): "97"})])
    workspace.transact(lambda tx: filings.save(tx, filing, expected_version=1))
    with pytest.raises(StaleVersion):
        take_in.commit(workspace, second)


def test_a_filing_that_came_after_the_preview_of_a_known_project_stops_the_import(
    workspace: Workspace,
) -> None:
    known = Project(id=new_id(), office_id=OFFICE.id, fiscal_year=2022, name="义务教育营养改善计划专项资金")
    workspace.transact(lambda tx: projects.add(tx, known))
    intake = take_in.preview(workspace, [YONGDE])
    import_(workspace, YONGDE)
    with pytest.raises(StaleVersion):
        take_in.commit(workspace, intake)
    assert counts(workspace)["filing"] == 1


def test_a_folder_without_an_office_takes_nothing_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "user"))
    with Workspace.open(tmp_path / "empty") as empty, pytest.raises(NoWorkspace):
        take_in.preview(empty, [YONGDE])


def test_a_classified_project_takes_no_content(workspace: Workspace, tmp_path: Path) -> None:
    hidden = Project(id=new_id(), office_id=OFFICE.id, fiscal_year=2022, is_classified=True)
    workspace.transact(lambda tx: projects.add(tx, hidden))
    import_(workspace, YONGDE)
    assert workspace.read(lambda tx: filings.of_project(tx, hidden.id)) == ()
