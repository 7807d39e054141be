"""The page of tasks with real keys: hanging projects, coverage, sums, adding, moving and removing tasks, base figures."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from jxdesk.actions import begin
from jxdesk.desktop.context import Context
from jxdesk.desktop.wizard.figures_dialog import FiguresDialog
from jxdesk.desktop.wizard.filing_wizard import FilingWizard
from jxdesk.desktop.wizard.indicators_page import IndicatorsPage
from jxdesk.desktop.wizard.session import FilingSession
from jxdesk.desktop.wizard.target_panel import TargetPanel
from jxdesk.desktop.wizard.target_words import how_to_write
from jxdesk.desktop.wizard.tasks_page import TasksPage
from jxdesk.domain.beginning.content import Wish
from jxdesk.domain.records.filings import Filing, Form
from jxdesk.domain.records.projects import BudgetStage, BudgetVersion, Project
from jxdesk.domain.templates.wizard_flow import Place, WizardPage
from jxdesk.store.records import filings, projects

from .conftest import SMALL, choose, press, wait_saved

WAN = 1_000_000


def _project(number: int, wan: int, sector: str) -> Project:
    budget = BudgetVersion(stage=BudgetStage.ORIGINAL, amount_fen=wan * WAN)
    return Project(
        id=f"p{number}",
        office_id="office-1",
        fiscal_year=2026,
        name=f"项目{number}",
        sector=sector,
        budgets=(budget,),
    )


@pytest.fixture
def county(context: Context) -> Context:
    """The office with two projects of one sector, beside the one without a sector that it has already."""
    context.workspace.transact(
        lambda tx: projects.add_many(tx, (_project(1, 100, "水利"), _project(2, 50, "水利")))
    )
    return context


def _open(qtbot: QtBot, context: Context, form: Form, template_id: str) -> FilingWizard:
    wish = Wish(form=form, year=2026, template_id=template_id, office_id="office-1")
    wizard = FilingWizard(context, begin.begin(context.workspace, wish))
    qtbot.addWidget(wizard)
    wizard.resize(*SMALL)
    with qtbot.waitSignal(wizard.ready, timeout=10_000):
        wizard.show()
    wizard.activateWindow()
    qtbot.waitUntil(wizard.isActiveWindow)
    wizard.show_page(WizardPage.TASKS)
    return wizard


@pytest.fixture
def target(qtbot: QtBot, county: Context) -> FilingWizard:
    """The wizard on the page of tasks of the office's target."""
    return _open(qtbot, county, Form.DEPARTMENT_TARGET, "yunnan-department-target-13")


def _page(wizard: FilingWizard) -> TasksPage:
    page = wizard.views[WizardPage.TASKS]
    assert isinstance(page, TasksPage)
    return page


def _session(wizard: FilingWizard) -> FilingSession:
    assert wizard.session is not None
    return wizard.session


def _tasks(wizard: FilingWizard) -> list[tuple[str, tuple[str, ...]]]:
    return [(line.name, line.project_ids) for line in _session(wizard).content.task_lines]


def _rows(page: TasksPage) -> list[tuple[str, list[str]]]:
    """The tree as one sees it: the nodes with what stands below each."""
    found = []
    for place in range(page.tree.topLevelItemCount()):
        node = page.tree.topLevelItem(place)
        assert node is not None
        found.append((node.text(0), [node.child(n).text(0) for n in range(node.childCount())]))
    return found


def test_the_tree_begins_with_the_projects_grouped_by_sector(target: FilingWizard) -> None:
    assert _rows(_page(target)) == [
        ("1. （还没有名称）", ["白岩镇农村公路养护补助"]),
        ("2. 水利", ["项目1", "项目2"]),
    ]
    assert "3 个项目挂上了 3 个" in _page(target).coverage_bar.text.text()


def test_a_number_hangs_the_project_and_zero_takes_it_off(qtbot: QtBot, target: FilingWizard) -> None:
    page = _page(target)
    page.tree.setFocus()
    page.tree.put_cursor("p1", is_project=True)
    press(page.tree, Qt.Key.Key_0)
    assert _rows(page)[-1] == ("还没有挂到任务的项目（1 个）", ["项目1"])
    assert "还差 项目1" in page.coverage_bar.text.text()
    assert _tasks(target)[1] == ("水利", ("p2",))
    press(page.tree, Qt.Key.Key_1)
    assert _tasks(target)[0][1] == ("project-1", "p1")
    assert _session(target).content.task_lines[0].project_names == "白岩镇农村公路养护补助\n项目1"
    assert "挂上了 3 个" in page.coverage_bar.text.text()
    wait_saved(qtbot, _session(target))


def test_hanging_can_be_taken_back_in_one_step(target: FilingWizard) -> None:
    page = _page(target)
    before = _tasks(target)
    page.tree.put_cursor("p1", is_project=True)
    press(page.tree, Qt.Key.Key_1)
    assert _tasks(target) != before
    target.undo()
    assert _tasks(target) == before


