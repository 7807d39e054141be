"""Interrupted exports: killed while drawing or while writing, every named file is the old one or a whole new one."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import openpyxl
import pypdfium2
import pytest

from jxdesk.actions.demo import make_practice_county
from jxdesk.actions.export import UNFINISHED
from jxdesk.actions.workspace import Workspace

CHILD = Path(__file__).with_name("exporting_child.py")
FILINGS = 24
SAMPLE = 6
OLD = b"what was there before"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small practice county, closed; killed exports find it as they left it."""
    return make_practice_county(tmp_path_factory.mktemp("county") / "home").home


def killed(home: Path, target: Path, format: str, where: str, step: int) -> bool:
    """Runs an export that is killed at a step; false where it ended before it came to that."""
    command = [sys.executable, str(CHILD), str(home), str(target), format, where, str(step)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == -9 or done.stdout.strip() == "done", done.stderr
    return done.returncode == -9


def is_whole(path: Path) -> bool:
    """Whether a file is the old one, or opens and holds what it should."""
    if path.read_bytes() == OLD:
        return True
    if path.suffix == ".pdf":
        return len(pypdfium2.PdfDocument(path)) >= 1 and path.read_bytes().rstrip().endswith(b"%%EOF")
    return bool(openpyxl.load_workbook(path).sheetnames)


def check(home: Path, folder: Path, seed: int) -> bool:
    """One interruption at a place drawn by the seed, and what must hold afterwards."""
    draw = random.Random(seed)
    format = draw.choice(("pdf", "xlsx"))
    is_folder = draw.random() < 0.5
    where = draw.choice(("form", "disk"))
    steps = FILINGS if where == "form" else (4 * FILINGS if is_folder else 2)
    target = folder / "forms" if is_folder else folder / f"all.{format}"
    if not is_folder:
        target.write_bytes(OLD)
    was_killed = killed(home, target, format, where, draw.randint(1, steps))
    named = [
        path
        for path in folder.rglob("*")
        if path.is_file() and not any(part.startswith(UNFINISHED) for part in path.relative_to(folder).parts)
    ]
    assert all(is_whole(path) for path in named), named
    with Workspace.open_existing(home) as workspace:
        assert workspace.practice
    return was_killed


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_killed_export_leaves_whole_files_only(home: Path, tmp_path: Path) -> None:
    killed_at_all = 0
    for seed in range(SAMPLE):
        folder = tmp_path / str(seed)
        folder.mkdir()
        killed_at_all += check(home, folder, seed)
    assert killed_at_all >= SAMPLE // 2


@pytest.mark.full
@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_full_two_hundred_killed_exports(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    count = 0
    for seed in range(200):
        folder = tmp_path / str(seed)
        folder.mkdir()
        count += check(home, folder, seed)
    with capsys.disabled():
        print(f"\nexport: {count} of 200 killed, no half file")
