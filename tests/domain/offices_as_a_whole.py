"""An office with its projects, tasks and targets as values, for tests of forms of offices as a whole."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path

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
from jxdesk.domain.records.known import Known
from jxdesk.domain.records.offices import Office, OfficeLevel
from jxdesk.domain.records.projects import BudgetStage, BudgetVersion, Project
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.templates.form import FormTemplate

RESOURCES = Path(__file__).parents[2] / "resources"
WAN = 1_000_000


def template(template_id: str) -> FormTemplate:
    """A shipped form."""
    text = (RESOURCES / "forms" / f"{template_id}.toml").read_text(encoding="utf-8")
    return FormTemplate.from_mapping(tomllib.loads(text))


def rules() -> RulePack:
    """The shipped rule pack."""
    text = (RESOURCES / "rules" / "yunnan-2020.toml").read_text(encoding="utf-8")
    return RulePack.from_mapping(tomllib.loads(text))


def office(*, exempt: bool = False) -> Office:
    """A county department."""
    return Office(
        id="o1", path="53-99-01-d332", name="练习县水务局", level=OfficeLevel.UNIT, is_exempt=exempt
    )


def project(number: int, wan: int | None = 100, **more: object) -> Project:
    """A project of the office with a budget.

    Units: ``wan`` 万元.
    """
    budgets = (BudgetVersion(stage=BudgetStage.ORIGINAL, amount_fen=wan * WAN),) if wan is not None else ()
    values: dict[str, object] = {"name": f"项目{number}", "sector": "水利", "budgets": budgets} | more
    return Project(id=f"p{number}", office_id="o1", fiscal_year=2025, **values)  # type: ignore[arg-type]


def task(number: int, wan: int | None, *projects: str, **more: object) -> TaskLine:
    """A task of so many 万元 with its projects."""
    values: dict[str, object] = {"name": f"任务{number}", "content": "内容"} | more
    fen = None if wan is None else wan * WAN
    return TaskLine(id=f"t{number}", budget_fen=fen, project_ids=projects, **values)  # type: ignore[arg-type]


def money(
    total: int | None, basic: int | None, projects: int | None, *, spent: Sequence[int] = ()
) -> tuple[MoneyLine, ...]:
    """The three rows of an office, with what each has spent in the same order.

    Units: 万元.
    """
    rows = ((MoneyKey.TOTAL, total), (MoneyKey.BASIC, basic), (MoneyKey.PROJECTS, projects))
    return tuple(
        MoneyLine(
            id=key.value,
            key=key,
            original_budget_fen=None if wan is None else wan * WAN,
            revised_budget_fen=None if wan is None else wan * WAN,
            executed_fen=spent[place] * WAN if place < len(spent) else None,
        )
        for place, (key, wan) in enumerate(rows)
    )


def target(
    tasks: Sequence[TaskLine], *, of: tuple[int | None, int | None, int | None] = (None, None, None)
) -> FilingContent:
    """A target of the office."""
    return FilingContent(
        form=Form.DEPARTMENT_TARGET,
        template_id="yunnan-department-target-13",
        year=2025,
        office_name="练习县水务局",
        money_lines=money(*of),
        task_lines=tuple(tasks),
        indicator_lines=(
            IndicatorLine(id="i1", level1="产出指标", level2="数量指标", name="加固水库", target_text="≥3座"),
        ),
        answers={"duties": "管水", "overall_goal": "三年", "expected_goal": "加固3座"},
    )


def evaluation(
    tasks: Sequence[TaskLine],
    lines: Sequence[IndicatorLine] = (),
    *,
    rows: Sequence[MoneyLine] = (),
    answers: dict[str, str] | None = None,
) -> FilingContent:
    """A self-evaluation of the office."""
    goals = {
        "expected_goal": "加固3座",
        "actual_goal": "完成",
        "next_goal": "加固4座",
        "later_goal": "加固2座",
    }
    return FilingContent(
        form=Form.DEPARTMENT_SELF_EVALUATION,
        template_id="department-scored-2013",
        year=2025,
        office_name="练习县水务局",
        money_lines=tuple(rows),
        task_lines=tuple(tasks),
        indicator_lines=tuple(lines),
        answers=goals | (answers or {}),
    )


def known(
    *projects: Project, of_target: FilingContent | None = None, exempt: bool = False, **more: object
) -> Known:
    """What the desk holds beside a form of the office."""
    filing = (
        Filing(id="f1", office_id="o1", content=of_target, state=FilingState.APPROVED) if of_target else None
    )
    return Known(office=office(exempt=exempt), projects=projects, target=filing, **more)  # type: ignore[arg-type]
