"""Mid-term: the targets of a project's whole period, beside those of the year or in a table of their own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from jxdesk.documents.reading.areas import FormArea
from jxdesk.documents.reading.heads import MID_TERM, TableHead
from jxdesk.domain.records.filings import Comparator, IndicatorLine
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.values.indicator_names import clean_name, is_core_name
from jxdesk.domain.values.lettering import fold, says_nothing


def has_mid_term(head: TableHead) -> bool:
    """Whether the table has a column of targets of the whole period."""
    return f"{MID_TERM}target" in head.columns


def add_mid_term(
    area: FormArea, head: TableHead, row: int, lines: list[IndicatorLine], levels: tuple[str, str]
) -> None:
    """Puts the mid-term value of a row to its line; one that names another indicator becomes a line of its own."""
    text, name = head.text(area.grid, row, f"{MID_TERM}target"), head.text(area.grid, row, f"{MID_TERM}name")
    for role, column in head.columns.items():
        if role.startswith(MID_TERM):
            area.take(*column.cells(area.grid, row))
    if says_nothing(text):
        return
    last = lines[-1] if lines and lines[-1].row == row else None
    if last is not None and (not name or _tight(clean_name(name)) == _key(last)[1]):
        lines[-1] = replace(last, mid_term_text=text)
    elif name:
        level2 = head.text(area.grid, row, f"{MID_TERM}level2") or levels[1]
        lines.append(
            IndicatorLine(
                id=new_id(),
                level1=levels[0],
                level2=level2,
                name=name,
                clean_name=clean_name(name),
                is_core=is_core_name(name),
                mid_term_text=text,
                row=row,
            )
        )


def with_whole_period(
    lines: Sequence[IndicatorLine], whole: Sequence[IndicatorLine]
) -> tuple[IndicatorLine, ...]:
    """The lines of the year with the targets of a table of the whole period; what only that one has comes behind them."""
    left = list(whole)
    joined = []
    for line in lines:
        same = next((other for other in left if _key(other) == _key(line)), None)
        if same is not None:
            left.remove(same)
            line = replace(line, mid_term_text=same.target_text)
        joined.append(line)
    return (*joined, *(_of_the_period_alone(line) for line in left))


def _key(line: IndicatorLine) -> tuple[str, str]:
    return _tight(line.level2), _tight(line.clean_name or clean_name(line.name))


def _tight(text: str) -> str:
    """The text without the blanks and line breaks that narrow columns make clerks type."""
    return re.sub(r"\s+", "", fold(text))


def _of_the_period_alone(line: IndicatorLine) -> IndicatorLine:
    return replace(
        line,
        mid_term_text=line.target_text,
        target_text="",
        target=None,
        target_high=None,
        unit="",
        comparator=Comparator.NONE,
    )
