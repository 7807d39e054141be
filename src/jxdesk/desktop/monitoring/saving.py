"""The list of a month as it leaves the window: the rows in sight in their order, what filters them, and their sums."""

from __future__ import annotations

from jxdesk.desktop.amounts import unit
from jxdesk.desktop.monitoring.filters import WORDS
from jxdesk.desktop.monitoring.model import STATES
from jxdesk.desktop.monitoring.session import MonitoringSession
from jxdesk.domain.lists.shown_list import Holds, ShownColumn, ShownList, ShownValue
from jxdesk.domain.monitoring.rows import MonitoringFilter, MonitoringRow, totals_of
from jxdesk.domain.monitoring.standing import period_words
from jxdesk.domain.records.filings import MoneyUnit

COLUMNS = (
    ShownColumn("项目名称"),
    ShownColumn("项目代码"),
    ShownColumn("实施单位"),
    ShownColumn("年初预算", Holds.MONEY),
    ShownColumn("全年预算", Holds.MONEY),
    ShownColumn("执行数", Holds.MONEY),
    ShownColumn("国库数", Holds.MONEY),
    ShownColumn("执行率", Holds.RATE),
    ShownColumn("全年预计", Holds.MONEY),
    ShownColumn("预警"),
    ShownColumn("预警说明"),
    ShownColumn("监控表"),
)


def shown_month(session: MonitoringSession) -> ShownList:
    """The rows in sight as a list to be saved."""
    rows = session.shown_rows()
    totals = totals_of(rows)
    sums: list[ShownValue] = [
        f"合计 {totals.count:,} 个",
        *("", ""),
        totals.original_fen,
        totals.revised_fen,
        totals.executed_fen,
        totals.treasury_fen if any(row.treasury_fen is not None for row in rows) else None,
        totals.rate,
        totals.forecast_fen,
        *("", "", ""),
    ]
    title = f"{session.year}年{period_words(session.period)}监控"
    return ShownList(
        name=title,
        caption=f"{title}　{filter_words(session)}",
        columns=COLUMNS,
        rows=[_values(row, session.unit_of(row)) for row in rows],
        totals=sums,
        unit=MoneyUnit(unit()),
    )


def filter_words(session: MonitoringSession) -> str:
    """What filters the list, in words."""
    parts = [WORDS[session.wanted]] if session.wanted is not MonitoringFilter.ALL else []
    parts += [session.scope_name] if session.scope else []
    parts += [f"查找“{session.text}”"] if session.text else []
    return f"按条件筛选：{'，'.join(parts)}" if parts else "全部项目"


def _values(row: MonitoringRow, whose: str) -> list[ShownValue]:
    return [
        row.name,
        row.code,
        whose,
        row.original_fen,
        row.budget_fen,
        row.executed_fen,
        row.treasury_fen,
        row.rate,
        row.forecast_fen,
        row.light.word,
        row.light.reason,
        STATES[row.state][0],
    ]
