"""新建项目 in the window: checked while it is typed, made and opened; of a classified one only that there is one."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QInputDialog, QLabel
from pytestqt.qtbot import QtBot

from jxdesk.actions import look
from jxdesk.actions.look import ProjectQuery
from jxdesk.desktop.dialogs.new_project import NewProjectDialog
from jxdesk.desktop.pages.project import ProjectPage
from jxdesk.desktop.pages.projects import ProjectsPage
from jxdesk.desktop.shell import Shell

from .conftest import settled

NAME = "农村公路养护补助（新）"


@pytest.fixture
def dialog(qtbot: QtBot, shell: Shell) -> NewProjectDialog:
    """The dialog, opened from the list."""
    shell.go("projects")
    settled(qtbot, shell)
    page = shell.pages["projects"]
    assert isinstance(page, ProjectsPage)
    page.new_button.click()
    made = shell.frame.findChildren(NewProjectDialog)[0]
    qtbot.waitUntil(lambda: made.choices is not None)
    return made


def said(dialog: NewProjectDialog) -> str:
    """What the dialog says does not fit."""
    items = [dialog.problems.itemAt(place).widget() for place in range(dialog.problems.count())]
    return "\n".join(text.text() for item in items if item is not None for text in item.findChildren(QLabel))


def test_a_project_is_made_by_keys_alone_and_opened(
    qtbot: QtBot, shell: Shell, dialog: NewProjectDialog
) -> None:
    assert not dialog.go.isEnabled()
    assert dialog.unit.currentText() == "练习县财政局"
    dialog.name.setText(NAME)
    QTest.keyClicks(dialog.budget, "abc")
    qtbot.waitUntil(lambda: "读不成金额" in said(dialog), timeout=5_000)
    assert not dialog.go.isEnabled()
    dialog.budget.clear()
    QTest.keyClicks(dialog.budget, "128.4")
    QTest.keyClicks(dialog.code, "123")
    qtbot.waitUntil(lambda: "编码有 3 位" in said(dialog), timeout=5_000)
    assert dialog.go.isEnabled()
    QTest.keyClick(dialog.budget, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shell.current == "project", timeout=10_000)
    settled(qtbot, shell)
    page = shell.pages["project"]
    assert isinstance(page, ProjectPage)
    assert page.title_label.text() == NAME
    assert page.facts is not None
    assert [step.errand for step in page.facts.history] == ["project_create"]
    listed = look.projects(shell.context.workspace, ProjectQuery(year=2026, text=NAME))
    assert [row.budget_fen for row in listed.first] == [128_400_000]


def test_a_classified_project_asks_nothing_and_says_why(
    qtbot: QtBot, shell: Shell, dialog: NewProjectDialog
) -> None:
    dialog.name.setText("不该留下的名称")
    dialog.classified.click()
    assert dialog.why.isVisible()
    assert "只登记一个数" in dialog.why.text.text()
    assert not dialog.name.isVisible()
    assert dialog.name.text() == ""
    assert dialog.go.isEnabled()
    dialog.go.click()
    settled(qtbot, shell)
    rows = look.projects(shell.context.workspace, ProjectQuery(year=2026)).first
    assert sum(bool(row.is_classified) for row in rows) == 1
    assert shell.current == "projects"


def test_a_project_gets_another_name_on_its_page(
    qtbot: QtBot, shell: Shell, dialog: NewProjectDialog
) -> None:
    dialog.name.setText(NAME)
    dialog.go.click()
    qtbot.waitUntil(lambda: shell.current == "project", timeout=10_000)
    settled(qtbot, shell)
    page = shell.pages["project"]
    assert isinstance(page, ProjectPage)
    page.rename_button.click()
    asked = shell.frame.findChildren(QInputDialog)[0]
    asked.setTextValue("农村公路养护补助（改）")
    asked.accept()
    qtbot.waitUntil(lambda: page.title_label.text() == "农村公路养护补助（改）", timeout=10_000)
