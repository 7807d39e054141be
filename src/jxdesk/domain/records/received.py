"""Received packages and refused files: what came to this desk by road, as lists and errands speak of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from jxdesk.domain.records.packages import ChainPosition, PackageKind, Seen


class ReceivedStatus(StrEnum):
    """What became of a package that was whole and signed by a known key."""

    IMPORTED = "imported"
    OLDER = "older"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedPackage:
    """One package that was taken in or filed away.

    ``form`` is the word of the manifest, since publications and trust packages have none of ours. ``receipt`` are the
    signed bytes that were given for it. ``facts`` holds what lists show: totals, people, counts, missing numbers.
    """

    digest: str
    kind: PackageKind
    form: str = ""
    year: int | None = None
    period: int | None = None
    sender_path: str = ""
    sender_name: str = ""
    signer: str = ""
    position: ChainPosition
    knows: tuple[Seen, ...] = ()
    in_reply_to: str = ""
    file_name: str = ""
    size_bytes: int = 0
    sealed_at: str = ""
    received_at: str = ""
    status: ReceivedStatus = ReceivedStatus.IMPORTED
    import_id: str = ""
    receipt: bytes = b""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedFile:
    """A file that was not taken; its bytes lie in quarantine under ``kept_as``.

    ``settled_at`` is empty until somebody has seen to it. ``times`` is how often the same bytes were refused; the rest is
    then of the newest time.
    """

    id: str
    at: str = ""
    file_name: str = ""
    size_bytes: int = 0
    code: str
    title: str = ""
    facts: str = ""
    advice: str = ""
    package_id: str = ""
    sender_path: str = ""
    kept_as: str = ""
    settled_at: str = ""
    settled_by: str = ""
    times: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictChoice:
    """One cell that said two things, and which of them was taken; the other stays readable here.

    ``took`` is ``here`` or ``came``.
    """

    id: str
    filing_id: str
    package_id: str
    place: str
    line_id: str = ""
    line_name: str = ""
    field: str = ""
    here: str = ""
    came: str = ""
    took: str
    reason: str = ""
    chosen_by: str = ""
    chosen_at: str = ""
