"""Errors: broken promises of the outside world, each with what happened, the facts and what to do."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """The exit codes of the command line: a contract with scripts."""

    DONE = 0
    REFUSED = 1
    USAGE = 2
    LOCKED = 3
    BROKEN = 4


class JxError(Exception):
    """An error that a clerk can act on.

    ``title`` says what happened, ``facts`` where and with what values, ``advice`` what to do next. ``code`` is stable.
    """

    code = "JX-ERROR"
    exit_code = ExitCode.REFUSED

    def __init__(
        self,
        title: str,
        *,
        facts: str = "",
        advice: str = "",
        code: str | None = None,
        exit_code: ExitCode | None = None,
    ) -> None:
        super().__init__(title)
        self.title = title
        self.facts = facts
        self.advice = advice
        if code is not None:
            self.code = code
        if exit_code is not None:
            self.exit_code = exit_code

    def __str__(self) -> str:
        return " ".join(part for part in (self.title, self.facts, self.advice) if part)


class Cancelled(JxError):  # noqa: N818 - a wish of the person at the desk, not a fault
    """The person at the desk cancelled; silent at the door."""

    code = "JX-CANCELLED"

    def __init__(self) -> None:
        super().__init__("已取消，没有改动任何数据。")
