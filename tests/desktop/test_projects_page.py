"""The project list with real keys and clicks: search, filters, order, sums, copying, opening, and what is empty."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel
from pytestqt.qtbot import QtBot

from jxdesk.actions import look
from jxdesk.actions.look import BLOCK, ProjectQuery, ProjectRow
from jxdesk.actions.workspace import Workspace
from jxdesk.desktop.columns import COLUMNS
from jxdesk.desktop.followed import followed_stage
from jxdesk.desktop.pages.project import ProjectPage
from jxdesk.desktop.pages.projects import ProjectsPage
from jxdesk.desktop.project_table import ProjectTableModel
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.shell import Shell
from jxdesk.domain.records.filings import Form
from jxdesk.domain.records.packages import Task
from jxdesk.store.views.list_stages import SELF_EVALUATION, TARGET, ListStage

from .conftest import Opener, child, settled


@pytest.fixture
def page(qtbot: QtBot, shell: Shell) -> ProjectsPage:
    """The list, read and painted."""
    shell.go("projects")
    settled(qtbot, shell)
    made = shell.pages["projects"]
    assert isinstance(made, ProjectsPage)
    return made


def names(page: ProjectsPage) -> list[str]:
    """The names in the list, in its order."""
    found = [page.model.row_at(position) for position in range(page.model.rowCount())]
    return [row.name for row in found if row is not None]


def column(key: str) -> int:
    """The place of a column."""
    return next(place for place, one in enumerate(COLUMNS) if one.key == key)


def click_heading(page: ProjectsPage, key: str) -> None:
    """Clicks on a heading."""
    header = page.table.horizontalHeader()
    place = column(key)
    where = header.sectionViewportPosition(place) + header.sectionSize(place) // 2
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(where, 10))


def test_the_list_shows_the_newest_year_with_its_sums(page: ProjectsPage) -> None:
    assert page.model.rowCount() == 24
    assert page.totals.text_of("name") == "合计 24 个"
    assert page.summary.text().startswith("24 个，")
    assert page.summary.text().endswith("万元")
    assert page.totals.text_of("budget") in page.summary.text()


def test_typing_pinyin_initials_finds_after_a_short_pause(
    qtbot: QtBot, shell: Shell, page: ProjectsPage
) -> None:
    wanted = names(page)[0]
    from jxdesk.store.shipped.first_letters import first_letters

    page.search.setFocus()
    letters = first_letters(wanted.removeprefix("2026年"))[:6]
    QTest.keyClicks(page.search, letters)
    assert page.model.rowCount() == 24
    qtbot.waitUntil(lambda: 0 < page.model.rowCount() < 24, timeout=3_000)
    settled(qtbot, shell)
    assert wanted in names(page)


def test_enter_in_the_search_goes_to_the_first_row_and_enter_opens_it(
    qtbot: QtBot, shell: Shell, page: ProjectsPage
) -> None:
    wanted = names(page)[3]
    page.search.setFocus()
    page.search.setText(wanted)
    QTest.keyClick(page.search, Qt.Key.Key_Return)
    settled(qtbot, shell)
    qtbot.waitUntil(lambda: names(page) == [wanted])
    assert page.choice.count == 1
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    settled(qtbot, shell)
    project = shell.pages["project"]
    assert isinstance(project, ProjectPage)
    assert shell.current == "project"
    assert project.title_label.text() == wanted


@pytest.mark.parametrize("state", ["none", "draft", "problem", "finished"])
def test_a_chip_shows_as_many_rows_as_it_says(
    qtbot: QtBot, shell: Shell, page: ProjectsPage, state: str
) -> None:
    chip = child(page, f"chip_{state}")
    assert isinstance(chip, QAbstractButton)
    said = int(chip.text().split()[-1])
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
    settled(qtbot, shell)
    assert page.model.rowCount() == said
    assert page.query.state == state


def test_what_must_be_mended_is_said_above_every_filter_so_that_nothing_jumps(
    qtbot: QtBot, shell: Shell, page: ProjectsPage
) -> None:
    only, chip = child(page, "only_problems"), child(page, "chip_none")
    place = chip.mapTo(page, QPoint(0, 0))
    for press in (chip, only):
        QTest.mouseClick(press, Qt.MouseButton.LeftButton)
        settled(qtbot, shell)
        assert page.bar.isVisible()
        assert chip.mapTo(page, QPoint(0, 0)) == place
    assert page.query.state == "problem"
    assert isinstance(only, QAbstractButton)
    assert only.text() == "看全部"
    QTest.mouseClick(only, Qt.MouseButton.LeftButton)
    settled(qtbot, shell)
    assert page.model.rowCount() == 24


def test_a_heading_sorts_falling_then_rising_then_not_at_all(
    qtbot: QtBot, shell: Shell, page: ProjectsPage
) -> None:
    before = names(page)
    orders = []
    for _ in range(3):
        click_heading(page, "budget")
        settled(qtbot, shell)
        orders.append([page.model.row_at(position).budget_fen for position in range(24)])  # type: ignore[union-attr]
    falling, rising, unsorted = orders
    assert falling == sorted(falling, key=lambda fen: fen or 0, reverse=True)
    assert rising == sorted(rising, key=lambda fen: fen or 0)
    assert names(page) == before
    assert unsorted != falling


def test_the_sums_of_a_selection_stand_in_the_status_bar(
    qtbot: QtBot, shell: Shell, page: ProjectsPage
) -> None:
    page.table.selectRow(0)
    page.table.selectionModel().select(
        page.model.index(2, 0),
        QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows,
    )
    qtbot.waitUntil(lambda: "计数 2" in shell.frame.status_sums.text())
    rows = [page.model.row_at(0), page.model.row_at(2)]
    total = sum(row.budget_fen or 0 for row in rows if row is not None)
    assert f"{total / 1_000_000:,.2f}" in shell.frame.status_sums.text()
    page.table.clearSelection()
    qtbot.waitUntil(lambda: shell.frame.status_sums.text() == "")


def test_chosen_rows_are_copied_as_a_table(qtbot: QtBot, shell: Shell, page: ProjectsPage) -> None:
    page.table.selectRow(1)
    page.errands.copy_chosen()
    lines = QApplication.clipboard().text().split("\n")
    assert lines[0].split("\t")[0] == "项目名称"
    assert lines[1].split("\t")[0] == names(page)[1]
    assert len(lines) == 2


def test_the_sums_go_when_the_chosen_rows_are_filtered_away(
    qtbot: QtBot, shell: Shell, page: ProjectsPage
) -> None:
    page.table.selectRow(0)
    qtbot.waitUntil(lambda: "已选 1 行" in shell.frame.status_sums.text())
    page.search.setText("没有这样的项目")
    qtbot.waitUntil(lambda: page.model.rowCount() == 0)
    qtbot.waitUntil(lambda: shell.frame.status_sums.text() == "")


def test_a_search_that_finds_nothing_offers_to_clear_it(
    qtbot: QtBot, shell: Shell, page: ProjectsPage
) -> None:
    page.search.setText("没有这样的项目")
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.stack.no_match, timeout=3_000)
    clear = child(page.stack.no_match, "clear_filters")
    QTest.mouseClick(clear, Qt.MouseButton.LeftButton)
    settled(qtbot, shell)
    assert page.model.rowCount() == 24
    assert page.search.text() == ""


def test_compact_rows_are_lower_and_are_remembered(qtbot: QtBot, shell: Shell, page: ProjectsPage) -> None:
    from jxdesk.desktop import preferences

    heights = page.table.verticalHeader().defaultSectionSize()
    QTest.mouseClick(child(page, "density_compact"), Qt.MouseButton.LeftButton)
    assert (heights, page.table.verticalHeader().defaultSectionSize()) == (32, 28)
    assert preferences.COMPACT.get()


def test_a_change_elsewhere_is_seen_in_the_list(qtbot: QtBot, shell: Shell, page: ProjectsPage) -> None:
    row = page.model.row_at(0)
    assert row is not None
    shell.context.workspace.transact(
        lambda tx: tx.execute("UPDATE project SET name = '改过的名字' WHERE id = ?", (row.id,))
    )
    shell.context.refresh.announce(Part.PROJECTS, project_ids=[row.id])
    settled(qtbot, shell)
    assert names(page)[0] == "改过的名字"


def test_a_narrow_window_hides_the_executed_amounts_first(
    qtbot: QtBot, shell: Shell, page: ProjectsPage
) -> None:
    page.offices.fold_button.click()
    qtbot.waitUntil(lambda: not page.table.isColumnHidden(column("executed")))
    shell.frame.resize(1120, 680)
    settled(qtbot, shell)
    assert page.table.isColumnHidden(column("executed"))
    assert page.table.columnWidth(column("name")) >= 8 * 14


def test_the_columns_fit_the_table_without_scrolling(qtbot: QtBot, shell: Shell, page: ProjectsPage) -> None:
    for width in (1120, 1280, 1366):
        shell.frame.resize(width, 700)
        settled(qtbot, shell)
        assert page.table.horizontalScrollBar().maximum() == 0, width


def test_a_target_shows_no_score_of_its_indicators(qtbot: QtBot, shell: Shell, page: ProjectsPage) -> None:
    workspace = shell.context.workspace
    draft = look.projects(workspace, ProjectQuery(year=2026, stage=TARGET, state="draft")).first[0]
    shell.go("project", draft.id)
    settled(qtbot, shell)
    project = shell.pages["project"]
    assert isinstance(project, ProjectPage)
    project.show_stage(0)
    settled(qtbot, shell)
    shown = project.indicator_card.indicators
    heads = [
        item.text()
        for place in range(shown.columnCount())
        if not shown.isColumnHidden(place) and (item := shown.horizontalHeaderItem(place)) is not None
    ]
    assert heads == ["二级指标", "三级指标", "指标值", "分值"]


def test_a_classified_project_is_a_count_and_opens_nothing(
    qtbot: QtBot, shell: Shell, page: ProjectsPage
) -> None:
    shell.context.workspace.transact(
        lambda tx: tx.execute(
            "INSERT INTO project (id, office_id, fiscal_year, is_classified) SELECT 'secret', office_id, 2026, 1 FROM project LIMIT 1"
        )
    )
    shell.context.refresh.announce(Part.PROJECTS)
    settled(qtbot, shell)
    assert page.model.rowCount() == 25
    place = names(page).index("")
    assert page.model.data(page.model.index(place, 0)) == "涉密项目（只计数）"
    page.open_position(place)
    assert shell.current == "projects"
    assert "涉密" in shell.frame.status_told.text()


def test_a_workspace_without_projects_says_how_to_get_some(
    qtbot: QtBot, open_window: Opener, tmp_path: Path
) -> None:
    from jxdesk.actions.start import start
    from jxdesk.domain.records.offices import OfficeLevel

    start(tmp_path / "空", name="白岩镇人民政府", level=OfficeLevel.TOWNSHIP, code="53-23-29-103")
    shell = open_window(tmp_path / "空")
    dashboard = shell.pages["dashboard"]
    assert child(dashboard, "no_data").isVisible()
    shell.go("projects")
    settled(qtbot, shell)
    page = shell.pages["projects"]
    assert isinstance(page, ProjectsPage)
    assert page.stack.currentWidget() is page.stack.no_projects
    buttons = [one for one in page.stack.no_projects.findChildren(QAbstractButton) if one.isVisible()]
    assert [one.text() for one in buttons] == ["从 Excel 导入"]


# ---- the model alone -----------------------------------------------------------------------------------------------


def row(number: int) -> ProjectRow:
    """A row of a list."""
    return ProjectRow(
        number, f"p{number}", f"项目{number}", "", "", "", "", 1, 1, 1, 1, "", "none", 0, 0, 0, None
    )


def test_rows_that_come_in_sight_are_asked_for_once_by_block(qtbot: QtBot) -> None:
    model = ProjectTableModel()
    asked: list[int] = []
    model.block_wanted.connect(asked.append)
    model.show_list(range(BLOCK), [row(number) for number in range(BLOCK)])
    model.put_rest(model.generation, range(3 * BLOCK))
    assert model.rowCount() == 3 * BLOCK
    assert model.row_at(5) == row(5)
    assert model.row_at(BLOCK + 1) is None
    assert model.row_at(BLOCK + 2) is None
    assert asked == [1]
    model.put_block(1, model.generation, [row(number) for number in range(BLOCK, 2 * BLOCK)])
    assert model.row_at(BLOCK + 1) == row(BLOCK + 1)
    assert asked == [1]


def test_a_block_of_an_older_list_is_dropped(qtbot: QtBot) -> None:
    model = ProjectTableModel()
    model.show_list(range(600), [row(number) for number in range(BLOCK)])
    old = model.generation
    model.show_list(range(600, 1_200), [row(number) for number in range(600, 600 + BLOCK)])
    model.put_block(1, old, [row(0)])
    model.put_rest(old, range(5_000))
    assert model.row_at(BLOCK) is None
    assert model.rowCount() == 600


def test_memory_holds_a_few_blocks_only(qtbot: QtBot) -> None:
    model = ProjectTableModel()
    model.show_list(range(100 * BLOCK), [row(number) for number in range(BLOCK)])
    for number in range(1, 100):
        model.put_block(number, model.generation, [row(0)] * BLOCK)
    assert sum(model.row_at(number * BLOCK) is not None for number in range(100)) <= 24
    assert model.rowCount(QModelIndex()) == 100 * BLOCK


def test_the_sums_of_a_list_are_those_of_its_rows(home: Path) -> None:
    with Workspace.open(home) as workspace:
        query = ProjectQuery(year=2026, state="draft")
        listed = look.projects(workspace, query)
        totals = look.list_totals(workspace, query)
        chosen = look.selected_totals(workspace, query, listed.rows)
    assert totals == chosen
    assert totals.count == len(listed.first)
    assert totals.budget_fen == sum(one.budget_fen or 0 for one in listed.first)


def begun_of(shell: Shell, stage: ListStage) -> int:
    """How many projects of the year have a form of a stage."""
    (found,) = (one for one in look.stages_of_year(shell.context.workspace, 2026) if one.key == stage)
    return found.begun


def test_another_stage_shows_its_own_states_and_columns_and_is_kept(
    qtbot: QtBot, shell: Shell, page: ProjectsPage
) -> None:
    words = [page.stage_choice.itemText(number) for number in range(page.stage_choice.count())]
    assert (words[0], words[-1]) == ("目标", "自评")
    assert {"7月监控", "10月监控"} <= set(words)
    assert page.stage_choice.currentText() == "自评"
    page.stage_choice.setCurrentIndex(0)
    page.stage_choice.activated.emit(0)
    settled(qtbot, shell)
    assert [page.table.isColumnHidden(column(key)) for key in ("rate", "score", "state")] == [
        True,
        True,
        False,
    ]
    chip = child(page, "chip_none")
    assert isinstance(chip, QAbstractButton)
    without = 24 - begun_of(shell, TARGET)
    assert 0 < without < 24
    assert chip.text() == f"待填 {without}"
    assert page.errands.task() == Task(form=Form.PROJECT_TARGET, year=2026)
    assert followed_stage() == TARGET
    page.stage_choice.activated.emit(words.index("自评"))
    settled(qtbot, shell)
    assert not page.table.isColumnHidden(column("score"))
    assert chip.text() == f"待填 {24 - begun_of(shell, SELF_EVALUATION)}"


def test_the_first_page_leads_to_the_list_of_each_stage(qtbot: QtBot, shell: Shell) -> None:
    page = shell.pages["dashboard"]
    target, done = child(page, "stage_project_target"), child(page, "stage_project_self_evaluation")
    assert isinstance(target, QAbstractButton)
    assert isinstance(done, QAbstractButton)
    assert target.text().startswith("目标 ")
    assert done.text().startswith("自评 ")
    assert done.text().endswith("/24")
    QTest.mouseClick(target, Qt.MouseButton.LeftButton)
    settled(qtbot, shell)
    listed = shell.pages["projects"]
    assert isinstance(listed, ProjectsPage)
    assert listed.stage_choice.currentText() == "目标"
    assert listed.model.rowCount() == 24
    shell.go_back()
    settled(qtbot, shell)
    assert "还没有开始填目标" in " ".join(
        label.text() for label in page.findChildren(QLabel) if label.isVisible()
    )


def test_the_keys_of_the_unit_change_list_sums_and_headings_and_back(
    qtbot: QtBot, shell: Shell, page: ProjectsPage
) -> None:
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    wan = page.totals.text_of("budget")
    QTest.keyClick(page.table, Qt.Key.Key_U, both)
    settled(qtbot, shell)
    row = page.model.row_at(0)
    assert row is not None
    assert row.budget_fen is not None
    assert COLUMNS[column("budget")].text(row) == f"{row.budget_fen / 100:,.2f}"
    assert COLUMNS[column("budget")].label == "预算数(元)"
    assert page.summary.text().endswith(" 元")
    assert page.totals.text_of("budget") != wan
    QTest.keyClick(page.table, Qt.Key.Key_U, both)
    settled(qtbot, shell)
    assert page.totals.text_of("budget") == wan
    assert page.summary.text().endswith(" 万元")
