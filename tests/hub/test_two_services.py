from __future__ import annotations

import shutil
import threading
from pathlib import Path

import httpx

from jxdesk.actions.hub.health import check
from jxdesk.actions.hub.service import open_service
from jxdesk.store.hub import ledger
from tests.hub.post_office import TUS, Area, Running, area, clock, desk, drawn, go_on, running, sealed, upload
from tests.hub.postgres import PostgresServer, postgres

__all__ = ["area", "desk", "drawn", "postgres", "running", "sealed"]


def test_a_package_in_postgresql_is_taken_and_answered(
    area: Area, sealed: Path, running: Running, postgres: PostgresServer
) -> None:
    url = postgres.url("one")
    client = running(area.hub, url=url)
    digest = upload(client, sealed.read_bytes()).headers["Jx-Digest"]
    assert not (area.hub / "hub.db").exists()
    running.stop()  # type: ignore[attr-defined]
    service = open_service(area.hub, url=url, clock=clock)
    try:
        held = service.database.read(lambda tx: ledger.package(tx, digest))
        assert held is not None
        assert held.receipt
        assert check(service).faults == ()
    finally:
        service.close()


def test_two_services_with_one_database_take_a_package_once_whoever_gets_it(
    area: Area, sealed: Path, running: Running, postgres: PostgresServer, tmp_path: Path
) -> None:
    url, other = postgres.url("two"), tmp_path / "另一台"
    shutil.copytree(area.hub, other)
    clients = [running(home, url=url) for home in (area.hub, other)]
    data, answers = sealed.read_bytes(), []

    def deliver(client: httpx.Client) -> None:
        answers.append(upload(client, data, piece=5_000))

    threads = [threading.Thread(target=deliver, args=(client,)) for client in clients for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one.status_code for one in answers] == [204] * 6
    assert len({one.headers["Jx-Digest"] for one in answers}) == 1
    health = clients[1].get("/health").json()
    assert (health["packages"], health["audit"]["n"]) == (1, 1)


def test_a_restart_of_the_database_in_the_middle_loses_nothing(
    area: Area, sealed: Path, running: Running, postgres: PostgresServer
) -> None:
    client, data = running(area.hub, url=postgres.url("three")), sealed.read_bytes()
    place = client.post("/v1/packages", headers={**TUS, "Upload-Length": str(len(data))}).headers["Location"]
    postgres.restart()
    answer = go_on(client, place, data, piece=10_000)
    assert answer.status_code == 204
    postgres.restart()
    assert client.get("/health").json()["packages"] == 1


def test_a_database_that_is_down_is_said_and_the_package_is_taken_later(
    area: Area, sealed: Path, running: Running, postgres: PostgresServer
) -> None:
    client, data = running(area.hub, url=postgres.url("four")), sealed.read_bytes()
    place = client.post("/v1/packages", headers={**TUS, "Upload-Length": str(len(data))}).headers["Location"]
    postgres.stop()
    try:
        health = client.get("/health")
        assert health.status_code == 503
        assert "数据库" in health.json()["words"]
        answer = go_on(client, place, data)
        assert (answer.status_code, answer.json()["code"]) == (503, "JX-HUB-STORE")
        assert int(answer.headers["Retry-After"]) > 0
    finally:
        postgres.start()
    here = int(client.head(place, headers=TUS).headers["Upload-Offset"])
    assert go_on(client, place, data, begin=here).status_code == 204
