"""年度: every fiscal year with what holds in it, side by side, and the year's turns: opening, closing, opening again, undoing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QGridLayout, QInputDialog, QLayout, QVBoxLayout, QWidget

from jxdesk.desktop.context import Context
from jxdesk.desktop.duty_buttons import offer
from jxdesk.desktop.furniture import Bar, Card, across, button, clear, label, pill, scrolled
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.settings.section import Section
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.theme import Tone
from jxdesk.domain.errors import JxError
from jxdesk.domain.road.duties import Duty
from jxdesk.domain.year.fiscal_years import YearState

if TYPE_CHECKING:
    from jxdesk.actions.turn_year import YearRow

SIDE_BY_SIDE = 3
NOT_NOTED = "开年度时才记，这一年还没有记"
_TOP = Qt.AlignmentFlag.AlignTop

_CLOSING = frozenset({"year_close", "year_reopen", "year_undo_close"})


class YearsSection(Section):
    """The years."""

    TITLE = "年度"
    SHOWS = frozenset({Part.PROJECTS, Part.FILINGS, Part.PREFERENCES})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.trouble = Bar(Tone.ERROR, name="years_trouble")
        self.trouble.hide()
        self.box.addWidget(self.trouble)
        self.list_card = Card("年度", name="years_card", spacing=0)
        self.open_button = button("开新年度", self._on_open, icon="plus", name="year_open")
        self.list_card.title_row.addWidget(self.open_button)
        self.rows = QVBoxLayout()
        self.rows.setSpacing(0)
        self.list_card.body.addLayout(self.rows)
        self.versions_card = Card("各年用的规则、指标库和表样", name="year_versions_card")
        self.versions = QGridLayout()
        self.versions.setHorizontalSpacing(20)
        self.versions.setVerticalSpacing(8)
        self.versions_card.body.addLayout(self.versions)
        body = QWidget()
        holder = QVBoxLayout(body)
        holder.setContentsMargins(0, 0, 8, 0)
        holder.setSpacing(12)
        holder.addWidget(self.list_card)
        holder.addWidget(self.versions_card)
        holder.addStretch(1)
        self.box.addWidget(scrolled(body, name="years_scroll"), 1)
        self.next_year = 0

    def load(self) -> None:
        """Reads the years."""
        workspace = self.context.workspace

        def work() -> Sequence[YearRow]:
            from jxdesk.actions import turn_year

            return turn_year.years(workspace)

        self.context.tasks.run(work, self.show_years, lane=Lane.READ, owner=self)

    def show_years(self, years: Sequence[YearRow]) -> None:
        """Shows them, newest first."""
        clear(self.rows)
        clear(self.versions)
        this_year = QDate.currentDate().year()
        newest = years[0].fiscal_year.year if years else this_year
        self.next_year = newest + 1
        self.open_button.setText(f"开 {self.next_year} 年度")
        self.open_button.setEnabled(bool(years))
        for row in years:
            self.rows.addWidget(self._row(row))
        if not years:
            self.rows.addWidget(label("还没有项目。导入或新建了项目，年度就在这里。", role="second"))
        self.versions_card.setVisible(bool(years))
        self._show_versions(years[:SIDE_BY_SIDE])

    def _row(self, row: YearRow) -> QWidget:
        year = row.fiscal_year
        is_closed = year.state is YearState.CLOSED
        said = f"{row.projects} 个项目，{row.filings} 张表"
        if is_closed and year.closed_on is not None:
            said += f"；{year.closed_on.isoformat()} {year.closed_by} 结账"
        elif year.opened_on is not None:
            said += f"；{year.opened_on.isoformat()} 开的"
        buttons: list[QWidget | QLayout | int | None] = []
        number = year.year
        if row.can_undo_closing:
            buttons.append(self._link("撤销结账", number, self._undo_closing, "year_undo_close"))
        if is_closed:
            buttons.append(self._link("写明原因，重新打开", number, self._on_reopen, "year_reopen"))
        else:
            if row.can_undo_opening:
                buttons.append(self._link("撤销开年度", number, self._undo_opening, "year_undo_open"))
            buttons.append(self._link("结账", number, self._on_close, "year_close"))
        made = QWidget()
        made.setLayout(
            across(
                label(f"{number} 年度", role="strong"),
                pill("已结账，只能看", Tone.PLAIN) if is_closed else pill("正在办", Tone.OK),
                label(said, role="second"),
                None,
                *buttons,
                spacing=10,
                margins=(0, 6, 0, 6),
            )
        )
        return made

    def _link(self, words: str, year: int, act: object, name: str) -> QWidget:
        assert callable(act)
        made = button(words, partial(act, year), kind="link", name=f"{name}_{year}")
        made.setAccessibleName(f"{year} 年度{words}")
        if name in _CLOSING:
            offer(made, self.context.workspace, Duty.CLOSE_YEAR)
        return made

    def _show_versions(self, years: Sequence[YearRow]) -> None:
        for column, row in enumerate(years, 1):
            year = row.fiscal_year
            self.versions.setColumnStretch(column, 1)
            libraries = "\n".join(f"{name} {version} 版" for name, version in year.libraries)
            forms = "\n".join(row.forms)
            for line, text in enumerate(
                (f"{year.year} 年度", row.rule_pack, libraries or NOT_NOTED, forms or NOT_NOTED)
            ):
                shown = label(text, role="strong" if line == 0 else "", wrap=True)
                self.versions.addWidget(shown, line, column)
                self.versions.setAlignment(shown, _TOP)
        for line, words in enumerate(("", "评分规则", "指标库", "表样")):
            shown = label(words, role="second")
            self.versions.addWidget(shown, line, 0)
            self.versions.setAlignment(shown, _TOP)

    # ---- what can be done ------------------------------------------------------------------------------------

    def _on_open(self) -> None:
        from jxdesk.desktop.dialogs.turn_year import OpenYearDialog

        OpenYearDialog(self.context, self.next_year, parent=self.window()).open()

    def _on_close(self, year: int) -> None:
        from jxdesk.desktop.dialogs.turn_year import CloseYearDialog

        CloseYearDialog(self.context, year, parent=self.window()).open()

    def _on_reopen(self, year: int) -> None:
        asked = QInputDialog(self.window())
        asked.setObjectName("reopen_dialog")
        asked.setWindowTitle(f"重新打开 {year} 年度")
        asked.setLabelText("为什么要改已经结账的年度（会写进记录）")
        asked.setOkButtonText("重新打开")
        asked.setCancelButtonText("先不打开")
        asked.resize(560, 0)
        asked.textValueSelected.connect(partial(self.reopen, year))
        asked.open()

    def reopen(self, year: int, reason: str) -> None:
        """Opens a closed year again."""
        workspace = self.context.workspace

        def work() -> None:
            from jxdesk.actions import turn_year

            turn_year.reopen_year(workspace, year, reason)

        self._run(work, f"{year} 年度重新打开了。")

    def _undo_opening(self, year: int) -> None:
        workspace = self.context.workspace

        def work() -> None:
            from jxdesk.actions import turn_year

            turn_year.undo_opening(workspace, year)

        self._run(work, f"开 {year} 年度已撤销。")

    def _undo_closing(self, year: int) -> None:
        workspace = self.context.workspace

        def work() -> None:
            from jxdesk.actions import turn_year

            turn_year.undo_closing(workspace, year)

        self._run(work, f"{year} 年度结账已撤销。")

    def _run(self, work: object, said: str) -> None:
        assert callable(work)
        self.trouble.hide()
        self.context.tasks.run(
            work,
            lambda _: self._on_turned(said),
            lane=Lane.EDIT,
            on_error=self._on_refused,
            owner=self,
        )

    def _on_turned(self, said: str) -> None:
        self.context.refresh.announce(Part.PROJECTS, Part.FILINGS, Part.PREFERENCES)
        self.context.tell(said)

    def _on_refused(self, error: JxError) -> None:
        self.trouble.say(Tone.ERROR, " ".join(filter(None, (error.title, error.facts, error.advice))))
        self.trouble.show()
