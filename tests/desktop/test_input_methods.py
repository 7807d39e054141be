"""Which input method a session is given, as UOS, Kylin and plain sessions name it."""

from __future__ import annotations

from pathlib import Path

import pytest

from jxdesk.desktop import input_methods
from jxdesk.desktop.input_methods import WHATEVER_RUNS, choose, modules_for


@pytest.mark.parametrize(
    "session", [{"QT_IM_MODULE": "fcitx"}, {"QT_IM_MODULE": "ibus"}, {"QT_IM_MODULES": "fcitx5;ibus"}]
)
def test_a_session_that_names_what_qt_can_load_is_left_alone(session: dict[str, str]) -> None:
    before = dict(session)
    choose(session)
    assert session == before


def test_a_session_that_names_its_input_method_only_for_old_programs_gets_that_one_first() -> None:
    assert modules_for({"XMODIFIERS": "@im=fcitx"}) == f"fcitx;{WHATEVER_RUNS}"
    assert modules_for({"XMODIFIERS": "@im=ibus"}) == f"ibus;{WHATEVER_RUNS}"


def test_a_session_that_names_nothing_gets_whatever_runs() -> None:
    assert modules_for({}) == WHATEVER_RUNS
    assert modules_for({"XMODIFIERS": "@im=none"}) == WHATEVER_RUNS


def test_a_name_that_this_qt_has_no_plug_in_for_does_not_stop_typing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr(input_methods, "MACHINE_NUMBERS", (tmp_path,))
    session = {"QT_IM_MODULE": "xim", "XMODIFIERS": "@im=fcitx"}
    choose(session)
    assert session == {"QT_IM_MODULES": f"fcitx;{WHATEVER_RUNS}", "XMODIFIERS": "@im=fcitx"}


def test_windows_types_by_its_own_means(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "win32")
    session: dict[str, str] = {}
    choose(session)
    assert session == {}


def test_a_machine_without_a_number_is_never_asked_for_its_bus(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr(input_methods, "MACHINE_NUMBERS", (tmp_path / "machine-id",))
    session = {"XMODIFIERS": "@im=fcitx"}
    choose(session)
    assert session == {"XMODIFIERS": "@im=fcitx"}
