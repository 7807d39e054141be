"""Intake pages: what every import shows while it works, before it stores and after it has stored; used by the dialogs that take things in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from jxdesk.desktop import theme
from jxdesk.desktop.context import Context
from jxdesk.desktop.furniture import Bar, Card, across, button, clear, down, label, picture, scrolled
from jxdesk.desktop.intake_rows import OUTCOMES, WIDTHS, IntakeModel, IntakeRow
from jxdesk.desktop.list_table import ListTable, PillPainter
from jxdesk.desktop.problem_card import problem_card
from jxdesk.domain.progress import Progress

SHOWN_DETAILS = 60


class WorkPage(QWidget):
    """A bar that fills while files are read or stored, with a way to stop."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.progress = Progress()
        self.words = label(role="block_title", name="work_label")
        self.file = label(role="second", name="work_file")
        self.bar = QProgressBar()
        self.bar.setObjectName("work_bar")
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(420)
        self.stop_button = button("停下", self._on_stop, name="work_stop")
        self.setLayout(
            down(
                None,
                centred(self.words),
                centred(self.bar),
                centred(self.file),
                across(None, self.stop_button, None),
                None,
                spacing=14,
            )
        )
        context.tasks.polled.connect(self._on_tasks_polled)

    def begin(self, words: str, progress: Progress) -> None:
        """Starts over for another piece of work."""
        self.progress = progress
        self.words.setText(words)
        self.file.setText("")
        self.bar.setRange(0, 0)
        self.stop_button.setEnabled(True)

    def _on_tasks_polled(self) -> None:
        progress = self.progress
        if self.isVisible() and progress.total:
            self.bar.setRange(0, progress.total)
            self.bar.setValue(min(progress.done, progress.total))
            self.file.setText(f"{progress.done}/{progress.total}　{progress.label}")

    def _on_stop(self) -> None:
        self.stop_button.setEnabled(False)
        self.words.setText("正在停下…")
        self.progress.cancel()


class PreviewPage(QWidget):
    """What would be stored and what not, row by row, with the details of the chosen row beside them.

    ``below`` stands under both and follows the chosen row by ``row_shown``.
    """

    row_shown = Signal(object)

    def __init__(self, foot: QHBoxLayout, *, details: str, below: QWidget | None = None) -> None:
        super().__init__()
        self._rows: Sequence[IntakeRow] = ()
        self.bar = Bar(name="preview_bar")
        self.chips = QButtonGroup(self)
        self.chips.setExclusive(True)
        self.chip_row = across(spacing=18)
        self.model = IntakeModel()
        self.table = ListTable(self.model, WIDTHS, name="intake_table", meaning="导入预览")
        self.table.setItemDelegate(
            PillPainter(self.table, pills=0, tone_of=lambda row: OUTCOMES[self.model.rows[row].outcome][1])
        )
        self.table.chosen.connect(self._show_details)
        self.details = Card(details, name="intake_details")
        holder = QWidget()
        self.detail_rows = QVBoxLayout(holder)
        self.detail_rows.setContentsMargins(0, 0, 0, 0)
        self.detail_rows.setSpacing(8)
        self.details.body.addWidget(scrolled(holder, name="detail_scroll"), 1)
        self.details.setFixedWidth(theme.SIDE_PANEL_WIDTH + 20)
        self.setLayout(
            down(
                self.bar,
                self.chip_row,
                across(self.table, self.details, spacing=12),
                *([below] if below is not None else []),
                foot,
                spacing=10,
                margins=(20, 16, 20, 16),
            )
        )

    def show_rows(self, rows: Sequence[IntakeRow]) -> None:
        """Shows the rows of another preview."""
        self._rows = rows
        for chip in self.chips.buttons():
            self.chips.removeButton(chip)
        clear(self.chip_row)
        counts = Counter(row.outcome for row in rows)
        for outcome, word in (("", "全部"), *((key, word) for key, (word, _) in OUTCOMES.items())):
            count = counts[outcome] if outcome else len(rows)
            if outcome and not count:
                continue
            chip = button(f"{word} {count}", kind="chip", name=f"intake_chip_{outcome or 'all'}")
            chip.setCheckable(True)
            chip.setChecked(not outcome)
            chip.clicked.connect(lambda _=False, outcome=outcome: self._filter(outcome))
            self.chips.addButton(chip)
            self.chip_row.addWidget(chip)
        self.chip_row.addStretch(1)
        self._filter("")

    def choose_first(self, wanted: Callable[[IntakeRow], bool]) -> None:
        """Chooses the first row of a kind, where there is one."""
        found = next((place for place, row in enumerate(self.model.rows) if wanted(row)), None)
        if found is not None:
            self.table.selectRow(found)

    def _filter(self, outcome: str) -> None:
        self.model.show_rows([row for row in self._rows if not outcome or row.outcome == outcome])
        if self.model.rows:
            self.table.selectRow(0)
        else:
            self._show_details(-1)

    def _show_details(self, position: int) -> None:
        clear(self.detail_rows)
        if not 0 <= position < len(self.model.rows):
            self.detail_rows.addStretch(1)
            self.row_shown.emit(None)
            return
        row = self.model.rows[position]
        self.row_shown.emit(row)
        self.detail_rows.addWidget(label(row.name or row.file, role="strong", wrap=True))
        self.detail_rows.addWidget(label(row.file, role="second", wrap=True))
        if row.note:
            self.detail_rows.addWidget(label(row.note, wrap=True))
        for detail in row.details[:SHOWN_DETAILS]:
            self.detail_rows.addWidget(label(f"· {detail}", role="second", wrap=True))
        if row.findings:
            self.detail_rows.addWidget(label("表里对不上的地方", role="strong"))
        for finding in row.findings[:SHOWN_DETAILS]:
            self.detail_rows.addWidget(problem_card(finding))
        self.detail_rows.addStretch(1)


class DonePage(QWidget):
    """What was stored, with the way back."""

    def __init__(self, on_undo: Callable[[], None], look_button: QPushButton) -> None:
        super().__init__()
        self.title = label(role="block_title", name="done_title")
        self.text = label(role="second", wrap=True, name="done_text")
        self.text.setMinimumWidth(460)
        self.text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.undo_button = button("撤销这次导入", on_undo, icon="undo", name="undo_import")
        self.look_button = look_button
        self.setLayout(
            down(
                None,
                centred(picture("done", size=44, colour=theme.OK, meaning="完成")),
                centred(self.title),
                centred(self.text),
                across(None, self.undo_button, self.look_button, None),
                None,
                spacing=14,
            )
        )

    def show_stored(self, text: str) -> None:
        """Says what was stored."""
        self.title.setText("存好了")
        self.text.setText(text)
        self.undo_button.setEnabled(True)
        self.undo_button.show()

    def show_undone(self) -> None:
        """Says that it was taken back."""
        self.title.setText("已经撤销")
        self.text.setText("这次导入存入的内容都拿掉了，数据和导入前一样。")
        self.undo_button.hide()


def counted_words(counts: dict[str, int]) -> str:
    """How many of each outcome, in words."""
    return "，".join(
        f"{OUTCOMES[key][0]} {count}" for key, count in counts.items() if count and key in OUTCOMES
    )


def centred(widget: QWidget) -> QHBoxLayout:
    """A widget in the middle of its row."""
    return across(None, widget, None)
