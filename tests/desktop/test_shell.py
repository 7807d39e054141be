"""The frame: pages by rail and keys, the way back, panes, practice frame, errors in words, and the end."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QMessageBox,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from jxdesk.actions import look
from jxdesk.desktop.pages.dashboard import DashboardPage
from jxdesk.desktop.pages.help import HelpPage
from jxdesk.desktop.pages.projects import ProjectsPage
from jxdesk.desktop.rail import ENTRIES
from jxdesk.desktop.shell import PAGES, Shell
from jxdesk.domain.errors import JxError
from jxdesk.domain.progress import Progress
from jxdesk.store.views.screens import ProjectQuery

from .conftest import ShownWindows, child, settled

CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
# What Latin letters may say on the screen: names of formats, keys and parts that have no Chinese.
LATIN = re.compile(
    r"[0-9A-Z]{4}(?:-[0-9A-Z]{4})+|Excel|PDF|xlsx|xls|Ctrl|Alt|F\d|Enter|Shift|Qt|Python|Linux|Windows|U 盘|JX|jxdesk|jxpkg|Apache|aside|WPS|U盘|MB|KB|GB"
)


def press(shell: Shell, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Presses a key where the focus is."""
    QTest.keyClick(QApplication.focusWidget() or shell.frame, key, modifiers)


def test_every_page_is_reached_by_its_key_and_lights_its_entry(qtbot: QtBot, shell: Shell) -> None:
    for entry in ENTRIES:
        keys = QKeySequence(entry.keys)[0]
        press(shell, keys.key(), keys.keyboardModifiers())
        assert shell.current == entry.name
        assert shell.frame.rail.buttons[entry.name].isChecked()
        settled(qtbot, shell)


def test_the_rail_has_icon_and_word_and_a_name_for_screen_readers(shell: Shell) -> None:
    for entry in ENTRIES:
        made = shell.frame.rail.buttons[entry.name]
        assert made.text() == made.accessibleName() == entry.word
        assert not made.icon().isNull()


def test_alt_left_goes_back_page_by_page(qtbot: QtBot, shell: Shell) -> None:
    for name in ("projects", "tray", "settings"):
        shell.go(name)
    settled(qtbot, shell)
    went = []
    for _ in range(4):
        press(shell, Qt.Key.Key_Left, ALT)
        went.append(shell.current)
    assert went == ["tray", "projects", "dashboard", "dashboard"]


def test_f1_opens_the_help_of_the_page_in_sight(qtbot: QtBot, shell: Shell) -> None:
    shell.go("tray")
    press(shell, Qt.Key.Key_F1)
    page = shell.pages["help"]
    assert isinstance(page, HelpPage)
    assert "验证数据包" in page.text.toPlainText()


def test_every_help_page_that_is_linked_or_asked_for_is_there(qtbot: QtBot, shell: Shell) -> None:
    page = shell.page("help")
    assert isinstance(page, HelpPage)
    names = set(page.topics.keys())
    asked = {shell.page(name).HELP for name in PAGES if name not in ("help", "wizard")}
    assert asked <= names
    for name in names:
        page.show_topic(name)
        block = page.text.document().begin()
        while block.isValid():
            for span in block.textFormats():
                target = span.format.anchorHref()  # type: ignore[attr-defined]
                assert not target.endswith(".md") or target.removesuffix(".md") in names, f"{name}: {target}"
            block = block.next()


