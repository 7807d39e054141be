"""The road between two PCs under wine: a unit and its county over one stick; each kind of file on it is opened by a double click."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

import road_trial
from windows.pc import USER, Pc, Steps

STICK = "路上"
PROGRAM = f"C:\\users\\{USER}\\AppData\\Local\\Programs\\jxdesk\\jxdesk.exe"
HOME = f"C:/users/{USER}/AppData/Local/jxdesk/workspace"
OTHER_PAGE_POINTS = 30_000
"""At so many points at least the screen differs where another page is shown than the first one."""


def take(here: Pc, there: Pc, steps: Steps, *, pictures: Path) -> None:
    """Goes the road with the unit on one PC and the county on the other."""
    stick = here.pictures / STICK
    stick.mkdir()

    def expect(is_so: bool, what: str, seen: str) -> None:
        steps.expect(is_so, f"路上：{what}", seen=seen)

    unit, county = _desk(here), _desk(there)
    road_trial.enrol(unit, county, stick, expect)
    digest = road_trial.send_up(unit, county, stick, expect)
    for pc in (here, there):
        pc.see_associations()
    here.open(PROGRAM, picture="road-unit")
    there.open(PROGRAM, picture="road-county")
    for pc, first, ending in (
        (here, "road-unit", "jxrcpt"),
        (here, "road-unit", "jxtrust"),
        (there, "road-county", "jxreq"),
        (there, "road-county", "jxpkg"),
    ):
        file = road_trial.on(_desk(pc), stick, f"*.{ending}").replace("/", "\\")
        shown, said = pc.open(file, picture=f"road-{ending}")
        points = _different_points(pc, first, f"road-{ending}")
        is_there = shown and points > OTHER_PAGE_POINTS
        expect(is_there, f"双击 .{ending}，窗口打开在别的一页（差 {points} 个点）", said)
    road_trial.hear(unit, county, stick, digest, expect)
    for picture in here.pictures.glob("road-*.png"):
        shutil.copy(picture, pictures / f"windows-{picture.name}")


def _desk(pc: Pc) -> road_trial.Desk:
    return road_trial.Desk(lambda *words: pc.command_line(shlex.join(words)), f"Z:/setups/{STICK}", HOME)


def _different_points(pc: Pc, one: str, two: str) -> int:
    _, said = pc.run(f"compare -metric AE /setups/{one}.png /setups/{two}.png null: 2>&1; true")
    number = said.partition(" ")[0].strip()
    return int(float(number)) if number.replace(".", "").replace("e+", "").isdigit() else 0
