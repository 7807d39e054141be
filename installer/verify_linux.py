"""Installs the .deb in a clean Debian 11 and uses it for real; maintainers run it before a release.

``python3 installer/verify_linux.py dist/jxdesk_X.Y.Z_amd64.deb [--older OLDER.deb] [--pictures FOLDER]``. The folder for people
without root lies beside it and is the program of the other office, in a root of its own. The screen (Xvfb) and
a window manager run on this machine, the input methods in a root of their own; in the clean root there is nothing but the package
and what it asks for.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import build
import dev
import roots
import start_time
from linux import typing_trial
from linux.clean_machine import DATA, HOME, PERSON, Trial, a_person, clean_machine, input_methods, started
from linux.road_on_machines import travels
from linux.screen import SETTLING_SECONDS, screen

SAMPLE = dev.ROOT / "tests/samples/self-evaluation-shidian-xinxing-2022.xlsx"
SCREEN_TOOLS = {"Xvfb": "xvfb", "openbox": "openbox", "xdotool": "xdotool", "import": "imagemagick"}
DEB = "/install/jxdesk.deb"
KILL_AFTER_SECONDS = (0.1, 1.0, 3.0, 8.0)
QUARANTINED = ("libQt6Gui.so.6", "libqxcb.so", "libpython3.11.so.1.0", "libsqlite3.so.0")


def installs(trial: Trial) -> None:
    """在干净的 Debian 11 里安装，依赖齐全"""
    shutil.copy(trial.deb, trial.at(DEB))
    trial.must("apt-get", "install", "-y", "-qq", "--no-install-recommends", DEB)
    assert "绩效桌面" in trial.at("/usr/share/applications/jxdesk.desktop").read_text(encoding="utf-8")
    answers = json.loads(trial.as_person("jxdesk-cli", "doctor", "--json").stdout)
    wrong = [row for row in answers["checks"] if row["state"] == "error"]
    assert not wrong, wrong


def works(trial: Trial) -> None:
    """打开练习县，导入一张公开的真表，印成 PDF，封包；另一套程序验证这个包"""
    trial.program("demo", "--home", DATA, "--scale", "small")
    shutil.copy(SAMPLE, trial.at("/install/真表.xlsx"))
    assert "已导入" in trial.program("import", "--home", DATA, "/install/真表.xlsx")
    printed = ["--form", "project_self_evaluation", "--year", "2025", "--all"]
    trial.program("export", "--home", DATA, *printed, "--format", "pdf", "--to", f"{HOME}/自评.pdf")
    assert trial.at(f"{HOME}/自评.pdf").read_bytes().startswith(b"%PDF")
    sealed = json.loads(trial.program("seal", "--home", DATA, *printed, "--to", f"{HOME}/送出", "--json"))
    (package,) = trial.at(f"{HOME}/送出").glob("*.jxpkg")
    outside = [dev.PYTHON, "-m", "jxdesk", "verify", package, "--json"]
    answer = json.loads(subprocess.run(outside, capture_output=True, check=True, cwd=dev.ROOT).stdout)
    assert answer["code"] == "JX-OK"
    assert answer["digest"] == sealed["digest"]


def opens(trial: Trial) -> None:
    """从启动菜单打开窗口，看得见，第二次打开的文件送到第一个窗口"""
    with screen() as shown, started(trial, shown) as program:
        shown.wait_for("绩效桌面")
        time.sleep(SETTLING_SECONDS)
        shown.picture(trial.pictures / "linux-window.png")
        assert shown.colours(trial.pictures / "linux-window.png") > 50, "窗口是空的"
        (package,) = trial.at(f"{HOME}/送出").glob("*.jxpkg")
        inside = f"{HOME}/送出/{package.name}"
        again = trial.as_person("/opt/jxdesk/open.sh", "--home", DATA, inside, DISPLAY=shown.display)
        assert again.returncode == 0, again.stderr
        time.sleep(4)
        shown.picture(trial.pictures / "linux-package.png")
        assert program.poll() is None, "第一个窗口没有了"


def starts_as_fast_as_source(trial: Trial) -> None:
    """窗口出来要多久，和同时量的源码比"""
    source = f"{trial.pictures}/源码 练习县"
    shutil.rmtree(source, ignore_errors=True)
    dev.call(dev.PYTHON, "-m", "jxdesk", "demo", "--home", source, "--scale", "small")
    words = [*a_person(), "/opt/jxdesk/jxdesk", "--home", DATA]

    def both(display: str) -> list[start_time.Program]:
        frozen = trial.machine.command(*words, HOME=HOME, LANG="C.UTF-8", DISPLAY=display)
        from_source = [str(dev.PYTHON), "-m", "jxdesk", "--home", source]
        return [
            start_time.Program("装好的", frozen, known_by=f"--home\0{DATA}"),
            start_time.Program("源码", from_source, known_by=f"--home\0{source}"),
        ]

    took = start_time.beside(both)
    print(*(f"    {name} {seconds}" for name, seconds in took.items()), sep="\n", flush=True)
    shutil.rmtree(source, ignore_errors=True)
    frozen, from_source = took["装好的"], took["源码"]
    assert frozen.processor_seconds <= from_source.processor_seconds * start_time.MARGIN


def upgrades(trial: Trial) -> None:
    """从旧版本升级，旧文件不留，数据不变"""
    before = trial.data_digest()
    older = trial.older or repacked_as_older(trial)
    shutil.copy(older, trial.at("/install/older.deb"))
    trial.must("dpkg", "-i", "/install/older.deb")
    then = trial.must("dpkg-query", "-W", "-f", "${Version}", "jxdesk")
    trial.must("dpkg", "-i", DEB)
    now = trial.must("dpkg-query", "-W", "-f", "${Version}", "jxdesk")
    assert then != now, (then, now)
    assert not trial.at("/opt/jxdesk/lib-old").exists()
    assert trial.data_digest() == before
    trial.program("doctor", "--home", DATA)


def repacked_as_older(trial: Trial) -> Path:
    """The same package under an older number, with a file that the newer one no longer has."""
    tree = trial.at("/install/older")
    shutil.rmtree(tree, ignore_errors=True)
    subprocess.run(["dpkg-deb", "-R", trial.deb, tree], check=True)
    control = tree / "DEBIAN/control"
    lines = control.read_text(encoding="utf-8").splitlines()
    lines = ["Version: 0.0.1" if line.startswith("Version: ") else line for line in lines]
    control.write_text("\n".join([*lines, ""]), encoding="utf-8")
    (tree / "opt/jxdesk/lib-old").mkdir()
    (tree / "opt/jxdesk/lib-old/gone.so").write_bytes(b"old")
    target = trial.at("/install/repacked.deb")
    subprocess.run(
        ["dpkg-deb", "--root-owner-group", "-Zgzip", "-z1", "--build", tree, target],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    shutil.rmtree(tree)
    return target


def survives_kills(trial: Trial) -> None:
    """升级当中断电（dpkg 被杀），重来一次就好，数据不变"""
    before = trial.data_digest()
    for seconds in KILL_AFTER_SECONDS:
        trial.must("dpkg", "-i", "/install/older.deb")
        kill_dpkg(trial, seconds)
        trial.must("dpkg", "--configure", "-a")
        at_once = trial.as_person("jxdesk-cli", "--version")
        whole = "能用" if at_once.returncode == 0 else "要重装"
        trial.must("dpkg", "-i", DEB)
        trial.program("doctor", "--home", DATA)
        left = list(trial.at("/opt/jxdesk").rglob("*.dpkg-*"))
        assert not left, left
        assert trial.data_digest() == before
        print(f"    {seconds} 秒时被杀：当时{whole}，重装后好", flush=True)


def refuses_newer_data(trial: Trial) -> None:
    """更新版本的程序存的数据：说清楚，一个字节不动"""
    newer = f"{HOME}/更新的数据"
    trial.must("cp", "-a", DATA, newer)
    file = trial.at(newer) / "jxdesk.db"
    with contextlib.closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA user_version=999")
    before = file.read_bytes()
    done = trial.as_person("jxdesk-cli", "check", "--home", newer)
    assert done.returncode == 1, done
    assert "更新版本" in done.stdout + done.stderr
    assert "请安装新版本" in done.stdout + done.stderr
    assert file.read_bytes() == before


def keeps_people_apart(trial: Trial) -> None:
    """同一台电脑的另一个用户：各有各的数据，打不开别人的、说明白"""
    before = trial.data_digest()
    home, number = "/home/李 四", "1001"
    trial.at(home).mkdir()
    os.chown(trial.at(home), int(number), int(number))
    other = ("setpriv", "--reuid", number, "--regid", number, "--clear-groups", "jxdesk-cli")
    facts = {"HOME": home, "LANG": "C.UTF-8"}
    trial.must(*other, "demo", "--home", f"{home}/数据", **facts)
    trial.must(*other, "doctor", "--home", f"{home}/数据", **facts)
    done = trial.run(*other, "check", "--home", DATA, **facts)
    assert done.returncode not in (0, 4), done
    assert "JX-" in done.stderr, done
    assert trial.data_digest() == before
    print(f"    {' '.join(done.stderr.split())}", flush=True)


def says_what_is_missing(trial: Trial) -> None:
    """程序的一个文件被隔离：在屏幕上说清楚，重装就好，数据不变"""
    before = trial.data_digest()
    dialog = trial.at("/usr/local/bin/zenity")
    dialog.write_text('#!/bin/sh\nprintf "%s" "$*" > /tmp/dialog\n')
    dialog.chmod(0o755)
    with screen() as shown:
        for name in QUARANTINED:
            (found,) = (path for path in trial.at("/opt/jxdesk").rglob(name) if not path.is_symlink())
            aside = found.rename(trial.at("/opt/quarantined"))
            trial.at("/tmp/dialog").write_text("")
            trial.at("/tmp/dialog").chmod(0o666)
            done = trial.as_person("/opt/jxdesk/open.sh", "--home", DATA, DISPLAY=shown.display)
            said = trial.at("/tmp/dialog").read_text(encoding="utf-8")
            assert "数据没有动" in said, (name, done, said)
            aside.rename(found)
            print(f"    少了 {name}：{' '.join(said.split())[-110:]}", flush=True)
    found.unlink()
    trial.must("dpkg", "-i", DEB)
    dialog.unlink()
    trial.program("doctor", "--home", DATA)
    assert trial.data_digest() == before


def types_chinese(trial: Trial) -> None:
    """用真的 fcitx 5、fcitx 4、ibus 打字：第一个字不丢，打字中按回车不跳格"""
    assert trial.methods is not None
    # Qt asks for ibus only where its service is installed; here that runs beside the clean machine.
    trial.at("/usr/local/bin/ibus-daemon").write_text("#!/bin/sh\n")
    trial.at("/usr/local/bin/ibus-daemon").chmod(0o755)
    for method in typing_trial.METHODS:
        home = f"{HOME}/打字 {method.name}"
        trial.program("demo", "--home", home, "--scale", "small")
        with screen() as shown, typing_trial.running(method, trial.methods, shown, int(PERSON)) as session:
            shows = {**trial.machine.shown, session.folder: typing_trial.SEEN_AS}
            machine = roots.Root(trial.machine.path, shows, beside=session.process)
            facts = {"DBUS_SESSION_BUS_ADDRESS": typing_trial.BUS, **method.session}
            facts["XDG_CONFIG_HOME"] = f"{home}/设置"
            wrapped = ("sh", "-c", typing_trial.READ_ADDRESS_OF_IBUS, "sh") if method.name == "ibus" else ()
            with started(replace(trial, machine=machine), shown, *wrapped, home=home, **facts):
                shown.wait_for("绩效桌面")
                time.sleep(SETTLING_SECONDS)
                typing_trial.type_into_the_first_result(shown, trial.pictures, method)
        with contextlib.closing(trial.database(home)) as connection:
            found = any(method.typed in row for row in connection.iterdump())
        assert found, f"{method.name}：打的字没有存下来"
        print(f"    {method.name}：{method.typed}", flush=True)


def survives_kills_of_the_first_install(trial: Trial) -> None:
    """第一次安装当中断电（dpkg 被杀），接着装完就好，数据不变"""
    before = trial.data_digest()
    for seconds in KILL_AFTER_SECONDS:
        kill_dpkg(trial, seconds)
        trial.must("dpkg", "--configure", "-a")
        at_once = trial.as_person("jxdesk-cli", "--version")
        trial.must("dpkg", "-i", DEB)
        trial.program("doctor", "--home", DATA)
        assert not trial.must("dpkg", "--audit").strip()
        assert not list(trial.at("/opt/jxdesk").rglob("*.dpkg-*"))
        assert trial.data_digest() == before
        trial.must("dpkg", "--purge", "jxdesk")
        print(
            f"    {seconds} 秒时被杀：当时{'能用' if at_once.returncode == 0 else '还没有'}，重装后好",
            flush=True,
        )


def kill_dpkg(trial: Trial, seconds: float) -> None:
    """Begins to install the package and ends dpkg so long after."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(trial.machine.command("dpkg", "-i", DEB), **quiet) as install:
        time.sleep(seconds)
        install.kill()


