"""Rectifications: what they must say, how they stand day by day, and that nothing half said is stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from jxdesk.actions import rectify
from jxdesk.actions.print_ledger import LedgerNotWritten, ledger_sheet, print_ledger
from jxdesk.actions.rectify import NotSaid
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.records.offices import Office, OfficeLevel
from jxdesk.domain.records.projects import Project
from jxdesk.domain.records.rectifications import Rectification, RectificationState
from jxdesk.store.engine import settings
from jxdesk.store.engine.database import Transaction
from jxdesk.store.faults import NotFound
from jxdesk.store.records import offices, projects

TODAY = dt.date(2026, 8, 5)
DUE = dt.date(2026, 9, 30)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "数据", who="填报人") as opened:
        office = Office(id="office", path="53-23-99-103", name="白岩镇人民政府", level=OfficeLevel.TOWNSHIP)
        opened.transact(lambda tx: offices.add(tx, office))
        opened.transact(
            lambda tx: projects.add(tx, Project(id="p", office_id="office", fiscal_year=2026, name="养护"))
        )
        yield opened


@pytest.fixture
def said(workspace: Workspace) -> Rectification:
    """A rectification that says everything."""
    begun = rectify.begin(workspace, "p", period=7)
    return replace(
        begun,
        problem="执行率只有 31%",
        cause="招标晚",
        measure="9 月前开工",
        responsible="填报人",
        due_on=DUE,
    )


def test_a_new_one_knows_whose_it_is_and_is_not_stored(workspace: Workspace) -> None:
    begun = rectify.begin(workspace, "p", period=7)
    assert (begun.office_id, begun.project_id, begun.year, begun.period) == ("office", "p", 2026, 7)
    assert rectify.of_project(workspace, "p") == ()
    with pytest.raises(NotFound):
        rectify.begin(workspace, "nobody")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"problem": " "}, "没有写问题。"),
        ({"measure": ""}, "没有写整改措施。"),
        ({"responsible": ""}, "没有写责任人。"),
        ({"due_on": None}, "没有写整改时限。"),
        ({"state": RectificationState.DONE}, "标为已完成，没有写完成情况。"),
        ({"state": RectificationState.DROPPED}, "标为不适用，没有写原因。"),
    ],
)
def test_what_is_half_said_is_refused_and_not_stored(
    workspace: Workspace, said: Rectification, changes: dict[str, object], message: str
) -> None:
    with pytest.raises(NotSaid) as refused:
        rectify.keep(workspace, replace(said, **changes), today=TODAY)  # type: ignore[arg-type]
    assert refused.value.title == message
    assert rectify.of_project(workspace, "p") == ()


def test_it_is_followed_until_it_is_done(workspace: Workspace, said: Rectification) -> None:
    kept = rectify.keep(workspace, said, today=TODAY)
    assert rectify.of_project(workspace, "p") == (kept,)
    assert kept.word(DUE) == "未开始"
    assert kept.word(DUE + dt.timedelta(days=1)) == "逾期"
    done = rectify.keep(workspace, replace(kept, state=RectificationState.DONE, result="已开工"), today=TODAY)
    assert (done.done_on, done.word(dt.date(2027, 1, 1))) == (TODAY, "已完成")
    reopened = rectify.keep(workspace, replace(done, state=RectificationState.UNDER_WAY), today=TODAY)
    assert reopened.done_on is None
    assert rectify.of_year(workspace, 2026) == (reopened,)
    rectify.drop(workspace, kept.id)
    assert rectify.of_year(workspace, 2026) == ()


# ---- the ledger -----------------------------------------------------------------------------------------------------


@pytest.fixture
def county(workspace: Workspace) -> Workspace:
    """The desk of a county whose township and whose neighbour have one rectification each."""

    def job(tx: Transaction) -> None:
        for office in (
            Office(id="county", path="53-23-99", name="练习县财政局", level=OfficeLevel.COUNTY),
            Office(id="other", path="53-23-98-101", name="邻县某镇", level=OfficeLevel.TOWNSHIP),
        ):
            offices.add(tx, office)
        projects.add(tx, Project(id="q", office_id="other", fiscal_year=2026, name="邻县的"))
        settings.put(tx, settings.OFFICE, "county")

    workspace.transact(job)
    workspace.forget_facts()
    for project_id in ("p", "q"):
        begun = rectify.begin(workspace, project_id, period=7)
        whole = replace(begun, problem="慢", measure="快", responsible="填报人", due_on=DUE)
        rectify.keep(workspace, whole, today=TODAY)
    return workspace


def test_the_ledger_of_a_county_holds_those_of_all_its_offices_and_of_no_other(county: Workspace) -> None:
    (row,) = rectify.ledger(county)
    assert (row.project, row.office, row.subject) == ("养护", "白岩镇人民政府", "养护")


def test_many_are_settled_in_one_errand_each_with_the_note_behind_what_was_said(
    workspace: Workspace, said: Rectification
) -> None:
    first = rectify.keep(workspace, replace(said, result="已招标"), today=TODAY)
    second = rectify.keep(workspace, replace(said, id="second"), today=TODAY)
    lines = "SELECT count(DISTINCT errand_id) FROM change_log WHERE errand = 'rectify'"
    before = workspace.read(lambda tx: tx.value(lines))
    done = RectificationState.DONE
    assert rectify.settle(workspace, (first.id, second.id), done, " 已支付 86% ", today=TODAY) == 2
    found = {one.id: one for one in rectify.of_project(workspace, "p")}
    assert found[first.id].result == "已招标\n已支付 86%"
    assert found[second.id].result == "已支付 86%"
    assert {(one.state, one.done_on) for one in found.values()} == {(done, TODAY)}
    assert workspace.read(lambda tx: tx.value(lines)) == before + 1


def test_nothing_is_settled_without_a_note_and_none_of_several_where_one_is_gone(
    workspace: Workspace, said: Rectification
) -> None:
    rectify.keep(workspace, said, today=TODAY)
    with pytest.raises(NotSaid) as refused:
        rectify.settle(workspace, (said.id,), RectificationState.DROPPED, "  ", today=TODAY)
    assert "没有写原因" in refused.value.title
    with pytest.raises(NotFound):
        rectify.settle(workspace, (said.id, "gone"), RectificationState.DONE, "好了", today=TODAY)
    (kept,) = rectify.of_project(workspace, "p")
    assert kept.state is RectificationState.OPEN


def test_the_ledger_is_printed_with_its_sums_in_the_order_given(county: Workspace, tmp_path: Path) -> None:
    rows = rectify.ledger(county)
    sheet = ledger_sheet(county, rows, filter_words="要办的", today=DUE + dt.timedelta(days=1))
    texts = {cell.text for cell in sheet.cells}
    assert {"养护", "逾期", "2026-09-30", "要办的", "练习县财政局"} <= texts
    assert "共 1 条，还要办的 1 条，其中逾期 1 条。" in texts
    for name in ("台账.pdf", "台账.xlsx"):
        print_ledger(county, rows, tmp_path / name, filter_words="要办的", today=TODAY)
        assert (tmp_path / name).stat().st_size > 3_000
    (tmp_path / "占着").write_text("", encoding="utf-8")
    with pytest.raises(LedgerNotWritten):
        print_ledger(county, rows, tmp_path / "占着" / "台账.pdf", filter_words="", today=TODAY)
