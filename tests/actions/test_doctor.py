"""The self-check: whole machines pass, and what is wrong is named with what to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from jxdesk.actions.demo import make_practice_county
from jxdesk.actions.doctor import Answer, State, examine, worst
from jxdesk.actions.start import start
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.records.offices import OfficeLevel
from jxdesk.domain.release import BUILT
from jxdesk.store.engine import driver


def by_name(answers: tuple[Answer, ...]) -> dict[str, Answer]:
    return {answer.name: answer for answer in answers}


def at(year: int, month: int, day: int) -> Callable[[], dt.datetime]:
    zone = dt.timezone(dt.timedelta(hours=8))
    return lambda: dt.datetime(year, month, day, 9, 0, tzinfo=zone)


def test_a_practice_county_is_in_order(tmp_path: Path) -> None:
    home = make_practice_county(tmp_path / "p").home
    answers = examine(home)
    assert worst(answers) is State.OK, answers
    assert {"程序", "数据库引擎", "表样和规则", "字体", "数据文件夹", "磁盘空间", "数据库"} <= set(
        by_name(answers)
    )
    assert "练习用" in by_name(answers)["密钥"].message


def test_no_data_folder_is_a_warning_and_none_is_made(tmp_path: Path) -> None:
    answers = by_name(examine(tmp_path / "没有"))
    assert answers["数据库"].state is State.WARNING
    assert not (tmp_path / "没有").exists()


def test_a_key_without_a_passphrase_is_a_warning_in_a_real_workspace(tmp_path: Path) -> None:
    start(tmp_path / "d", name="某镇财政所", level=OfficeLevel.TOWNSHIP, code="53-23-29-103")
    answer = by_name(examine(tmp_path / "d"))["密钥"]
    assert (answer.state, "没有口令" in answer.message) == (State.WARNING, True)


def test_a_damaged_key_and_a_damaged_database_are_errors_with_advice(tmp_path: Path) -> None:
    home = make_practice_county(tmp_path / "p").home
    (home / "keys" / "office.key.json").write_bytes(b"{")
    assert by_name(examine(home))["密钥"].state is State.ERROR
    whole = (home / "jxdesk.db").read_bytes()
    (home / "jxdesk.db").write_bytes(whole[:4096] + bytes(8192) + whole[12288:])
    answer = by_name(examine(home))["数据库"]
    assert answer.state is State.ERROR
    assert "备份" in answer.advice


def test_an_open_window_is_named_and_not_disturbed(tmp_path: Path) -> None:
    home = make_practice_county(tmp_path / "p").home
    with Workspace.open_existing(home):
        answer = by_name(examine(home))["数据库"]
    assert answer.state is State.WARNING
    assert "正开着" in answer.message


def test_a_clock_before_the_release_or_far_behind_it_or_before_the_last_change_is_doubted(
    tmp_path: Path,
) -> None:
    home = tmp_path / "p"
    make_practice_county(home, clock=at(BUILT.year + 1, 5, 4))
    for clock in (at(2019, 1, 1), at(BUILT.year + 9, 1, 1), at(BUILT.year + 1, 5, 1)):
        assert by_name(examine(home, clock=clock))["时钟"].state is State.WARNING
    assert by_name(examine(home, clock=at(BUILT.year + 1, 5, 5)))["时钟"].state is State.OK


def test_an_old_backup_is_named_with_its_age(tmp_path: Path) -> None:
    home = tmp_path / "p"
    make_practice_county(home, clock=at(BUILT.year + 1, 3, 1))
    answer = by_name(examine(home, clock=at(BUILT.year + 1, 4, 1)))["备份"]
    assert answer.state is State.WARNING
    assert "31 天" in answer.message


def test_a_missing_font_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from jxdesk.documents import fonts

    fonts.face.cache_clear()
    monkeypatch.setattr(fonts, "files", lambda package: tmp_path)
    try:
        assert by_name(examine(tmp_path / "d"))["字体"].state is State.ERROR
    finally:
        fonts.face.cache_clear()


def test_this_machines_sqlite_is_serialized_and_new_enough() -> None:
    found = driver.look()
    assert found.is_serialized
    assert found.is_new_enough
    assert found.knows_json


def test_an_answer_is_plain_text_for_json() -> None:
    answer = Answer(name="时钟", state=State.WARNING, message="早了", advice="改正")
    assert answer.as_dict() == {"name": "时钟", "state": "warning", "message": "早了", "advice": "改正"}
