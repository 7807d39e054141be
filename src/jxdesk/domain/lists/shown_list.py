"""Shown list: a list as a screen shows it, its amounts and rates exact, so that it can leave the window as a workbook.

Pages fill it in and ``actions.table_out`` writes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from jxdesk.domain.records.filings import MoneyUnit


class Holds(StrEnum):
    """What a column holds: texts, whole numbers, amounts in 分, or rates in hundredths of a percent."""

    TEXT = "text"
    COUNT = "count"
    MONEY = "money"
    RATE = "rate"


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """A column with its heading; that of an amount gets the unit of the list behind it."""

    label: str
    holds: Holds = Holds.TEXT


ShownValue = str | int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownList:
    """The rows in the order of the screen and their sums; ``caption`` says what the list is of and how it is filtered.

    Units: amounts 分, written in ``unit``.
    """

    name: str
    caption: str
    columns: Sequence[ShownColumn]
    rows: Sequence[Sequence[ShownValue]]
    totals: Sequence[ShownValue]
    unit: MoneyUnit = MoneyUnit.WAN
