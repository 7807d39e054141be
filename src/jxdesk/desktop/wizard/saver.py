"""Saver: what carries the changes of one open filing to the disk, one after the other, and how the disk stands; the session hands jobs over."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from jxdesk.desktop.context import Context
from jxdesk.domain.errors import JxError
from jxdesk.domain.filling.editing import Change
from jxdesk.domain.records.filings import Filing

if TYPE_CHECKING:
    from jxdesk.actions.fill import Saved


class SaveState(StrEnum):
    """How the disk stands to what is on the screen."""

    SAVED = "saved"
    SAVING = "saving"
    FAILED = "failed"
    STALE = "stale"


class Errand(StrEnum):
    """Which errand of ``actions.fill`` takes a change to the disk."""

    CHANGE = "change"
    UNDO = "undo"
    REDO = "redo"


@dataclass(frozen=True, slots=True)
class Job:
    """Changes that belong together, and the errand that takes them."""

    errand: Errand
    changes: tuple[Change, ...]


class Saver:
    """Saves one job after the other on the lane of edits; after a failure the rest waits, so that the order holds."""

    def __init__(self, context: Context, filing: Filing) -> None:
        self.workspace = context.workspace
        self.filing_id = filing.id
        self.version = filing.version
        self.fault: JxError | None = None

    def save(self, job: Job) -> Saved:
        """Runs on the lane's one worker.

        Raises: JxError: this job, or one before it, could not be saved.
        """
        from jxdesk.actions import fill

        if self.fault is not None:
            raise self.fault
        errand = {Errand.CHANGE: fill.change, Errand.UNDO: fill.undo, Errand.REDO: fill.redo}[job.errand]
        try:
            saved = errand(self.workspace, self.filing_id, job.changes, expected_version=self.version)
        except JxError as fault:
            self.fault = fault
            raise
        self.version = saved.filing.version
        return saved
