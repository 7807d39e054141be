"""The first page of sealing: what goes is what is chosen."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from jxdesk.actions import look
from jxdesk.desktop.dialogs.seal import SealDialog
from jxdesk.desktop.shell import Shell
from jxdesk.domain.records.filings import Form
from jxdesk.domain.records.packages import Task

TASK = Task(form=Form.PROJECT_SELF_EVALUATION, year=2026)


@pytest.fixture
def rows(shell: Shell) -> tuple[look.SendRow, ...]:
    """The self-evaluations of the year that is being filled."""
    return tuple(look.filings_to_send(shell.context.workspace, TASK))


def opened(qtbot: QtBot, shell: Shell, *project_ids: str) -> SealDialog:
    """The dialog with its rows."""
    dialog = SealDialog(shell.context, task=TASK, project_ids=project_ids, parent=shell.frame)
    dialog.open()
    qtbot.waitUntil(lambda: bool(dialog.rows))
    return dialog


def test_choosing_the_whole_year_takes_every_form_that_can_go(
    qtbot: QtBot, shell: Shell, rows: tuple[look.SendRow, ...]
) -> None:
    ready = [row for row in rows if row.state == "finished" and not row.errors]
    dialog = opened(qtbot, shell, ready[0].project_id)
    assert [row.project_id for row in dialog.going()] == [ready[0].project_id]
    assert dialog.model.rowCount() == 1
    dialog.whole_year.click()
    assert len(dialog.going()) == len(ready)
    assert dialog.model.rowCount() == len(rows)
    assert f"{len(ready)} 张表可以送出" in dialog.check_bar.text.text()


def test_sending_drafts_too_counts_them_at_once(
    qtbot: QtBot, shell: Shell, rows: tuple[look.SendRow, ...]
) -> None:
    dialog = opened(qtbot, shell)
    before = len(dialog.going())
    dialog.drafts.click()
    assert len(dialog.going()) == sum(not row.errors for row in rows) > before
    assert f"{len(dialog.going())} 张表可以送出" in dialog.check_bar.text.text()


def test_projects_without_a_form_leave_only_the_whole_year_to_choose(
    qtbot: QtBot, shell: Shell, rows: tuple[look.SendRow, ...]
) -> None:
    dialog = opened(qtbot, shell, "nothing filled here")
    assert not dialog.only_chosen.isEnabled()
    assert dialog.whole_year.isChecked()
    assert dialog.model.rowCount() == len(rows)
