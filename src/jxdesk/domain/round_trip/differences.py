"""Differences between a stored form and the same form read again, cell by cell, and what storing chosen ones would give.

Three states meet: what is stored now, what was sent out, and what came back. A cell is a difference where the paper that
came back says otherwise than the paper that went out; where the store was changed meanwhile as well, a person chooses.
What a paper does not print, and what only this program says of a row, stays as it is stored.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any, cast

from jxdesk.domain.records.filings import FilingContent, IndicatorLine, MoneyLine, TaskLine
from jxdesk.domain.round_trip.line_identity import with_known_ids
from jxdesk.domain.round_trip.printed_cells import PrintedCells
from jxdesk.domain.templates.form_cells import (
    CELLS,
    HEAD_CELLS,
    LINES,
    AnyLine,
    Place,
    is_same,
    lines_of,
    name_of,
    shown,
    tight,
)

WHOLE_ROW = ""


class Kind(StrEnum):
    """What became of a cell or a row; the value is the word of the JSON answer."""

    VALUE = "value"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One cell that differs: on which line (empty for the head of the form), in which field, from what to what.

    A whole line that comes or goes has no ``field``. ``sent`` is what the cell said when the form was sent out.
    ``is_conflict``: it was changed here meanwhile too, to something else than in the file.

    Units: values of fields that end in ``_fen`` are 分.
    """

    line: str = ""
    field: str = ""
    old: str = ""
    new: str = ""
    place: Place = Place.HEAD
    line_id: str = ""
    kind: Kind = Kind.VALUE
    sent: str = ""
    is_conflict: bool = False

    @property
    def key(self) -> str:
        """What names the difference within its form, the same each time that the form is compared."""
        return f"{self.place.value}/{self.line_id}/{self.field}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A stored form beside the same form read again; ``read`` bears the identities of the stored lines."""

    stored: FilingContent
    read: FilingContent
    differences: tuple[Difference, ...]

    def merged(self, taken: Collection[str] | None = None) -> FilingContent:
        """The stored form with the differences of these keys taken over; with all of them where none are named."""
        chosen = [one for one in self.differences if taken is None or one.key in taken]
        return _Merge(self.stored, self.read, chosen).content()


def compare(
    stored: FilingContent,
    read: FilingContent,
    *,
    sent: FilingContent | None = None,
    echo: FilingContent | None = None,
    printed: PrintedCells | None = None,
) -> Comparison:
    """What the paper says otherwise than the one that went out, and where the store went another way meanwhile.

    ``sent`` is what was stored when the form went out (without it nothing can be a conflict), ``echo`` what its paper
    said, read back, under the same line ids (without it the stored form itself). ``printed`` names the cells that the
    paper has; other cells count only where the paper says something in them.
    """
    before = echo or sent or stored
    read = with_known_ids(read, before)
    found = _Found(stored, read, sent or stored, before, printed or PrintedCells.everything())
    return Comparison(stored=stored, read=read, differences=tuple(found.differences()))


def differences(stored: FilingContent, read: FilingContent) -> tuple[Difference, ...]:
    """What one form says otherwise than another of the same kind."""
    return compare(stored, read).differences


