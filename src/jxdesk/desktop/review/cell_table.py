"""The table of cells in the middle of 审核: what the form says now, said when it passed last, and said a year before."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from PySide6.QtCore import QPoint, QSignalBlocker, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QCheckBox, QMenu, QStyle, QStyleOptionViewItem, QWidget

from jxdesk.desktop import theme
from jxdesk.desktop.furniture import across, button, down, label, scrolled
from jxdesk.desktop.list_table import AnyIndex, ListTable, PillPainter
from jxdesk.desktop.rows_model import RowsModel
from jxdesk.desktop.theme import Tone
from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.road.reviews import ANSWER_WORDS, Answer, Comment
from jxdesk.domain.road.settling import can_be_set
from jxdesk.domain.road.shown_values import as_shown
from jxdesk.domain.road.side_by_side import CellBeside, Mark
from jxdesk.domain.templates.cell_words import leading_cell
from jxdesk.domain.templates.form_cells import Place

HEADINGS = ("内容", "本次", "上次通过", "去年", "标记")
WIDTHS = (9, 0, 6, 6, 7)
SETTLED_HEADINGS = ("内容", "报送的", "审定的", "上次通过", "去年", "标记")
SETTLED_WIDTHS = (9, 0, 7, 6, 6, 7)
REMARK_KEYS, SETTLE_KEYS = "Ctrl+M", "F2"
NONE = "—"
DETAIL_HEIGHT = 84
Key = tuple[str, str]


class CellPainter(PillPainter):
    """Paints rows of the form as headings above their cells."""

    def __init__(self, table: CellTable, model: RowsModel) -> None:
        super().__init__(table, pills=len(HEADINGS) - 1, tone_of=lambda row: model.tones[row])
        self._table = table

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Paints one cell."""
        painter.save()
        cells = self._table.cells
        if index.row() < len(cells) and cells[index.row()].is_heading:
            if not option.state & QStyle.StateFlag.State_Selected:  # type: ignore[attr-defined]
                painter.fillRect(option.rect, QColor(theme.CANVAS))  # type: ignore[attr-defined]
            painter.setFont(theme.font(theme.sizes().body, bold=index.column() == 0))
        super().paint(painter, option, index)
        painter.restore()


class CellTable(ListTable):
    """The rows; headings span the columns of values. What the reviewer set has a column of its own where anything was set."""

    def __init__(self) -> None:
        self.cells: Sequence[CellBeside] = ()
        model = RowsModel(HEADINGS)
        super().__init__(model, WIDTHS, name="review_cells", meaning="表里的每一格：本次、上次通过、去年")
        self.rows_model = model
        self.painter = CellPainter(self, model)
        self.setItemDelegate(self.painter)

    def show_cells(self, cells: Sequence[CellBeside], marks: Sequence[tuple[str, Tone]]) -> None:
        """Replaces the rows."""
        self.cells = cells
        has_settled = any(cell.settled is not None for cell in cells)
        headings = SETTLED_HEADINGS if has_settled else HEADINGS
        rows = []
        for cell, (word, _) in zip(cells, marks, strict=True):
            settled = () if not has_settled else (_settled_words(cell),)
            now, accepted, last_year = (
                _shown(cell, one) for one in (cell.now, cell.accepted, cell.last_year)
            )
            values = (now, *settled, accepted, last_year)
            texts = ("" if cell.is_heading else " ".join(one.split()) for one in values)
            indent = "" if cell.is_heading else "　"
            rows.append((f"{indent}{cell.label}", *texts, word))
        self.clearSpans()
        self.painter.pills = len(headings) - 1
        self.rows_model.headings = headings
        self.rows_model.show_rows(rows, [tone for _, tone in marks])
        self.set_widths(SETTLED_WIDTHS if has_settled else WIDTHS)
        for number, cell in enumerate(cells):
            if cell.is_heading:
                self.setSpan(number, 0, 1, len(headings) - 1)


def _shown(cell: CellBeside, text: str) -> str:
    return as_shown(cell.place, cell.field, text)


