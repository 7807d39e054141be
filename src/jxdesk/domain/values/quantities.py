"""Quantities: targets, actual values, points and rates, read from what offices write. Used by reading, the wizard and scoring.

A text becomes a number only when the whole of it is sign, number and unit; a number inside prose stays prose.
"""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from jxdesk.domain.records.filings import Comparator, Direction
from jxdesk.domain.values.due_dates import DueDate, read_due_date
from jxdesk.domain.values.indicator_names import unit_in_name
from jxdesk.domain.values.lettering import fold, is_error_value, says_nothing
from jxdesk.domain.values.units import (
    PERCENT,
    PERMILLE,
    canonical_unit,
    is_money_unit,
    may_be_unit,
    split_scale,
)


class QuantityKind(StrEnum):
    """What a target or an actual value turned out to be."""

    BLANK = "blank"
    NUMBER = "number"
    RANGE = "range"
    DATE = "date"
    WORDS = "words"
    UNREADABLE = "unreadable"


class Quantity(NamedTuple):
    """A target or an actual value as read; a tuple, which is made three times as fast as other values, because lines are many.

    ``text`` is what the form shows with sign, value and unit put together; of a range ``number`` is the lower end and
    ``high`` the upper one. ``unit`` is in its canonical spelling.
    """

    text: str
    kind: QuantityKind
    comparator: Comparator = Comparator.NONE
    number: Decimal | None = None
    high: Decimal | None = None
    unit: str = ""
    due: DueDate | None = None

    @property
    def is_date(self) -> bool:
        """Whether it is a date or a period."""
        return self.kind is QuantityKind.DATE

    @property
    def is_qualitative(self) -> bool:
        """Whether it is words that only a person can judge."""
        return self.kind is QuantityKind.WORDS


