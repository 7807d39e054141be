"""The commands of the wire keep their promises: names, JSON keys and exit codes, against the real service."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from jxdesk.__main__ import main
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.records.filings import Form
from jxdesk.store.records import filings
from tests.actions.road_desks import edit, of, receive, send
from tests.actions.test_receive import amended_here
from tests.hub.post_office import Area, Running


@pytest.fixture
def homes(area: Area) -> dict[str, Path]:
    """A township with one sealed package and a county, both closed so that commands may open them; and the service's folder."""
    for workspace in (area.prefecture, area.county, area.town):
        workspace.close(backup=False)
    return {"town": area.town.folder.root, "county": area.county.folder.root, "hub": area.hub}


def answered(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, Any]:
    code = main([str(word) for word in words] + ["--json"])
    return code, json.loads(capsys.readouterr().out)


def test_a_package_goes_up_and_comes_down_by_commands(
    homes: dict[str, Path], running: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    address = str(running(homes["hub"]).base_url).rstrip("/")
    code, known = answered(capsys, "outbox", "--home", homes["town"], "--hub", address, "--automatic", "on")
    assert code == 0
    assert (known["hub"], known["automatic"], known["proxy"], known["own_authority"]) == (
        address,
        True,
        "system",
        False,
    )
    (waiting,) = known["packages"]
    assert (waiting["state"], waiting["waiting"], waiting["kept"], waiting["recipients"]) == (
        "sealed",
        True,
        True,
        ["53-23-29"],
    )
    code, sent = answered(capsys, "upload", "--home", homes["town"])
    assert (code, sent["fault"], sent["hub"]) == (0, None, "州财政局接收服务")
    assert [(one["seq"], one["state"], one["status"]) for one in sent["packages"]] == [
        (1, "delivered", "received")
    ]
    code, came = answered(capsys, "fetch", "--home", homes["county"], "--hub", address)
    assert (code, came["new"], came["answers"], came["to_choose"]) == (0, 1, 1, [])
    assert [one["code"] for one in came["packages"]] == ["JX-OK"]
    code, news = answered(capsys, "fetch", "--home", homes["town"])
    assert [(one["seq"], one["status"]) for one in news["receipts"]] == [(1, "imported")]
    _, known = answered(capsys, "outbox", "--home", homes["town"])
    assert [(one["state"], one["waiting"]) for one in known["packages"]] == [("imported", False)]


def test_a_service_that_is_off_is_exit_code_1_in_words_and_the_package_waits_for_its_next_try(
    homes: dict[str, Path], running: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    address = str(running(homes["hub"]).base_url).rstrip("/")
    running.stop()  # type: ignore[attr-defined]
    code, sent = answered(capsys, "upload", "--home", homes["town"], "--hub", address)
    assert (code, sent["fault"]["code"]) == (1, "JX-NET-REACH")
    assert sent["fault"]["advice"].endswith("改用 U 盘送。")
    _, known = answered(capsys, "outbox", "--home", homes["town"])
    (waiting,) = known["packages"]
    assert (waiting["state"], waiting["tries"], waiting["trouble"]["code"]) == ("queued", 1, "JX-NET-REACH")
    assert waiting["next_try_at"]
    assert main(["outbox", "--home", str(homes["town"])]) == 0
    said = capsys.readouterr().out
    assert "等着上传" in said
    assert "连不上接收服务" in said


def test_where_a_person_has_to_choose_nothing_is_taken_in_and_the_package_lies_ready(
    area: Area, sealed: Path, running: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    address = str(running(area.hub).base_url).rstrip("/")
    (first, *_) = of(area.town, Form.PROJECT_SELF_EVALUATION)
    receive(area.county, sealed)
    stored = area.county.read(lambda tx: filings.get(tx, first.id))
    assert stored is not None
    here = amended_here(area.county, stored, "30")
    edit(area.town, of(area.town, Form.PROJECT_SELF_EVALUATION)[0], "28")
    send(area.town, area.stick)
    for workspace in (area.county, area.town):
        workspace.close(backup=False)
    town, county = area.town.folder.root, area.county.folder.root
    assert answered(capsys, "upload", "--home", town, "--hub", address)[0] == 0
    for _ in range(2):
        code, came = answered(capsys, "fetch", "--home", county, "--hub", address)
        assert (code, came["packages"], came["answers"]) == (0, [], 0)
        (file,) = came["to_choose"]
        assert Path(file).exists()
    with Workspace.open_existing(county) as workspace:
        assert workspace.read(lambda tx: filings.get(tx, first.id)) == here


@pytest.mark.parametrize(
    "words",
    [
        ("upload",),
        ("fetch",),
        ("upload", "--hub", "http://jx.example.gov.cn"),
        ("outbox", "--hub", "州财政局"),
        ("outbox", "--proxy", "gov.cn"),
        ("outbox", "--automatic", "yes"),
    ],
)
def test_no_address_or_a_wrong_one_is_exit_code_2_and_changes_nothing(
    homes: dict[str, Path], capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    try:
        code = main([words[0], "--home", str(homes["town"]), *words[1:]])
    except SystemExit as end:
        code = int(str(end.code))
    assert code == 2
    assert capsys.readouterr().err
    _, known = answered(capsys, "outbox", "--home", homes["town"])
    assert (known["hub"], [one["state"] for one in known["packages"]]) == ("", ["sealed"])


def test_an_authority_from_a_file_is_kept_and_another_file_is_refused(
    homes: dict[str, Path], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    from tests.hub.test_hub_command import own_authority

    authority, _, key = own_authority(tmp_path)
    code, known = answered(capsys, "outbox", "--home", homes["town"], "--hub-ca", authority)
    assert (code, known["own_authority"]) == (0, True)
    for wrong in (key, tmp_path / "没有.pem", Path(__file__)):
        assert main(["outbox", "--home", str(homes["town"]), "--hub-ca", str(wrong)]) == 2
        assert "JX-HUB-CA" in capsys.readouterr().err
    code, known = answered(capsys, "outbox", "--home", homes["town"], "--hub-ca", "")
    assert (code, known["own_authority"]) == (0, False)
