"""Words of the road: what clerks call the states of packages that came and went, with their tints."""

from __future__ import annotations

from typing import assert_never

from jxdesk.actions.sent_ledger import CameBy, LedgerEntry, StoredReceipt
from jxdesk.desktop.moments import full_moment
from jxdesk.desktop.theme import Tone
from jxdesk.domain.records.filings import Form
from jxdesk.domain.records.form_words import FORM_NAMES
from jxdesk.domain.records.packages import PackageKind
from jxdesk.domain.sending.receipts import STATUS_WORDS, ReceiptStatus, gap_words

REVIEW_PAGE = "review"
"""The page on which what came is judged."""
RETURNED_PAGE = "returned"
"""The page on which what was returned is corrected."""

INBOX_STATES: dict[str, tuple[str, Tone]] = {
    "conflicts": ("有冲突", Tone.ERROR),
    "waiting": ("待审核", Tone.WARN),
    "returned": ("待改重报", Tone.WARN),
    "unsent": ("审核结果待送出", Tone.INFO),
    "done": ("已办完", Tone.OK),
    "older": ("已存档（旧）", Tone.PLAIN),
    "undone": ("已撤销", Tone.PLAIN),
}
NOT_TAKEN = ("没有收下", Tone.ERROR)
"""A file that was refused."""

SEALED = ("已封装（未确认）", Tone.PLAIN)
"""Sealed and perhaps handed over: nobody has said that it arrived."""
_SENT_TONES = {
    ReceiptStatus.RECEIVED: Tone.INFO,
    ReceiptStatus.IMPORTED: Tone.INFO,
    ReceiptStatus.ACCEPTED: Tone.OK,
    ReceiptStatus.RETURNED: Tone.WARN,
    ReceiptStatus.MERGED: Tone.OK,
    ReceiptStatus.REFUSED: Tone.ERROR,
}
_SENT_ICONS = {
    ReceiptStatus.RECEIVED: "check",
    ReceiptStatus.IMPORTED: "check",
    ReceiptStatus.ACCEPTED: "done",
    ReceiptStatus.RETURNED: "returned",
    ReceiptStatus.MERGED: "merge",
    ReceiptStatus.REFUSED: "error",
}
_CAME_BY = {
    CameBy.FILE: "签名的回执",
    CameBy.PACKAGE: "随上级的包来的回执",
    CameBy.PHONE: "电话码",
    CameBy.WIRE: "联网取回的回执",
}


def sent_state(entry: LedgerEntry) -> tuple[str, Tone]:
    """How far a package that was sent is; what was only said on the phone says so."""
    status = entry.status
    if status is None:
        return SEALED
    word = STATUS_WORDS[status]
    return (word if entry.is_proven else f"电话确认：{word}"), _SENT_TONES[status]


def sent_icon(entry: LedgerEntry) -> str:
    """The icon beside that word."""
    return "seal" if entry.status is None else _SENT_ICONS[entry.status]


def said_words(said: StoredReceipt) -> str:
    """One line of the history of a package: when it came here, by which way, who said what."""
    who = f"{said.receiver_name}：" if said.receiver_name else ""
    code = f"（{said.code}）" if said.code else ""
    missing = f"，没有收到{gap_words(said.missing)}" if said.missing else ""
    return f"{full_moment(said.taken_at)}　{_CAME_BY[said.came_by]}　{who}{STATUS_WORDS[said.status]}{code}{missing}"


def dataset_words(kind: PackageKind, form: str, year: int | None, period: int | None) -> str:
    """What a package is about: ``2025年绩效自评``, ``2026年10月绩效监控``; what is no form of ours by its kind."""
    known = {one.value: FORM_NAMES[one] for one in Form}
    if form not in known or year is None:
        return kind_words(kind)
    when = f"{year}年{period}月" if period is not None else f"{year}年"
    back = "" if kind is PackageKind.SUBMISSION else f"（{kind_words(kind)}）"
    return f"{when}{known[form]}{back}"


def kind_words(kind: PackageKind) -> str:
    """What a kind of package is called."""
    match kind:
        case PackageKind.SUBMISSION:
            return "报送"
        case PackageKind.RETURN:
            return "审核结果"
        case PackageKind.APPROVAL:
            return "批复"
        case PackageKind.PUBLICATION:
            return "下发资料"
        case PackageKind.TRUST:
            return "证书"
        case PackageKind.HANDOVER:
            return "交接"
        case PackageKind.RESTORE_COPY:
            return "恢复用副本"
        case PackageKind.MERGE:
            return "合并"
        case PackageKind.UPDATE:
            return "更新"
        case _:
            assert_never(kind)
