"""整改台账: what must be mended, by whom and until when, overdue first; marked as done or dropped, opened, printed, by keys alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QStackedWidget,
    QWidget,
)

from jxdesk.actions import look, rectify
from jxdesk.desktop import preferences
from jxdesk.desktop.context import Context
from jxdesk.desktop.furniture import Card, EmptyState, across, button, down, label, search_field
from jxdesk.desktop.list_saving import ShownListSaving
from jxdesk.desktop.list_table import ListTable, PillPainter
from jxdesk.desktop.monitoring.ledger_list import shown_ledger, texts_of
from jxdesk.desktop.monitoring.settle_dialog import SettleDialog
from jxdesk.desktop.pages.page import Page
from jxdesk.desktop.rectification_card import TONES
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.rows_model import RowsModel
from jxdesk.desktop.tasks import Lane
from jxdesk.domain.lists.shown_list import ShownList
from jxdesk.domain.monitoring.ledger import LedgerFilter, LedgerRow, fits, in_order
from jxdesk.domain.records.rectifications import RectificationState
from jxdesk.domain.values.file_names import clean_name
from jxdesk.store.shipped.first_letters import found_by_letters

CHIPS = (
    (LedgerFilter.TODO, "要办的"),
    (LedgerFilter.OVERDUE, "逾期"),
    (LedgerFilter.UNDER_WAY, "整改中"),
    (LedgerFilter.DONE, "已完成"),
    (LedgerFilter.DROPPED, "不适用"),
    (LedgerFilter.ALL, "全部"),
)
HEADINGS = ("状态", "整改时限", "还剩", "项目", "单位", "问题", "责任人")
WIDTHS = (4.5, 6.5, 6, 13, 10, 0, 5.2)


class RectificationsPage(Page):
    """The ledger of this office and of all below it."""

    TITLE = "整改台账"
    HELP = "rectifications"
    SHOWS = frozenset({Part.OFFICES, Part.PROJECTS, Part.FILINGS, Part.IMPORTS})

    def __init__(self, context: Context) -> None:
        super().__init__(context, with_back=True)
        self.rows: Sequence[LedgerRow] = ()
        self.shown: Sequence[LedgerRow] = ()
        self.wanted = LedgerFilter.TODO
        self.today = dt.date.min
        self._letters: dict[str, str] = {}
        self._build_header()
        self._build_chips()
        self._build_table()
        self._build_detail()
        self._bind_keys()
        self._on_chosen()

    # ---- building --------------------------------------------------------------------------------------------

    def _build_header(self) -> None:
        self.years = self._choice("ledger_year", "年度")
        self.offices = self._choice("ledger_office", "单位")
        self.offices.setMaximumWidth(240)
        self.search = search_field("ledger_search", "查找整改", "项目、问题、责任人")
        self.search.setMinimumWidth(140)
        self.search.setMaximumWidth(260)
        self.search.textChanged.connect(lambda _: self._show_rows())
        self.print_button = button("打印台账", self._on_print, icon="print", name="ledger_print")
        self.saving = ShownListSaving(self.context, self, self._shown_list, name="ledger_save_list")
        row = self.header_row
        for one in (self.years, self.offices):
            row.addWidget(one)
        row.addStretch(1)
        row.addWidget(self.search, 4)
        row.addWidget(self.print_button)
        row.addWidget(self.saving.button)

    def _choice(self, name: str, meaning: str) -> QComboBox:
        made = QComboBox()
        made.setObjectName(name)
        made.setAccessibleName(meaning)
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        made.activated.connect(lambda _: self._show_rows())
        return made

    def _build_chips(self) -> None:
        self.chips = QButtonGroup(self)
        for number, (wanted, word) in enumerate(CHIPS):
            chip = button(word, kind="chip", name=f"ledger_{wanted.value}")
            chip.setCheckable(True)
            chip.setChecked(wanted is self.wanted)
            chip.clicked.connect(lambda _=False, wanted=wanted: self.choose(wanted))
            self.chips.addButton(chip, number)
        self.body.addLayout(across(*self.chips.buttons(), None, spacing=14))

    def _build_table(self) -> None:
        self.model = RowsModel(HEADINGS)
        self.table = ListTable(self.model, WIDTHS, name="ledger_table", meaning="整改台账")
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.setItemDelegate(
            PillPainter(self.table, pills=0, tone_of=lambda row: self.model.tones[row])
        )
        self.table.opened.connect(lambda _: self._open())
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._on_chosen())
        self.no_rows = EmptyState(
            "done",
            "还没有要整改的",
            "监控发现问题的，在监控表的偏差栏或项目页的“整改”里记下原因、措施、责任人和时限，这里就列出来。",
            name="no_rectifications",
        )
        self.no_match = EmptyState(
            "search",
            "没有符合条件的整改",
            "换个词，或者看全部。",
            button("看全部", self._show_all, name="ledger_show_all"),
            name="no_ledger_match",
        )
        self.stack = QStackedWidget()
        for one in (self.table, self.no_rows, self.no_match):
            self.stack.addWidget(one)
        self.body.addWidget(self.stack, 1)

    def _build_detail(self) -> None:
        self.problem = label("", role="strong", wrap=True, name="ledger_problem")
        self.measure = label("", role="second", wrap=True, name="ledger_measure")
        self.outcome = label("", role="second", wrap=True, name="ledger_outcome")
        done, dropped = RectificationState.DONE, RectificationState.DROPPED
        self.done_button = button(
            "标为已完成", partial(self._settle, done), kind="primary", icon="check", name="ledger_done"
        )
        self.drop_button = button("标为不适用", partial(self._settle, dropped), name="ledger_drop")
        self.open_button = button("打开", self._open, icon="edit", name="ledger_open", tip="打开（回车）")
        self.form_button = button(
            "去看监控表", self._to_form, icon="right", name="ledger_form", tip="去看监控表（Ctrl+回车）"
        )
        self.detail = Card(name="ledger_detail", spacing=6)
        buttons = across(
            self.done_button, self.drop_button, self.open_button, self.form_button, None, spacing=8
        )
        self.detail.body.addLayout(down(self.problem, self.measure, self.outcome, spacing=4))
        self.detail.body.addLayout(buttons)
        self.body.addWidget(self.detail)

    def _bind_keys(self) -> None:
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self._to_form)

    # ---- reading ---------------------------------------------------------------------------------------------

    def open(self, argument: object) -> None:
        """Opens with another filter where one is named."""
        if isinstance(argument, LedgerFilter):
            self.wanted = argument
        self.stale = True

    def load(self) -> None:
        """Reads the whole ledger; it is short beside the projects."""
        workspace = self.context.workspace
        self.context.tasks.run(lambda: rectify.ledger(workspace), self._on_read, lane=Lane.READ, owner=self)

    def _on_read(self, rows: Sequence[LedgerRow]) -> None:
        self.today = dt.date.today()  # noqa: DTZ011 - the date on this desk's wall is what is meant
        self.rows = in_order(rows, self.today)
        years = sorted({row.about.year for row in rows if row.about.year}, reverse=True)
        _fill(self.years, "全部年度", [(f"{year} 年度", year) for year in years])
        offices = sorted({row.office for row in rows if row.office})
        _fill(self.offices, "全部单位", [(office, office) for office in offices])
        self.offices.setVisible(len(offices) > 1)
        self._show_rows()

    # ---- showing ---------------------------------------------------------------------------------------------

    def choose(self, wanted: LedgerFilter) -> None:
        """Shows what a filter lets through."""
        self.wanted = wanted
        self._show_rows()

    def _show_all(self) -> None:
        self.search.clear()
        self.years.setCurrentIndex(0)
        self.offices.setCurrentIndex(0)
        self.choose(LedgerFilter.ALL)

    def _show_rows(self) -> None:
        kept = self.chosen_ids()
        found = [row for row in self.rows if self._is_looked_at(row)]
        for number, (wanted, word) in enumerate(CHIPS):
            chip = self.chips.button(number)
            chip.setText(f"{word} {sum(fits(row, wanted, self.today) for row in found)}")
            chip.setChecked(wanted is self.wanted)
        self.shown = [row for row in found if fits(row, self.wanted, self.today)]
        self.model.show_rows(
            [texts_of(row, self.today) for row in self.shown],
            [TONES[row.about.word(self.today)] for row in self.shown],
        )
        if self.shown:
            self.stack.setCurrentWidget(self.table)
            places = [n for n, row in enumerate(self.shown) if row.about.id in kept]
            self.table.selectRow(places[0] if places else 0)
        else:
            self.stack.setCurrentWidget(self.no_match if self.rows else self.no_rows)
        self.print_button.setEnabled(bool(self.shown))
        self.saving.button.setEnabled(bool(self.shown))
        self._on_chosen()

    def _is_looked_at(self, row: LedgerRow) -> bool:
        year, office = self.years.currentData(), self.offices.currentData()
        if (year and row.about.year != year) or (office and row.office != office):
            return False
        about = row.about
        text = f"{row.project} {row.project_code} {row.office} {about.problem} {about.responsible}".lower()
        return all(
            word in text or (word.isascii() and word in self._letters_of(f"{row.project} {row.office}"))
            for word in self.search.text().lower().split()
        )

    def _letters_of(self, text: str) -> str:
        if text not in self._letters:
            self._letters[text] = found_by_letters(text)
        return self._letters[text]

    def filter_words(self) -> str:
        """Which rows are in sight, in words."""
        parts = [dict(CHIPS)[self.wanted]]
        parts += [box.currentText() for box in (self.years, self.offices) if box.currentData()]
        parts += [f"查找“{self.search.text().strip()}”"] if self.search.text().strip() else []
        return "，".join(parts)

    # ---- the chosen ones ---------------------------------------------------------------------------------------

    def chosen(self) -> list[LedgerRow]:
        """The chosen rows, from top to bottom."""
        places = sorted({index.row() for index in self.table.selectionModel().selectedRows()})
        return [self.shown[place] for place in places if place < len(self.shown)]

    def chosen_ids(self) -> frozenset[str]:
        """The ids of the chosen rows."""
        return frozenset(row.about.id for row in self.chosen())

    def _on_chosen(self) -> None:
        chosen = self.chosen()
        self.detail.setVisible(bool(chosen))
        if not chosen:
            return
        row, many = chosen[0], len(chosen) > 1
        about = row.about
        self.problem.setText(f"选中 {len(chosen)} 条" if many else f"{row.subject}：{about.problem}")
        cause = f"原因：{about.cause}　" if about.cause else ""
        self.measure.setText("" if many else f"{cause}措施：{about.measure}")
        self.outcome.setText("" if many or not about.result else f"完成情况：{about.result}")
        for one in (self.measure, self.outcome):
            one.setVisible(bool(one.text()))
        settles = any(one.about.is_open for one in chosen)
        self.done_button.setEnabled(settles)
        self.drop_button.setEnabled(settles)
        self.open_button.setEnabled(not many)
        self.form_button.setEnabled(not many and bool(about.filing_id or about.project_id))
        self.form_button.setText("去看监控表" if about.filing_id else "去看项目")

    def _settle(self, state: RectificationState) -> None:
        """Asks for the note and marks the chosen ones that are still open."""
        chosen = [row for row in self.chosen() if row.about.is_open]
        if chosen:
            SettleDialog(self.context, chosen, state, today=self.today, parent=self.window()).open()

    def _open(self) -> None:
        from jxdesk.desktop.dialogs.rectification import RectificationDialog

        chosen = self.chosen()
        if chosen:
            RectificationDialog(self.context, chosen[0].about, parent=self.window()).open()

    def _to_form(self) -> None:
        """Goes to the line of the form where the problem was found, else to the project."""
        chosen = self.chosen()
        if not chosen:
            return
        about = chosen[0].about
        if not about.filing_id:
            self._to_project(about.project_id)
            return
        workspace = self.context.workspace
        place = (about.line_id, "") if about.line_id else None

        def go(there: bool) -> None:
            if there:
                self.context.open_page("wizard", (about.filing_id, place))
            else:
                self.context.tell("这张监控表已经删除，打开的是项目。")
                self._to_project(about.project_id)

        self.context.tasks.run(
            lambda: look.has_filing(workspace, about.filing_id), go, lane=Lane.READ, owner=self
        )

    def _to_project(self, project_id: str) -> None:
        if project_id:
            self.context.open_page("project", project_id)

    # ---- on paper --------------------------------------------------------------------------------------------

    def _on_print(self) -> None:
        start = Path(preferences.documents_folder()) / clean_name(f"整改台账_{self.today.isoformat()}.pdf")
        name, chosen = QFileDialog.getSaveFileName(
            self, "台账存到哪里", str(start), "PDF (*.pdf);;Excel (*.xlsx)"
        )
        if name:
            suffix = ".xlsx" if "xlsx" in chosen else ".pdf"
            to = Path(name)
            preferences.LAST_FOLDER.put(str(to.parent))
            self.print_to(
                to if to.suffix.lower() in (".pdf", ".xlsx") else to.with_name(f"{to.name}{suffix}")
            )

    def print_to(self, to: Path) -> None:
        """Writes the rows in sight as a paper, and opens it to be printed."""
        from jxdesk.actions.print_ledger import print_ledger

        workspace, rows, words, today = (
            self.context.workspace,
            tuple(self.shown),
            self.filter_words(),
            self.today,
        )

        def done(path: Path) -> None:
            self.context.tell(f"台账存好了：{path}")
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

        self.context.tasks.run(
            lambda: print_ledger(workspace, rows, to, filter_words=words, today=today),
            done,
            label="打印台账",
            owner=self,
        )

    def _shown_list(self) -> ShownList:
        return shown_ledger(self.shown, self.filter_words(), self.today)

    # ---- the frame -------------------------------------------------------------------------------------------

    def find_field(self) -> QLineEdit:
        """The search field."""
        return self.search

    def panes(self) -> list[QWidget]:
        """The list, what can be done with a row, then search and filters."""
        return [self.table, self.done_button, self.search, self.chips.button(0)]


def _fill(box: QComboBox, everything: str, items: Sequence[tuple[str, object]]) -> None:
    """Fills a choice anew and keeps what was chosen where it is still there."""
    kept = box.currentData()
    box.clear()
    box.addItem(everything, None)
    for words, data in items:
        box.addItem(words, data)
    box.setCurrentIndex(max(0, box.findData(kept)) if kept is not None else 0)
