"""Adding lines: where indicators chosen elsewhere go in a form, each behind those of its level and into its empty row first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from types import MappingProxyType

from jxdesk.domain.beginning.self_evaluation import unanswered
from jxdesk.domain.filling.editing import Change, InsertLine, RemoveLine
from jxdesk.domain.records.filings import FilingContent, IndicatorLine
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.values.indicator_names import clean_level, clean_name
from jxdesk.domain.values.lettering import fold, says_nothing


def changes_to_add(content: FilingContent, lines: Iterable[IndicatorLine]) -> tuple[Change, ...]:
    """The changes that put new lines into the form, in their order."""
    present = list(content.indicator_lines)
    changes: list[Change] = []
    for line in lines:
        empty = next((n for n, one in enumerate(present) if _is_empty(one) and _same(one, line, 2)), None)
        if empty is not None:
            changes.append(RemoveLine(line_id=present[empty].id))
            del present[empty]
        place = empty if empty is not None else _behind(present, line)
        changes.append(InsertLine(line=line, index=place))
        present.insert(place, line)
    return tuple(changes)


def missing_of(content: FilingContent, source: FilingContent | None) -> tuple[IndicatorLine, ...]:
    """The indicators of another year that the form does not have, with new identities and without results."""
    if source is None:
        return ()
    present = {_key(line) for line in content.indicator_lines}
    ids = MappingProxyType({line.id: new_id() for line in source.indicator_lines})
    return tuple(
        replace(unanswered(line, ids, answers_it=False), merged_into="", printed_weight="")
        for line in source.indicator_lines
        if _key(line)[1] and _key(line) not in present and not line.is_part
    )


def _key(line: IndicatorLine) -> tuple[str, str]:
    return fold(clean_level(line.level2)), line.clean_name or clean_name(line.name)


def _is_empty(line: IndicatorLine) -> bool:
    return not line.name.strip() and says_nothing(line.target_text) and not line.mid_term_text


def _same(one: IndicatorLine, other: IndicatorLine, levels: int) -> bool:
    pairs = ((one.level1, other.level1), (one.level2, other.level2))[:levels]
    return all(clean_level(mine) == clean_level(theirs) for mine, theirs in pairs)


def _behind(present: Sequence[IndicatorLine], line: IndicatorLine) -> int:
    """Behind the last line of the same second level, else of the same first level, else at the end."""
    for levels in (2, 1):
        found = [n for n, one in enumerate(present) if _same(one, line, levels)]
        if found:
            return found[-1] + 1
    return len(present)
