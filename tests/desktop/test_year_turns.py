"""The year's turns in the real window: approvals from the list, adjusting in the wizard, and the years under 设置."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QDate, QModelIndex, Qt
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from jxdesk.actions import adjust, approve, begin, fill, turn_year
from jxdesk.actions.workspace import Workspace
from jxdesk.desktop.dialogs.adjust_budget import AdjustBudgetDialog
from jxdesk.desktop.dialogs.adjustment import AdjustmentDialog, RequestDialog
from jxdesk.desktop.dialogs.approvals import ApprovalFactsDialog, ApprovalsDialog
from jxdesk.desktop.dialogs.following import FollowingDialog
from jxdesk.desktop.dialogs.print_set import PrintSetDialog
from jxdesk.desktop.dialogs.succession import SuccessionDialog, project_dialog
from jxdesk.desktop.dialogs.survey import SurveyDialog
from jxdesk.desktop.dialogs.turn_year import CloseYearDialog, OpenYearDialog
from jxdesk.desktop.dialogs.versions import VersionsDialog
from jxdesk.desktop.shell import Shell
from jxdesk.desktop.wizard.filing_wizard import FilingWizard
from jxdesk.domain.beginning.content import Wish
from jxdesk.domain.filling.editing import Edit, EditKind
from jxdesk.domain.records.filings import Filing, FilingState, Form
from jxdesk.domain.records.projects import Project
from jxdesk.domain.year.approvals import ApprovalFacts
from jxdesk.domain.year.fiscal_years import YearState
from jxdesk.domain.year.successions import Event
from jxdesk.store.records import projects
from tests.actions.year_desk import add_project as store_project
from tests.actions.year_desk import open_desk, read_filing, store_filing, target_of
from tests.desktop.conftest import Opener, child, settled

Kind = TypeVar("Kind", bound=QDialog)
YEAR = dt.datetime.now().astimezone().year
FACTS = ApprovalFacts(
    approved_on=dt.date(YEAR, 1, 3), document_number=f"练财预〔{YEAR}〕12号", approver="练习县财政局"
)


@pytest.fixture
def desk(tmp_path: Path) -> tuple[Path, Project, Filing]:
    """The folder of a township with one project whose target is filled in, in the year of this machine's clock."""
    home = tmp_path / "数据"
    with open_desk(home, clock=lambda: dt.datetime.now().astimezone()) as workspace:
        project = store_project(workspace, fiscal_year=YEAR)
        target = store_filing(workspace, target_of(project))
    return home, project, target


def dialog(qtbot: QtBot, shell: Shell, kind: type[Kind]) -> Kind:
    """The dialog of a kind that is open, once it has read what it shows."""

    def found() -> Kind | None:
        shown = [one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible()]
        return shown[-1] if shown else None

    qtbot.waitUntil(lambda: found() is not None, timeout=10_000)
    settled(qtbot, shell)
    answer = found()
    assert answer is not None
    return answer


def press(qtbot: QtBot, shell: Shell, button: QWidget) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    settled(qtbot, shell)


def current(workspace: Workspace, project_id: str) -> Project:
    found = workspace.read(lambda tx: projects.get(tx, project_id))
    assert found is not None
    return found


def begin_evaluation(workspace: Workspace, project: Project) -> str:
    wish = Wish(
        form=Form.PROJECT_SELF_EVALUATION, year=YEAR, template_id="national-2020", project_id=project.id
    )
    return begin.begin(workspace, wish)


def test_approvals_are_recorded_from_the_list_and_an_empty_approver_is_named(
    qtbot: QtBot, open_window: Opener, desk: tuple[Path, Project, Filing]
) -> None:
    home, _, target = desk
    shell = open_window(home)
    ApprovalsDialog(shell.context, year=YEAR, parent=shell.frame).open()
    shown = dialog(qtbot, shell, ApprovalsDialog)
    assert shown.model.ticked == {target.id}
    shown.fields.number.setText(f"练财预[{YEAR}]12号")
    press(qtbot, shell, shown.go)
    assert any("没有写批复单位" in one.text() for one in shown.findChildren(QLabel))
    assert shown.isVisible()
    shown.fields.approver.setText("练习县财政局")
    shown.fields.day.setDate(QDate(YEAR, 1, 3))
    qtbot.wait(350)
    settled(qtbot, shell)
    press(qtbot, shell, shown.go)
    assert not shown.isVisible()
    assert read_filing(shell.context.workspace, target.id).state is FilingState.APPROVED


