"""Reading and scoring files without a workspace: what the command line and the import preview are answered."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from jxdesk.actions.read import NoForm, answer, find_forms, read_file, read_files
from jxdesk.domain.errors import Cancelled, ExitCode, JxError
from jxdesk.domain.findings import Severity
from jxdesk.domain.progress import Progress
from jxdesk.domain.scoring.score import score
from tests.documents.drawn import draw

SAMPLES = Path(__file__).parent.parent / "samples"
LINE_KEYS = {
    "row", "level1", "level2", "name", "clean_name", "comparator", "direction", "target", "target_text", "unit", "actual", "actual_text",
    "weight", "printed_score", "computed_score", "score_source", "rule",
}  # fmt: skip
FORM_KEYS = {
    "form", "template", "year", "project_name", "department", "implementing_unit", "money_unit", "execution", "lines", "weights_total",
    "printed_total", "sum_of_printed", "computed_total", "printed_grade", "computed_grade", "findings",
}  # fmt: skip


def scored(name: str) -> Mapping[str, Any]:
    return answer(read_file(SAMPLES / name), with_scores=True)


def codes_by_row(form: Mapping[str, Any]) -> dict[int | None, set[str]]:
    found: dict[int | None, set[str]] = {}
    for finding in form["findings"]:
        found.setdefault(finding["row"], set()).add(finding["code"])
    return found


def test_yongde_is_96_as_printed_and_99_80_by_the_rule() -> None:
    form = scored("self-evaluation-yongde-mingliang-2022.xlsx")
    assert (form["template"], form["year"], form["money_unit"]) == ("yunnan-public14-2022", 2022, "元")
    assert (form["printed_total"], form["sum_of_printed"], form["computed_total"]) == ("96", "96", "99.80")
    assert (form["printed_grade"], form["computed_grade"]) == ("优", "优")
    assert form["execution"] == {
        "original_budget_fen": None,
        "revised_budget_fen": 38766462,
        "executed_fen": 38766462,
        "rate": "1.0000",
        "printed_rate": "1",
        "weight": "10",
        "printed_score": "10",
        "computed_score": "10.00",
        "score_source": "rule",
        "rule": "387,664.62 ÷ 387,664.62 元 = 100%，满分",
    }
    lines = {line["row"]: line for line in form["lines"]}
    assert (lines[16]["printed_score"], lines[16]["computed_score"]) == ("7", "10.00")
    assert (lines[19]["printed_score"], lines[19]["computed_score"]) == ("9", "9.80")
    assert (lines[18]["computed_score"], lines[18]["score_source"]) == (None, "judgement")
    assert {16, 19} <= set(codes_by_row(form))
    assert "score-below-rule" in codes_by_row(form)[16]
    assert "score-below-rule" in codes_by_row(form)[19]


def test_the_first_line_of_yongde_is_the_one_of_the_contract() -> None:
    line = scored("self-evaluation-yongde-mingliang-2022.xlsx")["lines"][0]
    contract = {
        "row": 14,
        "level1": "产出指标",
        "level2": "数量指标",
        "name": "学生受资助人数",
        "clean_name": "学生受资助人数",
        "comparator": ">=",
        "direction": "higher",
        "target": "735",
        "target_text": "≧735人次",
        "unit": "人次",
        "actual": "735",
        "actual_text": "735",
        "weight": "10",
        "printed_score": "10",
        "computed_score": "10.00",
        "score_source": "rule",
        "rule": "≥ 达到目标，满分",
    }
    assert {key: line[key] for key in contract} == contract


def test_changjiang_has_no_total_until_weights_are_entered() -> None:
    form = scored("self-evaluation-changjiang-jinbu-2020.xlsx")
    assert (form["printed_total"], form["sum_of_printed"], form["computed_total"]) == ("100", "100", None)
    assert (form["execution"]["rate"], form["execution"]["computed_score"]) == ("1.0000", "20.00")
    assert [line["row"] for line in form["lines"]] == [8, 9, 10, 11]
    for line in form["lines"]:
        assert (line["weight"], line["computed_score"]) == (None, None)
        assert "weight-missing" in codes_by_row(form)[line["row"]]


def test_shidian_scores_58_17_once_its_weights_are_entered() -> None:
    reading = read_file(SAMPLES / "self-evaluation-shidian-xinxing-2022.xlsx")
    form = answer(reading, with_scores=True)
    assert (form["year"], form["printed_total"], form["sum_of_printed"]) == (2021, "71.7", "71.7")
    execution = form["execution"]
    assert isinstance(execution, dict)
    assert (execution["computed_score"], execution["rate"], execution["printed_rate"]) == (
        "2.89",
        "0.1446",
        "0.1",
    )
    only = reading.forms[0]
    content = only.form.content
    lines = tuple(
        replace(line, weight=Decimal(weight))
        for line, weight in zip(content.indicator_lines, (20, 20, 20, 10, 10), strict=True)
    )
    card = score(replace(content, indicator_lines=lines), only.rules)
    assert card.computed_total == Decimal("58.17")


def test_lijiang_is_met_exactly_and_marked_below_its_points() -> None:
    form = scored("self-evaluation-lijiang-weipian-2020.xlsx")
    lines = {line["row"]: line for line in form["lines"]}
    marks = {row: (lines[row]["printed_score"], lines[row]["computed_score"]) for row in (13, 14, 15, 16)}
    assert marks == {
        13: ("9.00", "10.00"),
        14: ("19", "20.00"),
        15: ("19.00", "20.00"),
        16: ("27.00", "30.00"),
    }
    assert all("score-below-rule" in codes_by_row(form)[row] for row in marks)
    assert form["printed_total"] is None


def test_single_scores_of_hebei_are_the_scores_and_the_converted_ones_are_not() -> None:
    form = scored("self-evaluation-chengan-gaoling-2020.xlsx")
    assert [(line["weight"], line["printed_score"]) for line in form["lines"]] == [
        ("25", "25.00"),
        ("25", "25.00"),
        ("30", "30.00"),
        ("10", "10.00"),
    ]
    assert form["sum_of_printed"] == "90"


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.xls*")), ids=lambda path: path.stem)
def test_every_sample_answers_with_the_keys_of_the_contract(path: Path) -> None:
    answered: Any = answer(read_file(path), with_scores=True)
    text = json.dumps(answered, ensure_ascii=False)
    assert json.loads(text) == answered
    forms = answered.get("forms", [answered])
    for form in forms:
        assert set(form) >= FORM_KEYS
        assert form["lines"]
        assert all(set(line) >= LINE_KEYS for line in form["lines"])
        assert all(
            set(finding) >= {"severity", "code", "row", "field", "message", "advice"}
            for finding in form["findings"]
        )


def test_read_leaves_out_what_scoring_computes() -> None:
    form: Any = answer(read_file(SAMPLES / "self-evaluation-yongde-mingliang-2022.xlsx"), with_scores=False)
    assert not {"computed_total", "computed_grade"} & set(form)
    assert not {"computed_score", "score_source", "rule"} & set(form["lines"][0])
    assert form["lines"][0]["printed_score"] == "10"


def test_a_target_table_is_read_and_not_scored() -> None:
    form = scored("target-jingyan-cunzu-2023.xlsx")
    assert form["form"] == "project_target"
    assert (form["computed_total"], form["computed_grade"]) == (None, None)
    assert {line["computed_score"] for line in form["lines"]} == {None}
    assert form["execution"]["original_budget_fen"] == 330_984_000


def test_several_forms_are_answered_as_a_list_with_their_sheets() -> None:
    answered = scored("batch-self-evaluation-2-forms.xlsx")
    assert [form["sheet"] for form in answered["forms"]] == ["永德县明朗中学", "丽江市古城区自然资源局"]
    alone = scored("self-evaluation-yongde-mingliang-2022.xlsx")
    assert {**answered["forms"][0], "sheet": ""} == {**alone, "sheet": ""}


def test_a_workbook_without_a_form_is_refused_and_says_why(tmp_path: Path) -> None:
    path = draw(tmp_path / "list.xlsx", "姓名 | 电话\n张三 | 1234567\n", names=("通讯录",))
    with pytest.raises(NoForm) as refused:
        read_file(path)
    assert refused.value.exit_code is ExitCode.REFUSED
    assert "通讯录" in str(refused.value)


def test_an_unknown_rule_pack_is_a_wrong_usage() -> None:
    with pytest.raises(JxError) as refused:
        read_file(SAMPLES / "self-evaluation-yongde-mingliang-2022.xlsx", rule_pack="nowhere-1999")
    assert refused.value.exit_code is ExitCode.USAGE


def test_one_broken_file_does_not_keep_the_others_from_being_read(tmp_path: Path) -> None:
    good = tmp_path / "好.xlsx"
    shutil.copy(SAMPLES / "self-evaluation-yongde-mingliang-2022.xlsx", good)
    bad = tmp_path / "坏.xlsx"
    bad.write_bytes(good.read_bytes()[:2000])
    progress = Progress()
    readings = read_files([bad, good], progress)
    assert [bool(reading.forms) for reading in readings] == [False, True]
    assert "不完整" in readings[0].reason
    assert readings[1].reason == ""
    assert (progress.done, progress.total) == (2, 2)


def test_reading_many_files_can_be_cancelled() -> None:
    progress = Progress()

    class CancelsAfterTwo(Progress):
        def step(self, count: int = 1) -> None:
            if self.done == 1:
                self.cancel()
            super().step(count)

    progress = CancelsAfterTwo()
    with pytest.raises(Cancelled):
        read_files(sorted(SAMPLES.glob("self-*.xlsx")), progress)
    assert progress.done == 2


def test_a_folder_lists_its_workbooks_and_why_the_rest_is_passed_over(tmp_path: Path) -> None:
    below = tmp_path / "青山镇"
    below.mkdir()
    for name in ("乙.xlsx", "甲.XLS", "~$乙.xlsx", "说明.docx", ".隐藏.xlsx", "照片.jpg", "丙.htm", "丁.MHT"):
        (below / name).write_bytes(b"x")
    frames = below / "丙.files"
    frames.mkdir()
    (frames / "sheet001.html").write_bytes(b"x")
    listing = find_forms(tmp_path)
    assert [path.name for path in listing.candidates] == ["丁.MHT", "丙.htm", "乙.xlsx", "甲.XLS"]
    assert {passed.path.name: passed.reason for passed in listing.passed_over} == {
        "~$乙.xlsx": "打开表格时留下的临时文件",
        "说明.docx": "Word 文档，请把表格复制到 Excel 再读",
        "照片.jpg": "不是 Excel 表格",
    }


def test_findings_carry_a_row_and_a_remedy() -> None:
    for path in sorted(SAMPLES.glob("self-*.xlsx")):
        for form in read_file(path).forms:
            for finding in form.findings:
                assert finding.message
                assert finding.advice
                assert finding.severity in Severity
