"""A handover at the office's other PC, really: it goes on there; what both edited is chosen cell by cell, and nothing is lost."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from jxdesk.actions import enrol, receipts, sent_ledger, work_order
from jxdesk.actions.enrolled import EnrolmentState, offices_below, own_enrolment
from jxdesk.actions.handing_over.hand_over import hand_over, pen_history, seize_pen, take_pen_back
from jxdesk.actions.receiving.receive import commit, look
from jxdesk.actions.receiving.taking import Choices
from jxdesk.actions.reviewing.decide import decide
from jxdesk.actions.reviewing.send_down import send_down
from jxdesk.actions.workspace import PenElsewhere, Workspace
from jxdesk.domain.records.filings import FilingState, Form
from jxdesk.domain.records.offices import OfficeLevel
from jxdesk.domain.road.chain import Verdict
from jxdesk.domain.road.merging import Take
from jxdesk.domain.road.pen import PenEvent
from jxdesk.domain.road.reviews import Answer
from jxdesk.domain.road.standings import Standing
from jxdesk.domain.sending.receipts import ReceiptStatus
from jxdesk.exchange.refusals import PackageRefused
from jxdesk.store.records import conflict_choices
from tests.actions.enrol_desks import COUNTY, PREFECTURE, TOWN, Desk, county, desk, enrolled, town
from tests.actions.road_desks import TARGETS, drawn, edit, fill, of, receive, send, standing
from tests.actions.test_return_loop import return_of, the

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


@pytest.fixture
def other(desk: object, county: Workspace, road: Workspace, tmp_path: Path) -> Workspace:
    """The other PC of the town, enrolled like the first."""
    found: Workspace = desk("镇新电脑", TOWN, OfficeLevel.TOWNSHIP)  # type: ignore[operator]
    enrolled(found, county, tmp_path / "again")
    return found


def everything(workspace: Workspace) -> dict[str, tuple[object, FilingState]]:
    return {one.id: (one.content, one.state) for form in Form for one in of(workspace, form)}


def test_the_other_pc_has_every_filing_in_its_state_and_goes_on_with_the_pen(
    county: Workspace, road: Workspace, other: Workspace, stick: Path
) -> None:
    sent = send(road, stick)
    receive(county, sent.path)
    first, second = of(county, Form.PROJECT_SELF_EVALUATION)
    decide(county, [return_of(first)], by="审核人乙")
    receive(road, send_down(county, sent.digest, to=stick).path)
    before = everything(road)

    arrival = look(other, hand_over(road, to=stick, receiver="新电脑").path)
    assert {one.take for one in arrival.filings} == {Take.NEW}
    commit(other, arrival)
    assert everything(other) == before
    assert standing(other, first.id) == (Standing.RETURNED.value, 1)
    assert standing(other, second.id) == standing(road, second.id)
    assert [one.event for one in pen_history(other)] == [PenEvent.TAKEN]
    assert not other.is_viewing

    edit(other, the(other, first.id), "7")
    for item in work_order.open_order(other, first.id).order.items:
        work_order.answer(other, item.id, Answer.EXPLAINED, "换了电脑，按凭证重新核对过")
    again = look(county, send(other, stick).path)
    assert {one.id: one.take for one in again.filings}[first.id] is Take.CHANGED
    commit(county, again)
    assert standing(county, first.id) == (Standing.WAITING.value, 2)


def test_the_checklist_of_a_returned_form_goes_on_at_the_other_pc_beside_the_version_that_was_returned(
    county: Workspace, road: Workspace, other: Workspace, stick: Path
) -> None:
    sent = send(road, stick)
    receive(county, sent.path)
    first, second = of(county, Form.PROJECT_SELF_EVALUATION)
    decide(county, [return_of(first), return_of(second)], by="审核人乙")
    receive(road, send_down(county, sent.digest, to=stick).path)
    returned = the(road, first.id).content.indicator_lines[0].actual_text
    edit(road, the(road, first.id), "7")
    receive(other, hand_over(road, to=stick).path)

    changed, untouched = (work_order.open_order(other, one.id).beside.items[0] for one in (first, second))
    assert (changed.old, changed.new, changed.is_changed) == (returned, "7", True)
    assert not untouched.is_changed
    work_order.answer(other, changed.comment.id, Answer.CHANGED)
    assert not work_order.open_order(other, first.id).findings
    receive(road, hand_over(other, to=stick).path)
    (item,) = work_order.open_order(road, first.id).beside.items
    assert (item.old, item.new) == (returned, "7")
    again = look(county, send(road, stick).path)
    assert {one.id: one.take for one in again.filings} == {first.id: Take.CHANGED}


def test_the_answer_to_a_package_of_the_old_pc_is_entered_at_the_new_one(
    county: Workspace, road: Workspace, other: Workspace, stick: Path
) -> None:
    early = send(road, stick)
    receive(county, early.path)
    edit(road, of(road, Form.PROJECT_SELF_EVALUATION)[1], "7")
    sent = send(road, stick)
    receive(other, hand_over(road, to=stick).path)
    assert {
        one.package.digest: one.status for one in sent_ledger.ledger(other).entries if one.package.form
    } == {
        early.digest: None,
        sent.digest: None,
    }

    answer = receive(county, sent.path).receipt
    assert answer is not None
    told = receipts.take_file(other, answer)
    assert (told.package.digest, told.status, told.is_proof) == (sent.digest, ReceiptStatus.IMPORTED, True)
    first = of(county, Form.PROJECT_SELF_EVALUATION)[1]
    assert standing(other, first.id) == (Standing.IMPORTED.value, 2)
    decide(county, [return_of(first)], by="审核人乙")
    receive(other, send_down(county, sent.digest, to=stick).path)
    said = {one.package.digest: one for one in sent_ledger.ledger(other).entries}
    assert said[sent.digest].status is ReceiptStatus.RETURNED
    assert said[sent.digest].is_proven
    assert standing(other, first.id) == (Standing.RETURNED.value, 2)

    edit(other, the(other, first.id), "9")
    (item,) = work_order.open_order(other, first.id).order.items
    work_order.answer(other, item.id, Answer.CHANGED)
    own = send(other, stick)
    assert own.cover.seq > sent.cover.seq
    assert look(county, own.path).placed.verdict is Verdict.NEXT


def test_what_came_before_from_above_is_known_at_the_new_pc_and_not_called_missing(
    county: Workspace, road: Workspace, other: Workspace, stick: Path
) -> None:
    sent = send(road, stick)
    receive(county, sent.path)
    first, second = of(county, Form.PROJECT_SELF_EVALUATION)
    decide(county, [return_of(first)], by="审核人乙")
    down = send_down(county, sent.digest, to=stick)
    receive(road, down.path)
    receive(other, hand_over(road, to=stick).path)
    assert look(other, down.path).placed.verdict is Verdict.DUPLICATE
    assert receive(other, down.path).is_duplicate
    decide(county, [return_of(second)], by="审核人乙")
    arrival = look(other, send_down(county, sent.digest, to=stick).path)
    assert (arrival.placed.verdict, arrival.placed.missing) == (Verdict.NEXT, ())


def test_the_county_goes_on_with_every_chain_of_its_offices_at_its_other_pc(
    county: Workspace, road: Workspace, stick: Path, desk: Desk, tmp_path: Path
) -> None:
    prefecture = desk("州", PREFECTURE, OfficeLevel.PREFECTURE)
    enrolled(county, prefecture, tmp_path / "up")
    root = own_enrolment(prefecture)
    assert root is not None
    enrolled(road, county, tmp_path / "under", root_typed=root.fingerprint)
    sent = send(road, stick)
    receive(county, sent.path)
    first = of(county, Form.PROJECT_SELF_EVALUATION)[0]
    other = desk("县新电脑", COUNTY, OfficeLevel.COUNTY)
    enrolled(other, prefecture, tmp_path / "other")
    receive(other, hand_over(county, to=stick).path)
    assert receive(other, sent.path).is_duplicate
    (below,) = offices_below(other)
    assert (below.org, below.state) == (TOWN, EnrolmentState.VALID)
    assert below.enrolment is not None
    again = enrol.certify_again(other, [below.enrolment.serial], to=tmp_path / "under")
    assert enrol.install(road, again.file).issuer == other.own_office.name
    assert standing(other, first.id) == (Standing.WAITING.value, 1)
    decide(other, [return_of(first)], by="审核人丙")
    assert send_down(other, sent.digest, to=stick).counts["退回"] == 1
    edit(road, of(road, Form.PROJECT_SELF_EVALUATION)[1], "7")
    arrival = look(other, send(road, stick).path)
    assert (arrival.placed.verdict, arrival.placed.missing) == (Verdict.NEXT, ())


def test_what_was_said_of_a_package_travels_and_a_phone_code_for_it_is_known_at_the_new_pc(
    county: Workspace, road: Workspace, other: Workspace, stick: Path
) -> None:
    early = send(road, stick)
    got = receive(county, early.path)
    assert got.receipt is not None
    receipts.take_file(road, got.receipt)
    edit(road, of(road, Form.PROJECT_TARGET)[0], "7", field="target")
    sent = send(road, stick, TARGETS)
    code = receive(county, sent.path).phone_code
    receive(other, hand_over(road, to=stick).path)
    said = {one.package.digest: one for one in sent_ledger.ledger(other).entries}
    assert (said[early.digest].status, said[early.digest].is_proven) == (ReceiptStatus.IMPORTED, True)
    assert said[early.digest].package.status == "imported"
    told = receipts.take_code(other, code)
    assert (told.package.digest, told.status, told.is_proof) == (sent.digest, ReceiptStatus.IMPORTED, False)


def test_a_handover_that_comes_back_to_its_own_pc_is_refused_and_one_of_an_earlier_turn_is_filed_away(
    road: Workspace, other: Workspace, stick: Path
) -> None:
    early = hand_over(road, to=stick)
    with pytest.raises(PackageRefused, match="本机自己交出去"):
        look(road, early.path)
    take_pen_back(road, "新电脑没有到货")
    edit(road, of(road, Form.PROJECT_SELF_EVALUATION)[0], "7")
    late = hand_over(road, to=stick)
    receive(other, late.path)
    held = everything(other)
    arrival = look(other, early.path)
    assert arrival.is_older
    assert commit(other, arrival).exit_code == 1
    assert everything(other) == held
    assert [one.turn for one in pen_history(other)] == [3]


def test_the_pen_goes_there_and_back_and_only_one_pc_can_change_at_a_time(
    road: Workspace, other: Workspace, stick: Path
) -> None:
    receive(other, hand_over(road, to=stick).path)
    first = edit(other, of(other, Form.PROJECT_SELF_EVALUATION)[0], "7")
    with pytest.raises(PenElsewhere):
        edit(road, the(road, first.id), "8")
    back = hand_over(other, to=stick)
    with pytest.raises(PenElsewhere):
        edit(other, the(other, first.id), "9")
    arrival = look(road, back.path)
    assert {one.take for one in arrival.filings if one.id == first.id} == {Take.CHANGED}
    commit(road, arrival)
    assert the(road, first.id).content == first.content
    assert not road.is_viewing
    edit(road, the(road, first.id), "10")


def test_what_both_pcs_edited_is_laid_side_by_side_and_the_loser_is_kept(
    road: Workspace, other: Workspace, stick: Path
) -> None:
    receive(other, hand_over(road, to=stick).path)
    first = edit(other, of(other, Form.PROJECT_SELF_EVALUATION)[0], "7")
    seize_pen(road, "以为新电脑坏了")
    here = edit(road, the(road, first.id), "8")
    arrival = look(road, hand_over(other, to=stick).path)
    (conflict,) = arrival.open_choices
    assert (conflict.id, conflict.take) == (first.id, Take.CONFLICT)
    assert {(one.old, one.new) for one in conflict.differences} == {("8", "7")}
    taken = frozenset(one.key for one in conflict.differences)
    commit(road, arrival, Choices(came={first.id: taken}, reasons={first.id: "新电脑上的对"}))
    assert the(road, first.id).content.indicator_lines[0].actual_text == "7"
    assert here.content.indicator_lines[0].actual_text == "8"
    kept = road.read(lambda tx: conflict_choices.of_filing(tx, first.id))
    assert ("8", "7", "came", "新电脑上的对") in {(one.here, one.came, one.took, one.reason) for one in kept}
    assert the(road, first.id).vector.keys() >= the(other, first.id).vector.keys()


def test_of_what_two_pcs_type_against_the_rule_nothing_is_lost_in_silence(
    road: Workspace, other: Workspace, stick: Path
) -> None:
    """``JXDESK_HANDOVERS`` says how often the pen goes over; each value typed is known by what its typist had seen."""
    draw = random.Random(20261120)
    receive(other, hand_over(road, to=stick).path)
    ids = [one.id for one in of(road, Form.PROJECT_SELF_EVALUATION)]
    pcs = (road, other)
    value, asked = 100, 0

    def now(pc: int, filing_id: str) -> str:
        return the(pcs[pc], filing_id).content.indicator_lines[0].actual_text

    seen = {(pc, one): {now(pc, one)} for pc in (0, 1) for one in ids}
    for _ in range(int(os.environ.get("JXDESK_HANDOVERS", "12"))):
        giver = draw.randrange(2)
        for pc in (0, 1):
            for filing_id in ids:
                if draw.random() < 0.5:
                    continue
                if pcs[pc].is_viewing:
                    seize_pen(pcs[pc], "演练：强制接管")
                value += 1
                edit(pcs[pc], the(pcs[pc], filing_id), str(value))
                seen[pc, filing_id].add(str(value))
        taker = 1 - giver
        for pc in (0, 1):
            seize_pen(pcs[pc], "演练：两台都填")
        while pen_history(pcs[giver])[0].turn < pen_history(pcs[taker])[0].turn:
            seize_pen(pcs[giver], "演练：两台都填")
        before = {one: now(taker, one) for one in ids}
        came = {one: now(giver, one) for one in ids}
        arrival = look(pcs[taker], hand_over(pcs[giver], to=stick).path)
        asked += len(arrival.open_choices)
        chosen = {
            one.id: frozenset(each.key for each in one.differences if draw.random() < 0.5)
            for one in arrival.open_choices
        }
        commit(pcs[taker], arrival, Choices(came=chosen, reasons=dict.fromkeys(chosen, "演练")))
        for one in ids:
            after = now(taker, one)
            kept = pcs[taker].read(lambda tx, one=one: conflict_choices.of_filing(tx, one))
            if before[one] != after and before[one] not in seen[giver, one]:
                assert before[one] in {each.here for each in kept}, "what was here is gone and kept nowhere"
            if came[one] != after and came[one] not in seen[taker, one]:
                assert came[one] in {each.came for each in kept}, "what came is gone and kept nowhere"
            seen[taker, one] |= seen[giver, one]
    assert asked, "both typed into one filing now and then"
