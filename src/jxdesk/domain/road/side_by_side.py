"""Side by side: a form under review cell by cell, with what it said when it was accepted last and a year before; used by reviewing.

The cells are those that the form itself has; what is empty everywhere and not required is left out, so that a page is soon read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from jxdesk.domain.records.filings import FilingContent, IndicatorLine, MoneyLine
from jxdesk.domain.road.answering import Resubmission
from jxdesk.domain.road.commented_cells import said_at
from jxdesk.domain.road.reviews import Comment
from jxdesk.domain.round_trip.differences import Difference, Kind
from jxdesk.domain.round_trip.line_identity import with_known_ids
from jxdesk.domain.templates.cell_words import cell_word, leading_cell
from jxdesk.domain.templates.form import FormTemplate
from jxdesk.domain.templates.form_cells import HEAD_CELLS, AnyLine, Place, lines_of, name_of
from jxdesk.domain.templates.parts import IndicatorField, TaskField

_IN_THE_HEADING = frozenset({IndicatorField.LEVEL1, IndicatorField.LEVEL2})
_COMPUTED_TASK = frozenset({TaskField.RATE})
WHOLE_FORM = "整张表"


class Mark(StrEnum):
    """What became of a cell since the form was judged last; the value is the word on the screen."""

    SAME = ""
    CHANGED = "改了"
    ADDED = "新增"
    REMOVED = "已删"


@dataclass(frozen=True, slots=True, kw_only=True)
class CellBeside:
    """One cell, or with ``is_heading`` a row or part of the form under which cells stand.

    ``field`` is empty for a whole row, both it and ``line_id`` for the whole form; ``label`` is what the form calls it,
    ``line_name`` what it calls the row. ``settled`` is what the reviewer set it to, None where it was left as it came;
    ``now`` is then what was filed.
    """

    place: Place
    label: str
    line_name: str = ""
    line_id: str = ""
    field: str = ""
    now: str = ""
    accepted: str = ""
    last_year: str = ""
    settled: str | None = None
    mark: Mark = Mark.SAME
    is_heading: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """What remarks and findings name it by: the row and the leading field."""
        return self.line_id, leading_cell(self.place, self.field) if self.field else ""


@dataclass(frozen=True, slots=True)
class _Contents:
    """The three states of a form under the same identities of rows."""

    now: FilingContent
    accepted: FilingContent | None
    last_year: FilingContent | None


@dataclass(frozen=True, slots=True)
class _Marks:
    """Which cells, and which whole rows, say otherwise than when the form was judged last."""

    cells: frozenset[tuple[Place, str, str]]
    added: frozenset[str]

    def of(self, place: Place, line_id: str, field: str) -> Mark:
        if line_id in self.added:
            return Mark.ADDED
        return Mark.CHANGED if (place, line_id, leading_cell(place, field)) in self.cells else Mark.SAME


def changes_since(accepted: Iterable[Difference], answered: Resubmission | None) -> tuple[Difference, ...]:
    """What says otherwise than when the form was judged last: since it was returned, else since it was accepted.

    A cell that a remark was about counts where the office changed it.
    """
    if answered is None:
        return tuple(accepted)
    under_remarks = (
        Difference(
            place=item.comment.place,
            line=item.comment.line_name,
            line_id=item.comment.line_id,
            field=leading_cell(item.comment.place, item.comment.field),
            old=item.old,
            new=item.new,
        )
        for item in answered.items
        if item.is_changed and item.comment.field
    )
    return (*under_remarks, *answered.others)


def side_by_side(
    template: FormTemplate,
    now: FilingContent,
    *,
    accepted: FilingContent | None = None,
    last_year: FilingContent | None = None,
    changes: Iterable[Difference] = (),
) -> tuple[CellBeside, ...]:
    """The cells of a form in the order of its paper, rows that are gone at the end."""
    found = tuple(changes)
    marks = _Marks(
        cells=frozenset((one.place, one.line_id, one.field) for one in found if one.kind is Kind.VALUE),
        added=frozenset(one.line_id for one in found if one.kind is Kind.ADDED),
    )
    states = _Contents(now, accepted, None if last_year is None else with_known_ids(last_year, now))
    return (
        CellBeside(place=Place.HEAD, label=WHOLE_FORM, is_heading=True),
        *_head(template, states, marks),
        *_tables(template, states, marks),
        *_removed(found),
    )


def with_settled(cells: Iterable[CellBeside], comments: Iterable[Comment]) -> tuple[CellBeside, ...]:
    """The cells with what the reviewer set beside what was filed, also once the form itself says it."""
    found = {(one.place, one.line_id, one.field): one for one in comments if one.is_settled}
    return tuple(
        cell
        if cell.is_heading or (one := found.get((cell.place, cell.line_id, cell.field))) is None
        else replace(cell, now=one.seen, settled=one.answer_text)
        for cell in cells
    )


def _head(template: FormTemplate, states: _Contents, marks: _Marks) -> Iterator[CellBeside]:
    """The cells outside the tables, each once."""
    seen: set[str] = set()
    for cell in template.cells():
        if not cell.field or cell.field in seen:
            continue
        seen.add(cell.field)
        is_answer = template.answer(cell.field) is not None
        if not is_answer and leading_cell(Place.HEAD, cell.field) not in HEAD_CELLS:
            continue
        place = Place.ANSWERS if is_answer else Place.HEAD
        label = template.label_of(cell.field) or cell_word(place, cell.field)
        yield from _cell(states, marks, place, "", cell.field, label, is_kept=cell.required)
    for answer in template.answers:
        if answer.name not in seen:
            seen.add(answer.name)
            yield from _cell(
                states, marks, Place.ANSWERS, "", answer.name, answer.label, is_kept=answer.required
            )


def _tables(template: FormTemplate, states: _Contents, marks: _Marks) -> Iterator[CellBeside]:
    names = {row.key: row.label for row in template.money.rows} if template.money is not None else {}
    columns: dict[Place, list[tuple[str, str, bool]]] = {
        Place.MONEY: [(one.field.value, one.label, one.required) for one in template.money.columns]
        if template.money is not None
        else [],
        Place.INDICATORS: [
            (one.field.value, one.screen_label or one.label, one.required)
            for one in template.indicators.columns
            if one.field not in _IN_THE_HEADING
        ],
        Place.TASKS: [
            (one.field.value, one.screen_label or one.label, one.required)
            for one in template.tasks.columns
            if one.field not in _COMPUTED_TASK
        ]
        if template.tasks is not None
        else [],
    }
    for place, asked in columns.items():
        for line in lines_of(states.now, place) if asked else ():
            name = name_of(line)
            if isinstance(line, MoneyLine):
                name = line.label or names.get(line.key, "")
            cells = [
                replace(cell, line_name=name)
                for field, label, is_kept in asked
                for cell in _cell(
                    states, marks, place, line.id, field, label.replace("\n", ""), is_kept=is_kept
                )
            ]
            if cells:
                yield CellBeside(
                    place=place,
                    label=_heading(line, name),
                    line_name=name,
                    line_id=line.id,
                    mark=Mark.ADDED if line.id in marks.added else Mark.SAME,
                    is_heading=True,
                )
                yield from cells


def _heading(line: AnyLine, name: str) -> str:
    """What a row is called above its cells; an indicator with the branches on which it hangs."""
    if isinstance(line, IndicatorLine):
        return " › ".join(part for part in (line.level1, line.level2, name) if part)
    return name or "（没有名称）"


def _cell(
    states: _Contents,
    marks: _Marks,
    place: Place,
    line_id: str,
    field: str,
    label: str,
    *,
    is_kept: bool,
) -> Iterator[CellBeside]:
    now, accepted, last_year = (
        "" if content is None else said_at(content, place, line_id, field)
        for content in (states.now, states.accepted, states.last_year)
    )
    if is_kept or now or accepted or last_year:
        yield CellBeside(
            place=place,
            label=label,
            line_id=line_id,
            field=field,
            now=now,
            accepted=accepted,
            last_year=last_year,
            mark=marks.of(place, line_id, field),
        )


def _removed(changes: Iterable[Difference]) -> Iterator[CellBeside]:
    """Rows that were there when the form was judged last; a remark on them is one on the whole form."""
    for one in changes:
        if one.kind is Kind.REMOVED:
            yield CellBeside(
                place=one.place, label=f"{one.line}（整行删掉了）", mark=Mark.REMOVED, is_heading=True
            )
