"""The parts that rule packs are made of: bands, lists, thresholds and their closed vocabularies."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from jxdesk.domain.records.filings import ValueMode
from jxdesk.domain.rules.basis import Basis


class GoalStyle(StrEnum):
    """The two trees of indicators: 成本 at the second level (old) or as a first level of its own (new)."""

    OLD = "old"
    NEW = "new"


class OverFulfilment(StrEnum):
    """What happens to a result clearly above its target; ``MANUAL`` asks for a reason and leaves the points alone."""

    NONE = "none"
    LINEAR = "linear"
    STEPS = "steps"
    MANUAL = "manual"


class NegativeRule(StrEnum):
    """How a lower-is-better result above its target loses points: w·A/B or w·(1 − (B−A)/A)."""

    RATIO = "ratio"
    LINEAR = "linear"


class ZeroBudget(StrEnum):
    """What a year without budget and spending does: the other points are stretched to 100, or execution is full."""

    RESCALE = "rescale"
    FULL = "full"


class LateRule(StrEnum):
    """How a late date loses points: by planned days over actual days, or by a table of days."""

    PROPORTION = "proportion"
    BANDS = "bands"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A document that the pack stands on."""

    document: str
    covers: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """The points of a style.

    Units: points of 100; ``cost`` is None where the style has no such first level.
    """

    style: GoalStyle
    execution: Decimal
    cost: Decimal | None
    output: Decimal
    outcome: Decimal
    satisfaction: Decimal
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeBand:
    """A grade and the points from which it holds, that bound included."""

    at_least: Decimal
    grade: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QualitativeBand:
    """A band of textual indicators: ``name`` is the short word, ``description`` the form's own wording.

    Units: per cent; ``low`` included, ``high`` not (but for 100); ``default`` is filled in first.
    """

    name: str
    description: str
    low: Decimal
    high: Decimal
    default: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareBand:
    """From ``at_least`` on, this share of the weight.

    Units: ``share`` ratio 0–1.
    """

    at_least: Decimal
    share: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class OverStep:
    """Above this multiple of the target, this share of the weight.

    Units: ``above`` actual ÷ target, ``share`` ratio 0–1.
    """

    above: Decimal
    share: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutionRule:
    """Budget execution.

    Units: ``reason_below`` and ``rate_tolerance`` ratios.
    """

    zero_budget: ZeroBudget
    reason_below: Decimal
    rate_tolerance: Decimal
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class OverFulfilmentRule:
    """Results above their target.

    ``causes`` are to choose from; lines whose name or level has one of ``excused_words`` are left alone.

    Units: ``threshold`` actual ÷ target, ``floor`` ratio of the weight.
    """

    rule: OverFulfilment
    threshold: Decimal
    floor: Decimal
    steps: tuple[OverStep, ...]
    causes: tuple[str, ...]
    excused_words: tuple[str, ...]
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class SteppedRule:
    """Rates with 0 as their best: full at the target or below, then a share of the weight less for each point above.

    Units: ``share_per_point`` ratio of the weight per percentage point.
    """

    names: tuple[str, ...]
    share_per_point: Decimal
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectionRule:
    """What tells that lower is better where no sign says so."""

    lower_names: tuple[str, ...]
    cost_levels: tuple[str, ...]
    amount_words: tuple[str, ...]
    saving_words: tuple[str, ...]
    cost_rates: tuple[str, ...]
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class DateRule:
    """Late dates; a band's ``at_least`` is a number of days late."""

    late: LateRule
    bands: tuple[ShareBand, ...]
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtRule:
    """Thresholds that only ask for a second look.

    Units: ``*_fen`` 分; ``single_weight`` points.
    """

    single_weight: Decimal
    wan_above_fen: int
    yuan_below_fen: int
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleCase:
    """A worked example that travels with the pack: what a line must score by these rules."""

    name: str
    sign: str
    target: str
    unit: str
    actual: str
    weight: Decimal
    mode: ValueMode
    level1: str
    level2: str
    score: Decimal | None
