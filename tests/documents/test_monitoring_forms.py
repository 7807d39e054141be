"""Monitoring forms: headings follow the cut-off month, and what is written is read again as it was."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from jxdesk.documents.pdf import pdf_bytes
from jxdesk.documents.reading import ReadForm, read_workbook
from jxdesk.documents.xlsx import write_workbook
from jxdesk.domain.filling.typed_cells import TICK
from jxdesk.domain.records.filings import FilingContent, IndicatorLine, Likelihood
from tests.documents.filled import sheet
from tests.documents.filled_monitorings import GOAL, MONITORING_FORMS, monitoring

SAMPLES = Path(__file__).parents[1] / "samples" / "roundtrip"
LINE_FIELDS = (
    "level1",
    "level2",
    "name",
    "comparator",
    "target",
    "unit",
    "actual_text",
    "forecast_text",
    "causes",
    "likelihood",
    "deviation_reason",
    "remark",
)


def read_back(filled: FilingContent, folder: Path) -> ReadForm:
    """The form as the program's reader finds it in the written workbook."""
    path = folder / "form.xlsx"
    with path.open("wb") as file:
        write_workbook((sheet(filled, is_scored=False),), file)
    (found,) = read_workbook(path)
    return found


def said(line: IndicatorLine) -> tuple[object, ...]:
    return tuple(getattr(line, name) for name in LINE_FIELDS)


def texts(filled: FilingContent) -> list[str]:
    return [cell.text.replace("\n", "") for cell in sheet(filled, is_scored=False).cells]


@pytest.mark.parametrize("template_id", MONITORING_FORMS)
@pytest.mark.parametrize("period", [7, 10])
def test_a_written_form_is_read_back_to_the_same_content(
    template_id: str, period: int, tmp_path: Path
) -> None:
    filled = monitoring(template_id, period=period)
    found = read_back(filled, tmp_path)
    content = found.content
    assert found.follows_template
    assert (content.form, content.template_id) == (filled.form, template_id)
    assert (content.year, content.period) == (2026, period)
    for name in ("project_name", "department", "implementing_unit", "office_name", "money_unit"):
        assert getattr(content, name) == getattr(filled, name), name
    assert content.answers["expected_goal"] == GOAL
    assert [said(line) for line in content.indicator_lines] == [said(line) for line in filled.indicator_lines]
    assert not found.unplaced
    money = [
        (one.key, one.original_budget_fen, one.executed_fen, one.forecast_fen) for one in content.money_lines
    ]
    wanted = [
        (one.key, one.original_budget_fen, one.executed_fen, one.forecast_fen) for one in filled.money_lines
    ]
    assert money == wanted
    tasks = [
        (one.name, one.content, one.budget_fen, one.executed_fen, one.progress, one.reason)
        for one in content.task_lines
    ]
    assert tasks == [
        (one.name, one.content, one.budget_fen, one.executed_fen, one.progress, one.reason)
        for one in filled.task_lines
    ]


@pytest.mark.parametrize("template_id", MONITORING_FORMS)
@pytest.mark.parametrize("word", list(Likelihood))
def test_how_likely_a_target_is_stands_as_a_tick_under_its_word_and_is_read_from_there(
    template_id: str, word: Likelihood, tmp_path: Path
) -> None:
    filled = monitoring(template_id)
    first = replace(filled.indicator_lines[0], likelihood=word)
    filled = replace(filled, indicator_lines=(first, *filled.indicator_lines[1:]))
    cells = sheet(filled, is_scored=False).cells
    headings = {each.text: each.column for each in cells if each.is_label}
    ticks = [
        each.column
        for each in cells
        if each.line_id == first.id and each.field == "likelihood" and each.text == TICK
    ]
    assert ticks == ([headings[word.value]] if word.value else [])
    group = next(each for each in cells if each.text == "完成目标可能性")
    assert [headings[one] - group.column for one in ("确定能", "有可能", "完全不可能")] == [0, 1, 2]
    assert group.column_span == 3
    found = read_back(filled, tmp_path)
    assert found.content.indicator_lines[0].likelihood is word
    assert not found.unplaced


def test_two_ticks_for_one_target_are_left_over_and_named(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    with path.open("wb") as file:
        write_workbook((sheet(monitoring(), is_scored=False),), file)
    book = openpyxl.load_workbook(path)
    found = next(each for row in book.active.iter_rows() for each in row if each.value == "有可能")
    book.active.cell(found.row + 1, found.column, TICK)
    book.save(path)
    (form,) = read_workbook(path)
    assert form.content.indicator_lines[0].likelihood is Likelihood.UNSAID
    assert {part.text for part in form.unplaced} == {TICK}


def test_a_form_with_one_column_for_the_likelihood_is_read_as_before(tmp_path: Path) -> None:
    (form,) = read_workbook(SAMPLES / "monitoring.xlsx")
    assert {line.likelihood for line in form.content.indicator_lines} - {Likelihood.UNSAID}


def test_headings_are_made_from_the_cut_off_month() -> None:
    shown = texts(monitoring(period=9))
    for heading in ("1—9月执行数", "1—9月执行率", "1—9月执行情况"):
        assert heading in shown
    assert not any("{" in text for text in shown)
    assert sheet(monitoring(period=9), is_scored=False).subtitle == "（1—9月）"


def test_the_rate_is_that_of_the_budget_which_is_printed() -> None:
    assert "50.00%" in texts(monitoring())
    bare = monitoring()
    without = replace(bare.money_lines[0], original_budget_fen=None)
    assert "46.73%" not in texts(replace(bare, money_lines=(without, *bare.money_lines[1:])))


def test_an_empty_form_prints_its_rows_to_be_filled_in_by_hand() -> None:
    empty = replace(monitoring(), money_lines=(), indicator_lines=(), answers={}, period=None)
    assert "年度资金总额" in texts(empty)
    assert pdf_bytes(sheet(empty, is_scored=False)).startswith(b"%PDF")


@pytest.mark.parametrize("template_id", MONITORING_FORMS)
def test_the_form_is_printed(template_id: str) -> None:
    assert pdf_bytes(sheet(monitoring(template_id), is_scored=False)).startswith(b"%PDF")
