"""Typed causes: why an indicator runs off its target, ticked one by one on a form or named together in one cell. Used by typed cells."""

from __future__ import annotations

import re

from jxdesk.domain.filling.typed_text import Unreadable, Values
from jxdesk.domain.records.filings import DeviationCause, IndicatorLine
from jxdesk.domain.values.lettering import fold, says_nothing

CAUSE_PREFIX = "cause_"
CAUSES = "causes"
"""The field that names all causes of a line at once."""
CAUSE_WORDS = {
    DeviationCause.FUNDING: "经费",
    DeviationCause.RULES: "制度",
    DeviationCause.STAFF: "人员",
    DeviationCause.HARDWARE: "硬件",
    DeviationCause.OTHER: "其他",
}
BETWEEN = "、"
_TAILS = re.compile(r"(条件)?保障$|原因$")


def cause_of(field: str) -> DeviationCause:
    """The cause whose tick column this is."""
    return DeviationCause(field.removeprefix(CAUSE_PREFIX))


def tick_values(line: IndicatorLine, cause: DeviationCause, *, ticked: bool) -> Values:
    """What a tick, or the lack of one, makes of a line."""
    wanted = {*line.causes, cause} if ticked else {*line.causes} - {cause}
    return {CAUSES: _in_order(wanted)}


def causes_values(plain: str) -> Values:
    """What causes named in one cell make of a line: 经费、人员, or the forms' own words 经费保障、硬件条件保障.

    Raises: Unreadable: a word that is no cause.
    """
    if says_nothing(plain):
        return {CAUSES: ()}
    by_word = {word: cause for cause, word in CAUSE_WORDS.items()}
    wanted = set()
    for part in re.split(r"[、,，;；/\s]+", fold(plain)):
        cause = by_word.get(_TAILS.sub("", part))
        if cause is None and part:
            words = BETWEEN.join(CAUSE_WORDS.values())
            raise Unreadable(f"“{part}”不是偏差原因的类别。", f"从列表里选：{words}；几个的用顿号隔开。")
        wanted |= {cause} if cause is not None else set()
    return {CAUSES: _in_order(wanted)}


def causes_text(line: IndicatorLine) -> str:
    """All causes of a line in one cell."""
    return BETWEEN.join(CAUSE_WORDS[cause] for cause in line.causes)


def _in_order(wanted: set[DeviationCause]) -> tuple[DeviationCause, ...]:
    return tuple(one for one in DeviationCause if one in wanted)
