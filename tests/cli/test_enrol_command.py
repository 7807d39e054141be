"""The commands of enrolment through the real entry point, from the request to a package that the county can confirm."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from jxdesk.__main__ import main

FORM = Path(__file__).parents[1] / "samples" / "self-evaluation-yongde-mingliang-2022.xlsx"


@pytest.fixture
def jxdesk(capsys: pytest.CaptureFixture[str]) -> Any:
    def call(*words: object) -> tuple[int, Any]:
        try:
            code = main([str(word) for word in (*words, "--json")])
        except SystemExit as end:
            code = int(str(end.code))
        out = capsys.readouterr().out
        return code, json.loads(out) if out.startswith("{") else out

    return call


@pytest.fixture
def desks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[Path, Path]:
    """A county and one of its units."""
    county, unit = tmp_path / "county", tmp_path / "unit"
    for home, name, level, code in (
        (county, "永德县财政局", "county", "53-09-23"),
        (unit, "明朗中学", "unit", "53-09-23-d105"),
    ):
        words = ("init", "--home", home, "--name", name, "--level", level, "--code", code)
        assert main([str(word) for word in words]) == 0
    capsys.readouterr()
    return county, unit


def test_a_unit_enrols_and_its_package_is_confirmed_until_its_key_is_stopped(
    jxdesk: Any, desks: tuple[Path, Path], tmp_path: Path
) -> None:
    county, unit = desks
    stick = tmp_path / "stick"
    code, asked = jxdesk("enrol", "request", "--home", unit, "--to", stick)
    assert (code, set(asked)) == (0, {"fingerprint", "file"})
    assert jxdesk("enrol", "request", "--home", unit, "--to", stick) == (0, asked)

    wrong = ("--fingerprint", "0000-0000", "--to", stick)
    code, said = jxdesk("enrol", "certify", "--home", county, asked["file"], *wrong)
    assert (code, said["error"]["code"]) == (1, "JX-FINGERPRINT")
    right = ("--fingerprint", asked["fingerprint"][:9], "--to", stick)
    code, given = jxdesk("enrol", "certify", "--home", county, asked["file"], *right)
    assert code == 0
    assert (given["org"], given["others"]) == ("53-09-23-d105", [])
    code, done = jxdesk("enrol", "install", "--home", unit, given["file"])
    assert (code, done["issuer"], done["new_root"]) == (0, "永德县财政局", True)

    package = sealed(jxdesk, unit, stick)
    assert jxdesk("verify", package)[1]["trust"] == "unconfirmed"
    code, verified = jxdesk("verify", package, "--trust", given["file"])
    assert (code, verified["trust"], verified["sender"]["org"]) == (0, "confirmed", "53-09-23-d105")

    code, stopped = jxdesk("enrol", "revoke", "--home", county, given["serial"], "--reason", "密钥丢失")
    assert (code, stopped["list_version"]) == (0, 1)
    code, refused = jxdesk("verify", package, "--trust", county / "keys" / "trust.jsonl")
    assert (code, refused["code"], refused["digest"]) == (1, "JX-SIG-REVOKED", verified["digest"])


def sealed(jxdesk: Any, unit: Path, stick: Path) -> Path:
    """A package of the unit with one finished form in it."""
    folder = stick.parent / "forms"
    folder.mkdir()
    shutil.copy(FORM, folder)
    assert jxdesk("import", "--home", unit, folder)[0] == 0
    which = ("--form", "project_self_evaluation", "--year", "2022")
    code, answer = jxdesk("seal", "--home", unit, *which, "--to", stick)
    assert code in (0, 1), answer
    return Path(next(stick.glob("*.jxpkg")))


def test_a_county_without_such_a_serial_says_so(jxdesk: Any, desks: tuple[Path, Path]) -> None:
    code, said = jxdesk("enrol", "revoke", "--home", desks[0], "0" * 32, "--reason", "丢失")
    assert (code, said["error"]["code"]) == (1, "JX-NOT-FOUND")


@pytest.mark.parametrize("words", [("enrol",), ("enrol", "certify"), ("enrol", "request")])
def test_half_a_command_is_wrong_usage(jxdesk: Any, words: tuple[str, ...]) -> None:
    assert jxdesk(*words)[0] == 2


def test_status_list_papers_and_a_new_key_by_command(
    jxdesk: Any, desks: tuple[Path, Path], tmp_path: Path
) -> None:
    county, unit = desks
    stick = tmp_path / "stick"
    assert jxdesk("enrol", "status", "--home", unit)[1]["state"] == "none"
    asked = jxdesk("enrol", "request", "--home", unit, "--to", stick)[1]
    status = jxdesk("enrol", "status", "--home", unit)[1]
    assert (status["state"], status["fingerprint"]) == ("asked", asked["fingerprint"])
    code, written = jxdesk("enrol", "form", "--home", unit, "--to", tmp_path / "登记表.pdf")
    assert (code, Path(written["file"]).read_bytes()[:5]) == (0, b"%PDF-")
    right = ("--fingerprint", asked["fingerprint"][:9], "--to", stick)
    given = jxdesk("enrol", "certify", "--home", county, asked["file"], *right)[1]
    jxdesk("enrol", "install", "--home", unit, given["file"])
    assert jxdesk("enrol", "status", "--home", unit)[1]["serial"] == given["serial"]
    (row,) = jxdesk("enrol", "list", "--home", county)[1]["offices"]
    assert (row["org"], row["state"], row["serial"]) == ("53-09-23-d105", "valid", given["serial"])
    for home in (county, unit):
        assert jxdesk("enrol", "form", "--home", home, given["serial"], "--to", tmp_path / "凭证.pdf")[0] == 0
    code, again = jxdesk("enrol", "again", "--home", county, "--to", stick)
    assert (code, again["certificates"], again["file"]) == (0, 1, given["file"])
    assert jxdesk("enrol", "stopped", "--home", county, "--to", stick)[0] == 1

    passphrase = tmp_path / "口令"
    passphrase.write_text("一句够长的新口令\n", encoding="utf-8")
    lost = ("--reason", "口令忘了", "--key-passphrase-file", passphrase)
    code, renewed = jxdesk("enrol", "renew-key", "--home", unit, *lost)
    assert (code, renewed["locked"]) == (0, True)
    assert renewed["fingerprint"] != asked["fingerprint"]
    assert jxdesk("enrol", "status", "--home", unit)[1]["state"] == "none"
    jxdesk("enrol", "revoke", "--home", county, given["serial"], "--reason", "口令忘了")
    assert jxdesk("enrol", "stopped", "--home", county, "--to", stick)[1]["list_version"] == 1
    (row,) = jxdesk("enrol", "list", "--home", county)[1]["offices"]
    assert row["state"] == "stopped"
