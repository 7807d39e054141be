"""Checks of project targets: money by its sources, the period, points, minimum numbers, texts, what must be attached. Used by checks.

What is typed here and cannot stand stops sending; what an imported form prints is a warning, because a table that was
published cannot be changed any more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from jxdesk.domain.checks.money import place_of as place_of_money
from jxdesk.domain.checks.target_lines import check_target_line, is_quantified
from jxdesk.domain.checks.target_points import check_points
from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.records.filings import FilingContent, IndicatorLine, MoneyKey, MoneyLine
from jxdesk.domain.records.known import Known
from jxdesk.domain.rules.indicator_places import Place, place_of
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.scoring.execution import sum_of
from jxdesk.domain.templates.form import FormTemplate
from jxdesk.domain.values.indicator_names import clean_level, clean_name
from jxdesk.domain.values.lettering import fold, says_nothing
from jxdesk.domain.values.money import format_fen, half_a_printed_place
from jxdesk.domain.values.periods import LONG_TERM_GOAL, PERIOD, has_mid_term, runs_several_years
from jxdesk.domain.values.quantities import decimal_text

_OUTCOMES = frozenset({Place.ECONOMIC, Place.SOCIAL, Place.ECOLOGICAL, Place.SUSTAINABLE})
_COSTS = frozenset({Place.COST, Place.SOCIAL_COST, Place.ECOLOGICAL_COST})
_SOURCES = (
    (MoneyKey.UPPER, MoneyKey.OWN),
    (MoneyKey.GENERAL, MoneyKey.GOVERNMENT_FUNDS, MoneyKey.STATE_CAPITAL),
)
"""The ways in which forms split 财政拨款: by the level it comes from, or by the budget that it stands in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetBeside:
    """What stands beside a project's target: last year's forms, what is attached, and where the office says the same again.

    ``same_goal`` and ``same_lines`` name the other projects of the office with the same words of the target, and with the
    same indicator and value, by line.
    """

    last_target: FilingContent | None = None
    last_result: FilingContent | None = None
    major_new: bool = False
    sector: str = ""
    slots: frozenset[str] = frozenset()
    same_goal: Sequence[str] = ()
    same_lines: Mapping[str, Sequence[str]] = field(default_factory=dict)


def target_beside(known: Known) -> TargetBeside:
    """What a target is held against, of what the desk holds."""
    project = known.project
    return TargetBeside(
        last_target=known.last_year.content if known.last_year else None,
        last_result=known.last_result.content if known.last_result else None,
        major_new=project.major_new if project else False,
        sector=project.sector if project else "",
        slots=known.slots,
        same_goal=known.elsewhere.goal,
        same_lines=known.elsewhere.lines,
    )


def check_target(
    content: FilingContent,
    rules: RulePack,
    template: FormTemplate | None = None,
    *,
    imported: bool = False,
    beside: TargetBeside | None = None,
) -> Iterator[Finding]:
    """All findings that only a project's target has, in the order of the form."""
    yield from _check_sources(content, imported=imported)
    yield from _check_period(content)
    yield from _check_texts(content, rules, template, imported=imported)
    before = beside.last_result if beside is not None else None
    for line in content.indicator_lines:
        yield from check_target_line(content, line, rules, imported=imported, last_year=before)
    yield from _check_same_names(content, imported=imported)
    if content.indicator_lines and not any(_is_named(line) for line in content.indicator_lines):
        yield _unfilled(content, imported=imported)
    elif content.indicator_lines:
        yield from _check_minimum(content, rules)
        yield from _check_quantified(content, rules)
        yield from check_points(content, rules, template, imported=imported)
    if beside is not None and beside.major_new and rules.targets.appraisal.slot not in beside.slots:
        yield _finding(
            Severity.ERROR,
            "appraisal-missing",
            "attachments",
            "新增重大项目没有附事前绩效评估报告。",
            "请先做事前绩效评估，把报告作为附件加进来，再申报。",
        )


def _is_named(line: IndicatorLine) -> bool:
    return bool((line.clean_name or line.name).strip())


def _unfilled(content: FilingContent, *, imported: bool) -> Finding:
    return _finding(
        Severity.WARNING if imported else Severity.ERROR,
        "unfilled-form",
        "name",
        "还没有写一项绩效指标。",
        "按 Ctrl+K 从指标库选，或者沿用上年的指标，再改成今年的数。",
        line_id=content.indicator_lines[0].id,
    )


def _finding(
    severity: Severity, code: str, field_: str, message: str, advice: str, *, line_id: str = ""
) -> Finding:
    return Finding(
        severity=severity, code=code, message=message, advice=advice, line_id=line_id, field=field_
    )


# ---- money ------------------------------------------------------------------------------------------------------


