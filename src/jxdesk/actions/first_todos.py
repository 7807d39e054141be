"""First todos: what 今天要做 counts while the window starts; it imports only what counting takes, and no law of forms."""

from __future__ import annotations

from jxdesk.actions.workspace import Workspace
from jxdesk.store.records import approvals
from jxdesk.store.records.approvals import TargetCounts

__all__ = ["TargetCounts", "of_targets"]


def of_targets(workspace: Workspace, year: int) -> tuple[TargetCounts, tuple[str, ...]]:
    """How many targets of a year wait for what, and the changed copies that wait for their approval."""
    return workspace.read(
        lambda tx: (approvals.counts_of_year(tx, year), approvals.requested_of_year(tx, year))
    )
