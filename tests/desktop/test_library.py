"""The library page, its dialogs and the picker with real keys and clicks, on the practice county and on a township's desk."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QMessageBox
from pytestqt.qtbot import QtBot

from jxdesk.actions import libraries, start
from jxdesk.desktop.dialogs.take_in import TakeInDialog
from jxdesk.desktop.library.entry_dialog import EntryDialog
from jxdesk.desktop.library.entry_table import CHECK
from jxdesk.desktop.library.intake_dialog import LibraryIntakeDialog
from jxdesk.desktop.library.merge_dialog import MergeDialog
from jxdesk.desktop.library.picker import IndicatorPicker
from jxdesk.desktop.pages.library import LibraryPage
from jxdesk.desktop.shell import Shell
from jxdesk.domain.library.entries import EntryKind, LibraryEntry, line_from_entry
from jxdesk.domain.records.filings import Form
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.records.offices import OfficeLevel
from jxdesk.domain.records.projects import Project
from jxdesk.domain.rules.parts import GoalStyle
from jxdesk.store.records import projects
from jxdesk.store.shipped.cards import operation_cards

from .conftest import Opener, child, settled

ROAD = "sectors-rural@2026.1/road-03"
SMALLEST = (1280, 720)


@pytest.fixture
def page(qtbot: QtBot, shell: Shell) -> LibraryPage:
    """The page on the desk of a county's finance bureau."""
    return opened(qtbot, shell)


@pytest.fixture
def town(qtbot: QtBot, open_window: Opener, tmp_path: Path) -> LibraryPage:
    """The page on the desk of a township."""
    home = tmp_path / "镇"
    start.start(home, name="竹坞镇人民政府", level=OfficeLevel.TOWNSHIP, code="53-23-99-103")
    return opened(qtbot, open_window(home))


def opened(qtbot: QtBot, shell: Shell) -> LibraryPage:
    shell.go("library")
    settled(qtbot, shell)
    made = shell.pages["library"]
    assert isinstance(made, LibraryPage)
    return made


def names(page: LibraryPage | IndicatorPicker) -> list[str]:
    return [one.entry.name for one in page.offered]


def choose(page: LibraryPage, name: str) -> None:
    page.search.setText(name)
    page.table.selectRow(names(page).index(name))


def click(page: LibraryPage, name: str) -> None:
    made = child(page, name)
    assert isinstance(made, QAbstractButton)
    assert made.isEnabled()
    made.click()


def wait(qtbot: QtBot, page: LibraryPage) -> None:
    qtbot.waitUntil(lambda: not page.context.tasks.running, timeout=10_000)
    qtbot.wait(20)


# ---- the page ----------------------------------------------------------------------------------------------------


def test_the_rail_leads_to_the_library_and_the_first_indicator_is_explained(page: LibraryPage) -> None:
    assert page.summary.text() == "226 条"
    assert page.details.entry is page.offered[0].entry
    shown = {label.text() for label in page.details.findChildren(QLabel)}
    assert page.offered[0].entry.definition in shown
    assert {"这样写好", "不要这样写", "设定依据", "数据来源", "用过几次"} <= shown


def test_typing_over_the_list_searches_by_initials(qtbot: QtBot, page: LibraryPage) -> None:
    page.table.setFocus()
    QTest.keyClicks(page.table, "y")
    assert page.search.hasFocus()
    QTest.keyClicks(page.search, "hlc")
    assert names(page) == ["养护里程", "村内道路硬化里程"]
    assert page.summary.text() == "2 / 226 条"
    QTest.keyClick(page.search, Qt.Key.Key_Return)
    assert page.table.hasFocus()


def test_nothing_found_offers_to_clear_the_filters(page: LibraryPage) -> None:
    page.search.setText("没有这样的指标")
    assert page.stack.currentWidget() is page.no_match
    assert not page.edit_button.isEnabled()
    click(page, "library_clear")
    assert page.stack.currentWidget() is page.table


def test_filters_by_sector_kind_library_and_style(page: LibraryPage) -> None:
    def pick(choice: QComboBox, value: str) -> None:
        choice.setCurrentIndex(choice.findData(value))

    pick(page.filters.sector, "农村公路")
    assert len(page.offered) == 12
    page.filters.clear()
    pick(page.filters.kind, EntryKind.DEPARTMENT.value)
    assert len(page.offered) == 28
    page.filters.clear()
    pick(page.filters.library, "project-framework@2020")
    assert len(page.offered) == 17
    page.filters.clear()
    choose(page, "单位购置成本")
    row = page.table.currentIndex().row()
    assert page.model.rows[row][1] == "产出 · 成本"
    pick(page.filters.style_choice, GoalStyle.NEW.value)
    assert page.model.rows[page.table.currentIndex().row()][1] == "成本 · 经济成本"


