"""A county that lost its PC and has only what the prefecture gave back: it decides again, asks for what it does not know, and guesses nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from jxdesk.actions import deliver, work_order
from jxdesk.actions.handing_over.restore_copy import write_restore_copy
from jxdesk.actions.publishing.texts import publish_texts
from jxdesk.actions.receiving.published import Handing
from jxdesk.actions.receiving.receive import commit, look
from jxdesk.actions.reviewing.cases import NotForReview
from jxdesk.actions.reviewing.decide import Decision, decide
from jxdesk.actions.reviewing.open_case import open_case
from jxdesk.actions.reviewing.send_down import send_down
from jxdesk.actions.reviewing.waiting import review_list
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.library.entries import Library, LibraryEntry, Origin
from jxdesk.domain.records.filings import Filing, Form
from jxdesk.domain.records.offices import OfficeLevel
from jxdesk.domain.road.outcomes import Outcome
from jxdesk.domain.road.reviews import Answer
from jxdesk.domain.road.standings import Standing
from jxdesk.domain.sending.publications import PublicationKind
from jxdesk.exchange import verifying
from jxdesk.exchange.certificates import Role
from jxdesk.exchange.refusals import PackageRefused
from jxdesk.exchange.verifying import open_package
from jxdesk.store.engine import settings
from jxdesk.store.records import libraries, publications, received, reviews
from jxdesk.store.shipped.forms import rule_packs
from tests.actions.enrol_desks import COUNTY, PREFECTURE, TOWN, Desk, desk, enrolled
from tests.actions.road_desks import drawn, edit, fill, of, receive, send, standing
from tests.actions.test_passing_on import WHY, with_changes
from tests.actions.test_publish import forget, pack_text, published_pack
from tests.actions.test_return_loop import accept_all, accepted, return_of, stick, the

__all__ = ["desk", "drawn", "stick"]

EVALUATION = Form.PROJECT_SELF_EVALUATION


@pytest.fixture
def prefecture(desk: Desk) -> Iterator[Workspace]:
    yield desk("州", PREFECTURE, OfficeLevel.PREFECTURE)
    forget()


@pytest.fixture
def county(desk: Desk, prefecture: Workspace, tmp_path: Path) -> Workspace:
    """The county, certified by the prefecture before it certifies anybody itself."""
    found = desk("县", COUNTY, OfficeLevel.COUNTY)
    enrolled(found, prefecture, tmp_path / "up")
    return found


@pytest.fixture
def road(desk: Desk, county: Workspace, drawn: object, tmp_path: Path) -> Workspace:
    """The town enrolled at the county and with a filled year; answers the town."""
    found = desk("镇", TOWN, OfficeLevel.TOWNSHIP)
    enrolled(found, county, tmp_path / "enrolment")
    fill(found, drawn)  # type: ignore[arg-type]
    return found


def wiped(
    desk: Desk, county: Workspace, prefecture: Workspace, tmp_path: Path, name: str = "县新电脑"
) -> Workspace:
    """A new PC of the county with nothing on it but its name and a certificate; the old one is gone."""
    county.close(backup=False)
    found = desk(name, COUNTY, OfficeLevel.COUNTY)
    enrolled(found, prefecture, tmp_path / f"again {name}")
    return found


def sent_up(
    prefecture: Workspace, county: Workspace, road: Workspace, stick: Path
) -> tuple[str, str, Filing, Filing]:
    """The town's package and the county's with the two forms, passed at the county, which told the town."""
    came = send(road, stick)
    receive(county, came.path)
    accept_all(county)
    receive(road, send_down(county, came.digest, to=stick).path)
    up = send(county, stick)
    receive(prefecture, up.path)
    first, second = of(prefecture, EVALUATION)
    return came.digest, up.digest, first, second


def test_a_return_is_handed_down_by_a_restored_county_once_the_town_has_written_its_package_again(
    desk: Desk, prefecture: Workspace, county: Workspace, road: Workspace, stick: Path, tmp_path: Path
) -> None:
    came, up, first, second = sent_up(prefecture, county, road, stick)
    decide(prefecture, [return_of(first, "州里：请核对数量"), accepted(second)], by="州审核人")
    send_down(prefecture, up, to=stick)
    new = wiped(desk, county, prefecture, tmp_path)
    receive(new, write_restore_copy(prefecture, COUNTY, to=stick).path)

    assert [row.filing_id for row in review_list(new).waiting] == [first.id]
    case = open_case(new, first.id)
    assert case.outcomes == ()
    assert "把第 1 轮报送的那个数据包再导出一份" in case.asked_again
    assert not open_case(new, second.id).asked_again, "nothing is to be decided there"
    back = Decision(filing_id=first.id, outcome=Outcome.RETURNED, opinion="转州里的意见")
    with pytest.raises(NotForReview, match="不知道它是随哪个数据包报来的") as caught:
        decide(new, [back])
    assert first.content.office_name in caught.value.advice
    assert not new.read(received.all_received)[0].kind.value.startswith("submission")

    receive(new, deliver.deliver(road, came, stick))
    assert standing(new, first.id) == (Standing.RETURNED_FROM_ABOVE.value, 1), "no standing is moved by it"
    assert standing(new, second.id) == (Standing.PASSED_ABOVE.value, 1)
    assert not open_case(new, first.id).asked_again
    decide(new, [back], by="县审核人")
    receive(road, send_down(new, came, to=stick).path)
    assert standing(road, first.id) == (Standing.RETURNED.value, 1)
    (comment,) = road.read(lambda tx: reviews.comments_of(tx, first.id))
    assert (comment.text, comment.office_path) == ("州里：请核对数量", PREFECTURE)

    edit(road, the(road, first.id), "7")
    work_order.answer(road, comment.id, Answer.CHANGED)
    receive(new, send(road, stick).path)
    assert standing(new, first.id) == (Standing.WAITING.value, 2)
    accept_all(new)
    again = send(new, stick)
    receive(prefecture, again.path)
    assert standing(prefecture, first.id) == (Standing.WAITING.value, 2)
    accept_all(prefecture)
    receive(new, send_down(prefecture, again.digest, to=stick).path)
    assert standing(new, first.id) == (Standing.PASSED_ABOVE.value, 2)


def test_what_had_not_gone_up_is_accepted_again_from_the_town_s_own_package(
    desk: Desk, prefecture: Workspace, county: Workspace, road: Workspace, stick: Path, tmp_path: Path
) -> None:
    came = send(road, stick)
    receive(county, came.path)
    first, second = of(county, EVALUATION)
    decide(county, [accepted(first)], by="县审核人")
    up = send(county, stick)
    receive(prefecture, up.path)
    new = wiped(desk, county, prefecture, tmp_path)
    receive(new, write_restore_copy(prefecture, COUNTY, to=stick).path)
    assert [one.id for one in of(new, EVALUATION)] == [first.id]

    receive(new, deliver.deliver(road, came.digest, stick))
    assert standing(new, second.id) == (Standing.WAITING.value, 1)
    assert standing(new, first.id)[0] == Standing.RECEIVED_ABOVE.value
    decide(new, [accepted(second)], by="县审核人")
    receive(road, send_down(new, came.digest, to=stick).path)
    assert standing(road, second.id) == (Standing.ACCEPTED.value, 1)
    receive(prefecture, send(new, stick).path)
    assert standing(prefecture, second.id) == (Standing.WAITING.value, 1)


def test_what_the_prefecture_set_is_handed_on_after_the_county_was_restored(
    desk: Desk, prefecture: Workspace, county: Workspace, road: Workspace, stick: Path, tmp_path: Path
) -> None:
    came, up, first, second = sent_up(prefecture, county, road, stick)
    decide(prefecture, [with_changes(first), accepted(second)], by="州审核人")
    send_down(prefecture, up, to=stick)
    new = wiped(desk, county, prefecture, tmp_path)
    receive(new, write_restore_copy(prefecture, COUNTY, to=stick).path)
    assert the(new, first.id).content.indicator_lines[0].actual_text == "7"
    assert not review_list(new).rows, "where it would go is not guessed"
    receive(new, deliver.deliver(road, came, stick))
    assert the(new, first.id).content.indicator_lines[0].actual_text == "7"
    assert review_list(new).unsent == {came: 1}
    receive(road, send_down(new, came, to=stick).path)
    assert the(road, first.id).content.indicator_lines[0].actual_text == "7"
    (comment,) = road.read(lambda tx: reviews.comments_of(tx, first.id))
    assert (comment.text, comment.written_by) == (WHY, "州审核人")


def test_a_county_that_lost_its_pc_and_hears_of_a_return_first_asks_for_the_package_too(
    desk: Desk, prefecture: Workspace, county: Workspace, road: Workspace, stick: Path, tmp_path: Path
) -> None:
    came, up, first, second = sent_up(prefecture, county, road, stick)
    decide(prefecture, [return_of(first), accepted(second)], by="州审核人")
    down = send_down(prefecture, up, to=stick)
    new = wiped(desk, county, prefecture, tmp_path)
    receive(new, down.path)
    assert standing(new, first.id) == (Standing.RETURNED_FROM_ABOVE.value, 1)
    assert open_case(new, first.id).asked_again
    receive(new, deliver.deliver(road, came, stick))
    decide(new, [Decision(filing_id=first.id, outcome=Outcome.RETURNED, opinion="转州里的意见")])
    receive(road, send_down(new, came, to=stick).path)
    assert standing(road, first.id) == (Standing.RETURNED.value, 1)


def shelved(prefecture: Workspace, version: str) -> None:
    """Puts a version of the prefecture's own library on its shelf."""
    entry = LibraryEntry(
        id=f"z@{version}/a",
        library_id=f"z@{version}",
        code="a",
        name=f"养护里程{version}",
        unit="公里",
        level1="产出指标",
    )
    library = Library(
        id=f"z@{version}", name="州指标库", version=version, origin=Origin.IMPORTED, entries=(entry,)
    )
    prefecture.transact(lambda tx: libraries.add_library(tx, library), errand="test")


