"""Ejecting: asks the system to write out and let go of a stick; used by the eject errand.

Nothing is forced: a stick that another program still reads stays where it is, and the person is told so.
"""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jxdesk.domain.errors import JxError
from jxdesk.exchange.drives import read_mounts

WAIT_SECONDS = 40
"""A slow stick may take half a minute to write out what is still in memory. Own choice."""

BY_HAND = "请用系统里的“弹出”或“安全删除硬件”，等它说可以拔了再拔。"

_GENERIC_READ_WRITE = 0xC000_0000
_SHARE_READ_WRITE = 3
_OPEN_EXISTING = 3
_LOCK_VOLUME, _DISMOUNT_VOLUME, _EJECT_MEDIA = 0x0009_0018, 0x0009_0020, 0x002D_4808


class NotEjected(JxError):  # noqa: N818 - a state of the stick, named as people say it
    """The system has not let go of the stick."""

    code = "JX-EJECT"


def eject(root: Path) -> None:
    """Lets go of the stick that is mounted here.

    Raises: NotEjected, with what the system said.
    """
    if sys.platform == "win32":
        _eject_on_windows(root)
    else:
        eject_by_tool(root, tools=_tools(root))


def _tools(root: Path) -> Mapping[str, Sequence[str]]:
    """The programs that can do it, the one that also lets go of the whole disk first."""
    device = next((mount.device for mount in read_mounts() if mount.point == root), "")
    tools: dict[str, Sequence[str]] = {"gio": ("mount", "--eject", str(root))}
    if device:
        tools["udisksctl"] = ("unmount", "--no-user-interaction", "--block-device", device)
    return tools


def eject_by_tool(root: Path, *, tools: Mapping[str, Sequence[str]]) -> None:
    """Tries the programs that are here, in their order; the first that succeeds has done it.

    Raises: NotEjected.
    """
    said = []
    for name, words in tools.items():
        program = shutil.which(name)
        if program is None:
            continue
        try:
            answer = subprocess.run(
                [program, *words], capture_output=True, text=True, timeout=WAIT_SECONDS, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            said.append(f"{name}：{error}")
            continue
        if answer.returncode == 0:
            return
        said.append(f"{name}：{(answer.stderr or answer.stdout).strip()}")
    if not said:
        raise NotEjected("这台电脑上不能由程序弹出 U 盘。", facts=str(root), advice=BY_HAND)
    raise NotEjected(
        "系统没有弹出 U 盘。", facts="；".join(said), advice=f"先关上打开着 U 盘的窗口。{BY_HAND}"
    )


def _eject_on_windows(root: Path) -> None:
    """Locks the volume, dismounts it and ejects it: locking fails as long as anybody has a file open there."""
    kernel: Any = getattr(ctypes, "windll").kernel32  # noqa: B009 - named only where Windows is
    kernel.CreateFileW.restype = ctypes.c_void_p
    handle = kernel.CreateFileW(
        ctypes.c_wchar_p(f"\\\\.\\{root.drive}"),
        _GENERIC_READ_WRITE,
        _SHARE_READ_WRITE,
        None,
        _OPEN_EXISTING,
        0,
        None,
    )
    volume = ctypes.c_void_p(handle)
    if handle in (None, ctypes.c_void_p(-1).value):
        raise NotEjected("系统没有弹出 U 盘。", facts=str(root), advice=BY_HAND)
    try:
        answered = ctypes.c_ulong()
        for step in (_LOCK_VOLUME, _DISMOUNT_VOLUME, _EJECT_MEDIA):
            if not kernel.DeviceIoControl(volume, step, None, 0, None, 0, ctypes.byref(answered), None):
                raise NotEjected(
                    "U 盘还被别的程序用着，系统没有弹出。",
                    facts=str(root),
                    advice=f"先关上打开着 U 盘的窗口。{BY_HAND}",
                )
    finally:
        kernel.CloseHandle(volume)
