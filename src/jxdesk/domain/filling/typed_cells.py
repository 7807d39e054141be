"""Typed cells: what a text typed into one cell of a filing means for its line, and what an editor shows for it. Used by editing.

A text becomes a number here through ``money`` and ``quantities`` and nowhere else. A target or an actual value that is
no number keeps its words; points that cannot be read are refused, and the caller keeps the text.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from jxdesk.domain.filling.typed_causes import (
    CAUSE_PREFIX,
    cause_of,
    causes_text,
    causes_values,
    tick_values,
)
from jxdesk.domain.filling.typed_text import Unreadable, Values
from jxdesk.domain.records.filings import (
    Comparator,
    Direction,
    FilingContent,
    IndicatorLine,
    Likelihood,
)
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.scoring.assessment import Outcome, assess
from jxdesk.domain.values.indicator_names import clean_name, is_core_name, is_part_name
from jxdesk.domain.values.lettering import fold, is_error_value, says_nothing
from jxdesk.domain.values.quantities import (
    Quantity,
    QuantityKind,
    decimal_text,
    read_actual,
    read_direction,
    read_points,
    read_sign,
    read_target,
)
from jxdesk.domain.values.units import PERCENT

INDICATOR_WORDS = (
    "level1",
    "level2",
    "deviation_reason",
    "manual_reason",
    "description",
    "formula",
    "scoring_rule",
    "value_basis",
    "data_source",
    "value_method",
    "library_entry_id",
    "remark",
)
INDICATOR_FLAGS = ("is_core", "is_part", "marked_exact", "not_applicable")
HEADER_WORDS = (
    "title",
    "project_name",
    "project_code",
    "office_name",
    "department",
    "implementing_unit",
)
QUALITATIVE_WORD = "定性"
SIGNS = {
    Comparator.AT_LEAST: "≥",
    Comparator.ABOVE: ">",
    Comparator.AT_MOST: "≤",
    Comparator.BELOW: "<",
    Comparator.EQUAL: "=",
    Comparator.NONE: "",
}
DIRECTION_WORDS = {
    Direction.HIGHER: "越高越好",
    Direction.LOWER: "越低越好",
    Direction.EXACT: "正好才好",
    Direction.RANGE: "在区间内",
    Direction.QUALITATIVE: QUALITATIVE_WORD,
}
TICK = "√"
YES_WORDS = frozenset({"是", "1", TICK, "✓", "V", "v", "true", "True"})
ATTRIBUTE_WORDS = {True: "定性指标", False: "定量指标"}
FULL_MARKS = 100
_LEADING_SIGN = re.compile(r"^[≥≧≤≦＝=﹦═<>＜＞]+")
_PERCENT_PLACES = Decimal("0.0001")


# ---- indicators -------------------------------------------------------------------------------------------------


def indicator_values(line: IndicatorLine, field: str, text: str, rules: RulePack) -> Values:
    """What a text typed into an indicator line means.

    Raises: Unreadable: points, a percent or a sign that cannot be read.
    """
    plain = text.strip()
    if field in INDICATOR_WORDS:
        return {field: plain}
    if field in INDICATOR_FLAGS:
        return {field: plain in YES_WORDS}
    if field.startswith(CAUSE_PREFIX):
        return tick_values(line, cause_of(field), ticked=plain in YES_WORDS)
    match field:
        case "name":
            return _name_values(line, plain)
        case "comparator":
            return _comparator_values(line, plain)
        case "target":
            return _target_values(line, plain, sign=SIGNS[line.comparator], unit=line.unit)
        case "target_text":
            return _target_values(line, plain, sign="", unit="")
        case "unit":
            return _unit_values(line, plain)
        case "actual":
            return _actual_values(line, plain)
        case "mid_term":
            return {"mid_term_text": folded_number(plain)}
        case "forecast":
            return _forecast_values(line, plain)
        case "likelihood":
            return {"likelihood": _likelihood(plain)}
        case "causes":
            return causes_values(plain)
        case "weight":
            return _weight_values(plain)
        case "score":
            return _score_values(line, plain, rules)
        case "judged_percent":
            return {"judged_percent": _percent(plain, rules), "manual_score": None}
        case "manual_score":
            return {"manual_score": _points(plain)}
        case "direction":
            return _direction_values(line, plain)
        case _:
            raise KeyError(field)


def indicator_text(line: IndicatorLine, field: str) -> str:
    """What an editor shows for a cell of an indicator line."""
    match field:
        case "comparator":
            return QUALITATIVE_WORD if line.direction is Direction.QUALITATIVE else SIGNS[line.comparator]
        case "target":
            return target_value_text(line)
        case "target_text":
            return line.target_text
        case "actual":
            return line.actual_text
        case "mid_term":
            return line.mid_term_text
        case "forecast":
            return line.forecast_text
        case "likelihood":
            return line.likelihood.value
        case "causes":
            return causes_text(line)
        case "attribute":
            return ATTRIBUTE_WORDS[line.direction is Direction.QUALITATIVE]
        case "weight":
            return decimal_text(line.weight) if line.weight is not None else line.printed_weight
        case "score":
            return score_text(line)
        case "judged_percent":
            return percent_text(line.judged_percent)
        case "manual_score":
            return decimal_text(line.manual_score)
        case "direction":
            return DIRECTION_WORDS[line.direction]
        case _ if field in INDICATOR_FLAGS:
            return "是" if getattr(line, field) else ""
        case _ if field.startswith(CAUSE_PREFIX):
            return TICK if cause_of(field) in line.causes else ""
        case _:
            return str(getattr(line, field))


def target_value_text(line: IndicatorLine) -> str:
    """The target without sign and unit, as the middle one of three columns shows it."""
    if line.target is not None:
        low = decimal_text(line.target)
        return low if line.target_high is None else f"{low}~{decimal_text(line.target_high)}"
    text = line.target_text.strip()
    if line.comparator is not Comparator.NONE:
        text = re.sub(_LEADING_SIGN, "", text).strip()
    if line.unit and text.endswith(line.unit):
        text = text[: -len(line.unit)].strip()
    return text


def score_text(line: IndicatorLine) -> str:
    """The score that a person gave: points by hand, else the judged percent; empty where the rule counts."""
    if line.manual_score is not None:
        return decimal_text(line.manual_score)
    return percent_text(line.judged_percent)


def is_judged(line: IndicatorLine, rules: RulePack) -> bool:
    """Whether a person judges the line, because no rule can turn its words into points."""
    return assess(line, rules).outcome is Outcome.JUDGEMENT


def percent_text(percent: Decimal | None) -> str:
    """A percent with its sign, at most two decimals; empty for none."""
    return "" if percent is None else f"{decimal_text(round(percent, 2))}%"


def _name_values(line: IndicatorLine, plain: str) -> Values:
    return {
        "name": plain,
        "clean_name": clean_name(plain),
        "is_core": is_core_name(plain) or (line.is_core and "★" not in line.name),
        "is_part": is_part_name(plain) or (line.is_part and not is_part_name(line.name)),
    }


def _comparator_values(line: IndicatorLine, plain: str) -> Values:
    if read_direction(plain) is Direction.QUALITATIVE:
        return {
            "comparator": Comparator.NONE,
            "direction": Direction.QUALITATIVE,
            "direction_chosen": True,
            "target_text": re.sub(_LEADING_SIGN, "", line.target_text).strip(),
        }
    sign = read_sign(plain)
    if sign is Comparator.NONE and not says_nothing(plain):
        raise Unreadable(f"“{plain}”不是指标性质。", "从列表里选，或键入 >=、<=、=、>、<、定性。")
    return _target_values(
        replace(line, comparator=sign), target_value_text(line), sign=SIGNS[sign], unit=line.unit
    )


def _unit_values(line: IndicatorLine, plain: str) -> Values:
    return _target_values(
        replace(line, unit=""), target_value_text(line), sign=SIGNS[line.comparator], unit=fold(plain)
    )


def _target_values(line: IndicatorLine, plain: str, *, sign: str, unit: str) -> Values:
    """Reads a target again from its parts; a sign or unit typed with the value replaces the one in its own column."""
    read = read_target(plain, sign=sign, unit=unit, name=line.name)
    values: dict[str, object] = {
        "target_text": read.text if plain else "",
        "target": read.number,
        "target_high": read.high,
        "comparator": read.comparator,
        "unit": read.unit or unit,
        "direction": direction_after(line, read),
    }
    if line.actual_text:
        again = read_actual(line.actual_text, name=line.name, target=read)
        values |= {"actual": again.number, "actual_unit": again.unit}
    return values


def direction_after(line: IndicatorLine, read: Quantity) -> Direction:
    """What better means as far as a target typed anew tells; a person's choice stays where the target allows it."""
    match read.kind:
        case QuantityKind.WORDS:
            return Direction.QUALITATIVE
        case QuantityKind.RANGE:
            return Direction.RANGE
        case QuantityKind.DATE:
            return Direction.LOWER
        case QuantityKind.BLANK:
            return line.direction
        case QuantityKind.NUMBER | QuantityKind.UNREADABLE:
            pass
    if line.direction_chosen and line.direction not in (Direction.RANGE, Direction.QUALITATIVE):
        return line.direction
    return Direction.LOWER if read.comparator in (Comparator.AT_MOST, Comparator.BELOW) else Direction.HIGHER


