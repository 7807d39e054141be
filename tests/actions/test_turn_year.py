"""The turn of the year: who goes on, that no money does, that a closed year is read only, and that every turn is taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from jxdesk.actions import adjust_budget, backup, fill, monitor, project, turn_year, undo
from jxdesk.actions.adjust_budget import BadBudgetChange
from jxdesk.actions.monitor import EXECUTED, Typed
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.filling.editing import Edit, EditKind
from jxdesk.domain.records.budgets import revised_budget, standing
from jxdesk.domain.records.filings import FilingState, MoneyUnit
from jxdesk.domain.records.projects import BudgetStage, Project
from jxdesk.domain.values.money import exact_text, format_fen
from jxdesk.domain.year.budget_changes import BudgetChange
from jxdesk.domain.year.fiscal_years import Fate, YearState
from jxdesk.store.faults import NotFound, Refused
from jxdesk.store.records import fiscal_years, projects
from tests.actions.year_desk import TODAY, add_project, open_desk, store_filing, target_of


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with open_desk(tmp_path / "数据") as opened:
        yield opened


def of_year(workspace: Workspace, year: int) -> tuple[Project, ...]:
    return workspace.read(lambda tx: projects.of_year(tx, year))


def test_who_goes_on_is_proposed_from_period_and_kind_with_the_reason(workspace: Workspace) -> None:
    add_project(workspace, "到期", ends_on=dt.date(2026, 12, 31))
    add_project(workspace, "还有两年", ends_on=dt.date(2028, 6, 30))
    add_project(workspace, "一次性", recurrence="一次性项目")
    add_project(workspace, "经常性", recurrence="经常性项目")
    add_project(workspace, "没有写")
    add_project(workspace, "取消", withdrawn_on=dt.date(2026, 5, 6), withdrawn_reason="未下达")
    add_project(workspace, "", is_classified=True, budgets=(), department="", implementing_unit="")
    add_project(workspace, "已经有了", code="53232926T000000000009")
    add_project(workspace, "已经有了", fiscal_year=2027, code="53232926T000000000009")
    opening = turn_year.preview_opening(workspace, 2027)
    found = {one.project.name: (one.fate, one.reason) for one in opening.proposals}
    assert found["到期"] == (Fate.ENDS, "项目期到 2026年12月为止。")
    assert found["还有两年"] == (Fate.GOES_ON, "项目期到 2028年6月。")
    assert found["一次性"] == (Fate.GOES_ON, "一次性项目，没有执行数，看不出办完没有，请核对。")
    assert found["经常性"] == (Fate.GOES_ON, "是经常性项目。")
    assert found["没有写"] == (Fate.GOES_ON, "没有写起止时间，先按延续，请核对。")
    assert found["取消"] == (Fate.ENDS, "2026-05-06 已取消。")
    assert found[""][0] is Fate.ENDS
    assert found["已经有了"][0] is Fate.IS_THERE
    assert len(of_year(workspace, 2027)) == 1


def test_what_happens_once_goes_on_as_long_as_it_is_not_done(workspace: Workspace) -> None:
    begun = add_project(workspace, "钱没用完", recurrence="一次性", continuity="新增项目")
    done = add_project(workspace, "钱用完了", recurrence="一次性", continuity="新增项目")
    add_project(workspace, "延续的", recurrence="一次性", continuity="延续项目")
    for project_, first, last in ((begun, 10, 60), (done, 60, 100)):
        for month, share in ((7, first), (10, last)):
            amount = exact_text(revised_budget(project_.budgets) * share // 100, MoneyUnit.WAN)
            typed = Typed(project_id=project_.id, field=EXECUTED, text=amount)
            monitor.put(workspace, 2026, month, [typed])
    opening = turn_year.preview_opening(workspace, 2027)
    found = {one.project.name: (one.fate, one.reason) for one in opening.proposals}
    left = format_fen(revised_budget(begun.budgets) * 40 // 100, MoneyUnit.WAN)
    assert found["钱没用完"] == (
        Fate.GOES_ON,
        f"一次性项目，到 10 月还有 {left} 万元没有执行；办完了的去掉勾。",
    )
    assert found["钱用完了"] == (Fate.ENDS, "一次性项目，到 10 月钱已经用完。")
    assert found["延续的"] == (Fate.GOES_ON, "一次性项目，属性写的是延续项目，先勾上。")
    assert done.id not in opening.going_on


def test_a_new_year_has_the_chosen_projects_without_money_and_knows_the_old_ones(
    workspace: Workspace,
) -> None:
    old = add_project(
        workspace, "农村公路养护补助", leader="张三", major_new=True, code="53232926T000000000001"
    )
    add_project(workspace, "不要的")
    turned = turn_year.open_year(workspace, 2027, {old.id})
    assert turned.projects == 1
    (new,) = of_year(workspace, 2027)
    assert new.predecessor_id == old.id
    assert (new.name, new.code, new.leader) == (old.name, old.code, "张三")
    assert (new.budgets, new.funding) == ((), ())
    assert (new.continuity, new.major_new) == ("延续项目", False)
    assert of_year(workspace, 2026)[0].budgets == old.budgets
    known = workspace.read(lambda tx: fiscal_years.get(tx, 2027))
    assert known is not None
    assert known.opened_on == TODAY.date()
    assert known.rule_pack_id == "yunnan-2020"
    assert known.templates["target-national-2015"]
    assert all(version for _, version in known.libraries)
    reasons = [one.contents.reason for one in backup.backups(workspace.folder.root)]
    assert "year" in reasons


def test_a_name_that_begins_with_its_year_begins_with_the_new_one(workspace: Workspace) -> None:
    names = ("2026年乡村公路养护", "2026 年度宣传", "“十四五”2026年项目", "12026年编号")
    made = [add_project(workspace, name) for name in names]
    turn_year.open_year(workspace, 2027, {one.id for one in made})
    assert {one.name for one in of_year(workspace, 2027)} == {
        "2027年乡村公路养护",
        "2027 年度宣传",
        "“十四五”2026年项目",
        "12026年编号",
    }
    (one, *_) = (one for one in turn_year.preview_opening(workspace, 2027).proposals)
    assert one.fate is Fate.IS_THERE


def test_opening_is_taken_back_as_long_as_nothing_was_built_on_it(workspace: Workspace) -> None:
    old = add_project(workspace)
    turn_year.open_year(workspace, 2027, {old.id})
    assert turn_year.undo_opening(workspace, 2027) > 0
    assert of_year(workspace, 2027) == ()
    assert workspace.read(lambda tx: fiscal_years.get(tx, 2027)) is None

    turn_year.open_year(workspace, 2027, {old.id})
    (new,) = of_year(workspace, 2027)
    project.rename(workspace, new.id, "农村公路日常养护补助")
    with pytest.raises(Refused) as refused:
        turn_year.undo_opening(workspace, 2027)
    assert "农村公路日常养护补助" in refused.value.facts


def test_a_year_without_a_year_before_is_not_opened_from_it(workspace: Workspace) -> None:
    with pytest.raises(Refused, match="2030 年度没有项目"):
        turn_year.open_year(workspace, 2031, set())
    with pytest.raises(NotFound):
        turn_year.undo_opening(workspace, 2031)


def test_what_is_still_open_is_listed_before_a_year_is_closed(workspace: Workspace) -> None:
    done = add_project(workspace, "有目标")
    store_filing(workspace, target_of(done, state=FilingState.DRAFT))
    add_project(workspace, "取消", withdrawn_on=dt.date(2026, 5, 6))
    items = turn_year.preview_closing(workspace, 2026)
    assert [(one.what, one.name) for one in items] == [
        ("没有自评", "有目标"),
        ("2026 年绩效目标没有填好", "有目标"),
    ]


def test_a_closed_year_is_read_only_whatever_writes(workspace: Workspace) -> None:
    old = add_project(workspace)
    target = store_filing(workspace, target_of(old, state=FilingState.DRAFT))
    errand = workspace.read(
        lambda tx: str(tx.value("SELECT errand_id FROM change_log ORDER BY n DESC LIMIT 1"))
    )
    turn_year.close_year(workspace, 2026)
    typed = Edit(kind=EditKind.ANSWER, field="expected_goal", text="改目标")
    for write in (
        lambda: fill.change(workspace, target.id, [typed], expected_version=target.version),
        lambda: project.rename(workspace, old.id, "别的名称"),
        lambda: store_filing(workspace, target_of(old)),
        lambda: add_project(workspace, "新的"),
        lambda: undo.undo(workspace, errand),
        lambda: workspace.transact(lambda tx: projects.delete(tx, old.id)),
        lambda: adjust_budget.adjust_budget(workspace, old.id, added("20")),
    ):
        with pytest.raises(Refused):
            write()
    assert fill.open_filing(workspace, target.id).filing == target
    add_project(workspace, "下一年的", fiscal_year=2027)
    with pytest.raises(Refused, match="已经结过账"):
        turn_year.close_year(workspace, 2026)


def test_a_closed_year_is_opened_again_for_a_reason_or_by_taking_the_closing_back(
    workspace: Workspace,
) -> None:
    old = add_project(workspace)
    turn_year.close_year(workspace, 2026)
    (row,) = turn_year.years(workspace)
    assert row.fiscal_year.state is YearState.CLOSED
    assert (row.fiscal_year.closed_on, row.fiscal_year.closed_by) == (TODAY.date(), "填报人甲")
    with pytest.raises(Refused, match="没有写重新打开的原因"):
        turn_year.reopen_year(workspace, 2026, " ")
    turn_year.reopen_year(workspace, 2026, "县里要求更正自评")
    noted = workspace.read(lambda tx: tx.value("SELECT new FROM change_log WHERE field = 'year_reopen'"))
    assert "县里要求更正自评" in str(noted)
    project.rename(workspace, old.id, "改得动了")
    with pytest.raises(NotFound):
        turn_year.reopen_year(workspace, 2026, "再开一次")

    turn_year.close_year(workspace, 2026)
    turn_year.undo_closing(workspace, 2026)
    (row,) = turn_year.years(workspace)
    assert row.fiscal_year.state is YearState.OPEN


def test_an_empty_year_is_not_closed(workspace: Workspace) -> None:
    with pytest.raises(Refused, match="没有项目，不用结账"):
        turn_year.close_year(workspace, 2026)


def test_turns_are_there_after_a_restart(tmp_path: Path) -> None:
    with open_desk(tmp_path / "数据") as workspace:
        old = add_project(workspace)
        turn_year.open_year(workspace, 2027, {old.id})
        turn_year.close_year(workspace, 2026)
    with open_desk(tmp_path / "数据") as workspace:
        rows = turn_year.years(workspace)
        assert [(row.fiscal_year.year, row.fiscal_year.state, row.projects) for row in rows] == [
            (2027, YearState.OPEN, 1),
            (2026, YearState.CLOSED, 1),
        ]
        assert rows[0].can_undo_opening
        assert rows[1].can_undo_closing
        turn_year.undo_opening(workspace, 2027)
        assert of_year(workspace, 2027) == ()


# ---- money in mid-year ------------------------------------------------------------------------------------------


def added(amount: str, **changes: object) -> BudgetChange:
    change = BudgetChange(
        amount_text=amount, is_cut=False, dated=dt.date(2026, 6, 1), document_number="练财预[2026]30号"
    )
    return replace(change, **changes)  # type: ignore[arg-type]


def test_added_and_cut_money_make_versions_and_overwrite_none(workspace: Workspace) -> None:
    old = add_project(workspace)
    adjust_budget.adjust_budget(workspace, old.id, added("20"))
    adjust_budget.adjust_budget(
        workspace, old.id, added("5.4", is_cut=True, document_number="练财预〔2026〕41号")
    )
    (now,) = of_year(workspace, 2026)
    assert [(one.stage, one.amount_fen) for one in now.budgets] == [
        (BudgetStage.ORIGINAL, 128_400_000),
        (BudgetStage.ADJUSTED, 20_000_000),
        (BudgetStage.REVISED, 148_400_000),
        (BudgetStage.ADJUSTED, -5_400_000),
        (BudgetStage.REVISED, 143_000_000),
    ]
    assert now.budgets[1].document_number == "练财预〔2026〕30号"
    assert standing(now.budgets, BudgetStage.ADJUSTED) == 14_600_000
    assert standing(now.budgets, BudgetStage.REVISED) == 143_000_000
    assert adjust_budget.budget_of(workspace, old.id).revised_fen == 143_000_000


def test_money_for_a_project_of_mid_year_begins_from_nought(workspace: Workspace) -> None:
    old = add_project(workspace, budgets=())
    errand = adjust_budget.adjust_budget(workspace, old.id, added("300000元"))
    (now,) = of_year(workspace, 2026)
    assert [(one.stage, one.amount_fen) for one in now.budgets] == [
        (BudgetStage.ADJUSTED, 30_000_000),
        (BudgetStage.REVISED, 30_000_000),
    ]
    undo.undo(workspace, errand)
    assert of_year(workspace, 2026)[0].budgets == ()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (added(""), "没有写金额"),
        (added("一些"), "没有写金额"),
        (added("0"), "金额要大于 0"),
        (added("-3"), "金额要大于 0"),
        (added("128.5", is_cut=True), "调减的比现有预算还多"),
        (added("1", dated=dt.date(2026, 8, 1)), "日期晚于今天"),
    ],
)
def test_a_budget_change_that_cannot_be_is_refused(
    workspace: Workspace, change: BudgetChange, said: str
) -> None:
    old = add_project(workspace)
    with pytest.raises(BadBudgetChange, match=said):
        adjust_budget.adjust_budget(workspace, old.id, change)
    assert of_year(workspace, 2026)[0].budgets == old.budgets


def test_a_change_recorded_twice_without_document_or_of_another_year_is_doubted(workspace: Workspace) -> None:
    old = add_project(workspace)
    assert adjust_budget.check(workspace, old.id, added("20")) == ()
    adjust_budget.adjust_budget(workspace, old.id, added("20"))
    (twice,) = adjust_budget.check(workspace, old.id, added("20"))
    assert "已经登记过一次" in twice.message
    codes = [
        one.code
        for one in adjust_budget.check(
            workspace, old.id, added("3", document_number="", dated=dt.date(2025, 12, 1))
        )
    ]
    assert codes == ["budget-change-dated", "document-number-missing"]
