"""The window with a prefecture's year: start to first paint, and opening, filtering and sorting long project lists.

The start is held against a process that shows a bare QMainWindow with a QTableView of 5,326 rows: first the frame that
the clerk sees, then the first page with its numbers, then the models behind it. While the models are loaded the window must not stand still for longer than
anybody feels. A list is held against fetching all its rows without Qt, a keystroke and a sort against one repaint at another place of a plain view of 12 columns.
"""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import floors

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QTableView

    from jxdesk.desktop.pages.projects import ProjectsPage

YEAR = 5_326
LONG = (10_000, 50_000)
BARE = "bare window, painted"
BARE_MEMORY = "memory of the bare window (MiB)"
FELT = "a gap that is felt, 50 ms"
HEAVY = "sqlalchemy pydantic sqlmodel openpyxl reportlab cryptography PIL numpy"
WORDS = (
    "农村",
    "公路",
    "养护",
    "水利",
    "补助",
    "医疗",
    "教育",
    "环境",
    "整治",
    "养老",
    "培训",
    "工程",
    "经费",
    "建设",
)
KEYS = ("养", "养老", "农村公路", "ncgl", "义务")

BARE_WINDOW = """
import sys
from PySide6.QtCore import QAbstractTableModel, Qt, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView
class Model(QAbstractTableModel):
    def rowCount(self, parent=None): return 5326
    def columnCount(self, parent=None): return 12
    def data(self, index, role=Qt.DisplayRole):
        if role == Qt.DisplayRole: return "项目%d-%d" % (index.row(), index.column())
class View(QTableView):
    def paintEvent(self, event):
        super().paintEvent(event); QTimer.singleShot(0, leave)
def leave():
    import os, resource
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, flush=True); os._exit(0)
app = QApplication(sys.argv)
window = QMainWindow(); view = View(); view.setModel(Model()); window.setCentralWidget(view)
window.resize(1280, 800); window.show(); app.exec()
"""
# What is measured: the moment in which the named thing has happened; nothing heavy may be loaded before the models.
PRODUCT = """
import gc, os, resource, sys
from pathlib import Path
gc.disable()  # as open_desktop does
def leave():
    loaded = [name for name in sys.modules if name.split(".")[0] in heavy]
    if loaded: print(loaded, file=sys.stderr, flush=True); os._exit(1)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(max(gaps) if until == "gap" else memory, flush=True); os._exit(0)
gaps, until = [], {until!r}
heavy = set({heavy!r}.split()) if until in ("frame", "page") else set()
from jxdesk.desktop import app as desktop
application = desktop.make_application()
frame = desktop.make_frame()
if until == "frame":
    frame.opening.painted.connect(leave)
else:
    from threading import Thread
    from time import perf_counter
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QWidget
    from jxdesk.desktop.start import Start
    class Topmost(QWidget):
        def paintEvent(self, event): QTimer.singleShot(0, leave)
    class Measured(Start):
        def _complete(self):
            super()._complete()
            if until == "page":
                self.topmost = Topmost(self.shell.pages["dashboard"])
                self.topmost.resize(1, 1); self.topmost.show()
        def _on_made(self, workspace):
            super()._on_made(workspace)
            if until == "gap":
                self.last, self.beat = perf_counter(), QTimer(self)
                self.beat.timeout.connect(self.on_beat)
                self.beat.start(1)
            loader = workspace.opened.database.warm()
            if until != "page": Thread(target=lambda: (loader.join(), leave())).start()
        def on_beat(self):
            now = perf_counter()
            gaps.append(now - self.last)
            self.last = now
    start = Measured(frame, Path({home!r}))
application.exec()
"""


def prepare(work: Path) -> None:
    """The data folders, each with as many projects as its name says."""
    for count in (YEAR, *LONG):
        make_folder(work / str(count), count)


