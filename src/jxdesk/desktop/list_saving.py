"""Saving a list of the window as a workbook: one button for every page that shows rows of texts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget

from jxdesk.desktop import preferences
from jxdesk.desktop.context import Context
from jxdesk.desktop.furniture import button
from jxdesk.desktop.rows_model import RowsModel
from jxdesk.domain.values.file_names import clean_name


class ListSaving:
    """The button 导出 Excel of a list; ``caption`` says what the list is of and how it is filtered.

    ``numbers`` are the columns of numbers, ``summed`` those of them that are added up.
    """

    def __init__(
        self,
        context: Context,
        page: QWidget,
        model: RowsModel,
        *,
        title: str,
        name: str,
        caption: Callable[[], str] | None = None,
        numbers: Sequence[int] = (),
        summed: Sequence[int] = (),
    ) -> None:
        self.context = context
        self.page = page
        self.model = model
        self.title = title
        self._caption = caption or (lambda: title)
        self.numbers = tuple(numbers)
        self.summed = tuple(summed)
        self.button: QPushButton = button(
            "导出 Excel", self.ask, icon="table", name=name, tip="把这张列表照现在的样子存成 Excel，带合计行"
        )

    def ask(self) -> None:
        """Asks where to, and saves."""
        if not self.model.rows:
            self.context.tell("列表是空的，没有可以导出的。")
            return
        start = Path(preferences.documents_folder()) / clean_name(f"{self.title}.xlsx")
        chosen, _ = QFileDialog.getSaveFileName(self.page, "存到哪里", str(start), "Excel 表格 (*.xlsx)")
        if chosen:
            to = Path(chosen)
            preferences.LAST_FOLDER.put(str(to.parent))
            self.save(to if to.suffix.lower() == ".xlsx" else to.with_name(f"{to.name}.xlsx"))

    def save(self, to: Path) -> None:
        """Writes the list as it is shown now."""
        from jxdesk.actions.table_out import table_out

        workspace, rows = self.context.workspace, tuple(map(tuple, self.model.rows))
        headings, caption = tuple(self.model.headings), self._caption()
        self.context.tasks.run(
            lambda: table_out(
                workspace,
                self.title,
                headings,
                rows,
                to,
                caption=caption,
                numbers=self.numbers,
                summed=self.summed,
            ),
            lambda count: self.context.tell(f"已导出 {count} 行：{to}"),
            label="导出列表",
            owner=self.page,
        )
