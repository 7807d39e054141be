"""The review book: reasons, phrases that fit a cell, and the time that a work order runs."""

from __future__ import annotations

import copy
import datetime as dt
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from jxdesk.domain.declarations import DeclarationError
from jxdesk.domain.records.filings import Form
from jxdesk.domain.road.phrases import OTHER, CellKind, ReviewBook, kind_of
from jxdesk.domain.road.reviews import Answer, Comment
from jxdesk.domain.road.work_orders import last_day, open_work_order, read_due_day, with_due_days
from jxdesk.domain.templates.form_cells import CELLS, HEAD_CELLS, LINES, Place
from jxdesk.store.shipped.deadlines import work_calendar
from jxdesk.store.shipped.reviews import review_book

FILE = Path(__file__).parents[3] / "resources" / "reviews" / "opinions.toml"
BOOK = review_book()
DAY = dt.date


@pytest.fixture
def declared() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def test_the_shipped_reasons_have_names_that_tell_them_apart_and_each_a_phrase_but_the_last() -> None:
    names = [reason.name for reason in BOOK.reasons]
    assert len(set(names)) == len(names)
    assert BOOK.reasons[-1].code == OTHER
    assert BOOK.reasons[-1].needs_text
    assert {phrase.reason for phrase in BOOK.phrases} == {reason.code for reason in BOOK.reasons} - {OTHER}
    assert all(BOOK.days_of(reason.code).basis.own_choice for reason in BOOK.reasons)


TARGETS = {Form.PROJECT_TARGET, Form.DEPARTMENT_TARGET}
MONITORINGS = {Form.PROJECT_MONITORING, Form.DEPARTMENT_MONITORING}
ONLY_ON = {
    CellKind.ACTUAL: set(Form) - TARGETS,
    CellKind.SCORE: set(Form) - TARGETS - MONITORINGS - {Form.TRANSFER_SELF_EVALUATION},
    CellKind.REASON: set(Form) - TARGETS,
    CellKind.LIKELIHOOD: MONITORINGS,
}


@pytest.mark.parametrize("form", list(Form))
def test_every_kind_of_cell_on_every_form_has_something_to_pick(form: Form) -> None:
    for kind in CellKind:
        phrases = BOOK.offered(form, kind, line="养护里程", seen="有效提升")
        assert phrases, kind
        assert all(one.fits(form, kind, line="养护里程", seen="有效提升") for one in phrases)
        if form in ONLY_ON.get(kind, set(Form)):
            assert phrases[0].kinds, f"only general words for {kind}"
        said = [one.said(line="养护里程", seen="有效提升") for one in phrases]
        assert len(set(said)) == len(said)
        assert not any("{" in text for text in said)


def test_the_most_particular_phrase_comes_first_and_a_reason_narrows_them() -> None:
    offered = BOOK.offered(Form.PROJECT_MONITORING, CellKind.EXECUTED)
    assert offered[0].text.startswith("执行数请填到截止月份月末的国库支付数")
    assert offered[-1].kinds == ()
    only = BOOK.offered(Form.PROJECT_MONITORING, CellKind.EXECUTED, reason="treasury")
    assert {one.reason for one in only} == {"treasury"}
    assert not any("决算" in one.text for one in offered)


def test_a_phrase_takes_up_the_row_and_the_value_and_is_not_offered_without_them() -> None:
    vague = BOOK.offered(Form.PROJECT_TARGET, CellKind.TARGET, reason="vague", seen="有效提升")
    assert vague[0].said(seen="有效提升").startswith("“有效提升”无法衡量")
    assert BOOK.offered(Form.PROJECT_TARGET, CellKind.TARGET, reason="vague") == ()


def test_every_cell_of_a_form_is_of_some_kind() -> None:
    kinds = {kind_of(place, cell) for place in LINES for cell in CELLS[place]}
    kinds |= {kind_of(Place.HEAD, cell) for cell in HEAD_CELLS}
    kinds |= {kind_of(Place.ANSWERS, "expected_goal"), kind_of(Place.INDICATORS, "")}
    assert kinds == set(CellKind)
    assert kind_of(Place.INDICATORS, "unit") is CellKind.TARGET
    assert kind_of(Place.MONEY, "executed") is CellKind.EXECUTED


