"""Evidence: adding files to a filing as proof, taking them off, looking at them, and what is still missing.

A file is judged by its bytes. The bytes are kept once for the whole desk, whatever carries them.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, replace
from pathlib import Path

from jxdesk.actions.judging import judge_anew
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.errors import JxError
from jxdesk.domain.findings import Finding
from jxdesk.domain.records.filings import Filing, FilingState
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.records.packages import Attachment, AttachmentType
from jxdesk.domain.sending.evidence import OTHER, Piece, Slot, findings_of, missing
from jxdesk.domain.values.file_names import clean_name
from jxdesk.exchange.attachments import Unfit, type_of, why_unfit
from jxdesk.exchange.container import LARGEST_ATTACHMENT
from jxdesk.store.engine.database import Transaction
from jxdesk.store.faults import NotFound
from jxdesk.store.records import attachments, filings, fiscal_years, projects
from jxdesk.store.safety.atomic import write_whole
from jxdesk.store.shipped.evidence import evidence_book

__all__ = ["Piece", "Slot"]

LARGEST_MIB = LARGEST_ATTACHMENT // 1024**2
_WHY = {
    Unfit.EMPTY: ("这个文件是空的，没有添加。", "请核对是不是选错了，或重新扫描一份。"),
    Unfit.PROGRAM: (
        "这是可以运行的程序或脚本，不能当附件。",
        "请只加扫描件、照片和表格；来路不明的程序不要打开。",
    ),
    Unfit.MACROS: (
        "这个文件里有宏，不能当附件。",
        "请在 WPS 或 Excel 里另存为不带宏的 .xlsx、.docx，再添加。",
    ),
    Unfit.LOCKED: (
        "这个文件设了打开密码，不能当附件。",
        "请去掉密码另存一份，再添加；收件单位也要能打开它。",
    ),
    Unfit.ARCHIVE: (
        "这是压缩包或认不出的文档，不能当附件。",
        "请把里面的文件解出来，一份一份添加。",
    ),
    Unfit.UNKNOWN: (
        "认不出这是什么文件，没有添加。",
        "附件可以是 PDF、JPG 和 PNG 图片、OFD，以及不带宏的 Word、Excel、PPT、WPS 文件；只改后缀名不管用。",
    ),
}
_SUFFIXES = {AttachmentType.JPG: ".jpg", AttachmentType.OLE2: ".doc"}
_OLD_OFFICE = (".doc", ".xls", ".ppt", ".wps", ".et", ".dps")


class UnfitFile(JxError):  # noqa: N818 - names what is wrong with the file
    """The file cannot be taken as evidence."""

    code = "JX-ATT-TYPE"


class EvidenceDamaged(JxError):  # noqa: N818 - a state of the file, named as people say it
    """A kept file is gone or no longer what it was when it was added."""

    code = "JX-ATT-DAMAGED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a filing carries and what it should; ``findings`` say what is missing and how much that weighs."""

    filing_id: str
    project_id: str
    state: FilingState
    pieces: tuple[Piece, ...]
    asked: tuple[Slot, ...]
    missing: tuple[Slot, ...]
    findings: tuple[Finding, ...]

    @property
    def slots(self) -> frozenset[str]:
        """The slots that are filled."""
        return frozenset(piece.slot for piece in self.pieces if piece.slot)


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """An added piece; ``was_there`` tells that the slot held these very bytes already and nothing was added."""

    piece: Piece
    was_there: bool = False


def of_filing(workspace: Workspace, filing_id: str) -> Evidence:
    """What a filing carries and what is missing.

    Raises: NotFound.
    """
    return workspace.read(lambda tx: _evidence(tx, _filing(tx, filing_id)))


def add(workspace: Workspace, filing_id: str, file: Path, *, slot: str = OTHER) -> Added:
    """Adds a copy of a file; the same bytes in the same slot count once.

    Raises: UnfitFile; NotFound; Refused in a closed year.
    """
    kind, content = _fit(file)
    sha256 = attachments.keep(workspace.folder, content)
    known = evidence_book().slot(slot)
    new = Attachment(
        id=new_id(),
        filing_id=filing_id,
        slot=slot,
        title=known.name if known is not None else "",
        original_name=file.name,
        type=kind,
        sha256=sha256,
        size=len(content),
    )

    def job(tx: Transaction) -> Added:
        filing = _filing(tx, filing_id)
        there = attachments.same(tx, filing_id, slot, sha256)
        if there is not None:
            return Added(piece=there, was_there=True)
        fiscal_years.refuse_closed(tx, (filing.content.year,))
        attachments.add(tx, new, slot=slot)
        # Lists show how many problems a filing has, and a missing report is one.
        judge_anew(tx, (filing,))
        return Added(piece=Piece(attachment=new, slot=slot, added_at=tx.now()))

    return workspace.transact(job, errand="evidence_add")


def remove(workspace: Workspace, attachment_id: str) -> Piece:
    """Takes a piece off its filing and answers it for ``put_back``; its bytes stay kept.

    Raises: NotFound; Refused in a closed year.
    """

    def job(tx: Transaction) -> Piece:
        piece = _piece(tx, attachment_id)
        filing = _filing(tx, piece.attachment.filing_id)
        fiscal_years.refuse_closed(tx, (filing.content.year,))
        attachments.detach(tx, attachment_id)
        judge_anew(tx, (filing,))
        return piece

    return workspace.transact(job, errand="evidence_remove")


