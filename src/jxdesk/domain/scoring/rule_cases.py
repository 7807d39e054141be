"""Rule cases: the worked examples that travel in a rule pack, worked out again by this program. Used when a pack is taken in.

A pack whose own examples come out otherwise was written for another arithmetic and must not be used.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from jxdesk.domain.records.filings import IndicatorLine
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.rules.parts import RuleCase
from jxdesk.domain.scoring.score import score_line
from jxdesk.domain.values.indicator_names import clean_name
from jxdesk.domain.values.quantities import read_actual, read_target


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedCase:
    """An example that comes out otherwise than its pack says.

    Units: ``score`` points, None where no rule gives any.
    """

    case: RuleCase
    score: Decimal | None

    @property
    def words(self) -> str:
        """What the pack says and what this program says."""
        return f"{self.case.name}：规则写 {self.case.score}，本程序算 {self.score}"


def line_of(case: RuleCase) -> IndicatorLine:
    """The indicator line that an example describes."""
    target = read_target(case.target, sign=case.sign, unit=case.unit, name=case.name)
    actual = read_actual(case.actual, name=case.name, target=target)
    return IndicatorLine(
        id=case.name,
        level1=case.level1,
        level2=case.level2,
        name=case.name,
        clean_name=clean_name(case.name),
        comparator=target.comparator,
        target_text=target.text,
        target=target.number,
        target_high=target.high,
        unit=target.unit,
        actual_text=actual.text,
        actual=actual.number,
        actual_unit=actual.unit,
        weight=case.weight,
        value_mode=case.mode,
    )


def failed_cases(rules: RulePack) -> tuple[FailedCase, ...]:
    """The examples of a pack that this program scores otherwise; empty when it may be used."""
    scored = (
        (case, score_line(line_of(case), rules, year=rules.first_year).computed) for case in rules.cases
    )
    return tuple(FailedCase(case=case, score=score) for case, score in scored if score != case.score)
