"""退回的表 in the real window: the checklist jumps to cells, remarks are answered by keys, and the first page says what waits."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from jxdesk.actions import fill, work_order
from jxdesk.actions.reviewing.decide import Decision, decide
from jxdesk.actions.reviewing.remarks import Remark
from jxdesk.actions.reviewing.send_down import send_down
from jxdesk.actions.workspace import Workspace
from jxdesk.desktop.dialogs.seal import SealDialog
from jxdesk.desktop.pages.filling import FillingPage
from jxdesk.desktop.pages.returned import ReturnedPage
from jxdesk.desktop.review.explain_dialog import ExplainDialog
from jxdesk.desktop.review.returned_bar import ReturnedBar
from jxdesk.desktop.shell import Shell
from jxdesk.domain.records.filings import FilingState, Form
from jxdesk.domain.road.outcomes import Outcome
from jxdesk.domain.road.reviews import Answer
from tests.actions.road_desks import drawn, of, receive
from tests.desktop.conftest import Opener, settled
from tests.desktop.test_review_page import in_front, press
from tests.desktop.test_road_tray import Drawn, Road, dialog_of

__all__ = ["drawn"]


@pytest.fixture
def road(tmp_path: Path, drawn: Drawn) -> Road:
    """The road between the two desks; one form came back to the township with two remarks on cells."""
    made = Road(tmp_path, drawn)
    sent = made.sent()
    with Workspace.open_existing(made.county) as county:
        receive(county, sent.path)
        first, second = of(county, Form.PROJECT_SELF_EVALUATION)
        lines = first.content.indicator_lines
        remarks = tuple(
            Remark(line_id=lines[place].id, field="actual", reason_code="evidence", text=text)
            for place, text in ((0, "与国库支付数不一致"), (1, "请附验收单"))
        )
        decide(
            county,
            [
                Decision(filing_id=first.id, outcome=Outcome.RETURNED, opinion="请逐条改", remarks=remarks),
                Decision(filing_id=second.id, outcome=Outcome.ACCEPTED),
            ],
            by="审核人乙",
        )
        down = send_down(county, sent.digest, to=made.stick)
    with Workspace.open_existing(made.town) as town:
        receive(town, down.path)
    return made


def page_of(qtbot: QtBot, shell: Shell) -> ReturnedPage:
    """The page 退回的表, loaded."""
    shell.go("returned")
    settled(qtbot, shell)
    return cast(ReturnedPage, shell.pages["returned"])


def test_the_first_page_says_how_many_remarks_wait_and_leads_to_them(
    qtbot: QtBot, open_window: Opener, road: Road
) -> None:
    shell = open_window(road.town)
    (line,) = shell.frame.findChildren(QWidget, "returned_todo")
    assert any("2 条意见未答" in one.text() for one in line.findChildren(QLabel))
    (go,) = shell.frame.findChildren(QWidget, "todo_returned")
    press(qtbot, go, Qt.Key.Key_Space)
    settled(qtbot, shell)
    assert shell.current == "returned"
    page = cast(ReturnedPage, shell.pages["returned"])
    assert page.count_label.text() == "1 张表被退回，2 条意见未答"
    assert "请逐条改" in page.opinion.text()


def test_enter_on_a_remark_opens_the_wizard_in_that_very_cell(
    qtbot: QtBot, open_window: Opener, road: Road
) -> None:
    shell = open_window(road.town)
    page = page_of(qtbot, shell)
    item = page.view.items[1]
    page.view.table.selectRow(1)
    press(qtbot, page.view.table, Qt.Key.Key_Return)
    settled(qtbot, shell)
    assert shell.current == "wizard"
    wizard = cast(FillingPage, shell.pages["wizard"]).wizard
    assert wizard is not None
    assert wizard.session is not None
    assert wizard.session.editable
    assert wizard.place is not None
    assert (wizard.place.line_id, wizard.place.field) == (item.comment.line_id, item.comment.field)
    (bar,) = shell.frame.findChildren(QWidget, "returned_bar")
    assert bar.isVisible()
    words = cast(ReturnedBar, bar).text.text()
    assert "2 条意见，已答 0 条" in words
    assert words.endswith(item.comment.text), "what was said of this cell stands above it"
    (back,) = bar.findChildren(QWidget, "returned_bar_list")
    press(qtbot, back, Qt.Key.Key_Space)
    settled(qtbot, shell)
    assert shell.current == "returned"


def test_remarks_are_answered_by_keys_and_what_is_missing_before_sealing_is_said(
    qtbot: QtBot, open_window: Opener, road: Road
) -> None:
    shell = open_window(road.town)
    page = page_of(qtbot, shell)
    assert "还没有答" in page.bar.text.text()
    assert not page.seal_button.isEnabled()
    first, second = (item.comment for item in page.view.items)
    in_front(qtbot, shell)
    page.view.table.setFocus()
    press(qtbot, page.view.table, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, shell)
    current = page.view.current()
    assert current is not None
    assert current.comment.id == second.id, "the next open remark is chosen"
    in_front(qtbot, shell)
    press(qtbot, page.view.table, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    dialog = cast(ExplainDialog, dialog_of(qtbot, shell, "explain_dialog"))
    dialog.words.setPlainText("好")
    qtbot.waitUntil(lambda: not dialog.go.isEnabled())
    dialog.words.setPlainText("设备 11 月到货，验收单附后")
    qtbot.waitUntil(dialog.go.isEnabled)
    press(qtbot, dialog.words, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, shell)
    (order,) = work_order.orders(shell.context.workspace)
    answers = {one.id: (one.answer, one.answer_text) for one in order.order.items}
    assert answers == {
        first.id: (Answer.CHANGED, ""),
        second.id: (Answer.EXPLAINED, "设备 11 月到货，验收单附后"),
    }
    assert "和退回时一样" in page.bar.text.text(), "已改 was said, and nothing was changed"
    assert page.seal_button.isEnabled()


def test_who_only_looks_cannot_answer(qtbot: QtBot, open_window: Opener, road: Road) -> None:
    shell = open_window(road.town)
    shell.context.workspace.look_only(True)
    page = page_of(qtbot, shell)
    assert not page.view.changed_button.isEnabled()
    assert "只看模式" in page.bar.text.text()
    assert QApplication.activeModalWidget() is None


def test_where_nothing_was_returned_the_page_says_so(qtbot: QtBot, open_window: Opener, road: Road) -> None:
    shell = open_window(road.county)
    page = page_of(qtbot, shell)
    assert page.stack.currentWidget() is page.empty
    assert not shell.frame.findChildren(QWidget, "returned_todo")


def test_what_is_answered_is_marked_as_filled_and_sealed_alone(
    qtbot: QtBot, open_window: Opener, road: Road
) -> None:
    shell = open_window(road.town)
    workspace = shell.context.workspace
    (order,) = work_order.orders(workspace)
    opened = fill.reopen(workspace, order.filing.id, expected_version=order.filing.version).filing
    assert opened.state is FilingState.DRAFT
    for item in order.order.items:
        work_order.answer(workspace, item.id, Answer.EXPLAINED, "设备 11 月到货，验收单附后")
    page = page_of(qtbot, shell)
    page.seal_button.click()
    dialog = cast(SealDialog, dialog_of(qtbot, shell, "seal_dialog"))
    qtbot.waitUntil(lambda: bool(dialog.rows))
    assert dialog.only_chosen.isChecked()
    assert dialog.only_chosen.text() == "选中的 1 个项目"
    assert dialog.next_button.isEnabled()
    states = {one.id: one.state for one in of(workspace, Form.PROJECT_SELF_EVALUATION)}
    assert states[order.filing.id] is FilingState.FINISHED
    dialog.reject()
    settled(qtbot, shell)
