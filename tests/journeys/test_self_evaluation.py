"""A self-evaluation from an empty form to its printed page, in the whole window, by keys alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from jxdesk.desktop import theme
from jxdesk.desktop.frame import Frame
from jxdesk.desktop.shell import Shell
from jxdesk.desktop.start import Start
from jxdesk.desktop.wizard.filing_wizard import FilingWizard
from jxdesk.desktop.wizard.output_page import OutputPage
from jxdesk.domain.records.filings import FilingState
from jxdesk.domain.templates.wizard_flow import WizardPage
from jxdesk.store.records import filings
from jxdesk.store.safety.opening import Opened, open_folder

from ..desktop.wizard.conftest import (
    FILING,
    choose,
    compose,
    opened,
    own_settings,
    press,
    type_text,
)

__all__ = ["opened", "own_settings"]

ALT = Qt.KeyboardModifier.AltModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def shell(qtbot: QtBot, qapp: QApplication, opened: Opened, own_settings: None) -> Iterator[Shell]:
    """The whole window, open on the data folder."""
    home = opened.folder.root
    opened.close(backup=False)
    theme.apply_theme(qapp)
    frame = Frame()
    start = Start(frame, home)
    frame.resize(1366, 697)
    frame.show()
    qtbot.waitUntil(lambda: start.shell is not None and start.shell.current != "", timeout=20_000)
    frame.activateWindow()
    qtbot.waitUntil(frame.isActiveWindow)
    assert start.shell is not None
    yield start.shell
    start.end()


def wizard_of(qtbot: QtBot, shell: Shell) -> FilingWizard:
    """The wizard in the window, once its filing is open."""
    shell.go("wizard", FILING)
    found: list[FilingWizard] = []

    def is_open() -> bool:
        found[:] = shell.frame.findChildren(FilingWizard)
        return bool(found) and found[0].session is not None

    qtbot.waitUntil(is_open, timeout=20_000)
    qtbot.waitUntil(lambda: found[0].isAncestorOf(QApplication.focusWidget() or shell.frame))
    return found[0]


def enter(text: str, key: Qt.Key = Qt.Key.Key_Return) -> None:
    """Types a value and leaves the cell."""
    type_text(text)
    press(None, key)


def say(words: str) -> None:
    """Types Chinese as an input method does: composed first, then chosen."""
    compose("zi")
    choose(words)


@pytest.mark.window
def test_a_clerk_fills_checks_and_finishes_a_form_by_keys_alone(qtbot: QtBot, shell: Shell) -> None:
    wizard = wizard_of(qtbot, shell)
    session = wizard.session
    assert session is not None
    total = wizard.side.score.total

    # Money: three amounts in the total row, and the same money named as this year's appropriation.
    assert wizard.page is WizardPage.MONEY
    press(None, Qt.Key.Key_Backtab, SHIFT)
    enter("1284000", Qt.Key.Key_Tab)
    say("128.4万元")
    press(None, Qt.Key.Key_Tab)
    enter("1106808", Qt.Key.Key_Tab)
    press(None, Qt.Key.Key_Tab)
    for amount in ("1284000", "1284000", "1106808"):
        enter(amount, Qt.Key.Key_Tab)
    assert session.scorecard.execution.computed is not None
    assert f"{session.scorecard.execution.computed}" == "8.62"

    # The overall target.
    press(None, Qt.Key.Key_Right, ALT)
    assert wizard.page is WizardPage.GOALS
    say("养护农村公路190公里，处处畅通。")

    # The indicators, down the column of results.
    press(None, Qt.Key.Key_Right, ALT)
    assert wizard.page is WizardPage.INDICATORS
    for value in ("190", "9", "0.52", "95%"):
        enter(value)
    say("明显改善")
    press(None, Qt.Key.Key_Return)
    assert total.text() == "—"

    # The judged line: its band in the score cell.
    press(None, Qt.Key.Key_Up)
    press(None, Qt.Key.Key_Tab)
    press(None, Qt.Key.Key_Tab)
    say("达成")
    press(None, Qt.Key.Key_Return)
    assert total.text() == "93.62"

    # A slip, and the way back.
    press(None, Qt.Key.Key_Up)
    enter("50%")
    assert total.text() == "86.12"
    press(None, Qt.Key.Key_Z, CONTROL)
    assert total.text() == "93.62"

    # What is left is said where it is, and mended there: F8 goes round, page by page.
    session.check_now()
    assert sorted(finding.code for finding in session.findings) == [
        "missed-without-reason",
        "unspent-without-reason",
    ]
    press(None, Qt.Key.Key_F8)
    assert wizard.page is WizardPage.MONEY
    say("年底才下达的资金结转到次年。")
    press(None, Qt.Key.Key_F8)
    assert wizard.page is WizardPage.INDICATORS
    say("三处路段因雨季推迟，次年一季度补装。")
    press(None, Qt.Key.Key_Return)
    session.check_now()
    assert session.findings == ()

    # The form as it will be printed, there and back.
    press(None, Qt.Key.Key_F9)
    output = wizard.views[WizardPage.OUTPUT]
    assert isinstance(output, OutputPage)
    qtbot.waitUntil(lambda: bool(output.preview.sheet.images), timeout=20_000)
    assert output.preview.sheet.marked == {}
    press(None, Qt.Key.Key_F9)
    assert wizard.page is WizardPage.INDICATORS

    # On to the end, and out: everything is on the disk.
    press(None, Qt.Key.Key_Right, ALT)
    assert wizard.page is WizardPage.PROBLEMS
    press(None, Qt.Key.Key_Right, ALT)
    qtbot.waitUntil(lambda: output.finish_button.isEnabled())
    output.finish_button.setFocus()
    press(None, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: session.filing.state is FilingState.FINISHED)
    home = shell.context.workspace.folder.root
    with qtbot.waitSignal(wizard.closed):
        press(None, Qt.Key.Key_Right, ALT)
    stored = shell.context.workspace.read(lambda tx: filings.get(tx, FILING))
    assert stored is not None
    assert stored.state is FilingState.FINISHED
    assert [line.actual_text for line in stored.content.indicator_lines] == [
        "190",
        "9",
        "0.52",
        "95%",
        "明显改善",
    ]
    assert stored.content.money_lines[0].reason == "年底才下达的资金结转到次年。"
    assert home.exists()


def test_alt_left_of_the_window_steps_back_inside_the_wizard_first(qtbot: QtBot, shell: Shell) -> None:
    wizard = wizard_of(qtbot, shell)
    press(None, Qt.Key.Key_Right, ALT)
    assert wizard.page is WizardPage.GOALS
    press(None, Qt.Key.Key_Left, ALT)
    assert wizard.page is WizardPage.MONEY
    assert shell.current == "wizard"


def test_going_to_another_page_takes_what_is_being_typed_along(qtbot: QtBot, shell: Shell) -> None:
    wizard = wizard_of(qtbot, shell)
    wizard.show_page(WizardPage.INDICATORS)
    type_text("187")
    shell.go("dashboard")
    assert shell.current == "dashboard"
    qtbot.waitUntil(
        lambda: (
            (found := shell.context.workspace.read(lambda tx: filings.get(tx, FILING))) is not None
            and found.content.indicator_lines[0].actual_text == "187"
        )
    )


def test_after_a_power_cut_the_folder_opens_with_every_committed_cell(qtbot: QtBot, shell: Shell) -> None:
    wizard = wizard_of(qtbot, shell)
    session = wizard.session
    assert session is not None
    wizard.show_page(WizardPage.INDICATORS)
    enter("190")
    qtbot.waitUntil(lambda: session.unsaved() == 0)
    root = shell.context.workspace.folder.root
    # A copy of the files as they lie on the disk at this moment is what a power cut leaves.
    copied = root.with_name("断电")
    copied.mkdir()
    for path in root.iterdir():
        if path.is_file() and path.suffix != ".lock":
            (copied / path.name).write_bytes(path.read_bytes())
    again = open_folder(copied, check=False)
    try:
        stored = again.database.read(lambda tx: filings.get(tx, FILING))
        assert stored is not None
        assert stored.content.indicator_lines[0].actual_text == "190"
    finally:
        again.close(backup=False)
