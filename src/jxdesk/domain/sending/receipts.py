"""Receipts: what an office above answers for a package, in plain values; the exchange signs them, the press prints them.

A receipt is the only thing that makes a package 已接收; what was merely handed over stays 已送出. Source: exchange format 1,
receipts; the stages and their words are this program's own choice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import assert_never


class ReceiptStatus(StrEnum):
    """What a receiver answers for a package; the value is the word of the receipt."""

    RECEIVED = "received"
    IMPORTED = "imported"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    MERGED = "merged"
    REFUSED = "refused"


STATUS_WORDS = {
    ReceiptStatus.RECEIVED: "已接收",
    ReceiptStatus.IMPORTED: "已装入",
    ReceiptStatus.ACCEPTED: "审核通过",
    ReceiptStatus.RETURNED: "已退回",
    ReceiptStatus.MERGED: "已并入",
    ReceiptStatus.REFUSED: "没有收下",
}


def status_meaning(status: ReceiptStatus) -> str:
    """What a status means for the office that sent the package, in one sentence."""
    match status:
        case ReceiptStatus.RECEIVED:
            return "数据包已收到并核对过签名，还没有装入。"
        case ReceiptStatus.IMPORTED:
            return "数据包已装入接收单位的数据库，等待审核。"
        case ReceiptStatus.ACCEPTED:
            return "包里的表已审核通过。"
        case ReceiptStatus.RETURNED:
            return "包里有表被退回修改，退回包另行送达。"
        case ReceiptStatus.MERGED:
            return "包里的表已并入别的填报。"
        case ReceiptStatus.REFUSED:
            return "数据包没有收下，数据没有装入，请按原因处理后重新送出。"
        case _:
            assert_never(status)


def stage_of(status: ReceiptStatus) -> int:
    """How far a package has come with this answer: received, taken in, decided."""
    match status:
        case ReceiptStatus.RECEIVED:
            return 1
        case ReceiptStatus.IMPORTED:
            return 2
        case ReceiptStatus.ACCEPTED | ReceiptStatus.RETURNED | ReceiptStatus.MERGED | ReceiptStatus.REFUSED:
            return 3
        case _:
            assert_never(status)


def is_news(said: ReceiptStatus, known: ReceiptStatus | None) -> bool:
    """Whether an answer changes what is known of a package.

    Order is told by the stage and never by a clock: an earlier answer that arrives late is kept and changes nothing.
    """
    return known is None or (said is not known and stage_of(said) >= stage_of(known))


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The newest package of one installation that a receiver holds."""

    device: str
    epoch: int
    seq: int
    digest: str


@dataclass(frozen=True, slots=True, order=True)
class Gap:
    """Numbers of a sender's packages that never arrived, both ends included."""

    first: int
    last: int


def gaps_of(numbers: Iterable[int]) -> tuple[Gap, ...]:
    """Missing numbers as gaps, in order: 3, 5, 6, 7 are two of them."""
    found = []
    for _, run in groupby(enumerate(sorted(set(numbers))), lambda pair: pair[1] - pair[0]):
        members = [number for _, number in run]
        found.append(Gap(members[0], members[-1]))
    return tuple(found)


MOST_NAMED = 12


def gap_words(gaps: Sequence[Gap]) -> str:
    """Missing numbers for people: ``第 3、5–7 号``, of very many the first and how many they are; empty where none is."""
    if not gaps:
        return ""
    named = "、".join(
        f"{gap.first}" if gap.first == gap.last else f"{gap.first}–{gap.last}" for gap in gaps[:MOST_NAMED]
    )
    if len(gaps) <= MOST_NAMED:
        return f"第 {named} 号"
    return f"第 {named} 号等，共 {sum(gap.last - gap.first + 1 for gap in gaps)} 个"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What a receiver answers for one package.

    ``package`` is its digest, ``device``, ``epoch`` and ``seq`` its place in the sender's chain; ``code`` says why it was
    refused. ``heads`` are the newest packages of the sender that the receiver holds, one an installation, by which a
    restored PC learns what is already there; ``missing`` are numbers before this one that never arrived.
    ``created`` is a moment as the manifest writes it, and ``clock_ok`` whether the receiver's clock could be right.
    """

    package: str
    sender_org: str
    device: str
    epoch: int
    seq: int
    status: ReceiptStatus
    code: str = ""
    receiver_org: str
    receiver_name: str
    created: str
    clock_ok: bool = True
    practice: bool
    heads: tuple[Head, ...] = ()
    missing: tuple[Gap, ...] = ()

    def head_of(self, device: str) -> Head | None:
        """The newest package of an installation that the receiver holds."""
        return next((head for head in self.heads if head.device == device), None)


def mismatch(receipt: Receipt, *, package: str, sender_org: str, device: str, epoch: int, seq: int) -> str:
    """What keeps a receipt from being the answer to a sent package, in words; empty where it is.

    The digest alone decides which package is meant; office and number are compared so that a receiver's slip shows.
    """
    if receipt.package != package:
        return "回执说的是另一个数据包。"
    if receipt.sender_org != sender_org:
        return f"回执写的报送单位是 {receipt.sender_org}，不是 {sender_org}。"
    if (receipt.device, receipt.epoch, receipt.seq) != (device, epoch, seq):
        return f"回执写的是第 {receipt.seq} 号，和本机送出的第 {seq} 号对不上。"
    return ""
