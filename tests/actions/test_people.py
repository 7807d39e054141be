"""People at a shared desk: PINs are hashed, wrong ones make one wait, the head helps, and looking changes nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from jxdesk.actions import evidence, fill, look, passphrases, people, project
from jxdesk.actions.export import ExportFormat, export
from jxdesk.actions.people import BadPerson, Role, WrongPin
from jxdesk.actions.seal import Choice, seal
from jxdesk.actions.workspace import ViewOnly, Workspace
from jxdesk.domain.filling.editing import Edit, EditKind
from jxdesk.domain.records.filings import FilingState, Form
from jxdesk.domain.records.packages import Task
from jxdesk.domain.records.people import Tries, complaint_about_pin
from jxdesk.store.faults import NotFound
from tests.actions.year_desk import TODAY, add_project, open_desk, store_filing, target_of

PIN, OTHER_PIN = "2580", "135790"


class Clock:
    """A clock that a test moves on."""

    def __init__(self) -> None:
        self.at = TODAY

    def __call__(self) -> dt.datetime:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[Workspace]:
    with open_desk(tmp_path / "desk", clock) as workspace:
        yield workspace


def person(desk: Workspace, name: str) -> people.Person:
    return next(one for one in people.desk(desk).here if one.name == name)


def last_who(desk: Workspace) -> str:
    return str(desk.read(lambda tx: tx.value("SELECT who FROM change_log ORDER BY n DESC LIMIT 1")))


def test_who_worked_alone_is_written_down_beside_the_second_person(desk: Workspace) -> None:
    assert people.desk(desk).here == ()
    assert not people.desk(desk).must_choose
    people.add(desk, " 李会计 ", Role.REVIEWS)
    found = people.desk(desk)
    assert [(one.name, one.role) for one in found.here] == [
        ("填报人甲", Role.FILLS),
        ("李会计", Role.REVIEWS),
    ]
    assert found.must_choose


def test_the_journal_names_who_came_in(desk: Workspace) -> None:
    one = people.add(desk, "李会计")
    people.set_pin(desk, one.id, PIN)
    people.come_in(desk, one.id, pin=PIN)
    add_project(desk)
    assert last_who(desk) == "李会计"
    assert desk.facts.person == "李会计"


def test_a_pin_is_never_kept_as_it_is_typed(desk: Workspace, tmp_path: Path) -> None:
    one, two = people.add(desk, "李会计"), people.add(desk, "王出纳")
    people.set_pin(desk, one.id, "86420975")
    people.set_pin(desk, two.id, "86420975")
    rows = desk.read(lambda tx: tx.query("SELECT pin_salt, pin_hash FROM person WHERE pin_hash <> ''"))
    assert len({salt for salt, _ in rows}) == len({pin for _, pin in rows}) == 2
    log = desk.read(lambda tx: tx.query("SELECT old, new FROM change_log"))
    assert "86420975" not in repr(log)
    assert all(b"86420975" not in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


def test_wrong_pins_make_one_wait_longer_each_time_and_closing_does_not_help(
    tmp_path: Path, clock: Clock
) -> None:
    with open_desk(tmp_path / "desk", clock) as desk:
        one = people.add(desk, "李会计")
        people.set_pin(desk, one.id, PIN)
        for _ in range(3):
            with pytest.raises(WrongPin) as wrong:
                people.come_in(desk, one.id, pin="0000")
        assert "错了 3 次，请等 10 秒" in wrong.value.facts
        assert desk.facts.person == "填报人甲"
    with open_desk(tmp_path / "desk", clock) as desk:
        with pytest.raises(WrongPin, match="PIN 不对"):
            people.come_in(desk, one.id, pin=PIN)
        clock.at += dt.timedelta(seconds=10)
        assert people.come_in(desk, one.id, pin=PIN).name == "李会计"
        with pytest.raises(WrongPin) as again:
            people.come_in(desk, one.id, pin="0000")
        assert "错了 1 次" in again.value.facts


def test_the_wait_grows_and_has_an_end_and_a_clock_put_back_does_not_shorten_it() -> None:
    waits = [Tries(count=count, last=TODAY).wait_seconds(TODAY) for count in (0, 1, 2, 3, 4, 5, 20)]
    assert waits == [0, 0, 0, 10, 20, 40, 300]
    assert Tries(count=4, last=TODAY).wait_seconds(TODAY - dt.timedelta(hours=1)) == 20


@pytest.mark.parametrize("pin", ["", "123", "1234", "9876", "0000", "12ab", "１２３５", "1357913579135"])
def test_what_is_easily_guessed_is_no_pin(desk: Workspace, pin: str) -> None:
    assert complaint_about_pin(pin)
    if pin:
        one = people.add(desk, "李会计")
        with pytest.raises(BadPerson):
            people.set_pin(desk, one.id, pin)
        assert not person(desk, "李会计").has_pin


def test_a_pin_is_changed_and_taken_off_only_by_who_knows_it(desk: Workspace) -> None:
    one = people.add(desk, "李会计")
    people.set_pin(desk, one.id, PIN)
    with pytest.raises(WrongPin):
        people.set_pin(desk, one.id, OTHER_PIN)
    people.set_pin(desk, one.id, OTHER_PIN, current=PIN)
    with pytest.raises(WrongPin):
        people.set_pin(desk, one.id, "", current=PIN)
    people.set_pin(desk, one.id, "", current=OTHER_PIN)
    assert not person(desk, "李会计").has_pin


def test_a_forgotten_pin_is_taken_off_by_the_head_of_the_office_alone(desk: Workspace) -> None:
    one, head, clerk = (
        people.add(desk, "李会计"),
        people.add(desk, "赵所长", Role.HEAD),
        people.add(desk, "王出纳"),
    )
    people.set_pin(desk, one.id, PIN)
    people.set_pin(desk, clerk.id, OTHER_PIN)
    with pytest.raises(BadPerson, match="负责人"):
        people.forgive_pin(desk, one.id, head_id=head.id, head_pin="")  # a head without a PIN proves nothing
    people.set_pin(desk, head.id, "864209")
    with pytest.raises(BadPerson):
        people.forgive_pin(desk, one.id, head_id=clerk.id, head_pin=OTHER_PIN)
    with pytest.raises(BadPerson):
        people.forgive_pin(desk, head.id, head_id=head.id, head_pin="864209")
    with pytest.raises(WrongPin):
        people.forgive_pin(desk, one.id, head_id=head.id, head_pin=PIN)
    people.forgive_pin(desk, one.id, head_id=head.id, head_pin="864209")
    assert not person(desk, "李会计").has_pin
    noted = desk.read(lambda tx: tx.query("SELECT new FROM change_log WHERE field = 'pin_forgiven'"))
    assert noted == [('"赵所长"',)]


def test_who_left_is_gone_from_the_choice_and_stays_in_the_journal(desk: Workspace) -> None:
    one = people.add(desk, "李会计")
    people.leave(desk, one.id)
    found = people.desk(desk)
    assert [person.name for person in found.here] == ["填报人甲"]
    assert [(person.name, person.left_on) for person in found.gone] == [("李会计", "2026-07-20")]
    with pytest.raises(BadPerson, match="最后一个"):
        people.leave(desk, found.here[0].id)
    again = people.add(desk, "李会计")
    people.come_in(desk, again.id)
    with pytest.raises(BadPerson, match="正在用"):
        people.leave(desk, again.id)
    with pytest.raises(NotFound):
        people.leave(desk, "0" * 32)


@pytest.mark.parametrize("name", ["", "   ", "字" * 21, "填报人甲"])
def test_a_name_that_is_empty_too_long_or_there_already_is_refused(desk: Workspace, name: str) -> None:
    people.add(desk, "李会计")
    with pytest.raises(BadPerson):
        people.add(desk, name)
    assert len(people.desk(desk).here) == 2


def test_who_only_looks_sees_everything_and_changes_nothing(desk: Workspace, tmp_path: Path) -> None:
    filing = store_filing(desk, target_of(add_project(desk), state=FilingState.DRAFT))
    scan = tmp_path / "批文.pdf"
    scan.write_bytes(b"%PDF-1.4\n%%EOF")
    head = desk.read(lambda tx: tx.value("SELECT max(n) FROM change_log"))
    people.look_only(desk)
    assert people.desk(desk).is_viewing
    assert len(look.projects(desk, look.ProjectQuery(2026, text="公路")).first) == 1
    assert look.newest_year(desk) == 2026
    edit = Edit(kind=EditKind.ANSWER, field="expected_goal", text="别的")
    refused = (
        lambda: fill.change(desk, filing.id, (edit,), expected_version=filing.version),
        lambda: project.rename(desk, filing.project_id, "别的名字"),
        lambda: evidence.add(desk, filing.id, scan),
        lambda: people.add(desk, "李会计"),
        lambda: passphrases.set_passphrase(desk, holder="甲", new="一句很长很长的口令"),
        lambda: seal(desk, Choice(task=Task(form=Form.PROJECT_TARGET, year=2026)), to=tmp_path),
    )
    for errand in refused:
        with pytest.raises(ViewOnly) as told:
            errand()
        assert told.value.advice
    assert desk.read(lambda tx: tx.value("SELECT max(n) FROM change_log")) == head
    assert fill.open_filing(desk, filing.id).filing == filing
    assert not passphrases.key_facts(desk).is_locked
    written = export(
        desk, form=Form.PROJECT_TARGET, year=2026, format=ExportFormat.XLSX, to=tmp_path / "目标.xlsx"
    )
    assert [path.exists() for path in written.files] == [True]


def test_coming_in_ends_looking(desk: Workspace) -> None:
    one = people.add(desk, "李会计")
    people.set_pin(desk, one.id, PIN)
    people.look_only(desk)
    with pytest.raises(WrongPin):
        people.come_in(desk, one.id, pin="0000")
    assert desk.is_viewing
    people.come_in(desk, one.id, pin=PIN)
    assert not desk.is_viewing
    add_project(desk)
    assert person(desk, "李会计").has_pin
