"""Line identity: which row of a form read again is which row of the store; used by ``differences``.

A file that this program sent out carries the identity of each row beside it, and that is believed together with the
words of the row: rows sorted without their identity are found by their words, a renamed row by its identity, and a row
copied in the office program, identity and all, is a new one.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from typing import TypeVar

from jxdesk.domain.records.filings import FilingContent, IndicatorLine, MoneyKey, MoneyLine, TaskLine
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.templates.form_cells import tight

Line = TypeVar("Line", MoneyLine, IndicatorLine, TaskLine)


def with_known_ids(read: FilingContent, known: FilingContent) -> FilingContent:
    """The form as read, each row under the identity of the known row that it is; the others under ones of their own."""
    indicators = _matched(known.indicator_lines, read.indicator_lines, _indicator_key)
    ids = {line.id: after for line, after in zip(read.indicator_lines, indicators, strict=True)}
    return replace(
        read,
        money_lines=_renamed(read.money_lines, _matched(known.money_lines, read.money_lines, _money_key)),
        indicator_lines=tuple(
            replace(line, id=after, merged_into=ids.get(line.merged_into, line.merged_into))
            for line, after in zip(read.indicator_lines, indicators, strict=True)
        ),
        task_lines=_renamed(read.task_lines, _matched(known.task_lines, read.task_lines, _task_key)),
    )


def _money_key(line: MoneyLine) -> Hashable:
    return line.key, tight(line.label) if line.key is MoneyKey.OTHER_ROW else ""


def _indicator_key(line: IndicatorLine) -> Hashable:
    return tight(line.level1), tight(line.level2), tight(line.clean_name or line.name)


def _task_key(line: TaskLine) -> Hashable:
    return tight(line.name)


def _renamed(lines: Sequence[Line], ids: Sequence[str]) -> tuple[Line, ...]:
    return tuple(replace(line, id=line_id) for line, line_id in zip(lines, ids, strict=True))


def _matched(known: Sequence[Line], read: Sequence[Line], key: Callable[[Line], Hashable]) -> tuple[str, ...]:
    """The identity of each row read: by identity and words, then by words, then by identity alone, else a fresh one."""
    waiting = {line.id: line for line in known}
    found: dict[int, str] = {}

    def take(place: int, line_id: str) -> None:
        found[place] = line_id
        del waiting[line_id]

    for place, line in enumerate(read):
        if line.id in waiting and key(waiting[line.id]) == key(line):
            take(place, line.id)
    for place, line in enumerate(read):
        if place not in found:
            same = next((other.id for other in waiting.values() if key(other) == key(line)), None)
            if same is not None:
                take(place, same)
    for place, line in enumerate(read):
        if place not in found and line.id in waiting:
            take(place, line.id)
    taken = {line.id for line in known}
    return tuple(
        found.get(place) or (new_id() if line.id in taken else line.id) for place, line in enumerate(read)
    )
