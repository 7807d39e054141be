"""The coach: says how to say it better, with an example of the sector and of the line's own words, and keeps quiet otherwise."""

from __future__ import annotations

import copy
import tomllib
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from jxdesk.domain.checks.check import check
from jxdesk.domain.checks.targets import TargetBeside
from jxdesk.domain.coaching.coach import Lesson, advise, coached, example_for, thing_of, unit_for
from jxdesk.domain.coaching.coach_book import CoachBook
from jxdesk.domain.declarations import DeclarationError
from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.records.filings import FilingContent, Form
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.scoring.score import score
from tests.domain.target_forms import target_form, typed, with_values

BOOK_FILE = Path(__file__).parents[2] / "resources" / "coach" / "targets.toml"


@pytest.fixture(scope="module")
def declared_book() -> dict[str, Any]:
    return tomllib.loads(BOOK_FILE.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def book(declared_book: dict[str, Any]) -> CoachBook:
    return CoachBook.from_mapping(declared_book)


@pytest.fixture
def lesson(book: CoachBook, rules: RulePack) -> Lesson:
    return Lesson(book=book, rules=rules, sector="农村公路", beside=TargetBeside())


def good() -> FilingContent:
    """A target that the coach has nothing to say about."""
    return with_values(target_form(), "happy", data_source="问卷 60 份，由村组抽取")


def said(content: FilingContent, lesson: Lesson) -> dict[str, Finding]:
    return {finding.code: finding for finding in advise(content, lesson)}


def test_a_well_said_target_gets_no_advice(lesson: Lesson) -> None:
    assert said(good(), lesson) == {}


@pytest.mark.parametrize(
    ("sector", "name", "example"),
    [
        ("农村公路", "提高管理水平", "巡查道路 ≥ 24 次/年"),
        ("", "提高管理水平", "按月检查并通报 = 12 次"),
        ("", "加强集镇卫生管理水平", "集镇卫生管理检查 ≥ 12 次/年"),
        ("农业衔接", "促进增收", "带动脱贫户户均增收 ≥ 1500 元"),
        ("执法应急林业", "维护社会稳定", "较大以上安全事故 = 0 起"),
        ("会议", "积极开展各项工作", "组织召开会议 ≥ 2 次"),
    ],
)
def test_unmeasurable_wording_is_answered_in_the_words_of_its_sector(
    lesson: Lesson, sector: str, name: str, example: str
) -> None:
    vague = typed(good(), "people", name=name, sign="", value="有效", unit="")
    found = said(vague, replace(lesson, sector=sector))["coach-wording"]
    assert found.severity is Severity.ADVICE
    assert (found.line_id, found.field) == ("people", "name")
    assert f"“{example}”" in found.advice
    assert f"“{name}”" in found.message


def test_the_same_words_with_a_number_are_let_pass(lesson: Lesson) -> None:
    measured = typed(good(), "people", name="提高管护水平达标路段占比", value="90", unit="%")
    assert said(measured, lesson) == {}


@pytest.mark.parametrize(
    ("name", "thing"),
    [
        ("加强道路管护水平", "道路管护"),
        ("提高群众防火意识", "群众防火"),
        ("进一步提升服务质量", ""),
        ("提高水平", ""),
        ("促进全县经济社会各方面事业协调发展", ""),
    ],
)
def test_what_an_empty_phrase_speaks_of_is_found(book: CoachBook, name: str, thing: str) -> None:
    assert thing_of(name, book) == thing


def test_a_goal_without_a_number_is_asked_for_one(lesson: Lesson) -> None:
    vague = replace(good(), answers={"expected_goal": "做好农村公路养护工作，保障群众出行。"})
    assert "养护农村公路 ≥ 186 公里" in said(vague, lesson)["coach-goal"].advice


def test_time_without_a_date_and_satisfaction_from_nowhere_are_asked_after(lesson: Lesson) -> None:
    loose = typed(good(), "day", value="及时完成")
    assert "11 月 30 日前" in said(loose, lesson)["coach-time"].advice
    nowhere = with_values(good(), "happy", data_source="")
    assert "问卷" in said(nowhere, lesson)["coach-satisfaction-source"].advice
    asked = with_values(nowhere, "happy", description="村民代表测评")
    assert said(asked, lesson) == {}


def test_a_hundred_per_cent_everywhere_is_too_much_and_twice_is_not(lesson: Lesson) -> None:
    content = typed(good(), "pass", value="100")
    content = typed(content, "happy", value="100")
    content = with_values(content, "happy", data_source="问卷 60 份")
    assert "coach-hundreds" not in said(content, lesson)
    content = typed(content, "people", name="列养率", value="100", unit="%")
    assert "coach-hundreds" in said(content, lesson)


def test_targets_that_repeat_last_years_results_are_named(lesson: Lesson) -> None:
    content = good()
    last = replace(
        content,
        form=Form.PROJECT_SELF_EVALUATION,
        indicator_lines=tuple(
            replace(line, actual=line.target, actual_text=line.target_text, actual_unit=line.unit)
            for line in content.indicator_lines
        ),
    )
    beside = TargetBeside(last_result=last)
    assert "coach-like-last-year" in said(content, replace(lesson, beside=beside))
    for line_id in ("km", "spot", "people"):
        content = with_values(content, line_id, target=Decimal("999"))
    assert said(content, replace(lesson, beside=beside)) == {}


def test_the_same_words_in_other_projects_are_named(lesson: Lesson) -> None:
    names = ("甲", "乙", "丙", "丁")
    beside = TargetBeside(same_goal=names, same_lines={"km": names, "happy": names, "spot": names[:3]})
    found = list(advise(good(), replace(lesson, beside=beside)))
    assert [(one.code, one.line_id) for one in found] == [("coach-same-goal", ""), ("coach-repeated", "km")]
    assert "“甲”、“乙”、“丙”等 4 个项目" in found[0].message


def test_a_check_gets_its_example_and_is_not_told_twice(lesson: Lesson, rules: RulePack) -> None:
    content = typed(good(), "spot", name="补助经费", sign="=", value="72890", unit="元")
    content = typed(content, "rule", name="提高管护水平", value="有效提升")
    content = typed(content, "people", name="受益群众人数", value="21000", unit="")
    checked = check(content, score(content, rules), rules)
    found = {(one.code, one.line_id): one for one in coached(content, checked, lesson)}
    assert "硬化道路 ≥ 3.5 公里" in found["amount-as-output", "spot"].advice
    assert "巡查道路 ≥ 24 次/年" in found["words-prove-nothing", "rule"].advice
    assert "“人”" in found["unit-missing", "people"].advice
    assert len([code for code, line_id in found if line_id == "spot"]) == 1


def test_points_off_the_scheme_are_told_how_they_are_shared_out(lesson: Lesson, rules: RulePack) -> None:
    content = typed(good(), "happy", weight="20")
    content = with_values(content, "happy", data_source="问卷 60 份")
    (found,) = coached(content, check(content, score(content, rules), rules), lesson)
    assert "产出 50、效益 30、满意度 10" in found.advice


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("受资助学生人数", "人"),
        ("硬化道路里程", "公里"),
        ("学生巩固率", "%"),
        ("高标准农田面积", "亩"),
        ("影响力", ""),
    ],
)
def test_a_name_asks_for_its_unit(book: CoachBook, name: str, unit: str) -> None:
    line = typed(target_form(), "km", name=name).indicator_lines[0]
    assert unit_for(line, book) == unit


