"""Choosing how a line's value becomes points: what was printed under the old mode goes, and the inverse brings it back."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from jxdesk.domain.filling.editing import apply
from jxdesk.domain.filling.value_modes import MODE_WORDS, choose_mode
from jxdesk.domain.records.filings import (
    Comparator,
    FilingContent,
    Form,
    IndicatorLine,
    ScoreSource,
    ValueMode,
)
from jxdesk.domain.scoring.score import score
from jxdesk.store.shipped.forms import DEFAULT_RULE_PACK, rule_packs

RULES = rule_packs()[DEFAULT_RULE_PACK]
LINE = IndicatorLine(
    id="line",
    level1="产出指标",
    level2="数量指标",
    name="养护里程",
    comparator=Comparator.AT_LEAST,
    target_text="≥100",
    target=Decimal(100),
    unit="公里",
    actual_text="90",
    actual=Decimal(90),
    weight=Decimal(10),
    printed_score="10",
)
FORM = FilingContent(
    form=Form.PROJECT_SELF_EVALUATION,
    template_id="national-2020",
    indicator_lines=(LINE,),
    printed_total="100",
    printed_grade="优",
)


def points(form: FilingContent) -> Decimal | None:
    """The computed points of the line."""
    return score(form, RULES).lines[0].computed


def test_every_mode_has_its_word() -> None:
    assert set(MODE_WORDS) == set(ValueMode)


def test_all_or_nothing_gives_nothing_for_a_missed_target_and_the_print_goes() -> None:
    assert points(FORM) == Decimal("9.00")
    chosen = apply(FORM, choose_mode(LINE, ValueMode.ALL_OR_NOTHING), RULES)
    assert points(chosen.content) == Decimal("0.00")
    assert chosen.content.indicator_lines[0].printed_score == ""
    assert (chosen.content.printed_total, chosen.content.printed_grade) == ("", "")
    assert apply(chosen.content, chosen.inverse, RULES).content == FORM


def test_a_graded_line_is_judged_and_reckons_again_without_the_judgement() -> None:
    graded = apply(FORM, choose_mode(LINE, ValueMode.GRADED), RULES).content
    judged = replace(graded.indicator_lines[0], judged_percent=Decimal(80))
    graded = replace(graded, indicator_lines=(judged,))
    assert score(graded, RULES).lines[0].source is ScoreSource.JUDGEMENT
    back = apply(graded, choose_mode(judged, ValueMode.PROPORTION), RULES).content
    assert score(back, RULES).lines[0].source is ScoreSource.RULE
    assert points(back) == Decimal("9.00")


def test_the_mode_that_is_there_already_changes_nothing() -> None:
    assert choose_mode(LINE, ValueMode.PROPORTION) == ()
