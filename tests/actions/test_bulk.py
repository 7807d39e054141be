"""Errands on many projects: one step and one undo, what is left out with its reason, and stopping in the middle."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from jxdesk.actions import begin, fill, look, project, succession, undo
from jxdesk.actions.demo import make_practice_county
from jxdesk.actions.look import ListStage, ProjectQuery, ProjectRow
from jxdesk.actions.project import Classing
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.beginning.content import Wish
from jxdesk.domain.errors import Cancelled
from jxdesk.domain.progress import Progress
from jxdesk.domain.records.filings import Form
from jxdesk.domain.records.projects import ProjectClass
from jxdesk.domain.year.successions import Turn
from jxdesk.store.records import projects

OCTOBER = ListStage(Form.PROJECT_MONITORING, 10)
TEMPLATE = "monitoring-national-2019"
TURN = Turn(happened_on=dt.date(2026, 3, 1), reason="县级未下达资金")


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """The small practice county."""
    make_practice_county(tmp_path / "练习县")
    with Workspace.open(tmp_path / "练习县") as opened:
        yield opened


def rows(workspace: Workspace, **filters: object) -> tuple[ProjectRow, ...]:
    """The rows of a list of the year under way."""
    return tuple(look.projects(workspace, ProjectQuery(year=2026)._replace(**filters)).first)


def wishes(found: tuple[ProjectRow, ...]) -> tuple[Wish, ...]:
    """October forms of these projects, of which the county has none."""
    return tuple(
        Wish(form=OCTOBER.form, year=2026, period=OCTOBER.period, template_id=TEMPLATE, project_id=row.id)
        for row in found
    )


class StopsAfter(Progress):
    """Cancelled by a person after some records."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.count = count

    def step(self, count: int = 1) -> None:
        """Stops at the right moment."""
        self.cancelled = self.cancelled or self.done + count >= self.count
        super().step(count)


def test_a_stage_begins_for_many_once_and_is_taken_back_in_one_step(workspace: Workspace) -> None:
    every = rows(workspace)
    first = begin.begin_many(workspace, wishes(every[:3]))
    assert (first.done, first.left_out) == (3, ())
    second = begin.begin_many(workspace, wishes(every[:5]))
    assert second.done == 2
    assert [(one.name, one.why) for one in second.left_out] == [
        (row.name, "已经开始填了") for row in every[:3]
    ]
    assert (
        len(rows(workspace, stage=OCTOBER, state="draft") + rows(workspace, stage=OCTOBER, state="problem"))
        >= 5
    )
    undo.undo(workspace, second.errand_id)
    begun = [row for row in rows(workspace, stage=OCTOBER) if row.filing_id]
    assert [row.id for row in begun] == [row.id for row in every[:3]]


def test_stopping_in_the_middle_leaves_everything_as_it_was(workspace: Workspace) -> None:
    with pytest.raises(Cancelled):
        begin.begin_many(workspace, wishes(rows(workspace)), progress=StopsAfter(4))
    assert [row for row in rows(workspace, stage=OCTOBER) if row.filing_id] == []


def test_only_forms_without_errors_are_finished_and_the_others_say_why(workspace: Workspace) -> None:
    drafts, ready = rows(workspace, state="problem"), rows(workspace, state="finished")
    for row in ready[:2]:
        assert row.filing_id is not None
        opened = fill.open_filing(workspace, row.filing_id)
        fill.reopen(workspace, row.filing_id, expected_version=opened.filing.version)
    chosen = (*ready[:3], *drafts[:1])
    answer = fill.finish_many(workspace, [row.filing_id or "" for row in chosen])
    assert answer.done == 2
    assert [(one.name, one.why) for one in answer.left_out] == [
        (ready[2].name, "早已标为填好"),
        (drafts[0].name, f"还有 {drafts[0].errors} 处必须改"),
    ]
    assert {row.id for row in rows(workspace, state="finished")} == {row.id for row in ready}


def test_where_nothing_could_be_done_there_is_nothing_to_undo(workspace: Workspace) -> None:
    drafts = rows(workspace, state="problem")
    answer = fill.finish_many(workspace, [row.filing_id or "" for row in drafts])
    assert (answer.done, answer.errand_id, len(answer.left_out)) == (0, "", len(drafts))


def test_many_get_their_sector_and_class_and_give_them_back(workspace: Workspace) -> None:
    ids = [row.id for row in rows(workspace)[:4]]
    before = [workspace.read(lambda tx, key=key: projects.get(tx, key)) for key in ids]  # type: ignore[misc]
    said = Classing(sector="农业农村", project_class=ProjectClass.PERSONNEL)
    answer = project.class_many(workspace, ids, said)
    assert answer.done == 4
    after = [workspace.read(lambda tx, key=key: projects.get(tx, key)) for key in ids]  # type: ignore[misc]
    assert after == [
        replace(one, sector="农业农村", project_class=ProjectClass.PERSONNEL)
        for one in before
        if one is not None
    ]
    again = project.class_many(workspace, ids, said)
    assert (again.done, {one.why for one in again.left_out}) == (0, {"本来就是这样"})
    undo.undo(workspace, answer.errand_id)
    assert [workspace.read(lambda tx, key=key: projects.get(tx, key)) for key in ids] == before  # type: ignore[misc]


def test_many_are_withdrawn_with_their_trace_and_are_not_begun_any_more(workspace: Workspace) -> None:
    chosen = rows(workspace)[:2]
    answer = succession.withdraw_many(workspace, [row.id for row in chosen], TURN)
    assert answer.done == 2
    assert [step.reason for step in succession.trace(workspace, chosen[0].id).steps] == [TURN.reason]
    left = begin.begin_many(workspace, wishes(chosen))
    assert {one.why for one in left.left_out} == {"项目已经取消"}
    undo.undo(workspace, answer.errand_id)
    assert begin.begin_many(workspace, wishes(chosen)).done == 2


def test_a_withdrawal_without_a_reason_is_refused_whole(workspace: Workspace) -> None:
    ids = [row.id for row in rows(workspace)[:2]]
    with pytest.raises(succession.BadSuccession):
        succession.withdraw_many(workspace, ids, Turn(happened_on=dt.date(2026, 3, 1)))
    assert succession.trace(workspace, ids[0]).steps == ()
