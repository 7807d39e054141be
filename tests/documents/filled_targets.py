"""Filled target forms of projects as values, of one year and of several, for tests of what is printed and read."""

from __future__ import annotations

from dataclasses import replace

from jxdesk.domain.filling.typed_cells import direction_after
from jxdesk.domain.records.filings import FilingContent, Form, IndicatorLine, MoneyKey, MoneyLine
from jxdesk.domain.values.indicator_names import clean_name
from jxdesk.domain.values.quantities import QuantityKind, read_target
from tests.documents.filled import template

LIST_FORMS = ("yunnan-05-2-2022", "yunnan-05-3-2022", "yunnan-09-2-2022")
TARGET_FORMS = ("target-national-2015", *LIST_FORMS)

# Level 1, level 2, name, target, mid-term target, explanation.
OLD = (
    ("产出指标", "数量指标", "养护农村公路里程", "≥186公里", "≥560公里", "列入养护计划的里程"),
    ("产出指标", "数量指标", "安装安保设施路段", "≥12处", "≥30处", "临崖临水路段"),
    ("产出指标", "质量指标", "工程验收合格率", "=100%", "=100%", "验收合格的路段占全部路段"),
    ("产出指标", "时效指标", "工程完工时间", "11月30日前", "", "以验收报告为准"),
    ("产出指标", "成本指标", "日常养护单位成本", "≤0.69万元/公里", "≤0.70万元/公里", "养护支出除以里程"),
    ("效益指标", "社会效益指标", "沿线受益群众人数", "≥2.1万人", "≥2.1万人", "沿线村组户籍人口"),
    ("效益指标", "可持续影响指标", "管养制度", "按月巡查并有记录", "", "以巡查台账为准"),
    ("满意度指标", "服务对象满意度指标", "沿线群众满意度", "≥90%", "≥92%", "问卷不少于 60 份"),
)
NEW = (
    ("成本指标", "经济成本指标", "单头补助标准", "≤800元/头", "", "每头能繁母牛"),
    ("产出指标", "数量指标", "补助能繁母牛", "≥320头", "", ""),
    ("效益指标", "经济效益指标", "带动户均增收", "≥1500元", "", ""),
    ("满意度指标", "服务对象满意度指标", "养殖户满意度", "≥90%", "", ""),
)


def target_line(number: int, row: tuple[str, ...]) -> IndicatorLine:
    """The indicator line of a row, its target read as the wizard reads it."""
    level1, level2, name, target, mid_term, description = row
    read = read_target(target, name=name)
    line = IndicatorLine(
        id=f"i{number}",
        level1=level1,
        level2=level2,
        name=name,
        clean_name=clean_name(name),
        comparator=read.comparator,
        target_text=target,
        target=read.number,
        unit=read.unit if read.kind is QuantityKind.NUMBER else "",
        mid_term_text=mid_term,
        description=description,
    )
    return replace(line, direction=direction_after(line, read))


def target_content(template_id: str, *, several_years: bool = False) -> FilingContent:
    """A filled target."""
    form = template(template_id)
    mid = {"total": 38_000_000, "fiscal": 36_000_000, "other": 2_000_000}
    amounts = {"total": 12_840_050, "fiscal": 12_000_050, "other": 840_000}
    money = tuple(
        MoneyLine(
            id=f"m-{key}",
            key=MoneyKey(key),
            original_budget_fen=fen,
            mid_term_fen=mid[key] if several_years else None,
        )
        for key, fen in amounts.items()
    )
    lines = tuple(target_line(number, row) for number, row in enumerate(OLD))
    answers = {
        "expected_goal": "养护农村公路 186 公里，保障沿线 2.1 万名群众安全出行。",
        "project_attribute": "延续项目",
        "project_period": "2025年1月—2025年12月",
    }
    if several_years:
        answers |= {"project_period": "2025年1月—2027年12月", "long_term_goal": "三年养护农村公路 560 公里。"}
    else:
        lines = tuple(replace(line, mid_term_text="") for line in lines)
    return FilingContent(
        form=Form.PROJECT_TARGET,
        template_id=template_id,
        year=2025,
        project_name="白岩镇农村公路养护补助",
        department="练习县交通运输局",
        implementing_unit="练习县白岩镇人民政府",
        money_unit=form.money_unit,
        money_lines=money,
        indicator_lines=lines,
        answers=answers,
    )


def second_target(template_id: str) -> FilingContent:
    """Another project of another office, with 成本 as a first level."""
    return replace(
        target_content(template_id),
        project_name="能繁母牛扶持补助",
        implementing_unit="练习县云坪镇人民政府",
        indicator_lines=tuple(target_line(50 + number, row) for number, row in enumerate(NEW)),
        answers={"expected_goal": "补助能繁母牛 320 头以上。"},
    )