def test_only_used_ones_are_those_of_the_filings_on_this_desk(page: LibraryPage) -> None:
    page.filters.used.setChecked(True)
    assert 0 < len(page.offered) < 226
    assert all(one.times for one in page.offered)


def test_worked_filings_are_shown_whole_with_the_reason_of_each_line(page: LibraryPage) -> None:
    click(page, "view_worked")
    view = page.worked
    assert view.topics.count() == 20
    assert page.summary.text() == "20 份范例"
    for row in range(20):
        view.topics.setCurrentRow(row)
        shown = {label.text() for label in view.area.findChildren(QLabel)}
        assert {line.why for line in view.worked[row].lines} <= shown
        assert view.worked[row].goal in shown


def test_the_page_fits_the_smallest_window(qtbot: QtBot, page: LibraryPage) -> None:
    page.window().resize(*SMALLEST)
    qtbot.wait(50)
    assert page.window().width() <= SMALLEST[0]
    for name in ("library_add", "library_import", "library_export", "library_edit", "library_retire"):
        made = child(page, name)
        corner = made.mapTo(page, made.rect().bottomRight())
        assert corner.x() <= page.width()
        assert corner.y() <= page.height()


def test_help_has_a_card_for_the_library() -> None:
    assert ("library", "指标库") in [(card.name, card.title) for card in operation_cards()]


# ---- own entries -------------------------------------------------------------------------------------------------


def fill(dialog: EntryDialog, **texts: str) -> None:
    for name, text in texts.items():
        field = child(dialog, name)
        assert isinstance(field, QLineEdit)
        field.setText(text)


def add_own(qtbot: QtBot, page: LibraryPage, name: str = "清扫村道长度") -> None:
    click(page, "library_add")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, EntryDialog)
    assert not dialog.keep_button.isEnabled()
    fill(dialog, entry_name_edit=name, entry_unit="公里")
    assert dialog.keep_button.isEnabled()
    dialog.keep_button.click()
    wait(qtbot, page)


def test_a_township_adds_suggests_exports_and_undoes_its_own_indicator(
    qtbot: QtBot, town: LibraryPage, tmp_path: Path
) -> None:
    add_own(qtbot, town)
    assert town.current() is not None
    assert town.current().name == "清扫村道长度"  # type: ignore[union-attr]
    assert "存好了" in town.bar.text.text()
    click(town, "library_suggest")
    wait(qtbot, town)
    assert town.export_button.text() == "导出建议入库 1"
    town.export_to(tmp_path / "建议.xlsx")
    wait(qtbot, town)
    sheet = openpyxl.load_workbook(tmp_path / "建议.xlsx").worksheets[0]
    assert sheet["D2"].value == "清扫村道长度"
    click(town, "library_undo")
    wait(qtbot, town)
    assert town.export_button.text() == "导出建议入库"


def test_an_own_indicator_is_deleted_and_brought_back(qtbot: QtBot, town: LibraryPage) -> None:
    add_own(qtbot, town)
    click(town, "library_delete")
    wait(qtbot, town)
    assert "清扫村道长度" not in names(town)
    assert not town.delete_button.isVisible()
    click(town, "library_undo")
    wait(qtbot, town)
    assert "清扫村道长度" in names(town)


def test_a_township_reads_shared_indicators_and_cannot_change_them(town: LibraryPage) -> None:
    choose(town, "养护里程")
    for made in (town.edit_button, town.merge_button, town.retire_button):
        assert not made.isEnabled()
    assert "县级" in town.rights.text()
    assert town.rights.isVisible()


def test_exporting_without_suggestions_says_what_to_do_first(qtbot: QtBot, town: LibraryPage) -> None:
    click(town, "library_export")
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    assert "建议入库" in box.informativeText()
    box.reject()


def test_an_unreadable_target_is_told_while_it_is_typed(qtbot: QtBot, town: LibraryPage) -> None:
    click(town, "library_add")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, EntryDialog)
    fill(dialog, entry_name_edit="清扫村道长度", entry_unit="公里", entry_target="有效")
    assert not dialog.keep_button.isEnabled()
    assert "要写数" in dialog.problem.text.text()
    fill(dialog, entry_target="12")
    assert dialog.keep_button.isEnabled()
    sign = child(dialog, "entry_sign")
    assert isinstance(sign, QComboBox)
    sign.setCurrentIndex(sign.count() - 1)
    assert not dialog.unit.isEnabled()
    dialog.reject()


# ---- shared entries ----------------------------------------------------------------------------------------------


