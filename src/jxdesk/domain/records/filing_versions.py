"""Versions of one filing: an approved one stays when an adjustment takes its place, and one of them is in force."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from jxdesk.domain.records.filings import Filing, FilingState, Form


class Versioned(Protocol):
    """What tells versions of one filing apart: a whole filing, or the head of one."""

    @property
    def id(self) -> str:
        """The version's own identity."""

    @property
    def state(self) -> FilingState:
        """Where it stands."""

    @property
    def replaces_id(self) -> str:
        """The approved version that it adjusts."""


Version = TypeVar("Version", bound=Versioned)


def in_force(versions: Sequence[Version]) -> Version:
    """The one that counts: approved and not replaced by an approved one, else the newest.

    The versions stand oldest first, and must not be empty; ``store.views.versions`` says the same in SQL.
    """
    approved = [one for one in versions if one.state is FilingState.APPROVED]
    replaced = {one.replaces_id for one in approved}
    standing = [one for one in approved if one.id not in replaced]
    return (standing or list(versions))[-1]


def without_replaced(filings: Sequence[Filing]) -> tuple[Filing, ...]:
    """The filings but for those that an approved adjustment has taken the place of."""
    replaced = {one.replaces_id for one in filings if one.state is FilingState.APPROVED}
    return tuple(one for one in filings if one.id not in replaced)


def each_in_force(filings: Iterable[Filing]) -> tuple[Filing, ...]:
    """Of each form, year and period of each project, or of each office as a whole, the version in force; in the order given."""
    versions: dict[tuple[object, ...], list[Filing]] = {}
    for one in filings:
        owner = (one.project_id,) if one.project_id else ("", one.office_id)
        versions.setdefault((owner, one.content.form, one.content.year, one.content.period), []).append(one)
    return tuple(in_force(found) for found in versions.values())


def form_in_force(filings: Iterable[Filing], form: Form, period: int | None = None) -> Filing | None:
    """Of filings of one project or office in one year, the one of this form and period that is in force."""
    versions = [one for one in filings if one.content.form is form and one.content.period == period]
    return in_force(versions) if versions else None
