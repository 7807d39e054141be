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
from jxdesk.domain.filings import ValueMode
from jxdesk.domain.rule_parts import (
    Basis,
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

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_ZERO, _ONE, _HUNDRED = Decimal(0), Decimal(1), Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePack:
    """The rules of one region and span of years; a filing is for ever read under the pack it was filled under.

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
    qualitative_table = _required(table, "qualitative")
    sets = {set_.text("id"): _qualitative_bands(set_) for set_ in qualitative_table.tables("sets")}
    chosen = qualitative_table.text("use")
    if chosen not in sets:
        raise qualitative_table.refuse("use", f"没有名为 {chosen!r} 的档次表")
    grades_table, gate_table = _required(table, "grades"), _required(table, "gate")
    negative_table, satisfaction_table = _required(table, "negative"), _required(table, "satisfaction")
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
        grades_basis=_basis(grades_table),
        qualitative=chosen,
        qualitative_sets=sets,
        qualitative_basis=_basis(qualitative_table),
        execution=_execution(_required(table, "execution")),
        over_fulfilment=_over_fulfilment(_required(table, "over_fulfilment")),
        negative=negative_table.word("rule", NegativeRule),
        negative_basis=_basis(negative_table),
        gate=_number(gate_table, "pass", low=_ZERO, high=_ONE),
        gate_basis=_basis(gate_table),
        satisfaction=_shares(satisfaction_table, "bands"),
        satisfaction_basis=_basis(satisfaction_table),
        stepped=_stepped(_required(table, "stepped")),
        direction=_direction(_required(table, "direction")),
        dates=_dates(_required(table, "dates")),
        doubts=_doubts(_required(table, "doubts")),
        cases=tuple(_case(row) for row in table.tables("cases")),
    )
    for part in (qualitative_table, grades_table, gate_table, negative_table, satisfaction_table):
        part.finish()
    if {weights.style for weights in pack.weights} != set(GoalStyle):
        raise table.refuse("weights", "应有 old 和 new 两套分值，各一套")
    return pack


def _required(table: Table, key: str) -> Table:
    found = table.table(key)
    if found is None:
        raise table.refuse(key, "缺少这一项")
    return found


def _basis(table: Table) -> Basis:
    """Source: each rule's own ``source`` and ``own_choice``; a rule without either is refused."""
    basis = Basis(source=table.text("source"), own_choice=table.flag("own_choice"))
    if not basis.source.strip():
        raise table.refuse("source", "要写明出处；没有出处的写明是谁的主张")
    return basis


def _number(table: Table, key: str, *, low: Decimal | None = None, high: Decimal | None = None) -> Decimal:
    number = table.number(key)
    if number is None:
        raise table.refuse(key, "缺少这一项")
    if (low is not None and number < low) or (high is not None and number > high):
        raise table.refuse(key, f"{number} 不在 {low} 到 {high if high is not None else '更大'} 之间")
    return number


def _source(table: Table) -> Source:
    source = Source(document=table.text("document"), covers=table.text("covers"))
    table.finish()
    return source


def _weights(table: Table) -> Weights:
    weights = Weights(
        style=table.word("style", GoalStyle),
        execution=_number(table, "execution", low=_ZERO, high=_HUNDRED),
        cost=table.number("cost"),
        output=_number(table, "output", low=_ZERO, high=_HUNDRED),
        outcome=_number(table, "outcome", low=_ZERO, high=_HUNDRED),
        satisfaction=_number(table, "satisfaction", low=_ZERO, high=_HUNDRED),
        basis=_basis(table),
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
            GradeBand(at_least=_number(row, "at_least", low=_ZERO, high=_HUNDRED), grade=row.text("grade"))
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
            low=_number(row, "low", low=_ZERO, high=_HUNDRED),
            high=bands[-1].low if bands else _HUNDRED,
            default=_number(row, "default", low=_ZERO, high=_HUNDRED),
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
                at_least=_number(row, "at_least", low=_ZERO),
                share=_number(row, "share", low=_ZERO, high=_ONE),
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
        reason_below=_number(table, "reason_below", low=_ZERO, high=_ONE),
        rate_tolerance=_number(table, "rate_tolerance", low=_ZERO, high=_ONE),
        basis=_basis(table),
    )
    table.finish()
    return rule


def _over_fulfilment(table: Table) -> OverFulfilmentRule:
    rule = OverFulfilmentRule(
        rule=table.word("rule", OverFulfilment),
        threshold=_number(table, "threshold", low=_ONE),
        floor=_number(table, "floor", low=_ZERO, high=_ONE),
        steps=_over_steps(table),
        causes=table.texts("causes"),
        excused_words=table.texts("excused_words"),
        basis=_basis(table),
    )
    table.finish()
    return rule


def _over_steps(table: Table) -> tuple[OverStep, ...]:
    steps = []
    for row in table.tables("steps"):
        steps.append(
            OverStep(above=_number(row, "above", low=_ONE), share=_number(row, "share", low=_ZERO, high=_ONE))
        )
        row.finish()
    bounds = [step.above for step in steps]
    if bounds != sorted(set(bounds)):
        raise table.refuse("steps", "各档应从小到大，不重复")
    return tuple(steps)


def _stepped(table: Table) -> SteppedRule:
    rule = SteppedRule(
        names=table.texts("names"),
        share_per_point=_number(table, "share_per_point", low=_ZERO, high=_ONE),
        basis=_basis(table),
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
        basis=_basis(table),
    )
    table.finish()
    return rule


def _dates(table: Table) -> DateRule:
    rule = DateRule(
        late=table.word("late", LateRule), bands=_shares(table, "bands", rising=True), basis=_basis(table)
    )
    table.finish()
    return rule


def _doubts(table: Table) -> DoubtRule:
    rule = DoubtRule(
        single_weight=_number(table, "single_weight", low=_ZERO, high=_HUNDRED),
        wan_above_fen=table.whole("wan_above_yuan") * 100,
        yuan_below_fen=table.whole("yuan_below_yuan") * 100,
        basis=_basis(table),
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
        weight=_number(table, "weight", low=_ZERO, high=_HUNDRED),
        mode=table.word("mode", ValueMode, ValueMode.PROPORTION),
        level1=table.text("level1", ""),
        level2=table.text("level2", ""),
        score=table.number("score"),
    )
    table.finish()
    return case
