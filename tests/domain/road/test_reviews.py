"""Decisions on a filing: what each must have before it is written down, and a return that is handed down through the county."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from jxdesk.domain.findings import Finding, Severity, has_errors
from jxdesk.domain.road.moves import TABLE, Move
from jxdesk.domain.road.outcomes import DECIDED_BY, HEARD_AS, OUTCOME_WORDS, PASSING, Outcome
from jxdesk.domain.road.review_checks import SheetCase, check_comment, check_review
from jxdesk.domain.road.review_sheet import FilledSheet, Mark
from jxdesk.domain.road.reviews import ANSWER_WORDS, Answer, Comment, Review, handed_on
from jxdesk.domain.road.standings import FROZEN, Desk, Standing
from jxdesk.domain.templates.form_cells import Place
from jxdesk.store.shipped.reviews import review_book, sheet_book

TODAY = dt.date(2026, 11, 5)
BOOK = review_book()
REMARK = Comment(
    id="c1",
    filing_id="f",
    round=1,
    place=Place.INDICATORS,
    line_id="km",
    line_name="养护里程",
    field="target",
    reason_code="unit",
    text="单位应当是公里",
)


def review(outcome: Outcome, **changes: object) -> Review:
    made = Review(
        id="r",
        filing_id="f",
        package_id="d1",
        round=1,
        outcome=outcome,
        decided_by="李某",
        decided_on=TODAY,
        office_path="53-23-29",
    )
    return replace(made, **changes)


def said(
    of: Review, *comments: Comment, sheets: SheetCase | None = None, today: dt.date = TODAY
) -> dict[str, Finding]:
    return {one.code: one for one in check_review(of, comments, book=BOOK, today=today, sheets=sheets)}


def test_a_return_without_a_remark_and_without_an_opinion_is_refused() -> None:
    finding = said(review(Outcome.RETURNED))["review-empty"]
    assert finding.severity is Severity.ERROR
    assert "不知道要改什么" in finding.message
    assert said(review(Outcome.RETURNED, opinion="金额请全表核对")) == {}
    assert said(review(Outcome.RETURNED), REMARK) == {}


def test_remarks_of_another_round_or_filing_do_not_count_for_this_return() -> None:
    of_before, of_another = replace(REMARK, round=0), replace(REMARK, filing_id="g")
    assert "review-empty" in said(review(Outcome.RETURNED), of_before, of_another)


@pytest.mark.parametrize(
    ("opinion", "is_enough"), [("", False), ("不 行", False), ("与职责无 关", False), ("与职责不符合", True)]
)
def test_a_rejection_needs_words(opinion: str, is_enough: bool) -> None:
    finding = said(review(Outcome.REJECTED, opinion=opinion), REMARK).get("review-words")
    assert (finding is None) is is_enough


def test_to_accept_with_open_remarks_asks_and_names_them() -> None:
    many = [replace(REMARK, id=f"c{n}", line_name=f"指标{n}") for n in range(5)]
    finding = said(review(Outcome.ACCEPTED), *many)["review-open"]
    assert finding.severity is Severity.WARNING
    assert finding.message.startswith("还有 5 条意见没有答复")
    assert finding.message.endswith("“指标0”的指标值、“指标1”的指标值、“指标2”的指标值等。")
    assert "带意见通过" in finding.advice
    assert said(review(Outcome.ACCEPTED), *many[:3])["review-open"].message.endswith("“指标2”的指标值。")
    answered = [one.answered(Answer.CHANGED) for one in many]
    assert said(review(Outcome.ACCEPTED), *answered) == {}
    assert said(review(Outcome.ACCEPTED_WITH_CHANGES), *many) == {}


def test_to_accept_with_changes_says_what_they_are() -> None:
    assert has_errors(said(review(Outcome.ACCEPTED_WITH_CHANGES)).values())


@pytest.mark.parametrize(("into", "message"), [("", "没有选并入哪一份"), ("f", "不能并入它自己")])
def test_a_filing_is_merged_into_another_one(into: str, message: str) -> None:
    assert message in said(review(Outcome.MERGED, merged_into=into))["review-merged"].message
    assert said(review(Outcome.MERGED, merged_into="g")) == {}


def test_a_decision_has_a_name_and_a_day_that_is_not_to_come() -> None:
    assert {"review-by", "review-date"} <= said(
        review(Outcome.ACCEPTED, decided_by=" ", decided_on=None)
    ).keys()
    assert (
        "晚于今天"
        in said(review(Outcome.ACCEPTED, decided_on=TODAY + dt.timedelta(1)))["review-date"].message
    )


@pytest.mark.parametrize(
    ("changes", "code", "severity"),
    [
        ({"reason_code": ""}, "comment-reason", Severity.WARNING),
        ({"reason_code": "of-a-newer-book"}, "comment-reason", Severity.WARNING),
        ({"reason_code": "other", "text": " "}, "comment-text", Severity.ERROR),
        ({"reason_code": "", "text": ""}, "comment-text", Severity.ERROR),
        ({"text": ""}, "comment-text", Severity.ADVICE),
        ({"due_on": TODAY - dt.timedelta(1)}, "comment-due", Severity.ERROR),
    ],
)
def test_a_remark_that_leaves_the_office_guessing_is_found(
    changes: dict[str, object], code: str, severity: Severity
) -> None:
    found = {one.code: one for one in check_comment(replace(REMARK, **changes), BOOK, today=TODAY)}
    assert found[code].severity is severity
    assert (found[code].line_id, found[code].field) == ("km", "target")
    assert "养护里程" in found[code].message


def test_a_sound_remark_passes_and_may_be_due_today() -> None:
    assert list(check_comment(replace(REMARK, due_on=TODAY), BOOK, today=TODAY)) == []


def filled(share: str) -> FilledSheet:
    sheet = sheet_book().sheet("target-scored")
    assert sheet is not None
    grade = next(band.grade for band in sheet.marks if Decimal(share) >= band.low)
    marks = [
        Mark(point=point.key, grade=grade, score=Decimal(share) * (point.weight or 0))
        for point in sheet.points
    ]
    return FilledSheet(sheet_id=sheet.id, version=sheet_book().edition.text, marks=tuple(marks))


def test_a_priority_review_is_asked_for_the_scored_sheet_and_told_by_which_rule() -> None:
    case = SheetCase(book=sheet_book(), must_be_scored=True)
    missing = said(review(Outcome.ACCEPTED), sheets=case)["sheet-missing"]
    assert missing.severity is Severity.WARNING
    assert "普财评审〔2019〕45号" in missing.advice
    short = FilledSheet(sheet_id="target-everyday")
    assert "sheet-missing" in said(review(Outcome.ACCEPTED, sheet=short), sheets=case)
    assert said(review(Outcome.ACCEPTED, sheet=filled("0.95")), sheets=case) == {}
    assert said(review(Outcome.MERGED, merged_into="g"), sheets=case) == {}


def test_a_decision_against_the_sheet_is_doubted_and_still_possible() -> None:
    case = SheetCase(book=sheet_book())
    found = said(review(Outcome.ACCEPTED, sheet=filled("0.5")), sheets=case)["sheet-outcome"]
    assert found.severity is Severity.WARNING
    assert found.message == "审核表 50 分，差；“优”“良”通过，没有达到。照这个办法不能通过。"


def test_a_sheet_that_this_desk_does_not_know_is_named() -> None:
    unknown = review(Outcome.ACCEPTED, sheet=FilledSheet(sheet_id="next-year"))
    assert "next-year" in said(unknown, sheets=SheetCase(book=sheet_book()))["sheet-unknown"].message


def test_what_the_prefecture_decided_is_handed_on_in_the_name_of_the_county_and_stands_as_it_was_said() -> (
    None
):
    above = review(
        Outcome.ACCEPTED_WITH_CHANGES,
        id="r2",
        package_id="county-package",
        office_path="53-23",
        opinion="按国库数审定",
        decided_by="州财政局 王某",
    )
    handed = handed_on(
        above,
        review_id="r3",
        package_id="town-package",
        office_path="53-23-29",
        decided_by="李某",
        decided_on=TODAY,
    )
    assert (handed.outcome, handed.round, handed.opinion) == (
        Outcome.ACCEPTED_WITH_CHANGES,
        1,
        "按国库数审定",
    )
    assert (handed.id, handed.package_id, handed.office_path, handed.decided_by) == (
        "r3",
        "town-package",
        "53-23-29",
        "李某",
    )
    assert handed.sheet is None


def test_every_outcome_is_a_move_where_it_is_decided_and_one_where_it_is_heard() -> None:
    waiting, sent = TABLE[Desk.REVIEWING][Standing.WAITING], TABLE[Desk.FILLING][Standing.SENT]
    for outcome in Outcome:
        assert waiting[DECIDED_BY[outcome]].value == outcome.value
        assert sent[HEARD_AS[outcome]].value == outcome.value
        assert (waiting[DECIDED_BY[outcome]] in FROZEN) is (outcome in PASSING)
    assert OUTCOME_WORDS.keys() == set(Outcome)
    assert ANSWER_WORDS.keys() == set(Answer)
    assert Move.RETURN in TABLE[Desk.REVIEWING][Standing.RETURNED_FROM_ABOVE]
