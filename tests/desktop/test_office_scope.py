"""The tree of offices beside the lists of a prefecture: real counties whose packages came, narrowed by county and office on every page."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTreeWidgetItem
from pytestqt.qtbot import QtBot

from jxdesk.actions import start
from jxdesk.actions.office_scopes import office_scopes
from jxdesk.actions.reviewing.decide import Decision, decide
from jxdesk.actions.rows_out import list_out
from jxdesk.actions.workspace import Workspace
from jxdesk.desktop.columns import COLUMNS
from jxdesk.desktop.list_exports import query_words
from jxdesk.desktop.pages.dashboard import DashboardPage
from jxdesk.desktop.pages.department import DepartmentPage
from jxdesk.desktop.pages.departments import DepartmentsPage
from jxdesk.desktop.pages.monitoring import MonitoringPage
from jxdesk.desktop.pages.projects import ProjectsPage
from jxdesk.desktop.scope_tree import ScopeCard
from jxdesk.desktop.shell import Shell
from jxdesk.domain.records.filings import Filing
from jxdesk.domain.records.office_nodes import OfficeNode
from jxdesk.domain.records.offices import OfficeLevel
from jxdesk.domain.records.projects import Project
from jxdesk.domain.road.outcomes import Outcome
from jxdesk.store.views.screens import ProjectQuery
from tests.actions.enrol_desks import enrolled
from tests.actions.road_desks import EVALUATIONS, TARGETS, YEAR, drawn, fill, of, receive, send

from .conftest import Opener, settled

__all__ = ["drawn"]

OFFICES = {
    ("53-23-29", "甲县财政局"): [
        ("53-23-29-100", "东镇人民政府", OfficeLevel.TOWNSHIP),
        ("53-23-29-d105", "甲县教育局", OfficeLevel.UNIT),
    ],
    ("53-23-81", "乙市财政局"): [("53-23-81-100", "西镇人民政府", OfficeLevel.TOWNSHIP)],
}
COUNTY_COLUMN = [one.key for one in COLUMNS].index("county")


@pytest.fixture(scope="module")
def made(
    tmp_path_factory: pytest.TempPathFactory, drawn: tuple[tuple[Project, ...], tuple[Filing, ...]]
) -> Path:
    """A prefecture that has taken in what two counties took in of three offices, two projects each."""
    root = tmp_path_factory.mktemp("州")
    stick = root / "U盘"
    stick.mkdir()

    def begun(name: str, code: str, level: OfficeLevel) -> Workspace:
        start.start(root / name, name=name, level=level, code=code)
        return Workspace.open_existing(root / name)

    with begun("州财政局", "53-23", OfficeLevel.PREFECTURE) as prefecture:
        for (code, name), below in OFFICES.items():
            with begun(name, code, OfficeLevel.COUNTY) as county:
                enrolled(county, prefecture, stick)
                for office_code, office_name, level in below:
                    with begun(office_name, office_code, level) as office:
                        enrolled(office, county, stick)
                        fill(office, drawn)
                        receive(county, send(office, stick, TARGETS).path)
                        receive(county, send(office, stick, EVALUATIONS).path)
                accepted = [
                    Decision(filing_id=one.id, outcome=Outcome.ACCEPTED)
                    for one in of(county, EVALUATIONS.form)
                ]
                decide(county, accepted, by="审核人")
                receive(prefecture, send(county, stick, EVALUATIONS).path)
    return root / "州财政局"


@pytest.fixture
def prefecture(made: Path, tmp_path: Path) -> Path:
    """A copy that a test may change."""
    return Path(shutil.copytree(made, tmp_path / "州财政局"))


def counted(nodes: tuple[OfficeNode, ...]) -> list[tuple[int, str, int]]:
    return [(one.depth, one.name, one.count) for one in nodes]


def lines(card: ScopeCard) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []

    def walk(item: QTreeWidgetItem) -> None:
        found.append((item.text(0), item.text(1)))
        for place in range(item.childCount()):
            walk(item.child(place))

    top = card.tree.topLevelItem(0)
    assert top is not None
    walk(top)
    return found


def choose(qtbot: QtBot, shell: Shell, card: ScopeCard, name: str) -> None:
    (item,) = card.tree.findItems(name, Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive)
    card.tree.setCurrentItem(item)
    wanted = name if item.parent() is not None else ""
    qtbot.waitUntil(lambda: shell.context.scope.name == wanted)
    settled(qtbot, shell)


def test_the_tree_holds_counties_that_filed_nothing_themselves_under_the_name_they_use(
    prefecture: Path,
) -> None:
    with Workspace.open_existing(prefecture) as desk:
        assert counted(office_scopes(desk, YEAR)) == [
            (0, "州财政局", 6),
            (1, "甲县财政局", 4),
            (2, "东镇人民政府", 2),
            (2, "甲县教育局", 2),
            (1, "乙市财政局", 2),
            (2, "西镇人民政府", 2),
        ]
        assert {one.count for one in office_scopes(desk, YEAR - 1)} == {0}


def test_the_list_says_of_which_county_each_line_is_and_is_narrowed_by_county_and_office(
    qtbot: QtBot, open_window: Opener, prefecture: Path
) -> None:
    shell = open_window(prefecture)
    shell.go("projects")
    settled(qtbot, shell)
    page = shell.pages["projects"]
    assert isinstance(page, ProjectsPage)
    assert page.offices.isVisible()
    assert lines(page.offices)[0] == ("州财政局", "6")
    assert not page.table.isColumnHidden(COUNTY_COLUMN)
    counties = [page.model.row_at(n).county for n in range(6)]  # type: ignore[union-attr]
    assert sorted(map(str, counties)) == ["乙市财政局"] * 2 + ["甲县财政局"] * 4
    choose(qtbot, shell, page.offices, "甲县财政局")
    assert page.model.rowCount() == 4
    assert page.title_label.text() == "项目 · 甲县财政局"
    assert page.filters.chips.button(0).text() == "全部 4"
    assert page.table.isColumnHidden(COUNTY_COLUMN)
    choose(qtbot, shell, page.offices, "西镇人民政府")
    assert page.model.rowCount() == 2
    assert {page.model.row_at(n).county for n in range(2)} == {"乙市财政局"}  # type: ignore[union-attr]
    choose(qtbot, shell, page.offices, "州财政局")
    assert page.model.rowCount() == 6
    assert page.title_label.text() == "项目"


def test_every_page_looks_at_the_office_that_was_chosen(
    qtbot: QtBot, open_window: Opener, prefecture: Path
) -> None:
    shell = open_window(prefecture)
    home = shell.pages["dashboard"]
    assert isinstance(home, DashboardPage)
    assert home.shown is not None
    assert home.shown.projects == 6
    assert home.scope_button is not None
    home.scope_button.open()
    popup = home.scope_button.popup
    assert popup is not None
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    settled(qtbot, shell)
    assert shell.context.scope.name == "甲县财政局"
    assert home.scope_button.button.text() == "单位：甲县财政局"
    assert home.shown.projects == 4
    for name, maker in (("monitoring", MonitoringPage), ("departments", DepartmentsPage)):
        shell.go(name)
        settled(qtbot, shell)
        assert isinstance(shell.pages[name], maker)
        assert "甲县财政局" in shell.pages[name].title_label.text()
    month, forms = shell.pages["monitoring"], shell.pages["departments"]
    assert isinstance(month, MonitoringPage)
    assert isinstance(forms, DepartmentsPage)
    assert len(month.session.shown) == 4
    assert month.filters.chips.button(0).text() == "全部 4"
    assert {month.model.stored_text(0, month.model.columns[1])} <= {
        f"甲县财政局 · {row.unit}" for row in month.session.rows.values()
    }
    assert [row.office.name for row in forms.shown] == ["东镇人民政府", "甲县教育局"]
    assert forms.model.index(0, 0).data() == "甲县财政局 · 东镇人民政府"
    choose(qtbot, shell, forms.offices, "州财政局")
    shell.go("monitoring")
    settled(qtbot, shell)
    assert len(month.session.shown) == 6


def test_the_tree_is_found_by_letters_walked_by_keys_and_folded_up(
    qtbot: QtBot, open_window: Opener, prefecture: Path
) -> None:
    shell = open_window(prefecture)
    shell.go("projects")
    settled(qtbot, shell)
    page = shell.pages["projects"]
    assert isinstance(page, ProjectsPage)
    card = page.offices
    assert card.tree in page.panes()
    card.search.setText("xz")
    in_sight = [name for name, _ in lines(card) if not is_hidden(card, name)]
    assert in_sight == ["州财政局", "乙市财政局", "西镇人民政府"]
    card.search.setFocus()
    QTest.keyClick(card.search, Qt.Key.Key_Down)
    assert card.tree.hasFocus()
    QTest.keyClick(card.tree, Qt.Key.Key_Down)
    QTest.keyClick(card.tree, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: shell.context.scope.name == "西镇人民政府")
    settled(qtbot, shell)
    assert page.model.rowCount() == 2
    wide = page.table.width()
    card.fold_button.click()
    qtbot.waitUntil(lambda: page.table.width() > wide)
    assert page.title_label.text() == "项目 · 西镇人民政府"
    assert page.panes()[-1] is card.fold_button
    card.fold_button.click()
    page.clear_filters()
    settled(qtbot, shell)
    assert shell.context.scope.path == ""
    assert page.model.rowCount() == 6


def is_hidden(card: ScopeCard, name: str) -> bool:
    (item,) = card.tree.findItems(name, Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive)
    return item.isHidden()


def test_the_page_of_an_office_as_a_whole_holds_the_offices_of_a_county_together(
    qtbot: QtBot, open_window: Opener, prefecture: Path
) -> None:
    shell = open_window(prefecture)
    shell.go("department")
    settled(qtbot, shell)
    page = shell.pages["department"]
    assert isinstance(page, DepartmentPage)
    tree = page.offices.tree
    (county,) = tree.findItems("甲县财政局", Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive)
    assert [county.child(n).text(0) for n in range(county.childCount())] == ["东镇人民政府", "甲县教育局"]
    tree.setCurrentItem(county)
    settled(qtbot, shell)
    assert page.facts is not None
    assert page.facts.office.name == "州财政局"
    tree.setCurrentItem(county.child(0))
    settled(qtbot, shell)
    assert page.facts.office.name == "东镇人民政府"


def test_a_township_has_no_tree_and_sees_its_own_year(
    qtbot: QtBot,
    open_window: Opener,
    tmp_path: Path,
    drawn: tuple[tuple[Project, ...], tuple[Filing, ...]],
) -> None:
    home = tmp_path / "镇"
    start.start(home, name="东镇人民政府", level=OfficeLevel.TOWNSHIP, code="53-23-29-100")
    with Workspace.open_existing(home) as desk:
        fill(desk, drawn)
    shell = open_window(home)
    page = shell.pages["dashboard"]
    assert isinstance(page, DashboardPage)
    assert page.scope_button is None or not page.scope_button.button.isVisible()
    assert page.shown is not None
    assert page.shown.projects == 2
    shell.go("projects")
    settled(qtbot, shell)
    projects = shell.pages["projects"]
    assert isinstance(projects, ProjectsPage)
    assert not projects.offices.isVisible()
    assert projects.table.isColumnHidden(COUNTY_COLUMN)
    assert projects.offices.tree not in projects.panes() or not projects.offices.tree.isVisible()


def test_the_list_that_is_saved_names_the_county_of_each_line_and_what_it_was_narrowed_to(
    made: Path, tmp_path: Path
) -> None:
    query = ProjectQuery(YEAR, scope="53-23-29")
    with Workspace.open_existing(Path(shutil.copytree(made, tmp_path / "州"))) as desk:
        done = list_out(
            desk,
            query,
            tmp_path / "列表.xlsx",
            caption=query_words(query, "甲县财政局"),
            state_words=lambda state, _: state,
        )
    assert done.projects == 4
    sheet = openpyxl.load_workbook(tmp_path / "列表.xlsx").active
    assert sheet is not None
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert any("按条件筛选" in text and "甲县财政局" in text for text in texts)
    assert sum(text.startswith("甲县财政局 · ") for text in texts) == 4
