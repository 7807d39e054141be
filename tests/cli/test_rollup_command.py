"""The command rollup keeps its contract: figures with filter, cut-off and denominator, as words, JSON and workbook."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from jxdesk.__main__ import main

YEAR = 2025
OWN = "53-23-99"


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home") / "practice"
    assert main(["demo", "--home", str(home)]) == 0
    return home


def run(capsys: pytest.CaptureFixture[str], *words: object, code: int = 0) -> str:
    capsys.readouterr()
    found: object
    try:
        found = main(["rollup", *map(str, words)])
    except SystemExit as end:
        found = end.code
    assert found == code
    return capsys.readouterr().out


def answer(capsys: pytest.CaptureFixture[str], home: Path, *words: object, code: int = 0) -> Any:
    return json.loads(run(capsys, "--home", home, "--year", YEAR, *words, "--json", code=code))


def test_the_answer_names_what_it_is_of_and_every_figure_what_it_rests_on(
    practice: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = answer(capsys, practice)
    assert (found["year"], found["form"], found["period"]) == (YEAR, "project_self_evaluation", None)
    assert (found["office"]["org"], found["by"], found["practice"]) == (OWN, "office", True)
    assert set(found["figures"]) == {
        "coverage",
        "on_time",
        "budget",
        "executed",
        "execution_rate",
        "achievement",
        "scored",
    }
    for figure in found["figures"].values():
        assert {"value", "unit", "part", "whole", "filter", "cut_off", "denominator", "missing"} <= set(
            figure
        )
        assert figure["filter"]
        assert figure["denominator"]
    assert found["figures"]["coverage"]["whole"] == 24


@pytest.mark.parametrize("by", ["office", "budget", "source", "tier", "sector", "grade"])
def test_the_rows_add_up_to_the_whole_however_they_are_divided(
    practice: Path, capsys: pytest.CaptureFixture[str], by: str
) -> None:
    found = answer(capsys, practice, "--by", by)
    assert sum(row["budget_fen"] for row in found["rows"]) == found["figures"]["budget"]["value"]
    if by not in ("budget", "source"):
        coverage, executed = found["figures"]["coverage"], found["figures"]["executed"]
        assert sum(row["due"] for row in found["rows"]) == coverage["whole"]
        assert sum(row["handed_in"] for row in found["rows"]) == coverage["part"]
        assert sum(row["executed_fen"] for row in found["rows"]) == executed["value"]
    else:
        assert set(found["figures"]) == {"budget"}


def test_what_is_not_handed_in_is_named(practice: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--home", practice, "--year", 2026, "--form", "project_monitoring", "--period", 7)
    found = json.loads(run(capsys, *words, "--json"))
    assert found["period"] == 7
    coverage = found["figures"]["coverage"]
    assert len(found["missing"]) == coverage["whole"] - coverage["part"]
    assert {one["state"] for one in found["missing"]} <= {"missing", "open", "returned"}
    said = run(capsys, *words)
    assert "截止：7月底" in said
    assert "还有没交的单位" in said


def test_an_office_below_is_rolled_up_alone(practice: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = answer(capsys, practice)
    below = next(row for row in whole["rows"] if row["below"])
    found = answer(capsys, practice, "--office", below["key"])
    assert found["office"]["name"] == below["label"]
    assert found["figures"]["coverage"]["whole"] == below["due"]


def test_the_workbook_says_the_same_with_its_sum(
    practice: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    to = tmp_path / "汇总.xlsx"
    run(capsys, "--home", practice, "--year", YEAR, "--to", to)
    found = answer(capsys, practice)
    (sheet,) = load_workbook(to).worksheets
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    caption = str(rows[0][0])
    assert "练习数据，不得报送" in caption
    assert found["filter"] in caption
    assert found["figures"]["coverage"]["denominator"] in caption
    head = next(number for number, row in enumerate(rows) if row[0] == "单位")
    place = rows[head].index("应报")
    body, last = rows[head + 1 : -1], rows[-1]
    assert [row[0] for row in body] == [row["label"] for row in found["rows"]]
    assert sum(row[place] for row in body) == last[place] == found["figures"]["coverage"]["whole"]


def test_proving_without_any_package_says_so(practice: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, practice, "--prove")["proof"]
    assert (found["equal"], found["packages"], found["own_forms"]) == (True, 0, 24)


@pytest.mark.parametrize(
    "words",
    [
        ("--by", "colour"),
        ("--json", "--to", "x.xlsx"),
        ("--to", "x.pdf"),
        ("--form", "project_monitoring"),
        ("--form", "project_target", "--period", "7"),
        ("--office", "53-04"),
        ("--form", "department_target", "--by", "sector"),
    ],
)
def test_wrong_usage_is_exit_code_2(
    practice: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    run(capsys, "--home", practice, "--year", YEAR, *words, code=2)
    assert not Path("x.pdf").exists()


def test_a_folder_without_data_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "--home", tmp_path / "none", "--year", YEAR, code=1)
