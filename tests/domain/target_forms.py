"""A project's target without any fault, made from texts as a clerk types them; the ground for tests of what is wrong in one."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from jxdesk.domain.filling.typed_cells import direction_after
from jxdesk.domain.records.filings import FilingContent, Form, IndicatorLine, MoneyKey, MoneyLine, MoneyUnit
from jxdesk.domain.values.indicator_names import clean_name
from jxdesk.domain.values.quantities import read_target

ROWS = (
    ("km", "产出指标", "数量指标", "养护农村公路里程", "≥", "186", "公里", "15"),
    ("spot", "产出指标", "数量指标", "安装安保设施路段", "≥", "12", "处", "10"),
    ("pass", "产出指标", "质量指标", "养护验收合格率", "≥", "95", "%", "10"),
    ("day", "产出指标", "时效指标", "年度养护完成时间", "", "12月15日前", "", "5"),
    ("cost", "产出指标", "成本指标", "每公里养护成本", "≤", "0.69", "万元", "10"),
    ("people", "效益指标", "社会效益指标", "沿线受益群众", "≥", "2.1", "万人", "20"),
    ("rule", "效益指标", "可持续影响指标", "管养台账", "", "按月巡查并有记录", "", "10"),
    ("happy", "满意度指标", "服务对象满意度指标", "沿线群众满意度", "≥", "90", "%", "10"),
)


def target_line(row: tuple[str, ...]) -> IndicatorLine:
    """The line of a row, read as the wizard reads it."""
    line_id, level1, level2, name, sign, value, unit, weight = row
    read = read_target(value, sign=sign, unit=unit, name=name)
    line = IndicatorLine(
        id=line_id,
        level1=level1,
        level2=level2,
        name=name,
        clean_name=clean_name(name),
        comparator=read.comparator,
        target_text=read.text,
        target=read.number,
        target_high=read.high,
        unit=read.unit,
        weight=Decimal(weight) if weight else None,
        data_source="公路所台账",
    )
    return replace(line, direction=direction_after(line, read))


def money(key: MoneyKey, year: int | None, mid_term: int | None = None, text: str = "") -> MoneyLine:
    """A money row; amounts in 分."""
    return MoneyLine(
        id=key.value, key=key, original_budget_fen=year, mid_term_fen=mid_term, original_budget_text=text
    )


def target_form(**changes: Any) -> FilingContent:
    """The target of one year with nothing wrong in it."""
    content = FilingContent(
        form=Form.PROJECT_TARGET,
        template_id="target-national-2015",
        year=2026,
        project_name="白岩镇农村公路养护补助",
        department="练习县交通运输局",
        implementing_unit="白岩镇人民政府",
        money_unit=MoneyUnit.WAN,
        money_lines=(
            money(MoneyKey.TOTAL, 128_400_00),
            money(MoneyKey.FISCAL, 120_000_00),
            money(MoneyKey.UPPER, 100_000_00),
            money(MoneyKey.OWN, 20_000_00),
            money(MoneyKey.OTHER, 8_400_00),
        ),
        indicator_lines=tuple(target_line(row) for row in ROWS),
        answers={
            "expected_goal": "养护农村公路 186 公里，保障沿线 2.1 万名群众安全出行。",
            "project_attribute": "延续项目",
            "project_period": "2026年1月—2026年12月",
        },
    )
    return replace(content, **changes)


def typed(content: FilingContent, line_id: str, **values: str) -> FilingContent:
    """The content with one line's row typed anew: ``name``, ``sign``, ``value``, ``unit``, ``weight``, levels."""
    names = ("id", "level1", "level2", "name", "sign", "value", "unit", "weight")
    row = dict(zip(names, next(row for row in ROWS if row[0] == line_id), strict=True)) | values
    line = target_line(tuple(row[name] for name in names))
    return changed(content, line)


def with_values(content: FilingContent, line_id: str, **values: Any) -> FilingContent:
    """The content with attributes of one line set as they are."""
    line = next(line for line in content.indicator_lines if line.id == line_id)
    return changed(content, replace(line, **values))


def changed(content: FilingContent, line: IndicatorLine) -> FilingContent:
    """The content with this line in place of the one of the same id."""
    lines = tuple(line if one.id == line.id else one for one in content.indicator_lines)
    return replace(content, indicator_lines=lines)


def without(content: FilingContent, *line_ids: str) -> FilingContent:
    """The content without some lines."""
    kept = tuple(line for line in content.indicator_lines if line.id not in line_ids)
    return replace(content, indicator_lines=kept)


def with_money(content: FilingContent, *lines: MoneyLine) -> FilingContent:
    """The content with these money rows in place of those of the same key."""
    new = {line.key: line for line in lines}
    old = tuple(new.pop(line.key, line) for line in content.money_lines)
    return replace(content, money_lines=(*old, *new.values()))
