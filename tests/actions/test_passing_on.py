"""What the prefecture decides reaches the township through the county, over three real desks: both values, why, and who."""

from __future__ import annotations

from pathlib import Path

import pytest

from jxdesk.actions.field_history import field_history
from jxdesk.actions.inbox import inbox
from jxdesk.actions.passed_with_words import note_seen, passed_form, passed_with_words
from jxdesk.actions.receiving.receive import commit, look
from jxdesk.actions.reviewing.decide import Decision, decide
from jxdesk.actions.reviewing.remarks import Remark
from jxdesk.actions.reviewing.send_down import NothingToSend, SentDown, send_down
from jxdesk.actions.reviewing.waiting import review_list
from jxdesk.actions.undo import undo_import
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.records.filings import Filing, Form
from jxdesk.domain.records.offices import OfficeLevel
from jxdesk.domain.road.merging import Take
from jxdesk.domain.road.outcomes import Outcome
from jxdesk.domain.road.standings import Standing
from jxdesk.store.records import conflict_choices, reviews
from tests.actions.enrol_desks import COUNTY, PREFECTURE, Desk, county, desk, enrolled, town
from tests.actions.road_desks import drawn, of, receive, send, standing
from tests.actions.test_return_loop import accept_all, accepted, road, stick, the

__all__ = ["county", "desk", "drawn", "road", "stick", "town"]

WHY = "按国库支付数审定"


@pytest.fixture
def prefecture(desk: Desk, county: Workspace, tmp_path: Path) -> Workspace:
    found = desk("州", PREFECTURE, OfficeLevel.PREFECTURE)
    enrolled(county, found, tmp_path / "up")
    return found


@pytest.fixture
def sent_up(
    prefecture: Workspace, county: Workspace, road: Workspace, stick: Path
) -> tuple[str, str, Filing, Filing]:
    """The town's package and the county's, and the two forms in them: passed at the county, which told the town."""
    came = send(road, stick)
    receive(county, came.path)
    accept_all(county)
    receive(road, send_down(county, came.digest, to=stick).path)
    up = send(county, stick)
    receive(prefecture, up.path)
    first, second = of(prefecture, Form.PROJECT_SELF_EVALUATION)
    return came.digest, up.digest, first, second


def settled(filing: Filing, value: str) -> Remark:
    line = filing.content.indicator_lines[0]
    return Remark(line_id=line.id, field="actual", reason_code="treasury", text=WHY, value=value)


def with_changes(filing: Filing, value: str = "7") -> Decision:
    return Decision(
        filing_id=filing.id,
        outcome=Outcome.ACCEPTED_WITH_CHANGES,
        opinion="照审定的改",
        remarks=(settled(filing, value),),
    )


def decided_above(
    prefecture: Workspace, up: str, stick: Path, *decisions: Decision, by: str = "州审核人"
) -> SentDown:
    decide(prefecture, decisions, by=by)
    return send_down(prefecture, up, to=stick)


def actual(workspace: Workspace, filing: Filing) -> str:
    return the(workspace, filing.id).content.indicator_lines[0].actual_text


def test_a_value_that_the_prefecture_set_reaches_the_town_with_what_was_filed_why_and_who(
    prefecture: Workspace,
    county: Workspace,
    road: Workspace,
    stick: Path,
    sent_up: tuple[str, str, Filing, Filing],
) -> None:
    came, up, first, second = sent_up
    filed = actual(road, first)
    down = decided_above(prefecture, up, stick, with_changes(first), accepted(second))
    arrival = look(county, down.path)
    assert {one.id: one.take for one in arrival.filings} == {first.id: Take.CHANGED, second.id: Take.SAME}
    commit(county, arrival)
    assert (actual(county, first), standing(county, first.id)[0]) == ("7", Standing.PASSED_ABOVE.value), (
        "what the prefecture passed is what the county holds and adds up"
    )
    assert not county.read(lambda tx: conflict_choices.of_filing(tx, first.id))

    (row,) = review_list(county).rows
    assert (row.filing_id, row.decided, row.is_from_above) == (
        first.id,
        Outcome.ACCEPTED_WITH_CHANGES,
        True,
    ), "what passed above as it was says nothing new below"
    assert review_list(county).unsent == {came: 1}
    assert inbox(county).counts["unsent"] == 1

    sent = send_down(county, came, to=stick)
    assert {words: count for words, count in sent.counts.items() if count} == {"带意见通过": 1}
    assert not review_list(county).rows
    with pytest.raises(NothingToSend):
        send_down(county, came, to=stick)
    answer = look(road, sent.path)
    assert answer.manifest.sender_org == COUNTY
    assert [one.take for one in answer.filings] == [Take.CHANGED]
    commit(road, answer)

    assert standing(road, first.id) == (Standing.ACCEPTED_WITH_CHANGES.value, 1)
    assert standing(road, second.id) == (Standing.ACCEPTED.value, 1)
    assert actual(road, first) == "7"
    (passed,) = passed_with_words(road)
    assert passed.is_new
    assert (passed.review.office_path, passed.review.opinion) == (COUNTY, "照审定的改")
    (item,) = passed.settled
    assert (item.old, item.new, item.comment.text) == (filed, "7", WHY)
    assert (item.comment.office_path, item.comment.written_by) == (PREFECTURE, "州审核人")
    newest = field_history(road, first.id, line_id=first.content.indicator_lines[0].id, field="actual")[0]
    assert (newest.old, newest.new) == (f'"{filed}"', '"7"')
    assert newest.settled is not None
    assert (newest.settled.written_by, newest.settled.text) == ("州审核人", WHY)
    note_seen(road, passed)
    looked = passed_form(road, first.id)
    assert looked is not None
    assert not looked.is_new


