"""Beginning a target: the project's own facts and funding, and the year before as it is wished, in its own style."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from jxdesk.domain.beginning.content import BeginFrom, Wish
from jxdesk.domain.beginning.target import begin_target
from jxdesk.domain.checks.check import check
from jxdesk.domain.records.filings import Filing, FilingContent, Form, MoneyKey
from jxdesk.domain.records.known import Known
from jxdesk.domain.records.offices import Office, OfficeLevel
from jxdesk.domain.records.projects import BudgetBook, BudgetStage, BudgetVersion, FundingLine, Project
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.rules.parts import GoalStyle
from jxdesk.domain.scoring.score import score
from jxdesk.domain.templates.form import FormTemplate
from jxdesk.domain.templates.goal_styles import style_of
from tests.domain.target_forms import target_form, with_values

FORMS = Path(__file__).parents[2] / "resources" / "forms"
OFFICE = Office(
    id="o", path="53-23-29-103", name="白岩镇人民政府", level=OfficeLevel.TOWNSHIP, region_code="532329"
)
WISH = Wish(form=Form.PROJECT_TARGET, year=2026, template_id="target-national-2015", project_id="p")
OWN = FundingLine(source="本级财力", book=BudgetBook.GENERAL, amount_fen=20_000_00)
UPPER = FundingLine(
    source="省级专项转移支付",
    book=BudgetBook.GENERAL,
    amount_fen=100_000_00,
    document_number="云财农〔2026〕3号",
)
OUTSIDE = FundingLine(source="群众自筹", book=BudgetBook.OUTSIDE, amount_fen=8_400_00)


@pytest.fixture(scope="module")
def form() -> FormTemplate:
    return FormTemplate.from_mapping(
        tomllib.loads((FORMS / "target-national-2015.toml").read_text(encoding="utf-8"))
    )


def project(**changes: object) -> Project:
    made = Project(
        id="p",
        office_id="o",
        fiscal_year=2026,
        name="白岩镇农村公路养护补助",
        code="53000026T000000001005",
        continuity="延续项目",
        department="练习县交通运输局",
        implementing_unit="白岩镇人民政府",
        leader="李明",
        basis="农村公路养护办法",
        basis_number="云交〔2024〕8号",
        overview="养护村道。",
        starts_on=dt.date(2026, 1, 1),
        ends_on=dt.date(2026, 12, 31),
        budgets=(
            BudgetVersion(stage=BudgetStage.REQUESTED, amount_fen=150_000_00),
            BudgetVersion(stage=BudgetStage.ORIGINAL, amount_fen=128_400_00),
        ),
        funding=(OWN, UPPER, OUTSIDE),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def filed(content: FilingContent) -> Filing:
    return Filing(id="f", office_id="o", project_id="p", content=content)


def known(**changes: object) -> Known:
    return replace(Known(office=OFFICE, project=project()), **changes)  # type: ignore[arg-type]


def money(content: FilingContent) -> dict[MoneyKey, int | None]:
    return {line.key: line.original_budget_fen for line in content.money_lines}


def test_the_funding_of_the_project_makes_rows_that_add_up(form: FormTemplate, rules: RulePack) -> None:
    begun = begin_target(WISH, form, known())
    assert money(begun) == {
        MoneyKey.TOTAL: 128_400_00,
        MoneyKey.FISCAL: 120_000_00,
        MoneyKey.UPPER: 100_000_00,
        MoneyKey.OWN: 20_000_00,
        MoneyKey.OTHER: 8_400_00,
    }
    upper = next(line for line in begun.money_lines if line.key is MoneyKey.UPPER)
    assert (upper.document_number, upper.original_budget_text) == ("云财农〔2026〕3号", "10.00")
    assert "money-parts-differ" not in {one.code for one in check(begun, score(begun, rules), rules, form)}


def test_a_budget_that_the_funding_does_not_make_is_left_for_a_person(
    form: FormTemplate, rules: RulePack
) -> None:
    begun = begin_target(WISH, form, known(project=project(funding=(OWN, UPPER))))
    assert money(begun)[MoneyKey.TOTAL] == 128_400_00
    assert "money-parts-differ" in {one.code for one in check(begun, score(begun, rules), rules, form)}


def test_a_target_begun_after_money_was_added_is_about_the_budget_as_it_stands(
    form: FormTemplate, rules: RulePack
) -> None:
    added = BudgetVersion(stage=BudgetStage.ADJUSTED, amount_fen=30_000_00)
    more = replace(OWN, amount_fen=OWN.amount_fen + 30_000_00)
    begun = begin_target(
        WISH,
        form,
        known(project=project(funding=(more, UPPER, OUTSIDE), budgets=(*project().budgets, added))),
    )
    assert money(begun)[MoneyKey.TOTAL] == 158_400_00
    assert "money-parts-differ" not in {one.code for one in check(begun, score(begun, rules), rules, form)}


def test_without_funding_only_the_total_is_known(form: FormTemplate) -> None:
    begun = begin_target(WISH, form, known(project=project(funding=())))
    assert money(begun) == {
        MoneyKey.TOTAL: 128_400_00,
        MoneyKey.FISCAL: None,
        MoneyKey.UPPER: None,
        MoneyKey.OWN: None,
        MoneyKey.OTHER: None,
    }
    asked = begin_target(WISH, form, known(project=project(funding=(), budgets=project().budgets[:1])))
    assert money(asked)[MoneyKey.TOTAL] == 150_000_00
    nothing = begin_target(WISH, form, known(project=project(funding=(), budgets=())))
    assert set(money(nothing).values()) == {None}


def test_the_facts_of_the_project_stand_in_the_form(form: FormTemplate) -> None:
    begun = begin_target(WISH, form, known())
    assert (begun.project_name, begun.department, begun.year) == (
        "白岩镇农村公路养护补助",
        "练习县交通运输局",
        2026,
    )
    assert dict(begun.answers) == {
        "project_attribute": "延续项目",
        "project_period": "2026年1月—2026年12月",
        "project_content": "养护村道。",
        "project_basis": "农村公路养护办法（云交〔2024〕8号）",
        "project_leader": "李明",
    }


def last_year(form: Form) -> FilingContent:
    content = with_values(target_form(form=form, year=2025), "km", actual=Decimal(190), actual_text="190公里")
    content = with_values(content, "happy", not_applicable=True, manual_reason="没有直接的服务对象")
    return with_values(content, "spot", manual_reason="多报一处", printed_score="10", row=7)


def test_last_years_target_is_taken_with_its_values_and_without_its_results(form: FormTemplate) -> None:
    before = last_year(Form.PROJECT_TARGET)
    begun = begin_target(WISH, form, known(last_year=filed(before)))
    assert [line.name for line in begun.indicator_lines] == [line.name for line in before.indicator_lines]
    assert [line.target for line in begun.indicator_lines] == [line.target for line in before.indicator_lines]
    assert [line.weight for line in begun.indicator_lines] == [line.weight for line in before.indicator_lines]
    assert not {line.id for line in begun.indicator_lines} & {line.id for line in before.indicator_lines}
    assert all(
        line.actual is None and not line.actual_text and not line.printed_score and line.row is None
        for line in begun.indicator_lines
    )
    reasons = {line.name: line.manual_reason for line in begun.indicator_lines if line.manual_reason}
    assert reasons == {"沿线群众满意度": "没有直接的服务对象"}
    assert begun.answers["expected_goal"] == before.answers["expected_goal"]


def test_what_it_begins_from_is_the_persons_choice(form: FormTemplate) -> None:
    target = with_values(last_year(Form.PROJECT_TARGET), "km", name="目标里的里程")
    result = with_values(last_year(Form.PROJECT_SELF_EVALUATION), "km", name="自评里的里程")
    both = known(last_year=filed(target), last_result=filed(result))
    begun = {
        choice: begin_target(replace(WISH, begin_from=choice), form, both).indicator_lines[0].name
        for choice in BeginFrom
    }
    assert begun == {
        BeginFrom.BEST: "目标里的里程",
        BeginFrom.LAST_TARGET: "目标里的里程",
        BeginFrom.LAST_RESULT: "自评里的里程",
        BeginFrom.EMPTY: "",
    }
    only_result = known(last_result=filed(result))
    assert begin_target(WISH, form, only_result).indicator_lines[0].name == "自评里的里程"


def test_an_empty_target_has_one_line_for_each_place_of_its_style(form: FormTemplate) -> None:
    old = begin_target(WISH, form, known())
    assert [line.level2 for line in old.indicator_lines][:4] == [
        "数量指标",
        "质量指标",
        "时效指标",
        "成本指标",
    ]
    new = begin_target(replace(WISH, style=GoalStyle.NEW), form, known())
    assert (new.indicator_lines[0].level1, new.indicator_lines[0].level2) == ("成本指标", "经济成本指标")
    assert (style_of(old), style_of(new)) == (GoalStyle.OLD, GoalStyle.NEW)


def test_the_style_is_never_changed_in_passing(form: FormTemplate) -> None:
    before = known(last_year=filed(last_year(Form.PROJECT_TARGET)))
    kept = begin_target(replace(WISH, style=GoalStyle.OLD), form, before)
    assert kept.indicator_lines[0].name == "养护农村公路里程"
    other = begin_target(replace(WISH, style=GoalStyle.NEW), form, before)
    assert all(not line.name for line in other.indicator_lines)
    assert style_of(other) is GoalStyle.NEW
