"""The lock of a data folder: one program at a time, with a name to ask when it is taken."""

from __future__ import annotations

import contextlib
import datetime as dt
import getpass
import json
import os
import platform
import sys
from pathlib import Path
from typing import IO

from jxdesk.store.engine.clock import Clock, local_now
from jxdesk.store.faults import FolderLocked, told

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

# The locked byte lies beyond the text, because Windows lets nobody read a locked range.
_LOCKED_BYTE = 1 << 20


class InstanceLock:
    """Held as long as the folder is open; the system lets go of it when the process dies, however it dies.

    Raises: FolderLocked with the PC, user and time of the holder; ReadOnly.
    """

    def __init__(self, path: Path, *, clock: Clock = local_now) -> None:
        with told(path.parent):
            self._file: IO[bytes] | None = path.open("a+b")
        try:
            _take(self._file)
        except OSError as error:
            self._file.close()
            raise FolderLocked(
                "数据文件夹已在另一个窗口或另一个程序中打开。",
                facts=_holder(path),
                advice="请切换到那个窗口，或关闭它再打开。",
            ) from error
        text = {
            "pc": platform.node(),
            "user": user_name(),
            "pid": os.getpid(),
            "at": clock().isoformat(timespec="seconds"),
        }
        with told(path.parent):
            self._file.truncate(0)
            self._file.write(json.dumps(text, ensure_ascii=False).encode())
            self._file.flush()

    def release(self) -> None:
        """Lets go of the lock; the file stays, empty."""
        if self._file is not None:
            with contextlib.suppress(OSError):
                self._file.truncate(0)
            self._file.close()
            self._file = None

    def __enter__(self) -> InstanceLock:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


def user_name() -> str:
    """The name of the user signed in to this PC."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return ""


def _take(file: IO[bytes]) -> None:
    if sys.platform == "win32":
        file.seek(_LOCKED_BYTE)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        file.seek(0)
    else:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


def _holder(path: Path) -> str:
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
        at = dt.datetime.fromisoformat(known["at"])
        since = f"{at.year}年{at.month}月{at.day}日 {at:%H:%M} 起"
        return f"{path.parent}：电脑 {known['pc']}，用户 {known['user']}，{since}"
    except (OSError, ValueError, KeyError, TypeError):
        return str(path.parent)
