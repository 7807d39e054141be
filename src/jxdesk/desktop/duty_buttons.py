"""Duty buttons: a button for what is not this person's to do stays in sight, cannot be pressed, and says why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QAbstractButton

from jxdesk.domain.road.duties import Denied, Duty

if TYPE_CHECKING:
    from jxdesk.actions.workspace import Workspace

_OWN_TIP = "own_tip"


def offer(tool: QAbstractButton, workspace: Workspace, duty: Duty, *, when: bool = True) -> None:
    """Lets a button be pressed ``when`` there is something to do and its duty is the person's; else its hint says whose it is."""
    if tool.property(_OWN_TIP) is None:
        tool.setProperty(_OWN_TIP, tool.toolTip())
    answer = workspace.may(duty)
    if isinstance(answer, Denied):
        tool.setEnabled(False)
        tool.setToolTip(f"{answer.why}\n{answer.advice}".strip())
    else:
        tool.setEnabled(when)
        tool.setToolTip(str(tool.property(_OWN_TIP)))
