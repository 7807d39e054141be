from __future__ import annotations

import sys
from pathlib import Path

import httpx
import pytest

from jxdesk.actions.hub import strangers
from jxdesk.exchange.believing import FIRST_BYTES
from jxdesk.exchange.container import MANIFEST, Member, local_header
from tests.hub.post_office import BYTES, TUS, Area, Running, area, desk, drawn, go_on, running, sealed, upload

sys.path.insert(0, str(Path(__file__).parents[1] / "exchange"))
from package_builder import contents, heading, package, signer

__all__ = ["area", "desk", "drawn", "running", "sealed"]

FRONT = local_header(Member(MANIFEST, 1_900_000, 0))
"""Says that a long manifest will follow, so that the service has to wait for it."""
SIZE = 2_000_000


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits that a test reaches within the ten beginnings of a minute."""
    monkeypatch.setattr(strangers, "MOST_OF_AN_ADDRESS", 4)
    monkeypatch.setattr(strangers, "MOST_IN_ALL", 6)
    monkeypatch.setattr(strangers, "MOST_BYTES_IN_ALL", 100_000)


def begin(client: httpx.Client, size: int, first: bytes = b"") -> str:
    """Begins an upload and leaves it lying there; answers its place."""
    made = client.post("/v1/packages", headers={**TUS, "Upload-Length": str(size)})
    assert made.status_code == 201, made.text
    place = made.headers["Location"]
    if first:
        answer = client.patch(place, content=first, headers={**BYTES, "Upload-Offset": "0"})
        assert answer.status_code in (204, 404), answer.text
    return place


def stands(client: httpx.Client, place: str) -> int | None:
    """How far an upload is, None where it is gone."""
    answer = client.head(place, headers=TUS)
    return int(answer.headers["Upload-Offset"]) if answer.status_code == 200 else None


def from_address(client: httpx.Client, number: int) -> httpx.Client:
    """A client of the same service from another address."""
    transport = httpx.HTTPTransport(local_address=f"127.0.2.{number}")
    return httpx.Client(base_url=client.base_url, transport=transport, timeout=30)


def test_of_the_unfinished_uploads_of_an_address_the_oldest_gives_way(area: Area, running: Running) -> None:
    client = running(area.hub)
    places = [begin(client, SIZE, FRONT) for _ in range(6)]
    assert [stands(client, one) for one in places] == [None, None, *[len(FRONT)] * 4]
    assert len(list((area.hub / "incoming").iterdir())) == 8, "a part and a note each, and nothing else"


def test_of_all_strangers_together_the_oldest_gives_way(area: Area, running: Running) -> None:
    client = running(area.hub)
    places = [begin(from_address(client, number), SIZE, FRONT) for number in range(1, 9)]
    assert [stands(client, one) for one in places] == [None, None, *[len(FRONT)] * 6]


def test_the_bytes_of_strangers_are_bounded_and_who_is_sending_stays(area: Area, running: Running) -> None:
    client, data = running(area.hub), FRONT.ljust(45_000, b"x")  # the third is more than all may have
    places = [begin(from_address(client, number), SIZE, data) for number in (1, 2, 3)]
    assert [stands(client, one) for one in places] == [None, 45_000, 45_000]


def test_an_upload_that_is_believed_never_gives_way(area: Area, sealed: Path, running: Running) -> None:
    client, data = running(area.hub), sealed.read_bytes()
    known = begin(client, len(data), data[: len(data) - 10])
    others = [begin(client, SIZE, FRONT) for _ in range(6)]
    assert stands(client, others[0]) is None
    assert stands(client, known) == len(data) - 10
    assert go_on(client, known, data, begin=len(data) - 10).status_code == 204


def test_after_a_restart_it_is_still_known_who_is_believed_and_who_is_strange(
    area: Area, sealed: Path, running: Running
) -> None:
    client, data = running(area.hub), sealed.read_bytes()
    known = begin(client, len(data), data[: len(data) - 10])
    before = [begin(client, SIZE, FRONT) for _ in range(3)]
    running.stop()  # type: ignore[attr-defined]
    client = running(area.hub)
    after = [begin(client, SIZE, FRONT) for _ in range(3)]
    assert [stands(client, one) for one in before + after] == [None, None, *[len(FRONT)] * 4]
    assert stands(client, known) == len(data) - 10
    assert go_on(client, known, data, begin=len(data) - 10).status_code == 204


def test_an_upload_without_a_byte_does_not_outlive_the_service(area: Area, running: Running) -> None:
    client = running(area.hub)
    begin(client, SIZE)
    running.stop()  # type: ignore[attr-defined]
    running(area.hub)
    assert not list((area.hub / "incoming").iterdir())


def test_what_is_refused_or_taken_is_no_stranger_any_more(
    area: Area, sealed: Path, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, data = running(area.hub), sealed.read_bytes()
    waiting = [begin(client, SIZE, FRONT) for _ in range(3)]
    torn = bytearray(data)
    torn[200] ^= 1
    for piece in (bytes(torn), data, data):
        upload(client, piece)
    assert [stands(client, one) for one in waiting] == [len(FRONT)] * 3


def test_strangers_never_fill_the_disk(area: Area, running: Running) -> None:
    client = running(area.hub)
    for number in range(1, 30):
        begin(from_address(client, number), SIZE, FRONT.ljust(30_000, b"x"))
    lying = [one.stat().st_size for one in (area.hub / "incoming").glob("*.part")]
    assert sum(lying) <= 100_000
    assert len(lying) <= 6


def test_a_large_upload_goes_on_byte_by_byte_after_a_restart(tmp_path: Path, running: Running) -> None:
    home = tmp_path / "练习"
    large = package(contents(500, 25), by=signer(3), under=heading(practice=True))
    cut = FIRST_BYTES + 300_000
    assert len(large) > cut + 300_000
    client = running(home, practice=True)
    place = begin(client, len(large))
    for offset in range(0, cut, 300_000):
        piece = large[offset : min(offset + 300_000, cut)]
        answer = client.patch(place, content=piece, headers={**BYTES, "Upload-Offset": str(offset)})
        assert answer.status_code == 204
    running.stop()  # type: ignore[attr-defined]
    client = running(home, practice=True)
    assert stands(client, place) == cut
    assert go_on(client, place, large, begin=cut).status_code == 204
    (kept,) = (home / "objects").glob("*/*.jxpkg")
    assert kept.read_bytes() == large
