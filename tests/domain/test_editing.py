from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jxdesk.domain.filling.editing import (
    Change,
    Edit,
    EditKind,
    InsertLine,
    MoveLine,
    RemoveLine,
    apply,
    clear,
    fill_down,
    level_edits,
    merged_run,
    new_indicator,
    text_of,
)
from jxdesk.domain.records.filings import (
    Comparator,
    Direction,
    FilingContent,
    Form,
    IndicatorLine,
    MoneyKey,
    MoneyUnit,
)
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.scoring.score import score

from .conftest import ContentMaker, LineMaker, MoneyMaker


def typed(line_id: str, field: str, text: str) -> Edit:
    return Edit(kind=EditKind.INDICATOR, line_id=line_id, field=field, text=text)


def money(line_id: str, field: str, text: str) -> Edit:
    return Edit(kind=EditKind.MONEY, line_id=line_id, field=field, text=text)


@pytest.mark.parametrize(
    ("text", "unit", "fen"),
    [
        ("12.5", MoneyUnit.WAN, 12_500_000),
        ("12.5", MoneyUnit.YUAN, 1_250),
        ("１２．５", MoneyUnit.WAN, 12_500_000),
        ("125000元", MoneyUnit.WAN, 12_500_000),
        ("12.5万元", MoneyUnit.YUAN, 12_500_000),
        ("735，703.52", MoneyUnit.YUAN, 73_570_352),
    ],
)
def test_an_amount_typed_in_any_way_becomes_the_same_fen(
    text: str, unit: MoneyUnit, fen: int, make_money: MoneyMaker, make_content: ContentMaker, rules: RulePack
) -> None:
    content = make_content(money=(make_money(),), money_unit=unit)
    applied = apply(content, [money("money-total", "executed", text)], rules)
    assert applied.content.money_lines[0].executed_fen == fen
    assert applied.refused == ()


def test_a_typed_amount_is_kept_in_the_unit_of_the_form_with_every_fen(
    make_money: MoneyMaker, make_content: ContentMaker, rules: RulePack
) -> None:
    content = make_content(money=(make_money(),))
    applied = apply(content, [money("money-total", "executed", "1234567.89元")], rules)
    assert text_of(applied.content, EditKind.MONEY, "money-total", "executed") == "123.456789"


def test_a_text_that_is_no_amount_is_refused_with_its_place_and_changes_nothing(
    make_money: MoneyMaker, make_content: ContentMaker, rules: RulePack
) -> None:
    content = make_content(money=(make_money(executed="3"),))
    applied = apply(content, [money("money-total", "executed", "大约三万")], rules)
    assert applied.content == content
    assert applied.inverse == ()
    (finding,) = applied.refused
    assert (finding.line_id, finding.field, finding.code) == ("money-total", "executed", "value-unreadable")
    assert "大约三万" in finding.message
    assert finding.advice


def test_what_can_be_read_is_taken_although_something_beside_it_cannot(
    make_line: LineMaker, make_content: ContentMaker, rules: RulePack
) -> None:
    line = make_line("≥10个", "")
    applied = apply(
        make_content(line), [typed(line.id, "weight", "很多"), typed(line.id, "actual", "12")], rules
    )
    assert applied.content.indicator_lines[0].actual == 12
    assert [finding.field for finding in applied.refused] == ["weight"]


def test_a_number_typed_in_full_width_is_kept_in_half_width(
    make_line: LineMaker, make_content: ContentMaker, rules: RulePack
) -> None:
    line = make_line("≥90%", "")
    after = apply(
        make_content(line), [typed(line.id, "actual", "９８．５％")], rules
    ).content.indicator_lines[0]
    assert (after.actual_text, after.actual, after.actual_unit) == ("98.5%", Decimal("98.5"), "%")


def test_words_as_an_actual_value_stay_words(
    make_line: LineMaker, make_content: ContentMaker, rules: RulePack
) -> None:
    line = make_line("≥90%", "95%")
    after = apply(make_content(line), [typed(line.id, "actual", "基本达到")], rules).content.indicator_lines[
        0
    ]
    assert (after.actual_text, after.actual) == ("基本达到", None)


