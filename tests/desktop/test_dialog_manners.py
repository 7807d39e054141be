"""Manners of every dialog: a default button, typing begins at a field, Tab reaches all, Escape leaves, words have room."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from jxdesk.actions import deadlines, look, people, rectify
from jxdesk.actions.look import ProjectQuery
from jxdesk.desktop import theme
from jxdesk.desktop.deadline_card import BasisDialog
from jxdesk.desktop.dialogs.adjust_budget import AdjustBudgetDialog
from jxdesk.desktop.dialogs.adjustment import RequestDialog
from jxdesk.desktop.dialogs.approvals import ApprovalFactsDialog, ApprovalsDialog
from jxdesk.desktop.dialogs.begin import BeginDialog
from jxdesk.desktop.dialogs.bulk import BeginManyDialog, ClassManyDialog, WithdrawManyDialog
from jxdesk.desktop.dialogs.bulk_answer import BulkAnswerDialog
from jxdesk.desktop.dialogs.manners import FittedDialog
from jxdesk.desktop.dialogs.new_project import NewProjectDialog
from jxdesk.desktop.dialogs.passphrase import PassphraseDialog
from jxdesk.desktop.dialogs.print_set import PrintSetDialog
from jxdesk.desktop.dialogs.rectification import RectificationDialog
from jxdesk.desktop.dialogs.succession import project_dialog
from jxdesk.desktop.dialogs.survey import SurveyDialog
from jxdesk.desktop.dialogs.turn_year import CloseYearDialog, OpenYearDialog
from jxdesk.desktop.dialogs.versions import VersionsDialog
from jxdesk.desktop.notes.note_dialog import NoteDialog
from jxdesk.desktop.road.code_dialog import CodeDialog
from jxdesk.desktop.settings.people import ForgotDialog, PinDialog
from jxdesk.desktop.shell import Shell
from jxdesk.domain.records.filings import Form
from jxdesk.domain.records.packages import Task
from jxdesk.domain.values.bulk import BulkAnswer, LeftOut
from jxdesk.domain.year.approvals import ApprovalFacts
from jxdesk.domain.year.successions import Event
from jxdesk.store.records import projects
from tests.desktop.conftest import settled
from tests.desktop.enrolment_dialogs import enrolment_dialogs

YEAR = 2026
LEAST_ROOM = (1264, 668)
"""What a desktop of 1280×720 leaves inside task bar and title bar."""
FACTS = ApprovalFacts(approved_on=dt.date(YEAR, 3, 2), document_number="练财预〔2026〕12号", approver="甲")

Made = Callable[[], QDialog]


def dialogs_of(shell: Shell) -> Iterator[tuple[str, Made]]:
    """Every dialog that asks for something, by name."""
    context, frame = shell.context, shell.frame
    workspace = context.workspace
    found = workspace.read(lambda tx: projects.of_year(tx, YEAR))[3]
    filing_id = look.projects(workspace, ProjectQuery(year=YEAR, state="draft")).first[0].filing_id or ""
    target, evaluation = (
        Task(form=form, year=YEAR) for form in (Form.PROJECT_TARGET, Form.PROJECT_SELF_EVALUATION)
    )
    left = tuple(LeftOut(name=found.name, why="还有 2 个必须改的问题") for _ in range(12))

    def nothing(_: object) -> None:
        """Nobody listens."""

    yield "class many", lambda: ClassManyDialog(context, 41, nothing, parent=frame)
    yield "withdraw many", lambda: WithdrawManyDialog(context, 41, nothing, parent=frame)
    yield "begin many", lambda: BeginManyDialog(context, target, [found.id], nothing, parent=frame)
    yield (
        "begin",
        lambda: BeginDialog(context, evaluation, name=found.name, project_id=found.id, parent=frame),
    )
    for answer in (
        BulkAnswer(done=3, left_out=left, errand_id="x"),
        BulkAnswer(done=3, left_out=(), errand_id="x"),
    ):
        yield (
            "bulk answer",
            lambda answer=answer: BulkAnswerDialog(context, answer, "标为已填好", parent=frame),
        )
    yield "note", lambda: NoteDialog(context, "绩效指标 第3行", nothing, parent=frame)
    for event in Event:
        yield (
            f"succession {event.value}",
            lambda event=event: project_dialog(context, found, event, parent=frame),
        )
    yield "survey", lambda: SurveyDialog(context, found, parent=frame)
    yield "request", lambda: RequestDialog(context, filing_id, name=found.name, parent=frame)
    yield "approvals", lambda: ApprovalsDialog(context, year=YEAR, parent=frame)
    yield "approval", lambda: ApprovalFactsDialog(context, filing_id, FACTS, year=YEAR, parent=frame)
    yield "versions", lambda: VersionsDialog(context, found, parent=frame)
    yield "budget", lambda: AdjustBudgetDialog(context, found.id, parent=frame)
    yield "set", lambda: PrintSetDialog(context, year=YEAR, parent=frame)
    yield "open year", lambda: OpenYearDialog(context, YEAR + 1, parent=frame)
    yield "close year", lambda: CloseYearDialog(context, YEAR, parent=frame)
    yield "new project", lambda: NewProjectDialog(context, year=YEAR, parent=frame)
    about = rectify.begin(workspace, found.id, period=7)
    yield "rectification", lambda: RectificationDialog(context, about, parent=frame)
    yield "passphrase", lambda: PassphraseDialog(context, holder="甲", parent=frame)
    yield "phone code", lambda: CodeDialog(context, on_told=nothing, parent=frame)
    yield from enrolment_dialogs(shell)
    due = deadlines.of_year(workspace, YEAR)[0]
    yield "deadline", lambda: BasisDialog(context, YEAR, due, parent=frame)
    people.add(workspace, "李会计")
    head = people.add(workspace, "赵所长", people.Role.HEAD)
    people.set_pin(workspace, head.id, "864209")
    (locked,) = (one for one in people.desk(workspace).here if one.has_pin)
    yield "pin", lambda: PinDialog(context, locked, parent=frame)
    yield "forgot", lambda: ForgotDialog(context, locked, [locked], parent=frame)


def faults_of(dialog: QDialog) -> Iterator[str]:
    """What is wrong with a dialog as it is shown."""
    buttons = [one for one in dialog.findChildren(QPushButton) if one.isVisible()]
    if not any(one.isDefault() for one in buttons):
        yield "no default button"
    begins = dialog.focusWidget()
    if isinstance(begins, QPushButton) and not begins.isDefault():
        yield f"begins at the button {begins.text()}"
    fields = [one for one in dialog.findChildren(QLineEdit) if one.isVisible() and one.isEnabled()]
    if fields and isinstance(begins, QPushButton):
        yield "begins at a button although there is something to fill in"
    for one in dialog.findChildren(QWidget):
        if one.isVisible():
            yield from faults_of_one(one)
    layout = dialog.layout()
    if isinstance(dialog, FittedDialog) and layout is not None:
        need = layout.totalHeightForWidth(dialog.width()) if layout.hasHeightForWidth() else dialog.height()
        if dialog.height() > max(need, dialog.minimumHeight()) + 1:
            yield f"{dialog.height()} px high, although its words need {need}"
    if dialog.width() > LEAST_ROOM[0] or dialog.height() > LEAST_ROOM[1]:
        yield f"{dialog.width()}×{dialog.height()} does not fit"


def faults_of_one(one: QWidget) -> Iterator[str]:
    """What is wrong with one widget."""
    if isinstance(one, QPushButton | QCheckBox | QRadioButton) and one.sizeHint().width() > one.width() + 1:
        yield f"cut off: {one.text()}"
    if (
        isinstance(one, QLabel)
        and one.wordWrap()
        and one.text()
        and one.heightForWidth(one.width()) > one.height() + 1
    ):
        yield f"cut off: {one.text()[:30]}"
    is_in_field = isinstance(one.parent(), QLineEdit)  # the picture in a field does what keys in the field do
    if isinstance(one, QAbstractButton) and not is_in_field and one.focusPolicy() is Qt.FocusPolicy.NoFocus:
        yield f"not reached by keys: {one.objectName()}"
    if isinstance(one, QLineEdit) and not (one.accessibleName() or one.objectName() == "qt_spinbox_lineedit"):
        yield f"a field without a name: {one.objectName()}"


def walked(dialog: QDialog) -> list[QWidget]:
    """Where Tab goes, from the first stop until it comes round; in a date it goes from year to month to day first."""
    start = dialog.focusWidget()
    assert start is not None
    stops = [start]
    for _ in range(80):
        QTest.keyClick(dialog.focusWidget() or dialog, Qt.Key.Key_Tab)
        here = dialog.focusWidget()
        if here is None or (here is start and stops[-1] is not start):
            break
        if here is not stops[-1]:
            stops.append(here)
    return stops


@pytest.mark.parametrize("large", [False, True], ids=["standard", "large"])
def test_every_dialog_has_manners(qtbot: QtBot, shell: Shell, qapp: QApplication, *, large: bool) -> None:
    theme.apply_theme(qapp, large=large)
    faults: list[str] = []
    try:
        for name, make in dialogs_of(shell):
            dialog = make()
            dialog.open()
            settled(qtbot, shell)
            faults += [f"{name}: {fault}" for fault in faults_of(dialog)]
            if dialog.focusWidget() is not None:
                reached = walked(dialog)
                faults += [
                    f"{name}: Tab passes by {one.objectName() or one.text()}"
                    for one in dialog.findChildren(QPushButton)
                    if one.isVisible() and one.isEnabled() and one not in reached
                ]
            QTest.keyClick(dialog, Qt.Key.Key_Escape)
            if dialog.isVisible():
                faults.append(f"{name}: Escape does not leave")
                dialog.hide()
    finally:
        theme.apply_theme(qapp)
    assert not faults, "\n".join(faults)


def test_the_button_of_a_bulk_change_says_what_is_missing_when_nothing_is_typed(
    qtbot: QtBot, shell: Shell
) -> None:
    dialog = ClassManyDialog(shell.context, 3, lambda _: None, parent=shell.frame)
    dialog.open()
    settled(qtbot, shell)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    said = " ".join(one.text() for one in dialog.findChildren(QLabel))
    assert "一样都没有填" in said
    assert dialog.isVisible()
    dialog.unit.setText("县交通运输局")
    qtbot.waitUntil(dialog.go.isEnabled)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert not dialog.isVisible()


def test_enter_during_a_composition_never_leaves_the_cell_of_a_tally(qtbot: QtBot, shell: Shell) -> None:
    found = shell.context.workspace.read(lambda tx: projects.of_year(tx, YEAR))[3]
    dialog = SurveyDialog(shell.context, found, parent=shell.frame)
    dialog.open()
    settled(qtbot, shell)
    table = dialog.table
    table.setFocus()
    table.setCurrentCell(0, 0)
    QApplication.sendEvent(table, QInputMethodEvent("lu mian", []))
    editor = table.findChild(QLineEdit, "cell_editor")
    assert editor is not None
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Escape):
        QTest.keyClick(editor, key)
        assert editor.isVisible()
        assert (table.currentRow(), table.currentColumn()) == (0, 0)
    chosen = QInputMethodEvent("", [])
    chosen.setCommitString("路面平不平")
    QApplication.sendEvent(editor, chosen)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: (cell := table.item(0, 0)) is not None and cell.text() == "路面平不平")
    assert dialog.isVisible()


def test_tab_walks_from_the_fields_to_the_buttons(qtbot: QtBot, shell: Shell) -> None:
    dialog = WithdrawManyDialog(shell.context, 3, lambda _: None, parent=shell.frame)
    dialog.open()
    settled(qtbot, shell)
    assert [one.objectName() for one in walked(dialog)] == [
        "many_day",
        "many_reason",
        "many_number",
        "withdraw_many_leave",
        "withdraw_many_go",
    ]
