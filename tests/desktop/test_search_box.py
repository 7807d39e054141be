"""The search over everything with real keys: groups, arrows, Enter, first letters, and what is not there."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from jxdesk.actions import look, search
from jxdesk.actions.look import ProjectQuery
from jxdesk.actions.search import HitKind
from jxdesk.desktop.search_box import SearchBox
from jxdesk.desktop.shell import Shell
from jxdesk.store.shipped.first_letters import first_letters

from .conftest import settled


def opened(qtbot: QtBot, shell: Shell, text: str) -> SearchBox:
    """The box with a text typed into it, and its answer shown."""
    QTest.keyClick(
        QApplication.focusWidget() or shell.frame, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier
    )
    box = shell.frame.findChild(SearchBox)
    assert isinstance(box, SearchBox)
    QTest.keyClicks(box.field, text) if text.isascii() else box.field.setText(text)
    qtbot.waitUntil(lambda: box.shown is not None and box.shown.text == text, timeout=10_000)
    return box


def a_project(shell: Shell) -> look.ProjectRow:
    """A project that has a filing."""
    listed = look.projects(shell.context.workspace, ProjectQuery(year=2026, state="finished"))
    return listed.first[0]


def test_enter_on_the_first_find_opens_the_project(qtbot: QtBot, shell: Shell) -> None:
    row = a_project(shell)
    box = opened(qtbot, shell, row.name)
    QTest.keyClick(box.field, Qt.Key.Key_Return)
    settled(qtbot, shell)
    assert shell.current == "project"
    assert shell.pages["project"].title_label.text() == row.name


def test_enter_before_the_answer_waits_for_it(qtbot: QtBot, shell: Shell) -> None:
    row = a_project(shell)
    box = opened(qtbot, shell, "备份")
    box.field.setText(row.name)
    QTest.keyClick(box.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shell.current == "project")


def test_first_letters_find_and_the_arrows_pass_headings(qtbot: QtBot, shell: Shell) -> None:
    row = a_project(shell)
    box = opened(qtbot, shell, first_letters(row.name)[:8])
    assert box.shown is not None
    assert row.id in {hit.target for hit in box.shown.hits if hit.kind is HitKind.PROJECT}
    seen = [box.found.currentRow()]
    for _ in range(box.found.count()):
        QTest.keyClick(box.field, Qt.Key.Key_Down)
        seen.append(box.found.currentRow())
    for number in set(seen):
        assert box.found.item(number).flags() & Qt.ItemFlag.ItemIsSelectable
    assert seen[-1] == box.found.count() - 1


def test_a_word_that_names_a_form_chooses_among_the_filings(qtbot: QtBot, shell: Shell) -> None:
    row = a_project(shell)
    workspace = shell.context.workspace
    shelf = search.open_shelf(workspace)
    found = search.search(workspace, shelf, f"{row.name} 自评").hits
    assert row.filing_id in {hit.target for hit in found if hit.kind is HitKind.FILING}
    targets = search.search(workspace, shelf, f"{row.name} 目标").hits
    titles = [hit.title for hit in targets if hit.kind is HitKind.FILING]
    assert titles
    assert all(title.startswith("目标：") for title in titles)


def test_pages_offices_entries_and_cards_are_found(qtbot: QtBot, shell: Shell) -> None:
    box = opened(qtbot, shell, "备份")
    assert box.shown is not None
    assert HitKind.CARD in {hit.kind for hit in box.shown.hits}
    box.field.setText("农业农村局")
    qtbot.waitUntil(lambda: box.shown is not None and box.shown.text == "农业农村局")
    assert {hit.title for hit in box.shown.hits if hit.kind is HitKind.OFFICE} >= {"练习县农业农村局"}
    box.field.setText("满意度")
    qtbot.waitUntil(lambda: box.shown is not None and box.shown.text == "满意度")
    assert HitKind.ENTRY in {hit.kind for hit in box.shown.hits}
    box.field.setText("sfx")
    qtbot.waitUntil(lambda: box.shown is not None and box.shown.text == "sfx")
    QTest.keyClick(box.field, Qt.Key.Key_Return)
    settled(qtbot, shell)
    assert shell.current == "tray"


def test_what_is_not_there_is_said_and_enter_does_nothing(qtbot: QtBot, shell: Shell) -> None:
    box = opened(qtbot, shell, "查无此事")
    assert "没有找到“查无此事”" in box.nothing.text()
    QTest.keyClick(box.field, Qt.Key.Key_Return)
    settled(qtbot, shell)
    assert box.isVisible()
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert shell.current == "dashboard"
