"""Guided practice tasks: steps tick by what the data say, one task begins anew alone, and the slip is printed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest

from jxdesk.actions import begin, fill, practice
from jxdesk.actions.demo import make_practice_county
from jxdesk.actions.practice import NotForPractice, TaskState
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.beginning.content import Wish
from jxdesk.domain.practice.tasks import GUIDES, PracticeFacts, PracticeTask, done_steps
from jxdesk.domain.records.filings import Form
from jxdesk.store.records import filings, practice_tasks


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """The small practice county."""
    make_practice_county(tmp_path / "练习县")
    with Workspace.open(tmp_path / "练习县") as opened:
        yield opened


def state_of(workspace: Workspace, task: PracticeTask) -> TaskState:
    """How far a task is now."""
    return next(one for one in practice.states(workspace) if one.task is task)


def test_every_task_can_be_begun_and_has_nothing_done(workspace: Workspace) -> None:
    for task in PracticeTask:
        begun = practice.begin(workspace, task)
        assert begun.is_begun
        assert begun.project_ids
        assert begun.done == (False,) * len(GUIDES[task].steps), task


def test_the_steps_of_a_target_tick_when_the_data_say_so_and_go_with_a_reset(workspace: Workspace) -> None:
    task = practice.begin(workspace, PracticeTask.TARGET)
    wish = Wish(
        form=Form.PROJECT_TARGET,
        year=2026,
        template_id="target-national-2015",
        project_id=task.project_ids[0],
    )
    filing_id = begin.begin(workspace, wish)
    done = state_of(workspace, PracticeTask.TARGET).done
    assert done[0]
    assert not done[2]
    practice.reset(workspace, PracticeTask.TARGET)
    assert not state_of(workspace, PracticeTask.TARGET).is_begun
    assert workspace.read(lambda tx: filings.get(tx, filing_id)) is None


def test_opening_a_form_without_changing_it_ticks_nothing(workspace: Workspace) -> None:
    task = practice.begin(workspace, PracticeTask.SELF_EVALUATION)
    found = workspace.read(
        lambda tx: practice_tasks.form_of(tx, task.project_ids[0], Form.PROJECT_SELF_EVALUATION)
    )
    assert found is not None
    fill.open_filing(workspace, found[0])
    assert not any(state_of(workspace, PracticeTask.SELF_EVALUATION).done)


def test_a_returned_form_lies_ready_with_its_mistake(workspace: Workspace) -> None:
    task = practice.begin(workspace, PracticeTask.RETURNED)
    assert Path(task.material).is_file()
    assert Path(task.material).is_relative_to(workspace.folder.root)


def test_the_figures_to_paste_hold_one_that_is_far_too_large(workspace: Workspace) -> None:
    task = practice.begin(workspace, PracticeTask.MONITORING)
    lines = [line.split("\t") for line in task.material.splitlines()]
    assert len(lines) == len(task.project_ids)
    assert all(len(code) == 21 for code, _ in lines)
    values = [float(amount.replace(",", "")) for _, amount in lines]
    assert values[2] == max(values)


def test_resetting_one_task_leaves_the_others(workspace: Workspace) -> None:
    practice.begin(workspace, PracticeTask.TARGET)
    practice.begin(workspace, PracticeTask.SEAL)
    practice.reset(workspace, PracticeTask.TARGET)
    assert not state_of(workspace, PracticeTask.TARGET).is_begun
    assert state_of(workspace, PracticeTask.SEAL).is_begun
    practice.reset(workspace, PracticeTask.RETURNED)


def test_a_slip_wants_a_finished_task_and_names_it(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    to = tmp_path / "完成单.pdf"
    with pytest.raises(NotForPractice):
        practice.write_slip(workspace, to)
    task = practice.begin(workspace, PracticeTask.SELF_EVALUATION)
    found = workspace.read(
        lambda tx: practice_tasks.form_of(tx, task.project_ids[0], Form.PROJECT_SELF_EVALUATION)
    )
    assert found is not None
    workspace.transact(
        lambda tx: (
            tx.execute("UPDATE filing SET state = 'finished', error_count = 0 WHERE id = ?", (found[0],)),
            tx.execute("UPDATE filing SET title = title || '（改）' WHERE id = ?", (found[0],)),
        ),
        errand="fill",
    )
    assert state_of(workspace, PracticeTask.SELF_EVALUATION).is_finished
    practice.write_slip(workspace, to)
    with pypdfium2.PdfDocument(to) as book:
        text = book[0].get_textpage().get_text_range()
    assert "练习完成单" in text
    assert "5 项练习，做完 1 项" in text
    assert GUIDES[PracticeTask.SELF_EVALUATION].title in text


def test_a_real_workspace_has_no_tasks(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "本单位") as real, pytest.raises(NotForPractice):
        practice.begin(real, PracticeTask.TARGET)


@pytest.mark.parametrize(
    ("task", "facts", "done"),
    [
        (PracticeTask.MONITORING, PracticeFacts(filled=8, at_once=8, above=1), (True, True, False)),
        (PracticeTask.MONITORING, PracticeFacts(filled=8, at_once=1), (True, False, True)),
        (PracticeTask.MONITORING, PracticeFacts(filled=4, at_once=4), (False, False, False)),
        (PracticeTask.SEAL, PracticeFacts(sealed=2), (True, False)),
        (PracticeTask.SEAL, PracticeFacts(sealed=1, was_written=True), (False, False)),
        (PracticeTask.TARGET, PracticeFacts(state="draft", errors=0), (True, True, False)),
        (PracticeTask.TARGET, PracticeFacts(state="draft", errors=None), (True, False, False)),
        (PracticeTask.SELF_EVALUATION, PracticeFacts(state="finished", errors=0), (False, False, False)),
        (
            PracticeTask.RETURNED,
            PracticeFacts(was_imported=True, is_taken_over=True, errors=1),
            (True, True, False),
        ),
        (PracticeTask.RETURNED, PracticeFacts(is_taken_over=True, errors=0), (False, False, False)),
    ],
)
def test_steps_follow_from_the_facts(
    task: PracticeTask, facts: PracticeFacts, done: tuple[bool, ...]
) -> None:
    assert done_steps(task, facts) == done
