"""The road that both verifications go with installed programs, gone with this one: it ends well, and a step that fails is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from jxdesk.__main__ import main

INSTALLER = Path(__file__).resolve().parents[2] / "installer"


@pytest.fixture
def road_trial(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.syspath_prepend(str(INSTALLER))
    import road_trial

    return road_trial


@pytest.fixture
def desk(road_trial, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[[str], object]:
    """Makes the desk of an office with a data folder of this name; both see one stick."""
    (tmp_path / "stick").mkdir()

    def make(name: str) -> object:
        home = str(tmp_path / name)

        def call(*words: str) -> tuple[int, str]:
            capsys.readouterr()
            code = main([*words, *(() if words[0] == "init" else ("--home", home))])
            return code, capsys.readouterr().out

        return road_trial.Desk(call, str(tmp_path / "stick"), home)

    return make


def test_a_unit_and_its_county_go_the_whole_road(road_trial, desk, tmp_path: Path) -> None:
    unit, county, stick = desk("unit"), desk("county"), tmp_path / "stick"
    told: list[tuple[bool, str, str]] = []

    def expect(*step: object) -> None:
        told.append(step)

    road_trial.enrol(unit, county, stick, expect)
    digest = road_trial.send_up(unit, county, stick, expect)
    road_trial.hear(unit, county, stick, digest, expect)
    assert [what for is_so, what, _ in told if not is_so] == []
    assert len(told) == 7
    assert {file.suffix for file in stick.iterdir()} == {".xlsx", ".jxpkg", ".jxrcpt", ".jxreq", ".jxtrust"}


def test_a_package_that_was_changed_on_the_stick_fails_the_trial(road_trial, desk, tmp_path: Path) -> None:
    unit, county, stick = desk("unit"), desk("county"), tmp_path / "stick"
    told: list[tuple[bool, str, str]] = []

    def expect(*step: object) -> None:
        told.append(step)

    road_trial.enrol(unit, county, stick, expect)
    honest = county.asked

    class Changing(road_trial.Desk):
        """A county that finds one byte of the package changed."""

        __slots__ = ()

        def asked(self, *words: str) -> dict[str, object]:
            (package,) = stick.glob("*.jxpkg")
            content = bytearray(package.read_bytes())
            content[len(content) // 2] ^= 1
            package.write_bytes(content)
            return honest(*words)

    road_trial.send_up(unit, Changing(county.call, county.stick, county.home), stick, expect)
    assert told[-1][0] is False
