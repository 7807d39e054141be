"""Reads .xlsx into grids: a stream through expat, bounded in rows and bytes, that builds nothing for empty cells.

openpyxl in normal mode makes an object for each formatted empty cell, so one column formatted to the last row costs
a gigabyte; it refuses workbooks whose styles or data validations it does not understand, which office programs other
than Excel do write; and it does not tell a formula without a stored value from an empty cell.
"""

from __future__ import annotations

import errno
import lzma
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, BinaryIO
from xml.parsers import expat

from jxdesk.documents.reading import faults
from jxdesk.documents.reading.sheets import Grid
from jxdesk.documents.reading.shown import BUILT_IN
from jxdesk.documents.reading.xlsx_sheet import SheetReader
from jxdesk.documents.reading.xml_parts import part_parser, plain_text, whole_number

MAX_PARTS = 20_000
MAX_PART_BYTES = 160 * 1024 * 1024
MAX_TEXT_BYTES = 64 * 1024 * 1024
MAX_UNPACKED_BYTES = 4 * 1024**3
CHUNK = 1 << 18
_BROKEN = (zlib.error, lzma.LZMAError, EOFError, NotImplementedError, UnicodeDecodeError, struct.error)


def read_xlsx(path: Path | BinaryIO) -> list[Grid]:
    """The sheets of a workbook in the zip container, from a file or from memory.

    Raises: WorkbookError.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _check_container(archive)
            return _Workbook(archive).grids()
    except zipfile.BadZipFile as fault:
        if "not a zip file" in str(fault) or "truncated" in str(fault).lower():
            raise faults.truncated() from fault
        raise faults.damaged(str(fault)) from fault
    except _BROKEN as fault:
        raise faults.damaged(str(fault)) from fault
    except OSError as fault:
        # A place outside the file is damage, the rest is the disk.
        if fault.errno not in (None, errno.EINVAL):
            raise faults.unreadable_file(str(path)) from fault
        raise faults.damaged(str(fault)) from fault
    except RuntimeError as fault:
        if "password" in str(fault) or "encrypted" in str(fault):
            raise faults.locked() from fault
        raise
    except expat.ExpatError as fault:
        raise faults.damaged(f"XML：{fault}") from fault


def _check_container(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    names = {entry.filename for entry in entries}
    if len(entries) > MAX_PARTS:
        raise faults.over_limit(f"里面有 {len(entries)} 个部件。")
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MAX_UNPACKED_BYTES:
        raise faults.over_limit(f"解开后有 {unpacked // 1024**2} MB。")
    if "xl/workbook.xml" in names:
        return
    save_as = "请在 WPS 或 Excel 里打开它，另存为 .xlsx 再读。"
    if "word/document.xml" in names:
        raise faults.other_kind(
            "Word 文档（.docx）",
            "请在 Word 或 WPS 里打开，把表格复制到一个新的 Excel 文件，另存为 .xlsx 再读。",
        )
    if "ppt/presentation.xml" in names:
        raise faults.other_kind("演示文稿（.pptx）", "请选择填好的 Excel 表格。")
    if "xl/workbook.bin" in names:
        raise faults.other_kind("二进制工作簿（.xlsb）", save_as)
    if "content.xml" in names and "mimetype" in names:
        raise faults.other_kind("OpenDocument 表格（.ods）", save_as)
    if "OFD.xml" in names:
        raise faults.other_kind("OFD 版式文件", "OFD 读不出表格的行列，请向报表的人要 Excel 原件。")
    if not any(name.startswith("xl/") or name == "[Content_Types].xml" for name in names):
        raise faults.other_kind("压缩包（.zip）", "请先解压，再选择里面的 Excel 表格。")


class _Workbook:
    """The parts of one archive that a form stands in."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = {name.lower(): name for name in archive.namelist()}
        self.since_1904 = False
        self._sheets: list[tuple[str, str, bool]] = []
        self._targets: dict[str, tuple[str, str]] = {}

    def grids(self) -> list[Grid]:
        book = self._find("xl/workbook.xml")
        if book is None:
            raise faults.damaged("缺少 workbook.xml。")
        self._parse(book, self._on_workbook)
        relations = self._find("xl/_rels/workbook.xml.rels")
        if relations is not None:
            self._parse(relations, self._on_relation)
        texts = self._shared_texts()
        formats = self._formats()
        grids = []
        for name, relation, hidden in self._sheets:
            kind, target = self._targets.get(relation, ("", ""))
            part = self._find(target) if kind.endswith("/worksheet") else None
            if part is not None:
                grid = SheetReader(name, texts, formats, self.since_1904).read(self._chunks(part))
                grid.is_hidden = hidden
                grids.append(grid)
        return grids

    def _find(self, name: str) -> str | None:
        return self._names.get(name.lower())

    def _chunks(self, part: str, limit: int = MAX_PART_BYTES) -> Iterator[bytes]:
        """The unpacked part in pieces; the size in the directory is not trusted."""
        read = 0
        with self._archive.open(part) as stream:
            while piece := _read(stream):
                read += len(piece)
                if read > limit:
                    raise faults.too_big(f"部件 {part} 超过 {limit // 1024**2} MB。")
                yield piece

    def _parse(
        self,
        part: str,
        on_start: Callable[[str, dict[str, str]], None],
        on_end: Callable[[str], None] | None = None,
        on_text: Callable[[str], None] | None = None,
    ) -> None:
        parser = part_parser(on_start, on_end, on_text)
        for piece in self._chunks(part, MAX_TEXT_BYTES):
            parser.Parse(piece, False)
        parser.Parse(b"", True)

    def _on_workbook(self, name: str, attributes: dict[str, str]) -> None:
        if name == "workbookPr":
            self.since_1904 = attributes.get("date1904") in ("1", "true")
        elif name == "sheet":
            relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            hidden = attributes.get("state", "visible") != "visible"
            self._sheets.append((attributes.get("name", ""), relation, hidden))

    def _on_relation(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            self._targets[attributes.get("Id", "")] = (attributes.get("Type", ""), path)

    def _shared_texts(self) -> list[str]:
        part = next((path for kind, path in self._targets.values() if kind.endswith("/sharedStrings")), "")
        found = self._find(part) if part else None
        texts: list[str] = []
        if found is None:
            return texts
        pieces: list[str] = []
        inside = {"t": False, "rPh": False}

        def on_start(name: str, _: dict[str, str]) -> None:
            if name == "si":
                pieces.clear()
            elif name in inside:
                inside[name] = True

        def on_end(name: str) -> None:
            if name == "si":
                texts.append(plain_text("".join(pieces)))
            elif name in inside:
                inside[name] = False

        def on_text(data: str) -> None:
            if inside["t"] and not inside["rPh"]:
                pieces.append(data)

        self._parse(found, on_start, on_end, on_text)
        return texts

    def _formats(self) -> list[str]:
        """The number format of each cell style, by the index that cells carry."""
        part = next((path for kind, path in self._targets.values() if kind.endswith("/styles")), "")
        found = self._find(part) if part else None
        if found is None:
            return []
        own: dict[int, str] = {}
        numbers: list[int] = []
        open_lists: list[str] = []

        def on_start(name: str, attributes: dict[str, str]) -> None:
            if name in ("cellXfs", "cellStyleXfs"):
                open_lists.append(name)
            elif name == "numFmt":
                own[whole_number(attributes.get("numFmtId"))] = attributes.get("formatCode", "General")
            elif name == "xf" and open_lists[-1:] == ["cellXfs"]:
                numbers.append(whole_number(attributes.get("numFmtId")))

        def on_end(name: str) -> None:
            if name in ("cellXfs", "cellStyleXfs"):
                open_lists.pop()

        self._parse(found, on_start, on_end)
        return [own.get(number) or BUILT_IN.get(number, "General") for number in numbers]


def _read(stream: IO[bytes]) -> bytes:
    return stream.read(CHUNK)
