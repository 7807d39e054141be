"""Approvals and adjustments in the database, as ``domain.year.approvals`` values, and what was built on an approved target."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import NamedTuple

from jxdesk.domain.records.filings import TARGETS, FilingState, Form
from jxdesk.domain.year.approvals import Adjustment, AdjustmentState, Approval, ApprovalFacts
from jxdesk.store.engine.columns import Values, insert, select
from jxdesk.store.engine.database import Transaction

_APPROVAL = ("id", "filing_id", "approved_on", "document_number", "approver", "note", "filing_version")
_ADJUSTMENT = (
    "id",
    "filing_id",
    "replaces_id",
    "reason",
    "requested_on",
    "requested_by",
    "state",
    "approver",
    "approved_on",
    "document_number",
)
_OF_FILINGS = "filing_id IN (SELECT value FROM json_each(?))"


class TargetHead(NamedTuple):
    """What lists need of a target, without its lines; ``project_id`` is empty for an office as a whole."""

    id: str
    form: Form
    project_id: str
    office_id: str
    state: FilingState
    replaces_id: str


def heads_of_year(tx: Transaction, year: int) -> tuple[TargetHead, ...]:
    """The targets of a year with all their versions, oldest first."""
    rows = tx.query(
        "SELECT id, form, coalesce(project_id, ''), office_id, state, replaces_id FROM filing"
        " WHERE year = ? AND form IN (SELECT value FROM json_each(?)) ORDER BY rowid",
        (year, json.dumps(sorted(form.value for form in TARGETS))),
    )
    return tuple(
        TargetHead(row[0], Form(row[1]), row[2], row[3], FilingState(row[4]), row[5]) for row in rows
    )


class TargetCounts(NamedTuple):
    """How many targets of a year wait for what: to be filled in (and how many of those came in mid-year), to be approved, to be adjusted."""

    missing: int
    missing_of_mid_year: int
    unapproved: int
    requested: int


def counts_of_year(tx: Transaction, year: int) -> TargetCounts:
    """What waits in a year; a project of mid-year has money that was added and no original budget.

    Source: targets are asked of 特定目标类 and 其他运转类; 人员类 and 公用经费 are covered by the department's own.
    """
    row = tx.row(
        """SELECT
        (SELECT count(*) FROM project p WHERE {wanting}),
        (SELECT count(*) FROM project p WHERE {wanting}
          AND EXISTS (SELECT 1 FROM budget_version b WHERE b.project_id = p.id AND b.stage = 'adjusted')
          AND NOT EXISTS (SELECT 1 FROM budget_version b WHERE b.project_id = p.id AND b.stage = 'original')),
        (SELECT count(*) FROM filing WHERE year = ?1 AND form IN ('project_target', 'department_target')
          AND replaces_id = '' AND state IN ('finished', 'sealed')),
        (SELECT count(*) FROM filing f JOIN adjustment a ON a.filing_id = f.id
          WHERE f.year = ?1 AND f.state <> 'approved')""".format(
            wanting="p.fiscal_year = ?1 AND p.is_classified = 0 AND p.withdrawn_on = ''"
            " AND p.project_class IN ('specific', 'operating_other') AND NOT EXISTS"
            " (SELECT 1 FROM filing f WHERE f.project_id = p.id AND f.form = 'project_target')"
        ),
        (year,),
    )
    assert row is not None
    return TargetCounts(*map(int, row))


def requested_of_year(tx: Transaction, year: int) -> tuple[str, ...]:
    """The changed copies of a year that wait for their approval."""
    rows = tx.query(
        "SELECT f.id FROM filing f JOIN adjustment a ON a.filing_id = f.id WHERE f.year = ? AND f.state <> 'approved'"
        " ORDER BY a.rowid",
        (year,),
    )
    return tuple(str(row[0]) for row in rows)


def add_many(tx: Transaction, approvals: Sequence[Approval]) -> None:
    """Adds approvals."""
    insert(tx, "approval", [_approval_values(one) for one in approvals])


def save(tx: Transaction, approval: Approval) -> None:
    """Writes what was corrected in an approval."""
    _update(tx, "approval", _approval_values(approval))


def delete(tx: Transaction, filing_id: str) -> None:
    """Deletes the approval of a filing."""
    tx.execute("DELETE FROM approval WHERE filing_id = ?", (filing_id,))


def of_filing(tx: Transaction, filing_id: str) -> Approval | None:
    """The approval of a filing, the newest where it was recorded twice."""
    return next(iter(of_filings(tx, (filing_id,))), None)


def of_filings(tx: Transaction, filing_ids: Sequence[str]) -> tuple[Approval, ...]:
    """The approvals of some filings, newest first."""
    rows = tx.query(
        select(_APPROVAL, "approval", f"WHERE {_OF_FILINGS} ORDER BY rowid DESC"),
        (json.dumps(list(filing_ids)),),
    )
    return tuple(
        Approval(
            id=row[0],
            filing_id=row[1],
            facts=ApprovalFacts(
                approved_on=dt.date.fromisoformat(row[2]),
                document_number=row[3],
                approver=row[4],
                note=row[5],
            ),
            filing_version=row[6],
        )
        for row in rows
    )


def state_before(tx: Transaction, filing_id: str) -> FilingState:
    """The state that a filing had before it was approved, by the change log."""
    old = tx.value(
        "SELECT old FROM change_log WHERE record_id = ? AND table_name = 'filing' AND field = 'state' AND new = ?"
        " ORDER BY n DESC LIMIT 1",
        (filing_id, json.dumps(FilingState.APPROVED.value)),
    )
    return FilingState.FINISHED if old is None else FilingState(json.loads(old))


def set_states(tx: Transaction, filing_ids: Sequence[str], state: FilingState) -> None:
    """Moves filings to a state; what they say stays, so this is no new version of them."""
    tx.executemany(
        "UPDATE filing SET state = ? WHERE id = ?", [(state.value, filing_id) for filing_id in filing_ids]
    )


def answering(tx: Transaction, filing_id: str) -> tuple[str, ...]:
    """The titles of the monitoring and self-evaluation forms that answer lines of a target."""
    rows = tx.query(
        "SELECT DISTINCT f.id, f.title, f.form FROM indicator_line l JOIN filing f ON f.id = l.filing_id"
        " WHERE f.id <> ?1 AND f.replaces_id <> ?1"
        " AND l.answers_line_id IN (SELECT id FROM indicator_line WHERE filing_id = ?1) ORDER BY f.rowid",
        (filing_id,),
    )
    return tuple(str(row[1] or row[2]) for row in rows)


# ---- adjustments ------------------------------------------------------------------------------------------------


def add_adjustment(tx: Transaction, adjustment: Adjustment) -> None:
    """Adds a request."""
    insert(tx, "adjustment", [_adjustment_values(adjustment)])


def save_adjustment(tx: Transaction, adjustment: Adjustment) -> None:
    """Writes a changed request."""
    _update(tx, "adjustment", _adjustment_values(adjustment))


def delete_adjustment(tx: Transaction, adjustment_id: str) -> None:
    """Deletes a request."""
    tx.execute("DELETE FROM adjustment WHERE id = ?", (adjustment_id,))


def adjustment_of(tx: Transaction, filing_id: str) -> Adjustment | None:
    """The request whose changed copy this filing is."""
    return next(iter(_adjustments(tx, "WHERE filing_id = ?", (filing_id,))), None)


def adjustment_replacing(tx: Transaction, filing_id: str) -> Adjustment | None:
    """The request to change this approved filing; there is one at most."""
    return next(iter(_adjustments(tx, "WHERE replaces_id = ?", (filing_id,))), None)


def adjustments_of_year(tx: Transaction, year: int) -> tuple[Adjustment, ...]:
    """The requests to change targets of a year, in the order they were made."""
    return _adjustments(
        tx, "WHERE filing_id IN (SELECT id FROM filing WHERE year = ?) ORDER BY rowid", (year,)
    )


def _adjustments(tx: Transaction, where: str, params: Sequence[object]) -> tuple[Adjustment, ...]:
    found = []
    for row in tx.query(select(_ADJUSTMENT, "adjustment", where), params):
        values: Values = dict(zip(_ADJUSTMENT, row, strict=True))
        values["requested_on"] = dt.date.fromisoformat(values["requested_on"])
        values["approved_on"] = (
            dt.date.fromisoformat(values["approved_on"]) if values["approved_on"] else None
        )
        values["state"] = AdjustmentState(values["state"])
        found.append(Adjustment(**values))
    return tuple(found)


def _approval_values(approval: Approval) -> Values:
    facts = approval.facts
    return {
        "id": approval.id,
        "filing_id": approval.filing_id,
        "approved_on": facts.approved_on.isoformat(),
        "document_number": facts.document_number,
        "approver": facts.approver,
        "note": facts.note,
        "filing_version": approval.filing_version,
    }


def _adjustment_values(adjustment: Adjustment) -> Values:
    values: Values = {name: getattr(adjustment, name) for name in _ADJUSTMENT}
    values["requested_on"] = adjustment.requested_on.isoformat()
    values["approved_on"] = adjustment.approved_on.isoformat() if adjustment.approved_on else ""
    values["state"] = adjustment.state.value
    return values


def _update(tx: Transaction, table: str, values: Values) -> None:
    setting = ", ".join(f"{name} = ?" for name in values if name != "id")
    rest = [value for name, value in values.items() if name != "id"]
    tx.execute(f"UPDATE {table} SET {setting} WHERE id = ?", (*rest, values["id"]))