def test_a_sign_typed_as_two_letters_becomes_the_comparator(
    make_line: LineMaker, make_content: ContentMaker, rules: RulePack
) -> None:
    line = make_line("186", "190", unit="公里")
    after = apply(make_content(line), [typed(line.id, "comparator", "<=")], rules).content.indicator_lines[0]
    assert after.comparator is Comparator.AT_MOST
    assert after.direction is Direction.LOWER
    assert after.target_text == "≤186公里"


def test_a_sign_and_unit_typed_with_the_value_replace_those_in_their_own_columns(
    make_line: LineMaker, make_content: ContentMaker, rules: RulePack
) -> None:
    line = make_line("186", "190", sign="≥", unit="公里")
    after = apply(make_content(line), [typed(line.id, "target", "≤90%")], rules).content.indicator_lines[0]
    assert (after.comparator, after.target, after.unit) == (Comparator.AT_MOST, Decimal(90), "%")


def test_a_target_in_three_columns_reads_back_as_it_was_typed(
    make_line: LineMaker, make_content: ContentMaker, rules: RulePack
) -> None:
    content = make_content(make_line())
    line_id = content.indicator_lines[0].id
    edits = [
        typed(line_id, "comparator", "≥"),
        typed(line_id, "target", "186"),
        typed(line_id, "unit", "公里"),
    ]
    after = apply(content, edits, rules).content
    assert [
        text_of(after, EditKind.INDICATOR, line_id, field) for field in ("comparator", "target", "unit")
    ] == [
        "≥",
        "186",
        "公里",
    ]
    assert after.indicator_lines[0].target == 186


@pytest.mark.parametrize("text", ["80~90", "2023年12月底前", "有效提升", "0.055"])
def test_any_kind_of_target_shows_in_its_column_what_was_typed(
    text: str, make_line: LineMaker, make_content: ContentMaker, rules: RulePack
) -> None:
    content = make_content(make_line())
    line_id = content.indicator_lines[0].id
    after = apply(content, [typed(line_id, "target", text)], rules).content
    assert text_of(after, EditKind.INDICATOR, line_id, "target") == text


def test_a_line_called_qualitative_is_judged_and_called_a_number_again_is_not(
    make_line: LineMaker, make_content: ContentMaker, rules: RulePack
) -> None:
    line = make_line("有效", "有效")
    judged = apply(make_content(line), [typed(line.id, "comparator", "定性")], rules).content
    assert judged.indicator_lines[0].direction is Direction.QUALITATIVE
    assert text_of(judged, EditKind.INDICATOR, line.id, "comparator") == "定性"
    edits = [typed(line.id, "comparator", "≥"), typed(line.id, "target", "90"), typed(line.id, "unit", "%")]
    counted = apply(judged, edits, rules).content.indicator_lines[0]
    assert (counted.direction, counted.comparator, counted.target) == (
        Direction.HIGHER,
        Comparator.AT_LEAST,
        Decimal(90),
    )


def test_a_sign_that_nobody_knows_is_refused(
    make_line: LineMaker, make_content: ContentMaker, rules: RulePack
) -> None:
    line = make_line("186", "190")
    applied = apply(make_content(line), [typed(line.id, "comparator", "差不多")], rules)
    assert applied.content.indicator_lines[0] == line
    assert [finding.field for finding in applied.refused] == ["comparator"]


# ---- scores -------------------------------------------------------------------------------------------------------


def test_a_score_typed_for_a_counted_line_is_a_manual_one(
    make_line: LineMaker, make_content: ContentMaker, rules: RulePack
) -> None:
    line = make_line("≥10个", "10", weight="10")
    content = apply(make_content(line), [typed(line.id, "score", "7")], rules).content
    assert content.indicator_lines[0].manual_score == 7
    assert score(content, rules).lines[0].effective == 7


def test_a_score_above_the_weight_is_refused(
    make_line: LineMaker, make_content: ContentMaker, rules: RulePack
) -> None:
    line = make_line("≥10个", "10", weight="10")
    applied = apply(make_content(line), [typed(line.id, "score", "11")], rules)
    assert applied.content.indicator_lines[0].manual_score is None
    assert "10" in applied.refused[0].advice


