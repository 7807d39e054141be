"""Agreeing: a year is read office by office from the real store, and whatever differs comes with both places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from jxdesk.actions import agree, demo
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.errors import Cancelled
from jxdesk.domain.progress import Progress
from jxdesk.domain.records.accounts import AccountItem, AccountKind
from jxdesk.domain.records.filings import Form
from jxdesk.domain.records.treasury import TreasuryFigure
from jxdesk.store.records import filings, treasury

YEAR = 2025


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """The practice county with a finished year."""
    demo.make_practice_county(tmp_path / "练习")
    with Workspace.open_existing(tmp_path / "练习", who="填报人") as opened:
        yield opened


def test_a_finished_year_agrees_with_itself(workspace: Workspace) -> None:
    found = agree.agreement(workspace, YEAR)
    assert (found.disagreements, found.projects) == ((), 24)
    assert found.filings >= 24


def test_what_the_treasury_paid_is_held_against_the_year(workspace: Workspace) -> None:
    filing = workspace.read(lambda tx: filings.of_year(tx, YEAR, form=Form.PROJECT_SELF_EVALUATION))[0]
    total = filing.content.total_line
    assert total is not None
    assert total.executed_fen is not None
    figure = TreasuryFigure(
        id="t",
        project_id=filing.project_id,
        year=YEAR,
        period=12,
        executed_fen=total.executed_fen,
        source_name="国库支付.xlsx",
    )
    workspace.transact(lambda tx: treasury.put_many(tx, (figure,)))
    assert agree.agreement(workspace, YEAR).disagreements == ()
    less = replace(figure, executed_fen=total.executed_fen - 100)
    workspace.transact(lambda tx: treasury.put_many(tx, (less,)))
    (one,) = agree.agreement(workspace, YEAR).disagreements
    assert one.code == "treasury-differs"
    assert "国库支付.xlsx" in one.there.words
    assert agree.agreement(workspace, YEAR, project_id=filing.project_id).disagreements == (one,)
    assert agree.agreement(workspace, YEAR, project_id="nobody").disagreements == ()


def test_the_final_accounts_of_an_office_are_kept_changed_and_taken_away(workspace: Workspace) -> None:
    filing = workspace.read(lambda tx: filings.of_year(tx, YEAR, form=Form.PROJECT_SELF_EVALUATION))[0]
    own = workspace.read(
        lambda tx: [
            one
            for one in filings.of_office(tx, filing.office_id, form=Form.PROJECT_SELF_EVALUATION)
            if one.content.year == YEAR
        ]
    )
    spent = sum(one.content.total_line.executed_fen or 0 for one in own if one.content.total_line is not None)

    def keep(fen: int | None) -> set[str]:
        agree.put_accounts(
            workspace,
            AccountKind.FINAL,
            office_id=filing.office_id,
            year=YEAR,
            amounts={AccountItem.PROJECTS: fen},
        )
        return {one.code for one in agree.agreement(workspace, YEAR).disagreements}

    assert keep(spent) == set()
    assert keep(spent + 1) == {"final-accounts-sum-differs", "department-accounts-differ"}

    def kept() -> list[int]:
        figures = agree.figures_of_year(workspace, YEAR)
        wanted = (filing.office_id, AccountItem.PROJECTS)
        return [one.amount_fen for one in figures if (one.office_id, one.item) == wanted]

    assert kept() == [spent + 1]
    assert keep(None) == set()
    assert kept() == []


def test_comparing_can_be_stopped(workspace: Workspace) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        agree.agreement(workspace, YEAR, progress=progress)
