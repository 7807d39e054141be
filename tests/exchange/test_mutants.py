"""Mutants: packages whose structure is changed at random and which are then signed rightly, as a careless or hostile
insider could; each is refused with a code or read, and never crashes the reader.

The gate takes a seeded sample; ``-m full`` takes 100,000.
"""

from __future__ import annotations

import base64
import copy
import hashlib
import io
import json
import random
import time
from typing import Any

import pytest
from case_parts import with_attachment
from draft import Draft, plain, seal
from package_builder import contents, package, signer
from road_cases import down
from road_parts import approved, published, returned, statement

from jxdesk.exchange.certificates import read_certificate
from jxdesk.exchange.contents import check_records
from jxdesk.exchange.envelope import RECEIPT_TYPE
from jxdesk.exchange.package_kinds import SENT_UP
from jxdesk.exchange.receipts import read_receipt
from jxdesk.exchange.refusals import PackageRefused
from jxdesk.exchange.trust import Trust
from jxdesk.exchange.verifying import read_package

SEED = 42
UP = with_attachment(Draft(package(contents(1, 2, seed=13))), b"%PDF-1.7\n", "pdf")
DOWN = tuple(down(data) for data in (returned(), approved(), published()))
for base in (UP, *DOWN):
    base.build_front()
RECEIPT: dict[str, Any] = json.loads(base64.b64decode(json.loads(statement())["payload"]))

ODD: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    1,
    2**53,
    10**30,
    1.5,
    "",
    "x",
    "0",
    "１",
    "../x",
    "a" * 70_000,
    "\u0000",
    "\ud800",
    "2026-02-30",
    [],
    {},
    [[]],
    {"": 0},
    {"a": {"a": {"a": {"a": {"a": {"a": {"a": {"a": {}}}}}}}}},
    ["x", 1, None],
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a value, the value itself but left out."""
    found = []
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in items:
        found.append((*path, key))
        found += places(child, (*path, key))
    return found


def mutate(value: Any, random_: random.Random) -> Any:
    path = random_.choice(places(value) or [()])
    if not path:
        return copy.deepcopy(random_.choice(ODD))
    holder = value
    for key in path[:-1]:
        holder = holder[key]
    match random_.randrange(6):
        case 0 if isinstance(holder, dict):
            del holder[path[-1]]
        case 1 if isinstance(holder, dict):
            holder[random_.choice(["zzz", "A", "", "x" * 50, "id"])] = copy.deepcopy(random_.choice(ODD))
        case 2 if isinstance(holder, list):
            holder.insert(0, copy.deepcopy(random_.choice([holder[path[-1]], *ODD])))
        case 3:
            holder[path[-1]] = [holder[path[-1]]]
        case 4 if isinstance(holder[path[-1]], str):
            holder[path[-1]] = holder[path[-1]][::-1] + random_.choice(["", " ", "0"])
        case _:
            holder[path[-1]] = copy.deepcopy(random_.choice(ODD))
    return value


def mutant(random_: random.Random) -> bytes:
    draft = (UP if random_.random() < 0.5 else random_.choice(DOWN)).copy()
    if random_.random() < 0.1:
        ride_along(draft, mutant_receipt(random_))
    tables = {name[5:-7]: draft.records(name[5:-7]) for name in draft.members if name.startswith("data/")}
    for _ in range(random_.randint(1, 3)):
        if random_.random() < 0.45:
            draft.manifest = mutate(draft.manifest, random_)
            draft.list_files = isinstance(draft.manifest, dict) and random_.random() < 0.5
            if not isinstance(draft.manifest, dict):
                break
        else:
            table = random_.choice(list(tables))
            tables[table] = [mutate(record, random_) for record in tables[table]]
            draft.set_records(table, tables[table])
    return draft.build()


def ride_along(draft: Draft, data: bytes) -> None:
    draft.members[f"receipts/{hashlib.sha256(data).hexdigest()}.dsse.json"] = data


def mutant_receipt(random_: random.Random) -> bytes:
    value: Any = copy.deepcopy(RECEIPT)
    for _ in range(random_.randint(1, 3)):
        value = mutate(value, random_)
        if not isinstance(value, dict):
            break
    return plain(seal(plain(value), [signer(2)], RECEIPT_TYPE))


def receipt_verdicts(count: int, seed: int) -> dict[str, int]:
    random_ = random.Random(seed)
    trust = Trust(certificates=(read_certificate(RECEIPT["chain"][0].encode(), where="信任文件")[0],))
    found: dict[str, int] = {}
    for _ in range(count):
        try:
            read_receipt(mutant_receipt(random_), trust, practice=random_.random() < 0.5, where="回执")
            code = "JX-OK"
        except PackageRefused as refused:
            code = refused.code
        found[code] = found.get(code, 0) + 1
    return found


def verdicts(count: int, seed: int) -> dict[str, int]:
    random_ = random.Random(seed)
    found: dict[str, int] = {}
    for _ in range(count):
        data = mutant(random_)
        try:
            package_ = read_package(io.BytesIO(data), len(data))
            check_records(package_)
            assert len(list(package_.filings())) == package_.counts.get("filing", 0)
            package_.projects()
            package_.offices()
            package_.templates()
            package_.attachments()
            package_.reviews()
            package_.comments()
            package_.approvals()
            package_.publications()
            assert package_.receipts() == () or package_.manifest.kind not in SENT_UP
            code = "JX-OK"
        except PackageRefused as refused:
            code = refused.code
        found[code] = found.get(code, 0) + 1
    return found


def test_signed_mutants_are_refused_or_read_and_never_crash() -> None:
    found = verdicts(1_200, SEED)
    assert sum(found.values()) == 1_200
    assert {"JX-OK", "JX-MANIFEST", "JX-RECORD"} <= found.keys()


def test_signed_mutants_of_a_receipt_are_refused_or_read_and_never_crash() -> None:
    found = receipt_verdicts(1_500, SEED)
    assert sum(found.values()) == 1_500
    assert {"JX-OK", "JX-MANIFEST", "JX-JSON-KEY"} <= found.keys()


@pytest.mark.full
def test_full_fifty_thousand_signed_mutants_of_a_receipt(capsys: pytest.CaptureFixture[str]) -> None:
    found = receipt_verdicts(50_000, SEED + 2)
    with capsys.disabled():
        print(f"\n50,000 signed mutants of a receipt: {dict(sorted(found.items()))}")
    assert sum(found.values()) == 50_000


@pytest.mark.full
def test_full_a_hundred_thousand_signed_mutants(capsys: pytest.CaptureFixture[str]) -> None:
    began = time.monotonic()
    found = verdicts(100_000, SEED + 1)
    with capsys.disabled():
        print(f"\n100,000 signed mutants in {time.monotonic() - began:.0f} s: {dict(sorted(found.items()))}")
    assert sum(found.values()) == 100_000
