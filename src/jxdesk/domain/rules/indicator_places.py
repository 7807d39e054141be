"""Indicator places: where an indicator stands in the tree, and what that place is called in either style. Used by libraries."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from jxdesk.domain.rules.parts import GoalStyle


class Place(StrEnum):
    """The second-level places of both trees; the value is the word of the library files."""

    QUANTITY = "数量"
    QUALITY = "质量"
    TIMELINESS = "时效"
    COST = "成本"
    SOCIAL_COST = "社会成本"
    ECOLOGICAL_COST = "生态环境成本"
    ECONOMIC = "经济效益"
    SOCIAL = "社会效益"
    ECOLOGICAL = "生态效益"
    SUSTAINABLE = "可持续影响"
    SATISFACTION = "满意度"


class Headings(NamedTuple):
    """The first and the second level of a place."""

    level1: str
    level2: str


_OUTPUT, _OUTCOME, _COST = "产出指标", "效益指标", "成本指标"
_SATISFIED = Headings("满意度指标", "服务对象满意度指标")

HEADINGS = MappingProxyType(
    {
        GoalStyle.OLD: MappingProxyType(
            {
                Place.QUANTITY: Headings(_OUTPUT, "数量指标"),
                Place.QUALITY: Headings(_OUTPUT, "质量指标"),
                Place.TIMELINESS: Headings(_OUTPUT, "时效指标"),
                Place.COST: Headings(_OUTPUT, _COST),
                Place.SOCIAL_COST: Headings(_OUTPUT, _COST),
                Place.ECOLOGICAL_COST: Headings(_OUTPUT, _COST),
                Place.ECONOMIC: Headings(_OUTCOME, "经济效益指标"),
                Place.SOCIAL: Headings(_OUTCOME, "社会效益指标"),
                Place.ECOLOGICAL: Headings(_OUTCOME, "生态效益指标"),
                Place.SUSTAINABLE: Headings(_OUTCOME, "可持续影响指标"),
                Place.SATISFACTION: _SATISFIED,
            }
        ),
        # Own choice: the new tree names no 可持续影响 any more, so what lasts is shown as a social outcome.
        GoalStyle.NEW: MappingProxyType(
            {
                Place.QUANTITY: Headings(_OUTPUT, "数量指标"),
                Place.QUALITY: Headings(_OUTPUT, "质量指标"),
                Place.TIMELINESS: Headings(_OUTPUT, "时效指标"),
                Place.COST: Headings(_COST, "经济成本指标"),
                Place.SOCIAL_COST: Headings(_COST, "社会成本指标"),
                Place.ECOLOGICAL_COST: Headings(_COST, "生态环境成本指标"),
                Place.ECONOMIC: Headings(_OUTCOME, "经济效益指标"),
                Place.SOCIAL: Headings(_OUTCOME, "社会效益指标"),
                Place.ECOLOGICAL: Headings(_OUTCOME, "生态效益指标"),
                Place.SUSTAINABLE: Headings(_OUTCOME, "社会效益指标"),
                Place.SATISFACTION: _SATISFIED,
            }
        ),
    }
)
"""The headings of either style.

Source: 财预〔2015〕88号 (old), 财预〔2021〕101号 (new).
"""


def headings(place: Place, style: GoalStyle) -> Headings:
    """What a place is called in a style."""
    return HEADINGS[style][place]


def place_of(level1: str, level2: str) -> Place | None:
    """The place that two headings name, in whatever style they are written; None for other trees."""
    words = level1 + level2
    second = level2 or level1
    if "满意" in words:
        return Place.SATISFACTION
    for place in (Place.QUANTITY, Place.QUALITY, Place.TIMELINESS):
        if place.value in second:
            return place
    if "成本" in words:
        social = Place.SOCIAL_COST if "社会" in second else Place.COST
        return Place.ECOLOGICAL_COST if "生态" in second else social
    if "可持续" in second:
        return Place.SUSTAINABLE
    outcomes = (Place.ECONOMIC, Place.SOCIAL, Place.ECOLOGICAL)
    return next((place for place in outcomes if place.value[:2] in second), None)
