"""The two lists of the page 汇总, of parts and of single things, with the sum below, as they are shown, copied and saved."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QColor, QKeySequence, QPainter, QShortcut
from PySide6.QtWidgets import QStackedWidget, QStyle, QStyleOptionViewItem, QTableView, QWidget

from jxdesk.desktop import theme
from jxdesk.desktop.amounts import amount, in_yuan, percent, unit
from jxdesk.desktop.furniture import down, label
from jxdesk.desktop.list_table import PAD, AnyIndex, ListTable, PillPainter
from jxdesk.desktop.rollup.reading import Shown
from jxdesk.desktop.rollup.views import (
    EXECUTION_COLUMNS,
    ITEM_HEADINGS,
    ITEM_PILL,
    ITEM_RIGHTS,
    ITEM_WIDTHS,
    NONE,
    PART_COLUMNS,
    Behind,
    View,
    item_texts,
    item_tone,
)
from jxdesk.desktop.rows_model import RowsModel
from jxdesk.desktop.theme import Tone
from jxdesk.domain.lists.shown_list import ShownList
from jxdesk.domain.rollup.grouping import BY_WORDS, By
from jxdesk.domain.rollup.shown import RolledItem, items_list, parts_list
from jxdesk.domain.rollup.tally import total

IN_YUAN = 3
"""What 元 take more than 万元; 字."""
_RIGHTS = tuple(range(1, max(len(PART_COLUMNS), len(EXECUTION_COLUMNS)) + 1))


class NumberPainter(PillPainter):
    """Paints numbers that open in the colour of links, and a frame around the one that Enter would open."""

    def __init__(self, table: QTableView) -> None:
        super().__init__(table, pills=-1, tone_of=lambda _: Tone.PLAIN, right=_RIGHTS)
        self.table = table
        self.columns = PART_COLUMNS

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Paints one cell."""
        super().paint(painter, option, index)
        place = index.column() - 1
        text = str(index.data() or "")
        rect: QRect = option.rect  # type: ignore[attr-defined]
        if place >= 0 and self.columns[place].handed and text != NONE:
            inner = rect.adjusted(PAD, 0, -PAD, -1)
            is_chosen = option.state & QStyle.StateFlag.State_Selected  # type: ignore[attr-defined]
            painter.fillRect(inner, QColor(theme.SELECTION if is_chosen else theme.SURFACE))
            painter.setPen(QColor(theme.ACCENT))
            side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(inner, int(side), text)
        if index == self.table.currentIndex() and self.table.hasFocus():
            painter.setPen(QColor(theme.ACCENT))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(1, 1, -2, -3))


