"""Indicator cells: headings and lines of an indicator table, and which of their cells are merged; used by the layouts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from operator import attrgetter

from jxdesk.documents import printed
from jxdesk.documents.printed import BLANK, Shown
from jxdesk.documents.sheet import Cell
from jxdesk.domain.filling.typed_causes import CAUSE_PREFIX, cause_of
from jxdesk.domain.filling.typed_cells import ATTRIBUTE_WORDS, TICK
from jxdesk.domain.records.filings import Direction, IndicatorLine
from jxdesk.domain.templates.parts import IndicatorColumn, IndicatorField, Span
from jxdesk.domain.templates.tables import ticks_likelihood
from jxdesk.domain.values.lettering import says_nothing

_WORDS = frozenset(
    {
        IndicatorField.LEVEL1,
        IndicatorField.LEVEL2,
        IndicatorField.NAME,
        IndicatorField.DEVIATION_REASON,
        IndicatorField.DESCRIPTION,
        IndicatorField.FORMULA,
        IndicatorField.SCORING_RULE,
        IndicatorField.VALUE_BASIS,
        IndicatorField.DATA_SOURCE,
        IndicatorField.VALUE_METHOD,
        IndicatorField.REMARK,
    }
)
_MERGED = (IndicatorField.LEVEL1, IndicatorField.LEVEL2, IndicatorField.WEIGHT, IndicatorField.SCORE)
"""What one cell may say for several lines."""


def _attribute(line: IndicatorLine) -> Shown:
    if says_nothing(line.target_text) and line.target is None:
        return BLANK
    return Shown(ATTRIBUTE_WORDS[line.direction is Direction.QUALITATIVE])


_VALUES: Mapping[IndicatorField, Callable[[IndicatorLine], Shown]] = {
    IndicatorField.TARGET_TEXT: lambda line: printed.as_typed(line.target_text.strip()),
    IndicatorField.COMPARATOR: lambda line: Shown(printed.target_parts(line).sign),
    IndicatorField.TARGET: lambda line: printed.as_typed(printed.target_parts(line).value),
    IndicatorField.UNIT: lambda line: Shown(printed.target_parts(line).unit),
    IndicatorField.ACTUAL: lambda line: printed.as_typed(line.actual_text.strip()),
    IndicatorField.WEIGHT: lambda line: BLANK if line.merged_into else printed.weight(line),
    IndicatorField.IS_CORE: lambda line: Shown("是" if line.is_core else "否"),
    IndicatorField.ATTRIBUTE: _attribute,
    IndicatorField.MID_TERM: lambda line: printed.as_typed(line.mid_term_text.strip()),
    IndicatorField.FORECAST: lambda line: printed.as_typed(line.forecast_text.strip()),
    IndicatorField.LIKELIHOOD: lambda line: Shown(line.likelihood.value),
}


Shower = Callable[[IndicatorLine], Shown]
"""What a column shows of a line."""


@lru_cache(maxsize=512)
def _shower(column: IndicatorColumn) -> Shower:
    """What a column other than the score shows of a line; nothing for a column that is only read."""
    field = column.field
    if ticks_likelihood(column):
        return lambda line: Shown(TICK) if line.likelihood.value == column.label else BLANK
    if field in _WORDS:
        words = attrgetter(field.value)
        return lambda line: Shown(words(line))
    if field.value.startswith(CAUSE_PREFIX):
        cause = cause_of(field.value)
        return lambda line: Shown(TICK) if cause in line.causes else BLANK
    return _VALUES.get(field, lambda _: BLANK)


def heading_cells(columns: Sequence[IndicatorColumn], first: int, depth: int) -> list[Cell]:
    """The headings from row ``first`` on; those of a group stand under its own, ``depth`` says how many rows they take."""
    cells: list[Cell] = []

    def label(row: int, span: Span, text: str, *, rows: int = 1) -> None:
        cells.append(Cell(row, span.first, text, rows, span.width, is_label=True))

    previous = ""
    for number, column in enumerate(columns):
        assert column.span is not None
        if not column.group:
            label(first, column.span, column.label, rows=depth)
        else:
            label(first + 1, column.span, column.label)
            if column.group != previous:
                last = column.span.last
                for after in columns[number:]:
                    if after.group != column.group or after.span is None:
                        break
                    last = after.span.last
                label(first, Span(column.span.first, last), column.group)
        previous = column.group
    return cells


def line_cells(
    columns: Sequence[IndicatorColumn],
    lines: Sequence[IndicatorLine],
    first: int,
    scores: Mapping[str, Shown],
) -> list[Cell]:
    """The lines from row ``first`` on, levels merged; ``scores`` are what the column of scores shows, by line."""
    merged = merges(lines)
    divide = _mid_term_block(columns)
    ready = [
        (
            place,
            column.field,
            column.field.value,
            column.span.first,
            column.span.width,
            column.align,
            _shower(column),
        )
        for place, column in enumerate(columns)
        if column.span is not None
    ]
    cells: list[Cell] = []
    for number, line in enumerate(lines):
        for place, field, name, left, width, align, shower in ready:
            rows = merged.get((number, field), 1) if field in _MERGED else 1
            if rows == 0:
                continue
            if field is IndicatorField.SCORE:
                shown = scores.get(line.id, BLANK)
            elif divide and field is IndicatorField.NAME and not _stands_in(line, place < divide):
                shown = BLANK
            else:
                shown = shower(line)
            text, value, number_format = shown
            row = first + number
            # By position, neither a label nor without a border: a batch has a hundred thousand, and names take as long again.
            cells.append(
                Cell(row, left, text, rows, width, align, value, number_format, False, True, line.id, name)
            )
    return cells


def _mid_term_block(columns: Sequence[IndicatorColumn]) -> int:
    """How many columns stand in the block of the whole period; none where the form has one block."""
    fields = [column.field for column in columns]
    if fields.count(IndicatorField.NAME) < 2 or IndicatorField.MID_TERM not in fields:
        return 0
    return fields.index(IndicatorField.MID_TERM) + 1


def _stands_in(line: IndicatorLine, is_mid_term: bool) -> bool:
    """Whether an indicator is named in a block: in that of the year always, unless it has a mid-term value alone."""
    has_year = bool(line.target_text.strip())
    has_mid_term = bool(line.mid_term_text.strip())
    if has_year == has_mid_term:
        return True
    return has_mid_term if is_mid_term else has_year


def merges(lines: Sequence[IndicatorLine]) -> dict[tuple[int, IndicatorField], int]:
    """How many rows the level cells (and weights or scores merged over several rows) cover; 0 = covered from above."""
    merges: dict[tuple[int, IndicatorField], int] = {}
    starts = dict.fromkeys(_MERGED, 0)
    for number, line in enumerate(lines):
        if number == 0:
            continue
        above = lines[number - 1]
        same1 = bool(line.level1) and line.level1 == above.level1
        same2 = same1 and bool(line.level2) and line.level2 == above.level2
        one_score = bool(line.merged_into)
        for field, same in (
            (IndicatorField.LEVEL1, same1),
            (IndicatorField.LEVEL2, same2),
            (IndicatorField.WEIGHT, one_score and not line.printed_weight),
            (IndicatorField.SCORE, one_score and not line.printed_score),
        ):
            if same:
                merges[number, field] = 0
                start = starts[field]
                merges[start, field] = number - start + 1
            else:
                starts[field] = number
    return merges