def _check_sources(content: FilingContent, *, imported: bool) -> Iterator[Finding]:
    """V1: the parts make up the whole to the last 分, in the year's column and in that of the whole period."""
    by_key = {line.key: line for line in content.money_lines}
    total, fiscal = by_key.get(MoneyKey.TOTAL), by_key.get(MoneyKey.FISCAL)
    if fiscal is not None:
        for keys in _SOURCES:
            parts = [by_key[key] for key in keys if key in by_key]
            for column in ("original_budget", "mid_term"):
                yield from _check_sum(content, fiscal, parts, column, imported=imported)
    if total is not None:
        parts = [by_key[key] for key in (MoneyKey.FISCAL, MoneyKey.OTHER) if key in by_key]
        yield from _check_sum(content, total, parts, "mid_term", imported=imported)
        yield from _check_given(content, total, imported=imported)


def _check_sum(
    content: FilingContent, whole: MoneyLine, parts: Sequence[MoneyLine], column: str, *, imported: bool
) -> Iterator[Finding]:
    stated, added = _fen(whole, column), sum_of(parts, lambda line: _fen(line, column))
    if added is None or (stated is None and added == 0):
        return
    halves = [_half(content, line, column) for line in (whole, *parts)] if imported else []
    if stated is not None and abs(stated - added) <= max(halves, default=0) * max(len(parts), 1):
        return
    unit = content.money_unit
    what = "年度金额" if column == "original_budget" else "中期金额"
    said = "没有填" if stated is None else f"是 {format_fen(stated, unit, at_most=6)} {unit.value}"
    shown = " + ".join(
        f"{place_of_money(line)} {format_fen(_fen(line, column), unit, at_most=6)}"
        for line in parts
        if _fen(line, column) is not None
    )
    yield _finding(
        Severity.WARNING if imported else Severity.ERROR,
        "money-parts-differ",
        column,
        f"{place_of_money(whole)}的{what}{said}，各项来源合计是 {format_fen(added, unit, at_most=6)} {unit.value}（{shown}）。",
        "请核对总额和各项来源，改正填错的一项。",
        line_id=whole.id,
    )


def _check_given(content: FilingContent, total: MoneyLine, *, imported: bool) -> Iterator[Finding]:
    if total.original_budget_fen is None and says_nothing(total.original_budget_text):
        yield _finding(
            Severity.WARNING if imported else Severity.ERROR,
            "budget-missing",
            "original_budget",
            "没有填年度资金总额。",
            "请填申报或批复的金额；目标和钱数要对得上。",
            line_id=total.id,
        )


def _check_period(content: FilingContent) -> Iterator[Finding]:
    """V2: a project of several years says what the whole period costs and brings; the year's share is no larger."""
    total = content.total_line
    year, mid_term = (total.original_budget_fen, total.mid_term_fen) if total else (None, None)
    line_id, unit = (total.id if total else ""), content.money_unit
    if year is not None and mid_term is not None and mid_term < year:
        yield _finding(
            Severity.WARNING,
            "mid-term-below-year",
            "mid_term",
            f"中期资金总额 {format_fen(mid_term, unit, at_most=6)} {unit.value}小于"
            f"年度资金总额 {format_fen(year, unit, at_most=6)} {unit.value}。",
            "中期资金是项目全部年度的合计，包括本年度，请核对。",
            line_id=line_id,
        )
    if not runs_several_years(content):
        if has_mid_term(content) and not says_nothing(content.answers.get(PERIOD, "")):
            yield _finding(
                Severity.WARNING,
                "mid-term-of-one-year",
                PERIOD,
                "项目期只有一年，却填了中期的资金、目标或指标值。",
                "跨年度的项目请把项目期写全；只做一年的，请清空中期的内容。",
            )
        return
    if total is not None and mid_term is None:
        message = "项目跨几个年度，没有填中期资金总额。"
        advice = "请填项目全部年度的资金合计。"
        yield _finding(Severity.WARNING, "mid-term-missing", "mid_term", message, advice, line_id=line_id)
    if says_nothing(content.answers.get(LONG_TERM_GOAL, "")):
        message = "项目跨几个年度，没有写中期目标。"
        advice = "请写全部年度做完以后的结果。"
        yield _finding(Severity.WARNING, "mid-term-missing", LONG_TERM_GOAL, message, advice)
    lines = content.indicator_lines
    if lines and not any(line.mid_term_text.strip() for line in lines):
        message = "项目跨几个年度，没有一项指标写了中期指标值。"
        advice = "至少给主要的产出和效益指标写上中期值。"
        yield _finding(Severity.WARNING, "mid-term-missing", "mid_term", message, advice, line_id=lines[0].id)


def _fen(line: MoneyLine, column: str) -> int | None:
    return line.mid_term_fen if column == "mid_term" else line.original_budget_fen


def _half(content: FilingContent, line: MoneyLine, column: str) -> int:
    text = line.mid_term_text if column == "mid_term" else line.original_budget_text
    return half_a_printed_place(text, content.money_unit) if _fen(line, column) is not None else 0


# ---- texts ------------------------------------------------------------------------------------------------------


