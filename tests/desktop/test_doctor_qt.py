"""The window's part of the self-check, seen from outside: it answers, and a window that cannot open is an answer too."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from jxdesk.__main__ import main
from jxdesk.desktop.doctor_qt import qt_checks


def test_every_part_of_the_window_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    answers = {answer["name"]: answer for answer in qt_checks()}
    assert set(answers) == {"窗口", "屏幕", "图标", "屏幕字体", "中文输入", "打印机"}
    assert answers["窗口"]["state"] == "warning"
    assert answers["图标"]["state"] == answers["屏幕字体"]["state"] == "ok"


def test_a_window_that_cannot_open_is_an_error_with_advice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "no-such-platform")
    (answer,) = qt_checks()
    assert answer["state"] == "error"
    assert "no-such-platform" in answer["message"]
    assert answer["advice"]


def test_fcitx_without_its_plug_in_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setenv("XMODIFIERS", "@im=fcitx")
    answers = {answer["name"]: answer for answer in qt_checks()}
    assert answers["中文输入"]["state"] == "warning"
    assert "ibus" in answers["中文输入"]["advice"]


def test_the_command_line_asks_for_it_with_qt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert main(["doctor", "--qt", "--json", "--home", str(tmp_path / "d")]) == 0
    names = [check["name"] for check in json.loads(capsys.readouterr().out)["checks"]]
    assert {"数据库引擎", "屏幕字体"} <= set(names)