@pytest.mark.parametrize(
    ("text", "percent"),
    [("达成", 100), ("部分达成", 70), ("未达成", 30), ("85%", 85), ("８５％", 85), ("8.5", 85)],
)
def test_a_judged_line_takes_a_band_a_percent_or_its_points(
    text: str, percent: int, make_line: LineMaker, make_content: ContentMaker, rules: RulePack
) -> None:
    line = make_line("有效提升", "有效提升", weight="10")
    after = apply(make_content(line), [typed(line.id, "score", text)], rules).content
    assert after.indicator_lines[0].judged_percent == percent
    assert score(after, rules).lines[0].effective == Decimal(percent) / 10


@given(st.integers(1, 10_000), st.integers(0, 10_000))
@settings(max_examples=60, deadline=None)
def test_points_typed_for_a_judged_line_come_back_to_the_hundredth(weight: int, share: int) -> None:
    pack = _rules()
    points = (Decimal(weight) / 100 * share / 10_000).quantize(Decimal("0.01"))
    line = IndicatorLine(
        id="a", name="群众反映", target_text="良好", actual_text="良好", weight=Decimal(weight) / 100
    )
    content = FilingContent(form=Form.PROJECT_SELF_EVALUATION, template_id="t", indicator_lines=(line,))
    after = apply(content, [typed("a", "score", f"{points}")], pack).content
    assert score(after, pack).lines[0].effective == points


def _rules() -> RulePack:
    import tomllib

    from .conftest import RESOURCES

    return RulePack.from_mapping(
        tomllib.loads((RESOURCES / "rules" / "yunnan-2020.toml").read_text(encoding="utf-8"))
    )


@pytest.mark.parametrize("text", ["1106808", "-5", "100.5"])
def test_an_amount_that_slipped_into_the_column_of_points_is_refused(
    text: str, make_line: LineMaker, make_content: ContentMaker, rules: RulePack
) -> None:
    line = make_line("≥10个", "10", weight="10")
    content = make_content(line, execution_weight="10")
    head = Edit(kind=EditKind.HEADER, field="execution_weight", text=text)
    applied = apply(content, [typed(line.id, "weight", text), head], rules)
    assert applied.content == content
    assert [finding.field for finding in applied.refused] == ["weight", "execution_weight"]


def test_a_percent_beyond_a_hundred_is_refused(
    make_line: LineMaker, make_content: ContentMaker, rules: RulePack
) -> None:
    line = make_line("有效", "有效")
    applied = apply(make_content(line), [typed(line.id, "score", "120%")], rules)
    assert applied.content.indicator_lines[0].judged_percent is None
    assert len(applied.refused) == 1


# ---- what was printed ---------------------------------------------------------------------------------------------


def test_a_new_actual_value_clears_the_printed_score_and_total_that_rested_on_the_old_one(
    make_line: LineMaker, make_content: ContentMaker, rules: RulePack
) -> None:
    changed, other = make_line("≥10个", "10", score="7"), make_line("≥5个", "5", score="9")
    content = make_content(
        changed, other, printed_total="96", printed_grade="优", printed_weights_total="100"
    )
    after = apply(content, [typed(changed.id, "actual", "8")], rules).content
    assert [line.printed_score for line in after.indicator_lines] == ["", "9"]
    assert (after.printed_total, after.printed_grade, after.printed_weights_total) == ("", "", "")


@pytest.mark.parametrize("field", ["name", "deviation_reason", "level1"])
def test_words_that_no_score_rests_on_leave_what_was_printed_alone(
    field: str, make_line: LineMaker, make_content: ContentMaker, rules: RulePack
) -> None:
    line = make_line("≥10个", "10", score="7")
    content = make_content(line, printed_total="96")
    after = apply(content, [typed(line.id, field, "写了原因")], rules).content
    assert after.indicator_lines[0].printed_score == "7"
    assert after.printed_total == "96"


def test_typing_the_same_value_again_changes_nothing_at_all(
    make_line: LineMaker, make_content: ContentMaker, rules: RulePack
) -> None:
    line = make_line("≥10个", "10", score="7")
    applied = apply(make_content(line, printed_total="96"), [typed(line.id, "actual", "10")], rules)
    assert applied.content.printed_total == "96"
    assert applied.content.indicator_lines[0].printed_score == "7"
    assert applied.inverse == ()


