"""Rows out: the list as it is shown with its sums, and targets in the order of table 05-2, read back cell by cell."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from jxdesk.actions import rows_out, take_in
from jxdesk.actions.look import ProjectQuery
from jxdesk.actions.rows_out import NoTargets, RowsNotWritten
from jxdesk.actions.workspace import Workspace
from jxdesk.documents.reading import read_workbook
from jxdesk.domain.errors import Cancelled
from jxdesk.domain.progress import Progress
from jxdesk.domain.records.filings import Form
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.records.offices import Office, OfficeLevel
from jxdesk.domain.records.projects import BudgetStage, BudgetVersion, Project
from jxdesk.store.engine import settings
from jxdesk.store.records import filings, offices, projects

SAMPLES = Path(__file__).parents[1] / "samples"
TARGET = SAMPLES / "target-jingyan-cunzu-2023.xlsx"
COUNTY = Office(id=new_id(), path="53-23-29", name="练习县财政局", level=OfficeLevel.COUNTY)
HEADINGS = [
    "单位名称、项目名称",
    "项目年度绩效目标",
    "一级指标",
    "二级指标",
    "三级指标",
    "指标性质",
    "指标值",
    "度量单位",
    "指标属性",
    "指标内容",
]


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "user"))
    with Workspace.open(tmp_path / "home") as opened:

        def found(tx: object) -> None:
            offices.add(tx, COUNTY)  # type: ignore[arg-type]
            settings.put(tx, settings.OFFICE, COUNTY.id)  # type: ignore[arg-type]

        opened.transact(found, errand="start")
        yield opened


def add_projects(workspace: Workspace, *given: Project) -> None:
    workspace.transact(lambda tx: projects.add_many(tx, given), errand="new_project")


def project(name: str, fen: int, *, unit: str = "县水务局", code: str = "") -> Project:
    budget = BudgetVersion(stage=BudgetStage.ORIGINAL, amount_fen=fen)
    return Project(
        id=new_id(),
        office_id=COUNTY.id,
        fiscal_year=2026,
        name=name,
        code=code,
        implementing_unit=unit,
        budgets=(budget,),
    )


def words(state: str, errors: int) -> str:
    return f"{state}{errors}"


def test_the_list_goes_out_as_it_is_filtered_with_its_filter_above_and_its_sums_below(
    workspace: Workspace, tmp_path: Path
) -> None:
    code = "53232926T000000000011"
    add_projects(
        workspace,
        project("小型水库维修养护", 150_500_000, code=code),
        project("河道清淤", 28_400_050),
        project("农村公路养护补助", 128_400_000, unit="县交通局"),
    )
    to = tmp_path / "出" / "列表.xlsx"
    done = rows_out.list_out(
        workspace,
        ProjectQuery(year=2026, unit="县水务局", sort="budget"),
        to,
        caption="2026 年度　单位：县水务局",
        state_words=words,
    )
    assert done.projects == 2
    sheet = openpyxl.load_workbook(to).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][0] == "2026 年度　单位：县水务局"
    assert rows[1][:6] == [column.label for column in rows_out.COLUMNS[:6]]
    assert [row[0] for row in rows[2:]] == ["河道清淤", "小型水库维修养护", "合计 2 个"]
    assert [row[4] for row in rows[2:]] == [28.40005, 150.5, 178.90005]
    assert rows[3][1] == code
    assert sheet["B4"].data_type == "s"
    assert rows[2][9] == "none0"


def test_a_classified_project_says_nothing_in_the_list(workspace: Workspace, tmp_path: Path) -> None:
    hidden = Project(id=new_id(), office_id=COUNTY.id, fiscal_year=2026, is_classified=True)
    add_projects(workspace, hidden, project("河道清淤", 100))
    to = tmp_path / "列表.xlsx"
    rows_out.list_out(workspace, ProjectQuery(year=2026), to, caption="", state_words=words)
    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(to).active.iter_rows()]
    assert [value for value in rows[1] if value] == ["涉密项目（只计数）"]


def test_targets_go_out_in_the_columns_of_table_05_2_and_read_back_the_same(
    workspace: Workspace, tmp_path: Path
) -> None:
    take_in.commit(workspace, take_in.preview(workspace, [TARGET]))
    (target,) = workspace.read(lambda tx: filings.of_year(tx, 2023, form=Form.PROJECT_TARGET))
    to = tmp_path / "目标.xlsx"
    done = rows_out.targets_out(workspace, 2023, to)
    assert (done.projects, done.without) == (1, ())
    sheet = openpyxl.load_workbook(to).active
    head = next(row for row in sheet.iter_rows() if row[0].value == HEADINGS[0])
    assert [cell.value for cell in head] == HEADINGS
    (read,) = read_workbook(to)
    assert read.content.form is Form.PROJECT_TARGET
    assert read.content.project_name == target.content.project_name
    wanted = [(line.level1, line.level2, line.name, line.target) for line in target.content.indicator_lines]
    found = [(line.level1, line.level2, line.name, line.target) for line in read.content.indicator_lines]
    assert found == wanted


def test_projects_without_a_target_are_named_and_a_year_without_any_is_refused(
    workspace: Workspace, tmp_path: Path
) -> None:
    take_in.commit(workspace, take_in.preview(workspace, [TARGET]))
    (target,) = workspace.read(lambda tx: filings.of_year(tx, 2023, form=Form.PROJECT_TARGET))
    bare = Project(id=new_id(), office_id=COUNTY.id, fiscal_year=2023, name="还没有目标的项目")
    add_projects(workspace, bare, project("河道清淤", 100))
    assert rows_out.targets_out(workspace, 2023, tmp_path / "全.xlsx").without == ("还没有目标的项目",)
    chosen = rows_out.targets_out(workspace, 2023, tmp_path / "选.xlsx", project_ids=(target.project_id,))
    assert (chosen.projects, chosen.without) == (1, ())
    with pytest.raises(NoTargets):
        rows_out.targets_out(workspace, 2026, tmp_path / "无.xlsx")
    assert not (tmp_path / "无.xlsx").exists()


def test_what_cannot_be_written_is_said_and_the_old_file_stays(workspace: Workspace, tmp_path: Path) -> None:
    add_projects(workspace, project("河道清淤", 100))
    blocked = tmp_path / "文件"
    blocked.write_text("不是文件夹", encoding="utf-8")
    with pytest.raises(RowsNotWritten) as refused:
        rows_out.list_out(
            workspace, ProjectQuery(year=2026), blocked / "列表.xlsx", caption="", state_words=words
        )
    assert "列表.xlsx" in refused.value.facts
    assert blocked.read_text(encoding="utf-8") == "不是文件夹"


def test_a_cancelled_list_leaves_no_file(workspace: Workspace, tmp_path: Path) -> None:
    add_projects(workspace, project("河道清淤", 100))
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        rows_out.list_out(
            workspace,
            ProjectQuery(year=2026),
            tmp_path / "列表.xlsx",
            caption="",
            state_words=words,
            progress=progress,
        )
    assert list(tmp_path.glob("*.xlsx")) == []
