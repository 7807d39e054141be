"""What the journeys through a whole year share: a county whose last year is done, and the hands that take it through the next."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from jxdesk.actions.monitor import EXECUTED, FORECAST
from jxdesk.actions.verify import WHOLE, verify
from jxdesk.actions.workspace import Workspace
from jxdesk.desktop.dialogs.approvals import ApprovalsDialog
from jxdesk.desktop.dialogs.begin import BeginDialog
from jxdesk.desktop.dialogs.bulk import BeginManyDialog
from jxdesk.desktop.dialogs.bulk_answer import BulkAnswerDialog
from jxdesk.desktop.dialogs.match_columns import DONE, MATCH, PREVIEW, MatchColumnsDialog
from jxdesk.desktop.dialogs.seal import SealDialog
from jxdesk.desktop.dialogs.turn_year import OpenYearDialog
from jxdesk.desktop.pages.filling import FillingPage
from jxdesk.desktop.pages.monitoring import MonitoringPage, MonitoringWish
from jxdesk.desktop.pages.project import ProjectPage
from jxdesk.desktop.pages.projects import ProjectsPage
from jxdesk.desktop.pages.settings import SettingsPage
from jxdesk.desktop.shell import Shell
from jxdesk.desktop.wizard.filing_wizard import FilingWizard
from jxdesk.desktop.wizard.indicators_page import IndicatorsPage
from jxdesk.desktop.wizard.money_page import MoneyPage
from jxdesk.desktop.wizard.output_page import OutputPage
from jxdesk.domain.records.filings import FilingState, Form, IndicatorLine
from jxdesk.domain.records.projects import BudgetStage, Project
from jxdesk.domain.templates.wizard_flow import WizardPage
from jxdesk.domain.values.quantities import decimal_text
from jxdesk.exchange import keys
from jxdesk.store.engine import settings
from jxdesk.store.engine.database import Transaction
from jxdesk.store.records import approvals, filings, offices, projects
from jxdesk.store.records.founding import first_state
from jxdesk.store.shipped.forms import DEFAULT_RULE_PACK
from jxdesk.store.views.screens import ListStage, ProjectQuery

from ..desktop.wizard.conftest import choose, compose, go, press, type_text
from .drawn_county import WAN, county
from .test_walking_desk import Desk

LAST, YEAR, JULY = 2025, 2026, 7
ALT, CONTROL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
TARGETS = ListStage(Form.PROJECT_TARGET)
MONITORING = ListStage(Form.PROJECT_MONITORING, JULY)
EVALUATIONS = ListStage(Form.PROJECT_SELF_EVALUATION)
LONG = 120_000


def found(home: Path, count: int) -> tuple[Project, ...]:
    """A desk whose last year is filed, approved and evaluated for so many projects, and whose new one has not begun."""
    year = county().years[0]
    chosen = year.projects[:count]
    ids = {project.id for project in chosen}
    filed = [filing for filing in year.filings if filing.project_id in ids]
    filed_ids = {filing.id for filing in filed}

    def job(tx: Transaction) -> None:
        with first_state(tx, text="练习县财政局"):
            offices.add_many(tx, county().offices)
            projects.add_many(tx, chosen)
            filings.add_many(tx, [(filing, None) for filing in filed])
            approvals.add_many(tx, [one for one in year.approvals if one.filing_id in filed_ids])
            settings.put(tx, settings.OFFICE, county().home.id)
            settings.put(tx, settings.PRACTICE, "1")
            settings.put(tx, settings.PERSON, "填报人甲")
            settings.put(tx, settings.RULE_PACK, DEFAULT_RULE_PACK)

    with Workspace.open(home, who="填报人甲") as workspace:
        keys.create(workspace.folder.keys)
        workspace.transact(job, errand="demo")
        workspace.forget_facts()
    return chosen


def budget_fen(project: Project) -> int:
    """What the new year's list gives a project: as much as the year before."""
    return next(one.amount_fen for one in project.budgets if one.stage is BudgetStage.ORIGINAL)


