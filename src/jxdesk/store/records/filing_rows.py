"""How filings stand in rows: the columns of their tables, and values to rows and back; used by ``filings``."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import fields
from enum import StrEnum
from functools import partial
from itertools import chain
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from jxdesk.domain.records.filings import (
    Comparator,
    DeviationCause,
    Direction,
    Filing,
    FilingContent,
    FilingState,
    Form,
    IndicatorLine,
    Likelihood,
    MoneyKey,
    MoneyLine,
    MoneyUnit,
    TaskLine,
    ValueMode,
)
from jxdesk.domain.records.line_moulds import INDICATOR_LINES, MONEY_LINES, TASK_LINES
from jxdesk.store.engine.columns import (
    Values,
    decimal_text,
    hundredths,
    mapping_text,
    read_decimal,
    read_hundredths,
)
from jxdesk.store.engine.database import Row
from jxdesk.store.engine.wholes import Sheet, columns_of

# Fields whose column has another name, because SQL means something else by it or the column holds another unit.
_COLUMN_OF = {"key": "money_key", "row": "sheet_row", "manual_score": "manual_hundredths"}
_LINES = ("money_lines", "indicator_lines", "task_lines")

HEAD = tuple(field.name for field in fields(Filing) if field.name != "content")
CONTENT = tuple(field.name for field in fields(FilingContent) if field.name not in _LINES)
_MONEY = tuple(field.name for field in fields(MoneyLine))
_INDICATOR = tuple(field.name for field in fields(IndicatorLine))
MONEY_COLUMNS = tuple(_COLUMN_OF.get(name, name) for name in _MONEY)
INDICATOR_COLUMNS = tuple(_COLUMN_OF.get(name, name) for name in _INDICATOR)
_TASK = tuple(field.name for field in fields(TaskLine))
_PLACE = ("filing_id", "position")
TASK_COLUMNS = tuple(_COLUMN_OF.get(name, name) for name in _TASK)

_DECIMALS = ("target", "target_high", "actual", "weight", "judged_percent", "forecast")
_FLAGS = ("is_core", "is_part", "marked_exact", "not_applicable", "direction_chosen")
_ENUMS: dict[str, type[StrEnum]] = {
    "comparator": Comparator,
    "direction": Direction,
    "value_mode": ValueMode,
    "likelihood": Likelihood,
}


def _readers() -> tuple[tuple[int, Callable[[Any], Any]], ...]:
    """Place and reader of each column of an indicator that is not kept as it is; look-ups, because lines are many."""
    flag: dict[int, bool] = {0: False, 1: True}
    found: dict[str, Callable[[Any], Any]] = dict.fromkeys(_DECIMALS, read_decimal)
    found |= dict.fromkeys(_FLAGS, flag.__getitem__)
    found |= {name: {one.value: one for one in enum}.__getitem__ for name, enum in _ENUMS.items()}
    found["manual_score"] = read_hundredths
    found["causes"] = _read_causes
    return tuple((_INDICATOR.index(name), reader) for name, reader in found.items())


def _read_causes(text: str) -> tuple[DeviationCause, ...]:
    return tuple(DeviationCause(word) for word in text.split()) if text else ()


def _writers() -> tuple[tuple[int, Callable[[Any], Any]], ...]:
    """The same the other way."""
    found: dict[str, Callable[[Any], Any]] = dict.fromkeys(_DECIMALS, decimal_text)
    found |= dict.fromkeys(_ENUMS, str)
    found["manual_score"] = partial(hundredths, what="手工得分")
    found["causes"] = " ".join
    return tuple((_INDICATOR.index(name), writer) for name, writer in found.items())


_Writers = tuple[tuple[int, Callable[[Any], Any]], ...]
_READERS, _INDICATOR_WRITERS = _readers(), _writers()
_MONEY_WRITERS: _Writers = ((_MONEY.index("key"), str),)
_TASK_WRITERS: _Writers = ((_TASK.index("project_ids"), json.dumps),)
# One call reads all cells of a line; lines are many.
_INDICATOR_CELLS, _MONEY_CELLS, _TASK_CELLS = attrgetter(*_INDICATOR), attrgetter(*_MONEY), attrgetter(*_TASK)
_HEAD_CELLS, _CONTENT_CELLS = attrgetter(*HEAD), attrgetter(*CONTENT)
_MONEY_KEY, _TASK_PROJECTS = _MONEY.index("key"), _TASK.index("project_ids")
_MONEY_KEYS = {key.value: key for key in MoneyKey}


def filing_of(
    row: Row, money: Sequence[MoneyLine], indicators: Sequence[IndicatorLine], tasks: Sequence[TaskLine] = ()
) -> Filing:
    """The filing of a row of ``HEAD`` and ``CONTENT`` columns, with its lines."""
    head: Values = dict(zip(HEAD, row[: len(HEAD)], strict=True))
    content: Values = dict(zip(CONTENT, row[len(HEAD) :], strict=True))
    content["form"] = Form(content["form"])
    content["money_unit"] = MoneyUnit(content["money_unit"])
    content["execution_weight"] = read_decimal(content["execution_weight"])
    content["answers"] = MappingProxyType(json.loads(content["answers"]))
    head["project_id"] = head["project_id"] or ""
    head["state"] = FilingState(head["state"])
    head["vector"] = MappingProxyType(json.loads(head["vector"]))
    return Filing(
        **head,
        content=FilingContent(
            **content,
            money_lines=tuple(money),
            indicator_lines=tuple(indicators),
            task_lines=tuple(tasks),
        ),
    )


def money_line_of(row: Row) -> MoneyLine:
    """The money line of a row of ``MONEY_COLUMNS``."""
    values = list(row)
    values[_MONEY_KEY] = _MONEY_KEYS[values[_MONEY_KEY]]
    return MONEY_LINES.cast(values)


def indicator_line_of(row: Row) -> IndicatorLine:
    """The indicator line of a row of ``INDICATOR_COLUMNS``."""
    values = list(row)
    for place, reader in _READERS:
        values[place] = reader(values[place])
    return INDICATOR_LINES.cast(values)


def task_line_of(row: Row) -> TaskLine:
    """The task line of a row of ``TASK_COLUMNS``."""
    values = list(row)
    values[_TASK_PROJECTS] = tuple(json.loads(values[_TASK_PROJECTS]))
    return TASK_LINES.cast(values)


def head_values(filing: Filing) -> Values:
    """The columns of a filing without its lines."""
    content = filing.content
    values: Values = dict(zip(HEAD, _HEAD_CELLS(filing), strict=True))
    values.update(zip(CONTENT, _CONTENT_CELLS(content), strict=True))
    values["project_id"] = filing.project_id or None
    values["state"] = filing.state.value
    values["vector"] = mapping_text(filing.vector)
    values["form"] = content.form.value
    values["money_unit"] = content.money_unit.value
    values["execution_weight"] = decimal_text(content.execution_weight)
    values["answers"] = mapping_text(content.answers)
    return values


def money_values(filing_id: str, place: int, line: MoneyLine) -> Values:
    """The columns of a money line at its place in a filing."""
    return _line_values(MONEY_COLUMNS, _MONEY_CELLS(line), _MONEY_WRITERS, filing_id, place)


def indicator_values(filing_id: str, place: int, line: IndicatorLine) -> Values:
    """The columns of an indicator line at its place in a filing.

    Raises: Refused for a manual score with more than two decimals.
    """
    return _line_values(INDICATOR_COLUMNS, _INDICATOR_CELLS(line), _INDICATOR_WRITERS, filing_id, place)


def task_values(filing_id: str, place: int, line: TaskLine) -> Values:
    """The columns of a task line at its place in a filing."""
    return _line_values(TASK_COLUMNS, _TASK_CELLS(line), _TASK_WRITERS, filing_id, place)


def _line_values(
    names: Sequence[str], cells: Sequence[Any], writers: _Writers, filing_id: str, place: int
) -> Values:
    written = list(cells)
    for at, write in writers:
        written[at] = write(written[at])
    return dict(zip((*names, *_PLACE), (*written, filing_id, place), strict=True))


def head_sheet(filings: Sequence[Filing], beside: Sequence[Values]) -> Sheet:
    """The heads of new filings, with what stands beside each of them."""
    rows = [head_values(one) | more for one, more in zip(filings, beside, strict=True)]
    return Sheet("filing", columns_of(tuple(rows[0]), [tuple(row.values()) for row in rows]))


def money_sheet(filings: Sequence[Filing]) -> Sheet:
    """The money lines of new filings."""
    lines = [one.content.money_lines for one in filings]
    return _line_sheet("money_line", MONEY_COLUMNS, _MONEY_CELLS, _MONEY_WRITERS, filings, lines)


def indicator_sheet(filings: Sequence[Filing]) -> Sheet:
    """The indicator lines of new filings.

    Raises: Refused for a manual score with more than two decimals.
    """
    lines = [one.content.indicator_lines for one in filings]
    return _line_sheet(
        "indicator_line", INDICATOR_COLUMNS, _INDICATOR_CELLS, _INDICATOR_WRITERS, filings, lines
    )


def task_sheet(filings: Sequence[Filing]) -> Sheet:
    """The task lines of new filings."""
    lines = [one.content.task_lines for one in filings]
    return _line_sheet("task_line", TASK_COLUMNS, _TASK_CELLS, _TASK_WRITERS, filings, lines)


def _line_sheet(
    table: str,
    names: Sequence[str],
    cells: Callable[[Any], Sequence[Any]],
    writers: _Writers,
    filings: Sequence[Filing],
    lines: Sequence[Sequence[object]],
) -> Sheet:
    """Lines column by column: each writer then runs through its column in C, because lines are many."""
    columns = columns_of(names, map(cells, chain.from_iterable(lines)))
    for at, write in writers:
        columns[names[at]] = tuple(map(write, columns[names[at]]))
    counts = tuple(map(len, lines))
    owners = ([one.id] * count for one, count in zip(filings, counts, strict=True))
    columns["filing_id"] = tuple(chain.from_iterable(owners))
    columns["position"] = tuple(chain.from_iterable(map(range, counts)))
    return Sheet(table, columns, counts)
