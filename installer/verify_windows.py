"""Installs the built setup under wine and uses it: ``python3 installer/verify_windows.py dist/jxdesk-setup-X.Y.Z.exe``.

A Chinese user name, a program folder of 200 characters, practice county, a published form, a PDF, a package sealed here and
verified by another installation, an upgrade over an older version, the road between two PCs and a double click on every kind of
file that travels it, kills during install and upgrade, an uninstall that keeps the data. Pictures of the windows come into
``--pictures``, to be looked at.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import bill_of_materials
import dev
import payload
import roots
import start_time
from build import Places, usual_cache
from windows import build as windows_build
from windows import portable_trial, road_on_pcs
from windows.pc import DATA, PROGRAMS, USER, Pc, Steps

FORM = dev.ROOT / "tests/samples/self-evaluation-yongde-mingliang-2022.xlsx"
ENDINGS = (".jxpkg", ".jxrcpt", ".jxreq", ".jxtrust")
OLDER = "0.0.9"
KILLED_AT = (0.1, 0.5, 0.8, 0.9, 0.95, 1.0)
"""At which shares of the time that an undisturbed install takes the power is cut."""
LONGEST_INSTALL_SECONDS = 600
QUARANTINED = ("Qt6Gui.dll", "sqlite3.dll")
EXIT_TOO_LONG, EXIT_NEWER = 8, 6


def main() -> None:
    """Tries everything and ends with 1 where something failed."""
    parser = argparse.ArgumentParser(description="在 wine 里装上、用起来、升级、卸载")
    parser.add_argument("setup", type=Path)
    parser.add_argument("--portable", type=Path, help="U盘版的 .zip，默认是安装包旁边的那个")
    parser.add_argument("--cache", type=Path, default=usual_cache())
    parser.add_argument("--pictures", type=Path, default=Path("pictures"))
    parser.add_argument("--kills", type=int, default=len(KILLED_AT), help="安装和升级各断几次")
    arguments = parser.parse_args()
    windows_build.bring_tools()
    places = Places(cache=arguments.cache.resolve(), out=arguments.pictures.resolve())
    places.out.mkdir(parents=True, exist_ok=True)
    work = places.work("verify-windows")
    shutil.rmtree(work, ignore_errors=True)
    for name in ("pcs", "setups"):
        (work / name).mkdir(parents=True)
    root = roots.Root(
        windows_build.wine_root(places).path, {work / "pcs": "/pcs", work / "setups": "/setups"}
    )
    shutil.copy(arguments.setup, work / "setups/new.exe")
    make_older(arguments.setup, work)
    steps = Steps()
    here, there = Pc(root, work / "pcs/here"), Pc(root, work / "pcs/there")
    use(here, steps)
    in_long_folder(here, steps, places.out)
    look(here, steps, places.out)
    start_beside_source(here, steps, places.work("windows") / "python")
    quarantine(here, steps, places.out)
    other_installation(here, there, arguments.setup, steps)
    upgrade(there, steps)
    road_on_pcs.take(here, there, steps, pictures=places.out)
    archive = arguments.portable or portable_beside(arguments.setup)
    portable_trial.take(archive, here, there, steps, pictures=places.out)
    uninstall(here, steps)
    for number in range(arguments.kills):
        killed(Pc(root, work / f"pcs/killed{number}"), KILLED_AT[number % len(KILLED_AT)], steps)
    sys.exit(f"没有通过：{'；'.join(steps.failed)}" if steps.failed else 0)


def portable_beside(setup: Path) -> Path:
    """The archive for a stick that the same build made."""
    return setup.with_name(setup.name.replace("-setup-", "-portable-")).with_suffix(".zip")


def make_older(setup: Path, work: Path) -> None:
    """A setup of an older version from the same files: its folder of libraries has the older name, and one file more."""
    version = bill_of_materials.version_of_project()
    unpacked = work / "unpacked"
    subprocess.run(["7z", "x", "-bd", "-y", f"-o{unpacked}", setup], check=True, stdout=subprocess.DEVNULL)
    older = work / "older"
    shutil.move(unpacked / windows_build.STAGE, older)
    (older / "uninstall.exe").unlink(missing_ok=True)
    (older / f"lib-{version}").rename(older / f"lib-{OLDER}")
    (older / f"lib-{OLDER}" / "只在旧版本里.txt").write_text("旧", encoding="utf-8")
    for program in ("jxdesk.exe", "jxdesk-cli.exe"):
        content = (older / program).read_bytes()
        (older / program).write_bytes(content.replace(f"lib-{version}".encode(), f"lib-{OLDER}".encode()))
    payload.list_files(older, version=OLDER)
    icon = work / "freeze/jxdesk.ico"
    icon.parent.mkdir()
    dev.call(dev.PYTHON, dev.ROOT / "installer/icon.py", icon, QT_QPA_PLATFORM="offscreen")
    windows_build.make_setup(older, work / "setups/old.exe", icon=icon, version=OLDER, quick=True)


def use(pc: Pc, steps: Steps) -> None:
    """Installs, and does with the command line what an office does."""
    pc.run("wineboot --init >/dev/null 2>&1")
    began = time.monotonic()
    code = pc.install("new.exe")
    steps.install_seconds = time.monotonic() - began
    steps.expect(code == 0, f"装上（{steps.install_seconds:.0f} 秒）")
    links = {
        link.relative_to(pc.place).as_posix().rpartition("/")[2] for link in pc.place.rglob("绩效桌面.lnk")
    }
    steps.expect(links == {"绩效桌面.lnk"}, "开始菜单和桌面上有“绩效桌面”")
    for ending in ENDINGS:
        _, said = pc.run(f"wine reg query 'HKCU\\Software\\Classes\\{ending}' /ve </dev/null 2>&1 | cat")
        steps.expect("jxdesk." in said, f"双击 {ending} 用本程序打开", seen=said)
    code, said = pc.command_line("doctor --program")
    steps.expect(code == 0 and "都在" in said, "程序文件逐个核对", seen=said)
    code, said = pc.command_line("doctor --qt")
    steps.expect(code == 0 and USER in said, "自检，数据文件夹用中文用户名", seen=said)
    home = "--home C:/练习"
    for words, what in (
        (f"demo {home} --scale small", "建练习县"),
        (f"import {home} Z:/setups/表.xlsx", "导入公开的表"),
        (
            f"export {home} --form project_self_evaluation --year 2025 --all --format pdf --to C:/自评.pdf",
            "印成 PDF",
        ),
        (f"seal {home} --form project_self_evaluation --year 2025 --to C:/送出", "封签"),
    ):
        shutil.copy(FORM, pc.place.parent.parent / "setups/表.xlsx")
        (pc.place / "drive_c/送出").mkdir(exist_ok=True)
        code, said = pc.command_line(words)
        steps.expect(code == 0, what, seen=said)
    printed = pc.place / "drive_c/自评.pdf"
    steps.expect(printed.exists() and printed.read_bytes().startswith(b"%PDF"), "PDF 在")
    long_folder = f"C:/{'数据' * 96}"
    code, said = pc.command_line(f"demo --home {long_folder} --scale small")
    steps.expect(code == 0, f"数据放在 {len(long_folder)} 个字的文件夹里", seen=said)


def in_long_folder(pc: Pc, steps: Steps, pictures: Path) -> None:
    """Installs into a folder as long as every office may choose, again over itself, works there, and goes back to the usual one."""
    longest = windows_build.longest_folder(pc.installed())
    code = pc.install("new.exe", folder=as_option(folder_of_length(longest + 1)))
    steps.expect(code == EXIT_TOO_LONG, f"{longest + 1} 个字的程序文件夹说明白，不装")
    long = folder_of_length(windows_build.LONGEST_FOLDER)
    program = "/".join(["drive_c", *long])
    codes = [pc.install("new.exe", folder=as_option(long)) for _ in range(2)]
    whole, said = pc.command_line("doctor --program", program=program)
    length = len("C:/" + "/".join(long))
    deepest = length + 1 + max(map(len, payload.names_of(pc.place / program)))
    steps.expect(
        (codes, whole) == ([0, 0], 0), f"装在 {length} 个字的文件夹里，文件全名最长 {deepest}", seen=said
    )
    printed = (
        "export --home C:/练习 --form project_self_evaluation --year 2025 --all --format pdf --to C:/长.pdf"
    )
    code, said = pc.command_line(printed, program=program)
    steps.expect(code == 0, f"从 {length} 个字的文件夹里印成 PDF", seen=said)
    shown, said = pc.open("C:\\" + "\\".join([*long, "jxdesk.exe"]), "--home", "C:/练习", picture="long")
    steps.expect(shown, f"从 {length} 个字的文件夹里打开窗口", seen=said)
    shutil.copy(pc.pictures / "long.png", pictures / "windows-long.png")
    pc.install("new.exe", folder=as_option(("users", USER, "AppData", "Local", "Programs", "jxdesk")))


def as_option(names: tuple[str, ...]) -> str:
    """What tells the setup the folder on drive C, as the shell of the trial reads it."""
    return "/D=C:\\\\" + "\\\\".join(names)


def folder_of_length(length: int) -> tuple[str, str, str]:
    """The names of a folder whose whole name on drive C has so many characters; none too long for this machine's disk."""
    names = length - len("C:///")
    return "绩" * (names // 3), "效" * (names // 3), "长" * (names - names // 3 * 2)


def look(pc: Pc, steps: Steps, pictures: Path) -> None:
    """Opens the window, then a package by its association while the window is open; pictures of both."""
    packages = list((pc.place / "drive_c/送出").glob("*.jxpkg"))
    package = packages[0].name if packages else ""
    shown = pc.place.parent.parent / "setups"
    script = f"""
        openbox 2>/dev/null &
        cd "/pcs/{pc.place.name}/{PROGRAMS}"
        wine jxdesk.exe --home C:/练习 </dev/null >/dev/null 2>&1 &
        began=$(date +%s%N)
        timeout 120 xdotool search --sync --onlyvisible --name 绩效桌面 >/dev/null; echo first window $((($(date +%s%N) - began) / 1000000)) ms
        sleep 12; import -window root /setups/window.png
        wine jxdesk.exe --home C:/练习 "C:/送出/{package}" </dev/null >/dev/null 2>&1
        sleep 10; import -window root /setups/package.png
        wine taskkill /IM jxdesk.exe </dev/null >/dev/null 2>&1; sleep 6
        wine jxdesk-cli.exe doctor --home C:/练习 </dev/null 2>&1 | cat
    """
    _, said = pc.run(script)
    steps.expect(
        "first window" in said,
        "窗口打开：" + said.partition("first window")[2].partition("\n")[0].strip(),
        seen=said,
    )
    for name in ("window", "package"):
        if (shown / f"{name}.png").exists():
            shutil.copy(shown / f"{name}.png", pictures / f"windows-{name}.png")
    steps.expect("[好] 数据库：完好" in said, "关上以后数据库完好", seen=said)


def start_beside_source(pc: Pc, steps: Steps, python: Path) -> None:
    """How long the window takes, beside the same wheel run by the Windows Python that was frozen, both under wine."""
    if not (python / "python.exe").exists():
        print("没有构建时的 Python（--cache 不是构建用的那个），没有比启动快慢", flush=True)
        return
    shown = {**pc.root.shown, python: "/source", Path("/tmp/.X11-unix"): "/tmp/.X11-unix"}
    here = replace(pc, root=roots.Root(pc.root.path, shown))

    def program(name: str, words: str, display: str) -> start_time.Program:
        script = f"wine {words} --home C:/练习 </dev/null 2>&1 | cat"
        return start_time.Program(
            name, here.words("sh", "-c", script, DISPLAY=display), known_by="--home\0C:/练习"
        )

    def both(display: str) -> list[start_time.Program]:
        installed = program("装好的", f'"/pcs/{pc.place.name}/{PROGRAMS}/jxdesk.exe"', display)
        return [installed, program("源码", "/source/python.exe -m jxdesk", display)]

    took = start_time.beside(both)
    frozen, source = took["装好的"], took["源码"]
    steps.expect(
        frozen.processor_seconds <= source.processor_seconds * start_time.MARGIN,
        f"窗口出来：装好的 {frozen}，同样的 wine 里源码 {source}",
    )


def quarantine(pc: Pc, steps: Steps, pictures: Path) -> None:
    """Takes files of the program away, as a scanner does: it says so in words, and installing again heals it."""
    version = bill_of_materials.version_of_project()
    libraries = pc.installed() / f"lib-{version}"
    shown = pc.place.parent.parent / "setups"
    for name in QUARANTINED:
        (found,) = libraries.rglob(name)
        aside = found.rename(pc.place / "drive_c/quarantined")
        script = f"""
            openbox 2>/dev/null &
            cd "/pcs/{pc.place.name}/{PROGRAMS}"
            # Without a place for its output, as from the Start menu: there it has only the screen to say it.
            wine start jxdesk.exe --home C:/练习 </dev/null >/dev/null 2>&1
            timeout 90 xdotool search --sync --onlyvisible --name 绩效桌面 >/dev/null && echo "dialog shown"; sleep 3
            import -window root "/setups/missing-{name}.png"
            xdotool key Return; sleep 4
            wine jxdesk-cli.exe doctor --program </dev/null 2>&1 | cat
            wine taskkill /F /IM jxdesk.exe </dev/null >/dev/null 2>&1
        """
        _, said = pc.run(script)
        says_so = name in said or "程序文件不全" in said
        steps.expect(says_so and "dialog shown" in said, f"少了 {name}：说明白，不是一串英文", seen=said)
        shutil.copy(shown / f"missing-{name}.png", pictures / f"windows-missing-{name}.png")
        if name == QUARANTINED[-1]:
            aside.unlink()
        else:
            aside.rename(found)
    code = pc.install("new.exe")
    whole, said = pc.command_line("doctor --program")
    _, checked = pc.command_line("check --home C:/练习 --json")
    steps.expect((code, whole) == (0, 0) and checked.startswith("{"), "重装就好，数据打得开", seen=said)


def other_installation(here: Pc, there: Pc, setup: Path, steps: Steps) -> None:
    """Verifies the package with an installation on another PC."""
    code = there.install("old.exe")
    steps.expect(code == 0, f"另一台电脑上装 {OLDER} 版")
    sealed = next(iter((here.place / "drive_c/送出").glob("*.jxpkg")), None)
    if sealed is None:
        steps.expect(False, "没有可验证的数据包")
        return
    shutil.copy(sealed, there.place / "drive_c/收到.jxpkg")
    code, said = there.command_line("verify C:/收到.jxpkg --json")
    answer = json.loads(said) if said.startswith("{") else {}
    steps.expect(answer.get("code") == "JX-OK", "另一台电脑上的程序验证了数据包", seen=said)


def upgrade(pc: Pc, steps: Steps) -> None:
    """Upgrades over the older version with data in place, and refuses the way back."""
    pc.command_line("demo --home C:/练习 --scale small")
    steps.expect(pc.install("new.exe") == 0, "升级")
    names = sorted(path.name for path in pc.installed().iterdir())
    wanted = [
        "jxdesk-cli.exe",
        "jxdesk.exe",
        f"lib-{bill_of_materials.version_of_project()}",
        "uninstall.exe",
    ]
    steps.expect(names == wanted, "旧版本的文件都没了", seen=str(names))
    code, said = pc.command_line("doctor --program")
    steps.expect(code == 0, "升级后文件逐个核对", seen=said)
    code, said = pc.command_line("check --home C:/练习 --json")
    steps.expect(said.startswith("{"), "升级后数据打得开", seen=said)
    steps.expect(pc.install("old.exe") == EXIT_NEWER, "新版本上不装旧版本，说明白")


def killed(pc: Pc, share: float, steps: Steps) -> None:
    """Cuts the power during an install and during an upgrade: the old or the new program is whole, and the next run heals."""
    pc.run("wineboot --init >/dev/null 2>&1")
    for setup, is_upgrade in (("old.exe", False), ("new.exe", True)):
        what = f"{'升级' if is_upgrade else '安装'}到 {share:.0%} 时断电"
        _cut_power(pc, setup, share * steps.install_seconds)
        if is_upgrade:
            code, said = pc.command_line("doctor --program")
            steps.expect(code == 0, f"{what}：旧的或新的程序是完整的", seen=said)
        code = pc.install(setup)
        whole, said = pc.command_line("doctor --program")
        left = [path.name for path in pc.installed().iterdir() if path.name.startswith("~")]
        steps.expect((code, whole, left) == (0, 0, []), f"{what}：再装一次就好", seen=f"{code} {left} {said}")


def _cut_power(pc: Pc, setup: str, seconds: float) -> None:
    """Ends every process of the PC at once, so long after the setup began to lay out files."""
    silent = subprocess.DEVNULL
    command = pc.command(f"wine /setups/{setup} /S </dev/null >/dev/null 2>&1")
    with subprocess.Popen(command, stdin=silent, stdout=silent, stderr=silent) as running:
        until = time.monotonic() + LONGEST_INSTALL_SECONDS
        while (
            not (pc.installed() / windows_build.STAGE).exists()
            and time.monotonic() < until
            and running.poll() is None
        ):
            time.sleep(0.05)
        time.sleep(seconds)
        running.kill()


def uninstall(pc: Pc, steps: Steps) -> None:
    """Takes the program away and leaves the data."""
    pc.run(f'wine "/pcs/{pc.place.name}/{PROGRAMS}/uninstall.exe" /S </dev/null >/dev/null 2>&1; sleep 12')
    steps.expect(not pc.installed().exists(), "卸载：程序没了", seen=str(list(pc.installed().glob("*"))))
    steps.expect(
        (pc.place / DATA).exists() and (pc.place / "drive_c/练习/jxdesk.db").exists(), "卸载：数据还在"
    )
    steps.expect(not list(pc.place.rglob("绩效桌面.lnk")), "卸载：开始菜单和桌面上没了")


if __name__ == "__main__":
    main()
