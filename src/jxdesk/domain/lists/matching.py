"""Matching: what the columns of a free table mean, guessed from headings and cells, and the choice that is remembered per source.

Pure functions: a guess says how sure it is of each column, and what is unclear is left to a person. Used by the errands
that take lists in and by the window's matching step.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from jxdesk.domain.lists.free_tables import HEADING_JOINT, FreeTable
from jxdesk.domain.lists.headings import bare_key, heading_key
from jxdesk.domain.lists.list_cells import has_shape
from jxdesk.domain.lists.table_words import (
    CellShape,
    FieldWords,
    KindWords,
    TableField,
    TableKind,
    TableWords,
)
from jxdesk.domain.records.filings import MoneyUnit
from jxdesk.domain.values.money_words import unit_in, unit_of_caption

LOOKED_AT = 200
"""How many filled cells of a column are looked at to tell what it holds."""
MOSTLY = 0.8
HARDLY = 0.5
_YEARS = re.compile(r"20\d\d(?:年度?)?")


class Confidence(StrEnum):
    """How sure the guess for a column is."""

    SURE = "sure"
    LIKELY = "likely"
    UNCLEAR = "unclear"
    NONE = "none"
    CHOSEN = "chosen"


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnGuess:
    """What one column is taken for; ``candidates`` are the fields it could be where that is unclear."""

    place: int
    heading: str
    field: TableField | None = None
    confidence: Confidence = Confidence.NONE
    candidates: tuple[TableField, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """What every column of a table means, None for one that is not used, and the unit of its amounts.

    ``unit`` is None where neither the table nor anybody has said it.
    """

    kind: TableKind
    fields: tuple[TableField | None, ...]
    unit: MoneyUnit | None = None

    def place_of(self, field: TableField) -> int | None:
        """The column of a field."""
        return next((place for place, one in enumerate(self.fields) if one is field), None)

    def places_of(self, field: TableField) -> tuple[int, ...]:
        """The columns of a field that several may have."""
        return tuple(place for place, one in enumerate(self.fields) if one is field)

    def with_field(self, place: int, field: TableField | None, words: KindWords) -> Matching:
        """The matching with another choice for one column; the column that had the field before gives it up."""
        single = field is not None and not words.fields[field].many
        fields = [None if single and one is field else one for one in self.fields]
        fields[place] = field
        return replace(self, fields=tuple(fields))


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """The guess for a whole table; ``unit_is_declared`` tells that the table itself names the unit."""

    kind: TableKind
    columns: tuple[ColumnGuess, ...]
    unit: MoneyUnit | None = None
    unit_is_declared: bool = False

    @property
    def matching(self) -> Matching:
        """What is sure or likely, taken as it is."""
        return Matching(kind=self.kind, fields=tuple(column.field for column in self.columns), unit=self.unit)

    @property
    def unclear(self) -> tuple[ColumnGuess, ...]:
        """The columns that somebody has to decide."""
        return tuple(column for column in self.columns if column.confidence is Confidence.UNCLEAR)


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchedTable:
    """A table whose columns are known, with the year and the cut-off month for rows that name none."""

    table: FreeTable
    matching: Matching
    words: TableWords
    year: int | None = None
    period: int | None = None
    unit_is_declared: bool = True


def signature(headings: Sequence[str]) -> str:
    """What tells the tables of one source from others: the headings as they are compared, years left open."""
    return "|".join(_YEARS.sub("", heading_key(heading)) for heading in headings)


def kind_of(table: FreeTable, words: TableWords) -> TableKind | None:
    """The kind whose columns the table has; None where it has those of none."""
    fitting = [kind for kind in TableKind if _fits(guess(table, kind, words), words.kinds[kind])]
    if len(fitting) < 2:
        return next(iter(fitting), None)
    title = _title(table)
    for kind in reversed(fitting):
        kind_words = words.kinds[kind]
        sure = {
            column.field
            for column in guess(table, kind, words).columns
            if column.confidence is Confidence.SURE
        }
        if sure & set(kind_words.telling) or any(word in title for word in kind_words.titles):
            return kind
    return fitting[0]


def guess(table: FreeTable, kind: TableKind, words: TableWords) -> Guess:
    """What the columns of a table mean as a table of this kind."""
    kind_words = words.kinds[kind]
    claims = [_claims(heading, kind_words) for heading in table.headings]
    columns = [_first_guess(table, place, claims[place], kind_words) for place in range(len(table.headings))]
    columns = _without_rivals(columns, kind_words)
    columns = _by_elimination(columns, _title(table), kind_words)
    columns = _by_shape(table, columns, kind_words)
    unit, is_declared = _unit(table, columns, kind_words)
    return Guess(kind=kind, columns=tuple(columns), unit=unit, unit_is_declared=is_declared)


def missing(matching: Matching, words: KindWords) -> tuple[tuple[TableField, ...], ...]:
    """What a table of the kind must have and this choice does not: groups of which one would do."""
    chosen = set(matching.fields)
    groups = [(field,) for field in words.needs] + list(words.needs_one_of)
    return tuple(group for group in groups if not chosen & set(group))


def has_money(matching: Matching, words: KindWords) -> bool:
    """Whether any chosen column holds amounts."""
    return any(
        field is not None and words.fields[field].shape is CellShape.MONEY for field in matching.fields
    )


def as_remembered(matching: Matching, headings: Sequence[str]) -> dict[str, str]:
    """The choice as it is kept: the field by its heading's place."""
    return {
        str(place): field.value
        for place, field in enumerate(matching.fields)
        if field is not None and place < len(headings)
    }


