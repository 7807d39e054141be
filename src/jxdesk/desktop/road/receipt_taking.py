"""Taking receipts in: several files at once, each with its answer, and a look whether a stick brings any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jxdesk.actions import receipts, sent_ledger
from jxdesk.actions.receipts import Told
from jxdesk.actions.receiving.finding import find_receipts
from jxdesk.actions.workspace import Workspace
from jxdesk.desktop.theme import Tone
from jxdesk.domain.errors import JxError
from jxdesk.domain.progress import Progress
from jxdesk.exchange.drives import find_drives


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenReceipts:
    """What was learned, and which files were not taken and why."""

    told: tuple[Told, ...] = ()
    faults: tuple[tuple[str, JxError], ...] = ()


def take_files(workspace: Workspace, files: Sequence[Path], progress: Progress) -> TakenReceipts:
    """Takes receipt files in, one after the other; one that is not taken does not stop the others.

    Raises: Cancelled; ViewOnly.
    """
    workspace.refuse_viewing()
    told, faults = [], []
    progress.start("收回执", len(files))
    for file in files:
        try:
            told.append(receipts.take_file(workspace, file))
        except JxError as fault:
            faults.append((file.name, fault))
        progress.step()
    return TakenReceipts(told=tuple(told), faults=tuple(faults))


def on_sticks(workspace: Workspace) -> tuple[Path, ...]:
    """The receipts on the sticks that say something new about packages of this desk."""
    return sent_ledger.unread_receipts(workspace, find_receipts(drive.root for drive in find_drives()))


def taken_words(taken: TakenReceipts) -> tuple[Tone, str]:
    """What was learned, in words."""
    new = [one for one in taken.told if one.is_new]
    lines = [one.words for one in new[:6]]
    if len(new) > len(lines):
        lines.append(f"等 {len(new)} 份回执。")
    old = len(taken.told) - len(new)
    if old:
        lines.append(f"{old} 份回执以前收过，没有变化。")
    lines += [
        f"{name} 没有收：{fault.title}{fault.facts}{fault.advice}（{fault.code}）"
        for name, fault in taken.faults
    ]
    tone = Tone.ERROR if taken.faults else (Tone.OK if new else Tone.INFO)
    return tone, "\n".join(lines) or "没有回执。"
