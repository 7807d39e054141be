"""Printed cells: which cells of a filing a form prints at all, read from its template; used where a form is read again.

What a paper has no room for cannot be empty on it: it stays as it is stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jxdesk.domain.filling.typed_causes import CAUSE_PREFIX
from jxdesk.domain.records.filings import FilingContent, MoneyKey, MoneyLine, TaskLine
from jxdesk.domain.templates.form import FormTemplate
from jxdesk.domain.templates.form_cells import CELLS, HEAD_CELLS, AnyLine, Place
from jxdesk.domain.templates.parts import IndicatorField, MoneyField, TaskField

_AMOUNTS = (
    "original_budget",
    "revised_budget",
    "executed",
    "mid_term",
    "forecast",
    "budget",
    "fiscal",
    "other",
)
_CELL_OF_INDICATOR = {
    IndicatorField.COMPARATOR: "target_text",
    IndicatorField.TARGET: "target_text",
    IndicatorField.UNIT: "target_text",
    IndicatorField.ADJUSTED_TARGET: "target_text",
    IndicatorField.DIRECTION: "target_text",
    IndicatorField.ACTUAL: "actual_text",
    IndicatorField.WEIGHT: "weight",
    IndicatorField.SCORE: "printed_score",
    IndicatorField.MID_TERM: "mid_term_text",
    IndicatorField.FORECAST: "forecast_text",
}
_CELL_OF_TASK = {TaskField.PROJECTS: "project_names"}
_ALWAYS = frozenset({"level1", "level2", "name", "label"})
"""What every table of its kind says somewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedCells:
    """The cells of each part of a form; ``hidden_money`` are rows that only the screen asks for."""

    cells: Mapping[Place, frozenset[str]]
    all_answers: bool = False
    hidden_money: frozenset[MoneyKey] = frozenset()

    @classmethod
    def everything(cls) -> PrintedCells:
        """A paper of which nothing is known: each cell may stand on it."""
        cells = {place: frozenset(found) for place, found in CELLS.items()}
        return cls(cells={Place.HEAD: frozenset(HEAD_CELLS), **cells}, all_answers=True)

    @classmethod
    def of(cls, template: FormTemplate, content: FilingContent) -> PrintedCells:
        """What a form prints for this filing."""
        printed = template.printed_for(content)
        fields = {cell.field for cell in printed.cells()} | {one.field for one in printed.signatures}
        if printed.list_block is not None:
            fields |= {column.field for column in printed.list_block.columns}
        money = printed.money
        has_money = money is not None and money.label_span is not None and money.row_span is not None
        return cls(
            cells={
                Place.HEAD: frozenset(fields & set(HEAD_CELLS))
                | {f"printed_{name}" for name in fields & {"total", "grade", "weights_total"}},
                Place.ANSWERS: frozenset(fields - set(HEAD_CELLS)),
                Place.MONEY: frozenset(_money_cell(column.field) for column in money.printed) | _ALWAYS
                if money is not None and has_money
                else frozenset(),
                Place.INDICATORS: frozenset(
                    map(_indicator_cell, (c.field for c in printed.indicators.printed))
                )
                | _ALWAYS,
                Place.TASKS: frozenset(_task_cell(column.field) for column in printed.tasks.columns)
                if printed.tasks is not None
                else frozenset(),
            },
            hidden_money=frozenset(row.key for row in money.rows if row.screen_only)
            if money
            else frozenset(),
        )

    def has(self, place: Place, cell: str) -> bool:
        """Whether the paper has this cell, filled or blank."""
        return (self.all_answers and place is Place.ANSWERS) or cell in self.cells.get(place, ())

    def has_line(self, place: Place, line: AnyLine) -> bool:
        """Whether the paper would have this row, so that its absence says something."""
        if isinstance(line, MoneyLine) and line.key in self.hidden_money:
            return False
        if isinstance(line, TaskLine):
            return bool(self.cells.get(Place.TASKS))
        return bool(self.cells.get(place))


def _money_cell(field: MoneyField) -> str:
    name = field.value
    if name in _AMOUNTS:
        return f"{name}_fen"
    return name if field in (MoneyField.REASON, MoneyField.DOCUMENT_NUMBER) else f"printed_{name}"


def _indicator_cell(field: IndicatorField) -> str:
    if field.value.startswith(CAUSE_PREFIX):
        return "causes"
    return _CELL_OF_INDICATOR.get(field, field.value)


def _task_cell(field: TaskField) -> str:
    name = field.value
    return f"{name}_fen" if name in _AMOUNTS else _CELL_OF_TASK.get(field, name)
