"""Goal styles: which of the two trees of indicators a filing follows, told by its lines; used by checks, the coach and the wizard.

A style is never changed in passing: 成本 moves from the second to the first level, and its points with it.
"""

from __future__ import annotations

from jxdesk.domain.records.filings import FilingContent, IndicatorLine
from jxdesk.domain.rules.parts import GoalStyle
from jxdesk.domain.templates.form import FormTemplate
from jxdesk.domain.templates.parts import Level
from jxdesk.domain.values.indicator_names import clean_level

_COST = "成本"
_SUSTAINABLE = "可持续"


def is_cost_level(line: IndicatorLine) -> bool:
    """Whether the line stands under 成本 as a first level."""
    return clean_level(line.level1).startswith(_COST)


def style_of(content: FilingContent, template: FormTemplate | None = None) -> GoalStyle:
    """The style of a filing: new with 成本 as a first level, old with 成本 or 可持续影响 below; else that of its form."""
    lines = content.indicator_lines
    if any(is_cost_level(line) for line in lines):
        return GoalStyle.NEW
    if any(clean_level(line.level2).startswith((_COST, _SUSTAINABLE)) for line in lines):
        return GoalStyle.OLD
    return style_of_levels(template.levels) if template is not None else GoalStyle.OLD


def is_mixed(content: FilingContent) -> bool:
    """Whether 成本 stands at both levels at once, which no form has."""
    lines = content.indicator_lines
    below = any(not is_cost_level(line) and clean_level(line.level2).startswith(_COST) for line in lines)
    return below and any(is_cost_level(line) for line in lines)


def style_of_levels(levels: tuple[Level, ...]) -> GoalStyle:
    """The style of a tree."""
    return GoalStyle.NEW if any(level.name.startswith(_COST) for level in levels) else GoalStyle.OLD