def removes(trial: Trial) -> None:
    """卸载，程序不留，数据都在"""
    before = trial.data_digest()
    trial.must("dpkg", "--purge", "jxdesk")
    for place in (
        "/opt/jxdesk",
        "/usr/bin/jxdesk",
        "/usr/share/applications/jxdesk.desktop",
        "/usr/share/mime/packages/jxdesk.xml",
    ):
        assert not os.path.lexists(trial.at(place)), place
    assert trial.data_digest() == before


STEPS: tuple[Callable[[Trial], None], ...] = (
    installs,
    works,
    opens,
    travels,
    starts_as_fast_as_source,
    types_chinese,
    upgrades,
    survives_kills,
    refuses_newer_data,
    keeps_people_apart,
    says_what_is_missing,
    removes,
    survives_kills_of_the_first_install,
)


def main() -> int:
    """Takes the steps in their order; answers 1 where one failed."""
    parser = argparse.ArgumentParser(description="在干净的 Debian 11 里装上、用过、升级、卸载")
    parser.add_argument("deb", type=Path)
    parser.add_argument("--older", type=Path, help="上一个版本的 .deb；不给就把同一个包改小版本号")
    parser.add_argument("--pictures", type=Path, default=Path("dist/verify-linux"), help="截图放哪里")
    parser.add_argument("--cache", type=Path, default=build.usual_cache(), help="下载和构建环境放哪里")
    parser.add_argument(
        "--only", nargs="*", choices=[step.__name__ for step in STEPS], help="安装以后只做这几步"
    )
    arguments = parser.parse_args()
    missing = [package for tool, package in SCREEN_TOOLS.items() if not shutil.which(tool)]
    if missing:
        sys.exit(f"请先安装：{' '.join(missing)}")
    places = build.Places(cache=arguments.cache.resolve(), out=arguments.pictures.resolve())
    places.out.mkdir(parents=True, exist_ok=True)
    trial = Trial(
        clean_machine(places),
        places,
        deb=arguments.deb.resolve(),
        pictures=places.out,
        older=arguments.older,
    )
    wanted = {"installs", *(arguments.only or [step.__name__ for step in STEPS])}
    if types_chinese.__name__ in wanted:
        trial.methods = input_methods(places)
    for step in STEPS:
        if step.__name__ in wanted:
            take(step, trial)
    print("全部通过" if not trial.failed else f"没有通过：{'；'.join(trial.failed)}")
    return 1 if trial.failed else 0


def take(step: Callable[[Trial], None], trial: Trial) -> None:
    """Takes one step and says how it went; a failed one does not stop the others."""
    title, begun = step.__doc__ or step.__name__, time.monotonic()
    try:
        step(trial)
    except (AssertionError, subprocess.SubprocessError, OSError, ValueError):
        traceback.print_exc()
        trial.failed.append(title)
        print(f"✗ {title}", flush=True)
    else:
        print(f"✓ {title}（{time.monotonic() - begun:.0f} 秒）", flush=True)


if __name__ == "__main__":
    sys.exit(main())
