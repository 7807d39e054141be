from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import httpx

from jxdesk.actions import enrol
from jxdesk.actions.hub.service import open_service
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.records.offices import OfficeLevel
from jxdesk.exchange import issuing, keys, trust_file
from jxdesk.exchange.revocations import Revocation, sign_list
from jxdesk.exchange.trust import Trust, to_bytes
from jxdesk.store.hub import ledger
from tests.actions.enrol_desks import Desk
from tests.hub.post_office import (
    BYTES,
    COUNTY,
    PREFECTURE,
    TOWN,
    TUS,
    Area,
    Running,
    area,
    clock,
    desk,
    drawn,
    go_on,
    running,
    sealed,
    upload,
)
from tests.hub.postgres import PostgresServer, postgres
from tests.hub.test_fetching import hello, let_in

__all__ = ["area", "desk", "drawn", "postgres", "running", "sealed"]


def stopped(by: Workspace, org: str, stick: Path, *, after_seq: int = 0) -> bytes:
    """Stops the key of an office below, and answers the list that says so."""
    (serial,) = [one.serial for one in enrol.register_of(by) if one.org == org and one.revoked_on is None][:1]
    enrol.revoke(by, serial, reason="电脑丢失", after_seq=after_seq)
    return enrol.hand_out(by, stick).file.read_bytes()


def told(client: httpx.Client, data: bytes) -> httpx.Response:
    return client.post("/v1/stopped", content=data)


def test_a_stopped_key_is_refused_from_then_on(area: Area, sealed: Path, running: Running) -> None:
    client = running(area.hub)
    answer = told(client, stopped(area.county, TOWN, area.stick))
    assert answer.json() == {
        "lists": [{"org": COUNTY, "name": "县财政局", "version": 1, "counts": 1, "stopped": 1}]
    }
    refused = upload(client, sealed.read_bytes())
    assert (refused.status_code, refused.json()["code"]) == (422, "JX-SIG-REVOKED")
    assert "电脑丢失" in refused.json()["facts"]
    assert client.get("/health").json()["stopped_lists"] == 1


def test_what_a_key_sealed_before_it_was_stopped_still_counts(
    area: Area, sealed: Path, running: Running
) -> None:
    client = running(area.hub)
    told(client, stopped(area.county, TOWN, area.stick, after_seq=1))
    assert upload(client, sealed.read_bytes()).status_code == 204


def test_an_upload_under_way_ends_when_its_key_is_stopped(area: Area, sealed: Path, running: Running) -> None:
    client, data = running(area.hub), sealed.read_bytes()
    place = client.post("/v1/packages", headers={**TUS, "Upload-Length": str(len(data))}).headers["Location"]
    half = len(data) - 10
    assert (
        client.patch(place, content=data[:half], headers={**BYTES, "Upload-Offset": "0"}).status_code == 204
    )
    told(client, stopped(area.county, TOWN, area.stick))
    refused = go_on(client, place, data, begin=half)
    assert (refused.status_code, refused.json()["code"]) == (422, "JX-SIG-REVOKED")
    assert not list((area.hub / "incoming").iterdir())
    assert client.head(place, headers=TUS).status_code == 404
    running.stop()  # type: ignore[attr-defined]
    service = open_service(area.hub, clock=clock)
    try:
        assert [one.event for one in service.database.read(ledger.audit)] == ["stopped", "refused"]
    finally:
        service.close()


def test_an_upload_whose_county_was_stopped_ends_too(area: Area, sealed: Path, running: Running) -> None:
    client, data = running(area.hub), sealed.read_bytes()
    place = client.post("/v1/packages", headers={**TUS, "Upload-Length": str(len(data))}).headers["Location"]
    half = len(data) - 10
    client.patch(place, content=data[:half], headers={**BYTES, "Upload-Offset": "0"})
    told(client, stopped(area.prefecture, COUNTY, area.stick))
    refused = go_on(client, place, data, begin=half)
    assert (refused.status_code, refused.json()["code"]) == (422, "JX-SIG-REVOKED")


def test_an_older_list_never_undoes_a_newer_one(
    area: Area, sealed: Path, running: Running, desk: Desk
) -> None:
    client = running(area.hub)
    other = desk("乡", "53-23-29-104", OfficeLevel.TOWNSHIP)
    asked = enrol.request(other, area.stick)
    enrol.certify(area.county, asked.file, typed=asked.fingerprint, to=area.stick)
    older = stopped(area.county, "53-23-29-104", area.stick)
    newer = stopped(area.county, TOWN, area.stick)
    assert told(client, newer).json()["lists"][0]["counts"] == 2
    late = told(client, older).json()["lists"][0]
    assert (late["version"], late["counts"]) == (1, 2)
    assert upload(client, sealed.read_bytes()).json()["code"] == "JX-SIG-REVOKED"


def test_a_list_outlives_the_service(area: Area, sealed: Path, running: Running) -> None:
    told(running(area.hub), stopped(area.county, TOWN, area.stick))
    running.stop()  # type: ignore[attr-defined]
    assert upload(running(area.hub), sealed.read_bytes()).json()["code"] == "JX-SIG-REVOKED"


