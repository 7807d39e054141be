"""Finding one line of a filing by its id; used by editing and by whoever shows a line."""

from __future__ import annotations

from jxdesk.domain.records.filings import FilingContent, IndicatorLine, MoneyLine, TaskLine


def money_line(content: FilingContent, line_id: str) -> MoneyLine:
    """The money row of this id.

    Raises: KeyError.
    """
    for line in content.money_lines:
        if line.id == line_id:
            return line
    raise KeyError(line_id)


def indicator_line(content: FilingContent, line_id: str) -> IndicatorLine:
    """The indicator line of this id.

    Raises: KeyError.
    """
    return content.indicator_lines[index_of(content, line_id)]


def index_of(content: FilingContent, line_id: str) -> int:
    """The place of an indicator line, counted from 0.

    Raises: KeyError.
    """
    for index, line in enumerate(content.indicator_lines):
        if line.id == line_id:
            return index
    raise KeyError(line_id)


def task_line(content: FilingContent, line_id: str) -> TaskLine:
    """The task of this id.

    Raises: KeyError.
    """
    for line in content.task_lines:
        if line.id == line_id:
            return line
    raise KeyError(line_id)
