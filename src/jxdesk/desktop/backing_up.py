"""Backing up: the one button that several pages have."""

from __future__ import annotations

from jxdesk.actions.backup import Backup
from jxdesk.desktop.context import Context
from jxdesk.desktop.refresh import Part
from jxdesk.domain.progress import Progress


def back_up_now(context: Context) -> None:
    """Makes a verified backup in the background and says where it is."""
    workspace, progress = context.workspace, Progress("备份")

    def on_made(made: Backup) -> None:
        context.tell(f"备份好了：{made.name}")
        context.refresh.announce(Part.BACKUPS)

    context.tasks.run(
        lambda: workspace.opened.backups.make(
            workspace.database, reason="asked", pinned=True, progress=progress
        ),
        on_made,
        label="备份",
        progress=progress,
    )