class RollUpLists(QStackedWidget):
    """One of both is in sight; ``deeper`` asks for a part's own parts, ``behind`` for what is behind a number, ``item`` for one thing."""

    deeper = Signal(object)
    behind = Signal(object)
    item = Signal(object)

    def __init__(self, copy: Callable[[str], None]) -> None:
        super().__init__()
        self.setObjectName("rollup_lists")
        self.shown: Shown | None = None
        self.parts_model = RowsModel((), right=_RIGHTS)
        self.parts = ListTable(self.parts_model, (0,), name="rollup_parts", meaning="汇总的各部分")
        self.painter = NumberPainter(self.parts)
        self.parts.setItemDelegate(self.painter)
        self.parts.clicked.connect(self._on_part_clicked)
        self.parts.opened.connect(self._on_part_opened)
        self.items_model = RowsModel((), right=ITEM_RIGHTS)
        self.items = ListTable(self.items_model, ITEM_WIDTHS, name="rollup_items", meaning="数字后面的清单")
        self.items.setItemDelegate(
            PillPainter(
                self.items,
                pills=ITEM_PILL,
                tone_of=lambda row: self.items_model.tones[row],
                right=ITEM_RIGHTS,
            )
        )
        self.items.opened.connect(self._on_item_opened)
        self.sums = label("", role="strong", wrap=True, name="rollup_sums")
        self.item_sums = label("", role="strong", wrap=True, name="rollup_item_sums")
        for table, below in ((self.parts, self.sums), (self.items, self.item_sums)):
            holder = QWidget()
            holder.setLayout(down(table, below, spacing=6))
            self.addWidget(holder)
            shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), table)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(lambda: copy(self.as_text()))

    @property
    def table(self) -> ListTable:
        """The list in sight."""
        return self.items if self.currentIndex() else self.parts

    # ---- showing ---------------------------------------------------------------------------------------------

    def show_parts(self, shown: Shown) -> None:
        """Shows the parts of a roll-up."""
        self.shown = shown
        answer = shown.answer
        columns = EXECUTION_COLUMNS if shown.look.view is View.EXECUTION else PART_COLUMNS
        self.painter.columns = columns
        self.parts_model.headings = (
            BY_WORDS[answer.by],
            *(f"{column.word}（{unit()}）" if column.is_amount else column.word for column in columns),
        )
        self.parts_model.show_rows(
            [(part.label, *(column.text(part.tally) for column in columns)) for part in shown.parts]
        )
        more = IN_YUAN if in_yuan() else 0
        self.parts.set_widths((0, *(column.width + more * column.is_amount for column in columns)))
        self.sums.setText(_sums(shown))
        self.setCurrentIndex(0)
        if shown.parts:
            self.parts.setCurrentIndex(self.parts_model.index(0, 0))

    def show_items(self, shown: Shown) -> None:
        """Shows single things."""
        self.shown = shown
        kind = "单位" if shown.answer.basis.is_of_offices else "项目"
        headings = list(ITEM_HEADINGS)
        headings.insert(2, f"预算（{unit()}）")
        self.items_model.headings = (kind, *headings)
        self.items_model.show_rows(
            [item_texts(one) for one in shown.items], [item_tone(one) for one in shown.items]
        )
        widths = list(ITEM_WIDTHS)
        widths[3] += IN_YUAN if in_yuan() else 0
        self.items.set_widths(widths)
        budget = sum(one.budget_fen or 0 for one in shown.items)
        blank = sum(one.budget_fen is None for one in shown.items)
        without = f"（{blank:,} 个没有预算数）" if blank and not shown.answer.basis.is_of_offices else ""
        offices = len({one.office_id for one in shown.items})
        self.item_sums.setText(
            f"合计 {len(shown.items):,} {shown.answer.basis.counted}，{offices:,} 个单位"
            f"　预算 {amount(budget)} {unit()}{without}"
        )
        self.setCurrentIndex(1)
        if shown.items:
            self.items.setCurrentIndex(self.items_model.index(0, 0))

    # ---- opening ---------------------------------------------------------------------------------------------

    def _on_part_clicked(self, index: QModelIndex) -> None:
        """A click on a number opens it; a name waits for Enter or a double click."""
        if index.column() and self.painter.columns[index.column() - 1].handed and index.data() != NONE:
            self._on_part_opened(index.row())

    def _on_part_opened(self, row: int) -> None:
        """A number opens the list behind it; a name leads down, or to its own things where nothing is below."""
        if self.shown is None or not 0 <= row < len(self.shown.parts):
            return
        part = self.shown.parts[row]
        place = self.parts.currentIndex().column() - 1
        column = self.painter.columns[place] if place >= 0 else None
        if column is not None and column.handed and column.text(part.tally) != NONE:
            self.behind.emit(
                Behind(
                    title=f"{part.label}，{column.word}的",
                    part=part,
                    handed=column.handed,
                    late_only=column.late_only,
                )
            )
        elif part.opens:
            self.deeper.emit(part)
        else:
            self.behind.emit(Behind(title=part.label, part=part))

    def _on_item_opened(self, row: int) -> None:
        if self.shown is not None and 0 <= row < len(self.shown.items):
            self.item.emit(self.shown.items[row])

    def item_at_hand(self) -> RolledItem | None:
        """The thing that is chosen, where single things are in sight."""
        row = self.items.currentIndex().row()
        is_there = self.currentIndex() == 1 and self.shown is not None and 0 <= row < len(self.shown.items)
        return self.shown.items[row] if is_there and self.shown is not None else None

    # ---- taking along ----------------------------------------------------------------------------------------

    def shown_list(self) -> ShownList:
        """The list in sight with its exact numbers, to be saved."""
        assert self.shown is not None
        return list_of(self.shown)

    def as_text(self) -> str:
        """The list in sight as cells for a worksheet, with what it is of above and its sum below."""
        if self.shown is None:
            return ""
        model, sums = (
            (self.items_model, self.item_sums) if self.currentIndex() else (self.parts_model, self.sums)
        )
        rows = [list_of(self.shown).caption, "\t".join(model.headings)]
        rows += ["\t".join(row) for row in model.rows]
        return "\n".join((*rows, sums.text()))


def _sums(shown: Shown) -> str:
    """The sum below the parts, in the words of the view."""
    whole = shown.answer.whole
    said = f"合计　应报 {whole.due:,}　已报 {whole.handed_in:,}"
    if shown.look.view is View.EXECUTION:
        return (
            f"{said}　执行数 {amount(whole.executed_fen)} {unit()}　对应的预算 {amount(whole.base_fen)} {unit()}"
            f"　执行率 {percent(whole.execution_rate) or NONE}　目标完成 {percent(whole.achievement) or NONE}"
        )
    return (
        f"{said}　覆盖率 {percent(whole.coverage) or NONE}　迟报 {whole.late:,}"
        f"　没有交、填写中、退回共 {whole.due - whole.handed_in:,}　预算 {amount(whole.budget_fen)} {unit()}"
    )


def list_of(shown: Shown) -> ShownList:
    """What is in sight as a list with exact numbers: single things where a number was opened, else the parts."""
    answer, behind = shown.answer, shown.look.behind
    if behind is not None:
        return items_list(answer.basis, behind.title, shown.items)
    if shown.is_list:
        return items_list(answer.basis, "还没交的", shown.items)
    if shown.look.view is View.MISSING:
        return parts_list(answer.basis, By.OFFICE, shown.parts, total(one.tally for one in shown.parts))
    if shown.items:
        return items_list(answer.basis, "逐项", shown.items)
    return parts_list(answer.basis, answer.by, answer.parts, answer.whole)
