"""People: who works at this desk, coming in with a PIN, looking without changing anything, and help for a forgotten PIN."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from jxdesk.actions.workspace import Workspace
from jxdesk.domain.errors import JxError
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.records.people import Person, Role, Tries, complaint_about_name, complaint_about_pin
from jxdesk.domain.road.duties import Duty
from jxdesk.store.engine import settings
from jxdesk.store.engine.database import Transaction
from jxdesk.store.faults import NotFound
from jxdesk.store.records import people

__all__ = ["Person", "Role"]


class WrongPin(JxError):  # noqa: N818 - names what is wrong with what was typed
    """The PIN is not that person's, or it is too early for another try."""

    code = "JX-PIN"


class BadPerson(JxError):  # noqa: N818 - names what is wrong with what was typed
    """What was typed about a person or a PIN cannot be used."""

    code = "JX-PERSON"


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Who works at this desk: those who are here, those who left, and whose name the journal gives now."""

    here: tuple[Person, ...]
    gone: tuple[Person, ...]
    current: str
    is_viewing: bool

    @property
    def must_choose(self) -> bool:
        """Whether one says at the start who one is."""
        return len(self.here) > 1 or any(person.has_pin for person in self.here)


def desk(workspace: Workspace) -> Desk:
    """Who works at this desk."""
    found = workspace.read(people.everybody)
    return Desk(
        here=tuple(one for one in found if not one.left_on),
        gone=tuple(one for one in found if one.left_on),
        current=workspace.facts.person,
        is_viewing=workspace.is_viewing,
    )


def come_in(workspace: Workspace, person_id: str, *, pin: str = "") -> Person:
    """From now on this person works at the desk: the journal and packages name them, and changes are allowed.

    Raises: WrongPin, with how long to wait; NotFound.
    """
    person = _proved(workspace, person_id, pin)
    workspace.look_only(False)
    workspace.transact(lambda tx: settings.put(tx, settings.PERSON, person.name), errand="person")
    workspace.forget_facts()
    workspace.database.who = person.name
    return person


def look_only(workspace: Workspace) -> None:
    """From now on nothing can be changed here: one looks, prints and exports, until somebody comes in."""
    workspace.look_only(True)


def add(workspace: Workspace, name: str, role: Role = Role.FILLS) -> Person:
    """Adds a person; the first time, who has worked here alone until now is written down beside them.

    Raises: BadPerson; ViewOnly; NotYourDuty where one other than the head gives a role that allows more.
    """
    name = name.strip()
    if role is not Role.FILLS:
        workspace.take_up(Duty.PEOPLE)

    def job(tx: Transaction) -> Person:
        known = people.everybody(tx)
        alone = settings.get(tx, settings.PERSON)
        if not known and alone and alone != name:
            people.add(tx, Person(id=new_id(), name=alone))
        _refuse(complaint_about_name(name, known))
        person = Person(id=new_id(), name=name, role=role)
        people.add(tx, person)
        return person

    person = workspace.transact(job, errand="person_add")
    workspace.forget_facts()
    return person


def change(workspace: Workspace, person_id: str, *, name: str, role: Role) -> None:
    """Gives a person another name or task.

    Raises: BadPerson; NotFound; ViewOnly; NotYourDuty where one other than the head gives another role.
    """
    if workspace.read(lambda tx: _get(tx, person_id)).role is not role:
        workspace.take_up(Duty.PEOPLE)

    def job(tx: Transaction) -> None:
        person = _get(tx, person_id)
        others = tuple(one for one in people.everybody(tx) if one.id != person_id)
        _refuse(complaint_about_name(name.strip(), others))
        people.change(tx, replace(person, name=name.strip(), role=role))
        if settings.get(tx, settings.PERSON) == person.name:
            settings.put(tx, settings.PERSON, name.strip())

    workspace.transact(job, errand="person_change")
    workspace.forget_facts()
    workspace.database.who = workspace.facts.person or workspace.database.who


def leave(workspace: Workspace, person_id: str) -> None:
    """Notes that a person has left; their name stays wherever it stands, their PIN is gone.

    Raises: BadPerson for the last one and for who works here now; NotFound; ViewOnly; NotYourDuty where one other than the
    head sends away who has a role that allows more.
    """
    if workspace.read(lambda tx: _get(tx, person_id)).role is not Role.FILLS:
        workspace.take_up(Duty.PEOPLE)

    def job(tx: Transaction) -> None:
        person = _get(tx, person_id)
        here = [one for one in people.everybody(tx) if not one.left_on]
        if len(here) < 2:
            _refuse("这是最后一个人，不能离开。")
        if person.name == settings.get(tx, settings.PERSON):
            _refuse("正在用的人不能离开，请先换一个人进来。")
        people.set_pin(tx, person_id, "")
        people.change(tx, replace(person, left_on=_now(tx).date().isoformat()))

    workspace.transact(job, errand="person_leave")
    workspace.forget_facts()


def set_pin(workspace: Workspace, person_id: str, new: str, *, current: str = "") -> None:
    """Gives a person a PIN, another one, or none where ``new`` is empty; one that is there has to be said.

    Raises: WrongPin; BadPerson; NotFound; ViewOnly.
    """
    workspace.refuse_viewing()
    if new:
        _refuse(complaint_about_pin(new))
    _proved(workspace, person_id, current)
    workspace.transact(lambda tx: people.set_pin(tx, person_id, new), errand="pin")


def forgive_pin(workspace: Workspace, person_id: str, *, head_id: str, head_pin: str) -> None:
    """Takes the forgotten PIN of somebody away: the head of the office proves with the own one.

    Raises: WrongPin; BadPerson where the other is no head with a PIN, or is the same person; NotFound.
    """

    def head_of(tx: Transaction) -> Person:
        return _get(tx, head_id)

    head = workspace.read(head_of)
    if head.role is not Role.HEAD or not head.has_pin or head.left_on or head_id == person_id:
        raise BadPerson(
            "要由另一位设了 PIN 的负责人来办。",
            facts=head.name,
            advice="请单位负责人来输入自己的 PIN；没有负责人的，看帮助里“忘了 PIN”。",
        )
    _proved(workspace, head_id, head_pin)

    def job(tx: Transaction) -> None:
        _get(tx, person_id)
        people.set_pin(tx, person_id, "")
        tx.note("pin_forgiven", table="person", record_id=person_id, text=head.name)

    workspace.transact(job, errand="pin_forgive")


def _proved(workspace: Workspace, person_id: str, pin: str) -> Person:
    """The person, once the PIN is right; a wrong one counts although nothing else happens."""

    def job(tx: Transaction) -> tuple[Person, int, int]:
        person, now = _get(tx, person_id), _now(tx)
        if not person.has_pin:
            return person, 0, 0
        known = people.tries(tx, person_id)
        if wait := known.wait_seconds(now):
            return person, wait, known.count
        if people.is_pin(tx, person_id, pin):
            people.keep_tries(tx, person_id, Tries())
            return person, 0, 0
        wrong = Tries(count=known.count + 1, last=now)
        people.keep_tries(tx, person_id, wrong)
        return person, wrong.wait_seconds(now), wrong.count

    person, wait, count = workspace.transact(job, errand="person")
    if count:
        raise WrongPin(
            "PIN 不对，没有进来。",
            facts=f"{person.name}：已经错了 {count} 次" + (f"，请等 {wait} 秒再试" if wait else ""),
            advice="忘了 PIN，请单位负责人在“设置 → 人员”里帮您去掉；也可以先只看不改。",
        )
    return person


def _get(tx: Transaction, person_id: str) -> Person:
    person = next((one for one in people.everybody(tx) if one.id == person_id), None)
    if person is None:
        raise NotFound("没有这个人。", facts=person_id, advice="请刷新名单再试。")
    return person


def _refuse(complaint: str) -> None:
    if complaint:
        raise BadPerson(complaint, advice="请改好再试。")


def _now(tx: Transaction) -> dt.datetime:
    return dt.datetime.fromisoformat(tx.now())
