"""A desk that sends and one that fetches while their lines are cut at any byte and the service is killed: delivered, identical, answered, audited."""

from __future__ import annotations

import random
import signal
import sys
import threading
from pathlib import Path

import pytest

from jxdesk.actions import outbox
from jxdesk.actions.fetch import fetch, lying
from jxdesk.actions.hub.health import check
from jxdesk.actions.hub.service import open_service
from jxdesk.actions.sent_ledger import ledger
from jxdesk.actions.upload import upload
from jxdesk.domain.sending.outbox import OutboxState
from jxdesk.domain.sending.wire import WireSettings
from jxdesk.store.hub import ledger as hub_ledger
from tests.actions.road_desks import send
from tests.hub.post_office import Area
from tests.hub.test_hub_command import Server
from tests.hub.wire_stands import Cutter

SEED = 20261122
WITHOUT_LIMITS = (
    "import sys, jxdesk.hub.fetching as f, jxdesk.hub.uploading as u;"
    " f.MOST_HELLOS_A_MINUTE = u.MOST_BEGUN_A_MINUTE = 10**6;"
    " from jxdesk.__main__ import main; sys.exit(main(sys.argv[1:]))"
)
"""The limits by address would only make the same desk wait; they have tests of their own."""


def test_a_few_packages_come_through_cuts_and_a_kill(area: Area, monkeypatch: pytest.MonkeyPatch) -> None:
    run(area, monkeypatch, packages=2, cuts=8, kills=1)


@pytest.mark.full
def test_a_hundred_packages_come_through_five_hundred_cuts_and_fifteen_kills(
    area: Area, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(area, monkeypatch, packages=100, cuts=500, kills=15)


def run(area: Area, monkeypatch: pytest.MonkeyPatch, *, packages: int, cuts: int, kills: int) -> None:
    """Delivers what the township sealed and brings it to the county, through cuts and kills, and counts what came of it."""
    monkeypatch.setattr("jxdesk.exchange.wire.parcel.PIECE_BYTES", 2048)
    while len(outbox.outbox(area.town).items) < packages:
        send(area.town, area.stick)
    sealed = {one.package.digest: one.package for one in outbox.outbox(area.town).items}
    server, chance = Server(area.hub), random.Random(SEED)
    server.words = [sys.executable, "-c", WITHOUT_LIMITS, *server.words[3:]]
    server.start()
    cutter = Cutter(server.port, chance, cuts=cuts, most=12_000)
    for workspace in (area.town, area.county):
        outbox.set_wire(workspace, WireSettings(address=f"http://127.0.0.1:{cutter.port}"))
    stopping = threading.Event()

    def kill() -> None:
        for _ in range(kills):
            if stopping.wait(chance.uniform(0.2, 1.0)):
                return
            server.end(signal.SIGKILL)
            server.start()

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        for _ in range(30 * packages + 3 * cuts):
            upload(area.town, chance=lambda: 0.0)
            if not outbox.outbox(area.town).waiting:
                break
        stopping.set()
        killer.join()
        assert cutter.done > packages, "lines were cut on the way up"
        cutter.cuts_left = cuts // 2
        for _ in range(30 * packages + 3 * cuts):
            if len(lying(area.county)) == packages:
                break
            fetch(area.county)
    finally:
        stopping.set()
        killer.join()
        cutter.close()
        server.end(signal.SIGTERM)
    assert [one.state for one in outbox.outbox(area.town).items] == [OutboxState.DELIVERED] * packages
    counted(area, {digest: area.stick / one.file_name for digest, one in sealed.items()})


def counted(area: Area, sent: dict[str, Path]) -> None:
    """What was sealed, what lies at the service, what came to the county, what was answered and what was audited are the same."""
    bytes_sent = {digest: file.read_bytes() for digest, file in sent.items()}
    held = {file.stem: file.read_bytes() for file in (area.hub / "objects").glob("*/*.jxpkg")}
    assert held == bytes_sent
    assert {file.parent.name: file.read_bytes() for file in lying(area.county)} == bytes_sent
    assert [len(one.said) for one in ledger(area.town).entries] == [1] * len(sent)
    service = open_service(area.hub)
    try:
        assert check(service).faults == ()
        lines = service.database.read(lambda tx: hub_ledger.audit(tx, most=100_000))
    finally:
        service.close()
    assert sorted(line.digest for line in lines if line.event == "received") == sorted(sent)
    assert not list(area.county.folder.packages.glob("fetched/*.fetching"))
