"""Taking a chart along: onto the clipboard, or into a file as picture, PDF or workbook."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QPushButton, QWidget

from jxdesk.desktop import preferences
from jxdesk.desktop.charts.pictures import picture_of, png_of, svg_of
from jxdesk.desktop.context import Context
from jxdesk.desktop.furniture import button
from jxdesk.domain.values.file_names import clean_name

if TYPE_CHECKING:
    from jxdesk.actions.charts import ChartData

KINDS = {
    ".png": ("存为图片（PNG）…", "PNG 图片 (*.png)"),
    ".svg": ("存为矢量图（SVG）…", "SVG 矢量图 (*.svg)"),
    ".pdf": ("存为 PDF…", "PDF 文件 (*.pdf)"),
    ".xlsx": ("存为 Excel（带数和图）…", "Excel 表格 (*.xlsx)"),
}


class ChartSaving:
    """The buttons 复制图片 and 存为; the page hands over the chart in sight."""

    def __init__(self, context: Context, parent: QWidget, chart: Callable[[], ChartData | None]) -> None:
        self.context = context
        self.parent = parent
        self._chart = chart
        self.menu = QMenu(parent)
        self.menu.setObjectName("chart_save_menu")
        for ending, (words, _) in KINDS.items():
            self.menu.addAction(words, lambda ending=ending: self.save(ending))
        self.copy_button: QPushButton = button(
            "复制图片", self.copy, icon="copy", name="chart_copy", tip="复制图片（Ctrl+C），可以粘贴到文档里"
        )
        self.save_button: QPushButton = button("存为", self._open, icon="down", name="chart_save")

    def _open(self) -> None:
        self.menu.popup(self.save_button.mapToGlobal(self.save_button.rect().bottomLeft()))

    def copy(self) -> None:
        """Puts the chart on the clipboard as a picture."""
        data = self._chart()
        if data is None:
            return
        QApplication.clipboard().setImage(picture_of(data.figures, is_practice=data.is_practice))
        self.context.tell("图片复制好了，到文档里粘贴就行。")

    def save(self, ending: str) -> None:
        """Asks where to and writes the chart."""
        data = self._chart()
        if data is None:
            return
        start = Path(preferences.documents_folder()) / clean_name(f"{data.figures.scope.title}{ending}")
        chosen, _ = QFileDialog.getSaveFileName(self.parent, "存到哪里", str(start), KINDS[ending][1])
        if not chosen:
            return
        to = Path(chosen)
        preferences.LAST_FOLDER.put(str(to.parent))
        self.write(data, to if to.suffix.lower() == ending else to.with_name(f"{to.name}{ending}"))

    def write(self, data: ChartData, to: Path) -> None:
        """Writes the chart in the form that the file's ending says."""
        from jxdesk.actions import charts

        work: Callable[[], None]
        match to.suffix.lower():
            case ".pdf":
                work = lambda: charts.chart_as_pdf(data, to)  # noqa: E731
            case ".xlsx":
                work = lambda: charts.chart_as_workbook(data, to)  # noqa: E731
            case ending:
                paint = svg_of if ending == ".svg" else png_of
                content = paint(data.figures, is_practice=data.is_practice)
                work = lambda: charts.keep_picture(content, to)  # noqa: E731
        self.context.tasks.run(
            work, lambda _: self.context.tell(f"存好了：{to.name}"), label="存图表", owner=self.parent
        )
