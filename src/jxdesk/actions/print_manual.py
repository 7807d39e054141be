"""Print manual: all operation cards as one PDF, in the order of a clerk's year."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from jxdesk import __version__
from jxdesk.documents.manual import ManualCard, write_manual
from jxdesk.domain.disk_words import disk_words
from jxdesk.domain.errors import JxError
from jxdesk.domain.progress import Progress
from jxdesk.store.safety import atomic
from jxdesk.store.shipped.cards import operation_cards


class ManualNotWritten(JxError):  # noqa: N818 - a state of the disk, named as people say it
    """The manual could not be written."""

    code = "JX-MANUAL-FILE"


def print_manual(to: Path, *, progress: Progress | None = None) -> int:
    """Writes the manual and answers the number of its pages.

    Raises: ManualNotWritten, Cancelled, FontMissingError.
    """
    progress = progress or Progress()
    every = [ManualCard(card.title, card.text) for card in operation_cards()]
    progress.start("打印手册", len(every))
    buffer = BytesIO()
    subtitle = f"操作卡汇编　{len(every)} 张　程序 {__version__} 版"
    pages = write_manual("绩效桌面使用手册", subtitle, every, buffer, progress=progress)
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        atomic.write_whole(to, buffer.getvalue())
    except OSError as error:
        raise ManualNotWritten(
            "手册没有写成，原有的文件没有动。",
            facts=f"{to}：{disk_words(error)}",
            advice="请看磁盘是否已满、是否写保护、同名文件是否正开着，再存一次。",
        ) from error
    return pages
