"""Waiting: the filings that are reviewed here as one list, of one package or all that wait; reads, and changes nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from jxdesk.actions.workspace import Workspace
from jxdesk.domain.records.filings import Form
from jxdesk.domain.records.packages import Task
from jxdesk.domain.road.outcomes import Outcome
from jxdesk.domain.road.standings import Desk, Standing
from jxdesk.store.engine.database import Transaction
from jxdesk.store.records import received, reviews

DECIDABLE = (Standing.WAITING, Standing.RETURNED_FROM_ABOVE)
_LIST = """
SELECT f.id, f.project_name, f.title, f.office_name, f.form, f.year, f.period, s.round, s.standing, s.package_id,
       coalesce(f.error_count, 0), coalesce(f.warning_count, 0),
       (SELECT count(*) FROM review_comment c WHERE c.filing_id = f.id AND c.round = s.round),
       coalesce((SELECT r.outcome FROM review r WHERE r.filing_id = f.id AND r.sent_in = '' AND r.office_path = ?3
                 ORDER BY r.rowid DESC LIMIT 1), '')
FROM filing_standing s JOIN filing f ON f.id = s.id
WHERE s.desk = ?1 AND {which}
ORDER BY f.office_name, f.project_name, f.id
"""
_OF_PACKAGE = "s.package_id = ?2"
_ALL = """(s.standing IN (SELECT value FROM json_each(?2))
           OR f.id IN (SELECT filing_id FROM review WHERE sent_in = '' AND office_path = ?3)
           OR f.id IN (SELECT value FROM json_each(?4)))"""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """One filing of the list. ``decided`` is a decision that has not gone down yet; ``remarks`` are those of this round.

    ``is_from_above`` where that decision was made above and is handed on.
    """

    filing_id: str
    name: str
    office: str
    task: Task
    round: int
    standing: Standing
    package_id: str
    errors: int
    warnings: int
    remarks: int
    decided: Outcome | None = None
    is_from_above: bool = False

    @property
    def waits(self) -> bool:
        """Whether it has still to be decided."""
        return self.standing in DECIDABLE


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewList:
    """The filings with what the package is called that brought them; no name where they are of several."""

    rows: tuple[CaseRow, ...]
    package: str = ""
    senders: dict[str, str]

    @property
    def waiting(self) -> Sequence[CaseRow]:
        """What has still to be decided."""
        return [row for row in self.rows if row.waits]

    @property
    def unsent(self) -> dict[str, int]:
        """How many decisions wait to go down, by package."""
        found: dict[str, int] = {}
        for row in self.rows:
            if row.decided is not None:
                found[row.package_id] = found.get(row.package_id, 0) + 1
        return found


def review_list(workspace: Workspace, digest: str = "") -> ReviewList:
    """The filings of a package; without one all that wait, and those whose decisions have not gone down."""
    own = workspace.facts.office
    return workspace.read(partial(_list, digest=digest, own_path=own.path if own is not None else ""))


def count_waiting(workspace: Workspace) -> int:
    """How many filings wait to be decided here."""
    return workspace.read(
        lambda tx: int(
            tx.query(
                "SELECT count(*) FROM filing_standing WHERE desk = ? AND standing IN (SELECT value FROM json_each(?))",
                (Desk.REVIEWING.value, json.dumps(DECIDABLE)),
            )[0][0]
        )
    )


def _list(tx: Transaction, *, digest: str, own_path: str) -> ReviewList:
    which, asked = (_OF_PACKAGE, digest) if digest else (_ALL, json.dumps(DECIDABLE))
    above = {one: review.outcome for one, (review, _) in reviews.from_above(tx, own_path).items()}
    values: list[object] = [Desk.REVIEWING.value, asked, own_path]
    rows = tuple(
        CaseRow(
            filing_id=row[0],
            name=row[1] or row[2] or row[3],
            office=row[3],
            task=Task(form=Form(row[4]), year=row[5], period=row[6]),
            round=row[7],
            standing=Standing(row[8]),
            package_id=row[9],
            errors=row[10],
            warnings=row[11],
            remarks=row[12],
            decided=above.get(row[0]) or (Outcome(row[13]) if row[13] else None),
            is_from_above=row[0] in above,
        )
        for row in tx.query(
            _LIST.format(which=which), values if digest else [*values, json.dumps(list(above))]
        )
    )
    packages = {one: received.get(tx, one) for one in {row.package_id for row in rows}}
    senders = {
        one: f"{package.sender_name} 第 {package.position.seq} 号"
        for one, package in packages.items()
        if package is not None
    }
    return ReviewList(rows=rows, package=senders.get(digest, ""), senders=senders)
