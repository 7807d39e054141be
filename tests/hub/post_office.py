"""A prefecture with its receiving service, a county and a township that are enrolled under it, and a server that really listens."""

from __future__ import annotations

import datetime as dt
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import uvicorn

from jxdesk.actions.enrol_hub import set_up_hub
from jxdesk.actions.hub.service import Service, open_service
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.records.offices import OfficeLevel
from jxdesk.hub.app import make_app
from tests.actions.enrol_desks import COUNTY, PREFECTURE, TOWN, Desk, desk, enrolled  # noqa: F401 - fixtures
from tests.actions.road_desks import drawn, fill, send  # noqa: F401 - fixtures

TUS = {"Tus-Resumable": "1.0.0"}
BYTES = {**TUS, "Content-Type": "application/offset+octet-stream"}


@dataclass(frozen=True, kw_only=True)
class Area:
    """The three desks, and the folder from which the service is run."""

    prefecture: Workspace
    county: Workspace
    town: Workspace
    hub: Path
    stick: Path


@pytest.fixture
def area(desk: Desk, tmp_path: Path) -> Area:  # noqa: F811
    """Everybody is enrolled, and the service has its key."""
    stick = tmp_path / "U盘"
    stick.mkdir()
    prefecture = desk("州", PREFECTURE, OfficeLevel.PREFECTURE)
    county = desk("县", COUNTY, OfficeLevel.COUNTY)
    town = desk("镇", TOWN, OfficeLevel.TOWNSHIP)
    enrolled(county, prefecture, stick)
    enrolled(town, county, stick)
    hub = tmp_path / "接收服务"
    set_up_hub(prefecture, hub)
    return Area(prefecture=prefecture, county=county, town=town, hub=hub, stick=stick)


@pytest.fixture
def sealed(area: Area, drawn: object) -> Path:  # noqa: F811
    """What the township hands in to its county."""
    fill(area.town, drawn)  # type: ignore[arg-type]
    return send(area.town, area.stick).path


def clock() -> dt.datetime:
    """The desks' day."""
    return dt.datetime.fromisoformat("2026-11-20T10:00:00+08:00")


Running = Callable[..., httpx.Client]


@pytest.fixture
def running() -> Iterator[Running]:
    """Starts a service and answers a client of it; everything is stopped at the end."""
    servers: list[tuple[uvicorn.Server, threading.Thread, Service]] = []

    def start(
        home: Path, *, url: str = "", practice: bool = False, tls: tuple[Path, Path] | None = None
    ) -> httpx.Client:
        service = open_service(home, url=url, practice=practice, clock=clock)
        free = socket.socket()
        free.bind(("127.0.0.1", 0))
        certificate, key = tls or (None, None)
        config = uvicorn.Config(
            make_app(service), log_level="warning", lifespan="on", ssl_certfile=certificate, ssl_keyfile=key
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [free]}, daemon=True)
        thread.start()
        while not server.started:
            assert thread.is_alive(), "the server did not start"
            time.sleep(0.01)
        servers.append((server, thread, service))
        scheme = "https" if tls else "http"
        return httpx.Client(base_url=f"{scheme}://127.0.0.1:{free.getsockname()[1]}", timeout=30)

    def stop() -> None:
        while servers:
            server, thread, service = servers.pop()
            server.should_exit = True
            thread.join(20)
            service.close()

    start.stop = stop  # type: ignore[attr-defined]
    yield start
    stop()


def upload(client: httpx.Client, data: bytes, *, piece: int = 1 << 20, begin: int = 0) -> httpx.Response:
    """Delivers bytes as the protocol says it, and answers the last response."""
    made = client.post("/v1/packages", headers={**TUS, "Upload-Length": str(len(data))})
    if made.status_code != 201:
        return made
    return go_on(client, made.headers["Location"], data, piece=piece, begin=begin)


def go_on(
    client: httpx.Client, place: str, data: bytes, *, piece: int = 1 << 20, begin: int = 0
) -> httpx.Response:
    """Sends what is still missing of an upload."""
    offset = begin
    while True:
        part = data[offset : offset + piece]
        answer = client.patch(place, content=part, headers={**BYTES, "Upload-Offset": str(offset)})
        if answer.status_code != 204:
            return answer
        offset = int(answer.headers["Upload-Offset"])
        if offset == len(data):
            return answer
