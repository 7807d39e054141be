"""Reads .xlsx into grids: a stream through expat, bounded in rows and bytes, that builds nothing for empty cells.

openpyxl in normal mode makes an object for each formatted empty cell, so one column formatted to the last row costs
a gigabyte; it refuses workbooks whose styles or data validations it does not understand, which office programs other
than Excel do write; and it does not tell a formula without a stored value from an empty cell.
"""

from __future__ import annotations

import errno
import lzma
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import IO
from xml.parsers import expat

from jxdesk.documents.reading import faults
from jxdesk.documents.reading.sheets import CellFault, Grid, GridCell, Span
from jxdesk.documents.reading.shown import BUILT_IN, shown, typed_value

MAX_PARTS = 20_000
MAX_PART_BYTES = 160 * 1024 * 1024
MAX_TEXT_BYTES = 64 * 1024 * 1024
MAX_UNPACKED_BYTES = 4 * 1024**3
MAX_CELLS = 3_000_000
EMPTY_ROWS_TO_STOP = 2_000
CHUNK = 1 << 18
_COLUMN = re.compile(r"([A-Z]+)([0-9]+)")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*?\bref=\"([A-Z0-9:$]+)\"")
_VALUE = re.compile(rb"<(?:\w+:)?(?:v|is)>")
_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*?\br=\"(\d+)\"")


class _Enough(Exception):  # noqa: N818 - a signal out of the parser, not a fault
    """Nothing but empty rows for a long while."""


