"""The portable program on this PC's own disk: copied from the stick once, each file held against its sum, started from here.

A program that is read from a stick ends without a word where the stick is pulled; its copy here goes on and can say what
happened. Asked by the start of the window.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from jxdesk.domain.progress import Progress
from jxdesk.store.faults import DiskFailed, StoreError, told
from jxdesk.store.safety.archive import sha256_of
from jxdesk.store.safety.folder import user_folder
from jxdesk.store.safety.program_files import FILE_LIST, Program, running_program
from jxdesk.store.safety.stick import STICK_VARIABLE, Stick

_DIGITS = 16


def program_on_stick() -> Program | None:
    """The program that is running, where it is read from a stick; None for one that was started from its copy."""
    return None if STICK_VARIABLE in os.environ else running_program()


def place_of(program: Program) -> Program:
    """The copy of a program on this PC, whether it is there or not; other files make another place.

    Raises: StoreError where the list of its files cannot be read.
    """
    with told(program.libraries):
        name = sha256_of(program.libraries / FILE_LIST)[:_DIGITS]
    return Program(user_folder() / "portable" / "program" / name / program.libraries.name)


def is_whole(copy: Program) -> bool:
    """Whether every file of the copy is there in its size: a scanner may have taken one since."""
    try:
        return not copy.missing()
    except (OSError, ValueError):
        return False


def bring(program: Program, progress: Progress) -> Program:
    """Copies the program to this PC and reads it back; an interrupted copy counts for nothing.

    Raises: StoreError; Cancelled.
    """
    copy = place_of(program)
    half = copy.folder.with_name(f"{copy.folder.name}.tmp")
    with told(copy.folder):
        shutil.rmtree(half, ignore_errors=True)
        names = [*(file.name for file in program.files()), f"{program.libraries.name}/{FILE_LIST}"]
        progress.start(progress.label, len(names))
        for name in names:
            target = half / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(program.folder / name, target)
            progress.step()
        if wrong := Program(half / program.libraries.name).wrong():
            raise DiskFailed(
                "U盘上的程序没有完整地拷到这台电脑上。",
                facts="、".join(wrong[:3]),
                advice="请换一个 USB 口再试；杀毒软件隔离过文件的，先恢复。",
            )
        shutil.rmtree(copy.folder, ignore_errors=True)
        half.replace(copy.folder)
        _thin(copy)
    return copy


def _thin(kept: Program) -> None:
    """Takes away the copies of other versions; one that still runs stays until the next time."""
    for other in kept.folder.parent.iterdir():
        if other != kept.folder:
            shutil.rmtree(other, ignore_errors=True)


def goes_on(stick: Stick, file: Path | None) -> bool:
    """Whether a whole copy on this PC was started in the place of this program."""
    program = program_on_stick()
    try:
        if program is None or not is_whole(copy := place_of(program)):
            return False
        start(copy, stick, file)
    except StoreError:
        return False
    return True


def start(copy: Program, stick: Stick, file: Path | None) -> None:
    """Starts the copy for the same stick. It stands in its own folder, so that nothing holds the stick."""
    words = [str(file.absolute())] if file is not None else []
    environment = {
        **os.environ,
        STICK_VARIABLE: str(stick.folder.absolute()),
        # Else the loader of the copy takes itself for a part of this process.
        "PYINSTALLER_RESET_ENVIRONMENT": "1",
    }
    program = copy.folder / Path(sys.executable).name
    with told(program):
        subprocess.Popen([program, *words], env=environment, cwd=copy.folder)
