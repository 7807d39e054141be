"""Rectify: notes what must be mended after monitoring, follows it until it is done, and lists what is overdue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from jxdesk.actions.workspace import Workspace
from jxdesk.domain.errors import JxError
from jxdesk.domain.monitoring.ledger import LedgerRow, Overdue, overdue_of
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.records.rectifications import Rectification, RectificationState, check_rectification
from jxdesk.store.engine.database import Transaction
from jxdesk.store.faults import NotFound
from jxdesk.store.records import projects, rectifications
from jxdesk.store.views.rectification_ledger import ledger_rows


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


def ledger(workspace: Workspace) -> tuple[LedgerRow, ...]:
    """The rectifications of this office and of all below it, of all years, with the names they go by."""
    path = _own_path(workspace)
    return workspace.read(lambda tx: ledger_rows(tx, own_path=path))


def overdue(workspace: Workspace) -> Overdue:
    """What of the ledger should have been done before today."""
    path = _own_path(workspace)
    return workspace.read(lambda tx: overdue_of(ledger_rows(tx, own_path=path), tx.today()))


def _own_path(workspace: Workspace) -> str:
    own = workspace.facts.office
    return own.path if own is not None else ""


def settle(
    workspace: Workspace,
    rectification_ids: Sequence[str],
    state: RectificationState,
    note: str,
    *,
    today: dt.date,
) -> int:
    """Marks rectifications as done or not to be done, with a note on how it went; answers how many.

    What stands there already stays, the note is put behind it.

    Raises: NotFound; NotSaid: the note is missing, and nothing was stored.
    """

    def job(tx: Transaction) -> int:
        for rectification_id in rectification_ids:
            found = rectifications.get(tx, rectification_id)
            if found is None:
                raise NotFound(
                    "没有这条整改。", facts=rectification_id, advice="它可能已被删除，请刷新列表。"
                )
            words = "\n".join(part for part in (found.result.strip(), note.strip()) if part)
            rectifications.put(tx, _settled(replace(found, state=state, result=words), today))
        return len(rectification_ids)

    return workspace.transact(job, errand="rectify")


def keep(workspace: Workspace, rectification: Rectification, *, today: dt.date) -> Rectification:
    """Stores a rectification; one that is done gets its day.

    Raises: NotSaid: something that it must say is missing, and nothing was stored.
    """
    rectification = _settled(rectification, today)

    def job(tx: Transaction) -> None:
        rectifications.put(tx, rectification)

    workspace.transact(job, errand="rectify")
    return rectification


def drop(workspace: Workspace, rectification_id: str) -> None:
    """Deletes a rectification that was noted by mistake."""
    workspace.transact(lambda tx: rectifications.delete(tx, rectification_id), errand="rectify")


def _settled(rectification: Rectification, today: dt.date) -> Rectification:
    """A rectification that may be stored, with its day where it is done.

    Raises: NotSaid.
    """
    missing = tuple(check_rectification(rectification))
    if missing:
        raise NotSaid(missing[0].message, advice=missing[0].advice)
    if rectification.state is not RectificationState.DONE:
        return replace(rectification, done_on=None)
    return replace(rectification, done_on=rectification.done_on or today)
