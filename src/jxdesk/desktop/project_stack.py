"""Project stack: the table of projects with its sums, or what is said in its place where it is empty; used by the page of projects."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QStackedWidget

from jxdesk.desktop.furniture import EmptyState, button
from jxdesk.desktop.project_table import ProjectTable
from jxdesk.desktop.project_totals import TotalsRow, stacked


class ProjectStack(QStackedWidget):
    """Table and sums, ``no_projects`` in a year that has none, ``no_match`` where filters and search leave none."""

    def __init__(
        self, table: ProjectTable, *, start_import: Callable[[], None], clear_filters: Callable[[], None]
    ) -> None:
        super().__init__()
        self.totals = TotalsRow(table)
        self.no_projects = EmptyState(
            "projects",
            "还没有项目",
            "把往年的自评表（Excel）导入进来，项目、金额和指标就都有了。可以一次选一个文件夹。",
            button("从 Excel 导入", start_import, kind="primary", icon="table", name="empty_import"),
            name="no_projects",
        )
        self.no_match = EmptyState(
            "search",
            "没有符合条件的项目",
            "换个词，或者去掉筛选条件再看。",
            button("清除查找和筛选", clear_filters, name="clear_filters"),
            name="no_match",
        )
        for one in (stacked(table, self.totals), self.no_projects, self.no_match):
            self.addWidget(one)

    def show_list(self, *, has_rows: bool, is_plain: bool) -> None:
        """Shows the table, or why it is empty; ``is_plain`` where nothing is filtered."""
        if has_rows:
            self.setCurrentIndex(0)
        else:
            self.setCurrentWidget(self.no_projects if is_plain else self.no_match)
