"""The desk's side of the wire against the real service: up, answered, down, taken in, and answered again."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from jxdesk.actions import evidence, outbox, start
from jxdesk.actions.fetch import fetch, lying
from jxdesk.actions.handing_over.hand_over import hand_over
from jxdesk.actions.receiving.many import receive_many
from jxdesk.actions.seal import seal
from jxdesk.actions.sent_ledger import ledger
from jxdesk.actions.upload import try_connection, upload
from jxdesk.actions.workspace import PenElsewhere, Workspace
from jxdesk.domain.records.filings import Form
from jxdesk.domain.records.offices import OfficeLevel
from jxdesk.domain.sending.outbox import OutboxState
from jxdesk.domain.sending.receipts import ReceiptStatus
from jxdesk.domain.sending.selection import Choice
from jxdesk.domain.sending.wire import NoHub, WireSettings
from jxdesk.exchange import keys
from jxdesk.exchange.believing import FIRST_BYTES
from jxdesk.exchange.wire.faults import HubRefused
from jxdesk.exchange.wire.parcel import Parcel
from jxdesk.exchange.wire.service import HubService
from jxdesk.store.records import wire_settings
from jxdesk.store.records.wire_settings import ReadTo
from tests.actions.enrol_desks import TOWN, enrolled
from tests.actions.road_desks import EVALUATIONS, of, send
from tests.hub.conftest import desk_clock
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
    assert (file.name, file.read_bytes()) == (sealed.name, sealed.read_bytes())
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


def test_the_pen_goes_to_the_offices_other_pc_by_wire_and_nothing_else_does_until_it_is_there(
    area: Area, sealed: Path, service: str, tmp_path: Path
) -> None:
    home = tmp_path / "镇新电脑"
    start.start(home, name="镇财政局", level=OfficeLevel.TOWNSHIP, code=TOWN, clock=desk_clock)
    with Workspace.open_existing(home, clock=desk_clock) as other:
        enrolled(other, area.county, tmp_path / "again")
        outbox.set_wire(other, WireSettings(address=service))
        upload(area.town)
        receive_many(area.county, fetch(area.county).lying)
        upload(area.county)
        hand_over(area.town, to=tmp_path / "交接")
        with pytest.raises(PenElsewhere):
            area.town.transact(lambda tx: None, errand="receipt")
        assert upload(area.town).exit_code == 0
        assert states(area.town) == [OutboxState.DELIVERED, OutboxState.DELIVERED]
        # The old PC leaves what is for the one with the pen.
        assert (fetch(area.town).elsewhere, fetch(area.town).lying) == (1, ())
        came = fetch(other)
        (taken,) = receive_many(other, came.lying).files
        assert taken.fault is None
        assert taken.arrival is not None
        assert taken.arrival.brings_pen
        assert not other.is_viewing
        assert states(other)[0] is OutboxState.DELIVERED
        news = fetch(other)
        assert [one.status for one in news.receipts] == [ReceiptStatus.IMPORTED]
        assert states(other)[0] is OutboxState.IMPORTED


def test_mail_is_read_page_by_page_and_a_service_that_numbers_anew_is_read_from_the_beginning(
    area: Area, sealed: Path, service: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jxdesk.actions.hub.mail.MOST_AT_ONCE", 1)
    send(area.town, area.stick)
    send(area.town, area.stick)
    upload(area.town)
    assert fetch(area.county).new == 3
    assert fetch(area.county).new == 0
    read_to = area.county.read(lambda tx: wire_settings.read_to(tx, f"{service}#0"))
    assert read_to.n > 1
    # What lies under the number is another thing now: nothing may be passed over.
    shutil.rmtree(area.county.folder.packages / "fetched")
    assert fetch(area.county).new == 0
    other = ReadTo(n=read_to.n, id="f" * 64)
    area.county.transact(lambda tx: wire_settings.put_read_to(tx, f"{service}#0", other), errand="test")
    assert fetch(area.county).new == 3
    gone = ReadTo(n=10_000, id="e" * 64)
    area.county.transact(lambda tx: wire_settings.put_read_to(tx, f"{service}#0", gone), errand="test")
    shutil.rmtree(area.county.folder.packages / "fetched")
    assert fetch(area.county).new == 3


def test_a_locked_key_is_asked_for_before_anything_is_and_sending_needs_none(
    area: Area, sealed: Path, service: str
) -> None:
    words, cost = "一句好记的话八个字", keys.Cost(iterations=1, lanes=1, memory_kib=8)
    keys.add_passphrase(area.town.folder.keys, new=words, cost=cost)
    assert upload(area.town).fault is None
    with pytest.raises(keys.KeyLocked):
        fetch(area.town)
    assert fetch(area.town, passphrase=words).fault is None


def test_a_receipt_that_is_for_another_package_or_by_a_stranger_is_no_answer(
    area: Area, sealed: Path, service: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(area.town, area.stick)
    upload(area.town, [outbox.outbox(area.town).items[1].package.digest])
    (said,) = [one for entry in ledger(area.town).entries for one in entry.said]
    for statement in (said.statement, said.statement[:-9], b"{}"):
        monkeypatch.setattr(HubService, "receipt", lambda *_, one=statement: one)
        done = upload(area.town)
        assert done.fault is not None
        assert done.fault.code == "JX-HUB-WHO"
        assert states(area.town)[1] is OutboxState.QUEUED
    monkeypatch.undo()
    upload(area.town)
    assert states(area.town) == [OutboxState.DELIVERED] * 2


def test_a_download_that_is_not_whole_is_brought_again_and_a_file_that_was_refused_here_lies_no_longer(
    area: Area, sealed: Path, service: str
) -> None:
    upload(area.town)
    digest = outbox.outbox(area.town).items[0].package.digest
    part = area.county.folder.packages / "fetched" / f"{digest}.fetching"
    part.parent.mkdir()
    torn = bytearray(sealed.read_bytes())
    torn[-400] ^= 1
    part.write_bytes(bytes(torn))
    came = fetch(area.county)
    assert came.fault is not None
    assert (came.fault.code, came.new, came.lying) == ("JX-NET-CUT", 0, ())
    part.write_bytes(sealed.read_bytes()[:9_000])
    (file,) = fetch(area.county).lying
    assert file.read_bytes() == sealed.read_bytes()
    file.write_bytes(bytes(torn))
    (refused,) = receive_many(area.county, lying(area.county)).files
    assert refused.fault is not None
    assert lying(area.county) == ()
    assert not file.parent.exists()


def test_certificates_behind_large_evidence_are_named_beside_it_so_that_the_service_believes_its_first_bytes(
    area: Area, sealed: Path, service: str, tmp_path: Path
) -> None:
    scan = tmp_path / "评估报告.pdf"
    scan.write_bytes(b"%PDF-1.4\n" + bytes(3 * 1024 * 1024) + b"\n%%EOF\n")
    (first, *_) = of(area.town, Form.PROJECT_SELF_EVALUATION)
    evidence.add(area.town, first.id, scan, slot="basis")
    large = seal(area.town, Choice(task=EVALUATIONS, with_attachments=True), to=area.stick)
    parcel = Parcel.of(large.path)
    assert parcel.size > 3 * 1024 * 1024
    assert parcel.front < 64 * 1024
    assert len(parcel.chain) >= 2
    assert parcel.chain[-1] in large.path.read_bytes()[FIRST_BYTES:], "they stand far behind"
    done = upload(area.town)
    assert [one.fault for one in done.packages] == [None, None]
    assert states(area.town) == [OutboxState.DELIVERED] * 2
    names = {file.name: file.read_bytes() for file in fetch(area.county).lying}
    assert names[large.path.name] == large.path.read_bytes()


def test_answers_that_cannot_be_left_wait_longer_each_time_and_one_that_is_refused_is_not_offered_again(
    area: Area, sealed: Path, service: str, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    receive_many(area.county, (sealed,))
    running.stop()  # type: ignore[attr-defined]
    waits = [upload(area.county, chance=lambda: 1.0).retry_seconds for _ in range(4)]
    assert waits == [5, 10, 20, 40]
    assert outbox.outbox(area.county).answers == 1
    again = str(running(area.hub).base_url).rstrip("/")

    def refuse(*_: object) -> None:
        raise HubRefused("签名的密钥已经停用。", code="JX-SIG-REVOKED")

    with monkeypatch.context() as patch:
        patch.setattr(HubService, "leave", refuse)
        done = upload(area.county, hub=again)
    assert done.fault is not None
    assert (done.fault.code, done.answers, done.retry_seconds) == ("JX-SIG-REVOKED", 0, 0.0)
    assert outbox.outbox(area.county).answers == 0
