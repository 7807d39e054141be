"""July in the practice county: every project's figure by one paste, two deviations explained, and those two sealed and read again."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

if not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from jxdesk.actions import fill, monitor
from jxdesk.actions.demo import make_practice_county
from jxdesk.actions.export import ExportFormat, export
from jxdesk.actions.seal import seal
from jxdesk.actions.verify import WHOLE, verify
from jxdesk.actions.workspace import Workspace
from jxdesk.desktop import theme
from jxdesk.desktop.app import make_frame
from jxdesk.desktop.pages.monitoring import MonitoringPage, MonitoringWish
from jxdesk.desktop.shell import Shell
from jxdesk.desktop.start import Start
from jxdesk.desktop.wizard.paste_dialog import PasteDialog
from jxdesk.documents.reading import read_workbook
from jxdesk.domain.filling.editing import Edit, EditKind
from jxdesk.domain.findings import has_errors
from jxdesk.domain.monitoring.rows import MonitoringRow
from jxdesk.domain.monitoring.standing import LightColour
from jxdesk.domain.records.filings import Filing, FilingState, Form, Likelihood
from jxdesk.domain.records.packages import Task
from jxdesk.domain.sending.selection import Choice
from jxdesk.store.records import filings

pytestmark = pytest.mark.window
YEAR, PERIOD = 2026, 7
LONG = 30_000


@pytest.fixture
def shell(tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Shell]:
    """The window on the practice county."""
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(tmp_path / "config"))
    theme.apply_theme(qapp)
    home = tmp_path / "练习县"
    make_practice_county(home)
    begun = Start(make_frame(), home)
    qtbot.waitUntil(lambda: begun.shell is not None and begun.shell.current == "dashboard", timeout=LONG)
    assert begun.shell is not None
    yield begun.shell
    begun.end()


@pytest.fixture
def page(qtbot: QtBot, shell: Shell) -> MonitoringPage:
    """The July grid."""
    shell.go("monitoring", MonitoringWish(year=YEAR, period=PERIOD))
    made = shell.pages["monitoring"]
    assert isinstance(made, MonitoringPage)
    settle(qtbot, shell)
    qtbot.waitUntil(lambda: made.model.rowCount() > 0)
    return made


def settle(qtbot: QtBot, shell: Shell) -> None:
    qtbot.waitUntil(lambda: not shell.context.tasks.running, timeout=LONG)


def block(rows: list[MonitoringRow]) -> str:
    """What a clerk copies from the treasury's list: codes in another order, amounts in 元."""
    lines = ["项目代码\t项目名称\t累计支出（元）\t全年预计执行数（元）"]
    for number, row in enumerate(reversed(rows)):
        budget = row.budget_fen or 0
        executed = budget * (70 if number % 3 else 20) // 100
        lines.append(f"{row.code}\t{row.name}\t{executed / 100:.2f}\t{budget / 100:.2f}")
    return "\n".join(lines)


def with_counted_target(workspace: Workspace, rows: list[MonitoringRow]) -> list[str]:
    """The projects of these rows whose targets are all numbers, one of them at least large enough to be missed."""

    def is_watchable(filing: Filing) -> bool:
        targets = [line.target for line in filing.content.indicator_lines]
        return all(target is not None for target in targets) and any((target or 0) > 1 for target in targets)

    stored = workspace.read(lambda tx: filings.of_year(tx, YEAR, form=Form.PROJECT_TARGET))
    watchable = {filing.project_id for filing in stored if is_watchable(filing)}
    return [row.project_id for row in rows if row.project_id in watchable]


def explain(workspace: Workspace, row: MonitoringRow) -> None:
    """Fills one project's form: everything on its way but the first indicator, which will be missed and says why."""
    opened = fill.open_filing(workspace, row.filing_id)
    edits: list[Edit] = []

    def say(line_id: str, field: str, text: str) -> None:
        edits.append(Edit(kind=EditKind.INDICATOR, line_id=line_id, field=field, text=text))

    lines = opened.filing.content.indicator_lines
    for line in lines:
        say(line.id, "actual", line.target_text.lstrip("≥≤=＞＜><"))
        say(line.id, "forecast", line.target_text.lstrip("≥≤=＞＜><"))
    first = next(line for line in lines if line.target is not None and line.target > 1)
    say(first.id, "actual", "1")
    say(first.id, "forecast", "1")
    say(first.id, "cause_funding", "√")
    say(first.id, "deviation_reason", "资金 6 月才到位，8 月开工，11 月完成。")
    say(first.id, "likelihood", Likelihood.POSSIBLE.value)
    saved = fill.change(workspace, row.filing_id, edits, expected_version=opened.filing.version)
    assert not saved.refused
    assert not has_errors(saved.findings), [one.message for one in saved.findings]
    finished = fill.finish(workspace, row.filing_id, expected_version=saved.filing.version)
    assert finished.filing.state is FilingState.FINISHED


def test_july_from_one_paste_to_a_sealed_package(
    qtbot: QtBot, shell: Shell, page: MonitoringPage, tmp_path: Path
) -> None:
    workspace = shell.context.workspace
    rows = [row for row in page.session.rows.values() if not row.filing_id]
    watched = with_counted_target(workspace, rows)[:2]
    QApplication.clipboard().setText(block(rows))
    page.grid.setFocus()
    page.grid.put_cursor(page.model.index(0, page.model.column_of(monitor.EXECUTED)))
    QTest.keyClick(page.grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    shown = next(one for one in QApplication.topLevelWidgets() if isinstance(one, PasteDialog))
    assert not shown.plan.refused
    accept = shown.findChild(QAbstractButton, "paste_accept")
    assert accept is not None
    accept.click()
    settle(qtbot, shell)

    month = monitor.month(workspace, YEAR, PERIOD)
    by_id = {row.project_id: row for row in month.rows}
    filled = [by_id[row.project_id] for row in rows]
    assert all(row.executed_fen is not None and row.forecast_fen == row.budget_fen for row in filled)
    assert {row.light.colour for row in filled} == {LightColour.RED, LightColour.GREEN}

    two = [by_id[project_id] for project_id in watched]
    assert all(row.errors for row in two), "the indicators are still to be filled in"
    for row in two:
        explain(workspace, row)
    ids = tuple(row.filing_id for row in two)
    export(
        workspace,
        form=Form.PROJECT_MONITORING,
        year=YEAR,
        period=PERIOD,
        filing_ids=ids,
        to=tmp_path / "七月.xlsx",
        format=ExportFormat.XLSX,
    )
    read = read_workbook(tmp_path / "七月.xlsx")
    assert [(form.content.form, form.content.period) for form in read] == [
        (Form.PROJECT_MONITORING, PERIOD)
    ] * 2

    to = tmp_path / "U盘"
    to.mkdir()
    choice = Choice(task=Task(form=Form.PROJECT_MONITORING, year=YEAR, period=PERIOD), filing_ids=ids)
    sealed = seal(workspace, choice, to=to)
    assert verify(sealed.path, practice=True).code == WHOLE
    after = {row.project_id: row.state for row in monitor.month(workspace, YEAR, PERIOD).rows}
    assert [after[project_id] for project_id in watched] == [FilingState.SEALED] * 2
