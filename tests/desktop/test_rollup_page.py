"""The page 汇总: four views over the tree of offices; every number opens down to the form, and Alt+← leads all the way back."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from jxdesk.desktop.pages.filling import FillingPage
from jxdesk.desktop.pages.project import ProjectPage
from jxdesk.desktop.pages.rollup import RollUpPage
from jxdesk.desktop.rollup.proof_dialog import ProofDialog
from jxdesk.desktop.rollup.views import PART_COLUMNS, VIEW_WORDS, View
from jxdesk.desktop.shell import Shell
from jxdesk.domain.records.filings import Form
from jxdesk.domain.rollup.grouping import By
from jxdesk.domain.rollup.handed import OUTSTANDING

from .conftest import child, settled

WORDS = [column.word for column in PART_COLUMNS]


@pytest.fixture
def page(qtbot: QtBot, shell: Shell) -> RollUpPage:
    """The page on the year under way, in which much is still outstanding."""
    shell.go("rollup", 2026)
    settled(qtbot, shell)
    found = shell.pages["rollup"]
    assert isinstance(found, RollUpPage)
    assert found.shown is not None
    return found


def choose_form(qtbot: QtBot, shell: Shell, page: RollUpPage, form: Form) -> None:
    number = next(n for n in range(page.stages.count()) if page.stages.itemData(n).form is form)
    page.stages.setCurrentIndex(number)
    page.stages.activated.emit(number)
    settled(qtbot, shell)


def press(qtbot: QtBot, shell: Shell, page: RollUpPage, word: str, row: int) -> None:
    """Goes to a number of the list of parts by its heading and opens it with Enter."""
    column = WORDS.index(word) + 1 if word else 0
    page.lists.parts.setFocus()
    page.lists.parts.setCurrentIndex(page.lists.parts_model.index(row, column))
    qtbot.keyClick(page.lists.parts, Qt.Key.Key_Return)
    settled(qtbot, shell)


def back(qtbot: QtBot, shell: Shell) -> None:
    shell._on_alt_left()
    settled(qtbot, shell)


def test_f11_opens_it_and_the_parts_make_the_sum(qtbot: QtBot, shell: Shell, page: RollUpPage) -> None:
    assert shell.frame.rail.buttons["rollup"].isChecked()
    assert page.shown is not None
    answer = page.shown.answer
    due = [int(row[1].replace(",", "")) for row in page.lists.parts_model.rows if row[1] != "—"]
    assert sum(due) == answer.whole.due == 24
    assert f"应报 {answer.whole.due:,}" in page.lists.sums.text()
    assert page.offices.tree.topLevelItemCount() == 1


def test_every_card_says_filter_cut_off_and_denominator_and_is_copied_with_them(
    qtbot: QtBot, shell: Shell, page: RollUpPage
) -> None:
    assert [card.figure.name for card in page.cards.cards] == ["覆盖率", "按期率", "预算合计"]
    for card in page.cards.cards:
        card.setFocus()
        assert all(word in page.cards.words.text() for word in ("范围：", "截止：", "口径："))
        qtbot.keyClick(card, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        copied = QApplication.clipboard().text()
        assert copied.startswith(f"{card.figure.name}：{card.figure.text}")
        assert card.figure.denominator in copied


def test_a_number_opens_what_is_behind_it_then_the_project_and_the_way_leads_back(
    qtbot: QtBot, shell: Shell, page: RollUpPage
) -> None:
    assert page.shown is not None
    answer = page.shown.answer
    row = next(n for n, part in enumerate(answer.parts) if part.tally.missing)
    part = answer.parts[row]
    press(qtbot, shell, page, "没有交", row)
    assert len(page.lists.items_model.rows) == part.tally.missing
    assert page.list_title.text().startswith(f"{part.label}，没有交的：")
    qtbot.keyClick(page.lists.items, Qt.Key.Key_Return)
    settled(qtbot, shell)
    assert shell.current == "project"
    assert isinstance(shell.pages["project"], ProjectPage)
    back(qtbot, shell)
    assert shell.current == "rollup"
    assert page.look.behind is not None
    back(qtbot, shell)
    assert page.look.behind is None
    assert page.lists.currentIndex() == 0
    back(qtbot, shell)
    assert shell.current == "dashboard"


def test_a_name_leads_down_and_the_line_above_leads_up(qtbot: QtBot, shell: Shell, page: RollUpPage) -> None:
    assert page.shown is not None
    row = next(n for n, part in enumerate(page.shown.answer.parts) if part.opens)
    name = page.shown.answer.parts[row].label
    press(qtbot, shell, page, "", row)
    assert [office.name for office in page.shown.answer.way][-1] == name
    (part,) = page.shown.answer.parts
    press(qtbot, shell, page, "", 0)
    assert len(page.lists.items_model.rows) == part.tally.everything
    child(page, "rollup_way_0")
    qtbot.mouseClick(child(page, "rollup_way_0"), Qt.MouseButton.LeftButton)
    settled(qtbot, shell)
    assert len(page.shown.answer.way) == 1


def test_the_office_in_sight_is_the_one_that_all_lists_are_narrowed_to(
    qtbot: QtBot, shell: Shell, page: RollUpPage
) -> None:
    scope = page.context.scope
    assert page.shown is not None
    below = next(one for one in page.shown.answer.parts if one.opens)
    path = page.shown.answer.forest.offices[below.key].path
    scope.choose(path, below.label)
    settled(qtbot, shell)
    assert page.shown.answer.office.id == below.key
    back(qtbot, shell)
    assert (scope.path, page.shown.answer.way[0]) == ("", page.shown.answer.office)
    press(qtbot, shell, page, "", [one.key for one in page.shown.answer.parts].index(below.key))
    assert scope.path == path
    shell.go("projects")
    settled(qtbot, shell)
    scope.choose("", "")
    shell.go("rollup")
    settled(qtbot, shell)
    assert page.shown is not None
    assert len(page.shown.answer.way) == 1


def test_a_click_on_a_number_opens_it(qtbot: QtBot, shell: Shell, page: RollUpPage) -> None:
    assert page.shown is not None
    table = page.lists.parts
    row = next(n for n, part in enumerate(page.shown.answer.parts) if part.tally.due)
    spot = table.visualRect(page.lists.parts_model.index(row, 1)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(spot.x(), spot.y()))
    settled(qtbot, shell)
    assert page.look.behind is not None
    assert page.lists.currentIndex() == 1


def test_the_form_itself_opens_at_its_money(qtbot: QtBot, shell: Shell, page: RollUpPage) -> None:
    assert page.shown is not None
    row = next(n for n, part in enumerate(page.shown.answer.parts) if part.tally.handed_in)
    press(qtbot, shell, page, "已报", row)
    qtbot.mouseClick(page.form_button, Qt.MouseButton.LeftButton)
    settled(qtbot, shell)
    assert shell.current == "wizard"
    filling = shell.pages["wizard"]
    assert isinstance(filling, FillingPage)
    assert filling.wizard is not None
    assert filling.wizard.filing_id == page.lists.shown.items[0].filing_id  # type: ignore[union-attr]


@pytest.mark.parametrize("view", [View.EXECUTION, View.SCORES])
def test_the_charts_are_of_the_office_in_sight_and_lead_to_their_projects(
    qtbot: QtBot, shell: Shell, page: RollUpPage, view: View
) -> None:
    qtbot.mouseClick(child(page, f"rollup_{view.value}"), Qt.MouseButton.LeftButton)
    settled(qtbot, shell)
    assert page.shown is not None
    assert page.chart.drawing is not None
    assert page.stack.currentIndex() == 1
    stops = page.chart.drawing.stops
    is_bars = view is View.SCORES
    counts = [band.count for band in page.shown.chart.bands] if is_bars else []  # type: ignore[union-attr]
    number = next(n for n, stop in enumerate(stops) if (counts[n] if is_bars else stop.project_ids))
    page.chart.setFocus()
    page.chart.point_at(number)
    qtbot.keyClick(page.chart, Qt.Key.Key_Return)
    settled(qtbot, shell)
    if is_bars:
        assert len(page.lists.items_model.rows) == counts[number]
        assert sum(counts) == page.shown.answer.whole.scored
    else:
        assert shell.current == "project"
        assert shell.pages["project"].project_id in stops[number].project_ids  # type: ignore[attr-defined]


def test_who_has_not_filed_is_named_one_by_one_and_the_names_can_be_taken_along(
    qtbot: QtBot, shell: Shell, page: RollUpPage
) -> None:
    qtbot.mouseClick(child(page, "rollup_missing"), Qt.MouseButton.LeftButton)
    settled(qtbot, shell)
    assert page.shown is not None
    whole = page.shown.answer.whole
    assert len(page.lists.items_model.rows) == sum(map(whole.count, OUTSTANDING))
    qtbot.mouseClick(page.names_button, Qt.MouseButton.LeftButton)
    lines = QApplication.clipboard().text().splitlines()
    offices = page.shown.answer.outstanding_offices()
    assert [line.partition("\t")[0] for line in lines[1:]] == [office.name for office in offices]


def test_the_list_is_copied_and_saved_with_what_it_is_of_and_its_sum(
    qtbot: QtBot, shell: Shell, page: RollUpPage, tmp_path: Path
) -> None:
    assert page.shown is not None
    page.lists.parts.setFocus()
    page._copy(page.lists.as_text())
    lines = QApplication.clipboard().text().splitlines()
    assert page.shown.answer.basis.filter_words in lines[0]
    assert lines[1].split("\t")[:2] == ["单位", "应报"]
    assert lines[-1].startswith("合计")
    to = tmp_path / "汇总.xlsx"
    page.saving.save(to)
    settled(qtbot, shell)
    (sheet,) = load_workbook(to).worksheets
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert page.shown.answer.basis.filter_words in str(rows[0][0])
    assert rows[-1][1] == page.shown.answer.whole.due
    assert QKeySequence(QKeySequence.StandardKey.Copy).toString() == "Ctrl+C"


@pytest.mark.parametrize("by", [By.SOURCE, By.GRADE])
def test_the_sum_is_the_same_however_it_is_divided(
    qtbot: QtBot, shell: Shell, page: RollUpPage, by: By
) -> None:
    assert page.shown is not None
    before = page.shown.answer.whole.budget_fen
    number = page.bys.findData(by)
    page.bys.setCurrentIndex(number)
    page.bys.activated.emit(number)
    settled(qtbot, shell)
    assert page.shown.answer.by is by
    assert sum(part.tally.budget_fen for part in page.shown.answer.parts) == before
    press(qtbot, shell, page, "应报", 0)
    assert len(page.lists.items_model.rows) == page.shown.answer.parts[0].tally.due


def test_execution_is_divided_by_words_of_the_projects_and_by_no_money(
    qtbot: QtBot, shell: Shell, page: RollUpPage
) -> None:
    def divide(by: By) -> None:
        number = page.bys.findData(by)
        page.bys.setCurrentIndex(number)
        page.bys.activated.emit(number)
        settled(qtbot, shell)

    page.show_view(View.EXECUTION)
    settled(qtbot, shell)
    divide(By.SECTOR)
    assert page.stack.currentIndex() == 0
    assert page.lists.parts_model.headings[3].startswith("执行数（")
    assert "目标完成" in page.lists.sums.text()
    assert page.shown is not None
    answer = page.shown.answer
    assert sum(part.tally.executed_fen for part in answer.parts) == answer.whole.executed_fen > 0
    divide(By.SOURCE)
    assert page.look.view is View.COVERAGE
    page.show_view(View.EXECUTION)
    settled(qtbot, shell)
    assert (page.bys.currentData(), page.stack.currentIndex()) == (By.OFFICE, 1)


def test_the_forms_of_offices_are_counted_as_offices(qtbot: QtBot, shell: Shell, page: RollUpPage) -> None:
    choose_form(qtbot, shell, page, Form.DEPARTMENT_TARGET)
    assert page.shown is not None
    assert page.shown.answer.basis.is_of_offices
    assert page.shown.answer.whole.due == 12
    assert "个单位" in page.cards.cards[0].figure.denominator
    page.bys.setCurrentIndex(page.bys.findData(By.SECTOR))
    page.bys.activated.emit(page.bys.currentIndex())
    settled(qtbot, shell)
    assert page.shown.answer.by is By.OFFICE


def test_proving_says_that_nothing_came_by_road(qtbot: QtBot, shell: Shell, page: RollUpPage) -> None:
    qtbot.mouseClick(page.proving.button, Qt.MouseButton.LeftButton)
    settled(qtbot, shell)
    dialog = shell.frame.findChild(ProofDialog)
    assert dialog is not None
    assert dialog.found.own > 0
    assert "没有收到过这些表的数据包" in dialog.bar.text.text()
    close = dialog.findChild(QPushButton, "proof_close")
    assert close is not None
    close.click()
    assert page.proving.button.isEnabled()


def test_every_view_has_its_word(page: RollUpPage) -> None:
    assert [page.chips.button(n).text() for n in range(len(View))] == list(VIEW_WORDS.values())