def test_a_reason_of_a_newer_book_stays_readable_and_has_the_general_time() -> None:
    assert BOOK.reason("of-next-year") is None
    assert BOOK.reason_name("of-next-year") == "of-next-year"
    assert BOOK.days_of("of-next-year") == BOOK.work_order
    assert BOOK.reason_name("unit") == "计量单位不对"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda d: d["reasons"].pop(), "要有 'other'"),
        (lambda d: d["reasons"].append(d["reasons"][0]), "代码不能重复"),
        (lambda d: d["phrases"][0].update(reason="gone"), "没有代码为 'gone' 的原因"),
        (lambda d: d["phrases"][0].update(text="请看{who}"), "只能用"),
        (lambda d: d["phrases"][0].update(text=" "), "要写一句话"),
        (lambda d: d["phrases"][0].update(cells=["corner"]), "不认识 'corner'"),
        (lambda d: d["phrases"][0].update(forms=["tax"]), "不认识 'tax'"),
        (lambda d: d["work_order"].update(days=0), "至少一天"),
        (lambda d: d["work_order"].pop("source"), "缺少这一项"),
        (lambda d: d.pop("shortest"), "缺少这一项"),
        (lambda d: d["reasons"][0].update(colour="red"), "不认识这一项"),
    ],
)
def test_a_book_that_is_against_itself_is_refused_with_its_place(
    declared: dict[str, Any], change: Callable[[dict[str, Any]], object], words: str
) -> None:
    made = copy.deepcopy(declared)
    change(made)
    with pytest.raises(DeclarationError, match=words):
        ReviewBook.from_mapping(made)


def test_a_work_order_may_run_for_a_single_day(declared: dict[str, Any]) -> None:
    declared["work_order"]["days"] = 1
    shortest = ReviewBook.from_mapping(declared).work_order
    assert last_day(shortest, DAY(2026, 11, 6), work_calendar()) == DAY(2026, 11, 9)


REMARK = Comment(id="c", filing_id="f", round=2, position=1, reason_code="unit", text="改单位")


def test_a_work_order_runs_from_the_day_after_the_return_came_and_goes_round_holidays() -> None:
    assert last_day(BOOK.work_order, DAY(2026, 9, 29), work_calendar()) == DAY(2026, 10, 12)
    assert last_day(BOOK.days_of("template"), DAY(2026, 11, 5), work_calendar()) == DAY(2026, 11, 9)


def test_a_day_that_the_reviewer_wrote_holds_and_the_others_get_that_of_their_reason() -> None:
    written = replace(REMARK, due_on=DAY(2026, 11, 20))
    wrong_form = replace(REMARK, reason_code="template")
    came = DAY(2026, 11, 5)
    dated = with_due_days([written, REMARK, wrong_form], BOOK, came_on=came, calendar=work_calendar())
    assert [one.due_on for one in dated] == [DAY(2026, 11, 20), DAY(2026, 11, 12), DAY(2026, 11, 9)]


def test_a_work_order_holds_the_remarks_of_its_round_in_order_and_is_due_with_the_first() -> None:
    remarks = [
        replace(REMARK, id="late", position=3, due_on=DAY(2026, 11, 20)),
        replace(REMARK, id="first", position=1, due_on=DAY(2026, 11, 9)).answered(Answer.CHANGED),
        replace(REMARK, id="before", round=1),
        replace(REMARK, id="of-another", filing_id="g"),
    ]
    order = open_work_order("f", 2, remarks)
    assert [one.id for one in order.items] == ["first", "late"]
    assert [one.id for one in order.open_items] == ["late"]
    assert order.progress == "2 条意见，已答 1 条"
    assert order.due_on == DAY(2026, 11, 9)
    assert order.is_overdue(DAY(2026, 11, 10))
    assert not order.is_overdue(DAY(2026, 11, 9))


def test_a_return_with_an_opinion_alone_is_a_work_order_without_items_and_never_overdue() -> None:
    order = open_work_order("f", 1, [])
    assert order.progress == "没有逐条的意见"
    assert order.due_on is None
    assert not order.is_overdue(DAY(2030, 1, 1))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("11月20日", DAY(2026, 11, 20)),
        ("2026-11-20", DAY(2026, 11, 20)),
        ("2026年11月20日前", DAY(2026, 11, 20)),
        ("11月5日", DAY(2026, 11, 5)),
        ("1月8日", DAY(2027, 1, 8)),
        ("2026-1-8", DAY(2026, 1, 8)),
        ("月底", None),
        ("11月", None),
        ("尽快", None),
        ("2月30日", None),
        ("2027年2月29日", None),
        ("", None),
    ],
)
def test_a_day_is_read_as_reviewers_type_it_and_what_names_none_is_none(
    text: str, day: dt.date | None
) -> None:
    assert read_due_day(text, DAY(2026, 11, 5)) == day
