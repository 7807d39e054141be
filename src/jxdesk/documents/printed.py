"""Printed values: the one text (and number) that a form shows for each field of a filing; used by ``layout``."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import NamedTuple

from jxdesk.documents.sheet import DASH
from jxdesk.domain.records.filings import (
    Comparator,
    ExecutionScore,
    FilingContent,
    IndicatorLine,
    LineScore,
    MoneyLine,
    MoneyUnit,
    Scorecard,
)
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.values.lettering import says_nothing
from jxdesk.domain.values.money import as_decimal, format_fen

_PLAIN_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.(\d{1,10}))?")
_PERCENT = re.compile(r"(-?(?:0|[1-9]\d{0,12})(?:\.(\d{1,8}))?)[%％]")
_SIGN = re.compile(
    r"\s*(≥|≧|>=|≤|≦|<=|﹦|═|＝|=|＞|>|＜|<|不低于|不少于|不超过|大于等于|小于等于|大于|小于|等于)\s*"
)
SIGNS = {
    Comparator.AT_LEAST: "≥",
    Comparator.ABOVE: ">",
    Comparator.AT_MOST: "≤",
    Comparator.BELOW: "<",
    Comparator.EQUAL: "=",
    Comparator.NONE: "",
}
_CENT = Decimal("0.01")
_MOST_PLACES = {MoneyUnit.YUAN: 2, MoneyUnit.WAN: 6, MoneyUnit.YI: 10}


class Shown(NamedTuple):
    """What a cell shows: its text and, where that text is a number, the number and its format in a workbook."""

    text: str = ""
    number: Decimal | None = None
    number_format: str = ""


BLANK = Shown()
NOT_APPLICABLE = Shown(DASH)


def as_typed(text: str) -> Shown:
    """A text as typed; a plain number or percent is also a number that a workbook can add up.

    Anything with leading zeros or more than 15 digits is a code and stays text.
    """
    if not text or not ("0" <= text[-1] <= "9" or text[-1] in "%％"):
        return Shown(text)
    match = _PLAIN_NUMBER.fullmatch(text)
    if match is not None and len(text) - text.count("-") - text.count(".") <= 15:
        places = len(match[1] or "")
        return Shown(text, Decimal(text), "0." + "0" * places if places else "0")
    match = _PERCENT.fullmatch(text)
    if match is not None:
        places = len(match[2] or "")
        return Shown(text, Decimal(match[1]) / 100, "0." + "0" * places + "%" if places else "0%")
    return Shown(text)


def money(fen: int | None, text: str, unit: MoneyUnit) -> Shown:
    """An amount in the form's unit: two decimals, more only as far as the amount has them; words where it is none."""
    if fen is None:
        return NOT_APPLICABLE if text.strip() and says_nothing(text) else Shown(text.strip())
    most = _MOST_PLACES[unit]
    form = "#,##0.00" + "#" * (most - 2)
    return Shown(format_fen(fen, unit, at_most=most), as_decimal(fen, unit), form)


def points(value: Decimal | None, *, places: int | None = 2) -> Shown:
    """Points: computed ones with two decimals, weights (``places`` None) as short as they are."""
    if value is None:
        return BLANK
    if places is None:
        text = f"{value:f}"
        return as_typed(text.rstrip("0").rstrip(".") if "." in text else text)
    return as_typed(f"{value.quantize(_CENT, rounding=ROUND_HALF_UP):f}")


def score(printed: str, computed: Decimal | None, chosen: Decimal | None) -> Shown:
    """The score that a form shows: the effective one.

    A score that a person gave (``chosen``) counts first; else what the paper printed, where the filing came from paper
    and nobody changed what the score rests on (editing clears ``printed_score`` then); else what the rule gives.
    """
    if chosen is not None:
        return points(chosen)
    if printed.strip():
        return as_typed(printed.strip())
    return points(computed)


def line_score(line: IndicatorLine, scored: LineScore | None) -> Shown:
    """The score of an indicator line as the form shows it; a part of another line (其中…) carries none."""
    if line.is_part or line.merged_into:
        return as_typed(line.printed_score.strip())
    if line.not_applicable:
        return NOT_APPLICABLE
    effective = scored.effective if scored is not None else line.manual_score
    by_person = line.manual_score is not None or line.judged_percent is not None
    return score(line.printed_score, effective, effective if by_person else None)


