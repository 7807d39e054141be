"""Saving a list of the window as a workbook: the button 导出 Excel of every page that shows one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget

from jxdesk.desktop import preferences
from jxdesk.desktop.context import Context
from jxdesk.desktop.furniture import button
from jxdesk.desktop.rows_model import RowsModel
from jxdesk.domain.lists.shown_list import ShownList
from jxdesk.domain.values.file_names import clean_name

WORDS = "导出 Excel"
Write = Callable[[Path], int]
"""Writes the list as it was shown when it was asked for, and answers how many rows."""


class WorkbookButton:
    """The button with its question where to; what is written is up to the list."""

    def __init__(self, context: Context, page: QWidget, *, name: str) -> None:
        self.context = context
        self.page = page
        self.button: QPushButton = button(
            WORDS, self.ask, icon="table", name=name, tip="把这张列表照现在的样子存成 Excel，带合计行"
        )
        self.button.setAccessibleName(WORDS)

    def show_words(self, wanted: bool) -> None:
        """Leaves the sign alone where a row of buttons has no room for the words."""
        self.button.setText(WORDS if wanted else "")

    @property
    def file_name(self) -> str:
        """The name of the file without its ending."""
        raise NotImplementedError

    def is_empty(self) -> bool:
        """Whether there is nothing to be saved."""
        raise NotImplementedError

    def writing(self) -> Write:
        """What writes the list as it is shown now."""
        raise NotImplementedError

    def ask(self) -> None:
        """Asks where to, and saves."""
        if self.is_empty():
            self.context.tell("列表是空的，没有可以导出的。")
            return
        start = Path(preferences.documents_folder()) / clean_name(f"{self.file_name}.xlsx")
        chosen, _ = QFileDialog.getSaveFileName(self.page, "存到哪里", str(start), "Excel 表格 (*.xlsx)")
        if chosen:
            to = Path(chosen)
            preferences.LAST_FOLDER.put(str(to.parent))
            self.save(to if to.suffix.lower() == ".xlsx" else to.with_name(f"{to.name}.xlsx"))

    def save(self, to: Path) -> None:
        """Writes the list as it is shown now."""
        write = self.writing()
        self.context.tasks.run(
            lambda: write(to),
            lambda count: self.context.tell(f"已导出 {count} 行：{to}"),
            label="导出列表",
            owner=self.page,
        )


class ListSaving(WorkbookButton):
    """Saves rows of texts; ``caption`` says what the list is of and how it is filtered.

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
        super().__init__(context, page, name=name)
        self.model = model
        self.title = title
        self._caption = caption or (lambda: title)
        self.numbers = tuple(numbers)
        self.summed = tuple(summed)

    @property
    def file_name(self) -> str:
        """The title."""
        return self.title

    def is_empty(self) -> bool:
        """Whether there is no row."""
        return not self.model.rows

    def writing(self) -> Write:
        """Writes the texts of the rows."""
        from jxdesk.actions.table_out import table_out

        workspace, rows = self.context.workspace, tuple(map(tuple, self.model.rows))
        headings, caption = tuple(self.model.headings), self._caption()
        return lambda to: table_out(
            workspace,
            self.title,
            headings,
            rows,
            to,
            caption=caption,
            numbers=self.numbers,
            summed=self.summed,
        )


class ShownListSaving(WorkbookButton):
    """Saves a list with its exact amounts; ``shown`` gives it as it is on the screen."""

    def __init__(self, context: Context, page: QWidget, shown: Callable[[], ShownList], *, name: str) -> None:
        super().__init__(context, page, name=name)
        self._shown = shown

    @property
    def file_name(self) -> str:
        """The name of the list."""
        return self._shown().name

    def is_empty(self) -> bool:
        """Whether there is no row."""
        return not self._shown().rows

    def writing(self) -> Write:
        """Writes the list."""
        from jxdesk.actions.table_out import shown_out

        workspace, shown = self.context.workspace, self._shown()
        return lambda to: shown_out(workspace, shown, to)
