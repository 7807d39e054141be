"""Differences between a stored form and the same form read again, and the merged content that an import would store.

A paper does not say which line of the store it means, so lines meet by level and name, in their order. What a paper
cannot say at all (a score set by hand, a chosen direction, a line left out of the count) stays as it is stored.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Any, TypeVar

from jxdesk.domain.filings import FilingContent, IndicatorLine, MoneyLine

Line = TypeVar("Line", MoneyLine, IndicatorLine)

# Said by a person in this program and never by a paper.
_KEPT_OF_LINE = frozenset(
    {
        "judged_percent",
        "manual_score",
        "manual_reason",
        "value_mode",
        "direction",
        "direction_chosen",
        "not_applicable",
    }
)
_PLACE = frozenset({"id", "row", "answers_line_id", "merged_into"})
_HEAD = tuple(
    field.name
    for field in fields(FilingContent)
    if field.name not in ("money_lines", "indicator_lines", "answers", "rule_pack_id", "template_id")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One value that differs: on which line (empty for the head of the form), in which field, from what to what.

    A whole line that comes or goes has no ``field``.
    """

    line: str = ""
    field: str = ""
    old: str = ""
    new: str = ""


def merged(stored: FilingContent, read: FilingContent) -> FilingContent:
    """What an import of ``read`` over ``stored`` would store: the paper's words under the stored identities."""
    money, _ = _pairs(stored.money_lines, read.money_lines, _money_key)
    indicators, _ = _pairs(stored.indicator_lines, read.indicator_lines, _indicator_key)
    identity = {new.id: old.id for old, new in indicators if old is not None}
    return replace(
        read,
        rule_pack_id=stored.rule_pack_id or read.rule_pack_id,
        money_lines=tuple(new if old is None else replace(new, id=old.id) for old, new in money),
        indicator_lines=tuple(_merged_line(old, new, identity) for old, new in indicators),
    )


def differences(stored: FilingContent, read: FilingContent) -> tuple[Difference, ...]:
    """What the paper says otherwise than the store."""
    found = [
        Difference(field=name, old=_text(getattr(stored, name)), new=_text(getattr(read, name)))
        for name in _HEAD
        if getattr(stored, name) != getattr(read, name)
    ]
    for name in sorted({*stored.answers, *read.answers}):
        old, new = stored.answers.get(name, ""), read.answers.get(name, "")
        if old != new:
            found.append(Difference(field=name, old=old, new=new))
    found += _line_differences(
        *_pairs(stored.money_lines, read.money_lines, _money_key), lambda line: line.label or line.key.value
    )
    found += _line_differences(
        *_pairs(stored.indicator_lines, read.indicator_lines, _indicator_key),
        lambda line: line.clean_name or line.name,
    )
    return tuple(found)


def _merged_line(old: IndicatorLine | None, new: IndicatorLine, identity: dict[str, str]) -> IndicatorLine:
    line = replace(new, merged_into=identity.get(new.merged_into, new.merged_into))
    if old is None:
        return line
    kept = {name: getattr(old, name) for name in _KEPT_OF_LINE if name not in ("direction", "value_mode")}
    if old.direction_chosen:
        kept["direction"] = old.direction
    return replace(line, id=old.id, answers_line_id=old.answers_line_id, value_mode=old.value_mode, **kept)


def _money_key(line: MoneyLine) -> Hashable:
    return line.key, line.label.strip()


def _indicator_key(line: IndicatorLine) -> Hashable:
    return line.level1, line.level2, line.clean_name or line.name


def _pairs(
    stored: Sequence[Line], read: Sequence[Line], key: Callable[[Line], Hashable]
) -> tuple[list[tuple[Line | None, Line]], list[Line]]:
    """Each line read with the stored line it answers, in the order read, and the stored lines that are left over."""
    waiting: dict[Hashable, list[Line]] = defaultdict(list)
    for line in stored:
        waiting[key(line)].append(line)
    pairs = [(waiting[key(line)].pop(0) if waiting[key(line)] else None, line) for line in read]
    left = {line.id for lines in waiting.values() for line in lines}
    return pairs, [line for line in stored if line.id in left]


def _line_differences(
    pairs: Iterable[tuple[Line | None, Line]], gone: Iterable[Line], name: Callable[[Line], str]
) -> list[Difference]:
    found = []
    for old, new in pairs:
        if old is None:
            found.append(Difference(line=name(new), new="新增一行"))
            continue
        for field in fields(new):
            if field.name in _PLACE | _KEPT_OF_LINE:
                continue
            before, after = getattr(old, field.name), getattr(new, field.name)
            if before != after:
                found.append(
                    Difference(line=name(new), field=field.name, old=_text(before), new=_text(after))
                )
    found += [Difference(line=name(line), old="原有一行") for line in gone]
    return found


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f") if value else "0"
    return str(getattr(value, "value", value))
