"""Rule packs: the weights, bands, lists and thresholds by which scoring and checks judge, read from ``resources/rules``.

A rule that no regulation gives is marked as this program's own proposal and is never shown as regulation.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from jxdesk.domain.declarations import Table
from jxdesk.domain.records.filings import ValueMode
from jxdesk.domain.rules.basis import Basis
from jxdesk.domain.rules.departments import DepartmentRule, read_department
from jxdesk.domain.rules.following import FollowingRule, read_following
from jxdesk.domain.rules.monitoring import MonitoringRule, read_monitoring
from jxdesk.domain.rules.parts import (
    DateRule,
    DirectionRule,
    DoubtRule,
    ExecutionRule,
    GoalStyle,
    GradeBand,
    LateRule,
    NegativeRule,
    OverFulfilment,
    OverFulfilmentRule,
    OverStep,
    QualitativeBand,
    RuleCase,
    ShareBand,
    Source,
    SteppedRule,
    Weights,
    ZeroBudget,
)
from jxdesk.domain.rules.reading import basis, number, required
from jxdesk.domain.rules.review_reading import read_reviewing
from jxdesk.domain.rules.reviewing import SheetBook
from jxdesk.domain.rules.targets import TargetRule, read_targets

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_ZERO, _ONE, _HUNDRED = Decimal(0), Decimal(1), Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePack:
    """The rules of one region and span of years; a filing is for ever read under the pack it was filled under.

    ``reviewing`` is None in a pack that says nothing of review sheets: then those that ship hold.

    Units: ``gate`` ratio; ``last_year`` None = still in force.
    """

    id: str
    name: str
    version: str
    region: str
    first_year: int
    last_year: int | None
    sources: tuple[Source, ...]
    weights: tuple[Weights, ...]
    grades: tuple[GradeBand, ...]
    grades_basis: Basis
    qualitative: str
    qualitative_sets: Mapping[str, tuple[QualitativeBand, ...]]
    qualitative_basis: Basis
    execution: ExecutionRule
    over_fulfilment: OverFulfilmentRule
    negative: NegativeRule
    negative_basis: Basis
    gate: Decimal
    gate_basis: Basis
    satisfaction: tuple[ShareBand, ...]
    satisfaction_basis: Basis
    stepped: SteppedRule
    direction: DirectionRule
    dates: DateRule
    doubts: DoubtRule
    monitoring: MonitoringRule
    following: FollowingRule
    targets: TargetRule
    department: DepartmentRule
    reviewing: SheetBook | None
    cases: tuple[RuleCase, ...]

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, Any]) -> RulePack:
        """Reads a pack.

        Raises: DeclarationError: something is missing, unknown or against its own order.
        """
        from_id = mapping.get("id")
        table = Table(mapping, where=f"规则包 {from_id}" if isinstance(from_id, str) else "规则包")
        pack = _read_pack(table)
        table.finish()
        return pack

    @property
    def qualitative_bands(self) -> tuple[QualitativeBand, ...]:
        """The bands of textual indicators that are in force, the highest first."""
        return self.qualitative_sets[self.qualitative]

    def band_of(self, percent: Decimal) -> QualitativeBand:
        """The band that a judged percent lies in."""
        return next(
            (band for band in self.qualitative_bands if percent >= band.low), self.qualitative_bands[-1]
        )

    def grade_of(self, total: Decimal | None) -> str:
        """The grade of a total; empty without one."""
        if total is None:
            return ""
        return next((band.grade for band in self.grades if total >= band.at_least), self.grades[-1].grade)

    def covers_year(self, year: int) -> bool:
        """Whether the rules are for this year."""
        return self.first_year <= year and (self.last_year is None or year <= self.last_year)

    def weights_of(self, style: GoalStyle) -> Weights:
        """The points of a style."""
        return next(weights for weights in self.weights if weights.style is style)


def _read_pack(table: Table) -> RulePack:
    pack_id = table.text("id")
    if _ID.fullmatch(pack_id) is None:
        raise table.refuse("id", "只用小写字母、数字和连字符")
    years = table.texts("years")
    if len(years) != 2 or not years[0].isdigit() or not (years[1] == "" or years[1].isdigit()):
        raise table.refuse("years", '应是起止两个年份，止年可以空着（["2020", ""]）')
    qualitative_table = required(table, "qualitative")
    sets = {set_.text("id"): _qualitative_bands(set_) for set_ in qualitative_table.tables("sets")}
    chosen = qualitative_table.text("use")
    if chosen not in sets:
        raise qualitative_table.refuse("use", f"没有名为 {chosen!r} 的档次表")
    grades_table, gate_table = required(table, "grades"), required(table, "gate")
    negative_table, satisfaction_table = required(table, "negative"), required(table, "satisfaction")
    pack = RulePack(
        id=pack_id,
        name=table.text("name"),
        version=table.text("version"),
        region=table.text("region"),
        first_year=int(years[0]),
        last_year=int(years[1]) if years[1] else None,
        sources=tuple(_source(row) for row in table.tables("sources")),
        weights=tuple(_weights(row) for row in table.tables("weights")),
        grades=_grades(grades_table),
        grades_basis=basis(grades_table),
        qualitative=chosen,
        qualitative_sets=sets,
        qualitative_basis=basis(qualitative_table),
        execution=_execution(required(table, "execution")),
        over_fulfilment=_over_fulfilment(required(table, "over_fulfilment")),
        negative=negative_table.word("rule", NegativeRule),
        negative_basis=basis(negative_table),
        gate=number(gate_table, "pass", low=_ZERO, high=_ONE),
        gate_basis=basis(gate_table),
        satisfaction=_shares(satisfaction_table, "bands"),
        satisfaction_basis=basis(satisfaction_table),
        stepped=_stepped(required(table, "stepped")),
        direction=_direction(required(table, "direction")),
        dates=_dates(required(table, "dates")),
        doubts=_doubts(required(table, "doubts")),
        monitoring=read_monitoring(required(table, "monitoring")),
        following=read_following(required(table, "following")),
        targets=read_targets(required(table, "targets")),
        department=read_department(required(table, "department")),
        reviewing=_reviewing(table),
        cases=tuple(_case(row) for row in table.tables("cases")),
    )
    for part in (qualitative_table, grades_table, gate_table, negative_table, satisfaction_table):
        part.finish()
    if {weights.style for weights in pack.weights} != set(GoalStyle):
        raise table.refuse("weights", "应有 old 和 new 两套分值，各一套")
    return pack


def _reviewing(table: Table) -> SheetBook | None:
    part = table.table("reviewing")
    if part is None:
        return None
    return read_reviewing(
        part, pack_id=table.text("id"), pack_name=table.text("name"), version=table.text("version")
    )


def _source(table: Table) -> Source:
    source = Source(document=table.text("document"), covers=table.text("covers"))
    table.finish()
    return source


def _weights(table: Table) -> Weights:
    weights = Weights(
        style=table.word("style", GoalStyle),
        execution=number(table, "execution", low=_ZERO, high=_HUNDRED),
        cost=table.number("cost"),
        output=number(table, "output", low=_ZERO, high=_HUNDRED),
        outcome=number(table, "outcome", low=_ZERO, high=_HUNDRED),
        satisfaction=number(table, "satisfaction", low=_ZERO, high=_HUNDRED),
        basis=basis(table),
    )
    table.finish()
    total = weights.execution + (weights.cost or 0) + weights.output + weights.outcome + weights.satisfaction
    if total != _HUNDRED:
        raise table.refuse("", f"各项分值合计 {total}，应是 100")
    return weights


def _grades(table: Table) -> tuple[GradeBand, ...]:
    bands = []
    for row in table.tables("bands"):
        bands.append(
            GradeBand(at_least=number(row, "at_least", low=_ZERO, high=_HUNDRED), grade=row.text("grade"))
        )
        row.finish()
    _refuse_disorder(table, "bands", [band.at_least for band in bands])
    return tuple(bands)


def _qualitative_bands(table: Table) -> tuple[QualitativeBand, ...]:
    bands: list[QualitativeBand] = []
    for row in table.tables("bands"):
        band = QualitativeBand(
            name=row.text("name"),
            description=row.text("description"),
            low=number(row, "low", low=_ZERO, high=_HUNDRED),
            high=bands[-1].low if bands else _HUNDRED,
            default=number(row, "default", low=_ZERO, high=_HUNDRED),
        )
        row.finish()
        if not band.low <= band.default <= band.high:
            raise row.refuse("default", f"{band.default} 不在这一档的 {band.low} 到 {band.high} 之间")
        bands.append(band)
    table.finish()
    _refuse_disorder(table, "bands", [band.low for band in bands])
    return tuple(bands)


def _shares(table: Table, key: str, *, rising: bool = False) -> tuple[ShareBand, ...]:
    bands = []
    for row in table.tables(key):
        bands.append(
            ShareBand(
                at_least=number(row, "at_least", low=_ZERO),
                share=number(row, "share", low=_ZERO, high=_ONE),
            )
        )
        row.finish()
    bounds = [band.at_least for band in bands]
    if rising:
        if not bounds or bounds != sorted(set(bounds)):
            raise table.refuse(key, "各档应从小到大，不重复")
    else:
        _refuse_disorder(table, key, bounds)
    return tuple(bands)


def _refuse_disorder(table: Table, key: str, bounds: list[Decimal]) -> None:
    """Bands run from the highest to 0, so that every value has exactly one."""
    if not bounds or bounds[-1] != 0 or bounds != sorted(set(bounds), reverse=True):
        raise table.refuse(key, "各档应从高到低、不重复，最后一档从 0 起")


def _execution(table: Table) -> ExecutionRule:
    rule = ExecutionRule(
        zero_budget=table.word("zero_budget", ZeroBudget),
        reason_below=number(table, "reason_below", low=_ZERO, high=_ONE),
        rate_tolerance=number(table, "rate_tolerance", low=_ZERO, high=_ONE),
        basis=basis(table),
    )
    table.finish()
    return rule


def _over_fulfilment(table: Table) -> OverFulfilmentRule:
    rule = OverFulfilmentRule(
        rule=table.word("rule", OverFulfilment),
        threshold=number(table, "threshold", low=_ONE),
        floor=number(table, "floor", low=_ZERO, high=_ONE),
        steps=_over_steps(table),
        causes=table.texts("causes"),
        excused_words=table.texts("excused_words"),
        basis=basis(table),
    )
    table.finish()
    return rule


def _over_steps(table: Table) -> tuple[OverStep, ...]:
    steps = []
    for row in table.tables("steps"):
        steps.append(
            OverStep(above=number(row, "above", low=_ONE), share=number(row, "share", low=_ZERO, high=_ONE))
        )
        row.finish()
    bounds = [step.above for step in steps]
    if bounds != sorted(set(bounds)):
        raise table.refuse("steps", "各档应从小到大，不重复")
    return tuple(steps)


def _stepped(table: Table) -> SteppedRule:
    rule = SteppedRule(
        names=table.texts("names"),
        share_per_point=number(table, "share_per_point", low=_ZERO, high=_ONE),
        basis=basis(table),
    )
    table.finish()
    return rule


def _direction(table: Table) -> DirectionRule:
    rule = DirectionRule(
        lower_names=table.texts("lower_names"),
        cost_levels=table.texts("cost_levels"),
        amount_words=table.texts("amount_words"),
        saving_words=table.texts("saving_words"),
        cost_rates=table.texts("cost_rates"),
        basis=basis(table),
    )
    table.finish()
    return rule


def _dates(table: Table) -> DateRule:
    rule = DateRule(
        late=table.word("late", LateRule), bands=_shares(table, "bands", rising=True), basis=basis(table)
    )
    table.finish()
    return rule


def _doubts(table: Table) -> DoubtRule:
    rule = DoubtRule(
        single_weight=number(table, "single_weight", low=_ZERO, high=_HUNDRED),
        wan_above_fen=table.whole("wan_above_yuan") * 100,
        yuan_below_fen=table.whole("yuan_below_yuan") * 100,
        basis=basis(table),
    )
    table.finish()
    return rule


def _case(table: Table) -> RuleCase:
    case = RuleCase(
        name=table.text("name"),
        sign=table.text("sign", ""),
        target=table.text("target"),
        unit=table.text("unit", ""),
        actual=table.text("actual"),
        weight=number(table, "weight", low=_ZERO, high=_HUNDRED),
        mode=table.word("mode", ValueMode, ValueMode.PROPORTION),
        level1=table.text("level1", ""),
        level2=table.text("level2", ""),
        score=table.number("score"),
    )
    table.finish()
    return case
