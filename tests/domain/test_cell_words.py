"""What cells are called: every cell of a form has a word, and whatever names a part of a cell finds the whole."""

from __future__ import annotations

import pytest

from jxdesk.domain.templates.cell_words import CELL_WORDS, cell_word, leading_cell
from jxdesk.domain.templates.form_cells import CELLS, HEAD_CELLS, LINES, Place
from jxdesk.domain.templates.parts import IndicatorField, MoneyField, TaskField

COMPUTED = {
    Place.INDICATORS: {"attribute", "coefficient", "single_score", "share", "adjusted_target"},
    Place.TASKS: {"rate"},
}


def test_every_cell_of_every_table_has_a_word() -> None:
    assert CELL_WORDS[Place.HEAD].keys() == HEAD_CELLS.keys()
    for place in LINES:
        assert CELL_WORDS[place].keys() == CELLS[place].keys()


@pytest.mark.parametrize(
    ("place", "fields"),
    [(Place.INDICATORS, IndicatorField), (Place.MONEY, MoneyField), (Place.TASKS, TaskField)],
)
def test_each_column_that_a_form_can_print_belongs_to_a_cell_with_a_word(
    place: Place, fields: type[IndicatorField] | type[MoneyField] | type[TaskField]
) -> None:
    for field in fields:
        if field.value not in COMPUTED.get(place, set()):
            assert leading_cell(place, field.value) in CELLS[place], field


@pytest.mark.parametrize(
    ("place", "field", "word"),
    [
        (Place.INDICATORS, "unit", "指标值"),
        (Place.INDICATORS, "comparator", "指标值"),
        (Place.INDICATORS, "cause_funding", "偏差原因"),
        (Place.INDICATORS, "score", "得分"),
        (Place.MONEY, "executed", "执行数"),
        (Place.TASKS, "projects", "对应项目"),
        (Place.HEAD, "total", "总分"),
        (Place.HEAD, "", "整行"),
        (Place.ANSWERS, "expected_goal", "expected_goal"),
    ],
)
def test_a_part_of_a_cell_is_called_what_the_cell_is(place: Place, field: str, word: str) -> None:
    assert cell_word(place, field) == word
