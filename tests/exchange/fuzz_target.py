"""What fuzzing hands to the reader: bytes as a whole package, as a signed manifest, or as one table of a rightly signed package."""

from __future__ import annotations

import io

from draft import Draft, plain
from package_builder import contents, package

from jxdesk.exchange.contents import check_records
from jxdesk.exchange.record_model import TABLES
from jxdesk.exchange.refusals import PackageRefused
from jxdesk.exchange.verifying import read_package

WHOLE = package(contents(1, 2, seed=21))
BASE = Draft(WHOLE)
NAMES = tuple(table.name for table in TABLES)
SIGNED_MANIFEST, FIRST_TABLE = 1, 2


def seeds() -> list[bytes]:
    """Where fuzzing begins: the honest package, its manifest, and each of its tables."""
    tables = [
        bytes([FIRST_TABLE + place]) + BASE.members[f"data/{name}.ndjson"]
        for place, name in enumerate(NAMES)
        if f"data/{name}.ndjson" in BASE.members
    ]
    return [b"\0" + WHOLE, bytes([SIGNED_MANIFEST]) + plain(BASE.manifest), *tables]


def package_of(data: bytes) -> bytes:
    """The package that these bytes stand for; the first of them says how."""
    kind, rest = (data[0] if data else 0) % (FIRST_TABLE + len(NAMES)), data[1:]
    if kind == 0:
        return rest
    draft = BASE.copy()
    if kind == SIGNED_MANIFEST:
        draft.payload = rest
    else:
        draft.members[f"data/{NAMES[kind - FIRST_TABLE]}.ndjson"] = rest
    return draft.build()


def verdict(data: bytes) -> str:
    """The code that the reader answers; anything else than a refusal in words goes through."""
    made = package_of(data)
    try:
        opened = read_package(io.BytesIO(made), len(made))
        check_records(opened)
        assert len(list(opened.filings())) == opened.counts.get("filing", 0)
        opened.projects()
    except PackageRefused as refused:
        return refused.code
    return "JX-OK"
