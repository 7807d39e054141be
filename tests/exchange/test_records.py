"""Records: domain values travel whole, and what cannot travel is said."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from draft import Draft
from hypothesis import given, settings
from hypothesis import strategies as st
from package_builder import Contents, contents, pack, package

from jxdesk.domain.records.filings import (
    Comparator,
    DeviationCause,
    Direction,
    Filing,
    FilingContent,
    FilingState,
    Form,
    IndicatorLine,
    Likelihood,
    MoneyKey,
    MoneyLine,
    MoneyUnit,
    TaskLine,
    ValueMode,
)
from jxdesk.domain.records.offices import Office, OfficeLevel
from jxdesk.domain.records.packages import Attachment, AttachmentType
from jxdesk.domain.records.projects import (
    BudgetBook,
    BudgetStage,
    BudgetVersion,
    FundingLine,
    Project,
    ProjectClass,
)
from jxdesk.exchange import record_model, records
from jxdesk.exchange.contents import check_records
from jxdesk.exchange.package import VerifiedPackage
from jxdesk.exchange.record_fields import DECIMAL
from jxdesk.exchange.verifying import read_package

# What a package tells in another way, or rightly does not tell.
NOT_CARRIED = {
    Office: {"parent_id"},  # the path says it
    Project: {"is_classified"},  # such a project does not travel
    FilingContent: {"money_lines", "indicator_lines", "task_lines"},  # tables of their own
    Filing: {
        "content",
        "state",
        "version",
        "imported_from",
    },  # the content is flattened; the rest is of one desk
    MoneyLine: set(),
    IndicatorLine: set(),
    TaskLine: set(),
    Attachment: set(),
}
TABLES = {
    Office: record_model.OFFICE,
    Project: record_model.PROJECT,
    FilingContent: record_model.FILING,
    Filing: record_model.FILING,
    MoneyLine: record_model.MONEY_LINE,
    IndicatorLine: record_model.INDICATOR_LINE,
    TaskLine: record_model.TASK_LINE,
    Attachment: record_model.ATTACHMENT,
}


def opened(data: bytes) -> VerifiedPackage:
    opened_package = read_package(io.BytesIO(data), len(data))
    check_records(opened_package)
    return opened_package


@pytest.mark.parametrize("kind", TABLES)
def test_every_field_of_a_domain_value_travels_or_is_named_as_staying_behind(kind: type) -> None:
    names = {field.name for field in dataclasses.fields(kind)}
    assert names - TABLES[kind].fields.keys() == NOT_CARRIED[kind]


def full_contents() -> Contents:
    """One of everything, with no field at its default."""
    office = Office(
        id="a1",
        path="53-23-99-103",
        name="练习县白岩镇",
        level=OfficeLevel.TOWNSHIP,
        region_code="532399103",
        credit_code="11532329000000009Y",
        department_code="155",
        unit_code="155001",
        is_department=True,
        is_exempt=True,
        valid_from="2020-01-01",
        valid_to="2029-12-31",
    )
    project = Project(
        id="b1",
        office_id="a1",
        fiscal_year=2025,
        name="㛃䶮㼆𬭚补助🙂",
        code="532399000000000000001",
        project_class=ProjectClass.OPERATING_OTHER,
        sector="roads",
        tier="本级",
        continuity="延续",
        recurrence="经常性",
        department="练习县财政局",
        implementing_unit="白岩镇",
        leader="张三",
        phone="0878-0000000",
        basis="农村公路养护管理办法",
        basis_number="云交〔2024〕3号",
        overview="养护 186 公里",
        starts_on=dt.date(2024, 1, 1),
        ends_on=dt.date(2026, 12, 31),
        function_code="2140106",
        major_new=True,
        predecessor_id="b0",
        withdrawn_on=dt.date(2025, 6, 30),
        withdrawn_reason="并入另一项目",
        budgets=(
            BudgetVersion(
                stage=BudgetStage.ORIGINAL,
                amount_fen=100,
                dated=dt.date(2025, 2, 1),
                document_number="云财〔2025〕1号",
            ),
            BudgetVersion(stage=BudgetStage.ADJUSTED, amount_fen=-5),
        ),
        funding=(FundingLine(source="", book=BudgetBook.OUTSIDE, amount_fen=0, document_number="文"),),
    )
    money = MoneyLine(
        id="d1",
        key=MoneyKey.OTHER_ROW,
        label="其他",
        original_budget_fen=1,
        revised_budget_fen=0,
        executed_fen=-3,
        original_budget_text="1分",
        revised_budget_text="/",
        executed_text="—",
        printed_weight="10",
        printed_rate="98%",
        printed_score="9.8",
        reason="原因\n第二行\t\x00",
        mid_term_fen=300,
        mid_term_text="3",
        forecast_fen=-1,
        forecast_text="-0.01",
        document_number="云财〔2025〕2号",
        row=8,
    )
    line = IndicatorLine(
        id="e1",
        level1="产出指标",
        level2="数量指标",
        name="★指标1:里程",
        clean_name="里程",
        comparator=Comparator.BELOW,
        direction=Direction.RANGE,
        target_text="≤3",
        target=Decimal("0.000001"),
        target_high=Decimal("-12345678.5"),
        unit="公里",
        actual_text="",
        actual=Decimal("0"),
        actual_unit="米",
        weight=Decimal("7.50"),
        printed_weight="7.5",
        printed_score="7",
        value_mode=ValueMode.STEPS,
        judged_percent=Decimal("1E+2"),
        manual_score=Decimal("6.25"),
        manual_reason="核减",
        deviation_reason="雨",
        description="说明",
        is_core=True,
        is_part=True,
        marked_exact=True,
        not_applicable=True,
        answers_line_id="e0",
        direction_chosen=True,
        merged_into="e0",
        formula="实际÷计划",
        scoring_rule="每少 1 扣 1 分",
        value_basis="行业标准",
        data_source="验收单",
        value_method="直接证明法",
        mid_term_text="≥9",
        library_entry_id="sector-roads.001",
        forecast_text="2.5",
        forecast=Decimal("2.5"),
        causes=(DeviationCause.FUNDING, DeviationCause.OTHER),
        likelihood=Likelihood.POSSIBLE,
        remark="备注",
        row=14,
    )
    task = TaskLine(
        id="f1",
        name="养护",
        content="日常养护",
        tier="本级",
        project_names="公路养护",
        project_ids=("b1", "b9"),
        budget_fen=10,
        budget_text="0.1",
        fiscal_fen=9,
        fiscal_text="0.09",
        other_fen=1,
        other_text="0.01",
        executed_fen=0,
        executed_text="0",
        progress="过半",
        reason="雨季",
        row=5,
    )
    content = FilingContent(
        form=Form.PROJECT_SELF_EVALUATION,
        template_id="national-2020",
        rule_pack_id="yunnan-2020",
        year=2025,
        title="自评表",
        project_name=project.name,
        project_code=project.code,
        office_name=office.name,
        department="财政局",
        implementing_unit="镇",
        money_unit=MoneyUnit.YUAN,
        execution_weight=Decimal(20),
        money_lines=(money, MoneyLine(id="d0", key=MoneyKey.TOTAL, original_budget_fen=77)),
        indicator_lines=(line, IndicatorLine(id="e0")),
        task_lines=(task, TaskLine(id="f0")),
        answers={"expected_goal": "目标", "other_notes": ""},
        printed_weights_total="110",
        printed_total="96",
        printed_grade="优",
    )
    filing = Filing(
        id="c1",
        office_id="a1",
        project_id="b1",
        content=content,
        state=FilingState.SEALED,
        vector={"00112233aabbccdd:1": 4, "ffeeddccbbaa9988:2": 1},
        filled_with="0.1.0",
        replaces_id="c0",
    )
    return replace(contents(1, 1), offices=(office,), projects=(project,), filings=(filing,))


def test_one_of_everything_comes_back_as_it_was() -> None:
    of = full_contents()
    read = opened(package(of))
    assert read.offices() == of.offices
    assert read.projects() == of.projects
    assert tuple(read.filings()) == of.filings
    assert read.templates() == of.templates
    assert read.rule_packs() == of.rule_packs


def test_a_few_hundred_filings_come_back_as_they_were() -> None:
    of = contents(200, 12, seed=5)
    read = opened(package(of))
    assert {filing.id: filing for filing in read.filings()} == {filing.id: filing for filing in of.filings}
    assert read.counts["indicator_line"] == 2400


def test_totals_are_those_of_the_row_of_the_whole_year() -> None:
    read = opened(package(full_contents()))
    assert (
        read.manifest.totals.amount_fen,
        read.manifest.totals.indicators,
        read.manifest.totals.projects,
    ) == (77, 2, 1)


@settings(max_examples=300, deadline=None)
@given(
    st.decimals(min_value=-(10**15), max_value=10**15, places=6) | st.integers(-(10**15), 10**15).map(Decimal)
)
def test_a_number_travels_in_its_one_legal_spelling(number: Decimal) -> None:
    of = contents(1, 1)
    filing = of.filings[0]
    line = replace(filing.content.indicator_lines[0], target=number)
    changed = replace(filing, content=replace(filing.content, indicator_lines=(line,)))
    read = opened(package(replace(of, filings=(changed,))))
    record = next(read.records(record_model.INDICATOR_LINE))
    assert Decimal(record["target"]) == number
    assert DECIMAL.fullmatch(record["target"])


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_any_text_travels_unchanged(text: str) -> None:
    of = contents(1, 1)
    filing = of.filings[0]
    changed = replace(filing, content=replace(filing.content, title=text, answers={"goal": text}))
    read = next(opened(package(replace(of, filings=(changed,)))).filings())
    assert (read.content.title, read.content.answers["goal"]) == (text, text)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"target": Decimal("1.1234567")}, "小数超过六位"),
        ({"target": Decimal(10) ** 20}, "位数太多"),
        ({"target": Decimal("NaN")}, "小数超过六位"),
        ({"description": "长" * 30_000}, "文字太长"),
        ({"description": "\ud800"}, "无法写成文件"),
    ],
)
def test_a_filing_that_cannot_travel_stays_behind_with_what_only_it_needs(
    change: dict[str, object], reason: str
) -> None:
    of = contents(3, 1, per_office=1)
    filing = of.filings[1]
    line = replace(filing.content.indicator_lines[0], **change)  # type: ignore[arg-type]
    odd = replace(filing, content=replace(filing.content, indicator_lines=(line,)))
    mixed = replace(of, filings=(of.filings[0], odd, of.filings[2]))
    packed, stays = pack(mixed)
    assert list(stays) == [odd.id]
    assert reason in stays[odd.id]
    assert [one.id for one in packed.filings] == [of.filings[0].id, of.filings[2].id]
    packed.close()
    read = opened(package(mixed))
    assert {project.id for project in read.projects()} == {of.projects[0].id, of.projects[2].id}
    assert len(read.offices()) == 2


def test_a_classified_project_does_not_travel() -> None:
    of = contents(2, 1)
    secret = Project(
        id=of.projects[0].id, office_id=of.projects[0].office_id, fiscal_year=2025, is_classified=True
    )
    mixed = replace(of, projects=(secret, of.projects[1]))
    packed, stays = pack(mixed)
    assert list(stays) == [of.filings[0].id]
    packed.close()
    assert [project.id for project in opened(package(mixed)).projects()] == [of.projects[1].id]


def test_the_same_scan_attached_twice_travels_once_with_both_rows(tmp_path: Path) -> None:
    scan = b"%PDF-1.7\n%%EOF\n"
    draft_path = tmp_path / "scan"
    draft_path.write_bytes(scan)
    sha256 = __import__("hashlib").sha256(scan).hexdigest()
    of = contents(2, 1)
    rows = tuple(
        Attachment(
            id=f"f{number}",
            filing_id=filing.id,
            title="验收报告",
            original_name="验收?报告.pdf",
            type=AttachmentType.PDF,
            sha256=sha256,
            size=len(scan),
        )
        for number, filing in enumerate(of.filings)
    )
    read = opened(package(replace(of, attachments=rows), evidence={sha256: draft_path}))
    assert read.attachments() == rows
    assert read.evidence(sha256) == scan
    assert sum(name.startswith("att/") for name in read.members) == 1


def test_fields_of_a_later_release_are_kept_verbatim() -> None:
    draft = Draft(package(contents(1, 1)))
    extra = {"colour": {"red": [1, "0.5"]}}
    draft.set_records("filing", [{**record, **extra} for record in draft.records("filing")])
    record = next(opened(draft.build()).records(record_model.FILING))
    assert records.unknown_fields(record_model.FILING, record) == extra
