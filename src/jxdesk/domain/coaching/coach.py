"""The coach: advice on how to say a target better, each with an example from the line's own words and the project's sector.

What it says is advice and stops nothing. Where a check already names the place, the example is put to that finding, so
that one mistake is told once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from jxdesk.domain.checks.target_lines import (
    is_quantified,
    place_of_line,
    same_indicator,
    target_of_line,
)
from jxdesk.domain.checks.targets import TargetBeside
from jxdesk.domain.coaching.coach_book import THING, CoachBook, Example, Wording
from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.records.filings import FilingContent, IndicatorLine
from jxdesk.domain.rules.indicator_places import Place, place_of
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.templates.goal_styles import is_cost_level, style_of
from jxdesk.domain.values.indicator_names import clean_name
from jxdesk.domain.values.quantities import QuantityKind, decimal_text
from jxdesk.domain.values.units import PERCENT, canonical_unit, factor_between

_NAMED_AT_MOST = 3
_SHORTEST_THING = 3
_LONGEST_THING = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What the coach works with: its book, the rules, the sector of the project, and what stands beside the filing."""

    book: CoachBook
    rules: RulePack
    sector: str = ""
    beside: TargetBeside | None = None


def coached(content: FilingContent, findings: Sequence[Finding], lesson: Lesson) -> tuple[Finding, ...]:
    """The findings of the checks with examples put to them, and the coach's own advice behind them."""
    lines = {line.id: line for line in content.indicator_lines}
    told = [_with_example(finding, lines.get(finding.line_id), content, lesson) for finding in findings]
    taken = {(finding.line_id, finding.field) for finding in told if finding.line_id}
    own = [one for one in advise(content, lesson) if (one.line_id, one.field) not in taken]
    return (*told, *own)


def advise(content: FilingContent, lesson: Lesson) -> Iterator[Finding]:
    """The coach's own advice, in the order of the form."""
    yield from _advise_goal(content, lesson)
    for line in content.indicator_lines:
        if line.is_part or line.not_applicable:
            continue
        yield from _advise_wording(line, lesson)
        yield from _advise_time(line, lesson)
        yield from _advise_source(line, lesson)
        yield from _advise_repeated(line, lesson)
    yield from _advise_hundreds(content, lesson)
    yield from _advise_last_year(content, lesson)


def example_for(examples: Iterable[Example], sector: str, thing: str = "") -> str:
    """The example that is nearest: of the sector, else one with the line's own words, else the one for all."""
    known = tuple(examples)
    of_sector = [one for one in known if sector and one.sector == sector and not one.takes_thing]
    with_thing = [one for one in known if thing and one.takes_thing and not one.sector]
    for_all = [one for one in known if not one.sector and not one.takes_thing]
    chosen = next(iter((*of_sector, *with_thing, *for_all)))
    return chosen.text.replace(THING, thing)


def thing_of(name: str, book: CoachBook) -> str:
    """What an empty phrase speaks of: of 加强道路管护水平 it is 道路管护; empty where nothing is left."""
    thing = clean_name(name)
    while True:
        verb = next((verb for verb in book.vague.verbs if thing.startswith(verb)), "")
        ending = next((one for one in book.vague.endings if thing.endswith(one)), "")
        shorter = thing.removeprefix(verb).removesuffix(ending).strip("，、的")
        if shorter == thing:
            break
        thing = shorter
    return thing if _SHORTEST_THING <= len(thing) <= _LONGEST_THING else ""


def _advice(code: str, line: IndicatorLine | None, field: str, message: str, advice: str) -> Finding:
    return Finding(
        severity=Severity.ADVICE,
        code=code,
        message=message,
        advice=advice,
        row=line.row if line else None,
        line_id=line.id if line else "",
        field=field,
    )


# ---- examples for what the checks found ------------------------------------------------------------------------------