def _direction_values(line: IndicatorLine, plain: str) -> Values:
    chosen = next((direction for direction, words in DIRECTION_WORDS.items() if words == plain), None)
    if chosen is None:
        raise Unreadable(
            f"“{plain}”不是评分方向。", "从列表里选：" + "、".join(DIRECTION_WORDS.values()) + "。"
        )
    return {"direction": chosen, "direction_chosen": True, "marked_exact": chosen is Direction.EXACT}


def _actual_values(line: IndicatorLine, plain: str) -> Values:
    target = read_target(line.target_text, unit=line.unit, name=line.name)
    read = read_actual(plain, name=line.name, target=target)
    return {"actual_text": folded_number(plain), "actual": read.number, "actual_unit": read.unit}


def _forecast_values(line: IndicatorLine, plain: str) -> Values:
    target = read_target(line.target_text, unit=line.unit, name=line.name)
    read = read_actual(plain, name=line.name, target=target)
    return {"forecast_text": folded_number(plain), "forecast": read.number}


def _likelihood(plain: str) -> Likelihood:
    if says_nothing(plain):
        return Likelihood.UNSAID
    try:
        return Likelihood(plain)
    except ValueError:
        words = "、".join(one.value for one in Likelihood if one.value)
        raise Unreadable(f"“{plain}”不是完成目标可能性。", f"从列表里选：{words}。") from None


