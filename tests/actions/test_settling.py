"""Values that a reviewer sets: both stay readable, they are checked, they pass with the form and are explained where it was filled in."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from jxdesk.actions import passed_with_words, people, undo, work_order
from jxdesk.actions.people import Role
from jxdesk.actions.reviewing.cases import NotDecided, NotForReview
from jxdesk.actions.reviewing.decide import Decision, decide
from jxdesk.actions.reviewing.decisions_file import BadDecisions, read_decisions
from jxdesk.actions.reviewing.open_case import open_case
from jxdesk.actions.reviewing.remarks import Remark, change_remark, drop_remark, remark, try_value
from jxdesk.actions.reviewing.reviewers import NotTheReviewer
from jxdesk.actions.reviewing.send_down import send_down
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.filling.editing import apply
from jxdesk.domain.records.filings import Filing, Form, MoneyKey
from jxdesk.domain.road.commented_cells import said_at
from jxdesk.domain.road.outcomes import Outcome
from jxdesk.domain.road.reviews import Answer
from jxdesk.domain.road.settling import can_be_set, edit_of
from jxdesk.domain.road.side_by_side import side_by_side, with_settled
from jxdesk.domain.road.standings import Standing
from jxdesk.store.engine import journal
from jxdesk.store.engine.changes import EVENT
from jxdesk.store.records import filings, reviews
from jxdesk.store.shipped.forms import rules_for, templates
from tests.actions.enrol_desks import county, desk, enrolled, town
from tests.actions.road_desks import EVALUATIONS, YEAR, drawn, fill, of, receive, send, standing

__all__ = ["county", "desk", "drawn", "town"]
WHY = "按 10 月末国库支付数审定"


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "U盘"
    folder.mkdir()
    return folder


@pytest.fixture
def road(county: Workspace, town: Workspace, drawn: object, tmp_path: Path) -> Workspace:
    """The town enrolled at the county and with a filled year; answers the town."""
    enrolled(town, county, tmp_path / "enrolment")
    fill(town, drawn)  # type: ignore[arg-type]
    return town


@pytest.fixture
def digest(county: Workspace, road: Workspace, stick: Path) -> str:
    """The package with the town's self-evaluations, taken in at the county."""
    sent = send(road, stick)
    receive(county, sent.path)
    return sent.digest


def first(workspace: Workspace) -> Filing:
    return of(workspace, Form.PROJECT_SELF_EVALUATION)[0]


def actual(filing: Filing, value: str, *, line: int = 0, text: str = WHY) -> Remark:
    """Sets what was reached of an indicator."""
    line_id = filing.content.indicator_lines[line].id
    return Remark(line_id=line_id, field="actual", reason_code="treasury", text=text, value=value)


def executed(filing: Filing, value: str) -> Remark:
    """Sets what was paid out of the whole."""
    total = next(line for line in filing.content.money_lines if line.key is MoneyKey.TOTAL)
    return Remark(line_id=total.id, field="executed", reason_code="treasury", text=WHY, value=value)


def passes(filing: Filing, *remarks: Remark) -> Decision:
    return Decision(filing_id=filing.id, outcome=Outcome.ACCEPTED_WITH_CHANGES, remarks=remarks)


def test_a_set_value_waits_beside_what_was_filed_and_changes_the_form_only_with_the_decision(
    county: Workspace, digest: str
) -> None:
    filing = first(county)
    filed = filing.content.indicator_lines[0].actual_text
    made = remark(county, filing.id, actual(filing, "11"))
    assert (made.seen, made.answer, made.answer_text, made.text) == (filed, Answer.SETTLED, "11", WHY)
    case = open_case(county, filing.id)
    assert case.filing.content == filing.content
    assert (case.settled, case.remarks) == ((made,), ())
    template = templates()[filing.content.template_id]
    cells = with_settled(side_by_side(template, filing.content), case.settled)
    (cell,) = (one for one in cells if one.settled is not None)
    assert (cell.now, cell.settled, cell.line_id) == (filed, "11", made.line_id)

    decide(county, [passes(filing)])
    changed = first(county)
    assert changed.content.indicator_lines[0].actual_text == "11"
    after = with_settled(side_by_side(template, changed.content), open_case(county, filing.id).settled)
    assert [(one.now, one.settled) for one in after if one.settled is not None] == [(filed, "11")]