def _with_example(
    finding: Finding, line: IndicatorLine | None, content: FilingContent, lesson: Lesson
) -> Finding:
    book, added = lesson.book, ""
    match finding.code:
        case "amount-as-output":
            added = f"例如“{example_for(book.input_examples, lesson.sector)}”。"
        case "words-prove-nothing" if line is not None:
            added = f"例如“{_example_of_wording(line, lesson)}”。"
        case "unit-missing" if line is not None:
            unit = unit_for(line, book)
            added = f"这一项多半是“{unit}”。" if unit else ""
        case "weights-off-scheme" | "weights-missing":
            added = _shares(content, lesson)
    return replace(finding, advice=finding.advice + added) if added else finding


def unit_for(line: IndicatorLine, book: CoachBook) -> str:
    """The unit that a name asks for; of several words the one that stands last in the name."""
    name = line.clean_name or line.name
    found = [
        (name.rfind(word) + len(word), hint.unit)
        for hint in book.units
        for word in hint.words
        if word in name
    ]
    return max(found)[1] if found else ""


def _shares(content: FilingContent, lesson: Lesson) -> str:
    with_cost = any(is_cost_level(line) for line in content.indicator_lines)
    points = lesson.rules.targets.points.scheme.points_of(style_of(content), with_cost=with_cost)
    if points is None:
        return ""
    cost = f"成本 {decimal_text(points.cost)}、" if points.cost is not None else ""
    return (
        f"一般这样分：{cost}产出 {decimal_text(points.output)}、效益 {decimal_text(points.outcome)}、"
        f"满意度 {decimal_text(points.satisfaction)}。"
    )


# ---- wording ----------------------------------------------------------------------------------------------------------


def _advise_goal(content: FilingContent, lesson: Lesson) -> Iterator[Finding]:
    goal = content.answers.get("expected_goal", "")
    if goal.strip() and not any(sign.isdigit() for sign in goal):
        example = example_for(lesson.book.vague.examples, lesson.sector)
        yield _advice(
            "coach-goal",
            None,
            "expected_goal",
            "总体目标里没有一个数。",
            f"写清做多少、做到什么程度，例如“{example}”，再写受益的是谁。",
        )
    if lesson.beside is not None and lesson.beside.same_goal:
        names = "、".join(f"“{name}”" for name in lesson.beside.same_goal[:_NAMED_AT_MOST])
        more = f"等 {len(lesson.beside.same_goal)} 个项目" if len(lesson.beside.same_goal) > 1 else ""
        yield _advice(
            "coach-same-goal",
            None,
            "expected_goal",
            f"总体目标和{names}{more}一字不差。",
            "各项目做的事不同，请写这个项目自己的对象、数量和地点。",
        )


def _advise_wording(line: IndicatorLine, lesson: Lesson) -> Iterator[Finding]:
    """A name without anything to count, and a value in words with nothing to look at."""
    name = line.clean_name or clean_name(line.name)
    wording = _wording_of(name, lesson.book)
    verb = next((verb for verb in lesson.book.vague.verbs if name.startswith(verb)), "")
    if not name or is_quantified(line) or not (wording or verb):
        return
    asked = wording.ask if wording else lesson.book.vague.ask
    yield _advice(
        "coach-wording",
        line,
        "name",
        f"{place_of_line(line)}量不出来，年底没法说完成了没有。",
        f"想一想{asked}，例如“{_example_of_wording(line, lesson)}”。",
    )


def _wording_of(text: str, book: CoachBook) -> Wording | None:
    return next((one for one in book.wordings if any(word in text for word in one.words)), None)


def _example_of_wording(line: IndicatorLine, lesson: Lesson) -> str:
    wording = _wording_of(f"{line.name}{line.target_text}", lesson.book)
    examples = wording.examples if wording else lesson.book.vague.examples
    return example_for(examples, lesson.sector, thing_of(line.clean_name or line.name, lesson.book))


