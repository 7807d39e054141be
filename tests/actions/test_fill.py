"""Filling: one transaction a change, refusals that lose nothing, and how a new self-evaluation begins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from jxdesk.actions import fill
from jxdesk.actions.begin import begin
from jxdesk.actions.fill import NotEditable, NotReady, UnknownTemplate
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.beginning.content import Wish
from jxdesk.domain.filling.editing import Change, Edit, EditKind
from jxdesk.domain.records.filings import (
    Comparator,
    Filing,
    FilingContent,
    FilingState,
    Form,
    IndicatorLine,
    MoneyKey,
)
from jxdesk.domain.records.offices import Office, OfficeLevel
from jxdesk.domain.records.projects import BudgetStage, BudgetVersion, Project
from jxdesk.store.engine import journal
from jxdesk.store.faults import NotFound, Refused, StaleVersion
from jxdesk.store.records import filings, offices, projects

CODE = "53239926T000000000001"


def project(year: int, **changes: object) -> Project:
    values: dict[str, object] = {
        "id": f"project-{year}",
        "office_id": "office",
        "fiscal_year": year,
        "name": "农村公路养护",
        "code": CODE,
        "department": "县交通运输局",
        "budgets": (
            BudgetVersion(stage=BudgetStage.ORIGINAL, amount_fen=120_000_000),
            BudgetVersion(stage=BudgetStage.REVISED, amount_fen=128_400_000),
        ),
    }
    return Project(**{**values, **changes})  # type: ignore[arg-type]


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "数据", who="填报人") as opened:
        office = Office(id="office", path="53-23-99-103", name="白岩镇人民政府", level=OfficeLevel.TOWNSHIP)
        opened.transact(lambda tx: offices.add(tx, office))
        opened.transact(lambda tx: projects.add_many(tx, (project(2025), project(2026))))
        yield opened


def typed(line_id: str, field: str, text: str) -> Change:
    return Edit(kind=EditKind.INDICATOR, line_id=line_id, field=field, text=text)


def started(workspace: Workspace, project_id: str = "project-2026", year: int = 2026) -> fill.OpenFiling:
    wish = Wish(
        form=Form.PROJECT_SELF_EVALUATION,
        year=year,
        template_id="yunnan-public14-2022",
        project_id=project_id,
    )
    return fill.open_filing(workspace, begin(workspace, wish))


def test_a_new_self_evaluation_takes_the_names_and_budgets_of_its_project(workspace: Workspace) -> None:
    content = started(workspace).filing.content
    assert (content.project_name, content.project_code, content.year) == ("农村公路养护", CODE, 2026)
    assert (content.department, content.implementing_unit) == ("县交通运输局", "白岩镇人民政府")
    assert content.execution_weight == 10
    total = content.money_lines[0]
    assert total.key is MoneyKey.TOTAL
    assert (total.original_budget_fen, total.revised_budget_fen) == (120_000_000, 128_400_000)
    assert total.revised_budget_text == "1284000.00"
    assert [line.level2 for line in content.indicator_lines][:4] == [
        "数量指标",
        "质量指标",
        "时效指标",
        "成本指标",
    ]
    assert content.title == "2026年度项目支出绩效自评表"


def test_starting_twice_opens_the_one_that_is_there(workspace: Workspace) -> None:
    first, second = started(workspace), started(workspace)
    assert first.filing.id == second.filing.id


def test_last_year_gives_targets_and_weights_and_never_results(workspace: Workspace) -> None:
    before = started(workspace, "project-2025", 2025)
    line_id = before.filing.content.indicator_lines[0].id
    edits = [
        typed(line_id, field, text)
        for field, text in (
            ("name", "养护里程"),
            ("comparator", "≥"),
            ("target", "182"),
            ("unit", "公里"),
            ("weight", "20"),
            ("actual", "180"),
            ("score", "19"),
            ("deviation_reason", "雨季"),
        )
    ]
    fill.change(workspace, before.filing.id, edits, expected_version=before.filing.version)
    opened = started(workspace)
    line = opened.filing.content.indicator_lines[0]
    assert (line.name, line.comparator, line.target, line.unit, line.weight) == (
        "养护里程",
        Comparator.AT_LEAST,
        Decimal(182),
        "公里",
        Decimal(20),
    )
    assert (line.actual_text, line.actual, line.manual_score, line.deviation_reason) == ("", None, None, "")
    assert line.id != line_id
    assert opened.last_year is not None
    assert opened.last_year.indicator_lines[0].actual == 180


def test_the_approved_target_of_the_year_comes_before_last_year(workspace: Workspace) -> None:
    goal = FilingContent(
        form=Form.PROJECT_TARGET,
        template_id="target-hunan-2018",
        year=2026,
        answers={"expected_goal": "养护186公里"},
        indicator_lines=(
            IndicatorLine(
                id="t-1", level1="产出指标", level2="数量指标", name="养护里程", target_text="≥186公里"
            ),
        ),
    )
    target = Filing(id="target", office_id="office", project_id="project-2026", content=goal)
    workspace.transact(lambda tx: filings.add(tx, target))
    content = started(workspace).filing.content
    assert [line.answers_line_id for line in content.indicator_lines] == ["t-1"]
    assert content.answers["expected_goal"] == "养护186公里"


def test_of_two_targets_the_approved_one_is_answered_until_its_adjustment_is_approved(
    workspace: Workspace,
) -> None:
    def goal(number: int, state: FilingState, replaces: str = "") -> Filing:
        line = IndicatorLine(id=f"t-{number}", name="养护里程", target_text=f"≥{number}公里")
        content = FilingContent(
            form=Form.PROJECT_TARGET,
            template_id="target-hunan-2018",
            year=2026,
            indicator_lines=(line,),
        )
        return Filing(
            id=f"target-{number}",
            office_id="office",
            project_id="project-2026",
            content=content,
            state=state,
            replaces_id=replaces,
        )

    approved = goal(186, FilingState.APPROVED)
    adjusted = goal(150, FilingState.DRAFT, approved.id)
    workspace.transact(lambda tx: filings.add_many(tx, ((approved, None), (adjusted, None))))
    opened = started(workspace)
    assert [line.answers_line_id for line in opened.filing.content.indicator_lines] == ["t-186"]
    assert opened.known.target is not None
    assert opened.known.target.id == "target-186"
    now = workspace.transact(lambda tx: filings.get(tx, adjusted.id))
    assert now is not None
    workspace.transact(
        lambda tx: filings.save(tx, replace(now, state=FilingState.APPROVED), expected_version=now.version)
    )
    again = fill.open_filing(workspace, opened.filing.id).known.target
    assert again is not None
    assert again.id == "target-150"


def test_an_approved_filing_is_not_opened_for_changes_again(workspace: Workspace) -> None:
    opened = started(workspace).filing
    approved = replace(opened, state=FilingState.APPROVED)
    workspace.transact(lambda tx: filings.save(tx, approved, expected_version=opened.version))
    with pytest.raises(NotEditable, match="已经批复"):
        fill.reopen(workspace, opened.id, expected_version=opened.version + 1)
    with pytest.raises(Refused, match="调整申请"):
        workspace.transact(lambda tx: filings.delete(tx, opened.id))


def test_a_classified_project_gets_no_form(workspace: Workspace) -> None:
    secret = Project(id="secret", office_id="office", fiscal_year=2026, is_classified=True)
    workspace.transact(lambda tx: projects.add(tx, secret))
    with pytest.raises(Refused):
        started(workspace, "secret")
    with pytest.raises(NotFound):
        started(workspace, "nobody")


def test_a_change_is_saved_scored_and_journalled_in_one_go(workspace: Workspace) -> None:
    opened = started(workspace)
    line_id = opened.filing.content.indicator_lines[0].id
    edits = [typed(line_id, "target", "10"), typed(line_id, "weight", "20"), typed(line_id, "actual", "5")]
    saved = fill.change(workspace, opened.filing.id, edits, expected_version=opened.filing.version)
    assert saved.filing.version == opened.filing.version + 1
    assert saved.scorecard.lines[0].computed == 10
    told = workspace.read(lambda tx: journal.history_of_filing(tx, opened.filing.id))
    assert list(dict.fromkeys(one.errand for one in told if one.record_id == line_id)) == ["start", "fill"]
    assert len({one.errand_id for one in told}) == 2
    stored = workspace.read(
        lambda tx: tx.value("SELECT computed_hundredths FROM indicator_line WHERE id = ?", (line_id,))
    )
    assert stored == 1000
    assert fill.open_filing(workspace, opened.filing.id).filing.content == saved.filing.content


def test_the_inverse_of_a_saved_change_takes_it_back(workspace: Workspace) -> None:
    opened = started(workspace)
    line_id = opened.filing.content.indicator_lines[0].id
    saved = fill.change(
        workspace, opened.filing.id, [typed(line_id, "actual", "5")], expected_version=opened.filing.version
    )
    back = fill.undo(workspace, opened.filing.id, saved.inverse, expected_version=saved.filing.version)
    assert back.filing.content == opened.filing.content
    again = fill.redo(workspace, opened.filing.id, back.inverse, expected_version=back.filing.version)
    assert again.filing.content == saved.filing.content


def test_a_change_on_an_old_version_is_refused_and_writes_nothing(workspace: Workspace) -> None:
    opened = started(workspace)
    line_id = opened.filing.content.indicator_lines[0].id
    fill.change(
        workspace, opened.filing.id, [typed(line_id, "actual", "5")], expected_version=opened.filing.version
    )
    with pytest.raises(StaleVersion) as refusal:
        fill.change(
            workspace,
            opened.filing.id,
            [typed(line_id, "actual", "6")],
            expected_version=opened.filing.version,
        )
    assert "没有丢" in refusal.value.title
    assert refusal.value.advice
    now = fill.open_filing(workspace, opened.filing.id).filing
    assert now.content.indicator_lines[0].actual_text == "5"


def test_a_text_that_cannot_be_read_is_named_and_makes_no_new_version(workspace: Workspace) -> None:
    opened = started(workspace)
    line_id = opened.filing.content.indicator_lines[0].id
    saved = fill.change(
        workspace,
        opened.filing.id,
        [typed(line_id, "weight", "很多")],
        expected_version=opened.filing.version,
    )
    assert [finding.field for finding in saved.refused] == ["weight"]
    assert saved.filing.version == opened.filing.version


def test_a_form_with_errors_is_not_called_filled_and_a_filled_one_not_changed(workspace: Workspace) -> None:
    opened = started(workspace)
    with pytest.raises(NotReady):
        fill.finish(workspace, opened.filing.id, expected_version=opened.filing.version)
    rest = opened.filing.content.indicator_lines[1:]
    first = opened.filing.content.indicator_lines[0].id
    from jxdesk.domain.filling.editing import RemoveLine

    changes: list[Change] = [RemoveLine(line_id=line.id) for line in rest]
    changes += [
        typed(first, field, text)
        for field, text in (
            ("name", "养护里程"),
            ("target", "10"),
            ("unit", "公里"),
            ("actual", "10"),
            ("weight", "90"),
        )
    ]
    changes += [
        Edit(kind=EditKind.MONEY, line_id=line.id, field=field, text="1284000")
        for line in opened.filing.content.money_lines[:2]
        for field in ("original_budget", "revised_budget", "executed")
    ]
    saved = fill.change(workspace, opened.filing.id, changes, expected_version=opened.filing.version)
    done = fill.finish(workspace, opened.filing.id, expected_version=saved.filing.version)
    assert done.filing.state is FilingState.FINISHED
    with pytest.raises(NotEditable):
        fill.change(
            workspace, opened.filing.id, [typed(first, "actual", "9")], expected_version=done.filing.version
        )
    again = fill.reopen(workspace, opened.filing.id, expected_version=done.filing.version)
    assert again.filing.state is FilingState.DRAFT


def test_a_filing_that_is_gone_is_named(workspace: Workspace) -> None:
    with pytest.raises(NotFound):
        fill.open_filing(workspace, "nobody")


def test_another_form_keeps_what_was_filled_and_only_printable_forms_are_offered(
    workspace: Workspace,
) -> None:
    opened = started(workspace)
    offered = fill.other_templates(opened.filing.content)
    assert "national-2020" in {template.id for template in offered}
    assert not any(
        template.reading_only or template.form is not Form.PROJECT_SELF_EVALUATION for template in offered
    )
    other = fill.change_template(
        workspace, opened.filing.id, "national-2020", expected_version=opened.filing.version
    )
    assert other.template.id == "national-2020"
    assert other.filing.content.indicator_lines == opened.filing.content.indicator_lines
    assert other.filing.content.money_unit is opened.filing.content.money_unit
    with pytest.raises(StaleVersion):
        fill.change_template(
            workspace, opened.filing.id, "hubei-2020", expected_version=opened.filing.version
        )


def test_a_filing_on_a_form_that_is_not_here_is_refused_in_words(workspace: Workspace) -> None:
    content = FilingContent(
        form=Form.PROJECT_SELF_EVALUATION, template_id="later-2031", project_name="后来的表"
    )
    workspace.transact(lambda tx: filings.add(tx, Filing(id="later", office_id="office", content=content)))
    with pytest.raises(UnknownTemplate) as refusal:
        fill.open_filing(workspace, "later")
    assert "later-2031" in refusal.value.facts
