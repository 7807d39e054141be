"""Typed texts: the attributes that a text sets, and the refusal of one that means nothing in its cell. Used by the typed modules."""

from __future__ import annotations

from collections.abc import Mapping

from jxdesk.domain.findings import Finding, Severity

Values = Mapping[str, object]
"""The attributes of a line or of the content that a typed text sets."""


class Unreadable(Exception):  # noqa: N818 - a message to the caller within this room, not a fault of the program
    """A typed text that means nothing in its cell."""

    def __init__(self, message: str, advice: str) -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice

    def finding(self, line_id: str, field: str) -> Finding:
        """The refusal as a finding at its cell."""
        return Finding(
            severity=Severity.ERROR,
            code="value-unreadable",
            message=self.message,
            advice=self.advice,
            line_id=line_id,
            field=field,
        )
