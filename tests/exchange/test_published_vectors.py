"""Wycheproof's vectors for Ed25519: every good signature is taken, every altered, cut, stretched or forged one is refused."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from jxdesk.exchange.signing import ED25519_SHA256, is_signed

VECTORS = Path(__file__).parents[1] / "samples" / "ed25519" / "wycheproof.json"


def test_every_vector_of_wycheproof_gets_its_verdict() -> None:
    published: dict[str, Any] = json.loads(VECTORS.read_text(encoding="utf-8"))
    found: Counter[str] = Counter()
    wrong = []
    for group in published["testGroups"]:
        public = bytes.fromhex(group["publicKey"]["pk"])
        for one in group["tests"]:
            message, signature = bytes.fromhex(one["msg"]), bytes.fromhex(one["sig"])
            verdict = "valid" if is_signed(ED25519_SHA256, public, signature, message) else "invalid"
            found[verdict] += 1
            if verdict != one["result"]:
                wrong.append((one["tcId"], one["comment"], one["flags"]))
    assert wrong == []
    assert found.total() == published["numberOfTests"]
    assert found["valid"] > 50
    assert found["invalid"] > 50