def test_a_target_without_a_tick_is_left_alone(
    qtbot: QtBot, open_window: Opener, desk: tuple[Path, Project, Filing]
) -> None:
    home, _, target = desk
    shell = open_window(home)
    ApprovalsDialog(shell.context, year=YEAR, parent=shell.frame).open()
    shown = dialog(qtbot, shell, ApprovalsDialog)
    shown.table.setCurrentIndex(shown.model.index(0, 0))
    shown.table.setFocus()
    qtbot.keyClick(shown.table, Qt.Key.Key_Space)
    assert shown.model.ticked == set()
    assert not shown.go.isEnabled()
    shown.reject()
    assert read_filing(shell.context.workspace, target.id).state is FilingState.FINISHED


def test_an_approved_target_opens_read_only_and_is_adjusted_from_the_header(
    qtbot: QtBot, open_window: Opener, desk: tuple[Path, Project, Filing]
) -> None:
    home, project, target = desk
    shell = open_window(home)
    workspace = shell.context.workspace
    approve.approve(workspace, [target.id], FACTS)
    evaluation = begin_evaluation(workspace, project)

    shell.context.open_page("wizard", target.id)
    settled(qtbot, shell)
    press(qtbot, shell, child(shell.frame, "request_button"))
    asked = dialog(qtbot, shell, RequestDialog)
    asked.reason.setPlainText("县级追加资金 20 万元，里程增加到 15 公里")
    asked.by.setText("填报人甲")
    press(qtbot, shell, asked.go)
    copy = adjust.copy_of(workspace, target.id)
    assert copy
    assert shell.current == "wizard"

    made = read_filing(workspace, copy)
    edit = Edit(
        kind=EditKind.INDICATOR,
        line_id=made.content.indicator_lines[0].id,
        field="target_text",
        text="≥15公里",
    )
    saved = fill.change(workspace, copy, [edit], expected_version=made.version)
    fill.finish(workspace, copy, expected_version=saved.filing.version)
    AdjustmentDialog(shell.context, copy, parent=shell.frame).open()
    shown = dialog(qtbot, shell, AdjustmentDialog)
    assert [row[3:] for row in shown.model.rows] == [("≥12公里", "≥15公里")]
    shown.fields.number.setText(f"练财预〔{YEAR}〕88号")
    shown.fields.approver.setText("练习县财政局")
    press(qtbot, shell, shown.go)
    assert read_filing(workspace, copy).state is FilingState.APPROVED

    shell.context.open_page("wizard", evaluation)
    settled(qtbot, shell)
    press(qtbot, shell, child(shell.frame, "following_open"))
    offered = dialog(qtbot, shell, FollowingDialog)
    assert [row[3] for row in offered.model.rows] == ["≥15公里 20分"]
    press(qtbot, shell, offered.go)
    assert read_filing(workspace, evaluation).content.indicator_lines[0].target_text == "≥15公里"
    assert not child(shell.frame, "following_bar").isVisible()
    press(qtbot, shell, child(shell.frame, "undo_button"))
    assert read_filing(workspace, evaluation).content.indicator_lines[0].target_text == "≥12公里"


def test_all_versions_are_listed_with_what_can_be_done(
    qtbot: QtBot, open_window: Opener, desk: tuple[Path, Project, Filing]
) -> None:
    home, project, target = desk
    shell = open_window(home)
    workspace = shell.context.workspace
    approve.approve(workspace, [target.id], FACTS)
    VersionsDialog(shell.context, project, parent=shell.frame).open()
    shown = dialog(qtbot, shell, VersionsDialog)
    assert any(FACTS.document_number in one.text() for one in shown.findChildren(QLabel))
    press(qtbot, shell, child(shown, "version_facts_1"))
    facts = dialog(qtbot, shell, ApprovalFactsDialog)
    press(qtbot, shell, child(facts, "fact_take_back"))
    assert read_filing(workspace, target.id).state is FilingState.FINISHED


