"""Reviews and remarks in the database, as ``domain.road.reviews`` values; ``sent_in`` is the package in which a review went down."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence

from jxdesk.domain.road.outcomes import HANDED_ON, Outcome
from jxdesk.domain.road.review_sheet import FilledSheet
from jxdesk.domain.road.reviews import Answer, Comment, Review
from jxdesk.domain.road.standings import Desk
from jxdesk.domain.templates.form_cells import Place
from jxdesk.store.engine.columns import Values, insert, mapping_text, select
from jxdesk.store.engine.database import Row, Transaction

_REVIEW = (
    "id",
    "filing_id",
    "package_id",
    "round",
    "outcome",
    "merged_into",
    "opinion",
    "office_path",
    "decided_by",
    "decided_on",
    "sheet",
)
_COMMENT = (
    "id",
    "filing_id",
    "round",
    "position",
    "place",
    "line_id",
    "line_name",
    "field",
    "reason_code",
    "text",
    "seen",
    "due_on",
    "answer",
    "answer_text",
    "office_path",
    "written_by",
    "written_on",
)
_STANDS = """SELECT 1 FROM filing_standing s
    WHERE s.id = review.filing_id AND s.desk = ?3 AND s.round = review.round AND s.package_id <> ''"""


def add_many(tx: Transaction, reviews: Sequence[Review]) -> None:
    """Adds reviews; one that is there already stays as it is."""
    known = _known(tx, "review", [one.id for one in reviews])
    insert(tx, "review", [_review_values(one) for one in reviews if one.id not in known])


def of_filing(tx: Transaction, filing_id: str) -> tuple[Review, ...]:
    """The reviews of a filing, the first round first."""
    return _reviews(tx, "WHERE filing_id = ? ORDER BY round, rowid", (filing_id,))


def unsent(tx: Transaction, package_id: str) -> tuple[Review, ...]:
    """The reviews that answer a package and have not gone down yet."""
    return _reviews(tx, "WHERE package_id = ? AND sent_in = '' ORDER BY rowid", (package_id,))


def sent_of(tx: Transaction, filing_ids: Sequence[str]) -> tuple[Review, ...]:
    """The reviews of many filings that have gone down."""
    return _reviews(
        tx,
        "WHERE sent_in <> '' AND filing_id IN (SELECT value FROM json_each(?)) ORDER BY round, rowid",
        (json.dumps(list(filing_ids)),),
    )


def from_above(tx: Transaction, own_path: str) -> dict[str, tuple[Review, str]]:
    """What offices above decided on filings that came up through this desk and was not handed on yet, by filing.

    Beside each stands the package that brought the filing from below.
    """
    found = _reviews(
        tx,
        f"""WHERE office_path <> ?1 AND sent_in = '' AND outcome IN (SELECT value FROM json_each(?2))
        AND rowid = (SELECT max(later.rowid) FROM review later WHERE later.filing_id = review.filing_id)
        AND EXISTS ({_STANDS}) ORDER BY rowid""",
        (own_path, json.dumps(sorted(HANDED_ON)), Desk.REVIEWING.value),
    )
    packages: dict[str, str] = dict(
        tx.query(
            "SELECT id, package_id FROM filing_standing WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps([one.filing_id for one in found]),),
        )
    )
    return {one.filing_id: (one, packages[one.filing_id]) for one in found}


def answering(tx: Transaction, package_id: str) -> tuple[Review, ...]:
    """All reviews that answer a package."""
    return _reviews(tx, "WHERE package_id = ? ORDER BY rowid", (package_id,))


def mark_sent(tx: Transaction, review_ids: Sequence[str], digest: str) -> None:
    """Notes in which package reviews went down."""
    tx.executemany("UPDATE review SET sent_in = ? WHERE id = ?", [(digest, one) for one in review_ids])


def delete(tx: Transaction, review_id: str) -> None:
    """Takes a review back that has not gone down yet."""
    tx.execute("DELETE FROM review WHERE id = ? AND sent_in = ''", (review_id,))


def comments_of(tx: Transaction, filing_id: str, *, number: int | None = None) -> tuple[Comment, ...]:
    """The remarks on a filing, of one round where it is given, in their order."""
    return _comments(
        tx,
        "WHERE filing_id = ?1 AND (?2 IS NULL OR round = ?2) ORDER BY round, position, rowid",
        (filing_id, number),
    )


def comments_of_many(tx: Transaction, filing_ids: Sequence[str]) -> tuple[Comment, ...]:
    """The remarks on many filings."""
    return _comments(
        tx,
        "WHERE filing_id IN (SELECT value FROM json_each(?)) ORDER BY filing_id, round, position, rowid",
        (json.dumps(list(filing_ids)),),
    )


def comment(tx: Transaction, comment_id: str) -> Comment | None:
    """The remark of this id."""
    return next(iter(_comments(tx, "WHERE id = ?", (comment_id,))), None)


def put_comments(tx: Transaction, comments: Sequence[Comment]) -> None:
    """Writes remarks; of those that are there only what differs."""
    known = {one.id: one for one in _of_ids(tx, [one.id for one in comments])}
    insert(tx, "review_comment", [_comment_values(one) for one in comments if one.id not in known])
    for one in comments:
        if one.id not in known or known[one.id] == one:
            continue
        values, old = _comment_values(one), _comment_values(known[one.id])
        changed = {name: value for name, value in values.items() if old[name] != value}
        setting = ", ".join(f"{name} = ?" for name in changed)
        tx.execute(f"UPDATE review_comment SET {setting} WHERE id = ?", (*changed.values(), one.id))


def delete_comment(tx: Transaction, comment_id: str) -> None:
    """Takes a remark back."""
    tx.execute("DELETE FROM review_comment WHERE id = ?", (comment_id,))


def _of_ids(tx: Transaction, ids: Sequence[str]) -> tuple[Comment, ...]:
    return _comments(tx, "WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(ids)),))


def _known(tx: Transaction, table: str, ids: Sequence[str]) -> set[str]:
    rows = tx.query(
        f"SELECT id FROM {table} WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(ids)),)
    )
    return {row[0] for row in rows}


def _reviews(tx: Transaction, rest: str, params: tuple[object, ...]) -> tuple[Review, ...]:
    return tuple(map(_review, tx.query(select(_REVIEW, "review", rest), params)))


def _comments(tx: Transaction, rest: str, params: tuple[object, ...]) -> tuple[Comment, ...]:
    return tuple(map(_comment, tx.query(select(_COMMENT, "review_comment", rest), params)))


def _review_values(one: Review) -> Values:
    return {
        "id": one.id,
        "filing_id": one.filing_id,
        "package_id": one.package_id,
        "round": one.round,
        "outcome": one.outcome.value,
        "merged_into": one.merged_into,
        "opinion": one.opinion,
        "office_path": one.office_path,
        "decided_by": one.decided_by,
        "decided_on": _day_text(one.decided_on),
        "sheet": mapping_text(one.sheet.facts() if one.sheet is not None else {}),
    }


def _review(row: Row) -> Review:
    known = dict(zip(_REVIEW, row, strict=True))
    known["outcome"] = Outcome(known["outcome"])
    known["decided_on"] = _day(known["decided_on"])
    known["sheet"] = FilledSheet.from_facts(json.loads(known["sheet"]))
    return Review(**known)


def _comment_values(one: Comment) -> Values:
    values: Values = {name: getattr(one, name) for name in _COMMENT}
    values["place"] = one.place.value
    values["answer"] = one.answer.value
    values["due_on"] = _day_text(one.due_on)
    values["written_on"] = _day_text(one.written_on)
    return values


def _comment(row: Row) -> Comment:
    known = dict(zip(_COMMENT, row, strict=True))
    known["place"] = Place(known["place"])
    known["answer"] = Answer(known["answer"])
    known["due_on"] = _day(known["due_on"])
    known["written_on"] = _day(known["written_on"])
    return Comment(**known)


def _day_text(day: dt.date | None) -> str:
    return day.isoformat() if day is not None else ""


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
