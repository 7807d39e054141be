"""Answers: a form, its scores and its findings as the JSON that the command line promises. Pure, used by ``read`` and ``score``.

Numbers that can have decimals are strings, money is an integer of 分, and what the form does not say is null.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from jxdesk.domain.findings import Finding, finding_answer
from jxdesk.domain.records.filings import (
    SELF_EVALUATIONS,
    Direction,
    FilingContent,
    Form,
    IndicatorLine,
    LineScore,
    MoneyLine,
    Scorecard,
)
from jxdesk.domain.scoring.execution import (
    AmountsFrom,
    execution_amounts,
    parts_of,
    printed_execution,
    sum_of,
)
from jxdesk.domain.values.quantities import decimal_text, read_points, read_rate

_OF_OFFICES = (Form.DEPARTMENT_TARGET, Form.DEPARTMENT_MONITORING, Form.DEPARTMENT_SELF_EVALUATION)


def form_answer(
    content: FilingContent,
    scorecard: Scorecard,
    findings: Iterable[Finding],
    *,
    directions: Mapping[str, Direction],
    sheet: str = "",
    with_scores: bool,
) -> dict[str, object]:
    """One form as JSON; ``directions`` are those in force by line, ``with_scores`` adds what was computed.

    Only self-evaluations are scored: of targets and monitoring forms the computed values are null.
    """
    is_scored = content.form in SELF_EVALUATIONS
    scores = {score.line_id: score for score in scorecard.lines if is_scored}
    answer: dict[str, object] = {
        "form": content.form.value,
        "template": content.template_id or None,
        "year": content.year,
        "title": content.title,
        "project_name": content.project_name,
        "project_code": content.project_code,
        "office_name": content.office_name,
        "department": content.department or (content.office_name if content.form in _OF_OFFICES else ""),
        "implementing_unit": content.implementing_unit,
        "money_unit": content.money_unit.value,
        "execution": _execution(content, scorecard, is_scored=is_scored, with_scores=with_scores),
        "money_lines": [_money_line(line) for line in content.money_lines],
        "lines": [
            _line(line, scores.get(line.id), directions.get(line.id, line.direction), with_scores=with_scores)
            for line in content.indicator_lines
        ],
        "weights_total": _text(scorecard.weights_total),
        "printed_weights_total": _printed(content.printed_weights_total),
        "printed_total": _printed(content.printed_total),
        "sum_of_printed": _text(scorecard.sum_of_printed),
        "printed_grade": content.printed_grade or None,
        "answers": dict(content.answers),
        "sheet": sheet,
    }
    if with_scores:
        answer["computed_total"] = _exact(scorecard.computed_total) if is_scored else None
        answer["computed_grade"] = scorecard.grade or None if is_scored else None
    answer["findings"] = [finding_answer(finding) for finding in findings]
    return answer


def _execution(
    content: FilingContent, scorecard: Scorecard, *, is_scored: bool, with_scores: bool
) -> dict[str, object]:
    """The amounts that the rate was taken from: the total row's, or the sums of its parts where it was left at zero."""
    total = content.total_line
    amounts = execution_amounts(content)
    original = None if total is None else total.original_budget_fen
    if original is None:
        original = sum_of(parts_of(content), lambda line: line.original_budget_fen)
    revised = None if total is None else total.revised_budget_fen
    executed = None if total is None else total.executed_fen
    if amounts.taken_from is AmountsFrom.PARTS:
        original = sum_of(parts_of(content), lambda line: line.original_budget_fen)
        revised, executed = amounts.budget_fen, amounts.executed_fen
    printed_rate, printed_score = printed_execution(content)
    answer: dict[str, object] = {
        "original_budget_fen": original,
        "revised_budget_fen": revised,
        "executed_fen": executed,
        "rate": _exact(scorecard.execution.rate),
        "printed_rate": _text(read_rate(printed_rate)),
        "weight": _text(
            scorecard.execution.weight if with_scores and is_scored else content.execution_weight
        ),
        "printed_score": _printed(printed_score),
    }
    if with_scores:
        execution = scorecard.execution
        answer["computed_score"] = _exact(execution.computed) if is_scored else None
        answer["score_source"] = execution.source.value if is_scored else None
        answer["rule"] = execution.rule if is_scored else None
    return answer


def _money_line(line: MoneyLine) -> dict[str, object]:
    return {
        "row": line.row,
        "key": line.key.value,
        "label": line.label,
        "original_budget_fen": line.original_budget_fen,
        "revised_budget_fen": line.revised_budget_fen,
        "executed_fen": line.executed_fen,
    }


def _line(
    line: IndicatorLine, score: LineScore | None, direction: Direction, *, with_scores: bool
) -> dict[str, object]:
    answer: dict[str, object] = {
        "row": line.row,
        "level1": line.level1,
        "level2": line.level2,
        "name": line.name,
        "clean_name": line.clean_name,
        "comparator": line.comparator.value or None,
        "direction": direction.value,
        "target": _text(line.target),
        "target_high": _text(line.target_high),
        "target_text": line.target_text,
        "unit": line.unit or None,
        "actual": _text(line.actual),
        "actual_text": line.actual_text,
        "weight": _text(line.weight),
        "printed_score": _printed(line.printed_score),
        "deviation_reason": line.deviation_reason,
        "is_core": line.is_core,
        "is_part": line.is_part,
    }
    if with_scores:
        answer["computed_score"] = None if score is None else _exact(score.computed)
        answer["score_source"] = None if score is None else score.source.value
        answer["rule"] = None if score is None else score.rule
    return answer


def _text(number: Decimal | None) -> str | None:
    """A number as plain digits, zeros behind the point left out; null for none."""
    return None if number is None else decimal_text(number)


def _exact(number: Decimal | None) -> str | None:
    """A number with the decimals it was rounded to; null for none."""
    return None if number is None else f"{number:f}"


def _printed(text: str) -> str | None:
    """The number a cell prints, with its decimals as printed; null where it says nothing or no number."""
    return _exact(read_points(text))
