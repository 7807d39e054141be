"""Assessed forms: what the rules make of a whole form before any points are given, found once for scoring and checking alike."""

from __future__ import annotations

from dataclasses import dataclass

from jxdesk.domain.records.filings import FilingContent, IndicatorLine
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.scoring.assessment import Assessment, assess
from jxdesk.domain.scoring.execution import Execution, execution_of
from jxdesk.domain.scoring.part_rows import with_parts_marked


@dataclass(frozen=True, slots=True)
class Assessed:
    """A form under its rules: its lines with the parts among them marked, of each how it is scored, and its execution."""

    lines: tuple[IndicatorLine, ...]
    assessments: tuple[Assessment, ...]
    execution: Execution


def assessed(content: FilingContent, rules: RulePack) -> Assessed:
    """The form as its rules take it."""
    lines, year = with_parts_marked(content.indicator_lines), content.year
    return Assessed(lines, tuple(assess(line, rules, year=year) for line in lines), execution_of(content))
