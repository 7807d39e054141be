"""Reviewers: who may stand under a decision: the person at the desk, or one on the list of people whose task it is."""

from __future__ import annotations

from dataclasses import dataclass

from jxdesk.actions.reviewing.cases import NotForReview
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.errors import JxError
from jxdesk.domain.records.people import ROLE_TITLES, Person
from jxdesk.domain.road.duties import Denied, Duty
from jxdesk.store.records import people
from jxdesk.store.shipped.duties import duty_book


class NotTheReviewer(JxError):  # noqa: N818 - names what is wrong with who is named
    """Who is named as the reviewer does not work here, or it is not that person's task; nothing was written down."""

    code = "JX-REVIEWER"


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Who reviews: the office, and the name that stands under remarks and decisions."""

    office_path: str
    name: str


def reviewer(workspace: Workspace, by: str = "") -> Reviewer:
    """Who reviews: the person at the desk, else the office itself; ``by`` names somebody else who works here.

    A desk that knows nobody by name yet takes the name that it is told. Looked up before a transaction begins.

    Raises: NotForReview where the folder belongs to no office yet; NotTheReviewer.
    """
    facts = workspace.facts
    if facts.office is None:
        raise NotForReview("这个数据文件夹还没有单位，不能审核。", advice="请先完成首次设置。")
    named = by.strip()
    own = facts.person or facts.office.name
    if not named or named == own:
        return Reviewer(facts.office.path, own)
    listed = workspace.read(people.everybody)
    if listed or facts.person:
        _refuse_stranger(workspace, named, next((one for one in listed if one.name == named), None))
    return Reviewer(facts.office.path, named)


def _refuse_stranger(workspace: Workspace, named: str, person: Person | None) -> None:
    if person is None or person.left_on:
        what = "不在本单位的人员名单里" if person is None else f"{person.left_on} 已经离开本单位"
        raise NotTheReviewer(
            f"审核人“{named}”{what}，没有保存审核结果。",
            facts=workspace.own_office.name,
            advice="写正在用的人，或者“设置 → 人员”里的审核人、负责人；新来的，先在那里加上。",
        )
    facts = workspace.facts
    answer = duty_book().may(Duty.REVIEW, workspace.own_office.level, person.role, facts.roles_here)
    if isinstance(answer, Denied):
        raise NotTheReviewer(
            f"审核人不能是“{named}”，没有保存审核结果。",
            facts=f"{workspace.own_office.name}：{ROLE_TITLES[person.role]}",
            advice="写名单里的审核人或负责人；岗位变了的，在“设置 → 人员”里改。",
        )
