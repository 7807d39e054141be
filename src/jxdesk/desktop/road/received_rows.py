"""A package that came in words: its line in the list, and what was and is still to be done about it."""

from __future__ import annotations

from jxdesk.actions.inbox import InboxPackage
from jxdesk.desktop.moments import moment
from jxdesk.desktop.road.words import INBOX_STATES, dataset_words
from jxdesk.domain.records.packages import PackageKind
from jxdesk.domain.records.received import ReceivedPackage


def received_row(one: InboxPackage) -> tuple[str, ...]:
    """A package under the headings of the list."""
    package = one.package
    return (
        INBOX_STATES[one.state][0],
        package.sender_name,
        str(package.position.seq),
        content_words(package),
        str(one.waiting or ""),
        moment(package.received_at),
        package.file_name,
    )


def content_words(package: ReceivedPackage) -> str:
    """What a package is about."""
    return dataset_words(package.kind, package.form, package.year, package.period)


def counted_words(package: ReceivedPackage) -> str:
    """What taking it in did."""
    counts = package.facts.get("counts", {})
    words = (
        ("new", "新增 {} 张"),
        ("changed", "改动 {} 张"),
        ("same", "相同 {} 张"),
        ("conflict", "冲突 {} 张"),
        ("new_projects", "新项目 {} 个"),
    )
    return "，".join(text.format(counts[key]) for key, text in words if counts.get(key)) or "没有改动"


def waiting_words(one: InboxPackage) -> str:
    """What is still to be done about it."""
    is_return = one.package.kind is PackageKind.RETURN
    parts = (
        (one.open, f"{one.open} 张两边都改过，要选"),
        (one.waiting, f"{one.waiting} 张待审核"),
        (one.unsent, f"{one.unsent} 条审核结果待送出"),
        (one.returned, f"{one.returned} 张要改好重报" if is_return else f"{one.returned} 张已退回，等重报"),
    )
    return "，".join(words for count, words in parts if count) or "没有"
