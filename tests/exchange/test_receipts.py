"""Receipts on the road: who may answer, what is believed, and that the same answer is the same bytes."""

from __future__ import annotations

import base64
import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import orjson
import pytest
from draft import plain, seal
from package_builder import ORG, certificate, signer

from jxdesk.domain.sending.receipts import Gap, Head, Receipt, ReceiptStatus
from jxdesk.exchange.certificates import Certificate, Role, issue, read_certificate
from jxdesk.exchange.envelope import RECEIPT_TYPE
from jxdesk.exchange.receipts import (
    MOST_GAPS,
    MOST_HEADS,
    SignedReceipt,
    check_receipt,
    read_receipt,
    sign_receipt,
)
from jxdesk.exchange.refusals import PackageRefused, Refusal
from jxdesk.exchange.revocations import Revocation, sign_list
from jxdesk.exchange.signing import Ed25519Signer, key_id
from jxdesk.exchange.trust import Trust

COUNTY, PREFECTURE = "53-23-99", "53-23"
ROOT, KEY = signer(20), signer(21)
BUREAU = (Role.SUBMIT, Role.REVIEW, Role.ISSUE, Role.RECEIVE)
ROOT_CERTIFICATE = certificate(ROOT, org=PREFECTURE, name="练习州财政局", roles=BUREAU)
DEVICE = "00112233aabbccdd"


def given(
    to: Ed25519Signer,
    *,
    org: str = COUNTY,
    roles: Sequence[Role] = BUREAU,
    by: Ed25519Signer = ROOT,
    not_after: str = "2028-01-01",
) -> bytes:
    """The certificate that the prefecture gives a county."""
    return issue(
        Certificate(
            org=org,
            name="练习县财政局",
            suite=to.suite,
            public_key=to.public_key,
            roles=tuple(roles),
            scope=org,
            issuer=key_id(by.suite, by.public_key),
            not_before="2025-01-01",
            not_after=not_after,
            seq_floor=0,
            serial="c" * 32,
        ),
        by,
    )


def of(*certificates: bytes) -> Trust:
    return Trust(certificates=tuple(read_certificate(one, where="信任文件")[0] for one in certificates))


TRUST = of(ROOT_CERTIFICATE)
RECEIPT = Receipt(
    package="a3" * 32,
    sender_org=ORG,
    device=DEVICE,
    epoch=2,
    seq=17,
    status=ReceiptStatus.IMPORTED,
    receiver_org=COUNTY,
    receiver_name="练习县财政局",
    created="2026-01-20T09:00:00+08:00",
    practice=False,
    heads=(Head(device=DEVICE, epoch=2, seq=17, digest="a3" * 32),),
    missing=(Gap(3, 3), Gap(5, 7)),
)


def signed(receipt: Receipt = RECEIPT, by: Ed25519Signer = KEY, chain: Sequence[bytes] = ()) -> SignedReceipt:
    return sign_receipt(receipt, by, chain=chain or [given(by)])


def read(data: bytes, trust: Trust | None = TRUST, *, practice: bool = False) -> SignedReceipt:
    return read_receipt(data, trust, practice=practice, where="回执")


def refusal(data: bytes, trust: Trust | None = TRUST, *, practice: bool = False) -> Refusal:
    with pytest.raises(PackageRefused) as refused:
        read(data, trust, practice=practice)
    return refused.value.refusal


def changed(by: Ed25519Signer = KEY, kind: str = RECEIPT_TYPE, **values: Any) -> bytes:
    """A receipt in which something was made wrong, and which is then signed rightly."""
    payload = orjson.loads(base64.b64decode(orjson.loads(signed().statement)["payload"]))
    payload.update(values)
    return plain(seal(plain(payload), [by], kind))


def test_what_was_signed_is_read_again_by_who_trusts_the_root_alone() -> None:
    written = signed()
    came = read(written.statement)
    assert came.receipt == RECEIPT
    assert (came.signer.org, came.is_confirmed, came.id) == (COUNTY, True, written.id)
    assert check_receipt(written.statement, where="回执") == RECEIPT
    assert len(written.statement) < 4096, "a receipt is tiny"


def test_the_trust_file_that_the_office_itself_was_given_is_enough() -> None:
    assert read(signed().statement, of(given(KEY), ROOT_CERTIFICATE)).is_confirmed


def test_the_same_answer_always_has_the_same_bytes_whatever_order_it_was_told_in() -> None:
    other = Head(device="ffff000011112222", epoch=1, seq=2, digest="b1" * 32)
    one = signed(replace(RECEIPT, heads=(other, *RECEIPT.heads), missing=(Gap(5, 7), Gap(3, 3))))
    two = signed(replace(RECEIPT, heads=(*RECEIPT.heads, other)))
    assert one.statement == two.statement
    assert read(one.statement).receipt.head_of(other.device) == other
    assert one.id != signed(replace(RECEIPT, status=ReceiptStatus.RETURNED)).id


