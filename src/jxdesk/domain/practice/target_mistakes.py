"""The mistakes in the practice county's targets: what real clerks get wrong, made on purpose in a faultless target.

A mistake is named by the rule that it breaks and by the finding that has to point at it. A maker answers None where the
target has nothing to break it with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from jxdesk.domain.practice.targets import COUNTED
from jxdesk.domain.records.filings import Comparator, Direction, FilingContent, IndicatorLine, MoneyKey
from jxdesk.domain.values.periods import PERIOD
from jxdesk.domain.values.units import PERCENT

Maker = Callable[[FilingContent, FilingContent | None], FilingContent | None]
"""Spoils a target; beside it stands last year's self-evaluation of the same project, where there is one."""
QUALITY, SATISFACTION = "质量指标", "服务对象满意度指标"
_OUTPUTS, _OUTCOMES = "产出指标", "效益指标"
_SHIFTED = 16
"""So many points more than usual that a first level is told to be off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetMistake:
    """A kind of mistake: the rule that it breaks (V1 and so on) and the code of the finding that names it."""

    rule: str
    code: str
    make: Maker


def _with(content: FilingContent, line: IndicatorLine | None, **fields: Any) -> FilingContent | None:
    if line is None:
        return None
    lines = tuple(
        replace(line, **fields) if other.id == line.id else other for other in content.indicator_lines
    )
    return replace(content, indicator_lines=lines)


def _of(content: FilingContent, level2: str) -> Iterator[IndicatorLine]:
    return (line for line in content.indicator_lines if line.level2 == level2)


def _counted(content: FilingContent) -> IndicatorLine | None:
    """The first line that counts things."""
    return next((line for line in _of(content, COUNTED) if line.target is not None), None)


def _outcome(content: FilingContent) -> IndicatorLine | None:
    """The first outcome that is counted."""
    return next(
        (line for line in content.indicator_lines if line.level1 == _OUTCOMES and line.target is not None),
        None,
    )


def _one_fen_off(content: FilingContent, before: FilingContent | None) -> FilingContent | None:
    """The sources add up to the whole but for one 分."""
    del before
    lines = tuple(
        replace(line, original_budget_fen=(line.original_budget_fen or 0) + 1, original_budget_text="")
        if line.key is MoneyKey.TOTAL
        else line
        for line in content.money_lines
    )
    return replace(content, money_lines=lines)


def _several_years(content: FilingContent, before: FilingContent | None) -> FilingContent | None:
    """A project of two years that says nothing of the second one."""
    del before
    year = content.year or 0
    return replace(content, answers={**content.answers, PERIOD: f"{year}年1月—{year + 1}年12月"})


def _points_twice(content: FilingContent, before: FilingContent | None) -> FilingContent | None:
    """Points that were given twice."""
    del before
    line = content.indicator_lines[0]
    return _with(content, line, weight=(line.weight or Decimal(0)) + 5)


def _points_shifted(content: FilingContent, before: FilingContent | None) -> FilingContent | None:
    """All together they are right, but what is done has the points of what it is good for."""
    del before
    outcomes = [line for line in content.indicator_lines if line.level1 == _OUTCOMES]
    outputs = [line for line in content.indicator_lines if line.level1 == _OUTPUTS]
    weights = {line.id: line.weight or Decimal(0) for line in content.indicator_lines}
    left = Decimal(_SHIFTED)
    for line in outcomes:
        taken = min(left, weights[line.id] - 1)
        weights[line.id] -= taken
        left -= taken
    for number, line in enumerate(outputs):
        part, rest = divmod(Decimal(_SHIFTED), len(outputs))
        weights[line.id] += part + (1 if number < rest else 0)
    if left or max(weights.values()) > 30:
        return None
    lines = tuple(replace(line, weight=weights[line.id]) for line in content.indicator_lines)
    return replace(content, indicator_lines=lines)


def _no_quality(content: FilingContent, before: FilingContent | None) -> FilingContent | None:
    """How good it has to be stands among how much."""
    del before
    found = list(_of(content, QUALITY))
    return _with(content, found[0], level2=COUNTED) if len(found) == 1 else None


def _empty_words(content: FilingContent, before: FilingContent | None) -> FilingContent | None:
    """Words for a number, and nothing that anybody could look at."""
    del before
    return _with(
        content,
        _outcome(content),
        target=None,
        target_text="明显改善",
        comparator=Comparator.NONE,
        direction=Direction.QUALITATIVE,
        unit="",
    )


def _too_many_words(content: FilingContent, before: FilingContent | None) -> FilingContent | None:
    """Half of the target is prose, each sentence with its proof."""
    del before
    spare = len(content.indicator_lines) // 2 + 1
    lines = tuple(
        replace(
            line,
            target=None,
            target_text="按实施方案逐项落实并有检查记录",
            comparator=Comparator.NONE,
            direction=Direction.QUALITATIVE,
            unit="",
        )
        if number < spare and line.level2 != SATISFACTION
        else line
        for number, line in enumerate(content.indicator_lines)
    )
    return replace(content, indicator_lines=lines)


def _words_for_a_number(content: FilingContent, before: FilingContent | None) -> FilingContent | None:
    """A sign, and behind it no number."""
    del before
    return _with(content, _counted(content), target=None, target_text="以实际为准")


def _share_above_all(content: FilingContent, before: FilingContent | None) -> FilingContent | None:
    """More than everybody is satisfied."""
    del before
    line = next((line for line in _of(content, SATISFACTION) if line.unit == PERCENT), None)
    return _with(content, line, target=Decimal(120), target_text="≥120%")


def _amount_as_output(content: FilingContent, before: FilingContent | None) -> FilingContent | None:
    """What was spent, given for what was done."""
    del before
    return _with(
        content,
        _counted(content),
        name="补助资金",
        clean_name="补助资金",
        is_core=False,
        target=Decimal(72890),
        target_text="=72890元",
        comparator=Comparator.EQUAL,
        unit="元",
    )


def _blank_target(content: FilingContent, before: FilingContent | None) -> FilingContent | None:
    """An indicator without a value."""
    del before
    return _with(content, _counted(content), target=None, target_text="", comparator=Comparator.NONE)


def _same_twice(content: FilingContent, before: FilingContent | None) -> FilingContent | None:
    """One indicator in two rows."""
    del before
    first, *rest = _of(content, COUNTED)
    if rest:
        return _with(content, rest[0], name=first.name, clean_name=first.clean_name)
    outcomes = [line for line in content.indicator_lines if line.level1 == _OUTCOMES]
    if len(outcomes) < 2:
        return None
    one, other = outcomes[:2]
    return _with(content, other, level2=one.level2, name=one.name, clean_name=one.clean_name)


def _behind_last_year(content: FilingContent, before: FilingContent | None) -> FilingContent | None:
    """Less is promised than was reached a year before, and nobody says why."""
    reached = {
        line.clean_name: line.actual
        for line in (before.indicator_lines if before is not None else ())
        if line.actual is not None and line.comparator is Comparator.AT_LEAST and line.unit != PERCENT
    }
    line = next(
        (
            line
            for line in content.indicator_lines
            if line.target is not None and line.clean_name in reached and reached[line.clean_name] >= 4
        ),
        None,
    )
    if line is None:
        return None
    less = reached[line.clean_name] // 2
    return _with(content, line, target=less, target_text=f"≥{less:f}{line.unit}", value_basis="")


def _classified(content: FilingContent, before: FilingContent | None) -> FilingContent | None:
    """A word that must not stand in an open form."""
    del before
    goal = content.answers["expected_goal"]
    return replace(content, answers={**content.answers, "expected_goal": f"{goal}涉密部分另行报送。"})


def _too_long(content: FilingContent, before: FilingContent | None) -> FilingContent | None:
    """The whole plan where one sentence is asked for."""
    del before
    goal = content.answers["expected_goal"]
    more = "项目单位成立领导小组，定期召开会议研究解决实施中的困难，严格按照实施方案和资金管理办法组织实施。"
    return replace(content, answers={**content.answers, "expected_goal": goal + more * 6})


def _no_appraisal(content: FilingContent, before: FilingContent | None) -> FilingContent | None:
    """A new major project without its appraisal; the project is marked so where this is made."""
    return content if before is None else None


V1 = TargetMistake(rule="V1", code="money-parts-differ", make=_one_fen_off)
V2 = TargetMistake(rule="V2", code="mid-term-missing", make=_several_years)
V4 = TargetMistake(rule="V4", code="weights-off-scheme", make=_points_twice)
V5 = TargetMistake(rule="V5", code="level-points-differ", make=_points_shifted)
V6 = TargetMistake(rule="V6", code="place-missing", make=_no_quality)
V7 = TargetMistake(rule="V7", code="words-prove-nothing", make=_empty_words)
V7_WORDS = TargetMistake(rule="V7", code="too-few-numbers", make=_too_many_words)
V8 = TargetMistake(rule="V8", code="sign-without-number", make=_words_for_a_number)
V8_SHARE = TargetMistake(rule="V8", code="share-out-of-range", make=_share_above_all)
V9 = TargetMistake(rule="V9", code="amount-as-output", make=_amount_as_output)
V10 = TargetMistake(rule="V10", code="blank-target", make=_blank_target)
V10_TWICE = TargetMistake(rule="V10", code="same-indicator-twice", make=_same_twice)
V11 = TargetMistake(rule="V11", code="behind-last-year", make=_behind_last_year)
V12 = TargetMistake(rule="V12", code="appraisal-missing", make=_no_appraisal)
V14 = TargetMistake(rule="V14", code="classified-word", make=_classified)
V14_LONG = TargetMistake(rule="V14", code="text-too-long", make=_too_long)

TARGET_MISTAKES = (
    (V12, V10),
    (V11, V7),
    (V6, V4),
    (V5, V14),
    (V1, V8),
    (V2, V9),
    (V10_TWICE, V8_SHARE),
    (V7_WORDS, V14_LONG),
)
"""What is wrong in each spoilt target: two things that do not touch one another; those that ask for most come first."""


def spoil_target(
    content: FilingContent, before: FilingContent | None, mistakes: tuple[TargetMistake, ...]
) -> FilingContent | None:
    """The target with these mistakes; None where it has nothing to make one of them with."""
    spoilt: FilingContent | None = content
    for mistake in mistakes:
        spoilt = mistake.make(spoilt, before) if spoilt is not None else None
    return spoilt