def test_a_county_edits_a_shared_indicator_and_takes_it_back(qtbot: QtBot, page: LibraryPage) -> None:
    choose(page, "养护里程")
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, EntryDialog)
    assert dialog.place.currentData() == "数量"
    fill(dialog, entry_target="100")
    dialog.keep_button.click()
    wait(qtbot, page)
    assert page.current() is not None
    assert page.current().target_text == "100"  # type: ignore[union-attr]
    assert page.model.rows[page.table.currentIndex().row()][-1] == "本级改过"
    click(page, "library_undo")
    wait(qtbot, page)
    assert page.current().target_text == ""  # type: ignore[union-attr]


def test_an_indicator_of_another_tree_keeps_its_levels_when_it_is_edited(
    qtbot: QtBot, page: LibraryPage
) -> None:
    choose(page, "资金到位率")
    entry = page.current()
    assert entry is not None
    page.edit()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, EntryDialog)
    assert dialog.typed() == entry
    dialog.reject()


def test_retiring_hides_and_bringing_back_shows(qtbot: QtBot, page: LibraryPage) -> None:
    choose(page, "养护里程")
    click(page, "library_retire")
    wait(qtbot, page)
    assert "养护里程" not in names(page)
    page.filters.retired.setChecked(True)
    choose(page, "养护里程")
    assert page.retire_button.text() == "恢复使用"
    click(page, "library_retire")
    wait(qtbot, page)
    assert page.retire_button.text() == "停用"


def test_merging_names_the_successor(qtbot: QtBot, page: LibraryPage) -> None:
    choose(page, "养护里程")
    page.merge()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, MergeDialog)
    QTest.keyClicks(dialog.search, "gjlc")
    dialog.search.setText("新建/改建里程")
    dialog.go.click()
    wait(qtbot, page)
    page.filters.retired.setChecked(True)
    choose(page, "养护里程")
    shown = " ".join(label.text() for label in page.details.findChildren(QLabel))
    assert "以后用“新建/改建里程”" in shown


# ---- taking in ---------------------------------------------------------------------------------------------------


def test_a_library_workbook_is_previewed_stored_and_undone(
    qtbot: QtBot, town: LibraryPage, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位", "指标解释"])
    sheet.append(["产出指标", "数量指标", "清扫村道长度", "≥", "12", "公里", "每周清扫"])
    path = tmp_path / "县级指标库.xlsx"
    book.save(path)
    town.import_files([path])
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, LibraryIntakeDialog)
    qtbot.waitUntil(dialog.store_button.isEnabled)
    assert "还没有存" in dialog.note.text.text()
    dialog.store_button.click()
    qtbot.waitUntil(dialog.undo_button.isVisible)
    wait(qtbot, town)
    assert "清扫村道长度" in names(town)
    dialog.undo_button.click()
    qtbot.waitUntil(lambda: "已经撤销" in dialog.note.text.text())
    wait(qtbot, town)
    assert "清扫村道长度" not in names(town)
    dialog.reject()


def test_a_library_that_is_offered_as_a_form_goes_the_way_of_libraries(
    qtbot: QtBot, town: LibraryPage, tmp_path: Path
) -> None:
    path = tmp_path / "县库.toml"
    path.write_text(
        'id = "county"\nname = "县库"\nversion = "1"\nsource = "县财政局"\nyears = ["2026", ""]\n'
        '[[entries]]\ncode = "a"\nplace = "数量"\nname = "清扫村道长度"\nmeasure = ">= 公里"\n',
        encoding="utf-8",
    )
    TakeInDialog(town.context, parent=town.window()).open_with([path])
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), LibraryIntakeDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, LibraryIntakeDialog)
    qtbot.waitUntil(dialog.store_button.isEnabled)
    dialog.reject()


def test_a_file_that_is_no_library_is_named_with_the_reason(
    qtbot: QtBot, town: LibraryPage, tmp_path: Path
) -> None:
    path = tmp_path / "坏.toml"
    path.write_text("id = ", encoding="utf-8")
    town.import_files([path])
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, LibraryIntakeDialog)
    qtbot.waitUntil(lambda: "没有要存的" in dialog.note.text.text())
    assert not dialog.store_button.isEnabled()
    dialog.reject()


# ---- the picker --------------------------------------------------------------------------------------------------


def open_picker(
    qtbot: QtBot, shell: Shell, *, form: Form = Form.PROJECT_TARGET, style: GoalStyle = GoalStyle.OLD
) -> IndicatorPicker:
    workspace = shell.context.workspace
    assert workspace.facts.office is not None
    road = Project(
        id=new_id(), office_id=workspace.facts.office.id, fiscal_year=2026, name="2026年农村公路养护补助"
    )
    workspace.transact(lambda tx: projects.add(tx, road), errand="project_create")
    picker = IndicatorPicker(
        shell.context, style=style, project_id=road.id, year=2026, form=form, parent=shell.frame
    )
    picker.open()
    qtbot.waitUntil(lambda: picker.desk is not None)
    settled(qtbot, shell)
    return picker


