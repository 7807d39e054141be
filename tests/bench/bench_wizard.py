"""The wizard under the clerk's hands: one typed cell, from Enter until its row is painted and the value is on the disk.

Typed is into a self-evaluation and into a target, on a desk of a prefecture's size: what stands beside the form is read
anew at each cell, so that what others say alike is known at once.

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
TARGET = "filing-2"
OFFICES, PROJECTS = 580, 5_326
ROWS, COLUMNS = 11, 13
TIMES = 15
SIZE = (1366, 669)


def prepare(work: Path) -> None:
    """A workspace with one self-evaluation and one target of ten indicators, among the targets of a whole prefecture."""
    from dataclasses import replace

    from bench_documents import contents

    from jxdesk.domain.records.filings import Filing, Form
    from jxdesk.domain.records.identity import new_id
    from jxdesk.domain.records.offices import Office, OfficeLevel
    from jxdesk.domain.records.projects import Project
    from jxdesk.store.engine.database import Transaction
    from jxdesk.store.records import filings, offices, projects
    from jxdesk.store.safety.opening import open_folder

    opened = open_folder(work / "home", check=False)
    office = Office(id="office-1", path="53-23-99", name="练习县财政局", level=OfficeLevel.COUNTY)
    project = Project(id="project-1", office_id=office.id, fiscal_year=2025, name="练习项目")
    filing = Filing(id=FILING, office_id=office.id, project_id=project.id, content=contents()[0])
    opened.database.run(lambda tx: offices.add(tx, office))
    opened.database.run(lambda tx: projects.add(tx, project))
    opened.database.run(lambda tx: filings.add(tx, filing))
    promised = replace(
        filing.content,
        form=Form.PROJECT_TARGET,
        template_id="target-national-2015",
        money_lines=(),
        indicator_lines=tuple(
            replace(line, id=f"target-{line.id}", merged_into="") for line in filing.content.indicator_lines
        ),
    )
    target = replace(filing, id=TARGET, content=promised)
    opened.database.run(lambda tx: filings.add(tx, target))

    def add_the_prefecture(tx: Transaction) -> None:
        others = [
            replace(office, id=f"o-{number}", path=f"53-23-99-d{number:03d}", name=f"练习单位{number}")
            for number in range(OFFICES)
        ]
        for one in others:
            offices.add(tx, one)
        every = [
            replace(project, id=f"p-{number}", office_id=f"o-{number % OFFICES}", name=f"练习项目{number}")
            for number in range(PROJECTS)
        ]
        projects.add_many(tx, every)
        lines = promised.indicator_lines
        targets = []
        for one in every:
            own = replace(
                promised,
                project_name=one.name,
                indicator_lines=tuple(replace(line, id=new_id()) for line in lines),
            )
            targets.append(
                (Filing(id=new_id(), office_id=one.office_id, project_id=one.id, content=own), None)
            )
        filings.add_many(tx, targets)

    opened.database.run(add_the_prefecture)
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
            begin = floors.now()
            table.viewport().repaint()
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())
            taken.append(floors.now() - begin)
    return sorted(taken)[TIMES // 2]


class OpenWizard:
    """The wizard on its indicators, in a window as small as they are in the field."""

    def __init__(self, work: Path, filing_id: str) -> None:
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
        self.wizard = FilingWizard(self.context, filing_id)
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

    def type_one(self, number: int, field: str) -> float:
        """Types a new number into a cell; answers how long it takes from Enter on."""
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest
        from PySide6.QtWidgets import QApplication

        from jxdesk.desktop.wizard.saver import SaveState

        model, session = self.grid.model_, self.wizard.session
        self.grid.setFocus()
        self.grid.put_cursor(model.index(number % 10, model.column_of(field)))
        QTest.keyClick(self.grid, Qt.Key.Key_7)
        editor = QApplication.focusWidget()
        QTest.keyClicks(
            editor, str(time.time_ns() % 10**6)
        )  # another one each time, else nothing would be saved
        self.app.processEvents()
        version = session.filing.version
        begin = floors.now()
        QTest.keyClick(editor, Qt.Key.Key_Return)
        self.app.processEvents()
        while session.unsaved() or session.save_state is not SaveState.SAVED:
            self.app.processEvents()
            time.sleep(0.0005)
        self.app.processEvents()
        seconds = floors.now() - begin
        assert session.filing.version > version, "nothing was saved"
        return seconds


def typed(work: Path, filing_id: str, field: str) -> float:
    """The median of one typed cell."""
    opened = OpenWizard(work, filing_id)
    taken = []
    for number in range(TIMES):
        taken.append(opened.type_one(number, field))
        opened.settle()
    opened.context.tasks.finish()
    opened.opened.close(backup=False)
    return sorted(taken)[TIMES // 2]


def commit(work: Path) -> float:
    """A cell of a self-evaluation."""
    return typed(work, FILING, "actual")


def commit_target(work: Path) -> float:
    """A cell of a target, beside 5,326 others."""
    return typed(work, TARGET, "target_text")


CASES = (
    floors.Case(name=FLOOR, run=floor),
    floors.Case(name="one typed cell, painted and on the disk", run=commit, against=FLOOR),
    floors.Case(name="one typed cell of a target, likewise", run=commit_target, against=FLOOR),
)

if __name__ == "__main__":
    floors.main(__file__, "the wizard", CASES, prepare=prepare)
