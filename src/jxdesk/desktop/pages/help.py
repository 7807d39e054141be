"""帮助: the pages of ``resources/help`` as text with links; F1 opens the one that fits the page in sight."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSignalBlocker, QUrl
from PySide6.QtGui import (
    QColor,
    QDesktopServices,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextTable,
)
from PySide6.QtWidgets import QFileDialog, QTextBrowser, QWidget

from jxdesk.desktop import preferences, theme
from jxdesk.desktop.context import Context
from jxdesk.desktop.furniture import SideList, across, button
from jxdesk.desktop.pages.page import Page
from jxdesk.domain.progress import Progress
from jxdesk.shipped_files import resource
from jxdesk.store.shipped.cards import operation_cards

CELL_PADDING = 6
"""Units: px."""


class HelpPage(Page):
    """A list of topics and the text of one."""

    TITLE = "帮助"

    def __init__(self, context: Context) -> None:
        super().__init__(context, with_back=True)
        self.header_row.addStretch(1)
        self.manual_button = button("打印手册", self._on_manual, icon="print", name="print_manual")
        self.manual_button.setToolTip("把全部操作卡存成一本 PDF，带目录和页码")
        self.header_row.addWidget(self.manual_button)
        self.topics = SideList(name="help_topics", meaning="帮助目录", width=264)
        for card in operation_cards():
            self.topics.add(card.title, card.name)
        self.topics.currentRowChanged.connect(self._on_row_changed)
        self.text = QTextBrowser()
        self.text.setObjectName("help_text")
        self.text.setAccessibleName("帮助正文")
        self.text.setOpenLinks(False)
        self.text.anchorClicked.connect(self._on_link)
        self.text.document().setDefaultFont(theme.font(theme.sizes().body))
        self.text.document().setDocumentMargin(12)
        self.body.addLayout(across(self.topics, self.text, spacing=12), 1)

    def open(self, argument: object) -> None:
        """Opens the topic that is asked for; the first page where there is none of that name."""
        self.show_topic(str(argument or "start"))

    def show_topic(self, name: str) -> None:
        """Shows the text of a topic."""
        names = self.topics.keys()
        if name not in names:
            name = "start" if "start" in names else (names[0] if names else "")
        if not name:
            self.text.setPlainText("这个版本没有带帮助。")
            return
        self.text.setMarkdown(resource("help", f"{name}.md").read_text(encoding="utf-8"))
        dress(self.text.document())
        self.text.moveCursor(QTextCursor.MoveOperation.Start)
        with QSignalBlocker(self.topics):
            self.topics.setCurrentRow(names.index(name))

    def _on_manual(self) -> None:
        start = Path(preferences.documents_folder()) / "绩效桌面使用手册.pdf"
        chosen, _ = QFileDialog.getSaveFileName(self, "存到哪里", str(start), "PDF (*.pdf)")
        if chosen:
            to = Path(chosen)
            preferences.LAST_FOLDER.put(str(to.parent))
            self.save_manual(to if to.suffix.lower() == ".pdf" else to.with_name(f"{to.name}.pdf"))

    def save_manual(self, to: Path) -> None:
        """Writes the manual and opens it, to be read or printed."""
        from jxdesk.actions.print_manual import print_manual

        progress = Progress("打印手册")

        def on_done(pages: int) -> None:
            self.context.tell(f"手册存好了，共 {pages} 页：{to}")
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(to)))

        self.context.tasks.run(
            lambda: print_manual(to, progress=progress),
            on_done,
            label="打印手册",
            progress=progress,
            owner=self,
        )

    def _on_row_changed(self, row: int) -> None:
        if row >= 0:
            self.show_topic(self.topics.keys()[row])

    def _on_link(self, url: QUrl) -> None:
        target = url.toString().removesuffix(".md")
        self.show_topic(target.rsplit("/", 1)[-1])

    def panes(self) -> list[QWidget]:
        """The topics, then the text."""
        return [self.topics, self.text]


def dress(document: QTextDocument) -> None:
    """Gives Markdown the sizes of the theme: Qt's own headings are huge and its lines stand close."""
    sizes = theme.sizes()
    heads = {1: sizes.page, 2: sizes.block + 1}
    block = document.begin()
    while block.isValid():
        cursor = QTextCursor(block)
        shape = block.blockFormat()
        level = shape.headingLevel()
        shape.setLineHeight(150, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        shape.setTopMargin(14 if level else 3)
        shape.setBottomMargin(6 if level else 5)
        cursor.setBlockFormat(shape)
        if level:
            # Whole formats instead of merged ones: Markdown's relative size wins over any size that stands beside it.
            letters = QTextCharFormat()
            letters.setFont(theme.font(heads.get(level, sizes.block), bold=True))
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
            cursor.setCharFormat(letters)
        block = block.next()
    for table in document.rootFrame().childFrames():
        if isinstance(table, QTextTable):
            lines = table.format()
            lines.setBorder(1)
            lines.setBorderCollapse(True)
            lines.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
            lines.setBorderBrush(QColor(theme.LINE))
            lines.setCellPadding(CELL_PADDING)
            table.setFormat(lines)
