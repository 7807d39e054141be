"""Scoring: a self-evaluation scored by the rules, line by line, exactly. Used by the wizard, the command line and imports.

Source: 财预〔2020〕10号 for full marks, proportion and grades; each score is rounded once, half up, to 1/100, and the total
is the sum of the rounded scores.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from jxdesk.domain.records.filings import (
    ExecutionScore,
    FilingContent,
    IndicatorLine,
    LineScore,
    Scorecard,
    ScoreSource,
)
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.scoring.assessed import Assessed, assessed
from jxdesk.domain.scoring.assessment import Assessment, Outcome, Why, assess
from jxdesk.domain.scoring.execution import half_up, score_execution
from jxdesk.domain.scoring.explain import explain, explain_merged, explain_remainder
from jxdesk.domain.scoring.reweighting import is_dropped, reweighted
from jxdesk.domain.scoring.ways import hundredths
from jxdesk.domain.values.indicator_names import is_part_name
from jxdesk.domain.values.quantities import read_points

_ZERO, _ONE, _HUNDRED = Decimal(0), Decimal(1), Decimal(100)
_NO_POINTS = Decimal("0.00")


def score(
    content: FilingContent, rules: RulePack, *, found: Assessed | None = None, worded: bool = True
) -> Scorecard:
    """Scores a whole self-evaluation; ``found`` is what the rules make of it, where that is known already.

    Where nobody reads how a line came to its points, they are given without the sentence that says so.
    """
    found = found or assessed(content, rules)
    lines = found.lines
    weights = reweighted(lines)
    scores = {
        line.id: _scored(line, assessment, weights[line.id], worded=worded)
        for line, assessment in zip(lines, found.assessments, strict=True)
    }
    for members in merged_rows(lines):
        scores.update(_merged(members, rules, year=content.year, scores=scores))
    execution = score_execution(content, rules, found.execution, worded=worded)
    in_order = tuple([scores[line.id] for line in lines])
    total = _total(execution, in_order, found.execution.printed_score)
    return Scorecard(
        execution=execution,
        lines=in_order,
        weights_total=_weights_total(content, execution),
        sum_of_printed=_sum_of_printed(content, found.execution.printed_score),
        computed_total=total,
        grade=rules.grade_of(total),
    )


def score_line(line: IndicatorLine, rules: RulePack, *, year: int | None = None) -> LineScore:
    """Scores one line by itself; ``year`` is the filing's, for dates that name none."""
    return _scored(line, assess(line, rules, year=year), line.weight, worded=True)


def computed_points(assessment: Assessment, weight: Decimal | None) -> Decimal | None:
    """What the rule gives, rounded once; None without weight or rule."""
    if weight is None or weight < 0:
        return None
    match assessment.outcome:
        case Outcome.RULE:
            return Decimal(hundredths(assessment.prepared(weight))).scaleb(-2)
        case Outcome.MISSING:
            return _NO_POINTS
        case Outcome.JUDGEMENT | Outcome.NOT_APPLICABLE:
            return None


def _scored(
    line: IndicatorLine, assessment: Assessment, weight: Decimal | None, *, worded: bool
) -> LineScore:
    computed = computed_points(assessment, weight)
    source, effective = _effective(line, assessment, weight, computed)
    words = explain(line, assessment, weight, computed, effective, source) if worded else ""
    return LineScore(line_id=line.id, computed=computed, effective=effective, source=source, rule=words)


def _effective(
    line: IndicatorLine, assessment: Assessment, weight: Decimal | None, computed: Decimal | None
) -> tuple[ScoreSource, Decimal | None]:
    """The points that count: a person's, the rule's, a judged percent, or the printed score of a judged line."""
    if assessment.outcome is Outcome.NOT_APPLICABLE:
        unapproved = assessment.why is Why.DROPPED and not is_dropped(line)
        return ScoreSource.NOT_APPLICABLE, _NO_POINTS if unapproved else None
    if line.manual_score is not None:
        return ScoreSource.MANUAL, half_up(line.manual_score, _ONE)
    if assessment.outcome is not Outcome.JUDGEMENT:
        return ScoreSource.RULE, computed
    if weight is None or weight < 0:
        return ScoreSource.JUDGEMENT, None
    if line.judged_percent is not None:
        percent = min(max(line.judged_percent, _ZERO), _HUNDRED)
        return ScoreSource.JUDGEMENT, half_up(weight * percent, _HUNDRED)
    printed = read_points(line.printed_score)
    if printed is not None:
        return ScoreSource.JUDGEMENT, half_up(min(max(printed, _ZERO), weight), _ONE)
    if assessment.why is Why.TEXTUAL and not line.actual_text.strip():
        return ScoreSource.JUDGEMENT, _NO_POINTS
    return ScoreSource.JUDGEMENT, None


# ---- scores merged over several rows ------------------------------------------------------------------------------


