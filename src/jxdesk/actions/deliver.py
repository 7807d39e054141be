"""Deliver: copies a package that was sealed here onto a stick again, and draws its cover sheet's content from it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from jxdesk.actions.posting import note_copy
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.disk_words import disk_words
from jxdesk.domain.errors import JxError
from jxdesk.domain.progress import Progress
from jxdesk.domain.sending.cover import CoverSheet
from jxdesk.exchange.kept import KeptPackages
from jxdesk.store.records import packages
from jxdesk.store.records.packages import SentPackage


class NotKept(JxError):  # noqa: N818 - a state of the package, named as people say it
    """No such package was sealed here, or its kept file is gone."""

    code = "JX-NOT-KEPT"


def deliver(workspace: Workspace, digest: str, to: Path, *, progress: Progress | None = None) -> Path:
    """Copies a sealed package again, byte for byte; it is never made anew.

    Raises: NotKept; StickError; Cancelled.
    """
    sent = _sent(workspace, digest)
    try:
        path = KeptPackages(workspace.folder.packages).copy(digest, to, sent.file_name, progress=progress)
    except OSError as error:
        raise _gone(sent, error) from error
    note_copy(workspace, digest)
    return path


def cover_of(workspace: Workspace, digest: str) -> CoverSheet:
    """What the cover sheet of a sealed package says, drawn from the kept package itself.

    Raises: NotKept; PackageRefused where the kept file was damaged.
    """
    sent = _sent(workspace, digest)
    try:
        return KeptPackages(workspace.folder.packages).cover(digest, sent.file_name)
    except OSError as error:
        raise _gone(sent, error) from error


def _sent(workspace: Workspace, digest: str) -> SentPackage:
    """The package as it was sent; what a restored database has forgotten stands in the ledger."""
    known = workspace.read(partial(packages.get, digest=digest))
    written = (one for one in packages.ledger(workspace.folder) if one.digest == digest)
    sent = known or next(written, None)
    if sent is None:
        raise NotKept("本机没有封装过这个数据包。", facts=digest, advice="请在收发箱里核对。")
    return sent


def _gone(sent: SentPackage, error: OSError) -> NotKept:
    return NotKept(
        "留底的数据包读不出来。",
        facts=f"{sent.file_name}（{disk_words(error)}）",
        advice="在换下来的旧电脑上封装的，留底在那台电脑上，请在那边再导出；本机封装的，请从备份的第二份里恢复 packages 文件夹。",
    )
