"""Making a project by hand: what is kept, what is refused with advice, and what of a classified one is never kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from jxdesk.actions import project, start, succession, undo
from jxdesk.actions.project import BadProject
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.filling.new_project import NewProject
from jxdesk.domain.filling.project_corrections import Correction
from jxdesk.domain.findings import Severity
from jxdesk.domain.records.offices import OfficeLevel
from jxdesk.domain.records.projects import BudgetStage, ProjectClass
from jxdesk.store.faults import NotFound, Refused
from jxdesk.store.records import projects


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """The workspace of a county's finance bureau."""
    home = tmp_path / "数据"
    start.start(home, name="武定县财政局", level=OfficeLevel.COUNTY, code="53-23-29", person="填报人甲")
    with Workspace.open(home) as opened:
        yield opened


@pytest.fixture
def new(workspace: Workspace) -> NewProject:
    """A project as it is typed."""
    office = workspace.facts.office
    assert office is not None
    return NewProject(
        fiscal_year=2026,
        office=office,
        name=" 农村公路养护补助 ",
        code="53232926T000000000001",
        project_class=ProjectClass.SPECIFIC,
        tier="本级",
        sector="交通运输",
        budget_text="１２８．４",
    )


def test_a_project_is_kept_as_it_was_typed(workspace: Workspace, new: NewProject) -> None:
    assert project.check(workspace, new) == ()
    project_id = project.create(workspace, new)
    made = workspace.read(lambda tx: projects.get(tx, project_id))
    assert made is not None
    assert (made.name, made.code, made.tier, made.sector) == (
        "农村公路养护补助",
        "53232926T000000000001",
        "本级",
        "交通运输",
    )
    assert made.implementing_unit == "武定县财政局"
    assert [(one.stage, one.amount_fen) for one in made.budgets] == [(BudgetStage.ORIGINAL, 128_400_000)]


@pytest.mark.parametrize(
    ("changes", "severity", "said"),
    [
        ({"name": "  "}, Severity.ERROR, "没有写项目名称。"),
        ({"name": "一" * 121}, Severity.ERROR, "超过 120 个字"),
        ({"budget_text": "一百多"}, Severity.ERROR, "读不成金额"),
        ({"budget_text": "-3"}, Severity.ERROR, "不能小于 0"),
        ({"budget_text": ""}, Severity.ADVICE, "没有填年初预算数"),
        ({"code": ""}, Severity.ADVICE, "没有填项目编码"),
        ({"code": "5323292600"}, Severity.WARNING, "编码有 10 位"),
        ({"code": "99999926T000000000001"}, Severity.WARNING, "999999 不在随程序带的区划表里"),
    ],
)
def test_what_does_not_fit_is_said(
    workspace: Workspace, new: NewProject, changes: dict[str, str], severity: Severity, said: str
) -> None:
    (finding,) = project.check(workspace, replace(new, **changes))
    assert finding.severity is severity
    assert said in finding.message
    assert finding.advice


def test_a_code_that_is_there_is_refused_and_a_name_that_is_there_is_doubted(
    workspace: Workspace, new: NewProject
) -> None:
    project.create(workspace, new)
    again = project.check(workspace, replace(new, code=" 53232926t000000000001"))
    assert [finding.severity for finding in again] == [Severity.WARNING, Severity.ERROR]
    with pytest.raises(BadProject, match="已经有这个编码的项目"):
        project.create(workspace, new)
    assert len(workspace.read(lambda tx: projects.of_year(tx, 2026))) == 1
    assert project.check(workspace, replace(new, fiscal_year=2027)) == ()


def test_of_a_classified_project_nothing_is_kept_but_that_there_is_one(
    workspace: Workspace, new: NewProject
) -> None:
    project_id = project.create(workspace, replace(new, is_classified=True))
    made = workspace.read(lambda tx: projects.get(tx, project_id))
    assert made is not None
    assert made.is_classified
    assert (made.name, made.code, made.sector, made.budgets) == ("", "", "", ())
    journal = "".join(
        str(row) for row in workspace.read(lambda tx: tx.query("SELECT field, new FROM change_log"))
    )
    assert "农村公路" not in journal
    with pytest.raises(Refused):
        project.rename(workspace, project_id, "泄露的名称")


def test_a_project_gets_another_name(workspace: Workspace, new: NewProject) -> None:
    project_id = project.create(workspace, new)
    project.rename(workspace, project_id, " 农村公路日常养护补助 ")
    made = workspace.read(lambda tx: projects.get(tx, project_id))
    assert made is not None
    assert made.name == "农村公路日常养护补助"
    with pytest.raises(BadProject, match="没有写项目名称"):
        project.rename(workspace, project_id, " ")
    with pytest.raises(NotFound):
        project.rename(workspace, "no-such-id", "名称")


def test_a_project_corrected_from_a_form_is_one_step_with_its_trace_and_one_undo(
    workspace: Workspace, new: NewProject
) -> None:
    project_id = project.create(workspace, new)
    before = workspace.read(lambda tx: projects.get(tx, project_id))
    assert before is not None
    found = (
        Correction(field="project_name", text="学生营养餐补助（改名）"),
        Correction(field="project_leader", text="乙"),
        Correction(field="project_period", text="2026年3月—2027年2月"),
    )
    errand_id = project.correct(workspace, project_id, found)
    after = workspace.read(lambda tx: projects.get(tx, project_id))
    assert after is not None
    assert (after.name, after.leader) == ("学生营养餐补助（改名）", "乙")
    assert (after.starts_on, after.ends_on) == (dt.date(2026, 3, 1), dt.date(2027, 2, 28))
    assert succession.trace(workspace, project_id).former_names == (before.name,)
    undo.undo(workspace, errand_id)
    assert workspace.read(lambda tx: projects.get(tx, project_id)) == before
    assert succession.trace(workspace, project_id).former_names == ()


def test_a_project_is_not_corrected_to_a_name_that_cannot_be_one(
    workspace: Workspace, new: NewProject
) -> None:
    project_id = project.create(workspace, new)
    with pytest.raises(project.BadProject):
        project.correct(workspace, project_id, (Correction(field="project_name", text="长" * 200),))


def test_the_offices_are_offered_with_the_own_one(workspace: Workspace) -> None:
    offered = project.choices(workspace)
    assert [office.name for office in offered.offices] == ["武定县财政局"]
    assert offered.own_office_id == offered.offices[0].id


def test_an_office_is_named_beside_its_path(workspace: Workspace) -> None:
    assert workspace.named("53-23-29") == "武定县财政局（53-23-29）"
    assert workspace.named("53-23") == "楚雄彝族自治州（53-23）"
    assert workspace.named("53-23-29-d155") == "武定县的部门（53-23-29-d155）"
    assert workspace.named("99") == "99"
