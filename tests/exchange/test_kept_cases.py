"""Every kept package, hostile and benign, gets the code that was written down when it was made."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from jxdesk.actions.verify import verify
from jxdesk.domain.errors import ExitCode
from jxdesk.exchange.refusals import Refusal

PLACE = Path(__file__).parents[1] / "samples" / "packages"
CASES: list[dict[str, Any]] = json.loads((PLACE / "cases.json").read_text(encoding="utf-8"))
REFUSED = {"JX-ENV-TYPE", "JX-SENDER-SCOPE", "JX-PRACTICE", "JX-REAL", "JX-CRITICAL", "JX-ATT-TYPE"}


def named(case: dict[str, Any]) -> str:
    return f"{case['file']}-{case.get('trust', '')}{case.get('practice', '')}"


@pytest.mark.parametrize("case", CASES, ids=named)
def test_a_kept_package_gets_its_code(case: dict[str, Any]) -> None:
    trust = PLACE / case["trust"] if "trust" in case else None
    answer = verify(PLACE / case["file"], trust, practice=case.get("practice"))
    assert (answer.code, answer.trust) == (
        case["code"],
        case.get("answer", "unconfirmed" if case["code"] == "JX-OK" else ""),
    )


@pytest.mark.parametrize("case", [case for case in CASES if case["code"] != "JX-OK"], ids=named)
def test_a_refusal_says_what_to_do_and_leaves_with_the_exit_code_of_the_contract(
    case: dict[str, Any],
) -> None:
    trust = PLACE / case["trust"] if "trust" in case else None
    answer = verify(PLACE / case["file"], trust, practice=case.get("practice"))
    soft = answer.code in REFUSED or answer.code.startswith("JX-SIG-") or answer.code.endswith("-FUTURE")
    assert answer.exit_code == (ExitCode.REFUSED if soft else ExitCode.BROKEN)
    assert answer.title
    assert answer.advice
    assert answer.as_json()["sender"] is None


def test_every_file_of_the_folder_is_a_case_and_every_code_has_one() -> None:
    files = {path.name for path in PLACE.glob("*.jxpkg")}
    assert files == {case["file"] for case in CASES}
    kept = {case["code"] for case in CASES}
    # Too large to keep (made on the fly in test_limits), and verdicts of a desk that received something before.
    of_a_desk = {"JX-RECIPIENT", "JX-OLDER", "JX-FORK"}
    assert {refusal.value for refusal in Refusal} - kept == {"JX-JSON-SIZE", *of_a_desk}


def test_a_refused_package_is_named_by_its_digest_once_its_signature_was_checked() -> None:
    assert verify(PLACE / "changed-data-byte.jxpkg").digest == verify(PLACE / "good-plain.jxpkg").digest
    assert verify(PLACE / "signature-of-zeros.jxpkg").digest == ""


def test_a_cut_copy_is_told_how_long_it_should_be() -> None:
    whole = (PLACE / "good-plain.jxpkg").stat().st_size
    cut = PLACE / "truncated-data.jxpkg"
    assert verify(cut).facts == f"应有 {whole} 字节，实有 {cut.stat().st_size} 字节"
