"""Amounts: numbers as the screen shows them; written small because the first page needs it before forms are loaded."""

from __future__ import annotations


def wan(fen: int | None) -> str:
    """An amount in 万元 with two decimals, rounded half up, as ``domain.money`` prints it; empty where there is none.

    Units: ``fen`` 分.
    """
    if fen is None:
        return ""
    hundredths = (abs(fen) * 2 + 10_000) // 20_000
    sign = "-" if fen < 0 and hundredths else ""
    return f"{sign}{hundredths // 100:,}.{hundredths % 100:02d}"


def percent(hundredths: int | None) -> str:
    """A rate with one decimal.

    Units: ``hundredths`` of a percent.
    """
    if hundredths is None:
        return ""
    tenths = (hundredths + 5) // 10
    return f"{tenths // 10}.{tenths % 10}%"


def points(hundredths: int | None) -> str:
    """A score with two decimals.

    Units: ``hundredths`` of a point.
    """
    return "" if hundredths is None else f"{hundredths // 100}.{hundredths % 100:02d}"
