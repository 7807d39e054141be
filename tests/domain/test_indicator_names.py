"""Indicator names: marks, numbers, placeholders and units taken off, the words kept."""

import pytest

from jxdesk.domain.values.indicator_names import (
    clean_level,
    clean_name,
    is_core_name,
    is_part_name,
    level_points,
    unit_in_name,
)


@pytest.mark.parametrize(
    ("name", "clean", "unit"),
    [
        ("★★★受益脱贫(监测)人口数(≥**人)", "受益脱贫(监测)人口数", "人"),
        ("旅游景点开发数量( ≥**个 )", "旅游景点开发数量", "个"),
        ("受益建档立卡人口数≥**人", "受益建档立卡人口数", "人"),
        ("建设按期完成率(≥**%)", "建设按期完成率", "%"),
        ("产业增收（≥**平方米）", "产业增收", "平方米"),
        ("带动贫困户(人)", "带动贫困户", "人"),
        ("新型经营主体实现产值（%）", "新型经营主体实现产值", "%"),
        ("*建设质量达标率100%", "建设质量达标率100%", ""),
        ("指标1:学生受资助人数", "学生受资助人数", ""),
        ("指标2：", "", ""),
        ("指标1", "", ""),
        ("指标1工程验收合格率", "工程验收合格率", ""),
        ("指标1:/", "", ""),
        ("指标一：群众满意度", "群众满意度", ""),
        ("服务外包离岸(万美元)", "服务外包离岸", "万美元"),
        ("……", "", ""),
        ("1.项目验收合格率", "项目验收合格率", ""),
        ("7岁以下儿童健康管理率", "7岁以下儿童健康管理率", ""),
        ("带动增加受益农户收入(总收入)", "带动增加受益农户收入(总收入)", ""),
        ("12月底之前完成", "12月底之前完成", ""),
        ("受益人口数(≥90人)", "受益人口数(≥90人)", ""),
        ("其中桃树种植面积", "其中桃树种植面积", ""),
    ],
)
def test_names_are_cleaned_and_give_up_their_unit(name: str, clean: str, unit: str) -> None:
    assert (clean_name(name), unit_in_name(name)) == (clean, unit)


def test_core_indicators_and_parts_are_known_by_their_marks() -> None:
    assert is_core_name("★补助鱼塘面积")
    assert is_core_name("*建设质量达标率")
    assert not is_core_name("补助鱼塘面积")
    assert is_part_name("其中：桃树种植面积")
    assert not is_part_name("桃树种植面积")


def test_levels_may_carry_points_in_their_names() -> None:
    assert level_points("产出指标（50分）") == "50"
    assert level_points("效益指标") == ""
    assert clean_level("产出指标（50分）") == "产出指标"
    assert clean_level("产\n出\n指\n标") == "产出指标"
