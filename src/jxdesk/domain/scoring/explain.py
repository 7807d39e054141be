"""Explanations: the one Chinese sentence that says how a line came to its points. Used by scoring."""

from __future__ import annotations

from decimal import Decimal
from typing import assert_never

from jxdesk.domain.records.filings import Comparator, Direction, IndicatorLine, ScoreSource
from jxdesk.domain.scoring.assessment import Assessment, Outcome, Why
from jxdesk.domain.scoring.ways import Terms
from jxdesk.domain.values.quantities import decimal_text, read_points

_SIGNS = {
    Comparator.AT_LEAST: "≥",
    Comparator.ABOVE: ">",
    Comparator.AT_MOST: "≤",
    Comparator.BELOW: "<",
    Comparator.EQUAL: "=",
    Comparator.NONE: "",
}
ASSUMED = "；按越高越好计算，可改"
_CEILING = "；按越低越好计算，可改"


def explain(
    line: IndicatorLine,
    assessment: Assessment,
    weight: Decimal | None,
    computed: Decimal | None,
    effective: Decimal | None,
    source: ScoreSource,
) -> str:
    """How the line came to its points, or why it has none."""
    moved = ""
    inherits = weight != line.weight and source is not ScoreSource.NOT_APPLICABLE
    if inherits and weight is not None and line.weight is not None:
        moved = f"分值 {decimal_text(line.weight)} → {decimal_text(weight)} 分（并入不适用指标的分值）；"
    return moved + _sentence(line, assessment, weight, computed, effective, source)


def explain_merged(count: int, weight: Decimal, computed: Decimal) -> str:
    """One weight over several rows: the mean of what they reach."""
    share = "满分" if computed == weight else f"{computed} 分"
    return f"{count} 行合并计 {decimal_text(weight)} 分，按各行完成情况平均：{share}"


def explain_remainder(printed: Decimal, effective: Decimal) -> str:
    """One printed score over several rows of which some are judged."""
    return f"几行合并得分 {decimal_text(printed)} 分，减去按规则计分的行，定性指标计 {effective} 分"


def _sentence(
    line: IndicatorLine,
    assessment: Assessment,
    weight: Decimal | None,
    computed: Decimal | None,
    effective: Decimal | None,
    source: ScoreSource,
) -> str:
    match source:
        case ScoreSource.RULE:
            return _by_rule(assessment, weight, computed)
        case ScoreSource.MANUAL:
            by_rule = "" if computed is None else f"；按规则是 {computed} 分"
            reason = line.manual_reason.strip()
            said = f"，理由：{reason}" if reason else "，没有写理由"
            return f"人工评分 {decimal_text(line.manual_score)} 分{said}{by_rule}"
        case ScoreSource.NOT_APPLICABLE:
            return _unscored(assessment.why, line)
        case ScoreSource.JUDGEMENT:
            return _judged(line, assessment.why, weight, effective)
        case _:
            assert_never(source)


def _unscored(why: Why, line: IndicatorLine) -> str:
    if why is Why.DROPPED:
        if line.manual_reason.strip():
            return f"不适用，不计分；依据：{line.manual_reason.strip()}"
        return "标为不适用，没有写批准的依据，得 0 分"
    if why is Why.MERGED:
        return "与上面的行合并计分"
    return "其中项，不单独计分" if why is Why.PART else "空行，不计分"


_WHY_JUDGED = {
    Why.TEXTUAL: "定性指标，由评分人评定",
    Why.NO_TARGET: "没有填指标值，无法按规则计分",
    Why.ANSWERED_OTHERWISE: "指标值和实际完成值一个是数、一个不是，无法按规则计分",
    Why.UNITS_DIFFER: "指标值和实际完成值的单位不同，无法按规则计分",
    Why.NEGATIVE_TARGET: "目标是负数且没有达到，不能按比例计分，请人工评分并写理由",
    Why.TARGET_UNREADABLE: "指标值读不懂，无法按规则计分",
    Why.ACTUAL_UNREADABLE: "实际完成值读不懂，无法按规则计分",
    Why.GRADED: "分档赋分，由评分人评定",
}


def _judged(line: IndicatorLine, why: Why, weight: Decimal | None, effective: Decimal | None) -> str:
    words = _WHY_JUDGED.get(why, "由评分人评定")
    if weight is None:
        return f"{words}；这一行没有分值"
    if effective is None:
        return words
    if line.judged_percent is not None:
        percent = f"{decimal_text(line.judged_percent)}%"
        return f"{words}：{percent} × {decimal_text(weight)} 分 = {effective} 分"
    if read_points(line.printed_score) is not None:
        return f"{words}，采用表上得分 {decimal_text(effective)} 分"
    return f"{words}；没有填实际完成值，得 0 分"


def _by_rule(assessment: Assessment, weight: Decimal | None, computed: Decimal | None) -> str:
    if assessment.outcome is Outcome.MISSING:
        return "没有填实际完成值，得 0 分" if computed is not None else "没有填实际完成值；这一行没有分值"
    met = bool(assessment.met)
    if computed is None or weight is None:
        return f"{'达到目标' if met else '没有达到目标'}；这一行没有分值，无法计分"
    part, whole = assessment.share
    if met and part == whole:
        return _met(assessment)
    if assessment.is_date and computed == 0:
        return "晚于期限，得 0 分"
    terms = Terms(
        sign=_SIGNS[assessment.comparator],
        target=assessment.target,
        actual=assessment.actual,
        high=assessment.high,
        weight=decimal_text(weight),
        score=str(computed),
    )
    return assessment.way.words(terms) + _note(assessment)


def _met(assessment: Assessment) -> str:
    if assessment.is_date:
        return "按时完成，满分"
    if assessment.direction is Direction.RANGE:
        return f"在 {decimal_text(assessment.target)} 到 {decimal_text(assessment.high)} 之间，满分"
    sign = _SIGNS[assessment.comparator]
    if assessment.boundary:
        return f"{sign} 与目标相等，按比例得满分"
    if assessment.meaningless:
        return f"{sign} 目标是 0，怎样都能达到，满分"
    return f"{sign} 达到目标，满分{_note(assessment)}".strip()


def _note(assessment: Assessment) -> str:
    if assessment.assumed:
        return ASSUMED
    bare_ceiling = assessment.comparator is Comparator.NONE and assessment.direction is Direction.LOWER
    return _CEILING if bare_ceiling and not assessment.is_date else ""
