"""The review sheet: its points add up, a total has its grade, three ways to pass, and what does not fit in a filled one."""

from __future__ import annotations

import copy
import json
import tomllib
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jxdesk.domain.declarations import DeclarationError
from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.records.filings import Form
from jxdesk.domain.road.outcomes import Outcome
from jxdesk.domain.road.review_cases import failed_review_cases
from jxdesk.domain.road.review_checks import basis_words
from jxdesk.domain.road.review_sheet import (
    Batch,
    FilledSheet,
    Mark,
    Verdict,
    check_outcome,
    check_sheet,
    default_score,
    total_of,
    verdict,
)
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.rules.reviewing import Edition, PassRule, Sheet
from jxdesk.store.shipped.reviews import sheet_book

FILE = Path(__file__).parents[3] / "resources" / "rules" / "yunnan-2020.toml"


@pytest.fixture
def declared() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def scored() -> Sheet:
    found = sheet_book().sheet_for(Form.PROJECT_TARGET, scored=True)
    assert found is not None
    return found


def filled(**scores: object) -> FilledSheet:
    """The scored sheet with full points but for those that are named."""
    sheet, marks = scored(), []
    for point in sheet.points:
        score = Decimal(str(scores.get(point.key, point.weight)))
        share = score / (point.weight or Decimal(1))
        grade = next(band.grade for band in sheet.marks if share >= band.low)
        marks.append(Mark(point=point.key, grade=grade, score=score))
    return FilledSheet(sheet_id=sheet.id, marks=tuple(marks))


def way(name: str) -> PassRule:
    return next(rule for rule in sheet_book().ways_to_pass if rule.id == name)


def test_the_shipped_scored_sheet_has_the_four_dimensions_with_their_points() -> None:
    sheet = scored()
    assert [(one.name, one.weight) for one in sheet.dimensions] == [
        ("完整性审核", 20),
        ("相关性审核", 30),
        ("适当性审核", 30),
        ("可行性审核", 20),
    ]
    assert [point.weight for point in sheet.points] == [10, 10, 15, 15, 15, 15, 10, 10]
    assert sheet.basis.own_choice
    assert "没有核对过原件" in sheet.basis.source


@pytest.mark.parametrize(
    ("lost", "total", "grade", "follows"),
    [
        (0, 100, "优", Outcome.ACCEPTED),
        (10, 90, "优", Outcome.ACCEPTED),
        ("10.5", Decimal("89.5"), "良", Outcome.ACCEPTED_WITH_CHANGES),
        ("15", 85, "良", Outcome.ACCEPTED_WITH_CHANGES),
    ],
)
def test_a_total_has_its_grade_and_what_follows_from_it(
    lost: object, total: Decimal, grade: str, follows: Outcome
) -> None:
    found = verdict(scored(), filled(worth=15 - Decimal(str(lost))), way("grade"))
    assert (found.total, found.grade, found.follows, found.passes) == (total, grade, follows, True)


def test_a_middling_one_is_returned_and_a_poor_one_rejected() -> None:
    low = dict.fromkeys(("worth", "money", "relevance"), 0)
    middling = verdict(scored(), filled(worth=0, money=5), way("grade"))
    poor = verdict(scored(), filled(**low), way("grade"))
    assert (middling.total, middling.grade, middling.follows, middling.passes) == (
        75,
        "中",
        Outcome.RETURNED,
        False,
    )
    assert (poor.total, poor.grade, poor.follows, poor.passes) == (55, "差", Outcome.REJECTED, False)
    assert poor.words == "55 分，差；“优”“良”通过，没有达到。"


@pytest.mark.parametrize(("money", "passes"), [(10, True), ("9.5", False)])
def test_a_line_of_points_includes_its_bound(money: object, passes: bool) -> None:
    found = verdict(scored(), filled(worth=0, relevance=0, money=money), way("fixed"))
    assert found.passes is passes
    assert "分数线 65 分" in found.words


def test_at_or_above_the_average_of_the_batch_passes_to_the_last_decimal() -> None:
    others = Batch(others=(Decimal(90), Decimal(90)))
    found = verdict(scored(), filled(worth="3.33"), way("average"), batch=others)
    assert (found.total, found.passes) == (Decimal("88.33"), False)
    assert found.words == "88.33 分，良；同一批 3 份都有得分，平均 89.44 分，没有达到。"
    assert verdict(scored(), filled(), way("average"), batch=Batch()).passes, "the average of one is its own"
    unknown = verdict(scored(), filled(), way("average"))
    assert unknown.passes is None
    assert list(check_outcome(unknown, Outcome.REJECTED)) == []