def from_remembered(
    kept: Mapping[str, str], headings: Sequence[str], kind: TableKind, unit: MoneyUnit | None
) -> Matching:
    """The choice that was kept; a field that this version does not know any more is left out."""
    known = {field.value: field for field in TableField}
    fields = tuple(known.get(kept.get(str(place), "")) for place in range(len(headings)))
    return Matching(kind=kind, fields=fields, unit=unit)


# ---- the steps of a guess ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Claims:
    """The fields that a heading stands for: by the whole of it, and by a part of it."""

    whole: tuple[TableField, ...]
    part: tuple[TableField, ...]


def _claims(heading: str, words: KindWords) -> _Claims:
    rows = heading.split(HEADING_JOINT)
    whole_key, last, first = heading_key("".join(rows)), heading_key(rows[-1]), heading_key(rows[0])
    fields = words.fields.values()
    grouped = tuple(one.field for one in fields if len(rows) > 1 and bare_key(first) in one.group)
    called = tuple(one.field for one in fields if one.is_called(whole_key))
    for key in () if called or not last else (last, first):
        called = called or tuple(one.field for one in fields if one.is_called(key))
    if len(rows) > 1 and len(called) > 1:
        # "年初预算 / 合计": the first row says what the last one adds up.
        above = tuple(one for one in called if _speaks_of(words.fields[one], first))
        called = above or called
    if grouped and not (called and set(called) <= {TableField.NAME, TableField.CODE}):
        return _Claims(grouped, ())
    part = tuple(one.field for one in fields if whole_key and one.is_part_of(whole_key))
    return _Claims(called, part)


def _speaks_of(words: FieldWords, key: str) -> bool:
    return words.is_called(key) or words.is_part_of(key) or any(title in key for title in words.titles)


def _first_guess(table: FreeTable, place: int, claims: _Claims, words: KindWords) -> ColumnGuess:
    """The guess from the heading alone, unless the cells speak against it."""
    heading = table.headings[place]
    made = ColumnGuess(place=place, heading=heading)
    for fields, confidence in ((claims.whole, Confidence.SURE), (claims.part, Confidence.LIKELY)):
        if not fields:
            continue
        if any(_speaks_against(table, place, words.fields[field].shape) for field in fields):
            return replace(made, confidence=Confidence.UNCLEAR, candidates=fields)
        if len(fields) > 1:
            return replace(made, confidence=Confidence.UNCLEAR, candidates=fields)
        return replace(made, field=fields[0], confidence=confidence, candidates=fields)
    return made


