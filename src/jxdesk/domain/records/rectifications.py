"""Rectifications: a problem that monitoring found, its cause, what is done about it, by whom and until when.

Source: 整改台账 as prefectures keep it; the states and what must be said are this program's own choice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from jxdesk.domain.findings import Finding, Severity


class RectificationState(StrEnum):
    """How far a rectification is; the value is stored, ``STATE_WORDS`` says it."""

    OPEN = "open"
    UNDER_WAY = "under_way"
    DONE = "done"
    DROPPED = "dropped"


STATE_WORDS = {
    RectificationState.OPEN: "未开始",
    RectificationState.UNDER_WAY: "整改中",
    RectificationState.DONE: "已完成",
    RectificationState.DROPPED: "不适用",
}
OVERDUE = "逾期"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rectification:
    """One problem and what becomes of it; ``filing_id`` and ``line_id`` name where it was found, ``period`` up to which month."""

    id: str
    office_id: str
    project_id: str = ""
    filing_id: str = ""
    line_id: str = ""
    year: int = 0
    period: int = 0
    problem: str = ""
    cause: str = ""
    measure: str = ""
    responsible: str = ""
    due_on: dt.date | None = None
    state: RectificationState = RectificationState.OPEN
    done_on: dt.date | None = None
    result: str = ""
    reviewed_by: str = ""
    review: str = ""
    document_number: str = ""

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self.state in (RectificationState.OPEN, RectificationState.UNDER_WAY)

    def is_overdue(self, today: dt.date) -> bool:
        """Whether it should have been done before today."""
        return self.is_open and self.due_on is not None and self.due_on < today

    def word(self, today: dt.date) -> str:
        """How it stands, in one word."""
        return OVERDUE if self.is_overdue(today) else STATE_WORDS[self.state]


def check_rectification(rectification: Rectification) -> Iterator[Finding]:
    """What must be said before it can be kept, and before it counts as done."""
    required = (
        ("problem", rectification.problem, "没有写问题。", "写清楚是什么问题，例如“7 月执行率只有 31%”。"),
        ("measure", rectification.measure, "没有写整改措施。", "写打算怎么办。"),
        ("responsible", rectification.responsible, "没有写责任人。", "写一个人的姓名。"),
    )
    for field, text, message, advice in required:
        if not text.strip():
            yield _error(f"{field}-blank", field, message, advice)
    if rectification.due_on is None and rectification.is_open:
        yield _error("due-blank", "due_on", "没有写整改时限。", "写到哪一天改好，例如 2026-09-30。")
    if rectification.state is RectificationState.DONE and not rectification.result.strip():
        yield _error("result-blank", "result", "标为已完成，没有写完成情况。", "写一句改成了什么样。")
    if rectification.state is RectificationState.DROPPED and not rectification.result.strip():
        yield _error("result-blank", "result", "标为不适用，没有写原因。", "写一句为什么不用改。")


def _error(code: str, field: str, message: str, advice: str) -> Finding:
    return Finding(severity=Severity.ERROR, code=code, message=message, advice=advice, field=field)
