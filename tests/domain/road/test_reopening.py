"""Why a form stays shut is said before anybody tries, for every standing at both desks; amounts are shown with separators."""

from __future__ import annotations

import pytest

from jxdesk.domain.records.filings import Form
from jxdesk.domain.road.moves import Move, moves_open
from jxdesk.domain.road.reopening import kept_shut
from jxdesk.domain.road.shown_values import as_shown
from jxdesk.domain.road.standings import STANDING_WORDS, Desk, Standing, Whereabouts
from jxdesk.domain.templates.form_cells import Place


@pytest.mark.parametrize("desk", list(Desk))
@pytest.mark.parametrize("standing", list(Standing))
def test_a_form_is_offered_to_be_opened_just_where_the_table_of_moves_lets_it(
    desk: Desk, standing: Standing
) -> None:
    where = Whereabouts(desk=desk, standing=standing, round=1)
    said = kept_shut(where, Form.PROJECT_SELF_EVALUATION)
    may = not {Move.REOPEN, Move.WITHDRAW}.isdisjoint(moves_open(where))
    assert bool(said) is not may
    if said:
        assert STANDING_WORDS[standing] in said


def test_a_passed_target_waits_for_its_approval_and_a_passed_evaluation_for_its_reviewer() -> None:
    passed = Whereabouts(desk=Desk.FILLING, standing=Standing.ACCEPTED, round=1)
    assert "办调整申请" in kept_shut(passed, Form.PROJECT_TARGET)
    assert "和审核单位联系" in kept_shut(passed, Form.PROJECT_SELF_EVALUATION)


@pytest.mark.parametrize(
    ("field", "text", "shown"),
    [
        ("executed", "38766462", "38,766,462"),
        ("executed_fen", "1234567.89", "1,234,567.89"),
        ("original_budget", "-12000", "-12,000"),
        ("executed", "128.4", "128.4"),
        ("executed", "999", "999"),
        ("executed", "约1200", "约1200"),
        ("reason", "2025", "2025"),
        ("executed", "", ""),
    ],
)
def test_amounts_are_shown_with_separators_and_everything_else_as_it_is(
    field: str, text: str, shown: str
) -> None:
    assert as_shown(Place.MONEY, field, text) == shown
    assert as_shown(Place.INDICATORS, field, text) == text