def test_the_average_waits_until_all_of_the_batch_have_their_points_and_says_who_is_missing() -> None:
    waiting = Batch(others=(Decimal(90),), missing=("甲", "乙", "丙", "丁"))
    found = verdict(scored(), filled(), way("average"), batch=waiting)
    assert found.passes is None
    assert "同一批要评 6 份，还有 4 份没有得分：“甲”、“乙”、“丙”等" in found.words
    assert verdict(scored(), filled(), way("grade"), batch=waiting).passes, "other ways do not compare"


def test_an_office_chooses_its_way_and_its_own_line_of_points_where_the_pack_leaves_it_the_choice() -> None:
    book = sheet_book()
    chosen = book.passing_by("fixed", Decimal(70))
    assert (chosen.passing.id, chosen.passing.score) == ("fixed", 70)
    assert book.passing_by("average", Decimal(70)).passing == way("average")
    assert book.passing_by("fixed").passing == way("fixed")
    assert book.passing_by("fixed", Decimal(50)).passing == way("fixed"), "below what the pack allows"
    assert book.passing_by("unheard of") is book
    assert not book.is_fixed


def test_a_pack_that_leaves_no_choice_is_followed_whatever_an_office_chose_before(
    declared: dict[str, Any],
) -> None:
    declared["reviewing"]["passing"].update(use="fixed", choices=[])
    for bound in ("lowest", "highest"):
        del declared["reviewing"]["passing"]["ways"][1][bound]
    book = RulePack.from_mapping(declared).reviewing
    assert book is not None
    assert book.is_fixed
    assert [one.id for one in book.open_ways] == ["fixed"]
    assert book.passing_by("average") is book
    assert book.passing_by("fixed", Decimal(70)).passing.score == 65
    assert book.passing.line_words == "规则包定为 65 分，不能改。"


def test_an_edition_is_read_from_its_text_with_the_way_and_the_line_of_then() -> None:
    book = sheet_book().passing_by("fixed", Decimal("70.5"))
    assert book.edition.text == "yunnan-2020@2020.1/fixed=70.5"
    assert Edition.read(book.edition.text) == book.edition
    assert sheet_book().as_decided(book.edition).passing == book.passing
    graded = sheet_book().edition
    assert (graded.text, Edition.read(graded.text)) == ("yunnan-2020@2020.1/grade", graded)
    assert Edition.read("2026.1") == Edition(version="2026.1"), "a sheet from before packs had review sheets"


def test_a_pack_without_review_sheets_is_read_and_those_that_ship_hold(declared: dict[str, Any]) -> None:
    del declared["reviewing"]
    pack = RulePack.from_mapping(declared)
    assert pack.reviewing is None
    assert sheet_book(pack) == sheet_book()


def test_the_shipped_pack_keeps_its_own_examples_of_reviewing() -> None:
    book = sheet_book()
    assert {case.way for case in book.cases} == {"grade", "fixed", "average"}
    assert {case.follows for case in book.cases} == set(Outcome) - {Outcome.MERGED}
    assert failed_review_cases(book) == ()
    assert failed_review_cases(None) == ()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            lambda d: d["cases"][0].update(passes="no"),
            "规则写 90 分、优、一般通过、不能通过，本程序算 90 分、优、一般通过、能通过",
        ),
        (lambda d: d["cases"][0].update(grade="良"), "规则写 90 分、良"),
        (lambda d: d["cases"][0].update(total=91), "规则写 91 分"),
        (lambda d: d["cases"][0].update(follows="returned"), "一般退回"),
        (lambda d: d["cases"][0]["scores"].__setitem__(0, "11"), "打了 11 分"),
        (lambda d: d["cases"][6].update(line=40), "不许选"),
        (lambda d: d["passing"].update(choices=[]), "不许选"),
        (lambda d: d["cases"][7].update(others=["60"]), "本程序算 80 分、良、一般带意见通过、能通过"),
    ],
)
def test_a_pack_whose_examples_of_reviewing_come_out_otherwise_is_noticed(
    declared: dict[str, Any], change: Callable[[dict[str, Any]], object], words: str
) -> None:
    pack = RulePack.from_mapping(spoil(declared, lambda d: change(d["reviewing"])))
    failed = failed_review_cases(pack.reviewing)
    assert failed
    assert words in failed[0].words


