"""Targets on the desk: begun from what is known, held against it at each cell, and what similar projects aim at beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from jxdesk.actions import fill
from jxdesk.actions.begin import begin
from jxdesk.actions.checking import check_filings
from jxdesk.actions.export import ExportFormat, export
from jxdesk.actions.judging import judge_filing
from jxdesk.actions.target_help import target_help
from jxdesk.actions.workspace import Workspace
from jxdesk.documents.reading import read_workbook
from jxdesk.domain.beginning.content import BeginFrom, Wish
from jxdesk.domain.filling.editing import Edit, EditKind
from jxdesk.domain.records.filings import Filing, FilingState, Form
from jxdesk.domain.records.offices import Office, OfficeLevel
from jxdesk.domain.records.packages import Attachment, AttachmentType
from jxdesk.domain.records.projects import BudgetStage, BudgetVersion, Project
from jxdesk.store.records import attachments, filings, offices, projects
from tests.domain.target_forms import target_form, typed, with_values

TEMPLATE = "target-national-2015"


def project(number: int, **changes: object) -> Project:
    made = Project(
        id=f"p{number}",
        office_id="office",
        fiscal_year=2026,
        name=f"白岩镇农村公路养护补助{number}",
        code=f"53239926T00000000000{number}",
        implementing_unit="白岩镇人民政府",
        budgets=(BudgetVersion(stage=BudgetStage.ORIGINAL, amount_fen=128_400_00),),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "数据", who="填报人") as opened:
        office = Office(id="office", path="53-23-99-103", name="白岩镇人民政府", level=OfficeLevel.TOWNSHIP)
        opened.transact(lambda tx: offices.add(tx, office))
        opened.transact(lambda tx: projects.add_many(tx, [project(n) for n in range(1, 7)]))
        yield opened


def file(workspace: Workspace, number: int, **lines: str) -> None:
    """Files a target of a project, with the first line's value as given."""
    content = replace(target_form(), project_name=f"白岩镇农村公路养护补助{number}")
    for line_id, value in lines.items():
        content = typed(content, line_id, value=value)
    content = replace(
        content,
        indicator_lines=tuple(replace(line, id=f"{line.id}{number}") for line in content.indicator_lines),
        money_lines=tuple(replace(line, id=f"{line.id}{number}") for line in content.money_lines),
    )
    filing = Filing(id=f"f{number}", office_id="office", project_id=f"p{number}", content=content)
    workspace.transact(lambda tx: filings.add(tx, filing))


def codes(workspace: Workspace, filing_id: str) -> dict[str, str]:
    judged = workspace.read(lambda tx: judge_filing(tx, filings.get(tx, filing_id)))  # type: ignore[arg-type]
    return {finding.code: finding.message for finding in judged.findings}


def test_a_target_is_begun_once_and_found_again(workspace: Workspace) -> None:
    wish = Wish(form=Form.PROJECT_TARGET, year=2026, template_id=TEMPLATE, project_id="p1")
    first = begin(workspace, wish)
    assert begin(workspace, replace(wish, begin_from=BeginFrom.EMPTY)) == first
    opened = fill.open_filing(workspace, first)
    assert opened.filing.content.form is Form.PROJECT_TARGET
    assert {finding.code for finding in opened.findings} == {"unfilled-form", "goal-missing"}


def test_a_typed_cell_is_held_against_last_years_result(workspace: Workspace) -> None:
    workspace.transact(lambda tx: projects.add(tx, project(9, fiscal_year=2025)))
    workspace.transact(lambda tx: projects.save(tx, project(1, predecessor_id="p9")))
    result = with_values(
        target_form(form=Form.PROJECT_SELF_EVALUATION, year=2025, template_id="national-2020"),
        "km",
        actual=Decimal(190),
        actual_text="190公里",
    )
    workspace.transact(
        lambda tx: filings.add(tx, Filing(id="last", office_id="office", project_id="p9", content=result))
    )
    wish = Wish(form=Form.PROJECT_TARGET, year=2026, template_id=TEMPLATE, project_id="p1")
    opened = fill.open_filing(workspace, begin(workspace, wish))
    assert "behind-last-year" in {finding.code for finding in opened.findings}
    line = opened.filing.content.indicator_lines[0]
    edit = Edit(kind=EditKind.INDICATOR, line_id=line.id, field="target", text="191")
    saved = fill.change(workspace, opened.filing.id, (edit,), expected_version=opened.filing.version)
    assert "behind-last-year" not in {finding.code for finding in saved.findings}


