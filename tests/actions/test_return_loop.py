"""The return loop between real desks: returned, corrected, sent again, accepted; over one level and over two, and after losses."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from jxdesk.actions import adjust, approve, work_order
from jxdesk.actions import fill as filling
from jxdesk.actions.publishing.approved import publish_approvals
from jxdesk.actions.receiving.receive import commit, look
from jxdesk.actions.reviewing.cases import NotDecided, NotForReview
from jxdesk.actions.reviewing.decide import Decision, decide
from jxdesk.actions.reviewing.remarks import Remark, drop_remark, remark
from jxdesk.actions.reviewing.send_down import NothingToSend, send_down
from jxdesk.actions.seal import NothingToSeal
from jxdesk.actions.workspace import NotYourDuty, Workspace
from jxdesk.domain.records.filings import Filing, FilingState, Form
from jxdesk.domain.records.offices import OfficeLevel
from jxdesk.domain.records.received import ReceivedStatus
from jxdesk.domain.road.chain import Verdict
from jxdesk.domain.road.merging import Take
from jxdesk.domain.road.outcomes import Outcome
from jxdesk.domain.road.refusals import MoveError
from jxdesk.domain.road.reviews import Answer
from jxdesk.domain.road.standings import Standing
from jxdesk.domain.sending.receipts import ReceiptStatus
from jxdesk.domain.year.approvals import ApprovalFacts
from jxdesk.store.records import approvals, filings, packages, receipts, reviews, standings
from tests.actions.enrol_desks import TOWN, county, desk, enrolled, town
from tests.actions.road_desks import EVALUATIONS, TARGETS, drawn, edit, fill, of, receive, send, standing

__all__ = ["county", "desk", "drawn", "town"]


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


def the(workspace: Workspace, filing_id: str) -> Filing:
    found = workspace.read(lambda tx: filings.get(tx, filing_id))
    assert found is not None
    return found


def return_of(filing: Filing, text: str = "与国库支付数不一致，请附支付凭证") -> Decision:
    line = filing.content.indicator_lines[0]
    return Decision(
        filing_id=filing.id,
        outcome=Outcome.RETURNED,
        opinion="请按意见修改",
        remarks=(Remark(line_id=line.id, field="actual", reason_code="evidence", text=text),),
    )


def test_a_returned_filing_is_corrected_sent_again_and_accepted(
    county: Workspace, road: Workspace, stick: Path
) -> None:
    sent = send(road, stick)
    receive(county, sent.path)
    first, second = of(county, Form.PROJECT_SELF_EVALUATION)
    decide(county, [return_of(first), Decision(filing_id=second.id, outcome=Outcome.ACCEPTED)], by="审核人乙")
    assert standing(county, first.id) == (Standing.RETURNED.value, 1)
    down = send_down(county, sent.digest, to=stick)
    assert {words: n for words, n in down.counts.items() if n} == {"退回": 1, "通过": 1}

    receive(road, down.path)
    assert standing(road, first.id) == (Standing.RETURNED.value, 1)
    assert standing(road, second.id) == (Standing.ACCEPTED.value, 1)
    assert the(road, first.id).state is FilingState.DRAFT
    assert the(road, second.id).state is FilingState.SEALED
    (comment,) = road.read(lambda tx: reviews.comments_of(tx, first.id))
    assert (comment.text, comment.seen) == (
        "与国库支付数不一致，请附支付凭证",
        first.content.indicator_lines[0].actual_text,
    )
    assert comment.due_on is not None
    known = road.read(lambda tx: receipts.of_package(tx, sent.digest))
    assert [one.status for one in known] == [ReceiptStatus.RETURNED]
    ledger = road.read(lambda tx: packages.get(tx, sent.digest))
    assert ledger is not None
    assert ledger.status == "returned"

    changed = edit(road, the(road, first.id), "7")
    road.transact(lambda tx: reviews.put_comments(tx, [comment.answered(Answer.CHANGED)]), errand="test")
    assert standing(road, first.id) == (Standing.AMENDED.value, 1)
    again = send(road, stick)
    assert standing(road, first.id) == (Standing.SENT.value, 2)
    arrival = look(county, again.path)
    takes = {one.id: one.take for one in arrival.filings}
    assert takes == {first.id: Take.CHANGED, second.id: Take.SAME}
    commit(county, arrival)
    assert standing(county, first.id) == (Standing.WAITING.value, 2)
    assert standing(county, second.id) == (Standing.ACCEPTED.value, 1)
    assert the(county, first.id).content == changed.content
    (answered,) = county.read(lambda tx: reviews.comments_of(tx, first.id, number=1))
    assert answered.answer is Answer.CHANGED

    decide(county, [Decision(filing_id=first.id, outcome=Outcome.ACCEPTED)], by="审核人乙")
    receive(road, send_down(county, again.digest, to=stick).path)
    assert standing(road, first.id) == (Standing.ACCEPTED.value, 2)
    assert standing(county, first.id) == (Standing.ACCEPTED.value, 2)
    with pytest.raises(MoveError):
        filling.reopen(road, first.id, expected_version=the(road, first.id).version)


def test_a_return_without_a_word_is_refused_and_nothing_is_written(
    county: Workspace, road: Workspace, stick: Path
) -> None:
    sent = send(road, stick)
    receive(county, sent.path)
    first = of(county, Form.PROJECT_SELF_EVALUATION)[0]
    with pytest.raises(NotDecided):
        decide(county, [Decision(filing_id=first.id, outcome=Outcome.RETURNED)], by="乙")
    assert standing(county, first.id) == (Standing.WAITING.value, 1)
    with pytest.raises(NothingToSend):
        send_down(county, sent.digest, to=stick)
    with pytest.raises(NotYourDuty, match="本单位不办“审核”"):
        decide(road, [Decision(filing_id=first.id, outcome=Outcome.ACCEPTED)], by="甲")


def test_remarks_are_written_one_by_one_and_go_with_the_decision(
    county: Workspace, road: Workspace, stick: Path
) -> None:
    sent = send(road, stick)
    receive(county, sent.path)
    first = of(county, Form.PROJECT_SELF_EVALUATION)[0]
    lines = first.content.indicator_lines
    kept = remark(
        county, first.id, Remark(line_id=lines[0].id, field="actual", text="请核对", reason_code="other")
    )
    gone = remark(
        county, first.id, Remark(line_id=lines[1].id, field="actual", text="写错了", reason_code="other")
    )
    drop_remark(county, gone.id)
    decide(county, [Decision(filing_id=first.id, outcome=Outcome.RETURNED)], by="乙")
    with pytest.raises(NotForReview):
        drop_remark(county, kept.id)
    receive(road, send_down(county, sent.digest, to=stick).path)
    assert [one.text for one in road.read(lambda tx: reviews.comments_of(tx, first.id))] == ["请核对"]


def test_what_the_county_changed_while_accepting_comes_down_and_is_taken_over(
    county: Workspace, road: Workspace, stick: Path
) -> None:
    sent = send(road, stick)
    receive(county, sent.path)
    first = of(county, Form.PROJECT_SELF_EVALUATION)[0]
    line = first.content.indicator_lines[0]
    change = Remark(line_id=line.id, field="actual", reason_code="treasury", text="按国库数改", value="11")
    decide(
        county,
        [
            Decision(
                filing_id=first.id,
                outcome=Outcome.ACCEPTED_WITH_CHANGES,
                opinion="已审定",
                remarks=(change,),
            )
        ],
        by="乙",
    )
    down = send_down(county, sent.digest, to=stick)
    arrival = look(road, down.path)
    assert [one.take for one in arrival.filings] == [Take.CHANGED]
    commit(road, arrival)
    assert the(road, first.id).content.indicator_lines[0].actual_text == "11"
    assert standing(road, first.id) == (Standing.ACCEPTED_WITH_CHANGES.value, 1)
    again = send(road, stick)
    assert [one.take for one in look(county, again.path).filings if one.id == first.id] == [Take.SAME]


def test_two_returns_of_one_stick_are_both_heard_whichever_comes_first_and_none_is_older(
    county: Workspace, road: Workspace, stick: Path
) -> None:
    sent = {task: send(road, stick, task) for task in (TARGETS, EVALUATIONS)}
    down = {}
    for task, package in sent.items():
        receive(county, package.path)
        decide(
            county, [return_of(one) if n else accepted(one) for n, one in enumerate(of(county, task.form))]
        )
        down[task] = send_down(county, package.digest, to=stick).path
    later = look(road, down[EVALUATIONS])
    assert (later.placed.verdict, later.placed.missing) == (Verdict.GAP, (1,))
    commit(road, later)
    earlier = receive(road, down[TARGETS])
    assert earlier.package.status is ReceivedStatus.IMPORTED
    for task in sent:
        first, second = of(road, task.form)
        assert [standing(road, one.id)[0] for one in (first, second)] == ["accepted", "returned"]


def test_a_return_never_writes_over_what_was_edited_here_since(
    county: Workspace, road: Workspace, stick: Path
) -> None:
    sent = send(road, stick)
    receive(county, sent.path)
    first = of(county, Form.PROJECT_SELF_EVALUATION)[0]
    decide(county, [return_of(first)], by="乙")
    down = send_down(county, sent.digest, to=stick)
    mine = edit(road, the(road, first.id), "99")
    arrival = look(road, down.path)
    assert [one.take for one in arrival.filings] == [Take.OLDER]
    commit(road, arrival)
    assert the(road, first.id).content == mine.content
    assert standing(road, first.id)[0] == Standing.RETURNED.value
    assert len(road.read(lambda tx: reviews.comments_of(tx, first.id))) == 1


def test_a_wiped_desk_gets_its_returned_filings_back_from_the_return(
    county: Workspace, road: Workspace, desk: object, stick: Path, tmp_path: Path
) -> None:
    sent = send(road, stick)
    receive(county, sent.path)
    first = of(county, Form.PROJECT_SELF_EVALUATION)[0]
    decide(county, [return_of(first)], by="乙")
    down = send_down(county, sent.digest, to=stick)
    new = desk("新镇", TOWN, OfficeLevel.TOWNSHIP)  # type: ignore[operator]
    enrolled(new, county, tmp_path / "again")
    receive(new, down.path)
    assert the(new, first.id).content == first.content
    assert the(new, first.id).state is FilingState.DRAFT
    assert standing(new, first.id) == (Standing.RETURNED.value, 1)
    edit(new, the(new, first.id), "7")
    for item in work_order.open_order(new, first.id).order.items:
        work_order.answer(new, item.id, Answer.EXPLAINED, "换了电脑，按凭证重新核对过")
    arrival = look(county, send(new, stick).path)
    assert [one.take for one in arrival.filings] == [Take.CHANGED]
    commit(county, arrival)
    assert standing(county, first.id) == (Standing.WAITING.value, 2)


def test_the_county_cannot_open_what_came_from_below(county: Workspace, road: Workspace, stick: Path) -> None:
    receive(county, send(road, stick).path)
    first = of(county, Form.PROJECT_SELF_EVALUATION)[0]
    with pytest.raises(MoveError):
        filling.reopen(county, first.id, expected_version=first.version)
    assert county.read(lambda tx: standings.get(tx, first.id)) is not None


# ---- over two levels ------------------------------------------------------------------------------------------------


@pytest.fixture
def prefecture(desk: object, county: Workspace, road: Workspace, tmp_path: Path) -> Workspace:
    """The prefecture above; the county is enrolled there, and the town gets its certificate again under the new chain."""
    found: Workspace = desk("州", "53-23", OfficeLevel.PREFECTURE)  # type: ignore[operator]
    enrolled(county, found, tmp_path / "up")
    return found


def accept_all(workspace: Workspace) -> None:
    waiting = workspace.read(lambda tx: standings.in_standings(tx, [Standing.WAITING]))
    decide(
        workspace,
        [Decision(filing_id=one.filing_id, outcome=Outcome.ACCEPTED) for one in waiting],
        by="审核人",
    )


def test_the_prefecture_returns_through_the_county_and_the_next_round_goes_all_the_way_up(
    prefecture: Workspace, county: Workspace, road: Workspace, stick: Path
) -> None:
    receive(county, send(road, stick).path)
    held = send_or_reasons(county, stick)
    assert all("审核通过以后才能上报" in reason for reason in held)
    accept_all(county)
    up = send(county, stick)
    receive(prefecture, up.path)
    first, second = of(prefecture, Form.PROJECT_SELF_EVALUATION)
    assert standing(county, first.id) == (Standing.FORWARDED.value, 1)
    decide(prefecture, [return_of(first, "州里：请核对数量"), accepted(second)], by="州审核人")
    down = send_down(prefecture, up.digest, to=stick)
    receive(county, down.path)
    assert standing(county, first.id) == (Standing.RETURNED_FROM_ABOVE.value, 1)
    assert standing(county, second.id) == (Standing.PASSED_ABOVE.value, 1)
    assert the(county, first.id).content == first.content, "the copy that can be sent on stays"
    assert the(road, first.id).state is FilingState.SEALED
    decide(
        county,
        [Decision(filing_id=first.id, outcome=Outcome.RETURNED, opinion="转州里的意见")],
        by="县审核人",
    )
    assert standing(county, first.id) == (Standing.RETURNED.value, 1)
    sent = county.read(lambda tx: reviews.of_filing(tx, first.id))
    digest = next(one.package_id for one in reversed(sent) if one.decided_by == "县审核人")
    receive(road, send_down(county, digest, to=stick).path)
    (comment,) = road.read(lambda tx: reviews.comments_of(tx, first.id))
    assert (comment.text, comment.office_path) == ("州里：请核对数量", "53-23")
    edit(road, the(road, first.id), "7")
    work_order.answer(road, comment.id, Answer.CHANGED)
    receive(county, send(road, stick).path)
    assert standing(county, first.id) == (Standing.WAITING.value, 2)
    accept_all(county)
    again = send(county, stick)
    arrival = look(prefecture, again.path)
    assert {one.id: one.take for one in arrival.filings}[first.id] is Take.CHANGED
    commit(prefecture, arrival)
    assert standing(prefecture, first.id) == (Standing.WAITING.value, 2)
    accept_all(prefecture)
    receive(county, send_down(prefecture, again.digest, to=stick).path)
    assert standing(county, first.id) == (Standing.PASSED_ABOVE.value, 2)


def accepted(filing: Filing) -> Decision:
    return Decision(filing_id=filing.id, outcome=Outcome.ACCEPTED)


def send_or_reasons(workspace: Workspace, stick: Path) -> list[str]:
    """Why nothing can be sealed now."""
    with pytest.raises(NothingToSeal) as caught:
        send(workspace, stick)
    return [str(caught.value)]


def test_an_approval_comes_down_and_freezes_the_target_where_it_was_filled_in(
    county: Workspace, road: Workspace, stick: Path
) -> None:
    facts = ApprovalFacts(
        approved_on=dt.date(2026, 11, 20), document_number="练财绩〔2026〕8号", approver="县财政局"
    )
    receive(county, send(road, stick, TARGETS).path)
    first, second = of(county, Form.PROJECT_TARGET)
    with pytest.raises(MoveError):
        approve.approve(county, [first.id], facts)
    accept_all(county)
    approve.approve(county, [first.id], facts)
    (published,) = publish_approvals(county, TARGETS, to=stick)
    assert (published.recipient, published.count) == (TOWN, 1)
    receive(road, published.path)
    assert the(road, first.id).state is FilingState.APPROVED
    assert standing(road, first.id) == (Standing.APPROVED.value, 1)
    assert standing(road, second.id) == (Standing.SENT.value, 1)
    kept = road.read(lambda tx: approvals.of_filing(tx, first.id))
    assert kept is not None
    assert kept.facts == facts
    with pytest.raises(filling.NotEditable):
        filling.reopen(road, first.id, expected_version=the(road, first.id).version)
    receive(road, published.path)
    assert len(road.read(lambda tx: approvals.of_filings(tx, [first.id]))) == 1


def test_an_approved_target_changes_only_by_a_request_that_travels_and_both_versions_stay(
    county: Workspace, road: Workspace, stick: Path
) -> None:
    facts = ApprovalFacts(
        approved_on=dt.date(2026, 11, 20), document_number="练财绩〔2026〕8号", approver="县财政局"
    )
    receive(county, send(road, stick, TARGETS).path)
    accept_all(county)
    first = of(county, Form.PROJECT_TARGET)[0]
    approve.approve(county, [first.id], facts)
    receive(road, publish_approvals(county, TARGETS, to=stick)[0].path)

    copy_id = adjust.request(
        road,
        first.id,
        reason="县级追加资金，养护里程增加",
        requested_on=dt.date(2026, 11, 20),
        requested_by="填报人甲",
    )
    assert standing(road, first.id) == (Standing.ADJUSTING.value, 1)
    changed = edit(road, the(road, copy_id), "77", field="target")
    sent = send(road, stick, TARGETS)
    arrival = look(county, sent.path)
    assert {one.id: one.take for one in arrival.filings}[copy_id] is Take.NEW
    commit(county, arrival)
    request = county.read(lambda tx: approvals.adjustment_of(tx, copy_id))
    assert request is not None
    assert (request.replaces_id, request.reason) == (first.id, "县级追加资金，养护里程增加")
    assert standing(county, first.id) == (Standing.ADJUSTING.value, 1)
    assert standing(county, copy_id) == (Standing.WAITING.value, 1)
    with pytest.raises(MoveError):
        adjust.approve(county, copy_id, facts)
    accept_all(county)
    adjust.approve(county, copy_id, facts)
    assert standing(county, first.id) == (Standing.REPLACED.value, 1)
    receive(road, publish_approvals(county, TARGETS, to=stick)[0].path)
    assert standing(road, copy_id) == (Standing.APPROVED.value, 1)
    assert standing(road, first.id) == (Standing.REPLACED.value, 1)
    assert the(road, first.id).content == first.content
    assert the(road, copy_id).content == changed.content
    for workspace in (road, county):
        known = workspace.read(lambda tx: approvals.adjustment_of(tx, copy_id))
        assert known is not None
        assert (known.state.value, known.document_number) == ("approved", "练财绩〔2026〕8号")


def test_an_acceptance_that_comes_after_the_later_return_does_not_freeze_what_was_returned(
    prefecture: Workspace, county: Workspace, road: Workspace, stick: Path
) -> None:
    sent = send(road, stick)
    receive(county, sent.path)
    accept_all(county)
    first = of(county, Form.PROJECT_SELF_EVALUATION)[0]
    passed = send_down(county, sent.digest, to=stick)
    up = send(county, stick)
    receive(prefecture, up.path)
    decide(prefecture, [return_of(first)], by="州审核人")
    receive(county, send_down(prefecture, up.digest, to=stick).path)
    decide(
        county,
        [Decision(filing_id=first.id, outcome=Outcome.RETURNED, opinion="转州里的意见")],
        by="县审核人",
    )
    returned = send_down(county, sent.digest, to=stick)
    receive(road, returned.path)
    assert standing(road, first.id) == (Standing.RETURNED.value, 1)
    receive(road, passed.path)
    assert standing(road, first.id) == (Standing.RETURNED.value, 1)
    assert the(road, first.id).state is FilingState.DRAFT


def test_numbers_that_went_to_other_offices_are_missing_nowhere(
    prefecture: Workspace, county: Workspace, road: Workspace, stick: Path
) -> None:
    sent = send(road, stick)
    receive(county, sent.path)
    accept_all(county)
    send_down(county, sent.digest, to=stick)
    up = send(county, stick)
    assert up.cover.seq == 2
    done = receive(prefecture, up.path)
    assert done.package.facts["missing"] == []
    lost = send(county, stick)
    third = send(county, stick)
    assert (lost.cover.seq, third.cover.seq) == (3, 4)
    done = receive(prefecture, third.path)
    assert done.package.facts["missing"] == [3], "what was for this office and has not come is named"
