"""The inbox: who is expected to file, and what a return that came still asks of this desk."""

from __future__ import annotations

from pathlib import Path

import pytest

from jxdesk.actions import enrol
from jxdesk.actions.inbox import filers, first_missing, inbox, returned_of
from jxdesk.actions.reviewing.decide import decide
from jxdesk.actions.reviewing.send_down import send_down
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.records.filings import Form
from jxdesk.domain.records.packages import Task
from tests.actions.enrol_desks import TOWN, county, desk, enrolled, town
from tests.actions.road_desks import EVALUATIONS, drawn, edit, fill, of, receive, send
from tests.actions.test_return_loop import return_of

__all__ = ["county", "desk", "drawn", "town"]


def test_of_the_tasks_that_are_due_the_first_is_asked_for_that_somebody_has_not_filed(
    county: Workspace, town: Workspace, drawn: object, tmp_path: Path
) -> None:
    enrolled(town, county, tmp_path / "enrolment")
    fill(town, drawn)  # type: ignore[arg-type]
    receive(county, send(town, tmp_path).path)
    other = Task(form=Form.PROJECT_MONITORING, year=2026, period=10)
    assert first_missing(county, (EVALUATIONS, other)) == other, "the town has filed the first"
    assert first_missing(county, (EVALUATIONS,)) == EVALUATIONS, "all have filed: it is named so"
    assert first_missing(county, ()) is None


def test_an_office_with_a_certificate_is_expected_before_it_has_sent_anything(
    county: Workspace, town: Workspace, drawn: object, tmp_path: Path
) -> None:
    assert filers(county, EVALUATIONS) == ()
    given = enrolled(town, county, tmp_path / "enrolment")
    (late,) = filers(county, EVALUATIONS)
    assert (late.path, late.name, late.has_filed) == (TOWN, "镇财政局", False)
    enrol.revoke(county, given.enrolment.serial, reason="密钥丢失")
    assert [one.path for one in filers(county, EVALUATIONS)] == [TOWN]


def test_an_office_that_filed_is_counted_once_and_by_its_forms(
    county: Workspace, town: Workspace, drawn: object, tmp_path: Path
) -> None:
    enrolled(town, county, tmp_path / "enrolment")
    fill(town, drawn)  # type: ignore[arg-type]
    receive(county, send(town, tmp_path).path)
    (one,) = filers(county, EVALUATIONS)
    assert (one.path, one.filed, one.waiting, one.returned, one.passed) == (TOWN, 2, 2, 0, 0)


@pytest.fixture
def returned(county: Workspace, town: Workspace, drawn: object, tmp_path: Path) -> Workspace:
    """The town with a return of one of its two forms taken in."""
    enrolled(town, county, tmp_path / "enrolment")
    fill(town, drawn)  # type: ignore[arg-type]
    done = receive(county, send(town, tmp_path / "up").path)
    decide(county, [return_of(of(county, Form.PROJECT_SELF_EVALUATION)[0])], by="审核人乙")
    receive(town, send_down(county, done.package.digest, to=tmp_path / "down").path)
    return town


def test_a_return_waits_until_its_forms_have_gone_up_again(
    returned: Workspace, county: Workspace, tmp_path: Path
) -> None:
    (came,) = inbox(returned).packages
    assert (came.state, came.returned) == ("returned", 1)
    (filing_id,) = returned_of(returned, came.package.in_reply_to)
    (filing,) = [one for one in of(returned, Form.PROJECT_SELF_EVALUATION) if one.id == filing_id]
    edit(returned, filing, "7")
    assert inbox(returned).packages[0].state == "returned"
    assert returned_of(returned, came.package.in_reply_to) == (filing_id,)
