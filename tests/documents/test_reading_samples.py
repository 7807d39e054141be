"""The published tables of ``tests/samples`` are read as printed, row by row."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from jxdesk.documents.reading import ReadForm, read_sheets, read_workbook
from jxdesk.domain.records.filings import FilingContent
from tests.documents.summary import summary

HERE = Path(__file__).parent
SAMPLES = HERE.parent / "samples"
READ = sorted((HERE / "samples_read").glob("*.txt"))


@pytest.mark.parametrize("expected", READ, ids=lambda path: path.stem)
def test_a_published_table_is_read_as_printed(expected: Path) -> None:
    forms = read_workbook(SAMPLES / f"{expected.stem}.xlsx")
    read = "\n\n".join("\n".join(summary(form)) for form in forms)
    assert read.splitlines() == expected.read_text(encoding="utf-8").splitlines()


def test_every_published_table_has_its_expected_reading() -> None:
    assert {path.stem for path in READ} == {path.stem for path in SAMPLES.glob("*.xlsx")}


def test_a_legacy_workbook_reads_like_the_new_one() -> None:
    legacy = read_workbook(SAMPLES / "self-evaluation-yongde-mingliang-2022-wps.xls")
    new = read_workbook(SAMPLES / "self-evaluation-yongde-mingliang-2022.xlsx")
    assert [summary(form) for form in legacy] == [summary(form) for form in new]


def test_number_cells_read_like_printed_texts() -> None:
    yongde, lijiang = read_workbook(SAMPLES / "batch-self-evaluation-2-forms.xlsx")
    assert summary(yongde) == summary(_only("self-evaluation-yongde-mingliang-2022.xlsx"))
    assert summary(lijiang) == summary(_only("self-evaluation-lijiang-weipian-2020.xlsx"))


def test_formats_formulas_and_hidden_rows_read_alike_from_both_formats() -> None:
    legacy = read_workbook(SAMPLES / "legacy" / "cells.xls")
    new = read_workbook(SAMPLES / "legacy" / "cells.xlsx")
    assert [summary(form) for form in legacy] == [summary(form) for form in new]
    (form,) = legacy
    actuals = {line.row: line.actual_text for line in form.content.indicator_lines}
    assert actuals == {8: "98人", 9: "98.5%", 10: "2022年11月30日", 11: "#DIV/0!", 12: "95%"}
    assert form.content.money_lines[0].printed_rate == "81.02%"
    assert {(finding.code, finding.row) for finding in form.findings} == {
        ("value-unreadable", 11),
        ("hidden-rows", 11),
    }


def test_an_empty_sheet_is_no_form_and_no_complaint() -> None:
    forms, without = read_sheets(SAMPLES / "batch-self-evaluation-2-forms.xlsx")
    assert [form.sheet for form in forms] == ["永德县明朗中学", "丽江市古城区自然资源局"]
    assert without == ()


def test_reading_twice_gives_the_same_but_for_the_identities() -> None:
    path = SAMPLES / "self-evaluation-xiaoxian-hexi-2023.xlsx"
    first, second = read_workbook(path)[0], read_workbook(path)[0]
    assert _without_ids(first.content) == _without_ids(second.content)
    ids = [line.id for line in (*first.content.indicator_lines, *second.content.indicator_lines)]
    assert len(set(ids)) == len(ids)


def _only(name: str) -> ReadForm:
    (form,) = read_workbook(SAMPLES / name)
    return form


def _without_ids(content: FilingContent) -> FilingContent:
    return replace(
        content,
        money_lines=tuple(replace(line, id="") for line in content.money_lines),
        indicator_lines=tuple(replace(line, id="", merged_into="") for line in content.indicator_lines),
    )
