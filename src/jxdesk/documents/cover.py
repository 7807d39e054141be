"""The cover sheet 送达单: one page that goes with a package, with its totals, fingerprint, QR code and room for seals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import BinaryIO

import segno

from jxdesk.documents import fonts
from jxdesk.documents.pdf import PdfPainter
from jxdesk.documents.sheet import Cell, Sheet
from jxdesk.domain.records.filings import MoneyUnit
from jxdesk.domain.sending.cover import CoverSheet
from jxdesk.domain.templates.parts import Align, Orientation
from jxdesk.domain.values.money import format_fen

WIDTHS = (34.0, 44.0, 34.0, 44.0)
"""Units: millimetres, together the 156 of the type area."""
ROW_HEIGHT, QR_HEIGHT, SEAL_HEIGHT = 8.5, 42.0, 46.0
"""A county body's seal is 42 mm across. Units: millimetres."""
QUIET = 4
"""The white border that a QR code needs. Units: modules. Source: ISO/IEC 18004."""


def write_cover(cover: CoverSheet, target: BinaryIO) -> None:
    """Draws the cover sheet of a sealed package as PDF.

    Raises: FontMissingError.
    """
    modules = _qr_modules(cover.qr_text)
    with fonts.drawing:
        painter = PdfPainter(cover.title, marks={"qr": lambda *box: _draw_modules(modules, *box)})
        painter.draw(cover_sheet(cover))
        target.write(painter.finish())


def cover_sheet(cover: CoverSheet) -> Sheet:
    """The cover sheet as a neutral sheet; the QR code is drawn into its cell by ``write_cover``."""
    rows = _Rows()
    rows.wide("报送单位", f"{cover.sender_name}（{cover.sender_org}）")
    rows.wide("接收单位", "、".join(cover.recipients))
    rows.pair("报送内容", cover.task_words, "发送序号", f"第 {cover.seq} 号")
    rows.pair("项目数", f"{cover.totals.projects} 个", "指标数", f"{cover.totals.indicators} 条")
    fen = cover.totals.amount_fen
    wan = format_fen(fen, MoneyUnit.WAN)
    rows.wide("全年预算数合计", f"{wan} 万元（{format_fen(fen, MoneyUnit.YUAN)} 元）")
    rows.wide("文件名", cover.file_name)
    rows.pair("文件大小", f"{cover.file_size:,} 字节", "封包时间", _moment(cover.created))
    people = (*cover.people, ("", "")) if len(cover.people) % 2 else cover.people
    for first, second in zip(people[::2], people[1::2], strict=True):
        rows.pair(*first, *second)
    rows.wide("数据包指纹", cover.fingerprint)
    rows.qr()
    rows.seals()
    return Sheet(
        name=cover.title,
        title=cover.title,
        subtitle="",
        orientation=Orientation.PORTRAIT,
        widths=WIDTHS,
        row_heights=tuple(rows.heights),
        cells=tuple(rows.cells),
        first_heading=0,
        last_heading=-1,
        last_headed=-1,
        signatures=(("送件人", ""), ("收件人", ""), ("送达时间", "")),
        notes=(
            "说明：本单由程序按封好的数据包打印，盖章表示本单位认可指纹所指的那一份数据；收件单位装入前，请核对屏幕上的指纹、项目数和金额与本单一致。"
            "程序的签名只证明数据完整和来自哪个单位，不代替公章。",
        ),
        footer=f"SHA-256 {cover.digest}",
        subject=f"{cover.sender_name} {cover.task_words}",
        is_practice=cover.practice,
    )


def _moment(created: str) -> str:
    """The manifest's moment as a paper says it."""
    at = dt.datetime.fromisoformat(created)
    return f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}"


class _Rows:
    """The rows of the sheet from top to bottom."""

    def __init__(self) -> None:
        self.heights: list[float] = []
        self.cells: list[Cell] = []

    def _new(self, height: float = ROW_HEIGHT) -> int:
        self.heights.append(height)
        return len(self.heights) - 1

    def wide(self, label: str, text: str) -> None:
        """A label with a text over the rest of the row."""
        row = self._new()
        self.cells.append(Cell(row, 0, label, is_label=True))
        self.cells.append(Cell(row, 1, text, column_span=3, align=Align.LEFT))

    def pair(self, label: str, text: str, other_label: str, other: str) -> None:
        """Two labels with their texts."""
        row = self._new()
        for column, (name, value) in ((0, (label, text)), (2, (other_label, other))):
            self.cells.append(Cell(row, column, name, is_label=True))
            self.cells.append(Cell(row, column + 1, value, align=Align.LEFT))

    def qr(self) -> None:
        """The QR code and what it is for."""
        row = self._new(QR_HEIGHT)
        self.cells.append(Cell(row, 0, "二维码", is_label=True))
        self.cells.append(Cell(row, 1, field="qr"))
        words = "扫码得到数据包的完整指纹、单位和序号。没有扫码设备时，照抄上面的指纹核对即可。"
        self.cells.append(Cell(row, 2, words, column_span=2, align=Align.LEFT))

    def seals(self) -> None:
        """Room for both seals."""
        row = self._new(8.0)
        self.cells.append(Cell(row, 0, "报送单位（盖章）", column_span=2, is_label=True))
        self.cells.append(Cell(row, 2, "接收单位（盖章）", column_span=2, is_label=True))
        row = self._new(SEAL_HEIGHT)
        self.cells.append(Cell(row, 0, column_span=2))
        self.cells.append(Cell(row, 2, column_span=2))


def _qr_modules(text: str) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(row) for row in segno.make(text, error="m", micro=False).matrix)


def _draw_modules(modules: Sequence[Sequence[int]], left: int, bottom: int, right: int, top: int) -> str:
    """The dark modules as filled boxes, as large as fits into the cell with the white border.

    Units: grains.
    """
    count = len(modules) + 2 * QUIET
    side = min(right - left, top - bottom) // count
    x = (left + right - side * len(modules)) // 2
    y = (bottom + top + side * len(modules)) // 2
    # White below it, so that no watermark shows through.
    boxes = [f"1 g {left + 200} {bottom + 200} {right - left - 400} {top - bottom - 400} re f 0 g"]
    for n, row in enumerate(modules):
        start: int | None = None
        for m, dark in enumerate((*row, 0)):
            if dark and start is None:
                start = m
            elif not dark and start is not None:
                boxes.append(f"{x + start * side} {y - (n + 1) * side} {(m - start) * side} {side} re")
                start = None
    return " ".join(boxes) + " f"
