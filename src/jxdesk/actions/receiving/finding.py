"""Finding: what lies on a stick or in a folder, sorted before anything is copied: for this desk, for others, receipts."""

from __future__ import annotations

import contextlib
import heapq
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from jxdesk.actions.workspace import Workspace
from jxdesk.domain.progress import Progress
from jxdesk.exchange.front import read_front
from jxdesk.exchange.manifest import Manifest
from jxdesk.exchange.receipts import SUFFIX as RECEIPT_SUFFIX
from jxdesk.exchange.refusals import PackageRefused
from jxdesk.store.records import packages

PACKAGE_SUFFIX = ".jxpkg"
DEEPEST = 4
"""So many folders deep a stick is looked through; people put packages on top or into one folder. Own choice."""
DATABASE = "jxdesk.db"
"""A folder with it is some desk's own data: what lies in it was sent or received there already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForOthers:
    """A package that says it is for other offices: it was left where it lies, and neither copied nor verified.

    ``recipients`` are named as this desk knows them.
    """

    file: Path
    sender: str
    recipients: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFiles:
    """What there is to be taken, packages in the order in which they are taken in.

    ``said`` is what each package says of itself, as far as it can be read; nothing of it is believed.
    """

    packages: tuple[Path, ...] = ()
    said: Mapping[Path, Manifest] = field(default_factory=dict)
    for_others: tuple[ForOthers, ...] = ()
    receipts: tuple[Path, ...] = ()


def find_files(
    workspace: Workspace, places: Iterable[Path], *, progress: Progress | None = None
) -> FoundFiles:
    """The packages and receipts among files and in folders; packages that this desk sent itself are left out.

    Of what lies in a folder only the first page is read, and what is for others is left alone. A file that was given by
    itself, and one whose first page cannot be read, is among the packages: it is verified and says what is wrong with it.

    Raises: Cancelled.
    """
    progress = progress or Progress()
    progress.start("找数据包", 0)
    given: dict[Path, None] = {}
    lying: dict[Path, None] = {}
    answers: dict[Path, None] = {}
    for place in places:
        is_given = not place.is_dir()
        for file in [place] if is_given else _inside(place, progress):
            if file.suffix.lower() == RECEIPT_SUFFIX:
                answers[file] = None
            else:
                (given if is_given else lying)[file] = None
    sent = workspace.read(lambda tx: {(one.file_name, one.size_bytes) for one in packages.all_sent(tx)})
    ours = [*given, *(file for file in lying if file not in given and not _is_own(file, sent))]
    said = _fronts(ours, progress)
    own = workspace.facts.office
    others = {
        file: front
        for file, front in said.items()
        if file not in given and own is not None and own.path not in front.recipients
    }
    return FoundFiles(
        packages=in_turn([file for file in ours if file not in others], said),
        said={file: front for file, front in said.items() if file not in others},
        for_others=_named(workspace, others),
        receipts=tuple(answers),
    )


def find_receipts(places: Iterable[Path]) -> tuple[Path, ...]:
    """The receipts in some folders."""
    progress = Progress()
    return tuple(
        file for place in places for file in _inside(place, progress) if file.suffix.lower() == RECEIPT_SUFFIX
    )


def in_turn(files: Iterable[Path], said: Mapping[Path, Manifest]) -> tuple[Path, ...]:
    """Packages in the order in which their senders made them: by sender and number, whatever their files are called.

    Two PCs of one office count each for itself; of theirs the one comes first that has seen less of the other. What is in
    no chain, because its first page cannot be read, comes last.
    """
    chains: dict[str, dict[str, list[Path]]] = {}
    rest = []
    for file in files:
        if file in said:
            chains.setdefault(said[file].sender_org, {}).setdefault(said[file].chain.device, []).append(file)
        else:
            rest.append(file)
    turn: list[Path] = []
    for sender in sorted(chains):
        by_device = chains[sender]
        numbered = (
            sorted(by_device[device], key=lambda file: said[file].chain.seq) for device in sorted(by_device)
        )
        turn += heapq.merge(*numbered, key=lambda file: sum(seen.seq for seen in said[file].knows))
    return (*turn, *rest)


def _fronts(files: Sequence[Path], progress: Progress) -> dict[Path, Manifest]:
    found = {}
    progress.start("看是发给谁的", len(files))
    for file in files:
        with contextlib.suppress(
            PackageRefused, OSError
        ):  # it says itself what is wrong with it when it is verified
            found[file] = read_front(file)
        progress.step()
    return found


def _named(workspace: Workspace, others: Mapping[Path, Manifest]) -> tuple[ForOthers, ...]:
    names = {path: workspace.named(path) for front in others.values() for path in front.recipients}
    return tuple(
        ForOthers(
            file=file, sender=front.sender_name, recipients=tuple(names[path] for path in front.recipients)
        )
        for file, front in others.items()
    )


def _is_own(file: Path, sent: set[tuple[str, int]]) -> bool:
    """Whether it is by name and size one that was written from here; a folder is not read to the end for that."""
    try:
        return (file.name, file.stat().st_size) in sent
    except OSError:
        return False


def _inside(folder: Path, progress: Progress) -> Iterator[Path]:
    """The packages and receipts of a folder and of those in it; what cannot be listed, and what is no plain file, is passed over."""
    for place, inner, names in os.walk(folder):
        progress.check()
        here = Path(place)
        depth = len(here.relative_to(folder).parts)
        if DATABASE in names:
            inner.clear()
            continue
        inner[:] = sorted(one for one in inner if depth < DEEPEST and not one.startswith((".", "$")))
        for file in (here / name for name in sorted(names)):
            if file.suffix.lower() in (PACKAGE_SUFFIX, RECEIPT_SUFFIX) and file.is_file():
                yield file
