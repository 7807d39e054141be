"""What stands beside the monitoring forms of many projects at once, read together: the same as ``known`` answers one by one.

Last year's forms are read only where a project has no target yet, for only there its monitoring begins with them.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from jxdesk.domain.records.filing_versions import each_in_force, in_force
from jxdesk.domain.records.filings import Filing, Form
from jxdesk.domain.records.known import Known
from jxdesk.domain.records.projects import Project
from jxdesk.store.engine.database import Transaction
from jxdesk.store.records import attachments, filings, libraries, offices, projects
from jxdesk.store.records.forerunners import years_before
from jxdesk.store.views.known import document_of

_LAST_YEAR = (Form.PROJECT_SELF_EVALUATION,)


class MonitoringShelf:
    """Offices, forerunners and what is the same for all forms of a month, read once for the whole errand."""

    def __init__(self, tx: Transaction, found: Sequence[Project], *, year: int, period: int) -> None:
        self.tx = tx
        self.year = year
        self.period = period
        self.projects = {one.id: one for one in found}
        self.offices = {one.id: one for one in offices.all_offices(tx)}
        self.before = years_before(tx, found)
        self.retired = libraries.retired(tx)

    @classmethod
    def of(cls, tx: Transaction, project_ids: Sequence[str], *, year: int, period: int) -> MonitoringShelf:
        """The shelf for these projects."""
        return cls(tx, projects.get_many(tx, project_ids), year=year, period=period)

    def known(self, project_ids: Sequence[str]) -> dict[str, Known]:
        """What stands beside the new monitoring form of each of these projects that has an office; read in portions."""
        year = self.year
        found = [self.projects[one] for one in project_ids if one in self.projects]
        targets = self._filings(found, (Form.PROJECT_TARGET,), year)
        earlier = self._filings(found, (Form.PROJECT_MONITORING,), year)
        bare = [one for one in found if not targets[one.id]]
        results = self._filings(bare, _LAST_YEAR, year - 1)
        before = self._filings(bare, (Form.PROJECT_MONITORING,), year - 1)
        answer = {}
        for one in found:
            office = self.offices.get(one.office_id)
            if office is None:
                continue
            target = in_force(targets[one.id]) if targets[one.id] else None
            answer[one.id] = Known(
                office=office,
                project=one,
                target=target,
                target_document=document_of(self.tx, target),
                last_year=in_force(before[one.id]) if before[one.id] else None,
                last_result=in_force(results[one.id]) if results[one.id] else None,
                earlier=each_in_force(
                    filing for filing in earlier[one.id] if (filing.content.period or 0) < self.period
                ),
                retired=self.retired,
            )
        return answer

    def known_of(self, present: Mapping[str, Filing]) -> dict[str, Known]:
        """What stands beside monitoring forms that are there, by project."""
        slots = attachments.slots_of_many(self.tx, [one.id for one in present.values()])
        return {
            project_id: replace(found, slots=slots.get(present[project_id].id, frozenset()))
            for project_id, found in self.known(tuple(present)).items()
        }

    def _filings(
        self, found: Iterable[Project], forms: Sequence[Form], year: int
    ) -> Mapping[str, list[Filing]]:
        """The filings of these forms and this year of each project, those of its forerunner first, oldest first."""
        owners: dict[str, list[str]] = {}
        for one in found:
            before = self.before.get(one.id)
            owners[one.id] = [before.id, one.id] if before is not None else [one.id]
        wanted = [owner for both in owners.values() for owner in both]
        rows = self.tx.query(
            """SELECT id FROM filing WHERE year = ?1 AND form IN (SELECT value FROM json_each(?2))
            AND project_id IN (SELECT value FROM json_each(?3)) ORDER BY period, rowid""",
            (year, json.dumps([form.value for form in forms]), json.dumps(wanted)),
        )
        by_owner: defaultdict[str, list[Filing]] = defaultdict(list)
        for filing in filings.get_many(self.tx, [row[0] for row in rows]):
            by_owner[filing.project_id].append(filing)
        answer: defaultdict[str, list[Filing]] = defaultdict(list)
        for project_id, both in owners.items():
            for owner in both:
                answer[project_id] += by_owner.get(owner, [])
        return answer
