"""Attachments: tells by content, never by name, what a piece of evidence is, and takes only what cannot run.

Taken are PDF, JPEG, PNG, OFD, office files without macros and old office files without a VBA storage.
"""

from __future__ import annotations

import zipfile
from enum import StrEnum
from typing import IO

from jxdesk.domain.records.packages import AttachmentType

_OLE2_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP_MARK = b"PK\x03\x04"
_MOST_PARTS = 10_000
_PIECE = 1024 * 1024

# A directory entry of a compound file begins at a multiple of 128 bytes with its name in UTF-16. A storage of one of
# these names holds macros (VBA) or hides what is inside (a file under a password).
_ENTRY = 128
_FORBIDDEN_ENTRIES = tuple(
    (name + "\0").encode("utf-16-le")
    for name in ("VBA", "_VBA_PROJECT", "_VBA_PROJECT_CUR", "Macros", "EncryptedPackage")
)
_FORBIDDEN_PARTS = ("vbaproject.bin", "vbadata.xml")
_FORBIDDEN_FOLDERS = ("xl/macrosheets/", "word/activex/", "xl/activex/", "ppt/activex/")

_PROGRAM_MARKS = (
    b"MZ",
    b"\x7fELF",
    b"#!",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"L\0\0\0\x01\x14\x02\0",
)
_ENCRYPTED = "EncryptedPackage\0".encode("utf-16-le")

_OFFICE_PARTS = {
    "word/document.xml": AttachmentType.DOCX,
    "xl/workbook.xml": AttachmentType.XLSX,
    "ppt/presentation.xml": AttachmentType.PPTX,
    "ofd.xml": AttachmentType.OFD,
}


def type_of(stream: IO[bytes]) -> AttachmentType | None:
    """What the bytes are, read from where the stream stands at 0; None for what is not taken."""
    stream.seek(0)
    head = stream.read(8)
    if head.startswith(b"%PDF-"):
        return AttachmentType.PDF
    if head.startswith(b"\xff\xd8\xff"):
        return AttachmentType.JPG
    if head == b"\x89PNG\r\n\x1a\n":
        return AttachmentType.PNG
    if head == _OLE2_MARK:
        return None if _has_forbidden_entry(stream) else AttachmentType.OLE2
    if head.startswith(_ZIP_MARK):
        return _zipped_type(stream)
    return None


class Unfit(StrEnum):
    """Why a file is not taken, as far as its bytes tell."""

    EMPTY = "empty"
    PROGRAM = "program"
    MACROS = "macros"
    LOCKED = "locked"
    ARCHIVE = "archive"
    UNKNOWN = "unknown"


def why_unfit(stream: IO[bytes]) -> Unfit:
    """Why a file for which ``type_of`` answers None is not taken; for the words of the refusal, never for the decision."""
    stream.seek(0)
    head = stream.read(8)
    if not head:
        return Unfit.EMPTY
    if head.startswith(_PROGRAM_MARKS):
        return Unfit.PROGRAM
    if head == _OLE2_MARK:
        return Unfit.LOCKED if _ENCRYPTED in stream.read() else Unfit.MACROS
    if not head.startswith(_ZIP_MARK):
        return Unfit.UNKNOWN
    try:
        with zipfile.ZipFile(stream) as archive:
            names = [name.replace("\\", "/").lower().lstrip("/") for name in archive.namelist()]
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError):
        return Unfit.UNKNOWN
    return Unfit.MACROS if any(map(_runs, names)) else Unfit.ARCHIVE


def _runs(name: str) -> bool:
    return name.rsplit("/", 1)[-1] in _FORBIDDEN_PARTS or name.startswith(_FORBIDDEN_FOLDERS)


def _has_forbidden_entry(stream: IO[bytes]) -> bool:
    """Whether a storage with macros stands in any place where a directory entry can stand, used or not."""
    stream.seek(0)
    while piece := stream.read(_PIECE):
        for name in _FORBIDDEN_ENTRIES:
            at = piece.find(name)
            while at >= 0:
                if at % _ENTRY == 0:
                    return True
                at = piece.find(name, at + 1)
    return False


def _zipped_type(stream: IO[bytes]) -> AttachmentType | None:
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as archive:
            names = [name.replace("\\", "/").lower().lstrip("/") for name in archive.namelist()]
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError):
        return None
    if len(names) > _MOST_PARTS:
        return None
    if any(map(_runs, names)):
        return None
    found = {kind for part, kind in _OFFICE_PARTS.items() if part in names}
    if len(found) != 1:
        return None
    kind = found.pop()
    if kind is not AttachmentType.OFD and "[content_types].xml" not in names:
        return None
    return kind
