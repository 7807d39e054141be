"""The plan of the practice county: what ``resources/demo`` declares, as values; read by the builders beside it.

Decimals in the files are read exactly: the caller gives ``tomllib`` its ``parse_float=Decimal``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from jxdesk.domain.practice.year_plan import YearPlan, read_year_plan
from jxdesk.domain.records.filings import Comparator, Direction, IndicatorLine
from jxdesk.domain.records.projects import BudgetBook
from jxdesk.domain.values.indicator_names import clean_name, is_core_name
from jxdesk.domain.values.units import PERCENT

CEILINGS = frozenset({Comparator.AT_MOST, Comparator.BELOW})
TOWN = "town"
ANY_OFFICE = "office"
FEN_PER_WAN = 1_000_000
UNIT_FEN = 10_000
"""Budgets are whole multiples of 0.01 万元, as people write them."""


class Scale(StrEnum):
    """How large the practice county is made; the value is the word of the command line."""

    SMALL = "small"
    WUDING = "wuding"
    YUXI = "yuxi"


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How many offices and projects a scale has; ``whole_year`` gives the year under way all its forms.

    Units: ``total_fen`` 分 of each year's projects together, None where nothing asks for a certain sum.
    """

    path: str
    region: str
    offices: int
    projects: int
    towns: int
    other_towns: int
    counties: int
    first_county_offices: int
    total_fen: int | None
    whole_year: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """A department as the plan names it; ``kind`` is the first half of its unified code."""

    name: str
    kind: str
    sectors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One indicator of a kind of project: a fixed target, a range to draw from, or words; ``line`` says what every draw shares."""

    line: IndicatorLine
    low: Decimal | None
    high: Decimal | None
    step: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A source of money and the budget it belongs to."""

    key: str
    name: str
    book: BudgetBook
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of project: who does it, what it costs, what it promises; ``work`` is what an office calls that part of its work.

    Units: ``low_fen`` and ``high_fen`` 分.
    """

    who: frozenset[str]
    sector: str
    work: str
    name: str
    low_fen: int
    high_fen: int
    sources: tuple[Source, ...]
    goal: str
    done: str
    rows: tuple[Row, ...]
    template_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything that the builders draw from."""

    finished_year: int
    open_year: int
    sizes: Mapping[Scale, Size]
    prefecture: str
    counties: tuple[str, ...]
    towns: tuple[str, ...]
    departments: tuple[Department, ...]
    kinds: tuple[Kind, ...]
    missed_reasons: tuple[str, ...]
    unspent_reasons: tuple[str, ...]
    year: YearPlan


def read_plan(county: Mapping[str, Any], projects: Mapping[str, Any], year: Mapping[str, Any]) -> Plan:
    """The plan from the mappings of its three files."""
    names, offices = county["names"], county["offices"]
    departments = [
        Department(name=item["name"], kind=item["kind"], sectors=tuple(item["sectors"]))
        for item in offices["departments"]
    ]
    for group, code in (("organs", "11"), ("institutions", "12"), ("unions", "13")):
        departments += [Department(name=name, kind=code) for name in offices[group]]
    sources = {key: _read_source(key, item) for key, item in projects["sources"].items()}
    return Plan(
        finished_year=county["years"]["finished"],
        open_year=county["years"]["open"],
        sizes={scale: _read_size(county["scales"][scale.value]) for scale in Scale},
        prefecture=names["prefecture"],
        counties=tuple(names["counties"]),
        towns=tuple(names["towns"]),
        departments=tuple(departments),
        kinds=tuple(_read_kind(item, projects, sources) for item in projects["kinds"]),
        missed_reasons=tuple(projects["reasons"]["missed"]),
        unspent_reasons=tuple(projects["reasons"]["unspent"]),
        year=read_year_plan(year),
    )


def _read_size(item: Mapping[str, Any]) -> Size:
    total = item.get("total_wan")
    return Size(
        path=item["path"],
        region=item["region"],
        offices=item["offices"],
        projects=item["projects"],
        towns=item["towns"],
        other_towns=item.get("other_towns", 0),
        counties=item.get("counties", 1),
        first_county_offices=item.get("first_county_offices", item["offices"]),
        total_fen=None if total is None else int(Decimal(total) * FEN_PER_WAN),
        whole_year=item.get("whole_year", False),
    )


def _read_source(key: str, item: Mapping[str, Any]) -> Source:
    return Source(key=key, name=item["name"], book=BudgetBook(item["book"]), number=item["number"])


def _read_kind(item: Mapping[str, Any], projects: Mapping[str, Any], sources: Mapping[str, Source]) -> Kind:
    forms = projects["forms"]
    low, high = item["wan"]
    return Kind(
        who=frozenset(item["who"]),
        sector=item["sector"],
        work=item.get("work", item["sector"]),
        name=item["name"],
        low_fen=int(low * FEN_PER_WAN),
        high_fen=int(high * FEN_PER_WAN),
        sources=tuple(sources[key] for key in item["money"]),
        goal=item["goal"],
        done=item["done"],
        rows=tuple(_read_row(row, projects["groups"]) for row in item["rows"]),
        template_id=forms.get(item["money"][0], forms["usual"]),
    )


def _read_row(row: list[Any], groups: Mapping[str, list[str]]) -> Row:
    group, name, sign, target, unit, points = row
    level1, level2 = groups[group]
    spread = target if isinstance(target, list) else [target, target, 1]
    words = target if isinstance(target, str) else ""
    low, high, step = (None, None, Decimal(1)) if words else (Decimal(item) for item in spread)
    comparator = Comparator(sign)
    line = IndicatorLine(
        id="",
        level1=level1,
        level2=level2,
        name=name,
        clean_name=clean_name(name),
        comparator=comparator,
        direction=Direction.QUALITATIVE if words else _direction(comparator),
        target_text=words,
        unit=unit,
        actual_text=words,
        actual_unit=PERCENT if unit == PERCENT else "",
        weight=Decimal(points),
        judged_percent=Decimal(100) if words else None,
        is_core=is_core_name(name),
    )
    return Row(line=line, low=low, high=high, step=step or Decimal(1))


def _direction(comparator: Comparator) -> Direction:
    return Direction.LOWER if comparator in CEILINGS else Direction.HIGHER
