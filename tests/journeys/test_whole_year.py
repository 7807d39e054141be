"""A whole year of a county's projects through the real window: by keys alone, and by paste; sealed, and verified elsewhere.

A sample of nine projects runs always, all 99 with the mark ``full``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from jxdesk.desktop import theme
from jxdesk.desktop.frame import Frame
from jxdesk.desktop.start import Start
from jxdesk.desktop.wizard.paste_dialog import PasteDialog
from jxdesk.domain.monitoring.standing import LightColour
from jxdesk.domain.records.filings import FilingState, Form
from jxdesk.domain.templates.wizard_flow import WizardPage
from jxdesk.domain.values.quantities import decimal_text
from jxdesk.store.records import filings

from ..desktop.wizard.conftest import press
from .drawn_county import reached
from .year_desk import (
    ALT,
    CONTROL,
    EVALUATIONS,
    MONITORING,
    TARGETS,
    YEAR,
    YearDesk,
    budget_fen,
    found,
    list_of_projects,
    treasury_export,
)

pytestmark = pytest.mark.window

SAMPLE, WHOLE_COUNTY = 9, 99
BY_HAND = 2
"""So many forms of each stage are filled on every page by keys."""
LONG = 60_000
Opener = Callable[[int], YearDesk]


@pytest.fixture
def open_desk(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Opener]:
    """Opens the window on a desk whose last year is done."""
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(tmp_path / "config"))
    theme.apply_theme(qapp)
    openings: list[Start] = []

    def make(count: int) -> YearDesk:
        chosen = found(tmp_path / "练习县", count)
        frame = Frame()
        opening = Start(frame, tmp_path / "练习县")
        openings.append(opening)
        frame.resize(1366, 697)
        frame.show()
        qtbot.waitUntil(
            lambda: opening.shell is not None and opening.shell.current == "dashboard", timeout=LONG
        )
        frame.activateWindow()
        assert opening.shell is not None
        return YearDesk(qtbot, opening.shell, chosen)

    yield make
    for opening in openings:
        opening.end()


def promise(desk: YearDesk) -> None:
    """Targets from last year's, for all at once; a few are gone through page by page and one number is changed."""
    desk.begin_all(TARGETS)
    for row in range(BY_HAND):
        wizard = desk.open_form(TARGETS, row)
        session = wizard.session
        assert session is not None
        assert wizard.page is WizardPage.BASICS
        press(None, Qt.Key.Key_Right, ALT)
        assert wizard.page is WizardPage.MONEY
        press(None, Qt.Key.Key_Right, ALT)
        assert wizard.page is WizardPage.GOALS
        desk.walk_to(wizard, WizardPage.INDICATORS)
        desk.type_down(wizard, "value_basis", lambda line: "按今年任务重新核定" if line.target else "")
        session.check_now()
        desk.walk_to(wizard, WizardPage.PROBLEMS)
        desk.finish(wizard)
    desk.finish_all(TARGETS, len(desk.chosen) - BY_HAND)


def approve(desk: YearDesk, tmp_path: Path) -> None:
    """The targets go out, come back approved, and are frozen."""
    desk.seal_all(TARGETS, tmp_path / "目标", len(desk.chosen))
    desk.approve_all("练财绩〔2026〕12号")


def watch_a_few_by_hand(desk: YearDesk) -> None:
    """Every page of a few July forms by keys."""
    for row in range(BY_HAND):
        wizard = desk.open_form(MONITORING, row)
        assert wizard.page is WizardPage.MONEY
        desk.walk_to(wizard, WizardPage.INDICATORS)
        desk.type_down(wizard, "actual", reached)
        desk.type_down(wizard, "forecast", reached)
        desk.finish(wizard)


def evaluate_a_few_by_hand(desk: YearDesk) -> None:
    """Every page of a few self-evaluations by keys."""
    for row in range(BY_HAND):
        wizard = desk.open_form(EVALUATIONS, row)
        session = wizard.session
        assert session is not None
        assert wizard.page is WizardPage.MONEY
        total = session.content.total_line
        assert total is not None
        fen = total.revised_budget_fen or total.original_budget_fen or 0
        desk.type_money(wizard, 0, "revised_budget", decimal_text(Decimal(fen) / _unit(wizard)))
        desk.type_money(wizard, 0, "executed", decimal_text(Decimal(fen) / _unit(wizard)))
        desk.walk_to(wizard, WizardPage.INDICATORS)
        desk.type_down(wizard, "actual", reached)
        desk.judge(wizard)
        desk.finish(wizard)


