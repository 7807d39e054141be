"""Adding lines: into the empty row of their level first, else behind its last one; what is there already is not added."""

from __future__ import annotations

from dataclasses import replace

from jxdesk.domain.beginning.adding_lines import changes_to_add, missing_of
from jxdesk.domain.filling.editing import apply
from jxdesk.domain.records.filings import FilingContent, IndicatorLine
from jxdesk.domain.rules.pack import RulePack
from tests.domain.target_forms import target_form, with_values, without


def line(line_id: str, level1: str, level2: str, name: str) -> IndicatorLine:
    return IndicatorLine(id=line_id, level1=level1, level2=level2, name=name, clean_name=name)


def added(content: FilingContent, rules: RulePack, *lines: IndicatorLine) -> list[str]:
    after = apply(content, changes_to_add(content, lines), rules).content
    return [one.name or f"（{one.level2}）" for one in after.indicator_lines]


def test_a_line_goes_behind_the_last_of_its_level(rules: RulePack) -> None:
    names = added(target_form(), rules, line("x", "产出指标", "数量指标", "修补坑槽面积"))
    assert names[2] == "修补坑槽面积"
    names = added(without(target_form(), "pass"), rules, line("x", "产出指标", "质量指标", "一次验收率"))
    assert names.index("一次验收率") == names.index("每公里养护成本") + 1
    assert added(target_form(), rules, line("x", "成本指标", "经济成本指标", "单价"))[-1] == "单价"


def test_the_empty_row_of_a_level_is_taken_first_and_can_be_brought_back(rules: RulePack) -> None:
    content = target_form()
    empty = replace(content.indicator_lines[2], name="", clean_name="", target_text="", target=None)
    content = replace(
        content, indicator_lines=(*content.indicator_lines[:2], empty, *content.indicator_lines[3:])
    )
    lines = (line("x", "产出指标", "质量指标", "甲"), line("y", "产出指标", "质量指标", "乙"))
    applied = apply(content, changes_to_add(content, lines), rules)
    assert [one.name for one in applied.content.indicator_lines][2:4] == ["甲", "乙"]
    assert len(applied.content.indicator_lines) == len(content.indicator_lines) + 1
    assert apply(applied.content, applied.inverse, rules).content.indicator_lines == content.indicator_lines


def test_of_last_year_only_what_is_missing_is_offered() -> None:
    last = with_values(target_form(), "km", actual_text="182公里", weight=None)
    assert missing_of(target_form(), last) == ()
    assert missing_of(target_form(), None) == ()
    (offered,) = missing_of(without(target_form(), "km"), last)
    assert (offered.name, offered.actual_text, offered.target) == (
        "养护农村公路里程",
        "",
        last.indicator_lines[0].target,
    )
    assert offered.id != "km"
