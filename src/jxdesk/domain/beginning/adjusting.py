"""Adjusting: the changed copy of an approved target, and what it says otherwise, old beside new, line by line.

A line of the copy names in ``answers_line_id`` the line of the first version that it goes on from, through any number of
adjustments, so that a line keeps its trace. Used by the errand of adjustments, its printed form and what follows a target.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from jxdesk.domain.filling.typed_cells import indicator_text
from jxdesk.domain.records.filings import (
    Filing,
    FilingContent,
    FilingState,
    IndicatorLine,
    MoneyLine,
    MoneyUnit,
    TaskLine,
)
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.values.money import exact_text
from jxdesk.domain.values.quantities import decimal_text


class Turn(StrEnum):
    """What became of a line or a value."""

    CHANGED = "changed"
    ADDED = "added"
    DROPPED = "dropped"


TURN_WORDS = {Turn.CHANGED: "改", Turn.ADDED: "增", Turn.DROPPED: "减"}

FIELD_WORDS = {
    "name": "三级指标",
    "level1": "一级指标",
    "level2": "二级指标",
    "target": "指标值",
    "unit": "度量单位",
    "weight": "分值",
    "mid_term": "中期指标值",
    "description": "指标说明",
    "scoring_rule": "评分标准",
    "data_source": "数据来源",
}
"""What of an indicator line is compared; the sign stands with the value."""
ANSWER_WORDS = {
    "expected_goal": "年度目标",
    "long_term_goal": "中期目标",
    "overall_goal": "总体目标",
    "project_period": "项目期",
    "duties": "部门职责",
}
_AMOUNTS = {"original_budget": "年度资金", "revised_budget": "调整后资金", "mid_term": "中期资金"}


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetChange:
    """One thing that the changed target says otherwise: where, from what to what; ``line_id`` is the new line's, or the dropped one's."""

    turn: Turn
    place: str
    what: str = ""
    old: str = ""
    new: str = ""
    line_id: str = ""


def begin_adjustment(approved: Filing, filing_id: str) -> Filing:
    """The copy in which an approved target is changed: new identities, the same words."""
    content = approved.content
    new_ids = {line.id: new_id() for line in content.indicator_lines}
    return Filing(
        id=filing_id,
        office_id=approved.office_id,
        project_id=approved.project_id,
        content=replace(
            content,
            money_lines=tuple(replace(line, id=new_id(), row=None) for line in content.money_lines),
            indicator_lines=tuple(
                replace(
                    line,
                    id=new_ids[line.id],
                    merged_into=new_ids.get(line.merged_into, ""),
                    answers_line_id=root_of(line),
                    row=None,
                )
                for line in content.indicator_lines
            ),
            task_lines=tuple(replace(line, id=new_id(), row=None) for line in content.task_lines),
        ),
        state=FilingState.DRAFT,
        replaces_id=approved.id,
    )


def root_of(line: IndicatorLine) -> str:
    """The line of the first version that a target's line goes on from; itself where it is of the first version, or new."""
    return line.answers_line_id or line.id


def target_changes(old: FilingContent, new: FilingContent) -> tuple[TargetChange, ...]:
    """What the new version of a target says otherwise, in the order of the form: head, money, tasks, indicators."""
    return (
        *_answer_changes(old, new),
        *_money_changes(old, new),
        *_task_changes(old, new),
        *indicator_changes(old, new),
    )


def _answer_changes(old: FilingContent, new: FilingContent) -> Iterator[TargetChange]:
    names = [name for name in ANSWER_WORDS if name in old.answers or name in new.answers]
    names += sorted({*old.answers, *new.answers} - ANSWER_WORDS.keys())
    for name in names:
        before, after = old.answers.get(name, ""), new.answers.get(name, "")
        if before != after:
            yield TargetChange(
                turn=Turn.CHANGED, place="目标", what=ANSWER_WORDS.get(name, "说明"), old=before, new=after
            )


