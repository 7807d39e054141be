"""Form templates: the shipped ones can be read, and a wrong one is refused at the place that is wrong."""

from __future__ import annotations

import copy
import re
import tomllib
from typing import Any

import pytest

from jxdesk.domain.declarations import DeclarationError
from jxdesk.domain.records.filings import Form, MoneyKey, MoneyUnit
from jxdesk.domain.templates.form import FormTemplate
from jxdesk.domain.templates.parts import IndicatorField, MoneyField, Span
from tests.documents.filled import PRINTED, RESOURCES, template
from tests.documents.filled_departments import OFFICE_FORMS
from tests.documents.filled_monitorings import MONITORING_FORMS
from tests.documents.filled_targets import TARGET_FORMS

SHIPPED = sorted(path.stem for path in (RESOURCES / "forms").glob("*.toml"))
READ_ONLY = {
    "sichuan-2023",
    "hebei-2020",
    "chongqing-department-2021",
    "target-tianjin-2023",
    "target-sichuan-2023",
    "target-hunan-2018",
}


@pytest.fixture
def declared() -> dict[str, Any]:
    """The declared text of one template as plain data, to be spoiled."""
    return tomllib.loads((RESOURCES / "forms" / "national-2020.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("template_id", SHIPPED)
def test_every_shipped_template_is_whole(template_id: str) -> None:
    form = template(template_id)
    assert form.id == template_id
    assert form.source
    assert form.name
    assert sum(form.widths) in (156, 225), "as wide as the type area"
    assert form.indicators.column(IndicatorField.NAME) is not None
    assert form.recognise.headings


def test_the_printed_and_the_read_templates_are_those_of_the_milestone() -> None:
    assert {name for name in SHIPPED if template(name).reading_only} == READ_ONLY
    assert set(SHIPPED) == READ_ONLY | set(PRINTED) | set(OFFICE_FORMS) | set(TARGET_FORMS) | set(
        MONITORING_FORMS
    )


@pytest.mark.parametrize("template_id", PRINTED)
def test_every_printed_form_asks_for_what_scoring_needs(template_id: str) -> None:
    form = template(template_id)
    assert form.form is Form.PROJECT_SELF_EVALUATION
    assert form.money is not None
    for field in (MoneyField.REVISED_BUDGET, MoneyField.EXECUTED):
        column = form.money.column(field)
        assert column is not None
        assert column.required
    weight = form.indicators.column(IndicatorField.WEIGHT)
    assert weight is not None
    assert weight.required
    assert form.execution_weight is not None
    total = sum(level.weight for level in form.levels if level.weight is not None)
    assert total + form.execution_weight == 100


def test_yunnans_public_form_has_its_table_number_its_unit_and_three_target_columns() -> None:
    form = template("yunnan-public14-2022")
    assert form.table_number == "公开14表"
    assert form.money_unit is MoneyUnit.YUAN
    groups = [column.field for column in form.indicators.printed if column.group == "年度指标值"]
    assert groups == [IndicatorField.COMPARATOR, IndicatorField.TARGET, IndicatorField.UNIT]
    assert form.money is not None
    carry_over = next(row for row in form.money.rows if row.key is MoneyKey.CARRY_OVER)
    assert carry_over.dashes == (MoneyField.WEIGHT, MoneyField.SCORE)


def test_the_form_without_row_weights_asks_for_them_and_does_not_print_them() -> None:
    column = template("hubei-2020").indicators.column(IndicatorField.WEIGHT)
    assert column is not None
    assert column.span is None
    assert IndicatorField.WEIGHT not in {each.field for each in template("hubei-2020").indicators.printed}


def test_a_field_is_called_as_its_form_calls_it() -> None:
    assert template("yunnan-public14-2022").label_of("office_name") == "部门"
    assert template("hubei-2020").label_of("office_name") == "单位名称"
    assert template("national-2020").label_of("expected_goal") == "预期目标"
    assert template("national-2020").label_of("other_notes") == ""


def test_a_form_in_force_covers_later_years_and_no_earlier_ones() -> None:
    form = template("yunnan-public14-2022")
    assert form.covers_year(2022)
    assert form.covers_year(2030)
    assert not form.covers_year(2021)


@pytest.mark.parametrize("text", ["a", "C:A", "C-D", " ", "AA"])
def test_a_span_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(text)):
        Span.parse(text)


SPOILED = [
    (lambda t: t.update(form="self"), "national-2020.form", "project_self_evaluation"),
    (lambda t: t.update(colour="red"), "national-2020.colour", "不认识"),
    (lambda t: t.pop("title"), "national-2020.title", "缺少"),
    (lambda t: t.update(years=["22"]), "national-2020.years", "起止年度"),
    (lambda t: t.update(widths=["8", "16"]), "columns", "只有 2 列"),
    (lambda t: t["money"]["columns"][0].update(field="spent"), "money.columns[1].field", "executed"),
    (lambda t: t["money"]["rows"][0].update(dashes=["punkte"]), "money.rows[1].dashes", "punkte"),
    (lambda t: t["indicators"]["columns"][2].update(columns="Z"), "indicators.columns[3].columns", "9 列"),
    (
        lambda t: t["indicators"]["columns"][2].update(field="likelihood", group="可能性", label="也许"),
        "indicators.columns[3].label",
        "完全不可能",
    ),
    (lambda t: t["indicators"]["columns"].pop(3), "national-2020.indicators", "一列接一列"),
    (lambda t: t["header"][0]["cells"][1].update(field="colour"), "header[1].cells[2].field", "answers"),
    (lambda t: t["header"][0]["cells"][1].update(columns="B:I"), "header[1].cells", "重叠"),
    (lambda t: t["header"][0]["cells"].pop(), "national-2020.header", "没有盖满"),
    (lambda t: t["goals"][0]["cells"][0].update(rows=3), "national-2020.goals", "跨到表外"),
    (lambda t: t["answers"][0].update(name="Expected Goal"), "answers[1].name", "小写英文"),
    (lambda t: t["checks"][0].update(name="eval"), "checks[1].name", "weights-total"),
    (lambda t: t.update(execution_weight=10.5), "execution_weight", "加引号"),
    (lambda t: t.update(reading_only="yes"), "reading_only", "true 或 false"),
    (lambda t: t.update(notes="一句"), "national-2020.notes", "一列文字"),
]


@pytest.mark.parametrize(("spoil", "place", "words"), SPOILED)
def test_a_wrong_template_is_refused_at_its_place(
    declared: dict[str, Any], spoil: Any, place: str, words: str
) -> None:
    wrong = copy.deepcopy(declared)
    spoil(wrong)
    with pytest.raises(DeclarationError) as refused:
        FormTemplate.from_mapping(wrong)
    assert place in refused.value.facts
    assert words in refused.value.facts
    assert refused.value.advice
