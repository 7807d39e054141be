"""What ``resources/demo/year.toml`` declares of the year under way, as values; part of the plan of the practice county."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jxdesk.domain.records.rectifications import RectificationState

Range = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How many of a hundred projects stand so."""

    waiting: int
    absent: int
    unwatched: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Approving:
    """Who approves the targets, when, and under which number."""

    approver: str
    approved_on: dt.date
    document_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request to change a target; without ``approved_on`` it is still waiting."""

    reason: str
    requested_on: dt.date
    approved_on: dt.date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjusting:
    """The requests of the year, and what all of them have in common; ``note`` is what the self-evaluation says of it."""

    document_number: str
    note: str
    requested_by: str
    requests: tuple[Request, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """Where the figures of an indicator come from (数据来源), and why it is set so (设定依据)."""

    source: str
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class July:
    """How far things are in July.

    Units: ranges in percent, of the budget by light, ``progress`` of the target.
    """

    green: Range
    yellow: Range
    red: Range
    progress: Range
    begun: str
    reasons: tuple[str, ...]
    hopeless: tuple[str, ...]
    remark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """Figures of somebody else: which of them differ (the how-manieth), and by how much.

    Units: ``moved`` percent.
    """

    source_name: str
    differing: frozenset[int]
    moved: Range
    taken_in_at: str = ""
    document_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A rectification as the plan words it."""

    problem: str
    cause: str
    measure: str
    responsible: str
    due_on: dt.date
    state: RectificationState
    done_on: dt.date | None
    result: str
    document_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class YearPlan:
    """Everything that the builders of the year under way draw from; ``evidence`` stands beside a target in words."""

    standing: Standing
    approval: Approving
    adjustment: Adjusting
    grounds: Mapping[str, Grounds]
    evidence: str
    july: July
    treasury: Outside
    accounts: Outside
    rectifications: tuple[Trouble, ...]


def read_year_plan(year: Mapping[str, Any]) -> YearPlan:
    """The plan of the year from the mapping of its file."""
    return YearPlan(
        standing=Standing(**year["standing"]),
        approval=Approving(**year["approval"]),
        adjustment=_read_adjusting(year["adjustment"]),
        grounds={level2: Grounds(**item) for level2, item in year["grounds"].items()},
        evidence=year["evidence"]["words"],
        july=_read_july(year["july"]),
        treasury=_read_outside(year["treasury"]),
        accounts=_read_outside(year["accounts"]),
        rectifications=tuple(_read_trouble(item) for item in year["rectifications"]),
    )


def _read_adjusting(item: Mapping[str, Any]) -> Adjusting:
    return Adjusting(
        document_number=item["document_number"],
        note=item["note"],
        requested_by=item["requested_by"],
        requests=tuple(
            Request(
                reason=one["reason"], requested_on=one["requested_on"], approved_on=one.get("approved_on")
            )
            for one in item["requests"]
        ),
    )


def _read_july(item: Mapping[str, Any]) -> July:
    return July(
        green=_range(item["green"]),
        yellow=_range(item["yellow"]),
        red=_range(item["red"]),
        progress=_range(item["progress"]),
        begun=item["begun"],
        reasons=tuple(item["reasons"]),
        hopeless=tuple(item["hopeless"]),
        remark=item["remark"],
    )


def _read_outside(item: Mapping[str, Any]) -> Outside:
    return Outside(
        source_name=item["source_name"],
        differing=frozenset(item["differing"]),
        moved=_range(item["moved"]),
        taken_in_at=item.get("taken_in_at", ""),
        document_number=item.get("document_number", ""),
    )


def _read_trouble(item: Mapping[str, Any]) -> Trouble:
    return Trouble(
        problem=item["problem"],
        cause=item["cause"],
        measure=item["measure"],
        responsible=item["responsible"],
        due_on=item["due_on"],
        state=RectificationState(item["state"]),
        done_on=item.get("done_on"),
        result=item.get("result", ""),
        document_number=item.get("document_number", ""),
    )


def _range(pair: list[int]) -> Range:
    low, high = pair
    return low, high