def execution_score(line: MoneyLine, execution: ExecutionScore | None) -> Shown:
    """The score of budget execution on the total row."""
    return score(line.printed_score, execution.computed if execution is not None else None, None)


def weight(line: IndicatorLine) -> Shown:
    """The weight of a line: as printed where it says the same, else the number."""
    if line.weight is None or line.printed_weight.strip():
        return as_typed(line.printed_weight.strip())
    return points(line.weight, places=None)


def rate(line: MoneyLine, *, of_original: bool = False) -> Shown:
    """The execution rate of a money row, from its amounts wherever they are known.

    ``of_original`` takes it of the original budget, where the form prints no other beside it. A printed rate stays as printed
    where it says the same as the amounts, at the precision it was printed with.
    """
    is_revised = line.revised_budget_fen is not None and not of_original
    budget = line.revised_budget_fen if is_revised else line.original_budget_fen
    printed = line.printed_rate.strip()
    if not budget or line.executed_fen is None:
        return as_typed(printed)
    ratio = Decimal(line.executed_fen) / Decimal(budget)
    typed = as_typed(printed)
    if typed.number is not None and typed.number_format.endswith("%"):
        step = Decimal(1).scaleb(-len(typed.number_format.removesuffix("%").partition(".")[2]) - 2)
        if ratio.quantize(step, rounding=ROUND_HALF_UP) == typed.number:
            return typed
    return percent(ratio)


def percent(ratio: Decimal | None) -> Shown:
    """A ratio as a percentage with two decimals."""
    if ratio is None:
        return BLANK
    rounded = (ratio * 100).quantize(_CENT, rounding=ROUND_HALF_UP)
    return Shown(f"{rounded:f}%", ratio, "0.00%")


class TargetParts(NamedTuple):
    """A target in three columns: sign, value, unit."""

    sign: str
    value: str
    unit: str


def target_parts(line: IndicatorLine) -> TargetParts:
    """A target taken apart for Yunnan's three columns; the sign stays the one that was printed (≧, ﹦)."""
    return _target_parts(line.target_text, line.unit, line.comparator)


@lru_cache(maxsize=1_024)
def _target_parts(target: str, unit: str, comparator: Comparator) -> TargetParts:
    """Taken apart once for the three columns that ask for it one after the other."""
    text = target.strip()
    match = _SIGN.match(text)
    sign = match[1] if match is not None else ""
    value = text[match.end() :] if match is not None else text
    if unit and value.endswith(unit) and value != unit:
        value = value[: -len(unit)].rstrip()
    return TargetParts(sign or SIGNS[comparator], value, unit)


def weights_total(content: FilingContent) -> Shown:
    """The sum of the weights with that of execution; as printed where the form printed one."""
    if content.printed_weights_total.strip():
        return as_typed(content.printed_weights_total.strip())
    weights = [line.weight for line in content.indicator_lines if line.weight is not None]
    if not weights:
        return BLANK
    return points(sum(weights, content.execution_weight or Decimal(0)), places=None)


def total(content: FilingContent, scorecard: Scorecard | None, scores: tuple[Shown, ...]) -> Shown:
    """The total that a form shows: as printed where it was; the computed one where nothing is shown as printed.

    Between the two, where some rows keep their printed scores, it is the sum of what the form shows, so that it always
    agrees with the column above it.
    """
    if content.printed_total.strip():
        return as_typed(content.printed_total.strip())
    if scorecard is None or scorecard.computed_total is None:
        return BLANK
    texts = [line.printed_score for line in content.money_lines]
    texts += [line.printed_score for line in content.indicator_lines]
    if not any(text.strip() for text in texts):
        return points(scorecard.computed_total)
    numbers = [shown.number for shown in scores if shown.number is not None]
    return points(sum(numbers, Decimal(0)))


def grade(content: FilingContent, total_shown: Shown, rules: RulePack | None) -> str:
    """The grade that a form shows: as printed where grade or total were, else that of the shown total."""
    if content.printed_grade.strip() or content.printed_total.strip():
        return content.printed_grade.strip()
    return rules.grade_of(total_shown.number) if rules is not None else ""
