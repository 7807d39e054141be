"""The road between two clean machines: a unit with the package and its county with the folder for people without root, over one stick."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace

import road_trial
from linux import packing
from linux.clean_machine import HOME, STICK, Trial, clean_machine, started
from linux.screen import screen

USUAL = f"{HOME}/.local/share/jxdesk/workspace"
"""The data folder of a clerk who has not chosen another."""
OTHER_PAGE_POINTS = 30_000
"""At so many points at least the screen differs where another page is shown than the first one."""


def travels(trial: Trial) -> None:
    """单位和县财政局两台电脑、一个U盘：登记、封包、接收、审核、收回执；双击U盘上的每种文件，窗口打开在该看的那一页"""
    stick = next(here for here, there in trial.machine.shown.items() if there == STICK)
    for left in stick.iterdir():
        left.unlink()
    unit = road_trial.Desk(lambda *words: _told(trial.as_person("jxdesk-cli", *words)), STICK, USUAL)
    other = replace(trial, machine=clean_machine(trial.places, name="verify-linux-there"))
    folder = unpacked_folder(other)
    county = road_trial.Desk(
        lambda *words: _told(other.as_person(f"{folder}/jxdesk-cli", *words)), STICK, USUAL
    )
    road_trial.enrol(unit, county, stick, _expect)
    digest = road_trial.send_up(unit, county, stick, _expect)
    first = trial.pictures / "linux-road-first.png"
    for ending in ("", "jxrcpt", "jxtrust", "jxreq", "jxpkg"):
        words = (road_trial.on(unit, stick, f"*.{ending}"),) if ending else ("--home", USUAL)
        with screen() as shown, started(trial, shown, words=words):
            shown.wait_for("绩效桌面")
            picture = shown.settled_picture(trial.pictures / f"linux-road-{ending or 'first'}.png")
            points = shown.different_points(first, picture)
        assert not ending or points > OTHER_PAGE_POINTS, f"双击 .{ending} 还是第一页（差 {points} 个点）"
        print(f"    .{ending}：和第一页差 {points} 个点" if ending else "    第一页", flush=True)
    road_trial.hear(unit, county, stick, digest, _expect)


def unpacked_folder(trial: Trial) -> str:
    """The folder for people without root, unpacked in a clerk's own folder as that clerk would; answers its place."""
    (archive,) = trial.deb.parent.glob("jxdesk-*-x86_64.tar.gz")
    shutil.copy(archive, trial.at("/install/folder.tar.gz"))
    done = trial.as_person("tar", "-xzf", "/install/folder.tar.gz", "-C", HOME)
    assert done.returncode == 0, done
    return f"{HOME}/{packing.FOLDER}"


def _told(done: subprocess.CompletedProcess[str]) -> tuple[int, str]:
    return done.returncode, done.stdout + done.stderr


def _expect(is_so: bool, what: str, seen: str) -> None:
    assert is_so, f"{what}：{seen[-1500:]}"
    print(f"    {what}", flush=True)
