"""The outbox in the database: what has a row, what follows from receipts alone, and what leaves a journal line."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from jxdesk.domain.records.packages import ChainPosition
from jxdesk.domain.sending.outbox import NotFromHere, OutboxMove, OutboxState, Trouble
from jxdesk.domain.sending.receipts import ReceiptStatus
from jxdesk.domain.sending.wire import NO_PROXY, WireSettings
from jxdesk.store.engine.database import Database, Transaction
from jxdesk.store.records import outbox, packages, receipts, wire_settings
from jxdesk.store.records.packages import SentPackage
from jxdesk.store.records.receipts import CameBy, StoredReceipt
from jxdesk.store.records.wire_settings import ReadTo
from jxdesk.store.safety.opening import open_folder

KEPT = Path(__file__).parents[1] / "samples" / "databases" / "schema-3.db.gz"
DIGEST = "d" * 64


def sent(tx: Transaction, digest: str = DIGEST, seq: int = 1) -> None:
    position = ChainPosition(device=tx.device, epoch=tx.epoch, seq=seq, prev="")
    packages.add(tx, SentPackage(digest=digest, position=position, sender_path="53-23-99-103"))


def said(status: ReceiptStatus, by: CameBy = CameBy.FILE) -> StoredReceipt:
    identity = hashlib.sha256(f"{status}{by}".encode()).hexdigest()
    return StoredReceipt(id=identity, package_id=DIGEST, status=status, came_by=by)


def lines(database: Database) -> int:
    return int(
        database.read(lambda tx: tx.value("SELECT count(*) FROM change_log WHERE table_name = 'outbox'"))
    )


def test_what_was_sent_before_there_was_an_outbox_is_as_far_as_its_signed_receipts_say(home: Path) -> None:
    home.mkdir(exist_ok=True)
    (home / "jxdesk.db").write_bytes(gzip.decompress(KEPT.read_bytes()))
    opened = open_folder(home)
    try:
        known = opened.database.read(lambda tx: [one.digest for one in packages.all_sent(tx)])
        entries = opened.database.read(lambda tx: outbox.get_many(tx, known))
        states = [entries[digest].state for digest in reversed(known)]
        # The last one was said to be taken in, but on the phone.
        assert states == [
            OutboxState.SEALED,
            OutboxState.DELIVERED,
            OutboxState.RETURNED,
            OutboxState.SEALED,
        ]
        for digest in known:
            assert opened.database.read(lambda tx, one=digest: outbox.get(tx, one)) == entries[digest]
    finally:
        opened.close(backup=False)


def test_a_package_goes_its_way_and_keeps_what_the_wire_needs(database: Database) -> None:
    def job(tx: Transaction) -> None:
        sent(tx)
        outbox.move(tx, DIGEST, OutboxMove.QUEUE)
        begun = outbox.move(tx, DIGEST, OutboxMove.BEGIN)
        outbox.put(tx, replace(begun, hub="https://hub", place="/v1/packages/1", sent_bytes=77))
        cut = outbox.move(tx, DIGEST, OutboxMove.CUT)
        trouble = Trouble(code="JX-NET-DNS", title="找不到", facts="hub", advice="改用 U 盘")
        outbox.put(tx, replace(cut, tries=1, next_try_at="2026-11-22T09:00:00+08:00", trouble=trouble))

    database.run(job)
    entry = database.read(lambda tx: outbox.get(tx, DIGEST))
    assert (entry.state, entry.place, entry.sent_bytes, entry.tries) == (
        OutboxState.QUEUED,
        "/v1/packages/1",
        77,
        1,
    )
    assert entry.trouble is not None
    assert entry.trouble.advice == "改用 U 盘"
    assert entry.moved_at


def test_a_signed_receipt_ends_what_the_wire_wanted_and_one_by_phone_does_not(database: Database) -> None:
    def job(tx: Transaction) -> list[OutboxState]:
        sent(tx)
        outbox.move(tx, DIGEST, OutboxMove.QUEUE)
        outbox.put(tx, replace(outbox.get(tx, DIGEST), tries=4, trouble=Trouble(code="JX-NET", title="x")))
        found = []
        for receipt in (
            said(ReceiptStatus.IMPORTED, CameBy.PHONE),
            said(ReceiptStatus.RECEIVED, CameBy.WIRE),
            said(ReceiptStatus.RETURNED),
            said(ReceiptStatus.IMPORTED),
        ):
            receipts.add(tx, receipt)
            found.append(outbox.get(tx, DIGEST).state)
        return found

    assert database.run(job) == [
        OutboxState.QUEUED,
        OutboxState.DELIVERED,
        OutboxState.RETURNED,
        OutboxState.RETURNED,
    ]
    entry = database.read(lambda tx: outbox.get(tx, DIGEST))
    assert (entry.tries, entry.trouble) == (0, None)


def test_copies_are_counted_whatever_the_wire_does(database: Database) -> None:
    def job(tx: Transaction) -> None:
        sent(tx)
        for move in (OutboxMove.COPY, OutboxMove.QUEUE, OutboxMove.COPY, OutboxMove.BEGIN, OutboxMove.COPY):
            outbox.move(tx, DIGEST, move)

    database.run(job)
    entry = database.read(lambda tx: outbox.get(tx, DIGEST))
    assert (entry.state, entry.copies) == (OutboxState.SENDING, 3)


def test_a_move_that_cannot_be_changes_nothing_and_one_that_changes_nothing_leaves_no_line(
    database: Database,
) -> None:
    database.run(sent)
    with pytest.raises(NotFromHere):
        database.run(lambda tx: outbox.move(tx, DIGEST, OutboxMove.BEGIN))
    assert lines(database) == 0
    database.run(lambda tx: outbox.move(tx, DIGEST, OutboxMove.QUEUE))
    before = lines(database)
    database.run(lambda tx: outbox.move(tx, DIGEST, OutboxMove.QUEUE))
    database.run(lambda tx: outbox.put(tx, outbox.get(tx, DIGEST)))
    assert lines(database) == before


def test_an_answer_waits_until_it_was_left_somewhere(database: Database) -> None:
    def come(tx: Transaction) -> None:
        for digest, statement in (("a" * 64, "{}"), ("b" * 64, ""), ("c" * 64, "[]")):
            tx.execute(
                "INSERT INTO package_received (id, sender_path, status, receipt) VALUES (?, '53-23-99-103', 'imported', ?)",
                (digest, statement),
            )

    database.run(come)
    first, second = database.read(outbox.answers_waiting)
    assert (first.digest, second.digest, first.sender_path) == ("a" * 64, "c" * 64, "53-23-99-103")
    for _ in range(2):
        database.run(lambda tx: outbox.note_answer_left(tx, first, hub="https://hub"))
    assert database.read(outbox.answers_waiting) == (second,)


def test_how_the_service_is_reached_and_how_far_its_mail_was_read_are_kept(database: Database) -> None:
    assert database.read(wire_settings.get) == WireSettings()
    wire = WireSettings(address="https://hub:8443", authority="PEM", proxy=NO_PROXY, is_automatic=True)
    database.run(lambda tx: wire_settings.put(tx, wire))
    assert database.read(wire_settings.get) == wire
    assert database.read(lambda tx: wire_settings.read_to(tx, "https://hub:8443")) == ReadTo()
    database.run(lambda tx: wire_settings.put_read_to(tx, "https://hub:8443", ReadTo(n=7, id="m" * 64)))
    assert database.read(lambda tx: wire_settings.read_to(tx, "https://hub:8443")) == ReadTo(n=7, id="m" * 64)
    assert database.read(lambda tx: wire_settings.read_to(tx, "https://other:8443")) == ReadTo()