def _check_texts(
    content: FilingContent, rules: RulePack, template: FormTemplate | None, *, imported: bool
) -> Iterator[Finding]:
    """V14: texts no longer than the form takes, nothing classified in an open form; and a target says what it is."""
    if says_nothing(content.answers.get("expected_goal", "")):
        yield _finding(
            Severity.WARNING if imported else Severity.ERROR,
            "goal-missing",
            "expected_goal",
            "没有写年度总体目标。",
            "写清本年度用这笔钱做什么、做到什么程度、谁受益。",
        )
    declared = {answer.name: answer for answer in (template.answers if template else ())}
    texts = {name: text for name, text in content.answers.items() if name in declared or not declared}
    for name, text in texts.items():
        if name in ("unplaced", "printed_notes"):
            continue
        answer = declared.get(name)
        longest = (answer.max_length if answer else None) or rules.targets.texts.longest
        label = answer.label if answer else "这一段"
        if len(text) > longest:
            message = f"{label}有 {len(text)} 个字，最多 {longest} 个字。"
            yield _finding(
                Severity.WARNING, "text-too-long", name, message, "请只留做什么、做到什么程度，写短一些。"
            )
        yield from _check_classified(text, rules, name, label)
    yield from _check_classified(content.project_name, rules, "project_name", "项目名称")
    for line in content.indicator_lines:
        words = f"{line.name}{line.target_text}{line.description}"
        yield from _check_classified(words, rules, "name", "指标", line_id=line.id)


def _check_classified(
    text: str, rules: RulePack, field_: str, label: str, *, line_id: str = ""
) -> Iterator[Finding]:
    word = next((word for word in rules.targets.texts.classified_words if word in text), None)
    if word is not None:
        yield _finding(
            Severity.WARNING,
            "classified-word",
            field_,
            f"{label}里有“{word}”。",
            "涉密内容不得写进这张表；涉密项目只登记个数，不填表。不涉密的请换一个说法。",
            line_id=line_id,
        )


# ---- the set of indicators --------------------------------------------------------------------------------------


def _check_same_names(content: FilingContent, *, imported: bool) -> Iterator[Finding]:
    """V10: one indicator stands once below a second level."""
    seen: set[tuple[str, str]] = set()
    for line in content.indicator_lines:
        name = line.clean_name or clean_name(line.name)
        if not name or line.is_part or line.not_applicable:
            continue
        key = (fold(line.level2), fold(name))
        if key in seen:
            yield _finding(
                Severity.WARNING if imported else Severity.ERROR,
                "same-indicator-twice",
                "name",
                f"“{name}”在“{clean_level(line.level2) or line.level2}”下写了两次。",
                "同一个二级指标下，一个指标只写一行；说的不是一件事的，把名称写得有区别。",
                line_id=line.id,
            )
        seen.add(key)


def _check_minimum(content: FilingContent, rules: RulePack) -> Iterator[Finding]:
    """V6: what a target needs at least; a place whose lines are marked 不适用 is none that is missing."""
    rule = rules.targets.minimum
    named = [line for line in content.indicator_lines if _is_named(line)]
    places = Counter(place for line in named if (place := place_of(line.level1, line.level2)))
    for place in rule.places:
        if not places[place]:
            yield _missing(rule.severity, f"{place.value}指标")
    if not any(places[place] for place in _OUTCOMES):
        yield _missing(rule.severity, "效益指标")
    if not places[Place.SATISFACTION]:
        yield _finding(
            rule.severity,
            "place-missing",
            "indicator_lines",
            "没有满意度指标。",
            "有服务对象的请加一项，如“受益群众满意度 ≥ 90 %”；没有服务对象的，加一行并标为不适用，写明理由。",
        )
    word = next((word for word in rule.cost_words if word in content.project_name), None)
    if word is not None and not any(places[place] for place in _COSTS):
        yield _finding(
            Severity.WARNING,
            "cost-missing",
            "indicator_lines",
            f"项目名称里有“{word}”，没有成本指标。",
            "工程、修缮和购置项目要写成本，如“单位造价 ≤ 35 万元/公里”“设备单价 ≤ 0.6 万元/台”。",
        )


def _missing(severity: Severity, what: str) -> Finding:
    return _finding(
        severity,
        "place-missing",
        "indicator_lines",
        f"没有{what}。",
        f"请加一项{what}；可以按 Ctrl+K 从指标库里选。",
    )


def _check_quantified(content: FilingContent, rules: RulePack) -> Iterator[Finding]:
    """V7: most indicators say their target in numbers."""
    judged = [line for line in content.indicator_lines if line.target_text.strip() and not line.is_part]
    if not judged:
        return
    numbers = sum(is_quantified(line) for line in judged)
    if Decimal(numbers) < rules.targets.quantified.share * len(judged):
        least = decimal_text(rules.targets.quantified.share * 100)
        yield _finding(
            Severity.WARNING,
            "too-few-numbers",
            "indicator_lines",
            f"{len(judged)} 项指标里只有 {numbers} 项写了数或日期，不到 {least}%。",
            "能数出来、量出来的都写成数：多少人、多少公里、百分之几、哪天以前。",
        )
