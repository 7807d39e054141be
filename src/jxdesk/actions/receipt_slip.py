"""Receipt slip: the 回执单 of a package that was received, to be printed, stamped and handed to whom no stick goes back to."""

from __future__ import annotations

import io
from functools import partial
from pathlib import Path

from jxdesk.actions.workspace import Workspace
from jxdesk.documents.preview import Preview
from jxdesk.documents.receipt_slip import write_receipt_slip
from jxdesk.domain.sending.receipt_slips import ReceiptSlip
from jxdesk.exchange.answer_slips import slip_of
from jxdesk.exchange.arrivals import ArrivedFiles
from jxdesk.exchange.receipts import check_receipt
from jxdesk.exchange.verifying import open_package
from jxdesk.store.faults import NotFound
from jxdesk.store.records import received
from jxdesk.store.safety.atomic import write_whole


def receipt_slip(workspace: Workspace, digest: str) -> ReceiptSlip:
    """What the slip of a received package prints.

    Raises: NotFound for a package that was not answered, or whose file is gone; PackageRefused where it was damaged since.
    """
    package = workspace.read(partial(received.get, digest=digest))
    if package is None or not package.receipt:
        raise NotFound("这个包还没有回执。", facts=digest, advice="先在收件箱里装入这个包，再打印回执单。")
    receipt = check_receipt(package.receipt, where=package.file_name)
    path = ArrivedFiles(workspace.folder.packages).path(package.digest)
    if not path.exists():
        raise NotFound(
            "收到的数据包文件不在了，算不出电话码。",
            facts=str(path),
            advice="请从备份恢复 packages 文件夹，或请对方把原来的包再送一次。",
        )
    with open_package(path, with_records=False) as opened:
        return slip_of(opened, receipt)


def slip_pdf(slip: ReceiptSlip) -> bytes:
    """The slip as the bytes of a PDF."""
    drawn = io.BytesIO()
    write_receipt_slip(slip, drawn)
    return drawn.getvalue()


def preview_slip(slip: ReceiptSlip) -> Preview:
    """The slip as pages to be printed: the very PDF that ``save_slip`` writes."""
    return Preview(slip_pdf(slip))


def save_slip(slip: ReceiptSlip, to: Path) -> Path:
    """Writes the slip; the file appears whole or not at all."""
    write_whole(to, slip_pdf(slip))
    return to
