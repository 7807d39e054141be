"""Target words: how an indicator is written at each place of the tree, in one sentence; shown below the indicators of every target."""

from __future__ import annotations

from jxdesk.domain.records.filings import IndicatorLine
from jxdesk.domain.rules.indicator_places import Place, place_of

ONE_LINE = {
    Place.QUANTITY: "数量指标写“多少”，例如“养护里程 ≥ 186 公里”；花多少钱不是数量。",
    Place.QUALITY: "质量指标写合格的占多少，例如“验收合格率 ≥ 95 %”。",
    Place.TIMELINESS: "时效指标写哪一天以前，例如“11 月 30 日前”；也可以写按期完成率。",
    Place.COST: "成本指标写单位成本或标准，用“≤”，例如“≤ 0.69 万元/公里”。",
    Place.SOCIAL_COST: "社会成本写给群众带来的不便或负担，用“≤”。",
    Place.ECOLOGICAL_COST: "生态环境成本写占用、排放或破坏，用“≤”。",
    Place.ECONOMIC: "经济效益写谁的收入增加多少，或者省下多少。",
    Place.SOCIAL: "社会效益写多少人受益、少了什么事。",
    Place.ECOLOGICAL: "生态效益写哪一样变好、从多少到多少。",
    Place.SUSTAINABLE: "可持续影响写几年以后还在不在，凭什么说在。",
    Place.SATISFACTION: "满意度写百分数，数据来源写问卷多少份。",
}


def how_to_write(line: IndicatorLine) -> str:
    """The sentence for a line, by the place where it stands."""
    place = place_of(line.level1, line.level2)
    return ONE_LINE[place] if place is not None else "指标名称写量什么，指标值写量到多少。"
