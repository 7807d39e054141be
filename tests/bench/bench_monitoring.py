"""A month of monitoring on the screen, the search over everything, and batch print, for a county's and a prefecture's projects.

The grid is held against fetching its rows without Qt (opening) and against one repaint at another place of a plain view of
12 columns (scrolling, filtering, the search). A typed figure is held against a plain table painted once and 4 KiB synced;
pasting a treasury's export for every project against the same rows of filings, money and indicators inserted by the driver
into tables without a journal; printing, from the stored forms to the file, against the same sheets as raw PDF streams.
The grid of indicators, of which a month has ten times as many, is held against fetching all of them and the same repaint.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import floors
from bench_window import application, elsewhere, middle, repaint

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

if TYPE_CHECKING:
    from jxdesk.actions.monitor import Typed
    from jxdesk.actions.workspace import Workspace
    from jxdesk.desktop.monitoring.line_grid import LineGrid

COUNTY, PREFECTURE = 99, 5_326
SCALES = {COUNTY: "wuding", PREFECTURE: "yuxi"}
YEAR, FILLED, EMPTY = 2026, 5, 6
"""A month that is filled in for every project, and one that is not begun."""
PRINTED = 300
SIZE = (1366, 697)
WORDS = ("养", "公路", "ncgl", "补助 项目", "教育")
TIMES = 7


def prepare(work: Path) -> None:
    """The practice county in both sizes, with one month filled in."""
    from jxdesk.actions import monitor
    from jxdesk.actions.demo import make_practice_county
    from jxdesk.actions.workspace import Workspace
    from jxdesk.domain.practice.plan import Scale

    for count, scale in SCALES.items():
        home = work / str(count)
        make_practice_county(home, Scale(scale))
        with Workspace.open_existing(home) as workspace:
            monitor.put(workspace, YEAR, FILLED, figures(workspace, FILLED))
            workspace.database.maintain(lambda connection: connection.execute("ANALYZE").fetchall())


def figures(workspace: Workspace, period: int) -> list[Typed]:
    """What a treasury's export pays for every project of the year."""
    from jxdesk.actions import monitor

    rows = monitor.month(workspace, YEAR, period).rows
    return [
        monitor.Typed(
            project_id=row.project_id,
            field=monitor.EXECUTED,
            text=f"{(row.budget_fen or 0) * (20 + number % 60) // 100 / 100:.2f}元",
        )
        for number, row in enumerate(rows)
    ]


# ---- floors --------------------------------------------------------------------------------------------------------


def fetch_all(count: int) -> floors.Run:
    """The rows of the month with their figures, without Qt."""

    def run(work: Path) -> float:
        connection = sqlite3.connect(work / str(count) / "jxdesk.db")
        begin = floors.now()
        rows = connection.execute(
            "SELECT p.id, p.name, p.code, p.implementing_unit, b.amount_fen, f.id, f.state, f.error_count,"
            " m.revised_budget_fen, m.executed_fen, m.forecast_fen FROM project p"
            " LEFT JOIN budget_version b ON b.project_id = p.id AND b.stage = 'original'"
            " LEFT JOIN filing f ON f.project_id = p.id AND f.form = 'project_monitoring' AND f.period = ?"
            " LEFT JOIN money_line m ON m.filing_id = f.id AND m.money_key = 'total'"
            " WHERE p.fiscal_year = ? ORDER BY p.rowid",
            (FILLED, YEAR),
        ).fetchall()
        taken = floors.now() - begin
        assert len(rows) >= count
        return taken

    return run


