from __future__ import annotations

import secrets
import shutil
from pathlib import Path

import httpx
import pytest

from jxdesk.actions.publishing.texts import publish_texts
from jxdesk.actions.receipts import take_file
from jxdesk.actions.reviewing.decide import Decision, decide
from jxdesk.actions.reviewing.remarks import Remark
from jxdesk.actions.reviewing.send_down import send_down
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.records.filings import Form
from jxdesk.domain.road.outcomes import Outcome
from jxdesk.domain.sending.publications import PublicationKind
from jxdesk.domain.sending.receipts import ReceiptStatus
from jxdesk.exchange import keys, trust_file
from jxdesk.exchange.hello import OfficeHello, read_service_hello, sign_office_hello
from jxdesk.exchange.refusals import PackageRefused
from jxdesk.exchange.verifying import open_package
from jxdesk.store.records import packages
from tests.actions.road_desks import of, receive, standing
from tests.hub.post_office import (
    COUNTY,
    PREFECTURE,
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

EVALUATION = Form.PROJECT_SELF_EVALUATION
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


def test_an_answer_is_believed_at_the_desk_for_which_it_lay_ready(
    area: Area, sealed: Path, running: Running, tmp_path: Path
) -> None:
    client = running(area.hub)  # the package itself went by stick, and the service never saw it
    receipt = receive(area.county, sealed).receipt
    assert receipt is not None
    client.post("/v1/receipts", content=receipt.read_bytes())
    (ready,) = client.get("/v1/mail", headers=let_in(client, area.town)).json()["mail"]
    file = tmp_path / "回执.jxrcpt"
    file.write_text(ready["statement"], "ascii")
    told = take_file(area.town, file)
    assert (told.is_new, told.status) == (True, ReceiptStatus.IMPORTED)


def test_an_answer_that_nobody_signed_or_that_its_signer_may_not_give_is_refused(
    area: Area, sealed: Path, running: Running
) -> None:
    client = running(area.hub)
    receipt = receive(area.county, sealed).receipt
    assert receipt is not None
    torn = receipt.read_bytes().replace(b'"sig":"', b'"sig":"AA', 1)
    for data in (torn, b"{}", b""):
        answer = client.post("/v1/receipts", content=data)
        assert (answer.status_code, answer.json()["code"][:3]) == (422, "JX-")
    assert client.post("/v1/receipts", content=b"x" * 300_000).status_code == 413
    assert client.get("/v1/mail", headers=let_in(client, area.town)).json() == {"mail": []}


def test_an_office_leaves_no_more_answers_in_a_day_than_the_service_bears(
    area: Area, sealed: Path, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = running(area.hub)
    first = receive(area.county, sealed).receipt
    decided = [Decision(filing_id=one.id, outcome=Outcome.ACCEPTED) for one in of(area.county, EVALUATION)]
    decide(area.county, decided, by="审核人乙")
    digest = area.town.read(packages.all_sent)[0].digest
    down = send_down(area.county, digest, to=area.stick)
    with open_package(down.path, trusted=None) as package:
        (second,) = package.receipts()
    assert first is not None
    monkeypatch.setattr("jxdesk.actions.hub.mail.MOST_ANSWERED_A_DAY", first.stat().st_size + 1)
    assert client.post("/v1/receipts", content=first.read_bytes()).status_code == 201
    refused = client.post("/v1/receipts", content=second)
    assert (refused.status_code, refused.json()["code"]) == (429, "JX-HUB-QUOTA")
    assert client.post("/v1/receipts", content=first.read_bytes()).status_code == 201, "the same again"


def test_a_full_disk_takes_no_answers_and_says_so(
    area: Area, sealed: Path, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = running(area.hub)
    receipt = receive(area.county, sealed).receipt
    assert receipt is not None
    nearly_full = shutil._ntuple_diskusage(100 * 1024**3, 99 * 1024**3, 1024**3)  # type: ignore[attr-defined]
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: nearly_full)
    answer = client.post("/v1/receipts", content=receipt.read_bytes())
    assert (answer.status_code, answer.json()["code"]) == (507, "JX-HUB-FULL")


def test_a_work_order_of_the_county_reaches_the_township_by_wire(
    area: Area, sealed: Path, running: Running, tmp_path: Path
) -> None:
    client = running(area.hub)
    digest = upload(client, sealed.read_bytes()).headers["Jx-Digest"]
    receive(area.county, sealed)
    first, *rest = of(area.county, EVALUATION)
    line = first.content.indicator_lines[0]
    remark = Remark(line_id=line.id, field="actual", reason_code="evidence", text="请附支付凭证")
    returned = Decision(
        filing_id=first.id, outcome=Outcome.RETURNED, opinion="请按意见修改", remarks=(remark,)
    )
    decide(
        area.county,
        [returned, *(Decision(filing_id=one.id, outcome=Outcome.ACCEPTED) for one in rest)],
        by="审核人乙",
    )
    down = send_down(area.county, digest, to=area.stick)
    assert upload(client, down.path.read_bytes()).status_code == 204
    town = let_in(client, area.town)
    (ready,) = client.get("/v1/mail", headers=town).json()["mail"]
    assert (ready["what"], ready["kind"], ready["sender_org"]) == ("package", "return", COUNTY)
    file = tmp_path / "取来.jxpkg"
    file.write_bytes(client.get(f"/v1/mail/{ready['id']}", headers=town).content)
    receive(area.town, file)
    assert standing(area.town, first.id) == ("returned", 1)


def test_what_the_prefecture_publishes_reaches_the_county_by_wire_and_nobody_answers_for_it(
    area: Area, running: Running, tmp_path: Path
) -> None:
    client = running(area.hub)
    sent = publish_texts(area.prefecture, PublicationKind.FORMS, to=area.stick)
    data = sent.path.read_bytes()
    made = client.post("/v1/packages", headers={**TUS, "Upload-Length": str(len(data))})
    go_on(client, made.headers["Location"], data)
    assert client.get(made.headers["Location"] + "/receipt").status_code == 204
    county = let_in(client, area.county)
    (ready,) = client.get("/v1/mail", headers=county).json()["mail"]
    assert (ready["kind"], ready["id"]) == ("publication", sent.digest)
    file = tmp_path / "取来.jxpkg"
    file.write_bytes(client.get(f"/v1/mail/{ready['id']}", headers=county).content)
    assert receive(area.county, file).package.sender_path == PREFECTURE
    assert client.get("/v1/mail", headers=let_in(client, area.town)).json() == {"mail": []}


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
