"""The practice county in its real size, by script through the real entry point: printed, read back, sealed, verified."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from jxdesk.actions.verify import WHOLE, verify

PROJECTS, TOTAL_FEN = 99, 14_724_210_000
DEPARTMENT_FORMS = 132
"""A target and a self-evaluation of each of the 66 offices that have projects."""
FORMS_OF_A_PROJECT = 2
"""A target and a self-evaluation."""
ASKED = ("--form", "project_self_evaluation", "--year", 2025)


def jxdesk(*words: object) -> str:
    """What the program prints, started as a person or a script starts it."""
    command = [sys.executable, "-m", "jxdesk", *(str(word) for word in words)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, f"{words[0]}: {done.stdout}{done.stderr}"
    assert done.stderr == ""
    return done.stdout


def answer(*words: object) -> Any:
    """What the program answers as JSON."""
    return json.loads(jxdesk(*words, "--json"))


@pytest.fixture(scope="module")
def wuding(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The practice county, made once for this module; it is only read and sealed from."""
    home = tmp_path_factory.mktemp("wuding") / "练习县"
    assert "96 个单位，99 个项目，14,724.21 万元" in jxdesk("demo", "--home", home, "--scale", "wuding")
    return home


@pytest.fixture(scope="module")
def workbook(wuding: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The 99 self-evaluations as one workbook."""
    to = tmp_path_factory.mktemp("out") / "2025年绩效自评.xlsx"
    jxdesk("export", "--home", wuding, *ASKED, "--format", "xlsx", "--to", to)
    return to


def test_the_finished_year_of_the_practice_county_has_no_findings(wuding: Path) -> None:
    assert answer("check", "--home", wuding, "--year", 2025) == {
        "years": [2025],
        "filings": PROJECTS * FORMS_OF_A_PROJECT + DEPARTMENT_FORMS,
        "findings": [],
    }


def test_99_forms_read_back_from_one_workbook_with_the_same_totals_and_scores(workbook: Path) -> None:
    forms = answer("score", workbook)["forms"]
    assert len({(form["project_name"], form["implementing_unit"]) for form in forms}) == PROJECTS
    assert len(forms) == PROJECTS
    assert sum(form["execution"]["revised_budget_fen"] for form in forms) == TOTAL_FEN
    for form in forms:
        assert form["findings"] == [], form["project_name"]
        assert Decimal(form["printed_total"]) == Decimal(form["computed_total"]), form["project_name"]
        assert form["printed_grade"] == form["computed_grade"]
        assert all(
            Decimal(line["printed_score"]) == Decimal(line["computed_score"])
            for line in form["lines"]
            if line["computed_score"] is not None
        )


def test_the_workbook_taken_into_another_desk_brings_every_project_and_every_fen(
    workbook: Path, tmp_path: Path
) -> None:
    home = tmp_path / "另一台"
    words = ("--name", "练习县财政局", "--level", "county", "--code", "53-23-29")
    jxdesk("init", "--home", home, *words)
    jxdesk("import", "--home", home, workbook)
    found = answer("check", "--home", home)
    assert (found["filings"], [one for one in found["findings"] if one["severity"] == "error"]) == (
        PROJECTS,
        [],
    )


def test_99_forms_make_one_pdf_that_can_be_searched_and_says_practice_on_every_page(
    wuding: Path, workbook: Path, tmp_path: Path
) -> None:
    to = tmp_path / "2025年绩效自评.pdf"
    jxdesk("export", "--home", wuding, *ASKED, "--format", "pdf", "--to", to)
    with pypdfium2.PdfDocument(to) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    # The signs of practice stand apart from the form's own words.
    assert all(re.search("练习", page) for page in pages)
    whole = re.sub(r"\s+", " ", " ".join(pages))
    printed = re.split(r"(?=项目名称 )", whole)[1:]
    assert len(printed) == PROJECTS
    for form in answer("score", workbook)["forms"]:
        name, unit = form["project_name"], form["implementing_unit"]
        own = [
            text for text in printed if text.startswith(f"项目名称 {name} ") and f"实施单位 {unit} " in text
        ]
        assert len(own) == 1, (name, unit)
        budget = Decimal(form["execution"]["revised_budget_fen"]) / 100
        shown = f"{budget:,.2f}" if form["money_unit"] == "元" else f"{budget / 10_000:,.2f}"
        assert shown in own[0], (name, unit)
        assert form["printed_total"] in own[0]


def test_the_sealed_package_is_whole_and_refused_by_a_real_workspace(wuding: Path, tmp_path: Path) -> None:
    sealed = answer("seal", "--home", wuding, *ASKED, "--to", tmp_path)
    assert (sealed["sealed"], sealed["left_out"]) == (PROJECTS, [])
    assert (sealed["totals"]["amount_fen"], sealed["totals"]["projects"]) == (TOTAL_FEN, PROJECTS)

    found = answer("verify", sealed["file"])
    assert (found["code"], found["practice"], found["trust"]) == (WHOLE, True, "unconfirmed")
    assert (found["digest"], found["totals"]) == (sealed["digest"], sealed["totals"])
    assert found["message"].startswith("这是练习包。")

    refused = verify(Path(sealed["file"]), practice=False)
    assert not refused.is_whole
    assert refused.code == "JX-PRACTICE"
    assert "练习" in refused.title
