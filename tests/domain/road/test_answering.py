"""Answering a return: nothing goes back unanswered, what changed stands beside what was, and an 已改 that changed nothing is named."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.records.filings import FilingContent, Form, MoneyKey, TaskLine
from jxdesk.domain.road.answering import ROW_GONE, check_resubmission, signs, since_return
from jxdesk.domain.road.commented_cells import place_of, remark_on, said_at
from jxdesk.domain.road.reviews import Answer, Comment
from jxdesk.domain.templates.form_cells import Place
from jxdesk.store.shipped.reviews import review_book
from tests.domain.target_forms import money, target_form, typed, with_money, with_values, without

RETURNED = target_form()
EXPLAINED = "设备 11 月到货，验收单附后"


def remark(
    line_id: str, field: str, number: int = 1, *, label: str = "", on: FilingContent = RETURNED
) -> Comment:
    made = remark_on(on, filing_id="f", number=1, line_id=line_id, field=field, id=f"c{number}", label=label)
    return replace(made, position=number, reason_code="vague", text="请改成具体的数")


def found(now: FilingContent, *comments: Comment) -> dict[str, Finding]:
    return {one.code: one for one in check_resubmission(RETURNED, now, comments, review_book())}


def test_every_unanswered_remark_is_an_error_that_names_it_and_its_cell() -> None:
    comments = (remark("km", "target", 1), remark("total", "original_budget", 2, label="年度资金总额"))
    answered = remark("spot", "target", 3).answered(Answer.CHANGED)
    now = typed(RETURNED, "spot", value="15")
    errors = check_resubmission(RETURNED, now, (answered, *comments), review_book())
    assert [(one.severity, one.line_id, one.field) for one in errors] == [
        (Severity.ERROR, "km", "target"),
        (Severity.ERROR, "total", "original_budget"),
    ]
    assert errors[0].message == "第 1 条意见（“养护农村公路里程”的指标值）还没有答。"
    assert errors[1].message == "第 2 条意见（“年度资金总额”的年初预算数）还没有答。"
    assert "已改" in errors[0].advice
    assert "说明" in errors[0].advice


def test_an_answered_and_changed_return_goes_without_a_word() -> None:
    comments = (
        remark("km", "target", 1).answered(Answer.CHANGED),
        remark("people", "name", 2).answered(Answer.EXPLAINED, EXPLAINED),
    )
    assert found(typed(RETURNED, "km", value="190"), *comments) == {}


@pytest.mark.parametrize(
    ("text", "is_enough"), [("", False), ("同意", False), ("已 核 实 了", False), ("已按要求核实", True)]
)
def test_an_explanation_needs_a_few_words_blanks_not_counted(text: str, is_enough: bool) -> None:
    short = found(RETURNED, remark("km", "target").answered(Answer.EXPLAINED, text)).get("answer-short")
    assert (short is None) is is_enough
    assert signs(" 已 核 实 ") == 3


def test_an_answer_changed_whose_cell_did_not_change_is_doubted_with_what_it_still_says() -> None:
    comment = remark("km", "unit").answered(Answer.CHANGED)
    finding = found(typed(RETURNED, "spot", value="15"), comment)["answer-unchanged"]
    assert finding.severity is Severity.WARNING
    assert (
        finding.message == "第 1 条意见（“养护农村公路里程”的指标值）标了“已改”，和退回时一样，还是“公里”。"
    )


def test_blanks_and_other_letterforms_are_no_change() -> None:
    now = with_values(RETURNED, "km", name=" 养护农村公路 里程 ")
    assert "answer-unchanged" in found(now, remark("km", "name").answered(Answer.CHANGED))


@pytest.mark.parametrize(
    ("comment", "now"),
    [
        (remark("km", "unit"), typed(RETURNED, "km", unit="米")),
        (remark("km", "comparator"), typed(RETURNED, "km", sign="＝")),
        (remark("km", "target_text"), typed(RETURNED, "km", value="200")),
        (remark("km", "score"), typed(RETURNED, "km", weight="10")),
        (remark("km", ""), typed(RETURNED, "km", name="养护县乡公路里程")),
        (remark("km", "target"), without(RETURNED, "km")),
        (remark("total", "original_budget_fen"), with_money(RETURNED, money(MoneyKey.TOTAL, 130_000_00))),
        (
            remark("", "expected_goal"),
            replace(RETURNED, answers={**RETURNED.answers, "expected_goal": "养护 190 公里"}),
        ),
        (remark("", "department"), replace(RETURNED, department="练习县公路局")),
        (remark("", "total"), typed(RETURNED, "km", weight="10")),
        (remark("", ""), typed(RETURNED, "km", weight="10")),
    ],
    ids=["unit", "sign", "value", "follows", "row", "deleted", "amount", "answer", "head", "total", "form"],
)
def test_a_change_of_any_part_of_the_cell_counts_and_of_the_row_or_form_where_that_was_meant(
    comment: Comment, now: FilingContent
) -> None:
    assert since_return(RETURNED, now, [comment]).items[0].is_changed
    elsewhere = typed(RETURNED, "happy", value="95")
    if comment.line_id or comment.field not in ("", "total"):
        assert not since_return(RETURNED, elsewhere, [comment]).items[0].is_changed


def test_a_remark_on_the_unit_is_not_met_by_another_number() -> None:
    beside = since_return(
        RETURNED, typed(RETURNED, "km", value="190"), [remark("km", "unit", 1), remark("km", "target", 2)]
    )
    assert [one.is_changed for one in beside.items] == [False, True]


def test_old_and_new_stand_side_by_side_amounts_in_the_unit_of_the_form() -> None:
    now = with_money(typed(RETURNED, "km", value="190"), money(MoneyKey.TOTAL, 130_000_00))
    comments = [remark("km", "target", 2), remark("total", "original_budget", 1), remark("spot", "target", 3)]
    beside = since_return(RETURNED, without(now, "spot"), comments)
    assert [(one.old, one.new) for one in beside.items] == [
        ("12.84", "13.00"),
        ("186", "190"),
        ("12", ROW_GONE),
    ]
    assert [one.comment.seen for one in beside.items] == ["12.84", "186", "12"]


def test_what_was_changed_without_a_remark_is_shown_apart() -> None:
    now = typed(typed(RETURNED, "km", value="190"), "happy", value="95")
    beside = since_return(RETURNED, now, [remark("km", "target")])
    assert [(one.line_id, one.field) for one in beside.others] == [("happy", "target_text")]
    assert not beside.says_the_same


def test_a_return_that_comes_back_the_same_is_doubted_unless_it_is_explained() -> None:
    assert found(RETURNED)["resubmission-same"].severity is Severity.WARNING
    assert "resubmission-same" not in found(
        RETURNED, remark("km", "target").answered(Answer.EXPLAINED, EXPLAINED)
    )
    assert "resubmission-same" not in found(typed(RETURNED, "km", value="190"))


def test_a_row_that_was_added_is_a_change_of_the_form_and_of_no_other_row() -> None:
    now = replace(
        RETURNED,
        indicator_lines=(
            *RETURNED.indicator_lines,
            replace(RETURNED.indicator_lines[0], id="new", name="桥", clean_name="桥"),
        ),
    )
    beside = since_return(RETURNED, now, [remark("km", "", 1), remark("", "", 2)])
    assert [one.is_changed for one in beside.items] == [False, True]


def test_cells_of_tasks_are_read_and_compared_like_any_other() -> None:
    office = replace(
        RETURNED,
        form=Form.DEPARTMENT_TARGET,
        task_lines=(TaskLine(id="t", name="公路养护", budget_fen=1_200_00, project_names="甲"),),
    )
    comment = remark("t", "budget", on=office)
    assert (comment.place, comment.line_name, comment.seen) == (Place.TASKS, "公路养护", "0.12")
    assert comment.where == "“公路养护”的预算"
    now = replace(office, task_lines=(replace(office.task_lines[0], budget_fen=1_300_00),))
    assert since_return(office, now, [comment]).items[0].is_changed
    assert said_at(office, Place.TASKS, "t", "projects") == "甲"


def test_a_place_is_found_by_line_or_by_field_and_a_line_that_is_not_there_is_a_bug() -> None:
    assert place_of(RETURNED, "", "expected_goal") is Place.ANSWERS
    assert place_of(RETURNED, "", "project_name") is Place.HEAD
    assert said_at(RETURNED, Place.HEAD, "", "project_name") == RETURNED.project_name
    assert said_at(RETURNED, Place.INDICATORS, "gone", "target") == ""
    with pytest.raises(KeyError):
        place_of(RETURNED, "gone", "target")


def test_a_remark_says_where_it_is_as_a_person_would() -> None:
    assert remark("", "").where == "整张表"
    assert remark("km", "").where == "“养护农村公路里程”的整行"
    assert remark("", "expected_goal", label="年度总体目标").where == "年度总体目标"
    assert remark("", "project_name").where == "项目名称"
    assert remark("total", "original_budget").where == "年初预算数"
