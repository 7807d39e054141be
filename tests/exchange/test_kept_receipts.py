"""Every kept receipt, honest and hostile, gets the code that was written down when it was made."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from jxdesk.domain.sending.receipts import mismatch
from jxdesk.exchange.receipts import read_receipt
from jxdesk.exchange.refusals import PackageRefused
from jxdesk.exchange.trust import Trust, read_trust

PLACE = Path(__file__).parents[1] / "samples" / "receipts"
CASES: list[dict[str, Any]] = json.loads((PLACE / "cases.json").read_text(encoding="utf-8"))


def trust_of(case: dict[str, Any]) -> Trust | None:
    name = case["trust"]
    return None if name is None else read_trust((PLACE / name).read_bytes(), where=name)


def named(case: dict[str, Any]) -> str:
    return f"{case['file']}-{case['trust']}-{case.get('practice', False)}"


@pytest.mark.parametrize("case", CASES, ids=named)
def test_a_kept_receipt_gets_its_code(case: dict[str, Any]) -> None:
    data, trust = (PLACE / case["file"]).read_bytes(), trust_of(case)
    practice = case.get("practice", False)
    if case["code"] == "JX-OK":
        came = read_receipt(data, trust, practice=practice, where=case["file"])
        assert came.is_confirmed or came.receipt.practice
        return
    with pytest.raises(PackageRefused) as refused:
        read_receipt(data, trust, practice=practice, where=case["file"])
    assert (refused.value.code, bool(refused.value.advice)) == (case["code"], True)


def test_every_file_of_the_folder_is_a_case() -> None:
    assert {path.name for path in PLACE.glob("*.jxrcpt")} == {case["file"] for case in CASES}


def test_a_kept_receipt_is_the_answer_to_its_own_package_alone() -> None:
    trust = read_trust((PLACE / "trust.jsonl").read_bytes(), where="信任文件")
    data = (PLACE / "good.jxrcpt").read_bytes()
    receipt = read_receipt(data, trust, practice=False, where="回执").receipt
    sent = {
        "package": "a3" * 32,
        "sender_org": "53-23-99-103",
        "device": "00112233aabbccdd",
        "epoch": 1,
        "seq": 17,
    }
    assert mismatch(receipt, **sent) == ""
    assert mismatch(receipt, **{**sent, "package": "b4" * 32}) == "回执说的是另一个数据包。"