def test_ctrl_shift_f_goes_to_the_search_of_the_list_from_any_page(qtbot: QtBot, shell: Shell) -> None:
    shell.go("settings")
    settled(qtbot, shell)
    press(shell, Qt.Key.Key_F, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert shell.current == "projects"
    page = shell.pages["projects"]
    assert isinstance(page, ProjectsPage)
    qtbot.waitUntil(page.search.hasFocus)


@pytest.mark.parametrize("name", ["dashboard", "projects", "tray", "settings", "help"])
def test_f6_walks_through_the_panes_and_comes_round(qtbot: QtBot, shell: Shell, name: str) -> None:
    shell.go(name)
    settled(qtbot, shell)
    seen: list[QWidget | None] = []
    for _ in range(12):
        press(shell, Qt.Key.Key_F6)
        seen.append(QApplication.focusWidget())
    assert None not in seen
    assert len(set(map(id, seen))) >= 2
    assert shell.frame.rail.buttons[PAGES[name].rail] in seen


def test_a_practice_window_says_so_in_title_frame_and_status_bar(shell: Shell) -> None:
    assert shell.frame.windowTitle().startswith("【练习】")
    assert shell.frame.shell_body.property("practice") is True
    assert child(shell.frame, "status_practice").isVisible()
    edge = shell.frame.grab().toImage().pixelColor(1, shell.frame.height() // 2).name().upper()
    assert edge == "#A86F0C"


def test_the_status_bar_says_whose_desk_it_is(shell: Shell) -> None:
    assert "练习县财政局" in shell.frame.status_office.text()


def test_the_dashboard_leads_to_the_projects_that_it_counts(qtbot: QtBot, shell: Shell) -> None:
    page = shell.pages["dashboard"]
    assert isinstance(page, DashboardPage)
    assert page.shown is not None
    expected = page.shown.counts["problem"]
    assert expected > 0
    go = child(page, "todo_problem")
    assert isinstance(go, QAbstractButton)
    QTest.mouseClick(go, Qt.MouseButton.LeftButton)
    settled(qtbot, shell)
    projects = shell.pages["projects"]
    assert isinstance(projects, ProjectsPage)
    assert projects.model.rowCount() == expected
    assert projects.filters.chips.button(3).isChecked()


def test_an_error_says_what_happened_the_facts_and_what_to_do(qtbot: QtBot, shell: Shell) -> None:
    shell.show_error(
        JxError("磁盘快满了。", facts="D 盘只剩 3 MB", advice="请腾出空间。", code="JX-DISK-FULL")
    )
    box = shell.frame.findChild(QMessageBox, "error_box")
    assert box is not None
    said = f"{box.text()}{box.informativeText()}"
    assert all(part in said for part in ("磁盘快满了", "只剩 3 MB", "请腾出空间", "JX-DISK-FULL"))
    box.accept()


def test_work_under_way_shows_in_the_status_bar_and_can_be_stopped(qtbot: QtBot, shell: Shell) -> None:
    progress = Progress("导出", total=0)

    def work() -> None:
        progress.start("导出", 10_000)
        for _ in range(10_000):
            qtbot_free_sleep()
            progress.step()

    shell.context.tasks.run(work, label="导出表格", progress=progress)
    strip = child(shell.frame, "task_strip")
    qtbot.waitUntil(lambda: strip.isVisible() and "/10000" in label_text(strip, "task_text"))
    stop = child(strip, "task_stop")
    QTest.mouseClick(stop, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not strip.isVisible())
    assert progress.cancelled


def qtbot_free_sleep() -> None:
    """A little work on a worker's thread."""
    import time

    time.sleep(0.002)


def label_text(parent: QWidget, name: str) -> str:
    """The text of a label."""
    found = child(parent, name)
    assert isinstance(found, QLabel)
    return found.text()


def test_nothing_on_the_pages_is_english(qtbot: QtBot, shell: Shell) -> None:
    found: list[str] = []
    for name in ("dashboard", "projects", "tray", "settings", "practice"):
        shell.go(name)
        settled(qtbot, shell)
        for widget in shell.frame.findChildren(QWidget):
            if not widget.isVisible():
                continue
            texts = [widget.toolTip(), widget.accessibleName()]
            if isinstance(widget, QLabel | QAbstractButton):
                texts.append(widget.text())
            for text in texts:
                rest = LATIN.sub("", text)
                if re.search(r"[A-Za-z]{3,}", rest) and not Path(text).is_absolute():
                    found.append(f"{name} {widget.objectName()}: {text}")
    assert found == []


def test_every_button_that_is_only_an_icon_has_a_name(qtbot: QtBot, shell: Shell) -> None:
    for name in ("dashboard", "projects", "tray", "settings", "practice", "help"):
        shell.go(name)
        settled(qtbot, shell)
        nameless = [
            one.objectName()
            for one in shell.frame.findChildren(QToolButton)
            if one.isVisible()
            and not one.text()
            and not one.accessibleName()
            and one.objectName() != "qt_menubar_ext_button"
            and not isinstance(one.parent(), QLineEdit)  # the glass and the cross inside a field
        ]
        assert nameless == []


def test_ctrl_s_reassures(shell: Shell) -> None:
    press(shell, Qt.Key.Key_S, CONTROL)
    assert "已经存好了" in shell.frame.status_told.text()


@pytest.mark.parametrize("size", [(1280, 720), (1366, 697), (1366, 768)])
def test_no_page_is_wider_or_higher_than_a_small_screen(
    qtbot: QtBot, shell: Shell, size: tuple[int, int]
) -> None:
    for name in ("dashboard", "projects", "tray", "settings", "practice", "help"):
        shell.go(name)
        shell.frame.resize(*size)
        settled(qtbot, shell)
        assert (shell.frame.width(), shell.frame.height()) == size, name


def test_no_page_flashes_a_window_of_its_own(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, shell: Shell
) -> None:
    project = look.projects(shell.context.workspace, ProjectQuery(year=2026)).first[0]
    shown = ShownWindows(monkeypatch)
    for name in PAGES:
        shell.go(name, project.filing_id if name == "wizard" else project.id if name == "project" else None)
        settled(qtbot, shell)
    assert shown.windows == []