def test_a_value_is_set_anew_reworded_and_taken_back(county: Workspace, digest: str) -> None:
    filing = first(county)
    made = remark(county, filing.id, actual(filing, "11"))
    again = remark(county, filing.id, actual(filing, "12"))
    assert (again.id, again.position, again.answer_text) == (made.id, made.position, "12")
    reworded = change_remark(county, made.id, actual(filing, "13", text="按验收单审定"))
    assert (reworded.answer_text, reworded.text) == ("13", "按验收单审定")
    drop_remark(county, made.id)
    assert open_case(county, filing.id).settled == ()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("executed", "很多", "不是金额"),
        ("rate", "90%", "不能直接审定"),
        ("", "0", "不能直接审定"),
    ],
)
def test_what_does_not_go_into_a_cell_is_refused_in_words(
    county: Workspace, digest: str, field: str, value: str, words: str
) -> None:
    filing = first(county)
    with pytest.raises(NotDecided, match=words):
        remark(county, filing.id, replace(executed(filing, value), field=field))
    assert open_case(county, filing.id).settled == ()


def test_the_same_value_and_a_value_without_a_reason_are_refused(county: Workspace, digest: str) -> None:
    filing = first(county)
    said = filing.content.indicator_lines[0].actual_text
    with pytest.raises(NotDecided, match="和报送的一样"):
        remark(county, filing.id, actual(filing, said))
    with pytest.raises(NotDecided, match="没有写为什么改"):
        remark(county, filing.id, replace(actual(filing, "11"), reason_code="", text=" "))


def test_only_a_form_that_passes_with_changes_takes_them(county: Workspace, digest: str) -> None:
    filing = first(county)
    remark(county, filing.id, actual(filing, "11"))
    for outcome, opinion in ((Outcome.ACCEPTED, ""), (Outcome.REJECTED, "与批复的目标不符，不予通过")):
        with pytest.raises(NotDecided, match="审定改了 1 处"):
            decide(county, [Decision(filing_id=filing.id, outcome=outcome, opinion=opinion)])
    assert standing(county, filing.id) == (Standing.WAITING.value, 1)
    assert first(county).content == filing.content


def test_a_return_carries_set_values_down_as_proposals_that_are_answered(
    county: Workspace, road: Workspace, digest: str, stick: Path
) -> None:
    filing = first(county)
    done = decide(
        county,
        [Decision(filing_id=filing.id, outcome=Outcome.RETURNED, remarks=(actual(filing, "11"),))],
    )
    assert first(county).content == filing.content
    receive(road, send_down(county, digest, to=stick).path)
    (item,) = work_order.open_order(road, filing.id).order.items
    assert (item.answer, item.text) == (Answer.NONE, f"建议改为“11”：{WHY}")
    assert item.due_on is not None
    assert done.warnings == ()


def test_values_that_bring_an_error_are_shown_before_and_keep_the_form_from_passing(
    county: Workspace, digest: str
) -> None:
    filing = first(county)
    much = executed(filing, "999999999")
    tried = try_value(county, filing.id, much)
    assert "executed-above-budget" in {one.code for one in tried.findings}
    assert open_case(county, filing.id).settled == (), "trying writes nothing"
    made = remark(county, filing.id, much)
    assert "executed-above-budget" in {one.code for one in open_case(county, filing.id).brought}
    with pytest.raises(NotDecided, match="多出"):
        decide(county, [passes(filing)])
    assert standing(county, filing.id) == (Standing.WAITING.value, 1)
    drop_remark(county, made.id)
    assert open_case(county, filing.id).brought == ()