def read_xlsx(path: Path) -> list[Grid]:
    """The sheets of a workbook in the zip container.

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
    except (
        zlib.error,
        lzma.LZMAError,
        EOFError,
        NotImplementedError,
        UnicodeDecodeError,
        struct.error,
    ) as fault:
        raise faults.damaged(str(fault)) from fault
    except OSError as fault:
        if fault.errno not in (
            None,
            errno.EINVAL,
        ):  # a place outside the file is damage, the rest is the disk
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
                grid = _SheetReader(name, texts, formats, self.since_1904).read(self._chunks(part))
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
        parser = _parser(on_start, on_end, on_text)
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
                texts.append(_plain("".join(pieces)))
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
                own[_number(attributes.get("numFmtId"))] = attributes.get("formatCode", "General")
            elif name == "xf" and open_lists[-1:] == ["cellXfs"]:
                numbers.append(_number(attributes.get("numFmtId")))

        def on_end(name: str) -> None:
            if name in ("cellXfs", "cellStyleXfs"):
                open_lists.pop()

        self._parse(found, on_start, on_end)
        return [own.get(number) or BUILT_IN.get(number, "General") for number in numbers]


class _SheetReader:
    """Reads one worksheet part."""

    def __init__(self, name: str, texts: list[str], formats: list[str], since_1904: bool) -> None:
        self._name, self._texts, self._formats, self._since_1904 = name, texts, formats, since_1904
        self._cells: dict[tuple[int, int], GridCell] = {}
        self._merged: list[Span] = []
        self._hidden_rows: set[int] = set()
        self._hidden_columns: set[int] = set()
        self._row = self._column = self._last_filled_row = 0
        self._kind = self._style = ""
        self._has_formula = self._is_taking = False
        self._pieces: list[str] = []

    def read(self, chunks: Iterator[bytes]) -> Grid:
        parser = _parser(None, None, self._on_text)
        parser.StartElementHandler, parser.EndElementHandler = self._on_start, self._on_end
        unread_from, begin, piece = None, 0, b""
        try:
            for piece in chunks:
                parser.Parse(piece, False)
                begin += len(piece)
            parser.Parse(b"", True)
        except _Enough:
            rest = piece[max(0, parser.CurrentByteIndex - begin) :]
            unread_from = self._skim(chain((rest,), chunks))
        grid = Grid.of(self._name, self._cells, self._merged)
        grid.hidden_rows, grid.hidden_columns = frozenset(self._hidden_rows), frozenset(self._hidden_columns)
        grid.unread_from_row = unread_from
        return grid

    def _skim(self, chunks: Iterator[bytes]) -> int | None:
        """Looks through the rest for merged ranges, and for content that stands after thousands of empty rows."""
        unread_from, kept = None, b""
        for piece in chunks:
            text = kept + piece
            for match in _MERGED.finditer(text):
                self._add_merged(match.group(1).decode("ascii"))
            value = _VALUE.search(text)
            if unread_from is None and value is not None:
                rows = _ROW.findall(text[: value.start()])
                unread_from = int(rows[-1]) if rows else self._row
            kept = text[-256:]
            if b"mergeCell" in kept:
                kept = text[text.rfind(b">") + 1 :]
        return unread_from

    def _on_start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "v" or name == "t":
            self._is_taking = True
        elif name == "c":
            self._start_cell(attributes)
        elif name == "rPh":
            self._is_taking = False
        elif name == "f":
            self._has_formula = True
        elif name == "row":
            self._start_row(attributes)
        elif name == "mergeCell":
            self._add_merged(attributes.get("ref", ""))
        elif name == "col" and attributes.get("hidden") in ("1", "true"):
            first, last = _number(attributes.get("min")), _number(attributes.get("max"))
            self._hidden_columns.update(range(first, min(last, first + 256) + 1))
        elif ":" in name:
            self._on_start(name.rpartition(":")[2], attributes)

    def _start_row(self, attributes: dict[str, str]) -> None:
        self._row = _number(attributes.get("r")) or self._row + 1
        self._column = 0
        if attributes.get("hidden") in ("1", "true"):
            self._hidden_rows.add(self._row)
        if self._row - self._last_filled_row > EMPTY_ROWS_TO_STOP:
            raise _Enough

    def _start_cell(self, attributes: dict[str, str]) -> None:
        letters = attributes.get("r", "").rstrip("0123456789")
        self._column = _column_number(letters) if letters else self._column + 1
        self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "0")
        self._has_formula = self._is_taking = False
        self._pieces.clear()

    def _on_text(self, data: str) -> None:
        if self._is_taking:
            self._pieces.append(data)

    def _on_end(self, name: str) -> None:
        if name == "v" or name == "t":
            self._is_taking = False
        elif ":" in name:
            self._on_end(name.rpartition(":")[2])
        elif name == "c" and (self._pieces or self._has_formula):
            cell = self._cell("".join(self._pieces))
            if cell is not None:
                self._cells[cell.row, cell.column] = cell
                self._last_filled_row = self._row
                if len(self._cells) > MAX_CELLS:
                    raise faults.too_big(
                        f"工作表“{self._name}”有内容的单元格超过 {MAX_CELLS // 10000} 万个。"
                    )

    def _cell(self, raw: str) -> GridCell | None:
        kind = self._kind
        if kind == "n" and raw:
            return self._number_cell(raw.strip())
        if self._has_formula and not raw and kind != "str":
            return GridCell(self._row, self._column, "", fault=CellFault.NO_CACHED_VALUE)
        if kind == "s":
            index = _number(raw)
            text = self._texts[index] if index < len(self._texts) else ""
        elif kind == "inlineStr" or kind == "str":
            text = _plain(raw)
        elif kind == "e":
            return GridCell(self._row, self._column, raw.strip(), fault=CellFault.ERROR_VALUE)
        elif kind == "b":
            text = "是" if raw.strip() in ("1", "true") else "否"
        elif kind == "d":
            text = raw.strip().removesuffix("T00:00:00")
        else:
            return None
        return GridCell(self._row, self._column, text) if text and not text.isspace() else None

    def _number_cell(self, raw: str) -> GridCell | None:
        if not raw:
            return None
        style = _number(self._style)
        code = self._formats[style] if style < len(self._formats) else "General"
        try:
            value, text = _number_shown(raw, code, self._since_1904)
        except ValueError:
            return GridCell(self._row, self._column, raw)
        return GridCell(self._row, self._column, text, value)

    def _add_merged(self, reference: str) -> None:
        ends = [_COLUMN.fullmatch(end) for end in reference.replace("$", "").split(":")]
        if len(ends) == 2 and ends[0] and ends[1]:
            first, last = ends[0], ends[1]
            top, left = int(first.group(2)), _column_number(first.group(1))
            self._merged.append(Span(top, left, int(last.group(2)), _column_number(last.group(1))))


def _parser(
    on_start: Callable[[str, dict[str, str]], None] | None,
    on_end: Callable[[str], None] | None,
    on_text: Callable[[str], None] | None,
) -> expat.XMLParserType:
    """A parser that hands out names without their prefix and refuses document type declarations."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    if on_start is not None:
        parser.StartElementHandler = _named(on_start)
    if on_end is not None:
        parser.EndElementHandler = _named(on_end)
    if on_text is not None:
        parser.CharacterDataHandler = on_text
    return parser


def _named(handler: Callable[..., None]) -> Callable[..., None]:
    """The handler behind one that takes the prefix off names, where there is one."""

    def with_plain_name(name: str, *rest: dict[str, str]) -> None:
        handler(name if ":" not in name else name.rpartition(":")[2], *rest)

    return with_plain_name


@lru_cache(maxsize=65_536)
def _number_shown(raw: str, code: str, since_1904: bool) -> tuple[Decimal, str]:
    value = typed_value(raw)
    return value, shown(value, code, since_1904=since_1904)


def _refuse_doctype(*_: object) -> None:
    raise faults.forbidden_xml()


def _read(stream: IO[bytes]) -> bytes:
    return stream.read(CHUNK)


@lru_cache(maxsize=4_096)
def _number(text: str | None) -> int:
    return int(text) if text is not None and text.isdecimal() else 0


@lru_cache(maxsize=16_384)
def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _plain(text: str) -> str:
    """Text without the escapes that stand for control characters."""
    if "_x" not in text and "\r" not in text:
        return text
    return (
        _ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), text)
        .replace("\r\n", "\n")
        .replace("\r", "\n")
    )
