"""Chosen filings: those of one form and year that somebody asks for, in the order in which they are put on paper. Used by export and reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jxdesk.domain.records.filing_versions import each_in_force
from jxdesk.domain.records.filings import Filing, Form
from jxdesk.domain.records.packages import Task, task_words
from jxdesk.store.engine.database import Transaction
from jxdesk.store.records import filings, offices, projects
from jxdesk.store.views.versions import IS_IN_FORCE

PORTION = 200
"""How many filings are read at once, so that a prefecture's year does not stand in memory."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which filings are asked for: all of a form and year, those of one project, or named ones.

    Of several versions the one in force, ``with_earlier`` all of them; named ones are taken as they are named.
    """

    form: Form
    year: int
    period: int | None = None
    project_code: str = ""
    filing_ids: tuple[str, ...] | None = None
    with_earlier: bool = False

    @property
    def words(self) -> str:
        """The task in words."""
        return task_words(Task(form=self.form, year=self.year, period=self.period))

    @property
    def facts(self) -> str:
        """What was asked for, in words."""
        return self.words + (f"，项目代码 {self.project_code}" if self.project_code else "")

    def portions(self, tx: Transaction) -> tuple[tuple[str, ...], ...]:
        """The ids of the filings that may fit, office by office, in portions."""
        found = self._ids(tx, with_earlier=self.with_earlier)
        return tuple(tuple(found[first : first + PORTION]) for first in range(0, len(found), PORTION))

    def earlier(self, tx: Transaction) -> int:
        """How many versions that fit are left out because another one is in force."""
        return len(self._ids(tx, with_earlier=True)) - len(self._ids(tx, with_earlier=self.with_earlier))

    def _ids(self, tx: Transaction, *, with_earlier: bool) -> Sequence[str]:
        if self.filing_ids is not None:
            return self.filing_ids
        if self.project_code:
            found = tuple(filing for filing in self._of_code(tx) if self.fits(filing))
            return [filing.id for filing in (found if with_earlier else each_in_force(found))]
        return self._by_office(tx, with_earlier=with_earlier)

    def fits(self, filing: Filing) -> bool:
        """Whether the filing is one of those that are asked for."""
        content = filing.content
        return (
            content.form is self.form and content.year == self.year and self.period in (None, content.period)
        )

    def _by_office(self, tx: Transaction, *, with_earlier: bool) -> list[str]:
        order = {office.id: place for place, office in enumerate(offices.all_offices(tx))}
        rows = tx.query(
            f"""SELECT f.id, f.office_id FROM filing f WHERE f.year = ?1 AND f.form = ?2 AND (?3 IS NULL OR f.period = ?3)
            {"" if with_earlier else f"AND {IS_IN_FORCE}"} ORDER BY f.project_name, f.id""",
            (self.year, self.form.value, self.period),
        )
        return [one for one, office in sorted(rows, key=lambda row: order.get(row[1], len(order)))]

    def _of_code(self, tx: Transaction) -> tuple[Filing, ...]:
        project = projects.by_code(tx, self.project_code, self.year)
        if project is not None:
            return filings.of_project(tx, project.id, form=self.form)
        return tuple(
            filing
            for filing in filings.of_year(tx, self.year, form=self.form)
            if filing.content.project_code == self.project_code
        )


def chosen(tx: Transaction, choice: Choice, portion: Sequence[str]) -> tuple[tuple[Filing, str], ...]:
    """The filings of a portion that fit, each with the name of its office."""
    names = {office.id: office.name for office in offices.all_offices(tx)}
    return tuple(
        (filing, names.get(filing.office_id, ""))
        for filing in filings.get_many(tx, portion)
        if choice.fits(filing)
    )
