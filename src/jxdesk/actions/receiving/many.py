"""Receiving many: what lies on a stick or in a folder, taken in one package after the other under one restore point."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from jxdesk.actions.answering import write_answer
from jxdesk.actions.receiving.arrival import Arrival
from jxdesk.actions.receiving.receive import Received, Unreadable, commit, drop, look
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.errors import Cancelled, JxError
from jxdesk.domain.progress import Progress
from jxdesk.exchange import keys
from jxdesk.exchange.arrivals import ArrivedFiles
from jxdesk.exchange.receipts import SUFFIX as RECEIPT_SUFFIX
from jxdesk.exchange.refusals import PackageRefused, Refusal
from jxdesk.exchange.verifying import open_package
from jxdesk.store.faults import StaleVersion
from jxdesk.store.records import packages, received

PACKAGE_SUFFIX = ".jxpkg"
DEEPEST = 4
"""So many folders deep a stick is looked through; people put packages on top or into one folder. Own choice."""
DATABASE = "jxdesk.db"
"""A folder with it is some desk's own data: what lies in it was sent or received there already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFiles:
    """What there is to be taken: packages of others, and receipts."""

    packages: tuple[Path, ...] = ()
    receipts: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OneOfMany:
    """What became of one file: taken in, or not and why; ``is_for_others`` where it was addressed to another office."""

    file: Path
    sender: str = ""
    done: Received | None = None
    fault: JxError | None = None
    is_for_others: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ManyReceived:
    """What became of all of them; ``is_stopped`` where a person stopped it, ``fault`` where it could not go on."""

    files: tuple[OneOfMany, ...]
    is_stopped: bool = False
    fault: JxError | None = None


def find_files(
    workspace: Workspace, places: Iterable[Path], *, progress: Progress | None = None
) -> FoundFiles:
    """The packages and receipts among files and in folders; packages that this desk sent itself are left out.

    Raises: Cancelled.
    """
    progress = progress or Progress()
    progress.start("找数据包", 0)
    sent = workspace.read(lambda tx: {(one.file_name, one.size_bytes) for one in packages.all_sent(tx)})
    came: dict[Path, None] = {}
    answers: dict[Path, None] = {}
    for place in places:
        is_given = not place.is_dir()
        for file in [place] if is_given else _inside(place):
            progress.check()
            suffix = file.suffix.lower()
            if suffix == RECEIPT_SUFFIX:
                answers[file] = None
            elif suffix == PACKAGE_SUFFIX and (is_given or not _is_own(file, sent)):
                came[file] = None
    return FoundFiles(packages=tuple(came), receipts=tuple(answers))


def receive_many(
    workspace: Workspace, files: Sequence[Path], *, passphrase: str = "", progress: Progress | None = None
) -> ManyReceived:
    """Takes packages in, each as an import of its own that can be undone alone; one backup is made before the first.

    What is refused is listed and the rest goes on. A conflict is left open for a person. Stopping keeps what was taken in.

    Raises: KeyLocked, KeyFault, before anything is read.
    """
    workspace.refuse_viewing()
    keys.load(workspace.folder.keys).unlock(passphrase)
    whole = progress or Progress()
    within = _Within(whole)
    found: list[OneOfMany] = []
    point: str | None = None
    try:
        whole.start("装入", len(files))
        for file in files:
            whole.label = file.name
            try:
                arrival = look(workspace, file, keep_refused=False, progress=within)
            except PackageRefused as refused:
                found.append(_refused(workspace, file, refused))
            except Unreadable as fault:
                found.append(OneOfMany(file=file, fault=fault))
            else:
                try:
                    if point is None and not _is_known(arrival):
                        point = _restore_point(workspace, within)
                    found.append(_commit(workspace, arrival, passphrase, point, within))
                except JxError:
                    drop(workspace, arrival)
                    raise
            whole.step()
    except Cancelled:
        return ManyReceived(files=tuple(found), is_stopped=True)
    except JxError as fault:
        return ManyReceived(files=tuple(found), fault=fault)
    return ManyReceived(files=tuple(found))


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


def _commit(
    workspace: Workspace, arrival: Arrival, passphrase: str, point: str | None, progress: Progress
) -> OneOfMany:
    sender = arrival.manifest.sender_name
    try:
        done = commit(workspace, arrival, passphrase=passphrase, restore_point=point, progress=progress)
    except StaleVersion as fault:
        drop(workspace, arrival)
        return OneOfMany(file=arrival.source, sender=sender, fault=fault)
    return OneOfMany(file=arrival.source, sender=sender, done=done)


def _refused(workspace: Workspace, file: Path, refused: PackageRefused) -> OneOfMany:
    """A package for another office only lies beside ours; anything else goes into quarantine by a second look."""
    if refused.code == Refusal.RECIPIENT:
        return OneOfMany(file=file, fault=refused, is_for_others=True)
    try:
        drop(workspace, look(workspace, file))
    except (PackageRefused, Unreadable) as again:
        return OneOfMany(file=file, fault=again)
    return OneOfMany(file=file, fault=refused)


def _is_known(arrival: Arrival) -> bool:
    return arrival.known is not None and not arrival.open_choices


def _restore_point(workspace: Workspace, progress: Progress) -> str:
    made = workspace.opened.backups.make(workspace.database, reason="import", pinned=True, progress=progress)
    return str(made.name)


def _is_own(file: Path, sent: set[tuple[str, int]]) -> bool:
    """Whether it is by name and size one that was written from here; a folder is not read to the end for that."""
    try:
        return (file.name, file.stat().st_size) in sent
    except OSError:
        return False


def _inside(folder: Path) -> Iterator[Path]:
    """The files of a folder and of those in it, in the order of their names; what cannot be listed is passed over."""
    for place, inner, names in os.walk(folder):
        here = Path(place)
        depth = len(here.relative_to(folder).parts)
        if DATABASE in names:
            inner.clear()
            continue
        inner[:] = sorted(one for one in inner if depth < DEEPEST and not one.startswith((".", "$")))
        for name in sorted(names):
            yield here / name
