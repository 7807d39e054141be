"""对账: whether the forms of a year agree with each other, the budget, the treasury and the final accounts; both places a step away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from jxdesk.desktop import theme
from jxdesk.desktop.context import Context
from jxdesk.desktop.furniture import Bar, Card, EmptyState, across, button, label, year_field
from jxdesk.desktop.list_saving import ListSaving
from jxdesk.desktop.list_table import ListTable, PillPainter
from jxdesk.desktop.pages.page import Page
from jxdesk.desktop.problem_card import SEVERITIES
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.rows_model import RowsModel
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.theme import Tone
from jxdesk.domain.agreement.disagreement import Disagreement, Seat
from jxdesk.domain.findings import Severity
from jxdesk.domain.progress import Progress
from jxdesk.domain.records.accounts import ITEM_WORDS, KIND_WORDS, AccountFigure, AccountItem, AccountKind
from jxdesk.domain.records.filings import MoneyUnit
from jxdesk.domain.records.offices import Office
from jxdesk.domain.values.money import AmountState, exact_text, parse_amount

if TYPE_CHECKING:
    from jxdesk.actions.agree import Agreement

HEADINGS = ("轻重", "项目或单位", "哪里对不上", "这一处", "那一处")
WIDTHS = (5, 13, 0, 8, 8)
FINAL_ITEMS = (AccountItem.BASIC, AccountItem.PROJECTS, AccountItem.TOTAL)


class AgreementPage(Page):
    """The disagreements of a year, and the figures of the final accounts that it is held against."""

    TITLE = "对账"
    HELP = "agreement"
    SHOWS = frozenset({Part.PROJECTS, Part.FILINGS, Part.IMPORTS})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.found: Sequence[Disagreement] = ()
        self.shown: Sequence[Disagreement] = ()
        self.figures: Sequence[AccountFigure] = ()
        self.offices: Sequence[Office] = ()
        self._progress = Progress()
        self.years = year_field()
        self.years.setObjectName("agreement_year")
        self.years.activated.connect(lambda _: self._read())
        self.kinds = QComboBox()
        self.kinds.setObjectName("agreement_kind")
        self.kinds.setAccessibleName("看哪些")
        self.kinds.addItems(["全部", *(SEVERITIES[severity][2] for severity in Severity)])
        self.kinds.activated.connect(lambda _: self._show_rows())
        self.kinds.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.header_row.addWidget(self.years)
        self.header_row.addStretch(1)
        self.header_row.addWidget(self.kinds)
        self.again = button("重新核对", self._read, icon="refresh", name="agreement_again")
        self.header_row.addWidget(self.again)
        self.summary = Bar(Tone.INFO, name="agreement_summary")
        self.model = RowsModel(HEADINGS, right=(3, 4))
        self.saving = ListSaving(
            context,
            self,
            self.model,
            title="对不上的地方",
            name="agreement_save_list",
            caption=lambda: (
                f"{self.years.currentText()}对账　{self.kinds.currentText()}　{self.summary.text.text()}"
            ),
        )
        self.header_row.addWidget(self.saving.button)
        self.table = ListTable(self.model, WIDTHS, name="agreement_table", meaning="对不上的地方")
        self.table.setItemDelegate(
            PillPainter(self.table, pills=0, tone_of=lambda row: self.model.tones[row], right=(3, 4))
        )
        self.table.chosen.connect(self._on_chosen)
        self.table.opened.connect(lambda row: self._go(self.shown[row].here))
        self.message = label("", wrap=True, role="strong", name="agreement_message")
        self.advice = label("", wrap=True, role="second", name="agreement_advice")
        self.here = button("", lambda: self._go_chosen("here"), kind="primary", name="agreement_here")
        self.there = button("", lambda: self._go_chosen("there"), name="agreement_there")
        self.detail = Card(name="agreement_detail", spacing=6)
        for one in (self.message, self.advice):
            self.detail.body.addWidget(one)
        self.detail.body.addLayout(across(self.here, self.there, None, spacing=8))
        self.nothing = EmptyState(
            "done",
            "没有对不上的地方",
            "目标、监控、自评、预算、国库数和决算数互相都对得上。手上有部门预算批复、部门决算的，在下面填进去再核对。",
            name="agreement_nothing",
        )
        self.body.addWidget(self.summary)
        self.body.addWidget(self.table, 1)
        self.no_projects = EmptyState(
            "agree",
            "还没有项目",
            "先导入项目清单或往年的自评表；表填起来以后，在这里互相核对。",
            name="agreement_no_projects",
        )
        self.body.addWidget(self.nothing, 1)
        self.body.addWidget(self.no_projects, 1)
        self.no_projects.hide()
        self.body.addWidget(self.detail)
        self.body.addWidget(self._make_figures())
        self._on_chosen(-1)

    def _make_figures(self) -> QWidget:
        """The figures of the approved budget and of the final accounts, typed by the person who has them on paper."""
        made = Card(name="agreement_figures")
        self.office_box = QComboBox()
        self.office_box.setObjectName("figure_office")
        self.office_box.setAccessibleName("单位")
        self.office_box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.office_box.setMaximumWidth(theme.SIDE_PANEL_WIDTH)
        self.office_box.activated.connect(lambda _: self._show_figures())
        self.book_box = QComboBox()
        self.book_box.setObjectName("figure_book")
        self.book_box.setAccessibleName("填哪一本的数")
        for kind, words in KIND_WORDS.items():
            self.book_box.addItem(f"{words}（万元）", kind)
        self.book_box.setCurrentIndex(self.book_box.findData(AccountKind.FINAL))
        self.book_box.activated.connect(lambda _: self._show_figures())
        self.amounts = {item: QLineEdit() for item in FINAL_ITEMS}
        parts: list[QWidget | int | None] = [self.book_box, self.office_box]
        for item, field in self.amounts.items():
            field.setObjectName(f"figure_{item.value}")
            field.setAccessibleName(ITEM_WORDS[item])
            field.setFixedWidth(130)
            field.setPlaceholderText("没有就空着")
            parts += [label(ITEM_WORDS[item], role="second"), field]
        self.keep = button("存这些数", self._on_keep, name="figure_keep")
        made.body.addLayout(across(*parts, self.keep, None, spacing=8))
        return made

    # ---- reading ---------------------------------------------------------------------------------------------

    def load(self) -> None:
        """Reads the years, then compares."""
        workspace = self.context.workspace

        def work() -> tuple[Sequence[int], Sequence[Office]]:
            from jxdesk.actions import agree

            return agree.years_and_offices(workspace)

        self.context.tasks.run(work, lambda found: self._on_years(*found), lane=Lane.READ, owner=self)

    def _on_years(self, years: Sequence[int], offices: Sequence[Office]) -> None:
        chosen = self.years.currentData()
        self.years.clear()
        for year in years:
            self.years.addItem(f"{year} 年度", year)
        self.years.setCurrentIndex(max(0, self.years.findData(chosen)))
        kept = self.office_box.currentData()
        self.offices = offices
        self.office_box.clear()
        for office in offices:
            self.office_box.addItem(office.name, office.id)
        self.office_box.setCurrentIndex(max(0, self.office_box.findData(kept)))
        self._read()

    def _read(self) -> None:
        year = self.years.currentData()
        has_projects = year is not None
        for one in (self.summary, self.years):
            one.setVisible(has_projects)
        self.no_projects.setVisible(not has_projects)
        if not has_projects:
            self.table.hide()
            self.nothing.hide()
            return
        workspace = self.context.workspace
        self._progress.cancel()
        progress = self._progress = Progress("对账")

        def work() -> tuple[Agreement, Sequence[AccountFigure]]:
            from jxdesk.actions import agree

            return agree.agreement(workspace, year, progress=progress), agree.figures_of_year(workspace, year)

        self.summary.say(Tone.INFO, "正在核对…")
        self.context.tasks.run(
            work, lambda found: self._on_read(*found), label="核对各表", progress=progress, owner=self
        )

    def _on_read(self, agreement: Agreement, figures: Sequence[AccountFigure]) -> None:
        self.found, self.figures = agreement.disagreements, figures
        counts = {severity: sum(one.severity is severity for one in self.found) for severity in Severity}
        looked = f"核对了 {agreement.projects} 个项目的 {agreement.filings} 张表"
        if not self.found:
            self.summary.say(Tone.OK, f"{looked}，没有对不上的地方。")
        else:
            words = "，".join(f"{SEVERITIES[one][2]} {count} 处" for one, count in counts.items() if count)
            tone = Tone.ERROR if counts[Severity.ERROR] else Tone.WARN
            self.summary.say(tone, f"{looked}，对不上的有 {len(self.found)} 处：{words}。")
        self._show_rows()
        self._show_figures()

    def _show_rows(self) -> None:
        wanted = self.kinds.currentIndex() - 1
        severities = list(Severity)
        self.shown = [one for one in self.found if wanted < 0 or severities.index(one.severity) == wanted]
        rows = [
            (SEVERITIES[one.severity][2], one.project_name, one.message, one.here.value, one.there.value)
            for one in self.shown
        ]
        self.model.show_rows(rows, [SEVERITIES[one.severity][0] for one in self.shown])
        self.table.setVisible(bool(self.shown))
        self.nothing.setVisible(not self.found)
        if self.shown:
            self.table.selectRow(0)
        else:
            self._on_chosen(-1)

    # ---- going there -----------------------------------------------------------------------------------------

    def _on_chosen(self, row: int) -> None:
        one = self.shown[row] if 0 <= row < len(self.shown) else None
        self.detail.setVisible(one is not None)
        self.message.setText(one.message if one else "")
        self.advice.setText(one.advice if one else "")
        for go, seat in ((self.here, one.here if one else None), (self.there, one.there if one else None)):
            reachable = seat is not None and bool(seat.filing_id or seat.project_id)
            go.setVisible(reachable)
            go.setText(f"去看：{seat.words}" if seat is not None else "")

    def _go_chosen(self, which: str) -> None:
        row = self.table.currentIndex().row()
        if 0 <= row < len(self.shown):
            self._go(getattr(self.shown[row], which))

    def _go(self, seat: Seat) -> None:
        if seat.filing_id:
            self.context.open_page("wizard", (seat.filing_id, (seat.line_id, seat.field)))
        elif seat.project_id:
            self.context.open_page("project", seat.project_id)

    # ---- budget and final accounts ----------------------------------------------------------------------------------

    def _show_figures(self) -> None:
        office_id, kind = self.office_box.currentData(), self._book()
        known = {
            figure.item: figure.amount_fen
            for figure in self.figures
            if figure.office_id == office_id and figure.kind is kind and not figure.project_id
        }
        for item, field in self.amounts.items():
            field.setText(exact_text(known.get(item), MoneyUnit.WAN))

    def _book(self) -> AccountKind:
        return AccountKind(self.book_box.currentData())

    def _on_keep(self) -> None:
        year, office_id = self.years.currentData(), self.office_box.currentData()
        if year is None or office_id is None:
            return
        wanted: dict[AccountItem, int | None] = {}
        for item, field in self.amounts.items():
            reading = parse_amount(field.text(), MoneyUnit.WAN)
            if reading.state is AmountState.UNREADABLE:
                self.context.tell(f"“{field.text()}”不是金额，没有存。只写数字，如 12.5。")
                field.setFocus()
                return
            wanted[item] = reading.fen
        workspace, kind = self.context.workspace, self._book()

        def work() -> None:
            from jxdesk.actions import agree

            agree.put_accounts(workspace, kind, office_id=office_id, year=year, amounts=wanted)

        self.context.tasks.run(work, lambda _: self._on_kept(), lane=Lane.EDIT, owner=self)

    def _on_kept(self) -> None:
        self.context.tell(f"{KIND_WORDS[self._book()]}的数存好了。")
        self.context.tell_saved()
        self._read()

    def panes(self) -> list[QWidget]:
        """The list, then where to go, then the figures of budget and final accounts."""
        return [self.table, self.here, self.book_box]