def test_money_is_added_from_the_menu_and_too_much_of_a_cut_is_refused(
    qtbot: QtBot, open_window: Opener, desk: tuple[Path, Project, Filing]
) -> None:
    home, project, _ = desk
    shell = open_window(home)
    AdjustBudgetDialog(shell.context, project.id, parent=shell.frame).open()
    shown = dialog(qtbot, shell, AdjustBudgetDialog)
    shown.cut.setChecked(True)
    shown.amount.setText("999999")
    qtbot.waitUntil(lambda: not shown.go.isEnabled(), timeout=5_000)
    shown.added.setChecked(True)
    shown.amount.setText("20")
    qtbot.wait(350)
    qtbot.waitUntil(shown.go.isEnabled, timeout=5_000)
    press(qtbot, shell, shown.go)
    budgets = current(shell.context.workspace, project.id).budgets
    assert [one.amount_fen for one in budgets] == [128_400_000, 20_000_000, 148_400_000]


@pytest.mark.parametrize("event", list(Event))
def test_every_change_of_a_project_asks_for_its_reason(
    qtbot: QtBot, open_window: Opener, desk: tuple[Path, Project, Filing], event: Event
) -> None:
    home, project, _ = desk
    shell = open_window(home)
    workspace = shell.context.workspace
    other = store_project(workspace, "别的项目", fiscal_year=YEAR)
    project_dialog(shell.context, project, event, parent=shell.frame).open()
    shown = dialog(qtbot, shell, SuccessionDialog)
    if shown.new_name is not None:
        shown.new_name.setText("新的名称")
    if shown.names is not None:
        shown.names.setPlainText("甲\n乙")
    press(qtbot, shell, shown.go)
    assert shown.isVisible()
    assert current(workspace, project.id) == project
    shown.reason.setText("县级文件")
    qtbot.wait(350)
    press(qtbot, shell, shown.go)
    if event is Event.DELETED:
        assert shown.isVisible()  # its target is there
        shown.reject()
        assert current(workspace, project.id) == project
        return
    assert not shown.isVisible()
    after = current(workspace, project.id)
    assert (after.name == "新的名称") is (event is Event.RENAMED)
    assert (after.withdrawn_on is not None) is (event is not Event.RENAMED)
    assert current(workspace, other.id) == other


def test_a_tally_gives_its_rate_while_it_is_typed_and_is_taken_over(
    qtbot: QtBot, open_window: Opener, desk: tuple[Path, Project, Filing], tmp_path: Path
) -> None:
    home, project, _ = desk
    shell = open_window(home)
    workspace = shell.context.workspace
    evaluation = begin_evaluation(workspace, project)
    SurveyDialog(shell.context, project, parent=shell.frame).open()
    shown = dialog(qtbot, shell, SurveyDialog)
    assert not shown.take_button.isEnabled()
    for spin, value in ((shown.issued, 100), (shown.returned, 97), (shown.valid, 95)):
        spin.setValue(value)
    for column, text in enumerate(("问", "50", "30", "8", "5", "2")):
        item = shown.table.item(0, column)
        assert item is not None
        item.setText(text)
    qtbot.waitUntil(lambda: "92.63%" in shown.outcome.text.text(), timeout=5_000)
    settled(qtbot, shell)
    shown.write_to(tmp_path / "统计表.pdf")
    settled(qtbot, shell)
    assert (tmp_path / "统计表.pdf").read_bytes().startswith(b"%PDF")
    press(qtbot, shell, shown.take_button)
    lines = read_filing(workspace, evaluation).content.indicator_lines
    assert [line.actual_text for line in lines if "满意度" in line.name] == ["92.63%"]


