"""Level points: the points of a line that a form prints in the name of its level and nowhere else. Used by reading."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby

from jxdesk.domain.records.filings import IndicatorLine
from jxdesk.domain.values.indicator_names import level_points
from jxdesk.domain.values.lettering import says_nothing
from jxdesk.domain.values.quantities import read_points


def with_level_points(lines: Sequence[IndicatorLine]) -> tuple[IndicatorLine, ...]:
    """The lines of a form without points of its own, a line that stands alone under ``数量指标（15分）`` with those 15 points.

    Over several lines nobody can tell how the points are shared out; they stay without.
    """
    if any(line.weight is not None or not says_nothing(line.printed_weight) for line in lines):
        return tuple(lines)
    alone = _alone(lines, lambda line: (line.level1, line.level2), lambda line: line.level2)
    alone |= _alone(lines, lambda line: (line.level1,), lambda line: line.level1)
    return tuple(
        replace(line, weight=read_points(alone[line.id]), printed_weight=alone[line.id])
        if line.id in alone
        else line
        for line in lines
    )


def _alone(
    lines: Sequence[IndicatorLine],
    levels: Callable[[IndicatorLine], tuple[str, ...]],
    naming: Callable[[IndicatorLine], str],
) -> dict[str, str]:
    """The points by line, for lines that are the only one under a level that names points."""
    found = {}
    for _, group in groupby((line for line in lines if not line.is_part), key=levels):
        members = list(group)
        points = level_points(naming(members[0]))
        if len(members) == 1 and points:
            found[members[0].id] = points
    return found
