"""Words of the wire: how far a package has come on it, when the next try is, and how an errand came out."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, assert_never

from jxdesk.desktop.moments import size
from jxdesk.desktop.theme import Tone
from jxdesk.domain.sending.outbox import STATE_WORDS, OutboxState, Trouble

if TYPE_CHECKING:
    from jxdesk.actions.fetch import Fetched
    from jxdesk.actions.outbox import OutboxItem
    from jxdesk.actions.upload import Met, Uploaded
    from jxdesk.domain.errors import JxError

_ENGLISH = re.compile(r"（[ -~]*）")
"""What the system or the line says of a fault, in brackets behind where it was."""
SOON_SECONDS = 5
MINUTE_SECONDS = 60
MOST_NAMED = 3


def pause_words(at: dt.datetime | None, now: dt.datetime) -> str:
    """When the next try is: ``马上再试``, ``约 40 秒后再试``, ``约 5 分钟后（14:32）再试``."""
    seconds = 0.0 if at is None else (at - now).total_seconds()
    if at is None or seconds <= SOON_SECONDS:
        return "马上再试"
    if seconds < 2 * MINUTE_SECONDS:
        return f"约 {round(seconds / 10) * 10 or 10} 秒后再试"
    return f"约 {round(seconds / MINUTE_SECONDS)} 分钟后（{at.astimezone():%H:%M}）再试"


def wire_state(item: OutboxItem) -> tuple[str, Tone, str] | None:
    """Word, tint and icon of a package that is on the wire or was refused there; None where the wire has no say."""
    match item.state:
        case OutboxState.QUEUED:
            return STATE_WORDS[item.state], Tone.INFO, "upload"
        case OutboxState.SENDING:
            return f"{STATE_WORDS[item.state]} {share_of(item)}%", Tone.INFO, "upload"
        case OutboxState.FAILED:
            return STATE_WORDS[item.state], Tone.ERROR, "error"
        case OutboxState.DELIVERED:
            return STATE_WORDS[item.state], Tone.OK, "done"
        case (
            OutboxState.SEALED
            | OutboxState.IMPORTED
            | OutboxState.ACCEPTED
            | OutboxState.RETURNED
            | OutboxState.MERGED
            | OutboxState.REFUSED
        ):
            return None
        case _:
            assert_never(item.state)


def share_of(item: OutboxItem) -> int:
    """How much of a package has gone. Units: percent."""
    whole = item.package.size_bytes
    return min(100, item.entry.sent_bytes * 100 // whole) if whole else 0


def offset_words(sent_bytes: int, whole: int) -> str:
    """How far an upload is: ``1.2 MB / 3.2 MB（38%）``."""
    share = min(100, sent_bytes * 100 // whole) if whole else 0
    return f"{size(sent_bytes)} / {size(whole)}（{share}%）"


def way_words(item: OutboxItem, now: dt.datetime, *, is_paused: bool = False) -> str:
    """How a package travels, for the panel beside the list; empty where it was merely sealed."""
    entry, lines = item.entry, []
    if item.state is OutboxState.SENDING or (item.state is OutboxState.QUEUED and entry.sent_bytes):
        lines.append(f"已经传了 {offset_words(entry.sent_bytes, item.package.size_bytes)}，不会重传。")
    if item.state is OutboxState.QUEUED:
        at = dt.datetime.fromisoformat(entry.next_try_at) if entry.next_try_at else None
        when = "已暂停" if is_paused else pause_words(at, now) if at is not None else ""
        lines.append(f"等着上传，{when}。" if when else "等着上传。")
    if entry.trouble is not None and item.is_waiting:
        lines.append(fault_words(entry.trouble))
    if entry.copies:
        lines.append(f"写到 U 盘或文件夹 {entry.copies} 次。")
    return "\n".join(lines)


def uploaded_words(done: Uploaded) -> tuple[Tone, str] | None:
    """What is worth telling of an upload; None where nothing happened."""
    went = [one for one in done.packages if one.fault is None]
    refused = [one for one in done.packages if one.fault is not None]
    if refused:
        first = refused[0]
        assert first.fault is not None, "just chosen so"
        said = f"第 {first.package.position.seq} 号没有送成：{fault_words(first.fault)}"
        more = f"　另有 {len(refused) - 1} 个也没有送成。" if len(refused) > 1 else ""
        return Tone.ERROR, said + more
    parts = []
    if went:
        numbers = "、".join(str(one.package.position.seq) for one in went[:MOST_NAMED])
        rest = f"等 {len(went)} 个包" if len(went) > MOST_NAMED else ""
        parts.append(f"第 {numbers} 号{rest}已送达，{done.hub_name}给了回执")
    if done.answers:
        parts.append(f"本单位给下级的 {done.answers} 份回执放到了接收服务上")
    if not parts:
        return None
    clock = _clock_words(done.hours_apart) if done.is_clock_doubtful else ""
    return (Tone.WARN if clock else Tone.OK), f"{'；'.join(parts)}。{clock}"


def fetched_words(done: Fetched) -> tuple[Tone, str] | None:
    """What is worth telling of a fetch; None where nothing came and nothing went wrong."""
    parts = [one.words for one in done.receipts[:MOST_NAMED]]
    if (more := len(done.receipts) - MOST_NAMED) > 0:
        parts.append(f"还有 {more} 份回执")
    if done.new:
        parts.append(f"取回 {done.new} 个数据包，还没有装入")
    if done.not_taken:
        parts.append(f"{len(done.not_taken)} 份回执没有收：{fault_words(done.not_taken[0].fault)}")
    if done.elsewhere:
        parts.append(f"还有 {done.elsewhere} 份是给本单位另一台电脑的，留着没动")
    if done.fault is not None:
        parts.append(fault_words(done.fault))
    if not parts:
        return None
    return (Tone.WARN if done.fault is not None or done.not_taken else Tone.OK), "；".join(parts)


def met_words(met: Met) -> tuple[Tone, str]:
    """What a trial of the connection came to."""
    said = f"连上了：{met.hub_name}的接收服务，签名核对过，是管本单位的。"
    if abs(met.hours_apart) >= 24:
        return Tone.WARN, said + _clock_words(met.hours_apart)
    return Tone.OK, said


def fault_words(fault: JxError | Trouble) -> str:
    """An error in one paragraph: what, where, what to do; what the system says of it in English stays in the log."""
    facts = _ENGLISH.sub("", fault.facts)
    return f"{fault.title}{f'（{facts}）' if facts else ''}{fault.advice}"


def _clock_words(hours_apart: float) -> str:
    days = round(abs(hours_apart) / 24)
    ahead = "快" if hours_apart > 0 else "慢"
    return f"本机的日期比接收服务{ahead}约 {days} 天，请改对（不影响这次）。"
