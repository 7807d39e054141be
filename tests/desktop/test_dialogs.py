"""The smaller dialogs on the practice county: where to write, history, passphrases, beginning, exporting, self-check, verifying."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QRadioButton, QTableWidget
from pytestqt.qtbot import QtBot

from jxdesk.actions import look
from jxdesk.actions.look import ProjectQuery
from jxdesk.actions.project_facts import ChangedValue
from jxdesk.desktop.destinations import Destinations
from jxdesk.desktop.dialogs.begin import BeginDialog
from jxdesk.desktop.dialogs.export import ALL_THE_SAME, ExportDialog
from jxdesk.desktop.dialogs.history import HistoryDialog, told
from jxdesk.desktop.dialogs.passphrase import PassphraseDialog
from jxdesk.desktop.dialogs.print_set import PrintSetDialog
from jxdesk.desktop.dialogs.seal import PLACE, WRITE, SealDialog
from jxdesk.desktop.dialogs.self_check import SelfCheckDialog
from jxdesk.desktop.journal_words import value_words
from jxdesk.desktop.pages.filling import FillingPage
from jxdesk.desktop.pages.project import ProjectPage
from jxdesk.desktop.pages.tray import TrayPage
from jxdesk.desktop.shell import Shell
from jxdesk.desktop.tasks import Tasks
from jxdesk.desktop.wizard.printing import PrintPreview
from jxdesk.domain.records.filings import FilingState, Form
from jxdesk.domain.records.packages import Task
from jxdesk.domain.templates.wizard_flow import WizardPage
from jxdesk.exchange.drives import Drive
from jxdesk.store.engine.database import Transaction
from jxdesk.store.records import filings

from .conftest import child, settled

GIGABYTE = 1024**3
TASK = Task(form=Form.PROJECT_SELF_EVALUATION, year=2026)


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[Tasks]:
    """The lanes, emptied at the end."""
    del qtbot
    made = Tasks()
    yield made
    assert made.finish(timeout_ms=5_000)


def stick(name: str, *, read_only: bool = False) -> Drive:
    """A stick as the drives module finds it."""
    return Drive(
        root=Path("/media") / name,
        label=name,
        file_system="exfat",
        free_bytes=6 * GIGABYTE,
        total_bytes=8 * GIGABYTE,
        is_read_only=read_only,
    )


def test_a_stick_that_is_plugged_in_is_chosen_and_one_that_is_pulled_is_not(
    qtbot: QtBot, tmp_path: Path, own_preferences: None, tasks: Tasks
) -> None:
    plugged: list[Drive] = []
    places = Destinations(tasks, find=lambda: list(plugged))
    qtbot.addWidget(places)
    places.set_folder(tmp_path)
    places.show()
    assert places.folder() == tmp_path
    assert places.none_line.isVisible()
    plugged.append(stick("KINGSTON"))
    with qtbot.waitSignal(places.changed, timeout=4_000):
        pass
    assert places.folder() == Path("/media/KINGSTON")
    assert places.is_stick()
    assert not places.none_line.isVisible()
    plugged.clear()
    qtbot.waitUntil(lambda: places.folder() == tmp_path, timeout=4_000)
    assert not places.is_stick()


def test_a_write_protected_stick_is_shown_and_cannot_be_chosen(
    qtbot: QtBot, tmp_path: Path, own_preferences: None, tasks: Tasks
) -> None:
    places = Destinations(tasks, find=lambda: [stick("LOCKED", read_only=True)])
    qtbot.addWidget(places)
    places.set_folder(tmp_path)
    places.show()
    qtbot.waitUntil(lambda: bool(places.findChildren(QRadioButton, "stick_LOCKED")), timeout=4_000)
    shown = child(places, "stick_LOCKED")
    assert isinstance(shown, QRadioButton)
    assert not shown.isEnabled()
    assert places.folder() == tmp_path


def project_in_state(shell: Shell, state: str) -> str:
    """The id of a project whose self-evaluation stands so."""
    listed = look.projects(shell.context.workspace, ProjectQuery(year=2026, state=state))
    return listed.first[0].id


def open_project(qtbot: QtBot, shell: Shell, project_id: str) -> ProjectPage:
    """The page of a project, read."""
    shell.go("project", project_id)
    settled(qtbot, shell)
    page = shell.pages["project"]
    assert isinstance(page, ProjectPage)
    qtbot.waitUntil(lambda: page.facts is not None and page.facts.project.id == project_id)
    return page


def test_a_project_page_shows_score_problems_and_the_way_on(qtbot: QtBot, shell: Shell) -> None:
    page = open_project(qtbot, shell, project_in_state(shell, "problem"))
    assert page.facts is not None
    assert page.facts.judged is not None
    assert page.problems_card.count.text().startswith("必须改 ")
    assert not page.seal_button.isEnabled()
    assert page.seal_button.toolTip()
    assert any(stage.is_wrong for stage in page.life_cycle.stages)
    finished = open_project(qtbot, shell, project_in_state(shell, "finished"))
    assert finished.seal_button.isEnabled()
    assert finished.fill_button.text() == "看自评"
    assert not any(stage.is_wrong for stage in finished.life_cycle.stages)


def test_the_stages_of_a_project_are_chosen_by_mouse_and_keys(qtbot: QtBot, shell: Shell) -> None:
    page = open_project(qtbot, shell, project_in_state(shell, "finished"))
    strip = page.life_cycle
    assert strip.stages[0].word == "目标"
    assert strip.stages[-1].word == "自评"
    assert strip.shown == len(strip.stages) - 1
    strip.setFocus()
    qtbot.keyClick(strip, Qt.Key.Key_Left)
    assert strip.shown == len(strip.stages) - 2
    assert "监控" in page.fill_button.text()
    shell.frame.show()
    strip.repaint()
    qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=QPoint(10, strip.height() // 2))
    assert strip.shown == 0
    assert "目标" in page.score_card.title.text()


def test_the_history_says_who_changed_what_from_what_to_what(qtbot: QtBot, shell: Shell) -> None:
    project_id = project_in_state(shell, "draft")
    workspace = shell.context.workspace
    workspace.transact(
        lambda tx: tx.execute("UPDATE project SET leader = '赵六' WHERE id = ?", (project_id,)), errand="fill"
    )
    workspace.transact(
        lambda tx: tx.execute("UPDATE project SET phone = '0878-1' WHERE id = ?", (project_id,)),
        errand="fill",
    )
    page = open_project(qtbot, shell, project_id)
    assert page.facts is not None
    step = page.facts.history[0]
    assert (step.errand, step.values, len(step.errand_ids)) == ("fill", 2, 2)
    dialog = HistoryDialog(shell.context, project_id, step, parent=shell.frame)
    qtbot.addWidget(dialog)
    settled(qtbot, shell)
    table = dialog.findChild(QTableWidget, "history_table")
    assert table is not None
    shown = {table.item(row, 0).text(): table.item(row, 2).text() for row in range(table.rowCount())}  # type: ignore[union-attr]
    assert shown["项目 负责人"] == "赵六"
    assert shown["项目 电话"] == "0878-1"


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("executed_fen", "12840000", "12.84 万元"),
        ("manual_hundredths", "850", "8.50"),
        ("state", '"sealed"', "已封装"),
        ("deviation_reason", '"未到货"', "未到货"),
        ("deviation_reason", "null", ""),
        ("deviation_reason", None, ""),
        ("not_applicable", "1", "是"),
    ],
)
def test_values_of_the_journal_are_said_as_people_read_them(field: str, text: str | None, said: str) -> None:
    assert value_words(field, text) == said


def test_beginning_a_form_opens_the_wizard_on_it(qtbot: QtBot, shell: Shell) -> None:
    page = open_project(qtbot, shell, project_in_state(shell, "none"))
    assert page.fill_button.text() == "接着填目标"
    page.life_cycle.chosen.emit(len(page.life_cycle.stages) - 1)
    assert page.fill_button.text() == "开始填自评"
    page.fill_button.click()
    dialog = shell.frame.findChild(BeginDialog)
    assert dialog is not None
    assert dialog.templates[0].region == "53"
    assert not any(template.reading_only for template in dialog.templates)
    dialog.go.click()
    qtbot.waitUntil(lambda: shell.current == "wizard", timeout=20_000)
    settled(qtbot, shell)


def test_a_passphrase_is_asked_for_twice_and_locks_the_key(qtbot: QtBot, shell: Shell) -> None:
    dialog = PassphraseDialog(shell.context, holder="甲", parent=shell.frame)  # deletes itself when done
    dialog.show()
    settled(qtbot, shell)
    assert dialog.current.isHidden()
    dialog.new.setText("山高水长路又远又长")
    dialog.again.setText("山高水长")
    dialog.go.click()
    assert "不一样" in dialog.note.text()
    dialog.again.setText("山高水长路又远又长")
    with qtbot.waitSignal(dialog.done_with, timeout=20_000) as heard:
        dialog.go.click()
    assert heard.args[0].is_locked
    assert heard.args[0].holders == ("甲",)


def test_an_export_of_the_year_is_one_file_that_is_there_afterwards(
    qtbot: QtBot, shell: Shell, tmp_path: Path
) -> None:
    dialog = ExportDialog(shell.context, task=TASK, parent=shell.frame)
    qtbot.addWidget(dialog)
    dialog.show()
    settled(qtbot, shell)
    dialog.ui.folder_edit.setText(str(tmp_path / "出"))
    dialog.ui.export_go.click()
    qtbot.waitUntil(lambda: not dialog._is_running, timeout=60_000)
    assert "导出好了" in dialog.ui.result_list.toPlainText()
    (made,) = (tmp_path / "出").iterdir()
    assert made.suffix == ".pdf"
    assert made.read_bytes().startswith(b"%PDF")


def spoil_a_name(shell: Shell) -> None:
    """Puts a sign that no font draws into the first form of the task."""

    def job(tx: Transaction) -> None:
        (filing, *_) = filings.of_year(tx, TASK.year, form=TASK.form)
        content = replace(filing.content, project_name="幸福😀小区")
        filings.save(
            tx, replace(filing, content=content, state=FilingState.FINISHED), expected_version=filing.version
        )

    shell.context.workspace.transact(job)


def test_an_export_says_what_it_cannot_print_before_it_writes(
    qtbot: QtBot, shell: Shell, tmp_path: Path
) -> None:
    spoil_a_name(shell)
    dialog = ExportDialog(shell.context, task=TASK, parent=shell.frame)
    qtbot.addWidget(dialog)
    dialog.show()
    settled(qtbot, shell)
    dialog.ui.folder_edit.setText(str(tmp_path / "出"))
    dialog.ui.export_go.click()
    qtbot.waitUntil(lambda: not dialog._is_running, timeout=60_000)
    said = dialog.ui.result_list.toPlainText()
    assert said.startswith("1 张表里有")
    assert "U+1F600" in said
    assert not (tmp_path / "出").exists()
    assert dialog.ui.export_go.text() == ALL_THE_SAME
    dialog.ui.export_go.click()
    qtbot.waitUntil(lambda: not dialog._is_running, timeout=60_000)
    assert "导出好了" in dialog.ui.result_list.toPlainText()
    assert len(list((tmp_path / "出").iterdir())) == 1


def test_a_set_says_what_it_cannot_print_before_it_is_bound(
    qtbot: QtBot, shell: Shell, tmp_path: Path
) -> None:
    spoil_a_name(shell)
    dialog = PrintSetDialog(shell.context, year=TASK.year, parent=shell.frame)
    qtbot.addWidget(dialog)
    dialog.show()
    settled(qtbot, shell)
    dialog.folder.setText(str(tmp_path / "出"))
    dialog.form.setCurrentIndex(dialog.form.findData(TASK.form.value))
    dialog.go.click()
    qtbot.waitUntil(lambda: not dialog._is_running, timeout=60_000)
    assert "U+1F600" in dialog.said.text()
    assert dialog.go.text() == "照样装订"
    assert not (tmp_path / "出").exists()
    dialog.go.click()
    qtbot.waitUntil(lambda: dialog.printed is not None, timeout=60_000)
    assert dialog.printed is not None
    assert dialog.printed.path.exists()


def test_an_export_that_is_stopped_leaves_nothing(qtbot: QtBot, shell: Shell, tmp_path: Path) -> None:
    dialog = ExportDialog(shell.context, task=TASK, parent=shell.frame)
    qtbot.addWidget(dialog)
    dialog.show()
    settled(qtbot, shell)
    dialog.ui.folder_edit.setText(str(tmp_path / "出"))
    dialog.ui.export_go.click()
    dialog.reject()
    qtbot.waitUntil(lambda: not dialog._is_running, timeout=60_000)
    assert "已停下" in dialog.ui.result_list.toPlainText()
    folder = tmp_path / "出"
    assert not folder.exists() or not any(folder.iterdir())


def test_sealing_names_what_stays_behind_and_the_tray_shows_what_was_sealed(
    qtbot: QtBot, shell: Shell, tmp_path: Path
) -> None:
    dialog = SealDialog(shell.context, task=TASK, parent=shell.frame)
    dialog.show()
    settled(qtbot, shell)
    going = len(dialog.going())
    assert going > 0
    stays = [row for row in dialog.model.rows if row[0] == "留下"]
    assert all(row[4] for row in stays)
    dialog.next_button.click()
    assert dialog.pages.currentIndex() == PLACE
    dialog.destinations.set_folder(tmp_path)
    dialog.next_button.click()
    qtbot.waitUntil(lambda: dialog.pages.currentIndex() == WRITE and not dialog._is_running, timeout=60_000)
    assert dialog.sealed is not None
    assert len(dialog.sealed.sealed) == going
    assert dialog.sealed.path.parent == tmp_path
    assert "比对过了" in dialog.written.title.text()
    package = dialog.sealed.path
    facts = [shown.text() for shown in dialog.written.findChildren(QLabel)]
    assert "练习用的上级（53-23）" in facts
    assert not dialog.written.eject_button.isVisible()
    dialog.written.print_button.click()
    qtbot.waitUntil(lambda: bool(dialog.findChildren(PrintPreview)), timeout=20_000)
    dialog.findChildren(PrintPreview)[0].reject()
    dialog.written.cover_button.click()
    qtbot.waitUntil(lambda: "送达单：" in dialog.written.text.text(), timeout=20_000)
    assert package.with_name(f"{package.stem}_送达单.pdf").exists()
    dialog.reject()
    shell.go("tray")
    settled(qtbot, shell)
    tray = shell.pages["tray"]
    assert isinstance(tray, TrayPage)
    assert [sent.file_name for sent in tray.sent] == [package.name]
    receiver = child(tray, "tray_收件单位")
    assert isinstance(receiver, QLabel)
    assert receiver.text() == "练习用的上级（53-23）"
    kept = child(tray, "verify_kept")
    assert isinstance(kept, QAbstractButton)
    kept.click()
    qtbot.waitUntil(tray.answer_bar.isVisible, timeout=20_000)
    assert "完好" in tray.answer_bar.text.text()
    assert "练习县财政局（53-23-99）　送 练习用的上级（53-23）" in tray.answer_bar.text.text()
    broken = tmp_path / "坏的.jxpkg"
    broken.write_bytes(package.read_bytes()[:-7])
    tray.verify(broken)
    qtbot.waitUntil(lambda: "坏的" in tray.answer_bar.text.text(), timeout=20_000)
    assert tray.answer_bar.property("bar") == "error"
    assert "JX-TRUNCATED" in tray.answer_bar.text.text()


def test_a_stick_that_the_program_cannot_eject_is_said_and_can_be_tried_again(
    qtbot: QtBot, shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = SealDialog(shell.context, task=TASK, parent=shell.frame)
    dialog.destinations._find = lambda: [replace(stick("KINGSTON"), root=tmp_path, free_bytes=GIGABYTE)]
    dialog.show()
    settled(qtbot, shell)
    dialog.next_button.click()
    qtbot.waitUntil(dialog.destinations.is_stick, timeout=5_000)
    dialog.next_button.click()
    qtbot.waitUntil(lambda: dialog.pages.currentIndex() == WRITE and not dialog._is_running, timeout=60_000)
    assert "先点“弹出 U 盘”" in dialog.written.text.text()
    monkeypatch.setenv("PATH", "")
    dialog.written.eject_button.click()
    qtbot.waitUntil(lambda: "不能由程序弹出" in dialog.written.text.text(), timeout=20_000)
    assert "安全删除硬件" in dialog.written.text.text()
    assert dialog.written.eject_button.isEnabled()
    dialog.reject()


def test_the_history_tells_an_amount_once() -> None:
    def changed(field: str, line: str = "年度资金总额") -> ChangedValue:
        return ChangedValue(at="", who="", table="money_line", field=field, line=line, old=None, new="1")

    values = [changed("executed_fen"), changed("executed_text"), changed("executed_text", "其他资金")]
    assert told([*values, changed("position")]) == [values[0], values[2]]


def test_the_self_check_answers_line_by_line_and_makes_a_support_bundle(
    qtbot: QtBot, shell: Shell, tmp_path: Path
) -> None:
    dialog = SelfCheckDialog(shell.context, parent=shell.frame)
    dialog.show()
    qtbot.waitUntil(lambda: bool(dialog.answers), timeout=90_000)
    names = {answer["name"] for answer in dialog.answers}
    assert {"数据库", "密钥", "备份", "屏幕字体"} <= names
    copy = child(dialog, "self_check_copy")
    assert isinstance(copy, QAbstractButton)
    copy.click()
    dialog.bundle_to(tmp_path)
    qtbot.waitUntil(dialog.told.isVisible, timeout=20_000)
    (bundle,) = tmp_path.glob("绩效桌面支持包*.zip")
    assert str(bundle) in dialog.told.text()
    dialog.accept()


def test_a_problem_leads_to_the_cell_where_it_is_mended(qtbot: QtBot, shell: Shell) -> None:
    page = open_project(qtbot, shell, project_in_state(shell, "problem"))
    assert page.facts is not None
    assert page.facts.filing is not None
    go = page.findChildren(QAbstractButton, "go_mend")[0]
    go.click()
    filling = shell.page("wizard")
    assert isinstance(filling, FillingPage)
    wizard = filling.wizard
    assert wizard is not None
    qtbot.waitUntil(lambda: wizard.session is not None, timeout=20_000)
    settled(qtbot, shell)
    assert wizard.filing_id == page.facts.filing.id
    assert wizard.page in (WizardPage.MONEY, WizardPage.INDICATORS, WizardPage.GOALS)
    shell.go_back()
    assert shell.current == "project"


def test_f9_on_a_project_shows_its_printed_form(qtbot: QtBot, shell: Shell) -> None:
    page = open_project(qtbot, shell, project_in_state(shell, "finished"))
    page.left_area.setFocus()
    QTest.keyClick(page.left_area, Qt.Key.Key_F9)
    filling = shell.page("wizard")
    assert isinstance(filling, FillingPage)
    qtbot.waitUntil(
        lambda: filling.wizard is not None and filling.wizard.page is WizardPage.OUTPUT, timeout=20_000
    )
    settled(qtbot, shell)


def test_a_passphrase_of_somebody_who_left_can_be_taken_away_but_not_the_last(
    qtbot: QtBot, shell: Shell
) -> None:
    from jxdesk.actions import passphrases
    from jxdesk.desktop.settings.office import OfficeSection

    workspace = shell.context.workspace
    passphrases.set_passphrase(workspace, holder="甲", new="山高水长路又远又长")
    passphrases.set_passphrase(workspace, holder="乙", new="春风又绿江南岸上", current="山高水长路又远又长")
    shell.go("settings", "office")
    settled(qtbot, shell)
    section = shell.page("settings").findChild(OfficeSection)
    assert section is not None
    assert section.remove_button.isVisible()
    section._remove("甲")
    settled(qtbot, shell)
    assert passphrases.key_facts(workspace).holders == ("乙",)
    assert not section.remove_button.isVisible()
