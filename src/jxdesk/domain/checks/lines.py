"""Checks of single indicator lines: blanks, units, scores against weights and rules, reasons that are owed. Used by checks."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from jxdesk.domain.checks.money import same_printed
from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.records.filings import (
    SELF_EVALUATIONS,
    FilingContent,
    Form,
    IndicatorLine,
    LineScore,
    ScoreSource,
)
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.scoring.assessment import Assessment, Outcome, Why
from jxdesk.domain.values.indicator_names import clean_name
from jxdesk.domain.values.lettering import is_error_value, says_nothing
from jxdesk.domain.values.quantities import decimal_text, read_points


class CheckedLine(NamedTuple):
    """A line with what the rules make of it; ``explained`` tells that a reason for deviations stands in the whole form.

    ``by_standards`` tells that the form has neither targets nor actual values, only standards to score by.
    """

    content: FilingContent
    line: IndicatorLine
    assessment: Assessment
    score: LineScore
    explained: bool
    merged_score: bool
    by_standards: bool = False

    @property
    def place(self) -> str:
        """How a sentence names the line."""
        name = self.line.clean_name or clean_name(self.line.name) or self.line.level2 or "没有名称的指标"
        return f"第 {self.line.row} 行“{name}”" if self.line.row else f"“{name}”"

    def finding(self, severity: Severity, code: str, field: str, message: str, advice: str) -> Finding:
        """A finding at this line; the place is put before the message."""
        return Finding(
            severity=severity,
            code=code,
            message=f"{self.place}{message}",
            advice=advice,
            row=self.line.row,
            line_id=self.line.id,
            field=field,
        )


def check_line(checked: CheckedLine, rules: RulePack, *, imported: bool) -> Iterator[Finding]:
    """All findings of one line; a part or an empty row has none but values that cannot be read.

    What a project's target says is checked by the law of targets.
    """
    yield from _check_readable(checked)
    if checked.content.form is Form.PROJECT_TARGET:
        return
    if checked.assessment.outcome is Outcome.NOT_APPLICABLE:
        yield from _check_dropped(checked, imported=imported)
        return
    yield from _check_target(checked)
    if checked.content.form not in SELF_EVALUATIONS:
        return
    yield from _check_weight(checked, rules, imported=imported)
    yield from _check_actual(checked, imported=imported)
    yield from _check_rule(checked, rules)
    yield from _check_points_by_hand(checked, imported=imported)
    if checked.line.manual_score is None and not checked.merged_score:
        yield from _check_printed_score(checked)
    yield from _check_reason(checked)


def _check_readable(checked: CheckedLine) -> Iterator[Finding]:
    line, why = checked.line, checked.assessment.why
    if why is Why.TARGET_UNREADABLE or is_error_value(line.target_text):
        yield _not_understood(checked, "target", "指标值", line.target_text)
    if why is Why.ACTUAL_UNREADABLE or is_error_value(line.actual_text):
        yield _not_understood(checked, "actual", "实际完成值", line.actual_text)
    if not says_nothing(line.printed_weight) and read_points(line.printed_weight) is None:
        yield _no_number(checked, "weight", "分值", line.printed_weight)
    if not says_nothing(line.printed_score) and read_points(line.printed_score) is None:
        yield _no_number(checked, "score", "得分", line.printed_score)


def _not_understood(checked: CheckedLine, field: str, label: str, text: str) -> Finding:
    advice = "请改成一个数（单位可以跟在后面）、一个日期，或一句话。"
    message = f"的{label}“{text.strip()}”读不懂。"
    return checked.finding(Severity.ERROR, "value-unreadable", field, message, advice)


def _no_number(checked: CheckedLine, field: str, label: str, text: str) -> Finding:
    message = f"的{label}“{text.strip()}”读不成数。"
    return checked.finding(Severity.ERROR, "value-unreadable", field, message, "请只填数字。")


def _check_dropped(checked: CheckedLine, *, imported: bool) -> Iterator[Finding]:
    if checked.assessment.why is Why.DROPPED and not checked.line.manual_reason.strip():
        severity = Severity.WARNING if imported else Severity.ERROR
        message = "标为不适用，没有写批准的依据，按 0 分计。"
        yield checked.finding(
            severity,
            "not-applicable-without-reason",
            "manual_reason",
            message,
            "请写明批准调整的文件，或取消不适用。",
        )


def _check_target(checked: CheckedLine) -> Iterator[Finding]:
    if checked.assessment.why is Why.NO_TARGET and not checked.by_standards:
        advice = "请按批复的绩效目标补填指标值。"
        yield checked.finding(Severity.WARNING, "blank-target", "target", "没有填指标值。", advice)
    if checked.assessment.meaningless:
        message = "的目标是 ≥ 0，怎样都能达到，没有考核意义。"
        yield checked.finding(
            Severity.WARNING, "target-meaningless", "target", message, "请核对指标性质和指标值。"
        )


def _check_weight(checked: CheckedLine, rules: RulePack, *, imported: bool) -> Iterator[Finding]:
    weight = checked.line.weight
    if checked.content.form is Form.TRANSFER_SELF_EVALUATION:
        return
    if weight is None:
        if says_nothing(checked.line.printed_weight):
            message = "没有分值，不能计算得分。"
            yield checked.finding(
                Severity.WARNING, "weight-missing", "weight", message, "请按评分方案补填分值。"
            )
        return
    if weight <= 0:
        severity = Severity.WARNING if imported else Severity.ERROR
        message = f"的分值是 {decimal_text(weight)}，应大于 0。"
        yield checked.finding(
            severity, "weight-not-positive", "weight", message, "请改正分值；不考核的指标请删去。"
        )
    elif weight > rules.doubts.single_weight:
        most = decimal_text(rules.doubts.single_weight)
        message = f"一项就占 {decimal_text(weight)} 分，超过 {most} 分。"
        yield checked.finding(
            Severity.ADVICE, "weight-heavy", "weight", message, "可以的话，把它分成几个指标。"
        )


def _check_actual(checked: CheckedLine, *, imported: bool) -> Iterator[Finding]:
    line, assessment = checked.line, checked.assessment
    same_words = bool(line.target_text.strip()) and line.actual_text.strip() == line.target_text.strip()
    is_blank = line.actual is None and says_nothing(line.actual_text) and not same_words
    if assessment.outcome is not Outcome.RULE and is_blank and not checked.by_standards:
        zero = "，按 0 分计" if assessment.outcome is Outcome.MISSING else ""
        yield checked.finding(
            Severity.WARNING,
            "blank-actual",
            "actual",
            f"没有填实际完成值{zero}。",
            "请补填；确实没有完成的写 0，并写明原因。",
        )
        if assessment.outcome is Outcome.MISSING and not imported and not _has_reason(checked):
            message = "没有填实际完成值，也没有写原因。"
            yield checked.finding(
                Severity.ERROR,
                "reason-missing",
                "deviation_reason",
                message,
                "补填实际完成值，或写明没有完成的原因。",
            )
    if assessment.why is Why.UNITS_DIFFER:
        message = f"的指标值单位是“{line.unit}”，实际完成值单位是“{line.actual_unit}”，不能直接比较，没有按规则计分。"
        yield checked.finding(
            Severity.WARNING, "unit-differs", "actual", message, "请把实际完成值换算成指标值的单位。"
        )
    if assessment.why is Why.ANSWERED_OTHERWISE:
        message = f"的指标值“{line.target_text.strip()}”和实际完成值“{line.actual_text.strip()}”不能比较，没有按规则计分。"
        yield checked.finding(
            Severity.ADVICE,
            "answer-not-comparable",
            "actual",
            message,
            "指标值是数的，实际完成值也填数；是日期的填日期。",
        )
    if assessment.as_ratio:
        message = f"的实际完成值“{line.actual_text.strip()}”和指标值“{line.target_text.strip()}”一个是百分数、一个是小数，已折成百分数比较。"
        yield checked.finding(
            Severity.ADVICE, "value-as-ratio", "actual", message, "请把两个数都写成百分数。"
        )


def _check_rule(checked: CheckedLine, rules: RulePack) -> Iterator[Finding]:
    line, assessment = checked.line, checked.assessment
    if assessment.boundary:
        message = (
            f"在“{line.target_text.strip()}”当月完成，按没有超过期限计算。"
            if assessment.is_date
            else f"的实际完成值正好等于“{line.target_text.strip()}”，严格说没有达到，按比例仍得满分。"
        )
        yield checked.finding(Severity.ADVICE, "boundary-equal", "actual", message, "请核对指标值里的符号。")
    if assessment.why is Why.NEGATIVE_TARGET and line.manual_score is None:
        message = "的目标是负数且没有达到，不能按比例计分。"
        yield checked.finding(
            Severity.WARNING, "target-negative", "score", message, "请人工评分，并写明理由。"
        )
    if not assessment.may_be_over or _has_own_reason(line):
        return
    threshold = rules.over_fulfilment.threshold
    if assessment.actual > assessment.target * threshold:
        percent = decimal_text((assessment.actual / assessment.target * 100).quantize(Decimal("0.1")))
        message = f"完成了目标的 {percent}%，超过 {decimal_text(threshold * 100)}%，没有说明原因。"
        causes = "、".join(rules.over_fulfilment.causes)
        advice = f"请说明原因（{causes}）；目标值定低了的要酌情扣分。"
        yield checked.finding(Severity.WARNING, "over-fulfilled", "deviation_reason", message, advice)


def _check_points_by_hand(checked: CheckedLine, *, imported: bool) -> Iterator[Finding]:
    line = checked.line
    severity = Severity.WARNING if imported else Severity.ERROR
    if line.manual_score is not None:
        if not line.manual_reason.strip():
            message = f"人工评了 {decimal_text(line.manual_score)} 分，没有写理由。"
            yield checked.finding(
                severity, "manual-without-reason", "manual_reason", message, "请写明人工评分的理由。"
            )
        if line.weight is not None and not 0 <= line.manual_score <= line.weight:
            message = f"人工评的 {decimal_text(line.manual_score)} 分不在 0 到分值 {decimal_text(line.weight)} 之间。"
            yield checked.finding(
                Severity.WARNING, "score-above-weight", "score", message, "请改正人工评分。"
            )
        return
    percent = line.judged_percent
    if percent is not None and not 0 <= percent <= 100:
        message = f"评定的 {decimal_text(percent)}% 不在 0 到 100% 之间。"
        yield checked.finding(severity, "judgement-out-of-range", "score", message, "请改正评定的百分比。")
    unjudged = checked.score.source is ScoreSource.JUDGEMENT and checked.score.effective is None
    if unjudged and line.weight is not None:
        message = "还没有评分，总分算不出来。"
        yield checked.finding(severity, "judgement-missing", "score", message, "请选择完成档次或填写得分。")


def _check_printed_score(checked: CheckedLine) -> Iterator[Finding]:
    line, computed, met = checked.line, checked.score.computed, checked.assessment.met
    printed, weight = read_points(line.printed_score), line.weight
    if printed is None or weight is None:
        return
    shown, full = decimal_text(printed), decimal_text(weight)
    if printed > weight:
        message = f"得了 {shown} 分，高于分值 {full} 分。"
        advice = "得分最高是分值，超额完成也不加分，请改正。"
        yield checked.finding(Severity.WARNING, "score-above-weight", "score", message, advice)
        return
    if computed is None:
        return
    rule = f"按规则是 {computed} 分（{checked.score.rule}）"
    if met is False and printed == weight:
        message = f"没有达到目标，却得了满分 {full} 分，{rule}。"
        yield checked.finding(
            Severity.WARNING, "missed-but-full", "score", message, "请按完成比例改正得分，并写明原因。"
        )
    elif same_printed(printed, computed):
        return
    elif printed > computed:
        message = f"得了 {shown} 分，{rule}，评高了。"
        yield checked.finding(
            Severity.WARNING, "score-above-rule", "score", message, "请改正得分，或写明理由。"
        )
    else:
        missing = "" if _has_own_reason(line) else "，没有写扣分原因"
        state = "达到了目标，只" if met else ""
        message = f"{state}得了 {shown} 分，{rule}，评低了{missing}。"
        yield checked.finding(
            Severity.WARNING, "score-below-rule", "score", message, "请改正得分，或写明扣分原因。"
        )


def _check_reason(checked: CheckedLine) -> Iterator[Finding]:
    assessment = checked.assessment
    if assessment.outcome is Outcome.RULE and assessment.met is False and not _has_reason(checked):
        message = "没有达到目标，没有写偏差原因和改进措施。"
        yield checked.finding(
            Severity.WARNING,
            "missed-without-reason",
            "deviation_reason",
            message,
            "请写明为什么没有完成、准备怎么改进。",
        )


def _has_own_reason(line: IndicatorLine) -> bool:
    return not (says_nothing(line.deviation_reason) and says_nothing(line.manual_reason))


def _has_reason(checked: CheckedLine) -> bool:
    return checked.explained or _has_own_reason(checked.line)
