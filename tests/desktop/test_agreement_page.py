"""The page of agreement: what does not agree is listed, and both places are a step away."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from jxdesk.actions import look
from jxdesk.desktop.pages.agreement import AgreementPage
from jxdesk.desktop.pages.filling import FillingPage
from jxdesk.desktop.shell import Shell
from jxdesk.domain.records.accounts import AccountItem, AccountKind
from jxdesk.domain.records.filings import Filing, Form
from jxdesk.domain.templates.wizard_flow import WizardPage
from jxdesk.store.records import filings
from jxdesk.store.views.screens import ProjectQuery

from .conftest import settled


@pytest.fixture
def wrong(shell: Shell) -> Filing:
    """A draft whose budget is not the project's any more."""
    workspace = shell.context.workspace
    row = look.projects(workspace, ProjectQuery(year=2026, state="draft")).first[0]
    filing = workspace.read(lambda tx: filings.get(tx, row.filing_id or ""))
    assert filing is not None
    total = filing.content.total_line
    assert total is not None
    assert total.original_budget_fen is not None
    lines = tuple(
        replace(line, original_budget_fen=line.original_budget_fen * 10_000, original_budget_text="")
        if line is total and line.original_budget_fen is not None
        else line
        for line in filing.content.money_lines
    )
    changed = replace(filing, content=replace(filing.content, money_lines=lines))
    return workspace.transact(lambda tx: filings.save(tx, changed, expected_version=filing.version))


def opened(qtbot: QtBot, shell: Shell) -> AgreementPage:
    shell.go("agreement")
    settled(qtbot, shell)
    page = shell.pages["agreement"]
    assert isinstance(page, AgreementPage)
    qtbot.waitUntil(lambda: "核对了" in page.summary.text.text(), timeout=20_000)
    return page


def test_a_budget_in_the_wrong_unit_leads_to_its_cell(qtbot: QtBot, shell: Shell, wrong: Filing) -> None:
    page = opened(qtbot, shell)
    places = [n for n, one in enumerate(page.shown) if one.here.filing_id == wrong.id]
    (number,) = [n for n in places if page.shown[n].code == "budget-versions-differ"]
    page.table.selectRow(number)
    assert "相差一万倍" in page.message.text()
    assert page.advice.text()
    assert "年初预算数" in page.here.text()
    page.here.click()
    qtbot.waitUntil(lambda: shell.current == "wizard", timeout=20_000)
    settled(qtbot, shell)
    filling = shell.pages["wizard"]
    assert isinstance(filling, FillingPage)
    assert filling.wizard is not None
    place = filling.wizard.place
    assert place is not None
    assert (place.page, place.field) == (WizardPage.MONEY, "original_budget")


def test_the_final_accounts_are_kept_held_against_the_year_and_taken_away(qtbot: QtBot, shell: Shell) -> None:
    page = opened(qtbot, shell)
    workspace = shell.context.workspace
    counted = {
        row.office
        for row in look.projects(workspace, ProjectQuery(year=2026)).first
        if row.filing_id is not None and row.executed_fen is not None
    }
    done = [
        office
        for office in page.offices
        if office.name in counted
        and all(
            filing.content.total_line is not None and filing.content.total_line.executed_fen is not None
            for filing in workspace.read(
                lambda tx, office=office: filings.of_office(tx, office.id, form=Form.PROJECT_SELF_EVALUATION)
            )
        )
    ]
    assert done
    page.office_box.setCurrentIndex(page.office_box.findData(done[0].id))

    def kept() -> list[int]:
        wanted = (done[0].id, AccountItem.BASIC)
        return [one.amount_fen for one in page.figures if (one.office_id, one.item) == wanted]

    field = page.amounts[AccountItem.BASIC]
    field.setText("十二")
    page.keep.click()
    assert not kept()
    field.setText("123456.78")
    page.keep.click()
    qtbot.waitUntil(lambda: kept() == [123_456_780_000], timeout=20_000)
    field.setText("")
    page.keep.click()
    qtbot.waitUntil(lambda: not kept(), timeout=20_000)


def test_the_approved_budget_is_kept_beside_the_final_accounts(qtbot: QtBot, shell: Shell) -> None:
    page = opened(qtbot, shell)
    office_id = page.office_box.currentData()

    def kept() -> dict[AccountKind, int]:
        wanted = (office_id, AccountItem.TOTAL)
        return {one.kind: one.amount_fen for one in page.figures if (one.office_id, one.item) == wanted}

    before = kept().get(AccountKind.FINAL)
    page.book_box.setCurrentIndex(page.book_box.findData(AccountKind.BUDGET))
    page.book_box.activated.emit(page.book_box.currentIndex())
    assert page.amounts[AccountItem.TOTAL].text() == ""
    page.amounts[AccountItem.TOTAL].setText("12.5")
    page.keep.click()
    qtbot.waitUntil(lambda: kept().get(AccountKind.BUDGET) == 12_500_000, timeout=20_000)
    assert kept().get(AccountKind.FINAL) == before
