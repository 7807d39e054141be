from __future__ import annotations

import secrets
from pathlib import Path

import httpx
import pytest

from jxdesk.actions.workspace import Workspace
from jxdesk.exchange import keys, trust_file
from jxdesk.exchange.hello import OfficeHello, read_service_hello, sign_office_hello
from jxdesk.exchange.refusals import PackageRefused
from tests.actions.road_desks import receive
from tests.hub.post_office import COUNTY, Area, Running, area, clock, desk, drawn, running, sealed, upload

__all__ = ["area", "desk", "drawn", "running", "sealed"]


def let_in(client: httpx.Client, workspace: Workspace) -> dict[str, str]:
    """The header of an office that signed the challenge of a service which it believes."""
    answer = client.post("/v1/session", content=hello(client, workspace))
    assert answer.status_code == 200, answer.text
    return {"Authorization": f"Bearer {answer.json()['token']}"}


def hello(client: httpx.Client, workspace: Workspace) -> bytes:
    """What an office signs to be let in."""
    nonce = secrets.token_hex(16)
    statement = client.get("/v1/hello", params={"n": nonce}).content
    trust = trust_file.load(workspace.folder.keys)
    said = read_service_hello(statement, trust, nonce=nonce, practice=False)
    office = workspace.own_office
    signer = keys.load(workspace.folder.keys).unlock("")
    chain = keys.chain_of(workspace.folder.keys, signer, office, today=clock().date())
    told = OfficeHello(org=office.path, challenge=said.challenge, practice=False)
    return sign_office_hello(told, signer, chain=chain)


def test_the_county_fetches_what_the_township_uploaded_and_takes_it_in(
    area: Area, sealed: Path, running: Running, tmp_path: Path
) -> None:
    client = running(area.hub)
    upload(client, sealed.read_bytes())
    known = let_in(client, area.county)
    (ready,) = client.get("/v1/mail", headers=known).json()["mail"]
    assert (ready["what"], ready["sender_org"]) == ("package", "53-23-29-103")
    file = tmp_path / "取来.jxpkg"
    file.write_bytes(client.get(f"/v1/mail/{ready['id']}", headers=known).content)
    assert file.read_bytes() == sealed.read_bytes()
    taken = receive(area.county, file)
    assert taken.counts["new"] > 0
    assert client.get("/v1/mail", params={"after": ready["n"]}, headers=known).json() == {"mail": []}


def test_the_answer_of_the_county_reaches_the_township_once(
    area: Area, sealed: Path, running: Running, tmp_path: Path
) -> None:
    client = running(area.hub)
    upload(client, sealed.read_bytes())
    file = tmp_path / "来的" / sealed.name
    file.parent.mkdir()
    file.write_bytes(sealed.read_bytes())
    receipt = receive(area.county, file).receipt
    assert receipt is not None
    for _ in range(2):
        assert client.post("/v1/receipts", content=receipt.read_bytes()).status_code == 201
    (ready,) = client.get("/v1/mail", headers=let_in(client, area.town)).json()["mail"]
    assert (ready["what"], ready["statement"].encode()) == ("receipt", receipt.read_bytes())


def test_nobody_sees_or_takes_what_lies_ready_for_another(area: Area, sealed: Path, running: Running) -> None:
    client = running(area.hub)
    digest = upload(client, sealed.read_bytes()).headers["Jx-Digest"]
    town = let_in(client, area.town)
    assert client.get("/v1/mail", headers=town).json() == {"mail": []}
    assert client.get(f"/v1/mail/{digest}", headers=town).status_code == 401
    assert client.get(f"/v1/mail/{digest}").status_code == 401
    assert client.get("/v1/mail", headers={"Authorization": "Bearer x.y"}).status_code == 401


def test_a_challenge_counts_once(area: Area, running: Running) -> None:
    client = running(area.hub)
    said = hello(client, area.county)
    assert client.post("/v1/session", content=said).status_code == 200
    again = client.post("/v1/session", content=said)
    assert (again.status_code, again.json()["code"]) == (401, "JX-HUB-TOKEN")


def test_an_office_cannot_come_as_another(area: Area, running: Running) -> None:
    client = running(area.hub)
    nonce = secrets.token_hex(16)
    said = read_service_hello(
        client.get("/v1/hello", params={"n": nonce}).content,
        trust_file.load(area.town.folder.keys),
        nonce=nonce,
        practice=False,
    )
    signer = keys.load(area.town.folder.keys).unlock("")
    chain = keys.chain_of(area.town.folder.keys, signer, area.town.own_office, today=clock().date())
    lie = OfficeHello(org=COUNTY, challenge=said.challenge, practice=False)
    answer = client.post("/v1/session", content=sign_office_hello(lie, signer, chain=chain))
    assert (answer.status_code, answer.json()["code"]) == (422, "JX-SENDER-SCOPE")


def test_a_login_page_in_between_is_not_taken_for_the_service(area: Area) -> None:
    trust = trust_file.load(area.town.folder.keys)
    with pytest.raises(PackageRefused):
        read_service_hello(b"<html>login</html>", trust, nonce="n" * 16, practice=False)


def test_a_service_must_answer_what_it_was_asked_now(area: Area, running: Running) -> None:
    client = running(area.hub)
    old = client.get("/v1/hello", params={"n": "a" * 16}).content
    with pytest.raises(PackageRefused, match="不是这一次"):
        read_service_hello(old, trust_file.load(area.town.folder.keys), nonce="b" * 16, practice=False)


def test_a_part_of_a_package_is_given_so_that_a_cut_fetch_goes_on(
    area: Area, sealed: Path, running: Running
) -> None:
    client = running(area.hub)
    digest = upload(client, sealed.read_bytes()).headers["Jx-Digest"]
    known = let_in(client, area.county)
    rest = client.get(f"/v1/mail/{digest}", headers={**known, "Range": "bytes=1000-"})
    assert (rest.status_code, rest.content) == (206, sealed.read_bytes()[1000:])
