"""The moulds of a filing's lines: for the rooms that read, draw or change them by the ten thousand."""

from __future__ import annotations

from jxdesk.domain.moulds import Mould
from jxdesk.domain.records.filings import IndicatorLine, MoneyLine, TaskLine

INDICATOR_LINES = Mould(IndicatorLine)
MONEY_LINES = Mould(MoneyLine)
TASK_LINES = Mould(TaskLine)
