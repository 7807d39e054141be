from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from tusclient import client as tus_client

from jxdesk.actions.receipts import take_file
from jxdesk.exchange import trust_file
from jxdesk.exchange.container import LARGEST_PACKAGE
from jxdesk.exchange.receipts import read_receipt
from jxdesk.store.hub import ledger
from tests.hub.post_office import BYTES, TUS, Area, Running, area, desk, drawn, go_on, running, sealed, upload

__all__ = ["area", "desk", "drawn", "running", "sealed"]


def test_a_package_comes_whole_and_is_answered(area: Area, sealed: Path, running: Running) -> None:
    client = running(area.hub)
    data = sealed.read_bytes()
    made = client.post("/v1/packages", headers={**TUS, "Upload-Length": str(len(data))})
    done = go_on(client, made.headers["Location"], data, piece=3_000)
    digest = done.headers["Jx-Digest"]
    assert (area.hub / "objects" / digest[:2] / f"{digest}.jxpkg").read_bytes() == data
    statement = client.get(made.headers["Location"] + "/receipt").content
    trust = trust_file.load(area.town.folder.keys)
    said = read_receipt(statement, trust, practice=False, where="回执")
    assert (said.receipt.package, said.receipt.status.value, said.receipt.receiver_org) == (
        digest,
        "received",
        "53-23",
    )
    assert said.is_confirmed
    assert client.get("/health").json()["packages"] == 1


def test_an_independent_client_of_the_protocol_delivers_a_package(
    area: Area, sealed: Path, running: Running
) -> None:
    client = running(area.hub)
    theirs = tus_client.TusClient(f"{client.base_url}/v1/packages")
    uploader = theirs.uploader(str(sealed), chunk_size=20_000, metadata={"filename": "package.jxpkg"})
    uploader.upload()
    assert uploader.offset == sealed.stat().st_size
    kept = list((area.hub / "objects").glob("*/*.jxpkg"))
    assert [one.read_bytes() for one in kept] == [sealed.read_bytes()]


def test_the_same_package_again_is_taken_once(area: Area, sealed: Path, running: Running) -> None:
    client, data = running(area.hub), sealed.read_bytes()
    first, again = upload(client, data), upload(client, data, piece=3_000)
    assert first.headers["Jx-Digest"] == again.headers["Jx-Digest"]
    health = client.get("/health").json()
    assert (health["packages"], health["audit"]["n"], health["open_uploads"]) == (1, 1, 0)


def test_an_upload_goes_on_where_it_was_cut_off(area: Area, sealed: Path, running: Running) -> None:
    client, data = running(area.hub), sealed.read_bytes()
    made = client.post("/v1/packages", headers={**TUS, "Upload-Length": str(len(data))})
    place = made.headers["Location"]
    client.patch(place, content=data[:5_000], headers={**BYTES, "Upload-Offset": "0"})
    running.stop()  # type: ignore[attr-defined]
    client = running(area.hub)
    stands = client.head(place, headers=TUS)
    assert (stands.headers["Upload-Offset"], stands.headers["Upload-Length"]) == ("5000", str(len(data)))
    assert go_on(client, place, data, begin=5_000).status_code == 204
    assert client.get("/health").json()["packages"] == 1


def test_bytes_that_do_not_go_on_are_refused_and_change_nothing(
    area: Area, sealed: Path, running: Running
) -> None:
    client, data = running(area.hub), sealed.read_bytes()
    place = client.post("/v1/packages", headers={**TUS, "Upload-Length": str(len(data))}).headers["Location"]
    client.patch(place, content=data[:5_000], headers={**BYTES, "Upload-Offset": "0"})
    wrong = client.patch(place, content=data[9_000:], headers={**BYTES, "Upload-Offset": "9000"})
    assert (wrong.status_code, wrong.json()["code"]) == (409, "JX-UPLOAD-OFFSET")
    assert client.head(place, headers=TUS).headers["Upload-Offset"] == "5000"


def test_a_stranger_is_refused_by_the_front_and_leaves_nothing(
    area: Area, sealed: Path, running: Running, tmp_path: Path
) -> None:
    client = running(area.hub)
    data = sealed.read_bytes()
    front = data.index(b"PK", 4)
    torn = bytearray(data)
    torn[200] ^= 1
    answer = upload(client, bytes(torn))
    assert answer.status_code == 422
    assert answer.json()["code"].startswith("JX-")
    assert not list((area.hub / "incoming").iterdir())
    assert front < len(data)
    assert client.get("/health").json()["packages"] == 0


