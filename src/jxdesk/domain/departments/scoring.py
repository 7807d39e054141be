"""Department scoring: what the base figures of an office make of its indicators, and the points that its lines begin with.

An office is scored by the same functions as a project; budget execution is what it spent of its whole revised budget,
basic expenditure and projects together. Used by the wizard and by beginning a form.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from jxdesk.domain.departments.figures import Rate, formula_of, rate_of
from jxdesk.domain.filling.editing import Change, Edit, EditKind, Restore
from jxdesk.domain.filling.typed_cells import direction_after
from jxdesk.domain.records.filings import FilingContent, IndicatorLine
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.records.line_moulds import INDICATOR_LINES
from jxdesk.domain.rules.departments import DepartmentRule
from jxdesk.domain.templates.parts import Level
from jxdesk.domain.values.indicator_names import clean_name
from jxdesk.domain.values.quantities import QuantityKind, read_target

_LEVEL_FOR_ORPHANS = "效益"
"""Points of a level without indicators go to the outcomes, as those of an inapplicable satisfaction do."""


def rates(content: FilingContent) -> dict[str, Rate]:
    """What the formulas give, by the id of each line that is a common indicator."""
    found: dict[str, Rate] = {}
    for line in content.indicator_lines:
        formula = formula_of(line.clean_name or clean_name(line.name))
        if formula is not None:
            found[line.id] = rate_of(formula, content)
    return found


def figure_changes(content: FilingContent) -> tuple[Change, ...]:
    """The changes that put computed rates into their lines; a rate that divides by nothing makes its line inapplicable.

    Own choice: the points of such a line go to its neighbours, and the line says why.
    """
    changes: list[Change] = []
    lines = {line.id: line for line in content.indicator_lines}
    for line_id, rate in rates(content).items():
        line = lines[line_id]
        if rate.inapplicable and not (line.not_applicable and line.manual_reason.strip()):
            values = {"not_applicable": True, "manual_reason": rate.note}
            changes.append(Restore(kind=EditKind.INDICATOR, line_id=line_id, values=values))
        elif rate.percent is not None:
            if line.not_applicable and line.manual_reason == rate.note:
                back = {"not_applicable": False, "manual_reason": ""}
                changes.append(Restore(kind=EditKind.INDICATOR, line_id=line_id, values=back))
            if line.actual_text != rate.text:
                changes.append(Edit(kind=EditKind.INDICATOR, line_id=line_id, field="actual", text=rate.text))
    return tuple(changes)


def framework_lines(rule: DepartmentRule) -> tuple[IndicatorLine, ...]:
    """The common indicators with the points of the rule pack, nothing answered."""
    return tuple(
        with_target(
            IndicatorLine(
                id=new_id(),
                level1=one.level1,
                level2=one.level2,
                name=one.name,
                clean_name=clean_name(one.name),
                weight=one.weight,
            ),
            one.target,
        )
        for one in rule.framework
    )


def with_target(line: IndicatorLine, text: str) -> IndicatorLine:
    """The line with a target read from a text such as ``≤100%``."""
    if not text:
        return line
    read = read_target(text, sign="", unit="", name=line.name)
    line = replace(
        line,
        target_text=read.text,
        target=read.number,
        target_high=read.high,
        comparator=read.comparator,
        unit=read.unit,
    )
    return (
        replace(line, direction=direction_after(line, read)) if read.kind is not QuantityKind.BLANK else line
    )


def with_points(lines: Sequence[IndicatorLine], levels: Sequence[Level]) -> tuple[IndicatorLine, ...]:
    """The lines with the points of their first level shared out evenly, in whole points; lines that have points keep them.

    Own choice, as some places do it; the clerk may change every one of them.
    """
    if any(line.weight is not None for line in lines):
        return tuple(lines)
    shares = _points_of_levels(lines, levels)
    given: dict[str, Decimal] = {}
    for level1, points in shares.items():
        members = [line for line in lines if line.level1 == level1 and not line.is_part]
        each, rest = divmod(int(points), len(members))
        for place, line in enumerate(members):
            given[line.id] = Decimal(each + (1 if place < rest else 0))
    return tuple(INDICATOR_LINES.change(line, weight=given.get(line.id)) for line in lines)


def _points_of_levels(lines: Sequence[IndicatorLine], levels: Sequence[Level]) -> dict[str, Decimal]:
    """The points of each first level that has lines; those of one without lines go to the outcomes, else to the first."""
    present = list(dict.fromkeys(line.level1 for line in lines if not line.is_part))
    points = dict.fromkeys(present, Decimal(0))
    orphans = Decimal(0)
    for level in levels:
        stem = level.name.removesuffix("指标")
        home = next((name for name in present if name.startswith(stem)), None)
        if home is None:
            orphans += level.weight or Decimal(0)
        else:
            points[home] += level.weight or Decimal(0)
    heir = next((name for name in present if name.startswith(_LEVEL_FOR_ORPHANS)), next(iter(present), None))
    if heir is not None:
        points[heir] += orphans
    return points
