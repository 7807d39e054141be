"""A desk with one office, one project and its target, for the tests of approvals, adjustments and the year's turn."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from itertools import count
from pathlib import Path

from jxdesk.actions import start
from jxdesk.actions.judging import judge
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.records.filings import (
    Comparator,
    Filing,
    FilingContent,
    FilingState,
    Form,
    IndicatorLine,
    MoneyKey,
    MoneyLine,
)
from jxdesk.domain.records.offices import OfficeLevel
from jxdesk.domain.records.projects import BudgetStage, BudgetVersion, Project
from jxdesk.store.records import filings, projects
from jxdesk.store.records.filings import Summary

TODAY = dt.datetime(2026, 7, 20, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))
LINES = (
    ("产出指标", "数量指标", "养护农村公路里程", ">=", "12", "公里", "20"),
    ("产出指标", "质量指标", "养护验收合格率", ">=", "95", "%", "15"),
    ("产出指标", "时效指标", "养护完成时限", "=", "12", "月", "10"),
    ("产出指标", "成本指标", "日常养护单位成本", "<=", "0.69", "万元/公里", "5"),
    ("效益指标", "社会效益指标", "受益行政村数", ">=", "6", "个", "30"),
    ("满意度指标", "服务对象满意度指标", "沿线群众满意度", ">=", "90", "%", "10"),
)
_numbers = count(1)


def open_desk(home: Path, clock: object = lambda: TODAY) -> Workspace:
    """Makes the office and opens its folder on a day in July 2026."""
    if not home.exists():
        start.start(
            home, name="白岩镇人民政府", level=OfficeLevel.TOWNSHIP, code="53-23-29-103", person="填报人甲"
        )
    return Workspace.open(home, who="填报人甲", clock=clock)  # type: ignore[arg-type]


def new_id() -> str:
    """Ids in their order."""
    return f"{next(_numbers):032x}"


def add_project(workspace: Workspace, name: str = "农村公路养护补助", **changes: object) -> Project:
    """A project of 2026 with a budget of 128.4 万元."""
    office = workspace.facts.office
    assert office is not None
    project = Project(
        id=new_id(),
        office_id=office.id,
        fiscal_year=2026,
        name=name,
        implementing_unit=office.name,
        department=office.name,
        budgets=(BudgetVersion(stage=BudgetStage.ORIGINAL, amount_fen=128_400_000),),
    )
    project = replace(project, **changes)  # type: ignore[arg-type]
    workspace.transact(lambda tx: projects.add(tx, project), errand="project_create")
    return project


def target_of(project: Project, *, state: FilingState = FilingState.FINISHED) -> Filing:
    """A sound target of a project."""
    content = FilingContent(
        form=Form.PROJECT_TARGET,
        template_id="target-national-2015",
        rule_pack_id="yunnan-2020",
        year=project.fiscal_year,
        title="2026年度项目支出绩效目标申报表",
        project_name=project.name,
        office_name="白岩镇人民政府",
        department="白岩镇人民政府",
        implementing_unit="白岩镇人民政府",
        money_lines=(
            MoneyLine(
                id=new_id(),
                key=MoneyKey.TOTAL,
                label="年度资金总额",
                original_budget_fen=128_400_000,
                original_budget_text="128.4",
            ),
            MoneyLine(
                id=new_id(),
                key=MoneyKey.FISCAL,
                label="其中：财政拨款",
                original_budget_fen=128_400_000,
                original_budget_text="128.4",
            ),
            MoneyLine(
                id=new_id(),
                key=MoneyKey.OTHER,
                label="其他资金",
                original_budget_fen=0,
                original_budget_text="0",
            ),
        ),
        indicator_lines=tuple(target_line(*parts) for parts in LINES),
        answers={"expected_goal": "全年养护农村公路12公里，保障沿线6个行政村群众出行。"},
    )
    return Filing(
        id=new_id(), office_id=project.office_id, project_id=project.id, content=content, state=state
    )


def target_line(
    level1: str, level2: str, name: str, sign: str, value: str, unit: str, weight: str
) -> IndicatorLine:
    """One line of a target."""
    shown = {">=": "≥", "<=": "≤", "=": ""}[sign]
    return IndicatorLine(
        id=new_id(),
        level1=level1,
        level2=level2,
        name=name,
        clean_name=name,
        comparator=Comparator(sign),
        target_text=f"{shown}{value}{unit}",
        target=Decimal(value),
        unit=unit,
        weight=Decimal(weight),
        data_source="验收资料",
    )


def store_filing(workspace: Workspace, filing: Filing) -> Filing:
    """Stores a filing with the figures that its check gives."""
    judged = judge(filing.content, imported=False)
    summary = Summary.of(judged.scorecard, judged.findings)
    return workspace.transact(lambda tx: filings.add(tx, filing, summary=summary), errand="start")


def read_filing(workspace: Workspace, filing_id: str) -> Filing:
    """A filing as it is stored now."""
    found = workspace.read(lambda tx: filings.get(tx, filing_id))
    assert found is not None
    return found
