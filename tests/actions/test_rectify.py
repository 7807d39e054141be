"""Rectifications: what they must say, how they stand day by day, and that nothing half said is stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from jxdesk.actions import rectify
from jxdesk.actions.rectify import NotSaid
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.records.offices import Office, OfficeLevel
from jxdesk.domain.records.projects import Project
from jxdesk.domain.records.rectifications import Rectification, RectificationState
from jxdesk.store.faults import NotFound
from jxdesk.store.records import offices, projects

TODAY = dt.date(2026, 8, 5)
DUE = dt.date(2026, 9, 30)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "数据", who="填报人") as opened:
        office = Office(id="office", path="53-23-99-103", name="白岩镇人民政府", level=OfficeLevel.TOWNSHIP)
        opened.transact(lambda tx: offices.add(tx, office))
        opened.transact(
            lambda tx: projects.add(tx, Project(id="p", office_id="office", fiscal_year=2026, name="养护"))
        )
        yield opened


@pytest.fixture
def said(workspace: Workspace) -> Rectification:
    """A rectification that says everything."""
    begun = rectify.begin(workspace, "p", period=7)
    return replace(
        begun,
        problem="执行率只有 31%",
        cause="招标晚",
        measure="9 月前开工",
        responsible="填报人",
        due_on=DUE,
    )


def test_a_new_one_knows_whose_it_is_and_is_not_stored(workspace: Workspace) -> None:
    begun = rectify.begin(workspace, "p", period=7)
    assert (begun.office_id, begun.project_id, begun.year, begun.period) == ("office", "p", 2026, 7)
    assert rectify.of_project(workspace, "p") == ()
    with pytest.raises(NotFound):
        rectify.begin(workspace, "nobody")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"problem": " "}, "没有写问题。"),
        ({"measure": ""}, "没有写整改措施。"),
        ({"responsible": ""}, "没有写责任人。"),
        ({"due_on": None}, "没有写整改时限。"),
        ({"state": RectificationState.DONE}, "标为已完成，没有写完成情况。"),
        ({"state": RectificationState.DROPPED}, "标为不适用，没有写原因。"),
    ],
)
def test_what_is_half_said_is_refused_and_not_stored(
    workspace: Workspace, said: Rectification, changes: dict[str, object], message: str
) -> None:
    with pytest.raises(NotSaid) as refused:
        rectify.keep(workspace, replace(said, **changes), today=TODAY)  # type: ignore[arg-type]
    assert refused.value.title == message
    assert rectify.of_project(workspace, "p") == ()


def test_it_is_followed_until_it_is_done(workspace: Workspace, said: Rectification) -> None:
    kept = rectify.keep(workspace, said, today=TODAY)
    assert rectify.of_project(workspace, "p") == (kept,)
    assert kept.word(DUE) == "未开始"
    assert kept.word(DUE + dt.timedelta(days=1)) == "逾期"
    done = rectify.keep(workspace, replace(kept, state=RectificationState.DONE, result="已开工"), today=TODAY)
    assert (done.done_on, done.word(dt.date(2027, 1, 1))) == (TODAY, "已完成")
    reopened = rectify.keep(workspace, replace(done, state=RectificationState.UNDER_WAY), today=TODAY)
    assert reopened.done_on is None
    assert rectify.of_year(workspace, 2026) == (reopened,)
    rectify.drop(workspace, kept.id)
    assert rectify.of_year(workspace, 2026) == ()