def test_what_the_county_set_and_then_the_prefecture_set_anew_stand_both_with_who_and_why(
    prefecture: Workspace, county: Workspace, road: Workspace, stick: Path
) -> None:
    came = send(road, stick)
    receive(county, came.path)
    first, second = of(county, Form.PROJECT_SELF_EVALUATION)
    filed = actual(road, first)
    decide(county, [with_changes(first, "9"), accepted(second)], by="县审核人")
    receive(road, send_down(county, came.digest, to=stick).path)
    assert actual(road, first) == "9"
    up = send(county, stick)
    receive(prefecture, up.path)
    above = the(prefecture, first.id)
    receive(
        county, decided_above(prefecture, up.digest, stick, with_changes(above, "7"), accepted(second)).path
    )
    receive(road, send_down(county, came.digest, to=stick).path)
    assert actual(road, first) == "7"
    line = first.content.indicator_lines[0].id
    told = [
        (one.old, one.new, one.settled.written_by if one.settled is not None else "")
        for one in field_history(road, first.id, line_id=line, field="actual")
        if one.settled is not None
    ]
    assert told == [('"9"', '"7"', "州审核人"), (f'"{filed}"', '"9"', "县审核人")]
    form = passed_form(road, first.id)
    assert form is not None
    assert {(one.old, one.new) for one in form.settled} == {(filed, "9"), ("9", "7")}


def test_what_the_prefecture_refused_for_good_reaches_the_town_too(
    prefecture: Workspace,
    county: Workspace,
    road: Workspace,
    stick: Path,
    sent_up: tuple[str, str, Filing, Filing],
) -> None:
    came, up, first, second = sent_up
    words = "与上年项目重复，依据不足，不予通过"
    refused = Decision(filing_id=first.id, outcome=Outcome.REJECTED, opinion=words)
    receive(county, decided_above(prefecture, up, stick, refused, accepted(second)).path)
    assert standing(county, first.id) == (Standing.REJECTED.value, 1)
    receive(road, send_down(county, came, to=stick).path)
    assert standing(road, first.id) == (Standing.REJECTED.value, 1)
    told = road.read(lambda tx: reviews.of_filing(tx, first.id))[-1]
    assert (told.opinion, told.office_path) == (words, COUNTY)


def test_the_county_s_own_decision_that_had_not_gone_down_gives_way_to_the_one_from_above(
    prefecture: Workspace, county: Workspace, road: Workspace, stick: Path
) -> None:
    came = send(road, stick)
    receive(county, came.path)
    accept_all(county)
    up = send(county, stick)
    receive(prefecture, up.path)
    first, second = of(prefecture, Form.PROJECT_SELF_EVALUATION)
    receive(county, decided_above(prefecture, up.digest, stick, with_changes(first), accepted(second)).path)
    assert review_list(county).unsent == {came.digest: 2}
    receive(road, send_down(county, came.digest, to=stick).path)
    assert standing(road, first.id) == (Standing.ACCEPTED_WITH_CHANGES.value, 1)
    assert standing(road, second.id) == (Standing.ACCEPTED.value, 1)
    assert not review_list(county).rows


def test_news_from_above_that_is_taken_back_is_not_handed_on(
    prefecture: Workspace,
    county: Workspace,
    stick: Path,
    sent_up: tuple[str, str, Filing, Filing],
) -> None:
    came, up, first, second = sent_up
    filed = actual(county, first)
    got = receive(county, decided_above(prefecture, up, stick, with_changes(first), accepted(second)).path)
    undo_import(county, got.package.import_id)
    assert (actual(county, first), standing(county, first.id)[0]) == (filed, Standing.FORWARDED.value)
    with pytest.raises(NothingToSend):
        send_down(county, came, to=stick)


def test_the_same_news_twice_is_heard_once_and_every_desk_holds_the_same(
    prefecture: Workspace,
    county: Workspace,
    road: Workspace,
    stick: Path,
    sent_up: tuple[str, str, Filing, Filing],
) -> None:
    came, up, first, second = sent_up
    late = decided_above(prefecture, up, stick, with_changes(first), accepted(second))
    receive(county, late.path)
    again = look(county, late.path)
    assert again.known is not None, "the same package says nothing twice"
    receive(road, send_down(county, came, to=stick).path)
    assert actual(road, first) == actual(county, first) == "7"
