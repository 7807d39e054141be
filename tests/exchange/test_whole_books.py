"""Rows of whole books: how forms were before comes back as it was, and rows that nobody may write or read are refused."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from draft import Draft
from road_cases import down
from road_parts import FILLED, SUBMITTED, approved

from jxdesk.domain.sending.desk_rows import PAST, DeskRow
from jxdesk.domain.sending.past_forms import Moment
from jxdesk.exchange.canonical import MAX_TEXT_BYTES
from jxdesk.exchange.contents import check_records
from jxdesk.exchange.package import VerifiedPackage
from jxdesk.exchange.past_forms import past_forms, past_rows
from jxdesk.exchange.refusals import PackageRefused, Refusal
from jxdesk.exchange.verifying import read_package

FILING = FILLED.filings[0]
DIGEST = hashlib.sha256(b"package").hexdigest()
SENT: dict[str, Any] = {
    "id": DIGEST,
    "device": "0f" * 8,
    "epoch": 1,
    "seq": 3,
    "kind": "submission",
    "form": FILING.content.form.value,
    "year": FILING.content.year,
    "sender_path": "53-23-99-103",
    "facts": '{"recipients":["53-23-99"]}',
}


def restore_copy(*rows: DeskRow | dict[str, Any], table: str = "") -> bytes:
    """A restore copy with these rows of the office's books."""
    made = down(approved())
    made.manifest["kind"] = "restore_copy"
    return with_rows(made, rows, table)


def handover(*rows: DeskRow | dict[str, Any], table: str = "") -> bytes:
    """A handover with these rows."""
    made = Draft(SUBMITTED)
    made.manifest["kind"] = "handover"
    return with_rows(made, rows, table)


def with_rows(made: Draft, rows: Sequence[DeskRow | dict[str, Any]], table: str) -> bytes:
    records = []
    for row in rows:
        cells = dict(row.cells) if isinstance(row, DeskRow) else row
        name = row.table if isinstance(row, DeskRow) else table
        identity = hashlib.sha256(f"{name}/{cells.get('id', '')}".encode()).hexdigest()[:32]
        records.append({"id": identity, "table": name, "values": cells})
    made.set_records("desk_row", sorted(records, key=lambda one: str(one["id"])))
    return made.build()


def opened(data: bytes) -> VerifiedPackage:
    package = read_package(io.BytesIO(data), len(data))
    check_records(package)
    return package


def test_an_earlier_state_comes_back_as_it_was_and_one_that_still_holds_is_only_named() -> None:
    before = replace(FILING.content, title="退回时的表", indicator_lines=FILING.content.indicator_lines[:1])
    rows = past_rows(FILING, {Moment.RETURNED: before, Moment.ACCEPTED: None})
    found = opened(restore_copy(*rows)).past_forms()
    assert found == {FILING.id: {Moment.RETURNED: before, Moment.ACCEPTED: None}}


def test_a_state_with_a_text_that_fills_a_record_stays_at_home() -> None:
    before = replace(FILING.content, title="长" * (MAX_TEXT_BYTES // 3))
    assert list(past_rows(FILING, {Moment.RETURNED: before})) == []
    assert past_forms(()) == {}


@pytest.mark.parametrize(
    "changed",
    [
        {"filing_id": "ab" * 16},
        {"moment": "yesterday"},
        {"moment": 3},
        {"of_table": "person"},
        {"of_table": "money_line"},
        {"record": 7},
        {"record": '{"id":"x"}'},
        {"pin_hash": "x"},
    ],
)
def test_a_past_form_that_is_no_form_of_a_filing_of_the_package_is_refused(changed: dict[str, Any]) -> None:
    before = replace(FILING.content, title="退回时的表")
    rows = [dict(one.cells) for one in past_rows(FILING, {Moment.RETURNED: before})]
    head = next(one for one in rows if one["of_table"] == "filing")
    head |= changed
    with pytest.raises(PackageRefused) as refused:
        opened(restore_copy(*rows, table=PAST))
    assert refused.value.refusal in (Refusal.RECORD, Refusal.JSON_NONCANON)


def test_a_received_package_travels_to_the_offices_other_pc_and_none_that_no_list_could_show() -> None:
    good = {
        "id": DIGEST,
        "device": "0f" * 8,
        "epoch": 1,
        "seq": 3,
        "kind": "return",
        "status": "imported",
        "knows": '[["0f0f",1,3]]',
        "facts": '{"earlier":[[1,2]]}',
    }
    assert opened(handover(good, table="package_received")).desk_rows()[0].cells == good
    for changed in (
        {"status": "eaten"},
        {"knows": '[["a",1]]'},
        {"knows": "{"},
        {"facts": '{"earlier":[["1",2]]}'},
        {"receipt": "回执"},
        {"epoch": "1"},
        {"import_id": "ab" * 16},
    ):
        with pytest.raises(PackageRefused) as refused:
            opened(handover(good | changed, table="package_received"))
        assert refused.value.refusal is Refusal.RECORD, changed


@pytest.mark.parametrize("changed", [{"not_after": "2029"}, {"revoked_on": "昨天"}, {"issued_on": 20261120}])
def test_a_certificate_without_its_days_stays_out_of_the_register(changed: dict[str, Any]) -> None:
    good = {"id": "0f" * 16, "org": "53-23-99-103", "issued_on": "2026-11-20", "not_after": "2029-11-20"}
    assert opened(handover(good, table="enrolment")).desk_rows()[0].cells == good
    with pytest.raises(PackageRefused):
        opened(handover(good | changed, table="enrolment"))


def test_a_sent_package_is_named_and_one_that_no_list_could_show_is_refused() -> None:
    assert opened(restore_copy(SENT, table="package_sent")).desk_rows() == (
        DeskRow(table="package_sent", cells=SENT),
    )
    for changed in (
        {"facts": "{"},
        {"facts": "[]"},
        {"facts": '{"phone_key":"zz"}'},
        {"facts": '{"recipients":3}'},
        {"kind": "letter"},
        {"form": "novel"},
        {"year": "2025"},
        {"seq": "1"},
        {"status": "accepted"},
    ):
        with pytest.raises(PackageRefused) as refused:
            opened(restore_copy(SENT | changed, table="package_sent"))
        assert refused.value.refusal is Refusal.RECORD, changed


@pytest.mark.parametrize(
    ("table", "values"),
    [
        ("person", {"id": "ab" * 16, "name": "甲"}),
        ("pen", {"id": "pen", "turn": 3}),
        ("receipt", {"id": "x"}),
    ],
)
def test_an_office_above_writes_no_people_no_pen_and_no_receipts_into_the_books_below(
    table: str, values: dict[str, Any]
) -> None:
    with pytest.raises(PackageRefused, match="不由上级来写"):
        opened(restore_copy(values, table=table))
