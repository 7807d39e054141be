"""The stick of a portable program: whether this program was started from one; asked before anything else is loaded."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

FLAG = "portable.flag"
STICK_VARIABLE = "JXDESK_STICK"


@dataclass(frozen=True, slots=True)
class Stick:
    """A folder on a stick that carries the program, with its data beside it."""

    folder: Path

    @property
    def data(self) -> Path:
        """Where the copies of the data lie."""
        return self.folder / "数据"


def stick_beside_program() -> Stick | None:
    """The stick that this program was started from, if it is a portable one."""
    if named := os.environ.get(STICK_VARIABLE, ""):
        return Stick(Path(named))
    folder = Path(sys.executable).parent
    return Stick(folder) if getattr(sys, "frozen", False) and (folder / FLAG).exists() else None
