"""What others say of the practice county's money: the treasury's payments and the final accounts of the offices."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from jxdesk.domain.practice.draw import Draw, share
from jxdesk.domain.practice.plan import UNIT_FEN, Plan
from jxdesk.domain.practice.projects import Undertaking
from jxdesk.domain.records.accounts import AccountFigure, AccountItem, AccountKind
from jxdesk.domain.records.filings import Filing, FilingContent
from jxdesk.domain.records.treasury import TreasuryFigure


def treasury_figures(
    year: int, period: int, filings: Sequence[Filing], plan: Plan
) -> Iterator[TreasuryFigure]:
    """What the treasury paid up to a month for the projects of these forms; a few figures are another one."""
    outside = plan.year.treasury
    for number, filing in enumerate(filings, 1):
        total = filing.content.total_line
        if total is None or total.executed_fen is None:
            continue
        draw = Draw(f"{year}/treasury/{period}/{filing.project_id}")
        executed = total.executed_fen
        if number in outside.differing:
            executed -= share(executed // UNIT_FEN, draw.whole(*outside.moved)) * UNIT_FEN
        yield TreasuryFigure(
            id=draw.id(),
            project_id=filing.project_id,
            year=year,
            period=period,
            executed_fen=executed,
            source_name=outside.source_name,
            taken_in_at=outside.taken_in_at,
        )


def final_accounts(
    year: int,
    results: Sequence[tuple[Undertaking, FilingContent, bool]],
    plan: Plan,
    *,
    differing: Collection[int] = (),
) -> Iterator[AccountFigure]:
    """The final accounts of every office: all its projects together, and each whose self-evaluation is finished.

    ``results`` are the projects with what was truly spent and whether that was evaluated; ``differing`` names projects
    of which the accounts say another amount.
    """
    outside = plan.year.accounts
    spent: dict[str, int] = {}
    number = 0
    for item, content, is_evaluated in results:
        total = content.total_line
        executed = (total.executed_fen or 0) if total is not None else 0
        office_id = item.project.office_id
        spent[office_id] = spent.get(office_id, 0) + executed
        if not is_evaluated:
            continue
        number += 1
        draw = Draw(f"{year}/accounts/{item.project.code}")
        if number in differing:
            executed -= share(executed // UNIT_FEN, draw.whole(*outside.moved)) * UNIT_FEN
        yield _figure(year, plan, draw, office_id, AccountItem.PROJECT, executed, item.project.id)
    for office_id, executed in spent.items():
        draw = Draw(f"{year}/accounts/{office_id}")
        yield _figure(year, plan, draw, office_id, AccountItem.PROJECTS, executed)


def _figure(
    year: int,
    plan: Plan,
    draw: Draw,
    office_id: str,
    item: AccountItem,
    amount_fen: int,
    project_id: str = "",
) -> AccountFigure:
    outside = plan.year.accounts
    return AccountFigure(
        id=draw.id(),
        office_id=office_id,
        project_id=project_id,
        year=year,
        kind=AccountKind.FINAL,
        item=item,
        amount_fen=amount_fen,
        source_name=outside.source_name,
        document_number=outside.document_number.format(year=year, n=draw.whole(1, 60)),
    )