_SIGNS = (
    (
        Comparator.AT_LEAST,
        r"[≥≧⩾≮]=?|>=|=>|大于或?等于|不低于|不少于|不小于|不得低于|不得少于|至少|最少|不低於|达到?(?=[\d约])",
    ),
    (
        Comparator.AT_MOST,
        r"[≤≦⩽≯]=?|<=|=<|小于或?等于|不超过|不超出|不高于|不大于|不多于|不得超过|不得高于|至多|最多|控制在|低于或?等于",
    ),
    (Comparator.EQUAL, r"[=﹦═⩵]+|等于"),
    (Comparator.ABOVE, r"[>﹥]|大于|超过|高于|多于"),
    (Comparator.BELOW, r"[<﹤]|小于|低于|少于"),
)
_SIGN = re.compile("|".join(f"(?P<{sign.name}>{words})" for sign, words in _SIGNS))
_TRAILING = (
    (Comparator.AT_LEAST, re.compile(r"(?:及|或)?(?:以上|之上)(?:\(含.*\))?$")),
    (Comparator.AT_MOST, re.compile(r"(?:及|或)?(?:以内|之内|以下|之下)(?:\(含.*\))?$|(?<=[日天月年时])内$")),
)
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d*)?|\.\d+"
_NUMBER = re.compile(rf"(?P<number>[-+]?(?:{_DIGITS}))(?P<unit>.*)")
_RANGE = re.compile(
    rf"(?P<low>[-+]?(?:{_DIGITS}))(?P<unit>[^\d\s~—–至到-]{{0,6}}?)(?:[~—–-]+|至|到)(?P<high>[-+]?(?:{_DIGITS}))(?P<unit2>.*)"
)
_TOLERANCE = re.compile(rf"(?:±|\+/-|\+-|正负)(?P<number>{_DIGITS})(?P<unit>.*)")
_BETWEEN = re.compile(r"(?P<low>[^且,;、]+?)(?:且|,|;|、|并)(?P<high>[^且,;、]+)")
_PLACEHOLDER = re.compile(r"(?:\*+|×+|[xX]{2,}|_+|…+)\D{0,6}")
_NUMERIC_SHAPE = re.compile(r"[-+]?[\d., ]*\d[\d.,%‰+ ]*|[-+]?\d[\d.]*[eE][-+]?\d+")
_ABOUT = re.compile(r"^(?:大?约|约为|近)(?=\d)|左右$|(?<=\d)[余多](?=[^\W\d])")
_CURRENCY = re.compile(r"^(?:¥|人民币)(?=\d)")
_SAYS_NONE = re.compile(r"无|没有")
_NONE_AT_ALL = ("无", "没有", "未发生", "无发生", "零", "没有发生")
_MOST_DIGITS = 24
"""More digits are a code, and could not be multiplied exactly."""
_NAMES_A_DATE = re.compile(r"时间|日期|年份|年度|期限|时限")
_YEAR_MONTH = re.compile(r"(?:19|20)\d\d\.(?:1[0-2]|0?[1-9])")
_YEAR = re.compile(r"(?:19|20)\d\d")
_REMARKED = re.compile(r"(?P<unit>[^()]*)\((?P<inner>.*)\)")
_DONE_BEFORE = re.compile(
    r"^(?:已|实际|全部|全年|累计|共|共计|合计|总计)*(?:完成率?|达成|实现|为|是)?(?:了)?:?(?=[-+±≥≧≤≦<>=﹦═.\d])"
)
_DONE_BEHIND = re.compile(r"(?<=[\d%‰\w])(?:已?(?:全部)?(?:完成|达标|达成))$")
_POINTS = re.compile(rf"(?P<number>[-+]?(?:{_DIGITS}))(?:分|%)?")
_RATE = re.compile(rf"(?P<number>[-+]?(?:{_DIGITS}))(?P<sign>[%‰]?)")
_COUNTED_UNIT = re.compile(rf"(?P<number>{_DIGITS})(?P<unit>\D+)")
_ECHO = re.compile(
    r"(?P<echo>[^\d\W]{2,16}?)(?:为|是|:)?(?=达到?\d|\d|" + _SIGN.pattern.replace("?P<", "?P<echo_") + ")"
)
_WHITE = re.compile(r"\s+")
_LOOSE_BLANK = re.compile(r"(?<!\d) | (?!\d)")
_FULL_STOP = re.compile(r"(?<=\d)。(?=\d)")
_TIMELY = re.compile(r"时间|日期|时限|期限|及时|完成时|截止|完工|竣工|工期|进度")


def read_sign(text: str) -> Comparator:
    """The comparator that a cell holds alone, in any of the signs and words that offices use; ``NONE`` for others."""
    found = _SIGN.fullmatch(_WHITE.sub("", fold(text)))
    return Comparator[found.lastgroup] if found and found.lastgroup else Comparator.NONE


def read_direction(text: str) -> Direction | None:
    """The direction that a cell names (正向指标, 反向指标, 区间, 定性); None for others."""
    plain = fold(text)
    for direction, words in (
        (Direction.LOWER, "反向 逆向 负向"),
        (Direction.HIGHER, "正向"),
        (Direction.RANGE, "区间 适度"),
        (Direction.QUALITATIVE, "定性"),
    ):
        if any(word in plain for word in words.split()):
            return direction
    return None


# Checks and the coach ask for the same target again and again.
@lru_cache(maxsize=4096)
def read_target(text: str, *, sign: str = "", unit: str = "", name: str = "") -> Quantity:
    """A target with its sign and unit, from one cell or from three.

    ``name`` is the indicator's name as printed: it gives a unit where no cell has one, and tells a year with a month
    (``2023.12``) from a number.
    """
    if _SAYS_NONE.fullmatch(fold(text)) and not unit.strip():
        return Quantity(text=text.strip(), kind=QuantityKind.WORDS, comparator=read_sign(sign))
    text, unit = _out_of_unit(text, unit)
    joined = _joined(text, sign=sign, unit=unit)
    quantity = _read(_without_echo(_tidy(text), name) if text.strip() else text, unit=unit, name=name)
    comparator = quantity.comparator if quantity.comparator is not Comparator.NONE else read_sign(sign)
    if quantity.kind is QuantityKind.RANGE:
        comparator = Comparator.NONE
    if quantity.kind is QuantityKind.WORDS:
        comparator = read_sign(sign)
    named = _fuller_unit(quantity.unit, canonical_unit(unit))
    if not named and quantity.kind in (QuantityKind.NUMBER, QuantityKind.RANGE):
        named = unit_in_name(name)
    return Quantity(
        text=joined,
        kind=quantity.kind,
        comparator=comparator,
        number=quantity.number,
        high=quantity.high,
        unit=named,
        due=quantity.due,
    )


