"""Folders: finds the files in a folder that may hold forms, and says of the others why they are passed over."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

_BOOKS = frozenset({".xlsx", ".xls", ".xlsm", ".xltx", ".xlt", ".et", ".csv"})
_PAGES = frozenset({".htm", ".html", ".mht", ".mhtml"})
"""What a system saves its lists as, and what Excel saves as a page; a page's own folder of frames is no list."""
_FRAMES = (".files", "_files")
_TEXTS = {
    ".docx": "Word 文档，请把表格复制到 Excel 再读",
    ".doc": "Word 文档，请把表格复制到 Excel 再读",
    ".wps": "WPS 文字，请把表格复制到 Excel 再读",
    ".pdf": "PDF 文件，请向报表的人要 Excel 原件",
    ".ods": "OpenDocument 表格，请另存为 .xlsx 再读",
    ".xlsb": "二进制工作簿，请另存为 .xlsx 再读",
    ".zip": "压缩包，请先解压",
    ".rar": "压缩包，请先解压",
    ".7z": "压缩包，请先解压",
}
_LOCKS = ("~$", ".~")


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A file that is not tried, and why."""

    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class FolderListing:
    """The files of a folder and its subfolders, each list in the order of the names."""

    candidates: tuple[Path, ...]
    passed_over: tuple[PassedOver, ...]


def find_forms(folder: Path) -> FolderListing:
    """The workbooks and saved pages in a folder and below; links are not followed."""
    candidates: list[Path] = []
    passed_over: list[PassedOver] = []
    for place, subfolders, names in os.walk(folder):
        subfolders[:] = sorted(name for name in subfolders if not _is_passed_by(name))
        for name in sorted(names):
            path = Path(place, name)
            if name.startswith("."):
                continue
            if name.startswith(_LOCKS):
                passed_over.append(PassedOver(path, "打开表格时留下的临时文件"))
            elif path.suffix.lower() in _BOOKS | _PAGES:
                candidates.append(path)
            else:
                passed_over.append(PassedOver(path, _TEXTS.get(path.suffix.lower(), "不是 Excel 表格")))
    return FolderListing(tuple(candidates), tuple(passed_over))


def _is_passed_by(subfolder: str) -> bool:
    """Whether a folder is not looked into: hidden ones, what a Mac packs in, and the frames of a saved page."""
    return subfolder.startswith((".", "__MACOSX")) or subfolder.lower().endswith(_FRAMES)
