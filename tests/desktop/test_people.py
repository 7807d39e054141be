"""People in the window: choosing oneself at the start, a wrong PIN, looking only, PINs and their help in the settings."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from jxdesk.actions import people
from jxdesk.actions.people import Role
from jxdesk.actions.workspace import Workspace
from jxdesk.desktop.dialogs.who import WhoDialog
from jxdesk.desktop.settings.people import ForgotDialog, PeopleSection, PinDialog
from jxdesk.desktop.shell import Shell
from jxdesk.domain.records.filings import FilingState, Form
from jxdesk.store.records import filings
from tests.desktop.conftest import Opener, settled

PIN = "2580"


def with_people(home: Path) -> None:
    with Workspace.open_existing(home) as desk:
        one = people.add(desk, "李会计")
        head = people.add(desk, "赵所长", Role.HEAD)
        people.set_pin(desk, one.id, PIN)
        people.set_pin(desk, head.id, "864209")


def who_dialog() -> WhoDialog:
    found = QApplication.activeModalWidget()
    assert isinstance(found, WhoDialog)
    return found


def choose(dialog: WhoDialog, name: str) -> None:
    row = [person.name for person in dialog.desk.here].index(name)
    dialog.names.setCurrentRow(row)


def section(qtbot: QtBot, shell: Shell) -> PeopleSection:
    shell.go("settings", "people")
    settled(qtbot, shell)
    found = shell.pages["settings"].findChild(PeopleSection)
    assert isinstance(found, PeopleSection)
    return found


def test_one_person_alone_is_not_asked_who_it_is(shell: Shell) -> None:
    assert QApplication.activeModalWidget() is None
    assert not shell.context.workspace.is_viewing


def test_several_people_choose_themselves_with_a_pin_and_the_journal_names_them(
    qtbot: QtBot, open_window: Opener, home: Path
) -> None:
    with_people(home)
    shell = open_window(home)
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), WhoDialog))
    dialog = who_dialog()
    assert shell.context.workspace.is_viewing
    choose(dialog, "李会计")
    assert dialog.pin.isVisible()
    qtbot.keyClicks(dialog.pin, "0000")
    qtbot.keyClick(dialog.pin, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "PIN 不对" in dialog.note.text())
    assert shell.context.workspace.is_viewing
    qtbot.waitUntil(dialog.go.isEnabled)
    qtbot.keyClicks(dialog.pin, PIN)
    qtbot.keyClick(dialog.pin, Qt.Key.Key_Return)
    settled(qtbot, shell)
    assert not dialog.isVisible()
    assert not shell.context.workspace.is_viewing
    assert shell.context.workspace.database.who == "李会计"
    assert shell.frame.status_office.text().endswith("李会计")


def test_who_only_looks_cannot_type_into_a_form(qtbot: QtBot, open_window: Opener, home: Path) -> None:
    with_people(home)
    shell = open_window(home)
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), WhoDialog))
    qtbot.keyClick(who_dialog(), Qt.Key.Key_Escape)
    settled(qtbot, shell)
    assert shell.frame.status_office.text().endswith("只看，不改")
    workspace = shell.context.workspace
    found = workspace.read(lambda tx: filings.of_year(tx, 2026, form=Form.PROJECT_SELF_EVALUATION))
    filing = next(one for one in found if one.state is FilingState.DRAFT)
    shell.go("wizard", filing.id)
    settled(qtbot, shell)
    wizard = shell.pages["wizard"].wizard  # type: ignore[attr-defined]
    assert not wizard.session.editable


def test_a_person_is_added_and_gives_oneself_a_pin(qtbot: QtBot, shell: Shell) -> None:
    page = section(qtbot, shell)
    assert page.findChild(QLabel, "people_alone") is not None
    page.name.setText("李会计")
    qtbot.keyClick(page.name, Qt.Key.Key_Return)
    settled(qtbot, shell)
    assert page.desk is not None
    assert [person.name for person in page.desk.here] == ["练习", "李会计"]
    dialog = PinDialog(shell.context, page.desk.here[1], parent=shell.frame)
    dialog.open()
    for name, pin in (("pin_new", PIN), ("pin_again", "2581")):
        field = dialog.findChild(QLineEdit, name)
        assert field is not None
        field.setText(pin)
    press(qtbot, dialog, "pin_go")
    assert "不一样" in dialog.note.text()
    dialog.fields["pin_again"].setText(PIN)
    press(qtbot, dialog, "pin_go")
    settled(qtbot, shell)
    assert not dialog.isVisible()
    assert page.desk.here[1].has_pin


def test_the_head_takes_a_forgotten_pin_away(qtbot: QtBot, open_window: Opener, home: Path) -> None:
    with_people(home)
    shell = open_window(home)
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), WhoDialog))
    choose(who_dialog(), "练习")
    press(qtbot, who_dialog(), "who_go")
    settled(qtbot, shell)
    page = section(qtbot, shell)
    assert page.desk is not None
    person = next(one for one in page.desk.here if one.name == "李会计")
    forgot = [
        one for one in page.findChildren(QPushButton, "person_forgot") if person.name in one.accessibleName()
    ]
    qtbot.mouseClick(forgot[0], Qt.MouseButton.LeftButton)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ForgotDialog)
    dialog.fields["head_pin"].setText("111111")
    press(qtbot, dialog, "pin_go")
    qtbot.waitUntil(lambda: "PIN 不对" in dialog.note.text())
    dialog.fields["head_pin"].setText("864209")
    press(qtbot, dialog, "pin_go")
    settled(qtbot, shell)
    assert not next(one for one in page.desk.here if one.name == "李会计").has_pin


def press(qtbot: QtBot, dialog: QDialog, name: str) -> None:
    found = dialog.findChild(QPushButton, name)
    assert found is not None
    qtbot.mouseClick(found, Qt.MouseButton.LeftButton)