def merged_rows(lines: Sequence[IndicatorLine]) -> list[list[IndicatorLine]]:
    """The groups of rows that share one merged weight or score, each with its first row in front."""
    if not any(line.merged_into for line in lines):
        return []
    by_id = {line.id: line for line in lines}
    groups: dict[str, list[IndicatorLine]] = {}
    for line in lines:
        head = by_id.get(line.merged_into)
        if head is not None and head is not line:
            groups.setdefault(head.id, [head]).append(line)
    return list(groups.values())


def printed_together(members: Sequence[IndicatorLine]) -> Decimal | None:
    """The printed scores of a group added up; one merged score is printed on its first row alone."""
    printed = [points for member in members if (points := read_points(member.printed_score)) is not None]
    return sum(printed, _ZERO) if printed else None


def _merged(
    members: Sequence[IndicatorLine], rules: RulePack, *, year: int | None, scores: dict[str, LineScore]
) -> dict[str, LineScore]:
    if all(member.weight is not None for member in members):
        return _judged_remainder(members, scores)
    head = members[0]
    if head.weight is None or head.weight < 0 or head.manual_score is not None:
        return {}
    return {head.id: _one_for_all(members, head.weight, rules, year=year)}


def _one_for_all(
    members: Sequence[IndicatorLine], weight: Decimal, rules: RulePack, *, year: int | None
) -> LineScore:
    """One weight over several rows: the mean of their shares, rounded once; own choice, no regulation says how."""
    head, counted = members[0], _without_parts(members)
    part, whole = 0, 1
    for member in counted:
        assessment = assess(replace(member, merged_into="", is_part=False), rules, year=year)
        if assessment.outcome is Outcome.JUDGEMENT:
            judged = replace(head, printed_score=_text_of(printed_together(members)))
            source, effective = _effective(judged, assessment, weight, None)
            words = explain(judged, assessment, weight, None, effective, source)
            return LineScore(line_id=head.id, computed=None, effective=effective, source=source, rule=words)
        if assessment.outcome is Outcome.RULE:
            one, of = assessment.share
            part, whole = part * of + one * whole, whole * of
    computed = half_up(weight * part, Decimal(whole * len(counted)))
    words = explain_merged(len(counted), weight, computed)
    return LineScore(
        line_id=head.id, computed=computed, effective=computed, source=ScoreSource.RULE, rule=words
    )


def _without_parts(members: Sequence[IndicatorLine]) -> Sequence[IndicatorLine]:
    """The rows that count: from a row named 其中… on, the rest of the group only splits up what stands above it."""
    first_part = next(
        (place for place, member in enumerate(members) if place and is_part_name(member.name)), None
    )
    return members[:first_part]


def _text_of(points: Decimal | None) -> str:
    return "" if points is None else str(points)


def _judged_remainder(members: Sequence[IndicatorLine], scores: dict[str, LineScore]) -> dict[str, LineScore]:
    """One printed score over rows with weights of their own: what the rule leaves of it falls to the judged rows."""
    printed = printed_together(members)
    judged = [
        member
        for member in members
        if scores[member.id].source is ScoreSource.JUDGEMENT and member.judged_percent is None
    ]
    if printed is None or not judged:
        return {}
    others = sum((scores[member.id].effective or _ZERO for member in members if member not in judged), _ZERO)
    ceiling = sum((member.weight or _ZERO for member in judged), _ZERO)
    left = half_up(min(max(printed - others, _ZERO), ceiling), _ONE)
    words = explain_remainder(printed, left)
    first, *rest = judged
    shared = {first.id: replace(scores[first.id], effective=left, rule=words)}
    return shared | {line.id: replace(scores[line.id], effective=_NO_POINTS, rule=words) for line in rest}


# ---- totals -------------------------------------------------------------------------------------------------------


def _total(execution: ExecutionScore, scores: Sequence[LineScore], printed_score: str) -> Decimal | None:
    """The sum of the rounded scores; None as long as one of them is unknown."""
    counted = [one for one in scores if one.source is not ScoreSource.NOT_APPLICABLE]
    if not counted or any(one.effective is None for one in counted):
        return None
    total = sum((one.effective for one in counted if one.effective is not None), _NO_POINTS)
    weight = execution.weight
    if weight is None:
        return total
    if execution.computed is not None:
        return total + execution.computed
    if execution.source is ScoreSource.NOT_APPLICABLE:
        return half_up(total * _HUNDRED, _HUNDRED - weight) if weight < _HUNDRED else total
    printed = read_points(printed_score)
    return None if printed is None else total + half_up(min(max(printed, _ZERO), weight), _ONE)


def _weights_total(content: FilingContent, execution: ExecutionScore) -> Decimal | None:
    """All points that the form gives out, budget execution among them; None where it prints none."""
    weights = [line.weight for line in content.indicator_lines if line.weight is not None]
    if not weights:
        return None
    return sum(weights, execution.weight or _ZERO)


def _sum_of_printed(content: FilingContent, printed_score: str) -> Decimal | None:
    """The printed scores of the rows and of budget execution, that one counted once; None where none is printed."""
    texts = [line.printed_score for line in content.indicator_lines]
    texts.append(printed_score)
    printed = [points for text in texts if (points := read_points(text)) is not None]
    return sum(printed, _ZERO) if printed else None
