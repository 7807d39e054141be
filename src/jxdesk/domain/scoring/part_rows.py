"""Parts: rows that only split up the row above them and carry no points of their own. Used by reading, scoring and checks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from jxdesk.domain.records.filings import IndicatorLine
from jxdesk.domain.values.lettering import says_nothing


def with_parts_marked(lines: Sequence[IndicatorLine]) -> tuple[IndicatorLine, ...]:
    """The lines with such rows marked that their names do not give away.

    Forms of the poverty-alleviation family print the points on a row without values (``★补助瓜果蔬菜种植面积``) and the
    values, without points, on the rows below it (``桃种植面积``): those rows are its parts, not rows whose points are missing.
    """
    if None not in [line.weight for line in lines]:
        return tuple(lines)
    marked: list[IndicatorLine] = []
    head_is_bare = False
    for line in lines:
        if _has_points(line):
            head_is_bare = says_nothing(line.target_text) and says_nothing(line.actual_text)
        elif head_is_bare and not line.merged_into and not line.is_part:
            line = replace(line, is_part=True)
        marked.append(line)
    return tuple(marked)


def _has_points(line: IndicatorLine) -> bool:
    return line.weight is not None or not (
        says_nothing(line.printed_weight) and says_nothing(line.printed_score)
    )
