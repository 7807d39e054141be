"""Collecting: the task that the offices below are asked for now, as the first page and 谁没报 begin with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jxdesk.actions.workspace import Workspace

if TYPE_CHECKING:
    from jxdesk.domain.records.packages import Task


def task_to_collect(workspace: Workspace, otherwise: Task) -> Task:
    """What is due by the timetable and was not filed by everybody; far from any deadline ``otherwise``."""
    from jxdesk.actions import deadlines, inbox

    return inbox.first_missing(workspace, deadlines.tasks_to_collect(workspace)) or otherwise
