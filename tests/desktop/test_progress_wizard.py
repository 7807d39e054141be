"""A project's monitoring in the wizard, with real keys: lights, ticks by Space where a line runs off, likelihood, and noting what to mend."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from jxdesk.actions import monitor, rectify
from jxdesk.desktop.dialogs.rectification import RectificationDialog
from jxdesk.desktop.pages.filling import FillingPage
from jxdesk.desktop.shell import Shell
from jxdesk.desktop.wizard.deviation_panel import DeviationPanel
from jxdesk.desktop.wizard.indicators_page import IndicatorsPage
from jxdesk.desktop.wizard.progress_grid import LIGHT, ProgressGrid
from jxdesk.domain.records.filings import (
    Comparator,
    DeviationCause,
    Filing,
    FilingContent,
    FilingState,
    Form,
    IndicatorLine,
    Likelihood,
)
from jxdesk.domain.templates.wizard_flow import WizardPage
from jxdesk.store.records import filings, projects

from .conftest import child, settled

YEAR, PERIOD = 2026, 6


@pytest.fixture
def opened(qtbot: QtBot, shell: Shell) -> IndicatorsPage:
    """The indicators of a monitoring form whose target is ≥100公里, in sight."""
    workspace = shell.context.workspace
    row = monitor.month(workspace, YEAR, PERIOD).rows[0]
    line = IndicatorLine(
        id="target-line",
        level1="产出指标",
        level2="数量指标",
        name="养护里程",
        clean_name="养护里程",
        comparator=Comparator.AT_LEAST,
        target_text="≥100公里",
        target=Decimal(100),
        unit="公里",
    )
    content = FilingContent(
        form=Form.PROJECT_TARGET,
        template_id="target-national-2015",
        year=YEAR,
        project_name=row.name,
        indicator_lines=(line,),
        answers={"expected_goal": "养护100公里"},
    )

    def store(tx) -> None:  # type: ignore[no-untyped-def]
        project = projects.get(tx, row.project_id)
        assert project is not None
        target = Filing(
            id="target",
            office_id=project.office_id,
            project_id=project.id,
            content=content,
            state=FilingState.APPROVED,
        )
        filings.add(tx, target)

    workspace.transact(store)
    shell.go("wizard", monitor.filing_of(workspace, YEAR, PERIOD, row.project_id))
    page = shell.pages["wizard"]
    assert isinstance(page, FillingPage)
    settled(qtbot, shell)
    assert page.wizard is not None
    page.wizard.show_page(WizardPage.INDICATORS)
    shell.frame.activateWindow()
    qtbot.waitUntil(shell.frame.isActiveWindow)
    view = page.wizard.views[WizardPage.INDICATORS]
    assert isinstance(view, IndicatorsPage)
    return view


def grid_of(page: IndicatorsPage) -> ProgressGrid:
    assert isinstance(page.grid, ProgressGrid)
    return page.grid


def line_of(page: IndicatorsPage) -> IndicatorLine:
    return page.session.content.indicator_lines[0]


def put_cursor(page: IndicatorsPage, field: str) -> None:
    grid = grid_of(page)
    grid.setFocus()
    grid.put_cursor(grid.model_.index(0, grid.model_.column_of(field)))


def type_into(page: IndicatorsPage, field: str, text: str) -> None:
    put_cursor(page, field)
    QTest.keyClicks(page.grid.viewport(), text[0])
    QTest.keyClicks(QApplication.focusWidget(), text[1:])
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)


def light(page: IndicatorsPage) -> str:
    model = grid_of(page).model_
    return model.shown_text(0, model.columns[model.column_of(LIGHT)])


def test_a_line_on_its_way_is_green_and_asks_for_no_causes(
    qtbot: QtBot, shell: Shell, opened: IndicatorsPage
) -> None:
    assert light(opened) == "没有数"
    type_into(opened, "actual", "60")
    type_into(opened, "forecast", "100")
    settled(qtbot, shell)
    assert light(opened) == "绿灯"
    grid = grid_of(opened)
    assert grid.isColumnHidden(grid.model_.column_of("cause_funding"))


def test_a_line_that_runs_off_takes_ticks_by_space_and_a_likelihood(
    qtbot: QtBot, shell: Shell, opened: IndicatorsPage
) -> None:
    type_into(opened, "actual", "20")
    type_into(opened, "forecast", "80")
    settled(qtbot, shell)
    assert light(opened) == "红灯"
    grid = grid_of(opened)
    assert not grid.isColumnHidden(grid.model_.column_of("cause_funding"))
    put_cursor(opened, "cause_staff")
    QTest.keyClick(grid, Qt.Key.Key_Space)
    settled(qtbot, shell)
    assert line_of(opened).causes == (DeviationCause.STAFF,)
    QTest.keyClick(grid, Qt.Key.Key_Space)
    settled(qtbot, shell)
    assert line_of(opened).causes == ()
    panel = opened.panel
    assert isinstance(panel, DeviationPanel)
    assert "全年预计达不到目标，差 20%" in panel.sentence.text()
    for name in ("cause_funding", "likely_1"):
        button = child(panel, name)
        assert isinstance(button, QAbstractButton)
        button.click()
    settled(qtbot, shell)
    assert line_of(opened).causes == (DeviationCause.FUNDING,)
    assert line_of(opened).likelihood is Likelihood.POSSIBLE


def test_what_must_be_mended_is_noted_from_the_line(
    qtbot: QtBot, shell: Shell, opened: IndicatorsPage
) -> None:
    type_into(opened, "actual", "20")
    settled(qtbot, shell)
    put_cursor(opened, "actual")
    mend = child(opened.panel, "deviation_mend")
    assert isinstance(mend, QAbstractButton)
    mend.click()

    def shown() -> RectificationDialog | None:
        found = (one for one in QApplication.topLevelWidgets() if isinstance(one, RectificationDialog))
        return next((one for one in found if one.isVisible()), None)

    qtbot.waitUntil(lambda: shown() is not None)
    dialog = shown()
    assert dialog is not None
    problem = child(dialog, "rectification_problem")
    assert isinstance(problem, QPlainTextEdit)
    assert problem.toPlainText().startswith("1—6月“养护里程”：已完成 20%")
    keep = child(dialog, "rectification_keep")
    assert isinstance(keep, QAbstractButton)
    keep.click()
    settled(qtbot, shell)
    assert dialog.told.text().startswith("没有写整改措施。")
    measure, who, due = (child(dialog, f"rectification_{name}") for name in ("measure", "responsible", "due"))
    assert isinstance(measure, QPlainTextEdit)
    assert isinstance(who, QLineEdit)
    assert isinstance(due, QLineEdit)
    measure.setPlainText("九月前补齐")
    who.setText("填报人")
    due.setText("2026.9.30")
    keep.click()
    settled(qtbot, shell)
    project_id = opened.session.filing.project_id
    (noted,) = rectify.of_project(shell.context.workspace, project_id)
    assert (noted.measure, noted.period, str(noted.due_on)) == ("九月前补齐", PERIOD, "2026-09-30")