def test_the_picker_begins_with_what_such_projects_use(qtbot: QtBot, shell: Shell) -> None:
    picker = open_picker(qtbot, shell)
    assert picker.sector_choice.currentText() == "农村公路"
    assert picker.offered
    ranks = [one.rank for one in picker.offered]
    assert ranks == sorted(ranks)
    assert {one.entry.kind for one in picker.offered} == {EntryKind.PROJECT}
    picker.reject()


def test_the_picker_is_used_by_keys_alone(qtbot: QtBot, shell: Shell) -> None:
    picker = open_picker(qtbot, shell, style=GoalStyle.NEW)
    taken: list[tuple[LibraryEntry, ...]] = []
    picker.chosen.connect(taken.append)
    assert picker.search.hasFocus()
    QTest.keyClicks(picker.search, "yhlc")
    assert names(picker)[0] == "养护里程"
    QTest.keyClick(picker.search, Qt.Key.Key_Return)
    assert picker.table.hasFocus()
    QTest.keyClick(picker.table, Qt.Key.Key_Space)
    assert picker.model.rows[0][0] == CHECK
    picker.search.clear()
    picker.search.setText("硬化水泥路补助标准")
    picker.table.setFocus()
    QTest.keyClick(picker.table, Qt.Key.Key_Space)
    assert picker.take_button.text() == "加入 2 条"
    QTest.keyClick(picker.table, Qt.Key.Key_Return)
    assert [entry.name for entry in taken[0]] == ["养护里程", "硬化水泥路补助标准"]
    line = line_from_entry(taken[0][1], GoalStyle.NEW)
    assert (line.level1, line.level2, line.unit) == ("成本指标", "经济成本指标", "万元/公里")


def test_marking_twice_takes_the_mark_away_and_enter_takes_the_current_one(
    qtbot: QtBot, shell: Shell
) -> None:
    picker = open_picker(qtbot, shell)
    taken: list[tuple[LibraryEntry, ...]] = []
    picker.chosen.connect(taken.append)
    picker.table.setFocus()
    picker.table.selectRow(0)
    QTest.keyClick(picker.table, Qt.Key.Key_Space)
    picker.table.selectRow(0)
    QTest.keyClick(picker.table, Qt.Key.Key_Space)
    assert not picker.marked
    picker.table.selectRow(2)
    wanted = names(picker)[2]
    QTest.keyClick(picker.table, Qt.Key.Key_Return)
    assert [entry.name for entry in taken[0]] == [wanted]


def test_another_sector_and_an_empty_category_say_what_is_there(qtbot: QtBot, shell: Shell) -> None:
    picker = open_picker(qtbot, shell)
    picker.sector_choice.setCurrentIndex(picker.sector_choice.findData("会议"))
    settled(qtbot, shell)
    assert "组织召开会议次数" in names(picker)
    picker.categories.setCurrentRow(picker.categories.keys().index("own"))
    assert not picker.offered
    assert "新增自有指标" in picker.nothing.text()
    assert not picker.take_button.isEnabled()
    picker.reject()


def test_a_department_form_is_offered_the_departments_framework_too(qtbot: QtBot, shell: Shell) -> None:
    picker = open_picker(qtbot, shell, form=Form.DEPARTMENT_TARGET)
    picker.categories.setCurrentRow(picker.categories.keys().index(EntryKind.DEPARTMENT.value))
    assert len(picker.offered) == 28
    picker.search.setText("三公")
    assert len(picker.offered) == 2
    picker.reject()


def test_own_indicators_can_be_picked(qtbot: QtBot, town: LibraryPage) -> None:
    add_own(qtbot, town)
    picker = IndicatorPicker(town.context, style=GoalStyle.OLD, parent=town.window())
    picker.open()
    qtbot.waitUntil(lambda: picker.desk is not None)
    picker.categories.setCurrentRow(picker.categories.keys().index("own"))
    assert names(picker) == ["清扫村道长度"]
    assert libraries.open_desk(town.context.workspace).shelf.offered()[0].is_own
    picker.reject()


def test_the_list_is_saved_as_it_is_filtered(qtbot: QtBot, shell: Shell, tmp_path: Path) -> None:
    shell.go("library")
    settled(qtbot, shell)
    page = shell.pages["library"]
    assert isinstance(page, LibraryPage)
    page.search.setText("满意度")
    to = tmp_path / "指标库.xlsx"
    page.saving.save(to)
    settled(qtbot, shell)
    sheet = openpyxl.load_workbook(to).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert "满意度" in str(rows[0][0])
    assert len(rows) == len(page.model.rows) + 3
    assert rows[-1][0] == f"合计 {len(page.model.rows)} 行"
