"""Checks: what does not fit in a filled form, each with its place and the way to mend it. Used by every door.

A check never changes anything. An error stops sending, never saving; what an imported form prints is judged more mildly
than what is typed here, because a published table cannot be changed any more.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from jxdesk.domain.checks.besides import WITH_TASKS, AnyBeside
from jxdesk.domain.checks.departments import check_department
from jxdesk.domain.checks.following import TargetStanding, check_standing
from jxdesk.domain.checks.lines import CheckedLine, check_line
from jxdesk.domain.checks.money import check_money, same_printed
from jxdesk.domain.checks.monitoring import Beside, check_monitoring
from jxdesk.domain.checks.targets import TargetBeside, check_target
from jxdesk.domain.departments.beside import DepartmentBeside
from jxdesk.domain.filling.unit_doubt import unit_doubt
from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.records.filings import (
    MONITORINGS,
    SELF_EVALUATIONS,
    FilingContent,
    Form,
    IndicatorLine,
    MoneyKey,
    Scorecard,
    ScoreSource,
)
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.scoring.assessed import Assessed, assessed
from jxdesk.domain.scoring.score import merged_rows, printed_together
from jxdesk.domain.templates.form import FormTemplate
from jxdesk.domain.templates.parts import CheckName
from jxdesk.domain.values.indicator_names import clean_name
from jxdesk.domain.values.lettering import fold, says_nothing
from jxdesk.domain.values.quantities import decimal_text, read_points

_PROJECT_FORMS = (Form.PROJECT_TARGET, Form.PROJECT_MONITORING, Form.PROJECT_SELF_EVALUATION)
_FULL_TOTAL = Decimal(100)
_ANSWERS_WITH_REASONS = ("deviation_analysis", "improvement")


def check(
    content: FilingContent,
    scorecard: Scorecard,
    rules: RulePack,
    template: FormTemplate | None = None,
    *,
    imported: bool = False,
    beside: AnyBeside | None = None,
    standing: TargetStanding | None = None,
    found: Assessed | None = None,
) -> tuple[Finding, ...]:
    """All findings of a filling, in the order of the form.

    ``template`` gives the parameters of the checks that it names; ``imported`` tells that the form was read from a file,
    where money may be rounded and rules of filling in are warnings. ``beside`` is what the form is held against,
    ``standing`` how the target stands that it follows, ``found`` what the rules make of it, where that is known already.
    """
    found = found or assessed(content, rules)
    parameters = {} if template is None else {one.name: dict(one.parameters) for one in template.checks}
    findings = [*_check_head(content, imported=imported)]
    parts = _keys(parameters.get(CheckName.MONEY_PARTS, {}).get("parts"))
    findings += check_money(content, scorecard, rules, found.execution, imported=imported, parts=parts)
    doubt = unit_doubt(content)
    findings += [] if doubt is None else [doubt]
    if standing is not None:
        findings += check_standing(content, standing, rules, template, imported=imported)
    if content.form in SELF_EVALUATIONS and is_unfilled(content):
        return (_unfilled(content), *findings)
    if content.form in SELF_EVALUATIONS and (template is None or CheckName.REASON_WHEN_UNSPENT in parameters):
        below = _decimal(
            parameters.get(CheckName.REASON_WHEN_UNSPENT, {}).get("below"), rules.execution.reason_below
        )
        findings += _check_unspent(content, scorecard, below)
    findings += _check_lines(content, scorecard, rules, found, imported=imported)
    if content.form in MONITORINGS:
        watched = beside if isinstance(beside, Beside) else None
        findings += check_monitoring(content, rules, imported=imported, beside=watched)
    if content.form in WITH_TASKS:
        office = beside if isinstance(beside, DepartmentBeside) else None
        findings += check_department(content, rules, template, imported=imported, beside=office)
    if content.form is Form.PROJECT_TARGET:
        held = beside if isinstance(beside, TargetBeside) else None
        findings += check_target(content, rules, template, imported=imported, beside=held)
    else:
        findings += _check_duplicates(content, imported=imported)
    if content.form in SELF_EVALUATIONS:
        total = _decimal(parameters.get(CheckName.WEIGHTS_TOTAL, {}).get("total"), _FULL_TOTAL)
        findings += _check_weights(content, scorecard, total)
        findings += _check_merged_scores(content, scorecard)
        findings += _check_totals(content, scorecard, rules)
    return tuple(findings)


def is_unfilled(content: FilingContent) -> bool:
    """Whether a self-evaluation was left as it was sent down: no result and no score, not even for budget execution.

    Amounts alone are no answer: the budget system fills them in by itself.
    """
    scored = any(not says_nothing(line.printed_score) for line in content.money_lines)
    return not scored and not any(_is_answered(line) for line in content.indicator_lines)


def _is_answered(line: IndicatorLine) -> bool:
    by_hand = line.manual_score is not None or line.judged_percent is not None
    texts = (line.actual_text, line.printed_score)
    return by_hand or line.actual is not None or not all(says_nothing(text) for text in texts)


def _unfilled(content: FilingContent) -> Finding:
    lines = content.indicator_lines
    return Finding(
        severity=Severity.ERROR,
        code="unfilled-form",
        message="绩效指标没有填：没有一项实际完成值，也没有得分。"
        if lines
        else "表上没有绩效指标，也没有得分。",
        advice="请填好再报；这个项目不用自评的，请从名单里去掉。",
        row=lines[0].row if lines else None,
        line_id=lines[0].id if lines else "",
        field="actual" if lines else "indicator_lines",
    )


def _keys(declared: object) -> tuple[MoneyKey, ...]:
    return tuple(MoneyKey(key) for key in declared) if isinstance(declared, list) else ()


def _decimal(declared: object, default: Decimal) -> Decimal:
    try:
        return default if declared is None else Decimal(str(declared))
    except InvalidOperation:
        return default


def _check_head(content: FilingContent, *, imported: bool) -> Iterator[Finding]:
    if content.form in _PROJECT_FORMS and not content.project_name.strip():
        yield Finding(
            severity=Severity.WARNING if imported else Severity.ERROR,
            code="project-name-blank",
            message="没有填项目名称。",
            advice="请按预算批复填写项目名称。",
            field="project_name",
        )
    if not content.indicator_lines and not is_unfilled(content):
        yield Finding(
            severity=Severity.ERROR,
            code="unfilled-form",
            message="表上没有绩效指标。",
            advice="请填写绩效指标。",
            field="indicator_lines",
        )


def _check_unspent(content: FilingContent, scorecard: Scorecard, below: Decimal) -> Iterator[Finding]:
    rate, total = scorecard.execution.rate, content.total_line
    reasons = [line.reason for line in content.money_lines]
    reasons += [content.answers.get(name, "") for name in (*_ANSWERS_WITH_REASONS, "other_notes")]
    if rate is None or rate >= below or not all(says_nothing(reason) for reason in reasons):
        return
    shown = decimal_text((rate * 100).quantize(Decimal("0.01")))
    yield Finding(
        severity=Severity.WARNING,
        code="unspent-without-reason",
        message=f"预算执行率 {shown}%，低于 {decimal_text(below * 100)}%，没有写原因。",
        advice="请在其他需要说明事项里写明没有执行完的原因。",
        row=total.row if total else None,
        line_id=total.id if total else "",
        field="reason",
    )


def _check_lines(
    content: FilingContent, scorecard: Scorecard, rules: RulePack, found: Assessed, *, imported: bool
) -> Iterator[Finding]:
    scores = {one.line_id: one for one in scorecard.lines}
    by_standards = _scores_by_standards(content)
    if by_standards:
        yield _no_targets(content)
    merged = {line.id for members in merged_rows(content.indicator_lines) for line in members}
    explained = any(not says_nothing(content.answers.get(name, "")) for name in _ANSWERS_WITH_REASONS)
    for line, assessment in zip(found.lines, found.assessments, strict=True):
        checked = CheckedLine(
            content=content,
            line=line,
            assessment=assessment,
            score=scores[line.id],
            explained=explained,
            merged_score=line.id in merged,
            by_standards=by_standards,
        )
        yield from check_line(checked, rules, imported=imported)


def _scores_by_standards(content: FilingContent) -> bool:
    """Whether the form prints standards and scores but neither targets nor actual values, as frameworks do."""
    lines = content.indicator_lines
    values = any(not says_nothing(line.target_text + line.actual_text) for line in lines)
    scored = sum(not says_nothing(line.printed_score) for line in lines)
    described = any(not says_nothing(line.description) for line in lines)
    return content.form in SELF_EVALUATIONS and described and not values and scored * 2 > len(lines)


def _no_targets(content: FilingContent) -> Finding:
    first = content.indicator_lines[0]
    return Finding(
        severity=Severity.ADVICE,
        code="scored-by-standards",
        message="这张表按评分标准打分，没有指标值和实际完成值，得分采用表上的。",
        advice="请核对各项得分是否符合评分标准。",
        row=first.row,
        line_id=first.id,
        field="target",
    )


def _check_duplicates(content: FilingContent, *, imported: bool) -> Iterator[Finding]:
    seen: dict[tuple[str, str, str], IndicatorLine] = {}
    for line in content.indicator_lines:
        name = line.clean_name or clean_name(line.name)
        if not name or line.is_part or line.merged_into:
            continue
        first = seen.setdefault((fold(line.level1), fold(line.level2), name), line)
        if first is line or first.target_text != line.target_text:
            continue
        place = f"第 {line.row} 行" if line.row else ""
        yield Finding(
            severity=Severity.WARNING if imported else Severity.ERROR,
            code="duplicate-indicator",
            message=f"{place}“{name}”和前面的一行重复。",
            advice="同一个二级指标下，名称和指标值都相同的指标只留一个。",
            row=line.row,
            line_id=line.id,
            field="name",
        )


def _check_weights(content: FilingContent, scorecard: Scorecard, due: Decimal) -> Iterator[Finding]:
    scored = {one.line_id for one in scorecard.lines if one.source is not ScoreSource.NOT_APPLICABLE}
    missing = any(line.weight is None for line in content.indicator_lines if line.id in scored)
    total = scorecard.weights_total
    if missing or total is None or total == due:
        return
    execution = scorecard.execution.weight
    parts = f"指标 {decimal_text(total - (execution or 0))} 分"
    parts += f"，预算执行 {decimal_text(execution)} 分" if execution is not None else "，预算执行没有分值"
    printed = read_points(content.printed_weights_total)
    stated = f"，表上写的合计是 {decimal_text(printed)}" if printed is not None and printed != total else ""
    yield Finding(
        severity=Severity.WARNING,
        code="weights-not-100",
        message=f"分值合计 {decimal_text(total)} 分（{parts}），应是 {decimal_text(due)} 分{stated}。",
        advice="请调整各项分值，使合计等于满分。",
        field="weights_total",
    )


def _check_merged_scores(content: FilingContent, scorecard: Scorecard) -> Iterator[Finding]:
    """One printed score over several rows stands beside the sum of what the rule gives for them."""
    scores = {one.line_id: one for one in scorecard.lines}
    for members in merged_rows(content.indicator_lines):
        head = members[0]
        printed = printed_together(members)
        counted = [
            scores[member.id]
            for member in members
            if scores[member.id].source is not ScoreSource.NOT_APPLICABLE
        ]
        if printed is None or any(one.computed is None for one in counted):
            continue
        by_rule = sum((one.computed for one in counted if one.computed is not None), Decimal("0.00"))
        if same_printed(printed, by_rule):
            continue
        above = printed > by_rule
        yield Finding(
            severity=Severity.WARNING,
            code="score-above-rule" if above else "score-below-rule",
            message=f"第 {head.row} 行起 {len(members)} 行合并得分 {decimal_text(printed)} 分，按规则合计 {by_rule} 分。",
            advice="请改正得分，或写明理由。",
            row=head.row,
            line_id=head.id,
            field="score",
        )


def _check_totals(content: FilingContent, scorecard: Scorecard, rules: RulePack) -> Iterator[Finding]:
    printed, added = read_points(content.printed_total), scorecard.sum_of_printed
    if printed is None and not says_nothing(content.printed_total):
        yield Finding(
            severity=Severity.ERROR,
            code="value-unreadable",
            message=f"总分“{content.printed_total.strip()}”读不成数。",
            advice="请只填数字。",
            field="total",
        )
    if printed is not None and added is not None and not same_printed(printed, added):
        yield Finding(
            severity=Severity.WARNING,
            code="total-differs",
            message=f"总分写的是 {decimal_text(printed)}，各行得分相加是 {decimal_text(added)}。",
            advice="请核对各行得分，改正总分。",
            field="total",
        )
    grade, total = content.printed_grade.strip(), printed if printed is not None else scorecard.computed_total
    if (
        grade in {band.grade for band in rules.grades}
        and total is not None
        and rules.grade_of(total) != grade
    ):
        yield Finding(
            severity=Severity.WARNING,
            code="grade-differs",
            message=f"等级写的是“{grade}”，总分 {decimal_text(total)} 应是“{rules.grade_of(total)}”。",
            advice="请按总分改正等级。",
            field="grade",
        )
