"""Print request: the request to adjust an approved target as a paper to be signed and sealed, old beside new."""

from __future__ import annotations

import datetime as dt
import tomllib
from functools import cache
from io import BytesIO
from pathlib import Path

from jxdesk.actions.workspace import Workspace
from jxdesk.documents import write_workbook
from jxdesk.documents.papers import paper_sheet
from jxdesk.documents.pdf import write_pdf
from jxdesk.documents.sheet import Sheet
from jxdesk.domain.beginning.adjusting import TURN_WORDS, target_changes
from jxdesk.domain.disk_words import disk_words
from jxdesk.domain.errors import JxError
from jxdesk.domain.records.filings import Filing
from jxdesk.domain.templates.paper_layouts import PaperLayout
from jxdesk.domain.year.approvals import Adjustment, AdjustmentState, Approval
from jxdesk.shipped_files import resource
from jxdesk.store.engine.database import Transaction
from jxdesk.store.faults import NotFound
from jxdesk.store.records import approvals, filings
from jxdesk.store.safety import atomic

LAYOUT = "adjustment-request"


class RequestNotWritten(JxError):  # noqa: N818 - a state of the disk, named as people say it
    """The paper could not be written."""

    code = "JX-REQUEST-FILE"


def request_sheet(workspace: Workspace, filing_id: str) -> Sheet:
    """The request whose changed copy a filing is, as it is printed.

    Raises: NotFound.
    """
    adjustment, approved, changed, approval = workspace.read(lambda tx: _read(tx, filing_id))
    content = changed.content
    values = {
        "year": str(content.year or ""),
        "name": content.project_name or content.office_name,
        "code": content.project_code,
        "office": content.implementing_unit or content.office_name,
        "department": content.department,
        "first_approval": _approval_words(approval),
        "reason": adjustment.reason,
        "requested_by": adjustment.requested_by,
        "requested_on": day_words(adjustment.requested_on),
        "decision": _decision(adjustment),
    }
    rows = [
        {
            "number": str(number),
            "place": change.place,
            "what": change.what or "指标",
            "old": change.old or "—",
            "new": change.new or "—",
            "turn": TURN_WORDS[change.turn],
        }
        for number, change in enumerate(target_changes(approved.content, content), 1)
    ]
    return paper_sheet(_layout(), values, rows, is_practice=workspace.practice)


def write_request(workspace: Workspace, filing_id: str, to: Path) -> Path:
    """Writes the request as .pdf or .xlsx, by the ending of the name.

    Raises: NotFound, RequestNotWritten, FontMissingError.
    """
    sheet, buffer = request_sheet(workspace, filing_id), BytesIO()
    write = write_pdf if to.suffix.lower() == ".pdf" else write_workbook
    write((sheet,), buffer, title=sheet.title)
    try:
        atomic.write_whole(to, buffer.getvalue())
    except OSError as error:
        raise RequestNotWritten(
            "申请表没有写成，原有的文件没有动。",
            facts=f"{to}：{disk_words(error)}",
            advice="请看磁盘是否已满、同名文件是否正在 WPS 或阅读器里打开，再试一次。",
        ) from error
    return to


def _read(tx: Transaction, filing_id: str) -> tuple[Adjustment, Filing, Filing, Approval | None]:
    adjustment = approvals.adjustment_of(tx, filing_id)
    changed = filings.get(tx, filing_id)
    approved = filings.get(tx, adjustment.replaces_id) if adjustment is not None else None
    if adjustment is None or changed is None or approved is None:
        raise NotFound("没有这份调整申请。", facts=filing_id, advice="它可能已被撤回，请刷新列表。")
    return adjustment, approved, changed, approvals.of_filing(tx, approved.id)


def _approval_words(approval: Approval | None) -> str:
    if approval is None:
        return ""
    facts = approval.facts
    return "　".join(filter(None, (day_words(facts.approved_on), facts.approver, facts.document_number)))


def _decision(adjustment: Adjustment) -> str:
    if adjustment.state is not AdjustmentState.APPROVED or adjustment.approved_on is None:
        return ""
    return f"同意调整。\n{adjustment.approver}　{adjustment.document_number}　{day_words(adjustment.approved_on)}"


def day_words(day: dt.date) -> str:
    """A day as documents write it."""
    return f"{day.year}年{day.month}月{day.day}日"


@cache
def _layout() -> PaperLayout:
    text = resource("papers", f"{LAYOUT}.toml").read_text(encoding="utf-8")
    return PaperLayout.from_mapping(tomllib.loads(text))
