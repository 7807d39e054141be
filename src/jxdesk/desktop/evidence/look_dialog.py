"""Looking at a piece of evidence: PDFs and pictures are drawn here, anything else is opened as a copy in its own program."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QImage, QPixmap
from PySide6.QtWidgets import QDialog, QFileDialog, QVBoxLayout, QWidget

from jxdesk.actions import evidence
from jxdesk.actions.evidence import Piece
from jxdesk.actions.workspace import Workspace
from jxdesk.desktop import preferences
from jxdesk.desktop.context import Context
from jxdesk.desktop.furniture import across, button, clear, down, elided, label, scrolled
from jxdesk.desktop.moments import full_moment, size
from jxdesk.desktop.tasks import Lane
from jxdesk.documents.scans import open_scan
from jxdesk.domain.errors import JxError
from jxdesk.domain.progress import Progress
from jxdesk.domain.records.packages import AttachmentType

PAGE_WIDTH = 820
SHOWN_PAGES = 20
KIND_WORDS = {
    AttachmentType.PDF: "PDF",
    AttachmentType.JPG: "JPG 图片",
    AttachmentType.PNG: "PNG 图片",
    AttachmentType.OFD: "OFD 版式文件",
    AttachmentType.DOCX: "Word 文档",
    AttachmentType.XLSX: "Excel 表格",
    AttachmentType.PPTX: "PPT 演示",
    AttachmentType.OLE2: "老格式的 Office、WPS 文件",
}
DRAWN = frozenset({AttachmentType.PDF, AttachmentType.JPG, AttachmentType.PNG})


class LookDialog(QDialog):
    """One piece of evidence."""

    def __init__(self, context: Context, piece: Piece, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.piece = piece
        attachment = piece.attachment
        self.setObjectName("evidence_look_dialog")
        self.setWindowTitle("看附件")
        self.resize(PAGE_WIDTH + 80, 620)
        facts = [KIND_WORDS[attachment.type], size(attachment.size)]
        if piece.added_at:
            facts.append(f"{full_moment(piece.added_at)} 添加")
        self.note = label("", role="second", wrap=True, name="evidence_look_note")
        self.note.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.pages = QVBoxLayout()
        self.pages.setSpacing(12)
        holder = QWidget()
        holder.setLayout(down(self.note, self.pages, None, spacing=8, margins=(0, 8, 0, 8)))
        self.area = scrolled(holder, name="evidence_pages")
        self.open_button = button("打开副本", self.open_copy, icon="eye", name="evidence_open_copy")
        self.save_button = button("另存一份…", self._on_save, icon="export", name="evidence_save_copy")
        close = button("关上", self.accept, kind="primary", name="evidence_look_close")
        close.setDefault(True)
        heading = across(
            elided(attachment.original_name or attachment.title, role="block_title", name="evidence_name"),
            label("　".join(facts), role="second", name="evidence_facts"),
        )
        heading.setStretch(0, 1)
        self.setLayout(
            down(
                heading,
                self.area,
                across(self.open_button, self.save_button, None, close),
                spacing=10,
                margins=(20, 16, 20, 16),
            )
        )
        if attachment.type in DRAWN:
            self._draw()
        else:
            self.note.setText(f"{KIND_WORDS[attachment.type]}在这里看不了。点“打开副本”，用平时的程序看。")

    def _draw(self) -> None:
        self.note.setText("正在打开…")
        workspace, piece, progress = self.context.workspace, self.piece, Progress("打开附件")
        self.context.tasks.run(
            lambda: draw(workspace, piece, progress),
            lambda answer: self.show_pages(*answer),
            lane=Lane.HEAVY,
            progress=progress,
            on_error=self._on_refused,
            owner=self,
        )

    def show_pages(self, images: Sequence[QImage], count: int) -> None:
        """Shows the drawn pages."""
        clear(self.pages)
        more = f"共 {count} 页，这里显示前 {len(images)} 页；全部请点“打开副本”。"
        self.note.setText(more if count > len(images) else "")
        self.note.setVisible(count > len(images))
        for number, image in enumerate(images, start=1):
            sheet = label(name="evidence_page")
            sheet.setPixmap(QPixmap.fromImage(image))
            sheet.setAccessibleName(f"第 {number} 页")
            self.pages.addLayout(across(None, sheet, None))

    def _on_refused(self, fault: JxError) -> None:
        self.note.setText("\n".join(part for part in (fault.title, fault.facts, fault.advice) if part))

    def open_copy(self) -> None:
        """Opens a copy in the program that this machine has for it."""
        folder = Path(tempfile.mkdtemp(prefix="jxdesk-"))
        self._write(folder, _open)

    def _on_save(self) -> None:
        name = QFileDialog.getExistingDirectory(self, "存到哪个文件夹", preferences.documents_folder())
        if name:
            preferences.LAST_FOLDER.put(name)
            self._write(Path(name), lambda path: self.context.tell(f"附件存好了：{path}"))

    def _write(self, folder: Path, then: Callable[[Path], None]) -> None:
        workspace, attachment_id = self.context.workspace, self.piece.attachment.id
        self.context.tasks.run(
            lambda: evidence.copy_out(workspace, attachment_id, folder),
            then,
            owner=self,
        )


def _open(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def draw(workspace: Workspace, piece: Piece, progress: Progress) -> tuple[list[QImage], int]:
    """The first pages of a piece as pictures, and how many there are.

    Raises: EvidenceDamaged, UnreadableScan, NotFound, Cancelled.
    """
    content = evidence.content_of(workspace, piece.attachment.id)
    if piece.attachment.type is not AttachmentType.PDF:
        image = QImage.fromData(content)
        if image.width() > PAGE_WIDTH:
            image = image.scaledToWidth(PAGE_WIDTH, Qt.TransformationMode.SmoothTransformation)
        if image.isNull():
            raise evidence.EvidenceDamaged(
                "这张图片画不出来。", advice="它可能没有拷完或太大。请重新扫描一份，换掉它。"
            )
        return [image], 1
    scan = open_scan(content)
    images = []
    try:
        for number, (width, _) in enumerate(scan.page_sizes[:SHOWN_PAGES]):
            progress.check()
            page = scan.image(number, PAGE_WIDTH / width)
            images.append(
                QImage(
                    page.rgba, page.width, page.height, page.width * 4, QImage.Format.Format_RGBX8888
                ).copy()
            )
        return images, len(scan.page_sizes)
    finally:
        scan.close()