def test_the_office_below_sees_what_was_set_and_why_until_it_has_looked(
    county: Workspace, road: Workspace, digest: str, stick: Path
) -> None:
    filing = first(county)
    filed = filing.content.indicator_lines[0].actual_text
    words = Remark(line_id=filing.content.indicator_lines[1].id, field="actual", text="以后附验收单")
    decide(county, [replace(passes(filing, words, actual(filing, "11")), opinion="已审定")])
    receive(road, send_down(county, digest, to=stick).path)
    assert first(road).content.indicator_lines[0].actual_text == "11"
    (passed,) = passed_with_words.passed_with_words(road)
    assert passed.is_new
    assert passed.review.opinion == "已审定"
    assert [(one.old, one.new, one.comment.text) for one in passed.settled] == [(filed, "11", WHY)]
    assert [one.comment.text for one in passed.items] == [WHY, "以后附验收单"]
    assert passed.settled[0].comment.due_on is None, "there is nothing to do until a day"
    passed_with_words.note_seen(road, passed)
    (again,) = passed_with_words.passed_with_words(road)
    assert not again.is_new
    assert passed_with_words.passed_form(road, filing.id) == again
    assert passed_with_words.passed_form(county, filing.id) is None, "here it is under review"


def test_undoing_the_decision_brings_back_what_was_filed_and_the_values_that_waited(
    county: Workspace, digest: str
) -> None:
    filing = first(county)
    remark(county, filing.id, actual(filing, "11"))
    done = decide(county, [passes(filing)])
    undo.undo(county, done.errand_id)
    assert first(county).content == filing.content
    assert [one.answer_text for one in open_case(county, filing.id).settled] == ["11"]
    assert standing(county, filing.id) == (Standing.WAITING.value, 1)


def test_the_next_round_is_compared_with_what_was_accepted_and_not_with_what_was_filed(
    county: Workspace, digest: str
) -> None:
    filing = first(county)
    decide(county, [passes(filing, actual(filing, "11"))])
    case = open_case(county, filing.id)
    assert case.accepted is not None
    assert case.accepted.indicator_lines[0].actual_text == "11"
    assert case.since_accepted == ()


def test_every_cell_that_can_be_set_says_the_same_when_it_is_set_to_what_it_says(road: Workspace) -> None:
    tried = 0
    for filing in road.read(lambda tx: filings.of_year(tx, YEAR)):
        content, rules = filing.content, rules_for(filing.content)
        for cell in side_by_side(templates()[content.template_id], content):
            if cell.is_heading or not can_be_set(cell.place, cell.field):
                continue
            applied = apply(content, [edit_of(cell.place, cell.line_id, cell.field, cell.now)], rules)
            assert not applied.refused, (cell, applied.refused)
            assert said_at(applied.content, cell.place, cell.line_id, cell.field) == cell.now
            tried += 1
    assert tried > 100


# ---- who decides --------------------------------------------------------------------------------------------------


@pytest.fixture
def staffed(county: Workspace, digest: str) -> Workspace:
    """The county with a reviewer at the desk, another one, and a clerk who fills in."""
    found = {
        name: people.add(county, name, role)
        for name, role in (("审核人甲", Role.REVIEWS), ("审核人乙", Role.REVIEWS), ("填报人丙", Role.FILLS))
    }
    people.come_in(county, found["审核人甲"].id)
    return county


def test_a_decision_is_signed_by_who_is_at_the_desk_or_another_reviewer_of_the_list(
    staffed: Workspace,
) -> None:
    one, two = of(staffed, Form.PROJECT_SELF_EVALUATION)
    accept = [Decision(filing_id=filing.id, outcome=Outcome.ACCEPTED) for filing in (one, two)]
    done = decide(staffed, [accept[0], replace(accept[1], by="审核人乙")])
    assert [review.decided_by for review in done.reviews] == ["审核人甲", "审核人乙"]


