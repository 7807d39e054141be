"""Open case: a filing under review with everything that a reviewer looks at beside it; reads, and changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from jxdesk.actions.judging import judge
from jxdesk.actions.reviewing.cases import unknown_package
from jxdesk.actions.reviewing.fillers import filled_by
from jxdesk.actions.reviewing.sheets import filled_sheet, sheet_case, sheet_for
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.findings import Finding
from jxdesk.domain.records.filings import Filing, FilingContent, Scorecard
from jxdesk.domain.records.known import Known
from jxdesk.domain.records.received import ConflictChoice
from jxdesk.domain.road.answering import Resubmission, since_return
from jxdesk.domain.road.moves import moves_open
from jxdesk.domain.road.outcomes import DECIDED_BY, PASSING, Outcome
from jxdesk.domain.road.review_checks import SheetCase
from jxdesk.domain.road.review_sheet import FilledSheet
from jxdesk.domain.road.reviews import Comment, Review
from jxdesk.domain.road.settling import brought, settled
from jxdesk.domain.road.standings import Desk
from jxdesk.domain.round_trip.differences import Difference, differences
from jxdesk.domain.rules.reviewing import Sheet
from jxdesk.store.engine.database import Transaction
from jxdesk.store.faults import NotFound
from jxdesk.store.records import conflict_choices, filings, reviews, standings
from jxdesk.store.records.standings import FilingStanding
from jxdesk.store.shipped.forms import rules_for
from jxdesk.store.views.known import known_of
from jxdesk.store.views.past_versions import filing_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A filing under review.

    ``accepted`` is what it said when it was accepted last, with ``since_accepted`` what it says otherwise; ``answered``
    holds the remarks of the round that was returned last with old and new, None in the first round. ``remarks`` are those
    of this round, ``settled`` the values that were set in it; scores and findings are those of the form as it would pass
    with them, ``brought`` what would not fit any more. ``history`` are all decisions, ``filled_by`` the names under which
    it was filled in. ``sheets`` says by which sheets it is judged, ``sheet`` is the one that is offered and ``filled`` what
    was filled in of it. ``asked_again`` says what the filing office is asked for where it is not known any more which package
    brought the form; until then nothing can be decided.
    """

    filing: Filing
    standing: FilingStanding
    known: Known
    scorecard: Scorecard
    findings: tuple[Finding, ...]
    brought: tuple[Finding, ...]
    outcomes: tuple[Outcome, ...]
    remarks: tuple[Comment, ...]
    settled: tuple[Comment, ...]
    history: tuple[Review, ...]
    choices: tuple[ConflictChoice, ...]
    sheets: SheetCase
    sheet: Sheet | None = None
    filled: FilledSheet | None = None
    filled_by: frozenset[str] = frozenset()
    accepted: FilingContent | None = None
    since_accepted: tuple[Difference, ...] = ()
    answered: Resubmission | None = None
    asked_again: str = ""

    @property
    def name(self) -> str:
        """What people call it."""
        content = self.filing.content
        return content.project_name or content.title or content.office_name

    @property
    def last_year(self) -> FilingContent | None:
        """The same form a year before."""
        return self.known.last_year.content if self.known.last_year is not None else None


def open_case(workspace: Workspace, filing_id: str) -> Case:
    """A filing as the reviewer sees it.

    Raises: NotFound: there is no such filing, or it did not come by road.
    """
    return workspace.read(partial(_case, filing_id=filing_id))


def _case(tx: Transaction, *, filing_id: str) -> Case:
    filing, standing = filings.get(tx, filing_id), standings.get(tx, filing_id)
    if filing is None or standing is None or standing.where.desk is not Desk.REVIEWING:
        raise NotFound("没有这张待审的表。", facts=filing_id, advice="它可能已被撤销导入，请刷新收件箱。")
    beside = known_of(tx, filing)
    comments = reviews.comments_of(tx, filing_id)
    history = reviews.of_filing(tx, filing_id)
    of_round = [one for one in comments if one.round == standing.where.round]
    applied = settled(filing.content, of_round, rules_for(filing.content))
    judged = judge(applied.content, imported=False, known=beside)
    filed = judged if not applied.inverse else judge(filing.content, imported=False, known=beside)
    accepted = _accepted(tx, filing, standing, comments, history)
    sheets = sheet_case(tx, filing, standing)
    allowed = moves_open(standing.where)
    is_open = not set(DECIDED_BY.values()).isdisjoint(allowed)
    asked_again = unknown_package(filing, standing) if is_open else ""
    return Case(
        filing=filing,
        standing=standing,
        known=beside,
        scorecard=judged.scorecard,
        findings=judged.findings,
        brought=brought(filed.findings, judged.findings),
        outcomes=tuple(
            outcome for outcome, move in DECIDED_BY.items() if move in allowed and not asked_again
        ),
        asked_again=asked_again,
        remarks=tuple(one for one in of_round if not one.is_settled),
        settled=tuple(one for one in of_round if one.is_settled),
        history=history,
        choices=conflict_choices.of_filing(tx, filing_id),
        sheets=sheets,
        sheet=sheet_for(sheets, filing),
        filled=filled_sheet(tx, standing),
        filled_by=filled_by(tx, filing, standing),
        accepted=accepted,
        since_accepted=differences(accepted, filing.content) if accepted is not None else (),
        answered=_answered(tx, filing, standing, comments),
    )


def _accepted(
    tx: Transaction,
    filing: Filing,
    standing: FilingStanding,
    comments: Sequence[Comment],
    history: Sequence[Review],
) -> FilingContent | None:
    """What the form said when it passed last, with the values that were set in that round."""
    filed = _content_at(tx, filing, standing.accepted_change)
    rounds = [one.round for one in history if one.outcome in PASSING]
    if filed is None or not rounds:
        return filed
    of_round = [one for one in comments if one.round == rounds[-1]]
    return settled(filed, of_round, rules_for(filed)).content


def _answered(
    tx: Transaction, filing: Filing, standing: FilingStanding, comments: Sequence[Comment]
) -> Resubmission | None:
    """What became of the remarks of the round that was returned last, where this is a later one."""
    before = max((one.round for one in comments if one.round < standing.where.round), default=0)
    returned = _content_at(tx, filing, standing.returned_change)
    if not before or returned is None:
        return None
    return since_return(returned, filing.content, [one for one in comments if one.round == before])


def _content_at(tx: Transaction, filing: Filing, change: int) -> FilingContent | None:
    before = filing_at(tx, filing.id, change) if change else None
    return before.content if before is not None else None
