"""List cells: what one cell of a free table says as a code, an amount, a date, a month, a year or a yes. Used by the rows of lists."""

from __future__ import annotations

import datetime as dt
import re
from typing import assert_never

from jxdesk.domain.lists.free_tables import TableCell
from jxdesk.domain.lists.table_words import CellShape
from jxdesk.domain.records.filings import MoneyUnit
from jxdesk.domain.values.lettering import fold, says_nothing
from jxdesk.domain.values.money import AmountState, parse_amount

CODE_DIGITS = 21
EXACT_DIGITS = 15
"""A spreadsheet keeps so many digits of a number; the rest of a longer code is lost."""
_PROJECT_CODE = re.compile(r"\d{8}[0-9A-Z]\d{12}")
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+?\d+", re.IGNORECASE)
_DAY = re.compile(r"(20\d\d)(?:[-/.年]([01]?\d)(?:[-/.月]([0-3]?\d)日?)?月?|([01]\d)([0-3]\d))(?!\d)")
_DAY_OF_YEAR = re.compile(r"([01]?\d)[-/.月]([0-3]?\d)日?")
_MONTH = re.compile(r"(?:20\d\d[-/.年]?)?(?:[01]?\d月?[-—~至到])?([01]?\d)(?:月份?|月底|月末)?")
_YEAR = re.compile(r"(20[0-4]\d)年?度?")


def has_shape(text: str, shape: CellShape) -> bool:
    """Whether a cell reads like what a column of this shape holds."""
    match shape:
        case CellShape.TEXT:
            return True
        case CellShape.CODE:
            return _PROJECT_CODE.fullmatch(plain_code(text)) is not None or is_scientific(text)
        case CellShape.MONEY:
            return says_nothing(text) or parse_amount(text, MoneyUnit.YUAN).state is AmountState.READ
        case CellShape.DATE:
            return read_date(text, None) is not None
        case CellShape.MONTH:
            return read_month(text) is not None
        case CellShape.YEAR:
            return read_year(text) is not None
        case CellShape.FLAG:
            return len(text.strip()) <= 4
        case _:
            assert_never(shape)


def plain_code(text: str) -> str:
    """A code without blanks and full-width forms, and without the apostrophe that keeps it a text."""
    return re.sub(r"\s+", "", fold(text)).lstrip("'‘’`").upper()


def is_scientific(text: str) -> bool:
    """Whether a spreadsheet has turned a code into 6.9E+12."""
    return _SCIENTIFIC.fullmatch(plain_code(text)) is not None


def is_lost_code(cell: TableCell) -> bool:
    """Whether a code has become a number with fewer digits than it had."""
    digits = re.sub(r"\D", "", cell.text)
    return is_scientific(cell.text) or (cell.is_number and len(digits) > EXACT_DIGITS)


def is_project_code(code: str) -> bool:
    """Whether a code is built like those of the integrated budget system.

    Source: 财办〔2020〕13号: region 6, year 2, class 1, sequence 12.
    """
    return _PROJECT_CODE.fullmatch(code) is not None


def read_date(text: str, year: int | None) -> dt.date | None:
    """The day that a cell names, its last one where it names no day; ``year`` is taken where it names no year."""
    plain = re.sub(r"\s+", " ", fold(text)).replace(" ", "", 0).strip()
    found = _DAY.match(plain)
    if found is not None:
        whole_year, month, day, month2, day2 = found.groups()
        if (month or month2) is None:
            return None
        return _date(int(whole_year), int(month or month2), int(day or day2 or 0))
    short = _DAY_OF_YEAR.fullmatch(plain)
    if short is not None and year is not None:
        return _date(year, int(short.group(1)), int(short.group(2)))
    return None


def _date(year: int, month: int, day: int) -> dt.date | None:
    if not 1 <= month <= 12:
        return None
    if not day:
        first_of_next = dt.date(year + month // 12, month % 12 + 1, 1)
        return first_of_next - dt.timedelta(days=1)
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def read_month(text: str) -> int | None:
    """The month that a cell names, the last of a span: ``7``, ``7月``, ``1-7月``, ``2026-07``, ``202607``."""
    plain = re.sub(r"\s+", "", fold(text)).removeprefix("截至").removeprefix("截止")
    found = re.fullmatch(r"20\d\d([01]\d)", plain) or _MONTH.fullmatch(plain)
    month = int(found.group(1)) if found else 0
    return month if 1 <= month <= 12 else None


def read_year(text: str) -> int | None:
    """The year that a cell names."""
    found = _YEAR.fullmatch(re.sub(r"\s+", "", fold(text)))
    return int(found.group(1)) if found else None


def last_month_in(captions: tuple[str, ...]) -> int | None:
    """The month up to which a caption says that a table counts: ``2026年1-7月``, ``截至2026年7月31日``."""
    for caption in captions:
        plain = re.sub(r"\s+", "", fold(caption))
        found = re.findall(r"(?:[01]?\d月?[-—~至到])?(?<!\d)([01]?\d)月", plain)
        months = [int(month) for month in found if 1 <= int(month) <= 12]
        if months:
            return months[-1]
    return None
