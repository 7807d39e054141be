"""People: who fills in at this desk, what a PIN must be, and how long one waits after wrong ones. Used by people errands."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

SHORTEST_PIN, LONGEST_PIN = 4, 12
LONGEST_NAME = 20
_FREE_TRIES = 2
_LONGEST_WAIT_SECONDS = 300


class Role(StrEnum):
    """What a person does here; the head of the office helps who forgot a PIN."""

    FILLS = "填报"
    REVIEWS = "复核"
    HEAD = "负责人"


ROLE_TITLES = {Role.FILLS: "填报人", Role.REVIEWS: "审核人", Role.HEAD: "负责人"}
"""What a person with the role is called on screen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One person of this desk; ``left_on`` is empty for who is still here."""

    id: str
    name: str
    role: Role = Role.FILLS
    has_pin: bool = False
    left_on: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tries:
    """How often a wrong PIN was typed since the last right one, and when last."""

    count: int = 0
    last: dt.datetime | None = None

    def wait_seconds(self, now: dt.datetime) -> int:
        """How long one has to wait before the next try: nothing at first, then twice as long after each wrong one.

        This program's own choice. A clock that was put back does not shorten the wait.
        """
        if self.last is None or self.count <= _FREE_TRIES:
            return 0
        whole = min(5 << min(self.count - _FREE_TRIES, 10), _LONGEST_WAIT_SECONDS)
        passed = max(0, int((now - self.last).total_seconds()))
        return max(0, whole - passed)


def complaint_about_pin(pin: str) -> str:
    """Why a text cannot be a PIN; empty where it can."""
    if not (pin.isascii() and pin.isdigit()):
        return "PIN 只用数字。"
    if not SHORTEST_PIN <= len(pin) <= LONGEST_PIN:
        return f"PIN 要 {SHORTEST_PIN} 到 {LONGEST_PIN} 位数字。"
    if len(set(pin)) == 1 or pin in "01234567890123" or pin in "98765432109876":
        return "这个 PIN 太好猜，请不要用同一个数字或顺着数的数字。"
    return ""


def complaint_about_name(name: str, others: tuple[Person, ...]) -> str:
    """Why a text cannot be the name of one more person; empty where it can."""
    if not name:
        return "没有写姓名。"
    if len(name) > LONGEST_NAME or any(ord(sign) < 32 for sign in name):
        return "姓名太长，或者里面有换行。"
    if any(one.name == name and not one.left_on for one in others):
        return f"已经有“{name}”了。同名的请加上科室，例如“{name}（预算股）”。"
    return ""
