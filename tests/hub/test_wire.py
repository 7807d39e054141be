"""The desk's side of the wire against the real service: up, answered, down, taken in, and answered again."""

from __future__ import annotations

from pathlib import Path

import pytest

from jxdesk.actions import outbox
from jxdesk.actions.fetch import fetch, lying
from jxdesk.actions.receiving.many import receive_many
from jxdesk.actions.upload import try_connection, upload
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.sending.outbox import OutboxState
from jxdesk.domain.sending.receipts import ReceiptStatus
from jxdesk.domain.sending.wire import NoHub, WireSettings
from tests.actions.road_desks import send
from tests.hub.post_office import Area, Running


@pytest.fixture
def service(area: Area, running: Running) -> str:
    """A running service that all three desks know; answers its address."""
    address = str(running(area.hub).base_url).rstrip("/")
    for workspace in (area.prefecture, area.county, area.town):
        outbox.set_wire(workspace, WireSettings(address=address))
    return address


def states(workspace: Workspace) -> list[OutboxState]:
    """How far everything is that was sealed here, oldest first."""
    return [one.state for one in reversed(outbox.outbox(workspace).items)]


def test_a_package_goes_up_is_answered_and_comes_down_where_it_is_taken_in_and_answered(
    area: Area, sealed: Path, service: str
) -> None:
    assert states(area.town) == [OutboxState.SEALED]
    sent = upload(area.town)
    assert sent.fault is None
    (one,) = sent.packages
    assert one.told is not None
    assert (one.told.status, one.told.is_new, one.told.is_proof) == (ReceiptStatus.RECEIVED, True, True)
    assert states(area.town) == [OutboxState.DELIVERED]
    assert outbox.outbox(area.town).waiting == ()

    came = fetch(area.county)
    assert (came.new, came.fault) == (1, None)
    (file,) = came.lying
    assert file.read_bytes() == sealed.read_bytes()
    (taken,) = receive_many(area.county, came.lying).files
    assert taken.fault is None
    assert lying(area.county) == ()
    assert outbox.outbox(area.county).answers == 1

    assert upload(area.county).answers == 1
    assert outbox.outbox(area.county).answers == 0
    news = fetch(area.town)
    assert [one.status for one in news.receipts] == [ReceiptStatus.IMPORTED]
    assert states(area.town) == [OutboxState.IMPORTED]
    assert fetch(area.town).receipts == fetch(area.county).receipts == ()


def test_what_was_answered_is_not_sent_again_and_nothing_is_asked_of_a_service_for_it(
    area: Area, sealed: Path, service: str, running: Running
) -> None:
    upload(area.town)
    running.stop()  # type: ignore[attr-defined]
    again = upload(area.town)
    assert (again.packages, again.fault) == ((), None)


def test_without_an_address_a_person_is_told_where_to_write_it(area: Area, sealed: Path) -> None:
    with pytest.raises(NoHub) as told:
        upload(area.town)
    assert "U 盘" in told.value.advice
    with pytest.raises(NoHub):
        fetch(area.town)
    assert states(area.town) == [OutboxState.SEALED]


def test_a_connection_is_tried_without_sending_anything(area: Area, sealed: Path, service: str) -> None:
    met = try_connection(area.town)
    assert (met.hub_org, round(met.hours_apart)) == ("53-23", -1)
    assert states(area.town) == [OutboxState.SEALED]


def test_a_stick_and_the_wire_may_carry_the_same_package(area: Area, sealed: Path, service: str) -> None:
    receive_many(area.county, (sealed,))
    upload(area.town)
    came = fetch(area.county)
    assert (came.new, came.lying) == (0, ())
    assert states(area.town) == [OutboxState.DELIVERED]
    upload(area.county)
    fetch(area.town)
    assert states(area.town) == [OutboxState.IMPORTED]


def test_what_goes_down_from_the_prefecture_itself_is_delivered_without_a_receipt(
    area: Area, service: str
) -> None:
    from jxdesk.actions.publishing.texts import publish_texts
    from jxdesk.domain.sending.publications import PublicationKind

    publish_texts(area.prefecture, PublicationKind.REGIONS, to=area.stick)
    sent = upload(area.prefecture)
    assert [one.fault for one in sent.packages] == [None]
    assert states(area.prefecture) == [OutboxState.DELIVERED]
    assert fetch(area.town).new + fetch(area.county).new >= 1


def test_several_packages_go_in_their_order(area: Area, sealed: Path, service: str) -> None:
    send(area.town, area.stick)
    send(area.town, area.stick)
    sent = upload(area.town)
    assert [one.package.position.seq for one in sent.packages] == [1, 2, 3]
    assert states(area.town) == [OutboxState.DELIVERED] * 3
    assert fetch(area.county).new == 3
