"""Encodings: text files as the systems of offices write them, told by mark, by strict UTF-8, by what they declare, else GB 18030."""

from __future__ import annotations

import codecs

from jxdesk.documents.reading import faults

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NOT_CHINESE = {"big5": "big5hkscs", "big5-hkscs": "big5hkscs", "utf-16": "utf-16", "utf-16le": "utf-16-le"}
"""The declared encodings that are taken at their word; all others of Chinese systems are parts of GB 18030."""


def decoded(data: bytes, declared: str = "") -> str:
    """The text of a file; ``declared`` is the encoding that it names itself.

    UTF-8 comes before what is declared: Chinese text in another encoding is never UTF-8 by chance, while systems do write
    gb2312 over pages in UTF-8.

    Raises: WorkbookError.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError as fault:
                raise faults.damaged("文字编码前后不一致。") from fault
    named = _NOT_CHINESE.get(declared.strip().lower(), "gb18030")
    for encoding in dict.fromkeys(("utf-8", named, "gb18030")):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise faults.damaged("既不是 UTF-8，也不是 GB 18030 的文字。")
