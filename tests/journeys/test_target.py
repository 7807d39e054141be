"""A target from last year's self-evaluation to its sealed package, in the whole window, by keys alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from jxdesk.actions import start
from jxdesk.actions.verify import WHOLE, verify
from jxdesk.actions.workspace import Workspace
from jxdesk.desktop import theme
from jxdesk.desktop.dialogs.begin import BeginDialog
from jxdesk.desktop.dialogs.seal import SealDialog
from jxdesk.desktop.frame import Frame
from jxdesk.desktop.library.picker import IndicatorPicker
from jxdesk.desktop.pages.project import ProjectPage
from jxdesk.desktop.shell import Shell
from jxdesk.desktop.start import Start
from jxdesk.desktop.wizard.filing_wizard import FilingWizard
from jxdesk.desktop.wizard.indicators_page import IndicatorsPage
from jxdesk.desktop.wizard.money_page import MoneyPage
from jxdesk.desktop.wizard.output_page import OutputPage
from jxdesk.domain.findings import Severity
from jxdesk.domain.records.filings import Filing, FilingContent, FilingState, Form
from jxdesk.domain.records.offices import OfficeLevel
from jxdesk.domain.records.projects import BudgetBook, BudgetStage, BudgetVersion, FundingLine, Project
from jxdesk.domain.templates.wizard_flow import WizardPage
from jxdesk.store.engine import settings
from jxdesk.store.records import filings, projects

from ..desktop.wizard.conftest import choose, compose, go, press, shown, type_text
from ..domain.target_forms import target_form, with_values
from .test_walking_desk import PASSPHRASE, Desk

pytestmark = pytest.mark.window

YEAR = 2026
NAME = "白岩镇农村公路养护补助"
ALT = Qt.KeyboardModifier.AltModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
LONG = 20_000


def project(year: int, office_id: str) -> Project:
    """The project in a year; this year's names the one before."""
    return Project(
        id=f"p-{year}",
        office_id=office_id,
        fiscal_year=year,
        name=NAME,
        code=f"532399{year % 100}T000000001005"[:21],
        continuity="延续项目",
        sector="农村公路",
        department="练习县交通运输局",
        implementing_unit="白岩镇人民政府",
        starts_on=dt.date(year, 1, 1),
        ends_on=dt.date(year, 12, 31),
        predecessor_id=f"p-{year - 1}" if year == YEAR else "",
        budgets=(BudgetVersion(stage=BudgetStage.ORIGINAL, amount_fen=128_400_00),),
        funding=(
            FundingLine(source="省级补助", book=BudgetBook.GENERAL, amount_fen=100_000_00),
            FundingLine(source="本级财力", book=BudgetBook.GENERAL, amount_fen=28_400_00),
        ),
    )


def last_years_result() -> FilingContent:
    """The self-evaluation of the year before, every target reached and the roads a little longer."""
    content = target_form(form=Form.PROJECT_SELF_EVALUATION, year=YEAR - 1, template_id="national-2020")
    lines = tuple(
        replace(line, actual=line.target, actual_text=line.target_text) for line in content.indicator_lines
    )
    content = replace(content, indicator_lines=lines)
    return with_values(content, "km", actual=Decimal(190), actual_text="190公里")


@pytest.fixture
def desk(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Desk]:
    """A clerk at the window of a township with one project and its year before."""
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(tmp_path / "config"))
    home = tmp_path / "数据"
    start.start(
        home,
        name="白岩镇人民政府",
        level=OfficeLevel.TOWNSHIP,
        code="53-23-29-103",
        passphrase=PASSPHRASE,
        person="填报人甲",
    )
    with Workspace.open(home) as workspace:
        office_id = workspace.read(lambda tx: settings.get(tx, settings.OFFICE))
        both = (project(YEAR - 1, office_id), project(YEAR, office_id))
        workspace.transact(lambda tx: projects.add_many(tx, both))
        before = Filing(
            id="before", office_id=office_id, project_id=f"p-{YEAR - 1}", content=last_years_result()
        )
        workspace.transact(lambda tx: filings.add(tx, before))
    theme.apply_theme(qapp)
    frame = Frame()
    opening = Start(frame, home)
    frame.resize(1366, 697)
    frame.show()
    qtbot.waitUntil(lambda: opening.shell is not None and opening.shell.current == "dashboard", timeout=LONG)
    frame.activateWindow()
    shell = opening.shell
    assert isinstance(shell, Shell)
    yield Desk(qtbot, shell)
    opening.end()


def begin(desk: Desk) -> FilingWizard:
    """From the project's page over the choice of the form into the wizard."""
    desk.shell.go("project", f"p-{YEAR}")
    page = desk.sees(ProjectPage)
    desk.until(lambda: page.facts is not None)
    assert page.fill_button.text() == "开始填目标"
    desk.enter_on(page.fill_button)
    dialog = desk.sees(BeginDialog)
    desk.enter_on(dialog.go)
    wizard = desk.sees(FilingWizard)
    desk.until(lambda: wizard.session is not None)
    desk.back_at_window()
    return wizard


