"""Publishing approvals: the approved targets with document and date go down, one package for each office that filed them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from jxdesk.actions.posting import Consignment, belongings_of, post
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.errors import JxError
from jxdesk.domain.progress import Progress
from jxdesk.domain.records.filings import Filing
from jxdesk.domain.records.offices import Office
from jxdesk.domain.records.packages import PackageKind, Task, task_words
from jxdesk.domain.road.duties import Duty
from jxdesk.domain.road.standings import Desk, Standing, Whereabouts
from jxdesk.domain.year.approvals import Approval
from jxdesk.exchange import keys, stick
from jxdesk.exchange.packing import Packer
from jxdesk.exchange.signing import Ed25519Signer
from jxdesk.store.engine.database import Transaction
from jxdesk.store.records import approvals, filings, standings


class NothingToPublish(JxError):  # noqa: N818 - a state of the data, named as people say it
    """Nothing that was asked for can go down."""

    code = "JX-NOTHING"


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """One package as it was written, with how many things it hands down."""

    path: Path
    digest: str
    recipient: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _ForOffice:
    """What goes to one office."""

    path: str
    filings: tuple[Filing, ...]
    approvals: tuple[Approval, ...]
    where: Mapping[str, Whereabouts]


def publish_approvals(
    workspace: Workspace,
    task: Task,
    *,
    to: Path,
    project_code: str = "",
    passphrase: str = "",
    progress: Progress | None = None,
) -> tuple[Published, ...]:
    """Writes the approvals of a task into a folder, one package for each office below that filed something approved.

    Raises: NothingToPublish, NotDelivered; KeyLocked, KeyFault; StickError; Cancelled.
    """
    workspace.take_up(Duty.PUBLISH)
    own = workspace.own_office
    progress = progress or Progress()
    stick.look_first(to)
    signer = keys.load(workspace.folder.keys).unlock(passphrase)
    found = workspace.read(partial(_approved, task=task, project_code=project_code))
    if not found:
        raise NothingToPublish(
            "没有可以下发的批复。",
            facts=task_words(task),
            advice="请先审核通过，再登记批复；本单位自己填的目标不用下发。",
        )
    progress.start("下发批复", len(found))
    written = []
    for one in found:
        written.append(_publish(workspace, own, task, one, signer, to, Progress()))
        progress.step()
    return tuple(written)


def _publish(
    workspace: Workspace,
    own: Office,
    task: Task,
    one: _ForOffice,
    signer: Ed25519Signer,
    to: Path,
    progress: Progress,
) -> Published:
    packer = Packer(folder=workspace.folder.packages)
    for filing in one.filings:
        packer.add(filing, round_=max(1, one.where[filing.id].round))
    for approval in one.approvals:
        packer.add_approval(approval)
    belongings = workspace.read(partial(belongings_of, packed=packer.filings))
    with packer.finish(belongings, progress=progress) as data:
        posted = post(
            workspace,
            data,
            Consignment(
                kind=PackageKind.APPROVAL,
                task=task,
                words=f"{task_words(task)}批复",
                sender=own,
                recipients=(one.path,),
                on_sent=_nothing,
            ),
            signer,
            to=to,
            progress=progress,
        )
    return Published(path=posted.path, digest=posted.digest, recipient=one.path, count=len(one.approvals))


def _nothing(tx: Transaction, digest: str) -> None:
    """An approval that goes down twice says the same twice; nothing is noted on the filings."""


def _approved(tx: Transaction, *, task: Task, project_code: str) -> list[_ForOffice]:
    standing = {
        one.filing_id: one
        for one in standings.in_standings(tx, (Standing.APPROVED,))
        if one.where.desk is Desk.REVIEWING
    }
    found = [
        one
        for one in filings.of_year(tx, task.year, form=task.form)
        if one.id in standing
        and one.content.period == task.period
        and project_code in ("", one.content.project_code)
    ]
    recorded: dict[str, Approval] = {}
    for approval in approvals.of_filings(tx, [one.id for one in found]):
        recorded.setdefault(approval.filing_id, approval)
    by_office: dict[str, list[Filing]] = {}
    for filing in found:
        if filing.id in recorded:
            by_office.setdefault(standing[filing.id].office_path, []).append(filing)
    return [
        _ForOffice(
            path=path,
            filings=tuple(of_office),
            approvals=tuple(recorded[one.id] for one in of_office),
            where={one.id: standing[one.id].where for one in of_office},
        )
        for path, of_office in sorted(by_office.items())
    ]
