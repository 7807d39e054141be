"""Fiscal years: what holds in one, which projects go on into the next, and what is still open when one is to be closed.

Source: 预算法 art. 18: the budget year is the calendar year. Which project goes on is proposed from its period and kind and
decided by a person: own choice. Used by the errand of the year's turn and by 设置.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType

from jxdesk.domain.records.budgets import revised_budget
from jxdesk.domain.records.filings import Filing, FilingState, MoneyUnit
from jxdesk.domain.records.form_words import heading_of
from jxdesk.domain.records.projects import Project
from jxdesk.domain.values.money import format_fen

CONTINUING = "延续项目"
_RECURRENT = ("经常", "常年")
_ONCE = ("一次性",)


class YearState(StrEnum):
    """Whether a year can be written in; a closed one is read only until it is opened again for a reason."""

    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class FiscalYear:
    """A fiscal year on this desk, with the rule pack, the libraries (name to version) and the forms (id to version) that hold in it."""

    id: str
    year: int
    state: YearState = YearState.OPEN
    opened_on: dt.date | None = None
    closed_on: dt.date | None = None
    closed_by: str = ""
    rule_pack_id: str = ""
    libraries: tuple[tuple[str, str], ...] = ()
    templates: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


class Fate(StrEnum):
    """What is proposed for a project when the next year is opened."""

    GOES_ON = "goes_on"
    ENDS = "ends"
    IS_THERE = "is_there"


FATE_WORDS = {Fate.GOES_ON: "延续", Fate.ENDS: "不延续", Fate.IS_THERE: "已经有了"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Spending:
    """What the newest report of a project says was spent; ``until_month`` is None where it is about the whole year.

    Units: ``*_fen`` 分.
    """

    until_month: int | None
    executed_fen: int
    budget_fen: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A project of the old year, what is proposed for it, and why."""

    project: Project
    fate: Fate
    reason: str


def propose(
    old: Iterable[Project], new: Sequence[Project], *, spent: Mapping[str, Spending]
) -> tuple[Proposal, ...]:
    """What becomes of each project of the old year; ``new`` are those that the next year has already, ``spent`` by project."""
    predecessors = {project.predecessor_id for project in new if project.predecessor_id}
    codes = {project.code for project in new if project.code}
    names = {(project.office_id, project.name, project.implementing_unit) for project in new}
    found = []
    for project in old:
        if (
            project.id in predecessors
            or (project.code and project.code in codes)
            or (project.name and (project.office_id, project.name, project.implementing_unit) in names)
        ):
            found.append(Proposal(project=project, fate=Fate.IS_THERE, reason="新年度里已经有这个项目。"))
        else:
            found.append(_proposal(project, spent.get(project.id)))
    return tuple(found)


def _proposal(project: Project, spent: Spending | None) -> Proposal:
    year = project.fiscal_year + 1
    fate, reason = Fate.GOES_ON, "没有写起止时间，先按延续，请核对。"
    if project.is_classified:
        fate, reason = Fate.ENDS, "涉密项目只计数，新年度按实际个数另行登记。"
    elif project.withdrawn_on is not None:
        fate, reason = Fate.ENDS, f"{project.withdrawn_on.isoformat()} 已取消。"
    elif project.ends_on is not None and project.ends_on.year < year:
        fate, reason = Fate.ENDS, f"项目期到 {project.ends_on.year}年{project.ends_on.month}月为止。"
    elif project.ends_on is not None:
        reason = f"项目期到 {project.ends_on.year}年{project.ends_on.month}月。"
    elif any(word in project.recurrence for word in _ONCE):
        fate, reason = _once(project, spent)
    elif any(word in project.recurrence for word in _RECURRENT):
        reason = "是经常性项目。"
    return Proposal(project=project, fate=fate, reason=reason)


def _once(project: Project, spent: Spending | None) -> tuple[Fate, str]:
    """A project that happens once goes on as long as it is not done: it is called continuing, or has money left to be spent.

    Own choice: one row too many is seen and unticked, a project that goes missing is noticed in summer.
    """
    if CONTINUING in project.continuity:
        return Fate.GOES_ON, "一次性项目，属性写的是延续项目，先勾上。"
    budget = (
        revised_budget(project.budgets) if spent is None or spent.budget_fen is None else spent.budget_fen
    )
    if spent is None or not budget:
        return Fate.GOES_ON, "一次性项目，没有执行数，看不出办完没有，请核对。"
    when = f"到 {spent.until_month} 月" if spent.until_month is not None else "全年"
    left = budget - spent.executed_fen
    if left > 0:
        rest = format_fen(left, MoneyUnit.WAN)
        return Fate.GOES_ON, f"一次性项目，{when}还有 {rest} 万元没有执行；办完了的去掉勾。"
    return Fate.ENDS, f"一次性项目，{when}钱已经用完。"


def carried(project: Project, project_id: str) -> Project:
    """The project in the next year: the same description, no money, and the old one as its predecessor.

    A name that begins with its year (2026年…) begins with the new one.
    Source: 预算法 art. 13: nothing is spent without a budget; the old year's is never carried over.
    """
    year = project.fiscal_year + 1
    return replace(
        project,
        id=project_id,
        name=re.sub(rf"^{project.fiscal_year}(?=\s*年)", str(year), project.name),
        fiscal_year=year,
        predecessor_id=project.id,
        continuity=CONTINUING,
        major_new=False,
        budgets=(),
        funding=(),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenItem:
    """Something of a year that is not finished: what, of which project or office, and where it is."""

    what: str
    name: str
    project_id: str = ""
    filing_id: str = ""


def still_open(
    projects: Sequence[Project], filings: Sequence[Filing], *, evaluated: frozenset[str]
) -> tuple[OpenItem, ...]:
    """What is still open when a year is to be closed: projects without self-evaluation, and forms nobody has finished.

    ``evaluated`` are the ids of the projects that have a self-evaluation.
    """
    found = [
        OpenItem(what="没有自评", name=project.name, project_id=project.id)
        for project in projects
        if not project.is_classified and project.withdrawn_on is None and project.id not in evaluated
    ]
    found += [
        OpenItem(
            what="调整申请没有批复" if filing.replaces_id else f"{heading_of(filing.content)}没有填好",
            name=filing.content.project_name or filing.content.office_name,
            project_id=filing.project_id,
            filing_id=filing.id,
        )
        for filing in filings
        if filing.state is FilingState.DRAFT
        or (filing.replaces_id and filing.state is not FilingState.APPROVED)
    ]
    return tuple(found)
