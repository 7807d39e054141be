"""Amounts: numbers as the screen shows them; written small because the first page needs it before forms are loaded."""

from __future__ import annotations

from jxdesk.desktop import preferences


def wan(fen: int | None) -> str:
    """An amount in 万元 with two decimals, rounded half up, as ``domain.values.money`` prints it; empty where there is none.

    Units: ``fen`` 分.
    """
    if fen is None:
        return ""
    hundredths = (abs(fen) * 2 + 10_000) // 20_000
    sign = "-" if fen < 0 and hundredths else ""
    return f"{sign}{hundredths // 100:,}.{hundredths % 100:02d}"


class _Current:
    """The unit of lists and cards on this machine; read when it is first asked for."""

    in_yuan: bool | None = None


def in_yuan() -> bool:
    """Whether lists and cards show 元."""
    if _Current.in_yuan is None:
        _Current.in_yuan = preferences.YUAN.get()
    return _Current.in_yuan


def show_in_yuan(on: bool) -> None:
    """Changes the unit of lists and cards, and keeps the choice; forms keep the unit of their template."""
    _Current.in_yuan = on
    preferences.YUAN.put(on)


def unit() -> str:
    """The word of the unit that lists and cards show."""
    return "元" if in_yuan() else "万元"


def amount(fen: int | None) -> str:
    """An amount in the unit that lists and cards show; 元 are exact to the 分.

    Units: ``fen`` 分.
    """
    if fen is None or not in_yuan():
        return wan(fen)
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


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
