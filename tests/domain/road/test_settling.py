"""Values that a reviewer sets: which cells take one, what waits to be made, what a return makes of it, and what it brings."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.records.filings import FilingContent, Form, IndicatorLine, MoneyKey, MoneyLine, MoneyUnit
from jxdesk.domain.road.reviews import Answer, Comment
from jxdesk.domain.road.settling import as_proposal, brought, can_be_set, is_amount, settled, waiting
from jxdesk.domain.road.side_by_side import CellBeside, with_settled
from jxdesk.domain.templates.form_cells import Place
from jxdesk.store.shipped.forms import rules_for

LINE, TOTAL = "1" * 32, "2" * 32


def content() -> FilingContent:
    return FilingContent(
        form=Form.PROJECT_SELF_EVALUATION,
        template_id="yunnan-public14-2022",
        year=2025,
        money_unit=MoneyUnit.WAN,
        money_lines=(MoneyLine(id=TOTAL, key=MoneyKey.TOTAL, executed_fen=5_000_000, executed_text="5.00"),),
        indicator_lines=(
            IndicatorLine(id=LINE, name="养护里程", actual_text="7", actual=Decimal(7), printed_score="10"),
        ),
        printed_total="100",
    )


def sets(value: str, *, place: Place = Place.INDICATORS, line: str = LINE, field: str = "actual") -> Comment:
    return Comment(
        id=f"{place}{field}",
        filing_id="f",
        round=1,
        place=place,
        line_id=line,
        line_name="养护里程",
        field=field,
        text="按国库数审定",
        seen="7",
        answer=Answer.SETTLED,
        answer_text=value,
    )


def test_set_values_are_made_in_the_form_and_what_was_printed_on_them_is_cleared() -> None:
    amount = sets("6.25", place=Place.MONEY, line=TOTAL, field="executed")
    after = settled(content(), [sets("11"), amount], rules_for(content())).content
    assert (after.indicator_lines[0].actual_text, after.indicator_lines[0].actual) == ("11", 11)
    assert after.money_lines[0].executed_fen == 6_250_000
    assert (after.indicator_lines[0].printed_score, after.printed_total) == ("", "")
    assert waiting(after, [sets("11"), amount]) == (), "what the form says already does not wait"
    assert settled(after, [sets("11"), amount], rules_for(after)).content == after


def test_a_value_of_a_row_that_is_gone_waits_no_more() -> None:
    gone = replace(content(), indicator_lines=())
    assert waiting(gone, [sets("11")]) == ()
    assert settled(gone, [sets("11")], rules_for(gone)).content == gone


@pytest.mark.parametrize(
    ("value", "words"),
    [("11", "建议改为“11”：按国库数审定"), ("", "建议清空这一格：按国库数审定")],
)
def test_a_return_proposes_what_was_set_and_asks_for_an_answer(value: str, words: str) -> None:
    proposal = as_proposal(sets(value))
    assert (proposal.text, proposal.answer, proposal.answer_text) == (words, Answer.NONE, "")
    assert proposal.seen == "7"


@pytest.mark.parametrize(
    ("place", "field", "can"),
    [
        (Place.MONEY, "executed", True),
        (Place.MONEY, "rate", False),
        (Place.INDICATORS, "target_text", True),
        (Place.INDICATORS, "cause_funding", True),
        (Place.INDICATORS, "attribute", False),
        (Place.INDICATORS, "", False),
        (Place.TASKS, "budget", True),
        (Place.HEAD, "execution_weight", True),
        (Place.HEAD, "project_name", False),
        (Place.ANSWERS, "goal", True),
        (Place.ANSWERS, "", False),
    ],
)
def test_names_and_what_follows_from_other_cells_are_not_set(place: Place, field: str, can: bool) -> None:
    assert can_be_set(place, field) is can
    assert is_amount(place, field) is (field in ("executed", "budget"))


def test_what_is_brought_is_known_by_its_place_and_kind_and_not_by_its_words() -> None:
    known = Finding(
        severity=Severity.ERROR, code="total-differs", message="总分 96，算出 97。", field="total"
    )
    same = replace(known, message="总分 96，算出 98。")
    other = replace(known, code="executed-above-budget", line_id=TOTAL)
    assert brought([known], [same, other]) == (other,)
    assert brought([replace(known, severity=Severity.WARNING)], [known]) == (known,), "it weighs more now"


def test_both_values_stand_beside_each_other_also_once_the_form_says_the_later_one() -> None:
    cell = CellBeside(place=Place.INDICATORS, label="实际完成值", line_id=LINE, field="actual", now="11")
    heading = replace(cell, field="", is_heading=True)
    unit = replace(cell, field="unit")
    assert with_settled([heading, cell, unit], [sets("11")]) == (
        heading,
        replace(cell, now="7", settled="11"),
        unit,
    )
