"""Adjusting an approved target: who asks, who approves, that both versions stay, and that answering forms hear of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from jxdesk.actions import adjust, approve, begin, export, fill
from jxdesk.actions.adjust import BadAdjustment
from jxdesk.actions.seal import Choice, NothingToSeal, seal
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.beginning.adjusting import Turn
from jxdesk.domain.beginning.content import Wish
from jxdesk.domain.filling.editing import Change, Edit, EditKind, InsertLine, RemoveLine
from jxdesk.domain.findings import Severity
from jxdesk.domain.records.filings import Filing, FilingState, Form
from jxdesk.domain.records.packages import Task
from jxdesk.domain.records.projects import Project
from jxdesk.domain.scoring.reweighting import reweighted
from jxdesk.domain.year.approvals import ApprovalFacts
from jxdesk.store.faults import NotFound, Refused
from jxdesk.store.records import approvals, sealed
from tests.actions.year_desk import add_project, open_desk, read_filing, store_filing, target_line, target_of

APPROVED = ApprovalFacts(
    approved_on=dt.date(2026, 2, 3), document_number="练财预〔2026〕12号", approver="练习县财政局"
)
ADJUSTED = ApprovalFacts(
    approved_on=dt.date(2026, 6, 20), document_number="练财预〔2026〕88号", approver="练习县财政局"
)
REASON = "县级追加资金 20 万元，养护里程由 12 公里增加到 15 公里"


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with open_desk(tmp_path / "数据") as opened:
        yield opened


@pytest.fixture
def project(workspace: Workspace) -> Project:
    return add_project(workspace)


@pytest.fixture
def target(workspace: Workspace, project: Project) -> Filing:
    """An approved target."""
    stored = store_filing(workspace, target_of(project))
    approve.approve(workspace, [stored.id], APPROVED)
    return read_filing(workspace, stored.id)


def ask(workspace: Workspace, filing: Filing, **changes: object) -> str:
    asked: dict[str, object] = {
        "reason": REASON,
        "requested_by": "填报人甲",
        "requested_on": dt.date(2026, 6, 1),
        **changes,
    }
    return adjust.request(workspace, filing.id, **asked)  # type: ignore[arg-type]


def change(workspace: Workspace, filing_id: str, *changes: Change) -> Filing:
    version = read_filing(workspace, filing_id).version
    saved = fill.change(workspace, filing_id, changes, expected_version=version)
    assert saved.refused == ()
    return saved.filing


def edit_mileage(filing: Filing, text: str = "≥15公里") -> Edit:
    line = next(one for one in filing.content.indicator_lines if one.name == "养护农村公路里程")
    return Edit(kind=EditKind.INDICATOR, line_id=line.id, field="target_text", text=text)


def finish(workspace: Workspace, filing_id: str) -> None:
    version = read_filing(workspace, filing_id).version
    fill.finish(workspace, filing_id, expected_version=version)


def adjusted(workspace: Workspace, target: Filing, *changes: Change) -> str:
    """A whole adjustment, from the request to its approval."""
    copy = ask(workspace, target)
    made = read_filing(workspace, copy)
    change(workspace, copy, *(changes or (edit_mileage(made),)))
    finish(workspace, copy)
    adjust.approve(workspace, copy, ADJUSTED)
    return copy


def begin_self_evaluation(workspace: Workspace, project: Project) -> str:
    wish = Wish(
        form=Form.PROJECT_SELF_EVALUATION, year=2026, template_id="national-2020", project_id=project.id
    )
    return begin.begin(workspace, wish)


def test_the_copy_is_edited_while_the_approved_one_stays_in_force(
    workspace: Workspace, target: Filing, project: Project
) -> None:
    copy = ask(workspace, target)
    made = read_filing(workspace, copy)
    assert made.state is FilingState.DRAFT
    assert made.replaces_id == target.id
    assert adjust.copy_of(workspace, target.id) == copy
    before = {line.id for line in target.content.indicator_lines}
    assert [line.answers_line_id for line in made.content.indicator_lines] == [
        line.id for line in target.content.indicator_lines
    ]
    assert not before & {line.id for line in made.content.indicator_lines}
    change(workspace, copy, edit_mileage(made))
    facts = adjust.facts_of(workspace, copy)
    assert facts is not None
    assert [(one.turn, one.place, one.what, one.old, one.new) for one in facts.changes] == [
        (Turn.CHANGED, "养护农村公路里程", "指标值", "≥12公里", "≥15公里")
    ]
    opened = fill.open_filing(workspace, begin_self_evaluation(workspace, project))
    assert opened.known.target is not None
    assert opened.known.target.id == target.id


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"reason": "要改"}, "没有写清为什么要调整"),
        ({"requested_by": ""}, "没有写申请人"),
        ({"requested_on": dt.date(2026, 12, 1)}, "申请日期晚于今天"),
    ],
)
def test_a_request_says_who_when_and_why(
    workspace: Workspace, target: Filing, changes: dict[str, object], said: str
) -> None:
    with pytest.raises(BadAdjustment, match=said):
        ask(workspace, target, **changes)
    assert adjust.copy_of(workspace, target.id) == ""


def test_only_an_approved_target_is_adjusted_and_once_at_a_time(
    workspace: Workspace, project: Project, target: Filing
) -> None:
    draft = store_filing(workspace, target_of(add_project(workspace, "另一个"), state=FilingState.DRAFT))
    with pytest.raises(Refused, match="只有已经批复的目标"):
        ask(workspace, draft)
    ask(workspace, target)
    with pytest.raises(Refused, match="已经有调整申请"):
        ask(workspace, target)


def test_the_approval_wants_a_finished_copy_that_changes_something_a_document_and_a_later_day(
    workspace: Workspace, target: Filing
) -> None:
    copy = ask(workspace, target)
    with pytest.raises(Refused, match="还没有标为“已填好”"):
        adjust.approve(workspace, copy, ADJUSTED)
    finish(workspace, copy)
    with pytest.raises(Refused, match="和原来的一样"):
        adjust.approve(workspace, copy, ADJUSTED)
    version = read_filing(workspace, copy).version
    fill.reopen(workspace, copy, expected_version=version)
    change(workspace, copy, edit_mileage(read_filing(workspace, copy)))
    finish(workspace, copy)
    with pytest.raises(BadAdjustment, match="没有写文号"):
        adjust.approve(workspace, copy, replace(ADJUSTED, document_number=""))
    with pytest.raises(BadAdjustment, match="早于申请日期"):
        adjust.approve(workspace, copy, replace(ADJUSTED, approved_on=dt.date(2026, 5, 1)))
    adjust.approve(workspace, copy, ADJUSTED)
    assert read_filing(workspace, copy).state is FilingState.APPROVED
    with pytest.raises(Refused, match="已经批复过了"):
        adjust.approve(workspace, copy, ADJUSTED)


def test_a_withdrawn_request_leaves_the_approved_target_alone(workspace: Workspace, target: Filing) -> None:
    copy = ask(workspace, target)
    adjust.withdraw(workspace, copy)
    assert read_filing(workspace, target.id) == target
    with pytest.raises(NotFound):
        adjust.withdraw(workspace, copy)
    again = adjusted(workspace, target)
    with pytest.raises(Refused, match="已经批复，不能撤回"):
        adjust.withdraw(workspace, again)


def test_the_first_version_is_printed_for_ever_as_it_was(
    workspace: Workspace, target: Filing, project: Project, tmp_path: Path
) -> None:
    def printed(filing_id: str, name: str) -> bytes:
        to = tmp_path / name
        export.export(
            workspace,
            form=Form.PROJECT_TARGET,
            year=2026,
            format=export.ExportFormat.PDF,
            to=to,
            filing_ids=[filing_id],
        )
        return to.read_bytes()

    before = printed(target.id, "原来.pdf")
    copy = adjusted(workspace, target)
    assert printed(target.id, "现在.pdf") == before
    assert printed(copy, "调整后.pdf") != before
    versions = approve.versions_of(workspace, copy)
    assert {one.id for one in versions} == {target.id, copy}
    opened = fill.open_filing(workspace, begin_self_evaluation(workspace, project))
    assert opened.known.target is not None
    assert opened.known.target.id == copy
    assert opened.filing.content.indicator_lines[0].target == Decimal(15)


def test_a_form_in_work_is_offered_the_adjusted_lines_one_by_one(
    workspace: Workspace, target: Filing, project: Project
) -> None:
    evaluation = begin_self_evaluation(workspace, project)
    assert adjust.following(workspace, evaluation).offers == ()
    copy = ask(workspace, target)
    made = read_filing(workspace, copy)
    rate = next(one for one in made.content.indicator_lines if one.name == "养护验收合格率")
    new_line = target_line("产出指标", "质量指标", "路面破损修复率", ">=", "98", "%", "15")
    change(
        workspace, copy, edit_mileage(made), RemoveLine(line_id=rate.id), InsertLine(line=new_line, index=1)
    )
    finish(workspace, copy)
    assert adjust.following(workspace, evaluation).offers == ()  # not approved yet
    adjust.approve(workspace, copy, ADJUSTED)

    found = adjust.following(workspace, evaluation)
    assert [(one.turn, one.name) for one in found.offers] == [
        (Turn.CHANGED, "养护农村公路里程"),
        (Turn.DROPPED, "养护验收合格率"),
        (Turn.ADDED, "路面破损修复率"),
    ]
    before = read_filing(workspace, evaluation)
    dropped = found.offers[1]
    saved = fill.change(
        workspace,
        evaluation,
        found.changes(before.content, {dropped.key}),
        expected_version=before.version,
    )
    line = next(one for one in saved.filing.content.indicator_lines if one.name == "养护验收合格率")
    assert line.not_applicable
    assert "练财预〔2026〕88号" in line.manual_reason
    left = adjust.following(workspace, evaluation)
    assert [one.turn for one in left.offers] == [Turn.CHANGED, Turn.ADDED]

    rest = left.changes(saved.filing.content, {one.key for one in left.offers})
    after = fill.change(workspace, evaluation, rest, expected_version=saved.filing.version)
    names = {one.name: one for one in after.filing.content.indicator_lines}
    assert names["养护农村公路里程"].target == Decimal(15)
    assert "路面破损修复率" in names
    assert adjust.following(workspace, evaluation).offers == ()
    back = fill.undo(workspace, evaluation, after.inverse, expected_version=after.filing.version)
    assert back.filing.content == saved.filing.content


def test_a_monitoring_in_work_hears_of_the_adjustment_until_it_is_taken_over(
    workspace: Workspace, target: Filing, project: Project
) -> None:
    wish = Wish(
        form=Form.PROJECT_MONITORING,
        year=2026,
        period=7,
        template_id="monitoring-national-2019",
        project_id=project.id,
    )
    monitoring = begin.begin(workspace, wish)

    def codes() -> list[str]:
        return [finding.code for finding in fill.open_filing(workspace, monitoring).findings]

    assert "target-changed" not in codes()
    copy = ask(workspace, target)
    made = read_filing(workspace, copy)
    cost = next(one for one in made.content.indicator_lines if one.name == "日常养护单位成本")
    change(workspace, copy, edit_mileage(made), RemoveLine(line_id=cost.id))
    weight = next(one for one in made.content.indicator_lines if one.name == "养护农村公路里程")
    change(workspace, copy, Edit(kind=EditKind.INDICATOR, line_id=weight.id, field="weight", text="25"))
    finish(workspace, copy)
    adjust.approve(workspace, copy, ADJUSTED)
    assert "target-changed" in codes()
    found = adjust.following(workspace, monitoring)
    assert [one.turn for one in found.offers] == [Turn.CHANGED, Turn.DROPPED]
    filing = read_filing(workspace, monitoring)
    keys = {one.key for one in found.offers}
    fill.change(workspace, monitoring, found.changes(filing.content, keys), expected_version=filing.version)
    assert "target-changed" not in codes()


def test_a_dropped_indicator_gives_its_weight_inside_its_level_only_by_the_record(
    workspace: Workspace, target: Filing, project: Project
) -> None:
    evaluation = begin_self_evaluation(workspace, project)
    copy = ask(workspace, target)
    made = read_filing(workspace, copy)
    quality = next(one for one in made.content.indicator_lines if one.level2 == "质量指标")
    others = [
        one for one in made.content.indicator_lines if one.level1 == "产出指标" and one.id != quality.id
    ]
    spread = [
        Edit(kind=EditKind.INDICATOR, line_id=one.id, field="weight", text=text)
        for one, text in zip(others, ("25", "15", "10"), strict=True)
    ]
    second = target_line("产出指标", "质量指标", "路面平整度达标率", ">=", "90", "%", "0")
    change(workspace, copy, RemoveLine(line_id=quality.id), InsertLine(line=second, index=1), *spread)
    change(
        workspace,
        copy,
        Edit(kind=EditKind.INDICATOR, line_id=second.id, field="weight", text="5"),
        Edit(kind=EditKind.INDICATOR, line_id=others[0].id, field="weight", text="20"),
    )
    finish(workspace, copy)
    adjust.approve(workspace, copy, ADJUSTED)
    found = adjust.following(workspace, evaluation)
    dropped = next(one for one in found.offers if one.turn is Turn.DROPPED)
    content = read_filing(workspace, evaluation).content
    saved = fill.change(
        workspace,
        evaluation,
        found.changes(content, {dropped.key}),
        expected_version=read_filing(workspace, evaluation).version,
    ).filing.content
    weights = reweighted(saved.indicator_lines)
    assert dropped.line is not None
    assert weights[dropped.line.id] == 0
    assert sum(weight or Decimal(0) for weight in weights.values()) == sum(
        line.weight or Decimal(0) for line in saved.indicator_lines
    )
    without_record = [
        replace(line, manual_reason="") if line.id == dropped.line.id else line
        for line in saved.indicator_lines
    ]
    assert reweighted(without_record)[dropped.line.id] == dropped.line.weight


def test_a_second_adjustment_goes_on_from_the_first_and_reaches_forms_of_either(
    workspace: Workspace, target: Filing, project: Project
) -> None:
    evaluation = begin_self_evaluation(workspace, project)
    first = adjusted(workspace, target)
    second = ask(workspace, read_filing(workspace, first), requested_on=dt.date(2026, 7, 1))
    change(workspace, second, edit_mileage(read_filing(workspace, second), "≥18公里"))
    finish(workspace, second)
    adjust.approve(workspace, second, replace(ADJUSTED, approved_on=dt.date(2026, 7, 10)))
    (offer,) = adjust.following(workspace, evaluation).offers
    assert (offer.old, offer.new) == ("≥12公里 20分", "≥18公里 20分")
    with pytest.raises(Refused, match="没有可以撤销的批复"):
        approve.take_back(workspace, first)


def test_the_goal_in_words_is_offered_too(workspace: Workspace, target: Filing, project: Project) -> None:
    evaluation = begin_self_evaluation(workspace, project)
    goal = "全年养护农村公路15公里，保障沿线6个行政村群众出行。"
    adjusted(workspace, target, Edit(kind=EditKind.ANSWER, field="expected_goal", text=goal))
    (offer,) = adjust.following(workspace, evaluation).offers
    assert offer.name == "年度总体目标"
    assert offer.new == goal
    content = read_filing(workspace, evaluation)
    found = adjust.following(workspace, evaluation)
    saved = fill.change(
        workspace,
        evaluation,
        found.changes(content.content, {offer.key}),
        expected_version=content.version,
    )
    assert saved.filing.content.answers["expected_goal"] == goal
    assert adjust.following(workspace, evaluation).offers == ()


def test_an_adjustment_is_there_after_a_restart(tmp_path: Path) -> None:
    with open_desk(tmp_path / "数据") as workspace:
        stored = store_filing(workspace, target_of(add_project(workspace)))
        approve.approve(workspace, [stored.id], APPROVED)
        copy = adjusted(workspace, read_filing(workspace, stored.id))
    with open_desk(tmp_path / "数据") as workspace:
        facts = adjust.facts_of(workspace, copy)
        assert facts is not None
        assert facts.adjustment.document_number == "练财预〔2026〕88号"
        assert facts.first_approval is not None
        assert facts.first_approval.facts.document_number == "练财预〔2026〕12号"
        assert [one.new for one in facts.changes] == ["≥15公里"]


def test_a_self_evaluation_is_not_sealed_before_it_says_that_its_target_was_adjusted(
    workspace: Workspace, target: Filing, project: Project, tmp_path: Path
) -> None:
    answer = begin_self_evaluation(workspace, project)
    filled = read_filing(workspace, answer)
    change(
        workspace,
        answer,
        *(
            Edit(kind=EditKind.INDICATOR, line_id=line.id, field="actual", text="12")
            for line in filled.content.indicator_lines
        ),
    )
    workspace.transact(lambda tx: approvals.set_states(tx, [answer], FilingState.FINISHED), errand="finish")
    adjusted(workspace, target)
    said = fill.open_filing(workspace, answer)
    finding = next(one for one in said.findings if one.code == "adjustment-unsaid")
    assert finding.severity is Severity.ERROR
    assert ADJUSTED.document_number in finding.message
    # What was filled in before the adjustment was judged anew with its approval, so that no package takes it along.
    assert workspace.read(lambda tx: sealed.error_counts(tx, [answer]))[answer]
    choice = Choice(task=Task(form=Form.PROJECT_SELF_EVALUATION, year=2026))
    with pytest.raises(NothingToSeal):
        seal(workspace, choice, to=tmp_path)
    fill.reopen(workspace, answer, expected_version=read_filing(workspace, answer).version)
    text = f"绩效目标经{ADJUSTED.document_number}批准调整。"
    change(workspace, answer, Edit(kind=EditKind.ANSWER, line_id="", field="actual_goal", text=text))
    codes = {one.code for one in fill.open_filing(workspace, answer).findings}
    assert "adjustment-unsaid" not in codes
    assert "target-changed" in codes


def test_a_form_begun_without_a_target_takes_it_over_once_it_is_approved(
    workspace: Workspace, project: Project
) -> None:
    answer = begin_self_evaluation(workspace, project)
    assert "no-target" in {one.code for one in fill.open_filing(workspace, answer).findings}
    assert adjust.following(workspace, answer).offers == ()
    stored = store_filing(workspace, target_of(project))
    approve.approve(workspace, [stored.id], APPROVED)
    assert "target-not-taken-over" in {one.code for one in fill.open_filing(workspace, answer).findings}
    following = adjust.following(workspace, answer)
    assert following.came_later
    assert [offer.turn for offer in following.offers] == [Turn.ADDED] * len(stored.content.indicator_lines)
    content = read_filing(workspace, answer).content
    change(workspace, answer, *following.changes(content, {offer.key for offer in following.offers}))
    assert adjust.following(workspace, answer).offers == ()
    codes = {one.code for one in fill.open_filing(workspace, answer).findings}
    assert not {"no-target", "target-not-taken-over", "target-changed"} & codes
