"""Filled forms as values, and the shipped templates and rules, for tests of what is printed and written."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from jxdesk.documents.layout import form_sheet
from jxdesk.documents.sheet import Cell, Sheet
from jxdesk.domain.records.filings import (
    Comparator,
    FilingContent,
    Form,
    IndicatorLine,
    MoneyKey,
    MoneyLine,
)
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.scoring.score import score
from jxdesk.domain.templates.form import FormTemplate

RESOURCES = Path(__file__).parents[2] / "resources"
PRINTED = ("national-2020", "yunnan-public14-2022", "yunnan-2020", "hubei-2020", "poverty-alleviation-2023")
RARE = "㛃䶮㼆𬭚竜耈"

# Level 1, level 2, name, sign, target, unit, actual value, weight.
ROWS = (
    ("产出指标", "数量指标", "养护农村公路里程", ">=", "186", "公里", "182", "15"),
    ("产出指标", "数量指标", "安装安保设施路段", ">=", "12", "处", "12", "10"),
    ("产出指标", "质量指标", "工程验收合格率", "=", "100", "%", "100%", "15"),
    ("产出指标", "成本指标", "日常养护单位成本", "<=", "0.69", "万元/公里", "0.52", "10"),
    ("效益指标", "社会效益指标", "沿线受益群众人数", ">=", "2.1", "万人", "2.1", "20"),
    ("效益指标", "可持续影响指标", "管养制度健全性", "", "健全", "", "健全", "10"),
    ("满意度指标", "服务对象满意度指标", "沿线群众满意度", ">=", "90", "%", "92%", "10"),
)
_SIGNS = {">=": "≥", "<=": "≤", "=": "=", "": ""}


def template(template_id: str) -> FormTemplate:
    """A shipped template."""
    text = (RESOURCES / "forms" / f"{template_id}.toml").read_text(encoding="utf-8")
    return FormTemplate.from_mapping(tomllib.loads(text))


def rules() -> RulePack:
    """The shipped rule pack."""
    text = (RESOURCES / "rules" / "yunnan-2020.toml").read_text(encoding="utf-8")
    return RulePack.from_mapping(tomllib.loads(text))


def line(number: int, row: tuple[str, ...]) -> IndicatorLine:
    """The indicator line of a row."""
    level1, level2, name, sign, target, unit, actual, weight = row
    is_number = target.replace(".", "").isdigit()
    return IndicatorLine(
        id=f"i{number}",
        level1=level1,
        level2=level2,
        name=name,
        clean_name=name,
        comparator=Comparator(sign),
        target_text=f"{_SIGNS[sign]}{target}{unit}",
        target=Decimal(target) if is_number else None,
        unit=unit,
        actual_text=actual,
        actual=Decimal(actual.rstrip("%")) if is_number else None,
        weight=Decimal(weight),
        judged_percent=None if is_number else Decimal(100),
    )


def content(template_id: str = "yunnan-public14-2022") -> FilingContent:
    """A filled self-evaluation that nothing was printed on yet."""
    form = template(template_id)
    known = {row.key for row in form.money.rows} if form.money else set()
    money = (
        MoneyLine(id="m1", key=MoneyKey.TOTAL, revised_budget_fen=12_840_000, executed_fen=11_068_000),
        MoneyLine(
            id="m2",
            key=MoneyKey.FISCAL,
            original_budget_fen=12_000_000,
            revised_budget_fen=12_840_000,
            executed_fen=11_068_000,
        ),
        MoneyLine(id="m3", key=MoneyKey.OTHER, revised_budget_fen=0, executed_fen=0),
    )
    answers = {
        "expected_goal": "养护农村公路186公里，保障沿线群众安全出行。",
        "actual_goal": "养护182公里，其余4公里因塌方改线。",
        "other_notes": "无",
        "deviation_analysis": "塌方改线。",
        "improvement": "下年补齐。",
    }
    return FilingContent(
        form=Form.PROJECT_SELF_EVALUATION,
        template_id=template_id,
        year=2025,
        project_name="白岩镇农村公路养护补助",
        office_name="练习县白岩镇人民政府" if form.label_of("office_name") else "",
        department="练习县交通运输局",
        implementing_unit="练习县白岩镇人民政府",
        money_unit=form.money_unit,
        execution_weight=form.execution_weight,
        money_lines=tuple(each for each in money if each.key in known),
        indicator_lines=tuple(line(number, row) for number, row in enumerate(ROWS)),
        answers={name: text for name, text in answers.items() if form.answer(name)},
    )


def sheet(filled: FilingContent, *, is_scored: bool = True, is_practice: bool = False) -> Sheet:
    """The sheet of a filled form."""
    pack = rules()
    return form_sheet(
        filled,
        template(filled.template_id),
        scorecard=score(filled, pack) if is_scored else None,
        rules=pack,
        is_practice=is_practice,
    )


def cell(found: Sheet, field: str, line_id: str = "") -> Cell:
    """The one cell of a field."""
    (only,) = [each for each in found.cells if each.field == field and each.line_id == line_id]
    return only


def long_form(template_id: str, *, rows: int = 60, reason: int = 2_000) -> FilingContent:
    """A form with many rows, one very long reason, and rare characters in its name."""
    filled = content(template_id)
    lines = tuple(line(number, ROWS[number % len(ROWS)]) for number in range(rows))
    words = ("资金到位晚，工期顺延（≥ 186 公里未验收），下年加快执行。" * 80)[:reason]
    lines = (lines[0], replace(lines[1], deviation_reason=words), *lines[2:])
    return replace(filled, project_name=f"{RARE}小区改造", indicator_lines=lines)