def test_the_list_of_tasks_hangs_by_keys_alone(qtbot: QtBot, target: FilingWizard) -> None:
    page = _page(target)
    page.tree.put_cursor("p2", is_project=True)
    press(page.tree, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    menu = page.findChild(QMenu, "task_menu")
    assert menu is not None
    press(menu, Qt.Key.Key_Return)
    assert _tasks(target)[0][1] == ("project-1", "p2")
    menu.close()


def test_a_project_without_a_task_is_a_problem_that_leads_here(target: FilingWizard) -> None:
    page = _page(target)
    page.tree.put_cursor("p1", is_project=True)
    press(page.tree, Qt.Key.Key_Delete)
    _session(target).check_now()
    finding = next(one for one in _session(target).findings if one.code == "project-without-task")
    assert "项目1" in finding.message
    target.show_page(WizardPage.MONEY)
    target.go_to(Place(page=WizardPage.TASKS, field=finding.field))
    assert target.page is WizardPage.TASKS


def test_one_key_sums_the_projects_into_their_tasks(target: FilingWizard) -> None:
    page = _page(target)
    page.tree.put_cursor("p1", is_project=True)
    press(page.tree, Qt.Key.Key_1)
    press(page.tree, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    budgets = [line.budget_fen for line in _session(target).content.task_lines]
    assert budgets == [100 * WAN, 50 * WAN]


def test_tasks_are_added_named_moved_and_removed_by_keys(qtbot: QtBot, target: FilingWizard) -> None:
    page = _page(target)
    page.tree.setFocus()
    press(page.tree, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    choose("供水保障")
    press(None, Qt.Key.Key_Return)
    assert [name for name, _ in _tasks(target)] == ["", "供水保障", "水利"]
    moves = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
    press(page.tree, Qt.Key.Key_Down, moves)
    assert [name for name, _ in _tasks(target)] == ["", "水利", "供水保障"]
    press(page.tree, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    assert [name for name, _ in _tasks(target)] == ["", "水利"]
    wait_saved(qtbot, _session(target))


def test_what_is_typed_into_the_panel_goes_to_the_task_in_sight(qtbot: QtBot, target: FilingWizard) -> None:
    page = _page(target)
    line = _session(target).content.task_lines[1]
    page.tree.put_cursor(line.id)
    assert page.go_to(Place(page=WizardPage.TASKS, line_id=line.id, field="budget"))
    choose("2000000元")
    press(None, Qt.Key.Key_Return)
    changed = _session(target).content.task_lines[1]
    assert changed.budget_fen == 200 * WAN
    assert "任务合计 200.00 万元" in page.coverage_bar.text.text()
    editor = page.panel.editors["budget"]
    editor.setFocus()
    choose("很多")
    press(None, Qt.Key.Key_Return)
    assert _session(target).content.task_lines[1].budget_fen == 200 * WAN, "words for a number change nothing"
    assert (line.id, "budget") in _session(target).refused
    wait_saved(qtbot, _session(target))


def test_everything_is_on_the_disk(qtbot: QtBot, county: Context, target: FilingWizard) -> None:
    page = _page(target)
    page.tree.put_cursor("p1", is_project=True)
    press(page.tree, Qt.Key.Key_1)
    wait_saved(qtbot, _session(target))
    filing_id = _session(target).filing.id
    kept: Filing | None = county.workspace.read(lambda tx: filings.get(tx, filing_id))
    assert kept is not None
    assert kept.content.task_lines == _session(target).content.task_lines
    assert kept.content.task_lines[0].project_ids == ("project-1", "p1")


def test_base_figures_give_their_rates_and_fill_the_indicators(qtbot: QtBot, county: Context) -> None:
    wizard = _open(qtbot, county, Form.DEPARTMENT_SELF_EVALUATION, "department-scored-2013")
    page = _page(wizard)
    press(page.tree, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    dialog = wizard.window().findChild(FiguresDialog)
    assert dialog is not None
    for key, text in (("staff", "38"), ("posts", "40"), ("planned", "0"), ("good", "0"), ("assets", "一堆")):
        field = dialog.fields[key]
        field.setFocus()
        field.setText(text)
        field.setModified(True)
        field.commit()
    assert "读不成全部固定资产" in dialog.told.text()
    dialog.fill_button.click()
    lines = {line.name: line for line in _session(wizard).content.indicator_lines}
    assert lines["在职人员控制率"].actual_text == "95%"
    assert lines["质量达标率"].not_applicable
    dialog.accept()
    wait_saved(qtbot, _session(wizard))


def test_below_the_indicators_of_a_target_nobody_is_told_of_scores(
    qtbot: QtBot, target: FilingWizard
) -> None:
    target.show_page(WizardPage.INDICATORS)
    view = target.views[WizardPage.INDICATORS]
    assert isinstance(view, IndicatorsPage)
    session = target.session
    assert session is not None
    line = session.content.indicator_lines[0]
    view.grid.go_to(Place(page=WizardPage.INDICATORS, line_id=line.id, field="target"))
    panel = view.panel
    assert type(panel) is TargetPanel
    assert panel.rule.toolTip() == how_to_write(line)
    assert panel.before.toolTip().startswith("参考：")
    assert panel.fields == {}
    assert view.panes() == [view.grid]
