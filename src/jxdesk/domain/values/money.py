"""Money: amounts as integers of 分, read from what offices write and written as the forms print them. Used by every room.

Text becomes a number here, once, and a number becomes text here, once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from jxdesk.domain.records.filings import MoneyUnit
from jxdesk.domain.values.lettering import fold, is_error_value, says_nothing

_FEN_EXPONENT = {MoneyUnit.YUAN: 2, MoneyUnit.WAN: 6, MoneyUnit.YI: 10}
_WORD_EXPONENT = {
    "亿": 10,
    "千万": 9,
    "百万": 8,
    "万": 6,
    "千": 5,
    "元": 2,
    "圆": 2,
    "块": 2,
    "角": 1,
    "分": 0,
}
_UNIT_OF_EXPONENT = {10: MoneyUnit.YI, 6: MoneyUnit.WAN, 2: MoneyUnit.YUAN}
_GREATEST_FEN = 10**17
"""Ten thousand times the national budget: above it a text is a code or a slip, not an amount."""

_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+"
_PIECE = re.compile(rf"({_NUMBER})\s*((?:亿|千万|百万|万|千)?(?:元|圆|块)|亿|千万|百万|万|千|角|分)?整?")
_LEAD = re.compile(r"(?:(?:共计|合计|总计|总额|小计|金额|人民币|共|计|RMB|CNY|¥)\s*:?\s*)+", re.IGNORECASE)
_SPACED_THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}(?:\D|$))")
_REST = re.compile(r"[(,;。、:]|其中|包括|含")


class AmountState(StrEnum):
    """How the reading of an amount ended."""

    READ = "read"
    BLANK = "blank"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class AmountReading:
    """What a cell says as an amount.

    ``unit`` is the unit it was read in and ``unit_in_cell`` whether the cell itself said so; ``rounded`` tells that the
    text named a fraction of a 分, ``details_differ`` that amounts added up in the cell do not give its total.

    Units: ``fen`` 分, None unless ``state`` is ``READ``.
    """

    text: str
    state: AmountState
    fen: int | None = None
    unit: MoneyUnit = MoneyUnit.WAN
    unit_in_cell: bool = False
    rounded: bool = False
    details_differ: bool = False


@dataclass(frozen=True, slots=True)
class _Sum:
    """An amount in the making; ``scaled`` counts 10⁻⁸ 分 so that binary noise of a spreadsheet can be told from a fraction."""

    scaled: int
    unit: MoneyUnit | None
    end: int


_GUARD = 8


def parse_amount(text: str, unit: MoneyUnit) -> AmountReading:
    """Reads an amount as written in a form whose amounts are in ``unit``; a unit in the cell overrides the form's.

    Source: the spellings that published tables use: separators, full-width digits, units behind the number, free text.
    """
    if says_nothing(text):
        return AmountReading(text=text, state=AmountState.BLANK, unit=unit)
    unreadable = AmountReading(text=text, state=AmountState.UNREADABLE, unit=unit)
    if is_error_value(text):
        return unreadable
    plain = _SPACED_THOUSANDS.sub("", re.sub(r"\s+", " ", fold(text)))
    plain = re.sub(r"(?<=\d)。(?=\d)", ".", plain)
    lead = _LEAD.match(plain)
    plain = plain[lead.end() :] if lead else plain
    whole = _signed_sum(plain, unit)
    if whole is None:
        return unreadable
    rest = _without_repetition(plain, whole.end)
    details_differ = False
    if rest.startswith("="):
        stated = _signed_sum(rest[1:].strip(), unit)
        if stated is None or rest[1:].strip()[stated.end :].strip():
            return unreadable
        details_differ, whole = stated.scaled != whole.scaled, stated
    elif rest:
        if not _REST.match(rest) or (whole.unit is None and not rest.startswith("(")):
            return unreadable
        details_differ = _details_differ(rest, whole, unit)
    fen, noise = _half_up(whole.scaled)
    if abs(fen) > _GREATEST_FEN:
        return unreadable
    # A spreadsheet's binary fractions miss the decimal by less than a ten-thousandth of a 分; people's fractions do not.
    rounded = abs(noise) > 10 ** (_GUARD - 4)
    return AmountReading(
        text=text,
        state=AmountState.READ,
        fen=fen,
        unit=whole.unit or unit,
        unit_in_cell=whole.unit is not None,
        rounded=rounded,
        details_differ=details_differ,
    )


def _without_repetition(plain: str, end: int) -> str:
    """What stands behind the amount; the same words pasted twice (``854万854万``) are taken once."""
    amount, rest = plain[:end].strip(), plain[end:].strip()
    return rest.removeprefix(amount).strip() if not amount[-1:].isdigit() else rest


def _signed_sum(plain: str, unit: MoneyUnit) -> _Sum | None:
    """One amount, or several joined by plus signs, from the beginning of the text."""
    total, found, position, sign = 0, None, 0, 1
    if plain[:1] in ("-", "+"):
        sign, position = (-1 if plain[0] == "-" else 1), 1
    while True:
        piece = _amount_at(plain, position, unit)
        if piece is None:
            return None
        total += sign * piece.scaled
        found = found or piece.unit
        position = piece.end
        joint = re.compile(r"\s*\+\s*(?=[\d.])").match(plain, position)
        if joint is None:
            return _Sum(total, found, position)
        sign, position = 1, joint.end()


def _amount_at(plain: str, position: int, unit: MoneyUnit) -> _Sum | None:
    """One amount such as ``854万`` or ``1亿2345万元``: numbers with falling units."""
    total, first, last, end = 0, None, None, position
    while piece := _PIECE.match(plain, end):
        number, word = piece.group(1), piece.group(2) or ""
        if last is not None and (not word or _word_exponent(word) >= last):
            break
        exponent = _word_exponent(word) if word else _FEN_EXPONENT[unit]
        total += _scaled(number, exponent)
        end = piece.end()
        if first is None:
            first = exponent if word else None
        if not word:
            break
        last = exponent
    if end == position:
        return None
    named = None if first is None else _UNIT_OF_EXPONENT.get(first, MoneyUnit.YUAN)
    return _Sum(total, named, end)


def _word_exponent(word: str) -> int:
    """Units: power of ten in 分."""
    return _WORD_EXPONENT[word.rstrip("元圆块") or "元"]


def _scaled(number: str, exponent: int) -> int:
    """The number times a power of ten, in the guard scale, half up at its last place."""
    whole, _, fraction = number.replace(",", "").partition(".")
    shift = exponent + _GUARD - len(fraction)
    digits = int(whole + fraction or "0")
    if shift >= 0:
        return digits * _power_of_ten(shift)
    cut = _power_of_ten(-shift)
    return (digits * 2 + cut) // (2 * cut)


def _power_of_ten(exponent: int) -> int:
    return int("1" + "0" * exponent)


def _half_up(scaled: int) -> tuple[int, int]:
    """Whole 分 (half up, away from zero) and what was cut, in the guard scale."""
    one = 10**_GUARD
    fen = (abs(scaled) * 2 + one) // (2 * one)
    fen = -fen if scaled < 0 else fen
    return fen, scaled - fen * one


def _details_differ(rest: str, whole: _Sum, unit: MoneyUnit) -> bool:
    """Whether a bracket such as ``(400万元+295万元)`` behind the amount adds up to something else."""
    inner = re.fullmatch(r"\((.*)\)", rest)
    if inner is None or "+" not in inner.group(1):
        return False
    parts = _signed_sum(inner.group(1).strip(), whole.unit or unit)
    return parts is not None and parts.end == len(inner.group(1).strip()) and parts.scaled != whole.scaled


def format_fen(
    fen: int | None, unit: MoneyUnit, *, places: int = 2, at_most: int | None = None, grouped: bool = True
) -> str:
    """The amount as a form prints it, rounded once, half up; empty where there is none.

    ``at_most`` allows more places than ``places`` as far as the amount has them (6 hold every 分 in 万元).
    """
    if fen is None:
        return ""
    exponent = _FEN_EXPONENT[unit]
    limit = max(places, places if at_most is None else at_most)
    digits = abs(fen)
    if limit < exponent:
        cut = 10 ** (exponent - limit)
        digits = (digits * 2 + cut) // (2 * cut)
    else:
        digits *= 10 ** (limit - exponent)
    whole, fraction = divmod(digits, 10**limit)
    tail = f"{fraction:0{limit}d}" if limit else ""
    tail = tail[:places] + tail[places:].rstrip("0")
    sign = "-" if fen < 0 and digits else ""
    return sign + (f"{whole:,}" if grouped else str(whole)) + (f".{tail}" if tail else "")


def exact_text(fen: int | None, unit: MoneyUnit) -> str:
    """The amount with every 分 it has, at least two decimals and no separators: what an editor shows."""
    return format_fen(fen, unit, at_most=_FEN_EXPONENT[unit], grouped=False)


def as_decimal(fen: int, unit: MoneyUnit) -> Decimal:
    """The exact amount in a unit, for a number cell.

    Units: ``fen`` 分, the result in ``unit``.
    """
    return Decimal(fen).scaleb(-_FEN_EXPONENT[unit])


def rounds_apart(parts: Iterable[int | None], total: int | None, unit: MoneyUnit, *, places: int = 2) -> bool:
    """Whether parts that add up exactly seem not to once printed, so that the note 四舍五入 is due."""
    amounts = [part for part in parts if part is not None]
    if total is None or sum(amounts) != total:
        return False
    return sum(_printed(part, unit, places) for part in amounts) != _printed(total, unit, places)


def half_a_printed_place(text: str, unit: MoneyUnit) -> int:
    """Half a unit of the last place that an amount was printed with; zero where it shows every 分.

    Units: 分.
    """
    number = re.search(_NUMBER, fold(text))
    if number is None:
        return 0
    exponent = _FEN_EXPONENT[parse_amount(text, unit).unit]
    places = len(number.group(0).partition(".")[2])
    return _power_of_ten(exponent - places) // 2 if places < exponent else 0


def _printed(fen: int, unit: MoneyUnit, places: int) -> Decimal:
    return Decimal(format_fen(fen, unit, places=places, grouped=False))