def list_of_projects(path: Path, chosen: tuple[Project, ...]) -> Path:
    """The county's list of projects with this year's budgets, as the budget section sends it round."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([f"练习县{YEAR}年部门预算项目清单"])
    sheet.append(["编制单位：练习县财政局　　　　单位：万元"])
    sheet.append(["序号", "项目代码", "项目名称", "实施单位", "年初预算数"])
    for number, project in enumerate(chosen, 1):
        name = project.name.replace(str(LAST), str(YEAR), 1)
        sheet.append([number, project.code, name, project.implementing_unit, budget_fen(project) / WAN])
    book.save(path)
    return path


def treasury_export(chosen: tuple[Project, ...]) -> str:
    """What a clerk copies from the treasury's list for July: codes in another order, amounts in 元."""
    lines = ["项目代码\t项目名称\t累计支出（元）\t全年预计执行数（元）"]
    for project in reversed(chosen):
        budget = budget_fen(project)
        executed = budget * 6 // 10 // 100 * 100
        lines.append(f"{project.code}\t{project.name}\t{executed / 100:.2f}\t{budget / 100:.2f}")
    return "\n".join(lines)


def say(text: str) -> None:
    """Types letters as they are and composes anything else, as an input method does."""
    if text.isascii():
        type_text(text)
    else:
        compose("zi")
        choose(text)