def put_back(workspace: Workspace, piece: Piece) -> None:
    """Puts a piece back that was taken off; one that is there again already stays as it is.

    Raises: NotFound: its filing is gone; Refused in a closed year.
    """

    def job(tx: Transaction) -> None:
        attachment = piece.attachment
        filing = _filing(tx, attachment.filing_id)
        if attachments.same(tx, attachment.filing_id, piece.slot, attachment.sha256) is None:
            fiscal_years.refuse_closed(tx, (filing.content.year,))
            attachments.add(tx, attachment, slot=piece.slot)
            judge_anew(tx, (filing,))

    workspace.transact(job, errand="evidence_put_back")


def content_of(workspace: Workspace, attachment_id: str) -> bytes:
    """The bytes of a piece, proved by their hash.

    Raises: NotFound; EvidenceDamaged.
    """
    return _proved(workspace, workspace.read(lambda tx: _piece(tx, attachment_id)))


def copy_out(workspace: Workspace, attachment_id: str, folder: Path) -> Path:
    """Writes a copy of a piece under a safe name and the suffix of its kind; the kept file itself is never opened.

    Raises: NotFound; EvidenceDamaged.
    """
    piece = workspace.read(lambda tx: _piece(tx, attachment_id))
    content = _proved(workspace, piece)
    path = folder / file_name(piece.attachment)
    number = 2
    while path.exists() and path.read_bytes() != content:
        path = folder / file_name(replace(piece.attachment, id=""), number=number)
        number += 1
    if not path.exists():
        write_whole(path, content)
        _mark_of_the_web(path)
    return path


def file_name(attachment: Attachment, *, number: int = 1) -> str:
    """A name that every file system takes, with the suffix of what the bytes are, whatever the old name said."""
    old = Path(attachment.original_name)
    kind = attachment.type
    suffix = _SUFFIXES.get(kind, f".{kind.value}")
    if kind is AttachmentType.OLE2 and old.suffix.lower() in _OLD_OFFICE:
        suffix = old.suffix.lower()
    stem = clean_name(old.stem or attachment.title)
    return f"{stem}（{number}）{suffix}" if number > 1 else f"{stem}{suffix}"


def _fit(file: Path) -> tuple[AttachmentType, bytes]:
    """What a file is, with its bytes.

    Raises: UnfitFile.
    """
    try:
        size = file.stat().st_size
        if size > LARGEST_ATTACHMENT:
            raise UnfitFile(
                f"文件太大，一个附件最多 {LARGEST_MIB} MB。",
                facts=f"{file.name}：{size / 1024**2:.1f} MB",
                advice="扫描时选 150 到 200 dpi、灰度，或把它拆成几个文件再添加。",
                code="JX-ATT-SIZE",
            )
        with file.open("rb") as stream:
            kind = type_of(stream)
            if kind is None:
                title, advice = _WHY[why_unfit(stream)]
                raise UnfitFile(title, facts=file.name, advice=advice)
            stream.seek(0)
            return kind, stream.read()
    except OSError as error:
        raise UnfitFile(
            "这个文件读不出来，没有添加。",
            facts=f"{file}：{error.strerror or error}",
            advice="请看看它是不是正被别的程序打开、U 盘有没有插好，或换一份再试。",
            code="JX-ATT-READ",
        ) from error


def _proved(workspace: Workspace, piece: Piece) -> bytes:
    path = workspace.folder.attachment(piece.attachment.sha256)
    content = path.read_bytes() if path.exists() else None
    if content is None or hashlib.sha256(content).hexdigest() != piece.attachment.sha256:
        raise EvidenceDamaged(
            "这个附件的文件不见了。" if content is None else "这个附件的文件被改过或坏了，没有打开。",
            facts=piece.attachment.original_name or piece.attachment.title,
            advice="请拿掉它再重新添加，或从备份恢复 attachments 文件夹。",
        )
    return content


def _mark_of_the_web(path: Path) -> None:
    """Tells Windows that the file came from elsewhere, so that office programs open it guarded."""
    if os.name == "nt":
        Path(f"{path}:Zone.Identifier").write_text("[ZoneTransfer]\r\nZoneId=3\r\n", encoding="ascii")


def _filing(tx: Transaction, filing_id: str) -> Filing:
    filing = filings.get(tx, filing_id)
    if filing is None:
        raise NotFound("没有这张表。", facts=filing_id, advice="它可能已被删除，请刷新列表。")
    return filing


def _piece(tx: Transaction, attachment_id: str) -> Piece:
    piece = attachments.get(tx, attachment_id)
    if piece is None:
        raise NotFound("没有这个附件。", facts=attachment_id, advice="它可能已被拿掉，请刷新。")
    return piece


def _evidence(tx: Transaction, filing: Filing) -> Evidence:
    project = projects.get(tx, filing.project_id) if filing.project_id else None
    pieces = attachments.pieces(tx, filing.id)
    asked = evidence_book().asked(filing.content, major_new=project is not None and project.major_new)
    wanted = missing(asked, {piece.slot for piece in pieces})
    return Evidence(
        filing_id=filing.id,
        project_id=filing.project_id,
        state=filing.state,
        pieces=pieces,
        asked=asked,
        missing=wanted,
        findings=findings_of(wanted),
    )
