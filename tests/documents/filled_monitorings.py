"""Filled monitoring forms as values, for tests of what is printed, written and read again."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from jxdesk.domain.records.filings import (
    DeviationCause,
    FilingContent,
    Form,
    IndicatorLine,
    Likelihood,
    MoneyKey,
    MoneyLine,
    TaskLine,
)
from tests.documents.filled import ROWS, line, template

MONITORING_FORMS = ("monitoring-national-2019", "department-monitoring-2019")
GOAL = "养护农村公路186公里，保障沿线群众安全出行。"
FORECASTS = ("180公里", "12处", "100%", "0.6万元/公里", "2.1万人", "健全", "92%")


def watched(number: int, row: tuple[str, ...]) -> IndicatorLine:
    """A line with its forecast; the first one misses its target and says why."""
    made = replace(line(number, row), weight=None, judged_percent=None, forecast_text=FORECASTS[number])
    if number:
        return replace(made, likelihood=Likelihood.CERTAIN)
    return replace(
        made,
        forecast=Decimal(180),
        causes=(DeviationCause.FUNDING, DeviationCause.HARDWARE),
        likelihood=Likelihood.IMPOSSIBLE,
        deviation_reason="7月塌方改线，县级配套未到位。",
        remark="下年补齐6公里",
    )


def monitoring(template_id: str = MONITORING_FORMS[0], *, period: int = 7) -> FilingContent:
    """A filled monitoring form; a department's with two tasks in place of the money."""
    form = template(template_id)
    is_project = form.form is Form.PROJECT_MONITORING
    money = (
        MoneyLine(
            id="m1",
            key=MoneyKey.TOTAL,
            label="年度资金总额",
            original_budget_fen=12_000_000,
            revised_budget_fen=12_840_000,
            executed_fen=6_000_000,
            forecast_fen=12_840_000,
        ),
        MoneyLine(
            id="m2",
            key=MoneyKey.FISCAL,
            label="其中：本年财政拨款",
            original_budget_fen=12_000_000,
            revised_budget_fen=12_840_000,
            executed_fen=6_000_000,
            forecast_fen=12_840_000,
        ),
        MoneyLine(
            id="m3",
            key=MoneyKey.OTHER,
            label="其他资金",
            original_budget_fen=0,
            executed_fen=0,
            forecast_fen=0,
        ),
    )
    tasks = (
        TaskLine(
            id="t1",
            name="农村公路管护",
            content="日常养护和水毁修复",
            budget_fen=12_840_000,
            executed_fen=6_000_000,
            progress="已养护95公里",
            reason="塌方改线",
        ),
        TaskLine(id="t2", name="路政宣传", budget_fen=500_000, executed_fen=500_000, progress="已办完"),
    )
    return FilingContent(
        form=form.form,
        template_id=template_id,
        year=2026,
        period=period,
        title=form.title.replace("{year}", "2026"),
        project_name="白岩镇农村公路养护补助" if is_project else "",
        office_name="" if is_project else "练习县交通运输局",
        department="练习县交通运输局" if is_project else "",
        implementing_unit="练习县白岩镇人民政府" if is_project else "",
        money_unit=form.money_unit,
        money_lines=money if is_project else (),
        task_lines=() if is_project else tasks,
        indicator_lines=tuple(watched(number, row) for number, row in enumerate(ROWS)),
        answers={"expected_goal": GOAL},
    )
