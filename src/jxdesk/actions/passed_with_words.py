"""Passed with words: forms of this desk that passed with changes; what the reviewer set and said, until somebody has looked at it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from jxdesk.actions.workspace import Workspace
from jxdesk.domain.records.filings import Filing
from jxdesk.domain.road.answering import Item
from jxdesk.domain.road.commented_cells import said_at
from jxdesk.domain.road.outcomes import Outcome
from jxdesk.domain.road.reviews import Comment, Review
from jxdesk.domain.road.standings import Desk, Standing
from jxdesk.store.engine import journal
from jxdesk.store.engine.changes import EVENT
from jxdesk.store.engine.database import Transaction
from jxdesk.store.records import filings, reviews, standings

SEEN = "passed_seen"
"""The line of the journal for somebody who looked at what a reviewer set; a later decision is new again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PassedForm:
    """A form that passed with changes: each item with what was filed and what is accepted; ``is_new`` until it was looked at."""

    filing: Filing
    review: Review
    items: tuple[Item, ...]
    is_new: bool

    @property
    def settled(self) -> tuple[Item, ...]:
        """The cells that the reviewer set."""
        return tuple(one for one in self.items if one.comment.is_settled)


def passed_with_words(workspace: Workspace) -> tuple[PassedForm, ...]:
    """The forms of this desk that passed with changes and stand so still, those that nobody has looked at first."""

    def job(tx: Transaction) -> tuple[PassedForm, ...]:
        passed = standings.in_standings(tx, (Standing.ACCEPTED_WITH_CHANGES,))
        ids = [one.filing_id for one in passed if one.where.desk is Desk.FILLING]
        found = (_passed(tx, filing) for filing in filings.get_many(tx, ids))
        return tuple(sorted((one for one in found if one is not None), key=lambda one: not one.is_new))

    return workspace.read(job)


def passed_form(workspace: Workspace, filing_id: str) -> PassedForm | None:
    """One of them; None for a form that stands otherwise."""

    def job(tx: Transaction) -> PassedForm | None:
        standing, filing = standings.get(tx, filing_id), filings.get(tx, filing_id)
        if filing is None or standing is None or standing.where.desk is not Desk.FILLING:
            return None
        is_passed = standing.where.standing is Standing.ACCEPTED_WITH_CHANGES
        return _passed(tx, filing) if is_passed else None

    return workspace.read(job)


def note_seen(workspace: Workspace, passed: PassedForm) -> None:
    """Notes that somebody has looked at what was set; it is not new any more."""
    workspace.transact(partial(_note, passed=passed), errand=SEEN)


def _note(tx: Transaction, *, passed: PassedForm) -> None:
    tx.note(SEEN, record_id=passed.filing.id, text=passed.review.id)


def _passed(tx: Transaction, filing: Filing) -> PassedForm | None:
    decided = [
        one for one in reviews.of_filing(tx, filing.id) if one.outcome is Outcome.ACCEPTED_WITH_CHANGES
    ]
    if not decided:
        return None
    review = decided[-1]
    comments = reviews.comments_of(tx, filing.id, number=review.round)
    return PassedForm(
        filing=filing,
        review=review,
        items=_items(filing, comments),
        is_new=not _is_seen(tx, review),
    )


def _items(filing: Filing, comments: Sequence[Comment]) -> tuple[Item, ...]:
    """What was set first, then what was only said."""
    made = [
        Item(
            comment=one,
            old=one.seen,
            new=one.answer_text
            if one.is_settled
            else said_at(filing.content, one.place, one.line_id, one.field),
            is_changed=one.is_settled,
        )
        for one in comments
    ]
    return tuple(sorted(made, key=lambda one: not one.is_changed))


def _is_seen(tx: Transaction, review: Review) -> bool:
    looked = journal.history(tx, EVENT, review.filing_id)
    return any(one.field == SEEN and json.loads(one.new or '""') == review.id for one in looked)
