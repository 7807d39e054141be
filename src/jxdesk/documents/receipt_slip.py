"""The receipt slip 回执单: one page that tells the sending office how far its package has come, with phone code, QR code and seal."""

from __future__ import annotations

from typing import BinaryIO

from jxdesk.documents import fonts
from jxdesk.documents.pdf import Mark, PdfPainter
from jxdesk.documents.sheet import Sheet
from jxdesk.documents.slips import WIDTHS, SlipRows, moment_words, qr_mark
from jxdesk.domain.records.offices import with_path
from jxdesk.domain.sending.receipt_slips import ReceiptSlip
from jxdesk.domain.sending.receipts import STATUS_WORDS, Receipt, gap_words, status_meaning
from jxdesk.domain.templates.parts import Orientation

STATUS_HEIGHT, CODE_HEIGHT = 12.0, 17.0
"""Units: millimetres."""
STATUS_SIZE, CODE_SIZE = 17.0, 25.0
"""Large enough to be read out across a desk, and from a photograph of the page. Units: points."""
GROUP = 4
WITH_CODE = (
    "说明：报送单位在“收发箱”里登记电话码或扫二维码，这个包就记为“电话确认”；装入接收单位签名的回执文件（.jxrcpt）后，记为正式回执。"
    "电话码只有打开过这个数据包的单位才算得出来，每种办理情况各不相同。"
)
WITHOUT_CODE = "说明：这个包没有打开，算不出电话码。报送单位凭接收单位签名的回执文件（.jxrcpt）登记。"


def write_receipt_slip(slip: ReceiptSlip, target: BinaryIO) -> None:
    """Draws the slip of a receipt as PDF.

    Raises: FontMissingError.
    """
    words, digits = STATUS_WORDS[slip.receipt.status], _groups(slip.phone_code)
    marks: dict[str, Mark] = {
        "status": lambda *box: painter.large_text(words, STATUS_SIZE, box),
        "code": lambda *box: painter.large_text(digits, CODE_SIZE, box),
    }
    if slip.qr_text:
        marks["qr"] = qr_mark(slip.qr_text)
    with fonts.drawing:
        painter = PdfPainter(slip.title, marks=marks)
        painter.draw(receipt_slip_sheet(slip))
        target.write(painter.finish())


def receipt_slip_sheet(slip: ReceiptSlip) -> Sheet:
    """The slip as a neutral sheet; status, phone code and QR code are drawn into their cells by ``write_receipt_slip``."""
    receipt, rows = slip.receipt, SlipRows()
    rows.wide("报送单位", with_path(slip.sender_name, receipt.sender_org))
    rows.wide("接收单位", with_path(receipt.receiver_name, receipt.receiver_org))
    rows.pair("报送内容", slip.task_words, "发送序号", f"第 {receipt.seq} 号")
    rows.wide("数据包指纹", slip.fingerprint)
    rows.drawn("办理情况", "status", STATUS_HEIGHT)
    rows.wide("说明", status_meaning(receipt.status))
    if receipt.code:
        rows.wide("没有收下的原因", f"{slip.reason}（{receipt.code}）" if slip.reason else receipt.code)
    rows.wide("没有收到的序号", _missing(receipt))
    moment = moment_words(receipt.created) + ("" if receipt.clock_ok else "（本机日期存疑）")
    head = receipt.head_of(receipt.device)
    rows.pair("回执时间", moment, "已收到的最大序号", f"第 {head.seq} 号" if head else "")
    if slip.phone_code:
        rows.drawn("电话码", "code", CODE_HEIGHT)
        rows.qr(
            "在“收发箱”的“输入电话码”里用扫码枪扫这个码，等于输入上面的电话码。没有扫码枪时，照着输入即可。"
        )
    rows.seals("接收单位（盖章）", "报送单位签收")
    return Sheet(
        name=slip.title,
        title=slip.title,
        subtitle="",
        orientation=Orientation.PORTRAIT,
        widths=WIDTHS,
        row_heights=tuple(rows.heights),
        cells=tuple(rows.cells),
        signatures=(("接收人", ""), ("联系电话", ""), ("接收时间", "")),
        notes=(WITH_CODE if slip.phone_code else WITHOUT_CODE,),
        footer=f"SHA-256 {receipt.package}",
        subject=f"{slip.sender_name} {slip.task_words} 回执",
        is_practice=receipt.practice,
    )


def _groups(code: str) -> str:
    return "  ".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def _missing(receipt: Receipt) -> str:
    if not receipt.missing:
        return "无"
    return f"{gap_words(receipt.missing)}。请把缺的包补送来，不用重新封装。"
