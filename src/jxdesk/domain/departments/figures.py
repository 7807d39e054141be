"""Department figures: the base figures of an office (staff, posts, expenses …) and the rates that the common indicators make of
them. Used by scoring, checks, the wizard and the narrative of an office as a whole.

The formulas are law and stand here as code; which indicator weighs how much is rule data.

Source: 财预〔2013〕53号 附件2.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from jxdesk.domain.records.filings import FilingContent, MoneyKey, MoneyLine, MoneyUnit
from jxdesk.domain.values.lettering import fold, says_nothing
from jxdesk.domain.values.money import AmountState, exact_text, parse_amount
from jxdesk.domain.values.quantities import decimal_text

PREFIX = "figure_"
"""What the answers that hold base figures begin with."""
_CENT = Decimal("0.01")


class FigureKind(StrEnum):
    """What a base figure counts; the value is its unit on screen."""

    PEOPLE = "人"
    MONEY = "金额"
    TASKS = "项"
    PERCENT = "%"


@dataclass(frozen=True, slots=True)
class Figure:
    """One base figure."""

    key: str
    label: str
    kind: FigureKind

    @property
    def answer(self) -> str:
        """The answer of the filing that holds it."""
        return PREFIX + self.key


_PEOPLE, _MONEY, _TASKS, _PERCENT = FigureKind.PEOPLE, FigureKind.MONEY, FigureKind.TASKS, FigureKind.PERCENT

FIGURES: tuple[Figure, ...] = (
    Figure("staff", "在职人员数", _PEOPLE),
    Figure("posts", "编制数", _PEOPLE),
    Figure("three_public_budget", "本年“三公经费”预算数", _MONEY),
    Figure("three_public_last", "上年“三公经费”预算数", _MONEY),
    Figure("three_public_actual", "本年“三公经费”实际支出", _MONEY),
    Figure("key_projects", "重点项目支出", _MONEY),
    Figure("all_projects", "项目总支出", _MONEY),
    Figure("budget", "预算数", _MONEY),
    Figure("budget_done", "预算完成数", _MONEY),
    Figure("budget_adjusted", "预算调整数", _MONEY),
    Figure("paid", "实际支付进度", _PERCENT),
    Figure("due", "既定支付进度", _PERCENT),
    Figure("carry_over", "年末结转结余总额", _MONEY),
    Figure("carry_over_last", "上年末结转结余总额", _MONEY),
    Figure("public_actual", "公用经费实际支出", _MONEY),
    Figure("public_budget", "公用经费预算安排", _MONEY),
    Figure("procurement_actual", "政府采购实际金额", _MONEY),
    Figure("procurement_budget", "政府采购预算数", _MONEY),
    Figure("assets_used", "实际在用固定资产", _MONEY),
    Figure("assets", "全部固定资产", _MONEY),
    Figure("planned", "计划工作数", _TASKS),
    Figure("done", "实际完成工作数", _TASKS),
    Figure("timely", "及时完成工作数", _TASKS),
    Figure("good", "质量达标工作数", _TASKS),
    Figure("assigned", "交办或下达的重点工作数", _TASKS),
    Figure("assigned_done", "重点工作实际完成数", _TASKS),
)
_BY_KEY = {figure.key: figure for figure in FIGURES}


@dataclass(frozen=True, slots=True)
class Formula:
    """A rate: ``over`` (less ``minus``) divided by ``by``, × 100 %."""

    name: str
    over: str
    by: str
    minus: str = ""

    @property
    def words(self) -> str:
        """The formula in words."""
        top = _BY_KEY[self.over].label
        if self.minus:
            top = f"（{top} − {_BY_KEY[self.minus].label}）"
        return f"{top} ÷ {_BY_KEY[self.by].label} × 100%"

    @property
    def keys(self) -> tuple[str, ...]:
        """The figures it needs."""
        return tuple(dict.fromkeys(filter(None, (self.over, self.minus, self.by))))


FORMULAS: tuple[Formula, ...] = (
    Formula("在职人员控制率", "staff", "posts"),
    Formula("三公经费变动率", "three_public_budget", "three_public_last", minus="three_public_last"),
    Formula("重点支出安排率", "key_projects", "all_projects"),
    Formula("预算完成率", "budget_done", "budget"),
    Formula("预算调整率", "budget_adjusted", "budget"),
    Formula("支付进度率", "paid", "due"),
    Formula("结转结余率", "carry_over", "budget"),
    Formula("结转结余变动率", "carry_over", "carry_over_last", minus="carry_over_last"),
    Formula("公用经费控制率", "public_actual", "public_budget"),
    Formula("三公经费控制率", "three_public_actual", "three_public_budget"),
    Formula("政府采购执行率", "procurement_actual", "procurement_budget"),
    Formula("固定资产利用率", "assets_used", "assets"),
    Formula("实际完成率", "done", "planned"),
    Formula("完成及时率", "timely", "planned"),
    # For an office quality is measured against what was planned, for a project against what was produced.
    Formula("质量达标率", "good", "planned"),
    Formula("重点工作办结率", "assigned_done", "assigned"),
)
_FORMULA_OF = {formula.name: formula for formula in FORMULAS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """What a formula gives: a percentage, or ``inapplicable`` because it divides by nothing, or ``missing`` figures.

    Units: ``percent`` percentage points, exact.
    """

    formula: Formula
    percent: Decimal | None = None
    inapplicable: bool = False
    missing: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The percentage as a form shows it; empty without one."""
        if self.percent is None:
            return ""
        return f"{decimal_text(self.percent.quantize(_CENT, ROUND_HALF_UP))}%"

    @property
    def note(self) -> str:
        """Why the indicator does not apply, for the record."""
        return f"{_BY_KEY[self.formula.by].label}为 0，{self.formula.name}不适用，分值由同级指标分担"


