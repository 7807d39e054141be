"""Problems: found while typing, with where and how; F8 and the buttons go to the cell."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from jxdesk.desktop.wizard.filing_wizard import FilingWizard
from jxdesk.desktop.wizard.indicator_grid import IndicatorGrid
from jxdesk.desktop.wizard.indicators_page import IndicatorsPage
from jxdesk.desktop.wizard.line_panel import LinePanel
from jxdesk.desktop.wizard.money_grid import MoneyGrid
from jxdesk.desktop.wizard.money_page import MoneyPage
from jxdesk.desktop.wizard.problems import ProblemCard
from jxdesk.desktop.wizard.session import FilingSession
from jxdesk.domain.filling.editing import Edit, EditKind
from jxdesk.domain.findings import Severity
from jxdesk.domain.templates.wizard_flow import Place, WizardPage

from .conftest import at, go, press, shown, type_text

SHIFT = Qt.KeyboardModifier.ShiftModifier


def fill_all(session: FilingSession) -> None:
    """Types a result everywhere, so that only what a test adds is wrong."""
    values = {"line-1": "190", "line-2": "12", "line-3": "0.52", "line-4": "95%", "line-5": "明显改善"}
    edits = [
        Edit(kind=EditKind.INDICATOR, line_id=line_id, field="actual", text=text)
        for line_id, text in values.items()
    ]
    edits += [
        Edit(kind=EditKind.MONEY, line_id=f"money-{row}", field=field, text="1284000")
        for row in ("total", "fiscal")
        for field in ("original_budget", "revised_budget", "executed")
    ]
    edits.append(Edit(kind=EditKind.INDICATOR, line_id="line-5", field="score", text="达成"))
    edits.append(Edit(kind=EditKind.ANSWER, field="actual_goal", text="养护190公里。"))
    session.commit(edits, label="填好")
    session.check_now()


@pytest.fixture
def panel(wizard: FilingWizard, grid: IndicatorGrid) -> LinePanel:
    page = wizard.views[WizardPage.INDICATORS]
    assert isinstance(page, IndicatorsPage)
    return page.panel


def texts(card: ProblemCard) -> str:
    return "\n".join(label.text() for label in card.findChildren(QLabel))


def test_a_filled_form_has_no_problems_and_full_marks(wizard: FilingWizard, session: FilingSession) -> None:
    fill_all(session)
    assert session.findings == ()
    assert wizard.side.score.total.text() == "100.00"
    assert wizard.side.score.grade.text() == "优"
    assert wizard.count.text() == "已填 37 / 37 项"


def test_the_score_moves_with_every_cell(
    wizard: FilingWizard, grid: IndicatorGrid, session: FilingSession
) -> None:
    fill_all(session)
    go(grid, 0, "actual")
    type_text("93")
    press(None, Qt.Key.Key_Return)
    assert wizard.side.score.total.text() == "90.00"
    assert shown(grid, 0, "score") == "10.00"


def test_problems_are_found_again_when_the_typing_rests(
    qtbot: QtBot, wizard: FilingWizard, grid: IndicatorGrid, session: FilingSession
) -> None:
    fill_all(session)
    go(grid, 0, "actual")
    with qtbot.waitSignal(session.checked, timeout=3000):
        type_text("93")
        press(None, Qt.Key.Key_Return)
    (finding,) = session.findings
    assert finding.code == "missed-without-reason"
    (card,) = wizard.side.problems.cards
    assert "第 1 行 · 养护农村公路里程" in texts(card)
    assert finding.advice in texts(card)
    assert wizard.side.problems_tab.text() == "问题 1"


def test_the_button_of_a_problem_goes_to_its_cell(
    qtbot: QtBot, wizard: FilingWizard, grid: IndicatorGrid, session: FilingSession
) -> None:
    fill_all(session)
    grid.model_.setData(grid.model_.index(0, grid.model_.column_of("actual")), "93")
    session.check_now()
    wizard.show_page(WizardPage.MONEY)
    wizard.side.problems.cards[0].button.click()
    assert wizard.page is WizardPage.INDICATORS
    assert at(grid) == (0, "deviation_reason")
    assert QApplication.focusWidget() is grid
    type_text("x")
    press(None, Qt.Key.Key_Return)
    session.check_now()
    assert session.findings == ()


def test_f8_walks_through_the_problems_in_the_order_of_the_form_and_around(
    wizard: FilingWizard, grid: IndicatorGrid, money: MoneyGrid, session: FilingSession
) -> None:
    fill_all(session)
    edits = [
        Edit(kind=EditKind.MONEY, line_id="money-total", field="executed", text="1300000"),
        Edit(kind=EditKind.INDICATOR, line_id="line-2", field="actual", text=""),
        Edit(kind=EditKind.INDICATOR, line_id="line-4", field="weight", text="5"),
    ]
    session.commit(edits, label="改错")
    wizard.show_page(WizardPage.MONEY)
    visited = []
    for _ in range(12):
        press(None, Qt.Key.Key_F8)
        assert wizard.place is not None
        if wizard.place in visited:
            break
        visited.append(wizard.place)
    pages = [place.page for place in visited]
    assert pages == sorted(pages, key=list(WizardPage).index)
    assert Place(page=WizardPage.MONEY, line_id="money-total", field="executed") in visited
    assert Place(page=WizardPage.INDICATORS, line_id="line-2", field="actual") in visited
    press(None, Qt.Key.Key_F8, SHIFT)
    assert wizard.place == visited[-1]


def test_a_text_that_cannot_be_read_stays_red_until_it_is_mended_or_given_up(
    qtbot: QtBot, wizard: FilingWizard, grid: IndicatorGrid, session: FilingSession
) -> None:
    fill_all(session)
    go(grid, 0, "weight")
    type_text("lots")
    press(None, Qt.Key.Key_Return)
    assert shown(grid, 0, "weight") == "lots"
    assert session.content.indicator_lines[0].weight == 20
    session.check_now()
    assert [finding.severity for finding in session.findings] == [Severity.ERROR]
    assert "必须改" in wizard.footer.outlook.text()
    go(grid, 0, "weight")
    press(grid, Qt.Key.Key_F2)
    assert QApplication.focusWidget().text() == "lots"  # type: ignore[union-attr]
    press(None, Qt.Key.Key_Escape)
    assert shown(grid, 0, "weight") == "lots"
    press(grid, Qt.Key.Key_Escape)
    assert shown(grid, 0, "weight") == "20"
    session.check_now()
    assert session.findings == ()


def test_a_line_whose_words_nobody_can_count_is_judged_by_band_and_percent(
    qtbot: QtBot, grid: IndicatorGrid, panel: LinePanel, session: FilingSession
) -> None:
    go(grid, 4, "actual")
    assert panel.controls.currentWidget() is panel.judged
    panel.bands[1].click()
    assert session.content.indicator_lines[4].judged_percent == 70
    assert shown(grid, 4, "score") == "10.50"
    assert "部分达成年度指标并具有一定效果" in panel.band_words.text()
    panel.percent.setFocus()
    panel.percent.selectAll()
    type_text("85")
    press(None, Qt.Key.Key_Return)
    assert panel.bands[0].isChecked()
    assert shown(grid, 4, "score") == "12.75"
    panel.percent.selectAll()
    type_text("120")
    press(None, Qt.Key.Key_Return)
    assert session.content.indicator_lines[4].judged_percent == 85
    assert panel.percent.property("bad") is True


def test_a_score_by_hand_stands_beside_the_computed_one_and_asks_for_its_reason(
    qtbot: QtBot, grid: IndicatorGrid, panel: LinePanel, session: FilingSession
) -> None:
    fill_all(session)
    go(grid, 0, "score")
    type_text("18")
    press(None, Qt.Key.Key_Return)
    go(grid, 0, "score")
    assert (
        shown(grid, 0, "score"),
        grid.model_.note(0, grid.model_.columns[grid.model_.column_of("score")]),
    ) == (
        "18.00",
        "手工",
    )
    assert panel.by_rule.text() == "按规则 20.00 分"
    assert panel.reason.property("bad") is True
    session.check_now()
    assert "manual" in " ".join(finding.code for finding in session.findings)
    panel.reason.setFocus()
    type_text("late")
    press(None, Qt.Key.Key_Return)
    assert session.content.indicator_lines[0].manual_reason == "late"
    assert panel.reason.property("bad") is False
    panel.back.click()
    assert session.content.indicator_lines[0].manual_score is None
    assert shown(grid, 0, "score") == "20.00"


def test_a_bare_number_can_be_turned_to_lower_is_better(
    qtbot: QtBot, grid: IndicatorGrid, panel: LinePanel, session: FilingSession
) -> None:
    fill_all(session)
    go(grid, 0, "comparator")
    grid.model_.setData(grid.currentIndex(), "")
    assert panel.direction.isVisible()
    assert panel.direction.currentText() == "越高越好"
    panel.direction.setCurrentIndex(panel.direction.findText("越低越好"))
    panel.direction.activated.emit(1)
    assert session.line_score("line-1").computed < 20  # type: ignore[union-attr, operator]


def test_a_dropped_line_asks_for_the_paper_that_allows_it(
    grid: IndicatorGrid, panel: LinePanel, session: FilingSession
) -> None:
    fill_all(session)
    go(grid, 1, "name")
    panel.unused.click()
    assert session.content.indicator_lines[1].not_applicable
    assert "批准" in panel.reason.placeholderText()
    assert panel.reason.property("bad") is True


def test_the_sentence_under_the_grid_explains_the_line_under_the_cursor(
    grid: IndicatorGrid, panel: LinePanel, session: FilingSession
) -> None:
    fill_all(session)
    grid.model_.setData(grid.model_.index(0, grid.model_.column_of("actual")), "93")
    go(grid, 0, "name")
    assert "93" in panel.sentence.text()
    assert "10.00" in panel.sentence.text()
    go(grid, 2, "name")
    assert panel.sentence.text() == session.line_score("line-3").rule  # type: ignore[union-attr]


def test_little_spending_asks_for_its_reason_on_the_page_of_money(
    wizard: FilingWizard, money: MoneyGrid, session: FilingSession
) -> None:
    fill_all(session)
    page = wizard.views[WizardPage.MONEY]
    assert isinstance(page, MoneyPage)
    wizard.show_page(WizardPage.MONEY)
    assert not page.reason.isVisible()
    for row in ("total", "fiscal"):
        session.commit(
            (Edit(kind=EditKind.MONEY, line_id=f"money-{row}", field="executed", text="900000"),), label="x"
        )
    session.check_now()
    assert page.reason.isVisible()
    wizard.step_problem(1)
    assert QApplication.focusWidget() is page.reason.area
    type_text("late payment")
    wizard.commit_pending()
    assert session.content.money_lines[0].reason == "late payment"
    session.check_now()
    assert session.findings == ()


def test_taking_the_computed_scores_clears_what_was_printed_and_can_be_undone(
    wizard: FilingWizard, grid: IndicatorGrid, session: FilingSession
) -> None:
    fill_all(session)
    from jxdesk.domain.filling.editing import Restore

    printed = Restore(kind=EditKind.INDICATOR, line_id="line-1", values={"printed_score": "15"})
    total = Restore(kind=EditKind.HEADER, values={"printed_total": "95", "printed_grade": "优"})
    session.commit((printed, total), label="x")
    assert shown(grid, 0, "score") == "15"
    assert "原表总分 95" in wizard.side.score.printed.text()
    session.take_rule_scores()
    assert shown(grid, 0, "score") == "20.00"
    assert session.content.printed_total == ""
    wizard.undo()
    assert (shown(grid, 0, "score"), session.content.printed_total) == ("15", "95")
    assert session.scorecard.computed_total == Decimal("100.00")


def test_the_way_to_points_is_chosen_under_the_grid_and_taken_back(
    wizard: FilingWizard, session: FilingSession, grid: IndicatorGrid, panel: LinePanel
) -> None:
    fill_all(session)
    session.commit(
        [Edit(kind=EditKind.INDICATOR, line_id="line-1", field="actual", text="93")], label="填一格"
    )
    panel.show_line("line-1")
    assert panel.mode.currentText() == "按比例"
    before = session.line_score("line-1")
    assert before is not None
    panel.mode.setCurrentText("直接赋分")
    panel.mode.activated.emit(panel.mode.currentIndex())
    after = session.line_score("line-1")
    assert after is not None
    assert after.computed == 0
    assert "直接赋分" in panel.sentence.text()
    session.stack.undo()
    assert session.line_score("line-1") == before
    assert panel.mode.currentText() == "按比例"
    panel.show_line("line-5")
    assert not panel.mode.isVisible()


def test_amounts_in_the_wrong_unit_are_read_again_by_one_button_and_taken_back(
    wizard: FilingWizard, session: FilingSession
) -> None:
    fill_all(session)
    edits = [
        Edit(kind=EditKind.MONEY, line_id=f"money-{row}", field=field, text="128.4")
        for row in ("total", "fiscal")
        for field in ("original_budget", "revised_budget", "executed")
    ]
    edits.append(Edit(kind=EditKind.ANSWER, field="actual_goal", text="投入128.4万元，养护190公里。"))
    session.commit(edits, label="按万元填了")
    session.check_now()
    (card,) = [card for card in wizard.side.problems.cards if card.finding.code == "money-unit-doubtful"]
    assert card.button.text() == "金额都按万元读"
    assert "金额单位" in texts(card)
    card.button.click()
    total = session.content.total_line
    assert total is not None
    assert (total.executed_fen, total.executed_text) == (128_400_000, "1284000.00")
    assert session.findings == ()
    session.stack.undo()
    assert session.content.total_line is not None
    assert session.content.total_line.executed_fen == 12_840
