"""What a number cell shows: its value through its number format, with nothing that was typed lost."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

TYPED_DECIMALS = 6
"""A value with more decimals than anybody types was computed: it is shown as its format rounds it."""

# Formats that the file only numbers; 27 to 58 as Excel and WPS print them in Chinese.
BUILT_IN: dict[int, str] = {
    0: "General",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"',
    28: 'm"月"d"日"',
    29: 'm"月"d"日"',
    30: "m/d/yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
    36: 'yyyy"年"m"月"',
    37: "#,##0",
    38: "#,##0",
    39: "#,##0.00",
    40: "#,##0.00",
    41: "#,##0",
    42: "#,##0",
    43: "#,##0.00",
    44: "#,##0.00",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    48: "0.0E+0",
    49: "@",
    50: 'yyyy"年"m"月"',
    51: 'm"月"d"日"',
    52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"',
    54: 'm"月"d"日"',
    55: 'yyyy"年"m"月"',
    56: 'm"月"d"日"',
    57: 'yyyy"年"m"月"',
    58: 'm"月"d"日"',
}

_TOKEN = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]|(.)', re.DOTALL)
_SILENT = "+-() "
_DATE_LETTERS = re.compile(r"[ymdhs]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """What a format code does to a number: words around it, places, thousands, percent or date."""

    prefix: str = ""
    suffix: str = ""
    decimals: int | None = None
    grouped: bool = False
    percent: bool = False
    date_parts: str = ""


def typed_value(stored: float | str) -> Decimal:
    """The number its author typed: 15 significant digits, so that 0.98*100 is 98 and not 98.00000000000001."""
    if isinstance(stored, str) and len(stored) <= 15 and stored.replace(".", "", 1).isdecimal():
        return Decimal(stored)
    return Decimal(f"{float(stored):.15g}")


def shown(value: Decimal, code: str, *, since_1904: bool = False) -> str:
    """The text of a number cell with the format code.

    A typed value is never rounded: only its padding, thousands, percent sign and words come from the format.
    """
    number_format = parse_format(code)
    if number_format.date_parts:
        return shown_date(value, number_format.date_parts, since_1904=since_1904)
    scaled = value * 100 if number_format.percent else value
    places = max(0, -_exponent(scaled))
    if places > TYPED_DECIMALS:
        wanted = number_format.decimals
        scaled = scaled.quantize(
            Decimal(1).scaleb(-(TYPED_DECIMALS if wanted is None else wanted)), ROUND_HALF_UP
        )
        if wanted is None:
            scaled = scaled.normalize()
        places = max(0, -_exponent(scaled))
    places = max(places, number_format.decimals or 0)
    text = f"{scaled:,.{places}f}" if number_format.grouped else f"{scaled:.{places}f}"
    return f"{number_format.prefix}{text}{'%' if number_format.percent else ''}{number_format.suffix}"


def _exponent(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


@lru_cache(maxsize=512)
def parse_format(code: str) -> NumberFormat:
    """What the first section of a format code says; a code that says nothing is General."""
    section = _first_section(code)
    if _is_date(section):
        return NumberFormat(date_parts=section)
    before, after, places = "", "", None
    seen_digit = seen_point = grouped = percent = False
    for match in _TOKEN.finditer(section):
        quoted, escaped, char = match.group(1), match.group(2), match.group(3)
        literal = quoted if quoted is not None else escaped
        if char in ("0", "#", "?"):
            seen_digit = True
            places = (places or 0) + (seen_point and char == "0")
        elif char == ".":
            seen_point = True
        elif char == ",":
            grouped = grouped or seen_digit
        elif char == "%":
            percent = True
        elif char in ("E", "e", "/", "@", "G"):
            return NumberFormat()
        elif literal is not None or (char is not None and char not in _SILENT):
            word = literal if literal is not None else char
            before, after = (before, after + word) if seen_digit else (before + word, after)
    if not seen_digit:
        return NumberFormat()
    return NumberFormat(before.strip(), after.strip(), places, grouped, percent)


def _first_section(code: str) -> str:
    quoted = False
    for index, char in enumerate(code):
        if char == '"':
            quoted = not quoted
        elif char == ";" and not quoted:
            return code[:index]
    return code


def _is_date(section: str) -> bool:
    bare = _TOKEN.sub(lambda match: match.group(3) or "", section)
    return "General" not in bare and bool(_DATE_LETTERS.search(bare)) and not re.search(r"[0#?]\s*%?$", bare)


def shown_date(serial: Decimal, parts: str, *, since_1904: bool) -> str:
    """A date cell as text: with 年月日 where the format has them, else year-month-day."""
    start = dt.datetime(1904, 1, 1) if since_1904 else dt.datetime(1899, 12, 30)  # noqa: DTZ001 - a sheet has no zone
    try:
        moment = start + dt.timedelta(days=float(serial))
    except OverflowError:
        return f"{serial:f}"
    bare = _TOKEN.sub(lambda match: match.group(3) or "", parts).lower()
    words = "年" in parts or "月" in parts
    has_year, has_day = "y" in bare, "d" in bare
    if "m" not in bare or (not has_year and not has_day):
        return f"{moment:%H:%M}"
    if words:
        text = f"{moment.year}年" if has_year else ""
        return text + f"{moment.month}月" + (f"{moment.day}日" if has_day else "")
    text = f"{moment.year}-{moment.month:02d}" if has_year else f"{moment.month}月"
    if has_day:
        text += f"-{moment.day:02d}" if has_year else f"{moment.day}日"
    return text
