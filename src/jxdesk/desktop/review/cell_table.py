"""The table of cells in the middle of 审核: what the form says now, said when it passed last, and said a year before."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QPoint, QSignalBlocker, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QCheckBox, QMenu, QStyle, QStyleOptionViewItem, QWidget

from jxdesk.desktop import theme
from jxdesk.desktop.furniture import across, button, down, label, scrolled
from jxdesk.desktop.list_table import AnyIndex, ListTable, PillPainter
from jxdesk.desktop.rows_model import RowsModel
from jxdesk.desktop.theme import Tone
from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.road.reviews import Comment
from jxdesk.domain.road.side_by_side import CellBeside, Mark
from jxdesk.domain.templates.cell_words import leading_cell
from jxdesk.domain.templates.form_cells import Place

HEADINGS = ("内容", "本次", "上次通过", "去年", "标记")
WIDTHS = (9, 0, 6, 6, 7)
REMARK_KEYS = "Ctrl+M"
NONE = "—"
DETAIL_HEIGHT = 84
Key = tuple[str, str]


class CellPainter(PillPainter):
    """Paints rows of the form as headings above their cells."""

    def __init__(self, table: CellTable, model: RowsModel) -> None:
        super().__init__(table, pills=4, tone_of=lambda row: model.tones[row])
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
    """The rows; headings span the columns of values."""

    def __init__(self) -> None:
        self.cells: Sequence[CellBeside] = ()
        model = RowsModel(HEADINGS)
        super().__init__(model, WIDTHS, name="review_cells", meaning="表里的每一格：本次、上次通过、去年")
        self.rows_model = model
        self.setItemDelegate(CellPainter(self, model))

    def show_cells(self, cells: Sequence[CellBeside], marks: Sequence[tuple[str, Tone]]) -> None:
        """Replaces the rows."""
        self.cells = cells
        rows = []
        for cell, (word, _) in zip(cells, marks, strict=True):
            values = (cell.now, cell.accepted, cell.last_year)
            texts = ("", "", "") if cell.is_heading else tuple(" ".join(one.split()) for one in values)
            indent = "" if cell.is_heading else "　"
            rows.append((f"{indent}{cell.label}", *texts, word))
        self.clearSpans()
        self.rows_model.show_rows(rows, [tone for _, tone in marks])
        for number, cell in enumerate(cells):
            if cell.is_heading:
                self.setSpan(number, 0, 1, 4)


class CellView(QWidget):
    """The table with its filter above and the whole text of the chosen cell below.

    ``on_remark`` is asked with a cell that somebody wants to say something about.
    """

    def __init__(self, on_remark: Callable[[CellBeside], object]) -> None:
        super().__init__()
        self._on_remark = on_remark
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
        top = across(self.heading, self.only, self.remark_button, spacing=12)
        top.setStretch(0, 1)
        self.setLayout(down(top, self.told, self.table, held, spacing=6))

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

    def _show_detail(self) -> None:
        cell = self.current()
        if cell is None or cell.is_heading:
            self.detail.setText("选中一格，这里看整格的内容；Enter 或 Ctrl+M 写意见。")
            return
        lines = [f"本次：{cell.now or '（空）'}"]
        if cell.accepted and cell.accepted != cell.now:
            lines.append(f"上次通过：{cell.accepted}")
        if cell.last_year and cell.last_year != cell.now:
            lines.append(f"去年：{cell.last_year}")
        self.detail.setText("\n".join(lines))

    def remark(self) -> None:
        """Asks for a remark on the chosen cell; on the whole form where none is chosen."""
        cell = self.current()
        if cell is None and self.all:
            cell = self.all[0]
        if cell is not None and self.remark_button.isEnabled():
            self._on_remark(cell)

    def _on_menu(self, point: QPoint) -> None:
        index = self.table.indexAt(point)
        if index.isValid():
            self.table.setCurrentIndex(index)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        act = menu.addAction(f"写意见…\t{REMARK_KEYS}")
        act.setEnabled(self.remark_button.isEnabled())
        act.triggered.connect(self.remark)
        menu.popup(self.table.viewport().mapToGlobal(point))
