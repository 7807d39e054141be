"""Opens a file as a workbook, by what it holds and never by what its name ends with."""

from __future__ import annotations

from pathlib import Path
from typing import assert_never

from jxdesk.documents.reading import faults
from jxdesk.documents.reading.file_kinds import LOOKED_AT, FileKind, kind_of_file, refusal_of
from jxdesk.documents.reading.sheets import Grid
from jxdesk.documents.reading.web_page import read_page_in_parts, read_web_page
from jxdesk.documents.reading.xls import read_xls
from jxdesk.documents.reading.xlsx import read_xlsx
from jxdesk.documents.reading.xml_spreadsheet import read_xml_spreadsheet

MAX_FILE_BYTES = 200 * 1024 * 1024


def open_workbook(path: Path) -> list[Grid]:
    """The sheets of a workbook file.

    Raises: WorkbookError.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as stream:
            head = stream.read(LOOKED_AT)
    except (FileNotFoundError, NotADirectoryError) as fault:
        raise faults.missing_file(str(path)) from fault
    except IsADirectoryError as fault:
        raise faults.is_folder(str(path)) from fault
    except OSError as fault:
        if path.is_dir():  # Windows answers "permission denied"
            raise faults.is_folder(str(path)) from fault
        raise faults.unreadable_file(str(path)) from fault
    if size == 0:
        raise faults.empty_file()
    if size > MAX_FILE_BYTES:
        raise faults.too_big(f"文件有 {size // 1024**2} MB，最多能读 {MAX_FILE_BYTES // 1024**2} MB。")
    match kind_of_file(head):
        case FileKind.ZIP:
            return read_xlsx(path)
        case FileKind.COMPOUND:
            _check_compound(path)
            return read_xls(path)
        case FileKind.BIFF:
            return read_xls(path)
        case FileKind.WEB_PAGE:
            return read_web_page(path)
        case FileKind.WEB_PAGE_IN_PARTS:
            return read_page_in_parts(path)
        case FileKind.XML_SPREADSHEET:
            return read_xml_spreadsheet(path)
        case FileKind.SEPARATED_TEXT | FileKind.OTHER:
            raise refusal_of(head)
        case kind:
            assert_never(kind)


def is_separated_text(path: Path) -> bool:
    """Whether the file is plain text such as a .csv; one that cannot be opened is left to ``open_workbook``, which says why."""
    try:
        with path.open("rb") as stream:
            head = stream.read(LOOKED_AT)
    except OSError:
        return False
    return kind_of_file(head) is FileKind.SEPARATED_TEXT


def _check_compound(path: Path) -> None:
    """Tells workbooks from the other things in the old container; directory names are UTF-16 inside it."""
    data = path.read_bytes()

    def holds(name: str) -> bool:
        return name.encode("utf-16-le") in data

    if holds("EncryptedPackage"):
        raise faults.locked()
    if holds("Workbook") or holds("Book"):
        return
    if holds("WordDocument"):
        raise faults.other_kind(
            "Word 文档（.doc）",
            "请在 Word 或 WPS 里打开，把表格复制到一个新的 Excel 文件，另存为 .xlsx 再读。",
        )
    if holds("PowerPoint Document"):
        raise faults.other_kind("演示文稿（.ppt）", "请选择填好的 Excel 表格。")
    raise faults.damaged("里面没有工作簿。")