def read_actual(text: str, *, unit: str = "", name: str = "", target: Quantity | None = None) -> Quantity:
    """An actual value; a repeated sign (``≥266米``) and words such as 完成 around a number are read past.

    ``target`` is what the value answers: beside a number ``2023.12`` is a number, beside a date it is a month, and beside
    a target of 0 (事故起数) 无 is 0.
    """
    context, hint = name, unit
    if target is not None and target.number == 0 and _tidy(text) in _NONE_AT_ALL:
        return Quantity(text=text.strip(), kind=QuantityKind.NUMBER, number=Decimal(0), unit=target.unit)
    if not text:
        return Quantity(text="", kind=QuantityKind.BLANK, unit=canonical_unit(unit))
    if target is not None and target.is_date:
        context = f"{name}时间"
    elif target is not None and target.number is not None:
        hint = unit or target.unit or "个"
    plain = _DONE_BEFORE.sub("", _without_echo(_tidy(text), name))
    quantity = _read(_DONE_BEHIND.sub("", plain), unit=hint, name=context)
    return Quantity(
        text=text.strip(),
        kind=quantity.kind,
        comparator=quantity.comparator,
        number=quantity.number,
        high=quantity.high,
        unit=quantity.unit or canonical_unit(unit),
        due=quantity.due,
    )


@lru_cache(maxsize=4096)
def read_points(text: str) -> Decimal | None:
    """Points or a weight: ``10``, ``7.5``, ``20%``, ``10分``; None where the cell says nothing or no number."""
    if not text:
        return None
    found = _POINTS.fullmatch(_tidy(text))
    return _decimal(found.group("number")) if found else None


def read_rate(text: str) -> Decimal | None:
    """A rate as a ratio: ``100%``, ``1``, ``0.958``, ``20`` and ``98.50`` are 1, 1, 0.958, 0.2 and 0.985.

    A bare number up to 1 is a ratio and one from 2 on a percentage; between them nobody can tell, and None is returned.
    """
    found = _RATE.fullmatch(_tidy(text)) if text else None
    if found is None:
        return None
    number = _decimal(found.group("number"))
    if found.group("sign"):
        return number.scaleb(-2 if found.group("sign") == PERCENT else -3)
    if number <= 1:
        return number
    return number.scaleb(-2) if number >= 2 else None


def decimal_text(number: Decimal | None) -> str:
    """A number as plain digits without trailing zeros behind the point; empty for none."""
    if number is None:
        return ""
    text = str(number)
    if "E" in text:
        text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@lru_cache(maxsize=16_384)
def _tidy(text: str) -> str:
    """Folded, blanks taken out except between digits, closing punctuation taken off."""
    plain = _WHITE.sub(" ", fold(text))
    plain = _LOOSE_BLANK.sub("", plain)
    return _FULL_STOP.sub(".", plain).rstrip("。;,、")


def _without_echo(plain: str, name: str) -> str:
    """The text without the indicator's own name in front: ``合格率98%`` answers 报告合格率 with 98 %."""
    found = _ECHO.match(plain)
    if found and found.group("echo") in _WHITE.sub("", fold(name)):
        return plain[found.end() :]
    return plain


