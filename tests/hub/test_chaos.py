"""Uploads that are cut at any byte while the service is killed again and again: what was delivered, kept, answered and audited is the same."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import random
import secrets
import signal
import socket
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from jxdesk.actions.hub.health import check
from jxdesk.actions.hub.service import open_service
from jxdesk.actions.hub.uploads import DAYS_KEPT, Uploads
from jxdesk.exchange.receipts import read_receipt
from jxdesk.exchange.verifying import open_package
from jxdesk.store.engine.clock import local_now
from jxdesk.store.hub import ledger
from tests.hub.post_office import BYTES, TUS
from tests.hub.test_hub_command import Server

sys.path.insert(0, str(Path(__file__).parents[1] / "exchange"))
from package_builder import contents, heading, package, signer

SEED = 20261120


def test_a_few_uploads_with_cuts_and_kills_arrive_once(tmp_path: Path) -> None:
    assert run(tmp_path, packages=12, clients=4, kills=2) == {"delivered": 12, "receipts": 12, "audit": 12}


@pytest.mark.full
def test_a_thousand_uploads_with_cuts_and_kills_arrive_once(tmp_path: Path) -> None:
    counts = {"delivered": 1000, "receipts": 1000, "audit": 1000}
    assert run(tmp_path, packages=1000, clients=60, kills=20) == counts


def run(folder: Path, *, packages: int, clients: int, kills: int) -> dict[str, int]:
    """Delivers invented packages through cuts and kills, and counts what came of it."""
    made = [invented(number) for number in range(packages)]
    server, random_ = Server(folder / "服务", "--practice"), random.Random(SEED)
    server.start()
    receipts: dict[str, bytes] = {}
    stopping = threading.Event()
    pauses = [random_.uniform(0.3, 1.2) for _ in range(kills)]

    def kill() -> None:
        for pause in pauses:
            if stopping.wait(pause):
                return
            server.end(signal.SIGKILL)
            server.start()

    killer = threading.Thread(target=kill)
    killer.start()

    def deliver(number: int) -> None:
        data = made[number]
        one = Client(server, number % 200 + 1, random.Random(SEED + number))
        digest, receipt = one.deliver(data)
        receipts[digest] = receipt

    try:
        with ThreadPoolExecutor(clients) as pool:
            list(pool.map(deliver, range(packages)))
    finally:
        stopping.set()
        killer.join()
        server.end(signal.SIGTERM)
    return counted(folder / "服务", made, receipts)


def counted(home: Path, made: list[bytes], receipts: dict[str, bytes]) -> dict[str, int]:
    """How many packages lie there byte by byte as they were sent, how many receipts are good, how many audit rows name them."""
    kept = {hashlib.sha256(path.read_bytes()).hexdigest() for path in (home / "objects").glob("*/*.jxpkg")}
    assert kept == {hashlib.sha256(data).hexdigest() for data in made}
    said = [read_receipt(one, None, practice=True, where="回执").receipt.package for one in receipts.values()]
    assert sorted(said) == sorted(receipts)
    # An upload that was begun and whose answer was lost with the line waits some days for its sender, and is cleared away.
    service = open_service(home, practice=True, clock=a_week_later)
    try:
        Uploads(service).recover()
        assert check(service).faults == ()
        lines = service.database.read(lambda tx: ledger.audit(tx, most=10_000))
    finally:
        service.close()
    assert list((home / "incoming").iterdir()) == []
    return {
        "delivered": len(kept),
        "receipts": len(said),
        "audit": sum(line.event == "received" for line in lines),
    }


def a_week_later() -> dt.datetime:
    """A clock on which every unfinished upload of now is too old."""
    return local_now() + dt.timedelta(days=DAYS_KEPT + 1)


def invented(number: int) -> bytes:
    """A practice package of an office's own first number, with its own key and its own installation."""
    under = heading(practice=True)
    chain = replace(under.chain, device=f"{number:016x}")
    return package(contents(2, seed=number), by=signer(number + 10), under=replace(under, chain=chain))


class Client:
    """An uploader whose line is cut at any byte, and who goes on until it has its receipt."""

    def __init__(self, server: Server, address: int, random_: random.Random) -> None:
        self.server, self.random = server, random_
        self.source = f"127.0.1.{address}"
        transport = httpx.HTTPTransport(local_address=self.source)
        self.http = httpx.Client(base_url=f"http://127.0.0.1:{server.port}", transport=transport, timeout=30)

    def deliver(self, data: bytes) -> tuple[str, bytes]:
        """Answers the digest and the receipt."""
        place, cuts = "", 2
        until = time.monotonic() + 600
        while time.monotonic() < until:
            with contextlib.suppress(httpx.HTTPError, OSError):
                if not place:
                    made = self.http.post("/v1/packages", headers={**TUS, "Upload-Length": str(len(data))})
                    if made.status_code == 429:
                        time.sleep(float(made.headers["Retry-After"]))
                        continue
                    assert made.status_code == 201, made.text
                    place = made.headers["Location"]
                stands = self.http.head(place, headers=TUS)
                if stands.status_code == 404:
                    place = ""
                    continue
                here = int(stands.headers["Upload-Offset"])
                if cuts and here < len(data):
                    cuts -= 1
                    self.cut(place, data, here)
                    continue
                done = self.http.patch(
                    place, content=data[here:], headers={**BYTES, "Upload-Offset": str(here)}
                )
                if done.status_code == 409:
                    continue
                assert done.status_code == 204, done.text
                receipt = self.http.get(f"{place}/receipt")
                if receipt.status_code == 200:
                    return done.headers["Jx-Digest"], receipt.content
            time.sleep(0.05)
        raise AssertionError("never delivered")

    def cut(self, place: str, data: bytes, here: int) -> None:
        """Sends the rest and cuts the line at any byte, the head of the request included."""
        rest = data[here:]
        head = (
            f"PATCH {place} HTTP/1.1\r\nHost: hub\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: {here}\r\n"
            f"Content-Type: application/offset+octet-stream\r\nContent-Length: {len(rest)}\r\n\r\n"
        ).encode()
        whole = head + rest
        with socket.create_connection(
            ("127.0.0.1", self.server.port), timeout=10, source_address=(self.source, 0)
        ) as line:
            line.sendall(whole[: self.random.randrange(len(whole))])


def test_the_front_of_an_invented_package_is_that_of_its_whole(tmp_path: Path) -> None:
    path = tmp_path / f"{secrets.token_hex(4)}.jxpkg"
    path.write_bytes(invented(1))
    with open_package(path, practice=True) as opened:
        assert opened.manifest.chain.device == f"{1:016x}"