def _money_changes(old: FilingContent, new: FilingContent) -> Iterator[TargetChange]:
    for before, after in _pairs(old.money_lines, new.money_lines):
        label = after.label if after is not None else before.label if before is not None else ""
        for field, word in _AMOUNTS.items():
            was, now = _fen(before, field), _fen(after, field)
            if was != now:
                yield TargetChange(
                    turn=Turn.CHANGED,
                    place=label.strip() or "资金",
                    what=f"{word}（{new.money_unit.value}）",
                    old=_amount(was, new.money_unit),
                    new=_amount(now, new.money_unit),
                    line_id=after.id if after is not None else "",
                )


def _pairs(
    old: Sequence[MoneyLine], new: Sequence[MoneyLine]
) -> list[tuple[MoneyLine | None, MoneyLine | None]]:
    """Money rows of both versions, met by their kind and label."""
    waiting = list(old)
    pairs: list[tuple[MoneyLine | None, MoneyLine | None]] = []
    for line in new:
        met = next((one for one in waiting if (one.key, one.label) == (line.key, line.label)), None)
        if met is not None:
            waiting.remove(met)
        pairs.append((met, line))
    return [*pairs, *((line, None) for line in waiting)]


def _fen(line: MoneyLine | None, field: str) -> int | None:
    return None if line is None else getattr(line, f"{field}_fen")


def _amount(fen: int | None, unit: MoneyUnit) -> str:
    return "" if fen is None else exact_text(fen, unit)


def _task_changes(old: FilingContent, new: FilingContent) -> Iterator[TargetChange]:
    waiting = {line.name: line for line in old.task_lines}
    for line in new.task_lines:
        before = waiting.pop(line.name, None)
        if before is None:
            yield TargetChange(
                turn=Turn.ADDED, place="年度任务", what=line.name, new=_task(line, new.money_unit)
            )
        elif _task(before, new.money_unit) != _task(line, new.money_unit):
            yield TargetChange(
                turn=Turn.CHANGED,
                place="年度任务",
                what=line.name,
                old=_task(before, new.money_unit),
                new=_task(line, new.money_unit),
            )
    for line in waiting.values():
        yield TargetChange(
            turn=Turn.DROPPED, place="年度任务", what=line.name, old=_task(line, new.money_unit)
        )


def _task(line: TaskLine, unit: MoneyUnit) -> str:
    return " ".join(filter(None, (line.content, _amount(line.budget_fen, unit))))


def indicator_changes(old: FilingContent, new: FilingContent) -> tuple[TargetChange, ...]:
    """What became of the indicators."""
    waiting = {root_of(line): line for line in old.indicator_lines}
    found: list[TargetChange] = []
    for line in new.indicator_lines:
        before = waiting.pop(root_of(line), None)
        if before is None:
            found.append(TargetChange(turn=Turn.ADDED, place=_place(line), new=said(line), line_id=line.id))
            continue
        found += [
            TargetChange(
                turn=Turn.CHANGED,
                place=_place(line),
                what=word,
                old=_cell(before, field),
                new=_cell(line, field),
                line_id=line.id,
            )
            for field, word in FIELD_WORDS.items()
            if _cell(before, field) != _cell(line, field)
        ]
    found += [
        TargetChange(turn=Turn.DROPPED, place=_place(line), old=said(line), line_id=line.id)
        for line in waiting.values()
    ]
    return tuple(found)


def said(line: IndicatorLine) -> str:
    """What a target line asks for, in one run: ``≥12公里 20分``."""
    target = _cell(line, "target")
    unit = line.unit if line.unit and not target.endswith(line.unit) else ""
    weight = f" {decimal_text(line.weight)}分" if line.weight is not None else ""
    return f"{target}{unit}{weight}"


def _place(line: IndicatorLine) -> str:
    return line.clean_name or line.name or line.level2 or line.level1


def _cell(line: IndicatorLine, field: str) -> str:
    match field:
        case "target":
            return line.target_text or indicator_text(line, "target")
        case "weight":
            return decimal_text(line.weight) if line.weight is not None else ""
        case "mid_term":
            return line.mid_term_text
        case _:
            return str(getattr(line, field))
