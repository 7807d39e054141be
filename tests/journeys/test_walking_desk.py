"""The walking desk: a form that a real office published goes from its Excel file to a sealed package, in the window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import openpyxl
import pypdfium2
import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from jxdesk.actions import start
from jxdesk.actions.verify import WHOLE, verify
from jxdesk.actions.workspace import Workspace
from jxdesk.desktop import theme
from jxdesk.desktop.dialogs.export import ExportDialog
from jxdesk.desktop.dialogs.seal import SealDialog
from jxdesk.desktop.dialogs.take_in import DONE, PREVIEW, TakeInDialog
from jxdesk.desktop.frame import Frame
from jxdesk.desktop.pages.project import ProjectPage
from jxdesk.desktop.pages.projects import ProjectsPage
from jxdesk.desktop.pages.settings import SettingsPage
from jxdesk.desktop.pages.tray import TrayPage
from jxdesk.desktop.settings.imports import ImportsSection
from jxdesk.desktop.shell import Shell
from jxdesk.desktop.start import Start
from jxdesk.desktop.wizard.fields import LineField
from jxdesk.desktop.wizard.filing_wizard import FilingWizard
from jxdesk.desktop.wizard.indicators_page import IndicatorsPage
from jxdesk.desktop.wizard.output_page import OutputPage
from jxdesk.domain.findings import Severity
from jxdesk.domain.records.filings import FilingState
from jxdesk.domain.records.offices import OfficeLevel
from jxdesk.domain.templates.wizard_flow import WizardPage
from jxdesk.store.records import filings, projects

from ..desktop.wizard.conftest import at, choose, compose, press, type_text

pytestmark = pytest.mark.window

YONGDE = Path(__file__).parents[1] / "samples" / "self-evaluation-yongde-mingliang-2022.xlsx"
PROJECT = "义务教育营养改善计划专项资金"
PASSPHRASE = "山高水长路又远又长"
ALT = Qt.KeyboardModifier.AltModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
LONG = 20_000
Found = TypeVar("Found", bound=QWidget)


@pytest.fixture
def shell(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Shell]:
    """The whole window on the new workspace of a township office."""
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(tmp_path / "config"))
    home = tmp_path / "数据"
    start.start(
        home,
        name="小勐统镇人民政府",
        level=OfficeLevel.TOWNSHIP,
        code="53-09-23-102",
        passphrase=PASSPHRASE,
        person="填报人甲",
    )
    theme.apply_theme(qapp)
    frame = Frame()
    opening = Start(frame, home)
    frame.resize(1366, 697)
    frame.show()
    qtbot.waitUntil(lambda: opening.shell is not None and opening.shell.current == "dashboard", timeout=LONG)
    frame.activateWindow()
    assert opening.shell is not None
    yield opening.shell
    opening.end()


class Desk:
    """The hands of a clerk at the window."""

    def __init__(self, qtbot: QtBot, shell: Shell) -> None:
        self.qtbot = qtbot
        self.shell = shell
        self.workspace: Workspace = shell.context.workspace

    def until(self, happens: Callable[[], object]) -> None:
        """Waits as a person would."""
        self.qtbot.waitUntil(lambda: bool(happens()), timeout=LONG)

    def sees(self, kind: type[Found]) -> Found:
        """The one dialog, page or box of a kind that is in sight, once it is."""
        self.until(lambda: self._visible(kind))
        return self._visible(kind)[0]

    def _visible(self, kind: type[Found]) -> list[Found]:
        return [one for one in self.shell.frame.findChildren(kind) if one.isVisible()]

    def enter_on(self, button: QAbstractButton) -> None:
        """Walks to a button and presses Enter."""
        self.until(lambda: button.isVisible() and button.isEnabled())
        button.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(button, Qt.Key.Key_Return)

    def leave(self, dialog: QWidget) -> None:
        """Presses Escape."""
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        self.until(lambda: not self._visible(type(dialog)))
        self.back_at_window()

    def back_at_window(self) -> None:
        """Gives the keys back to the window, as a window manager does when a dialog has closed."""
        self.shell.frame.activateWindow()
        self.until(lambda: QApplication.activeWindow() is self.shell.frame and QApplication.focusWidget())

    def score(self) -> str:
        """The score on the project page."""
        return self.sees(ProjectPage).findChild(QLabel, "score_number").text()  # type: ignore[union-attr]


@pytest.fixture
def desk(qtbot: QtBot, shell: Shell) -> Desk:
    """A clerk at the window."""
    return Desk(qtbot, shell)


def take_in(desk: Desk) -> None:
    """Drops the file on the window, looks at the preview, stores it."""
    desk.shell.offer_files([YONGDE])
    dialog = desk.sees(TakeInDialog)
    desk.until(lambda: dialog.stack.currentIndex() == PREVIEW)
    assert [row.outcome for row in dialog.model.rows] == ["new_project"]
    said = " ".join(words.text() for words in dialog.details.findChildren(QLabel))
    assert "“资金到位及时率”达到了目标，只得了 7 分" in said
    assert "“政策知晓率”得了 9 分，按规则是 9.80 分" in said
    assert desk.workspace.read(lambda tx: projects.of_year(tx, 2022)) == ()
    desk.enter_on(dialog.store_button)
    desk.until(lambda: dialog.stack.currentIndex() == DONE)
    desk.enter_on(dialog.look_button)
    desk.back_at_window()


def open_project(desk: Desk) -> ProjectPage:
    """Opens the first row of the list by Enter."""
    page = desk.sees(ProjectsPage)
    desk.until(lambda: page.model.rowCount() == 1)
    page.table.setFocus()
    press(page.table, Qt.Key.Key_Down)
    press(page.table, Qt.Key.Key_Return)
    found = desk.sees(ProjectPage)
    desk.until(lambda: found.title_label.text() == PROJECT and found.facts is not None)
    return found


def open_wizard(desk: Desk, page: ProjectPage) -> FilingWizard:
    """Goes on to the form by the main button."""
    desk.enter_on(page.fill_button)
    wizard = desk.sees(FilingWizard)
    desk.until(lambda: wizard.session is not None)
    return wizard


def say(words: str) -> None:
    """Chinese through the input method, then Enter."""
    compose("zi")
    choose(words)
    press(None, Qt.Key.Key_Return)


WANTS_NO_WORDS = {"no-target", "evidence-missing"}
"""Nobody filed a target for this school, and its questionnaires are not on this desk: that is said, and stops nobody."""


def correct(desk: Desk, wizard: FilingWizard) -> None:
    """Mends what does not fit, by keys; the total moves with every cell, back and forth too."""
    session, total = wizard.session, wizard.side.score.total
    assert session is not None
    session.check_now()
    codes = [finding.code for finding in session.findings]
    assert codes[:3] == ["no-target", "score-below-rule", "score-below-rule"]
    assert total.text() == "99.80"
    assert "原表总分 96" in wizard.side.score.printed.text()

    press(None, Qt.Key.Key_F8)  # the missing target is about the indicators as a whole
    press(None, Qt.Key.Key_F8)
    view = wizard.views[WizardPage.INDICATORS]
    assert isinstance(view, IndicatorsPage)
    assert at(view.grid) == (2, "score")
    type_text("10")
    press(None, Qt.Key.Key_Return)
    session.check_now()

    # The awareness score stays below the rule by a person's decision, with its reason.
    press(None, Qt.Key.Key_F8)
    assert at(view.grid) == (5, "score")
    type_text("9")
    press(None, Qt.Key.Key_Return)
    desk.until(lambda: total.text() == "99.00")
    press(None, Qt.Key.Key_Z, CONTROL)
    assert total.text() == "99.80"
    press(None, Qt.Key.Key_Y, CONTROL)
    assert total.text() == "99.00"
    session.check_now()
    for _ in range(12):
        codes = [finding.code for finding in session.findings]
        if set(codes) <= WANTS_NO_WORDS:
            break
        press(None, Qt.Key.Key_F8)
        at_hand = wizard.focusWidget()
        if isinstance(at_hand, LineField) or (at_hand is view.grid and "missed-without-reason" in codes):
            say("抽样问卷里有两份没有答完，按低的算，次年补做宣传。")
            session.check_now()
    assert {finding.code for finding in session.findings} == WANTS_NO_WORDS
    assert not any(finding.severity is Severity.ERROR for finding in session.findings)


def see_the_page(desk: Desk, wizard: FilingWizard) -> OutputPage:
    """F9: the form as it will be printed, and the button that marks it as filled."""
    press(None, Qt.Key.Key_F9)
    output = wizard.views[WizardPage.OUTPUT]
    assert isinstance(output, OutputPage)
    desk.until(lambda: output.preview.sheet.images)
    assert output.preview.sheet.images[0].width() > 300
    desk.enter_on(output.finish_button)
    session = wizard.session
    assert session is not None
    desk.until(lambda: session.filing.state is FilingState.FINISHED)
    press(None, Qt.Key.Key_Right, ALT)
    desk.sees(ProjectPage)
    return output


def export(desk: Desk, to: Path, *, pdf: bool) -> None:
    """The form from the project page into a folder."""
    desk.enter_on(desk.sees(ProjectPage).export_button)
    dialog = desk.sees(ExportDialog)
    desk.until(lambda: dialog.rows)
    (dialog.ui.as_pdf if pdf else dialog.ui.as_xlsx).setChecked(True)
    dialog.ui.folder_edit.setText(str(to))
    desk.enter_on(dialog.ui.export_go)
    desk.until(lambda: "导出好了：1 张表" in dialog.ui.result_list.toPlainText())
    desk.leave(dialog)


def export_both(desk: Desk, to: Path) -> None:
    """The form as PDF and as workbook, read back."""
    to.mkdir()
    export(desk, to, pdf=True)
    export(desk, to, pdf=False)
    with pypdfium2.PdfDocument(to / f"2022年_{PROJECT}_绩效自评.pdf") as document:
        text = document[0].get_textpage().get_text_range()
    assert PROJECT in text
    assert "99.00" in text
    assert "练习" not in text
    sheet = openpyxl.load_workbook(to / f"2022年_{PROJECT}_绩效自评.xlsx").worksheets[0]
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert PROJECT in cells
    assert any("抽样问卷" in cell for cell in cells)


def seal(desk: Desk, stick: Path) -> Path:
    """Seals to a folder that plays the stick; a wrong passphrase is said, leaves nothing, and is mended a step back."""
    page = desk.sees(ProjectPage)
    stick.mkdir()
    desk.enter_on(page.seal_button)
    dialog = desk.sees(SealDialog)
    desk.until(dialog.going)
    assert [row.project for row in dialog.going()] == [PROJECT]
    desk.enter_on(dialog.next_button)
    dialog.destinations.set_folder(stick)
    assert not dialog.next_button.isEnabled()
    dialog.passphrase.setText("写错了的口令啊")
    desk.enter_on(dialog.next_button)
    desk.until(lambda: dialog.written.title.text() == "没有做成")
    assert "口令" in dialog.written.text.text()
    assert list(stick.iterdir()) == []
    desk.enter_on(dialog.back_button)
    desk.until(dialog.passphrase.hasFocus)
    assert dialog.passphrase.selectedText()
    dialog.passphrase.setText(PASSPHRASE)
    press(dialog.passphrase, Qt.Key.Key_Return)
    desk.until(lambda: dialog.sealed is not None)
    assert dialog.written.title.text() == "写好了，也读回来比对过了"
    desk.leave(dialog)
    (package,) = stick.glob("*.jxpkg")
    return package


def test_a_published_form_goes_from_excel_to_a_package_that_others_verify(desk: Desk, tmp_path: Path) -> None:
    take_in(desk)
    page = open_project(desk)
    assert desk.score() == "99.80"
    wizard = open_wizard(desk, page)
    correct(desk, wizard)
    see_the_page(desk, wizard)
    desk.until(lambda: desk.score() == "99.00")
    export_both(desk, tmp_path / "导出")
    package = seal(desk, tmp_path / "U盘")

    # Another desk, which knows nothing of this one.
    answer = verify(package, practice=False)
    assert (answer.code, answer.trust) == (WHOLE, "unconfirmed")
    assert answer.totals is not None
    assert (answer.totals.projects, answer.totals.amount_fen) == (1, 38_766_462)
    assert answer.manifest is not None
    assert answer.manifest.sender_name == "小勐统镇人民政府"

    (kept,) = desk.workspace.read(lambda tx: filings.of_year(tx, 2022))
    assert kept.state is FilingState.SEALED
    desk.shell.go("tray")
    tray = desk.sees(TrayPage)
    desk.until(lambda: tray.sent_view.model.rowCount() == 1)


def test_an_import_that_was_built_on_is_not_taken_back_and_the_window_says_why(desk: Desk) -> None:
    take_in(desk)
    wizard = open_wizard(desk, open_project(desk))
    session = wizard.session
    assert session is not None
    press(None, Qt.Key.Key_F8)
    type_text("10")
    press(None, Qt.Key.Key_Return)
    desk.until(lambda: session.unsaved() == 0 and session.filing.version > 1)

    desk.shell.go("settings", "imports")
    settings = desk.sees(SettingsPage)
    section = desk.sees(ImportsSection)
    assert section.isAncestorOf(section.table)
    assert settings.isAncestorOf(section)
    desk.until(lambda: section.model.rowCount() == 1)
    desk.enter_on(section.undo_button)
    box = desk.sees(QMessageBox)
    assert PROJECT in box.informativeText()
    assert "JX-" in box.informativeText()
    press(box.buttons()[0], Qt.Key.Key_Return)
    assert len(desk.workspace.read(lambda tx: filings.of_year(tx, 2022))) == 1
    desk.until(section.undo_button.isEnabled)


def test_an_import_that_nobody_touched_is_taken_back_whole(desk: Desk) -> None:
    desk.shell.offer_files([YONGDE])
    dialog = desk.sees(TakeInDialog)
    desk.until(lambda: dialog.stack.currentIndex() == PREVIEW)
    desk.enter_on(dialog.store_button)
    desk.until(lambda: dialog.stack.currentIndex() == DONE)
    desk.enter_on(dialog.undo_button)
    desk.until(lambda: dialog.done_title.text() == "已经撤销")
    assert desk.workspace.read(lambda tx: projects.of_year(tx, 2022)) == ()
