"""What the search over everything reads: projects of all years, their filings, and offices; wants no models."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from jxdesk.store.engine.database import Transaction
from jxdesk.store.shipped.first_letters import found_by_letters
from jxdesk.store.views import project_sheet, versions


def found_projects(tx: Transaction, words: Sequence[str], limit: int) -> list[list[Any]]:
    """The projects that all words fit, newest year first: id, year, name, code, unit; wants the sheet with its letters."""
    parts, values = ["name <> ''"], list[Any]()
    for condition, its_values in map(project_sheet.text_condition, words):
        parts.append(condition)
        values += its_values
    rows: list[list[Any]] = json.loads(
        tx.value(
            f"""SELECT json_group_array(json_array(p.id, p.fiscal_year, p.name, p.code,
            CASE WHEN p.implementing_unit <> '' THEN p.implementing_unit ELSE p.department END)) FROM (SELECT r FROM project_sheet
            WHERE {" AND ".join(parts)} ORDER BY year DESC, r LIMIT {limit:d}) JOIN project p ON p.rowid = r""",
            values,
        )
    )
    return rows


def filings_of_projects(tx: Transaction, project_ids: Sequence[str]) -> list[list[Any]]:
    """The version in force of each form and period of some projects: id, form, period, year, project, state."""
    found: list[list[Any]] = json.loads(
        tx.value(
            f"""SELECT json_group_array(json_array(f.id, f.form, f.period, f.year, f.project_id, f.state)) FROM filing f
            WHERE f.project_id IN (SELECT value FROM json_each(?)) AND {versions.IS_IN_FORCE}""",
            (json.dumps(list(project_ids)),),
        )
    )
    return found


def found_offices(tx: Transaction, words: Sequence[str], limit: int) -> list[list[Any]]:
    """The offices that all words fit by name, code or first letters: id, name, code."""
    offices: list[list[Any]] = json.loads(
        tx.value(
            "SELECT json_group_array(json_array(id, name, unit_code)) FROM office WHERE valid_to = ''", ()
        )
    )
    found = []
    for office in offices:
        text = f"{office[1]} {office[2]} {found_by_letters(office[1])}".lower()
        if all(word in text for word in words):
            found.append(office)
    return found[:limit]
