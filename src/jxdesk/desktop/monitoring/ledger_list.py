"""The rows of the ledger of rectifications as texts of the screen, and as a list that leaves the window."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from jxdesk.domain.lists.shown_list import ShownColumn, ShownList, ShownValue
from jxdesk.domain.monitoring.ledger import LedgerRow, days_left
from jxdesk.domain.monitoring.standing import period_words

COLUMNS = (
    "状态",
    "整改时限",
    "还剩",
    "项目",
    "项目代码",
    "单位",
    "年度",
    "期次",
    "问题",
    "原因",
    "整改措施",
    "责任人",
    "完成情况",
    "完成日期",
)


def texts_of(row: LedgerRow, today: dt.date) -> tuple[str, ...]:
    """A row of the screen."""
    about = row.about
    due = about.due_on.isoformat() if about.due_on is not None else ""
    problem = about.problem.replace("\n", " ")
    return (
        about.word(today),
        due,
        days_left(row, today),
        row.subject,
        row.office,
        problem,
        about.responsible,
    )


def shown_ledger(rows: Sequence[LedgerRow], filter_words: str, today: dt.date) -> ShownList:
    """The rows in sight as a list to be saved."""
    overdue = sum(row.about.is_overdue(today) for row in rows)
    late = f"，逾期 {overdue} 条" if overdue else ""
    totals: list[ShownValue] = [f"合计 {len(rows)} 条{late}", *("" for _ in COLUMNS[1:])]
    return ShownList(
        name="整改台账",
        caption=f"整改台账　{filter_words}　{today.isoformat()}",
        columns=[ShownColumn(word) for word in COLUMNS],
        rows=[_values(row, today) for row in rows],
        totals=totals,
    )


def _values(row: LedgerRow, today: dt.date) -> list[ShownValue]:
    about = row.about
    return [
        *texts_of(row, today)[:3],
        row.subject,
        row.project_code,
        row.office,
        str(about.year or ""),
        period_words(about.period) if about.period else "",
        about.problem,
        about.cause,
        about.measure,
        about.responsible,
        about.result,
        about.done_on.isoformat() if about.done_on is not None else "",
    ]
