"""The cover sheet 送达单: one page that goes with a package, with its totals, fingerprint, QR code and room for seals."""

from __future__ import annotations

from typing import BinaryIO

from jxdesk.documents import fonts
from jxdesk.documents.pdf import PdfPainter
from jxdesk.documents.sheet import Sheet
from jxdesk.documents.slips import WIDTHS, SlipRows, moment_words, qr_mark
from jxdesk.domain.records.filings import MoneyUnit
from jxdesk.domain.sending.cover import CoverSheet
from jxdesk.domain.templates.parts import Orientation
from jxdesk.domain.values.money import format_fen


def write_cover(cover: CoverSheet, target: BinaryIO) -> None:
    """Draws the cover sheet of a sealed package as PDF.

    Raises: FontMissingError.
    """
    with fonts.drawing:
        painter = PdfPainter(cover.title, marks={"qr": qr_mark(cover.qr_text)})
        painter.draw(cover_sheet(cover))
        target.write(painter.finish())


def cover_sheet(cover: CoverSheet) -> Sheet:
    """The cover sheet as a neutral sheet; the QR code is drawn into its cell by ``write_cover``."""
    rows = SlipRows()
    rows.wide("报送单位", f"{cover.sender_name}（{cover.sender_org}）")
    rows.wide("接收单位", "、".join(cover.recipients))
    rows.pair("报送内容", cover.task_words, "发送序号", f"第 {cover.seq} 号")
    rows.pair("项目数", f"{cover.totals.projects} 个", "指标数", f"{cover.totals.indicators} 条")
    fen = cover.totals.amount_fen
    wan = format_fen(fen, MoneyUnit.WAN)
    rows.wide("全年预算数合计", f"{wan} 万元（{format_fen(fen, MoneyUnit.YUAN)} 元）")
    rows.wide("文件名", cover.file_name)
    rows.pair("文件大小", f"{cover.file_size:,} 字节", "封包时间", moment_words(cover.created))
    people = (*cover.people, ("", "")) if len(cover.people) % 2 else cover.people
    for first, second in zip(people[::2], people[1::2], strict=True):
        rows.pair(*first, *second)
    rows.wide("数据包指纹", cover.fingerprint)
    rows.qr("扫码得到数据包的完整指纹、单位和序号。没有扫码设备时，照抄上面的指纹核对即可。")
    rows.seals("报送单位（盖章）", "接收单位（盖章）")
    return Sheet(
        name=cover.title,
        title=cover.title,
        subtitle="",
        orientation=Orientation.PORTRAIT,
        widths=WIDTHS,
        row_heights=tuple(rows.heights),
        cells=tuple(rows.cells),
        signatures=(("送件人", ""), ("收件人", ""), ("送达时间", "")),
        notes=(
            "说明：本单由程序按封好的数据包打印，盖章表示本单位认可指纹所指的那一份数据；收件单位装入前，请核对屏幕上的指纹、项目数和金额与本单一致。"
            "程序的签名只证明数据完整和来自哪个单位，不代替公章。",
        ),
        footer=f"SHA-256 {cover.digest}",
        subject=f"{cover.sender_name} {cover.task_words}",
        is_practice=cover.practice,
    )
