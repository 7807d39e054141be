"""A form read again beside the stored one: what counts as changed, what stays, and what a person must choose."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from jxdesk.domain.records.filings import (
    DeviationCause,
    Direction,
    FilingContent,
    Form,
    IndicatorLine,
    Likelihood,
    MoneyKey,
    MoneyLine,
    TaskLine,
)
from jxdesk.domain.round_trip.differences import Kind, compare, differences
from jxdesk.domain.round_trip.printed_cells import PrintedCells
from jxdesk.domain.templates.form_cells import Place

from .offices_as_a_whole import template

UNPRINTED = {
    "formula": "完工里程",
    "value_basis": "年度计划",
    "data_source": "验收单",
    "value_method": "现场核实",
    "scoring_rule": "按比例得分",
    "mid_term_text": "≥500公里",
    "library_entry_id": "lib-1",
    "remark": "分两批实施",
    "forecast_text": "186公里",
    "forecast": Decimal(186),
    "causes": (DeviationCause.STAFF,),
    "likelihood": Likelihood.CERTAIN,
    "marked_exact": True,
    "judged_percent": Decimal(80),
    "manual_score": Decimal("9.5"),
}


def line(number: int, name: str, /, **more: object) -> IndicatorLine:
    values = {"level1": "产出指标", "level2": "数量指标", "clean_name": name, "name": name} | more
    return IndicatorLine(id=f"i{number}", **values)  # type: ignore[arg-type]


def content(*lines: IndicatorLine, **more: object) -> FilingContent:
    values: dict[str, object] = {
        "form": Form.PROJECT_SELF_EVALUATION,
        "template_id": "national-2020",
        "indicator_lines": lines,
    }
    return FilingContent(**(values | more))  # type: ignore[arg-type]


def fresh(said: FilingContent) -> FilingContent:
    """The same form as another reading gives it: every line under an id of its own."""
    return replace(
        said,
        indicator_lines=tuple(replace(one, id=f"r-{one.id}") for one in said.indicator_lines),
        money_lines=tuple(replace(one, id=f"r-{one.id}") for one in said.money_lines),
        task_lines=tuple(replace(one, id=f"r-{one.id}") for one in said.task_lines),
    )


def test_what_the_paper_does_not_print_stays_as_it_is_stored() -> None:
    stored = content(
        line(1, "养护里程", actual_text="150公里", actual=Decimal(150), **UNPRINTED),
        money_lines=(
            MoneyLine(
                id="m1",
                key=MoneyKey.TOTAL,
                mid_term_fen=900,
                forecast_fen=800,
                document_number="云财〔2024〕1号",
            ),
        ),
        answers={"basis": "省厅文件", "expected_goal": "养护公路"},
    )
    read = fresh(
        content(
            line(1, "养护里程", actual_text="182公里", actual=Decimal(182)),
            money_lines=(MoneyLine(id="m1", key=MoneyKey.TOTAL, executed_fen=700),),
            answers={"expected_goal": "养护公路"},
        )
    )
    found = compare(stored, read, printed=PrintedCells.of(template("national-2020"), read))
    assert [(one.field, one.new) for one in found.differences] == [
        ("executed_fen", "700"),
        ("actual_text", "182公里"),
    ]
    merged = found.merged()
    assert merged.answers == stored.answers
    money, indicator = merged.money_lines[0], merged.indicator_lines[0]
    assert (money.mid_term_fen, money.forecast_fen, money.document_number) == (900, 800, "云财〔2024〕1号")
    assert (money.executed_fen, indicator.actual) == (700, Decimal(182))
    assert {name: getattr(indicator, name) for name in UNPRINTED} == UNPRINTED


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"name": "养护 里程"}, {"name": "养护里程"}),
        ({"deviation_reason": "雨季长，工期顺延"}, {"deviation_reason": " 雨季长，\n工期顺延　"}),
        (
            {"weight": Decimal(10), "printed_weight": "10"},
            {"weight": Decimal("10.0"), "printed_weight": "１０"},
        ),
        (
            {"actual": Decimal(182), "actual_text": "182公里"},
            {"actual": Decimal(182), "actual_text": "１８２ 公里"},
        ),
    ],
)
def test_blanks_and_letterforms_are_no_changes(before: dict[str, object], after: dict[str, object]) -> None:
    stored, read = line(1, "养护里程", **before), line(1, "养护里程", **after)
    assert differences(content(stored), fresh(content(read))) == ()


def test_an_amount_is_the_same_whatever_words_it_was_read_from() -> None:
    stored = MoneyLine(id="m", key=MoneyKey.TOTAL, executed_fen=1_250_000, executed_text="1.25")
    read = replace(stored, executed_text="１．２５０")
    assert differences(content(money_lines=(stored,)), fresh(content(money_lines=(read,)))) == ()
    (found,) = differences(
        content(money_lines=(stored,)), fresh(content(money_lines=(replace(read, executed_fen=1_260_000),)))
    )
    assert (found.place, found.line_id, found.field) == (Place.MONEY, "m", "executed_fen")


def test_tasks_are_compared_and_keep_their_projects() -> None:
    tasks = tuple(TaskLine(id=f"t{n}", name=f"任务{n}", project_ids=("p",), budget_fen=100) for n in range(3))
    stored = content(form=Form.DEPARTMENT_TARGET, task_lines=tasks)
    back = (
        replace(tasks[0], id="r0", budget_fen=150, project_ids=()),
        replace(tasks[2], id="r2", project_ids=()),
        TaskLine(id="r9", name="新任务", budget_fen=7),
    )
    found = compare(stored, replace(stored, task_lines=back))
    assert [(one.line, one.field, one.kind) for one in found.differences] == [
        ("任务0", "budget_fen", Kind.VALUE),
        ("新任务", "", Kind.ADDED),
        ("任务1", "", Kind.REMOVED),
    ]
    merged = found.merged()
    assert [(one.id, one.name, one.budget_fen, one.project_ids) for one in merged.task_lines] == [
        ("t0", "任务0", 150, ("p",)),
        ("t2", "任务2", 100, ("p",)),
        ("r9", "新任务", 7, ()),
    ]


def test_a_renamed_row_is_known_by_its_identity_and_a_sorted_one_by_its_words() -> None:
    stored = content(line(1, "养护里程"), line(2, "安保设施"), line(3, "合格率"))
    renamed = content(line(1, "养护农村公路里程"), line(2, "安保设施"), line(3, "合格率"))
    (found,) = differences(stored, renamed)
    assert (found.line_id, found.field, found.old, found.new) == (
        "i1",
        "name",
        "养护里程",
        "养护农村公路里程",
    )
    # The rows were sorted and the column of identities was not.
    moved = content(line(1, "合格率"), line(2, "养护里程"), line(3, "安保设施"))
    assert differences(stored, moved) == ()


def test_a_copied_row_is_a_new_one_behind_the_row_above_it() -> None:
    stored = content(line(1, "养护里程"), line(2, "安保设施"))
    read = content(line(1, "养护里程"), replace(line(1, "绿化里程"), id="copy"), line(2, "安保设施"))
    found = compare(stored, read)
    assert [(one.line, one.kind) for one in found.differences] == [("绿化里程", Kind.ADDED)]
    assert [one.name for one in found.merged().indicator_lines] == ["养护里程", "绿化里程", "安保设施"]
    assert found.merged(()) == stored


def test_only_chosen_cells_are_taken_over() -> None:
    stored = content(line(1, "养护里程", actual_text="150", deviation_reason="旧"), printed_total="90")
    read = fresh(content(line(1, "养护里程", actual_text="182", deviation_reason="新"), printed_total="95"))
    found = compare(stored, read)
    reason = next(one for one in found.differences if one.field == "deviation_reason")
    merged = found.merged({reason.key})
    assert merged.indicator_lines[0] == replace(stored.indicator_lines[0], deviation_reason="新")
    assert merged.printed_total == "90"


def test_what_was_changed_here_and_there_is_a_conflict_and_what_was_changed_here_alone_is_none() -> None:
    sent = content(line(1, "养护里程", actual_text="150", deviation_reason="旧", description="甲"))
    stored = content(line(1, "养护里程", actual_text="160", deviation_reason="旧", description="乙"))
    read = content(line(1, "养护里程", actual_text="170", deviation_reason="新", description="甲"))
    found = {one.field: one for one in compare(stored, read, sent=sent).differences}
    assert set(found) == {"actual_text", "deviation_reason"}
    conflict = found["actual_text"]
    assert (conflict.sent, conflict.old, conflict.new, conflict.is_conflict) == ("150", "160", "170", True)
    assert not found["deviation_reason"].is_conflict


def test_a_row_deleted_there_and_changed_here_or_the_other_way_round_is_a_conflict() -> None:
    sent = content(line(1, "养护里程", actual_text="150"), line(2, "安保设施", actual_text="12"))
    stored = content(line(1, "养护里程", actual_text="160"))
    read = content(line(2, "安保设施", actual_text="13"))
    found = compare(stored, read, sent=sent).differences
    assert [(one.line, one.kind, one.is_conflict) for one in found] == [
        ("安保设施", Kind.ADDED, True),
        ("养护里程", Kind.REMOVED, True),
    ]


def test_what_printing_makes_of_a_value_is_nobodys_change() -> None:
    stored = content(
        money_lines=(MoneyLine(id="m", key=MoneyKey.TOTAL, executed_fen=98, revised_budget_fen=100),)
    )
    printed = replace(stored, money_lines=(replace(stored.money_lines[0], printed_rate="98%"),))
    assert compare(stored, printed, echo=printed).differences == ()
    changed = replace(stored, money_lines=(replace(printed.money_lines[0], executed_fen=99),))
    (found,) = compare(stored, changed, echo=printed).differences
    assert found.field == "executed_fen"


def test_a_direction_that_a_person_chose_stays_when_the_target_is_taken_over() -> None:
    stored = content(line(1, "成本", target_text="5", direction=Direction.LOWER, direction_chosen=True))
    read = content(line(1, "成本", target_text="4", direction=Direction.HIGHER))
    merged = compare(stored, read).merged().indicator_lines[0]
    assert (merged.target_text, merged.direction) == ("4", Direction.LOWER)