def _settled_words(cell: CellBeside) -> str:
    """What the reviewer set; a cell that was emptied says so."""
    return "" if cell.settled is None else _shown(cell, cell.settled) or "（清空）"


class CellSteps(NamedTuple):
    """What is asked with a chosen cell: a remark on it, a value for it."""

    remark: Callable[[CellBeside], object]
    settle: Callable[[CellBeside], object]


class CellView(QWidget):
    """The table with its filter above and the whole text of the chosen cell below."""

    def __init__(self, steps: CellSteps) -> None:
        super().__init__()
        self.steps = steps
        self.may_write = False
        self.all: Sequence[CellBeside] = ()
        self._counts: Mapping[Key, int] = {}
        self._faults: Mapping[Key, Severity] = {}
        self.heading = label(role="block_title", wrap=True, name="review_heading")
        self.told = label(role="second", wrap=True, name="review_told")
        self.only = QCheckBox("只看有标记的")
        self.only.setObjectName("review_only_marked")
        self.only.toggled.connect(lambda _: self._show())
        self.remark_button = button(
            "写意见",
            self.remark,
            icon="edit",
            name="review_remark",
            tip=f"给选中的这一格、这一行写意见（{REMARK_KEYS}，右键也可以）",
        )
        self.settle_button = button(
            "审定",
            self.settle,
            icon="done",
            name="review_settle",
            tip=f"直接定这一格的值（{SETTLE_KEYS}）；通过时改到表里，报送的和审定的都留着",
        )
        self.table = CellTable()
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self._on_menu)
        self.table.opened.connect(lambda _: self.remark())
        self.table.chosen.connect(lambda _: self._show_detail())
        self.detail = label(wrap=True, name="review_detail")
        self.detail.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        held = scrolled(self.detail, name="review_detail_box")
        held.setFixedHeight(theme.scaled(DETAIL_HEIGHT))
        held.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        top = across(self.heading, self.only, self.settle_button, self.remark_button, spacing=12)
        top.setStretch(0, 1)
        self.setLayout(down(top, self.told, self.table, held, spacing=6))
        self.let_write(on=False)

    def show_cells(
        self,
        cells: Sequence[CellBeside],
        remarks: Sequence[Comment],
        findings: Sequence[Finding],
    ) -> None:
        """Shows a form; cells with remarks or findings are marked in word and colour."""
        self.all = cells
        counts: dict[Key, int] = {}
        for one in remarks:
            key = (one.line_id, leading_cell(one.place, one.field) if one.field else "")
            counts[key] = counts.get(key, 0) + 1
        self._counts = counts
        self._faults = self._places_of(findings)
        self._show()

    def _places_of(self, findings: Sequence[Finding]) -> dict[Key, Severity]:
        places = {cell.line_id: cell.place for cell in self.all if cell.line_id}
        found: dict[Key, Severity] = {}
        for one in findings:
            if one.severity is Severity.ADVICE or not one.field:
                continue
            place = places.get(one.line_id, Place.HEAD)
            key = one.line_id, leading_cell(place, one.field)
            if found.get(key) is not Severity.ERROR:
                found[key] = one.severity
        return found

    def _mark(self, cell: CellBeside) -> tuple[str, Tone]:
        words, tone = [], Tone.PLAIN
        if cell.settled is not None:
            words.append(ANSWER_WORDS[Answer.SETTLED])
            tone = Tone.INFO
        if cell.mark is not Mark.SAME and (cell.is_heading or cell.mark is not Mark.ADDED):
            words.append(cell.mark.value)
            tone = Tone.INFO
        fault = None if cell.is_heading else self._faults.get(cell.key)
        if fault is not None:
            words.append("错" if fault is Severity.ERROR else "核实")
            tone = Tone.ERROR if fault is Severity.ERROR else Tone.WARN
        count = 0 if cell.mark is Mark.REMOVED else self._counts.get(cell.key, 0)
        if count:
            words.append(f"意见{count if count > 1 else ''}")
            tone = tone if tone is Tone.ERROR else Tone.WARN
        return "·".join(words), tone

    def _show(self) -> None:
        kept = self.current()
        shown = [(cell, self._mark(cell)) for cell in self.all]
        if self.only.isChecked():
            rows = {cell.line_id for cell, mark in shown if mark[0]}
            shown = [
                (cell, mark)
                for cell, mark in shown
                if mark[0] or (cell.is_heading and (not cell.line_id or cell.line_id in rows))
            ]
        with QSignalBlocker(self.table.selectionModel()):
            self.table.show_cells([cell for cell, _ in shown], [mark for _, mark in shown])
        wanted = kept.key if kept is not None else ("", "")
        if wanted == ("", "") or not self.go_to(*wanted):
            self._go_to_first_mark()

    def _go_to_first_mark(self) -> None:
        """Begins at the first cell that wants to be looked at; at the form as a whole where none does."""
        marked = (cell for cell in self.table.cells if not cell.is_heading and self._mark(cell)[0])
        self.go_to(*next((cell.key for cell in marked), ("", "")))

    def go_to(self, line_id: str, field: str) -> bool:
        """Chooses a cell; answers whether it is there."""
        for number, cell in enumerate(self.table.cells):
            wanted = leading_cell(cell.place, field) if field else ""
            if cell.key == (line_id, wanted) and cell.mark is not Mark.REMOVED:
                self.table.setCurrentIndex(self.table.rows_model.index(number, 0))
                self.table.scrollTo(self.table.rows_model.index(number, 0))
                self._show_detail()
                return True
        return False

    def has_cell(self, line_id: str, field: str) -> bool:
        """Whether the form shows such a cell; the form as a whole is none."""
        return any(
            cell.key == (line_id, leading_cell(cell.place, field) if field else "")
            for cell in self.all
            if cell.key != ("", "")
        )

    def current(self) -> CellBeside | None:
        """The cell that is chosen."""
        row = self.table.currentIndex().row()
        return self.table.cells[row] if 0 <= row < len(self.table.cells) else None

    def let_write(self, *, on: bool) -> None:
        """Lets remarks be written and cells be set."""
        self.may_write = on
        self.remark_button.setEnabled(on)
        self._show_detail()

    def _show_detail(self) -> None:
        cell = self.current()
        can_set = cell is not None and not cell.is_heading and can_be_set(cell.place, cell.field)
        self.settle_button.setEnabled(self.may_write and can_set)
        if cell is None or cell.is_heading:
            self.detail.setText(
                f"选中一格，这里看整格的内容；Enter 或 {REMARK_KEYS} 写意见，{SETTLE_KEYS} 直接审定。"
            )
            return
        is_settled = cell.settled is not None
        lines = [f"{'报送的' if is_settled else '本次'}：{_shown(cell, cell.now) or '（空）'}"]
        if is_settled:
            lines.append(f"审定的：{_settled_words(cell)}")
        if cell.accepted and cell.accepted != cell.now:
            lines.append(f"上次通过：{_shown(cell, cell.accepted)}")
        if cell.last_year and cell.last_year != cell.now:
            lines.append(f"去年：{_shown(cell, cell.last_year)}")
        self.detail.setText("\n".join(lines))

    def remark(self) -> None:
        """Asks for a remark on the chosen cell; on the whole form where none is chosen."""
        cell = self.current()
        if cell is None and self.all:
            cell = self.all[0]
        if cell is not None and self.may_write:
            self.steps.remark(cell)

    def settle(self) -> None:
        """Asks for the value of the chosen cell."""
        cell = self.current()
        if cell is not None and self.settle_button.isEnabled():
            self.steps.settle(cell)

    def _on_menu(self, point: QPoint) -> None:
        index = self.table.indexAt(point)
        if index.isValid():
            self.table.setCurrentIndex(index)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for words, keys, tool, do in (
            ("写意见…", REMARK_KEYS, self.remark_button, self.remark),
            ("审定这一格…", SETTLE_KEYS, self.settle_button, self.settle),
        ):
            act = menu.addAction(f"{words}\t{keys}")
            act.setEnabled(tool.isEnabled())
            act.triggered.connect(do)
        menu.popup(self.table.viewport().mapToGlobal(point))
