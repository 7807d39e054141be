"""Rectify: notes what must be mended after monitoring, follows it until it is done, and lists what is overdue."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from jxdesk.actions.workspace import Workspace
from jxdesk.domain.errors import JxError
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.records.rectifications import Rectification, RectificationState, check_rectification
from jxdesk.store.engine.database import Transaction
from jxdesk.store.faults import NotFound
from jxdesk.store.records import projects, rectifications


class NotSaid(JxError):  # noqa: N818 - a state of the note, named as people say it
    """Something that a rectification must say is missing."""

    code = "JX-RECTIFICATION"


def of_project(workspace: Workspace, project_id: str) -> tuple[Rectification, ...]:
    """The rectifications of a project."""
    return workspace.read(lambda tx: rectifications.of_project(tx, project_id))


def of_year(workspace: Workspace, year: int) -> tuple[Rectification, ...]:
    """The rectifications of a year, the earliest due first."""
    return workspace.read(lambda tx: rectifications.of_year(tx, year))


def begin(workspace: Workspace, project_id: str, *, period: int = 0, filing_id: str = "") -> Rectification:
    """A new, empty rectification of a project; nothing is stored yet.

    Raises: NotFound.
    """
    project = workspace.read(lambda tx: projects.get(tx, project_id))
    if project is None:
        raise NotFound("没有这个项目。", facts=project_id, advice="它可能已被删除，请刷新列表。")
    return Rectification(
        id=new_id(),
        office_id=project.office_id,
        project_id=project_id,
        filing_id=filing_id,
        year=project.fiscal_year,
        period=period,
    )


def keep(workspace: Workspace, rectification: Rectification, *, today: dt.date) -> Rectification:
    """Stores a rectification; one that is done gets its day.

    Raises: NotSaid: something that it must say is missing, and nothing was stored.
    """
    missing = tuple(check_rectification(rectification))
    if missing:
        raise NotSaid(missing[0].message, advice=missing[0].advice)
    is_done = rectification.state is RectificationState.DONE
    if is_done and rectification.done_on is None:
        rectification = replace(rectification, done_on=today)
    elif not is_done:
        rectification = replace(rectification, done_on=None)

    def job(tx: Transaction) -> None:
        rectifications.put(tx, rectification)

    workspace.transact(job, errand="rectify")
    return rectification


def drop(workspace: Workspace, rectification_id: str) -> None:
    """Deletes a rectification that was noted by mistake."""
    workspace.transact(lambda tx: rectifications.delete(tx, rectification_id), errand="rectify")