def fetch_lines(work: Path) -> float:
    """All indicators of the month with the names of their projects, without Qt."""
    connection = sqlite3.connect(work / str(PREFECTURE) / "jxdesk.db")
    begin = floors.now()
    rows = connection.execute(
        "SELECT p.id, p.name, l.level2, l.name, l.clean_name, l.target_text, l.actual_text, l.forecast_text, l.likelihood,"
        " l.causes, l.deviation_reason FROM project p JOIN filing f ON f.project_id = p.id AND f.form = 'project_monitoring'"
        " AND f.period = ? JOIN indicator_line l ON l.filing_id = f.id WHERE p.fiscal_year = ?"
        " ORDER BY p.rowid, l.position",
        (FILLED, YEAR),
    ).fetchall()
    taken = floors.now() - begin
    assert len(rows) > PREFECTURE
    return taken


def plain_cell(work: Path) -> float:
    """A plain table of one screen painted once, and 4 KiB synced: the median."""
    from PySide6.QtWidgets import QTableWidget, QTableWidgetItem

    app = application()
    table = QTableWidget(16, 10)
    for row in range(16):
        for column in range(10):
            table.setItem(row, column, QTableWidgetItem(f"项目{row}-{column}"))
    table.resize(*SIZE)
    table.show()
    app.processEvents()
    with (work / "floor").open("wb") as file:

        def once(number: int) -> None:
            del number
            table.viewport().repaint()
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())

        return middle(once, TIMES)


def raw_insert(count: int) -> floors.Run:
    """The rows that the paste makes, inserted by the driver into tables of the same columns and indexes."""

    def run(work: Path) -> float:
        stored = sqlite3.connect(work / str(count) / "jxdesk.db")
        month = "SELECT id FROM filing WHERE form = 'project_monitoring' AND period = ?"
        tables = {"filing": "id", "money_line": "filing_id", "indicator_line": "filing_id"}
        rows = {
            table: stored.execute(f"SELECT * FROM {table} WHERE {key} IN ({month})", (FILLED,)).fetchall()
            for table, key in tables.items()
        }
        made = stored.execute(
            "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name IN ('filing', 'money_line', 'indicator_line')"
        ).fetchall()
        to = work / "raw.db"
        to.unlink(missing_ok=True)
        bare = sqlite3.connect(to)
        bare.execute("PRAGMA journal_mode=WAL")
        bare.execute("PRAGMA synchronous=FULL")
        for (sql,) in made:
            bare.execute(sql)
        begin = floors.now()
        with bare:
            for table, found in rows.items():
                marks = ", ".join("?" * len(found[0]))
                bare.executemany(f"INSERT INTO {table} VALUES ({marks})", found)
        return floors.now() - begin

    return run


# ---- the grid ------------------------------------------------------------------------------------------------------


class OpenGrid:
    """The page of monitoring in a window as small as they are in the field."""

    def __init__(self, work: Path, count: int, *, first_screen: bool = False) -> None:
        from PySide6.QtCore import QSettings

        QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(work / "preferences"))
        from jxdesk.desktop.context import Context
        from jxdesk.desktop.pages.monitoring import MonitoringPage, MonitoringWish
        from jxdesk.store.safety.opening import open_folder

        self.app = application()
        self.context = Context(open_folder(work / str(count), check=False))
        self.context.opened.database.warm().join()
        _ = self.context.workspace
        self.begin = floors.now()
        self.page = MonitoringPage(self.context)
        self.page.open(MonitoringWish(year=YEAR, period=FILLED))
        self.page.resize(*SIZE)
        self.page.show()
        self.wait(self.page.session.begun if first_screen else self.page.session.loaded)

    def wait(self, signal: Any) -> None:
        """Waits for a signal, then until what it changed is painted."""
        from PySide6.QtCore import QEventLoop

        loop = QEventLoop()
        signal.connect(loop.quit)
        loop.exec()
        self.paint()

    def paint(self) -> None:
        """Paints everything that is to be painted."""
        self.app.processEvents()
        self.page.grid.grab()

    def settle(self) -> None:
        """Lets everything asked for arrive."""
        quiet = 0
        while quiet < 12:
            self.app.processEvents()
            time.sleep(0.01)
            quiet = 0 if self.context.tasks.running else quiet + 1

    def leave(self) -> None:
        """Ends at once."""
        self.context.opened.close(backup=False)