def _unit(wizard: object) -> int:
    content = wizard.session.content  # type: ignore[attr-defined]
    return 100 if content.money_unit.value == "元" else 1_000_000


def paste_july(desk: YearDesk) -> None:
    """The treasury's list into the grid, by codes, after a look."""
    page = desk.july()
    QApplication.clipboard().setText(treasury_export(desk.chosen))
    page.grid.setFocus()
    page.grid.put_cursor(page.model.index(0, page.model.column_of("executed")))
    press(page.grid, Qt.Key.Key_V, CONTROL)
    dialog = desk.sees(PasteDialog)
    assert not dialog.plan.refused
    press(dialog.paste_button, Qt.Key.Key_Return)
    desk.settle()
    rows = page.session.rows.values()
    assert sum(row.executed_fen or 0 for row in rows) == sum(
        budget_fen(one) * 6 // 10 // 100 * 100 for one in desk.chosen
    )
    assert {row.light.colour for row in rows} == {LightColour.GREEN}


def paste_forms(desk: YearDesk, form: Form, *fields: str) -> None:
    """A block of figures into the indicators of every form that is still open."""
    stored = desk.workspace.read(lambda tx: filings.of_year(tx, YEAR, form=form))
    for filing in stored:
        desk.shell.go("wizard", filing.id)
        wizard = desk.wizard()
        if form is Form.PROJECT_SELF_EVALUATION:
            total = filing.content.total_line
            assert total is not None
            fen = total.revised_budget_fen or total.original_budget_fen or 0
            text = decimal_text(Decimal(fen) / _unit(wizard))
            desk.type_money(wizard, 0, "revised_budget", text)
            desk.type_money(wizard, 0, "executed", text)
        desk.walk_to(wizard, WizardPage.INDICATORS)
        for field in fields:
            desk.paste_down(wizard, field, reached)
        if form is Form.PROJECT_SELF_EVALUATION:
            desk.judge(wizard)
        desk.leave_form(wizard)


def year_by_keys(desk: YearDesk, tmp_path: Path) -> None:
    """From last year to sealed packages without a mouse and without the clipboard."""
    desk.open_year()
    desk.take_list(list_of_projects(tmp_path / "清单.xlsx", desk.chosen))
    promise(desk)
    approve(desk, tmp_path)
    desk.type_july()
    watch_a_few_by_hand(desk)
    desk.seal_all(MONITORING, tmp_path / "监控", BY_HAND)
    desk.begin_all(EVALUATIONS)
    evaluate_a_few_by_hand(desk)
    desk.seal_all(EVALUATIONS, tmp_path / "自评", BY_HAND)
    assert desk.states(Form.PROJECT_TARGET) == [FilingState.APPROVED] * len(desk.chosen)
    assert desk.states(Form.PROJECT_SELF_EVALUATION).count(FilingState.SEALED) == BY_HAND


def year_by_paste(desk: YearDesk, tmp_path: Path) -> None:
    """From last year to sealed packages with what other systems export."""
    count = len(desk.chosen)
    desk.open_year()
    desk.take_list(list_of_projects(tmp_path / "清单.xlsx", desk.chosen))
    desk.begin_all(TARGETS)
    desk.finish_all(TARGETS, count)
    approve(desk, tmp_path)
    paste_july(desk)
    paste_forms(desk, Form.PROJECT_MONITORING, "actual", "forecast")
    desk.finish_all(MONITORING, count)
    desk.seal_all(MONITORING, tmp_path / "监控", count)
    desk.begin_all(EVALUATIONS)
    paste_forms(desk, Form.PROJECT_SELF_EVALUATION, "actual")
    desk.finish_all(EVALUATIONS, count)
    desk.seal_all(EVALUATIONS, tmp_path / "自评", count)
    assert desk.states(Form.PROJECT_SELF_EVALUATION) == [FilingState.SEALED] * count


def test_a_year_is_entered_by_keys_alone(open_desk: Opener, tmp_path: Path) -> None:
    year_by_keys(open_desk(SAMPLE), tmp_path)


def test_a_year_is_entered_by_paste(open_desk: Opener, tmp_path: Path) -> None:
    year_by_paste(open_desk(SAMPLE), tmp_path)


@pytest.mark.full
def test_the_year_of_99_projects_is_entered_by_keys_alone(open_desk: Opener, tmp_path: Path) -> None:
    year_by_keys(open_desk(WHOLE_COUNTY), tmp_path)


@pytest.mark.full
def test_the_year_of_99_projects_is_entered_by_paste(open_desk: Opener, tmp_path: Path) -> None:
    year_by_paste(open_desk(WHOLE_COUNTY), tmp_path)