def _weight_values(plain: str) -> Values:
    return {"weight": _weight(plain), "printed_weight": ""}


def _score_values(line: IndicatorLine, plain: str, rules: RulePack) -> Values:
    """A score typed beside the computed one: points by hand; for a judged line a band, a percent or its points."""
    if not is_judged(line, rules):
        points = _points(plain)
        _refuse_outside(points, line)
        return {"manual_score": points}
    cleared: dict[str, object] = {"manual_score": None}
    if says_nothing(plain):
        return {**cleared, "judged_percent": None}
    if fold(plain).endswith(PERCENT) or not re.match(r"[-+.\d]", fold(plain)):
        return {**cleared, "judged_percent": _percent(plain, rules)}
    points = _points(plain)
    _refuse_outside(points, line)
    if points is None or not line.weight:
        return {**cleared, "manual_score": points}
    percent = (points / line.weight * 100).quantize(_PERCENT_PLACES, rounding=ROUND_HALF_UP)
    return {**cleared, "judged_percent": percent.normalize() if percent else Decimal(0)}


def _refuse_outside(points: Decimal | None, line: IndicatorLine) -> None:
    if points is None:
        return
    if points < 0 or (line.weight is not None and points > line.weight):
        most = "" if line.weight is None else f"，这一行的分值是 {decimal_text(line.weight)}"
        raise Unreadable(f"得分 {decimal_text(points)} 超出范围。", f"得分在 0 和分值之间{most}。")


def _points(plain: str) -> Decimal | None:
    if says_nothing(plain):
        return None
    points = None if is_error_value(plain) else read_points(plain)
    if points is None:
        raise Unreadable(f"“{plain}”不是分数。", "只写数字，如 10 或 7.5。")
    return points


def _weight(plain: str) -> Decimal | None:
    """The points of a line or of execution; an amount that slipped into the column is no weight."""
    weight = _points(plain)
    if weight is not None and not 0 <= weight <= FULL_MARKS:
        raise Unreadable(
            f"分值 {decimal_text(weight)} 超出范围。", "各项分值合计 100 分，一项在 0 到 100 之间。"
        )
    return weight


def _percent(plain: str, rules: RulePack) -> Decimal | None:
    """A judged percent from a number (85, 85%) or from the words of a band, which stand for its usual percent."""
    if says_nothing(plain):
        return None
    percent = read_points(plain)
    if percent is None:
        words = re.sub(r"\s+", "", fold(plain))
        for band in rules.qualitative_bands:
            if words in (band.name, fold(band.name)):
                return band.default
        names = "、".join(band.name for band in rules.qualitative_bands)
        raise Unreadable(f"“{plain}”不是评定档次。", f"写百分数，如 85%，或写{names}。")
    if not 0 <= percent <= 100:
        raise Unreadable(f"评定百分比 {decimal_text(percent)} 超出范围。", "写 0 到 100 之间的百分数。")
    return percent


def folded_number(plain: str) -> str:
    """A typed value with full-width digits and signs made plain where it is a number; words stay as typed."""
    folded = fold(plain)
    return folded if re.search(r"\d", folded) and len(folded) <= 24 else plain


# ---- the filing itself ------------------------------------------------------------------------------------------


def header_values(content: FilingContent, field: str, text: str) -> Values:
    """What a text typed into the head of the form means.

    Raises: Unreadable: points that cannot be read.
    """
    if field in HEADER_WORDS:
        return {field: text.strip()}
    if field == "execution_weight":
        return {field: _weight(text.strip())}
    if field in ("printed_total", "printed_grade", "printed_weights_total"):
        return {field: text.strip()}
    raise KeyError(field)


def header_text(content: FilingContent, field: str) -> str:
    """What an editor shows for a field of the head."""
    value = getattr(content, field)
    return decimal_text(value) if isinstance(value, Decimal) or value is None else str(value)
