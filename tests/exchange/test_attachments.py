"""Attachments: what a file is, told by its bytes; what can run is not taken."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from case_parts import OLE2_PLAIN, OLE2_WITH_MACROS, office_file

from jxdesk.domain.records.packages import AttachmentType
from jxdesk.exchange.attachments import type_of

SAMPLES = Path(__file__).parents[1] / "samples"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.4\n%%EOF", AttachmentType.PDF),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", AttachmentType.JPG),
        (b"\x89PNG\r\n\x1a\n" + bytes(20), AttachmentType.PNG),
        (office_file("word/document.xml"), AttachmentType.DOCX),
        (office_file("xl/workbook.xml"), AttachmentType.XLSX),
        (office_file("ppt/presentation.xml"), AttachmentType.PPTX),
        (office_file("OFD.xml"), AttachmentType.OFD),
        (OLE2_PLAIN, AttachmentType.OLE2),
    ],
)
def test_what_is_taken_is_told_by_its_bytes(data: bytes, kind: AttachmentType) -> None:
    assert type_of(io.BytesIO(data)) is kind


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"MZ\x90\x00",
        b"\x7fELF" + bytes(40),
        b"<html>%PDF-1.4",
        b"#!/bin/sh",
        b"PK\x03\x04 broken",
        office_file("readme.txt"),
        office_file("word/document.xml", "word/vbaProject.bin"),
        office_file("word/document.xml", "customXml\\VBAPROJECT.BIN"),
        office_file("xl/workbook.xml", "xl/macrosheets/sheet1.xml"),
        office_file("xl/workbook.xml", "xl/activeX/activeX1.xml"),
        office_file("word/document.xml", "xl/workbook.xml"),
        OLE2_WITH_MACROS,
        OLE2_PLAIN + "EncryptedPackage\0".encode("utf-16-le").ljust(128, b"\0"),
    ],
)
def test_what_can_run_or_hides_its_content_is_not_taken(data: bytes) -> None:
    assert type_of(io.BytesIO(data)) is None


def test_published_workbooks_are_taken() -> None:
    for path in SAMPLES.glob("*.xls*"):
        with path.open("rb") as stream:
            assert type_of(stream) is (AttachmentType.OLE2 if path.suffix == ".xls" else AttachmentType.XLSX)


def test_an_archive_of_very_many_parts_is_not_taken() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(10_001):
            archive.writestr(f"p{number}", b"")
        archive.writestr("[Content_Types].xml", b"")
        archive.writestr("xl/workbook.xml", b"")
    assert type_of(out) is None
