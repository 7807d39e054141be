"""The command line keeps its promises: names, JSON keys and exit codes, through the real entry point."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from jxdesk.__main__ import main
from tests.documents.web_pages import as_page

SAMPLES = Path(__file__).parents[1] / "samples"
YONGDE = SAMPLES / "self-evaluation-yongde-mingliang-2022.xlsx"
FORM = ("--form", "project_self_evaluation")


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    try:
        code = main([str(word) for word in words])
    except SystemExit as end:
        code = int(str(end.code))
    said = capsys.readouterr()
    return code, said.out, said.err


def answered(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, Any]:
    code, out, _ = run(capsys, *words, "--json")
    return code, json.loads(out)


@pytest.fixture(name="practice")
def _practice(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    home = tmp_path / "practice"
    assert run(capsys, "demo", "--home", home)[0] == 0
    return home


@pytest.fixture(name="office")
def _office(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    home = tmp_path / "office"
    words = ("--name", "明朗中学", "--level", "unit", "--code", "53-09-23-d105")
    assert run(capsys, "init", "--home", home, *words)[0] == 0
    return home


def test_the_version_names_program_schema_package_format_and_rules(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, known = answered(capsys, "--version")
    assert code == 0
    assert set(known) == {"version", "schema", "package_format", "rules"}


def test_wrong_usage_is_refused_in_chinese_with_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    for words in (("score",), ("export", "--form", "nothing"), ("no-such-command",), ("seal", "--year", "x")):
        code, out, err = run(capsys, *words)
        assert code == 2
        assert out == ""
        assert "参数不对" in err
        assert not re.search(r"required|invalid|expected|unrecognized|usage", err)


def test_score_answers_the_keys_of_the_contract(capsys: pytest.CaptureFixture[str]) -> None:
    code, form = answered(capsys, "score", YONGDE)
    assert code == 0
    assert (form["printed_total"], form["sum_of_printed"], form["computed_total"]) == ("96", "96", "99.80")
    assert (form["printed_grade"], form["computed_grade"]) == ("优", "优")
    assert (
        form["execution"]
        | {
            "original_budget_fen": None,
            "revised_budget_fen": 38766462,
            "executed_fen": 38766462,
            "rate": "1.0000",
            "weight": "10",
            "printed_score": "10",
            "computed_score": "10.00",
        }
        == form["execution"]
    )
    first = form["lines"][0]
    assert (
        first
        | {
            "row": 14,
            "level1": "产出指标",
            "level2": "数量指标",
            "name": "学生受资助人数",
            "clean_name": "学生受资助人数",
            "comparator": ">=",
            "direction": "higher",
            "target": "735",
            "unit": "人次",
            "actual": "735",
            "actual_text": "735",
            "weight": "10",
            "printed_score": "10",
            "computed_score": "10.00",
            "score_source": "rule",
            "rule": "≥ 达到目标，满分",
        }
        == first
    )
    assert [line["score_source"] for line in form["lines"]].count("judgement") == 1


def test_read_says_what_is_printed_and_computes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    code, form = answered(capsys, "read", YONGDE)
    assert code == 0
    assert "computed_total" not in form
    assert all("computed_score" not in line for line in form["lines"])
    assert form["lines"][2]["printed_score"] == "7"


def test_a_workbook_of_two_forms_answers_a_list_with_sheets(capsys: pytest.CaptureFixture[str]) -> None:
    _, answer = answered(capsys, "score", SAMPLES / "batch-self-evaluation-2-forms.xlsx")
    assert [form["sheet"] for form in answer["forms"]] == ["永德县明朗中学", "丽江市古城区自然资源局"]


def test_a_broken_workbook_is_code_4_and_no_traceback(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    broken = tmp_path / "断的.xlsx"
    broken.write_bytes(YONGDE.read_bytes()[:3000])
    code, out, err = run(capsys, "score", broken)
    assert code == 4
    assert "Traceback" not in out + err
    code, answer = answered(capsys, "score", broken)
    assert code == 4
    assert answer["error"]["advice"]


def test_a_folder_without_a_workspace_is_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, _, err = run(capsys, "check", "--home", tmp_path / "nothing")
    assert code == 1
    assert str(tmp_path / "nothing") in err
    assert not (tmp_path / "nothing").exists()


def test_an_import_shows_itself_first_takes_in_and_is_undone(
    capsys: pytest.CaptureFixture[str], office: Path
) -> None:
    code, dry = answered(capsys, "import", "--home", office, YONGDE, "--dry-run")
    assert (code, dry["import"], dry["counts"]["new_project"]) == (0, None, 1)
    code, taken = answered(capsys, "import", "--home", office, YONGDE)
    assert code == 0
    assert taken["forms"][0]["project_name"] == "义务教育营养改善计划专项资金"
    code, again = answered(capsys, "import", "--home", office, YONGDE)
    assert (code, again["import"], again["counts"]["same"]) == (0, "", 1)
    _, found = answered(capsys, "check", "--home", office)
    assert {finding["code"] for finding in found["findings"]} == {
        "score-below-rule",
        "missed-without-reason",
        "no-target",
        "evidence-missing",
    }
    assert found["years"] == [2022]
    code, _, _ = run(capsys, "undo", "--home", office, taken["import"])
    assert code == 0
    assert answered(capsys, "check", "--home", office)[1]["findings"] == []
    assert run(capsys, "undo", "--home", office, taken["import"])[0] == 1


def test_an_imported_form_is_sealed_and_verified_and_a_changed_byte_refused(
    capsys: pytest.CaptureFixture[str], office: Path, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    run(capsys, "import", "--home", office, YONGDE)
    code, sealed = answered(capsys, "seal", "--home", office, *FORM, "--year", 2022, "--to", stick, "--cover")
    assert (code, sealed["sealed"], sealed["left_out"]) == (0, 1, [])
    assert Path(sealed["cover"]).read_bytes().startswith(b"%PDF")
    package = Path(sealed["file"])
    code, verified = answered(capsys, "verify", package)
    assert code == 0
    assert (verified["digest"], verified["trust"], verified["practice"]) == (
        sealed["digest"],
        "unconfirmed",
        False,
    )
    assert verified["sender"] == {"name": "明朗中学", "org": "53-09-23-d105"}
    bytes_ = bytearray(package.read_bytes())
    bytes_[len(bytes_) // 2] ^= 1
    package.write_bytes(bytes_)
    code, refused = answered(capsys, "verify", package)
    assert code == 4
    assert refused["code"] in ("JX-DAMAGED", "JX-CONTAINER")


def test_sealing_names_what_stays_behind_and_answers_1(
    capsys: pytest.CaptureFixture[str], practice: Path, tmp_path: Path
) -> None:
    code, sealed = answered(capsys, "seal", "--home", practice, *FORM, "--year", 2026, "--to", tmp_path)
    assert code == 1
    assert sealed["sealed"] > 0
    assert all(left["project"] and left["reasons"] for left in sealed["left_out"])
    assert answered(capsys, "verify", sealed["file"])[1]["practice"] is True


def test_a_locked_key_is_refused_without_a_prompt_and_opens_with_its_file(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    secret, home = tmp_path / "口令.txt", tmp_path / "locked"
    secret.write_text("很长很长的一句口令\n", encoding="utf-8")
    words = ("--name", "镇财政所", "--level", "township", "--code", "53-23-29-103")
    assert run(capsys, "init", "--home", home, *words, "--key-passphrase-file", secret)[0] == 0
    run(capsys, "import", "--home", home, YONGDE)
    asked = ("seal", "--home", home, *FORM, "--year", 2022, "--to", tmp_path)
    assert run(capsys, *asked)[0] == 1
    assert list(tmp_path.glob("*.jxpkg")) == []
    assert run(capsys, *asked, "--key-passphrase-file", secret)[0] == 0


def test_one_file_holds_all_forms_and_a_folder_one_each(
    capsys: pytest.CaptureFixture[str], practice: Path, tmp_path: Path
) -> None:
    words = ("export", "--home", practice, *FORM, "--year", 2025, "--all")
    assert run(capsys, *words, "--format", "pdf", "--to", tmp_path / "all.pdf")[0] == 0
    assert run(capsys, *words, "--format", "xlsx", "--to", tmp_path / "each")[0] == 0
    assert (tmp_path / "all.pdf").read_bytes().startswith(b"%PDF")
    assert len(list((tmp_path / "each").glob("*.xlsx"))) == 24
    assert run(capsys, *words, "--format", "pdf", "--to", tmp_path / "wrong.xlsx")[0] == 2


def test_a_backup_comes_back_after_the_data_changed(
    capsys: pytest.CaptureFixture[str], office: Path, tmp_path: Path
) -> None:
    run(capsys, "import", "--home", office, YONGDE)
    assert run(capsys, "backup", "--home", office, "--to", tmp_path / "stick")[0] == 0
    taken = answered(capsys, "import", "--home", office, SAMPLES / "self-evaluation-xiaoxian-hexi-2023.xlsx")[
        1
    ]
    assert taken["import"]
    (kept,) = (path for path in (tmp_path / "stick").iterdir() if path.suffix != ".sha256")
    assert run(capsys, "restore", "--home", office, kept)[0] == 0
    assert answered(capsys, "check", "--home", office)[1]["years"] == [2022]
    assert answered(capsys, "backups", "--home", office)[1]["backups"]


def test_a_damaged_database_is_code_4_and_left_as_it_is(
    capsys: pytest.CaptureFixture[str], office: Path
) -> None:
    database = office / "jxdesk.db"
    database.write_bytes(b"SQLite format 3\0" + b"\xff" * 8000)
    before = database.read_bytes()
    code, _, err = run(capsys, "check", "--home", office)
    assert code == 4
    assert "Traceback" not in err
    assert database.read_bytes() == before


def test_init_refuses_a_folder_that_holds_something(
    capsys: pytest.CaptureFixture[str], office: Path, tmp_path: Path
) -> None:
    words = ("--name", "另一家", "--level", "township", "--code", "53-23-29-103")
    assert run(capsys, "init", "--home", office, *words)[0] == 1
    full = tmp_path / "full"
    full.mkdir()
    shutil.copy(YONGDE, full)
    assert run(capsys, "init", "--home", full, *words)[0] == 1
    assert [path.name for path in full.iterdir()] == [YONGDE.name]
    assert (
        run(capsys, "init", "--home", tmp_path / "n", "--name", "x", "--level", "county", "--code", "y")[0]
        == 2
    )


def test_doctor_answers_line_by_line(capsys: pytest.CaptureFixture[str], practice: Path) -> None:
    code, answer = answered(capsys, "doctor", "--home", practice)
    assert (code, answer["ok"]) == (0, True)
    assert all(set(line) == {"name", "state", "message", "advice"} for line in answer["checks"])


def test_the_narrative_of_one_filing_is_a_document_and_those_of_all_stand_in_a_folder(
    capsys: pytest.CaptureFixture[str], practice: Path, tmp_path: Path
) -> None:
    words = ("export", "--home", practice, *FORM, "--year", 2025)
    _, checked = answered(capsys, "check", "--home", practice, *FORM, "--year", 2026)
    code = next(found["project_code"] for found in checked["findings"])
    one = tmp_path / "报告.docx"
    this_year = ("export", "--home", practice, *FORM, "--year", 2026)
    assert run(capsys, *this_year, "--project", code, "--to", one)[0] == 0
    assert "绩效自评报告" in "".join(paragraph.text for paragraph in Document(str(one)).paragraphs)
    assert run(capsys, *words, "--format", "docx", "--to", tmp_path / "all")[0] == 0
    assert len(list((tmp_path / "all").iterdir())) == 24
    many, out, err = run(capsys, *words, "--to", tmp_path / "all.docx")
    assert (many, out) == (2, "")
    assert "--project" in err
    assert not (tmp_path / "all.docx").exists()
    target = ("export", "--home", practice, "--form", "project_target", "--year", 2026)
    assert run(capsys, *target, "--to", tmp_path / "x.docx")[0] == 1


def test_the_format_may_be_left_to_the_name_of_the_file_and_must_fit_it(
    capsys: pytest.CaptureFixture[str], practice: Path, tmp_path: Path
) -> None:
    words = ("export", "--home", practice, *FORM, "--year", 2025)
    assert run(capsys, *words, "--to", tmp_path / "all.pdf")[0] == 0
    assert run(capsys, *words, "--to", tmp_path / "all.xlsx")[0] == 0
    assert (tmp_path / "all.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "all.xlsx").read_bytes().startswith(b"PK")
    for wrong in (("--to", tmp_path / "folder"), ("--format", "docx", "--to", tmp_path / "wrong.pdf")):
        assert run(capsys, *words, *wrong)[0] == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["all.pdf", "all.xlsx", "practice"]


def test_checking_looks_at_one_form_where_one_is_named(
    capsys: pytest.CaptureFixture[str], practice: Path
) -> None:
    everything = answered(capsys, "check", "--home", practice)[1]
    forms = {found["form"] for found in everything["findings"]}
    assert len(forms) > 1
    counts = 0
    for form in sorted(forms):
        found = answered(capsys, "check", "--home", practice, "--form", form)[1]
        assert {one["form"] for one in found["findings"]} == {form}
        counts += len(found["findings"])
    assert counts == len(everything["findings"])


def test_a_finding_has_the_same_shape_from_every_command(
    capsys: pytest.CaptureFixture[str], office: Path
) -> None:
    keys = ["severity", "code", "row", "field", "message", "advice"]
    form = answered(capsys, "read", SAMPLES / "self-evaluation-changjiang-jinbu-2020.xlsx")[1]
    taken = answered(capsys, "import", "--home", office, YONGDE)[1]["forms"][0]
    checked = answered(capsys, "check", "--home", office)[1]
    for finding in (*form["findings"], *taken["findings"]):
        assert list(finding) == keys
    for finding in checked["findings"]:
        assert list(finding) == ["office", "project", "project_code", "form", "year", *keys]
    said = [*form["findings"], *taken["findings"], *checked["findings"]]
    assert said
    assert "" not in {finding["field"] for finding in said}


def test_verify_answers_the_keys_of_the_contract_even_for_what_is_no_package(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    nothing = tmp_path / "没有内容.jxpkg"
    nothing.write_bytes(b"")
    code, answer = answered(capsys, "verify", nothing)
    assert (code, answer["code"]) == (4, "JX-EMPTY")
    assert set(answer) >= {"digest", "code", "trust", "sender", "practice", "files"}


def test_a_folder_that_another_process_holds_is_code_3(
    capsys: pytest.CaptureFixture[str], office: Path
) -> None:
    holding = (
        "import sys; from pathlib import Path; from jxdesk.actions.workspace import Workspace\n"
        "with Workspace.open_existing(Path(sys.argv[1])):\n"
        "    print('held', flush=True)\n"
        "    sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holding, str(office)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == "held"
        for words in (("check",), ("backup",), ("import", str(YONGDE))):
            code, _, err = run(capsys, *words, "--home", office)
            assert code == 3
            assert "Traceback" not in err
        code, answer = answered(capsys, "check", "--home", office)
        assert (code, set(answer["error"])) == (3, {"code", "title", "facts", "advice"})
        other.communicate()
    assert run(capsys, "check", "--home", office)[0] == 0


def test_a_page_that_a_system_exports_as_xls_is_read_and_taken_in(
    capsys: pytest.CaptureFixture[str], office: Path, tmp_path: Path
) -> None:
    page = as_page(YONGDE, tmp_path / "自评.xls")
    _, workbook = answered(capsys, "score", YONGDE)
    _, form = answered(capsys, "score", page)
    assert form["computed_total"] == workbook["computed_total"]
    assert [line["computed_score"] for line in form["lines"]] == [
        line["computed_score"] for line in workbook["lines"]
    ]
    payments = tmp_path / "支付.xls"
    payments.write_text(PAYMENTS, encoding="utf-8")
    code, taken = answered(capsys, "import", "--home", office, page, payments)
    assert (code, taken["counts"]["new_project"], taken["counts"]["new_figure"]) == (0, 1, 1)
    assert taken["not_read"] == []
    assert run(capsys, "read", payments)[0] == 1
    payments.write_bytes(b"<html><body><p>" + "请重新登录".encode("gbk"))
    code, _, err = run(capsys, "read", payments)
    assert code == 4
    assert "没有表格的网页" in err


def test_saved_pages_of_a_folder_are_taken_in_as_one_by_one(
    capsys: pytest.CaptureFixture[str], office: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "来件"
    (folder / "自评.files").mkdir(parents=True)
    (folder / "自评.files" / "sheet001.htm").write_text("<html><table><tr><td>1</td></tr></table></html>")
    as_page(YONGDE, folder / "自评.html")
    (folder / "支付.htm").write_text(PAYMENTS, encoding="utf-8")
    code, taken = answered(capsys, "import", "--home", office, folder)
    assert (code, taken["counts"]["new_project"], taken["counts"]["new_figure"]) == (0, 1, 1)
    assert taken["not_read"] == []


PAYMENTS = """<h3>国库集中支付明细表（2022年1-12月，单位：元）</h3><table border="1">
<tr><th>预算单位</th><th>预算项目</th><th>支付金额</th><th>支付日期</th></tr>
<tr><td>明朗中学</td><td>义务教育营养改善计划专项资金</td><td>387,664.62</td><td>2022-11-30</td></tr>
<tr><td colspan="2">合计</td><td>387,664.62</td><td></td></tr></table>"""
