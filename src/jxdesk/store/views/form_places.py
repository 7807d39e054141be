"""Form places: the office, the project and the stored filing that a form read from a file belongs to; used by import."""

from __future__ import annotations

import json
from collections.abc import Iterable

from jxdesk.domain.records.filings import Filing, FilingContent, Form
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.records.offices import Office
from jxdesk.domain.records.projects import Project
from jxdesk.store.engine.database import Transaction
from jxdesk.store.records import filings, offices, projects

FilingKey = tuple[str, str, Form, int | None, int | None]
"""Office, project (empty for the office as a whole), form, year and period: one filing each."""


class FormPlaces:
    """Finds where forms belong; projects that no form before named are made once."""

    def __init__(self, tx: Transaction, own: Office) -> None:
        self._tx = tx
        self._own = own
        self._offices: dict[str, list[Office]] = {}
        for office in offices.all_offices(tx):
            self._offices.setdefault(office.name, []).append(office)
        self._new_projects: dict[tuple[str, int, str, str], Project] = {}

    def office_of(self, content: FilingContent) -> Office:
        """The office that a form names, where exactly one is called so; else the workspace's own."""
        for name in (content.implementing_unit, content.office_name, content.department):
            found = self._offices.get(name.strip(), [])
            if len(found) == 1:
                return found[0]
        return self._own

    def project_of(
        self, content: FilingContent, year: int, office: Office, file_stem: str
    ) -> tuple[Project, bool]:
        """The project that a form is about, and whether it is new: by code, else by name, office, unit and year.

        A form that names no project is known by its file; what it prints stays blank.
        """
        code, name = content.project_code.strip(), content.project_name.strip() or file_stem
        unit = content.implementing_unit.strip()
        stored = self._stored_project(code, name, year, office, unit)
        if stored is not None:
            return stored, False
        key = (code or name, year, office.id, "" if code else unit)
        known = self._new_projects.get(key)
        if known is None:
            known = Project(
                id=new_id(),
                office_id=office.id,
                fiscal_year=year,
                name=name,
                code=code,
                department=content.department.strip(),
                implementing_unit=unit,
            )
            self._new_projects[key] = known
        return known, True

    def _stored_project(self, code: str, name: str, year: int, office: Office, unit: str) -> Project | None:
        stored = projects.by_code(self._tx, code, year) if code else None
        if stored is None:
            stored = projects.by_name(self._tx, name, year, office_id=office.id, unit=unit)
            if stored is not None and code and stored.code:
                return None  # the same name under another code is another project
        return stored

    def names_another_project(self, content: FilingContent, filing: Filing) -> bool:
        """Whether a form is by its code or its name about another project than the filing that its file names."""
        known = filing.content
        code, name = content.project_code.strip(), content.project_name.strip()
        if code and known.project_code and code != known.project_code:
            return True
        if not filing.project_id or not name or name == known.project_name:
            return False
        year = content.year or known.year or 0
        found = self._stored_project(code, name, year, self.office_of(content), content.implementing_unit)
        return found is not None and found.id != filing.project_id


def stored_filing(tx: Transaction, key: FilingKey) -> Filing | None:
    """The stored filing of an office or project, form, year and period."""
    office_id, project_id, form, year, period = key
    if project_id:
        found = filings.of_project(tx, project_id, form=form)
    else:
        found = filings.of_office(tx, office_id, form=form)
    same = [one for one in found if (one.content.year, one.content.period) == (year, period)]
    return next((one for one in reversed(same) if one.project_id == project_id), None)


def project_forms(tx: Transaction, project_ids: Iterable[str]) -> frozenset[tuple[str, str, int, int | None]]:
    """Which forms of these projects are stored: project, form, year and period; for a first look at many."""
    rows = tx.query(
        "SELECT project_id, form, year, period FROM filing"
        " WHERE project_id IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(project_ids)),),
    )
    return frozenset(rows)
