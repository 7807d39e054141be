"""Reads web pages into grids: the tables that web systems export under the name of .xls, and workbooks saved as a page.

The page is one sheet: its tables and the texts around them stand one below the other, as a spreadsheet program shows it.
"""

from __future__ import annotations

import email
import re
from email.message import Message
from itertools import islice
from pathlib import Path

from jxdesk.documents.reading import faults
from jxdesk.documents.reading.encodings import decoded
from jxdesk.documents.reading.sheets import Grid
from jxdesk.documents.reading.web_tables import PageReader

MAX_PAGE_BYTES = 64 * 1024 * 1024
MAX_PARTS = 500
_CHUNK = 1 << 16
_LONGEST_UNREAD = 1 << 20
"""A tag, comment or script that does not end within so many characters is no page that a system writes."""
_HEAD = 4096
_CHARSET = re.compile(
    rb"""charset\s*=\s*["']?\s*([\w.:-]+)|<\?xml[^>]*encoding\s*=\s*["']([\w.:-]+)""", re.IGNORECASE
)


def read_web_page(path: Path) -> list[Grid]:
    """The one sheet of a page.

    Raises: WorkbookError.
    """
    grid = _grid(_bounded(path))
    if grid is None:
        raise _no_table()
    return [grid]


def read_page_in_parts(path: Path) -> list[Grid]:
    """The sheets of a page that is saved in one file with all its parts (``.mht``).

    Raises: WorkbookError.
    """
    try:
        parts = list(islice(email.message_from_bytes(_bounded(path)).walk(), MAX_PARTS + 1))
    except RecursionError as fault:
        raise faults.over_limit("部件一层套一层，层数不正常。") from fault
    if len(parts) > MAX_PARTS:
        raise faults.over_limit(f"里面有 {MAX_PARTS} 个以上的部件。")
    pages = [part for part in parts if part.get_content_type() == "text/html" and not _is_tab_strip(part)]
    found = [_grid(_payload(part), part.get_content_charset() or "") for part in pages]
    grids = [grid for grid in found if grid is not None]
    if not grids:
        raise _no_table()
    return grids


def _bounded(path: Path) -> bytes:
    data = path.read_bytes()
    if len(data) > MAX_PAGE_BYTES:
        raise faults.too_big(
            f"文件有 {len(data) // 1024**2} MB，网页格式的表最多能读 {MAX_PAGE_BYTES // 1024**2} MB。"
        )
    return data


def _is_tab_strip(part: Message) -> bool:
    """Whether the part is the row of tabs that Excel puts beside the sheets."""
    return str(part.get("Content-Location", "")).lower().endswith("tabstrip.htm")


def _payload(part: Message) -> bytes:
    found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""


def _grid(data: bytes, declared: str = "") -> Grid | None:
    """The sheet that a page is, None for one without a table."""
    head = data[:_HEAD]
    named = _CHARSET.search(head)
    if named is not None and not declared:
        declared = (named.group(1) or named.group(2)).decode("ascii", "replace")
    text = decoded(data, declared)
    reader = PageReader()
    for start in range(0, len(text), _CHUNK):
        reader.feed(text[start : start + _CHUNK])
        if len(reader.rawdata) > _LONGEST_UNREAD:
            raise faults.damaged("网页里有一个没有结束的标记。")
    if len(reader.rawdata) < _CHUNK:
        reader.close()
    grid = reader.grid()
    return grid if reader.has_table else None


def _no_table() -> faults.WorkbookError:
    return faults.other_kind(
        "里面没有表格的网页",
        "从系统导出时可能没有登录，或表在另一个文件里；请重新导出，或在 WPS 里打开后另存为 .xlsx 再读。",
    )