def _out_of_unit(text: str, unit: str) -> tuple[str, str]:
    """Value and unit, where the cell of the unit says how many as well (``1次/月``)."""
    counted = _COUNTED_UNIT.fullmatch(_tidy(unit))
    if counted is None or not may_be_unit(counted.group("unit")):
        return text, unit
    if says_nothing(text):
        return counted.group("number"), counted.group("unit")
    same = _NUMBER.fullmatch(_split_sign(_tidy(text))[1])
    if same is not None and _decimal(same.group("number")) == _decimal(counted.group("number")):
        return text, counted.group("unit")
    return text, unit


def _fuller_unit(unit: str, other: str) -> str:
    """The unit of the value, or that of the cell beside it where the value has only its scale (``200万`` beside 万元)."""
    if not unit:
        return other
    if unit not in ("万", "亿") or not other or other in (PERCENT, PERMILLE):
        return unit
    scale, base = split_scale(other)
    return unit + base if scale in (1, split_scale(unit)[0]) else unit


def _joined(text: str, *, sign: str, unit: str) -> str:
    """What a reader of the row sees: ``≧`` ``735`` ``人次`` in three cells is ``≧735人次``."""
    value = text.strip()
    if says_nothing(value):
        return value
    head = (
        ""
        if says_nothing(sign) or _SIGN.match(_tidy(value)) or read_sign(sign) is Comparator.NONE
        else sign.strip()
    )
    tail = "" if says_nothing(unit) or fold(value).endswith(fold(unit)) or _has_unit(value) else unit.strip()
    return f"{head}{value}{tail}"


def _has_unit(value: str) -> bool:
    return re.search(r"\d\s*$", fold(value)) is None


def _read(text: str, *, unit: str, name: str) -> Quantity:
    if says_nothing(text):
        return Quantity(text=text, kind=QuantityKind.BLANK)
    if is_error_value(text):
        return Quantity(text=text, kind=QuantityKind.UNREADABLE)
    plain = _CURRENCY.sub("", _ABOUT.sub("", _tidy(text)))
    dated = _read_date(plain, unit=unit, name=name)
    if dated is not None:
        return dated
    sign, rest = _split_sign(plain)
    if not rest or _PLACEHOLDER.fullmatch(rest):
        return Quantity(text=text, kind=QuantityKind.BLANK, comparator=sign)
    return (
        _read_tolerance(plain)
        or _read_range(plain, sign, rest)
        or _read_number(plain, sign, rest)
        or _read_between(plain)
        or Quantity(
            text=text,
            kind=QuantityKind.UNREADABLE if _NUMERIC_SHAPE.fullmatch(rest) else QuantityKind.WORDS,
            comparator=sign,
        )
    )


def _read_date(plain: str, *, unit: str, name: str) -> Quantity | None:
    sign = _SIGN.match(plain)
    comparator = Comparator[sign.lastgroup] if sign and sign.lastgroup else Comparator.NONE
    bare = plain[sign.end() :] if sign else plain
    canonical = canonical_unit(unit)
    try:
        if _YEAR.fullmatch(bare) and (
            canonical in ("年", "年度") or (not canonical and _NAMES_A_DATE.search(name))
        ):
            due = DueDate(year=int(bare))
        elif re.fullmatch(r"(?:19|20)\d{6}", bare) and not canonical and _TIMELY.search(name):
            due = DueDate(year=int(bare[:4]), month=int(bare[4:6]), day=int(bare[6:]))
            due.last_day(2024)
        elif re.fullmatch(r"[-+]?[\d.,]+", bare) and not _is_year_and_month(bare, canonical, comparator):
            return None
        else:
            found = read_due_date(plain if comparator is Comparator.NONE else bare)
            if found is None:
                return None
            due = found
    except ValueError:
        return Quantity(text=plain, kind=QuantityKind.UNREADABLE, comparator=comparator)
    return Quantity(text=plain, kind=QuantityKind.DATE, comparator=comparator, due=due)


