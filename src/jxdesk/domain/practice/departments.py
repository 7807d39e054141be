"""The forms of the practice county's offices as a whole: targets with tasks and projects, and for the finished year what came of them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from jxdesk.domain.departments.scoring import with_points
from jxdesk.domain.departments.task_sums import joined
from jxdesk.domain.practice.draw import Draw, share
from jxdesk.domain.practice.plan import UNIT_FEN
from jxdesk.domain.practice.projects import Undertaking
from jxdesk.domain.records.filings import (
    Filing,
    FilingContent,
    FilingState,
    Form,
    IndicatorLine,
    MoneyKey,
    MoneyLine,
    TaskLine,
)
from jxdesk.domain.records.line_moulds import INDICATOR_LINES, TASK_LINES
from jxdesk.domain.templates.form import FormTemplate

TARGET, EVALUATION = "yunnan-department-target-13", "yunnan-public13-2022"
_BASIC_TASK = "机关运转保障"
_MOST_LINES_OF_A_LEVEL = 4
_REASON = "部分项目跨年实施，尾款按合同次年支付；已催促施工单位加快进度。"
_NEEDS_A_REASON_BELOW = 90


def department_filings(
    year: int,
    undertakings: Sequence[Undertaking],
    filings: Mapping[str, FilingContent],
    templates: Mapping[str, FormTemplate],
    rule_pack_id: str,
    *,
    finished: bool,
) -> Iterator[Filing]:
    """A target of every office that has projects, and with ``finished`` its self-evaluation; ``filings`` are those of its projects."""
    offices: dict[str, list[Undertaking]] = {}
    for item in undertakings:
        offices.setdefault(item.seat.office.id, []).append(item)
    for place, (office_id, items) in enumerate(offices.items()):
        draw = Draw(f"{year}/department/{items[0].seat.office.path}")
        basic = draw.whole(8_000, 40_000) * UNIT_FEN
        target = _target(year, items, filings, templates[TARGET], rule_pack_id, draw, basic)
        is_done = finished or place % 3 != 2
        state = FilingState.FINISHED if is_done else FilingState.DRAFT
        yield Filing(id=draw.id(), office_id=office_id, content=target, state=state, version=1)
        if finished:
            content = _evaluation(target, items, filings, templates[EVALUATION], rule_pack_id, draw, basic)
            yield Filing(
                id=draw.id(), office_id=office_id, content=content, state=FilingState.FINISHED, version=1
            )


def _head(
    form: Form, template: FormTemplate, year: int, items: Sequence[Undertaking], rules: str
) -> FilingContent:
    return FilingContent(
        form=form,
        template_id=template.id,
        rule_pack_id=rules,
        year=year,
        title=template.title.replace("{year}", str(year)),
        office_name=items[0].seat.office.name,
        money_unit=template.money_unit,
        execution_weight=template.execution_weight,
    )


def _goals(items: Sequence[Undertaking]) -> dict[str, str]:
    names = list(dict.fromkeys(item.kind.work for item in items))
    work = "、".join(names)
    return {
        "duties": f"负责本辖区{work}等工作的组织实施和监督管理。",
        "overall_goal": f"三年内补齐{work}方面的短板，项目资金使用规范，群众满意度稳定在90%以上。",
        "expected_goal": f"完成{work}方面{len(items)}个项目的年度任务，资金按进度支付，完工项目当年验收。",
    }


def _target(
    year: int,
    items: Sequence[Undertaking],
    filings: Mapping[str, FilingContent],
    template: FormTemplate,
    rules: str,
    draw: Draw,
    basic: int,
) -> FilingContent:
    whole = sum(item.original_fen for item in items)
    rows = ((MoneyKey.TOTAL, whole + basic), (MoneyKey.BASIC, basic), (MoneyKey.PROJECTS, whole))
    money = tuple(MoneyLine(id=draw.id(), key=key, original_budget_fen=fen) for key, fen in rows)
    return dataclasses.replace(
        _head(Form.DEPARTMENT_TARGET, template, year, items, rules),
        money_lines=money,
        task_lines=tuple(_tasks(items, filings, draw, basic)),
        indicator_lines=tuple(_planned(line, draw) for line in _chosen_lines(items, filings)),
        answers=_goals(items) | {"department_code": items[0].seat.office.department_code},
    )


def _goal(content: FilingContent | None, item: Undertaking) -> str:
    """What the project promises, or its name where nobody has filed anything for it yet."""
    said = content.answers.get("expected_goal", "") if content is not None else ""
    return said.rstrip("。") or f"实施{item.project.name}"


def _tasks(
    items: Sequence[Undertaking], filings: Mapping[str, FilingContent], draw: Draw, basic: int
) -> Iterator[TaskLine]:
    parts: dict[str, list[Undertaking]] = {}
    for item in items:
        parts.setdefault(item.kind.work, []).append(item)
    for work, members in parts.items():
        fen = sum(item.original_fen for item in members)
        own = sum(item.own_fen for item in members)
        goals = dict.fromkeys(_goal(filings.get(item.project.id), item) for item in members)
        other = min(own, fen)
        yield TaskLine(
            id=draw.id(),
            name=f"{work}工作",
            content="；".join(goals) + "。",
            tier="本级",
            project_names=joined(item.project.name for item in members),
            project_ids=tuple(item.project.id for item in members),
            budget_fen=fen,
            fiscal_fen=fen - other,
            other_fen=other,
        )
    yield TaskLine(
        id=draw.id(),
        name=_BASIC_TASK,
        content="人员经费和公用经费，保障机关正常运转。",
        tier="本级",
        budget_fen=basic,
        fiscal_fen=basic,
        other_fen=0,
    )


def _chosen_lines(items: Sequence[Undertaking], filings: Mapping[str, FilingContent]) -> list[IndicatorLine]:
    """Some indicators of the projects, a few of each first level, none twice; the levels stay together."""
    levels: dict[str, dict[str, IndicatorLine]] = {}
    for item in items:
        content = filings.get(item.project.id)
        for line in content.indicator_lines if content is not None else ():
            known = levels.setdefault(line.level1, {})
            if len(known) < _MOST_LINES_OF_A_LEVEL and not line.is_part:
                known.setdefault(line.clean_name, line)
    order = {"产出": 0, "成本": 1, "效益": 2, "满意": 3}
    ranked = sorted(levels, key=lambda level: order.get(level[:2], 1))
    return [line for level in ranked for line in sorted(levels[level].values(), key=lambda one: one.level2)]


def _planned(line: IndicatorLine, draw: Draw) -> IndicatorLine:
    return INDICATOR_LINES.change(
        line,
        id=draw.id(),
        actual_text="",
        actual=None,
        actual_unit="",
        judged_percent=None,
        printed_weight="",
        printed_score="",
        weight=None,
        deviation_reason="",
    )


def _evaluation(
    target: FilingContent,
    items: Sequence[Undertaking],
    filings: Mapping[str, FilingContent],
    template: FormTemplate,
    rules: str,
    draw: Draw,
    basic: int,
) -> FilingContent:
    spent = {item.project.id: _spent(filings.get(item.project.id)) for item in items}
    revised = {item.project.id: item.revised_fen for item in items}
    basic_spent = share(basic, draw.whole(95, 100))
    tasks = tuple(_done(task, revised, spent, basic_spent) for task in target.task_lines)
    amounts = {
        MoneyKey.BASIC: (basic, basic, basic_spent),
        MoneyKey.PROJECTS: (
            sum(item.original_fen for item in items),
            sum(revised.values()),
            sum(spent.values()),
        ),
    }
    totals = [sum(row[column] for row in amounts.values()) for column in range(3)]
    amounts = {MoneyKey.TOTAL: (totals[0], totals[1], totals[2]), **amounts}
    low = totals[2] * 100 < totals[1] * _NEEDS_A_REASON_BELOW
    money = tuple(
        MoneyLine(
            id=draw.id(),
            key=key,
            original_budget_fen=row[0],
            revised_budget_fen=row[1],
            executed_fen=row[2],
            reason=_REASON if low and key is MoneyKey.TOTAL else "",
        )
        for key, row in amounts.items()
    )
    results = _chosen_lines(items, filings)
    lines = tuple(
        INDICATOR_LINES.change(
            result, id=draw.id(), answers_line_id=planned.id, weight=None, printed_weight="", printed_score=""
        )
        for planned, result in zip(target.indicator_lines, results, strict=True)
    )
    goals = _goals(items)
    return dataclasses.replace(
        _head(Form.DEPARTMENT_SELF_EVALUATION, template, target.year or 0, items, rules),
        money_lines=money,
        task_lines=tuple(TASK_LINES.change(task, id=draw.id()) for task in tasks),
        indicator_lines=with_points(lines, template.levels),
        answers={
            **goals,
            "actual_goal": f"{len(items)}个项目按计划实施，年度执行率{_percent(totals[2], totals[1])}，完工项目已验收。",
            "next_goal": goals["expected_goal"].replace("年度任务", "下一年度任务"),
            "later_goal": "巩固提升已建成的成果，新增项目按需求论证后实施。",
            "other_notes": "无",
        },
    )


def _spent(content: FilingContent | None) -> int:
    line = content.total_line if content is not None else None
    return (line.executed_fen or 0) if line is not None else 0


def _done(task: TaskLine, revised: Mapping[str, int], spent: Mapping[str, int], basic_spent: int) -> TaskLine:
    """The task with its revised amount and what was spent of it."""
    budget = sum(revised[one] for one in task.project_ids) if task.project_ids else task.budget_fen or 0
    executed = sum(spent[one] for one in task.project_ids) if task.project_ids else basic_spent
    other = min(task.other_fen or 0, budget)
    low = executed * 100 < budget * _NEEDS_A_REASON_BELOW
    return TASK_LINES.change(
        task,
        budget_fen=budget,
        fiscal_fen=budget - other,
        other_fen=other,
        executed_fen=executed,
        reason=_REASON if low else "",
    )


def _percent(part: int, whole: int) -> str:
    return f"{Decimal(part) * 100 / Decimal(whole):.1f}%"