def test_libraries_and_rules_that_were_published_before_come_back_with_the_copy(
    desk: Desk, prefecture: Workspace, county: Workspace, road: Workspace, stick: Path, tmp_path: Path
) -> None:
    for version in ("1", "2"):
        shelved(prefecture, version)
        receive(county, publish_texts(prefecture, PublicationKind.LIBRARY, to=stick).path)
    with pytest.MonkeyPatch.context() as patch:
        receive(county, published_pack(pack_text("prefecture-2027"), prefecture, stick, patch))
    receive(county, publish_texts(prefecture, PublicationKind.OFFICES, to=stick).path)
    sent_up(prefecture, county, road, stick)
    before = {(one.kind, one.name) for one in county.read(publications.in_force)}
    new = wiped(desk, county, prefecture, tmp_path)
    forget()
    assert "prefecture-2027" not in rule_packs()

    done = write_restore_copy(prefecture, COUNTY, to=stick)
    assert done.published == done.as_json()["published"] > len(before)
    arrival = look(new, done.path)
    assert {one.handing for one in arrival.publications} >= {Handing.NEW}
    assert Handing.REFUSED not in {one.handing for one in arrival.publications}
    commit(new, arrival)
    assert {(one.kind, one.name) for one in new.read(publications.in_force)} == before
    held = {one.id for one in new.read(lambda tx: libraries.shelf(tx).libraries)}
    assert {"z@1", "z@2"} <= held
    assert "prefecture-2027" in rule_packs()
    assert new.read(lambda tx: settings.get(tx, settings.RULE_PACK)) == "prefecture-2027"
    again = look(new, write_restore_copy(prefecture, COUNTY, to=stick).path)
    assert {one.handing for one in again.publications} == {Handing.SAME}


def test_only_who_may_publish_may_send_rules_in_a_copy(
    prefecture: Workspace, county: Workspace, road: Workspace, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelved(prefecture, "1")
    publish_texts(prefecture, PublicationKind.LIBRARY, to=stick)
    sent_up(prefecture, county, road, stick)
    file = write_restore_copy(prefecture, COUNTY, to=stick).path
    reads = verifying.read_chain

    def without_issuing(*given: object, **named: object) -> object:
        chain = reads(*given, **named)  # type: ignore[arg-type]
        for one in chain.certificates:
            object.__setattr__(one, "roles", tuple(role for role in one.roles if role is not Role.ISSUE))
        return chain

    monkeypatch.setattr(verifying, "read_chain", without_issuing)
    with pytest.raises(PackageRefused, match="签名"), open_package(file):
        pass