def test_of_a_thousand_installations_and_gaps_the_newest_are_said() -> None:
    heads = tuple(
        Head(device=f"{number:016x}", epoch=1, seq=number + 1, digest="b1" * 32) for number in range(1000)
    )
    gaps = tuple(Gap(number, number) for number in range(1, 3000, 2))
    came = read(signed(replace(RECEIPT, heads=(*RECEIPT.heads, *heads), missing=gaps)).statement).receipt
    assert len(came.heads) == MOST_HEADS
    assert came.head_of(RECEIPT.device) == RECEIPT.heads[0], (
        "the head of the answered installation is always there"
    )
    assert came.missing == gaps[-MOST_GAPS:]


def test_every_status_travels_and_only_a_refusal_gives_its_code() -> None:
    for status in ReceiptStatus:
        code = "JX-FORK" if status is ReceiptStatus.REFUSED else ""
        assert read(signed(replace(RECEIPT, status=status, code=code)).statement).receipt.status is status
    assert refusal(changed(status="refused")) is Refusal.MANIFEST
    assert refusal(changed(code="JX-FORK")) is Refusal.MANIFEST


def test_an_office_cannot_answer_itself_nor_its_neighbour() -> None:
    own = given(KEY, org=ORG)
    with pytest.raises(PackageRefused) as refused:
        signed(replace(RECEIPT, receiver_org=ORG), chain=[own])
    assert refused.value.refusal is Refusal.SENDER_SCOPE
    chain = [own.decode("ascii")]
    assert refusal(changed(chain=chain, receiver={"name": "白岩镇", "org": ORG})) is Refusal.SENDER_SCOPE
    assert refusal(changed(chain=chain)) is Refusal.SENDER_SCOPE, "a township that calls itself the county"
    assert refusal(changed(sender_org="53-23-98-103")) is Refusal.SENDER_SCOPE
    assert refusal(changed(sender_org=f"{COUNTY}9-103")) is Refusal.SENDER_SCOPE, "only the text begins alike"


def test_a_key_that_may_only_hand_in_cannot_answer() -> None:
    data = changed(chain=[given(KEY, roles=(Role.SUBMIT, Role.ISSUE)).decode("ascii")])
    assert refusal(data) is Refusal.SENDER_SCOPE
    for role in (Role.REVIEW, Role.RECEIVE):
        assert read(signed(chain=[given(KEY, roles=(role,))]).statement).is_confirmed


def test_a_receipt_of_an_unknown_or_forged_signer_is_refused() -> None:
    data = signed().statement
    assert refusal(data, None) is Refusal.SIG_UNKNOWN
    assert refusal(data, of(certificate(signer(30), org=PREFECTURE, roles=BUREAU))) is Refusal.SIG_UNKNOWN
    forged = issue(read_certificate(given(KEY), where="x")[0], signer(31))
    assert refusal(changed(chain=[forged.decode("ascii")])) is Refusal.SIG_BAD
    assert refusal(changed(by=signer(32))) is Refusal.SIG_UNKNOWN
    wide = given(KEY, org="53")
    assert refusal(changed(chain=[wide.decode("ascii")])) is Refusal.SENDER_SCOPE, "wider than its issuer"


def test_a_certificate_that_the_desk_knows_counts_as_the_desk_knows_it() -> None:
    narrow = of(given(KEY, org=f"{COUNTY}-104"), ROOT_CERTIFICATE)
    assert refusal(signed().statement, narrow) is Refusal.SENDER_SCOPE


def test_a_changed_byte_and_a_second_signature_are_noticed() -> None:
    front = orjson.loads(signed().statement)
    twice = {**front, "signatures": [front["signatures"][0]] * 2}
    assert refusal(plain(twice)) is Refusal.SIG_BAD
    assert refusal(plain({**front, "signatures": []})) is Refusal.SIG_BAD
    payload = base64.b64decode(front["payload"]).replace(b'"imported"', b'"accepted"')
    assert refusal(plain({**front, "payload": base64.b64encode(payload).decode()})) is Refusal.SIG_BAD


def is_refused(data: bytes) -> bool:
    try:
        read(data)
    except PackageRefused:
        return True
    return False