def test_a_set_is_bound_and_can_be_opened(
    qtbot: QtBot, open_window: Opener, desk: tuple[Path, Project, Filing], tmp_path: Path
) -> None:
    home, _, _ = desk
    shell = open_window(home)
    PrintSetDialog(shell.context, year=YEAR, parent=shell.frame).open()
    shown = dialog(qtbot, shell, PrintSetDialog)
    assert shown.said.text().startswith("1 张表")
    shown.folder.setText(str(tmp_path))
    press(qtbot, shell, shown.go)
    assert shown.printed is not None
    assert shown.printed.path.read_bytes().startswith(b"%PDF")
    assert shown.open_button.isVisible()


def test_a_year_is_opened_closed_and_opened_again(
    qtbot: QtBot, open_window: Opener, desk: tuple[Path, Project, Filing]
) -> None:
    home, project, _ = desk
    shell = open_window(home)
    workspace = shell.context.workspace
    shell.context.open_page("settings", "years")
    settled(qtbot, shell)
    press(qtbot, shell, child(shell.frame, "year_open"))
    opening = dialog(qtbot, shell, OpenYearDialog)
    assert opening.model.ticked == {project.id}
    press(qtbot, shell, opening.go)
    made = workspace.read(lambda tx: projects.of_year(tx, YEAR + 1))
    assert [one.predecessor_id for one in made] == [project.id]

    press(qtbot, shell, child(shell.frame, f"year_close_{YEAR}"))
    closing = dialog(qtbot, shell, CloseYearDialog)
    assert closing.model.rowCount(QModelIndex()) == 1
    press(qtbot, shell, closing.go)
    states = {row.fiscal_year.year: row.fiscal_year.state for row in turn_year.years(workspace)}
    assert states == {YEAR + 1: YearState.OPEN, YEAR: YearState.CLOSED}
    press(qtbot, shell, child(shell.frame, f"year_undo_close_{YEAR}"))
    press(qtbot, shell, child(shell.frame, f"year_undo_open_{YEAR + 1}"))
    assert workspace.read(lambda tx: projects.of_year(tx, YEAR + 1)) == ()


def test_a_form_of_a_closed_year_opens_read_only_and_says_why(
    qtbot: QtBot, open_window: Opener, desk: tuple[Path, Project, Filing]
) -> None:
    home, project, _ = desk
    shell = open_window(home)
    workspace = shell.context.workspace
    evaluation = begin_evaluation(workspace, project)
    turn_year.close_year(workspace, YEAR)
    shell.context.open_page("wizard", evaluation)
    settled(qtbot, shell)
    assert child(shell.frame, "closed_bar").isVisible()
    assert fill.open_filing(workspace, evaluation).year_is_closed
    wizard = child(shell.frame, "wizard")
    assert isinstance(wizard, FilingWizard)
    assert wizard.session is not None
    assert not wizard.session.editable


def test_offices_are_listed_and_the_own_one_is_renamed_only(
    qtbot: QtBot, open_window: Opener, desk: tuple[Path, Project, Filing]
) -> None:
    home, _, _ = desk
    shell = open_window(home)
    shell.context.open_page("settings", "units")
    settled(qtbot, shell)
    assert child(shell.frame, "unit_rename").isEnabled()
    assert not child(shell.frame, "unit_merge").isEnabled()
    press(qtbot, shell, child(shell.frame, "unit_rename"))
    shown = dialog(qtbot, shell, SuccessionDialog)
    assert shown.new_name is not None
    shown.new_name.setText("白岩街道办事处")
    shown.reason.setText("撤镇设街道")
    press(qtbot, shell, shown.go)
    assert shell.context.workspace.facts.office is not None
    assert shell.context.workspace.facts.office.name == "白岩街道办事处"


def test_what_waits_is_a_line_of_the_first_page(
    qtbot: QtBot, open_window: Opener, desk: tuple[Path, Project, Filing]
) -> None:
    home, _, target = desk
    shell = open_window(home)
    settled(qtbot, shell)
    found = [
        one for one in shell.frame.findChildren(QPushButton) if one.objectName() == "todo_year_unapproved"
    ]
    assert len(found) == 1
    press(qtbot, shell, found[0])
    shown = dialog(qtbot, shell, ApprovalsDialog)
    assert shown.model.ticked == {target.id}
    shown.reject()