def test_what_no_regulation_gives_is_said_to_be_a_proposal() -> None:
    book = sheet_book()
    assert basis_words(way("grade").basis).startswith("依据：财预〔2015〕88号")
    proposals = [sheet.basis for sheet in book.sheets] + [way("average").basis, book.priority.basis]
    assert all("本程序的建议" in basis_words(one).split("：")[0] for one in proposals)


@given(st.lists(st.integers(0, 1500).map(lambda n: Decimal(n) / 100), min_size=1, max_size=9))
def test_the_best_of_a_batch_always_passes_and_never_all_but_equals_fail(scores: list[Decimal]) -> None:
    sheets = [filled(worth=score) for score in scores]
    totals = [total for sheet in sheets if (total := total_of(scored(), sheet)) is not None]
    passes = [
        verdict(
            scored(), sheet, way("average"), batch=Batch(others=(*totals[:place], *totals[place + 1 :]))
        ).passes
        for place, sheet in enumerate(sheets)
    ]
    assert passes[totals.index(max(totals))] is True
    assert all(passes) is (len(set(totals)) == 1)


def test_an_open_question_leaves_the_total_open() -> None:
    open_sheet = replace(filled(), marks=filled().marks[1:])
    found = verdict(scored(), open_sheet, way("grade"))
    assert found == Verdict(total=None, grade="", passes=None, follows=None, words="审核表还没有评完。")
    assert list(check_outcome(found, Outcome.ACCEPTED)) == []


def codes(sheet: Sheet, of: FilledSheet) -> list[tuple[str, str]]:
    return [(one.code, one.field) for one in check_sheet(sheet, of)]


def with_mark(mark: Mark) -> FilledSheet:
    whole = filled()
    return replace(whole, marks=tuple(mark if one.point == mark.point else one for one in whole.marks))


@pytest.mark.parametrize(
    ("mark", "code"),
    [
        (Mark(point="worth"), "sheet-open"),
        (Mark(point="worth", grade="好", score=Decimal(15)), "sheet-grade"),
        (Mark(point="worth", grade="优"), "sheet-score"),
        (Mark(point="worth", grade="优", score=Decimal("13.49")), "sheet-score"),
        (Mark(point="worth", grade="优", score=Decimal("15.01")), "sheet-score"),
        (Mark(point="worth", grade="良", score=Decimal("13.5")), "sheet-score"),
        (Mark(point="worth", grade="差", score=Decimal(-1)), "sheet-score"),
    ],
)
def test_a_grade_and_its_points_must_fit(mark: Mark, code: str) -> None:
    assert codes(scored(), with_mark(mark)) == [(code, "worth")]


@pytest.mark.parametrize("grade", ["优", "良", "中", "差"])
def test_what_a_grade_fills_in_first_fits_it(grade: str) -> None:
    sheet = scored()
    marks = [
        Mark(point=point.key, grade=grade, score=default_score(sheet, point, grade)) for point in sheet.points
    ]
    whole = FilledSheet(sheet_id=sheet.id, marks=tuple(marks))
    assert codes(sheet, whole) == []
    assert verdict(sheet, whole, way("grade")).grade == grade


def outcome_finding(total_lost: int, outcome: Outcome) -> Finding | None:
    lost = filled(worth=max(0, 15 - total_lost), money=max(0, 15 - max(0, total_lost - 15)))
    return next(check_outcome(verdict(scored(), lost, way("grade")), outcome), None)


@pytest.mark.parametrize(
    ("lost", "outcome", "severity"),
    [
        (0, Outcome.ACCEPTED, None),
        (0, Outcome.RETURNED, Severity.ADVICE),
        (0, Outcome.REJECTED, Severity.WARNING),
        (15, Outcome.ACCEPTED_WITH_CHANGES, None),
        (15, Outcome.ACCEPTED, Severity.ADVICE),
        (25, Outcome.RETURNED, None),
        (25, Outcome.ACCEPTED, Severity.WARNING),
        (25, Outcome.REJECTED, Severity.ADVICE),
        (25, Outcome.MERGED, None),
    ],
)
def test_a_decision_other_than_the_sheet_s_is_doubted_the_more_the_more_it_matters(
    lost: int, outcome: Outcome, severity: Severity | None
) -> None:
    finding = outcome_finding(lost, outcome)
    assert (finding.severity if finding else None) is severity


