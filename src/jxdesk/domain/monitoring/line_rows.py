"""Line rows: one indicator of one project up to a cut-off month; the bulk grid of progress, its filters and its paste read them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from jxdesk.domain.monitoring.standing import Light, LightColour, line_standing
from jxdesk.domain.records.filings import FilingContent, IndicatorLine, Likelihood
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.values.indicator_names import clean_name
from jxdesk.domain.values.lettering import says_nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRow:
    """An indicator of a project's month.

    ``key`` names it on its form, whether that form is stored already or would only be begun; ``owed`` says why an
    explanation is asked for, empty where none is.
    """

    project_id: str
    key: str
    line: IndicatorLine
    light: Light
    owed: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The indicator among those of all projects."""
        return f"{self.project_id}/{self.key}"

    @property
    def name(self) -> str:
        """The indicator as people call it."""
        return self.line.clean_name or clean_name(self.line.name)

    @property
    def is_blank(self) -> bool:
        """Whether what was reached, or what will be, is still to be filled in; nobody waits for a part of another line."""
        texts = (self.line.actual_text, self.line.forecast_text)
        return not self.line.is_part and any(says_nothing(text) for text in texts)

    def lacks(self, field: str) -> bool:
        """Whether an explanation is asked for and this part of it is missing."""
        if not self.owed:
            return False
        match field:
            case "causes":
                return not self.line.causes
            case "deviation_reason":
                return says_nothing(self.line.deviation_reason)
            case "likelihood":
                return self.line.likelihood is Likelihood.UNSAID
            case _:
                return False

    @property
    def is_unexplained(self) -> bool:
        """Whether an explanation is asked for and not complete."""
        return any(self.lacks(field) for field in ("causes", "deviation_reason", "likelihood"))


class LineFilter(StrEnum):
    """Which indicators the bulk grid of progress shows."""

    ALL = ""
    BLANK = "blank"
    UNEXPLAINED = "unexplained"
    RED = "red"
    YELLOW = "yellow"


def keyed_lines(lines: Sequence[IndicatorLine]) -> dict[str, IndicatorLine]:
    """The lines of a form that are watched, by a key that is the same before the form is stored and after.

    A line is named by the target line that it answers, else by its levels and its name; lines without a name and
    dropped ones are watched nowhere.
    """
    found: dict[str, IndicatorLine] = {}
    for line in lines:
        if line.not_applicable or says_nothing(line.name):
            continue
        key = line.answers_line_id or "·".join((line.level1, line.level2, line.name))
        number = 2
        while key in found:
            key, number = f"{key.partition('#')[0]}#{number}", number + 1
        found[key] = line
    return found


def line_rows(project_id: str, content: FilingContent, rules: RulePack) -> Iterator[LineRow]:
    """The indicators of a project's monitoring form in the order of the form."""
    for key, line in keyed_lines(content.indicator_lines).items():
        light, owed = line_standing(line, rules, period=content.period, year=content.year)
        yield LineRow(project_id=project_id, key=key, line=line, light=light, owed=owed)


def line_filters(row: LineRow) -> frozenset[LineFilter]:
    """The filters that show an indicator."""
    return _filters(row.is_blank, row.is_unexplained, row.light.colour)


@cache
def _filters(is_blank: bool, is_unexplained: bool, colour: LightColour) -> frozenset[LineFilter]:
    """One set for all rows that stand alike."""
    shown = {
        LineFilter.ALL: True,
        LineFilter.BLANK: is_blank,
        LineFilter.UNEXPLAINED: is_unexplained,
        LineFilter.RED: colour is LightColour.RED,
        LineFilter.YELLOW: colour is LightColour.YELLOW,
    }
    return frozenset(wanted for wanted, is_shown in shown.items() if is_shown)
