"""万元 and 元: one button or one key changes the first page, the project's money, the list and the charts together."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from jxdesk.desktop import amounts
from jxdesk.desktop.pages.charts import ChartsPage
from jxdesk.desktop.pages.dashboard import DashboardPage
from jxdesk.desktop.pages.project import ProjectPage
from jxdesk.desktop.pages.projects import ProjectsPage
from jxdesk.desktop.shell import Shell
from jxdesk.documents.charts.marks import Drawing, Text
from jxdesk.domain.records.filings import MoneyUnit

from .conftest import child, settled


@pytest.fixture(autouse=True)
def in_wan(own_preferences: None) -> Iterator[None]:
    """Every test begins with 万元, whatever the one before it chose."""
    amounts.show_in_yuan(False)
    yield
    amounts.show_in_yuan(False)


def press(page: ChartsPage | DashboardPage | ProjectPage, name: str) -> None:
    """Presses the switch of a page with the keyboard."""
    found = child(page, name)
    assert isinstance(found, QPushButton)
    found.setFocus()
    QTest.keyClick(found, Qt.Key.Key_Space)


def fen(text: str, unit: MoneyUnit) -> int:
    """What an amount on the screen says."""
    return round(float(text.replace(",", "")) * {MoneyUnit.WAN: 1_000_000, MoneyUnit.YUAN: 100}[unit])


def written(drawing: Drawing) -> list[str]:
    """The texts of a drawing."""
    return [mark.text for mark in drawing.marks if isinstance(mark, Text)]


def test_the_first_page_changes_its_sum_and_the_offer(qtbot: QtBot, shell: Shell) -> None:
    page = shell.pages["dashboard"]
    assert isinstance(page, DashboardPage)
    said = page.summary.text().split()[-2]
    press(page, "dashboard_money_unit")
    settled(qtbot, shell)
    number, unit = page.summary.text().split()[-2:]
    assert unit == "元"
    assert abs(fen(number, MoneyUnit.YUAN) - fen(said, MoneyUnit.WAN)) <= 5_000
    assert page.unit_switch.button.text() == "改用万元"
    press(page, "dashboard_money_unit")
    settled(qtbot, shell)
    assert page.summary.text().split()[-2:] == [said, "万元"]


def test_a_project_s_money_is_exact_to_the_fen_in_yuan_and_the_list_follows(
    qtbot: QtBot, shell: Shell
) -> None:
    shell.go("projects")
    settled(qtbot, shell)
    listed = shell.pages["projects"]
    assert isinstance(listed, ProjectsPage)
    row = listed.model.row_at(0)
    assert row is not None
    shell.go("project", row.id)
    settled(qtbot, shell)
    page = shell.pages["project"]
    assert isinstance(page, ProjectPage)
    assert page.money_card.title.text() == "资金（万元）"
    press(page, "money_unit")
    settled(qtbot, shell)
    assert page.money_card.title.text() == "资金（元）"
    shown = child(page.money_card, "money_1")
    assert isinstance(shown, QLabel)
    assert fen(shown.text(), MoneyUnit.YUAN) == row.budget_fen
    shell.go_back()
    settled(qtbot, shell)
    assert listed.summary.text().endswith(" 元")


def test_a_chart_changes_its_axis_its_words_and_its_list(qtbot: QtBot, shell: Shell) -> None:
    shell.go("charts", 2025)
    settled(qtbot, shell)
    page = shell.pages["charts"]
    assert isinstance(page, ChartsPage)
    assert page.view.drawing is not None
    before = page.view.drawing
    assert "累计支出（万元）" in written(before)
    press(page, "chart_money_unit")
    settled(qtbot, shell)
    after = page.view.drawing
    assert "累计支出（元）" in written(after)
    assert any(" 元的 " in stop.words for stop in after.stops)
    assert not any("万元" in stop.words for stop in after.stops)
    assert page.model.headings[1] == "全年预算（元）"
    assert [stop.project_ids for stop in after.stops] == [stop.project_ids for stop in before.stops]
