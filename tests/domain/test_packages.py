"""Names, covers and the clock of packages: what people see of a package before they open it."""

from __future__ import annotations

import datetime as dt

import pytest

from jxdesk.domain.records.filings import Form
from jxdesk.domain.records.form_words import FORM_NAMES
from jxdesk.domain.records.packages import Task, Totals, task_words
from jxdesk.domain.release import BUILT, clock_is_plausible
from jxdesk.domain.sending.cover import CoverSheet
from jxdesk.domain.values.file_names import clean_name, package_name

SHANGHAI = dt.timezone(dt.timedelta(hours=8))


def test_a_package_is_named_as_the_clerk_speaks_of_it() -> None:
    task = task_words(Task(form=Form.PROJECT_SELF_EVALUATION, year=2026))
    name = package_name(sender="练习县白岩镇财政所", task=task, seq=17, short="K7Q2")
    assert name == "练习县白岩镇财政所_2026绩效自评_第0017号_K7Q2.jxpkg"


def test_a_period_is_told_by_its_month() -> None:
    assert task_words(Task(form=Form.PROJECT_MONITORING, year=2026, period=10)) == "2026年10月绩效监控"


def test_every_form_has_words() -> None:
    assert FORM_NAMES.keys() == set(Form)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ('a<b>c:d"e/f\\g|h?i*j', "abcdefghij"),
        ("末尾点和空格. . ", "末尾点和空格"),
        ("  两边  中间  ", "两边 中间"),
        ("换\n行\t和\x00控\x07制", "换 行 和控制"),
        ("倒\u202e置\u200b隐形", "倒置隐形"),
        ("全角　空格", "全角 空格"),
        ("生僻字㛃䶮㼆𬭚", "生僻字㛃䶮㼆𬭚"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("com1", "_com1"),
        ("concert", "concert"),
        ("", "未命名"),
        ("???", "未命名"),
        ("...", "未命名"),
    ],
)
def test_a_file_name_holds_nothing_that_a_file_system_refuses(text: str, clean: str) -> None:
    assert clean_name(text) == clean


def test_a_long_name_is_cut_before_what_tells_packages_apart() -> None:
    name = package_name(sender="某" * 200, task="2026部门整体自评", seq=12345, short="K7Q2")
    assert len(name) == 80
    assert name.endswith("某_2026部门整体自评_第12345号_K7Q2.jxpkg")
    assert len(name.encode()) <= 255


def test_the_qr_code_binds_digest_office_and_number() -> None:
    cover = CoverSheet(
        sender_name="练习县白岩镇财政所",
        sender_org="53-23-99-103",
        recipients=("53-23-99",),
        task=Task(form=Form.PROJECT_SELF_EVALUATION, year=2026),
        totals=Totals(amount_fen=1, indicators=2, projects=3),
        file_name="a.jxpkg",
        file_size=4,
        digest="ab" * 32,
        fingerprint="K7Q2",
        seq=17,
        created="2026-11-20T09:00:00+08:00",
    )
    assert cover.qr_text == f"JX1|{'ab' * 32}|53-23-99-103|17"
    assert cover.title == "绩效数据包送达单"


@pytest.mark.parametrize(
    ("now", "newest", "right"),
    [
        (dt.datetime.combine(BUILT, dt.time(9), SHANGHAI), None, True),
        (dt.datetime(2001, 1, 1, tzinfo=SHANGHAI), None, False),
        (dt.datetime(2099, 1, 1, tzinfo=SHANGHAI), None, False),
        (dt.datetime(2027, 3, 1, tzinfo=SHANGHAI), dt.datetime(2027, 3, 1, 20, tzinfo=SHANGHAI), True),
        (dt.datetime(2027, 3, 1, tzinfo=SHANGHAI), dt.datetime(2027, 3, 3, tzinfo=SHANGHAI), False),
    ],
)
def test_a_wrong_clock_is_doubted(now: dt.datetime, newest: dt.datetime | None, right: bool) -> None:
    assert clock_is_plausible(now, newest=newest) is right
