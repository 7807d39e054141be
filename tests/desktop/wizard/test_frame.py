"""The frame: steps by keys, sizes that fit small screens, the preview that leads back, print, export and state."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtPrintSupport import QPrinter, QPrintPreviewDialog
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QMenu,
    QPushButton,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from jxdesk.desktop import theme, words
from jxdesk.desktop.context import Context
from jxdesk.desktop.dialogs.seal import SealDialog
from jxdesk.desktop.wizard.fields import LineField
from jxdesk.desktop.wizard.filing_wizard import FilingWizard
from jxdesk.desktop.wizard.indicator_grid import IndicatorGrid
from jxdesk.desktop.wizard.money_grid import MoneyGrid
from jxdesk.desktop.wizard.output_page import OutputPage
from jxdesk.desktop.wizard.printing import paint_pages
from jxdesk.desktop.wizard.session import FilingSession
from jxdesk.domain.filling.editing import Edit, EditKind
from jxdesk.domain.records.filings import FilingState
from jxdesk.domain.templates.wizard_flow import Place, WizardPage, pages

from ..conftest import ShownWindows
from .conftest import FILING, at, go, on_disk, press, shown, type_text, wait_saved
from .test_problems import fill_all

ALT = Qt.KeyboardModifier.AltModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def output(qtbot: QtBot, wizard: FilingWizard) -> OutputPage:
    """The last page with its pages drawn."""
    wizard.show_page(WizardPage.OUTPUT)
    page = wizard.views[WizardPage.OUTPUT]
    assert isinstance(page, OutputPage)
    sheet = page.preview.sheet
    qtbot.waitUntil(lambda: bool(sheet.images) and sheet.images[0].width() >= sheet.width_px, timeout=20_000)
    return page


def test_alt_and_the_arrows_lead_through_all_pages(wizard: FilingWizard) -> None:
    seen = [wizard.page]
    for _ in range(4):
        press(None, Qt.Key.Key_Right, ALT)
        seen.append(wizard.page)
    assert wizard.session is not None
    way = pages(wizard.session.template)
    assert len(way) == 5
    assert seen == list(way)
    for page in reversed(way[:-1]):
        press(None, Qt.Key.Key_Left, ALT)
        assert wizard.page is page
    assert wizard.step_back() is False
    assert not wizard.footer.back_step.isEnabled()


def test_every_page_takes_the_keys_as_soon_as_it_is_shown(wizard: FilingWizard) -> None:
    for page in wizard.views:
        wizard.show_page(page)
        focused = QApplication.focusWidget()
        assert focused is not None
        assert wizard.views[page].isAncestorOf(focused)


def test_f6_panes_can_all_take_the_focus(wizard: FilingWizard) -> None:
    for page in wizard.views:
        wizard.show_page(page)
        for pane in wizard.panes():
            if pane.isVisible() and pane.isEnabled():
                pane.setFocus()
                focused = QApplication.focusWidget()
                assert focused is not None
                assert pane is focused or pane.isAncestorOf(focused) or pane.focusProxy() is focused


def test_the_button_says_where_it_leads(wizard: FilingWizard) -> None:
    assert wizard.footer.next_step.text().startswith("下一步：总体目标")
    wizard.show_page(WizardPage.OUTPUT)
    assert wizard.footer.next_step.text() == "存好，返回"


@pytest.mark.parametrize(
    "size", [(1366 - theme.RAIL_WIDTH, 669), (1280 - theme.RAIL_WIDTH, 692), (1204, 640)]
)
def test_every_page_fits_the_smallest_screens(
    qtbot: QtBot, wizard: FilingWizard, size: tuple[int, int]
) -> None:
    wizard.resize(*size)
    for page in wizard.views:
        wizard.show_page(page)
        qtbot.wait(20)
        assert (wizard.width(), wizard.height()) == size
        outside = [
            widget.objectName() or type(widget).__name__
            for widget in wizard.views[page].findChildren(QWidget)
            if widget.isVisible()
            and isinstance(widget, QAbstractButton)
            and not scrolls(widget, wizard)
            and not wizard.rect().contains(
                widget.mapTo(wizard, QPoint(widget.width() - 1, widget.height() - 1))
            )
        ]
        assert outside == []


def scrolls(widget: QWidget, wizard: QWidget) -> bool:
    """Whether the widget stands in something that scrolls."""
    parent = widget.parentWidget()
    while parent is not None and parent is not wizard:
        if parent.objectName() == "scroll_body":
            return True
        parent = parent.parentWidget()
    return False


def test_the_grid_needs_no_sideways_scrolling_on_the_smallest_screen(
    qtbot: QtBot, wizard: FilingWizard, grid: IndicatorGrid
) -> None:
    wizard.resize(1280 - theme.RAIL_WIDTH, 692)
    qtbot.wait(20)
    assert grid.horizontalScrollBar().maximum() == 0
    assert grid.columnWidth(grid.model_.column_of("name")) >= 100


def test_nothing_on_the_screen_is_english(
    wizard: FilingWizard, session: FilingSession, output: OutputPage
) -> None:
    fill_all(session)
    allowed = re.compile(
        r"Excel|PDF|OFD|Office|WPS|MB|Alt|Ctrl|Shift|Tab|Enter|Esc|F\d+|DPI|[A-Z]?\d+[A-Z]\d*"
    )
    for page in wizard.views:
        wizard.show_page(page)
        for widget in wizard.findChildren(QWidget):
            words = [widget.toolTip(), widget.accessibleName()]
            if isinstance(widget, QLabel | QAbstractButton):
                words.append(widget.text())
            for text in words:
                assert not re.search(r"[A-Za-z]{2,}", allowed.sub("", text)), text


def test_buttons_that_are_only_icons_say_what_they_do(wizard: FilingWizard, output: OutputPage) -> None:
    for button in wizard.findChildren(QAbstractButton):
        is_corner_of_a_table = type(button) is QAbstractButton
        if not button.text() and not is_corner_of_a_table:
            assert button.accessibleName() or button.toolTip(), button.objectName()


def test_the_preview_is_the_printed_form_with_problem_cells_outlined(
    output: OutputPage, session: FilingSession
) -> None:
    sheet = output.preview.sheet
    image = sheet.images[0]
    assert image.width() >= sheet.width_px
    assert abs(image.width() / image.height() - 297 / 210) < 0.01
    assert ("line-1", "actual") in sheet.marked
    centre = sheet.centre_of("line-1", "actual")
    assert centre is not None
    drawn = sheet.grab().toImage()
    ratio = drawn.width() / sheet.width()
    colour = QColor(drawn.pixel(round(centre.x() * ratio), round(centre.y() * ratio)))
    assert colour.red() > colour.green()


def test_a_click_on_a_cell_of_the_preview_leads_to_its_field(
    qtbot: QtBot, wizard: FilingWizard, output: OutputPage, grid: IndicatorGrid
) -> None:
    wizard.show_page(WizardPage.OUTPUT)
    place = output.preview.sheet.centre_of("line-4", "actual")
    assert place is not None
    qtbot.mouseClick(output.preview.sheet, Qt.MouseButton.LeftButton, pos=place)
    assert wizard.page is WizardPage.INDICATORS
    assert at(grid) == (3, "actual")
    wizard.show_page(WizardPage.OUTPUT)
    goal = output.preview.sheet.centre_of("", "expected_goal")
    assert goal is not None
    qtbot.mouseClick(output.preview.sheet, Qt.MouseButton.LeftButton, pos=goal)
    assert wizard.page is WizardPage.GOALS
    assert QApplication.focusWidget().objectName() == "answer_expected_goal"  # type: ignore[union-attr]


def test_the_preview_follows_what_was_typed(
    qtbot: QtBot, wizard: FilingWizard, output: OutputPage, session: FilingSession
) -> None:
    before = output.preview.sheet.images[0]
    fill_all(session)
    qtbot.waitUntil(lambda: output.preview.sheet.images[0] != before, timeout=10_000)
    assert output.preview.sheet.marked == {}


def test_f9_shows_the_form_and_leads_back_to_the_same_cell(wizard: FilingWizard, grid: IndicatorGrid) -> None:
    go(grid, 2, "weight")
    press(None, Qt.Key.Key_F9)
    assert wizard.page is WizardPage.OUTPUT
    press(None, Qt.Key.Key_F9)
    assert wizard.page is WizardPage.INDICATORS
    assert at(grid) == (2, "weight")


def test_printing_opens_the_print_preview_with_pages_at_300_dpi(
    qtbot: QtBot, wizard: FilingWizard, output: OutputPage
) -> None:
    output.print_button.click()
    qtbot.waitUntil(lambda: wizard.window().findChild(QPrintPreviewDialog) is not None, timeout=20_000)
    dialog = wizard.window().findChild(QPrintPreviewDialog)
    assert dialog is not None
    assert dialog.isVisible()
    dialog.close()


def test_a_character_that_no_font_has_is_told_with_its_place_before_printing(
    qtbot: QtBot, wizard: FilingWizard, output: OutputPage, session: FilingSession
) -> None:
    assert output.undrawable.isHidden()
    session.type_answer(
        "expected_goal", "建成幸福😀小区", Place(page=WizardPage.GOALS, field="expected_goal")
    )
    qtbot.waitUntil(output.undrawable.isVisible, timeout=10_000)
    assert "“建成幸福😀小区”里的 😀（U+1F600）没有能打印的字形" in output.undrawable.text.text()
    output.print_button.click()
    qtbot.waitUntil(lambda: wizard.window().findChild(QPrintPreviewDialog) is not None, timeout=20_000)
    dialog = wizard.window().findChild(QPrintPreviewDialog)
    assert dialog is not None
    warning = dialog.findChild(QLabel, "print_warning_text")
    assert warning is not None
    assert "😀" in warning.text()
    assert warning.isVisible()
    dialog.close()
    qtbot.mouseClick(output.undrawable.findChild(QPushButton, "undrawable_go"), Qt.MouseButton.LeftButton)
    assert wizard.page is WizardPage.GOALS


def test_every_button_of_the_print_preview_is_reached_by_keys_and_has_its_chinese_word(
    qtbot: QtBot, wizard: FilingWizard, output: OutputPage
) -> None:
    words.speak_chinese()
    output.print_button.click()
    qtbot.waitUntil(lambda: wizard.window().findChild(QPrintPreviewDialog) is not None, timeout=20_000)
    dialog = wizard.window().findChild(QPrintPreviewDialog)
    assert dialog is not None
    tools = [one for one in dialog.findChildren(QToolButton) if one.isVisible()]
    assert len(tools) > 10
    assert all(one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.accessibleName() for one in tools)
    (printing,) = (one for one in tools if one.objectName() == "print_now")
    assert printing.text() == "打印"
    assert printing.defaultAction().shortcut().toString() == "Ctrl+P"
    dialog.close()


def test_what_is_printed_fills_the_sheet_once(
    qtbot: QtBot, context: Context, session: FilingSession, tmp_path: Path
) -> None:
    from jxdesk.desktop.wizard.page_pictures import draw_form

    pages = draw_form(context.workspace, session.content).pages
    assert pages[0].image.width() == round(297 / 25.4 * 300)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "print.pdf"))
    printer.setFullPage(True)
    paint_pages(printer, pages)
    assert (tmp_path / "print.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(("kind", "begins"), [("pdf", b"%PDF"), ("xlsx", b"PK")])
def test_an_export_holds_what_was_typed_a_moment_before(
    qtbot: QtBot,
    context: Context,
    output: OutputPage,
    session: FilingSession,
    tmp_path: Path,
    kind: str,
    begins: bytes,
) -> None:
    fill_all(session)
    target = tmp_path / f"自评表.{kind}"
    with qtbot.waitSignal(context.told, timeout=20_000, check_params_cb=lambda text: str(target) in text):
        output.export_to(target)
    assert target.read_bytes().startswith(begins)
    assert session.unsaved() == 0


def test_only_a_filing_without_errors_can_be_called_filled(
    qtbot: QtBot, wizard: FilingWizard, output: OutputPage, session: FilingSession, context: Context
) -> None:
    session.check_now()
    assert not output.finish_button.isEnabled()
    fill_all(session)
    wait_saved(qtbot, session)
    output.refresh()
    assert output.finish_button.isEnabled()
    output.finish_button.click()
    qtbot.waitUntil(lambda: on_disk(context).state is FilingState.FINISHED)
    qtbot.waitUntil(lambda: not session.editable)
    assert output.seal_button.isVisible()
    assert output.state_pill.text() == "已填好"
    output.seal_button.click()
    dialog = wizard.window().findChild(SealDialog)
    assert dialog is not None
    assert dialog.chosen_ids == {"project-1"}
    dialog.reject()
    qtbot.wait(50)
    assert session.filing.state is FilingState.FINISHED


def test_the_signature_line_is_filled_on_the_last_page(
    qtbot: QtBot, wizard: FilingWizard, output: OutputPage, session: FilingSession
) -> None:
    wizard.go_to(Place(page=WizardPage.OUTPUT, field="preparer"))
    type_text("Li")
    press(None, Qt.Key.Key_Return)
    assert session.content.answers["preparer"] == "Li"


def test_a_text_area_takes_back_its_own_typing_first_and_then_the_wizards(
    qtbot: QtBot, wizard: FilingWizard, session: FilingSession
) -> None:
    wizard.show_page(WizardPage.GOALS)
    area = QApplication.focusWidget()
    type_text("abc")
    wizard.commit_pending()
    assert session.content.answers["actual_goal"] == "abc"
    press(area, Qt.Key.Key_Z, CONTROL)
    assert session.content.answers.get("actual_goal", "") == ""


def test_a_long_form_of_narrative_commits_itself_when_typing_rests(
    qtbot: QtBot, wizard: FilingWizard, session: FilingSession
) -> None:
    wizard.show_page(WizardPage.GOALS)
    type_text("abc")
    qtbot.waitUntil(lambda: session.content.answers.get("actual_goal") == "abc", timeout=4000)


def test_the_wizard_reads_columns_from_the_template(
    qtbot: QtBot, context: Context, wizard: FilingWizard, grid: IndicatorGrid
) -> None:
    labels = [column.label for column in grid.model_.columns]
    assert labels == [
        "一级",
        "二级",
        "三级指标",
        "符号",
        "指标值",
        "单位",
        "实际完成",
        "分值",
        "得分",
        "偏差原因",
    ]
    assert shown(grid, 0, "comparator") == "≥"


def test_a_form_with_one_target_column_shows_sign_value_and_unit_together(
    qtbot: QtBot, context: Context, own_settings: None
) -> None:
    from dataclasses import replace

    from jxdesk.domain.records.filings import Filing
    from jxdesk.store.records import filings

    from .conftest import content

    other = Filing(
        id="national", office_id="office-1", project_id="project-1", content=content("national-2020")
    )
    fresh = replace(
        other.content,
        indicator_lines=tuple(replace(line, id=f"n-{line.id}") for line in other.content.indicator_lines),
        money_lines=tuple(replace(line, id=f"n-{line.id}") for line in other.content.money_lines),
    )
    context.workspace.transact(lambda tx: filings.add(tx, replace(other, content=fresh)))
    wizard = FilingWizard(context, "national")
    qtbot.addWidget(wizard)
    with qtbot.waitSignal(wizard.ready):
        wizard.show()
    wizard.show_page(WizardPage.INDICATORS)
    grid = wizard.findChild(IndicatorGrid)
    assert grid is not None
    assert shown(grid, 0, "target_text") == "≥186公里"
    grid.model_.setData(grid.model_.index(0, grid.model_.column_of("target_text")), "≤１９０公里")
    line = wizard.session.content.indicator_lines[0]  # type: ignore[union-attr]
    assert (line.target, line.comparator.value, line.unit) == (190, "<=", "公里")
    wizard.go_to(Place(page=WizardPage.INDICATORS, line_id="n-line-2", field="target"))
    assert at(grid) == (1, "target_text")


def test_a_filing_that_is_gone_is_named(qtbot: QtBot, context: Context) -> None:
    wizard = FilingWizard(context, "nobody")
    qtbot.addWidget(wizard)
    qtbot.waitUntil(lambda: "没有这张表" in wizard.waiting.text())
    assert wizard.panes() == []
    assert wizard.may_close()


def test_another_form_keeps_everything_that_was_filled(
    qtbot: QtBot, context: Context, wizard: FilingWizard, session: FilingSession
) -> None:
    fill_all(session)
    wizard.show_page(WizardPage.INDICATORS)
    with qtbot.waitSignal(context.told, timeout=10_000, check_params_cb=lambda text: "全国样式" in text):
        wizard.change_template("national-2020")
    assert wizard.session is not session
    assert wizard.session is not None
    assert wizard.session.template.id == "national-2020"
    assert wizard.page is WizardPage.INDICATORS
    grid = wizard.views[WizardPage.INDICATORS].findChild(IndicatorGrid)
    assert grid is not None
    assert shown(grid, 0, "target_text") == "≥186公里"
    assert shown(grid, 0, "actual") == "190"
    kept = on_disk(context).content
    assert (kept.template_id, kept.indicator_lines) == ("national-2020", session.content.indicator_lines)
    go(grid, 0, "actual")
    type_text("93")
    press(None, Qt.Key.Key_Return)
    wait_saved(qtbot, wizard.session)
    assert on_disk(context).content.indicator_lines[0].actual_text == "93"


def test_the_list_of_forms_names_only_those_that_can_be_printed(qtbot: QtBot, wizard: FilingWizard) -> None:
    wizard.header.template_button.click()
    menu = wizard.findChild(QMenu, "template_menu")
    assert menu is not None
    names = [action.text() for action in menu.actions()]
    assert any("全国样式" in name for name in names)
    assert not any("四川" in name or "公开14表" in name for name in names)
    menu.close()


def test_a_form_without_a_column_of_points_for_execution_asks_for_them_above_it(
    qtbot: QtBot, context: Context, wizard: FilingWizard
) -> None:
    with qtbot.waitSignal(context.told, timeout=10_000):
        wizard.change_template("hubei-2020")
    wizard.show_page(WizardPage.MONEY)
    field = wizard.findChild(LineField, "head_execution_weight")
    assert field is not None
    assert field.isVisible()
    field.setFocus()
    field.selectAll()
    type_text("20")
    press(field, Qt.Key.Key_Return)
    assert wizard.session is not None
    assert wizard.session.content.execution_weight == 20
    headings = [column.label for column in wizard.views[WizardPage.MONEY].findChild(MoneyGrid).model_.columns]  # type: ignore[union-attr]
    assert not any("{" in heading for heading in headings)


def test_the_reason_for_little_spending_still_fits_the_smallest_screen(
    qtbot: QtBot, wizard: FilingWizard, session: FilingSession
) -> None:
    fill_all(session)
    for row in ("total", "fiscal"):
        edit = Edit(kind=EditKind.MONEY, line_id=f"money-{row}", field="executed", text="1000000")
        session.commit((edit,), label="x")
    session.check_now()
    wizard.resize(1280 - theme.RAIL_WIDTH, 640)
    wizard.show_page(WizardPage.MONEY)
    wizard.step_problem(1)
    qtbot.wait(20)
    assert wizard.height() == 640
    area = QApplication.focusWidget()
    assert area is not None
    assert area.objectName() == "money_reason"
    bottom = area.mapTo(wizard, QPoint(0, area.height())).y()
    assert bottom <= wizard.footer.mapTo(wizard, QPoint(0, 0)).y()


def test_large_letters_make_larger_rows(qtbot: QtBot, qapp: QApplication, context: Context) -> None:
    theme.apply_theme(qapp, large=True)
    try:
        wizard = FilingWizard(context, FILING)
        qtbot.addWidget(wizard)
        wizard.resize(1290, 669)
        with qtbot.waitSignal(wizard.ready):
            wizard.show()
        wizard.show_page(WizardPage.INDICATORS)
        grid = wizard.findChild(IndicatorGrid)
        assert grid is not None
        assert grid.rowHeight(0) == theme.LARGE.form_row
        assert (wizard.width(), wizard.height()) == (1290, 669)
    finally:
        theme.apply_theme(qapp)


def test_opening_a_form_flashes_no_window_of_its_own(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, open_wizard: Callable[[], FilingWizard]
) -> None:
    shown = ShownWindows(monkeypatch)
    wizard = open_wizard()
    for page in wizard.views:
        wizard.show_page(page)
        qtbot.wait(50)
    assert [name for name in shown.windows if not name.startswith("FilingWizard")] == []