@dataclass(frozen=True, slots=True)
class _Found:
    """The comparison under way."""

    stored: FilingContent
    read: FilingContent
    sent: FilingContent
    before: FilingContent
    printed: PrintedCells

    def differences(self) -> Iterator[Difference]:
        """Cell by cell: the head, the texts, then the tables row by row."""
        for cell in HEAD_CELLS:
            if not is_same(cell, self.before, self.read) and self._says(Place.HEAD, cell, self.read):
                yield from self._cell(Place.HEAD, cell, (self.stored, self.sent, self.read), "", "")
        yield from self._answers()
        for place in LINES:
            yield from self._table(place)

    def _says(self, place: Place, cell: str, read: AnyLine | FilingContent) -> bool:
        return self.printed.has(place, cell) or shown(cell, read) not in ("", "False")

    def _cell(
        self,
        place: Place,
        cell: str,
        states: tuple[AnyLine | FilingContent, AnyLine | FilingContent, AnyLine | FilingContent],
        name: str,
        line_id: str,
    ) -> Iterator[Difference]:
        stored, sent, read = states
        if is_same(cell, stored, read):
            return
        yield Difference(
            place=place,
            line=name,
            line_id=line_id,
            field=cell,
            old=shown(cell, stored),
            new=shown(cell, read),
            sent=shown(cell, sent),
            is_conflict=not is_same(cell, sent, stored),
        )

    def _answers(self) -> Iterator[Difference]:
        stored, sent, read = self.stored.answers, self.sent.answers, self.read.answers
        for name in sorted({*self.before.answers, *read}):
            new = read.get(name, "")
            if tight(self.before.answers.get(name, "")) == tight(new) or tight(stored.get(name, "")) == tight(
                new
            ):
                continue
            if not new and not self.printed.has(Place.ANSWERS, name):
                continue
            yield Difference(
                place=Place.ANSWERS,
                field=name,
                old=stored.get(name, ""),
                new=new,
                sent=sent.get(name, ""),
                is_conflict=tight(sent.get(name, "")) != tight(stored.get(name, "")),
            )

    def _table(self, place: Place) -> Iterator[Difference]:
        stored, sent, before = (_by_id(one, place) for one in (self.stored, self.sent, self.before))
        rows = _by_id(self.read, place)
        for line_id, line in rows.items():
            earlier = before.get(line_id) or stored.get(line_id)
            if earlier is None or line_id not in stored:
                yield from self._row_that_comes(place, line, earlier, was_sent=line_id in sent)
                continue
            states = (stored[line_id], sent.get(line_id, stored[line_id]), line)
            for cell in CELLS[place]:
                if not is_same(cell, earlier, line) and self._says(place, cell, line):
                    yield from self._cell(place, cell, states, name_of(line) or name_of(earlier), line_id)
        for line_id, line in before.items():
            if line_id not in rows and line_id in stored and self.printed.has_line(place, line):
                now = stored[line_id]
                touched = any(not is_same(cell, sent.get(line_id, now), now) for cell in CELLS[place])
                yield Difference(
                    place=place,
                    line=name_of(now),
                    line_id=line_id,
                    old="原有一行",
                    kind=Kind.REMOVED,
                    is_conflict=touched,
                )

    def _row_that_comes(
        self, place: Place, line: AnyLine, earlier: AnyLine | None, *, was_sent: bool
    ) -> Iterator[Difference]:
        """A row that the file adds or fills, or one that it changed and that was deleted here meanwhile."""
        if earlier is not None and all(is_same(cell, earlier, line) for cell in CELLS[place]):
            return
        yield Difference(
            place=place,
            line=name_of(line),
            line_id=line.id,
            new="新增一行",
            kind=Kind.ADDED,
            is_conflict=was_sent,
        )


@dataclass(slots=True)
class _Merge:
    """The stored form with chosen differences taken over."""

    stored: FilingContent
    read: FilingContent
    chosen: Iterable[Difference]
    _cells: dict[tuple[Place, str], list[str]] = field(default_factory=dict)

    def content(self) -> FilingContent:
        """The form as it would be stored."""
        for one in self.chosen:
            self._cells.setdefault((one.place, one.line_id), []).append(one.field)
        changes: dict[str, Any] = {
            name: getattr(self.read, name) for name in self._cells.get((Place.HEAD, ""), [])
        }
        answers = dict(self.stored.answers)
        for name in self._cells.get((Place.ANSWERS, ""), []):
            answers[name] = self.read.answers.get(name, "")
        return replace(
            self.stored,
            **changes,
            rule_pack_id=self.stored.rule_pack_id or self.read.rule_pack_id,
            money_lines=cast("tuple[MoneyLine, ...]", self._lines(Place.MONEY)),
            indicator_lines=_without_lost_merges(
                cast("tuple[IndicatorLine, ...]", self._lines(Place.INDICATORS))
            ),
            task_lines=cast("tuple[TaskLine, ...]", self._lines(Place.TASKS)),
            answers=MappingProxyType({name: text for name, text in answers.items() if text}),
        )

    def _lines(self, place: Place) -> tuple[AnyLine, ...]:
        """The stored rows with their changes, rows that go left out, and rows that come behind the one above them."""
        stored, read = _by_id(self.stored, place), _by_id(self.read, place)
        lines = [
            _changed(place, line, read.get(line_id, line), self._cells.get((place, line_id), []))
            for line_id, line in stored.items()
            if WHOLE_ROW not in self._cells.get((place, line_id), [])
        ]
        above = ""
        for line_id, line in read.items():
            if line_id not in stored and WHOLE_ROW in self._cells.get((place, line_id), []):
                at = next((n for n, one in enumerate(lines) if one.id == above), -1 if not above else None)
                lines.insert(len(lines) if at is None else at + 1, line)
            if any(one.id == line_id for one in lines):
                above = line_id
        return tuple(lines)


def _by_id(content: FilingContent, place: Place) -> Mapping[str, AnyLine]:
    return {line.id: line for line in lines_of(content, place)}


def _changed(place: Place, old: AnyLine, new: AnyLine, cells: Iterable[str]) -> AnyLine:
    names = {name for cell in cells for name in CELLS[place][cell]}
    if isinstance(old, IndicatorLine) and old.direction_chosen:
        names.discard("direction")
    return replace(old, **{name: getattr(new, name) for name in names}) if names else old


def _without_lost_merges(lines: tuple[IndicatorLine, ...]) -> tuple[IndicatorLine, ...]:
    """A row whose points were merged into one that is gone has points of its own again."""
    ids = {line.id for line in lines}
    return tuple(
        line if not line.merged_into or line.merged_into in ids else replace(line, merged_into="")
        for line in lines
    )
