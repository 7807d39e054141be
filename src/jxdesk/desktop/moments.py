"""Moments: times as a clerk says them."""

from __future__ import annotations

import datetime as dt


def moment(text: str, *, today: dt.date | None = None) -> str:
    """A moment in words, the time of day with the last two days only; empty where there is none."""
    if not text:
        return ""
    when = dt.datetime.fromisoformat(text)
    today = today or dt.datetime.now().astimezone().date()
    if when.date() == today:
        return f"今天 {when:%H:%M}"
    if when.date() == today - dt.timedelta(days=1):
        return f"昨天 {when:%H:%M}"
    if when.year == today.year:
        return f"{when.month}月{when.day}日"
    return f"{when.year}年{when.month}月{when.day}日"


def full_moment(text: str) -> str:
    """A moment with date and time."""
    if not text:
        return ""
    when = dt.datetime.fromisoformat(text)
    return f"{when.year}年{when.month}月{when.day}日 {when:%H:%M}"


def size(count: int) -> str:
    """A number of bytes in the unit that people read."""
    if count < 1024:
        return f"{count} 字节"
    if count < 1024**2:
        return f"{count / 1024:.0f} KB"
    if count < 1024**3:
        return f"{count / 1024**2:.1f} MB"
    return f"{count / 1024**3:.1f} GB"
