"""The frame of what a reviewer writes about a cell: a reason from the list, and words of one's own."""

from __future__ import annotations

import datetime as dt

from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QWidget

from jxdesk.desktop.context import Context
from jxdesk.desktop.dialogs.form_dialog import FormDialog
from jxdesk.desktop.furniture import label
from jxdesk.domain.records.filings import Filing
from jxdesk.domain.road.reviews import Comment
from jxdesk.domain.road.shown_values import as_shown
from jxdesk.domain.road.side_by_side import CellBeside
from jxdesk.store.shipped.reviews import review_book


class ReasonedDialog(FormDialog):
    """A remark on a cell and a value that is set in it are asked for alike; ``known`` is one that is worded anew."""

    def __init__(
        self,
        context: Context,
        filing: Filing,
        cell: CellBeside,
        *,
        title: str,
        heading: str,
        go: str,
        name: str,
        known: Comment | None = None,
        parent: QWidget | None = None,
    ) -> None:
        self.filing, self.cell, self.known = filing, cell, known
        self.book = review_book()
        self.empty = known or empty_comment(filing, cell)
        super().__init__(
            context,
            title=title,
            heading=heading.format(where=self.empty.where),
            go=f"{go}（Ctrl+Enter）",
            icon="check",
            name=f"{name}_dialog",
            parent=parent,
        )
        self._name = name

    def show_seen(self, words: str) -> None:
        """Says above the fields what the cell says."""
        if self.cell.now:
            now = as_shown(self.cell.place, self.cell.field, self.cell.now)
            seen = label(f"{words}：{now}", role="second", wrap=True, name=f"{self._name}_seen")
            self.above.addWidget(seen)

    def reason_field(self) -> QComboBox:
        """The reasons to choose from."""
        made = QComboBox()
        made.addItem("（选一个原因）", "")
        for one in self.book.reasons:
            made.addItem(one.name, one.code)
        if self.known is not None:
            made.setCurrentIndex(max(0, made.findData(self.known.reason_code)))
        self.add_field("原因", made, f"{self._name}_reason")
        made.currentIndexChanged.connect(self._on_reason)
        return made

    def words_field(self, word: str, hint: str) -> QPlainTextEdit:
        """A field for the reviewer's own words."""
        made = self.text_field(word, f"{self._name}_text", hint)
        if self.known is not None:
            made.setPlainText(self.known.text)
        return made

    def _on_reason(self) -> None:
        self.touched()


def empty_comment(filing: Filing, cell: CellBeside) -> Comment:
    """A remark on a cell of which nothing has been said yet."""
    return Comment(
        id="",
        filing_id=filing.id,
        round=0,
        place=cell.place,
        line_id=cell.line_id,
        line_name=cell.line_name if cell.line_id else (cell.label if cell.field else ""),
        field=cell.field,
        seen=cell.now,
    )


def today() -> dt.date:
    """The day on this desk's wall."""
    return dt.date.today()  # noqa: DTZ011 - the date on this desk's wall is what is meant