@pytest.mark.parametrize(
    ("length", "status"), [("0", 422), (str(LARGEST_PACKAGE + 1), 413), ("x", 400), ("-1", 400)]
)
def test_a_size_that_no_package_has_is_refused(
    area: Area, running: Running, length: str, status: int
) -> None:
    answer = running(area.hub).post("/v1/packages", headers={**TUS, "Upload-Length": length})
    assert answer.status_code == status


def test_damage_behind_the_front_goes_into_quarantine_with_its_reason(
    area: Area, sealed: Path, running: Running
) -> None:
    client, data = running(area.hub), bytearray(sealed.read_bytes())
    data[-300] ^= 1
    answer = upload(client, bytes(data))
    assert answer.status_code == 422
    (reason,) = (area.hub / "quarantine").glob("*/*.json")
    assert json.loads(reason.read_text("utf-8"))["code"] == answer.json()["code"]
    assert reason.with_suffix(".refused").read_bytes() == bytes(data)
    assert not list((area.hub / "incoming").iterdir())
    assert upload(client, sealed.read_bytes()).status_code == 204, "the true one is still taken"


def test_a_package_of_another_area_is_not_taken(
    area: Area, sealed: Path, running: Running, tmp_path: Path
) -> None:
    client = running(tmp_path / "练习", practice=True)
    answer = upload(client, sealed.read_bytes())
    assert (answer.status_code, answer.json()["code"]) == (422, "JX-REAL")


def test_a_disk_that_is_nearly_full_takes_nothing_new_and_says_so(
    area: Area, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = running(area.hub)
    nearly_full = shutil._ntuple_diskusage(100 * 1024**3, 99 * 1024**3, 1024**3)  # type: ignore[attr-defined]
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: nearly_full)
    answer = client.post("/v1/packages", headers={**TUS, "Upload-Length": "99"})
    assert (answer.status_code, answer.json()["code"]) == (507, "JX-HUB-FULL")
    assert not list((area.hub / "incoming").iterdir())
    assert client.get("/health").status_code == 503


def test_nobody_begins_more_than_ten_uploads_a_minute(area: Area, running: Running) -> None:
    client = running(area.hub)
    answers = [client.post("/v1/packages", headers={**TUS, "Upload-Length": "99"}) for _ in range(11)]
    assert [one.status_code for one in answers] == [201] * 10 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_what_was_whole_when_the_service_stopped_is_finished_at_the_next_start(
    area: Area, sealed: Path, running: Running
) -> None:
    client, data = running(area.hub), sealed.read_bytes()
    place = client.post("/v1/packages", headers={**TUS, "Upload-Length": str(len(data))}).headers["Location"]
    client.patch(place, content=data[:-1], headers={**BYTES, "Upload-Offset": "0"})
    running.stop()  # type: ignore[attr-defined]
    part = next((area.hub / "incoming").glob("*.part"))
    part.write_bytes(data)
    client = running(area.hub)
    assert client.get("/health").json()["packages"] == 1
    assert client.head(place, headers=TUS).headers["Upload-Offset"] == str(len(data))


def test_a_receipt_by_wire_is_believed_at_the_desk_that_sealed(
    area: Area, sealed: Path, running: Running, tmp_path: Path
) -> None:
    client, data = running(area.hub), sealed.read_bytes()
    made = client.post("/v1/packages", headers={**TUS, "Upload-Length": str(len(data))})
    go_on(client, made.headers["Location"], data)
    file = tmp_path / "回执.jxrcpt"
    file.write_bytes(client.get(made.headers["Location"] + "/receipt").content)
    told = take_file(area.town, file)
    assert told.is_new
    assert told.is_proof


def test_the_audit_names_everything_and_shows_what_was_changed_in_it(
    area: Area, sealed: Path, running: Running
) -> None:
    client = running(area.hub)
    upload(client, sealed.read_bytes())
    upload(client, b"x" * 500)
    running.stop()  # type: ignore[attr-defined]
    from jxdesk.actions.hub.service import open_service

    service = open_service(area.hub)
    try:
        lines = service.database.read(ledger.audit)
        assert [one.event for one in lines] == ["received", "refused"]
        assert service.database.read(ledger.first_broken_line) is None
        service.database.transact(
            lambda tx: tx.connection.exec_driver_sql("UPDATE hub_audit SET org = '53-01' WHERE n = 1")
        )
        assert service.database.read(ledger.first_broken_line) == 1
    finally:
        service.close()
