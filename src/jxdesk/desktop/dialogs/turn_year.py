"""开新年度、结账: what opening or closing a fiscal year would do, decided row by row before anything is changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QWidget

from jxdesk.desktop.context import Context
from jxdesk.desktop.furniture import Bar, across, button, down, label
from jxdesk.desktop.list_table import ListTable
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.rows_model import RowsModel
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.theme import Tone
from jxdesk.desktop.tick_model import TickModel
from jxdesk.domain.errors import JxError
from jxdesk.domain.progress import Progress
from jxdesk.domain.year.fiscal_years import FATE_WORDS, Fate, OpenItem

if TYPE_CHECKING:
    from jxdesk.actions.turn_year import Opening, Turned

SHOWN_ITEMS = 500


class OpenYearDialog(QDialog):
    """Which projects go on into the new year."""

    def __init__(self, context: Context, year: int, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.year = year
        self.setObjectName("open_year_dialog")
        self.setWindowTitle("开新年度")
        self.resize(900, 600)
        self.summary = label("正在读取…", role="second", wrap=True, name="open_year_summary")
        self.model = TickModel(("项目", "实施单位", "打算", "为什么"))
        self.table = ListTable(self.model, (0, 9, 6, 27), name="open_year_table", meaning="上年的项目")
        self.model.ticks_changed.connect(self._show_count)
        self.trouble = Bar(Tone.ERROR, name="open_year_trouble")
        self.trouble.hide()
        self.go = button("开新年度", self._on_go, kind="primary", icon="check", name="open_year_go")
        self.go.setDefault(True)
        self.go.setEnabled(False)
        self.setLayout(
            down(
                label(f"从 {year - 1} 年度开 {year} 年度", role="block_title"),
                label(
                    "勾上的项目会在新年度再建一个，名称、编码、单位照旧，预算和表格不带过去，上年的数从“上年”看得到；"
                    "不勾的留在上年。勾没勾、为什么，写在每一行后面，可以改。会先做一份备份，开了以后也能撤销。",
                    role="second",
                    wrap=True,
                ),
                self.table,
                self.summary,
                self.trouble,
                across(
                    button("全选", lambda: self.model.tick_all(on=True), kind="link", name="open_year_all"),
                    button(
                        "全不选", lambda: self.model.tick_all(on=False), kind="link", name="open_year_none"
                    ),
                    None,
                    button("先不开", self.reject, name="open_year_leave"),
                    self.go,
                ),
                spacing=10,
                margins=(20, 14, 20, 16),
            )
        )
        workspace = context.workspace

        def work() -> Opening:
            from jxdesk.actions import turn_year

            return turn_year.preview_opening(workspace, year)

        context.tasks.run(work, self.show_opening, lane=Lane.READ, on_error=self._on_refused, owner=self)

    def show_opening(self, opening: Opening) -> None:
        """Shows the proposals, those that go on first."""
        ordered = sorted(opening.proposals, key=lambda one: list(Fate).index(one.fate))
        self.model.show_choices(
            [one.project.id for one in ordered],
            [
                (
                    one.project.name or "涉密项目",
                    one.project.implementing_unit,
                    FATE_WORDS[one.fate],
                    one.reason,
                )
                for one in ordered
            ],
            tickable=frozenset(
                one.project.id
                for one in ordered
                if one.fate is not Fate.IS_THERE and not one.project.is_classified
            ),
            ticked=opening.going_on,
        )
        self.go.setEnabled(True)
        self._show_count()

    def _show_count(self) -> None:
        count, total = len(self.model.ticked), len(self.model.keys)
        self.summary.setText(
            f"{total} 个项目里，{count} 个延续到 {self.year} 年度，其余 {total - count} 个不带过去。"
        )

    def _on_go(self) -> None:
        workspace, year, chosen = self.context.workspace, self.year, frozenset(self.model.ticked)
        progress = Progress("备份")
        self.go.setEnabled(False)

        def work() -> Turned:
            from jxdesk.actions import turn_year

            return turn_year.open_year(workspace, year, chosen, progress=progress)

        self.context.tasks.run(
            work,
            self._on_opened,
            lane=Lane.EDIT,
            label="开新年度",
            progress=progress,
            on_error=self._on_refused,
            owner=self,
        )

    def _on_opened(self, turned: Turned) -> None:
        self.accept()
        self.context.refresh.announce(Part.PROJECTS, Part.FILINGS, Part.BACKUPS, Part.PREFERENCES)
        self.context.tell(
            f"{turned.year} 年度开好了，延续了 {turned.projects} 个项目；要撤销，在“设置”的“年度”里。"
        )

    def _on_refused(self, error: JxError) -> None:
        self.trouble.say(Tone.ERROR, " ".join(filter(None, (error.title, error.facts, error.advice))))
        self.trouble.show()
        self.summary.setText("")


class CloseYearDialog(QDialog):
    """What is still open before a year is closed."""

    def __init__(self, context: Context, year: int, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.year = year
        self.setObjectName("close_year_dialog")
        self.setWindowTitle("年度结账")
        self.resize(760, 520)
        self.summary = label("正在读取…", role="second", wrap=True, name="close_year_summary")
        self.model = RowsModel(("还没办完的", "项目（单位）"))
        self.table = ListTable(self.model, (15, 0), name="close_year_table", meaning="还没办完的")
        self.trouble = Bar(Tone.ERROR, name="close_year_trouble")
        self.trouble.hide()
        self.go = button("结账", self._on_go, kind="primary", icon="check", name="close_year_go")
        self.go.setDefault(True)
        self.go.setEnabled(False)
        self.setLayout(
            down(
                label(f"{year} 年度结账", role="block_title"),
                label(
                    "结账以后这个年度的项目和表格只能看、能打印，不能改；确实要改，写明原因重新打开。会先做一份备份，也能撤销。",
                    role="second",
                    wrap=True,
                ),
                self.summary,
                self.table,
                self.trouble,
                across(None, button("先不结账", self.reject, name="close_year_leave"), self.go),
                spacing=10,
                margins=(20, 14, 20, 16),
            )
        )
        workspace = context.workspace

        def work() -> Sequence[OpenItem]:
            from jxdesk.actions import turn_year

            return turn_year.preview_closing(workspace, year)

        context.tasks.run(work, self.show_items, lane=Lane.READ, on_error=self._on_refused, owner=self)

    def show_items(self, items: Sequence[OpenItem]) -> None:
        """Shows what is open."""
        self.model.show_rows([(one.what, one.name) for one in items[:SHOWN_ITEMS]])
        more = f"，下面列出前 {SHOWN_ITEMS} 处" if len(items) > SHOWN_ITEMS else ""
        self.summary.setText(
            f"还有 {len(items)} 处没有办完{more}；可以先办完再结账，也可以照样结账。"
            if items
            else "都办完了，可以结账。"
        )
        self.table.setVisible(bool(items))
        if not items:
            self.adjustSize()
        self.go.setText("照样结账" if items else "结账")
        self.go.setEnabled(True)

    def _on_go(self) -> None:
        workspace, year, progress = self.context.workspace, self.year, Progress("备份")
        self.go.setEnabled(False)

        def work() -> Turned:
            from jxdesk.actions import turn_year

            return turn_year.close_year(workspace, year, progress=progress)

        self.context.tasks.run(
            work,
            self._on_closed,
            lane=Lane.EDIT,
            label="年度结账",
            progress=progress,
            on_error=self._on_refused,
            owner=self,
        )

    def _on_closed(self, turned: Turned) -> None:
        self.accept()
        self.context.refresh.announce(Part.PROJECTS, Part.FILINGS, Part.BACKUPS, Part.PREFERENCES)
        self.context.tell(f"{turned.year} 年度已经结账，只能看。")

    def _on_refused(self, error: JxError) -> None:
        self.trouble.say(Tone.ERROR, " ".join(filter(None, (error.title, error.facts, error.advice))))
        self.trouble.show()
