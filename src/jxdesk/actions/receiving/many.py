"""Receiving many: what lies on a stick or in a folder, looked at or taken in one package after the other under one restore point."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from jxdesk.actions.answering import write_answer
from jxdesk.actions.receiving.arrival import Arrival
from jxdesk.actions.receiving.receive import Received, Unreadable, commit, drop, look
from jxdesk.actions.workspace import NotYourDuty, PenElsewhere, Workspace
from jxdesk.domain.errors import Cancelled, JxError
from jxdesk.domain.progress import Progress
from jxdesk.domain.road.chain import Verdict
from jxdesk.exchange import keys
from jxdesk.exchange.arrivals import ArrivedFiles
from jxdesk.exchange.refusals import PackageRefused, Refusal
from jxdesk.exchange.verifying import open_package
from jxdesk.store.faults import StaleVersion
from jxdesk.store.records import received


@dataclass(frozen=True, slots=True, kw_only=True)
class OneOfMany:
    """What became of one file: taken in, or not and why; ``arrival`` is what it was seen to be, where it was whole."""

    file: Path
    arrival: Arrival | None = None
    done: Received | None = None
    fault: JxError | None = None

    @property
    def sender(self) -> str:
        """Who sent it, as far as it is known."""
        return self.arrival.manifest.sender_name if self.arrival is not None else ""

    @property
    def number(self) -> str:
        """Its number among those of its sender, as far as it is known."""
        return str(self.arrival.manifest.chain.seq) if self.arrival is not None else ""

    @property
    def is_for_others(self) -> bool:
        """Whether it was addressed to another office."""
        return self.fault is not None and self.fault.code == Refusal.RECIPIENT


@dataclass(frozen=True, slots=True, kw_only=True)
class ManyReceived:
    """What became of all of them; ``is_stopped`` where a person stopped it, ``fault`` where it could not go on."""

    files: tuple[OneOfMany, ...]
    is_stopped: bool = False
    fault: JxError | None = None


_Step = Callable[[Path, Progress], OneOfMany]


def look_many(
    workspace: Workspace, files: Sequence[Path], *, progress: Progress | None = None
) -> ManyReceived:
    """What taking packages in would do; nothing is kept of any of them.

    Each is compared with what is here now; only the numbers that come before it among these count as come.
    """
    coming: dict[str, set[int]] = {}

    def see(file: Path, within: Progress) -> OneOfMany:
        arrival = look(workspace, file, keep_refused=False, progress=within)
        drop(workspace, arrival)
        chain = arrival.manifest.chain
        numbers = coming.setdefault(chain.device, set())
        arrival = _without_missing(arrival, numbers)
        numbers.add(chain.seq)
        return OneOfMany(file=file, arrival=arrival)

    return _one_by_one(files, see, "核对", progress)


def receive_many(
    workspace: Workspace, files: Sequence[Path], *, passphrase: str = "", progress: Progress | None = None
) -> ManyReceived:
    """Takes packages in, each as an import of its own that can be undone alone; one backup is made before the first.

    What is refused, and what is not this person's to take in, is listed and the rest goes on. A conflict is left open for a
    person. Stopping keeps what was taken in.

    Raises: KeyLocked, KeyFault, ViewOnly, before anything is read.
    """
    workspace.refuse_looking()
    keys.load(workspace.folder.keys).unlock(passphrase)
    point: str | None = None

    def take(file: Path, within: Progress) -> OneOfMany:
        nonlocal point
        arrival = look(workspace, file, progress=within)
        try:
            if point is None and not _is_known(arrival):
                point = _restore_point(workspace, within)
            done = commit(workspace, arrival, passphrase=passphrase, restore_point=point, progress=within)
        except StaleVersion as fault:
            drop(workspace, arrival)
            return OneOfMany(file=file, arrival=arrival, fault=fault)
        except JxError:
            drop(workspace, arrival)
            raise
        return OneOfMany(file=file, arrival=arrival, done=done)

    return _one_by_one(files, take, "装入", progress)


def _one_by_one(files: Sequence[Path], step: _Step, label: str, progress: Progress | None) -> ManyReceived:
    """Goes through the files; what is refused is listed, and what nothing can go on after ends it."""
    whole = progress or Progress()
    within = _Within(whole)
    found: list[OneOfMany] = []
    try:
        whole.start(label, len(files))
        for file in files:
            whole.label = file.name
            try:
                found.append(step(file, within))
            except (PackageRefused, Unreadable, PenElsewhere, NotYourDuty) as fault:
                found.append(OneOfMany(file=file, fault=fault))
            whole.step()
    except Cancelled:
        return ManyReceived(files=tuple(found), is_stopped=True)
    except JxError as fault:
        return ManyReceived(files=tuple(found), fault=fault)
    return ManyReceived(files=tuple(found))


def _without_missing(arrival: Arrival, coming: set[int]) -> Arrival:
    """An arrival that waits for none of the numbers that come before it."""
    placed = arrival.placed
    missing = tuple(number for number in placed.missing if number not in coming)
    if placed.verdict is Verdict.GAP and not missing:
        placed = replace(placed, verdict=Verdict.NEXT)
    return replace(arrival, placed=replace(placed, missing=missing))


def write_receipt_again(workspace: Workspace, digest: str, to: Path) -> tuple[Path | None, str]:
    """Writes the receipt of a package that was taken in once more; answers the file, or in words why there is none."""
    package = workspace.read(lambda tx: received.get(tx, digest))
    path = ArrivedFiles(workspace.folder.packages).path(digest)
    if package is None or not package.receipt:
        return None, "这个包没有回执。"
    if not path.exists():
        return None, "收到的数据包文件不在了，请从备份恢复 packages 文件夹。"
    with open_package(path, practice=workspace.practice, with_records=False) as opened:
        return write_answer(package.receipt, opened.manifest, digest, to)


def kept_package(workspace: Workspace, digest: str) -> Path:
    """Where a package that was taken in lies, to be looked at again."""
    return ArrivedFiles(workspace.folder.packages).path(digest)


class _Within(Progress):
    """The progress of one package among many: counts for itself, and stops with the whole."""

    def __init__(self, whole: Progress) -> None:
        super().__init__()
        self._whole = whole

    def check(self) -> None:
        """Stops where the whole was stopped."""
        self._whole.check()


def _is_known(arrival: Arrival) -> bool:
    return arrival.known is not None and not arrival.open_choices


def _restore_point(workspace: Workspace, progress: Progress) -> str:
    made = workspace.opened.backups.make(workspace.database, reason="import", pinned=True, progress=progress)
    return str(made.name)
