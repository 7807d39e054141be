"""Matching: signatures, choices and what is remembered; the words of the file are validated; cells are read by shape."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

import pytest

from jxdesk.domain.declarations import DeclarationError
from jxdesk.domain.lists.free_tables import TableCell
from jxdesk.domain.lists.list_cells import is_lost_code, last_month_in, read_date, read_month
from jxdesk.domain.lists.matching import Matching, as_remembered, from_remembered, signature
from jxdesk.domain.lists.table_words import TableField, TableKind, TableWords
from jxdesk.domain.records.budgets import off_by_unit, standing, with_version
from jxdesk.domain.records.filings import MoneyUnit
from jxdesk.domain.records.projects import BudgetStage, BudgetVersion

RESOURCES = Path(__file__).parents[2] / "resources"


@pytest.fixture(name="declared")
def _declared() -> dict[str, Any]:
    return tomllib.loads((RESOURCES / "reading" / "tables.toml").read_text(encoding="utf-8"))


def test_the_same_source_of_another_year_has_the_same_signature() -> None:
    assert signature(("项目 名称", "2025年预算数（万元）")) == signature(("项目名称", "2026年度预算数(万元)"))
    assert signature(("项目名称", "预算数(元)")) != signature(("项目名称", "预算数(万元)"))


def test_choosing_a_column_for_a_field_takes_it_from_the_column_before(declared: dict[str, Any]) -> None:
    words = TableWords.from_mapping(declared).kinds[TableKind.PROJECT_LIST]
    before = Matching(kind=TableKind.PROJECT_LIST, fields=(TableField.NAME, None, TableField.FUNDING_AMOUNT))
    assert before.with_field(1, TableField.NAME, words).fields == (
        None,
        TableField.NAME,
        TableField.FUNDING_AMOUNT,
    )
    assert (
        before.with_field(1, TableField.FUNDING_AMOUNT, words).fields[1:] == (TableField.FUNDING_AMOUNT,) * 2
    )
    assert before.with_field(0, None, words).fields[0] is None


def test_a_remembered_choice_comes_back_and_a_field_of_another_version_is_left_out() -> None:
    headings = ("名", "钱")
    chosen = Matching(
        kind=TableKind.TREASURY_FIGURES,
        fields=(TableField.NAME, TableField.EXECUTED),
        unit=MoneyUnit.YUAN,
    )
    kept = as_remembered(chosen, headings)
    assert from_remembered(kept, headings, chosen.kind, MoneyUnit.YUAN) == chosen
    assert from_remembered({"0": "name", "1": "moon"}, headings, chosen.kind, None).fields == (
        TableField.NAME,
        None,
    )


@pytest.mark.parametrize(
    ("place", "key", "value"),
    [
        (("project_list",), "colour", "red"),
        (("project_list", "fields"), "moon", {"label": "月", "shape": "text", "words": ["月"]}),
        (("project_list", "fields", "name"), "shape", "round"),
        (("project_list", "fields", "name"), "words", []),
        (("treasury_figures",), "telling", ["classified"]),
        (("values", "book"), "moon", ["月"]),
    ],
)
def test_words_that_this_program_does_not_know_are_refused(
    declared: dict[str, Any], place: tuple[str, ...], key: str, value: object
) -> None:
    table = declared
    for step in place:
        table = table[step]
    table[key] = value
    with pytest.raises(DeclarationError):
        TableWords.from_mapping(declared)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-07-31", dt.date(2026, 7, 31)),
        ("2026/7/3", dt.date(2026, 7, 3)),
        ("20260731", dt.date(2026, 7, 31)),
        ("２０２６年７月３１日", dt.date(2026, 7, 31)),
        ("2026-07-31 10:20:33", dt.date(2026, 7, 31)),
        ("2026.2", dt.date(2026, 2, 28)),
        ("2026年12月", dt.date(2026, 12, 31)),
        ("7-31", dt.date(2026, 7, 31)),
        ("2026-02-30", None),
        ("2026-13-01", None),
        ("上半年", None),
    ],
)
def test_days_are_read_as_offices_write_them(text: str, day: dt.date | None) -> None:
    assert read_date(text, 2026) == day


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("7", 7),
        ("07月", 7),
        ("1-7月", 7),
        ("2026-07", 7),
        ("202607", 7),
        ("截至10月底", 10),
        ("13", None),
        ("", None),
    ],
)
def test_months_are_read_as_the_last_of_a_span(text: str, month: int | None) -> None:
    assert read_month(text) == month


def test_the_cut_off_is_the_last_month_of_a_caption() -> None:
    assert last_month_in(("项目支出执行进度表", "2026年1-7月")) == 7
    assert last_month_in(("截至2026年10月31日",)) == 10
    assert last_month_in(("2026年项目表",)) is None


def test_long_numbers_are_lost_codes_and_long_texts_are_not() -> None:
    assert is_lost_code(TableCell("532329260000000000000", is_number=True))
    assert is_lost_code(TableCell("5.3E+20"))
    assert not is_lost_code(TableCell("532329260000000000011"))
    assert not is_lost_code(TableCell("306001", is_number=True))


def test_another_budget_is_put_behind_the_first_and_the_same_one_is_not() -> None:
    first = BudgetVersion(stage=BudgetStage.ORIGINAL, amount_fen=100)
    second = BudgetVersion(stage=BudgetStage.ORIGINAL, amount_fen=120, document_number="文1")
    both = with_version((first,), second)
    assert both == (first, second)
    assert standing(both, BudgetStage.ORIGINAL) == 120
    assert with_version(both, second) == both
    cut = BudgetVersion(stage=BudgetStage.ADJUSTED, amount_fen=-5, document_number="文2")
    more = BudgetVersion(stage=BudgetStage.ADJUSTED, amount_fen=-5, document_number="文3")
    assert standing(with_version(with_version(both, cut), more), BudgetStage.ADJUSTED) == -10
    assert standing((), BudgetStage.REVISED) is None


def test_an_amount_in_the_wrong_unit_is_seen_even_after_rounding() -> None:
    assert off_by_unit(123, 1_230_000)
    assert off_by_unit(123_46, 1_234_567_89)
    assert not off_by_unit(123, 1_300_000)
    assert not off_by_unit(0, 0)
