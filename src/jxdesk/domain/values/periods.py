"""Periods: how many fiscal years a project runs, from what its form says; used where a mid-term target is asked for.

A text says it in years (``3年``, ``三年``), or by its first and last day, month or year (``2024年1月—2026年12月``).
"""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange

from jxdesk.domain.records.filings import FilingContent
from jxdesk.domain.values.lettering import fold, says_nothing

PERIOD = "project_period"
"""The answer that holds the period of the project."""
LONG_TERM_GOAL = "long_term_goal"
"""The answer that holds the target of the whole period."""

_HAN = {sign: number for number, sign in enumerate("〇一二三四五六七八九十")} | {"两": 2}
_COUNT = re.compile(
    r"(?:为?期|共|计)?(?P<count>\d{1,2}|[一二三四五六七八九十两])(?:个年度|周?年)(?:期|以上)?"
)
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_COMPACT = re.compile(r"(?<!\d)(20\d\d)(?:0[1-9]|1[0-2])(?:[0-3]\d)?(?!\d)")
_MONTH = re.compile(
    r"(?<!\d)(20\d\d)[年./-](1[0-2]|0?[1-9])(?:月|(?!\d))(?:[./-]?(3[01]|[12]\d|0?[1-9])日?(?!\d))?"
)


def fiscal_years(text: str) -> tuple[int, int] | None:
    """The first and the last fiscal year that a period names; None where it names none."""
    plain = re.sub(r"\s+", "", fold(text))
    years = [int(found[1]) for pattern in (_YEAR, _COMPACT) for found in pattern.finditer(plain)]
    return (min(years), max(years)) if years else None


def years_of(text: str) -> int | None:
    """How many fiscal years a period covers; None where the text does not say it."""
    named = fiscal_years(text)
    if named is not None:
        return named[1] - named[0] + 1
    count = _COUNT.fullmatch(re.sub(r"\s+", "", fold(text)))
    if count is None:
        return None
    digits = count["count"]
    return _HAN[digits] if digits in _HAN else int(digits)


def runs_several_years(content: FilingContent) -> bool:
    """Whether the project runs over more than one fiscal year, as far as the form says."""
    return (years_of(content.answers.get(PERIOD, "")) or 1) > 1


def has_mid_term(content: FilingContent) -> bool:
    """Whether the form shows its mid-term block: the project runs several years, or something stands in the block.

    What was filled in once is never hidden, whatever the period says afterwards.
    """
    return (
        runs_several_years(content)
        or not says_nothing(content.answers.get(LONG_TERM_GOAL, ""))
        or any(line.mid_term_fen is not None or line.mid_term_text for line in content.money_lines)
        or any(line.mid_term_text for line in content.indicator_lines)
    )


def mid_term_words(content: FilingContent) -> str:
    """The years of the mid-term target as a form prints them (``2024年—2026年``), blanks where they are not known."""
    text = content.answers.get(PERIOD, "")
    named = fiscal_years(text)
    if named is None:
        count = years_of(text)
        named = (content.year, content.year + count - 1) if count and content.year else None
    return "    年—    年" if named is None else f"{named[0]}年—{named[1]}年"


def period_text(starts_on: dt.date | None, ends_on: dt.date | None) -> str:
    """A period as forms print it, by months; empty where neither end is known."""
    ends = [f"{day.year}年{day.month}月" if day else "" for day in (starts_on, ends_on)]
    return "—".join(ends) if all(ends) else (f"{ends[0]}起" if ends[0] else ends[1] and f"至{ends[1]}")


def period_days(text: str) -> tuple[dt.date, dt.date] | None:
    """The first and the last day of a period that names two months or two years; None where it names anything else.

    A month counts from its first to its last day, as ``period_text`` prints it.
    """
    plain = re.sub(r"\s+", "", fold(text))
    found = [(int(year), int(month), int(day or 0)) for year, month, day in _MONTH.findall(plain)]
    if not found:
        years = fiscal_years(text)
        found = [(years[0], 1, 1), (years[1], 12, 31)] if years and years_of(text) else []
    if len(found) != 2:
        return None
    (first_year, first_month, first_day), (last_year, last_month, last_day) = found
    try:
        starts_on = dt.date(first_year, first_month, first_day or 1)
        ends_on = dt.date(last_year, last_month, last_day or monthrange(last_year, last_month)[1])
    except ValueError:
        return None
    return (starts_on, ends_on) if starts_on <= ends_on else None
