"""A process that exports a year and is killed in it: ``python exporting_child.py HOME TARGET FORMAT WHERE STEP``.

WHERE is ``form`` (while the STEP-th form is drawn) or ``disk`` (at the STEP-th call that makes bytes last).
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "src"))

from jxdesk.actions.export import ExportFormat, export
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.progress import Progress
from jxdesk.domain.records.filings import Form


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class Dying(Progress):
    """Progress that ends the process at a step."""

    def __init__(self, last: int) -> None:
        super().__init__()
        self.last = last

    def step(self, count: int = 1) -> None:
        """Counts, and dies in time."""
        super().step(count)
        if self.done == self.last:
            die()


def main() -> None:
    home, target, format, where, step = sys.argv[1:]
    calls = 0
    make_last = os.fsync

    def fsync(handle: int) -> None:
        nonlocal calls
        calls += 1
        if where == "disk" and calls == int(step):
            die()
        make_last(handle)

    with Workspace.open_existing(Path(home)) as workspace:
        os.fsync = fsync  # type: ignore[assignment]
        export(
            workspace,
            form=Form.PROJECT_SELF_EVALUATION,
            year=2025,
            format=ExportFormat(format),
            to=Path(target),
            progress=Dying(int(step) if where == "form" else -1),
        )
    print("done")


if __name__ == "__main__":
    main()
