"""The commands of the README: they are the ones that exist, and the gate is the same one for people and for machines."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

from jxdesk.cli.parser import COMMANDS

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_dev_py_knows_three_words_and_says_so() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "installer" / "dev.py"), "fly"],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1
    assert "run | test | full" in done.stderr
    assert set(re.findall(r"installer/dev\.py (\w+)", README)) == {"run", "test", "full"}


def test_dev_py_needs_nothing_but_the_standard_library() -> None:
    text = (ROOT / "installer" / "dev.py").read_text(encoding="utf-8")
    imported = set(re.findall(r"^\s*(?:from|import) (\w+)", text, re.MULTILINE))
    assert imported <= sys.stdlib_module_names


def test_the_gate_of_machines_is_the_gate_of_people() -> None:
    gate = ROOT / ".ci" / "run"
    assert os.access(gate, os.X_OK)
    assert "python3 installer/dev.py test" in gate.read_text(encoding="utf-8")


def test_every_command_that_the_readme_shows_exists() -> None:
    shown = set(re.findall(r"^jxdesk-cli (\w+)", README, re.MULTILINE))
    assert shown
    assert shown <= set(COMMANDS)


def test_every_dependency_has_its_reason_in_the_readme() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {re.split(r"[=<>;\[ ]", line)[0] for line in project["dependencies"]}
    assert {name for name in names if name.lower() not in README.lower()} == set()
