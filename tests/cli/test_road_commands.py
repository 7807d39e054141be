"""The commands of the road: two folders, a stick between them, and nothing but the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from jxdesk.__main__ import main
from jxdesk.actions import people
from jxdesk.actions.people import Role
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.records.filings import Form
from tests.actions.road_desks import drawn, fill, of

__all__ = ["drawn"]

COUNTY, TOWN = "53-23-29", "53-23-29-103"


@pytest.fixture
def homes(tmp_path: Path, drawn: object, capsys: pytest.CaptureFixture[str]) -> tuple[Path, Path, Path]:
    """A county and an enrolled township with a filled year, and the stick between them."""
    county, town, stick = tmp_path / "county", tmp_path / "town", tmp_path / "stick"
    for home, name, level, code in (
        (county, "县财政局", "county", COUNTY),
        (town, "白岩镇", "township", TOWN),
    ):
        assert main(["init", "--home", str(home), "--name", name, "--level", level, "--code", code]) == 0
    asked = answer(capsys, "enrol", "request", "--home", town, "--to", stick)
    given = answer(
        capsys,
        "enrol",
        "certify",
        "--home",
        county,
        asked["file"],
        "--fingerprint",
        asked["fingerprint"],
        "--to",
        stick,
    )
    assert main(["enrol", "install", "--home", str(town), given["file"]]) == 0
    with Workspace.open_existing(town) as workspace:
        fill(workspace, drawn)  # type: ignore[arg-type]
    return county, town, stick


def answer(capsys: pytest.CaptureFixture[str], *words: object, code: int = 0) -> dict[str, Any]:
    """Runs a command for its JSON answer."""
    capsys.readouterr()
    assert main([*map(str, words), "--json"]) == code
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def seal(capsys: pytest.CaptureFixture[str], home: Path, stick: Path) -> str:
    words = ("seal", "--home", home, "--form", "project_self_evaluation", "--year", 2025, "--to", stick)
    return str(answer(capsys, *words)["file"])


def test_a_round_by_commands_alone(
    homes: tuple[Path, Path, Path], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    county, town, stick = homes
    file = seal(capsys, town, stick)
    (look,) = answer(capsys, "receive", "--home", county, file, "--dry-run")["packages"]
    assert (look["code"], look["verdict"], look["counts"]["new"]) == ("JX-OK", "next", 2)
    assert answer(capsys, "inbox", "--home", county) == {"packages": [], "refused": []}
    (done,) = answer(capsys, "receive", "--home", county, file)["packages"]
    assert Path(done["receipt"]).suffix == ".jxrcpt"
    assert len(done["phone_code"]) == 16
    told = answer(capsys, "receipt", "--home", town, done["phone_code"])
    assert (told["status"], told["signed"], told["new"]) == ("imported", False, True)
    told = answer(capsys, "receipt", "--home", town, done["receipt"])
    assert (told["status"], told["signed"], told["new"]) == ("imported", True, True)
    (waiting,) = answer(capsys, "inbox", "--home", county)["packages"]
    assert (waiting["state"], waiting["waiting"], waiting["digest"]) == ("waiting", 2, done["digest"])
    with Workspace.open_existing(county) as workspace:
        first, second = of(workspace, Form.PROJECT_SELF_EVALUATION)
    name = first.content.indicator_lines[0]
    decisions = tmp_path / "decisions.json"
    said = {
        "by": "审核人乙",
        "decisions": [
            {
                "filing": first.id,
                "outcome": "returned",
                "opinion": "请核对",
                "comments": [{"line": name.id, "field": "actual", "reason": "evidence", "text": "请附凭证"}],
            },
            {"filing": second.id, "outcome": "accepted"},
        ],
    }
    decisions.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
    words = (
        "review",
        "--home",
        county,
        "--package",
        done["digest"][:8],
        "--decisions",
        decisions,
        "--to",
        stick,
    )
    back = answer(capsys, *words)
    assert back["outcomes"] == {
        "accepted": 1,
        "accepted_with_changes": 0,
        "returned": 1,
        "rejected": 0,
        "merged": 0,
    }
    (down,) = answer(capsys, "receive", "--home", town, back["file"])["packages"]
    assert (down["kind"], down["receipt"]) == ("return", None)
    (kept,) = answer(capsys, "inbox", "--home", town)["packages"]
    assert kept["returned"] == 1


def test_what_is_refused_is_told_with_its_code_and_the_rest_goes_on(
    homes: tuple[Path, Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    county, town, stick = homes
    file = seal(capsys, town, stick)
    cut = stick / "cut.jxpkg"
    cut.write_bytes(Path(file).read_bytes()[:-5])
    refused, taken = answer(capsys, "receive", "--home", county, cut, file, code=4)["packages"]
    assert (refused["code"], taken["code"]) == ("JX-TRUNCATED", "JX-OK")
    assert [one["code"] for one in answer(capsys, "inbox", "--home", county)["refused"]] == ["JX-TRUNCATED"]
    (again,) = answer(capsys, "receive", "--home", county, file)["packages"]
    assert again["duplicate"]
    assert main(["receipt", "--home", str(town), "1234567890123456"]) != 0
    assert (
        main(["review", "--home", str(county), "--package", "ffffff", "--accept-all", "--to", str(stick)])
        == 1
    )


def test_a_decisions_file_with_a_mistake_says_where_and_changes_nothing(
    homes: tuple[Path, Path, Path], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    county, town, stick = homes
    (done,) = answer(capsys, "receive", "--home", county, seal(capsys, town, stick))["packages"]
    wrong = tmp_path / "wrong.json"
    for said, word in (
        ("{", "JSON"),
        ('{"decisions": [{"filing": "x"}]}', "第 1 条"),
        ('{"decisions": 3}', "decisions"),
    ):
        wrong.write_text(said, encoding="utf-8")
        words = ["review", "--home", county, "--package", done["digest"], "--decisions", wrong, "--to", stick]
        assert main(list(map(str, words))) == 2
        assert word in capsys.readouterr().err
    (waiting,) = answer(capsys, "inbox", "--home", county)["packages"]
    assert waiting["waiting"] == 2


def test_a_folder_is_taken_in_whole_with_one_restore_point_and_what_is_for_others_is_left_alone(
    homes: tuple[Path, Path, Path], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    county, town, stick = homes
    words = ("seal", "--home", town, "--form", "project_target", "--year", 2025, "--to", stick)
    Path(answer(capsys, *words)["file"]).rename(stick / "z.jxpkg")
    Path(seal(capsys, town, stick)).rename(stick / "a.jxpkg")
    for_others = Path(__file__).parents[1] / "samples" / "packages" / "good-plain.jxpkg"
    (stick / "b.jxpkg").write_bytes(for_others.read_bytes())

    seen = answer(capsys, "receive", "--home", county, stick, "--dry-run")
    assert [Path(one["file"]).name for one in seen["packages"]] == ["z.jxpkg", "a.jxpkg"]
    assert [one["verdict"] for one in seen["packages"]] == ["next", "next"]
    assert answer(capsys, "inbox", "--home", county) == {"packages": [], "refused": []}

    backups = len(list((county / "backups").glob("*.jxbak")))
    assert main(["receive", "--home", str(county), str(stick), "--json"]) == 0
    out, err = capsys.readouterr()
    taken = json.loads(out)
    assert [(Path(one["file"]).name, one["code"], one["missing"]) for one in taken["packages"]] == [
        ("z.jxpkg", "JX-OK", []),
        ("a.jxpkg", "JX-OK", []),
    ]
    assert [Path(one["file"]).name for one in taken["for_others"]] == ["b.jxpkg"]
    assert "2/2　a.jxpkg" in err
    assert len({one["import"] for one in taken["packages"]}) == 2
    assert len(list((county / "backups").glob("*.jxbak"))) == backups + 1 + 1  # and the one of closing
    assert answer(capsys, "inbox", "--home", county)["refused"] == []

    assert main(["receive", "--home", str(town), str(stick), "--dry-run"]) == 0
    assert "另有 2 份没收过的回执，是给本单位的。" in capsys.readouterr().out
    heard = answer(capsys, "receive", "--home", town, stick)
    assert heard["packages"] == []
    assert [(one["seq"], one["status"], one["new"]) for one in heard["receipts"]] == [
        (1, "imported", True),
        (2, "imported", True),
    ]
    assert main(["receive", "--home", str(town), str(stick)]) == 0
    said = capsys.readouterr().out
    assert "没有找到给本单位的数据包和回执。" in said
    assert "另有给别的单位的" in said


def test_a_broken_file_in_a_folder_is_told_and_the_rest_is_taken_in(
    homes: tuple[Path, Path, Path], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    county, town, stick = homes
    file = Path(seal(capsys, town, stick))
    (stick / "cut.jxpkg").write_bytes(file.read_bytes()[:-5])
    capsys.readouterr()
    assert main(["receive", "--home", str(county), str(stick)]) == 4
    out, err = capsys.readouterr()
    assert "没有收下：cut.jxpkg" in err
    assert main(["receive", "--home", str(county), str(stick / "cut.jxpkg")]) == 4
    assert [one["times"] for one in answer(capsys, "inbox", "--home", county)["refused"]] == [2]
    assert "JX-TRUNCATED" in err
    assert "已装入，编号" in out
    assert main(["receive", "--home", str(county), str(tmp_path / "nowhere")]) == 2
    assert "没有收下：nowhere" in capsys.readouterr().err


def test_values_are_set_by_a_file_and_a_stranger_in_it_is_named_with_the_row(
    homes: tuple[Path, Path, Path], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    county, town, stick = homes
    (done,) = answer(capsys, "receive", "--home", county, seal(capsys, town, stick))["packages"]
    with Workspace.open_existing(county) as workspace:
        people.come_in(workspace, people.add(workspace, "审核人甲", Role.REVIEWS).id)
        filing = of(workspace, Form.PROJECT_SELF_EVALUATION)[0]
    line = filing.content.indicator_lines[0]
    decisions, row = tmp_path / "审核.json", {"filing": filing.id, "outcome": "accepted_with_changes"}
    words = ("review", "--home", county, "--package", done["digest"], "--decisions", decisions, "--to", stick)

    decisions.write_text(json.dumps({"decisions": [{**row, "opinion": "可以", "by": "路人"}]}))
    assert main(list(map(str, words))) == 2
    said = capsys.readouterr().err
    assert "“路人”不在本单位的人员名单里" in said
    assert "decisions 第 1 条" in said

    comment = {"line": line.id, "field": "actual", "reason": "treasury", "text": "按国库数", "value": "11"}
    decisions.write_text(json.dumps({"by": "审核人甲", "decisions": [{**row, "comments": [comment]}]}))
    sent = answer(capsys, *words)
    assert sent["outcomes"]["accepted_with_changes"] == 1
    assert main(["receive", "--home", str(town), sent["file"]]) == 0
    with Workspace.open_existing(town) as workspace:
        taken = of(workspace, Form.PROJECT_SELF_EVALUATION)[0].content.indicator_lines[0]
    assert (taken.id, taken.actual_text) == (line.id, "11")
