"""Glance: the numbers of the first page; it imports next to nothing, because it is read before the window is complete."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from jxdesk.store.views import first_page
from jxdesk.store.views.list_stages import ListStage

if TYPE_CHECKING:
    from jxdesk.store.engine.database import Database, Transaction


class Dashboard(NamedTuple):
    """How far a year is, and when this desk last did what.

    ``counts`` are by state of the stage with ``all`` and ``problem`` beside them, ``grades`` by grade. Moments
    are texts with offset, empty where it never happened.

    Units: ``*_fen`` 分; ``base_fen`` is the revised budget of those projects that state what they executed.
    """

    years: Sequence[int]
    year: int
    projects: int
    budget_fen: int
    executed_fen: int
    base_fen: int
    counts: Mapping[str, int]
    grades: Mapping[str, int]
    sent_count: int
    last_sealed: str
    last_import: str
    stage: ListStage


class Whose(NamedTuple):
    """Whose desk this is."""

    office: str
    practice: bool
    person: str


def whose(database: Database) -> Whose:
    """What the frame says about the workspace."""
    return Whose._make(database.read(first_page.whose))


def dashboard(
    database: Database, *, year: int = 0, stage: ListStage | None = None, scope: str = ""
) -> Dashboard:
    """The first page for a year, the newest where none is named, a stage, the one at hand where none is named, and a scope."""

    def job(tx: Transaction) -> Dashboard:
        years = first_page.years(tx)
        shown = year if year in years else (years[0] if years else 0)
        followed = stage or first_page.stage_at_hand(tx, shown)
        last_sealed, last_import, _ = first_page.last_moments(tx)
        counts, grades = Counter[str](), Counter[str]()
        budget = executed = base = 0
        for state, grade, count, errors, its_budget, its_executed, its_base in first_page.year_glance(
            tx, shown, followed, scope
        ):
            counts[state] += count
            counts["problem"] += errors
            grades[grade] += count
            budget, executed, base = budget + its_budget, executed + its_executed, base + its_base
        counts["all"] = sum(grades.values())
        return Dashboard(
            years=years,
            year=shown,
            projects=counts["all"],
            budget_fen=budget,
            executed_fen=executed,
            base_fen=base,
            counts=counts,
            grades=grades,
            sent_count=first_page.sent_count(tx),
            last_sealed=last_sealed,
            last_import=last_import,
            stage=followed,
        )

    return database.read(job)
