"""The cover sheet 送达单: what binds an office's paper seal to the bytes of a package; the press draws it."""

from __future__ import annotations

from dataclasses import dataclass

from jxdesk.domain.records.packages import Task, Totals, task_words


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverSheet:
    """What the sheet prints, drawn from the sealed package and never a member of it.

    ``digest`` is the package's identity, ``fingerprint`` the same for people, ``created`` as the manifest says it.
    """

    sender_name: str
    sender_org: str
    recipients: tuple[str, ...]
    task: Task
    totals: Totals
    file_name: str
    file_size: int
    digest: str
    fingerprint: str
    seq: int
    created: str
    people: tuple[tuple[str, str], ...] = ()
    practice: bool = False

    @property
    def title(self) -> str:
        """The heading of the sheet."""
        return "绩效数据包送达单（练习）" if self.practice else "绩效数据包送达单"

    @property
    def task_words(self) -> str:
        """The task in words."""
        return task_words(self.task)

    @property
    def qr_text(self) -> str:
        """The text of the QR code: ``JX1|<digest>|<org>|<seq>``."""
        return f"JX1|{self.digest}|{self.sender_org}|{self.seq}"
