"""Successions: how a project or an office became another one, renamed, withdrawn, merged or split, so that old names lead on.

Every year keeps its own figures: nothing that was filled in is moved or renamed, and money goes from one project to another only
by changing both budgets. Own choice. Used by the errand of successions and by what shows the history of a project or an office.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from jxdesk.domain.filling.new_project import check_name
from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.records.offices import Office
from jxdesk.domain.records.projects import Project
from jxdesk.domain.values.document_numbers import plain_number


class Kind(StrEnum):
    """What became another."""

    PROJECT = "project"
    OFFICE = "office"


class Event(StrEnum):
    """What happened."""

    RENAMED = "renamed"
    WITHDRAWN = "withdrawn"
    DELETED = "deleted"
    MERGED = "merged"
    SPLIT = "split"


EVENT_WORDS = {
    Event.RENAMED: "改名",
    Event.WITHDRAWN: "取消",
    Event.DELETED: "删除",
    Event.MERGED: "合并",
    Event.SPLIT: "拆分",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Succession:
    """One step from an old name to a new one; ``new_id`` is empty where nothing came after."""

    id: str
    kind: Kind
    event: Event
    old_id: str
    new_id: str = ""
    old_name: str = ""
    new_name: str = ""
    happened_on: dt.date
    reason: str = ""
    document_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What a person says of such a step: when, why and by which document."""

    happened_on: dt.date
    reason: str = ""
    document_number: str = ""

    def succession(
        self,
        succession_id: str,
        kind: Kind,
        event: Event,
        old: tuple[str, str],
        new: tuple[str, str] = ("", ""),
    ) -> Succession:
        """The step from ``old`` to ``new``, each an id and a name."""
        return Succession(
            id=succession_id,
            kind=kind,
            event=event,
            old_id=old[0],
            old_name=old[1],
            new_id=new[0],
            new_name=new[1],
            happened_on=self.happened_on,
            reason=self.reason.strip(),
            document_number=plain_number(self.document_number),
        )


def check_turn(turn: Turn, *, today: dt.date) -> tuple[Finding, ...]:
    """What does not fit in the day and the reason."""
    found = []
    if turn.happened_on > today:
        found.append(_finding("happened_on", "日期晚于今天。", "请写已经发生的日期。"))
    if not turn.reason.strip():
        found.append(_finding("reason", "没有写原因。", "例如“机构改革”“县级未下达资金”。"))
    return tuple(found)


def check_new_name(name: str, old: str) -> tuple[Finding, ...]:
    """What keeps a text from being the new name."""
    found = check_name(name)
    if not found and name.strip() == old.strip():
        return (_finding("name", "名称没有变。", "写新的名称，或先不改。"),)
    return found


def check_projects_merged(projects: Sequence[Project], into: Project) -> tuple[Finding, ...]:
    """What keeps projects from being merged into one."""
    if not projects:
        return (_finding("projects", "没有选要并进来的项目。", "至少选一个。"),)
    for project in projects:
        if project.id == into.id:
            return (_finding("projects", "项目不能并入自己。", "请另选一个项目。"),)
        if project.fiscal_year != into.fiscal_year:
            return (_finding("projects", "不是同一个年度的项目。", "只能合并同一年度的项目。"),)
        if project.is_classified or into.is_classified:
            return (_finding("projects", "涉密项目只计数，不能合并。", "请改登记的个数。"),)
        if project.withdrawn_on is not None:
            return (_finding("projects", f"“{project.name}”已经取消，不能再合并。", "请另选一个项目。"),)
    if into.withdrawn_on is not None:
        return (_finding("projects", f"“{into.name}”已经取消，不能并入。", "请另选一个项目。"),)
    return ()


def check_split(project: Project, names: Sequence[str]) -> tuple[Finding, ...]:
    """What keeps a project from being split into these names."""
    plain = [name.strip() for name in names if name.strip()]
    if project.is_classified or project.withdrawn_on is not None:
        return (_finding("projects", "涉密的和已取消的项目不能拆分。", "请另选一个项目。"),)
    if len(plain) < 2:
        return (_finding("names", "至少要拆成两个。", "一行写一个新项目的名称。"),)
    if len(set(plain)) < len(plain):
        return (_finding("names", "有两个名称一样。", "请写清区别。"),)
    return tuple(finding for name in plain for finding in check_name(name))


def check_offices_merged(old: Office, into: Office) -> tuple[Finding, ...]:
    """What keeps an office from being merged into another one."""
    if old.id == into.id:
        return (_finding("offices", "单位不能并入自己。", "请另选一个单位。"),)
    for office in (old, into):
        if office.valid_to:
            return (_finding("offices", f"“{office.name}”已经撤销。", "请另选一个单位。"),)
    return ()


def former_names(successions: Iterable[Succession], thing_id: str) -> tuple[str, ...]:
    """The old names under which a project or an office was known, or from which it came, each once."""
    names = [
        one.old_name
        for one in successions
        if one.old_name
        and one.old_name != one.new_name
        and thing_id in (one.new_id, one.old_id)
        and (one.new_id == thing_id or one.event is Event.RENAMED)
    ]
    return tuple(dict.fromkeys(names))


def words_of(succession: Succession) -> str:
    """A step in words."""
    day = succession.happened_on
    old, new = succession.old_name, succession.new_name
    match succession.event:
        case Event.RENAMED:
            what = f"由“{old}”改名为“{new}”"
        case Event.MERGED:
            what = f"“{old}”并入“{new}”"
        case Event.SPLIT:
            what = f"“{old}”拆出“{new}”"
        case Event.WITHDRAWN:
            what = f"“{old}”取消"
        case Event.DELETED:
            what = f"“{old}”删除"
    rest = "，".join(filter(None, (succession.reason, succession.document_number)))
    return f"{day.year}年{day.month}月{day.day}日 {what}" + (f"（{rest}）" if rest else "")


def _finding(field: str, message: str, advice: str) -> Finding:
    return Finding(
        severity=Severity.ERROR, code=f"succession-{field}", message=message, advice=advice, field=field
    )
