"""Forms of offices as a whole through the errands: the tree, the facts of one office, beginning, checking and the narrative."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document

from jxdesk.actions import begin, department, fill, report
from jxdesk.actions.demo import make_practice_county
from jxdesk.actions.report import NoReport, NotWritten
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.beginning.content import Wish
from jxdesk.domain.filling.editing import Edit, EditKind
from jxdesk.domain.records.budgets import revised_budget
from jxdesk.domain.records.filings import Filing, FilingState, Form
from jxdesk.domain.records.stages import YearStage
from jxdesk.store.records import filings, projects


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The small practice county, open."""
    made = make_practice_county(tmp_path_factory.mktemp("county") / "练习县")
    with Workspace.open_existing(made.home) as workspace:
        yield workspace


def _of(workspace: Workspace, form: Form, year: int) -> list[Filing]:
    found = workspace.read(lambda tx: filings.of_year(tx, year, form=form))
    return [one for one in found if not one.project_id or form is Form.PROJECT_SELF_EVALUATION]


TARGET = YearStage(form=Form.DEPARTMENT_TARGET)
EVALUATION = YearStage(form=Form.DEPARTMENT_SELF_EVALUATION)


def test_the_tree_lists_every_office_with_how_its_forms_stand(county: Workspace) -> None:
    tree = department.office_tree(county, 2025)
    assert len(tree.rows) == 12
    assert tree.rows[0].office.id == tree.own_id
    assert set(tree.years) == {2025, 2026}
    assert [stage.word for stage in tree.stages] == ["目标", "7月监控", "10月监控", "自评"]
    filed = [row for row in tree.rows if TARGET in row.forms]
    assert filed
    assert all(row.forms[EVALUATION].state is FilingState.FINISHED and not row.has_errors for row in filed)
    newest = department.office_tree(county)
    assert EVALUATION not in newest.rows[0].forms, "the newest year has no evaluations yet"


def test_the_list_adds_up_what_the_projects_of_each_office_have(county: Workspace) -> None:
    tree = department.office_tree(county, 2025)
    found = county.read(lambda tx: projects.of_year(tx, 2025))
    for row in tree.rows:
        own = [one for one in found if one.office_id == row.office.id and not one.is_classified]
        assert row.projects == len(own)
        assert row.budget_fen == sum(revised_budget(one.budgets) or 0 for one in own)
    assert sum(row.projects for row in tree.rows) > 10


def test_the_facts_of_an_office_hold_its_stages_and_its_projects(county: Workspace) -> None:
    filing = _of(county, Form.DEPARTMENT_SELF_EVALUATION, 2025)[0]
    facts = department.office_facts(county, filing.office_id, 2025)
    assert [one.stage.word for one in facts.stages] == ["目标", "7月监控", "10月监控", "自评"]
    assert facts.filing is not None
    assert facts.filing.id == filing.id
    assert facts.judged is not None
    assert facts.judged.scorecard.grade
    hung = {one for line in filing.content.task_lines for one in line.project_ids}
    assert {one.id for one in facts.beside.projects} == hung


def test_the_finished_year_has_no_errors_even_beside_what_the_desk_knows(county: Workspace) -> None:
    for form in (Form.DEPARTMENT_TARGET, Form.DEPARTMENT_SELF_EVALUATION):
        for filing in _of(county, form, 2025):
            opened = fill.open_filing(county, filing.id)
            assert not [one for one in opened.findings if one.severity.value == "error"], opened.findings


def test_an_evaluation_begins_with_the_target_and_is_found_again(county: Workspace) -> None:
    target = _of(county, Form.DEPARTMENT_TARGET, 2026)[0]
    wish = Wish(
        form=Form.DEPARTMENT_SELF_EVALUATION,
        year=2026,
        template_id="yunnan-public13-2022",
        office_id=target.office_id,
    )
    filing_id = begin.begin(county, wish)
    assert begin.begin(county, wish) == filing_id
    opened = fill.open_filing(county, filing_id)
    content = opened.filing.content
    assert [line.name for line in content.task_lines] == [line.name for line in target.content.task_lines]
    planned = [line.id for line in target.content.indicator_lines]
    assert [line.answers_line_id for line in content.indicator_lines] == planned
    assert content.answers["expected_goal"] == target.content.answers["expected_goal"]


def test_taking_a_project_off_its_task_is_an_error_at_once(county: Workspace) -> None:
    target = next(one for one in _of(county, Form.DEPARTMENT_TARGET, 2026) if one.state is FilingState.DRAFT)
    line = next(one for one in target.content.task_lines if one.project_ids)
    edit = Edit(kind=EditKind.TASK, line_id=line.id, field="project_ids", text="")
    saved = fill.change(county, target.id, (edit,), expected_version=target.version)
    assert "project-without-task" in {one.code for one in saved.findings}
    back = fill.undo(county, target.id, saved.inverse, expected_version=saved.filing.version)
    assert "project-without-task" not in {one.code for one in back.findings}
    row = next(one for one in department.office_tree(county, 2026).rows if one.office.id == target.office_id)
    assert not row.has_errors


@pytest.mark.parametrize("form", [Form.DEPARTMENT_SELF_EVALUATION, Form.PROJECT_SELF_EVALUATION])
def test_the_narrative_is_written_whole_and_can_be_read(
    county: Workspace, form: Form, tmp_path: Path
) -> None:
    filing = _of(county, form, 2025)[0]
    written = report.write_report(county, filing.id, tmp_path / "新建" / "自评.docx")
    document = Document(str(written.path))
    text = "\n".join(one.text for one in document.paragraphs)
    assert filing.content.office_name.removeprefix("练习县") in text or filing.content.project_name in text
    assert text.count("[待填") == written.missing > 0
    assert "练习" in document.sections[0].header.paragraphs[0].text
    assert not [path for path in written.path.parent.iterdir() if path != written.path]


def test_a_form_without_a_narrative_and_a_place_that_cannot_be_written_are_told(
    county: Workspace, tmp_path: Path
) -> None:
    target = _of(county, Form.DEPARTMENT_TARGET, 2025)[0]
    with pytest.raises(NoReport):
        report.write_report(county, target.id, tmp_path / "a.docx")
    filing = _of(county, Form.DEPARTMENT_SELF_EVALUATION, 2025)[0]
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(NotWritten):
        report.write_report(county, filing.id, tmp_path / "file" / "a.docx")


def test_a_project_report_is_that_of_its_self_evaluation(county: Workspace, tmp_path: Path) -> None:
    filing = _of(county, Form.PROJECT_SELF_EVALUATION, 2025)[0]
    written = report.write_project_report(county, filing.project_id, tmp_path / "项目.docx")
    text = "\n".join(one.text for one in Document(str(written.path)).paragraphs)
    assert filing.content.project_name in text
    with pytest.raises(NoReport):
        report.write_project_report(county, "no-such-project", tmp_path / "b.docx")


def test_a_transfer_is_evaluated_on_a_form_of_its_own(county: Workspace) -> None:
    project_id = _of(county, Form.PROJECT_SELF_EVALUATION, 2025)[0].project_id
    wish = Wish(
        form=Form.TRANSFER_SELF_EVALUATION,
        year=2025,
        template_id="transfer-project-2022",
        project_id=project_id,
    )
    opened = fill.open_filing(county, begin.begin(county, wish))
    assert opened.template.form is Form.TRANSFER_SELF_EVALUATION
    assert opened.scorecard.computed_total is None
    assert "weight-missing" not in {one.code for one in opened.findings}