def make_folder(home: Path, count: int) -> None:
    """A workspace of one office with a year of projects in every state."""
    from jxdesk.store.records.founding import first_state
    from jxdesk.store.safety.opening import open_folder

    dice = random.Random(7)
    opened = open_folder(home, check=False)

    def job(tx: Any) -> None:
        with first_state(tx, text="bench"):
            tx.execute(
                "INSERT INTO office (id, path, name, level) VALUES ('o', '53-04', '练习市财政局', 'prefecture')"
            )
            tx.execute("INSERT INTO setting (id, value) VALUES ('office', 'o')")
            tx.executemany(
                "INSERT INTO project (id, office_id, fiscal_year, name, code, project_class, department,"
                " implementing_unit) VALUES (?, 'o', 2026, ?, ?, 'specific', ?, ?)",
                [
                    (
                        f"p{n}",
                        f"{dice.choice(WORDS)}{dice.choice(WORDS)}{dice.choice(WORDS)}项目（{n}）",
                        f"530400261{n:012d}",
                        unit,
                        unit,
                    )
                    for n in range(count)
                    for unit in [f"练习市第{n % 580}单位"]
                ],
            )
            tx.executemany(
                "INSERT INTO budget_version (id, project_id, stage, amount_fen) VALUES (?, ?, 'original', ?)",
                [(f"b{n}", f"p{n}", dice.randrange(10**6, 10**10)) for n in range(count)],
            )
            filled = [n for n in range(count) if dice.random() > 0.15]
            tx.executemany(
                "INSERT INTO filing (id, office_id, project_id, form, year, project_name, state, computed_hundredths,"
                " computed_grade, error_count, warning_count) VALUES (?, 'o', ?, 'project_self_evaluation', 2026, '', ?, ?, '良', ?, 1)",
                [
                    (
                        f"f{n}",
                        f"p{n}",
                        dice.choice(("draft", "finished", "sealed")),
                        dice.randrange(6_000, 10_001),
                        dice.randrange(2),
                    )
                    for n in filled
                ],
            )
            tx.executemany(
                "INSERT INTO money_line (id, filing_id, money_key, revised_budget_fen, executed_fen) VALUES (?, ?, 'total', ?, ?)",
                [
                    (f"m{n}", f"f{n}", budget, budget * dice.randrange(40, 101) // 100)
                    for n in filled
                    for budget in [dice.randrange(10**6, 10**10)]
                ],
            )

    opened.database.run(job)
    opened.close(backup=False)


# ---- the start -----------------------------------------------------------------------------------------------------


def whole_process(code: str, *, preferences: Path | None = None) -> tuple[float, float]:
    """Seconds that a process takes for this code, and the number that it says: its peak MiB.

    ``preferences`` is where it keeps them: what somebody has left open on this machine would be opened again.
    """
    own = os.environ | ({"XDG_CONFIG_HOME": str(preferences)} if preferences is not None else {})
    begin = floors.now()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=own)
    seconds = floors.now() - begin
    if done.returncode != 0 or not done.stdout.strip():
        raise SystemExit((done.stderr.strip().splitlines() or ["no answer"])[-1])
    return seconds, float(done.stdout.split()[-1])


def start(until: str, *, says: bool = False) -> floors.Run:
    """The product's start until something has happened: how long it takes, or what it says."""

    def run(work: Path) -> float:
        code = PRODUCT.format(heavy=HEAVY, until=until, home=str(work / str(YEAR)))
        return whole_process(code, preferences=work / "preferences")[1 if says else 0]

    return run


# ---- lists ---------------------------------------------------------------------------------------------------------


def application() -> QApplication:
    """The application, dressed as always."""
    from jxdesk.desktop.app import make_application

    return make_application()


def fetch_all(count: int) -> floors.Run:
    """All rows of a year with their filing and its total, without Qt."""

    def run(work: Path) -> float:
        connection = sqlite3.connect(work / str(count) / "jxdesk.db")
        begin = floors.now()
        rows = connection.execute(
            "SELECT p.id, p.name, p.code, p.department, p.implementing_unit, o.name, b.amount_fen, m.executed_fen,"
            " f.computed_hundredths, f.computed_grade, f.state, f.error_count FROM project p JOIN office o ON o.id = p.office_id"
            " LEFT JOIN budget_version b ON b.project_id = p.id LEFT JOIN filing f ON f.project_id = p.id"
            " LEFT JOIN money_line m ON m.filing_id = f.id ORDER BY p.rowid"
        ).fetchall()
        assert len(rows) == count
        return floors.now() - begin

    return run


def plain_view(count: int) -> tuple[QApplication, QTableView]:
    """A plain view of 12 columns whose model answers in Python."""
    from PySide6.QtCore import QAbstractTableModel, Qt
    from PySide6.QtWidgets import QTableView

    class Model(QAbstractTableModel):
        def rowCount(self, parent: Any = None) -> int:
            return count

        def columnCount(self, parent: Any = None) -> int:
            return 12

        def data(self, index: Any, role: int = 0) -> str | None:
            return f"项目{index.row()}-{index.column()}" if role == int(Qt.ItemDataRole.DisplayRole) else None

    app = application()
    view = QTableView()
    view.kept_model = Model()  # type: ignore[attr-defined]
    view.setModel(view.kept_model)  # type: ignore[attr-defined]
    view.resize(1280, 800)
    view.show()
    return app, view


def elsewhere(number: int, rows: int) -> int:
    """Another place of a list, farther off than a screen is high; a step of one row would leave nothing to be painted."""
    return (number * 37 + 30) % rows


def repaint(count: int) -> floors.Run:
    """One repaint at another place."""

    def run(work: Path) -> float:
        del work
        app, view = plain_view(count)
        app.processEvents()
        view.grab()

        def once(number: int) -> None:
            view.scrollTo(view.model().index(elsewhere(number, count), 0))
            app.processEvents()
            view.grab()

        return middle(once, 9)

    return run