class YearDesk(Desk):
    """The hands of a clerk who takes all projects of an office through a year."""

    def __init__(self, qtbot: QtBot, shell: Shell, chosen: tuple[Project, ...]) -> None:
        super().__init__(qtbot, shell)
        self.chosen = chosen

    def until(self, happens: Callable[[], object]) -> None:
        """Waits as somebody does who gave the program a hundred forms at once."""
        self.qtbot.waitUntil(lambda: bool(happens()), timeout=LONG)

    def settle(self) -> None:
        """Waits until nothing is under way any more."""
        self.until(lambda: not self.shell.context.tasks.running)

    # ---- the turn of the year ------------------------------------------------------------------------------------

    def open_year(self) -> None:
        """Opens the new year in the settings; every project goes on, also those that were meant for one year."""
        self.shell.go("settings", "years")
        page = self.sees(SettingsPage)
        button = page.findChild(QPushButton, "year_open")
        assert button is not None
        self.settle()
        self.enter_on(button)
        dialog = self.sees(OpenYearDialog)
        self.until(lambda: len(dialog.model.keys) == len(self.chosen))
        every = dialog.findChild(QPushButton, "open_year_all")
        assert every is not None
        self.enter_on(every)
        assert len(dialog.model.ticked) == len(self.chosen)
        self.enter_on(dialog.go)
        self.until(
            lambda: len(self.workspace.read(lambda tx: projects.of_year(tx, YEAR))) == len(self.chosen)
        )
        self.settle()
        self.back_at_window()

    def take_list(self, path: Path) -> None:
        """Takes this year's budgets out of the list that was sent round."""
        self.shell.offer_files([path])
        self.until(lambda: self.shell.frame.findChild(MatchColumnsDialog) is not None)
        dialog = self.shell.frame.findChild(MatchColumnsDialog)
        assert isinstance(dialog, MatchColumnsDialog)
        self.until(lambda: dialog.stack.currentIndex() == MATCH)
        self.until(lambda: dialog.count_label.text().startswith("照现在这样"))
        self.enter_on(dialog.next_button)
        self.until(lambda: dialog.stack.currentIndex() == PREVIEW)
        self.enter_on(dialog.store_button)
        self.until(lambda: dialog.stack.currentIndex() == DONE)
        self.leave(dialog)
        stored = self.workspace.read(lambda tx: projects.of_year(tx, YEAR))
        assert sum(map(budget_fen, stored)) == sum(map(budget_fen, self.chosen))

    # ---- all at once ---------------------------------------------------------------------------------------------

    def list_of(self, stage: ListStage) -> ProjectsPage:
        """The list that follows a stage, with every project chosen by Ctrl+A."""
        self.shell.go("projects", ProjectQuery(year=YEAR, stage=stage))
        page = self.sees(ProjectsPage)
        self.settle()
        self.until(lambda: page.query.stage == stage and page.model.rowCount() == len(self.chosen))
        page.table.setFocus()
        press(page.table, Qt.Key.Key_A, CONTROL)
        self.until(lambda: page.choice.count == len(self.chosen))
        return page

    def menu(self, page: ProjectsPage, words: str) -> None:
        """Opens the menu of the list, walks down to an entry and presses Enter."""
        self.enter_on(page.errands.more)
        menu = page.errands.exports.menu
        self.until(menu.isVisible)
        self._walk_to(menu, words)
        QTest.keyClick(menu, Qt.Key.Key_Return)

    def _walk_to(self, menu: QMenu, words: str) -> None:
        for _ in range(2 * len(menu.actions())):
            chosen = menu.activeAction()
            if chosen is not None and words in chosen.text():
                return
            QTest.keyClick(menu, Qt.Key.Key_Down)
        raise AssertionError(f"no entry {words!r}: {[one.text() for one in menu.actions()]}")

    def answer(self) -> BulkAnswerDialog:
        """What the errand says it did."""
        dialog = self.sees(BulkAnswerDialog)
        self.settle()
        return dialog

    def begin_all(self, stage: ListStage) -> None:
        """Begins a form for every project in one step."""
        self.menu(self.list_of(stage), "开始填")
        self.enter_on(self.sees(BeginManyDialog).go)
        answer = self.answer()
        assert (answer.answer.done, answer.answer.left_out) == (len(self.chosen), ())
        self.leave(answer)

    def finish_all(self, stage: ListStage, count: int) -> None:
        """Marks every form without errors as filled; so many are."""
        self.menu(self.list_of(stage), "标为已填好")
        answer = self.answer()
        assert answer.answer.done == count, [(one.name, one.why) for one in answer.answer.left_out]
        self.leave(answer)

    def approve_all(self, number: str) -> None:
        """Records the approval of all targets under one document."""
        self.menu(self.list_of(TARGETS), "批量登记目标批复")
        dialog = self.sees(ApprovalsDialog)
        self.until(lambda: len(dialog.model.ticked) == len(self.chosen))
        dialog.fields.number.setFocus()
        say(number)
        press(dialog.fields.number, Qt.Key.Key_Tab)
        say("练习县财政局")
        self.enter_on(dialog.go)
        self.until(lambda: self.states(Form.PROJECT_TARGET) == [FilingState.APPROVED] * len(self.chosen))
        self.settle()
        self.back_at_window()

    def seal_all(self, stage: ListStage, stick: Path, count: int) -> Path:
        """Seals what is filled in onto a folder that plays the stick, and has it verified as another desk does."""
        stick.mkdir()
        page = self.list_of(stage)
        self.enter_on(page.seal_button)
        dialog = self.sees(SealDialog)
        self.until(lambda: len(dialog.going()) == count)
        self.enter_on(dialog.next_button)
        dialog.destinations.set_folder(stick)
        self.enter_on(dialog.next_button)
        self.until(lambda: dialog.sealed is not None)
        self.leave(dialog)
        self.settle()
        (package,) = stick.glob("*.jxpkg")
        answer = verify(package, practice=True)
        assert answer.code == WHOLE
        assert answer.totals is not None
        assert answer.totals.projects == count
        return package

    def states(self, form: Form) -> list[FilingState]:
        """How the forms of this year stand."""
        return [one.state for one in self.workspace.read(lambda tx: filings.of_year(tx, YEAR, form=form))]

    # ---- one by one ----------------------------------------------------------------------------------------------

    def open_form(self, stage: ListStage, row: int) -> FilingWizard:
        """From the list over the project's page into the form, by Enter."""
        page = self.list_of(stage)
        press(page.table, Qt.Key.Key_Home, CONTROL)
        for _ in range(row):
            press(page.table, Qt.Key.Key_Down)
        press(page.table, Qt.Key.Key_Return)
        project = self.sees(ProjectPage)
        self.until(lambda: project.facts is not None)
        self.settle()
        self.enter_on(project.fill_button)
        self.until(lambda: self.shell.current == "wizard" or self._visible(BeginDialog))
        if self.shell.current != "wizard":
            self.enter_on(self.sees(BeginDialog).go)
        return self.wizard()

    def wizard(self) -> FilingWizard:
        """The wizard in the window, once its form is open."""
        page = self.sees(FillingPage)
        self.until(lambda: page.wizard is not None and page.wizard.session is not None)
        self.back_at_window()
        assert page.wizard is not None
        return page.wizard

    def walk_to(self, wizard: FilingWizard, page: WizardPage) -> None:
        """Steps on, page by page."""
        while wizard.page is not page:
            before = wizard.page
            press(None, Qt.Key.Key_Right, ALT)
            assert wizard.page is not before, f"no way on from {before}"

    def type_down(self, wizard: FilingWizard, field: str, text_of: Callable[[IndicatorLine], str]) -> None:
        """Types a column of indicators, Enter after each."""
        view = wizard.views[WizardPage.INDICATORS]
        assert isinstance(view, IndicatorsPage)
        for row, line in enumerate(view.session.content.indicator_lines):
            go(view.grid, row, field)
            say(text_of(line))
            press(None, Qt.Key.Key_Return)

    def paste_down(self, wizard: FilingWizard, field: str, text_of: Callable[[IndicatorLine], str]) -> None:
        """Pastes a column of indicators."""
        view = wizard.views[WizardPage.INDICATORS]
        assert isinstance(view, IndicatorsPage)
        QApplication.clipboard().setText("\n".join(map(text_of, view.session.content.indicator_lines)))
        go(view.grid, 0, field)
        press(view.grid, Qt.Key.Key_V, CONTROL)

    def judge(self, wizard: FilingWizard) -> None:
        """Says of every target in words that it was reached, in the cell of its score."""
        view = wizard.views[WizardPage.INDICATORS]
        assert isinstance(view, IndicatorsPage)
        for row, line in enumerate(view.session.content.indicator_lines):
            if line.target is None:
                go(view.grid, row, "score")
                say("达成")
                press(None, Qt.Key.Key_Return)

    def type_money(self, wizard: FilingWizard, row: int, field: str, text: str) -> None:
        """Types an amount."""
        view = wizard.views[WizardPage.MONEY]
        assert isinstance(view, MoneyPage)
        assert view.grid is not None
        go(view.grid, row, field)
        say(text)
        press(None, Qt.Key.Key_Return)

    def finish(self, wizard: FilingWizard) -> None:
        """Marks the form as filled on its last page, and leaves it."""
        session = wizard.session
        assert session is not None
        self.walk_to(wizard, WizardPage.OUTPUT)
        output = wizard.views[WizardPage.OUTPUT]
        assert isinstance(output, OutputPage)
        self.enter_on(output.finish_button)
        self.until(lambda: session.filing.state is FilingState.FINISHED)
        self.leave_form(wizard)

    def leave_form(self, wizard: FilingWizard) -> None:
        """Goes back to where the form was opened; everything is on the disk."""
        session = wizard.session
        assert session is not None
        self.until(lambda: not session.unsaved())
        self.shell.go("projects")
        self.settle()

    # ---- July ----------------------------------------------------------------------------------------------------

    def july(self) -> MonitoringPage:
        """The grid of July."""
        self.shell.go("monitoring", MonitoringWish(year=YEAR, period=JULY))
        page = self.sees(MonitoringPage)
        self.settle()
        self.until(lambda: page.model.rowCount() == len(self.chosen))
        return page

    def type_july(self) -> None:
        """Types what was paid and what will be, down two columns."""
        page = self.july()
        for field, tenths in ((EXECUTED, 6), (FORECAST, 10)):
            page.grid.setFocus()
            page.grid.put_cursor(page.model.index(0, page.model.column_of(field)))
            for number in range(page.model.rowCount()):
                budget = page.model.row_at(number).budget_fen or 0
                type_text(decimal_text(Decimal(budget * tenths // 10 // 10_000) / 100))
                press(None, Qt.Key.Key_Return)
        self.settle()
        self.until(lambda: len(self.states(Form.PROJECT_MONITORING)) == len(self.chosen))
