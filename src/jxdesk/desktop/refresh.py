"""Refresh: what a write changed is told here once, and every page that shows it hears of it here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QObject, Signal


class Part(StrEnum):
    """The parts of a workspace that a screen can show."""

    OFFICES = "offices"
    PROJECTS = "projects"
    FILINGS = "filings"
    IMPORTS = "imports"
    PACKAGES = "packages"
    BACKUPS = "backups"
    PREFERENCES = "preferences"
    LIBRARIES = "libraries"
    PEOPLE = "people"
    NOTES = "notes"
    ENROLMENT = "enrolment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What one write changed; empty ids mean any row of those parts may have changed."""

    parts: frozenset[Part]
    project_ids: frozenset[str] = frozenset()
    filing_ids: frozenset[str] = frozenset()

    def touches(self, *parts: Part) -> bool:
        """Whether any of these parts changed."""
        return not self.parts.isdisjoint(parts)


class Refresh(QObject):
    """The one place that refreshes the window."""

    changed = Signal(object)

    def announce(self, *parts: Part, project_ids: Iterable[str] = (), filing_ids: Iterable[str] = ()) -> None:
        """Tells every page what a write has just changed."""
        self.changed.emit(
            Changes(
                parts=frozenset(parts),
                project_ids=frozenset(project_ids),
                filing_ids=frozenset(filing_ids),
            )
        )
