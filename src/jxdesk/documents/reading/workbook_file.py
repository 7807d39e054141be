"""Opens a file as a workbook, by what it holds and never by what its name ends with."""

from __future__ import annotations

import re
from pathlib import Path

from jxdesk.documents.reading import faults
from jxdesk.documents.reading.sheets import Grid
from jxdesk.documents.reading.xls import read_xls
from jxdesk.documents.reading.xlsx import read_xlsx

MAX_FILE_BYTES = 200 * 1024 * 1024
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BIFF = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")
_PRINTED = (b"%PDF",)
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM")
_RTF = b"{\\rtf"
_MARKUP = re.compile(rb"<\s*(html|table|meta|head|body|\?xml|!doctype)", re.IGNORECASE)
_SAVE_AS = "请在 WPS 或 Excel 里打开它，用“另存为”存成 .xlsx 再读（只改文件名没有用）。"


def open_workbook(path: Path) -> list[Grid]:
    """The sheets of a workbook file.

    Raises: WorkbookError.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as stream:
            head = stream.read(4096)
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
    if head.startswith(_ZIP):
        return read_xlsx(path)
    if head.startswith(_OLE):
        _check_compound(path)
        return read_xls(path)
    if head.startswith(_BIFF):
        return read_xls(path)
    raise _not_a_workbook(head)


def is_separated_text(path: Path) -> bool:
    """Whether the file is plain text such as a .csv; one that cannot be opened is left to ``open_workbook``, which says why."""
    try:
        with path.open("rb") as stream:
            head = stream.read(4096)
    except OSError:
        return False
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return not _MARKUP.search(head.replace(b"\x00", b""))
    is_other = head.startswith((*_ZIP, _OLE, *_BIFF, *_PRINTED, *_PICTURES, _RTF))
    return bool(head) and not is_other and b"\x00" not in head and not _MARKUP.search(head)


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


def _not_a_workbook(head: bytes) -> faults.WorkbookError:
    if head.startswith(_PRINTED):
        return faults.other_kind("PDF 文件", "PDF 读不出表格的行列，请向报表的人要 Excel 原件。")
    if head.startswith(_PICTURES):
        return faults.other_kind("图片", "请向报表的人要 Excel 原件。")
    if head.startswith(_RTF):
        return faults.other_kind("RTF 文档", _SAVE_AS)
    plain = head.replace(b"\x00", b"")  # UTF-16 text has a zero in every second byte
    if _MARKUP.search(plain):
        return faults.other_kind("网页（HTML/XML）格式的表格", _SAVE_AS)
    if b"\x00" not in head:
        return faults.other_kind("纯文本（如 .csv）", _SAVE_AS)
    return faults.damaged("文件开头不是任何一种已知的表格格式。")
