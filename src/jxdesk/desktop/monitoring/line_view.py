"""Line view: the second view of the monitoring page, all indicators of the chosen projects with their filters and tools."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QStackedWidget, QVBoxLayout, QWidget

from jxdesk.desktop.context import Context
from jxdesk.desktop.furniture import EmptyState, across, button, label
from jxdesk.desktop.list_saving import ShownListSaving
from jxdesk.desktop.monitoring.line_grid import LineGrid
from jxdesk.desktop.monitoring.line_model import COLUMNS, LineModel
from jxdesk.desktop.monitoring.line_session import LineSession
from jxdesk.desktop.monitoring.session import MonitoringSession
from jxdesk.domain.lists.shown_list import ShownColumn, ShownList
from jxdesk.domain.monitoring.line_rows import LineFilter
from jxdesk.domain.monitoring.standing import period_words

CHIPS = (
    (LineFilter.ALL, "全部指标"),
    (LineFilter.BLANK, "没填全"),
    (LineFilter.UNEXPLAINED, "要说明"),
    (LineFilter.RED, "红灯"),
    (LineFilter.YELLOW, "黄灯"),
)


class LineView(QWidget):
    """Filters, tools and grid; ``left`` when somebody wants the figures of the projects again."""

    left = Signal()

    def __init__(self, context: Context, month: MonitoringSession) -> None:
        super().__init__()
        self.setObjectName("line_view")
        self.session = LineSession(month, self)
        self.model = LineModel(self.session, self)
        self.grid = LineGrid(self.model)
        self.chips = QButtonGroup(self)
        self.saving = ShownListSaving(context, self, self.shown_list, name="line_save_list")
        self.only_words = label("", role="second", name="line_only")
        self.all_button = button("列全部项目", self.session.open, kind="link", name="line_all")
        self.forecast_button = button(
            "预计＝目标值",
            self.session.fill_forecasts,
            name="line_forecast_button",
            tip="填了完成情况、没有填全年预计的，都填成目标值",
        )
        self.back_button = button(
            "回到执行数", self.left.emit, icon="back", name="line_back", tip="回到各项目的执行数（Ctrl+I）"
        )
        self.stack = QStackedWidget()
        self.empty = self._empty()
        for one in (self.grid, self.empty):
            self.stack.addWidget(one)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(10)
        body.addLayout(
            across(
                *self._chips(),
                self.only_words,
                self.all_button,
                None,
                self.forecast_button,
                self.saving.button,
                self.back_button,
                spacing=12,
            )
        )
        body.addWidget(self.stack, 1)
        self.session.refilled.connect(self._show)
        self.session.changed.connect(lambda _: self._show_counts())
        self.session.read_all.connect(self._on_read_all)
        self._show()

    def _chips(self) -> list[QWidget]:
        made: list[QWidget] = []
        for number, (wanted, word) in enumerate(CHIPS):
            chip = button(word, kind="chip", name=f"line_{wanted.value or 'all_lines'}")
            chip.setCheckable(True)
            chip.setChecked(wanted is LineFilter.ALL)
            chip.clicked.connect(lambda _=False, wanted=wanted: self.session.show_only(wanted))
            self.chips.addButton(chip, number)
            made.append(chip)
        return made

    def _empty(self) -> EmptyState:
        return EmptyState(
            "projects",
            "没有符合条件的指标",
            "换个条件，或者看全部；还没有指标的项目，先填绩效目标，这里就有了。",
            button("看全部指标", self._show_all, name="line_show_all"),
            name="line_empty",
        )

    # ---- showing ----------------------------------------------------------------------------------------------

    def open(self, project_ids: tuple[str, ...]) -> None:
        """Lists the indicators of these projects, of all where none are named."""
        self.session.open(project_ids)

    def _show_all(self) -> None:
        self.chips.button(0).setChecked(True)
        self.session.wanted = LineFilter.ALL
        self.session.open()

    def _show(self) -> None:
        session = self.session
        bare = session.projects_without
        without = f"，{bare} 个还没有指标" if bare else ""
        chosen = f"只列选中的 {len(session.only)} 个项目" if session.only else ""
        reading = "正在读取…" if session.is_reading else ""
        self.only_words.setText(reading or (chosen + without).strip("，"))
        self.all_button.setVisible(bool(session.only))
        is_empty = not session.shown and not session.is_reading
        self.stack.setCurrentWidget(self.empty if is_empty else self.grid)
        self._show_counts()

    def _show_counts(self) -> None:
        counts = self.session.counts()
        for number, (wanted, word) in enumerate(CHIPS):
            self.chips.button(number).setText(f"{word} {counts[wanted]:,}")

    def _on_read_all(self) -> None:
        # The scroll bar at the right came while the columns were shared out: the one below would stay without need.
        QTimer.singleShot(0, self.grid.updateGeometries)
        self.grid.begin_typing()

    def first(self) -> QWidget:
        """Where the keys come in among the filters."""
        return self.chips.button(0)

    # ---- leaving the window -----------------------------------------------------------------------------------

    def shown_list(self) -> ShownList:
        """The rows in sight as a list to be saved; filled in elsewhere and copied with its headings it can be pasted here."""
        month, model = self.session.month, self.model
        title = f"{month.year}年{period_words(month.period)}指标进度"
        rows = range(model.rowCount())
        kept = dict(CHIPS)[self.session.wanted]
        return ShownList(
            name=title,
            caption=f"{title}　{kept if self.session.wanted else '全部'}",
            columns=[ShownColumn(_heading(column.field, column.label)) for column in model.columns],
            rows=[[model.stored_text(row, column) for column in model.columns] for row in rows],
            totals=[f"合计 {model.rowCount():,} 个指标", *[""] * (len(COLUMNS) - 1)],
        )


def _heading(field: str, label_: str) -> str:
    """The heading of a column on paper, in the words of the official form where the screen has a shorter one."""
    return {
        "level2": "二级指标",
        "name": "三级指标",
        "target_text": "年度指标值",
        "actual": f"{label_}情况",
    }.get(field, label_)
