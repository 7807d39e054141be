"""The page of offices as a whole in the real window: choosing an office, a year and a stage, opening, beginning, writing."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from jxdesk.desktop import amounts
from jxdesk.desktop.dialogs.begin import BeginDialog
from jxdesk.desktop.pages.department import DepartmentPage
from jxdesk.desktop.shell import Shell
from jxdesk.domain.records.filings import Form, MoneyUnit
from jxdesk.domain.values.money import format_fen

from .conftest import settled


@pytest.fixture
def page(qtbot: QtBot, shell: Shell) -> DepartmentPage:
    """The page, read."""
    QTest.keyClick(
        QApplication.focusWidget() or shell.frame, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier
    )
    settled(qtbot, shell)
    made = shell.pages["department"]
    assert isinstance(made, DepartmentPage)
    assert shell.current == "department"
    return made


def _choose(qtbot: QtBot, shell: Shell, page: DepartmentPage, *, year: int) -> None:
    """The first office below the bureau that has a target, in a year."""
    page.years.setCurrentIndex(page.years.findData(year))
    page.years.activated.emit(page.years.currentIndex())
    settled(qtbot, shell)
    tree = page.offices.tree
    tree.setFocus()
    for _ in range(12):
        if page.facts is not None and page.facts.stages[0].filing is not None:
            return
        QTest.keyClick(tree, Qt.Key.Key_Down)
        settled(qtbot, shell)
    raise AssertionError("no office has a target")


def test_arrows_go_from_office_to_office(qtbot: QtBot, shell: Shell, page: DepartmentPage) -> None:
    _choose(qtbot, shell, page, year=2026)
    assert page.facts is not None
    assert page.title_label.text() == f"{page.facts.office.name} · 部门整体"
    assert page.task_card.coverage_pill.text().startswith("项目挂上 ")
    assert page.look_button.isEnabled()


def test_amounts_of_tasks_follow_the_unit_that_was_chosen(
    qtbot: QtBot, shell: Shell, page: DepartmentPage
) -> None:
    _choose(qtbot, shell, page, year=2026)
    assert page.facts is not None
    assert page.facts.filing is not None
    texts = {one.text() for one in page.task_card.findChildren(QLabel)}
    fen = next(line.budget_fen for line in page.facts.filing.content.task_lines if line.budget_fen)
    assert format_fen(fen, MoneyUnit.WAN) in texts
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(page.offices.tree, Qt.Key.Key_U, modifiers)
    try:
        settled(qtbot, shell)
        texts = {one.text() for one in page.task_card.findChildren(QLabel) if not one.isHidden()}
        assert {"总额（元）", format_fen(fen, MoneyUnit.YUAN)} <= texts
    finally:
        amounts.show_in_yuan(False)


def test_typing_finds_an_office(page: DepartmentPage) -> None:
    page.offices.search.setFocus()
    page.offices.search.setText("没有这个单位")
    top = page.offices.tree.topLevelItem(0)
    assert top is not None
    assert top.isHidden()
    page.offices.search.clear()
    assert not top.isHidden()


def test_a_stage_without_a_form_is_begun_here(qtbot: QtBot, shell: Shell, page: DepartmentPage) -> None:
    _choose(qtbot, shell, page, year=2026)
    page.show_stage(3)
    assert page.fill_button.text() == "开始填自评"
    page.fill_button.click()
    dialog = shell.frame.findChild(BeginDialog)
    assert dialog is not None
    assert "部门整体自评" in dialog.windowTitle()
    assert {one.form for one in dialog.templates} == {Form.DEPARTMENT_SELF_EVALUATION}
    dialog.go.click()
    settled(qtbot, shell)
    assert shell.current == "wizard"


def test_the_narrative_of_a_finished_year_is_written(
    qtbot: QtBot, shell: Shell, page: DepartmentPage, tmp_path: Path
) -> None:
    _choose(qtbot, shell, page, year=2025)
    page.show_stage(3)
    assert page.report_button.isEnabled()
    page.write_report(tmp_path / "自评情况.docx")
    settled(qtbot, shell)
    assert (tmp_path / "自评情况.docx").stat().st_size > 5_000
    assert "待填" in shell.frame.status_told.text()
    page.show_stage(0)
    assert not page.report_button.isVisible()