def test_the_same_words_in_many_targets_of_an_office_are_told(workspace: Workspace) -> None:
    for number in range(1, 6):
        file(workspace, number)
    found = codes(workspace, "f1")
    assert "等 4 个项目" in found["coach-same-goal"]
    assert "coach-repeated" in found
    file(workspace, 6, km="99", spot="9", people="9", cost="0.5", rule="按季巡查并有记录")
    assert "coach-repeated" not in codes(workspace, "f6")


def test_what_similar_projects_aim_at_leaves_the_project_itself_out(workspace: Workspace) -> None:
    for number, km in ((1, "186"), (2, "100"), (3, "120"), (4, "500")):
        file(workspace, number, km=km)
    found = target_help(workspace, "f1")
    assert found.sector == "农村公路"
    opened = fill.open_filing(workspace, "f1")
    usual = found.of_line(opened.filing.content.indicator_lines[0])
    assert usual is not None
    assert (usual.median, usual.projects) == (Decimal(120), 3)
    assert target_help(workspace, "gone").usual == {}


def test_a_new_major_project_waits_for_its_appraisal(workspace: Workspace) -> None:
    workspace.transact(lambda tx: projects.save(tx, project(1, major_new=True)))
    file(workspace, 1)
    assert "appraisal-missing" in codes(workspace, "f1")
    opened = fill.open_filing(workspace, "f1")
    with pytest.raises(fill.NotReady):
        fill.finish(workspace, "f1", expected_version=opened.filing.version)
    assert any(one.finding.code == "appraisal-missing" for one in check_filings(workspace).findings)

    sha256 = attachments.keep(workspace.folder, b"%PDF-1.4 report")
    report = Attachment(
        id="a1",
        filing_id="f1",
        title="事前绩效评估报告",
        original_name="报告.pdf",
        type=AttachmentType.PDF,
        sha256=sha256,
        size=15,
    )
    workspace.transact(lambda tx: attachments.add(tx, report, slot="ex_ante"))
    assert "appraisal-missing" not in codes(workspace, "f1")
    version = fill.open_filing(workspace, "f1").filing.version
    assert fill.finish(workspace, "f1", expected_version=version).filing.state is FilingState.FINISHED


def test_the_projects_of_a_list_form_go_out_on_one_table_and_come_back_one_by_one(
    workspace: Workspace, tmp_path: Path
) -> None:
    for number in (1, 2, 3):
        file(workspace, number)
        filing = workspace.read(lambda tx, number=number: filings.get(tx, f"f{number}"))  # type: ignore[misc]
        assert filing is not None
        listed = replace(filing, content=replace(filing.content, template_id="yunnan-05-2-2022"))
        workspace.transact(lambda tx, one=listed: filings.save(tx, one, expected_version=one.version))  # type: ignore[misc]
    result = export(
        workspace, form=Form.PROJECT_TARGET, year=2026, format=ExportFormat.XLSX, to=tmp_path / "05-2.xlsx"
    )
    assert (result.filings, len(result.files)) == (3, 1)
    sheets = openpyxl.load_workbook(result.files[0]).sheetnames
    assert len(sheets) == 1
    names = [form.content.project_name for form in read_workbook(result.files[0])]
    assert names == [f"白岩镇农村公路养护补助{number}" for number in (1, 2, 3)]
