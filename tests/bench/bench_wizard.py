"""The wizard under the clerk's hands: one typed cell, from Enter until its row is painted and the value is on the disk.

The floor does by hand what nobody can leave out: it paints a plain table of as many cells once, and writes 4 KiB with a
sync. The product does that, and scores, checks, keeps the way back and leaves its line in the journal.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import floors

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

FLOOR = "plain table painted once, 4 KiB synced"
FILING = "filing-1"
ROWS, COLUMNS = 11, 13
TIMES = 15
SIZE = (1366, 669)


def prepare(work: Path) -> None:
    """A workspace with one self-evaluation of ten indicators."""
    from bench_documents import contents

    from jxdesk.domain.records.filings import Filing
    from jxdesk.domain.records.offices import Office, OfficeLevel
    from jxdesk.domain.records.projects import Project
    from jxdesk.store.records import filings, offices, projects
    from jxdesk.store.safety.opening import open_folder

    opened = open_folder(work / "home", check=False)
    office = Office(id="office-1", path="53-23-99", name="练习县财政局", level=OfficeLevel.COUNTY)
    project = Project(id="project-1", office_id=office.id, fiscal_year=2025, name="练习项目")
    filing = Filing(id=FILING, office_id=office.id, project_id=project.id, content=contents()[0])
    opened.database.run(lambda tx: offices.add(tx, office))
    opened.database.run(lambda tx: projects.add(tx, project))
    opened.database.run(lambda tx: filings.add(tx, filing))
    opened.close(backup=False)


def floor(work: Path) -> float:
    """The median of the floor."""
    from PySide6.QtWidgets import QApplication, QTableWidget, QTableWidgetItem

    app = QApplication([])
    table = QTableWidget(ROWS, COLUMNS)
    for row in range(ROWS):
        for column in range(COLUMNS):
            table.setItem(row, column, QTableWidgetItem(f"指标{row}-{column}"))
    table.resize(*SIZE)
    table.show()
    app.processEvents()
    taken = []
    with (work / "floor").open("wb") as file:
        for _ in range(TIMES):
            begin = time.perf_counter()
            table.viewport().repaint()
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())
            taken.append(time.perf_counter() - begin)
    return sorted(taken)[TIMES // 2]


class OpenWizard:
    """The wizard on its indicators, in a window as small as they are in the field."""

    def __init__(self, work: Path) -> None:
        from PySide6.QtCore import QEventLoop, QSettings

        QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(work / "preferences"))
        from jxdesk.desktop.app import make_application
        from jxdesk.desktop.context import Context
        from jxdesk.desktop.wizard.filing_wizard import FilingWizard
        from jxdesk.domain.templates.wizard_flow import WizardPage
        from jxdesk.store.safety.opening import open_folder

        self.app = make_application()
        self.opened = open_folder(work / "home", check=False)
        self.opened.database.warm().join()
        self.context = Context(self.opened)
        self.wizard = FilingWizard(self.context, FILING)
        self.wizard.resize(*SIZE)
        loop = QEventLoop()
        self.wizard.ready.connect(loop.quit)
        self.wizard.show()
        loop.exec()
        self.wizard.show_page(WizardPage.INDICATORS)
        page: Any = self.wizard.views[WizardPage.INDICATORS]
        self.grid = page.grid
        self.settle()

    def settle(self) -> None:
        """Lets the check that follows a pause of typing be done."""
        until = time.perf_counter() + 0.9
        while time.perf_counter() < until:
            self.app.processEvents()
            time.sleep(0.005)

    def type_one(self, number: int) -> float:
        """Types a new number into a cell; answers how long it takes from Enter on."""
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest
        from PySide6.QtWidgets import QApplication

        from jxdesk.desktop.wizard.session import SaveState

        model, session = self.grid.model_, self.wizard.session
        self.grid.setFocus()
        self.grid.put_cursor(model.index(number % 10, model.column_of("actual")))
        QTest.keyClick(self.grid, Qt.Key.Key_7)
        editor = QApplication.focusWidget()
        QTest.keyClicks(
            editor, str(time.time_ns() % 10**6)
        )  # another one each time, else nothing would be saved
        self.app.processEvents()
        version = session.filing.version
        begin = time.perf_counter()
        QTest.keyClick(editor, Qt.Key.Key_Return)
        self.app.processEvents()
        while session.unsaved() or session.save_state is not SaveState.SAVED:
            self.app.processEvents()
            time.sleep(0.0005)
        self.app.processEvents()
        seconds = time.perf_counter() - begin
        assert session.filing.version > version, "nothing was saved"
        return seconds


def commit(work: Path) -> float:
    """The median of one typed cell."""
    opened = OpenWizard(work)
    taken = []
    for number in range(TIMES):
        taken.append(opened.type_one(number))
        opened.settle()
    opened.context.tasks.finish()
    opened.opened.close(backup=False)
    return sorted(taken)[TIMES // 2]


CASES = (
    floors.Case(name=FLOOR, run=floor),
    floors.Case(name="one typed cell, painted and on the disk", run=commit, against=FLOOR),
)

if __name__ == "__main__":
    floors.main(__file__, "the wizard", CASES, prepare=prepare)
