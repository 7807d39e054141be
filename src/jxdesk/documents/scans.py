"""Scans: PDFs that came from elsewhere, opened to be looked at; a broken one is told in words."""

from __future__ import annotations

import pypdfium2

from jxdesk.documents.preview import Preview
from jxdesk.domain.errors import JxError


class UnreadableScan(JxError):  # noqa: N818 - a state of the file, named as people say it
    """The file calls itself a PDF and cannot be drawn."""

    code = "JX-SCAN"


def open_scan(pdf: bytes) -> Preview:
    """Opens a PDF for looking.

    Raises: UnreadableScan.
    """
    try:
        return Preview(pdf)
    except pypdfium2.PdfiumError as error:
        raise UnreadableScan(
            "这个 PDF 画不出来。",
            facts=str(error),
            advice="它可能没有传完、已经损坏，或设了打开密码。请重新扫描或另存一份，再换掉它。",
        ) from error
