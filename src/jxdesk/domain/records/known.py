"""Known: what this desk holds beside a filing, for its beginning, its checks and what the wizard shows next to a field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from jxdesk.domain.records.filings import Filing
from jxdesk.domain.records.offices import Office
from jxdesk.domain.records.projects import Project


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidElsewhere:
    """The names of the office's other projects that say the same this year: the words of the target, and by line its indicator and value."""

    goal: Sequence[str] = ()
    lines: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RetiredEntry:
    """An indicator of the library that is no longer offered, since when, and the name of what takes its place, if anything does."""

    name: str
    retired_on: str
    successor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What stands beside a filing; a form takes from it what it needs, and so do its checks and the wizard's grey words.

    ``target`` is the year's target of the same project or office, the approved one before a draft; ``target_document`` is
    the number of the document that approved it, where it was adjusted. ``last_year`` is the
    same form a year before, ``last_result`` the self-evaluation a year before. ``earlier`` are this year's monitoring
    filings of the same project or office, by period. ``of_projects`` are the year's filings of the office's projects,
    for forms of the office as a whole, whose ``projects`` are listed with them. ``slots`` are the places that have an
    attachment, ``elsewhere`` is what other targets of the office say alike. ``retired`` are the entries of the library that
    are no longer offered, by id.
    """

    office: Office
    project: Project | None = None
    target: Filing | None = None
    target_document: str = ""
    last_year: Filing | None = None
    last_result: Filing | None = None
    earlier: Sequence[Filing] = ()
    projects: Sequence[Project] = ()
    of_projects: Sequence[Filing] = ()
    slots: frozenset[str] = frozenset()
    elsewhere: SaidElsewhere = field(default_factory=SaidElsewhere)
    retired: Mapping[str, RetiredEntry] = field(default_factory=dict)
