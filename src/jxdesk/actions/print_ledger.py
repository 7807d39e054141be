"""Print ledger: the rectifications in sight as a paper to be signed and sealed, in the order of the screen."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Sequence
from functools import cache
from io import BytesIO
from pathlib import Path

from jxdesk.actions.workspace import Workspace
from jxdesk.documents import write_workbook
from jxdesk.documents.papers import paper_sheet
from jxdesk.documents.pdf import write_pdf
from jxdesk.documents.sheet import Sheet
from jxdesk.domain.disk_words import disk_words
from jxdesk.domain.errors import JxError
from jxdesk.domain.monitoring.ledger import LedgerRow
from jxdesk.domain.templates.paper_layouts import PaperLayout
from jxdesk.shipped_files import resource
from jxdesk.store.safety import atomic

LAYOUT = "rectification-ledger"


class LedgerNotWritten(JxError):  # noqa: N818 - a state of the disk, named as people say it
    """The paper could not be written."""

    code = "JX-LEDGER-FILE"


def ledger_sheet(
    workspace: Workspace, rows: Sequence[LedgerRow], *, filter_words: str, today: dt.date
) -> Sheet:
    """The ledger as it is printed; ``filter_words`` say which rows it holds."""
    office = workspace.facts.office
    overdue = sum(row.about.is_overdue(today) for row in rows)
    open_ones = sum(row.about.is_open for row in rows)
    values = {
        "office": office.name if office is not None else "",
        "filter": filter_words,
        "summary": f"共 {len(rows)} 条，还要办的 {open_ones} 条，其中逾期 {overdue} 条。",
        "printed_on": f"{today.year}年{today.month}月{today.day}日",
    }
    lines = [
        {
            "number": str(number),
            "subject": row.subject,
            "unit": row.office,
            "problem": row.about.problem,
            "cause": row.about.cause,
            "measure": row.about.measure,
            "responsible": row.about.responsible,
            "due": row.about.due_on.isoformat() if row.about.due_on is not None else "",
            "state": row.about.word(today),
            "result": row.about.result,
        }
        for number, row in enumerate(rows, 1)
    ]
    return paper_sheet(_layout(), values, lines, is_practice=workspace.practice)


def print_ledger(
    workspace: Workspace, rows: Sequence[LedgerRow], to: Path, *, filter_words: str, today: dt.date
) -> Path:
    """Writes the ledger as .pdf or .xlsx, by the ending of the name.

    Raises: LedgerNotWritten, FontMissingError.
    """
    sheet, buffer = ledger_sheet(workspace, rows, filter_words=filter_words, today=today), BytesIO()
    write = write_pdf if to.suffix.lower() == ".pdf" else write_workbook
    write((sheet,), buffer, title=sheet.title)
    try:
        atomic.write_whole(to, buffer.getvalue())
    except OSError as error:
        raise LedgerNotWritten(
            "台账没有写成，原有的文件没有动。",
            facts=f"{to}：{disk_words(error)}",
            advice="请看磁盘是否已满、同名文件是否正在 WPS 或阅读器里打开，再试一次。",
        ) from error
    return to


@cache
def _layout() -> PaperLayout:
    text = resource("papers", f"{LAYOUT}.toml").read_text(encoding="utf-8")
    return PaperLayout.from_mapping(tomllib.loads(text))