def _filled(table: FreeTable, place: int) -> list[str]:
    texts = (row.cells[place].text for row in table.rows if not row.cells[place].is_faulty)
    found = []
    for text in texts:
        if text.strip():
            found.append(text)
            if len(found) == LOOKED_AT:
                break
    return found


def _share(table: FreeTable, place: int, shape: CellShape) -> float:
    filled = _filled(table, place)
    return sum(has_shape(text, shape) for text in filled) / len(filled) if filled else 0.0


def _speaks_against(table: FreeTable, place: int, shape: CellShape) -> bool:
    """Whether a column of numbers, dates or codes holds something else for the most part."""
    if shape in (CellShape.TEXT, CellShape.FLAG) or not _filled(table, place):
        return False
    return _share(table, place, shape) < HARDLY


def _without_rivals(columns: Sequence[ColumnGuess], words: KindWords) -> list[ColumnGuess]:
    """Where several columns claim a field that only one can have: a whole heading beats a part, equals are unclear."""
    found = list(columns)
    for field, field_words in words.fields.items():
        rivals = [column for column in found if column.field is field]
        if len(rivals) < 2 or field_words.many:
            continue
        sure = [column for column in rivals if column.confidence is Confidence.SURE]
        for column in rivals:
            if len(sure) == 1 and column is sure[0]:
                continue
            state = Confidence.NONE if len(sure) == 1 else Confidence.UNCLEAR
            found[column.place] = replace(column, field=None, confidence=state)
    return found


def _by_elimination(columns: Sequence[ColumnGuess], title: str, words: KindWords) -> list[ColumnGuess]:
    """Decides unclear columns by the title, or because only one of their fields is left."""
    found = list(columns)
    for column in columns:
        if column.confidence is not Confidence.UNCLEAR or len(column.candidates) < 2:
            continue
        taken = {one.field for one in found if one.field is not None}
        left = [field for field in column.candidates if field not in taken or words.fields[field].many]
        named = [field for field in left if any(word in title for word in words.fields[field].titles)]
        chosen = named if len(named) == 1 else left if len(left) == 1 else []
        if chosen:
            found[column.place] = replace(column, field=chosen[0], confidence=Confidence.LIKELY)
    return _without_rivals(found, words)


def _by_shape(table: FreeTable, columns: Sequence[ColumnGuess], words: KindWords) -> list[ColumnGuess]:
    """Finds the column of project codes where no heading names it: nothing else looks like one."""
    found = list(columns)
    if TableField.CODE not in words.fields or any(column.field is TableField.CODE for column in found):
        return found
    alike = [
        column
        for column in found
        if column.field is None and _share(table, column.place, CellShape.CODE) >= MOSTLY
    ]
    if len(alike) == 1:
        found[alike[0].place] = replace(
            alike[0], field=TableField.CODE, confidence=Confidence.LIKELY, candidates=(TableField.CODE,)
        )
    return found


def _unit(
    table: FreeTable, columns: Sequence[ColumnGuess], words: KindWords
) -> tuple[MoneyUnit | None, bool]:
    """The unit that the headings of amounts or the captions declare; else the one that is usual for the kind."""
    named = Counter(
        unit
        for column in columns
        if column.field is not None
        and words.fields[column.field].shape is CellShape.MONEY
        and (unit := unit_in(column.heading)) is not None
    )
    if named:
        return named.most_common(1)[0][0], True
    for caption in table.captions:
        unit = unit_of_caption(caption)
        if unit is not None:
            return unit, True
    return words.default_unit, False


def _title(table: FreeTable) -> str:
    return heading_key("".join((*table.captions, table.sheet, table.file_name)))


def _fits(found: Guess, words: KindWords) -> bool:
    """Whether a table can be of the kind at all: what it needs is there or could be, and it has more than one known column."""
    could = {field for column in found.columns for field in (column.field, *column.candidates)}
    groups = [(field,) for field in words.needs] + list(words.needs_one_of)
    known = sum(column.confidence in (Confidence.SURE, Confidence.LIKELY) for column in found.columns)
    return known >= 2 and all(could & set(group) for group in groups)
