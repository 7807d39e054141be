"""File kinds: what a file is by its first bytes, whatever its name ends with. Used where files are opened for reading."""

from __future__ import annotations

import re
from enum import Enum

from jxdesk.documents.reading import faults

LOOKED_AT = 4096
"""So many bytes from the front tell the kind."""
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BIFF = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")
_RTF = b"{\\rtf"
_PAGE_IN_PARTS = re.compile(rb"(?:^|\n)(?:mime-version:|content-type:\s*multipart/)", re.IGNORECASE)
_PAGE = re.compile(rb"<\s*(?:html|table|thead|tbody|tr|td|meta|head|body|div|!doctype)\b", re.IGNORECASE)
_XML = re.compile(rb"\s*<\?xml\b", re.IGNORECASE)
_SPREADSHEET_2003 = b"urn:schemas-microsoft-com:office:spreadsheet"
_SAVE_AS = "请在 WPS 或 Excel 里打开它，用“另存为”存成 .xlsx 再读（只改文件名没有用）。"
_ASK_FOR_EXCEL = "请向报表的人要 Excel 原件。"
_SHORT_SIGN = 2
_OTHERS: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "PDF 文件", "PDF 读不出表格的行列，请向报表的人要 Excel 原件。"),
    (b"\xff\xd8\xff", "图片", _ASK_FOR_EXCEL),
    (b"\x89PNG", "图片", _ASK_FOR_EXCEL),
    (b"GIF8", "图片", _ASK_FOR_EXCEL),
    (b"BM", "图片", _ASK_FOR_EXCEL),
    (b"RIFF", "图片或录音录像", _ASK_FOR_EXCEL),
    (b"II*\x00", "图片", _ASK_FOR_EXCEL),
    (b"MM\x00*", "图片", _ASK_FOR_EXCEL),
    (_RTF, "RTF 文档", _SAVE_AS),
    (b"Rar!\x1a\x07", "压缩包（.rar）", "请先解压，再选择里面的 Excel 表格。"),
    (b"7z\xbc\xaf\x27\x1c", "压缩包（.7z）", "请先解压，再选择里面的 Excel 表格。"),
    (b"\x1f\x8b", "压缩包（.gz）", "请先解压，再选择里面的 Excel 表格。"),
    (b"MZ", "Windows 程序", "请不要打开它，并问清楚它的来历。"),
    (b"SQLite format 3\x00", "数据库文件", "请选择填好的 Excel 表格。"),
)


class FileKind(Enum):
    """What a file can be that is opened for reading."""

    ZIP = "zip"
    COMPOUND = "compound"
    BIFF = "biff"
    WEB_PAGE = "web_page"
    WEB_PAGE_IN_PARTS = "web_page_in_parts"
    XML_SPREADSHEET = "xml_spreadsheet"
    SEPARATED_TEXT = "separated_text"
    OTHER = "other"


def kind_of_file(head: bytes) -> FileKind:
    """What a file is that begins with these bytes."""
    if head.startswith(_ZIP):
        return FileKind.ZIP
    if head.startswith(_OLE):
        return FileKind.COMPOUND
    if head.startswith(_BIFF):
        return FileKind.BIFF
    if not head or _known_other(head) is not None:
        return FileKind.OTHER
    is_two_bytes = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    plain = head.replace(b"\x00", b"") if is_two_bytes else head
    if _SPREADSHEET_2003 in plain:
        return FileKind.XML_SPREADSHEET
    if _PAGE_IN_PARTS.match(plain.lstrip()):
        return FileKind.WEB_PAGE_IN_PARTS
    if _PAGE.search(plain):
        return FileKind.WEB_PAGE
    if _XML.match(plain.removeprefix(b"\xef\xbb\xbf")) or b"\x00" in plain:
        return FileKind.OTHER
    return FileKind.SEPARATED_TEXT


def refusal_of(head: bytes) -> faults.WorkbookError:
    """Why a file that begins with these bytes is not read, and what to do instead."""
    known = _known_other(head)
    if known is not None:
        return faults.other_kind(*known)
    plain = head.replace(b"\x00", b"")  # UTF-16 text has a zero in every second byte
    if b"office/word/2003" in plain or b"office:word" in plain:
        return faults.other_kind(
            "Word 文档（XML）",
            "请在 Word 或 WPS 里打开，把表格复制到一个新的 Excel 文件，另存为 .xlsx 再读。",
        )
    if _XML.match(plain.lstrip(b"\xef\xbb\xbf\xff\xfe")):
        return faults.other_kind("XML 文件", _SAVE_AS)
    if b"\x00" not in head:
        return faults.other_kind("纯文本（如 .csv）", _SAVE_AS)
    return faults.damaged("文件开头不是任何一种已知的表格格式。")


def _known_other(head: bytes) -> tuple[str, str] | None:
    """What else the file is known to be, with the way out; two letters alone could as well begin a text."""
    for sign, kind, advice in _OTHERS:
        if head.startswith(sign) and (len(sign) > _SHORT_SIGN or b"\x00" in head):
            return kind, advice
    return None
