"""Which review sheet a filing is judged by, and whether it must have the scored one; for the look and for the decision."""

from __future__ import annotations

from jxdesk.domain.records.filings import Filing, FilingContent, MoneyKey
from jxdesk.domain.road.review_checks import SheetCase
from jxdesk.domain.road.sheet_book import Sheet
from jxdesk.store.engine.database import Transaction
from jxdesk.store.records import projects
from jxdesk.store.shipped.reviews import sheet_book


def sheet_case(tx: Transaction, filing: Filing) -> SheetCase:
    """The sheets, and whether this filing must be judged by the scored one."""
    project = projects.get(tx, filing.project_id) if filing.project_id else None
    book = sheet_book()
    must_be_scored = book.priority.covers(
        filing.content.form,
        major_new=project is not None and project.major_new,
        amount_fen=_amount_fen(filing.content),
    )
    return SheetCase(book=book, must_be_scored=must_be_scored)


def sheet_for(case: SheetCase, filing: Filing) -> Sheet | None:
    """The sheet that is offered first."""
    offered = [one for one in case.book.sheets if filing.content.form in one.forms]
    return next((one for one in offered if one.is_scored is case.must_be_scored), None)


def _amount_fen(content: FilingContent) -> int | None:
    """The year's amount of a form: the revised budget, else the original one."""
    for line in content.money_lines:
        if line.key is MoneyKey.TOTAL:
            revised = line.revised_budget_fen
            return line.original_budget_fen if revised is None else revised
    return None
