"""The page of help that verifies a receipt without this program: its commands are run as they stand there."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "resources" / "help" / "verify-receipt-by-hand.md"
KEPT = ROOT / "tests" / "samples" / "receipts"
VERIFIED = "Signature Verified Successfully"

pytestmark = pytest.mark.skipif(
    any(shutil.which(tool) is None for tool in ("sh", "openssl", "sed")),
    reason="the page needs sh, openssl and sed",
)


def by_hand(folder: Path, name: str) -> str:
    """What the commands of the page print for this kept receipt."""
    (folder / "回执.jxrcpt").write_bytes((KEPT / name).read_bytes())
    commands = "\n".join(re.findall(r"```sh\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL))
    answer = subprocess.run(
        ["sh"], input=commands, capture_output=True, text=True, cwd=folder, timeout=60, check=False
    )
    return answer.stdout + answer.stderr


@pytest.mark.parametrize("name", ["good.jxrcpt", "good-refused.jxrcpt", "good-by-the-office-above.jxrcpt"])
def test_the_page_verifies_an_honest_receipt_and_shows_what_it_says(tmp_path: Path, name: str) -> None:
    said = by_hand(tmp_path, name)
    assert VERIFIED in said
    assert f'"digest":"{"a3" * 32}"' in said
    certificate = (tmp_path / "cert.json").read_text(encoding="utf-8")
    assert ("练习州财政局" if "above" in name else "练习县财政局") in certificate


@pytest.mark.parametrize(
    "name",
    [
        "status-changed-after-signing.jxrcpt",
        "digest-changed-after-signing.jxrcpt",
        "signed-by-somebody-else.jxrcpt",
        "signature-of-zeros.jxrcpt",
        "type-of-a-package.jxrcpt",
        "cut.jxrcpt",
    ],
)
def test_the_page_finds_a_receipt_that_was_changed_or_signed_by_another(tmp_path: Path, name: str) -> None:
    assert VERIFIED not in by_hand(tmp_path, name)
