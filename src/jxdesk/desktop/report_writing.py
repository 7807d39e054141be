"""Report writing: draws up the narrative of a self-evaluation in the background and tells what still has to be filled in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from jxdesk.desktop.context import Context
from jxdesk.domain.progress import Progress

if TYPE_CHECKING:
    from jxdesk.actions.report import Written


def write_report(context: Context, filing_id: str, to: Path, *, owner: QObject) -> None:
    """Writes the report of a filing to a file; a short sentence says how it went."""
    workspace = context.workspace

    def work() -> Written:
        from jxdesk.actions import report

        return report.write_report(workspace, filing_id, to)

    _run(context, work, owner)


def write_project_report(context: Context, project_id: str, to: Path, *, owner: QObject) -> None:
    """Writes the report of a project's self-evaluation to a file; a short sentence says how it went."""
    workspace = context.workspace

    def work() -> Written:
        from jxdesk.actions import report

        return report.write_project_report(workspace, project_id, to)

    _run(context, work, owner)


def _run(context: Context, work: Callable[[], Written], owner: QObject) -> None:
    def told(written: Written) -> None:
        parts = [f"写好了：{written.path.name}"]
        if written.missing:
            parts.append(f"有 {written.missing} 处 [待填] 要补")
        parts += [finding.message for finding in written.findings[:1]]
        context.tell("；".join(part.rstrip("。") for part in parts) + "。")

    context.tasks.run(work, told, label="写自评报告", progress=Progress("写报告"), owner=owner)
