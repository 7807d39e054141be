"""Points of a target: all together by the scheme, and those of each first level; used by target checks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.records.filings import FilingContent, IndicatorLine
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.rules.parts import GoalStyle
from jxdesk.domain.rules.targets import LevelPoints
from jxdesk.domain.templates.form import FormTemplate
from jxdesk.domain.templates.goal_styles import is_cost_level, is_mixed, style_of
from jxdesk.domain.templates.parts import IndicatorField
from jxdesk.domain.values.indicator_names import clean_level
from jxdesk.domain.values.quantities import decimal_text


def _finding(
    severity: Severity, code: str, field: str, message: str, advice: str, *, line_id: str = ""
) -> Finding:
    return Finding(severity=severity, code=code, message=message, advice=advice, line_id=line_id, field=field)


def check_points(
    content: FilingContent, rules: RulePack, template: FormTemplate | None, *, imported: bool
) -> Iterator[Finding]:
    """V4 and V5: all points together, and those of each first level; a form that nobody gave points has none to add up."""
    scored = [line for line in content.indicator_lines if not line.is_part and not line.merged_into]
    given = [line for line in scored if line.weight is not None]
    asks = template is not None and template.indicators.column(IndicatorField.WEIGHT) is not None
    if not given:
        if asks and not imported:
            yield _finding(
                Severity.WARNING,
                "weights-missing",
                "weight",
                "各项指标都没有分值。",
                f"请填分值，合计 {decimal_text(rules.targets.points.scheme.total)} 分；表上不印，自评时要用。",
                line_id=scored[0].id if scored else "",
            )
        return
    if is_mixed(content):
        yield _finding(
            Severity.WARNING,
            "styles-mixed",
            "indicator_lines",
            "成本既写成了一级指标，又写在产出指标下面。",
            "两种写法只用一种，按本年度通知的表样改成一致。",
        )
    yield from _check_total(rules, scored, imported=imported)
    with_cost = any(is_cost_level(line) for line in scored)
    points = rules.targets.points.scheme.points_of(style_of(content, template), with_cost=with_cost)
    if points is not None:
        yield from _check_levels(scored, points, rules)


def _check_total(rules: RulePack, scored: Sequence[IndicatorLine], *, imported: bool) -> Iterator[Finding]:
    due = rules.targets.points.scheme.total
    total = sum((line.weight for line in scored if line.weight is not None), Decimal(0))
    if total == due or (imported and total == 100):
        return
    lacking = next((line for line in scored if line.weight is None and not line.not_applicable), None)
    rest = "，预算执行率的 10 分自评时另加" if due == 90 else ""
    yield _finding(
        Severity.WARNING if imported else Severity.ERROR,
        "weights-off-scheme",
        "weight",
        f"各项指标分值合计 {decimal_text(total)} 分，应是 {decimal_text(due)} 分{rest}。",
        f"请补上“{lacking.name or lacking.level2}”的分值。" if lacking else "请增减各项分值，使合计正好。",
        line_id=(lacking or scored[0]).id,
    )


def _check_levels(scored: Sequence[IndicatorLine], points: LevelPoints, rules: RulePack) -> Iterator[Finding]:
    """Satisfaction that does not apply leaves its points to the outcomes."""
    sums: Counter[str] = Counter()
    for line in scored:
        sums[_level_of(line)] += int((line.weight or Decimal(0)) * 100)
    satisfied = any(_level_of(line) == "满意度" and not line.not_applicable for line in scored)
    due = {
        "成本": points.cost,
        "产出": points.output,
        "效益": points.outcome + (Decimal(0) if satisfied else points.satisfaction),
        "满意度": points.satisfaction if satisfied else Decimal(0),
    }
    if points.style is GoalStyle.OLD or points.cost is None:
        due.pop("成本")
    for name, wanted in due.items():
        found = Decimal(sums[name]) / 100
        if wanted is not None and abs(found - wanted) > rules.targets.points.tolerance:
            first = next((line for line in scored if _level_of(line) == name), scored[0])
            yield _finding(
                Severity.WARNING,
                "level-points-differ",
                "weight",
                f"{name}指标共 {decimal_text(found)} 分，一般是 {decimal_text(wanted)} 分。",
                "有文件依据的可以不改；没有的，请按一般的分值分配。",
                line_id=first.id,
            )


def _level_of(line: IndicatorLine) -> str:
    level = clean_level(line.level1)
    return next((name for name in ("成本", "产出", "效益", "满意") if name in level), level).replace(
        "满意", "满意度"
    )