def _is_year_and_month(bare: str, unit: str, comparator: Comparator) -> bool:
    """Whether ``2023.12`` may be a month: no unit says that it counts something, and no sign asks for at least so much."""
    if re.fullmatch(r"(?:19|20)\d\d\.\d{1,2}\.\d{1,2}", bare):
        return True
    if not _YEAR_MONTH.fullmatch(bare) or comparator in (Comparator.AT_LEAST, Comparator.ABOVE):
        return False
    return unit in ("", "年月", "月", "年", "日") and not is_money_unit(unit)


def _split_sign(plain: str) -> tuple[Comparator, str]:
    """The sign before or behind, and what is left of the text."""
    rest = re.sub(r"^在(?=[\d≤<])", "", plain)
    comparator = Comparator.NONE
    found = _SIGN.match(rest)
    if found and found.lastgroup:
        comparator, rest = Comparator[found.lastgroup], rest[found.end() :]
        again = _SIGN.match(rest)
        rest = rest[again.end() :] if again else rest
    for sign, behind in _TRAILING:
        shorter = behind.sub("", rest)
        if shorter != rest and re.search(r"\d", shorter):
            return (sign if comparator is Comparator.NONE else comparator), shorter
    return comparator, rest


def _read_tolerance(plain: str) -> Quantity | None:
    """``±3%以内``: from −3 to 3."""
    bare = _split_sign(plain)[1]
    found = _TOLERANCE.fullmatch(bare)
    if found is None or not may_be_unit(found.group("unit")):
        return None
    number = _decimal(found.group("number"))
    return Quantity(
        text=plain,
        kind=QuantityKind.RANGE,
        number=-number,
        high=number,
        unit=canonical_unit(found.group("unit")),
    )


def _read_range(plain: str, sign: Comparator, rest: str) -> Quantity | None:
    found = _RANGE.fullmatch(rest)
    if found is None or sign in (Comparator.AT_LEAST, Comparator.ABOVE, Comparator.BELOW):
        return None
    low, high = _decimal(found.group("low")), _decimal(found.group("high"))
    unit, unit2 = found.group("unit"), found.group("unit2")
    if low > high or not may_be_unit(unit2) or not may_be_unit(unit):
        return None
    return Quantity(
        text=plain, kind=QuantityKind.RANGE, number=low, high=high, unit=canonical_unit(unit2 or unit)
    )


def _read_between(plain: str) -> Quantity | None:
    """``≥80%且≤90%``: two bounds in one cell."""
    found = _BETWEEN.fullmatch(plain)
    if found is None:
        return None
    low, high = (_split_sign(found.group(end)) for end in ("low", "high"))
    if low[0] in (Comparator.AT_MOST, Comparator.BELOW):
        low, high = high, low
    one, other = _read_number(plain, *low), _read_number(plain, *high)
    if (
        one is None
        or other is None
        or one.number is None
        or other.number is None
        or one.number > other.number
    ):
        return None
    if low[0] not in (Comparator.AT_LEAST, Comparator.ABOVE) or high[0] not in (
        Comparator.AT_MOST,
        Comparator.BELOW,
    ):
        return None
    return Quantity(
        text=plain, kind=QuantityKind.RANGE, number=one.number, high=other.number, unit=other.unit or one.unit
    )


def _read_number(plain: str, sign: Comparator, rest: str) -> Quantity | None:
    found = _NUMBER.fullmatch(rest)
    if found is None or sum(map(str.isdigit, found.group("number"))) > _MOST_DIGITS:
        return None
    unit = found.group("unit")
    if not may_be_unit(unit):
        remarked = _REMARKED.fullmatch(unit)
        if remarked is None or not may_be_unit(remarked.group("unit")):
            return None
        inner = remarked.group("inner")
        unit = remarked.group("unit") or (inner if may_be_unit(inner) else "")
    number = _decimal(found.group("number"))
    return Quantity(
        text=plain, kind=QuantityKind.NUMBER, comparator=sign, number=number, unit=canonical_unit(unit)
    )


def _decimal(digits: str) -> Decimal:
    return Decimal(digits.replace(",", ""))
