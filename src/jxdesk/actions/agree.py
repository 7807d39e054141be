"""Agree: holds the forms of a year against each other, against the budget, the treasury and the final accounts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jxdesk.actions.workspace import Workspace
from jxdesk.domain.agreement.accounts import accounts_disagreements
from jxdesk.domain.agreement.approved import budget_disagreements
from jxdesk.domain.agreement.disagreement import Disagreement, OfficeYear, ProjectYear
from jxdesk.domain.agreement.lines import count_disagreements, line_disagreements
from jxdesk.domain.agreement.money import money_disagreements, task_disagreements
from jxdesk.domain.findings import Severity
from jxdesk.domain.progress import Progress
from jxdesk.domain.records.accounts import AccountFigure, AccountItem, AccountKind
from jxdesk.domain.records.filing_versions import each_in_force, form_in_force
from jxdesk.domain.records.filings import Filing, Form
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.records.offices import Office
from jxdesk.domain.records.projects import Project
from jxdesk.domain.records.treasury import TreasuryFigure
from jxdesk.store.engine.database import Transaction
from jxdesk.store.records import accounts, filings, offices, projects, treasury


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What does not agree in a year, the heavy ones first, and how much was looked at."""

    disagreements: tuple[Disagreement, ...]
    projects: int
    filings: int


def agreement(
    workspace: Workspace, year: int, *, project_id: str = "", progress: Progress | None = None
) -> Agreement:
    """Compares everything of a year, or of one of its projects.

    Raises: Cancelled.
    """
    progress = progress or Progress()
    order, figures, paid = workspace.read(
        lambda tx: (offices.all_offices(tx), accounts.of_year(tx, year), treasury.of_year(tx, year))
    )
    progress.start("对账", len(order))
    found: list[Disagreement] = []
    counts = [0, 0]
    for office in order:
        office_year = workspace.read(
            lambda tx, office=office: _office_year(tx, office, year, figures, paid)  # type: ignore[misc]
        )
        wanted = [one for one in office_year.projects if project_id in ("", one.project.id)]
        counts[0] += len(wanted)
        counts[1] += sum(len(tuple(one.filings)) for one in wanted)
        for one in wanted:
            found += money_disagreements(one)
            found += line_disagreements(one)
        if not project_id:
            found += count_disagreements(office_year.projects)
            found += task_disagreements(office_year)
            found += budget_disagreements(office_year)
            found += accounts_disagreements(office_year)
        progress.step()
    weights = list(Severity)
    found.sort(key=lambda one: weights.index(one.severity))
    return Agreement(disagreements=tuple(found), projects=counts[0], filings=counts[1])


def put_accounts(
    workspace: Workspace,
    kind: AccountKind,
    *,
    office_id: str,
    year: int,
    amounts: Mapping[AccountItem, int | None],
) -> None:
    """Keeps figures of an office's approved budget or final accounts, so that the year can be held against them; None takes one away.

    Units: 分.
    """

    def job(tx: Transaction) -> None:
        present = {
            (figure.item, figure.project_id): figure.id
            for figure in accounts.of_year(tx, year)
            if figure.office_id == office_id and figure.kind is kind
        }
        for item, amount_fen in amounts.items():
            known = present.get((item, ""))
            if amount_fen is not None:
                accounts.put(
                    tx,
                    AccountFigure(
                        id=known or new_id(),
                        office_id=office_id,
                        year=year,
                        kind=kind,
                        item=item,
                        amount_fen=amount_fen,
                    ),
                )
            elif known is not None:
                accounts.remove(tx, known)

    workspace.transact(job, errand="account_figure")


def years_and_offices(workspace: Workspace) -> tuple[tuple[int, ...], tuple[Office, ...]]:
    """What can be compared: the years with projects, newest first, and the offices of this desk."""
    return workspace.read(lambda tx: (projects.years(tx), offices.all_offices(tx)))


def figures_of_year(workspace: Workspace, year: int) -> tuple[AccountFigure, ...]:
    """The kept figures of a year."""
    return workspace.read(lambda tx: accounts.of_year(tx, year))


def _office_year(
    tx: Transaction,
    office: Office,
    year: int,
    figures: Sequence[AccountFigure],
    paid: Sequence[TreasuryFigure],
) -> OfficeYear:
    of_project: dict[str, list[Filing]] = defaultdict(list)
    own: list[Filing] = []
    for filing in filings.of_office(tx, office.id):
        if filing.content.year == year:
            (of_project[filing.project_id] if filing.project_id else own).append(filing)
    payments: dict[str, list[TreasuryFigure]] = defaultdict(list)
    for payment in paid:
        payments[payment.project_id].append(payment)
    books: dict[AccountKind, dict[tuple[AccountItem, str], int]] = {kind: {} for kind in AccountKind}
    for figure in figures:
        if figure.office_id == office.id:
            books[figure.kind][figure.item, figure.project_id] = figure.amount_fen
    final = books[AccountKind.FINAL]
    return OfficeYear(
        office=office,
        projects=tuple(
            _project_year(
                project,
                of_project[project.id],
                payments[project.id],
                final.get((AccountItem.PROJECT, project.id)),
            )
            for project in projects.of_year(tx, year, office_id=office.id)
            if not project.is_classified
        ),
        target=form_in_force(own, Form.DEPARTMENT_TARGET),
        result=form_in_force(own, Form.DEPARTMENT_SELF_EVALUATION),
        final_accounts=_of_the_whole(final),
        approved_budget=_of_the_whole(books[AccountKind.BUDGET]),
    )


def _of_the_whole(book: Mapping[tuple[AccountItem, str], int]) -> dict[AccountItem, int]:
    return {item: fen for (item, project_id), fen in book.items() if not project_id}


def _project_year(
    project: Project, found: Sequence[Filing], paid: Sequence[TreasuryFigure], final_fen: int | None
) -> ProjectYear:
    target = form_in_force(found, Form.PROJECT_TARGET)
    monitorings = each_in_force(filing for filing in found if filing.content.form is Form.PROJECT_MONITORING)
    return ProjectYear(
        project=project,
        target=target,
        replaced_targets=tuple(
            filing
            for filing in found
            if filing.content.form is Form.PROJECT_TARGET and target is not None and filing.id != target.id
        ),
        monitorings=tuple(sorted(monitorings, key=lambda one: one.content.period or 0)),
        result=form_in_force(found, Form.PROJECT_SELF_EVALUATION),
        treasury=tuple(paid),
        final_accounts_fen=final_fen,
    )
