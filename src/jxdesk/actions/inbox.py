"""Inbox: what came to this desk and what waits in it, who has filed and who has not, and the words of a reminder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from jxdesk.actions.workspace import Workspace
from jxdesk.domain.records.offices import Office
from jxdesk.domain.records.packages import PackageKind, Task, task_words
from jxdesk.domain.records.received import ReceivedPackage, ReceivedStatus, RefusedFile
from jxdesk.domain.road.standings import Desk, Standing
from jxdesk.exchange.fingerprint import fingerprint
from jxdesk.store.engine.database import Transaction
from jxdesk.store.records import enrolments, offices, received, reviews, standings

PASSED = (
    Standing.ACCEPTED,
    Standing.ACCEPTED_WITH_CHANGES,
    Standing.APPROVED,
    Standing.FORWARDED,
)
DECIDABLE = (Standing.WAITING, Standing.RETURNED_FROM_ABOVE)
SENT_BACK = (Standing.RETURNED, Standing.AMENDED)
"""Where a filing stands that was sent back and has not been filed again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxPackage:
    """One package that came, with what still has to be done about it.

    ``waiting`` filings are to be judged, ``open`` ones to be chosen between two values, ``returned`` ones were sent back and
    have not been filed again, ``unsent`` decisions are to go down.
    """

    package: ReceivedPackage
    filings: int
    waiting: int
    open: int
    returned: int
    unsent: int

    @property
    def state(self) -> str:
        """Where it is, in one word of the JSON answer."""
        if self.package.status is not ReceivedStatus.IMPORTED:
            return self.package.status.value
        if self.open:
            return "conflicts"
        if self.waiting:
            return "waiting"
        if self.package.kind is PackageKind.RETURN and self.returned:
            return "returned"
        return "unsent" if self.unsent else "done"

    def as_json(self) -> dict[str, object]:
        """The package as the command line answers it; keys are a promise and grow only by addition."""
        package = self.package
        return {
            "digest": package.digest,
            "fingerprint": fingerprint(package.digest),
            "kind": package.kind.value,
            "sender": {"name": package.sender_name, "org": package.sender_path},
            "dataset": {"form": package.form, "year": package.year, "period": package.period},
            "seq": package.position.seq,
            "file": package.file_name,
            "received": package.received_at,
            "state": self.state,
            "filings": self.filings,
            "waiting": self.waiting,
            "conflicts": self.open,
            "returned": self.returned,
            "unsent_decisions": self.unsent,
            "missing": list(package.facts.get("missing", ())),
            "import": package.import_id,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    """Everything that came, newest first, and the files that were refused and that nobody has seen to."""

    packages: tuple[InboxPackage, ...]
    refused: tuple[RefusedFile, ...]

    @property
    def counts(self) -> Mapping[str, int]:
        """How many packages there are in each state."""
        return Counter(one.state for one in self.packages) | Counter({"refused": len(self.refused)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Filer:
    """How far an office below is with one task."""

    path: str
    name: str
    filed: int = 0
    waiting: int = 0
    returned: int = 0
    passed: int = 0

    @property
    def has_filed(self) -> bool:
        """Whether anything of the task came from it."""
        return self.filed > 0


def inbox(workspace: Workspace) -> Inbox:
    """What came to this desk."""
    own = workspace.facts.office
    return workspace.read(partial(_inbox, own_path=own.path if own is not None else ""))


def filers(workspace: Workspace, task: Task) -> tuple[Filer, ...]:
    """The offices right below this one with how far each is; those that need not file are left out."""
    return workspace.read(partial(_filers, own=workspace.facts.office, task=task))


def first_missing(workspace: Workspace, tasks: Sequence[Task]) -> Task | None:
    """Of some tasks the first that not every office below has filed; the first of all where everybody has, None of none."""

    def job(tx: Transaction) -> Task | None:
        own = workspace.facts.office
        missing = (
            task for task in tasks if not all(one.has_filed for one in _filers(tx, own=own, task=task))
        )
        return next(missing, tasks[0] if tasks else None)

    return workspace.read(job)


def reminder(task: Task, late: Sequence[Filer], returned: Sequence[Filer], *, office_name: str) -> str:
    """The words of a reminder to copy: who has not filed, and whose forms were returned and have not come again."""
    lines = [f"{office_name}关于{task_words(task)}报送情况的提醒"]
    if late:
        lines.append(f"尚未报送（{len(late)} 个）：{'、'.join(one.name for one in late)}。")
    if returned:
        lines.append(
            f"退回后尚未重报（{len(returned)} 个）："
            f"{'、'.join(f'{one.name}（{one.returned} 张）' for one in returned)}。"
        )
    if not late and not returned:
        lines.append("各单位均已报送。")
    return "\n".join(lines)


def settle(workspace: Workspace, refused_id: str) -> None:
    """Takes a refused file off the list of what is to be seen to; its bytes stay in quarantine."""
    who = workspace.facts.person
    workspace.transact(lambda tx: received.settle_refused(tx, refused_id, by=who), errand="refuse_settle")


def _inbox(tx: Transaction, *, own_path: str) -> Inbox:
    by_package: dict[str, Counter[str]] = {}
    for package_id, standing, desk, count in tx.query(
        "SELECT package_id, standing, desk, count(*) FROM filing_standing GROUP BY package_id, standing, desk"
    ):
        counts = by_package.setdefault(package_id, Counter())
        counts["all"] += count
        if desk == Desk.REVIEWING.value and standing in DECIDABLE:
            counts["waiting"] += count
        if standing in SENT_BACK:
            counts["returned"] += count
    rows = tx.query("SELECT package_id, count(*) FROM review WHERE sent_in = '' GROUP BY package_id")
    unsent = Counter[str](dict(rows))
    unsent.update(brought_by for _, brought_by in reviews.from_above(tx, own_path).values())
    found = []
    for package in received.all_received(tx):
        # What was answered stands by the package that went up; what came from below by the one that brought it.
        counts = by_package.get(package.in_reply_to or package.digest, Counter())
        found.append(
            InboxPackage(
                package=package,
                filings=counts["all"],
                waiting=counts["waiting"],
                open=len(package.facts.get("open", ())),
                returned=counts["returned"],
                unsent=unsent[package.digest],
            )
        )
    return Inbox(packages=tuple(found), refused=received.refused(tx, open_only=True))


def _filers(tx: Transaction, *, own: Office | None, task: Task) -> tuple[Filer, ...]:
    if own is None:
        return ()
    counts: dict[str, Counter[str]] = {}
    for path, standing, count in tx.query(
        """SELECT s.office_path, s.standing, count(*) FROM filing_standing s JOIN filing f ON f.id = s.id
        WHERE s.desk = ? AND f.form = ? AND f.year = ? AND f.period IS ? GROUP BY 1, 2""",
        (Desk.REVIEWING.value, task.form.value, task.year, task.period),
    ):
        counts.setdefault(path, Counter())[standing] += count
    found = []
    for path, name in _expected(tx, own):
        of_office = counts.get(path, Counter())
        found.append(
            Filer(
                path=path,
                name=name,
                filed=of_office.total(),
                waiting=of_office[Standing.WAITING.value],
                returned=of_office[Standing.RETURNED.value],
                passed=sum(of_office[one.value] for one in PASSED),
            )
        )
    return tuple(found)


def _expected(tx: Transaction, own: Office) -> list[tuple[str, str]]:
    """Path and name of the offices right below that file: of the list of offices, and those that got a certificate here.

    An office whose key was stopped has still to file: only the list of offices says that one need not, or is no more.
    """
    names = {one.org: one.name for one in enrolments.all_of_them(tx)}
    for office in offices.all_offices(tx):
        if office.is_exempt or office.valid_to:
            names.pop(office.path, None)
        else:
            names[office.path] = office.name
    return [(path, name) for path, name in sorted(names.items()) if path.rpartition("-")[0] == own.path]


def filings_of(workspace: Workspace, digest: str) -> tuple[str, ...]:
    """The filings of a package that can be decided on now; the beginning of its digest is enough."""

    def job(tx: Transaction) -> tuple[str, ...]:
        package = received.get(tx, digest)
        return () if package is None else _filings_under(tx, package.digest, DECIDABLE, Desk.REVIEWING)

    return workspace.read(job)


def returned_of(workspace: Workspace, sent: str) -> tuple[str, ...]:
    """The filings that went up from here with a package, were sent back and have not been filed again."""
    if not sent:
        return ()
    return workspace.read(lambda tx: _filings_under(tx, sent, SENT_BACK, Desk.FILLING))


def _filings_under(tx: Transaction, package: str, wanted: Sequence[Standing], desk: Desk) -> tuple[str, ...]:
    return tuple(
        one.filing_id
        for one in standings.in_standings(tx, wanted)
        if one.package_id == package and one.where.desk is desk
    )