def formula_of(name: str) -> Formula | None:
    """The formula of a common indicator, by its name with or without quotation marks."""
    return _FORMULA_OF.get(re.sub(r"[“”\"'‘’「」]", "", fold(name)).strip())


def rate_of(formula: Formula, content: FilingContent) -> Rate:
    """What a formula gives for what the filing holds."""
    values = {key: figure_value(content, key) for key in formula.keys}
    missing = tuple(_BY_KEY[key].label for key, value in values.items() if value is None)
    if missing:
        return Rate(formula=formula, missing=missing)
    by = values[formula.by] or Decimal(0)
    if by == 0:
        return Rate(formula=formula, inapplicable=True)
    top = (values[formula.over] or Decimal(0)) - (values.get(formula.minus) or Decimal(0))
    return Rate(formula=formula, percent=top * 100 / by)


def figure_value(content: FilingContent, key: str) -> Decimal | None:
    """A base figure as typed, else as the amounts of the filing give it; None where nothing says it.

    Units: 分 for money, else the figure's own.
    """
    text = content.answers.get(PREFIX + key, "")
    if says_nothing(text):
        return _from_amounts(content, key)
    if _BY_KEY[key].kind is FigureKind.MONEY:
        fen = parse_amount(text, content.money_unit).fen
        return None if fen is None else Decimal(fen)
    return _number(text)


def figure_text(content: FilingContent, key: str) -> str:
    """What an editor shows for a base figure; empty where it was not typed."""
    return content.answers.get(PREFIX + key, "")


def derived_text(content: FilingContent, key: str) -> str:
    """What the amounts of the filing give for a figure, in its unit; empty where they say nothing of it."""
    fen = _from_amounts(content, key)
    return "" if fen is None else exact_text(int(fen), content.money_unit)


def read_figure(key: str, text: str, unit: MoneyUnit) -> str | None:
    """The typed text as it is kept: money names its unit, for the form may change; None where it is no such figure."""
    if says_nothing(text):
        return ""
    if _BY_KEY[key].kind is FigureKind.MONEY:
        amount = parse_amount(text, unit)
        if amount.state is not AmountState.READ or amount.fen is None:
            return None
        return f"{exact_text(amount.fen, unit)}{unit.value}"
    number = _number(text)
    return None if number is None or number < 0 else decimal_text(number)


def _number(text: str) -> Decimal | None:
    found = re.fullmatch(r"(-?\d+(?:\.\d+)?)[%人项个]?", fold(text).replace(",", "").strip())
    return None if found is None else Decimal(found.group(1))


def _from_amounts(content: FilingContent, key: str) -> Decimal | None:
    """The figures that the amounts of an office give by themselves."""
    rows: Mapping[MoneyKey, MoneyLine] = {line.key: line for line in content.money_lines}
    total, projects = rows.get(MoneyKey.TOTAL), rows.get(MoneyKey.PROJECTS)
    fen: int | None = None
    if total is not None:
        original, revised = total.original_budget_fen, total.revised_budget_fen
        match key:
            case "budget":
                fen = revised
            case "budget_done":
                fen = total.executed_fen
            case "budget_adjusted" if original is not None and revised is not None:
                fen = abs(revised - original)
            case _:
                pass
    if key == "all_projects" and projects is not None:
        fen = projects.revised_budget_fen
    return None if fen is None else Decimal(fen)
