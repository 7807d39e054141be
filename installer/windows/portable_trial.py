"""The portable folder under wine: used as an office uses it, moved to another PC, its stick pulled while it runs."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

from windows.pc import DATA, Pc, Steps

STICK, ELSEWHERE = "U 盘", "另一个 U 盘"
LETTER = "e:"
FOLDER = "绩效桌面"
PRINTED = "--form project_self_evaluation --year 2025 --all"


def take(archive: Path, here: Pc, there: Pc, steps: Steps, *, pictures: Path) -> None:
    """Tries the portable folder on one PC and then, moved, on the other."""
    if not archive.exists():
        steps.expect(False, f"没有U盘版 {archive}")
        return
    stick = here.place / STICK
    drive_of(here).symlink_to(Path("..") / STICK)
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(stick)
    _use(here, steps)
    _pull(here, steps, pictures)
    _move(here, there, steps)


def drive_of(pc: Pc) -> Path:
    """What makes the stick a drive with a letter; it is pulled where this is taken away."""
    return pc.place / "dosdevices" / LETTER


def _use(pc: Pc, steps: Steps) -> None:
    program = f"{STICK}/{FOLDER}"
    for words, what in (
        ("demo --scale small", "建练习县"),
        ("import Z:/setups/表.xlsx", "导入公开的表"),
        (f"export {PRINTED} --format pdf --to C:/U盘自评.pdf", "印成 PDF"),
        (f"seal {PRINTED} --to C:/U盘送出", "封签"),
    ):
        (pc.place / "drive_c/U盘送出").mkdir(exist_ok=True)
        code, said = pc.command_line(words, program=program)
        steps.expect(code == 0, f"U盘版：{what}", seen=said)
    printed = pc.place / "drive_c/U盘自评.pdf"
    steps.expect(printed.exists() and printed.read_bytes().startswith(b"%PDF"), "U盘版：PDF 在")
    steps.expect(_is_sealed(pc.place / program), "U盘版：U盘上只有核对过的备份，没有正用着的数据库")


def _is_sealed(folder: Path) -> bool:
    return any((folder / "数据/backups").glob("*.jxbak")) and not list(folder.rglob("jxdesk.db"))


def _pull(pc: Pc, steps: Steps, pictures: Path) -> None:
    """Opens the window from the stick, pulls the stick while it is open, closes it; then puts the stick back."""
    script = f"""
        openbox 2>/dev/null &
        letter="/pcs/{pc.place.name}/dosdevices/{LETTER}"
        open_window() {{
            wine '{LETTER}\\{FOLDER}\\jxdesk.exe' </dev/null >/dev/null 2>&1 &
            timeout 300 xdotool search --sync --onlyvisible --name "练习" >/dev/null && echo "$1 opened"; sleep 15
        }}
        close_window() {{
            # As a person does: Alt+F4, and then reads what is said.
            xdotool key alt+F4; sleep 5; import -window root "/setups/portable-$1.png"; xdotool key Return
            for second in $(seq 60); do
                wine tasklist </dev/null 2>/dev/null | grep -qi jxdesk.exe || {{ echo "$1 ended"; break; }}
                sleep 1
            done
            wine taskkill /F /IM jxdesk.exe </dev/null >/dev/null 2>&1
        }}
        open_window pulled
        import -window root /setups/portable-window.png
        rm "$letter"
        close_window pulled
        ln -s "../{STICK}" "$letter"
        open_window sealed
        close_window sealed
    """
    before = _backups(pc.place / STICK)
    _, said = pc.run(script)
    steps.expect("pulled opened" in said, "U盘版：窗口打开，数据开在本机盘上", seen=said)
    copies = list((pc.place / DATA / "portable/program").glob("*/jxdesk.exe"))
    steps.expect(len(copies) == 1, "U盘版：程序拷到了本机，从本机打开", seen=str(copies))
    steps.expect("pulled ended" in said, "U盘版：开着时拔掉U盘，关窗口时说明白，能关上", seen=said)
    steps.expect(
        {"sealed opened", "sealed ended"} <= set(said.splitlines()), "U盘版：插回去再打开、关上", seen=said
    )
    after = _backups(pc.place / STICK)
    steps.expect(bool(after) and after >= before, "U盘版：封回U盘", seen=f"{before} {after}")
    for name in ("portable-window", "portable-pulled", "portable-sealed"):
        made = pc.place.parent.parent / f"setups/{name}.png"
        if made.exists():
            shutil.copy(made, pictures / f"windows-{name}.png")


def _backups(stick: Path) -> set[str]:
    return {path.name for path in (stick / FOLDER / "数据/backups").glob("*.jxbak")}


def _move(here: Pc, there: Pc, steps: Steps) -> None:
    """The folder at another place of another PC: whole, with the same data; the package is verified there."""
    _, told = here.command_line("check --json", program=f"{STICK}/{FOLDER}")
    drive_of(here).unlink()
    shutil.move(here.place / STICK, there.place / "drive_c" / ELSEWHERE)
    program = f"drive_c/{ELSEWHERE}/{FOLDER}"
    code, said = there.command_line("doctor --program", program=program)
    steps.expect(code == 0, "U盘版：搬到另一台电脑的另一个地方，程序文件逐个核对", seen=said)
    _, said = there.command_line("check --json", program=program)
    steps.expect(bool(_findings(said)) and _findings(said) == _findings(told), "U盘版：数据一样", seen=said)
    (package,) = (here.place / "drive_c/U盘送出").glob("*.jxpkg")
    shutil.copy(package, there.place / "drive_c/U盘收到.jxpkg")
    code, said = there.command_line("verify C:/U盘收到.jxpkg --json")
    steps.expect(code == 0, "U盘版：它封的数据包，另一台装好的程序验证了", seen=said)


def _findings(said: str) -> list[str]:
    """What a check has found, whatever the PC."""
    if not said.startswith("{"):
        return []
    return sorted(json.dumps(one, sort_keys=True) for one in json.loads(said)["findings"])
