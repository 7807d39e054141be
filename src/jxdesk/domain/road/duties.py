"""Duties: what an office of a level does and who at its desk may do it, read from ``resources/duties``.

Used by the workspace, which refuses an errand that is not the person's to do, and by the window, which says so beforehand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from jxdesk.domain.declarations import Table
from jxdesk.domain.records.offices import OfficeLevel
from jxdesk.domain.records.people import ROLE_TITLES, Role
from jxdesk.domain.rules.basis import Basis
from jxdesk.domain.rules.reading import basis


class Duty(StrEnum):
    """What is done at a desk and not by everybody everywhere."""

    FILL = "fill"
    SEAL = "seal"
    RECEIVE = "receive"
    REVIEW = "review"
    RETURN = "return"
    APPROVE = "approve"
    ADJUST_APPROVE = "adjust_approve"
    PUBLISH = "publish"
    CERTIFY = "certify"
    REVOKE = "revoke"
    HAND_OVER = "hand_over"
    TAKE_OVER = "take_over"
    CLOSE_YEAR = "close_year"
    RESTORE = "restore"
    PEOPLE = "people"


@dataclass(frozen=True, slots=True)
class Allowed:
    """It may be done; ``stands_in`` where nobody at the desk has a role for it, so that the journal says who did."""

    stands_in: bool = False


@dataclass(frozen=True, slots=True)
class Denied:
    """It may not be done: why, and what to do instead."""

    why: str
    advice: str

    @property
    def words(self) -> str:
        """Both, one below the other."""
        return f"{self.why}\n{self.advice}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyRule:
    """One duty: its word, who does it at each level that has it, and where it is done otherwise."""

    duty: Duty
    name: str
    elsewhere: str
    roles: Mapping[OfficeLevel, frozenset[Role]]


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyBook:
    """The whole table; ``pages`` are those of the window that belong to a duty, all others belong to everybody."""

    id: str
    name: str
    version: str
    basis: Basis
    rules: Mapping[Duty, DutyRule]
    pages: Mapping[str, Duty]

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, Any]) -> DutyBook:
        """A book from the mapping of its file; every duty is there once.

        Raises: DeclarationError.
        """
        table = Table(mapping, where=f"岗位表 {mapping.get('id', '')}")
        rules = [_rule(row) for row in table.tables("duties")]
        if sorted(rule.duty for rule in rules) != sorted(Duty):
            raise table.refuse("duties", "每件事要写一次，不能少也不能重复")
        book = cls(
            id=table.text("id"),
            name=table.text("name"),
            version=table.text("version"),
            basis=basis(table),
            rules={rule.duty: rule for rule in rules},
            pages=_pages(table),
        )
        table.finish()
        return book

    def exists(self, duty: Duty, level: OfficeLevel | None) -> bool:
        """Whether offices of this level do such a thing at all; a folder that belongs to no office yet is not judged."""
        return level is None or level in self.rules[duty].roles

    def page(
        self, name: str, level: OfficeLevel | None, role: Role | None, roles_at_desk: Iterable[Role]
    ) -> Allowed | Denied | None:
        """How a page of the window is offered: to be opened, with the words why not, or not at all where the level has no such thing."""
        duty = self.pages.get(name)
        if duty is None:
            return Allowed()
        return self.may(duty, level, role, roles_at_desk) if self.exists(duty, level) else None

    def may(
        self, duty: Duty, level: OfficeLevel | None, role: Role | None, roles_at_desk: Iterable[Role]
    ) -> Allowed | Denied:
        """Whether a person with a role may do it at a desk of this level, at which these roles were given.

        ``role`` is None for who is not on the list of people. A desk at which nobody was given a role works as one person
        with all of them; where roles were given but none for this duty, whoever works stands in.
        """
        rule = self.rules[duty]
        if level is None:
            return Allowed()
        if level not in rule.roles:
            return Denied(f"本单位不办“{rule.name}”。", rule.elsewhere)
        given, wanted = frozenset(roles_at_desk), rule.roles[level]
        if role in wanted or not given or wanted == frozenset(Role):
            return Allowed()
        if not wanted & given:
            return Allowed(stands_in=True)
        titles = "或".join(ROLE_TITLES[one] for one in Role if one in wanted & given)
        who = "您不在本单位的人员名单里" if role is None else f"您是{ROLE_TITLES[role]}"
        return Denied(
            f"“{rule.name}”由{titles}来办，{who}。",
            f"请{titles}在“设置 → 人员”里点“换人”，进来再办；岗位变了的，也在那里改。",
        )


def _pages(table: Table) -> dict[str, Duty]:
    found: dict[str, Duty] = {}
    for row in table.tables("pages"):
        name = row.text("page")
        if name in found:
            raise row.refuse("page", "一个页面只归一件事")
        found[name] = row.word("duty", Duty)
        row.finish()
    return found


def _rule(table: Table) -> DutyRule:
    roles: dict[OfficeLevel, frozenset[Role]] = {}
    for row in table.tables("at"):
        levels, who = row.words("levels", OfficeLevel), frozenset(row.words("roles", Role))
        row.finish()
        if not levels or not who or roles.keys() & set(levels):
            raise row.refuse("levels", "要写级别和岗位，一个级别只写一次")
        roles |= dict.fromkeys(levels, who)
    rule = DutyRule(
        duty=table.word("duty", Duty),
        name=table.text("name"),
        elsewhere=table.text("elsewhere"),
        roles=roles,
    )
    table.finish()
    if bool(rule.elsewhere) == (len(roles) == len(OfficeLevel)):
        raise table.refuse("elsewhere", "不是每一级都办的事，要写由谁来办；每一级都办的，不用写")
    return rule
