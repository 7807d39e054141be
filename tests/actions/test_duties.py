"""Duties at the errands: what a level or a role does not do is refused before anything is written, whoever asks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from jxdesk.actions import adjust, approve, backup, enrol, own_office, people, turn_year
from jxdesk.actions.handing_over.hand_over import hand_over, seize_pen
from jxdesk.actions.people import Role
from jxdesk.actions.publishing.approved import publish_approvals
from jxdesk.actions.publishing.texts import publish_texts
from jxdesk.actions.reviewing.decide import Decision, decide
from jxdesk.actions.reviewing.remarks import Remark, change_remark, drop_remark, remark
from jxdesk.actions.reviewing.send_down import send_down
from jxdesk.actions.seal import seal
from jxdesk.actions.workspace import NotYourDuty, PenElsewhere, Workspace
from jxdesk.domain.records.offices import OfficeLevel
from jxdesk.domain.road.duties import Duty
from jxdesk.domain.road.outcomes import Outcome
from jxdesk.domain.sending.publications import PublicationKind
from jxdesk.domain.sending.selection import Choice
from jxdesk.domain.year.approvals import ApprovalFacts
from tests.actions.enrol_desks import Desk, county, desk, town
from tests.actions.road_desks import TARGETS

__all__ = ["county", "desk", "town"]

NOWHERE = Path("/nowhere")
FACTS = ApprovalFacts(approved_on=dt.date(2026, 3, 1))
Errand = Callable[[Workspace], object]
GUARDED: list[tuple[Duty, Errand]] = [
    (Duty.REVIEW, lambda one: decide(one, [Decision(filing_id="f", outcome=Outcome.ACCEPTED)])),
    (Duty.REVIEW, lambda one: remark(one, "f", Remark(reason_code="other", text="请核对"))),
    (Duty.REVIEW, lambda one: change_remark(one, "c", Remark(reason_code="other", text="请核对"))),
    (Duty.REVIEW, lambda one: drop_remark(one, "c")),
    (Duty.RETURN, lambda one: send_down(one, "d", to=NOWHERE)),
    (Duty.APPROVE, lambda one: approve.approve(one, ["f"], FACTS)),
    (Duty.APPROVE, lambda one: approve.correct(one, "f", FACTS)),
    (Duty.APPROVE, lambda one: approve.take_back(one, "f")),
    (Duty.ADJUST_APPROVE, lambda one: adjust.approve(one, "f", FACTS)),
    (Duty.PUBLISH, lambda one: publish_approvals(one, TARGETS, to=NOWHERE)),
    (Duty.PUBLISH, lambda one: publish_texts(one, PublicationKind.OFFICES, to=NOWHERE)),
    (Duty.CERTIFY, lambda one: enrol.certify(one, NOWHERE, typed="", to=NOWHERE)),
    (Duty.CERTIFY, lambda one: enrol.certify_again(one, [], to=NOWHERE)),
    (Duty.REVOKE, lambda one: enrol.revoke(one, "s", reason="丢了")),
    (Duty.TAKE_OVER, lambda one: seize_pen(one, "")),
    (Duty.CLOSE_YEAR, lambda one: turn_year.close_year(one, 2025)),
    (Duty.CLOSE_YEAR, lambda one: turn_year.reopen_year(one, 2025, "补录")),
    (Duty.CLOSE_YEAR, lambda one: turn_year.undo_closing(one, 2025)),
]
ABOVE = frozenset({Duty.REVIEW, Duty.RETURN, Duty.PUBLISH, Duty.CERTIFY, Duty.REVOKE})


def lines(workspace: Workspace) -> int:
    return int(workspace.read(lambda tx: tx.value("SELECT count(*) FROM change_log")))


def stood_in(workspace: Workspace) -> list[tuple[str, str]]:
    found = workspace.read(
        lambda tx: tx.query("SELECT who, new FROM change_log WHERE field = 'stands_in' ORDER BY n")
    )
    return [(str(who), str(new).strip('"')) for who, new in found]


def works(workspace: Workspace, name: str) -> None:
    people.come_in(workspace, next(one.id for one in people.desk(workspace).here if one.name == name))


@pytest.fixture
def staffed(county: Workspace) -> Workspace:
    """A county with one person of each role; who fills works now."""
    own_office.set_person(county, "李会计")
    people.add(county, "王审核", Role.REVIEWS)
    people.add(county, "赵局长", Role.HEAD)
    return county


@pytest.mark.parametrize(("duty", "errand"), GUARDED)
def test_who_fills_is_told_who_does_it_and_nothing_is_written(
    staffed: Workspace, duty: Duty, errand: Errand
) -> None:
    before = lines(staffed)
    with pytest.raises(NotYourDuty) as refused:
        errand(staffed)
    assert refused.value.code == "JX-DUTY"
    assert "负责人来办，您是填报人" in refused.value.title
    assert "设置 → 人员" in refused.value.advice
    assert "李会计" in refused.value.facts
    assert lines(staffed) == before


@pytest.mark.parametrize(("duty", "errand"), [one for one in GUARDED if one[0] in ABOVE])
def test_a_township_does_not_do_what_offices_above_do(town: Workspace, duty: Duty, errand: Errand) -> None:
    with pytest.raises(NotYourDuty, match="本单位不办"):
        errand(town)


@pytest.mark.parametrize(("duty", "errand"), GUARDED)
@pytest.mark.parametrize("name", ["赵局长", ""])
def test_the_head_and_a_desk_without_roles_come_to_the_errand_itself(
    county: Workspace, duty: Duty, errand: Errand, name: str
) -> None:
    if name:
        people.add(county, name, Role.HEAD)
        works(county, name)
    with pytest.raises(Exception) as refused:  # noqa: PT011 - each errand has its own refusal of what is not there
        errand(county)
    assert not isinstance(refused.value, NotYourDuty)
    assert stood_in(county) == []


def test_a_reviewer_reviews_and_does_not_give_certificates(staffed: Workspace) -> None:
    works(staffed, "王审核")
    staffed.take_up(Duty.REVIEW)
    with pytest.raises(NotYourDuty, match="由负责人来办，您是审核人"):
        staffed.take_up(Duty.CERTIFY)


def test_where_nobody_has_the_role_whoever_works_stands_in_and_the_journal_says_so_once(
    county: Workspace,
) -> None:
    own_office.set_person(county, "李会计")
    people.add(county, "王出纳")
    for _ in range(3):
        county.take_up(Duty.REVIEW)
    county.take_up(Duty.CLOSE_YEAR)
    assert stood_in(county) == [("李会计", "审核"), ("李会计", "年度结账")]


def test_a_province_files_with_nobody(desk: Desk) -> None:
    province = desk("省", "53", OfficeLevel.PROVINCE)
    with pytest.raises(NotYourDuty, match="本单位不办“封装送出”"):
        seal(province, Choice(task=TARGETS), to=NOWHERE)


def test_who_leaves_takes_the_role_along(staffed: Workspace) -> None:
    works(staffed, "赵局长")
    reviewer = next(one for one in people.desk(staffed).here if one.role is Role.REVIEWS)
    people.leave(staffed, reviewer.id)
    works(staffed, "李会计")
    with pytest.raises(NotYourDuty, match="“审核”由负责人来办"):
        staffed.take_up(Duty.REVIEW)


def test_nobody_but_the_head_gives_roles_or_takes_them(staffed: Workspace) -> None:
    own = next(one for one in people.desk(staffed).here if one.name == "李会计")
    head = next(one for one in people.desk(staffed).here if one.role is Role.HEAD)
    for attempt in (
        lambda: people.add(staffed, "孙会计", Role.HEAD),
        lambda: people.change(staffed, own.id, name=own.name, role=Role.HEAD),
        lambda: people.leave(staffed, head.id),
    ):
        with pytest.raises(NotYourDuty, match="“安排人员的岗位”由负责人来办"):
            attempt()
    people.add(staffed, "孙会计")
    works(staffed, "赵局长")
    people.change(staffed, own.id, name=own.name, role=Role.REVIEWS)
    works(staffed, "李会计")
    staffed.take_up(Duty.REVIEW)


def test_nobody_works_under_the_name_of_another_without_coming_in(staffed: Workspace) -> None:
    with pytest.raises(NotYourDuty, match="另一个人的名字"):
        own_office.set_person(staffed, "赵局长")
    assert staffed.facts.role is Role.FILLS


# ---- restoring, which is done on a closed folder -------------------------------------------------------------------


def was_replaced(home: Path) -> bool:
    return any((home / "aside").glob("*"))


def test_nobody_but_the_head_puts_a_backup_back_and_the_data_stays_as_it_was(staffed: Workspace) -> None:
    home, kept = staffed.folder.root, backup.backup(staffed).path
    before = lines(staffed)
    staffed.close(backup=False)
    with pytest.raises(NotYourDuty, match="“从备份恢复”由负责人来办，您是填报人") as refused:
        backup.restore(home, kept)
    assert "设置 → 人员" in refused.value.advice
    assert not was_replaced(home)
    with Workspace.open_existing(home) as there:
        assert lines(there) == before
        works(there, "赵局长")
    backup.restore(home, kept)
    assert was_replaced(home)


def test_who_stands_in_for_a_missing_head_restores_and_the_journal_still_says_so(county: Workspace) -> None:
    own_office.set_person(county, "李会计")
    people.add(county, "王出纳")
    home, kept = county.folder.root, backup.backup(county).path
    county.close(backup=False)
    backup.restore(home, kept, with_later_changes=True)
    with Workspace.open_existing(home) as restored:
        assert stood_in(restored) == [("李会计", "从备份恢复")]


def test_a_database_that_cannot_be_read_has_nobody_to_ask(staffed: Workspace) -> None:
    home, kept = staffed.folder.root, backup.backup(staffed).path
    staffed.close(backup=False)
    database = home / "jxdesk.db"
    database.write_bytes(database.read_bytes()[:3000])
    backup.restore(home, kept)
    with Workspace.open_existing(home) as restored:
        assert {one.name for one in people.desk(restored).here} == {"李会计", "王审核", "赵局长"}


def test_a_desk_that_gave_its_pen_away_takes_no_older_state_back(county: Workspace, tmp_path: Path) -> None:
    home, kept = county.folder.root, backup.backup(county).path
    hand_over(county, to=tmp_path)
    county.close(backup=False)
    with pytest.raises(PenElsewhere):
        backup.restore(home, kept)
    assert not was_replaced(home)