@pytest.mark.parametrize(
    ("named", "words"), [("路人", "不在本单位的人员名单里"), ("填报人丙", "审核人不能是“填报人丙”")]
)
def test_nobody_else_stands_under_a_decision(
    staffed: Workspace, tmp_path: Path, named: str, words: str
) -> None:
    filing = first(staffed)
    accept = Decision(filing_id=filing.id, outcome=Outcome.ACCEPTED)
    with pytest.raises(NotTheReviewer, match=words):
        decide(staffed, [accept], by=named)
    with pytest.raises(NotTheReviewer, match=words):
        decide(staffed, [replace(accept, by=named)])
    file = tmp_path / "审核.json"
    rows = [{"filing": filing.id, "outcome": "accepted", "by": by} for by in ("审核人乙", named)]
    file.write_text(json.dumps({"decisions": rows}), encoding="utf-8")
    with pytest.raises(BadDecisions, match=words) as caught:
        read_decisions(staffed, file)
    assert "decisions 第 2 条" in caught.value.facts
    assert standing(staffed, filing.id) == (Standing.WAITING.value, 1)


def test_who_has_left_signs_no_more(staffed: Workspace) -> None:
    gone = next(one for one in people.desk(staffed).here if one.name == "审核人乙")
    staffed.database.run(
        lambda tx: tx.execute("UPDATE person SET left_on = '2026-11-01' WHERE id = ?", (gone.id,)),
        errand="test",
    )
    with pytest.raises(NotTheReviewer, match="已经离开"):
        decide(staffed, [Decision(filing_id=first(staffed).id, outcome=Outcome.ACCEPTED)], by="审核人乙")


def test_who_filled_a_form_in_and_reviews_it_too_is_asked_and_noted(
    county: Workspace, road: Workspace, stick: Path
) -> None:
    clerk = people.add(road, "张三")
    people.come_in(road, clerk.id)
    receive(county, send(road, stick, EVALUATIONS).path)
    same = people.add(county, "张三", Role.REVIEWS)
    people.come_in(county, same.id)
    filing = first(county)
    assert open_case(county, filing.id).filled_by == {"张三"}
    done = decide(county, [Decision(filing_id=filing.id, outcome=Outcome.ACCEPTED)])
    assert [one.code for one in done.warnings] == ["review-own"]
    (noted,) = county.read(lambda tx: journal.history(tx, EVENT, filing.id))
    assert (noted.field, json.loads(noted.new or "")) == ("review-own", "张三")
    assert standing(county, filing.id) == (Standing.ACCEPTED.value, 1), "it asks and does not stop"


def test_a_script_sets_values_through_the_file_of_decisions(
    county: Workspace, digest: str, tmp_path: Path
) -> None:
    filing = first(county)
    line = filing.content.indicator_lines[0]
    comment = {"line": line.id, "field": "actual", "reason": "treasury", "text": WHY, "value": "11"}
    row = {"filing": filing.id, "outcome": "accepted_with_changes", "comments": [comment]}
    file = tmp_path / "审核.json"
    file.write_text(json.dumps({"decisions": [row]}), encoding="utf-8")
    by, decisions = read_decisions(county, file)
    decide(county, decisions, by=by)
    assert first(county).content.indicator_lines[0].actual_text == "11"
    (kept,) = county.read(lambda tx: reviews.comments_of(tx, filing.id))
    assert kept.is_settled


def test_a_round_that_was_decided_takes_no_more_values(county: Workspace, digest: str) -> None:
    filing = first(county)
    made = remark(county, filing.id, actual(filing, "11"))
    decide(county, [passes(filing)])
    with pytest.raises(NotForReview, match="没有要定的"):
        remark(county, filing.id, actual(filing, "12", line=1))
    with pytest.raises(NotForReview):
        change_remark(county, made.id, actual(filing, "12"))
    with pytest.raises(NotForReview):
        drop_remark(county, made.id)
