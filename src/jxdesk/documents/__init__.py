"""The press: workbooks and PDF, out and in; the only room that knows paper.

Nothing is imported here before it is asked for: printing and previewing load no program that writes workbooks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import BinaryIO

    from jxdesk.documents.sheet import Sheet
    from jxdesk.domain.progress import Progress


def write_workbook(
    sheets: Iterable[Sheet], target: BinaryIO, *, title: str = "", progress: Progress | None = None
) -> tuple[str, ...]:
    """Writes sheets into one workbook, with openpyxl loaded at the first call, and answers the sheets' names.

    Raises: Cancelled, OSError.
    """
    from jxdesk.documents import xlsx

    return xlsx.write_workbook(sheets, target, title=title, progress=progress)
