"""A process that writes one file onto a stick and, at its n-th step, is killed or told by the drive that it cannot.

``python writing_child.py FOLDER NAME SEED SIZE STEP FAULT`` with FAULT one of kill, ENOSPC, EIO, none; it prints ``done
STEPS`` when the file was written, else the code of the refusal.
"""

from __future__ import annotations

import errno
import os
import random
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2] / "src"))

from jxdesk.exchange.stick import StickError, write_safely

PIECE = 64 * 1024


def content(seed: int, size: int) -> bytes:
    return random.Random(seed).randbytes(size)


class Drive:
    """Counts what is asked of the drive and fails at one of the steps."""

    def __init__(self, step: int, fault: str) -> None:
        self.count = 0
        self.step = step
        self.fault = fault

    def touch(self) -> None:
        self.count += 1
        if self.count != self.step:
            return
        if self.fault == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if self.fault != "none":
            raise OSError(getattr(errno, self.fault), os.strerror(getattr(errno, self.fault)))

    def around(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def asked(*given: Any) -> Any:
            self.touch()
            answer = call(*given)
            self.touch()
            return answer

        return asked

    def pieces(self, data: bytes) -> Iterator[bytes]:
        for at in range(0, len(data), PIECE):
            self.touch()
            yield data[at : at + PIECE]
        self.touch()


def main(folder: str, name: str, seed: str, size: str, step: str, fault: str) -> None:
    drive = Drive(int(step), fault)
    os.fsync = drive.around(os.fsync)
    os.replace = drive.around(os.replace)
    os.open = drive.around(os.open)
    os.posix_fadvise = drive.around(os.posix_fadvise)
    data = content(int(seed), int(size))
    try:
        write_safely(drive.pieces(data), Path(folder), name)
    except StickError as refused:
        print(refused.code)
        return
    print("done", drive.count)


if __name__ == "__main__":
    main(*sys.argv[1:])
