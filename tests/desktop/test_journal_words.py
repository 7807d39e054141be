"""The history speaks Chinese: no column of the database and no value of the machine shows through."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from sqlmodel import SQLModel

import jxdesk
from jxdesk.desktop.errand_words import ERRANDS
from jxdesk.desktop.journal_words import FIELDS, SILENT, TABLES, place_words, value_words
from jxdesk.store.schema import driver_tables, tables

ROWS = (
    tables.ProjectRow,
    tables.BudgetVersionRow,
    tables.FundingLineRow,
    tables.FilingRow,
    driver_tables.MoneyLineRow,
    driver_tables.IndicatorLineRow,
)


@pytest.mark.parametrize("row", ROWS)
def test_every_column_has_a_word_or_is_left_out(row: type[SQLModel]) -> None:
    assert row.__tablename__ in TABLES
    missing = set(row.model_fields) - set(FIELDS) - SILENT
    assert missing == set()


def test_a_whole_line_is_told_in_words_without_what_is_empty() -> None:
    line = {
        "id": "x",
        "filing_id": "y",
        "money_key": "other",
        "level1": "产出指标",
        "clean_name": "学生受资助人数",
        "comparator": ">=",
        "direction": "higher",
        "target": "735",
        "value_mode": "",
        "is_core": False,
        "marked_exact": 1,
        "effective_hundredths": 1000,
        "actual": None,
    }
    told = value_words("", json.dumps(line))
    assert told == (
        "一级指标 产出指标；指标名称 学生受资助人数；符号 ≥；方向 越高越好；指标值 735；"
        "标为等于目标才得分 是；计入得分 10.00"
    )
    assert not re.search("[a-z_]{3}", told)


def test_answers_are_told_one_by_one() -> None:
    stored = json.dumps(json.dumps({"expected_goal": "养路186公里", "actual_goal": ""}))
    assert value_words("answers", stored) == "预期目标 养路186公里"
    assert place_words("filing", "answers", "") == "自评表 目标与说明"


def test_every_errand_that_writes_has_a_word() -> None:
    named = set()
    for source in (Path(jxdesk.__file__).parent / "actions").glob("*.py"):
        named |= set(re.findall(r'errand="([a-z_]+)"', source.read_text(encoding="utf-8")))
    assert {"fill", "change_template", "project_create"} <= named
    assert named - set(ERRANDS) == set()


def test_chosen_words_of_the_machine_are_told_in_the_clerks_words() -> None:
    assert value_words("value_mode", '"all_or_nothing"') == "直接赋分"
    assert value_words("project_class", '"specific"') == "特定目标类"
    assert value_words("stage", '"original"') == "年初预算数"
