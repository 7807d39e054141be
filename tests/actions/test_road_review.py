"""The road against those who claim what is not theirs: a hostile or mistaken desk changes nothing of another office."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from jxdesk.actions import work_order
from jxdesk.actions.receiving.receive import commit, look
from jxdesk.actions.reviewing.decide import Decision, decide
from jxdesk.actions.reviewing.remarks import Remark
from jxdesk.actions.reviewing.send_down import send_down
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.records.filings import Filing, FilingState, Form
from jxdesk.domain.records.offices import OfficeLevel
from jxdesk.domain.road.merging import Take
from jxdesk.domain.road.outcomes import Outcome
from jxdesk.domain.road.reviews import Answer
from jxdesk.domain.road.standings import Standing
from jxdesk.exchange.refusals import PackageRefused, Refusal
from jxdesk.store.faults import StaleVersion
from jxdesk.store.records import conflict_choices, filings, projects, received, reviews, standings
from jxdesk.store.records.filings import Summary
from tests.actions.enrol_desks import county, desk, enrolled, town
from tests.actions.road_desks import TARGETS, YEAR, drawn, edit, fill, of, receive, send, standing

__all__ = ["county", "desk", "drawn", "town"]


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "U盘"
    folder.mkdir()
    return folder


@pytest.fixture
def road(county: Workspace, town: Workspace, drawn: object, tmp_path: Path) -> Workspace:
    """The town enrolled at the county and with a filled year; answers the town."""
    enrolled(town, county, tmp_path / "enrolment")
    fill(town, drawn)  # type: ignore[arg-type]
    return town


@pytest.fixture
def rival(county: Workspace, road: Workspace, desk: Callable[..., Workspace], tmp_path: Path) -> Workspace:
    """Another town of the county, enrolled like the first and with nothing filled in yet."""
    found = desk("邻镇", "53-23-29-104", OfficeLevel.TOWNSHIP)
    enrolled(found, county, tmp_path / "rival")
    return found


def the(workspace: Workspace, filing_id: str) -> Filing:
    found = workspace.read(lambda tx: filings.get(tx, filing_id))
    assert found is not None
    return found


def claim(rival: Workspace, owner: Workspace, change: Callable[[Filing], Filing] = lambda one: one) -> None:
    """Gives a desk the projects and self-evaluations of another under their very identities, as if they were its own."""
    office = rival.facts.office
    assert office is not None
    own_projects = [
        replace(one, office_id=office.id, predecessor_id="")
        for one in owner.read(lambda tx: projects.of_year(tx, YEAR))
    ]
    own = [
        change(replace(one, office_id=office.id, state=FilingState.FINISHED, version=0))
        for one in of(owner, Form.PROJECT_SELF_EVALUATION)
    ]

    def job(tx: object) -> None:
        projects.add_many(tx, own_projects)  # type: ignore[arg-type]
        filings.add_many(tx, [(one, Summary()) for one in own], came=True)  # type: ignore[arg-type]

    rival.transact(job, errand="test")  # type: ignore[arg-type]


# ---- what belongs to another office ---------------------------------------------------------------------------------


def test_an_office_changes_no_filing_of_another_by_naming_its_identity(
    county: Workspace, road: Workspace, rival: Workspace, stick: Path
) -> None:
    receive(county, send(road, stick).path)
    before = of(county, Form.PROJECT_SELF_EVALUATION)
    where = [county.read(lambda tx, id=one.id: standings.get(tx, id)) for one in before]
    claim(rival, road)
    edit(rival, of(rival, Form.PROJECT_SELF_EVALUATION)[0], "1")
    arrival = look(county, send(rival, stick).path)
    assert {one.take for one in arrival.filings} == {Take.FROZEN}
    assert all("不是报送单位的" in one.reason for one in arrival.filings)
    commit(county, arrival)
    assert of(county, Form.PROJECT_SELF_EVALUATION) == before
    assert [county.read(lambda tx, id=one.id: standings.get(tx, id)) for one in before] == where


def test_an_office_puts_no_filing_into_the_project_of_another(
    county: Workspace, road: Workspace, rival: Workspace, stick: Path
) -> None:
    receive(county, send(road, stick).path)
    before = of(county, Form.PROJECT_SELF_EVALUATION)
    kept = county.read(lambda tx: projects.of_year(tx, YEAR))
    fresh = iter(f"{number:026d}" for number in range(1, 99))
    claim(
        rival,
        road,
        lambda one: replace(
            one, id=next(fresh), content=replace(one.content, indicator_lines=(), money_lines=())
        ),
    )
    rival.transact(
        lambda tx: tx.execute("UPDATE project SET name = name || '（改名）', department = '别处'"),
        errand="test",
    )
    arrival = look(county, send(rival, stick).path)
    assert {one.take for one in arrival.filings} == {Take.FROZEN}
    assert arrival.project_differences == ()
    commit(county, arrival)
    assert of(county, Form.PROJECT_SELF_EVALUATION) == before
    assert county.read(lambda tx: projects.of_year(tx, YEAR)) == kept


# ---- one filing never keeps the others out --------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", [Outcome.ACCEPTED, Outcome.REJECTED])
def test_a_filing_that_was_decided_here_meanwhile_does_not_keep_its_package_out(
    county: Workspace, road: Workspace, stick: Path, outcome: Outcome
) -> None:
    receive(county, send(road, stick).path)
    first, second = of(county, Form.PROJECT_SELF_EVALUATION)
    decide(
        county,
        [Decision(filing_id=first.id, outcome=outcome, opinion="与已批复的目标不符，不予通过")],
        by="乙",
    )
    for one in of(road, Form.PROJECT_SELF_EVALUATION):
        edit(road, one, "7")
    arrival = look(county, send(road, stick).path)
    takes = {one.id: one.take for one in arrival.filings}
    assert takes == {first.id: Take.FROZEN, second.id: Take.CHANGED}
    commit(county, arrival)
    assert the(county, first.id).content == first.content
    assert standing(county, second.id) == (Standing.WAITING.value, 2)


def test_a_round_that_says_the_same_as_what_was_accepted_changes_nothing_and_comes_in(
    county: Workspace, road: Workspace, stick: Path
) -> None:
    receive(county, send(road, stick).path)
    first = of(county, Form.PROJECT_SELF_EVALUATION)[0]
    decide(county, [Decision(filing_id=first.id, outcome=Outcome.ACCEPTED)], by="乙")
    said = the(road, first.id).content.indicator_lines[0].actual_text
    edit(road, edit(road, the(road, first.id), "7"), said)
    receive(county, send(road, stick).path)
    assert standing(county, first.id) == (Standing.ACCEPTED.value, 1)
    assert the(county, first.id).content == first.content


# ---- looked at before, taken in after -------------------------------------------------------------------------------


def test_two_copies_of_one_desk_are_a_fork_also_where_both_were_looked_at_first(
    county: Workspace, road: Workspace, stick: Path
) -> None:
    receive(county, send(road, stick).path)
    first = of(road, Form.PROJECT_SELF_EVALUATION)[0]
    edit(road, first, "7")
    one = look(county, send(road, stick).path)
    number = one.manifest.chain.seq
    road.transact(lambda tx: tx.execute("DELETE FROM package_sent WHERE seq = ?", (number,)), errand="test")
    road.folder.ledger.write_text("")
    edit(road, the(road, first.id), "8")
    receive(county, send(road, stick).path)
    before = of(county, Form.PROJECT_SELF_EVALUATION)
    with pytest.raises(PackageRefused) as caught:
        commit(county, one)
    assert caught.value.code == Refusal.FORK
    assert of(county, Form.PROJECT_SELF_EVALUATION) == before
    assert county.read(received.refused)[0].code == Refusal.FORK


def test_what_came_between_the_look_and_the_taking_in_is_looked_at_again(
    county: Workspace, road: Workspace, stick: Path
) -> None:
    first = look(county, send(road, stick).path)
    other = look(county, send(road, stick, TARGETS).path)
    commit(county, first)
    with pytest.raises(StaleVersion):
        commit(county, other)
    again = look(county, other.source)
    assert again.new_offices == again.new_projects == ()
    assert not commit(county, again).is_duplicate
    assert len(of(county, Form.PROJECT_TARGET)) == 2
    assert not list((county.folder.packages / "received").glob("*.arriving*"))


# ---- remarks and answers --------------------------------------------------------------------------------------------


def returned(county: Workspace, filing: Filing) -> None:
    """Returns a filing with one remark on its first line."""
    line = filing.content.indicator_lines[0]
    words = Remark(line_id=line.id, field="actual", reason_code="evidence", text="与国库支付数不一致，请核对")
    decide(
        county,
        [Decision(filing_id=filing.id, outcome=Outcome.RETURNED, opinion="请按意见修改", remarks=(words,))],
        by="乙",
    )


def test_what_comes_late_takes_no_answer_back(county: Workspace, road: Workspace, stick: Path) -> None:
    sent = send(road, stick)
    receive(county, sent.path)
    first = of(county, Form.PROJECT_SELF_EVALUATION)[0]
    returned(county, first)
    receive(road, send_down(county, sent.digest, to=stick).path)
    edit(road, the(road, first.id), "7")
    (item,) = work_order.open_order(road, first.id).order.items
    work_order.answer(road, item.id, Answer.CHANGED)
    early = send(road, stick)
    # The same remark, answered otherwise, in a package that was sealed after it and comes before it.
    road.transact(
        lambda tx: reviews.put_comments(
            tx, [replace(one, answer_text="按凭证改了") for one in reviews.comments_of(tx, first.id)]
        ),
        errand="test",
    )
    receive(county, send(road, stick).path)
    receive(county, early.path)
    (kept,) = county.read(lambda tx: reviews.comments_of(tx, first.id))
    assert kept.answer_text == "按凭证改了"


def test_a_town_cannot_put_words_into_the_mouth_of_the_county(
    county: Workspace, road: Workspace, stick: Path
) -> None:
    sent = send(road, stick)
    receive(county, sent.path)
    first, second = of(county, Form.PROJECT_SELF_EVALUATION)
    returned(county, first)
    receive(road, send_down(county, sent.digest, to=stick).path)
    (said,) = road.read(lambda tx: reviews.comments_of(tx, first.id))
    forged = (
        replace(said, text="同意，不用改", answer=Answer.CHANGED),
        replace(said, id=f"{7:032d}", text="县里说可以不交凭证", answer=Answer.CHANGED),
    )
    road.transact(lambda tx: reviews.put_comments(tx, forged), errand="test")
    edit(road, the(road, first.id), "7")
    receive(county, send(road, stick).path)
    assert [one.text for one in county.read(lambda tx: reviews.comments_of(tx, first.id))] == [said.text]
    assert county.read(lambda tx: reviews.comments_of(tx, second.id)) == ()


def test_a_passing_decision_never_freezes_words_that_nobody_passed(
    county: Workspace, road: Workspace, stick: Path
) -> None:
    sent = send(road, stick)
    receive(county, sent.path)
    first = of(county, Form.PROJECT_SELF_EVALUATION)[0]
    decide(county, [Decision(filing_id=first.id, outcome=Outcome.ACCEPTED)], by="乙")
    down = send_down(county, sent.digest, to=stick)
    edit(road, the(road, first.id), "99")
    arrival = look(road, down.path)
    assert [one.take for one in arrival.filings] == [Take.DECIDED]
    commit(road, arrival)
    assert standing(road, first.id)[0] == Standing.ACCEPTED.value
    assert the(road, first.id).content == first.content, "what was passed is what stands"
    kept = road.read(lambda tx: conflict_choices.of_filing(tx, first.id))
    assert ("actual_text", "99", "came") in {(one.field, one.here, one.took) for one in kept}
    again = look(county, send(road, stick).path)
    assert {one.id: one.take for one in again.filings}[first.id] is Take.SAME