def flipped(data: bytes, bit: int) -> bytes:
    return data[: bit // 8] + bytes([data[bit // 8] ^ 1 << bit % 8]) + data[bit // 8 + 1 :]


def test_a_receipt_cut_at_any_place_is_refused() -> None:
    data = signed().statement
    assert all(is_refused(data[:length]) for length in range(len(data)))


def test_a_receipt_with_one_bit_turned_is_refused() -> None:
    data = signed().statement
    bits = random.Random(9).sample(range(len(data) * 8), 2_000)
    assert all(is_refused(flipped(data, bit)) for bit in bits)


@pytest.mark.full
def test_full_a_receipt_with_any_bit_turned_is_refused() -> None:
    data = signed().statement
    assert [bit for bit in range(len(data) * 8) if not is_refused(flipped(data, bit))] == []


def test_a_statement_of_another_type_is_no_receipt() -> None:
    assert refusal(changed(kind="application/vnd.jxdesk.package+json;v=1")) is Refusal.ENV_TYPE
    assert refusal(changed(kind="application/vnd.jxdesk.receipt+json;v=2")) is Refusal.FORMAT_FUTURE
    assert refusal(given(KEY)) is Refusal.ENV_TYPE
    assert refusal(b"") is Refusal.EMPTY
    assert refusal(b"x" * 300_000) is Refusal.JSON_SIZE


def stopped(after_seq: int = 5) -> Trust:
    entry = Revocation(serial="c" * 32, after_seq=after_seq, reason="密钥丢失")
    return replace(TRUST, lists=(sign_list((entry,), ROOT, version=1, today=dt.date(2026, 2, 1)),))


@pytest.mark.parametrize("after_seq", [0, 17, 2**53 - 1])
def test_a_receipt_by_a_stopped_key_is_refused_whenever_it_was_signed(after_seq: int) -> None:
    assert refusal(signed().statement, stopped(after_seq)) is Refusal.SIG_REVOKED


def test_a_receipt_under_a_certificate_that_ran_out_is_refused() -> None:
    data = signed(chain=[given(KEY, not_after="2026-01-01")]).statement
    assert refusal(data) is Refusal.SIG_EXPIRED


def test_a_new_key_of_the_county_is_understood_without_a_new_trust_file() -> None:
    lost, new = given(KEY), signer(40)
    trust = replace(of(lost, ROOT_CERTIFICATE), lists=stopped().lists)
    again = replace(read_certificate(given(new), where="x")[0], serial="d" * 32)
    assert read(signed(by=new, chain=[issue(again, ROOT)]).statement, trust).receipt == RECEIPT


def test_practice_stays_in_practice_and_only_there_a_key_vouches_for_itself() -> None:
    self_made = certificate(KEY, org=COUNTY, name="练习县财政局", roles=BUREAU)
    practice = signed(replace(RECEIPT, practice=True), chain=[self_made]).statement
    came = read(practice, None, practice=True)
    assert (came.receipt.practice, came.is_confirmed) == (True, False)
    assert refusal(practice, TRUST, practice=False) is Refusal.PRACTICE
    assert refusal(practice, TRUST, practice=True) is Refusal.SIG_UNKNOWN, "who was enrolled asks for more"
    real = signed(chain=[self_made]).statement
    assert refusal(real, TRUST) is Refusal.SIG_UNKNOWN
    assert refusal(real, None) is Refusal.SIG_UNKNOWN
    assert refusal(real, None, practice=True) is Refusal.REAL
    borrowed = signed(replace(RECEIPT, practice=True)).statement
    assert refusal(borrowed, None, practice=True) is Refusal.SIG_UNKNOWN


@pytest.mark.parametrize(
    "values",
    [
        {"chain": []},
        {"chain": ["x"] * 2},
        {"chain": [""]},
        {"chain": [f"x{number}" for number in range(9)]},
        {"chain": None},
        {"clock_ok": 1},
        {"code": ""},
        {"code": "refused"},
        {"created": "2026-01-20 09:00"},
        {"missing": [3]},
        {"missing": [{"first": 5, "last": 3}]},
        {"missing": [{"first": 3, "last": 4}, {"first": 5, "last": 6}]},
        {"missing": [{"first": 5, "last": 6}, {"first": 1, "last": 2}]},
        {"missing": [{"first": 0, "last": 2}]},
        {"package": {"device": DEVICE, "digest": "a3" * 32, "epoch": 2, "seq": 17, "more": 1}},
        {"package": {"device": DEVICE, "digest": "A3" * 32, "epoch": 2, "seq": 17}},
        {"package": {"device": DEVICE, "digest": "a3" * 32, "epoch": 0, "seq": 17}},
        {"practice": None},
        {"receiver": {"name": "", "org": COUNTY}},
        {"receiver": {"name": "甲" * 201, "org": COUNTY}},
        {"receiver_head": [{"device": DEVICE, "digest": "a3" * 32, "epoch": 1, "seq": 1}] * 2},
        {"sender_org": "../x"},
        {"status": "lost"},
        {"status": None},
    ],
    ids=str,
)
def test_a_receipt_with_an_odd_value_is_refused(values: dict[str, Any]) -> None:
    assert refusal(changed(**values)) in (Refusal.MANIFEST, Refusal.JSON_SYNTAX, Refusal.LIMIT)