def _advise_time(line: IndicatorLine, lesson: Lesson) -> Iterator[Finding]:
    """A time that names no day."""
    if place_of(line.level1, line.level2) is not Place.TIMELINESS:
        return
    kind = target_of_line(line).kind
    loose = any(word in line.target_text for word in lesson.book.time_words)
    if kind is QuantityKind.WORDS and loose:
        example = example_for(lesson.book.time_examples, lesson.sector)
        yield _advice(
            "coach-time",
            line,
            "target",
            f"{place_of_line(line)}的指标值“{line.target_text.strip()}”没有日期。",
            f"写到哪一天以前，例如“{example}”。",
        )


def _advise_source(line: IndicatorLine, lesson: Lesson) -> Iterator[Finding]:
    """Satisfaction that comes from nowhere."""
    if place_of(line.level1, line.level2) is not Place.SATISFACTION or not line.target_text.strip():
        return
    told = f"{line.data_source}{line.description}{line.value_method}"
    if not any(word in told for word in lesson.book.source_words):
        example = example_for(lesson.book.source_examples, lesson.sector)
        yield _advice(
            "coach-satisfaction-source",
            line,
            "data_source",
            f"{place_of_line(line)}没有写怎么问出来。",
            f"在数据来源里写怎么问、问多少人，例如“{example}”。",
        )


# ---- sameness ---------------------------------------------------------------------------------------------------------


def _advise_repeated(line: IndicatorLine, lesson: Lesson) -> Iterator[Finding]:
    """The same indicator with the same value in many projects of the office, where each ought to have its own."""
    others = lesson.beside.same_lines.get(line.id, ()) if lesson.beside is not None else ()
    own = place_of(line.level1, line.level2)
    common = own in (Place.SATISFACTION, Place.QUALITY, Place.TIMELINESS)
    if len(others) < lesson.book.same.projects or common:
        return
    names = "、".join(f"“{name}”" for name in others[:_NAMED_AT_MOST])
    yield _advice(
        "coach-repeated",
        line,
        "target",
        f"{place_of_line(line)}和{names}等 {len(others)} 个项目的名称、指标值都一样。",
        "每个项目写自己的数；确实是统一标准的可以不改。",
    )


def _advise_hundreds(content: FilingContent, lesson: Lesson) -> Iterator[Finding]:
    """100 % everywhere: nothing is left to be judged by."""
    shares = [
        line
        for line in content.indicator_lines
        if canonical_unit(line.unit) == PERCENT and line.target is not None and not line.is_part
    ]
    if len(shares) >= lesson.book.same.least and all(line.target == Decimal(100) for line in shares):
        yield _advice(
            "coach-hundreds",
            shares[0],
            "target",
            f"{len(shares)} 个百分数的指标值全是 100%。",
            "发放、验收可以是 100%；参加率、满意度、使用率按往年实际定，例如“≥ 92 %”，太满了年底不好解释。",
        )


def _advise_last_year(content: FilingContent, lesson: Lesson) -> Iterator[Finding]:
    """Targets that only repeat what was reached a year before."""
    last = lesson.beside.last_result if lesson.beside is not None else None
    if last is None:
        return
    compared, same = [], []
    for line in content.indicator_lines:
        before = same_indicator(line, last)
        if before is None or before.actual is None or line.target is None:
            continue
        factor = factor_between(line.unit, before.actual_unit or before.unit)
        if factor is None or line.target == Decimal(100):
            continue
        compared.append(line)
        same += [line] if line.target == before.actual * factor else []
    rule = lesson.book.same
    if len(compared) >= rule.least and Decimal(len(same)) >= rule.share * len(compared):
        yield _advice(
            "coach-like-last-year",
            same[0],
            "target",
            f"{len(compared)} 项能和上年比的指标里，{len(same)} 项的指标值和上年实际完成值一样。",
            "按今年的任务和钱数重新算；确实没有变化的，在设定依据里写明。",
        )
