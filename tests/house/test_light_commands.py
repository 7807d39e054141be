"""Commands load only what they need: no Qt outside the window, no ORM, no PDF and no workbooks where nobody asked."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

SAMPLES = Path(__file__).parents[1] / "samples"
FORM = SAMPLES / "self-evaluation-yongde-mingliang-2022.xlsx"

QT = {"PySide6", "shiboken6"}
ORM = {"sqlmodel", "sqlalchemy", "pydantic"}
PDF = {"reportlab", "PIL", "pypdfium2"}
WORKBOOKS = {"openpyxl", "xlsxwriter", "xlrd"}
CRYPTOGRAPHY = {"cryptography", "orjson"}
WIRE = {"httpx", "httpcore", "h11", "anyio"}
HEAVY = QT | ORM | PDF | WORKBOOKS | CRYPTOGRAPHY | WIRE

PROGRAM = """
import contextlib, io, json, sys
from jxdesk.__main__ import main
with contextlib.redirect_stdout(io.StringIO()):
    code = main(sys.argv[1:])
print(json.dumps([code, sorted({name.partition(".")[0] for name in sys.modules})]))
"""


def loaded_by(*words: object) -> set[str]:
    """What a command loads in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *map(str, words)], capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    code, modules = json.loads(done.stdout.splitlines()[-1])
    assert code == 0, (words, done.stderr)
    return set(modules)


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home") / "practice"
    assert loaded_by("demo", "--home", home) & (QT | ORM | PDF | WORKBOOKS) == set()
    return home


def test_the_version_loads_nothing_heavy() -> None:
    assert loaded_by("--version") & (QT | ORM | PDF | WORKBOOKS | WIRE) == set()


@pytest.mark.parametrize("command", ["read", "score"])
def test_reading_and_scoring_a_form_need_no_window_no_database_and_no_pdf(command: str) -> None:
    assert (
        loaded_by(command, FORM, "--json") & (QT | ORM | CRYPTOGRAPHY | {"reportlab", "pypdfium2"}) == set()
    )


def test_checking_the_filings_of_a_workspace_needs_no_window_no_pdf_and_no_workbooks(practice: Path) -> None:
    assert loaded_by("check", "--home", practice, "--year", 2025) & (QT | ORM | PDF | WORKBOOKS) == set()


def test_rolling_up_needs_no_window_no_pdf_and_no_workbooks(practice: Path) -> None:
    assert loaded_by("rollup", "--home", practice, "--year", 2025) & (QT | ORM | PDF | WORKBOOKS) == set()


def test_exporting_pdf_loads_no_program_that_writes_workbooks(practice: Path, tmp_path: Path) -> None:
    words = ("--home", practice, "--form", "project_self_evaluation", "--year", 2025, "--all")
    loaded = loaded_by("export", *words, "--format", "pdf", "--to", tmp_path / "forms.pdf")
    assert loaded & {"openpyxl", "xlsxwriter"} == set()


def test_listing_backups_loads_nothing_heavy(practice: Path) -> None:
    assert loaded_by("backups", "--home", practice) & (QT | ORM | PDF | WORKBOOKS) == set()


def test_looking_into_the_outbox_asks_for_no_network_and_no_window(practice: Path) -> None:
    assert loaded_by("outbox", "--home", practice) & (QT | ORM | PDF | WORKBOOKS | WIRE) == set()


def test_sealing_and_receiving_by_stick_load_nothing_of_the_wire(practice: Path, tmp_path: Path) -> None:
    words = ("--form", "project_self_evaluation", "--year", 2025, "--to", tmp_path)
    assert loaded_by("seal", "--home", practice, *words) & (QT | WIRE) == set()


def test_the_self_check_without_its_window_part_needs_no_qt(practice: Path) -> None:
    assert loaded_by("doctor", "--home", practice) & (QT | ORM) == set()


def test_the_errands_of_the_command_line_import_no_qt() -> None:
    program = "import sys, jxdesk.cli.commands, jxdesk.cli.parser; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=True)
    assert {name.partition(".")[0] for name in done.stdout.split()} & HEAVY == set()