def middle(once: Callable[[int], None], times: int, *, between: Callable[[], None] = lambda: None) -> float:
    """The median of several times; what happens in between is not charged."""
    taken = []
    for number in range(times):
        begin = floors.now()
        once(number)
        taken.append(floors.now() - begin)
        between()
    return sorted(taken)[times // 2]


class OpenList:
    """The page of projects in a window, over a folder of the bench."""

    def __init__(self, home: Path) -> None:
        from jxdesk.desktop.context import Context
        from jxdesk.desktop.pages.projects import ProjectsPage
        from jxdesk.store.safety.opening import open_folder

        self.app = application()
        self.context = Context(open_folder(home, check=False))
        _ = self.context.workspace
        self.begin = floors.now()
        self.page: ProjectsPage = ProjectsPage(self.context)
        self.page.resize(1280, 720)
        self.page.show()
        self.wait_for_rows()

    def wait_for_rows(self) -> None:
        """Waits until a list is there and painted."""
        from PySide6.QtCore import QEventLoop

        loop = QEventLoop()
        self.page.model.modelReset.connect(loop.quit)
        loop.exec()
        self.app.processEvents()
        self.page.table.grab()

    def settle(self) -> None:
        """Lets the sheet be made and everything asked for arrive."""
        quiet = 0
        while quiet < 12:
            self.app.processEvents()
            time.sleep(0.01)
            quiet = 0 if self.context.tasks.running else quiet + 1

    def show(self, **filters: Any) -> None:
        """Filters or sorts, until it is painted."""
        self.page._set_query(self.page.query._replace(**filters))
        self.wait_for_rows()

    def leave(self) -> None:
        """Ends at once; there is nothing to save."""
        self.context.opened.close(backup=False)


def open_list(count: int) -> floors.Run:
    """Opening the list until its first screen is painted."""

    def run(work: Path) -> float:
        opened = OpenList(work / str(count))
        taken = floors.now() - opened.begin
        opened.settle()
        opened.leave()
        return taken

    return run


def typing(count: int) -> floors.Run:
    """One keystroke of the search, until the list is painted; the next one comes when the pause of 150 ms is over."""

    def run(work: Path) -> float:
        opened = OpenList(work / str(count))
        opened.settle()
        opened.show(text="暖")
        opened.settle()

        def once(number: int) -> None:
            opened.show(text=KEYS[number % len(KEYS)])

        taken = middle(once, len(KEYS), between=opened.settle)
        opened.settle()
        opened.leave()
        return taken

    return run


def sorting(count: int) -> floors.Run:
    """One click on a heading, until the list is painted."""

    def run(work: Path) -> float:
        opened = OpenList(work / str(count))
        opened.settle()
        opened.show(sort="grade")
        opened.settle()
        orders = ("budget", "name", "score", "rate", "unit")

        def once(number: int) -> None:
            opened.show(sort=orders[number], descending=True)

        taken = middle(once, len(orders), between=opened.settle)
        opened.settle()
        opened.leave()
        return taken

    return run


CASES = [
    floors.Case(name=BARE, run=lambda work: whole_process(BARE_WINDOW)[0]),
    floors.Case(name=f"frame painted, {YEAR:,} projects", run=start("frame"), against=BARE, goal=1.2),
    floors.Case(
        name=f"first page with its numbers, {YEAR:,} projects", run=start("page"), against=BARE, goal=2.5
    ),
    floors.Case(name=f"models ready, {YEAR:,} projects", run=start("models"), against=BARE, goal=4.0),
    floors.Case(name=BARE_MEMORY, run=lambda work: whole_process(BARE_WINDOW)[1]),
    floors.Case(
        name=f"memory with the first page, {YEAR:,} projects (MiB)",
        run=start("page", says=True),
        against=BARE_MEMORY,
        goal=1.5,
    ),
    floors.Case(name=FELT, run=lambda work: 0.05),
    floors.Case(
        name="longest gap of the window while the models load",
        run=start("gap", says=True),
        against=FELT,
        goal=1.0,
    ),
]
for _count, _open_goal, _view_goal in ((LONG[0], 5.0, 1.5), (LONG[1], 0.6, 2.0)):
    CASES += [
        floors.Case(name=f"fetch {_count:,} rows, no Qt", run=fetch_all(_count)),
        floors.Case(
            name=f"open {_count:,} projects",
            run=open_list(_count),
            against=f"fetch {_count:,} rows, no Qt",
            goal=_open_goal,
        ),
        floors.Case(name=f"repaint elsewhere, {_count:,} rows", run=repaint(_count)),
        floors.Case(
            name=f"one key of the search, {_count:,} projects",
            run=typing(_count),
            against=f"repaint elsewhere, {_count:,} rows",
            goal=_view_goal,
        ),
        floors.Case(
            name=f"one sort, {_count:,} projects",
            run=sorting(_count),
            against=f"repaint elsewhere, {_count:,} rows",
            goal=_view_goal,
        ),
    ]


if __name__ == "__main__":
    floors.main(__file__, "The window", CASES, prepare=prepare)
