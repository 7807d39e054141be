"""Month buttons: those at the right of the filters, for what can be done with the projects of a month."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QPushButton, QWidget

from jxdesk.desktop.context import Context
from jxdesk.desktop.furniture import button
from jxdesk.desktop.list_saving import ShownListSaving
from jxdesk.desktop.monitoring.saving import shown_month
from jxdesk.desktop.monitoring.session import MonitoringSession
from jxdesk.domain.monitoring.ledger import LedgerRow


class MonthButtons:
    """The buttons of one page; ``choose_figures`` asks which figure counts, ``show_lines`` lists the indicators."""

    def __init__(
        self,
        context: Context,
        page: QWidget,
        session: MonitoringSession,
        *,
        choose_figures: Callable[[], None],
        show_lines: Callable[[], None],
    ) -> None:
        self._session = session
        self.figures_button = button("选用哪个数…", choose_figures, name="figures_button")
        self.forecast_button = button(
            "预计＝全年预算",
            session.fill_forecasts,
            name="forecast_button",
            tip="没有填全年预计的，都填成全年预算数",
        )
        self.saving = ShownListSaving(
            context, page, lambda: shown_month(session), name="monitoring_save_list"
        )
        self.ledger_button = button(
            "整改台账",
            lambda: context.open_page("rectifications"),
            name="ledger_button",
            tip="要整改的、由谁办、到哪天",
        )
        self.lines_button = button(
            "填指标进度",
            show_lines,
            name="lines_button",
            tip="把这些项目的指标列在一张表里填（Ctrl+I）；先选中几行，就只列那几个项目",
        )

    @property
    def all(self) -> tuple[QPushButton, ...]:
        """All of them, from left to right."""
        return (
            self.lines_button,
            self.figures_button,
            self.forecast_button,
            self.ledger_button,
            self.saving.button,
        )

    def offer(self) -> None:
        """Offers what can be done with the month, as soon as all of it is here."""
        is_whole = self._session.is_whole
        rows = self._session.rows.values() if is_whole else ()
        self.figures_button.setVisible(any(row.is_disputed for row in rows))
        self.forecast_button.setVisible(any(row.forecast_fen is None and row.filing_id for row in rows))
        self.saving.button.setEnabled(is_whole)

    def show_open(self, rows: Sequence[LedgerRow]) -> None:
        """Says how many rectifications are still open."""
        count = sum(row.about.is_open for row in rows)
        self.ledger_button.setText(f"整改台账 {count}" if count else "整改台账")