def test_every_group_of_examples_answers_any_project(book: CoachBook) -> None:
    groups = [wording.examples for wording in book.wordings]
    groups += [book.vague.examples, book.input_examples, book.source_examples, book.time_examples]
    for group in groups:
        assert "{" not in example_for(group, "没有这一类")
        assert "道路管护" in example_for(group, "", "道路管护") or not any(one.takes_thing for one in group)


def test_every_sector_of_the_examples_is_one_of_the_library(book: CoachBook) -> None:
    known = set()
    for path in (BOOK_FILE.parents[1] / "libraries").glob("*.toml"):
        declared = tomllib.loads(path.read_text(encoding="utf-8"))
        known |= {sector["name"] for sector in declared.get("sectors", ())}
    groups = [wording.examples for wording in book.wordings]
    groups += [book.vague.examples, book.input_examples, book.source_examples, book.time_examples]
    named = {one.sector for group in groups for one in group} - {""}
    assert named <= known
    assert {one.sector for one in book.vague.examples} - {""} == known


def test_a_book_without_an_example_for_all_is_refused(declared_book: dict[str, Any]) -> None:
    wrong = copy.deepcopy(declared_book)
    wrong["wordings"][0]["examples"] = [{"sector": "会议", "text": "召开会议 2 次"}]
    with pytest.raises(DeclarationError) as refused:
        CoachBook.from_mapping(wrong)
    assert "wordings[1].examples" in refused.value.facts
    wrong = copy.deepcopy(declared_book)
    wrong["colour"] = "red"
    with pytest.raises(DeclarationError):
        CoachBook.from_mapping(wrong)
