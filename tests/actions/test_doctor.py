"""The self-check: whole machines pass, and what is wrong is named with what to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from jxdesk.actions import enrol
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


@pytest.mark.parametrize(
    ("day", "state", "words"),
    [
        ((2026, 11, 21), State.OK, "某县财政局发的，有效期到 2029-11-20"),
        ((2029, 10, 1), State.WARNING, "快到了"),
        ((2029, 12, 1), State.WARNING, "宽限期里"),
    ],
)
def test_the_certificate_is_named_with_its_last_day(
    tmp_path: Path, day: tuple[int, int, int], state: State, words: str
) -> None:
    for folder, level, code in (
        ("县", OfficeLevel.COUNTY, "53-23-29"),
        ("镇", OfficeLevel.TOWNSHIP, "53-23-29-103"),
    ):
        start(tmp_path / folder, name=f"某{folder}财政局", level=level, code=code, clock=at(2026, 11, 20))
    before = by_name(examine(tmp_path / "镇"))["证书"]
    assert (before.state, "还没有登记" in before.message) == (State.WARNING, True)
    with (
        Workspace.open_existing(tmp_path / "县", clock=at(2026, 11, 20)) as county,
        Workspace.open_existing(tmp_path / "镇", clock=at(2026, 11, 20)) as town,
    ):
        asked = enrol.request(town, tmp_path)
        given = enrol.certify(county, asked.file, typed=asked.fingerprint, to=tmp_path)
        enrol.install(town, given.file)
    answer = by_name(examine(tmp_path / "镇", clock=at(*day)))["证书"]
    assert (answer.state, words in answer.message) == (state, True), answer
    with Workspace.open_existing(tmp_path / "县", clock=at(2026, 11, 20)) as county:
        enrol.revoke(county, given.enrolment.serial, reason="密钥丢失")
        stopped = enrol.hand_out(county, tmp_path)
    with Workspace.open_existing(tmp_path / "镇", clock=at(2026, 11, 20)) as town:
        enrol.install(town, stopped.file)
    answer = by_name(examine(tmp_path / "镇", clock=at(*day)))["证书"]
    assert (answer.state, "密钥丢失" in answer.message) == (State.ERROR, True)


def test_a_prefecture_needs_no_certificate_and_a_damaged_trust_file_is_an_error(tmp_path: Path) -> None:
    start(tmp_path / "州", name="某州财政局", level=OfficeLevel.PREFECTURE, code="53-23")
    assert by_name(examine(tmp_path / "州"))["证书"].state is State.OK
    (tmp_path / "州" / "keys" / "trust.jsonl").write_bytes(b"{")
    answer = by_name(examine(tmp_path / "州"))["证书"]
    assert (answer.state, "再装一次" in answer.advice) == (State.ERROR, True)


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
    monkeypatch.setattr(fonts, "resource", tmp_path.joinpath)
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