def test_a_stopped_office_is_let_in_no_more_and_the_others_ask_again(area: Area, running: Running) -> None:
    client = running(area.hub)
    town, county = let_in(client, area.town), let_in(client, area.county)
    told(client, stopped(area.county, TOWN, area.stick))
    for before in (town, county):
        assert client.get("/v1/mail", headers=before).status_code == 401
    assert client.get("/v1/mail", headers=let_in(client, area.county)).status_code == 200
    refused = client.post("/v1/session", content=hello(client, area.town))
    assert (refused.status_code, refused.json()["code"]) == (422, "JX-SIG-REVOKED")


def test_a_stopped_county_stops_nobody(area: Area, sealed: Path, running: Running) -> None:
    client = running(area.hub)
    theirs = stopped(area.county, TOWN, area.stick)
    told(client, stopped(area.prefecture, COUNTY, area.stick))
    refused = told(client, theirs)
    assert (refused.status_code, refused.json()["code"]) == (422, "JX-SIG-REVOKED")


def test_nobody_stops_a_key_that_is_not_below_him(
    area: Area, sealed: Path, running: Running, desk: Desk, tmp_path: Path
) -> None:
    client, data = running(area.hub), sealed.read_bytes()
    stick = tmp_path / "别的盘"
    stick.mkdir()
    stranger = desk("别的州", PREFECTURE, OfficeLevel.PREFECTURE)
    below = desk("别的县", COUNTY, OfficeLevel.COUNTY)
    asked = enrol.request(below, stick)
    enrol.certify(stranger, asked.file, typed=asked.fingerprint, to=stick)
    refused = told(client, stopped(stranger, COUNTY, stick))
    assert (refused.status_code, refused.json()["code"]) == (422, "JX-SIG-UNKNOWN")
    assert told(client, b"nothing of the kind").status_code == 422
    assert told(client, own_list(area.town)).json()["code"] == "JX-SENDER-SCOPE"
    assert upload(client, data).status_code == 204


def own_list(office: Workspace) -> bytes:
    """A list that an office signs which may stop nobody."""
    signer = keys.load(office.folder.keys).unlock("")
    believed = issuing.believed(office.folder.keys, signer, office.own_office, today=clock().date())
    entry = Revocation(serial="0" * 32, after_seq=0, reason="不归我管")
    made = sign_list((entry,), signer, version=1, today=clock().date())
    return to_bytes(Trust(certificates=believed.certificates, lists=(made,)))


def test_a_list_of_one_number_with_two_contents_is_not_passed_over_in_silence(
    area: Area, running: Running
) -> None:
    client = running(area.hub)
    told(client, stopped(area.county, TOWN, area.stick))
    signer = keys.load(area.county.folder.keys).unlock("")
    believed = issuing.believed(area.county.folder.keys, signer, area.county.own_office, today=clock().date())
    entry = Revocation(serial="1" * 32, after_seq=0, reason="又一把")
    other = sign_list((entry,), signer, version=1, today=clock().date())
    refused = told(client, to_bytes(Trust(certificates=believed.certificates, lists=(other,))))
    assert refused.status_code == 409
    assert "第 1 版" in refused.json()["facts"]


def test_the_command_gives_a_list_to_a_service_that_runs(
    area: Area, sealed: Path, running: Running, tmp_path: Path
) -> None:
    client, file = running(area.hub), tmp_path / "停用名单.jxtrust"
    file.write_bytes(stopped(area.county, TOWN, area.stick))
    command = [sys.executable, "-m", "jxdesk", "hub", "--home", str(area.hub), "--stopped", str(file)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("县财政局（53-23-29）停用名单第 1 版，1 把密钥。")
    assert upload(client, sealed.read_bytes()).json()["code"] == "JX-SIG-REVOKED"
    assert not list((area.hub / "lists").iterdir())
    file.write_bytes(file.read_bytes()[:-9])
    torn = subprocess.run(command, capture_output=True, text=True)
    assert torn.returncode != 0
    assert "JX-" in torn.stderr
    assert not list((area.hub / "lists").iterdir())


def test_a_service_whose_own_key_was_stopped_says_so(area: Area, running: Running) -> None:
    client = running(area.hub)
    hub = trust_file.load(area.hub / "keys")
    assert hub is not None
    enrol.revoke(area.prefecture, hub.certificates[0].serial, reason="服务器被人动过")
    told(client, enrol.hand_out(area.prefecture, area.stick).file.read_bytes())
    health = client.get("/health")
    assert health.status_code == 503
    assert "服务器被人动过" in health.json()["words"]


def test_a_practice_service_has_no_lists(area: Area, running: Running, tmp_path: Path) -> None:
    client = running(tmp_path / "练习", practice=True)
    assert told(client, stopped(area.county, TOWN, area.stick)).status_code == 409


def test_what_one_of_two_services_learns_the_other_knows(
    area: Area, sealed: Path, running: Running, postgres: PostgresServer, tmp_path: Path
) -> None:
    url, other = postgres.url("stopped"), tmp_path / "另一台"
    shutil.copytree(area.hub, other)
    one, two = (running(home, url=url) for home in (area.hub, other))
    told(one, stopped(area.county, TOWN, area.stick))
    assert upload(two, sealed.read_bytes()).json()["code"] == "JX-SIG-REVOKED"
