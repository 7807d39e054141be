"""A list as long as a prefecture's: choosing everything means everything, for the sums, the sheets, the seal and the clipboard."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from jxdesk.actions.look import BLOCK
from jxdesk.desktop.dialogs.export import ExportDialog
from jxdesk.desktop.dialogs.seal import SealDialog
from jxdesk.desktop.pages.projects import ProjectsPage
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.shell import Shell

from .conftest import settled

YUXI = 5_326


def copy_to(home: Path, count: int) -> None:
    """Copies the year's first project with its self-evaluation until the year has so many."""
    with closing(sqlite3.connect(home / "jxdesk.db")) as file, file:
        (there,) = file.execute("SELECT count(*) FROM project WHERE fiscal_year = 2026").fetchone()
        project_id, filing_id = file.execute(
            "SELECT p.id, f.id FROM project p JOIN filing f ON f.project_id = p.id"
            " WHERE p.fiscal_year = 2026 AND f.form = 'project_self_evaluation' AND NOT p.is_classified LIMIT 1"
        ).fetchone()
        for table, one, own in (
            ("project", project_id, {"id": "'more-' || n", "name": "'添的项目' || n", "code": "''"}),
            ("filing", filing_id, {"id": "'form-' || n", "project_id": "'more-' || n"}),
        ):
            columns = [row[1] for row in file.execute(f"PRAGMA table_info({table})")]
            values = ", ".join(own.get(name, name) for name in columns)
            file.execute(
                f"WITH RECURSIVE many(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM many WHERE n < ?)"
                f" INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM {table}, many WHERE {table}.id = ?",
                (count - there, one),
            )


@pytest.fixture
def home(home: Path) -> Path:
    """The practice county with a prefecture's number of projects."""
    copy_to(home, YUXI)
    return home


@pytest.fixture
def page(qtbot: QtBot, shell: Shell) -> ProjectsPage:
    """The long list, of which only the first block was ever read."""
    shell.go("projects")
    settled(qtbot, shell)
    made = shell.pages["projects"]
    assert isinstance(made, ProjectsPage)
    assert made.model.rowCount() == YUXI
    assert made.model.row_here(BLOCK) is None
    return made


def choose_everything(page: ProjectsPage) -> None:
    """Ctrl+A in the list."""
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)


def test_everything_chosen_is_counted_and_summed_at_once(
    qtbot: QtBot, shell: Shell, page: ProjectsPage
) -> None:
    choose_everything(page)
    assert page.totals.text_of("name") == "合计 5,326 个，选中 5,326 个"
    assert "选中 5,326 个" in page.totals.accessibleName()
    qtbot.waitUntil(lambda: "计数 5,326" in shell.frame.status_sums.text())
    assert page.totals.text_of("budget") in shell.frame.status_sums.text()


def test_everything_chosen_is_exported_not_only_what_was_scrolled_to(
    qtbot: QtBot, shell: Shell, page: ProjectsPage
) -> None:
    choose_everything(page)
    page.errands.start_export()
    qtbot.waitUntil(lambda: shell.frame.findChild(ExportDialog) is not None, timeout=10_000)
    dialog = shell.frame.findChild(ExportDialog)
    assert isinstance(dialog, ExportDialog)
    assert len(set(dialog.chosen_ids)) == YUXI
    qtbot.waitUntil(lambda: bool(dialog.rows), timeout=10_000)
    assert dialog.ui.only_chosen.text() == dialog.ui.whole_year.text().replace("全部", "选中的")
    dialog.reject()


def test_a_filter_and_everything_chosen_seals_what_the_filter_shows(
    qtbot: QtBot, shell: Shell, page: ProjectsPage
) -> None:
    page.search.setText("添的项目")
    QTest.keyClick(page.search, Qt.Key.Key_Return)
    settled(qtbot, shell)
    shown = page.model.rowCount()
    assert BLOCK < shown < YUXI
    choose_everything(page)
    page.errands.start_seal()
    qtbot.waitUntil(lambda: shell.frame.findChild(SealDialog) is not None, timeout=10_000)
    dialog = shell.frame.findChild(SealDialog)
    assert isinstance(dialog, SealDialog)
    assert len(dialog.chosen_ids) == shown
    assert all(one.startswith("more-") for one in dialog.chosen_ids)
    settled(qtbot, shell)
    dialog.reject()


def test_a_span_over_rows_that_were_never_read_is_copied_whole(
    qtbot: QtBot, shell: Shell, page: ProjectsPage
) -> None:
    first, last = 100, 4_000
    span = QItemSelection(page.model.index(first, 0), page.model.index(last, 0))
    flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
    page.table.selectionModel().select(span, flags)
    QApplication.clipboard().clear()
    page.errands.copy_chosen()
    qtbot.waitUntil(lambda: bool(QApplication.clipboard().text()), timeout=10_000)
    lines = QApplication.clipboard().text().split("\n")
    assert len(lines) == 1 + last - first + 1
    assert len(set(lines)) == len(lines)


def test_everything_stays_chosen_when_the_list_is_read_again(
    qtbot: QtBot, shell: Shell, page: ProjectsPage
) -> None:
    choose_everything(page)
    shell.context.refresh.announce(Part.PROJECTS)
    settled(qtbot, shell)
    assert page.choice.count == YUXI
    page.search.setText("添的项目1")
    qtbot.waitUntil(lambda: 0 < page.model.rowCount() < YUXI, timeout=5_000)
    settled(qtbot, shell)
    assert page.choice.count == page.model.rowCount()
    page.clear_filters()
    settled(qtbot, shell)
    assert page.model.rowCount() == YUXI
    assert 0 < page.choice.count < YUXI


def test_everything_chosen_before_the_rest_of_the_list_came_is_still_everything(
    qtbot: QtBot, shell: Shell, page: ProjectsPage
) -> None:
    rows = list(page.model.rows)
    first = [row for place in range(BLOCK) if (row := page.model.row_here(place)) is not None]
    page.model.show_list(rows[:BLOCK], first)
    choose_everything(page)
    assert page.choice.count == BLOCK
    page.model.put_rest(page.model.generation, rows)
    assert page.choice.count == YUXI
    page.model.show_list(rows[:BLOCK], first)
    choose_everything(page)
    QTest.keyClick(page.table, Qt.Key.Key_Down)
    page.model.put_rest(page.model.generation, rows)
    assert page.choice.count == 1