def on_grid(count: int, measured: Callable[[OpenGrid], float]) -> floors.Run:
    """Something measured on the opened grid."""

    def run(work: Path) -> float:
        grid = OpenGrid(work, count)
        grid.settle()
        taken = measured(grid)
        grid.settle()
        grid.leave()
        return taken

    return run


def opening(count: int, *, first_screen: bool) -> floors.Run:
    """Opening the page until its first screen is painted, or until all is read, added up and painted."""

    def run(work: Path) -> float:
        grid = OpenGrid(work, count, first_screen=first_screen)
        taken = floors.now() - grid.begin
        grid.settle()
        grid.leave()
        return taken

    return run


def scrolling(grid: OpenGrid) -> float:
    """One repaint at another place."""
    rows = grid.page.model.rowCount()

    def once(number: int) -> None:
        grid.page.grid.scrollTo(grid.page.model.index(elsewhere(number, rows), 0))
        grid.paint()

    return middle(once, TIMES)


def filtering(grid: OpenGrid) -> float:
    """One keystroke of the search, when its pause is over, until the list is painted."""
    grid.page.session.show_only(text="nc")
    grid.paint()

    def once(number: int) -> None:
        grid.page.session.show_only(text=WORDS[number % len(WORDS)])
        grid.paint()

    return middle(once, TIMES)