def test_new_money_clears_the_printed_rate_and_score_of_its_row(
    make_money: MoneyMaker, make_content: ContentMaker, rules: RulePack
) -> None:
    total = make_money(revised="100", executed="50", printed_rate="50%", printed_score="5")
    after = apply(make_content(money=(total,)), [money(total.id, "executed", "80")], rules).content
    assert (after.money_lines[0].printed_rate, after.money_lines[0].printed_score) == ("", "")


# ---- the way back -------------------------------------------------------------------------------------------------


FIELDS = [
    "level1",
    "name",
    "comparator",
    "target",
    "target_text",
    "unit",
    "actual",
    "weight",
    "score",
    "direction",
]
TEXTS = st.sampled_from(
    ["", "10", "≥90%", "定性", "有效", "5~8", "7.5", "12月底前", "越低越好", "达成", "９", "=", "万元"]
)
EDITS = st.builds(
    lambda line, field, text: typed(line, field, text), st.sampled_from("ab"), st.sampled_from(FIELDS), TEXTS
)
MOVES = st.builds(
    lambda line, index: MoveLine(line_id=line, index=index), st.sampled_from("ab"), st.integers(0, 3)
)
INSERTS = st.builds(
    lambda name, index: InsertLine(line=IndicatorLine(id=name, level1="产出指标"), index=index),
    st.sampled_from(["new-1", "new-2", "new-3"]),
    st.integers(0, 2),
)
MONEY = st.builds(
    lambda field, text: money("m", field, text),
    st.sampled_from(["original_budget", "revised_budget", "executed", "reason"]),
    st.sampled_from(["", "12.5", "3元", "abc"]),
)
HEADS = st.builds(
    lambda text: Edit(kind=EditKind.HEADER, field="execution_weight", text=text),
    st.sampled_from(["10", "20", "", "x"]),
)
ANSWERS = st.builds(
    lambda text: Edit(kind=EditKind.ANSWER, field="actual_goal", text=text), st.sampled_from(["完成", ""])
)


@given(st.lists(st.one_of(EDITS, MOVES, INSERTS, MONEY, HEADS, ANSWERS), max_size=8))
@settings(max_examples=200, deadline=None)
def test_the_inverse_of_any_changes_brings_everything_back_exactly(changes: list[Change]) -> None:
    from jxdesk.domain.records.filings import MoneyLine

    pack = _rules()
    seen: set[str] = set()
    changes = [
        change
        for change in changes
        if not isinstance(change, InsertLine) or not (change.line.id in seen or seen.add(change.line.id))
    ]
    content = FilingContent(
        form=Form.PROJECT_SELF_EVALUATION,
        template_id="t",
        printed_total="96",
        printed_grade="优",
        printed_weights_total="100",
        money_lines=(MoneyLine(id="m", key=MoneyKey.TOTAL, printed_rate="98%", printed_score="9"),),
        indicator_lines=(
            IndicatorLine(id="a", name="数量", target_text="≥3个", printed_score="8", weight=Decimal(10)),
            IndicatorLine(id="b", name="质量", target_text="有效", printed_score="9", weight=Decimal(10)),
        ),
    )
    applied = apply(content, changes, pack)
    assert apply(applied.content, applied.inverse, pack).content == content
    again = apply(content, list(changes), pack)
    assert again.content == applied.content


def test_a_removed_line_comes_back_to_its_place_with_all_it_held(
    make_line: LineMaker, make_content: ContentMaker, rules: RulePack
) -> None:
    lines = [make_line("≥10个", "10"), make_line("≥5个", "5", deviation_reason="原因"), make_line("3", "3")]
    content = make_content(*lines, printed_total="96")
    removed = apply(content, [RemoveLine(line_id=lines[1].id)], rules)
    assert [line.id for line in removed.content.indicator_lines] == [lines[0].id, lines[2].id]
    assert removed.content.printed_total == ""
    assert removed.reshaped
    assert apply(removed.content, removed.inverse, rules).content == content


# ---- blocks -------------------------------------------------------------------------------------------------------