def test_every_form_has_a_sheet_and_short_ones_ask_without_points() -> None:
    for form in Form:
        sheet = sheet_book().sheet_for(form, scored=False)
        assert sheet is not None
        assert not sheet.is_scored
        marks = tuple(Mark(point=point.key, grade=sheet.marks[0].grade) for point in sheet.points)
        whole = FilledSheet(sheet_id=sheet.id, marks=marks)
        assert codes(sheet, whole) == []
        assert verdict(sheet, whole, way("grade")).words == "这张审核表不打分。"
        assert sheet.basis.own_choice


@pytest.mark.parametrize(
    ("form", "major_new", "wan", "must"),
    [
        (Form.PROJECT_TARGET, False, 499, False),
        (Form.PROJECT_TARGET, False, 500, True),
        (Form.PROJECT_TARGET, True, 1, True),
        (Form.PROJECT_TARGET, False, None, False),
        (Form.PROJECT_MONITORING, True, 900, False),
    ],
)
def test_which_reviews_must_carry_the_scored_sheet_is_declared(
    form: Form, major_new: bool, wan: int | None, must: bool
) -> None:
    amount = None if wan is None else wan * 1_000_000
    rule = sheet_book().priority
    assert rule.covers(form, major_new=major_new, amount_fen=amount) is must
    assert rule.basis.own_choice


def test_a_filled_sheet_travels_as_plain_texts_and_comes_back_equal() -> None:
    whole = with_mark(Mark(point="worth", grade="良", score=Decimal("12.5"), note="与同类项目比偏低"))
    travelled = json.loads(json.dumps(whole.facts()))
    assert FilledSheet.from_facts(travelled) == whole
    assert FilledSheet.from_facts({}) is None


def spoil(of: dict[str, Any], change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    made = copy.deepcopy(of)
    change(made)
    return made


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda d: d["passing"].update(choices=["luck"]), "没有名为 'luck' 的通过办法"),
        (lambda d: d["passing"]["ways"][1].pop("lowest"), "写最低和最高"),
        (lambda d: d["passing"]["ways"][1].update(lowest=70), "最低 ≤ 分数线"),
        (lambda d: d["passing"]["ways"][0].update(lowest=1, highest=2), "写最低和最高"),
        (lambda d: d["cases"][0].update(scores=["1"]), "每一项各一个分"),
        (lambda d: d["cases"][0].update(scores=["a"]), "加引号的分数"),
        (lambda d: d["cases"][0].update(sheet="monitoring"), "打分的表"),
        (lambda d: d["cases"][0].update(way="luck"), "没有名为 'luck' 的通过办法"),
        (lambda d: d["sheets"][0]["dimensions"][0]["points"][0].update(weight=11), "应是 100"),
        (lambda d: d["sheets"][0]["dimensions"][0]["points"][0].pop("weight"), "每一项都要有分值"),
        (lambda d: d["sheets"][1]["dimensions"][0]["points"][0].update(weight=5), "不打分的都不能有"),
        (lambda d: d["sheets"][0]["dimensions"][0]["points"][0].update(key="clarity"), "不能重复"),
        (lambda d: d["sheets"][0]["totals"].pop(), "最后一档从 0 起"),
        (lambda d: d["sheets"][0]["totals"].reverse(), "从高到低"),
        (lambda d: d["sheets"][0]["marks"][1].update(high="0.95"), "相接"),
        (lambda d: d["sheets"][0]["marks"][0].update(default="0.5"), "上下限之间"),
        (lambda d: d["sheets"][0].update(source=" "), "要写明出处"),
        (lambda d: d["passing"].update(use="best"), "没有名为 'best' 的通过办法"),
        (lambda d: d["passing"]["ways"][1].pop("score"), "固定分数线要写分数"),
        (lambda d: d["passing"]["ways"][2].update(grades=["优"]), "按等次通过"),
        (lambda d: d["passing"]["ways"][2].update(mode="luck"), "不认识 'luck'"),
        (lambda d: d["priority"].update(amount_yuan="很多"), "应是整数"),
        (lambda d: d["sheets"][0].update(colour="red"), "不认识这一项"),
    ],
)
def test_a_file_of_sheets_that_is_against_itself_is_refused_with_its_place(
    declared: dict[str, Any], change: Callable[[dict[str, Any]], object], words: str
) -> None:
    with pytest.raises(DeclarationError, match=words):
        RulePack.from_mapping(spoil(declared, lambda d: change(d["reviewing"])))
