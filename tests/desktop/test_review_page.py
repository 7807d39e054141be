"""审核 in the real window: cells beside each other, remarks by keys, decisions, and the return package that goes down."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from jxdesk.actions import work_order
from jxdesk.actions.workspace import Workspace
from jxdesk.desktop import amounts
from jxdesk.desktop.pages.returned import ReturnedPage
from jxdesk.desktop.pages.review import ReviewPage
from jxdesk.desktop.review.merge_dialog import MergeDialog
from jxdesk.desktop.review.passing_dialog import PassingDialog
from jxdesk.desktop.review.remark_dialog import RemarkDialog
from jxdesk.desktop.review.returned_bar import ReturnedBar
from jxdesk.desktop.review.send_dialog import SendDialog
from jxdesk.desktop.review.settle_dialog import SettleDialog
from jxdesk.desktop.review.sheet_dialog import SheetDialog
from jxdesk.desktop.shell import Shell
from jxdesk.domain.records.filings import Form, MoneyUnit
from jxdesk.domain.road.outcomes import Outcome
from jxdesk.domain.road.review_checks import SheetCase
from jxdesk.domain.road.review_sheet import FilledSheet, default_score, total_of, verdict
from jxdesk.domain.road.reviews import Answer
from jxdesk.domain.road.side_by_side import CellBeside, Mark
from jxdesk.domain.rules.reviewing import Sheet
from jxdesk.domain.values.money import exact_text, parse_amount
from jxdesk.store.engine.database import Transaction
from jxdesk.store.records import projects, reviews
from jxdesk.store.shipped.reviews import sheet_book
from tests.actions.road_desks import TARGETS, drawn, edit, of, receive, send, standing
from tests.desktop.conftest import Opener, settled
from tests.desktop.test_road_tray import Drawn, Road, dialog_of

__all__ = ["drawn"]


@pytest.fixture
def road(tmp_path: Path, drawn: Drawn) -> Road:
    """The road between the two desks, with what the township sent taken in at the county."""
    made = Road(tmp_path, drawn)
    sent = made.sent()
    with Workspace.open_existing(made.county) as county:
        receive(county, sent.path)
    return made


def page_of(qtbot: QtBot, shell: Shell, digest: str = "") -> ReviewPage:
    """The page 审核, loaded."""
    shell.go("review", digest)
    settled(qtbot, shell)
    return cast(ReviewPage, shell.pages["review"])


def press(qtbot: QtBot, widget: QWidget, key: Qt.Key, more: Qt.KeyboardModifier | None = None) -> None:
    """Presses a key."""
    qtbot.keyClick(widget, key, more or Qt.KeyboardModifier.NoModifier)  # type: ignore[no-untyped-call]


def in_front(qtbot: QtBot, shell: Shell) -> None:
    """Waits until the window has the keys again, after a dialog was closed."""
    shell.frame.activateWindow()
    qtbot.waitUntil(shell.frame.isActiveWindow)


def by_key(qtbot: QtBot, shell: Shell, page: ReviewPage, key: Qt.Key) -> None:
    """Decides by Alt and a digit."""
    in_front(qtbot, shell)
    page.list.table.setFocus()
    press(qtbot, page.list.table, key, Qt.KeyboardModifier.AltModifier)


def cell_of(page: ReviewPage, field: str) -> CellBeside:
    """Goes to the first cell of a field in a table, and answers it."""
    cell = next(one for one in page.view.all if one.field == field and one.line_id)
    assert page.view.go_to(cell.line_id, cell.field)
    return cell


def remarked(qtbot: QtBot, shell: Shell, page: ReviewPage, field: str, words: str) -> CellBeside:
    """Writes a remark on a cell, by keys."""
    cell = cell_of(page, field)
    page.view.table.setFocus()
    press(qtbot, page.view.table, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    dialog = cast(RemarkDialog, dialog_of(qtbot, shell, "remark_dialog"))
    dialog.reason.setCurrentIndex(dialog.reason.findData("evidence"))
    dialog.words.setPlainText(words)
    press(qtbot, dialog.words, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, shell)
    return cell


def settled_cell(
    qtbot: QtBot, shell: Shell, page: ReviewPage, field: str, value: str, why: str
) -> CellBeside:
    """Sets a cell to a value, by keys."""
    cell = cell_of(page, field)
    in_front(qtbot, shell)
    page.view.table.setFocus()
    press(qtbot, page.view.table, Qt.Key.Key_F2)
    dialog = cast(SettleDialog, dialog_of(qtbot, shell, "settle_dialog"))
    assert isinstance(dialog.value, QLineEdit)
    dialog.value.setText(value)
    dialog.reason.setCurrentIndex(dialog.reason.findData("treasury"))
    dialog.words.setPlainText(why)
    press(qtbot, dialog.words, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, shell)
    return cell


def sent_down(qtbot: QtBot, shell: Shell, page: ReviewPage, stick: Path) -> Path:
    """Sends the decisions down into a folder, and answers the file."""
    in_front(qtbot, shell)
    page.list.table.setFocus()
    press(qtbot, page.list.table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    dialog = cast(SendDialog, dialog_of(qtbot, shell, "send_down_dialog"))
    dialog.destinations.set_folder(stick)
    assert dialog.go.isEnabled()
    press(qtbot, dialog.go, Qt.Key.Key_Space)
    settled(qtbot, shell)
    assert "读回来比对过了" in dialog.answer.text.text()
    (written,) = dialog.sent
    dialog.reject()
    settled(qtbot, shell)
    assert page.bar.told.isHidden(), "nothing is called not sent any more"
    return written.path


def test_a_filing_is_remarked_returned_and_sent_down_by_keys_and_opens_as_a_work_order(
    qtbot: QtBot, open_window: Opener, road: Road
) -> None:
    shell = open_window(road.county)
    page = page_of(qtbot, shell)
    assert len(page.list.shown) == 2
    first = page.list.current()
    cell = remarked(qtbot, shell, page, "actual", "请附支付凭证")
    assert cell.now
    (card,) = page.beside.findChildren(QWidget, "review_remark_card")
    assert any("请附支付凭证" in one.text() for one in card.findChildren(QLabel))
    place = page.view.table.cells.index(next(one for one in page.view.table.cells if one.key == cell.key))
    assert "意见" in page.view.table.rows_model.rows[place][4]

    by_key(qtbot, shell, page, Qt.Key.Key_3)
    settled(qtbot, shell)
    assert page.list.current() != first, page.bar.told.text.text()
    by_key(qtbot, shell, page, Qt.Key.Key_1)
    settled(qtbot, shell)
    assert not page.list.found.waiting
    file = sent_down(qtbot, shell, page, road.stick)
    assert not page.list.found.unsent

    with Workspace.open_existing(road.town) as town:
        receive(town, file)
        (order,) = work_order.orders(town)
        (item,) = order.order.items
        assert (order.filing.id, item.text, item.line_id) == (first, "请附支付凭证", cell.line_id)


def test_a_cell_is_set_by_keys_listed_taken_back_and_passes_with_both_values_in_sight(
    qtbot: QtBot, open_window: Opener, road: Road
) -> None:
    shell = open_window(road.county)
    page = page_of(qtbot, shell)
    first = page.list.current()
    assert len(page.view.table.rows_model.headings) == 5
    cell = settled_cell(qtbot, shell, page, "actual", "11", "按国库数审定")
    (card,) = page.beside.findChildren(QWidget, "review_settled_card")
    assert [one.text() for one in card.findChildren(QLabel, "settled_values")] == [
        f"报送的 {cell.now} → 审定的 11"
    ]
    model = page.view.table.rows_model
    assert tuple(model.headings[1:3]) == ("报送的", "审定的")
    place = next(n for n, one in enumerate(page.view.table.cells) if one.settled is not None)
    assert tuple(model.rows[place][1:3]) == (cell.now, "11")
    assert "审定" in model.rows[place][-1]
    assert "改 1 处" in page.bar.buttons[Outcome.ACCEPTED_WITH_CHANGES].text()
    assert not page.bar.buttons[Outcome.ACCEPTED].isEnabled()

    (drop,) = card.findChildren(QPushButton, "remark_drop")
    drop.click()
    settled(qtbot, shell)
    assert not page.beside.findChildren(QWidget, "review_settled_card")
    assert page.bar.buttons[Outcome.ACCEPTED].isEnabled()

    settled_cell(qtbot, shell, page, "actual", "12", "按国库数审定")
    by_key(qtbot, shell, page, Qt.Key.Key_2)
    settled(qtbot, shell)
    assert page.list.current() != first, page.bar.told.text.text()
    assert standing(shell.context.workspace, first) == ("accepted_with_changes", 1)
    by_key(qtbot, shell, page, Qt.Key.Key_1)
    settled(qtbot, shell)
    file = sent_down(qtbot, shell, page, road.stick)
    with Workspace.open_existing(road.town) as town:
        receive(town, file)
    other = open_window(road.town)
    qtbot.waitUntil(lambda: bool(other.frame.findChildren(QWidget, "passed_todo")), timeout=10_000)
    (line,) = other.frame.findChildren(QWidget, "passed_todo")
    (go,) = line.findChildren(QPushButton, "todo_passed")
    go.click()
    settled(qtbot, other)
    back = cast(ReturnedPage, other.pages["returned"])
    assert "改定了 1 处" in back.heading.text()
    assert back.view.model.rows == [
        ("审定", back.view.items[0].comment.where, "与国库数不一致：按国库数审定", cell.now, "12")
    ]
    assert not back.view.changed_button.isVisible()
    back.view.go_button.click()
    settled(qtbot, other)
    (bar,) = other.frame.findChildren(QWidget, "returned_bar")
    assert f"报送的 {cell.now}，审定的 12" in cast(ReturnedBar, bar).text.text()
    other.go("dashboard")
    settled(qtbot, other)
    assert not other.frame.findChildren(QWidget, "passed_todo"), "it was looked at"


def test_money_is_set_in_the_unit_that_the_switch_says_and_what_it_brings_is_shown(
    qtbot: QtBot, open_window: Opener, road: Road
) -> None:
    shell = open_window(road.county)
    page = page_of(qtbot, shell)
    assert page.opened is not None
    unit = page.opened.case.filing.content.money_unit
    amounts.show_in_yuan(False)
    cell = cell_of(page, "executed")
    fen = parse_amount(cell.now, unit).fen
    assert fen is not None
    page.view.settle()
    dialog = cast(SettleDialog, dialog_of(qtbot, shell, "settle_dialog"))
    assert isinstance(dialog.value, QLineEdit)
    assert (dialog.unit_label.text(), dialog.value.text()) == ("万元", exact_text(fen, MoneyUnit.WAN))
    assert dialog.typed() is None, "nothing is set yet"
    dialog.switch.button.click()
    assert (dialog.unit_label.text(), dialog.value.text()) == ("元", exact_text(fen, MoneyUnit.YUAN))
    assert dialog.typed() is None
    dialog.value.setText(exact_text(fen * 100, MoneyUnit.YUAN))
    qtbot.waitUntil(
        lambda: any("表里写作" in one.text() for one in dialog.findChildren(QLabel)), timeout=5_000
    )
    assert any("预算" in one.text() for one in dialog.findChildren(QLabel)), "more was paid than there is"
    typed = dialog.typed()
    assert typed is not None
    assert typed.value == exact_text(fen * 100, unit)
    dialog.reject()
    amounts.show_in_yuan(False)
    page.view.go_to("", "")
    assert not page.view.settle_button.isEnabled(), "a form as a whole has no value"


def test_the_first_page_says_how_many_wait_and_leads_there(
    qtbot: QtBot, open_window: Opener, road: Road
) -> None:
    shell = open_window(road.county)
    (count,) = shell.frame.findChildren(QLabel, "todo_count_review")
    assert count.text() == "2"
    (go,) = shell.frame.findChildren(QWidget, "todo_review")
    press(qtbot, go, Qt.Key.Key_Space)
    settled(qtbot, shell)
    assert shell.current == "review"
    assert len(cast(ReviewPage, shell.pages["review"]).list.shown) == 2


def test_a_return_without_words_is_refused_in_words_and_nothing_is_written(
    qtbot: QtBot, open_window: Opener, road: Road
) -> None:
    shell = open_window(road.county)
    page = page_of(qtbot, shell)
    page.decide(Outcome.RETURNED)
    settled(qtbot, shell)
    assert "退回没有写意见" in page.bar.told.text.text()
    assert len(page.list.found.waiting) == 2
    assert not page.send_button.isEnabled()


def test_a_remark_takes_a_common_phrase_is_reworded_and_dropped(
    qtbot: QtBot, open_window: Opener, road: Road
) -> None:
    shell = open_window(road.county)
    page = page_of(qtbot, shell)
    cell_of(page, "actual")
    page.view.remark()
    dialog = cast(RemarkDialog, dialog_of(qtbot, shell, "remark_dialog"))
    phrases = dialog.findChild(QComboBox, "remark_phrases")
    assert phrases is not None
    assert phrases.count() > 1
    phrases.setCurrentIndex(1)
    phrases.activated.emit(1)
    assert dialog.words.toPlainText() == phrases.itemText(1)
    assert dialog.reason.currentData()
    dialog.due.setText("三十二日")
    qtbot.waitUntil(lambda: not dialog.go.isEnabled())
    dialog.due.setText("")
    qtbot.waitUntil(dialog.go.isEnabled)
    dialog.go.click()
    settled(qtbot, shell)
    assert page.opened is not None
    (known,) = page.opened.case.remarks

    page.change_remark(known)
    again = cast(RemarkDialog, dialog_of(qtbot, shell, "remark_dialog"))
    words = again.findChild(QPlainTextEdit, "remark_text")
    assert words is not None
    words.setPlainText("按国库数改")
    again.go.click()
    settled(qtbot, shell)
    (known,) = page.opened.case.remarks
    assert known.text == "按国库数改"
    page.drop_remark(known)
    settled(qtbot, shell)
    assert page.opened.case.remarks == ()


def test_several_pass_together_and_the_decision_is_taken_back_on_the_spot(
    qtbot: QtBot, open_window: Opener, road: Road
) -> None:
    shell = open_window(road.county)
    page = page_of(qtbot, shell)
    page.list.table.setFocus()
    page.list.table.selectAll()
    assert page.pass_button.text() == "选中的 2 张通过"
    page.pass_button.click()
    settled(qtbot, shell)
    assert not page.list.found.waiting
    assert sum(page.list.found.unsent.values()) == 2
    page.bar.undo_button.click()
    settled(qtbot, shell)
    assert len(page.list.found.waiting) == 2


def test_the_next_round_shows_what_changed_and_how_each_remark_was_answered(
    qtbot: QtBot, open_window: Opener, road: Road
) -> None:
    shell = open_window(road.county)
    page = page_of(qtbot, shell)
    first = page.list.current()
    cell = remarked(qtbot, shell, page, "actual", "与国库支付数不一致")
    page.decide(Outcome.RETURNED)
    settled(qtbot, shell)
    file = sent_down(qtbot, shell, page, road.stick)
    with Workspace.open_existing(road.town) as town:
        receive(town, file)
        filing = next(one for one in of(town, Form.PROJECT_SELF_EVALUATION) if one.id == first)
        line = [one.id for one in filing.content.indicator_lines].index(cell.line_id)
        edit(town, filing, "7", line=line)
        (comment,) = town.read(lambda tx: reviews.comments_of(tx, first))
        work_order.answer(town, comment.id, Answer.CHANGED)
        again = send(town, road.stick)
    receive(shell.context.workspace, again.path)
    page = page_of(qtbot, shell, again.digest)
    page.load()
    settled(qtbot, shell)
    page.list.go_to(first)
    settled(qtbot, shell)
    changed = next(one for one in page.view.all if one.key == cell.key)
    assert (changed.now, changed.mark) == ("7", Mark.CHANGED)
    (answer,) = page.beside.findChildren(QLabel, "answer_change")
    assert answer.text() == f"{cell.now} → 7"
    page.view.only.setChecked(True)
    assert cell.key in {one.key for one in page.view.table.cells}
    assert len(page.view.table.cells) < len(page.view.all)
    page.decide(Outcome.ACCEPTED)
    settled(qtbot, shell)
    assert standing(shell.context.workspace, first) == ("accepted", 2)


def test_who_only_looks_cannot_decide_and_is_told_so(qtbot: QtBot, open_window: Opener, road: Road) -> None:
    shell = open_window(road.county)
    shell.context.workspace.look_only(True)
    page = page_of(qtbot, shell)
    assert not any(one.isEnabled() for one in page.bar.buttons.values())
    assert not page.view.remark_button.isEnabled()
    assert "只看模式" in page.bar.told.text.text()


def test_where_nothing_waits_the_page_says_where_to_begin(
    qtbot: QtBot, open_window: Opener, road: Road
) -> None:
    shell = open_window(road.town)
    page = page_of(qtbot, shell)
    assert page.stack.currentWidget() is page.empty
    assert "收发箱" in page.empty.text.text()


def scored_sheet() -> Sheet:
    """The review sheet with points."""
    return next(one for one in sheet_book().sheets if one.is_scored)


def test_the_scored_sheet_counts_while_it_is_filled_in_and_says_what_follows(
    qtbot: QtBot, qapp: QApplication
) -> None:
    sheet, taken = scored_sheet(), list[FilledSheet]()
    dialog = SheetDialog("某项目", sheet, SheetCase(book=sheet_book()), None, taken.append)
    dialog.show()
    assert not dialog.go.isEnabled()
    assert f"还有 {len(sheet.points)} 项没评" in dialog.verdict.text.text()
    best = sheet.marks[0].grade
    for grade in dialog.grades.values():
        grade.setCurrentIndex(grade.findData(best))
    filled = dialog.filled()
    total = total_of(sheet, filled)
    assert total == sum(default_score(sheet, one, best) or 0 for one in sheet.points)
    assert dialog.verdict.text.text().startswith(verdict(sheet, filled, sheet_book().passing).words)
    first = sheet.points[0]
    dialog.scores[first.key].setValue(0)
    assert not dialog.go.isEnabled(), "no points do not fit the best grade"
    assert first.name in dialog.verdict.text.text()
    dialog.grades[first.key].setCurrentIndex(dialog.grades[first.key].count() - 1)
    assert dialog.go.isEnabled()
    dialog.go.click()
    assert [one.grade for one in taken[0].marks[1:]] == [best] * (len(sheet.points) - 1)


def test_the_sheet_of_a_target_goes_with_its_decision(qtbot: QtBot, open_window: Opener, road: Road) -> None:
    sent = road.sent(TARGETS)
    with Workspace.open_existing(road.county) as county:
        receive(county, sent.path)
    shell = open_window(road.county)
    page = page_of(qtbot, shell, sent.digest)
    page.load()
    settled(qtbot, shell)
    filing_id = page.list.current()
    page.bar.sheet_button.click()
    dialog = cast(SheetDialog, dialog_of(qtbot, shell, "sheet_dialog"))
    for grade in dialog.grades.values():
        grade.setCurrentIndex(1)
    dialog.go.click()
    settled(qtbot, shell)
    assert "已填" in page.bar.sheet_button.text()
    page.decide(Outcome.ACCEPTED)
    settled(qtbot, shell)
    workspace = shell.context.workspace
    (review,) = workspace.read(lambda tx: reviews.of_filing(tx, filing_id))
    assert review.sheet is not None
    assert all(one.grade for one in review.sheet.marks)
    assert page.bar.undo_button.isVisible()
    page.list.go_to(filing_id)
    settled(qtbot, shell)
    qtbot.waitUntil(lambda: page.bar.sheet_button.text() == "看审核表…")
    page.bar.sheet_button.click()
    looked = cast(SheetDialog, dialog_of(qtbot, shell, "sheet_dialog"))
    assert not looked.go.isVisible()
    assert not any(one.isEnabled() for one in (*looked.grades.values(), *looked.notes.values()))
    assert looked.filled().marks == review.sheet.marks
    looked.reject()


def test_where_the_pack_leaves_no_choice_the_sheet_says_so_and_asks_for_none(
    qtbot: QtBot, qapp: QApplication
) -> None:
    book = replace(sheet_book(), choices=frozenset())
    dialog = SheetDialog("某项目", scored_sheet(), SheetCase(book=book), None, [].append, on_way=lambda: None)
    dialog.show()
    assert dialog.way_button.isHidden()
    assert "规则包定的，不能换。" in dialog.way.text()
    dialog.reject()


def test_the_way_to_pass_is_chosen_from_the_sheet_which_says_at_once_what_follows(
    qtbot: QtBot, open_window: Opener, road: Road
) -> None:
    sent = road.sent(TARGETS)
    with Workspace.open_existing(road.county) as county:
        receive(county, sent.path)
        for one in of(county, Form.PROJECT_TARGET):
            made_major(county, one.project_id)
    shell = open_window(road.county)
    page = page_of(qtbot, shell, sent.digest)
    page.load()
    settled(qtbot, shell)
    assert page.bar.sheet_button.text() == "审核表（要打分）…"
    page.bar.sheet_button.click()
    dialog = cast(SheetDialog, dialog_of(qtbot, shell, "sheet_dialog"))
    assert "本程序的建议" in cast(QLabel, dialog.findChild(QLabel, "sheet_basis")).text()
    assert "规则包“云南省项目支出绩效自评规则”2020.1 版" in dialog.basis.text()
    assert dialog.way.text().startswith("通过办法：按等次（“优”“良”通过）。依据：财预〔2015〕88号")
    for grade in dialog.grades.values():
        grade.setCurrentIndex(1)
    assert "“优”“良”通过，达到" in dialog.verdict.text.text()
    dialog.way_button.click()
    ways = cast(PassingDialog, dialog_of(qtbot, shell, "passing_dialog"))
    ways.way.setCurrentIndex(ways.way.findData("fixed"))
    assert "规则包许在 60 到 95 分之间定" in ways.basis.text()
    for line in ("一百", "40"):
        ways.score.setText(line)
        qtbot.waitUntil(lambda: not ways.go.isEnabled())
        ways.score.setText("70")
        qtbot.waitUntil(ways.go.isEnabled)
    ways.way.setCurrentIndex(ways.way.findData("average"))
    assert not ways.score.isEnabled()
    qtbot.waitUntil(ways.go.isEnabled)
    ways.go.click()
    settled(qtbot, shell)
    assert "达到同一批的平均分" in dialog.way.text()
    assert "还有 1 份没有得分" in dialog.verdict.text.text()
    dialog.go.click()
    settled(qtbot, shell)
    assert page.bar.sheet_button.text() == "审核表（已填）…"
    page.decide(Outcome.ACCEPTED)
    settled(qtbot, shell)
    assert "现在不能定通过" in page.bar.told.text.text()


def made_major(workspace: Workspace, project_id: str) -> None:
    """Makes a project one that is judged by points."""

    def job(tx: Transaction) -> None:
        project = projects.get(tx, project_id)
        assert project is not None
        projects.save(tx, replace(project, major_new=True))

    workspace.transact(job, errand="test")


def test_a_filing_is_merged_into_another_that_is_chosen(
    qtbot: QtBot, open_window: Opener, road: Road
) -> None:
    shell = open_window(road.county)
    page = page_of(qtbot, shell)
    first = page.list.current()
    page.decide(Outcome.MERGED)
    dialog = cast(MergeDialog, dialog_of(qtbot, shell, "merge_dialog"))
    (other,) = dialog.others
    press(qtbot, dialog.table, Qt.Key.Key_Return)
    settled(qtbot, shell)
    (review,) = shell.context.workspace.read(lambda tx: reviews.of_filing(tx, first))
    assert (review.outcome, review.merged_into) == (Outcome.MERGED, other.filing_id)
