"""A restore copy between real desks: the county gives a town its books back; what came up is there once, and nothing newer is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from jxdesk.actions import backup, work_order
from jxdesk.actions.handing_over.books import NotHandedOver
from jxdesk.actions.handing_over.restore_copy import write_restore_copy
from jxdesk.actions.receiving.receive import commit, look
from jxdesk.actions.receiving.taking import Choices
from jxdesk.actions.reviewing.decide import Decision, decide
from jxdesk.actions.reviewing.send_down import send_down
from jxdesk.actions.sent_ledger import ledger
from jxdesk.actions.undo import undo_import
from jxdesk.actions.workspace import NotYourDuty, Workspace
from jxdesk.domain.records.filings import FilingState, Form
from jxdesk.domain.records.offices import OfficeLevel
from jxdesk.domain.records.packages import PackageKind
from jxdesk.domain.road.chain import Verdict
from jxdesk.domain.road.merging import Take
from jxdesk.domain.road.outcomes import Outcome
from jxdesk.domain.road.reviews import Answer
from jxdesk.domain.road.standings import Standing
from jxdesk.domain.sending.receipts import ReceiptStatus
from jxdesk.exchange.refusals import PackageRefused
from jxdesk.exchange.verifying import open_package
from jxdesk.store.records import conflict_choices, offices, reviews
from tests.actions.enrol_desks import COUNTY, PREFECTURE, TOWN, Desk, county, desk, enrolled, town
from tests.actions.road_desks import drawn, edit, fill, of, receive, send, standing
from tests.actions.test_return_loop import accept_all, accepted, return_of, the

__all__ = ["county", "desk", "drawn", "town"]

EVALUATION = Form.PROJECT_SELF_EVALUATION


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
def new_pc(desk: Desk, county: Workspace, road: Workspace, tmp_path: Path) -> Workspace:
    """A new PC of the town with nothing on it but its name and a certificate."""
    found = desk("镇新电脑", TOWN, OfficeLevel.TOWNSHIP)
    enrolled(found, county, tmp_path / "again")
    return found


def said(workspace: Workspace) -> dict[str, tuple[ReceiptStatus | None, bool]]:
    """How far each package is in the ledger of a desk, and whether a signed receipt says so."""
    return {
        one.package.digest: (one.status, one.is_proven)
        for one in ledger(workspace).entries
        if one.package.kind is PackageKind.SUBMISSION
    }


def not_filed_again(county: Workspace, package: Path, *filing_ids: str) -> bool:
    """Whether a package that a desk seals after it got its books back brings the county nothing but what it has."""
    before = {one.id: (one.content, standing(county, one.id)) for one in of(county, EVALUATION)}
    arrival = look(county, package)
    assert {one.id: (one.take, one.is_news) for one in arrival.filings} == dict.fromkeys(
        filing_ids, (Take.SAME, False)
    )
    commit(county, arrival)
    return before == {one.id: (one.content, standing(county, one.id)) for one in of(county, EVALUATION)}


def test_a_lost_town_gets_back_what_it_sent_with_the_remarks_and_can_file_nothing_twice(
    county: Workspace, road: Workspace, new_pc: Workspace, stick: Path
) -> None:
    sent = send(road, stick)
    receive(county, sent.path)
    first, second = of(county, EVALUATION)
    decide(county, [return_of(first)], by="审核人乙")
    send_down(county, sent.digest, to=stick)

    done = write_restore_copy(county, TOWN, to=stick)
    assert (done.filings, done.packages) == (2, 1)
    arrival = look(new_pc, done.path)
    assert {one.take for one in arrival.filings} == {Take.NEW}
    assert (arrival.placed.verdict, arrival.placed.missing) == (Verdict.NEXT, ())
    commit(new_pc, arrival)
    later = look(new_pc, write_restore_copy(county, TOWN, to=stick).path)
    assert (later.placed.verdict, later.placed.missing) == (Verdict.NEXT, ())

    assert standing(new_pc, first.id) == (Standing.RETURNED.value, 1)
    assert the(new_pc, first.id).state is FilingState.DRAFT
    assert standing(new_pc, second.id) == (Standing.IMPORTED.value, 1)
    assert the(new_pc, second.id).state is FilingState.SEALED
    assert {one.id: one.content for one in of(new_pc, EVALUATION)} == {
        one.id: one.content for one in of(road, EVALUATION)
    }
    assert said(new_pc) == {sent.digest: (ReceiptStatus.RETURNED, True)}
    again = send(new_pc, stick)
    assert again.cover.seq == sent.cover.seq + 1
    assert [one.project for one in again.left_out] == [first.content.project_name]
    assert not_filed_again(county, again.path, second.id)

    order = work_order.open_order(new_pc, first.id)
    assert [item.text for item in order.order.items] == ["与国库支付数不一致，请附支付凭证"]
    assert order.order.due_on is not None


def test_the_checklist_of_a_form_given_back_compares_with_the_returned_version(
    county: Workspace, road: Workspace, new_pc: Workspace, stick: Path
) -> None:
    sent = send(road, stick)
    receive(county, sent.path)
    first = of(county, EVALUATION)[0]
    decide(county, [return_of(first)], by="审核人乙")
    send_down(county, sent.digest, to=stick)
    receive(new_pc, write_restore_copy(county, TOWN, to=stick).path)

    before = the(new_pc, first.id).content.indicator_lines[0].actual_text
    (item,) = work_order.open_order(new_pc, first.id).beside.items
    assert not item.is_changed
    edit(new_pc, the(new_pc, first.id), "7")
    order = work_order.open_order(new_pc, first.id)
    (item,) = order.beside.items
    assert (item.old, item.new, item.is_changed) == (before, "7", True)
    work_order.answer(new_pc, item.comment.id, Answer.CHANGED)
    assert not work_order.open_order(new_pc, first.id).findings
    again = look(county, send(new_pc, stick).path)
    assert {one.id: one.take for one in again.filings}[first.id] is Take.CHANGED
    commit(county, again)
    assert standing(county, first.id) == (Standing.WAITING.value, 2)
    assert the(county, first.id).content == the(new_pc, first.id).content


def test_a_decision_that_has_not_gone_down_is_not_told(
    county: Workspace, road: Workspace, new_pc: Workspace, stick: Path
) -> None:
    receive(county, send(road, stick).path)
    first, second = of(county, EVALUATION)
    decide(county, [return_of(first), Decision(filing_id=second.id, outcome=Outcome.ACCEPTED)], by="乙")
    done = write_restore_copy(county, TOWN, to=stick)
    with open_package(done.path) as package:
        assert (package.reviews(), package.comments(), package.past_forms()) == ((), (), {})
        assert {one.standing for one in package.whereabouts().values()} == {Standing.IMPORTED}
        assert package.pen_turn() == 0
    receive(new_pc, done.path)
    assert {standing(new_pc, one.id) for one in (first, second)} == {(Standing.IMPORTED.value, 1)}


def test_a_desk_restored_from_an_old_backup_learns_what_it_has_forgotten_and_loses_nothing_newer(
    county: Workspace, road: Workspace, stick: Path, desk: Desk, tmp_path: Path
) -> None:
    first, second = of(road, EVALUATION)
    kept = backup.backup(road, to=stick).path
    edited = edit(road, first, "7")
    sent = send(road, stick)
    receive(county, sent.path)
    home = road.folder.root
    road.close(backup=False)
    backup.restore(home, kept)
    road = desk("镇", TOWN, OfficeLevel.TOWNSHIP)
    targets = of(road, Form.PROJECT_TARGET)
    late = edit(road, targets[0], "33", field="target")
    assert the(road, first.id).content != edited.content
    assert [one.digest for one in backup.sent_and_forgotten(road)] == [sent.digest]

    arrival = look(road, write_restore_copy(county, TOWN, to=stick).path)
    assert {one.id: one.take for one in arrival.filings} == {first.id: Take.CHANGED, second.id: Take.SAME}
    commit(road, arrival)
    assert the(road, first.id).content == edited.content
    assert {standing(road, one.id) for one in (first, second)} == {(Standing.IMPORTED.value, 1)}
    assert the(road, targets[0].id) == late
    assert said(road) == {sent.digest: (ReceiptStatus.IMPORTED, True)}
    assert not backup.sent_and_forgotten(road)
    assert not_filed_again(county, send(road, stick).path, first.id, second.id)


def test_what_was_edited_since_the_restore_is_laid_beside_what_the_county_holds(
    county: Workspace, road: Workspace, stick: Path, desk: Desk
) -> None:
    first, _ = of(road, EVALUATION)
    kept = backup.backup(road, to=stick).path
    edit(road, first, "7")
    receive(county, send(road, stick).path)
    home = road.folder.root
    road.close(backup=False)
    backup.restore(home, kept)
    road = desk("镇", TOWN, OfficeLevel.TOWNSHIP)
    edit(road, the(road, first.id), "8")

    arrival = look(road, write_restore_copy(county, TOWN, to=stick).path)
    (conflict,) = arrival.open_choices
    assert {(one.old, one.new) for one in conflict.differences} == {("8", "7")}
    commit(road, arrival)
    assert the(road, first.id).content.indicator_lines[0].actual_text == "8"
    arrival = look(road, arrival.source)
    taken = frozenset(one.key for one in conflict.differences)
    commit(road, arrival, Choices(came={first.id: taken}, reasons={first.id: "已经报了 7"}))
    assert the(road, first.id).content.indicator_lines[0].actual_text == "7"
    assert standing(road, first.id) == (Standing.IMPORTED.value, 1)
    found = road.read(lambda tx: conflict_choices.of_filing(tx, first.id))
    assert {(one.here, one.came, one.took) for one in found} == {("8", "7", "came")}


def test_a_later_round_that_never_reached_the_county_stays_as_it_is_with_its_package_and_answers(
    county: Workspace, road: Workspace, stick: Path
) -> None:
    sent = send(road, stick)
    receive(county, sent.path)
    first = of(county, EVALUATION)[0]
    decide(county, [return_of(first)], by="审核人乙")
    receive(road, send_down(county, sent.digest, to=stick).path)
    late = edit(road, the(road, first.id), "7")
    (item,) = work_order.open_order(road, first.id).order.items
    work_order.answer(road, item.id, Answer.EXPLAINED, "按凭证重新核对过，数字没有错")
    again = send(road, stick)

    arrival = look(road, write_restore_copy(county, TOWN, to=stick).path)
    assert {one.id: one.take for one in arrival.filings}[first.id] is Take.OLDER
    commit(road, arrival)
    assert the(road, first.id).content == late.content
    assert standing(road, first.id) == (Standing.SENT.value, 2)
    (comment,) = road.read(lambda tx: reviews.comments_of(tx, first.id))
    assert comment.answer is Answer.EXPLAINED
    receive(county, again.path)
    assert standing(county, first.id) == (Standing.WAITING.value, 2)


def test_a_form_typed_anew_before_the_copy_came_is_laid_beside_the_one_that_was_filed(
    county: Workspace, road: Workspace, new_pc: Workspace, stick: Path, drawn: object
) -> None:
    receive(county, send(road, stick).path)
    fill(new_pc, drawn)  # type: ignore[arg-type]
    arrival = look(new_pc, write_restore_copy(county, TOWN, to=stick).path)
    assert {one.take for one in arrival.open_choices} == {Take.TWIN}
    assert len(arrival.open_choices) == 2


def test_the_copy_is_for_that_office_alone_and_only_an_office_above_that_holds_something_writes_it(
    county: Workspace, road: Workspace, stick: Path, desk: Desk, tmp_path: Path
) -> None:
    with pytest.raises(NotHandedOver, match="没有这个下级单位"):
        write_restore_copy(county, "53-23-29-777", to=stick)
    receive(county, send(road, stick).path)
    with pytest.raises(NotHandedOver):
        write_restore_copy(county, county.own_office.path, to=stick)
    with pytest.raises(NotYourDuty):
        write_restore_copy(road, TOWN, to=stick)
    other = desk("邻镇", "53-23-29-104", OfficeLevel.TOWNSHIP)
    enrolled(other, county, tmp_path / "other")
    done = write_restore_copy(county, TOWN, to=stick)
    with pytest.raises(PackageRefused, match="发给"):
        look(other, done.path)
    with open_package(done.path) as package:
        assert {one.path for one in package.offices()} == {TOWN}
        assert package.manifest.recipients == (TOWN,)


def test_the_same_copy_again_changes_nothing_and_a_second_one_brings_what_is_new(
    county: Workspace, road: Workspace, new_pc: Workspace, stick: Path
) -> None:
    sent = send(road, stick)
    receive(county, sent.path)
    done = write_restore_copy(county, TOWN, to=stick)
    receive(new_pc, done.path)
    assert receive(new_pc, done.path).is_duplicate
    first = of(county, EVALUATION)[0]
    decide(county, [return_of(first)], by="审核人乙")
    send_down(county, sent.digest, to=stick)
    receive(new_pc, write_restore_copy(county, TOWN, to=stick).path)
    assert standing(new_pc, first.id) == (Standing.RETURNED.value, 1)
    assert said(new_pc) == {sent.digest: (ReceiptStatus.RETURNED, True)}
    edit(new_pc, the(new_pc, first.id), "7")
    assert work_order.open_order(new_pc, first.id).beside.items[0].is_changed


def test_a_county_that_lost_its_pc_gets_back_from_the_prefecture_what_it_had_passed_on(
    county: Workspace, road: Workspace, stick: Path, desk: Desk, tmp_path: Path
) -> None:
    prefecture = desk("州", PREFECTURE, OfficeLevel.PREFECTURE)
    enrolled(county, prefecture, tmp_path / "up")
    receive(county, send(road, stick).path)
    accept_all(county)
    up = send(county, stick)
    receive(prefecture, up.path)
    first, second = of(prefecture, EVALUATION)
    decide(prefecture, [return_of(first), accepted(second)], by="州审核人")
    send_down(prefecture, up.digest, to=stick)

    new = desk("县新电脑", COUNTY, OfficeLevel.COUNTY)
    enrolled(new, prefecture, tmp_path / "again")
    receive(new, write_restore_copy(prefecture, COUNTY, to=stick).path)
    assert standing(new, first.id) == (Standing.RETURNED_FROM_ABOVE.value, 1)
    assert standing(new, second.id) == (Standing.PASSED_ABOVE.value, 1)
    assert said(new) == {up.digest: (ReceiptStatus.RETURNED, True)}
    (comment,) = new.read(lambda tx: reviews.comments_of(tx, first.id))
    assert (comment.office_path, comment.due_on) == (PREFECTURE, None)
    assert {one.path for one in new.read(offices.all_offices)} == {COUNTY, TOWN}


def test_a_copy_that_was_taken_in_is_taken_back_but_for_what_was_sent_and_can_be_taken_in_again(
    county: Workspace, road: Workspace, new_pc: Workspace, stick: Path
) -> None:
    sent = send(road, stick)
    receive(county, sent.path)
    first = of(county, EVALUATION)[0]
    decide(county, [return_of(first)], by="审核人乙")
    send_down(county, sent.digest, to=stick)
    file = write_restore_copy(county, TOWN, to=stick).path
    undo_import(new_pc, receive(new_pc, file).package.import_id)
    assert not of(new_pc, EVALUATION)
    assert said(new_pc) == {sent.digest: (ReceiptStatus.RETURNED, True)}  # that it was sent stays true
    receive(new_pc, file)
    assert standing(new_pc, first.id) == (Standing.RETURNED.value, 1)
    assert said(new_pc) == {sent.digest: (ReceiptStatus.RETURNED, True)}
    edit(new_pc, the(new_pc, first.id), "7")
    assert work_order.open_order(new_pc, first.id).beside.items[0].is_changed
