"""The cover sheet 送达单: what binds an office's paper seal to the bytes of a package; the press draws it."""

from __future__ import annotations

from dataclasses import dataclass

from jxdesk.domain.records.packages import PackageKind, Task, Totals, task_words

KIND_WORDS = {
    PackageKind.SUBMISSION: "报送",
    PackageKind.RETURN: "审核结果",
    PackageKind.APPROVAL: "批复",
    PackageKind.PUBLICATION: "下发资料",
    PackageKind.TRUST: "登记证书",
    PackageKind.HANDOVER: "换电脑交接",
    PackageKind.RESTORE_COPY: "恢复用的副本",
    PackageKind.MERGE: "汇总上报",
    PackageKind.UPDATE: "程序更新",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverSheet:
    """What the sheet prints, drawn from the sealed package and never a member of it.

    ``task`` is None for what is about no form and year, such as a publication. ``digest`` is the package's identity, ``fingerprint`` the same for people, ``created`` as the manifest says it.
    """

    sender_name: str
    sender_org: str
    recipients: tuple[str, ...]
    task: Task | None
    kind: PackageKind = PackageKind.SUBMISSION
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
        """The task in words, and what of it this package is."""
        return content_words(self.kind, self.task)

    @property
    def qr_text(self) -> str:
        """The text of the QR code: ``JX1|<digest>|<org>|<seq>``."""
        return f"JX1|{self.digest}|{self.sender_org}|{self.seq}"


def content_words(kind: PackageKind, task: Task | None) -> str:
    """What a package is about, as slips print it: ``2025绩效自评``, ``2025绩效自评（审核结果）``, ``下发资料``."""
    if task is None:
        return KIND_WORDS[kind]
    words = task_words(task)
    return words if kind is PackageKind.SUBMISSION else f"{words}（{KIND_WORDS[kind]}）"
