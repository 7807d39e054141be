"""The practice county as the journeys draw it: 96 offices and 99 projects a year; for hands at the window and for the road."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from functools import cache

from jxdesk.domain.practice import PracticeCounty, Scale, build, read_plan
from jxdesk.domain.records.filings import IndicatorLine
from jxdesk.domain.values.quantities import decimal_text
from jxdesk.domain.values.units import PERCENT
from jxdesk.shipped_files import resource
from jxdesk.store.shipped.forms import DEFAULT_RULE_PACK, rule_packs, templates

WAN = 1_000_000


@cache
def county() -> PracticeCounty:
    """The practice county of 96 offices and 99 projects."""
    declared = (
        tomllib.loads(resource("demo", name).read_text(encoding="utf-8"), parse_float=Decimal)
        for name in ("county.toml", "projects.toml", "year.toml")
    )
    rules = rule_packs()[DEFAULT_RULE_PACK]
    return build(read_plan(*declared), Scale.WUDING, templates=templates(), rules=rules)


def reached(line: IndicatorLine) -> str:
    """What a clerk writes who reached just what was promised."""
    if line.target is None:
        return line.target_text
    return decimal_text(line.target) + (PERCENT if line.unit == PERCENT else "")
