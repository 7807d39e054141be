"""The page of help that verifies a package without this program: its commands are run as they stand there."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from draft import Draft, join
from package_builder import contents, package, signer

from jxdesk.actions.verify import verify

PAGE = Path(__file__).parents[2] / "resources" / "help" / "verify-by-hand.md"
GOOD = package(contents(2, 3, seed=6))

pytestmark = pytest.mark.skipif(
    any(shutil.which(tool) is None for tool in ("sh", "unzip", "openssl", "sed", "tr")),
    reason="the page needs sh, unzip and openssl",
)


def by_hand(folder: Path, data: bytes) -> str:
    """What the commands of the page print for this package."""
    (folder / "数据包.jxpkg").write_bytes(data)
    commands = "\n".join(re.findall(r"```sh\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL))
    answer = subprocess.run(
        ["sh"], input=commands, capture_output=True, text=True, cwd=folder, timeout=60, check=False
    )
    return answer.stdout + answer.stderr


def test_the_page_verifies_a_good_package(tmp_path: Path) -> None:
    said = by_hand(tmp_path, GOOD)
    assert "Signature Verified Successfully" in said
    members = [line.removeprefix("一致 ") for line in said.splitlines() if line.startswith("一致 ")]
    assert members == sorted(Draft(GOOD).members)
    assert "不一致" not in said


def test_the_page_prints_the_identity_of_the_package(tmp_path: Path) -> None:
    path = tmp_path / "a.jxpkg"
    path.write_bytes(GOOD)
    assert verify(path).digest in by_hand(tmp_path, GOOD)


def test_the_page_verifies_the_first_of_two_signatures(tmp_path: Path) -> None:
    draft = Draft(GOOD)
    draft.signers.append(signer(2))
    assert "Signature Verified Successfully" in by_hand(tmp_path, draft.build())


def test_the_page_finds_a_changed_file(tmp_path: Path) -> None:
    draft = Draft(GOOD)
    listed = draft.listed()
    changed = [
        (name, data.replace(b"96.5", b"99.5") if name == "data/filing.ndjson" else data)
        for name, data in listed
    ]
    said = by_hand(tmp_path, join(changed))
    assert "不一致 data/filing.ndjson" in said
    assert said.count("不一致") == 1


def test_the_page_finds_a_changed_manifest(tmp_path: Path) -> None:
    draft = Draft(GOOD)
    draft.change_front = lambda front: {**front, "payload": front["payload"].replace("A", "B", 1)}
    assert "Signature Verified Successfully" not in by_hand(tmp_path, draft.build())
