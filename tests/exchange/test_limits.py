"""Limits: packages that are too large to keep as files are made here, and refused before they cost anything."""

from __future__ import annotations

import base64
import hashlib
import struct
import time
import zlib
from pathlib import Path

import pytest
from draft import Draft, join, plain
from package_builder import contents, package
from road_cases import down, merged, with_member
from road_parts import approved, statement

from jxdesk.actions.verify import verify
from jxdesk.exchange.container import LARGEST_MANIFEST, LARGEST_PACKAGE, LARGEST_RECEIPT, MANIFEST

GOOD = package(contents(1, 1))


def code_of(tmp_path: Path, data: bytes) -> str:
    path = tmp_path / "a.jxpkg"
    path.write_bytes(data)
    return verify(path).code


def test_an_envelope_above_two_mebibytes_is_refused(tmp_path: Path) -> None:
    draft = Draft(GOOD)
    draft.change_front = lambda front: plain(
        {**front, "payload": base64.b64encode(bytes(1_600_000)).decode()}
    )
    assert code_of(tmp_path, draft.build()) == "JX-JSON-SIZE"


def test_a_manifest_above_one_mebibyte_is_refused(tmp_path: Path) -> None:
    draft = Draft(GOOD)
    draft.payload = plain({"a": ["x" * 1000] * 1100})
    assert code_of(tmp_path, draft.build()) == "JX-LIMIT"


def test_a_package_above_512_mebibytes_is_refused_by_its_size_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.jxpkg"
    with path.open("wb") as stream:
        stream.write(GOOD)
        stream.truncate(LARGEST_PACKAGE + 1)
    assert verify(path).code == "JX-TOO-BIG"


def test_more_than_five_thousand_members_are_refused(tmp_path: Path) -> None:
    members = [(MANIFEST, b"{}"), *((f"data/t{number:04}.ndjson", b"") for number in range(5000))]
    assert code_of(tmp_path, join(members)) == "JX-LIMIT"


def test_a_manifest_that_lists_more_than_five_thousand_files_is_refused(tmp_path: Path) -> None:
    draft = Draft(GOOD)
    draft.build_front()
    draft.list_files = False
    draft.manifest["files"] = [
        {"name": f"data/t{number:04}.ndjson", "sha256": "0" * 64, "size": 0} for number in range(5001)
    ]
    assert code_of(tmp_path, draft.build()) == "JX-LIMIT"


@pytest.mark.parametrize("end", [b"", b"\n"])
def test_a_line_without_end_is_refused(tmp_path: Path, end: bytes) -> None:
    draft = Draft(GOOD)
    draft.members["data/filing.ndjson"] = b'{"id":"' + b"a" * 3_000_000 + end
    assert code_of(tmp_path, draft.build()) == "JX-LIMIT"


def test_more_than_two_million_records_are_refused(tmp_path: Path) -> None:
    draft = Draft(GOOD)
    draft.members["data/later.ndjson"] = b"{}\n" * 2_000_000
    assert code_of(tmp_path, draft.build()) == "JX-LIMIT"


def test_a_member_that_claims_four_gibibytes_costs_no_memory(tmp_path: Path) -> None:
    name = MANIFEST.encode()
    header = struct.pack(
        "<4sHHHHHIIIHH", b"PK\x03\x04", 10, 0, 0, 0, 0x21, zlib.crc32(b""), 2**32 - 1, 2**32 - 1, len(name), 0
    )
    assert code_of(tmp_path, header + name + b"{}") == "JX-JSON-SIZE"


@pytest.mark.parametrize(("folder", "size"), [("receipts", LARGEST_RECEIPT), ("src", LARGEST_MANIFEST)])
def test_a_statement_that_rides_along_is_small(tmp_path: Path, folder: str, size: int) -> None:
    draft = merged() if folder == "src" else down(approved())
    assert code_of(tmp_path, with_member(draft, folder, b"x" * (size + 1))) == "JX-TOO-BIG"


def test_a_thousand_receipts_ride_along_and_cost_little(tmp_path: Path) -> None:
    draft = down(approved())
    for seq in range(1, 1001):
        data = statement(seq=seq)
        draft.members[f"receipts/{hashlib.sha256(data).hexdigest()}.dsse.json"] = data
    whole = draft.build()
    began = time.process_time()
    assert code_of(tmp_path, whole) == "JX-OK"
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    "flood",
    [b'"' + b'\\"' * 900_000, b"[" * 1_900_000, b'{"a":' * 400_000, b"\\" * 1_900_000, b"9" * 1_900_000],
)
def test_a_stranger_cannot_make_the_reader_work_for_long(tmp_path: Path, flood: bytes) -> None:
    draft = Draft(GOOD)
    draft.front = flood
    data = draft.build()
    began = time.process_time()
    assert code_of(tmp_path, data).startswith("JX-JSON-")
    assert time.process_time() - began < 3
