"""What the tests of the law share: the shipped rule pack, and lines and forms made from texts as the reader makes them."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from jxdesk.domain.records.filings import FilingContent, Form, IndicatorLine, MoneyKey, MoneyLine, MoneyUnit
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.values.indicator_names import clean_name
from jxdesk.domain.values.money import parse_amount
from jxdesk.domain.values.quantities import read_actual, read_points, read_target

RESOURCES = Path(__file__).parents[2] / "resources"
LineMaker = Callable[..., IndicatorLine]
MoneyMaker = Callable[..., MoneyLine]
ContentMaker = Callable[..., FilingContent]


@pytest.fixture(scope="session")
def declared() -> dict[str, Any]:
    """The shipped rule pack as plain data; copy before changing."""
    return tomllib.loads((RESOURCES / "rules" / "yunnan-2020.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def rules(declared: dict[str, Any]) -> RulePack:
    """The shipped rule pack."""
    return RulePack.from_mapping(declared)


@pytest.fixture
def make_line() -> LineMaker:
    """Makes indicator lines from the texts of their cells."""
    ids = count(1)

    def make(
        target: str = "",
        actual: str = "",
        *,
        weight: str = "10",
        sign: str = "",
        unit: str = "",
        name: str = "完成数量",
        score: str = "",
        **changes: Any,
    ) -> IndicatorLine:
        wanted = read_target(target, sign=sign, unit=unit, name=name)
        reached = read_actual(actual, name=name, target=wanted)
        line = IndicatorLine(
            id=f"line-{next(ids)}",
            level1="产出指标",
            level2="数量指标",
            name=name,
            clean_name=clean_name(name),
            comparator=wanted.comparator,
            target_text=wanted.text,
            target=wanted.number,
            target_high=wanted.high,
            unit=wanted.unit,
            actual_text=reached.text,
            actual=reached.number,
            actual_unit=reached.unit,
            weight=read_points(weight),
            printed_weight=weight,
            printed_score=score,
        )
        return replace(line, **changes)

    return make


@pytest.fixture
def make_money() -> MoneyMaker:
    """Makes money rows from the texts of their cells."""

    def make(
        key: MoneyKey = MoneyKey.TOTAL,
        revised: str = "",
        executed: str = "",
        *,
        original: str = "",
        unit: MoneyUnit = MoneyUnit.WAN,
        **changes: Any,
    ) -> MoneyLine:
        line = MoneyLine(
            id=f"money-{key}",
            key=key,
            original_budget_fen=parse_amount(original, unit).fen,
            revised_budget_fen=parse_amount(revised, unit).fen,
            executed_fen=parse_amount(executed, unit).fen,
            original_budget_text=original,
            revised_budget_text=revised,
            executed_text=executed,
        )
        return replace(line, **changes)

    return make


@pytest.fixture
def make_content() -> ContentMaker:
    """Makes a self-evaluation of the lines and money rows that a test is about."""

    def make(
        *lines: IndicatorLine,
        money: tuple[MoneyLine, ...] = (),
        execution_weight: str | None = None,
        **changes: Any,
    ) -> FilingContent:
        content = FilingContent(
            form=Form.PROJECT_SELF_EVALUATION,
            template_id="national-2020",
            year=2023,
            project_name="练习项目",
            money_lines=money,
            indicator_lines=lines,
            execution_weight=None if execution_weight is None else Decimal(execution_weight),
        )
        return replace(content, **changes)

    return make