def test_filling_down_copies_the_first_line_as_it_would_be_typed(
    make_line: LineMaker, make_content: ContentMaker, rules: RulePack
) -> None:
    lines = [make_line("≥95%", "96%"), make_line("", ""), make_line("", "")]
    content = make_content(*lines)
    edits = fill_down(content, EditKind.INDICATOR, [line.id for line in lines], ["target_text", "actual"])
    after = apply(content, edits, rules).content
    assert [line.target for line in after.indicator_lines] == [Decimal(95)] * 3
    assert [line.actual_text for line in after.indicator_lines] == ["96%"] * 3


def test_clearing_empties_value_and_number(
    make_line: LineMaker, make_content: ContentMaker, rules: RulePack
) -> None:
    line = make_line("≥95%", "96%")
    after = apply(make_content(line), clear(EditKind.INDICATOR, [(line.id, "actual")]), rules).content
    assert (after.indicator_lines[0].actual_text, after.indicator_lines[0].actual) == ("", None)


def test_a_level_typed_into_a_merged_cell_goes_to_every_line_that_shares_it(
    make_line: LineMaker, make_content: ContentMaker, rules: RulePack
) -> None:
    lines = [make_line("1", "1"), make_line("2", "2"), make_line("3", "3", level1="效益指标")]
    content = make_content(*lines)
    after = apply(content, level_edits(content, 1, "level1", "成本指标"), rules).content
    assert [line.level1 for line in after.indicator_lines] == ["成本指标", "成本指标", "效益指标"]


def test_a_second_level_ends_where_its_first_level_ends(
    make_line: LineMaker, make_content: ContentMaker
) -> None:
    same = {"level2": "社会效益指标"}
    content = make_content(make_line(**same), make_line(**same), make_line(level1="效益指标", **same))
    assert merged_run(content, 0, "level2") == range(2)


def test_a_new_line_takes_the_levels_of_the_line_above(
    make_line: LineMaker, make_content: ContentMaker
) -> None:
    content = make_content(make_line("1", "1"))
    made = new_indicator(content, 1)
    assert (made.level1, made.level2, made.name) == ("产出指标", "数量指标", "")
    assert made.id != content.indicator_lines[0].id


def test_an_answer_that_is_emptied_is_no_longer_kept(make_content: ContentMaker, rules: RulePack) -> None:
    content = make_content(answers={"actual_goal": "完成"})
    applied = apply(content, [Edit(kind=EditKind.ANSWER, field="actual_goal", text="")], rules)
    assert dict(applied.content.answers) == {}
    assert dict(apply(applied.content, applied.inverse, rules).content.answers) == {"actual_goal": "完成"}


def test_a_name_with_a_star_marks_the_line_as_core_and_without_it_no_longer(
    make_line: LineMaker, make_content: ContentMaker, rules: RulePack
) -> None:
    line = make_line("≥10亩", "10")
    starred = apply(
        make_content(line), [typed(line.id, "name", "★高标准农田建设面积（≥**亩）")], rules
    ).content
    assert starred.indicator_lines[0].is_core
    assert starred.indicator_lines[0].clean_name == "高标准农田建设面积"
    plain = apply(starred, [typed(line.id, "name", "高标准农田建设面积")], rules).content
    assert not plain.indicator_lines[0].is_core


def test_a_chosen_direction_stays_when_the_number_is_typed_again(
    make_line: LineMaker, make_content: ContentMaker, rules: RulePack
) -> None:
    line = make_line("30", "25", name="平均等候时间")
    content = apply(make_content(line), [typed(line.id, "direction", "越低越好")], rules).content
    after = apply(content, [typed(line.id, "target_text", "20")], rules).content.indicator_lines[0]
    assert (after.direction, after.direction_chosen) == (Direction.LOWER, True)


def test_replacing_one_line_leaves_the_others_the_same_objects(
    make_line: LineMaker, make_content: ContentMaker, rules: RulePack
) -> None:
    lines = (make_line("1", "1"), make_line("2", "2"))
    after = apply(make_content(*lines), [typed(lines[0].id, "actual", "3")], rules).content
    assert after.indicator_lines[1] is lines[1]
    assert after.indicator_lines[0] == replace(lines[0], actual_text="3", actual=Decimal(3), actual_unit="")
