"""The way to the disk: each cell in order, without waiting, and nothing lost when a save is refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from jxdesk.actions import fill
from jxdesk.desktop.context import Context
from jxdesk.desktop.wizard.filing_wizard import FilingWizard
from jxdesk.desktop.wizard.indicator_grid import IndicatorGrid
from jxdesk.desktop.wizard.places import PLACE, LastPlaces
from jxdesk.desktop.wizard.saver import SaveState
from jxdesk.desktop.wizard.session import FilingSession
from jxdesk.domain.filling.editing import Edit, EditKind, RemoveLine
from jxdesk.domain.templates.wizard_flow import Place, WizardPage
from jxdesk.store.faults import DiskFull

from .conftest import FILING, go, on_disk, press, shown, type_text, wait_saved

CONTROL = Qt.KeyboardModifier.ControlModifier


def typed(line_id: str, field: str, text: str) -> Edit:
    return Edit(kind=EditKind.INDICATOR, line_id=line_id, field=field, text=text)


def test_each_cell_is_one_change_on_the_disk_in_the_order_it_was_typed(
    qtbot: QtBot, grid: IndicatorGrid, session: FilingSession, context: Context
) -> None:
    before = on_disk(context).version
    go(grid, 0, "actual")
    for value in ("190", "12", "0.52"):
        type_text(value)
        press(None, Qt.Key.Key_Return)
    wait_saved(qtbot, session)
    saved = on_disk(context)
    assert [line.actual_text for line in saved.content.indicator_lines[:3]] == ["190", "12", "0.52"]
    assert saved.version == before + 3
    assert saved.content == session.content


def test_lists_see_the_new_score_without_opening_the_filing(
    qtbot: QtBot, grid: IndicatorGrid, session: FilingSession, context: Context
) -> None:
    grid.model_.setData(grid.model_.index(0, grid.model_.column_of("actual")), "93")
    wait_saved(qtbot, session)
    session.check_now()
    row = context.workspace.read(
        lambda tx: tx.row("SELECT computed_hundredths, error_count FROM filing WHERE id = ?", (FILING,))
    )
    line = context.workspace.read(
        lambda tx: tx.value("SELECT computed_hundredths FROM indicator_line WHERE id = 'line-1'")
    )
    assert line == 1000
    assert row[1] == sum(1 for finding in session.findings if finding.severity.value == "error")


def test_undo_and_redo_reach_the_disk_and_the_journal_as_changes_of_their_own(
    qtbot: QtBot, wizard: FilingWizard, grid: IndicatorGrid, session: FilingSession, context: Context
) -> None:
    go(grid, 0, "actual")
    type_text("190")
    press(None, Qt.Key.Key_Return)
    press(grid, Qt.Key.Key_Up)
    wizard.undo()
    wait_saved(qtbot, session)
    assert on_disk(context).content.indicator_lines[0].actual_text == ""
    wizard.redo()
    wait_saved(qtbot, session)
    assert on_disk(context).content.indicator_lines[0].actual_text == "190"
    errands = context.workspace.read(
        lambda tx: [
            row[0]
            for row in tx.query(
                "SELECT errand FROM change_log WHERE record_id = 'line-1' AND field = 'actual_text' ORDER BY n"
            )
        ]
    )
    assert errands == ["fill", "undo", "redo"]


def test_undo_goes_back_to_the_page_where_the_change_was_made(
    qtbot: QtBot, wizard: FilingWizard, grid: IndicatorGrid, session: FilingSession
) -> None:
    go(grid, 1, "actual")
    type_text("9")
    press(None, Qt.Key.Key_Return)
    wizard.show_page(WizardPage.MONEY)
    wizard.undo()
    assert wizard.page is WizardPage.INDICATORS
    assert grid.currentIndex().row() == 1
    assert shown(grid, 1, "actual") == ""


def test_a_newer_save_elsewhere_is_refused_in_words_and_the_typing_is_made_again_on_top(
    qtbot: QtBot, wizard: FilingWizard, grid: IndicatorGrid, session: FilingSession, context: Context
) -> None:
    other = typed("line-2", "actual", "12")
    fill.change(context.workspace, FILING, [other], expected_version=session.filing.version)
    grid.model_.setData(grid.model_.index(0, grid.model_.column_of("actual")), "190")
    qtbot.waitUntil(lambda: session.save_state is SaveState.STALE)
    grid.model_.setData(grid.model_.index(3, grid.model_.column_of("actual")), "95%")
    qtbot.waitUntil(lambda: session.unsaved() == 2 and session.save_state is SaveState.STALE)
    assert wizard.notices.trouble.isVisible()
    assert "在别处已经改过" in wizard.notices.trouble.text.text()
    assert shown(grid, 0, "actual") == "190"
    assert on_disk(context).content.indicator_lines[0].actual_text == ""
    qtbot.mouseClick(wizard.notices.mend_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: session.save_state is SaveState.SAVED and not session.unsaved())
    lines = on_disk(context).content.indicator_lines
    assert [line.actual_text for line in lines[:4]] == ["190", "12", "", "95%"]
    assert not wizard.notices.trouble.isVisible()


def test_a_change_whose_line_was_deleted_elsewhere_is_named(
    qtbot: QtBot, wizard: FilingWizard, grid: IndicatorGrid, session: FilingSession, context: Context
) -> None:
    fill.change(
        context.workspace, FILING, [RemoveLine(line_id="line-1")], expected_version=session.filing.version
    )
    grid.model_.setData(grid.model_.index(0, grid.model_.column_of("actual")), "190")
    qtbot.waitUntil(lambda: session.save_state is SaveState.STALE)
    with qtbot.waitSignal(context.told, check_params_cb=lambda text: "1 处改动所在的行已被删除" in text):
        wizard.notices.mend_button.click()
    assert session.content.indicator_lines[0].id == "line-2"


def test_a_full_disk_keeps_every_change_until_it_can_be_saved(
    qtbot: QtBot,
    wizard: FilingWizard,
    grid: IndicatorGrid,
    session: FilingSession,
    context: Context,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = context.workspace.transact

    def full(*_: object, **__: object) -> object:
        raise DiskFull("磁盘满了，没有保存。", advice="请清出一些空间再试。")

    monkeypatch.setattr(context.workspace, "transact", full)
    go(grid, 0, "actual")
    for value in ("190", "12"):
        type_text(value)
        press(None, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: session.save_state is SaveState.FAILED and session.unsaved() == 2)
    assert "磁盘满了" in wizard.notices.trouble.text.text()
    assert "2 处改动还没有存上" in wizard.footer.saved.text()
    assert [shown(grid, row, "actual") for row in range(2)] == ["190", "12"]
    qtbot.wait(50)
    monkeypatch.setattr(context.workspace, "transact", real)
    wizard.notices.mend_button.click()
    wait_saved(qtbot, session)
    assert [line.actual_text for line in on_disk(context).content.indicator_lines[:2]] == ["190", "12"]
    assert "已自动保存" in wizard.footer.saved.text()


def test_leaving_at_once_after_typing_loses_nothing(qtbot: QtBot, context: Context) -> None:
    wizard = FilingWizard(context, FILING)
    with qtbot.waitSignal(wizard.ready):
        wizard.show()
    wizard.activateWindow()
    qtbot.waitUntil(wizard.isActiveWindow)
    wizard.go_to(Place(page=WizardPage.INDICATORS, line_id="line-1", field="actual"))
    for value in ("190", "12", "0.5"):
        type_text(value)
        press(None, Qt.Key.Key_Return)
    type_text("96%")
    assert wizard.may_close()
    shiboken6.delete(wizard)
    qtbot.waitUntil(
        lambda: (
            [line.actual_text for line in on_disk(context).content.indicator_lines[:4]]
            == ["190", "12", "0.5", "96%"]
        )
    )


def test_save_and_leave_closes_when_everything_is_on_the_disk(
    qtbot: QtBot, wizard: FilingWizard, grid: IndicatorGrid, session: FilingSession, context: Context
) -> None:
    go(grid, 0, "actual")
    type_text("190")
    with qtbot.waitSignal(wizard.closed):
        wizard.header.leave_button.click()
    assert not session.unsaved()
    assert on_disk(context).content.indicator_lines[0].actual_text == "190"


def test_after_a_crash_the_same_cell_is_under_the_cursor_again(
    qtbot: QtBot, open_wizard: Callable[[], FilingWizard], context: Context
) -> None:
    first = open_wizard()
    first.go_to(Place(page=WizardPage.INDICATORS, line_id="line-3", field="weight"))
    assert LastPlaces().left_open() == FILING
    qtbot.waitUntil(lambda: "line-3" in PLACE.get())
    second = open_wizard()
    assert second.page is WizardPage.INDICATORS
    assert second.place == Place(page=WizardPage.INDICATORS, line_id="line-3", field="weight")
    second.leave()
    assert LastPlaces().left_open() == ""
    third = open_wizard()
    assert third.page is WizardPage.MONEY


def test_coming_back_from_another_page_leads_to_the_same_cell(
    qtbot: QtBot, open_wizard: Callable[[], FilingWizard]
) -> None:
    first = open_wizard()
    first.go_to(Place(page=WizardPage.INDICATORS, line_id="line-2", field="unit"))
    assert first.may_close()
    assert LastPlaces().left_open() == ""
    second = open_wizard()
    assert second.place == Place(page=WizardPage.INDICATORS, line_id="line-2", field="unit")


def test_a_finished_filing_is_only_shown_until_it_is_reopened(
    qtbot: QtBot, wizard: FilingWizard, grid: IndicatorGrid, session: FilingSession, context: Context
) -> None:
    from dataclasses import replace

    from jxdesk.domain.records.filings import FilingState
    from jxdesk.store.records import filings

    kept = on_disk(context)
    context.workspace.transact(
        lambda tx: filings.save(tx, replace(kept, state=FilingState.FINISHED), expected_version=kept.version)
    )
    session.replay(fill.open_filing(context.workspace, FILING))
    wizard.show_page(WizardPage.INDICATORS)
    assert wizard.notices.locked.isVisible()
    index = grid.model_.index(0, grid.model_.column_of("actual"))
    assert not grid.model_.flags(index) & Qt.ItemFlag.ItemIsEditable
    assert grid.model_.rowCount() == 5
    wizard.notices.locked.findChild(QPushButton, "locked_reopen").click()
    qtbot.waitUntil(lambda: session.editable)
    assert not wizard.notices.locked.isVisible()
    assert grid.model_.rowCount() == 6


def test_from_a_button_that_goes_the_focus_moves_on_to_what_can_be_done_next(
    qtbot: QtBot, wizard: FilingWizard, session: FilingSession, context: Context
) -> None:
    from dataclasses import replace

    from jxdesk.desktop.wizard.output_page import OutputPage
    from jxdesk.domain.records.filings import FilingState
    from jxdesk.store.records import filings

    kept = on_disk(context)
    context.workspace.transact(
        lambda tx: filings.save(tx, replace(kept, state=FilingState.FINISHED), expected_version=kept.version)
    )
    session.replay(fill.open_filing(context.workspace, FILING))
    wizard.show_page(WizardPage.OUTPUT)
    output = wizard.views[WizardPage.OUTPUT]
    assert isinstance(output, OutputPage)
    output.reopen_button.setFocus()
    output.reopen_button.click()
    qtbot.waitUntil(lambda: session.editable)
    assert wizard.focusWidget() is output.problems_button
    assert "自评表" in output.file_name()


def test_a_form_that_has_passed_is_not_offered_to_be_opened_and_says_why(
    wizard: FilingWizard, session: FilingSession, context: Context
) -> None:
    from dataclasses import replace

    from jxdesk.desktop.wizard.output_page import OutputPage
    from jxdesk.domain.records.filings import FilingState
    from jxdesk.domain.road.standings import Desk, Standing, Whereabouts
    from jxdesk.store.records import filings, standings
    from jxdesk.store.records.standings import FilingStanding

    kept = on_disk(context)

    def pass_it(tx: object) -> None:
        filings.save(tx, replace(kept, state=FilingState.SEALED), expected_version=kept.version)  # type: ignore[arg-type]
        where = Whereabouts(desk=Desk.FILLING, standing=Standing.ACCEPTED, round=1)
        standings.put_many(tx, [FilingStanding(filing_id=FILING, where=where)])  # type: ignore[arg-type]

    context.workspace.transact(pass_it)  # type: ignore[arg-type]
    session.replay(fill.open_filing(context.workspace, FILING))
    wizard.show_page(WizardPage.INDICATORS)
    notices = wizard.notices
    assert notices.locked.isVisible()
    assert not notices.reopen_button.isVisible()
    assert "审核通过，只能看" in notices.locked.text.text()
    wizard.show_page(WizardPage.OUTPUT)
    output = wizard.views[WizardPage.OUTPUT]
    assert isinstance(output, OutputPage)
    assert not output.reopen_button.isVisible()
    assert "和审核单位联系" in output.state_words.text()
