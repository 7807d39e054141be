"""Units of measure: their canonical spelling, their scale (万, 亿) and whether two of them can be compared. Used by quantities and scoring."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from jxdesk.domain.values.lettering import fold, says_nothing

PERCENT = "%"
PERMILLE = "‰"

_SYNONYMS = {
    "百分比": PERCENT,
    "百分数": PERCENT,
    "百分率": PERCENT,
    "千分比": PERMILLE,
    "千分之": PERMILLE,
    "圆": "元",
    "人民币元": "元",
    "㎡": "平方米",
    "m2": "平方米",
    "m²": "平方米",
    "平米": "平方米",
    "平方": "平方米",
    "㎥": "立方米",
    "m3": "立方米",
    "m³": "立方米",
    "立方": "立方米",
    "方": "立方米",
    "km": "公里",
    "千米": "公里",
    "㎞": "公里",
    "m": "米",
    "kg": "公斤",
    "千克": "公斤",
    "㎏": "公斤",
    "t": "吨",
    "天": "日",
    "个月": "月",
    "月份": "月",
    "h": "小时",
    "人/次": "人次",
    "人·次": "人次",
    "个工作日": "工作日",
    "台/套": "台套",
    "台(套)": "台套",
}
"""Spellings of one and the same unit; never different units of one kind."""

_VOCABULARY = (
    "元 圆 美元 人次 人 名 位 个 户次 户 亩次 亩 公顷 平方公里 平方米 平米 立方米 立方 方 公里 千米 米 厘米 毫米 km kg ㎡ m2 m² ㎥ m3 m³ m t "
    "次 批次 批 件 项 台套 台 套 辆 车次 车 处 座 所 家 村 镇 乡 街道 社区 吨 公斤 千克 斤 克 升 毫升 千瓦时 千瓦 度 "
    "只 头 羽 尾 匹 株 棵 丛 盆 场次 场 期 份 篇 册 本 张 条 幅 块 版 班次 班 组 队 年度 年 季度 季 个月 月份 月 日 天 周 小时 分钟 秒 "
    "百分点 分贝 分 级 类 种 宗 起 例 课时 学时 学分 床 间 栋 幢 孔 口 眼 盏 根 对 副 瓶 盒 袋 箱 包 桶 艘 架 部 门 款 道 节 段 片 样 "
    "频次 点 人日 人月 人年 标段 公分 套次 台次 亩地 卷 页 站 塘 井 沟 堂 讲 届 轮 支 枚 把 顶 双 平方 学年 学期 生 师 员 工日 工作日 行政村 自然村 乡镇 学校 企业 h % ‰ 百分比 百分数"
)
_WORD = "|".join(sorted(map(re.escape, _VOCABULARY.split()), key=len, reverse=True))
_SCALE = r"(?:万|亿|千|百)?"
_KNOWN = re.compile(
    rf"{_SCALE}(?:{_WORD})(?:[/·每]\(?{_SCALE}(?:{_WORD})\)?){{0,3}}|[万亿](?:[/每](?:{_WORD}))?",
    re.IGNORECASE,
)
_PROSE = re.compile(
    r"用于|完成|左右|以上|以下|以内|之内|不|约|达|及|和|与|或|的|是|为|在|按|已|未|均|全|无|有|至|到|底|前|后|内|其中|含|共"
)
_SCALED = re.compile(r"(万|亿|千万|百万|千|百)(?=元|$)|(万|亿)(?=.)")
_SCALES = {"百": 10**2, "千": 10**3, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8}
_NOUN = r"[^\W\d_a-zA-Z]{1,5}"
_COUNTED = re.compile(rf"(?P<measure>{_SCALE}(?:{_WORD}))(?P<noun>{_NOUN})")
_PEOPLE = frozenset({"人", "名", "位", "人次", "人员", "个人"})


def is_known_unit(text: str) -> bool:
    """Whether the text is a unit that offices use, alone or put together (``元/人·月``, ``万亩``)."""
    return _KNOWN.fullmatch(_joined(text)) is not None


def may_be_unit(text: str) -> bool:
    """Whether what stands behind a number may be its unit: a known one, one with its noun (``个行政村``), or up to three letters.

    Words of prose (用于, 完成, 以上 …) are never part of a unit.
    """
    joined = _joined(text)
    if not joined or _KNOWN.fullmatch(joined):
        return True
    if _PROSE.search(joined):
        return False
    short = len(joined) <= 3 and re.fullmatch(r"[^\W\d_a-zA-Z]+|[a-zA-Z]+", joined) is not None
    return short or (not is_money_unit(joined[:2]) and _COUNTED.fullmatch(joined) is not None)


@lru_cache(maxsize=4096)
def canonical_unit(unit: str) -> str:
    """The unit in its one spelling: ``百分比`` and ``%(百分比)`` are ``%``, ``元/人*月`` is ``元/人·月``; empty for none."""
    if says_nothing(unit):
        return ""
    joined = _joined(unit)
    if joined in _SYNONYMS:
        return _SYNONYMS[joined]
    bracket = re.fullmatch(r"(.*?)\(([^()]*)\)", joined)
    if bracket:
        outer, inner = bracket.groups()
        joined = outer or inner
    parts = re.split(r"([/·])", joined)
    parts = [_canonical_part(part) for part in parts]
    return "".join(parts)


def _canonical_part(part: str) -> str:
    if part in _SYNONYMS:
        return _SYNONYMS[part]
    if part.lower() in _SYNONYMS:
        return _SYNONYMS[part.lower()]
    if part[:1] in ("万", "亿") and part[1:] in _SYNONYMS:
        return part[0] + _SYNONYMS[part[1:]]
    return part


def _joined(unit: str) -> str:
    """The unit without blanks and with one sign each for per and times; ``元每亩`` is ``元/亩``."""
    plain = re.sub(r"\s+", "", fold(unit)).strip(".,;:。、")
    plain = re.sub(r"[*×.•・∙]", "·", plain).replace("\\", "/")
    return re.sub(r"(?<=.)每(?=.)", "/", plain)


@lru_cache(maxsize=4096)
def split_scale(unit: str) -> tuple[int, str]:
    """The scale and the plain unit of a canonical unit: ``万亩`` is 10,000 of ``亩``, ``万`` is 10,000 of nothing named."""
    found = _SCALED.match(unit)
    if found is None:
        return 1, unit
    return _SCALES[found.group(0)], unit[found.end() :]


@lru_cache(maxsize=4096)
def factor_between(unit: str, other: str) -> Decimal | None:
    """What to multiply a number in ``other`` by to have it in ``unit``; None when they are different units.

    A unit that is not named is taken to be the other one. 万 and 亿 are scaled; persons and person-times are compared,
    because offices write one for the other; nothing else is converted.

    Source: own choice; 万 and 亿 are scaled, any other difference of units is left to a person.
    """
    mine, theirs = canonical_unit(unit), canonical_unit(other)
    if mine == theirs or not mine or not theirs:
        return Decimal(1)
    (my_scale, my_base), (their_scale, their_base) = split_scale(mine), split_scale(theirs)
    if not _same_base(my_base, their_base):
        return None
    return Decimal(their_scale) / Decimal(my_scale)


def _same_base(mine: str, theirs: str) -> bool:
    # An annual form counts a year anyway: 次/年 is 次.
    mine, theirs = (re.sub(r"[/·]年度?$", "", unit) for unit in (mine, theirs))
    if mine == theirs or not mine or not theirs:
        return True
    if mine in _PEOPLE and theirs in _PEOPLE:
        return True
    return _measure(mine) == _measure(theirs) and not (is_known_unit(mine) and is_known_unit(theirs))


def _measure(unit: str) -> str:
    """The measure word of a unit with its noun: ``个行政村`` and ``个项目`` are both counted in 个; others are themselves."""
    counted = None if is_known_unit(unit) else _COUNTED.fullmatch(unit)
    return counted.group("measure") if counted else unit


def is_money_unit(unit: str) -> bool:
    """Whether the unit is an amount of money, whole or per something."""
    return split_scale(canonical_unit(unit))[1].startswith("元")
