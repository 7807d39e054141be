"""Reading gives back what was laid out, in whatever way an office prints it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from jxdesk.documents.reading import read_workbook
from jxdesk.domain.records.filings import FilingContent
from jxdesk.domain.values.lettering import fold
from jxdesk.domain.values.quantities import read_points
from tests.documents.variants import VARIANTS, Contents, Layout, lay_out, random_case


@pytest.mark.parametrize("name", VARIANTS)
def test_what_was_laid_out_is_read_back(name: str, tmp_path: Path) -> None:
    _assert_read_back(*VARIANTS[name], tmp_path)


@pytest.mark.parametrize("seed", range(60))
def test_chance_layouts_are_read_back(seed: int, tmp_path: Path) -> None:
    _assert_read_back(*random_case(seed), tmp_path)


@pytest.mark.full
@pytest.mark.parametrize("seed", range(60, 2000))
def test_many_chance_layouts_are_read_back(seed: int, tmp_path: Path) -> None:
    _assert_read_back(*random_case(seed), tmp_path)


def _assert_read_back(contents: Contents, layout: Layout, tmp_path: Path) -> None:
    forms = read_workbook(lay_out(contents, layout, tmp_path / "form.xlsx"))
    assert len(forms) == 1
    content = forms[0].content
    _assert_header(content, contents, layout)
    _assert_money(content, contents, layout)
    _assert_rows(content, contents, layout)
    _assert_totals(content, contents, layout)


def _assert_header(content: FilingContent, contents: Contents, layout: Layout) -> None:
    assert content.year == contents.year
    assert content.project_name == contents.project
    assert content.department == contents.department
    assert content.implementing_unit == contents.unit_name
    assert content.money_unit.value == contents.money_unit
    assert content.answers["expected_goal"] == contents.expected
    assert content.answers["actual_goal"] == contents.actual


def _assert_money(content: FilingContent, contents: Contents, layout: Layout) -> None:
    names = {name for name, _ in layout.money_columns}
    expected = [
        (
            money.key,
            money.fen[0] if "original" in names else None,
            money.fen[1],
            money.fen[2],
        )
        for money in contents.money[: layout.money_rows]
    ]
    read = [
        (line.key.value, line.original_budget_fen, line.revised_budget_fen, line.executed_fen)
        for line in content.money_lines
    ]
    assert read == expected
    assert content.execution_weight == Decimal(contents.execution_weight)
    total = content.total_line
    assert total is not None
    assert read_points(total.printed_score) == Decimal(contents.execution_score)


def _assert_rows(content: FilingContent, contents: Contents, layout: Layout) -> None:
    read = [
        (
            line.level1.partition("（")[0],
            line.level2,
            line.clean_name,
            line.comparator.value,
            line.target,
            fold(line.actual_text),
            line.weight,
            read_points(line.printed_score),
            line.deviation_reason,
            line.is_part,
        )
        for line in content.indicator_lines
    ]
    has_reason = any(name == "reason" for name, _ in layout.columns)
    expected = [
        (
            row.level1,
            row.level2,
            fold(row.name),
            row.comparator,
            None if row.number is None else Decimal(row.number),
            fold(row.actual),
            Decimal(row.weight) if row.weight else None,
            Decimal(row.score) if row.score else None,
            row.reason if has_reason else "",
            row.is_part,
        )
        for row in contents.rows
    ]
    assert read == expected


def _assert_totals(content: FilingContent, contents: Contents, layout: Layout) -> None:
    assert read_points(content.printed_total) == Decimal(contents.total)
    has_weights = any(name == "weight" for name, _ in layout.columns)
    prints_points = (
        layout.total_row and has_weights and not layout.total_in_score_only and not layout.total_inline
    )
    assert read_points(content.printed_weights_total) == (
        Decimal(contents.weights_total) if prints_points else None
    )
    if layout.total_inline or (
        any(name == layout.grade_in for name, _ in layout.columns) and layout.total_row
    ):
        assert content.printed_grade == contents.grade