def typing(grid: OpenGrid) -> float:
    """A figure typed, from Enter until it is saved and painted."""
    from PySide6.QtCore import QEventLoop, Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    model = grid.page.model
    column = model.column_of("executed")
    taken = []
    for number in range(TIMES + 1):
        there = model.shown_text(number, model.columns[column])
        grid.page.grid.put_cursor(model.index(number, column))
        QTest.keyClicks(grid.page.grid.viewport(), "1")
        editor = QApplication.focusWidget() or grid.page.grid.delegate.editor
        # Another figure than stands there already: a cell that does not change is not saved.
        QTest.keyClicks(editor, f"{number}.{38 if there.endswith('37') else 37}")
        loop = QEventLoop()
        grid.page.session.stepped.connect(loop.quit)
        begin = floors.now()
        QTest.keyClick(editor, Qt.Key.Key_Return)
        loop.exec()
        grid.page.grid.viewport().repaint()
        taken.append(floors.now() - begin)
        grid.page.session.stepped.disconnect(loop.quit)
        grid.settle()
    return sorted(taken[1:])[TIMES // 2]


# ---- the grid of indicators ----------------------------------------------------------------------------------------


def show_lines(grid: OpenGrid) -> float:
    """From asking for the indicators until their first screen is painted."""
    begin = floors.now()
    grid.page.show_lines()
    lines = grid.page.lines
    while not lines.model.rowCount():
        grid.app.processEvents()
    grid.app.processEvents()
    lines.grid.grab()
    return floors.now() - begin


def read_lines(grid: OpenGrid) -> float:
    """The same until the last of them is there and its place is painted."""
    begin = floors.now()
    grid.page.show_lines()
    grid.wait(grid.page.lines.session.read_all)
    grid.page.lines.grid.scrollToBottom()
    grid.page.lines.grid.grab()
    return floors.now() - begin


def on_lines(measured: Callable[[OpenGrid, LineGrid], float]) -> floors.Run:
    """Something measured on the grid of indicators, all of them read."""

    def run(grid: OpenGrid) -> float:
        read_lines(grid)
        grid.settle()
        assert grid.page.lines.model.rowCount() > PREFECTURE
        return measured(grid, grid.page.lines.grid)

    return on_grid(PREFECTURE, run)


def scroll_lines(grid: OpenGrid, lines: LineGrid) -> float:
    """One repaint at another place."""
    model = grid.page.lines.model

    def once(number: int) -> None:
        lines.scrollTo(model.index(elsewhere(number, model.rowCount()), 0))
        grid.app.processEvents()
        lines.grab()

    return middle(once, TIMES)


def filter_lines(grid: OpenGrid, lines: LineGrid) -> float:
    """One keystroke of the search, when its pause is over, until the list is painted."""

    def once(number: int) -> None:
        grid.page.session.show_only(text=WORDS[number % len(WORDS)])
        grid.app.processEvents()
        lines.grab()

    once(3)
    return middle(once, TIMES)


def type_progress(grid: OpenGrid, lines: LineGrid) -> float:
    """What an indicator has reached, from Enter until it is saved and painted."""
    from PySide6.QtCore import QEventLoop, Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    model = grid.page.lines.model
    column = model.column_of("actual")
    taken = []
    for number in range(TIMES + 1):
        there = model.shown_text(number, model.columns[column])
        lines.put_cursor(model.index(number, column))
        QTest.keyClicks(lines.viewport(), "1")
        editor = QApplication.focusWidget() or lines.delegate.editor
        QTest.keyClicks(editor, "8" if there.endswith("7") else "7")
        loop = QEventLoop()
        grid.page.session.stepped.connect(loop.quit)
        begin = floors.now()
        QTest.keyClick(editor, Qt.Key.Key_Return)
        loop.exec()
        lines.viewport().repaint()
        taken.append(floors.now() - begin)
        grid.page.session.stepped.disconnect(loop.quit)
        grid.settle()
    return sorted(taken[1:])[TIMES // 2]


def pasting(count: int) -> floors.Run:
    """Figures for every project at once into a month that is not begun; on a copy, so that each round makes them anew."""

    def run(work: Path) -> float:
        import shutil

        from jxdesk.actions import monitor
        from jxdesk.actions.workspace import Workspace

        home = work / f"copy-{count}"
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(work / str(count), home)
        with Workspace.open_existing(home) as workspace:
            workspace.database.warm().join()
            typed = figures(workspace, EMPTY)
            begin = floors.now()
            done = monitor.put(workspace, YEAR, EMPTY, typed)
            taken = floors.now() - begin
            assert len(done.inverse) == count
        return taken

    return run


# ---- the search over everything ------------------------------------------------------------------------------------


def searching(grid: OpenGrid) -> float:
    """One keystroke of the search over everything, when its pause is over, until what was found is painted."""
    from jxdesk.desktop.rail import ENTRIES
    from jxdesk.desktop.search_box import SearchBox

    box = SearchBox(grid.context, pages=ENTRIES, parent=grid.page)
    box.show()
    grid.settle()

    def once(number: int) -> None:
        box.shown = None
        box.field.setText(WORDS[number % len(WORDS)])
        box._timer.stop()
        box._ask()
        while box.shown is None:
            grid.app.processEvents()
        grid.app.processEvents()
        box.grab()

    once(4)
    return middle(once, TIMES)


# ---- batch print ---------------------------------------------------------------------------------------------------


def _first_ids(workspace: Workspace) -> list[str]:
    from jxdesk.domain.records.filings import Form
    from jxdesk.store.records import filings

    form = Form.PROJECT_MONITORING
    found = workspace.read(lambda tx: filings.ids(tx, year=YEAR, form=form))
    return list(found[:PRINTED])


def raw_print(work: Path) -> float:
    """The sheets of the same forms as raw streams with the font cut once; reading and laying them out is not charged."""
    import bench_documents as documents

    from jxdesk.actions.workspace import Workspace
    from jxdesk.documents.layout import form_sheet
    from jxdesk.store.records import filings
    from jxdesk.store.shipped.forms import rules_for, templates

    with Workspace.open_existing(work / str(PREFECTURE)) as workspace:
        ids = _first_ids(workspace)
        found = workspace.read(lambda tx: filings.get_many(tx, ids))
    sheets = [
        form_sheet(one.content, templates()[one.content.template_id], rules=rules_for(one.content))
        for one in found
    ]
    documents.sheets = lambda: iter(sheets)
    return documents.raw_pdf(work)


def printing(work: Path) -> float:
    """The product's errand: reads, judges, lays out and writes one file."""
    from jxdesk.actions.export import ExportFormat, export
    from jxdesk.actions.workspace import Workspace
    from jxdesk.domain.records.filings import Form

    with Workspace.open_existing(work / str(PREFECTURE)) as workspace:
        workspace.database.warm().join()
        ids = _first_ids(workspace)
        begin = floors.now()
        done = export(
            workspace,
            form=Form.PROJECT_MONITORING,
            year=YEAR,
            format=ExportFormat.PDF,
            to=work / "监控.pdf",
            filing_ids=ids,
        )
        taken = floors.now() - begin
        assert done.filings == PRINTED
    return taken


CELL = "plain table painted once, 4 KiB synced"
RAW_PRINT = f"raw PDF streams of {PRINTED} monitoring forms"
CASES = [floors.Case(name=CELL, run=plain_cell)]
for _count in (COUNTY, PREFECTURE):
    _fetch, _paint = f"fetch {_count:,} rows, no Qt", f"repaint elsewhere, {_count:,} rows"
    _insert = f"raw insert of {_count:,} forms"
    CASES += [
        floors.Case(name=_fetch, run=fetch_all(_count)),
        floors.Case(
            name=f"open the grid, {_count:,} projects, first screen",
            run=opening(_count, first_screen=True),
            against=_fetch,
            goal=5.0 if _count == PREFECTURE else None,
        ),
        floors.Case(
            name=f"open the grid, {_count:,} projects, all read",
            run=opening(_count, first_screen=False),
            against=_fetch,
            goal=5.0 if _count == PREFECTURE else None,
        ),
        floors.Case(name=_paint, run=repaint(_count)),
        floors.Case(
            name=f"scroll the grid, {_count:,} projects",
            run=on_grid(_count, scrolling),
            against=_paint,
            goal=1.5,
        ),
        floors.Case(
            name=f"filter the grid, {_count:,} projects",
            run=on_grid(_count, filtering),
            against=_paint,
            goal=1.5,
        ),
        floors.Case(name=f"type a figure, {_count:,} projects", run=on_grid(_count, typing), against=CELL),
        floors.Case(name=_insert, run=raw_insert(_count)),
        floors.Case(name=f"paste {_count:,} figures", run=pasting(_count), against=_insert),
    ]
LINES = f"fetch the indicators of {PREFECTURE:,} projects, no Qt"
_paint = f"repaint elsewhere, {PREFECTURE:,} rows"
CASES += [
    floors.Case(name=LINES, run=fetch_lines),
    floors.Case(
        name="open the indicators, first screen", run=on_grid(PREFECTURE, show_lines), against=LINES, goal=2.0
    ),
    floors.Case(name="open the indicators, all read", run=on_grid(PREFECTURE, read_lines), against=LINES),
    floors.Case(name="scroll the indicators", run=on_lines(scroll_lines), against=_paint, goal=1.5),
    floors.Case(name="filter the indicators", run=on_lines(filter_lines), against=_paint, goal=2.0),
    floors.Case(name="type progress of an indicator", run=on_lines(type_progress), against=CELL),
    floors.Case(
        name=f"search over everything, {PREFECTURE:,} projects",
        run=on_grid(PREFECTURE, searching),
        against=f"repaint elsewhere, {PREFECTURE:,} rows",
        goal=1.5,
    ),
    floors.Case(name=RAW_PRINT, run=raw_print),
    floors.Case(name=f"print {PRINTED} monitoring forms from the desk", run=printing, against=RAW_PRINT),
]


if __name__ == "__main__":
    floors.main(__file__, "A month of monitoring", CASES, prepare=prepare)
