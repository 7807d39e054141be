"""The support bundle: nothing that a desk knows by name or number is in it, whatever its log and its folder are called."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from jxdesk.actions import doctor, people, support
from jxdesk.actions.demo import make_practice_county
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.values.money import MoneyUnit, format_fen
from jxdesk.store.engine.database import Transaction
from jxdesk.store.records import filings, offices, projects

SAFE_LINES = (
    "2026-11-20 09:00:00,123 ERROR jxdesk 绩效桌面问题报告（不含任何业务数据）",
    "程序 0.1.0  Python 3.11.7  Qt 6.9.3",
    "错误 builtins.KeyError",
    "  desktop/pages/project.py:152 _on_rename",
    "  （base）:88",
    "2026-11-20 09:00:01,000 WARNING jxdesk qt: This plugin does not support propagateSizeHints()",
)


def everything_known(desk: Workspace) -> set[str]:
    """Every name and amount of the desk, as people and as files write them."""

    def job(tx: Transaction) -> set[str]:
        known: set[str] = set()
        for office in offices.all_offices(tx):
            known |= {office.name, office.path}
        for year in (2025, 2026):
            for project in projects.of_year(tx, year):
                known |= {project.name, project.code, project.leader, project.implementing_unit}
                for version in project.budgets:
                    fen = version.amount_fen
                    known |= {str(fen), format_fen(fen, MoneyUnit.WAN), format_fen(fen, MoneyUnit.YUAN)}
            for filing in filings.of_year(tx, year):
                known |= {line.name for line in filing.content.indicator_lines}
        return known

    found = desk.read(job) | {person.name for person in people.desk(desk).here}
    return {one for one in found if len(one) > 3}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A practice county in a folder that is itself named after people."""
    return make_practice_county(tmp_path / "李会计的电脑" / "白岩镇财政所").home


def test_the_bundle_of_a_desk_holds_none_of_its_names_and_amounts(home: Path, tmp_path: Path) -> None:
    with Workspace.open_existing(home) as desk:
        people.add(desk, "赵所长志远")
        known = everything_known(desk)
        answers = [one.as_dict() for one in doctor.examine_open(desk)]
    assert len(known) > 200
    some = sorted(known)
    logs = home / "logs"
    logs.mkdir(exist_ok=True)
    leaks = [f"2026-11-20 09:00:02,000 ERROR jxdesk {name}" for name in some]
    leaks += [*(f"qt: {one}" for one in some), *some, f'  File "{home}/{some[0]}.py", line 3, in {some[1]}']
    (logs / "jxdesk.log").write_text("\n".join((*SAFE_LINES, *leaks)), encoding="utf-8")
    (logs / "faults.log").write_text(
        f'Fatal Python error: Aborted\n  File "{home}/tasks.py", line 73 in run\n{some[5]}', encoding="utf-8"
    )
    written = support.write_bundle(answers, home, tmp_path)
    with zipfile.ZipFile(written) as bundle:
        texts = {name: bundle.read(name).decode() for name in bundle.namelist()}
    assert set(texts) == {"说明.txt", "自检.txt", "自检.json", "日志/jxdesk.log", "日志/faults.log"}
    whole = "\n".join((*texts, *texts.values()))
    assert {one for one in known if one in whole} == set()
    assert not any(word in whole for word in ("李会计", "赵所长", "白岩镇", str(tmp_path), "指纹"))
    log = texts["日志/jxdesk.log"]
    assert "  desktop/pages/project.py:152 _on_rename" in log
    assert "错误 builtins.KeyError" in log
    assert "行不放进来" in log
    assert "  tasks.py:73 run" in texts["日志/faults.log"]


def test_the_bundle_says_how_each_check_came_out(home: Path, tmp_path: Path) -> None:
    answers = [one.as_dict() for one in doctor.examine(home)]
    written = support.write_bundle(answers, home, tmp_path / "包.zip")
    with zipfile.ZipFile(written) as bundle:
        told = json.loads(bundle.read("自检.json"))
    by_name = {one["name"]: one for one in told}
    assert [one["name"] for one in told] == [one["name"] for one in answers]
    assert by_name["数据库引擎"]["message"].startswith("SQLite")
    assert by_name["磁盘类型"]["message"] == "本机硬盘"
    assert by_name["单位"] == {"name": "单位", "state": "ok", "message": "〔含名称，不放进来〕"}


def test_a_path_inside_a_complaint_is_taken_out() -> None:
    broken = {"name": "字体", "state": "error", "message": "", "advice": ""}
    for path in (
        r"C:\Users\李会计\AppData\jxdesk",
        "/".join(("", "home", "李会计", "jxdesk")),
        r"\\服务器\共享\甲",
    ):
        said = support.spoken_of(broken | {"message": f"字体坏了：{path}，打不开"})
        assert said["message"] == "字体坏了：〔路径〕，打不开"


def test_a_folder_that_cannot_be_written_is_said_in_words(home: Path, tmp_path: Path) -> None:
    with pytest.raises(support.BundleRefused) as refused:
        support.write_bundle([], home, tmp_path / "没有" / "包.zip")
    assert "换一个文件夹" in refused.value.advice
