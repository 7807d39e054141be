"""Target rules: points, minimum numbers, texts and words by which targets are judged; a part of the rule pack."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from jxdesk.domain.declarations import Table
from jxdesk.domain.findings import Severity
from jxdesk.domain.rules.basis import Basis
from jxdesk.domain.rules.indicator_places import Place
from jxdesk.domain.rules.parts import GoalStyle
from jxdesk.domain.rules.reading import basis, number, required

_ZERO, _ONE, _HUNDRED = Decimal(0), Decimal(1), Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelPoints:
    """The points of the first levels in a style; a style without 成本 as a first level, or without its points, has None.

    Units: points.
    """

    style: GoalStyle
    cost: Decimal | None
    output: Decimal
    outcome: Decimal
    satisfaction: Decimal

    @property
    def total(self) -> Decimal:
        """All points together."""
        return (self.cost or _ZERO) + self.output + self.outcome + self.satisfaction


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetScheme:
    """How many points the indicators of a target have together, and how they are shared out.

    Under ``90+10`` the other ten are those of budget execution, which come with the self-evaluation.
    """

    id: str
    total: Decimal
    levels: tuple[LevelPoints, ...]

    def points_of(self, style: GoalStyle, *, with_cost: bool) -> LevelPoints | None:
        """The points of a style, with or without those of 成本 as a first level; None where the scheme has none."""
        wanted = style is GoalStyle.NEW and with_cost
        found = [one for one in self.levels if one.style is style]
        return next((one for one in found if (one.cost is not None) is wanted), next(iter(found), None))


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsRule:
    """The scheme in use, and how far the sum of a first level may be off before it is named.

    Units: ``tolerance`` points.
    """

    scheme: TargetScheme
    schemes: tuple[TargetScheme, ...]
    tolerance: Decimal
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class MinimumRule:
    """At least one indicator at each of these places; 成本 for projects whose name has one of these words."""

    places: tuple[Place, ...]
    severity: Severity
    cost_words: tuple[str, ...]
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantifiedRule:
    """How many of the indicators say their target in numbers or dates at least, and the words that say nothing by themselves.

    A target in words counts as verifiable where it names one of ``evidence_words``.

    Units: ``share`` ratio.
    """

    share: Decimal
    vague_words: tuple[str, ...]
    evidence_words: tuple[str, ...]
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueRule:
    """What a value may be: rates that go above 100 % or below 0, and words that name an amount and no output."""

    unbounded_words: tuple[str, ...]
    amount_words: tuple[str, ...]
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRule:
    """How long a text may be where its form does not say it, and the words that must not stand in an open form.

    Units: ``longest`` characters.
    """

    longest: int
    longest_name: int
    classified_words: tuple[str, ...]
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class AppraisalRule:
    """What a new major project must have attached before its target is sent: the slot of the attachment."""

    slot: str
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetRule:
    """How targets are judged."""

    points: PointsRule
    minimum: MinimumRule
    quantified: QuantifiedRule
    values: ValueRule
    texts: TextRule
    appraisal: AppraisalRule


def read_targets(table: Table) -> TargetRule:
    """The section ``[targets]`` of a pack.

    Raises: DeclarationError.
    """
    rule = TargetRule(
        points=_points(required(table, "points")),
        minimum=_minimum(required(table, "minimum")),
        quantified=_quantified(required(table, "quantified")),
        values=_values(required(table, "values")),
        texts=_texts(required(table, "texts")),
        appraisal=_appraisal(required(table, "appraisal")),
    )
    table.finish()
    return rule


def _points(table: Table) -> PointsRule:
    schemes = tuple(_scheme(row) for row in table.tables("schemes"))
    chosen = table.text("use")
    scheme = next((one for one in schemes if one.id == chosen), None)
    if scheme is None:
        raise table.refuse("use", f"没有名为 {chosen!r} 的分值方案")
    rule = PointsRule(
        scheme=scheme,
        schemes=schemes,
        tolerance=number(table, "tolerance", low=_ZERO, high=_HUNDRED),
        basis=basis(table),
    )
    table.finish()
    return rule


def _scheme(table: Table) -> TargetScheme:
    scheme = TargetScheme(
        id=table.text("id"),
        total=number(table, "total", low=_ZERO, high=_HUNDRED),
        levels=tuple(_level_points(row) for row in table.tables("levels")),
    )
    table.finish()
    if {one.style for one in scheme.levels} != set(GoalStyle):
        raise table.refuse("levels", "应有 old 和 new 两套分值")
    for one in scheme.levels:
        if one.total != scheme.total:
            raise table.refuse("levels", f"{one.style.value} 各级合计 {one.total}，应是 {scheme.total}")
    return scheme


def _level_points(table: Table) -> LevelPoints:
    points = LevelPoints(
        style=table.word("style", GoalStyle),
        cost=table.number("cost"),
        output=number(table, "output", low=_ZERO, high=_HUNDRED),
        outcome=number(table, "outcome", low=_ZERO, high=_HUNDRED),
        satisfaction=number(table, "satisfaction", low=_ZERO, high=_HUNDRED),
    )
    table.finish()
    return points


def _minimum(table: Table) -> MinimumRule:
    rule = MinimumRule(
        places=table.words("places", Place),
        severity=table.word("severity", Severity),
        cost_words=table.texts("cost_words"),
        basis=basis(table),
    )
    table.finish()
    return rule


def _quantified(table: Table) -> QuantifiedRule:
    rule = QuantifiedRule(
        share=number(table, "share", low=_ZERO, high=_ONE),
        vague_words=table.texts("vague_words"),
        evidence_words=table.texts("evidence_words"),
        basis=basis(table),
    )
    table.finish()
    return rule


def _values(table: Table) -> ValueRule:
    rule = ValueRule(
        unbounded_words=table.texts("unbounded_words"),
        amount_words=table.texts("amount_words"),
        basis=basis(table),
    )
    table.finish()
    return rule


def _texts(table: Table) -> TextRule:
    rule = TextRule(
        longest=table.whole("longest"),
        longest_name=table.whole("longest_name"),
        classified_words=table.texts("classified_words"),
        basis=basis(table),
    )
    table.finish()
    return rule


def _appraisal(table: Table) -> AppraisalRule:
    rule = AppraisalRule(slot=table.text("slot"), basis=basis(table))
    table.finish()
    return rule
