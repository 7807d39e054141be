from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest

from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.records.filings import MoneyKey
from jxdesk.domain.templates.form import FormTemplate
from jxdesk.domain.templates.wizard_flow import (
    Place,
    StepState,
    WizardPage,
    asked_places,
    basic_answers,
    filled,
    goal_answers,
    header_fields,
    page_after,
    page_before,
    pages,
    place_of,
    place_of_field,
    signature_answers,
    step_states,
)

from .conftest import RESOURCES, ContentMaker, LineMaker, MoneyMaker


@pytest.fixture(scope="module")
def templates() -> dict[str, FormTemplate]:
    found = {}
    for path in sorted((RESOURCES / "forms").glob("*.toml")):
        template = FormTemplate.from_mapping(tomllib.loads(path.read_text(encoding="utf-8")))
        found[template.id] = template
    return found


def forms(templates: dict[str, FormTemplate]) -> Iterator[FormTemplate]:
    return (template for template in templates.values() if not template.reading_only)


def test_the_way_leads_through_every_page_and_back(templates: dict[str, FormTemplate]) -> None:
    for template in forms(templates):
        way = [pages(template)[0]]
        while (following := page_after(template, way[-1])) is not None:
            way.append(following)
        assert tuple(way) == pages(template)
        back = [way[-1]]
        while (before := page_before(template, back[-1])) is not None:
            back.append(before)
        assert back == way[::-1]


def test_a_form_without_narrative_skips_the_page_of_goals(templates: dict[str, FormTemplate]) -> None:
    bare = replace(templates["national-2020"], answers=(), goals=(), signatures=())
    assert WizardPage.GOALS not in pages(bare)
    assert page_after(bare, WizardPage.MONEY) is WizardPage.INDICATORS
    assert page_before(bare, WizardPage.INDICATORS) is WizardPage.MONEY


def test_every_answer_of_every_form_is_asked_for_on_exactly_one_page(
    templates: dict[str, FormTemplate],
) -> None:
    for template in templates.values():
        asked = [*goal_answers(template), *signature_answers(template), *basic_answers(template)]
        asked += [name for name in header_fields(template) if template.answer(name)]
        assert sorted(set(asked)) == sorted({answer.name for answer in template.answers})
        assert (
            len([name for name in asked if asked.count(name) > 1 and name not in header_fields(template)])
            == 0
        )


def test_filled_fields_are_counted_and_the_first_empty_one_is_named(
    templates: dict[str, FormTemplate],
    make_line: LineMaker,
    make_money: MoneyMaker,
    make_content: ContentMaker,
) -> None:
    template = templates["national-2020"]
    content = make_content(
        make_line("≥10个", "12", level2="数量指标"),
        make_line("≥95%", "", level2="质量指标"),
        money=(make_money(MoneyKey.TOTAL, "100", "90"),),
        department="县财政局",
        implementing_unit="白岩镇人民政府",
        answers={"expected_goal": "目标", "actual_goal": "完成"},
    )
    counted = filled(content, template)
    second = content.indicator_lines[1]
    assert counted.total - counted.done == 1
    assert counted.next_empty == Place(page=WizardPage.INDICATORS, line_id=second.id, field="actual")
    head, money, goals, lines = 3, 2, 2, 2 * 6
    assert counted.total == head + money + goals + lines


def test_a_part_and_a_dropped_line_ask_for_less(
    templates: dict[str, FormTemplate], make_line: LineMaker, make_content: ContentMaker
) -> None:
    template = templates["national-2020"]
    whole = make_content(make_line("", "", weight=""))
    part = make_content(make_line("", "", weight="", is_part=True))
    dropped = make_content(make_line("", "", weight="", not_applicable=True))
    sizes = [
        sum(1 for place, _ in asked_places(content, template) if place.page is WizardPage.INDICATORS)
        for content in (whole, part, dropped)
    ]
    assert sizes == [6, 3, 0]


def test_a_problem_leads_to_its_page_line_and_field(
    templates: dict[str, FormTemplate],
    make_line: LineMaker,
    make_money: MoneyMaker,
    make_content: ContentMaker,
) -> None:
    template = templates["yunnan-public14-2022"]
    content = make_content(make_line("1", "1"), money=(make_money(),))
    line_id = content.indicator_lines[0].id

    def found(line: str, field: str) -> Finding:
        return Finding(severity=Severity.ERROR, code="x", message="", line_id=line, field=field)

    assert place_of(found(line_id, "actual"), content, template) == Place(
        page=WizardPage.INDICATORS, line_id=line_id, field="actual"
    )
    assert place_of(found("money-total", "executed"), content, template).page is WizardPage.MONEY
    assert place_of(found("", "executed"), content, template).line_id == "money-total"
    assert place_of(found("", "expected_goal"), content, template).page is WizardPage.GOALS
    assert place_of(found("", "preparer"), content, template).page is WizardPage.OUTPUT
    assert place_of(found("", "weights_total"), content, template).page is WizardPage.INDICATORS
    assert place_of_field("", "project_name", content, template).page is WizardPage.MONEY


def test_a_place_survives_as_text() -> None:
    place = Place(page=WizardPage.INDICATORS, line_id="a1", field="actual")
    assert Place.from_text(place.to_text()) == place
    assert Place.from_text("") is None
    assert Place.from_text("nowhere|a|b") is None


def test_steps_are_wrong_with_an_error_done_when_filled_and_else_open(
    templates: dict[str, FormTemplate],
    make_line: LineMaker,
    make_money: MoneyMaker,
    make_content: ContentMaker,
) -> None:
    template = templates["national-2020"]
    content = make_content(
        make_line("≥10个", "12", level2="数量指标"),
        money=(make_money(MoneyKey.TOTAL, "100", "120"),),
        department="县财政局",
        implementing_unit="白岩镇人民政府",
        execution_weight="10",
        answers={"expected_goal": "目标"},
    )
    error = Finding(
        severity=Severity.ERROR,
        code="executed-above-budget",
        message="",
        line_id="money-total",
        field="executed",
    )
    states = step_states(content, template, [error])
    assert states[WizardPage.MONEY] is StepState.WRONG
    assert states[WizardPage.GOALS] is StepState.OPEN
    assert states[WizardPage.INDICATORS] is StepState.DONE
    assert states[WizardPage.PROBLEMS] is StepState.OPEN
    whole = replace(content, answers={"expected_goal": "目标", "actual_goal": "完成"})
    assert step_states(whole, template, [])[WizardPage.PROBLEMS] is StepState.DONE


def test_a_form_without_a_single_indicator_is_not_done(
    templates: dict[str, FormTemplate], make_content: ContentMaker
) -> None:
    content = make_content(execution_weight="10")
    assert step_states(content, templates["national-2020"], [])[WizardPage.INDICATORS] is StepState.OPEN
    assert content.execution_weight == Decimal(10)
