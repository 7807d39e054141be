"""图表: execution against time, execution and achievement, and how scores are spread; each point leads to its projects."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QComboBox, QHBoxLayout, QWidget

from jxdesk.desktop import theme
from jxdesk.desktop.amounts import amount, in_yuan, points, unit
from jxdesk.desktop.charts.saving import ChartSaving
from jxdesk.desktop.charts.view import ChartView
from jxdesk.desktop.context import Context
from jxdesk.desktop.furniture import Card, across, button, label
from jxdesk.desktop.list_table import ListTable, PillPainter
from jxdesk.desktop.pages.page import Page
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.rows_model import RowsModel
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.theme import Tone
from jxdesk.desktop.unit_switch import UnitSwitch
from jxdesk.domain.records.filings import MoneyUnit
from jxdesk.domain.reports.chart_figures import (
    CHART_WORDS,
    AchievementFigures,
    ChartFilter,
    ChartKind,
    ChartProject,
    share,
    short_name,
    tenths,
)

if TYPE_CHECKING:
    from jxdesk.actions.charts import ChartData
    from jxdesk.documents.charts.marks import Stop

UNIT_WIDTH = 190
VALUES = {ChartKind.ACHIEVEMENT: "执行率 / 完成", ChartKind.GRADES: "得分", ChartKind.SCORES: "得分"}
WIDTHS = (0, 8.5)


class ChartsPage(Page):
    """One chart at a time, and at its right the projects behind it or behind the point at hand."""

    TITLE = "图表"
    HELP = "charts"
    SHOWS = frozenset({Part.PROJECTS, Part.FILINGS, Part.IMPORTS, Part.PREFERENCES})

    def __init__(self, context: Context) -> None:
        super().__init__(context, with_back=True)
        self.kind = ChartKind.EXECUTION
        self.wish: ChartFilter | None = None
        self.data: ChartData | None = None
        self.listed: Sequence[str] = ()
        self.year_choice = self._combo("chart_year", "年度", 112)
        self.unit_choice = self._combo("chart_unit", "单位", UNIT_WIDTH)
        self.unit_choice.setMaxVisibleItems(18)
        self.saving = ChartSaving(context, self, lambda: self.data)
        self.header_row.addWidget(self.year_choice)
        self.header_row.addWidget(self.unit_choice)
        self.header_row.addStretch(1)
        self.header_row.addWidget(self.saving.copy_button)
        self.header_row.addWidget(self.saving.save_button)
        self.view = ChartView()
        self.view.chosen.connect(self._on_view_chosen)
        copy = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self.view)
        copy.setContext(Qt.ShortcutContext.WidgetShortcut)
        copy.activated.connect(self.saving.copy)
        card = Card(name="chart_card")
        card.body.setContentsMargins(4, 4, 4, 4)
        card.body.addWidget(self.view, 1)
        self.body.addLayout(self._make_chooser())
        row = across(card, self._make_list(), spacing=12)
        row.setStretch(0, 1)
        self.body.addLayout(row, 1)

    # ---- building --------------------------------------------------------------------------------------------

    def _combo(self, name: str, meaning: str, width: int) -> QComboBox:
        made = QComboBox()
        made.setObjectName(name)
        made.setAccessibleName(meaning)
        made.setFixedWidth(theme.scaled(width))
        made.activated.connect(lambda _: self._read())
        return made

    def _make_chooser(self) -> QHBoxLayout:
        self.kinds = QButtonGroup(self)
        row = across(spacing=8)
        for number, kind in enumerate(ChartKind):
            chip = button(CHART_WORDS[kind], kind="chip", name=f"chart_{kind.value}")
            chip.setCheckable(True)
            chip.setChecked(kind is self.kind)
            chip.clicked.connect(lambda _=False, kind=kind: self.show_kind(kind))
            self.kinds.addButton(chip, number)
            row.addWidget(chip)
        row.addStretch(1)
        self.unit_switch = UnitSwitch(self.context, name="chart_money_unit")
        row.addWidget(self.unit_switch.button)
        self.hint = label("方向键逐点看，回车打开", role="second", name="chart_hint")
        row.addWidget(self.hint)
        return row

    def _headings(self) -> tuple[str, str]:
        return "项目", VALUES.get(self.kind, f"全年预算（{unit()}）")

    def _make_list(self) -> QWidget:
        side = Card(name="chart_side")
        side.setFixedWidth(theme.SIDE_PANEL_WIDTH + 60)
        self.list_title = label(role="strong", wrap=True, name="chart_list_title")
        self.model = RowsModel(self._headings(), right=(1,))
        self.table = ListTable(self.model, WIDTHS, name="chart_projects", meaning="图上的项目")
        self.table.setItemDelegate(
            PillPainter(self.table, pills=-1, tone_of=lambda _: Tone.PLAIN, right=(1,))
        )
        self.table.chosen.connect(self._on_row_chosen)
        self.table.opened.connect(self._on_row_opened)
        self.all_button = button("列出全部", self._list_all, kind="link", name="chart_list_all")
        self.projects_button = button("看项目列表", self._on_projects, name="chart_to_projects")
        side.body.addWidget(self.list_title)
        side.body.addWidget(self.table, 1)
        side.body.addLayout(across(self.projects_button, None, self.all_button))
        return side

    # ---- reading ---------------------------------------------------------------------------------------------

    def open(self, argument: object) -> None:
        """Opens with a year, or a year and a unit, where they are named."""
        if isinstance(argument, int):
            argument = ChartFilter(year=argument)
        if isinstance(argument, ChartFilter):
            self.wish = argument
            self.stale = True

    def load(self) -> None:
        """Reads the choices, then the chart."""
        workspace = self.context.workspace
        year = self.wish.year if self.wish else self.year_choice.currentData()

        def work() -> tuple[Sequence[int], Sequence[str]]:
            from jxdesk.actions import charts

            return charts.choices(workspace, year)

        self.context.tasks.run(work, lambda found: self._on_choices(*found), lane=Lane.READ, owner=self)

    def _on_choices(self, years: Sequence[int], units: Sequence[str]) -> None:
        year = self.wish.year if self.wish else self.year_choice.currentData()
        unit = self.wish.unit if self.wish else self.unit_choice.currentData()
        self.wish = None
        self.year_choice.clear()
        for one in years:
            self.year_choice.addItem(f"{one} 年度", one)
        self.year_choice.setCurrentIndex(max(0, self.year_choice.findData(year)))
        self.unit_choice.clear()
        self.unit_choice.addItem("单位：全部", "")
        for name in units:
            self.unit_choice.addItem(name, name)
        self.unit_choice.setCurrentIndex(max(0, self.unit_choice.findData(unit)))
        self.unit_choice.view().setMinimumWidth(min(360, self.unit_choice.view().sizeHintForColumn(0) + 40))
        self._read()

    def filter(self) -> ChartFilter | None:
        """What is chosen; None where there is no year yet."""
        year = self.year_choice.currentData()
        if year is None:
            return None
        money_unit = MoneyUnit.YUAN if in_yuan() else MoneyUnit.WAN
        return ChartFilter(year=year, unit=self.unit_choice.currentData() or "", money_unit=money_unit)

    def show_kind(self, kind: ChartKind) -> None:
        """Shows another chart."""
        self.kind = kind
        self.kinds.button(list(ChartKind).index(kind)).setChecked(True)
        self._read()

    def _read(self) -> None:
        chosen, kind, workspace = self.filter(), self.kind, self.context.workspace
        self.list_title.setText("正在读取…")
        if chosen is None:
            self.list_title.setText("还没有项目：导入或新建以后，这里就有图。")
            return

        def work() -> ChartData:
            from jxdesk.actions import charts

            return charts.chart(workspace, kind, chosen)

        self.context.tasks.run(work, self._on_read, lane=Lane.READ, owner=self)

    def _on_read(self, data: ChartData) -> None:
        if data.figures.kind is not self.kind:
            return  # another chart was asked for meanwhile
        self.data = data
        self.model.headings = self._headings()
        self.unit_switch.show_unit()
        self.unit_switch.button.setVisible(self.kind is ChartKind.EXECUTION)
        self.view.show_figures(data.figures, is_practice=data.is_practice)
        self._list_all()

    # ---- the list --------------------------------------------------------------------------------------------

    def _on_view_chosen(self, stop: Stop) -> None:
        """A point with one project opens it, another one lists its projects."""
        if self.kind is ChartKind.ACHIEVEMENT and len(stop.project_ids) == 1:
            self.context.open_page("project", stop.project_ids[0])
            return
        self._list(stop.words, stop.project_ids)
        if stop.project_ids:
            self.table.selectRow(0)
            self.table.setFocus()

    def _list_all(self) -> None:
        if self.data is None or self.view.drawing is None:
            return
        ids = dict.fromkeys(key for stop in self.view.drawing.stops for key in stop.project_ids)
        self._list(f"图上的 {len(ids):,} 个项目", tuple(ids))

    def _list(self, title: str, project_ids: Sequence[str]) -> None:
        assert self.data is not None
        found = sorted((self.data.projects[key] for key in project_ids), key=self._order)
        self.listed = [project.id for project in found]
        self.list_title.setText(title)
        with QSignalBlocker(self.table):
            self.model.show_rows([(short_name(project.name), self._value(project)) for project in found])

    def _order(self, project: ChartProject) -> int:
        """The lowest first, and of amounts the greatest: what wants to be looked at stands above."""
        if self.kind is ChartKind.EXECUTION:
            return -(project.budget_fen or 0)
        if self.kind is ChartKind.ACHIEVEMENT:
            return _rate(project) + _achievement(project)
        return project.score_hundredths or 0

    def _value(self, project: ChartProject) -> str:
        if self.kind is ChartKind.EXECUTION:
            return amount(project.budget_fen)
        if self.kind is ChartKind.ACHIEVEMENT:
            return f"{tenths(_rate(project))}% / {tenths(_achievement(project))}%"
        return points(project.score_hundredths)

    def _on_row_chosen(self, row: int) -> None:
        """In the chart of single projects the spot of the row is pointed at."""
        is_of_projects = self.data is not None and isinstance(self.data.figures, AchievementFigures)
        if is_of_projects and 0 <= row < len(self.listed):
            self.view.point_at_project(self.listed[row])

    def _on_row_opened(self, row: int) -> None:
        if 0 <= row < len(self.listed):
            self.context.open_page("project", self.listed[row])

    def _on_projects(self) -> None:
        from jxdesk.actions.look import ProjectQuery

        chosen = self.filter()
        if chosen is not None:
            self.context.open_page("projects", ProjectQuery(year=chosen.year, unit=chosen.unit))

    def panes(self) -> list[QWidget]:
        """The chart, the list, then what to choose from."""
        return [self.view, self.table, self.year_choice]


def _rate(project: ChartProject) -> int:
    return share(project.executed_fen or 0, project.base_fen or 0) or 0


def _achievement(project: ChartProject) -> int:
    return share(project.reached_hundredths or 0, project.points_hundredths or 0) or 0