def add_from_library(desk: Desk, page: IndicatorsPage) -> None:
    """Ctrl+K, the initials of a name, Enter for the list and Enter for the entry."""
    press(None, Qt.Key.Key_K, CONTROL)
    picker = desk.sees(IndicatorPicker)
    desk.until(lambda: picker.offered)
    picker.search.setFocus()
    type_text("lyl")
    desk.until(lambda: picker.offered and "列养率" in picker.offered[0].entry.name)
    press(picker.search, Qt.Key.Key_Return)
    press(picker.table, Qt.Key.Key_Return)
    desk.until(lambda: any("列养率" in line.name for line in page.session.content.indicator_lines))
    desk.back_at_window()


def row_of(page: IndicatorsPage, name: str) -> int:
    """The row of an indicator."""
    return next(n for n, line in enumerate(page.session.content.indicator_lines) if name in line.name)


def test_a_target_goes_from_last_year_to_a_package_by_keys_alone(desk: Desk, tmp_path: Path) -> None:
    wizard = begin(desk)
    session = wizard.session
    assert session is not None

    # Basics and funding come from the project, and the sum is told to the 分.
    assert wizard.page is WizardPage.BASICS
    assert session.content.answers["project_period"] == f"{YEAR}年1月—{YEAR}年12月"
    press(None, Qt.Key.Key_Right, ALT)
    assert wizard.page is WizardPage.MONEY
    money = wizard.views[WizardPage.MONEY]
    assert isinstance(money, MoneyPage)
    assert "和年度资金总额一致" in " ".join(words.text() for words in money.sentence.findChildren(QLabel))
    assert "money-parts-differ" not in {finding.code for finding in session.findings}

    # The words of the year before, made this year's.
    press(None, Qt.Key.Key_Right, ALT)
    assert wizard.page is WizardPage.GOALS
    press(None, Qt.Key.Key_A, CONTROL)
    compose("zi")
    choose("养护农村公路 192 公里，保障沿线 2.1 万名群众安全出行。")

    # Last year's indicators with last year's result beside them; one falls behind it and is told so.
    press(None, Qt.Key.Key_Right, ALT)
    assert wizard.page is WizardPage.INDICATORS
    page = wizard.views[WizardPage.INDICATORS]
    assert isinstance(page, IndicatorsPage)
    assert shown(page.grid, 0, "before") == "190公里"
    session.check_now()
    assert "behind-last-year" in {finding.code for finding in session.findings}
    go(page.grid, 0, "target")
    type_text("192")
    press(None, Qt.Key.Key_Return)
    session.check_now()
    assert "behind-last-year" not in {finding.code for finding in session.findings}

    # One more from the library; its points are taken from another line, or the form could not be sent.
    add_from_library(desk, page)
    row = row_of(page, "列养率")
    for field, text in (("target", "100"), ("weight", "5")):
        go(page.grid, row, field)
        type_text(text)
        press(None, Qt.Key.Key_Return)
    session.check_now()
    assert ("weights-off-scheme", Severity.ERROR) in {
        (finding.code, finding.severity) for finding in session.findings
    }
    go(page.grid, row_of(page, "沿线受益群众"), "weight")
    type_text("15")
    press(None, Qt.Key.Key_Return)
    session.check_now()
    assert not [finding for finding in session.findings if finding.severity is Severity.ERROR]

    # The page as it will be printed, marked as filled, and sealed.
    press(None, Qt.Key.Key_F9)
    output = wizard.views[WizardPage.OUTPUT]
    assert isinstance(output, OutputPage)
    desk.until(lambda: output.preview.sheet.images)
    desk.enter_on(output.finish_button)
    desk.until(lambda: session.filing.state is FilingState.FINISHED)
    press(None, Qt.Key.Key_Right, ALT)
    package = seal(desk, tmp_path / "U盘")

    answer = verify(package, practice=False)
    assert answer.code == WHOLE
    (kept,) = desk.workspace.read(lambda tx: filings.of_year(tx, YEAR))
    assert (kept.content.form, kept.state) == (Form.PROJECT_TARGET, FilingState.SEALED)
    assert kept.content.indicator_lines[0].target == Decimal(192)


def seal(desk: Desk, stick: Path) -> Path:
    """Seals what is filled into a folder that plays the stick."""
    page = desk.sees(ProjectPage)
    stick.mkdir()
    desk.enter_on(page.seal_button)
    dialog = desk.sees(SealDialog)
    desk.until(dialog.going)
    desk.enter_on(dialog.next_button)
    dialog.destinations.set_folder(stick)
    dialog.passphrase.setText(PASSPHRASE)
    press(dialog.passphrase, Qt.Key.Key_Return)
    desk.until(lambda: dialog.sealed is not None)
    desk.leave(dialog)
    (package,) = stick.glob("*.jxpkg")
    return package
