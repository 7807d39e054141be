"""Review sheets: which one a filing is judged by, those that are filled in and not decided, and how an office lets filings pass.

What is asked and who passes stands in the rule pack that this desk goes by for the year of the filing; an office chooses only
where the pack leaves it a choice. What was decided is read by the pack and the way to pass of then.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal

from jxdesk.actions.reviewing.cases import case_of, name_of
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.records.filings import Filing, FilingContent, MoneyKey
from jxdesk.domain.road.duties import Duty
from jxdesk.domain.road.moves import moves_open
from jxdesk.domain.road.outcomes import DECIDED_BY
from jxdesk.domain.road.review_checks import SheetCase
from jxdesk.domain.road.review_sheet import Batch, FilledSheet, total_of
from jxdesk.domain.road.standings import Desk, Standing
from jxdesk.domain.rules.reviewing import PassMode, Sheet, SheetBook
from jxdesk.domain.values.quantities import decimal_text
from jxdesk.store.engine import settings
from jxdesk.store.engine.database import Transaction
from jxdesk.store.faults import Refused
from jxdesk.store.records import filings, projects, reviews, standings
from jxdesk.store.records.standings import FilingStanding
from jxdesk.store.shipped.forms import rules_for
from jxdesk.store.shipped.reviews import sheet_book, sheet_book_of
from jxdesk.store.views.monitoring import rules_of

_FILLED, _PASSING = "review_sheet", "review_passing"
_OUT_OF_THE_BATCH = frozenset({Standing.WITHDRAWN, Standing.DELETED, Standing.MERGED, Standing.REPLACED})


def fill_sheet(workspace: Workspace, filing_id: str, filled: FilledSheet) -> None:
    """Keeps a filled sheet for the decision on this round; others of the batch are compared with it from now on.

    Raises: NotFound; NotForReview.
    """
    workspace.take_up(Duty.REVIEW)

    def job(tx: Transaction) -> None:
        _, standing = case_of(tx, filing_id)
        kept = {"round": standing.where.round, **filled.facts()}
        settings.put(tx, f"{_FILLED}/{filing_id}", json.dumps(kept, ensure_ascii=False))

    workspace.transact(job, errand="review_sheet")


def let_pass(workspace: Workspace, book: SheetBook, way_id: str, score: Decimal | None = None) -> None:
    """How this office lets scored filings pass under this pack from now on; ``score`` is its own line of points.

    Raises: Refused: the pack does not leave the office this choice.
    """
    workspace.take_up(Duty.REVIEW)
    way = next((one for one in book.open_ways if one.id == way_id), None)
    if way is None:
        raise Refused(
            "规则包没有许各单位用这个办法。",
            facts=f"{book.pack_name} {book.version} 版",
            advice=f"可以用：{'、'.join(one.name for one in book.open_ways)}。",
        )
    if score is not None and not way.may_be(score):
        raise Refused(
            f"规则包不许把分数线定为 {decimal_text(score)} 分。",
            facts=f"{book.pack_name} {book.version} 版",
            advice=way.line_words,
        )
    kept = json.dumps({"way": way_id, "score": decimal_text(score)})
    workspace.transact(
        lambda tx: settings.put(tx, f"{_PASSING}/{book.pack_id}", kept), errand="review_passing"
    )


def book_in_force(tx: Transaction, content: FilingContent) -> SheetBook:
    """The sheets by which this desk judges a form now, with the way to pass that the office chose where it may.

    The pack that this desk goes by counts for the years it is made for; forms of other years keep their own.
    """
    rules = rules_of(tx)
    if not rules.covers_year(content.year or 0):
        rules = rules_for(content)
    book = sheet_book(rules)
    kept = json.loads(settings.get(tx, f"{_PASSING}/{book.pack_id}", "{}"))
    score = Decimal(kept["score"]) if kept.get("score") else None
    return book.passing_by(kept.get("way", ""), score)


def filled_sheet(tx: Transaction, standing: FilingStanding) -> FilledSheet | None:
    """The sheet of the present round: the one that was decided with, else the one that waits for the decision."""
    decided = [
        one.sheet
        for one in reviews.of_filing(tx, standing.filing_id)
        if one.round == standing.where.round and one.sheet is not None
    ]
    if decided:
        return decided[-1]
    kept = json.loads(settings.get(tx, f"{_FILLED}/{standing.filing_id}", "{}"))
    return FilledSheet.from_facts(kept) if kept.get("round") == standing.where.round else None


def sheet_case(tx: Transaction, filing: Filing, standing: FilingStanding) -> SheetCase:
    """The sheets, whether this filing must be judged by the scored one, and its batch where the way to pass compares.

    Of a filing that is decided they are those of then.
    """
    filled = filled_sheet(tx, standing)
    is_decided = set(DECIDED_BY.values()).isdisjoint(moves_open(standing.where))
    decided = filled if is_decided else None
    book = book_in_force(tx, filing.content) if decided is None else sheet_book_of(decided.edition)
    compares = book.passing.mode is PassMode.AVERAGE
    return SheetCase(
        book=book,
        must_be_scored=_must_be_scored(tx, filing, book),
        batch=_batch(tx, filing, book) if compares else None,
        written=None if filled is None else sheet_book_of(filled.edition).sheet(filled.sheet_id),
    )


def sheet_for(case: SheetCase, filing: Filing) -> Sheet | None:
    """The sheet that is offered first."""
    offered = [one for one in case.book.sheets if filing.content.form in one.forms]
    return next((one for one in offered if one.is_scored is case.must_be_scored), None)


def _batch(tx: Transaction, filing: Filing, book: SheetBook) -> Batch:
    """The other filings of the same form, year and period that came to this desk and are judged by points.

    What belongs to one batch is this program's own reading: the sources say the average and not of what.
    """
    totals, missing = [], []
    for other, standing in _judged_together(tx, filing):
        filled = filled_sheet(tx, standing)
        sheet = sheet_book_of(filled.edition).sheet(filled.sheet_id) if filled is not None else None
        total = total_of(sheet, filled) if sheet is not None and filled is not None else None
        if total is not None:
            totals.append(total)
        elif _must_be_scored(tx, other, book):
            missing.append(name_of(other))
    return Batch(others=tuple(totals), missing=tuple(missing))


def _judged_together(tx: Transaction, filing: Filing) -> Iterator[tuple[Filing, FilingStanding]]:
    content = filing.content
    of_year = filings.of_year(tx, content.year or 0, form=content.form)
    known = standings.get_many(tx, [one.id for one in of_year])
    for other in of_year:
        standing = known.get(other.id)
        if (
            other.id != filing.id
            and other.content.period == content.period
            and standing is not None
            and standing.where.desk is Desk.REVIEWING
            and standing.where.standing not in _OUT_OF_THE_BATCH
        ):
            yield other, standing


def _must_be_scored(tx: Transaction, filing: Filing, book: SheetBook) -> bool:
    project = projects.get(tx, filing.project_id) if filing.project_id else None
    return book.priority.covers(
        filing.content.form,
        major_new=project is not None and project.major_new,
        amount_fen=_amount_fen(filing.content),
    )


def _amount_fen(content: FilingContent) -> int | None:
    """The year's amount of a form: the revised budget, else the original one."""
    for line in content.money_lines:
        if line.key is MoneyKey.TOTAL:
            revised = line.revised_budget_fen
            return line.original_budget_fen if revised is None else revised
    return None


def read_sheet_case(workspace: Workspace, filing_id: str) -> SheetCase:
    """By which sheets a filing is judged now.

    Raises: NotFound; NotForReview.
    """
    return workspace.read(lambda tx: sheet_case(tx, *case_of(tx, filing_id)))
